//! The steps of an injection or a removal: plan, change the texts, and verify them.

use outrigger_core::{Direction, Edit, Plan, Policy, Sidecar, View, lower};

use crate::change::edits::{self, FileChanges};
use crate::change::rewrite::{Alignment, rewrite};
use crate::change::verify::{Expected, verify};
use crate::change::{Options, variable};
use crate::error::Error;
use crate::module::{Folder, Module, Source};
use crate::outcome::{Location, Outcome};
use crate::syntax::alignment::{apply_with_alignment, apply_without_alignment};
use crate::syntax::template::escape;
use crate::task::{Task, add_unknowns, mark};

/// What is asked for.
pub(crate) struct Request<'r> {
    folder: &'r dyn Folder,
    resource: Option<&'r str>,
    toggle: Option<&'r str>,
    /// The sidecar, its strings as template text.
    sidecar: Sidecar,
    policy: &'r Policy,
}

/// A change that is not verified yet.
struct Unverified {
    outcome: Outcome,
    /// The module after the change, and what its task definition must be; `None` if nothing changes.
    after: Option<(Module, Expected)>,
}

impl<'r> Request<'r> {
    pub(crate) fn new(source: Source<'r>, options: &'r Options, sidecar: &Sidecar, policy: &'r Policy) -> Self {
        Self {
            folder: source.folder,
            resource: options.resource.as_deref(),
            toggle: options.toggle.as_deref(),
            sidecar: sidecar.clone().map_strings(escape),
            policy,
        }
    }

    pub(crate) fn inject(&self, source: Source<'_>) -> Result<Outcome, Error> {
        let module = Module::read(source);
        let task = self.task(&module)?;
        let view = self.view(&task)?;
        let is_there = view.container(self.sidecar.container_name()).is_some();
        let current = self.current_toggle(&task, &view);
        if self.toggle.is_some() && is_there && current != self.toggle {
            return self.move_under_toggle(&module, &task, &view);
        }
        let change = self.change(&module, &task, &view, Direction::Inject, self.toggle.or(current))?;
        change.verified(self.folder).map(|(outcome, _)| outcome)
    }

    pub(crate) fn remove(&self, source: Source<'_>) -> Result<Outcome, Error> {
        let module = Module::read(source);
        let task = self.task(&module)?;
        let view = self.view(&task)?;
        self.remove_from(&module, &task, &view).map(|(outcome, _)| outcome)
    }

    /// Makes a sidecar that is there depend on a variable: it is removed, and injected again under the condition.
    fn move_under_toggle(&self, module: &Module, task: &Task<'_>, view: &View<'_>) -> Result<Outcome, Error> {
        let (mut removed, after) = self.remove_from(module, task, view)?;
        let Some(after) = after else { return Ok(removed) };
        let task = self.task(&after)?;
        let change = self.change(&after, &task, &self.view(&task)?, Direction::Inject, self.toggle)?;
        let (injected, _) = change.verified(self.folder)?;
        // A file that the injection does not change again stays as the removal left it.
        removed.replace_files(injected.files);
        Ok(Outcome { files: removed.files, ..injected })
    }

    /// Removes the sidecar; the module after that, if it changes.
    fn remove_from(
        &self,
        module: &Module,
        task: &Task<'_>,
        view: &View<'_>,
    ) -> Result<(Outcome, Option<Module>), Error> {
        let mut change = self.change(module, task, view, Direction::Remove, None)?;
        if let (Some(toggle), Some((after, _))) = (self.current_toggle(task, view), &mut change.after)
            && let Some((file, span)) = variable::undeclare(after, toggle)?
        {
            let changes = FileChanges::from([(file, vec![(span, String::new())])]);
            let rewritten = rewrite(after, changes, apply_without_alignment)?.unwrap_or_default();
            *after = after.rewritten(&rewritten)?;
            change.outcome.replace_files(rewritten);
        }
        change.verified(self.folder)
    }

    /// The plan, and the files with the plan carried out.
    fn change(
        &self,
        module: &Module,
        task: &Task<'_>,
        view: &View<'_>,
        direction: Direction,
        toggle: Option<&str>,
    ) -> Result<Unverified, Error> {
        let mut plan = direction.plan(view, &self.sidecar, self.policy);
        add_unknowns(task, view, &self.sidecar, self.policy, &mut plan);
        let outcome = |plan: Plan<'_>| {
            let places = plan.findings.iter().map(|finding| location(module, task, finding)).collect();
            Outcome { address: task.address.clone(), files: Vec::new(), plan: plan.into_owned(), places }
        };
        if let Some(refusal) = plan.accepted().err() {
            return Err(Error::refused(refusal, outcome(plan)));
        }
        if plan.is_empty() {
            return Ok(Unverified { outcome: outcome(plan), after: None });
        }
        let changes = |edits: &[Edit<'_>]| {
            let mut changes = edits::changes(module, task, view, edits, self.sidecar.container_name(), toggle)?;
            if let Some(variable) = toggle
                && let Some(declaration) = variable::declare(module, variable)?
            {
                changes.entry(0).or_default().push(declaration);
            }
            Ok::<_, Error>(changes)
        };
        let edits = lower(view, &plan.ops);
        let expected = Expected::after(module, task, &edits)?;
        let rewritten = match Alignment::of(module, task, view, self.sidecar.container_name()) {
            Alignment::None => rewrite(module, changes(&edits)?, apply_without_alignment)?,
            Alignment::Restored => rewrite(module, changes(&edits)?, apply_with_alignment)?,
            Alignment::Untouched => None,
        };
        let files = match rewritten {
            Some(files) => files,
            None => {
                mark(&mut plan.ops);
                rewrite(module, changes(&lower(view, &plan.ops))?, apply_without_alignment)?.unwrap_or_default()
            }
        };
        let after = module.rewritten(&files)?;
        Ok(Unverified { outcome: Outcome { files, ..outcome(plan) }, after: Some((after, expected)) })
    }

    fn task<'m>(&self, module: &'m Module) -> Result<Task<'m>, Error> {
        Task::read(module, self.folder, self.resource)
    }

    fn view<'t>(&self, task: &'t Task<'_>) -> Result<View<'t>, Error> {
        Ok(View::read(&task.tree, self.sidecar.container_name())?)
    }

    /// The variable that the sidecar's container depends on, if the container is there and depends on one.
    fn current_toggle<'t>(&self, task: &'t Task<'_>, view: &View<'_>) -> Option<&'t str> {
        let (index, _) = view.container(self.sidecar.container_name())?;
        let list = task.containers()?;
        let (part, _) = list.part_of(index)?;
        list.parts.get(part)?.toggle.as_ref().map(|toggle| toggle.variable.as_str())
    }
}

impl Unverified {
    /// The outcome, and the module after the change, if something changes.
    fn verified(self, folder: &dyn Folder) -> Result<(Outcome, Option<Module>), Error> {
        let Self { outcome, after } = self;
        let after = match after {
            Some((after, expected)) => {
                verify(&after, folder, &expected)?;
                Some(after).filter(|_| !outcome.files.is_empty())
            }
            None => None,
        };
        Ok((outcome, after))
    }
}

/// Where a finding is, in bytes of the file.
fn location(module: &Module, task: &Task<'_>, finding: &outrigger_core::Finding) -> Location {
    let place = &task.tree.nearest(&finding.pointer).place;
    let file = module.file(place.file);
    let mark = file.mark.len();
    Location { path: file.path.clone(), span: place.span.start + mark..place.span.end + mark }
}
