//! The task definitions that are timed, made by the bench itself, always the same.

use std::fmt::Write as _;

/// A task definition of `containers` containers with `variables` variables each, as `describe-task-definition` lays it out.
pub(crate) fn definition(containers: usize, variables: usize) -> String {
    let mut text = String::from(
        "{\n    \"family\": \"shop-api-prod\",\n    \"networkMode\": \"awsvpc\",\n    \"containerDefinitions\": [",
    );
    for container in 0..containers {
        let comma = if container == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n        {{\n            \"name\": \"service-{container}\",\n            \"image\": \
             \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/service-{container}:1.4.2\",\n            \"cpu\": 0,\n            \
             \"portMappings\": [\n                {{\n                    \"containerPort\": {port},\n                    \
             \"hostPort\": {port},\n                    \"protocol\": \"tcp\"\n                }}\n            ],\n            \
             \"essential\": true,\n            \"environment\": [",
            port = 8000 + container % 1000,
        );
        for variable in 0..variables {
            let comma = if variable == 0 { "" } else { "," };
            let _ = write!(
                text,
                "{comma}\n                {{\n                    \"name\": \"SERVICE_SETTING_{variable}\",\n                    \
                 \"value\": \"https://service-{variable}.shop.internal/path?setting={container}\"\n                }}",
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
    text.push_str("\n    ],\n    \"requiresCompatibilities\": [\n        \"FARGATE\"\n    ],\n    \"cpu\": \"1024\",\n    \"memory\": \"2048\"\n}\n");
    text
}

/// Sizes that are timed: a usual one, the largest that ECS takes, and one beyond.
pub(crate) fn sizes() -> [(&'static str, String); 3] {
    [("small", definition(1, 30)), ("64KiB", definition(9, 39)), ("large", definition(9, 75))]
}
