//! An image has a digest or a tag other than `latest`, so that every deployment runs the same version.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, is_placeholder, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "untagged-image",
    severity: Severity::Warning,
    source: Some(api!("ContainerDefinition")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:latest", "memory": 512}]}"#,
        holds: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1.2.3", "memory": 512}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        let Some(name) = container.image.known().filter(|name| !is_placeholder(name) && !name.is_empty()) else {
            continue;
        };
        let image = Image::of(name);
        // Jaeger 1 has its own rule. A name without lower-case letters is a placeholder.
        if image.digest.is_some()
            || image.is_jaeger_1()
            || image.repository.bytes().all(|byte| !byte.is_ascii_lowercase())
        {
            continue;
        }
        let what = match image.tag {
            None => "no tag, which means `latest`",
            Some("latest") => "the tag `latest`",
            Some(_) => continue,
        };
        findings.push(Rule::UntaggedImage.finding(
            pointer_to(view, container).then("image"),
            format!(
                "the image of the container `{}` has {what}: another deployment may run a different version",
                container_name(container)
            ),
            "use a tag that names a version, or a digest",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn images() {
        let with = |image: &str| format!(r#"[{{"name": "api", "image": "{image}"}}]"#);
        let warning = |what: &str| {
            format!(
                "warning[untagged-image]: the image of the container `api` has {what}: another deployment may run a different version at /0/image"
            )
        };
        check(&with("localhost:5000/api"), &[&warning("no tag, which means `latest`")]);
        check(&with("api:latest"), &[&warning("the tag `latest`")]);
        for image in ["api:1", "api@sha256:ab", "api:latest@sha256:ab", "${image}", "<IMAGE1_NAME>", "REPLACED_BY_CI"] {
            check(&with(image), &[]);
        }
    }
}
