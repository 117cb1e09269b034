//! The filters for task definitions: their options, and their errors.

#![allow(missing_docs, clippy::unwrap_used)]

use outrigger_jq::Filter;

/// A task definition that already has another container named `jaeger`.
const CONFLICT: &str = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}, {"name": "jaeger", "image": "other:1", "essential": false}]}"#;

#[track_caller]
fn check(filter: &str, input: &str, output: &str) {
    let run = Filter::compile(filter).unwrap().run(input);
    let text = match run {
        Ok(text) => text.trim_end().to_string(),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(text, output, "{filter}");
}

#[test]
fn a_finding_that_stops_the_plan_is_an_error_with_the_option_that_helps() {
    // The message of the finding is outrigger-core's.
    let expected = r#"(plan("jaeger").findings[] | select(.severity == "error")
        | "\(.rule): \(.message) (\(.help); option {\"on-conflict\": \"keep\"} or {\"on-conflict\": \"replace\"})")"#;
    check(&format!(r#"{expected} as $expected | try inject("jaeger") catch (. == $expected)"#), CONFLICT, "true");
    check(
        r#"try remove("jaeger") catch (startswith("name-conflict: "), endswith("; option {\"on-conflict\": \"keep\"} or {\"on-conflict\": \"replace\"})"))"#,
        CONFLICT,
        "true\ntrue",
    );
    check(
        r#"inject("jaeger"; {"on-conflict": "keep"}) | .containerDefinitions[1] | .image, (.dockerLabels | keys[])"#,
        CONFLICT,
        "\"other:1\"\n\"outrigger\"",
    );
}

#[test]
fn an_error_has_every_finding_that_stops_the_plan() {
    let rules = r#"try inject("jaeger"; {container: ["web", "job"]}) catch (split("; ") | map(capture("^(?<rule>[a-z-]+): ").rule)) "#;
    check(rules, CONFLICT, r#"["no-such-container","no-such-container","name-conflict"]"#);
}

#[test]
fn a_plan_has_its_findings_and_never_fails_because_of_them() {
    check(r#"plan("jaeger").findings[] | select(.severity == "error").rule"#, CONFLICT, "\"name-conflict\"");
}

#[test]
fn a_missing_parameter_names_the_option_that_sets_it() {
    check(
        r#"try inject("otel-collector") catch . | endswith("option {\"set\": {\"endpoint\": …}})")"#,
        CONFLICT,
        "true",
    );
}

#[test]
fn arguments_that_are_not_valid() {
    check(r#"inject(1)"#, CONFLICT, "error: a sidecar must be a name or an object, not number (1)");
    check(r#"plan("jaeger"; [])"#, CONFLICT, "error: the options must be an object, not array ([])");
    check(r#"try inject("jaeger") catch startswith("this is ")"#, "{}", "true");
}
