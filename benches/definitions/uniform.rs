//! Task definitions whose variables are all written alike: for how time grows with size, not for how files look.

use std::fmt::Write as _;

/// The shape of a uniform task definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uniform {
    pub(crate) containers: usize,
    /// The variables of each container.
    pub(crate) variables: usize,
    /// How many bytes a variable's value has beyond its 48 or so.
    pub(crate) padding: usize,
    /// How many arrays are inside each other, up to 400 deep, in a member that ECS does not know.
    pub(crate) nesting: usize,
}

/// One container with 30 variables.
pub(crate) const ONE: Uniform = Uniform { containers: 1, variables: 30, padding: 0, nesting: 0 };
/// More than ECS takes.
pub(crate) const LARGE: Uniform = Uniform { containers: 9, variables: 75, ..ONE };
/// 125 MB in one document, far more than any task definition has.
pub(crate) const HUGE: Uniform = Uniform { containers: 30_000, variables: 20, ..ONE };

/// How many arrays may be inside each other.
const DEEP: usize = 400;

/// A task definition, as `describe-task-definition` lays it out.
pub(crate) fn uniform(shape: Uniform) -> String {
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

fn push_container(text: &mut String, container: usize, shape: Uniform) {
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
