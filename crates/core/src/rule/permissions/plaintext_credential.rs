//! Credentials are in `secrets`, not in `environment`: everybody who can describe a task definition can read its variables.

use crate::facts::{View, is_access_key_id, is_credential_name};
use crate::rule::{Description, Example, Finding, Rule, Severity, container_name, guide, is_placeholder, pointer_to};

pub(crate) const DESCRIPTION: Description = Description {
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

/// How values begin that are credentials, independent of the name of the variable.
const VALUES: [&str; 7] = ["-----BEGIN ", "ghp_", "github_pat_", "glpat-", "sk_live_", "xoxb-", "xoxp-"];

pub(crate) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for container in &view.containers {
        for (index, variable) in container.environment.known().into_iter().flatten().enumerate() {
            let (Some(name), Some(value)) = (variable.name.known(), variable.value.known()) else { continue };
            if is_credential(name, value) {
                findings.push(Rule::PlaintextCredential.finding(
                    pointer_to(view, container).then("environment").then(index),
                    format!(
                        "the variable `{name}` of the container `{}` looks like a credential in plain text",
                        container_name(container)
                    ),
                    "store it in AWS Secrets Manager or Systems Manager Parameter Store, and refer to it in `secrets`",
                ));
            }
        }
    }
}

fn is_credential(name: &str, value: &str) -> bool {
    let is_known_form = match value.as_bytes().first() {
        Some(b'-' | b'g' | b's' | b'x') => VALUES.iter().any(|start| value.starts_with(start)),
        Some(b'A') => is_access_key_id(value),
        _ => false,
    };
    is_known_form || has_password(value) || (is_credential_name(name) && is_literal(value))
}

/// The minimum length, in bytes. Shorter values are rarely real credentials.
const SHORTEST: usize = 6;

/// Whether this is a value itself, and not a well-known dummy, a placeholder, or a reference to the value.
fn is_literal(value: &str) -> bool {
    let is_reference = value.starts_with("arn:") || value.starts_with('/') || value.contains("://");
    let is_dummy = matches!(value.to_ascii_lowercase().as_str(), "changeme" | "example" | "password" | "secret");
    value.len() >= SHORTEST && !is_reference && !is_dummy && !is_placeholder(value)
}

/// Whether this is a URL with a password: `postgres://user:password@host`.
fn has_password(value: &str) -> bool {
    // Searching for one character is faster than for a string, and most values do not contain it.
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
    use super::is_credential;
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
    fn the_value_is_not_shown() {
        let text =
            r#"[{"name": "api", "image": "api:1", "environment": [{"name": "TOKEN", "value": "fake-hunter2"}]}]"#;
        let found = found(text);
        assert_eq!(found.len(), 1);
        assert!(!found[0].contains("hunter2"), "{found:?}");
    }
}
