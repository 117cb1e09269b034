//! An [`Op`] as a sentence for people.

use std::fmt;

use crate::change::Op;
use crate::text::Value;

/// One plain sentence, without a full stop. It does not contain values of members, variables or labels, which may be secret.
impl fmt::Display for Op<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddContainer { definition } => write!(f, "add the container `{}`", text_of(definition, "name")),
            Self::RemoveContainer { container } => write!(f, "remove the container `{container}`"),
            Self::SetMember { container, member, .. } => write!(f, "set `{member}` of the container `{container}`"),
            Self::RemoveMember { container, member } => write!(f, "remove `{member}` from the container `{container}`"),
            Self::SetLabel { container, key, .. } => write!(f, "set the label `{key}` of the container `{container}`"),
            Self::RemoveLabel { container, key, .. } => {
                write!(f, "remove the label `{key}` from the container `{container}`")
            }
            Self::AddVariable { container, name, .. } => {
                write!(f, "add the variable `{name}` to the container `{container}`")
            }
            Self::SetVariable { container, name, .. } => {
                write!(f, "change the variable `{name}` of the container `{container}`")
            }
            Self::RemoveVariable { container, name, .. } => {
                write!(f, "remove the variable `{name}` from the container `{container}`")
            }
            Self::AddDependency { container, on, condition } => {
                write!(f, "add a dependency of the container `{container}` on the container `{on}` ({condition})")
            }
            Self::RemoveDependency { container, on, .. } => {
                write!(f, "remove the dependency of the container `{container}` on the container `{on}`")
            }
            Self::AddVolume { definition } => write!(f, "add the volume `{}`", text_of(definition, "name")),
            Self::SetVolume { volume, .. } => write!(f, "replace the volume `{volume}`"),
            Self::RemoveVolume { volume, .. } => write!(f, "remove the volume `{volume}`"),
            Self::ResizeTask { member, from, to } => {
                write!(f, "change `{member}` of the task from {} to {}", size(from), size(to))
            }
            Self::RemoveTaskMember { member } => write!(f, "remove `{member}` from the task definition"),
            Self::RemoveNull { pointer } => write!(f, "remove the `null` at {pointer} in the task definition"),
            Self::RemoveTag { key } => write!(f, "remove the tag `{key}`, which only AWS can set"),
            Self::AddTag { tag } => {
                let key = text_of(tag, "key");
                write!(f, "move the tag `{key}` from inside the task definition to the tags beside it")
            }
            Self::Unwrap { dropped } => {
                f.write_str("extract the task definition from the output of describe-task-definition")?;
                for (index, member) in dropped.iter().enumerate() {
                    write!(f, "{}`{member}`", if index == 0 { ", without " } else { ", " })?;
                }
                Ok(())
            }
        }
    }
}

fn text_of<'v>(value: &'v Value<'_>, member: &str) -> &'v str {
    value.get(member).and_then(Value::as_str).unwrap_or("?")
}

/// A size without the quotes of a string.
fn size(value: &Value<'_>) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::WhenEmpty;
    use crate::text::Pointer;

    #[track_caller]
    fn check(op: Op<'_>, expected: &str) {
        assert_eq!(op.to_string(), expected);
    }

    fn json(text: &str) -> Value<'static> {
        Value::parse(text).unwrap()
    }

    /// Each value is `hunter2`, and no sentence contains it.
    #[test]
    fn sentences_without_values() {
        let (container, value, when_empty) = (|| "api".into(), || "hunter2".into(), WhenEmpty::Remove);
        let member = || "user".into();
        check(
            Op::AddContainer { definition: json(r#"{"name": "jaeger", "user": "hunter2"}"#) },
            "add the container `jaeger`",
        );
        check(Op::AddContainer { definition: json(r#""hunter2""#) }, "add the container `?`");
        check(Op::RemoveContainer { container: container() }, "remove the container `api`");
        check(
            Op::SetMember { container: container(), member: member(), value: Value::string("hunter2") },
            "set `user` of the container `api`",
        );
        check(Op::RemoveMember { container: container(), member: member() }, "remove `user` from the container `api`");
        let key = || "team".into();
        check(
            Op::SetLabel { container: container(), key: key(), value: value() },
            "set the label `team` of the container `api`",
        );
        check(
            Op::RemoveLabel { container: container(), key: key(), when_empty },
            "remove the label `team` from the container `api`",
        );
        let name = || "LEVEL".into();
        check(
            Op::AddVariable { container: container(), name: name(), value: value() },
            "add the variable `LEVEL` to the container `api`",
        );
        check(
            Op::SetVariable { container: container(), name: name(), value: value() },
            "change the variable `LEVEL` of the container `api`",
        );
        check(
            Op::RemoveVariable { container: container(), name: name(), when_empty },
            "remove the variable `LEVEL` from the container `api`",
        );
        let on = || "jaeger".into();
        check(
            Op::AddDependency { container: container(), on: on(), condition: "START".into() },
            "add a dependency of the container `api` on the container `jaeger` (START)",
        );
        check(
            Op::RemoveDependency { container: container(), on: on(), when_empty },
            "remove the dependency of the container `api` on the container `jaeger`",
        );
    }

    #[test]
    fn sentences_about_the_task() {
        let volume = || json(r#"{"name": "data", "host": {"sourcePath": "/data"}}"#);
        check(Op::AddVolume { definition: volume() }, "add the volume `data`");
        check(Op::SetVolume { volume: "data".into(), definition: volume() }, "replace the volume `data`");
        check(Op::RemoveVolume { volume: "data".into(), when_empty: WhenEmpty::Keep }, "remove the volume `data`");
        check(
            Op::ResizeTask { member: "cpu".into(), from: json(r#"".25 vCPU""#), to: json("512") },
            "change `cpu` of the task from .25 vCPU to 512",
        );
        check(Op::RemoveTaskMember { member: "revision".into() }, "remove `revision` from the task definition");
        let pointer = Pointer::root().then("containerDefinitions").then(0).then("user");
        check(Op::RemoveNull { pointer }, "remove the `null` at /containerDefinitions/0/user in the task definition");
        check(Op::RemoveTag { key: "aws:x".into() }, "remove the tag `aws:x`, which only AWS can set");
        check(
            Op::AddTag { tag: json(r#"{"key": "team", "value": "shop"}"#) },
            "move the tag `team` from inside the task definition to the tags beside it",
        );
        let extract = "extract the task definition from the output of describe-task-definition";
        check(Op::Unwrap { dropped: vec![] }, extract);
        check(
            Op::Unwrap { dropped: vec!["tags".into(), "ResponseMetadata".into()] },
            &format!("{extract}, without `tags`, `ResponseMetadata`"),
        );
    }
}
