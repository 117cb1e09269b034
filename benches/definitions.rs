//! The task definitions that are timed, made by the bench itself, always the same.

#![allow(dead_code, reason = "each bench uses some of them")]

use std::fmt::Write as _;

/// What a task definition has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) containers: usize,
    /// The variables of each container.
    pub(crate) variables: usize,
    /// How long a variable's value is beyond its 48 bytes or so.
    pub(crate) padding: usize,
    /// How many arrays stand inside each other, up to 400 deep, in a member that ECS does not know.
    pub(crate) nesting: usize,
}

/// As large as most are.
pub(crate) const SMALL: Shape = Shape { containers: 1, variables: 30, padding: 0, nesting: 0 };
/// The largest that ECS takes: about 40 KiB as compact JSON, and room for a sidecar.
pub(crate) const LIMIT: Shape = Shape { containers: 9, variables: 39, ..SMALL };
/// More than ECS takes.
pub(crate) const LARGE: Shape = Shape { containers: 9, variables: 75, ..SMALL };
/// 125 MB in one document, far beyond what there is.
pub(crate) const HUGE: Shape = Shape { containers: 30_000, variables: 20, ..SMALL };

/// How many arrays may stand inside each other.
const DEEP: usize = 400;

/// How many lines a stream of small definitions has; 160 MB.
pub(crate) const FLEET: usize = 30_000;

/// Sizes that are timed: a usual one, the largest that ECS takes, and one beyond.
pub(crate) fn sizes() -> [(&'static str, String); 3] {
    [("small", definition(SMALL)), ("64KiB", definition(LIMIT)), ("large", definition(LARGE))]
}

/// A task definition, as `describe-task-definition` lays it out.
pub(crate) fn definition(shape: Shape) -> String {
    let mut text = String::from(
        "{\n    \"family\": \"shop-api-prod\",\n    \"executionRoleArn\": \"arn:aws:iam::123456789012:role/shop-api-execution\",\n    \"networkMode\": \"awsvpc\",\n    \"containerDefinitions\": [",
    );
    for container in 0..shape.containers {
        push_container(&mut text, container, shape);
    }
    text.push_str("\n    ],\n    \"requiresCompatibilities\": [\n        \"FARGATE\"\n    ],");
    if shape.nesting > 0 {
        let depth = shape.nesting.min(DEEP);
        let nested = "[".repeat(depth) + &"]".repeat(depth);
        let _ = write!(text, "\n    \"future\": [{}],", vec![nested; shape.nesting.div_ceil(DEEP)].join(", "));
    }
    text.push_str("\n    \"cpu\": \"1024\",\n    \"memory\": \"2048\"\n}\n");
    text
}

fn push_container(text: &mut String, container: usize, shape: Shape) {
    let comma = if container == 0 { "" } else { "," };
    let _ = write!(
        text,
        "{comma}\n        {{\n            \"name\": \"service-{container}\",\n            \"image\": \
         \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/service-{container}:1.4.2\",\n            \"cpu\": 0,\n            \
         \"portMappings\": [\n                {{\n                    \"containerPort\": {port},\n                    \
         \"hostPort\": {port},\n                    \"protocol\": \"{protocol}\"\n                }}\n            ],\n            \
         \"essential\": true,\n            \"environment\": [",
        // No port twice, however many containers there are.
        port = 1 + container / 2,
        protocol = ["tcp", "udp"][container % 2],
    );
    let padding = "x".repeat(shape.padding);
    for variable in 0..shape.variables {
        let comma = if variable == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n                {{\n                    \"name\": \"SERVICE_SETTING_{variable}\",\n                    \
             \"value\": \"https://service-{variable}.shop.internal/path?setting={container}{padding}\"\n                }}",
        );
    }
    let _ = write!(
        text,
        "\n            ],\n            \"mountPoints\": [],\n            \"volumesFrom\": [],\n            \
         \"logConfiguration\": {{\n                \"logDriver\": \"awslogs\",\n                \"options\": {{\n                    \
         \"awslogs-group\": \"/ecs/service-{container}\",\n                    \"awslogs-region\": \"eu-west-1\",\n                    \
         \"awslogs-stream-prefix\": \"ecs\"\n                }}\n            }}\n        }}",
    );
}
