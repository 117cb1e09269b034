//! What is injected: Jaeger, under a policy that lets documents larger than ECS takes through.

use outrigger::{Policy, Rule, Sidecar};

pub(crate) fn jaeger() -> Sidecar {
    Sidecar::built_in("jaeger").unwrap()
}

pub(crate) fn policy() -> Policy {
    Policy { allow: Rule::ALL.to_vec(), ..Policy::default() }
}
