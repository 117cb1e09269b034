//! A task logs with `awsfirelens` if and only if one of its containers is the log router.

use crate::facts::{Container, View};
use crate::rule::{Description, Example, guide, name_of, place};
use crate::rule::{Finding, Rule, Severity};

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
            place(view, source).then("logConfiguration").then("logDriver"),
            format!("the container `{}` logs with awsfirelens, and no container is the log router", name_of(source)),
            "add a container with `firelensConfiguration`",
        )),
        (Some(router), None) => findings.push(Rule::Firelens.finding(
            place(view, router).then("firelensConfiguration"),
            format!("the container `{}` is a log router, and no container logs with awsfirelens", name_of(router)),
            "use the log driver awsfirelens in another container, or take `firelensConfiguration` out",
        )),
        (Some(router), Some(_)) => findings.extend(routers.map(|other| {
            Rule::Firelens.finding(
                place(view, other).then("firelensConfiguration"),
                format!("the containers `{}` and `{}` are both log routers", name_of(router), name_of(other)),
                "a task has one log router",
            )
        })),
        (None, None) => {}
    }
    if view.is_windows() {
        let parts = view.containers.iter().filter(|container| container.is_log_router);
        findings.extend(parts.map(|router| {
            Rule::Firelens.finding(
                place(view, router).then("firelensConfiguration"),
                format!("the container `{}` is a log router, and a Windows task has none", name_of(router)),
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
            &["error[firelens]: the containers `api` and `web` are both log routers at /1/firelensConfiguration"],
        );
        check(
            &with(router, other).replace("awsfirelens", "syslog"),
            &[
                "error[firelens]: the container `api` is a log router, and no container logs with awsfirelens at /0/firelensConfiguration",
            ],
        );
    }
}
