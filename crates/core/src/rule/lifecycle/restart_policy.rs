//! A restart policy has a `restartAttemptPeriod` of 60 to 1800 seconds and ignores at most 50 exit codes.

use crate::facts::View;
use crate::rule::{
    Description, Example, Finding, Limit, Rule, Severity, api, broken_limits, container_name, pointer_to,
};

pub(crate) const DESCRIPTION: Description = Description {
    name: "restart-policy",
    severity: Severity::Error,
    source: Some(api!("ContainerRestartPolicy")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "restartPolicy": {"enabled": true, "restartAttemptPeriod": 59}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "restartPolicy": {"enabled": true, "restartAttemptPeriod": 60}}
        ]}"#,
    }),
};

const MOST_EXIT_CODES: usize = 50;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let Some(policy) = container.restart_policy.known() else { continue };
        let at = pointer_to(view, container).then("restartPolicy");
        let of = format!("of the container `{}`", container_name(container));
        let period = Limit {
            member: "restartAttemptPeriod",
            value: &policy.restart_attempt_period,
            range: 60..=1800,
            unit: "seconds",
        };
        findings.extend(broken_limits([period]).map(|(member, wrong, help)| {
            Rule::RestartPolicy.finding(at.then(member), format!("the `{member}` {of} {wrong}"), help)
        }));
        let count = policy.ignored_exit_codes;
        if count > MOST_EXIT_CODES {
            findings.push(Rule::RestartPolicy.finding(
                at.then("ignoredExitCodes"),
                format!("the restart policy {of} ignores {count} exit codes; ECS allows at most {MOST_EXIT_CODES}"),
                "remove some of the exit codes",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn number_of_exit_codes() {
        let with = |count: usize| {
            let codes = vec!["1"; count].join(", ");
            format!(
                r#"[{{"name": "api", "image": "api:1", "restartPolicy": {{"enabled": true, "restartAttemptPeriod": 1800, "ignoredExitCodes": [{codes}]}}}}]"#
            )
        };
        check(&with(50), &[]);
        check(
            &with(51),
            &[
                "error[restart-policy]: the restart policy of the container `api` ignores 51 exit codes; ECS allows at most 50 at /0/restartPolicy/ignoredExitCodes",
            ],
        );
    }
}
