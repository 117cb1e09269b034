//! A task definition has at most 10 containers.

use crate::facts::View;
use crate::rule::{Description, Finding, QUOTAS, Rule, Severity};

pub(crate) const DESCRIPTION: Description = Description {
    name: "too-many-containers",
    severity: Severity::Error,
    source: Some(QUOTAS),
    refusal: Some("Too many containers."),
    example: None,
};

const LIMIT: usize = 10;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let count = view.containers.len();
    if count > LIMIT {
        findings.push(Rule::TooManyContainers.finding(
            view.form.containers(),
            format!("the task has {count} containers; ECS allows at most {LIMIT}"),
            "remove a container; AWS does not raise this quota",
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::tests::check;

    #[test]
    fn limit() {
        let with = |count: usize| {
            let containers: Vec<_> =
                (0..count).map(|index| format!(r#"{{"name": "c{index}", "image": "api:1"}}"#)).collect();
            format!("[{}]", containers.join(", "))
        };
        check(&with(10), &[]);
        check(&with(11), &["error[too-many-containers]: the task has 11 containers; ECS allows at most 10 at "]);
    }
}
