//! Credentials are secrets, not variables: everybody who may describe a task definition can read those.

use super::{Description, Example, guide, is_placeholder, name_of, place};
use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::view::View;

pub(super) const DESCRIPTION: Description = Description {
    name: "plaintext-credential",
    severity: Severity::Warning,
    source: Some(guide!("specifying-sensitive-data", "Pass sensitive data to an Amazon ECS container")),
    refusal: None,
    example: Some(Example {
        breaks: r#"{"family": "api", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
            "environment": [{"name": "DATABASE_PASSWORD", "value": "not-a-real-one"}]}]}"#,
        holds: r#"{"family": "api", "executionRoleArn": "execution", "containerDefinitions": [{"name": "api", "image": "api:1", "memory": 512,
            "secrets": [{"name": "DATABASE_PASSWORD", "valueFrom": "/api/database-password"}]}]}"#,
    }),
};

/// How the names of variables end that hold credentials, in upper case and without `_`.
const NAMES: [&str; 9] =
    ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "ACCESSKEY", "SECRETKEY", "PRIVATEKEY", "SECRETKEYBASE"];

/// How long the longest of them is.
const LONGEST: usize = 13;

/// How values begin that are credentials, whatever the variable's name.
const VALUES: [&str; 7] = ["-----BEGIN ", "ghp_", "github_pat_", "glpat-", "sk_live_", "xoxb-", "xoxp-"];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        view.select_variables(
            container,
            |_| true,
            |index, variable| {
                let (Some(name), Some(value)) = (variable.name.known(), variable.value.known()) else { return };
                if is_credential(name, value) {
                    findings.push(Rule::PlaintextCredential.finding(
                        place(view, container).then("environment").then(index),
                        format!(
                            "the variable `{name}` of the container `{}` looks like a credential in plain text",
                            name_of(container)
                        ),
                        "keep it in AWS Secrets Manager or Systems Manager Parameter Store, and name it in `secrets`",
                    ));
                }
            },
        );
    }
}

fn is_credential(name: &str, value: &str) -> bool {
    let is_known_form = match value.as_bytes().first() {
        Some(b'-' | b'g' | b's' | b'x') => VALUES.iter().any(|start| value.starts_with(start)),
        Some(b'A') => is_access_key(value),
        _ => false,
    };
    is_known_form || has_password(value) || (has_name_of_credential(name) && is_literal(value))
}

/// Whether the name ends like that of a credential.
fn has_name_of_credential(name: &str) -> bool {
    // Most names do not, and their last letter tells.
    if !matches!(name.bytes().last(), Some(b'd' | b'D' | b't' | b'T' | b'n' | b'N' | b'y' | b'Y' | b'e' | b'E')) {
        return false;
    }
    // The last letters, in upper case and without `_`.
    let mut letters = [0; LONGEST];
    let mut start = LONGEST;
    for byte in name.bytes().rev().filter(|byte| *byte != b'_').take(LONGEST) {
        start -= 1;
        letters[start] = byte.to_ascii_uppercase();
    }
    NAMES.iter().any(|end| letters.ends_with(end.as_bytes()))
}

/// Shorter values are hardly ever the real ones.
const SHORTEST: usize = 6;

/// Whether this is the value itself, and not a word for it, a placeholder, or where it is to be found.
fn is_literal(value: &str) -> bool {
    let is_reference = value.starts_with("arn:") || value.starts_with('/') || value.contains("://");
    let is_word = matches!(value.to_ascii_lowercase().as_str(), "changeme" | "example" | "password" | "secret");
    value.len() >= SHORTEST && !is_reference && !is_word && !is_placeholder(value)
}

/// The form of the identifier of an AWS access key.
fn is_access_key(value: &str) -> bool {
    value.len() == 20
        && (value.starts_with("AKIA") || value.starts_with("ASIA"))
        && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether this is an address with a password: `postgres://user:password@host`.
fn has_password(value: &str) -> bool {
    // A character is found faster than a string, and most addresses have none of this one.
    if !value.contains('@') {
        return false;
    }
    let Some((_, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let password = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
    password.is_some_and(|password| !password.is_empty() && !is_placeholder(password))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, NAMES, is_credential};
    use crate::rule::tests::found;

    #[test]
    fn credentials() {
        for (name, value) in [
            ("DB_PASSWORD", "fake-value"),
            ("db_password", "fake-value"),
            ("API_KEY", "fake-value"),
            ("GITHUB_TOKEN", "fake-value"),
            ("AWS_SECRET_ACCESS_KEY", "fake-value"),
            ("ID", "AKIAIOSFODNN7EXAMPLE"),
            ("DATABASE_URL", "postgres://user:fake@db/api"),
            ("CERTIFICATE", "-----BEGIN PRIVATE KEY-----"),
        ] {
            assert!(is_credential(name, value), "{name}={value}");
        }
        for (name, value) in [
            ("DB_PASSWORD", ""),
            ("DB_PASSWORD", "123"),
            ("DB_PASSWORD", "changeme"),
            ("DB_PASSWORD", "${password}"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("DB_PASSWORD", "/api/password"),
            ("TOKEN", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:token"),
            ("TOKEN_URL", "https://example.com/token"),
            ("REQUIRE_TOKEN", "true"),
            ("KEY", "value"),
            ("DATABASE_URL", "postgres://user@db/api"),
            ("DATABASE_URL", "postgres://user:${password}@db/api"),
        ] {
            assert!(!is_credential(name, value), "{name}={value}");
        }
    }

    #[test]
    fn the_longest_name() {
        assert_eq!(NAMES.iter().map(|name| name.len()).max(), Some(LONGEST));
    }

    #[test]
    fn the_value_is_not_told() {
        let text =
            r#"[{"name": "api", "image": "api:1", "environment": [{"name": "TOKEN", "value": "fake-hunter2"}]}]"#;
        let found = found(text);
        assert_eq!(found.len(), 1);
        assert!(!found[0].contains("hunter2"), "{found:?}");
    }
}
