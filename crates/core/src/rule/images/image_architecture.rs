//! An image that says for which processor it is made is for that of the task.

use crate::facts::{Fact, View};
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, api, name_of, place};
use crate::rule::{Finding, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
    name: "image-architecture",
    severity: Severity::Warning,
    source: Some(api!("RuntimePlatform")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "runtimePlatform": {"cpuArchitecture": "ARM64"},
            "containerDefinitions": [{"name": "api", "image": "api:1-amd64", "memory": 512}]}"#,
        holds: r#"{"family": "api", "runtimePlatform": {"cpuArchitecture": "ARM64"},
            "containerDefinitions": [{"name": "api", "image": "api:1-arm64", "memory": 512}]}"#,
    }),
};

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let task = match &view.cpu_architecture {
        Fact::Known(architecture) => &**architecture,
        // Fargate's default; an instance has the processor that it has.
        Fact::Absent | Fact::Null if view.is_fargate() => "X86_64",
        Fact::Absent | Fact::Null | Fact::Unknown => return,
    };
    for container in &view.containers {
        let Some(image) = container.image.known() else { continue };
        if let Some(made_for) =
            made_for(Image::of(image)).filter(|made_for| matches!(task, "X86_64" | "ARM64") && *made_for != task)
        {
            findings.push(Rule::ImageArchitecture.finding(
                place(view, container).then("image"),
                format!(
                    "the image of the container `{}` is made for {made_for}, and the task runs on {task}",
                    name_of(container)
                ),
                "set `cpuArchitecture` of `runtimePlatform`, or use an image that is made for both",
            ));
        }
    }
}

/// The processor that the tag, or the end of the repository's name, says.
fn made_for(image: Image<'_>) -> Option<&'static str> {
    let name = image.repository.rsplit('/').next().unwrap_or_default();
    let mut words = image.tag.into_iter().chain(name.rsplit('-').next()).flat_map(|text| text.split(['-', '_', '.']));
    words.find_map(|word| match word {
        "amd64" | "x64" => Some("X86_64"),
        "arm64" | "arm64v8" | "aarch64" => Some("ARM64"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn images() {
        let on_fargate = |image: &str| {
            format!(
                r#"{{"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{{"name": "api", "image": "{image}"}}]}}"#
            )
        };
        let warning = "warning[image-architecture]: the image of the container `api` is made for ARM64, and the task runs on X86_64 at /containerDefinitions/0/image";
        check(&on_fargate("api:1"), &[]);
        check(&on_fargate("api:amd64-1"), &[]);
        check(&on_fargate("api:1.2-arm64"), &[warning]);
        check(&on_fargate("agent-arm64:1"), &[warning]);
        check(&on_fargate("arm64-tools/api:1"), &[]);
    }
}
