//! A task has exactly one log router if a container logs with `awsfirelens`, and none otherwise.

use crate::facts::{Container, View};
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, guide, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "firelens",
    severity: Severity::Error,
    source: Some(guide!("using_firelens", "Send Amazon ECS logs to an AWS service or AWS Partner")),
    refusal: Some(
        "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be \
         configured in one of the containers.",
    ),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "awsfirelens"}}
        ]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "logConfiguration": {"logDriver": "awsfirelens"}},
            {"name": "router", "image": "fluent-bit:3", "memory": 512, "firelensConfiguration": {"type": "fluentbit"}}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let logs_with_firelens = |container: &Container<'_>| {
        let driver = container.log_configuration.known().and_then(|logs| logs.driver.known());
        driver.is_some_and(|driver| driver == "awsfirelens")
    };
    let mut routers = view.containers.iter().filter(|container| container.is_log_router);
    let mut sources = view.containers.iter().filter(|container| logs_with_firelens(container));
    match (routers.next(), sources.next()) {
        (None, Some(source)) => findings.push(Rule::Firelens.finding(
            pointer_to(view, source).then("logConfiguration").then("logDriver"),
            format!(
                "the container `{}` logs with awsfirelens, but no container is a log router",
                container_name(source)
            ),
            "add a container with `firelensConfiguration`",
        )),
        (Some(router), None) => findings.push(Rule::Firelens.finding(
            pointer_to(view, router).then("firelensConfiguration"),
            format!(
                "the container `{}` is a log router, but no container logs with awsfirelens",
                container_name(router)
            ),
            "use the log driver awsfirelens in another container, or remove `firelensConfiguration`",
        )),
        (Some(router), Some(_)) => findings.extend(routers.map(|other| {
            Rule::Firelens.finding(
                pointer_to(view, other).then("firelensConfiguration"),
                format!(
                    "the containers `{}` and `{}` are both log routers; a task can have only one",
                    container_name(router),
                    container_name(other)
                ),
                "remove `firelensConfiguration` from one of them",
            )
        })),
        (None, None) => {}
    }
    if view.is_windows() {
        let routers = view.containers.iter().filter(|container| container.is_log_router);
        findings.extend(routers.map(|router| {
            Rule::Firelens.finding(
                pointer_to(view, router).then("firelensConfiguration"),
                format!(
                    "the container `{}` is a log router, but a Windows task cannot have one",
                    container_name(router)
                ),
                "use another log driver",
            )
        }));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn routers_and_sources() {
        let with = |api: &str, web: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", {api}}}, {{"name": "web", "image": "web:1", {web}}}, {{"name": "job", "image": "job:1", "logConfiguration": {{"logDriver": "awsfirelens"}}}}]"#
            )
        };
        let (router, other) = (r#""firelensConfiguration": {"type": "fluentbit"}"#, r#""user": "a""#);
        check(&with(router, other), &[]);
        check(
            &with(router, router),
            &[
                "error[firelens]: the containers `api` and `web` are both log routers; a task can have only one at /1/firelensConfiguration",
            ],
        );
        check(
            &with(router, other).replace("awsfirelens", "syslog"),
            &[
                "error[firelens]: the container `api` is a log router, but no container logs with awsfirelens at /0/firelensConfiguration",
            ],
        );
    }
}
