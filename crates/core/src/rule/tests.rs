//! Test helpers for all rules, and tests of the list of rules.

use std::collections::BTreeSet;

use crate::rule::{CHECKS, Finding, Rule, Service, lint};
use crate::text::Document;

/// The text of each finding, with its pointer.
pub(crate) fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{finding} at {}", finding.pointer)).collect()
}

/// The findings in a task definition, as [`shown`] writes them.
pub(crate) fn found(definition: &str) -> Vec<String> {
    let document = Document::scan(definition).unwrap();
    shown(&lint(document.root(), &Service::default()).unwrap())
}

/// Lints a task definition, and compares the findings.
#[track_caller]
pub(crate) fn check(definition: &str, expected: &[&str]) {
    assert_eq!(found(definition), expected);
}

/// Lints a task definition, and compares the only finding, or expects none.
#[track_caller]
pub(crate) fn check_one(definition: &str, expected: Option<String>) {
    assert_eq!(found(definition), Vec::from_iter(expected));
}

/// The first version of each example breaks its rule and no other; the second version breaks none.
#[test]
fn examples() {
    for rule in Rule::ALL {
        let Some(example) = rule.example() else { continue };
        let broken = |definition: &str| -> BTreeSet<Rule> {
            let document = Document::scan(definition).unwrap();
            let findings = lint(document.root(), &Service::default()).unwrap();
            findings.iter().map(|finding| finding.rule).collect()
        };
        assert_eq!(broken(example.breaks), BTreeSet::from([*rule]), "{rule}");
        assert_eq!(broken(example.holds), BTreeSet::new(), "{rule}");
    }
}

/// Every rule that checks facts has an example, except for three.
#[test]
fn rules_without_an_example() {
    let without = CHECKS.len() - Rule::ALL[..CHECKS.len()].iter().filter(|rule| rule.example().is_some()).count();
    assert_eq!(without, 3, "too-many-containers, too-large, jaeger-base-path");
}

#[test]
fn names() {
    let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert_eq!(Rule::from_name(rule.name()).unwrap(), *rule);
        assert_eq!(rule.name().parse::<Rule>().unwrap(), *rule);
        assert!(rule.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert!(rule.summary().ends_with('.'), "{rule}");
    }
    assert_eq!(Rule::from_name("typo").unwrap_err().to_string(), "no rule is named `typo`");
    assert_eq!("typo".parse::<Rule>().unwrap_err().to_string(), "no rule is named `typo`");
}
