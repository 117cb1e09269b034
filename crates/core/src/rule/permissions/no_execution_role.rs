//! A task has an execution role if ECS needs one: for secrets, for private registries and, on Fargate, for images in Amazon
//! ECR and for the log driver `awslogs`.

use crate::facts::{Container, Form, View};
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, guide, pointer_to};

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
    let Some((container, (member, purpose))) = needs.next() else { return };
    // Only one finding, because one role is enough for all containers.
    let and = match needs.count() {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    findings.push(Rule::NoExecutionRole.finding(
        pointer_to(view, container).then(member),
        format!(
            "the task has no execution role, but the container `{}`{and} needs one for {purpose}",
            container_name(container)
        ),
        "add `executionRoleArn` to the task definition",
    ));
}

/// The member for which a container needs the role, and the purpose for the message.
fn needs_role(view: &View<'_>, container: &Container<'_>) -> Option<(&'static str, &'static str)> {
    let secret_options = || container.log_configuration.known().is_some_and(|logs| !logs.secret_options.is_empty());
    let is_in_ecr = || container.image.known().is_some_and(|image| Image::of(image).is_in_ecr());
    if container.states("secrets") {
        Some(("secrets", "its secrets"))
    } else if secret_options() {
        Some(("logConfiguration", "its secret log options"))
    } else if container.states("repositoryCredentials") {
        Some(("repositoryCredentials", "its private registry"))
    } else if view.is_fargate() && is_in_ecr() {
        Some(("image", "its image in Amazon ECR"))
    } else if view.is_fargate() && container.awslogs().is_some() {
        Some(("logConfiguration", "its log driver awslogs"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn purposes() {
        let with = |launch: &str, image: &str, member: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["{launch}"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "{image}"{member}}}]}}"#
            )
        };
        let error = |purpose: &str, member: &str| {
            format!(
                "error[no-execution-role]: the task has no execution role, but the container `api` needs one for {purpose} at /containerDefinitions/0/{member}"
            )
        };
        let ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1";
        check(&with("EC2", ecr, ""), &[]);
        check(&with("FARGATE", "api:1", ""), &[]);
        check(&with("FARGATE", ecr, ""), &[&error("its image in Amazon ECR", "image")]);
        let logs = r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "a", "awslogs-region": "b", "awslogs-stream-prefix": "c"}}"#;
        check(&with("EC2", "api:1", logs), &[]);
        check(&with("FARGATE", "api:1", logs), &[&error("its log driver awslogs", "logConfiguration")]);
        check(
            &with("EC2", "api:1", r#", "repositoryCredentials": {"credentialsParameter": "arn"}"#),
            &[&error("its private registry", "repositoryCredentials")],
        );
    }
}
