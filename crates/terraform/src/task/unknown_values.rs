//! Findings about values that a plan needs and only Terraform knows. Nothing is guessed.

use outrigger_core::{Finding, Form, Hint, Node, Plan, Pointer, Policy, Rule, Sidecar, Token, Value, View, judge};

use crate::syntax::excerpt::shorten;
use crate::syntax::template::{as_expression, literal_ends};
use crate::task::Task;
use crate::task::definition_tree::{Shape, Tree};

/// Adds findings about the values that an injection cannot compare, and rewords findings about expressions.
pub(crate) fn add_unknowns(task: &Task<'_>, view: &View<'_>, sidecar: &Sidecar, policy: &Policy, plan: &mut Plan<'_>) {
    for finding in &mut plan.findings {
        explain(task, finding);
    }
    if plan.is_empty() {
        return;
    }
    let mut findings = Vec::new();
    let containers = Form::Register.containers();
    let listens = sidecar.definition().get("portMappings").is_some_and(|ports| ports.elements().iter().any(is_port));
    if let Some(list) = task.containers() {
        if !list.opaque.is_empty() {
            findings.push(unknown(
                containers.clone(),
                format!(
                    "only Terraform knows some of the containers, so one of them may be named `{}`",
                    sidecar.container_name()
                ),
                "check their names",
            ));
        }
        for (index, container) in list.elements.iter().enumerate() {
            let at = containers.then(index);
            let is_sidecar = view.containers().nth(index).is_some_and(|known| known.is_named(sidecar.container_name()));
            if !is_sidecar {
                check_container(container, &at, sidecar.container_name(), listens, &mut findings);
            }
        }
    }
    plan.findings.extend(judge(findings, &policy.allow, &policy.deny));
}

fn is_port(mapping: &Value<'_>) -> bool {
    mapping.get("containerPort").is_some()
}

fn check_container(container: &Tree<'_>, at: &Pointer, sidecar: &str, listens: bool, findings: &mut Vec<Finding>) {
    if let Some(text) = container.as_expression() {
        findings.push(unknown(
            at.clone(),
            format!("only Terraform knows the container {}, so it is not configured for the sidecar", quoted(text)),
            "write it where it is used, or as a local value that is used once",
        ));
        return;
    }
    if let Some(text) = container.member("name").and_then(Tree::as_expression)
        && may_be(text, sidecar)
    {
        findings.push(unknown(
            at.then("name"),
            format!("only Terraform knows the name {}: it is assumed not to be `{sidecar}`", quoted(text)),
            "check that it is not",
        ));
    }
    if container.member("essential").is_some_and(|essential| essential.as_expression().is_some()) {
        let finding = unknown(
            at.then("essential"),
            "only Terraform knows whether this container is essential, so it is not configured for the sidecar",
            "name the container as one of the application",
        );
        findings.push(finding.with_hint(Hint::Setting("containers")));
    }
    if let Some(place) = unknown_in(container, "secrets", "name") {
        findings.push(unknown(
            below(&at.then("secrets"), place),
            "only Terraform knows the name of a secret here, so it may be one of the sidecar's variables",
            "check that it is not",
        ));
    }
    let environment = unknown_in(container, "environment", "name").filter(|place| !place.is_empty());
    if let Some(place) = environment {
        findings.push(unknown(
            below(&at.then("environment"), place),
            "only Terraform knows the name of a variable here, so it may be one of the sidecar's",
            "check that it is not",
        ));
    }
    if let Some(place) = unknown_in(container, "portMappings", "containerPort").filter(|_| listens) {
        findings.push(unknown(
            below(&at.then("portMappings"), place),
            "only Terraform knows a port here, so it cannot be compared with the sidecar's",
            "check that they differ",
        ));
    }
}

/// Whether an expression may have this value, judged by its literal characters.
fn may_be(text: &str, name: &str) -> bool {
    literal_ends(text).is_none_or(|(start, end)| {
        name.len() >= start.len() + end.len() && name.starts_with(&*start) && name.ends_with(&*end)
    })
}

/// The first unknown value in a list of objects: the list itself, an element, or this member of an element.
fn unknown_in(container: &Tree<'_>, list: &str, member: &'static str) -> Option<Vec<Token>> {
    let list = container.member(list)?;
    if list.as_expression().is_some() {
        return Some(Vec::new());
    }
    list.elements().enumerate().find_map(|(index, element)| match element.member(member) {
        _ if element.as_expression().is_some() => Some(vec![index.into()]),
        Some(value) if value.as_expression().is_some() => Some(vec![index.into(), member.into()]),
        Some(_) | None => None,
    })
}

/// Rewords a finding about an expression: it names the expression, or why the value is unknown.
fn explain(task: &Task<'_>, finding: &mut Finding) {
    let Some(Shape::Expression { text, reason }) = task.tree.at(&finding.pointer).map(|tree| &tree.shape) else {
        return;
    };
    let member = finding.pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
    finding.message = match (finding.rule, reason) {
        (Rule::NetworkModeUnknown, _) => {
            let mode = quoted(text);
            format!("only Terraform knows the network mode {mode}, so localhost may not reach the sidecar")
        }
        (Rule::UnreadableMember, Some(reason)) => format!("`{member}` is left as it is: {reason}"),
        (Rule::UnreadableMember, None) => {
            format!("only Terraform knows the `{member}` {}, so it is left as it is", quoted(text))
        }
        _ => return,
    };
    if finding.rule == Rule::UnreadableMember {
        finding.help = "write it where it is used, or as a local value that is used once".to_string();
    }
}

fn below(pointer: &Pointer, tokens: Vec<Token>) -> Pointer {
    tokens.into_iter().fold(pointer.clone(), |pointer, token| pointer.then(token))
}

fn quoted(text: &str) -> String {
    format!("`{}`", shorten(as_expression(text).unwrap_or(text)))
}

fn unknown(pointer: Pointer, message: impl Into<String>, help: &str) -> Finding {
    Finding::new(Rule::UnreadableMember, pointer, message, help)
}
