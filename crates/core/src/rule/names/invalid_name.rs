//! The names of containers, volumes and the family have at most 255 characters: letters, digits, `_` and `-`.

use crate::facts::View;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, is_placeholder, pointer_to};
use crate::text::Pointer;

pub(crate) const DESCRIPTION: Description = Description {
    name: "invalid-name",
    severity: Severity::Error,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api server", "image": "api:1", "memory": 512}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api_server-1", "image": "api:1", "memory": 512}]}"#,
    }),
};

const MOST: usize = 255;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut check = |what: &str, name: &str, at: &dyn Fn() -> Pointer| {
        if let Some(wrong) = wrong(name) {
            let message = format!("the name `{name}` of {what} {wrong}");
            findings.push(Rule::InvalidName.finding(at(), message, "use 1 to 255 letters, digits, `_` and `-`"));
        }
    };
    if let Some(family) = view.family.known() {
        check("the family", family, &|| view.form.task().then("family"));
    }
    for container in &view.containers {
        if let Some(name) = container.name.known() {
            check("the container", name, &|| pointer_to(view, container).then("name"));
        }
    }
    for (index, volume) in view.volumes.known().into_iter().flatten().enumerate() {
        if let Some(name) = volume.name.known() {
            check("the volume", name, &|| view.form.task().then("volumes").then(index).then("name"));
        }
    }
}

fn wrong(name: &str) -> Option<String> {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.len() > MOST {
        Some(format!("is longer than {MOST} characters"))
    } else if name.is_empty() {
        Some("is empty".to_string())
    } else if !name.bytes().all(is_sound) && !is_placeholder(name) {
        Some("contains a character other than letters, digits, `_` and `-`".to_string())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn names() {
        let named = |name: &str| format!(r#"[{{"name": "{name}", "image": "api:1", "memory": 512}}]"#);
        check(&named(&"a".repeat(255)), &[]);
        check(&named("${name}"), &[]);
        check(&named(""), &["error[invalid-name]: the name `` of the container is empty at /0/name"]);
        check(
            &named("a.b"),
            &[
                "error[invalid-name]: the name `a.b` of the container contains a character other than letters, digits, `_` and `-` at /0/name",
            ],
        );
        let long = "a".repeat(256);
        check(
            &named(&long),
            &[&format!(
                "error[invalid-name]: the name `{long}` of the container is longer than 255 characters at /0/name"
            )],
        );
        check(
            r#"{"family": "a b", "containerDefinitions": [], "volumes": [{"name": "x/y"}]}"#,
            &[
                "error[no-essential-container]: no container of the task is essential, but ECS requires one at /containerDefinitions",
                "error[invalid-name]: the name `a b` of the family contains a character other than letters, digits, `_` and `-` at /family",
                "error[invalid-name]: the name `x/y` of the volume contains a character other than letters, digits, `_` and `-` at /volumes/0/name",
                "warning[unused-volume]: no container mounts the volume `x/y` at /volumes/0",
            ],
        );
    }
}
