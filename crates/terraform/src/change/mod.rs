//! [`inject`] and [`remove`]: Terraform files in, changed Terraform files out.

mod edits;
mod json_edits;
mod list_edits;
mod rewrite;
mod steps;
mod variable;
mod verify;
mod volume;

use outrigger_core::{OnConflict, Policy, Sidecar};

use crate::change::steps::Request;
use crate::error::Error;
use crate::module::Source;
use crate::outcome::Outcome;
use crate::syntax::expression::is_identifier;

/// Settings beside the sidecar and the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The address of the task definition (`aws_ecs_task_definition.api`), where the file declares several.
    pub resource: Option<String>,
    /// The variable that the sidecar depends on (`enable_jaeger`); without one, a sidecar that is there keeps its condition.
    pub toggle: Option<String>,
}

/// Injects a sidecar into the Terraform resource of a task definition, or updates the one that is there.
///
/// ```
/// use std::collections::BTreeMap;
/// use outrigger_core::{Policy, Sidecar};
/// use outrigger_terraform::{Options, Source, inject};
///
/// let text = "resource \"aws_ecs_task_definition\" \"api\" {
///   network_mode          = \"awsvpc\"
///   container_definitions = jsonencode([{ name = \"api\", image = var.image }])
/// }
/// ";
/// let (folder, options) = (BTreeMap::new(), Options::default());
/// let (sidecar, policy) = (Sidecar::built_in("xray-daemon")?, Policy::default());
/// let once = inject(Source { path: "main.tf", text, folder: &folder }, &options, &sidecar, &policy)?;
/// assert_eq!(once.address, "aws_ecs_task_definition.api");
/// assert!(once.files[0].text.contains("image = var.image, environment = [{ name ="));
///
/// let text = &once.files[0].text;
/// let twice = inject(Source { path: "main.tf", text, folder: &folder }, &options, &sidecar, &policy)?;
/// assert!(twice.plan.is_empty());
/// assert!(twice.files.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// With [`Error::path`] and [`Error::offset`]: a text that is not Terraform (`{`), one without a task definition or with
/// several and none chosen, container definitions that only Terraform can read (`module.api.json`), and an injection that
/// would break a rule of ECS (ten containers); [`Error::findings`] has the findings then, [`Error::places`] their places. A
/// result that does not match the plan when it is read again is an internal error.
pub fn inject(source: Source<'_>, options: &Options, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome, Error> {
    if let Some(toggle) = &options.toggle {
        if !is_identifier(toggle) {
            return Err(Error::setting(format!("`{toggle}` is not a valid name of a variable")));
        }
        if policy.on_conflict == OnConflict::Replace {
            let error = Error::setting("a value that is replaced cannot depend on a variable");
            return Err(error.with_help("leave out the variable, or keep what is there").with_hint("toggle"));
        }
    }
    Request::new(source, options, sidecar, policy).inject(source)
}

/// Removes a sidecar from the Terraform resource of a task definition, and undoes what its injection did.
///
/// [`Options::toggle`] has no effect on a removal.
///
/// # Errors
///
/// As [`inject`]; a removal is refused if something that stays refers to the sidecar.
pub fn remove(source: Source<'_>, options: &Options, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome, Error> {
    Request::new(source, options, sidecar, policy).remove(source)
}
