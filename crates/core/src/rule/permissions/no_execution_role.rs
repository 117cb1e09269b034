//! A task has an execution role where ECS itself fetches something for it: secrets everywhere, on Fargate images in Amazon
//! ECR and logs too.

use crate::facts::{Container, Form, View};
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, guide, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
    name: "no-execution-role",
    severity: Severity::Error,
    source: Some(guide!("task_execution_IAM_role", "Amazon ECS task execution IAM role")),
    refusal: Some("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."),
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "secrets": [{"name": "DATABASE", "valueFrom": "/api/database"}]}
        ]}"#,
        holds: r#"{"family": "api", "executionRoleArn": "execution", "containerDefinitions": [
            {"name": "api", "image": "api:1", "memory": 512, "secrets": [{"name": "DATABASE", "valueFrom": "/api/database"}]}
        ]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    if view.form == Form::Containers || view.states("executionRoleArn") {
        return;
    }
    let mut needs = view.containers.iter().filter_map(|container| Some((container, needs_role(view, container)?)));
    let Some((container, (member, what))) = needs.next() else { return };
    // One finding however many need it: the role is one.
    let and = match needs.count() {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    findings.push(Rule::NoExecutionRole.finding(
        place(view, container).then(member),
        format!("the task has no execution role, and the container `{}`{and} {what}", name_of(container)),
        "add `executionRoleArn`",
    ));
}

/// The member for which a container needs the role, and what it is for.
fn needs_role(view: &View<'_>, container: &Container<'_>) -> Option<(&'static str, &'static str)> {
    let secret_options = || container.log_configuration.known().is_some_and(|logs| !logs.secret_options.is_empty());
    let is_in_ecr = || container.image.known().is_some_and(|image| Image::of(image).is_in_ecr());
    if container.states("secrets") {
        Some(("secrets", "has secrets"))
    } else if secret_options() {
        Some(("logConfiguration", "has secret log options"))
    } else if container.states("repositoryCredentials") {
        Some(("repositoryCredentials", "logs in to a private registry"))
    } else if view.is_fargate() && is_in_ecr() {
        Some(("image", "has an image in Amazon ECR, which Fargate fetches with it"))
    } else if view.is_fargate() && container.awslogs().is_some() {
        Some(("logConfiguration", "logs with awslogs, which Fargate does with it"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn needs() {
        let with = |launch: &str, image: &str, member: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "{image}"{member}}}]}}"#
            )
        };
        let error = |what: &str, member: &str| {
            format!(
                "error[no-execution-role]: the task has no execution role, and the container `api` {what} at /containerDefinitions/0/{member}"
            )
        };
        let ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1";
        check(&with("EC2", ecr, ""), &[]);
        check(&with("FARGATE", "api:1", ""), &[]);
        check(
            &with("FARGATE", ecr, ""),
            &[&error("has an image in Amazon ECR, which Fargate fetches with it", "image")],
        );
        let logs = r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "a", "awslogs-region": "b", "awslogs-stream-prefix": "c"}}"#;
        check(&with("EC2", "api:1", logs), &[]);
        check(
            &with("FARGATE", "api:1", logs),
            &[&error("logs with awslogs, which Fargate does with it", "logConfiguration")],
        );
        check(
            &with("EC2", "api:1", r#", "repositoryCredentials": {"credentialsParameter": "arn"}"#),
            &[&error("logs in to a private registry", "repositoryCredentials")],
        );
    }
}
