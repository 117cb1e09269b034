//! The base path of the Jaeger UI begins with `/` and does not end with `/`, unless it is `/` itself.

use crate::facts::View;
use crate::rule::images::image::Image;
use crate::rule::{Description, Finding, Rule, Severity, Source, container_name, is_placeholder, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
    name: "jaeger-base-path",
    severity: Severity::Warning,
    source: Some(Source {
        title: "Jaeger, Deployment, UI base path",
        url: "https://www.jaegertracing.io/docs/1.76/deployment/frontend-ui/",
    }),
    refusal: None,
    example: None,
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        if container.image.known().is_none_or(|image| !Image::of(image).is_jaeger_1()) {
            continue;
        }
        let Some((index, variable)) = container.variable("QUERY_BASE_PATH") else { continue };
        let path = variable.value.known().filter(|path| !is_sound(path) && !is_placeholder(path));
        if let Some(path) = path {
            findings.push(Rule::JaegerBasePath.finding(
                pointer_to(view, container).then("environment").then(index),
                format!(
                    "Jaeger in the container `{}` does not start with the base path `{path}`",
                    container_name(container)
                ),
                "use a path such as /jaeger: it begins with a slash and does not end with one",
            ));
        }
    }
}

fn is_sound(path: &str) -> bool {
    path.is_empty()
        || path == "/"
        || (path.starts_with('/') && !path.ends_with('/') && !path.contains("..") && !path.contains("//"))
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::found;

    #[test]
    fn valid_and_invalid_paths() {
        let with = |path: &str| {
            format!(
                r#"[{{"name": "jaeger", "image": "jaegertracing/all-in-one:1.76.0", "memory": 512, "environment": [{{"name": "QUERY_BASE_PATH", "value": "{path}"}}]}}]"#
            )
        };
        let is_warned = |path: &str| found(&with(path)).iter().any(|finding| finding.contains("[jaeger-base-path]"));
        for path in ["", "/", "/jaeger", "/a/b", "${path}"] {
            assert!(!is_warned(path), "{path}");
        }
        for path in ["jaeger", "/jaeger/", "/a//b", "/../a"] {
            assert!(is_warned(path), "{path}");
        }
    }
}
