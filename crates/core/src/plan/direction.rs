//! [`Direction`]: whether a sidecar is injected or removed.

use crate::facts::View;
use crate::plan::{Plan, Policy, plan_injection, plan_removal};
use crate::sidecar::Sidecar;

/// Whether a sidecar is injected or removed.
///
/// ```
/// use outrigger_core::{Direction, Policy, Sidecar, Value, View};
///
/// let definition = Value::parse(r#"{"containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
/// let view = View::read(&definition, "jaeger")?;
/// let sidecar = Sidecar::built_in("jaeger")?;
/// assert!(Direction::Remove.plan(&view, &sidecar, &Policy::default()).is_empty());
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The sidecar is injected, or updated.
    Inject,
    /// The sidecar is removed.
    Remove,
}

impl Direction {
    /// Calls [`plan_injection`] or [`plan_removal`].
    pub fn plan<'p>(self, view: &View<'p>, sidecar: &'p Sidecar, policy: &Policy) -> Plan<'p> {
        match self {
            Self::Inject => plan_injection(view, sidecar, policy),
            Self::Remove => plan_removal(view, sidecar, policy),
        }
    }
}
