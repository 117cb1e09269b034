//! A task definition is at most 64 KiB, measured as the compact JSON that is registered.

use crate::facts::View;
use crate::rule::{Description, Finding, QUOTAS, Rule, Severity};

/// The refusal dates from the time when the limit was 32 KiB.
pub(crate) const DESCRIPTION: Description = Description {
    name: "too-large",
    severity: Severity::Error,
    source: Some(QUOTAS),
    refusal: Some("Actual length: '34432'. Max allowed length is '32768' bytes."),
    example: None,
};

pub(crate) const LIMIT: usize = 64 * 1024;

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let size = view.compact_len;
    if size > LIMIT {
        findings.push(Rule::TooLarge.finding(
            view.form.task(),
            format!("the task definition has {size} bytes as compact JSON; ECS allows at most {LIMIT}"),
            "move variables into an environment file, or remove containers",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::LIMIT;
    use crate::rule::tests::check;

    #[test]
    fn limit_in_bytes() {
        let with = |size: usize| {
            let text = |padding: &str| {
                format!(
                    r#"{{"containerDefinitions":[{{"name":"api","image":"api:1","memory":512,"user":"{padding}"}}]}}"#
                )
            };
            text(&"x".repeat(size - text("").len())).replace(',', " ,\n")
        };
        check(&with(LIMIT), &[]);
        check(
            &with(LIMIT + 1),
            &["error[too-large]: the task definition has 65537 bytes as compact JSON; ECS allows at most 65536 at "],
        );
    }
}
