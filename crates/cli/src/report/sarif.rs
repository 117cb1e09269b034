//! Findings in the Static Analysis Results Interchange Format (SARIF 2.1.0, an OASIS standard), which code scanning reads.

use outrigger::{Rule, Severity};
use serde_json::{Value, json};

use super::diagnostic::Diagnostic;

/// A log of one run: the findings, and the documents that could not be read.
pub(crate) fn sarif_log(findings: &[Diagnostic], errors: &[Diagnostic]) -> Value {
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "outrigger",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": Rule::ALL.iter().map(|rule| descriptor(*rule)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": errors.is_empty(),
                "toolExecutionNotifications": errors.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": findings.iter().filter_map(result).collect::<Vec<_>>(),
            "columnKind": "unicodeCodePoints",
        }],
    })
}

fn descriptor(rule: Rule) -> Value {
    json!({
        "id": rule.name(),
        "shortDescription": {"text": rule.summary()},
        "helpUri": rule.source().map_or(env!("CARGO_PKG_REPOSITORY"), |source| source.url),
        "defaultConfiguration": {"level": level(rule.severity())},
    })
}

fn result(finding: &Diagnostic) -> Option<Value> {
    let rule = finding.rule?;
    let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    Some(json!({
        "ruleId": rule.name(),
        "ruleIndex": Rule::ALL.iter().position(|each| *each == rule)?,
        "level": level(finding.severity),
        "message": {"text": format!("{}{help}", finding.message)},
        "locations": [location(finding)],
    }))
}

fn notification(error: &Diagnostic) -> Value {
    json!({"level": "error", "message": {"text": error.message}, "locations": [location(error)]})
}

/// The place: lines and columns count from 1, columns in characters.
fn location(diagnostic: &Diagnostic) -> Value {
    let mut place = json!({"artifactLocation": {"uri": uri(diagnostic.file.as_deref().unwrap_or_default())}});
    if let Some(line) = diagnostic.line {
        place["region"] = json!({"startLine": line, "startColumn": diagnostic.column.unwrap_or(1)});
    }
    let mut location = json!({"physicalLocation": place});
    if let Some(pointer) = &diagnostic.pointer {
        location["logicalLocations"] = json!([{"fullyQualifiedName": pointer.to_string()}]);
    }
    location
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A path as a reference of a URI (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths() {
        assert_eq!(uri("deploy/api.json"), "deploy/api.json");
        assert_eq!(uri("a b/ü:%.json"), "a%20b/%C3%BC%3A%25.json");
    }
}
