//! Adds a sidecar to task definitions in JSON and removes it, and changes only the bytes that it must.
//!
//! [`inject`] and [`remove`] take a text and return a text. Programs that need a single step find it here:
//! [`apply`] applies the ops of a plan to a [`Document`], [`apply_to_value`] applies edits to a `serde_json::Value`,
//! [`json_patch`] writes edits as a JSON Patch (RFC 6902), and the module `file`, behind the feature of that name,
//! reads files and replaces them as a whole.
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
//! A removal writes a value that the injection replaced in the layout of its neighbours, not with the white space and
//! escapes that it had. An empty array or object with white space inside (`[ ]`) loses that white space.

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

/// The result of an injection or a removal.
///
/// The plan borrows from the sidecar, too; the sidecar can be dropped before the text.
#[derive(Clone, Debug)]
pub struct Outcome<'t, 'p> {
    /// The new text; the given text, borrowed, if nothing had to change.
    pub text: Cow<'t, str>,
    /// The changes, the skipped changes with reasons, and the findings.
    pub plan: Plan<'p>,
}

/// Adds a sidecar to the text of a task definition, or updates the one that an earlier injection added.
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
/// - [`ErrorKind::Syntax`](outrigger_core::ErrorKind): the text is not JSON (`{`).
/// - [`ErrorKind::Form`](outrigger_core::ErrorKind): it has no container definitions (`{}`).
/// - [`ErrorKind::Refused`](outrigger_core::ErrorKind): the result would break a rule of ECS (an eleventh container);
///   [`Error::findings`] returns the findings.
///
/// [`Error::offset`] is the place in the text.
pub fn inject<'t: 'p, 'p>(text: &'t str, sidecar: &'p Sidecar, policy: &Policy) -> Result<Outcome<'t, 'p>, Error> {
    change(text, sidecar, |view| plan_injection(view, sidecar, policy))
}

/// Removes a sidecar from the text of a task definition, and undoes everything that its injection changed.
///
/// ```
/// use outrigger_core::{Policy, Sidecar};
///
/// let before = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
/// let (sidecar, policy) = (Sidecar::built_in("jaeger")?, Policy::default());
/// let with_sidecar = outrigger_json::inject(before, &sidecar, &policy)?.text;
/// assert_eq!(outrigger_json::remove(&with_sidecar, &sidecar, &policy)?.text, before);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// As [`inject`]. A removal is refused if a remaining container depends on the sidecar, or if no essential container remains.
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
