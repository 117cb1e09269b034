//! JSON text and files: a sidecar comes and goes, and no byte changes that need not.
//!
//! [`inject`] and [`remove`] go from text to text. What they are made of is here for programs that want to look in between:
//! [`apply`] carries the ops of a plan out on a [`Document`], [`apply_to_value`] edits on a `serde_json::Value`,
//! [`json_patch`] writes edits as RFC 6902. The module `file`, behind the feature of that name, reads files and replaces
//! them whole.
//!
//! ```
//! use outrigger_core::{Policy, Sidecar};
//!
//! let before = "[\n  { \"name\": \"api\", \"image\": \"api:1\" }\n]\n";
//! let sidecar = Sidecar::built_in("xray-daemon")?;
//!
//! let outcome = outrigger_json::inject(before, &sidecar, &Policy::default())?;
//! assert!(outcome.text.starts_with("[\n  { \"name\": \"api\", \"image\": \"api:1\", \"environment\": ["));
//!
//! let back = outrigger_json::remove(&outcome.text, &sidecar, &Policy::default())?;
//! assert_eq!(back.text, before);
//! # Ok::<(), outrigger_core::Error>(())
//! ```
//!
//! # Limits
//!
//! A value that an injection replaced comes back in the neighbours' style, not with the blanks and escapes it had; and an
//! empty array or object with blanks inside (`[ ]`) comes back without them.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod check;
mod comma;
mod entry;
#[cfg(feature = "file")]
pub mod file;
mod patch;
mod style;
mod text;
mod value;
mod write;

use std::borrow::Cow;

use outrigger_core::{Document, Error, Plan, Policy, Sidecar, View, plan_injection, plan_removal};

pub use patch::json_patch;
pub use text::{apply, splices};
pub use value::{apply_to_value, inject_value, remove_value, to_serde_json};

/// What came of an injection or a removal.
///
/// The plan borrows from the sidecar, too, which need not live as long as the text.
#[derive(Clone, Debug)]
pub struct Outcome<'t, 'p> {
    /// The text: the one given where nothing had to change.
    pub text: Cow<'t, str>,
    /// What was done, what was not, and what a person must know.
    pub plan: Plan<'p>,
}

/// Injects a sidecar into the text of a task definition, or brings the one that is there up to date.
///
/// ```
/// use outrigger_core::{Policy, Sidecar};
///
/// let text = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
/// let sidecar = Sidecar::built_in("jaeger")?;
/// let once = outrigger_json::inject(text, &sidecar, &Policy::default())?.text;
/// let twice = outrigger_json::inject(&once, &sidecar, &Policy::default())?;
/// assert!(twice.plan.is_empty());
/// assert_eq!(twice.text, once);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// With [`Error::offset`]: a text that is no JSON (`{`), one that holds no container definitions (`{}`), and one that the
/// injection would break a rule of ECS in (ten containers); [`Error::findings`] has the findings then.
pub fn inject<'t: 'p, 'p>(text: &'t str, sidecar: &'p Sidecar, policy: &Policy) -> Result<Outcome<'t, 'p>, Error> {
    change(text, sidecar, |view| plan_injection(view, sidecar, policy))
}

/// Removes a sidecar from the text of a task definition, and undoes what its injection did.
///
/// # Errors
///
/// As [`inject`]; a removal is refused if something that stays refers to the sidecar.
pub fn remove<'t: 'p, 'p>(text: &'t str, sidecar: &'p Sidecar, policy: &Policy) -> Result<Outcome<'t, 'p>, Error> {
    change(text, sidecar, |view| plan_removal(view, sidecar, policy))
}

fn change<'t: 'p, 'p>(
    text: &'t str,
    sidecar: &Sidecar,
    plan: impl FnOnce(&View<'p>) -> Plan<'p>,
) -> Result<Outcome<'t, 'p>, Error> {
    let document = Document::scan(text)?;
    let view = View::read(document.root(), sidecar.container_name()).map_err(|error| error.located_in(&document))?;
    let plan = plan(&view);
    plan.accepted().map_err(|error| error.located_in(&document))?;
    let text = apply(&document, &view, &plan.ops)?;
    Ok(Outcome { text, plan })
}
