//! A task definition holds at most ten containers.
//!
//! Before: eleven container definitions. After: ten.
//! Source: Amazon ECS service quotas, "Containers per task definition", not adjustable.

use crate::finding::{Finding, Rule};
use crate::rule::Subject;

const LIMIT: usize = 10;

pub(super) fn check(subject: &Subject<'_, '_>) -> Option<Finding> {
    let count = subject.view.containers.len() + 1;
    (subject.is_new && count > LIMIT).then(|| {
        Rule::TooManyContainers.finding(
            subject.view.form.containers(),
            format!("with `{}` the task would have {count} containers, and ECS takes at most {LIMIT}", subject.name),
            "take a container out, or run the sidecar as a service of its own",
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn ten_and_eleven() {
        let with = |count: usize| {
            let containers: Vec<_> = (0..count).map(|number| format!(r#"{{"name": "c{number}"}}"#)).collect();
            format!(r#"{{"networkMode": "awsvpc", "containerDefinitions": [{}]}}"#, containers.join(","))
        };
        check(&with(9), &[]);
        check(
            &with(10),
            &[
                "error[too-many-containers]: with `jaeger` the task would have 11 containers, and ECS takes at most 10 at /containerDefinitions",
            ],
        );
    }
}
