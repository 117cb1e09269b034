//! [`inject`] and [`remove`]: from Terraform to Terraform.

mod edits;
mod json_edits;
mod list_edits;
mod rewrite;
mod variable;
mod verify;
mod volume;

use outrigger_core::{Op, Plan, Policy, Sidecar, View, lower, plan_injection, plan_removal};

use crate::change::edits::FileChanges;
use crate::change::rewrite::{Columns, rewrite};
use crate::change::verify::{Expected, check};
use crate::error::Error;
use crate::module::{Folder, Module, Source};
use crate::outcome::{Location, Outcome, Rewritten};
use crate::syntax::alignment::{align, carry_out};
use crate::syntax::expression::is_identifier;
use crate::syntax::template::escape;
use crate::task::{Task, add_unknowns, mark};

/// What is asked beside the sidecar and the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The address of the task definition (`aws_ecs_task_definition.api`), where the file declares several.
    pub resource: Option<String>,
    /// The variable that the sidecar is to depend on (`enable_jaeger`); without one, what is there decides.
    pub toggle: Option<String>,
}

/// Injects a sidecar into a task definition that Terraform states, or brings the one that is there up to date.
///
/// A plan that a finding stops changes nothing: [`Plan::accepted`] of the outcome says so.
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
/// let source = Source { path: "main.tf", text, folder: &BTreeMap::new() };
/// let outcome = inject(source, &Options::default(), &Sidecar::built_in("xray-daemon")?, &Policy::default())?;
/// assert_eq!(outcome.address, "aws_ecs_task_definition.api");
/// assert!(outcome.files[0].text.contains("image = var.image, environment = [{ name ="));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A text that is no Terraform (`{`), one without a task definition, or with several and none named, and container
/// definitions that only Terraform can look into (`module.api.json`). A result that, read again, is not what the plan says is an
/// internal error.
pub fn inject(source: Source<'_>, options: &Options, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome, Error> {
    if let Some(toggle) = &options.toggle {
        if !is_identifier(toggle) {
            return Err(Error::new(format!("`{toggle}` is no name of a variable")));
        }
        if policy.on_conflict == outrigger_core::OnConflict::Replace {
            let error = Error::new("what is replaced cannot depend on a variable");
            return Err(error.with_help("leave out the variable, or keep what is there").with_hint("toggle"));
        }
    }
    let module = Module::read(source.path, source.text, source.folder)?;
    let task = Task::read(&module, source.folder, options.resource.as_deref())?;
    let standing = standing(&task, sidecar.container_name())?;
    if let (Some(toggle), Some(current)) = (&options.toggle, &standing)
        && current.as_ref() != Some(toggle)
    {
        return move_under(source, options, sidecar, policy);
    }
    let toggle = options.toggle.clone().or(standing.flatten());
    let sidecar = sidecar.clone().map_strings(escape);
    let (outcome, expected) = change(&module, &task, &sidecar, plan_injection, policy, toggle.as_deref())?;
    check(source, &outcome.files, expected.as_ref())?;
    Ok(outcome)
}

/// Removes a sidecar from a task definition that Terraform states, and undoes what its injection did.
///
/// # Errors
///
/// As [`inject`].
pub fn remove(source: Source<'_>, options: &Options, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome, Error> {
    let module = Module::read(source.path, source.text, source.folder)?;
    let task = Task::read(&module, source.folder, options.resource.as_deref())?;
    let toggle = standing(&task, sidecar.container_name())?.flatten();
    let sidecar = sidecar.clone().map_strings(escape);
    let (mut outcome, expected) = change(&module, &task, &sidecar, plan_removal, policy, None)?;
    if let (Some(toggle), false) = (toggle, outcome.files.is_empty()) {
        let folder = Overlay { files: &outcome.files, folder: source.folder };
        let module = Module::read(source.path, folder.text_of(source), &folder)?;
        if let Some((file, span)) = variable::undeclare(&module, &toggle)? {
            let changes = FileChanges::from([(file, vec![(span, String::new())])]);
            let rewritten = rewrite(&module, changes, carry_out)?.unwrap_or_default();
            outcome.files.retain(|file| rewritten.iter().all(|new| new.path != file.path));
            outcome.files.extend(rewritten);
        }
    }
    check(source, &outcome.files, expected.as_ref())?;
    Ok(outcome)
}

/// The variable that the sidecar's container depends on, if it is there and does.
#[allow(clippy::option_option, reason = "there or not, and with a condition or not")]
fn standing(task: &Task<'_>, sidecar: &str) -> Result<Option<Option<String>>, Error> {
    let view = View::read(&task.tree, sidecar)?;
    let list = task.containers();
    let (Some((index, _)), Some(list)) = (view.container(sidecar), list) else { return Ok(None) };
    let part = list.part_of(index).and_then(|(part, _)| list.parts.get(part));
    Ok(Some(part.and_then(|part| part.toggle.as_ref()).map(|toggle| toggle.variable.clone())))
}

/// Makes a sidecar that is there depend on a variable: it is taken out, and comes back under the condition.
fn move_under(source: Source<'_>, options: &Options, sidecar: &Sidecar, policy: &Policy) -> Result<Outcome, Error> {
    let resource = Options { toggle: None, ..options.clone() };
    let removed = remove(source, &resource, sidecar, policy)?;
    if removed.files.is_empty() {
        return Ok(removed);
    }
    let folder = Overlay { files: &removed.files, folder: source.folder };
    let text = folder.text_of(source);
    let mut outcome = inject(Source { text, folder: &folder, ..source }, options, sidecar, policy)?;
    // What the injection did not touch again stays as the removal left it.
    let untouched = removed.files.into_iter().filter(|file| outcome.files.iter().all(|new| new.path != file.path));
    let untouched: Vec<_> = untouched.collect();
    outcome.files.extend(untouched);
    Ok(outcome)
}

fn change(
    module: &Module,
    task: &Task<'_>,
    sidecar: &Sidecar,
    plan: for<'p> fn(&View<'p>, &'p Sidecar, &Policy) -> Plan<'p>,
    policy: &Policy,
    toggle: Option<&str>,
) -> Result<(Outcome, Option<Expected>), Error> {
    let view = View::read(&task.tree, sidecar.container_name())?;
    let mut plan = plan(&view, sidecar, policy);
    add_unknowns(task, &view, sidecar, policy, &mut plan);
    let places = plan.findings.iter().map(|finding| {
        let place = &task.tree.nearest(&finding.pointer).place;
        let file = module.file(place.file);
        let mark = file.mark.len();
        Location { path: file.path.clone(), span: place.span.start + mark..place.span.end + mark }
    });
    let places = places.collect();
    let mut files = None;
    let mut expected = None;
    if plan.errors().next().is_none() && !plan.is_empty() {
        let name = sidecar.container_name();
        expected = Some(Expected::after(module, task, &lower(&view, &plan.ops))?);
        let changes = |ops: &[Op<'_>]| {
            let mut changes = edits::changes(module, task, &view, &lower(&view, ops), name, toggle)?;
            if let Some(variable) = toggle
                && let Some(declaration) = variable::declare(module, variable)?
            {
                changes.entry(0).or_default().push(declaration);
            }
            Ok::<_, Error>(changes)
        };
        files = match Columns::of(module, task, &view, name) {
            Columns::None => rewrite(module, changes(&plan.ops)?, carry_out)?,
            Columns::Aligned => rewrite(module, changes(&plan.ops)?, align)?,
            Columns::Kept => None,
        };
        if files.is_none() {
            mark(&mut plan.ops);
            files = rewrite(module, changes(&plan.ops)?, carry_out)?;
        }
    }
    let files = files.unwrap_or_default();
    let outcome = Outcome { address: task.address.clone(), files, plan: plan.into_owned(), places };
    Ok((outcome, expected))
}

/// A folder in which some files have another text.
pub(crate) struct Overlay<'o> {
    pub(crate) files: &'o [Rewritten],
    pub(crate) folder: &'o dyn Folder,
}

impl Overlay<'_> {
    /// The text of the file that was given. It may have been a pipe, so it is not read again.
    pub(crate) fn text_of<'t>(&'t self, source: Source<'t>) -> &'t str {
        self.files.iter().find(|file| file.path == source.path).map_or(source.text, |file| &file.text)
    }
}

impl Folder for Overlay<'_> {
    fn names(&self) -> Vec<String> {
        self.folder.names()
    }

    fn read(&self, path: &str) -> Result<String, Error> {
        match self.files.iter().find(|file| file.path == path) {
            Some(file) => Ok(file.text.clone()),
            None => self.folder.read(path),
        }
    }
}
