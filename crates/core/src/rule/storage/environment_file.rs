//! An environment file is an object in S3 whose key ends in `.env`; a container has at most 10.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "environment-file",
    severity: Severity::Error,
    source: Some(api!("EnvironmentFile")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::example/api.txt"}]}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::example/api.env"}]}]}"#,
    }),
};

const MOST: usize = 10;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let at = || pointer_to(view, container).then("environmentFiles");
        let files = &container.environment_files;
        if files.len() > MOST {
            let message = format!(
                "the container `{}` has {} environment files; ECS allows at most {MOST}",
                container_name(container),
                files.len()
            );
            findings.push(Rule::EnvironmentFile.finding(at(), message, "remove some of them, or merge them"));
        }
        let named = files.iter().enumerate().filter_map(|(index, file)| Some((index, file.value.known()?)));
        let is_sound = |value: &str| is_placeholder(value) || (value.starts_with("arn:") && value.ends_with(".env"));
        for (index, value) in named.filter(|(_, value)| !is_sound(value)) {
            findings.push(Rule::EnvironmentFile.finding(
                at().then(index).then("value"),
                format!("`{value}` is not the ARN of an object in S3 whose key ends in `.env`"),
                "use an ARN such as arn:aws:s3:::bucket/api.env",
            ));
        }
    }
}
