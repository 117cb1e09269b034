//! Every value has the type that the API takes.

use crate::model::schema::Type;
use crate::rule::{Description, Example, api};
use crate::rule::{Finding, Rule, Severity};
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

pub(crate) fn finding(at: Pointer, name: &str, kind: Kind, takes: Type) -> Finding {
    let is = match kind {
        Kind::Null | Kind::Unknown => "unknown",
        Kind::Bool => "a truth value",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    };
    let (takes, help) = match takes {
        Type::String | Type::OneOf(_) => ("a string", "put it in quotes"),
        Type::Integer => ("an integer", "take the quotes away"),
        Type::Boolean => ("true or false", "write true or false, without quotes"),
        Type::List(_) => ("an array", "put it in brackets"),
        Type::Map | Type::Structure(_) => ("an object", "write its members in braces"),
    };
    let help = if matches!(kind, Kind::Array | Kind::Object) { "correct it" } else { help };
    Rule::WrongType.finding(at, format!("{name} is {is}, and ECS takes {takes}"), help)
}

pub(crate) fn not_an_integer(at: Pointer, name: &str, number: &str) -> Finding {
    let message = format!("{name} is {number}, and ECS takes an integer of 32 bits");
    Rule::WrongType.finding(at, message, "write a number without a point or an exponent")
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check_one;

    #[test]
    fn types() {
        #[track_caller]
        fn member(member: &str, told: Option<(&str, &str)>) {
            let text = format!(r#"[{{"name": "api", "image": "api:1", {member}}}]"#);
            let error = told.map(|(message, at)| format!("error[wrong-type]: {message} at /0/{at}"));
            check_one(&text, error);
        }
        member(r#""memory": 512"#, None);
        member(r#""memory": "512""#, Some(("`memory` is a string, and ECS takes an integer", "memory")));
        member(r#""memory": "${memory}""#, None);
        member(r#""memory": 512.0"#, Some(("`memory` is 512.0, and ECS takes an integer of 32 bits", "memory")));
        member(r#""memory": 1e400"#, Some(("`memory` is 1e400, and ECS takes an integer of 32 bits", "memory")));
        member(
            r#""privileged": "true""#,
            Some(("`privileged` is a string, and ECS takes true or false", "privileged")),
        );
        member(r#""command": "serve""#, Some(("`command` is a string, and ECS takes an array", "command")));
        member(
            r#""command": [8080]"#,
            Some(("an element of `command` is a number, and ECS takes a string", "command/0")),
        );
        member(r#""dockerLabels": {"a": 1}"#, Some(("`a` is a number, and ECS takes a string", "dockerLabels/a")));
        member(
            r#""environment": [{"name": "A", "value": true}]"#,
            Some(("`value` is a truth value, and ECS takes a string", "environment/0/value")),
        );
        member(
            r#""environment": {"A": "1"}"#,
            Some(("`environment` is an object, and ECS takes an array", "environment")),
        );
    }
}
