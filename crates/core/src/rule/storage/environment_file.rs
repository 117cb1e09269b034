//! Files of variables are objects in S3 whose keys end in `.env`, at most ten for a container.

use crate::facts::View;
use crate::rule::{Description, Example, api, is_placeholder, name_of, place};
use crate::rule::{Finding, Rule, Severity};

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
        let at = || place(view, container).then("environmentFiles");
        let files = &container.environment_files;
        if files.len() > MOST {
            let message = format!("the container `{}` has {} environment files", name_of(container), files.len());
            findings.push(Rule::EnvironmentFile.finding(at(), message, format!("at most {MOST} are taken")));
        }
        let named = files.iter().enumerate().filter_map(|(index, file)| Some((index, file.value.known()?)));
        let is_sound = |value: &str| is_placeholder(value) || (value.starts_with("arn:") && value.ends_with(".env"));
        for (index, value) in named.filter(|(_, value)| !is_sound(value)) {
            findings.push(Rule::EnvironmentFile.finding(
                at().then(index).then("value"),
                format!("`{value}` is no ARN of an object in S3 whose key ends in `.env`"),
                "it looks like arn:aws:s3:::bucket/api.env",
            ));
        }
    }
}
