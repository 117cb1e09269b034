//! Sidecars: `inject`, `remove`, `plan`, `registerable` and `lint`.
//!
//! The decision is outrigger-core's; it reads its facts from the value, and its edits are carried out on the value.

use outrigger_core::{
    Nulls, OnConflict, Plan, Policy, Rule, Service, Sidecar, Template, View, lint, lower, plan_injection,
    plan_registration, plan_removal,
};

use super::{Native, native};
use crate::budget;
use crate::read::read;
use crate::value::{DEPTH_LIMIT, Error, Result, Value, describe, edit, error};

pub(super) const NATIVES: &[Native] = &[
    native!("inject" / 1, |task, sidecar: Value| change(task, &sidecar, &Value::Null, plan_injection)),
    native!("inject" / 2, |task, sidecar: Value, options: Value| change(task, &sidecar, &options, plan_injection)),
    native!("remove" / 1, |task, sidecar: Value| change(task, &sidecar, &Value::Null, plan_removal)),
    native!("remove" / 2, |task, sidecar: Value, options: Value| change(task, &sidecar, &options, plan_removal)),
    native!("plan" / 1, |task, sidecar: Value| plan(&task, &sidecar, &Value::Null)),
    native!("plan" / 2, |task, sidecar: Value, options: Value| plan(&task, &sidecar, &options)),
    native!("registerable", registerable),
    native!("lint", |task: Value| {
        count(&task)?;
        from_json(&lint(&task, &Service::default()).map_err(refused)?)
    }),
];

/// The names of built-in sidecars' and rules' options, as on the command line.
const OPTIONS: [&str; 8] = ["set", "container", "on-conflict", "resize", "drop-nulls", "no-record", "allow", "deny"];

fn change(
    task: Value,
    sidecar: &Value,
    options: &Value,
    decide: for<'p> fn(&View<'p>, &'p Sidecar, &Policy) -> Plan<'p>,
) -> Result {
    count(&task)?;
    let (sidecar, policy) = request(sidecar, options)?;
    let view = View::read(&task, sidecar.container_name()).map_err(refused)?;
    // The task is changed where it stands, so nothing may be borrowed from it.
    let plan = decide(&view, &sidecar, &policy).into_owned();
    plan.accepted().map_err(refused)?;
    let edits = lower(&view, &plan.ops);
    drop(view);
    edit(task, &edits)
}

/// The plan of an injection: what would be done, what not, and what a person must know.
fn plan(task: &Value, sidecar: &Value, options: &Value) -> Result {
    count(task)?;
    let (sidecar, policy) = request(sidecar, options)?;
    let view = View::read(task, sidecar.container_name()).map_err(refused)?;
    from_json(&plan_injection(&view, &sidecar, &policy))
}

fn from_json(plain: &impl serde::Serialize) -> Result {
    let json = serde_json::to_string(plain).map_err(|failure| error(failure.to_string()))?;
    read(&json).map_err(refused)
}

/// Counts everything in a value: a decision looks at all of it, several times, and cannot be cut short. A value that is
/// shared in many places is small in memory, and endless to look at.
fn count(value: &Value) -> Result<()> {
    /// What a decision takes for a value, in bytes and nanoseconds.
    const BYTES: usize = 256;
    const NANOSECONDS: u64 = 5_000;
    /// How many elements of one array, such as containers, are compared with each other.
    const NANOSECONDS_A_PAIR: u64 = 100;
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
    let nanoseconds = values.saturating_mul(NANOSECONDS).saturating_add(pairs.saturating_mul(NANOSECONDS_A_PAIR));
    budget::foresee(nanoseconds)
}

/// What `RegisterTaskDefinition` takes.
fn registerable(task: Value) -> Result {
    count(&task)?;
    // No container has this name, which ECS would not take either.
    let view = View::read(&task, "").map_err(refused)?;
    let plan = plan_registration(&view, &Policy::default()).into_owned();
    let edits = lower(&view, &plan.ops);
    drop(view);
    edit(task, &edits)
}

/// A refusal in words: what is wrong, and where.
fn refused(refusal: outrigger_core::Error) -> Error {
    let findings = refusal.findings();
    let sentence = |finding: &outrigger_core::Finding| format!("{}: {}", finding.rule, finding.message);
    error(match (findings, refusal.pointer()) {
        ([], None) => refusal.to_string(),
        ([], Some(pointer)) => format!("{refusal} (at {pointer})"),
        (findings, _) => findings.iter().map(sentence).collect::<Vec<_>>().join("; "),
    })
}

fn request(sidecar: &Value, options: &Value) -> Result<(Sidecar, Policy)> {
    let template = match sidecar {
        Value::String(name) => Template::built_in(name),
        Value::Object(_) => Template::parse(&sidecar.to_string()),
        _ => return Err(error(format!("{} is no sidecar: it must be a name or an object", describe(sidecar)))),
    };
    let template = template.map_err(refused)?;
    let (settings, policy) = read_options(options)?;
    let settings = settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok((template.sidecar(settings).map_err(refused)?, policy))
}

/// Options by the names that they have on the command line; `set` is an object.
fn read_options(options: &Value) -> Result<(Vec<(String, String)>, Policy)> {
    let mut settings = Vec::new();
    let mut policy = Policy::default();
    let map = match options {
        Value::Null => return Ok((settings, policy)),
        Value::Object(map) => map,
        _ => return Err(error(format!("{} are no options: they must be an object", describe(options)))),
    };
    for (name, value) in map.iter() {
        match &**name {
            "set" => settings = read_settings(value)?,
            "container" => policy.containers = texts(name, value)?,
            "on-conflict" => {
                policy.on_conflict = match value.as_str() {
                    Some("fail") => OnConflict::Fail,
                    Some("keep") => OnConflict::Keep,
                    Some("replace") => OnConflict::Replace,
                    _ => return Err(error(format!("on-conflict must be fail, keep or replace, not {value}"))),
                }
            }
            "drop-nulls" => policy.nulls = if value.is_true() { Nulls::All } else { Nulls::Task },
            "resize" => policy.resize = value.is_true(),
            "no-record" => policy.record = !value.is_true(),
            "allow" => policy.allow = rules(name, value)?,
            "deny" => policy.deny = rules(name, value)?,
            _ => return Err(error(format!("there is no option {name}: the options are {}", OPTIONS.join(", ")))),
        }
    }
    Ok((settings, policy))
}

fn read_settings(value: &Value) -> Result<Vec<(String, String)>> {
    let Value::Object(map) = value else {
        return Err(error(format!("set must be an object, not {}", describe(value))));
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    Ok(map.iter().map(|(name, value)| (name.to_string(), text(value))).collect())
}

/// A string, or an array of strings.
fn texts(name: &str, value: &Value) -> Result<Vec<String>> {
    let values = value.as_array().unwrap_or(std::slice::from_ref(value));
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::to_string)
            .ok_or_else(|| error(format!("{name} must be a string, not {}", describe(value))))
    };
    values.iter().map(text).collect()
}

fn rules(name: &str, value: &Value) -> Result<Vec<Rule>> {
    let names = texts(name, value)?;
    if names.iter().any(|name| name == "all") {
        return Ok(Rule::ALL.to_vec());
    }
    names.iter().map(|name| Rule::from_name(name).map_err(refused)).collect()
}
