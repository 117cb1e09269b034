//! An image whose name states a CPU architecture is built for the CPU architecture of the task.

use crate::facts::{Fact, View};
use crate::rule::images::image::Image;
use crate::rule::{Description, Example, Finding, Rule, Severity, api, container_name, pointer_to};

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
        // The default on Fargate. The CPU architecture of an EC2 instance is not known.
        Fact::Absent | Fact::Null if view.is_fargate() => "X86_64",
        Fact::Absent | Fact::Null | Fact::Unknown => return,
    };
    for container in &view.containers {
        let Some(image) = container.image.known() else { continue };
        if let Some(built_for) =
            built_for(Image::of(image)).filter(|built_for| matches!(task, "X86_64" | "ARM64") && *built_for != task)
        {
            findings.push(Rule::ImageArchitecture.finding(
                pointer_to(view, container).then("image"),
                format!(
                    "the image of the container `{}` is built for {built_for}, but the task runs on {task}",
                    container_name(container)
                ),
                format!("set `cpuArchitecture` in `runtimePlatform` to {built_for}, or use an image that is built for {task}"),
            ));
        }
    }
}

/// The CPU architecture that the tag or the end of the repository name states.
fn built_for(image: Image<'_>) -> Option<&'static str> {
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
        let warning = "warning[image-architecture]: the image of the container `api` is built for ARM64, but the task runs on X86_64 at /containerDefinitions/0/image";
        check(&on_fargate("api:1"), &[]);
        check(&on_fargate("api:amd64-1"), &[]);
        check(&on_fargate("api:1.2-arm64"), &[warning]);
        check(&on_fargate("agent-arm64:1"), &[warning]);
        check(&on_fargate("arm64-tools/api:1"), &[]);
    }
}
