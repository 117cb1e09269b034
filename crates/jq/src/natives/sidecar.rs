//! Task definitions: `inject`, `remove`, `plan`, `registerable` and `lint`.
//!
//! outrigger-core makes the plan. It reads its facts from the value, and its edits are applied to the value. A plan with a
//! finding that stops it is an error, which has all such findings.

use outrigger_core::{
    Direction, Plan, Policy, Service, Sidecar, Template, View, lint, lower, plan_injection, plan_registration,
};

use super::{Native, native};
use crate::limits::budget;
use crate::options::{Options, option_of_hint, read_options};
use crate::value::{DEPTH_LIMIT, Error, Result, Value, describe, edit, error, read};

use Direction::{Inject, Remove};

pub(super) const NATIVES: &[Native] = &[
    native!("inject" / 1, |task, sidecar: Value| change(Inject, task, &sidecar, &Value::Null)),
    native!("inject" / 2, |task, sidecar: Value, options: Value| change(Inject, task, &sidecar, &options)),
    native!("remove" / 1, |task, sidecar: Value| change(Remove, task, &sidecar, &Value::Null)),
    native!("remove" / 2, |task, sidecar: Value, options: Value| change(Remove, task, &sidecar, &options)),
    native!("plan" / 1, |task, sidecar: Value| plan(&task, &sidecar, &Value::Null)),
    native!("plan" / 2, |task, sidecar: Value, options: Value| plan(&task, &sidecar, &options)),
    native!("registerable", |task| apply(task, "", |view| plan_registration(view, &Policy::default()).into_owned())),
    native!("lint", |task: Value| {
        charge_for_decision(&task)?;
        to_value(&lint(&task, &Service::default()).map_err(message)?)
    }),
];

/// Injects or removes a sidecar.
fn change(direction: Direction, task: Value, sidecar: &Value, options: &Value) -> Result {
    let (sidecar, policy) = request(sidecar, options)?;
    apply(task, sidecar.container_name(), |view| direction.plan(view, &sidecar, &policy).into_owned())
}

/// Applies a plan to a task definition.
///
/// # Errors
///
/// A value that is not a task definition, and a plan with a finding that stops it.
fn apply(task: Value, container: &str, decide: impl FnOnce(&View<'_>) -> Plan<'static>) -> Result {
    charge_for_decision(&task)?;
    let view = View::read(&task, container).map_err(message)?;
    // The plan must not borrow from the task definition, which is changed in place.
    let plan = decide(&view);
    plan.accepted().map_err(message)?;
    let edits = lower(&view, &plan.ops);
    drop(view);
    edit(task, &edits)
}

/// The plan of an injection. Findings are a part of it, and never an error.
fn plan(task: &Value, sidecar: &Value, options: &Value) -> Result {
    charge_for_decision(task)?;
    let (sidecar, policy) = request(sidecar, options)?;
    let view = View::read(task, sidecar.container_name()).map_err(message)?;
    to_value(&plan_injection(&view, &sidecar, &policy))
}

/// The sidecar and the policy that the arguments describe.
fn request(sidecar: &Value, options: &Value) -> Result<(Sidecar, Policy)> {
    let template = match sidecar {
        Value::String(name) => Template::built_in(name),
        Value::Object(_) => Template::parse(&sidecar.to_string()),
        _ => return Err(error(format!("a sidecar must be a name or an object, not {}", describe(sidecar)))),
    };
    let template = template.map_err(message)?;
    let Options { parameters, policy } = read_options(options)?;
    let parameters = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok((template.sidecar(parameters).map_err(message)?, policy))
}

fn to_value(plain: &impl serde::Serialize) -> Result {
    let json = serde_json::to_string(plain).map_err(|failure| error(failure.to_string()))?;
    read(&json).map_err(message)
}

/// An error of core as an error of the filter: one sentence for each finding, with the option that helps.
fn message(failure: outrigger_core::Error) -> Error {
    let findings = failure.findings().iter();
    let sentences: Vec<String> = findings
        .map(|finding| {
            let option = finding.hint.as_ref().and_then(option_of_hint);
            format!("{}: {}{}", finding.rule, finding.message, advice(Some(&finding.help), option))
        })
        .collect();
    if !sentences.is_empty() {
        return error(sentences.join("; "));
    }
    let place = failure.pointer().map_or_else(String::new, |pointer| format!(" (at {pointer})"));
    error(format!("{failure}{place}{}", advice(failure.help(), failure.hint().and_then(option_of_hint))))
}

/// What to do, in parentheses after a message.
fn advice(help: Option<&str>, option: Option<String>) -> String {
    let help = help.filter(|help| !help.is_empty()).map(str::to_string);
    let option = option.map(|option| format!("option {option}"));
    let parts: Vec<String> = help.into_iter().chain(option).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

/// Charges the budget for everything in a value. A decision reads all of it several times and cannot be interrupted, and a
/// value that is shared in many places uses little memory but may be endless to read.
fn charge_for_decision(value: &Value) -> Result<()> {
    /// What a decision costs for each value, in bytes and nanoseconds.
    const BYTES: usize = 256;
    const NANOSECONDS: u64 = 5_000;
    /// The elements of an array, such as containers, may be compared with each other.
    const NANOSECONDS_PER_PAIR: u64 = 100;
    let mut pending = vec![(value, DEPTH_LIMIT)];
    let (mut values, mut pairs) = (0_u64, 0_u64);
    while let Some((value, depth)) = pending.pop() {
        budget::reserve(BYTES)?;
        values += 1;
        let inner: Vec<&Value> = match value {
            Value::Array(elements) => elements.iter().collect(),
            Value::Object(map) => map.iter().map(|(_, value)| value).collect(),
            Value::String(text) => {
                budget::reserve(text.len())?;
                continue;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => continue,
        };
        let depth = depth.checked_sub(1).ok_or_else(|| error("the task definition is nested too deeply"))?;
        budget::reserve(inner.len() * size_of::<(&Value, usize)>())?;
        pairs = pairs.saturating_add((inner.len() as u64).saturating_pow(2));
        pending.extend(inner.into_iter().map(|value| (value, depth)));
    }
    let nanoseconds = values.saturating_mul(NANOSECONDS).saturating_add(pairs.saturating_mul(NANOSECONDS_PER_PAIR));
    Ok(budget::require_time(nanoseconds)?)
}
