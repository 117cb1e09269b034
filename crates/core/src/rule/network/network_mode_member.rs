//! `links` need the network mode `bridge`; `hostname` and `extraHosts` do not work with `awsvpc`; fault injection needs
//! `awsvpc` or `host`.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

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

const NOT_FOR_AWSVPC: &[&str] = &["links", "hostname", "extraHosts"];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(mode @ ("awsvpc" | "host" | "bridge" | "none")) = view.network_mode.known().map(|mode| &**mode) else {
        return;
    };
    let refused: &[&str] = match mode {
        // Another rule reports the members that Fargate does not support in any network mode.
        "awsvpc" if view.is_fargate() => &["hostname"],
        _ if view.is_fargate() => &[],
        "awsvpc" => NOT_FOR_AWSVPC,
        "host" | "none" => &["links"],
        _ => &[],
    };
    for container in &view.containers {
        for member in refused.iter().copied().filter(|member| container.states(member)) {
            findings.push(Rule::NetworkModeMember.finding(
                pointer_to(view, container).then(member),
                format!(
                    "the container `{}` has `{member}`, which the network mode `{mode}` does not support",
                    container_name(container)
                ),
                "remove it: in the network modes awsvpc and host, the containers of a task reach each other through localhost",
            ));
        }
    }
    if matches!(mode, "bridge" | "none") && view.states("enableFaultInjection") {
        findings.push(Rule::NetworkModeMember.finding(
            view.form.task().then("enableFaultInjection"),
            format!("the network mode `{mode}` does not support fault injection"),
            "use the network mode awsvpc or host",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn members_per_network_mode() {
        let with = |mode: &str, container: &str, task: &str| {
            format!(
                r#"{{"networkMode": "{mode}"{task}, "containerDefinitions": [{{"name": "api", "image": "api:1", "memory": 512, {container}}}, {{"name": "db", "image": "db:1", "memory": 512}}]}}"#
            )
        };
        let error = |member: &str, mode: &str| {
            format!(
                "error[network-mode-member]: the container `api` has `{member}`, which the network mode `{mode}` does not support at /containerDefinitions/0/{member}"
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
                "error[network-mode-member]: the network mode `bridge` does not support fault injection at /enableFaultInjection",
            ],
        );
    }
}
