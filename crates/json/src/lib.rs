//! wip
pub mod file;
mod patch;
mod style;
mod text;
mod value;

use std::borrow::Cow;

use outrigger_core::{Document, Error, Plan, Policy, Sidecar, View, plan_injection, plan_removal};

pub use patch::json_patch;
pub use text::apply;
pub use value::{apply_to_value, inject_value, remove_value, to_serde_json};

/// What came of an injection or a removal.
#[derive(Clone, Debug)]
pub struct Outcome<'t> {
    /// The text: the one given where nothing had to change.
    pub text: Cow<'t, str>,
    /// What was done, what was not, and what a person must know.
    pub plan: Plan,
}

/// Injects a sidecar into the text of a task definition.
///
/// # Errors
///
/// A text that is no JSON or holds no container definitions, and a plan with errors among its findings.
pub fn inject<'t>(text: &'t str, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome<'t>, Error> {
    change(text, sidecar, |view| plan_injection(view, sidecar, policy))
}

/// Removes a sidecar from the text of a task definition.
///
/// # Errors
///
/// A text that is no JSON or holds no container definitions, and a plan with errors among its findings.
pub fn remove<'t>(text: &'t str, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome<'t>, Error> {
    change(text, sidecar, |view| plan_removal(view, sidecar, policy))
}

fn change<'t>(text: &'t str, sidecar: &Sidecar, plan: impl FnOnce(&View<'_>) -> Plan) -> Result<Outcome<'t>, Error> {
    let document = Document::scan(text)?;
    let view = View::read(document.root(), sidecar.container_name()).map_err(|error| error.located_in(&document))?;
    let plan = plan(&view);
    plan.accepted().map_err(|error| error.located_in(&document))?;
    let text = apply(&document, &view, &plan.ops)?;
    Ok(Outcome { text, plan })
}
