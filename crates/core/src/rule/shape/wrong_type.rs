//! Every value has the type that the ECS API expects.

use crate::model::schema::Type;
use crate::rule::{Description, Example, Finding, Rule, Severity, api};
use crate::text::{Kind, Pointer};

pub(crate) const DESCRIPTION: Description = Description {
    name: "wrong-type",
    severity: Severity::Error,
    source: Some(api!("RegisterTaskDefinition")),
    refusal: Some("Invalid type for parameter cpu, value: 256, type: <class 'int'>, valid types: <class 'str'>"),
    example: Some(Example {
        breaks: r#"{"family": "api", "cpu": 256, "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "api", "cpu": "256", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512}]}"#,
    }),
};

pub(crate) fn finding(at: Pointer, name: &str, kind: Kind, expected: Type) -> Finding {
    let is = match kind {
        Kind::Null | Kind::Unknown => "unknown",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    };
    let (expected, help) = match expected {
        Type::String | Type::OneOf(_) => ("a string", "put the value in quotes"),
        Type::Integer => ("an integer", "remove the quotes"),
        Type::Boolean => ("true or false", "write true or false, without quotes"),
        Type::List(_) => ("an array", "put the value in brackets"),
        Type::Map | Type::Structure(_) => ("an object", "write an object: members in braces"),
    };
    let help = if matches!(kind, Kind::Array | Kind::Object) { "correct the value" } else { help };
    Rule::WrongType.finding(at, format!("{name} is {is}, but ECS expects {expected}"), help)
}

pub(crate) fn not_an_integer(at: Pointer, name: &str, number: &str) -> Finding {
    let message = format!("{name} is {number}, but ECS expects a 32-bit integer");
    Rule::WrongType.finding(
        at,
        message,
        "write an integer from -2147483648 to 2147483647, without a decimal point or an exponent",
    )
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_one;

    #[test]
    fn types() {
        #[track_caller]
        fn member(member: &str, finding: Option<(&str, &str)>) {
            let text = format!(r#"[{{"name": "api", "image": "api:1", {member}}}]"#);
            let error = finding.map(|(message, at)| format!("error[wrong-type]: {message} at /0/{at}"));
            check_one(&text, error);
        }
        member(r#""memory": 512"#, None);
        member(r#""memory": "512""#, Some(("`memory` is a string, but ECS expects an integer", "memory")));
        member(r#""memory": "${memory}""#, None);
        member(r#""memory": 512.0"#, Some(("`memory` is 512.0, but ECS expects a 32-bit integer", "memory")));
        member(r#""memory": 1e400"#, Some(("`memory` is 1e400, but ECS expects a 32-bit integer", "memory")));
        member(
            r#""privileged": "true""#,
            Some(("`privileged` is a string, but ECS expects true or false", "privileged")),
        );
        member(r#""command": "serve""#, Some(("`command` is a string, but ECS expects an array", "command")));
        member(
            r#""command": [8080]"#,
            Some(("an element of `command` is a number, but ECS expects a string", "command/0")),
        );
        member(r#""dockerLabels": {"a": 1}"#, Some(("`a` is a number, but ECS expects a string", "dockerLabels/a")));
        member(
            r#""environment": [{"name": "A", "value": true}]"#,
            Some(("`value` is a boolean, but ECS expects a string", "environment/0/value")),
        );
        member(
            r#""environment": {"A": "1"}"#,
            Some(("`environment` is an object, but ECS expects an array", "environment")),
        );
    }
}
