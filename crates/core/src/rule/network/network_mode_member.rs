//! `links` are for the network mode `bridge`; `hostname` and `extraHosts` are not for `awsvpc`; fault injection is for `awsvpc`
//! and `host`.

use crate::facts::View;
use crate::rule::{Description, Example, api, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
    name: "network-mode-member",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: Some("Links are not supported when networkMode=awsvpc."),
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "hostname": "api"}
        ]}"#,
        holds: r#"{"family": "api", "networkMode": "bridge", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "hostname": "api"}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(mode @ ("awsvpc" | "host" | "bridge" | "none")) = view.network_mode.known().map(|mode| &**mode) else {
        return;
    };
    let refused: &[&str] = match mode {
        // What Fargate does not take in any mode is told by another rule.
        "awsvpc" if view.is_fargate() => &["hostname"],
        _ if view.is_fargate() => &[],
        "awsvpc" => &["links", "hostname", "extraHosts"],
        "host" | "none" => &["links"],
        _ => &[],
    };
    for container in &view.containers {
        for member in refused.iter().copied().filter(|member| container.states(member)) {
            findings.push(Rule::NetworkModeMember.finding(
                place(view, container).then(member),
                format!(
                    "the container `{}` has `{member}`, which the network mode `{mode}` does not take",
                    name_of(container)
                ),
                "take it out: containers of one task reach each other through localhost in the modes awsvpc and host",
            ));
        }
    }
    if matches!(mode, "bridge" | "none") && view.states("enableFaultInjection") {
        findings.push(Rule::NetworkModeMember.finding(
            view.form.task().then("enableFaultInjection"),
            format!("faults cannot be injected in the network mode `{mode}`"),
            "use the network mode awsvpc or host",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn modes() {
        let with = |mode: &str, container: &str, task: &str| {
            format!(
                r#"{{"networkMode": "{mode}"{task}, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, {container}}}, {{"name": "db", "image": "db:1", "memory": 512}}]}}"#
            )
        };
        let error = |member: &str, mode: &str| {
            format!(
                "error[network-mode-member]: the container `api` has `{member}`, which the network mode `{mode}` does not take at /containerDefinitions/0/{member}"
            )
        };
        let links = r#""links": ["db"]"#;
        check(&with("bridge", links, ""), &[]);
        check(&with("host", links, ""), &[&error("links", "host")]);
        check(&with("awsvpc", links, ""), &[&error("links", "awsvpc")]);
        let hosts = r#""extraHosts": [{"hostname": "a", "ipAddress": "10.0.0.1"}]"#;
        check(&with("host", hosts, ""), &[]);
        check(&with("awsvpc", hosts, ""), &[&error("extraHosts", "awsvpc")]);
        let faults = r#", "enableFaultInjection": true"#;
        check(&with("awsvpc", r#""user": "a""#, faults), &[]);
        check(
            &with("bridge", r#""user": "a""#, faults),
            &[
                "error[network-mode-member]: faults cannot be injected in the network mode `bridge` at /enableFaultInjection",
            ],
        );
    }
}
