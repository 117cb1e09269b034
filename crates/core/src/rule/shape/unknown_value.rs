//! A member with a fixed list of values has one of them.

use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::Pointer;

pub(crate) const DESCRIPTION: Description = Description {
    name: "unknown-value",
    severity: Severity::Error,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "networkMode": "awsvcp", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "api", "networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

pub(crate) fn finding(at: Pointer, name: &str, value: &str, values: &[&str]) -> Finding {
    let other_case = values.iter().find(|known| known.eq_ignore_ascii_case(value));
    let help = match other_case {
        Some(value) => format!("write `{value}`: values are case-sensitive"),
        None => format!("use one of {}", values.join(", ")),
    };
    Rule::UnknownValue.finding(at, format!("{name} is `{value}`, which is not a value that ECS allows"), help)
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn values() {
        let with = |protocol: &str| {
            format!(
                r#"[{{"name": "api", "image": "api:1", "portMappings": [{{"containerPort": 80, "protocol": "{protocol}"}}]}}]"#
            )
        };
        check(&with("udp"), &[]);
        check(&with("{{protocol}}"), &[]);
        check(
            r#"[{"name": "api", "image": "api:1", "resourceRequirements": [{"value": "ALL", "type": "NeuronDevice"}]}]"#,
            &[],
        );
        check(
            &with("TCP"),
            &[
                "error[unknown-value]: `protocol` is `TCP`, which is not a value that ECS allows at /0/portMappings/0/protocol",
            ],
        );
    }
}
