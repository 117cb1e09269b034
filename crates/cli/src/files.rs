//! Files with a document each.

use std::sync::Arc;

use outrigger::json::file::{FileError, Old, Staged, Text};

use crate::diagnostic::{Diagnostic, Source};
use crate::emit::{Emit, Layout, diff, json};
use crate::error::CommandError;
use crate::input::Input;
use crate::new::New;
use crate::outcome::Outcome;
use crate::parallel::in_order;
use crate::progress::Total;
use crate::read::{self, Unread};
use crate::report;
use crate::request::{Request, Target};
use crate::run::Run;
use crate::terminal::Tone;
#[cfg(feature = "terraform")]
use crate::terraform::is_named_terraform;
use crate::work::{Rewrite, Work};

/// What came of a file.
struct File {
    input: Input,
    outcome: Outcome,
    result: Written,
}

/// What is to be written when its turn comes.
enum Written {
    Nothing,
    /// A text, to the output.
    Text {
        old: Text,
        new: New,
    },
    /// In place: it is on the disk already, beside the file.
    Staged {
        old: Text,
        staged: Staged,
    },
    /// In place, when everything is worked out.
    Held(Vec<Rewrite>),
    /// The change is in files that are not what is written.
    Elsewhere(CommandError),
}

/// Works files out and writes what comes of them.
pub(crate) fn files(run: &mut Run<'_>, inputs: Vec<Input>) {
    let count = inputs.len();
    if count > 1 {
        run.show_progress(Total::Files(count as u64));
    }
    #[cfg(feature = "terraform")]
    let inputs = {
        // First Terraform: what it refers to is changed with it, though it was named, too.
        let (terraform, others): (Vec<_>, Vec<_>) = inputs.into_iter().partition(is_named_terraform);
        if !terraform.is_empty() {
            each(run, terraform, count);
        }
        others
            .into_iter()
            .filter(|input| input.real().is_none_or(|path| !run.taken.contains(&path)))
            .collect::<Vec<_>>()
    };
    if run.is_going_on().is_continue() {
        each(run, inputs, count);
    }
}

/// Works out some of `count` files.
fn each(run: &mut Run<'_>, inputs: Vec<Input>, count: usize) {
    let (request, tone) = (Arc::clone(&run.request), run.terminal.tone);
    let threads = request.jobs.threads(Some(inputs.len() as u64));
    let work = move |input| file(input, &request, tone);
    in_order(threads, inputs.into_iter(), work, |mut file| {
        let result = file.put();
        let next = run.found(&file.outcome);
        let written = match result {
            Written::Nothing | Written::Staged { .. } => Ok(()),
            Written::Text { old, new } if count == 1 => {
                run.output.write_whole(&[new.text(&old).as_bytes()], run.terminal)
            }
            Written::Text { old, new } => run.output.write(&[new.text(&old).as_bytes()]),
            Written::Held(rewrites) => {
                run.held.extend(rewrites);
                run.said.append(&mut file.outcome.done);
                Ok(())
            }
            Written::Elsewhere(error) => Err(error),
        };
        run.go_on(written)?;
        run.done(&file.outcome);
        run.taken.append(&mut file.outcome.taken);
        run.terminal.advance(1);
        next
    });
}

impl File {
    /// Lets what is on the disk take its place, and gives what else is to be written.
    fn put(&mut self) -> Written {
        let result = std::mem::replace(&mut self.result, Written::Nothing);
        let Written::Staged { old, staged } = result else { return result };
        match staged.put_over(&Old::Text(&old)) {
            Ok(unkept) => report::unkept(unkept.as_ref(), &self.input.name(), &self.outcome.found),
            Err(error) => self.fails(error),
        }
        Written::Nothing
    }

    fn fails(&mut self, error: FileError) {
        let name = self.input.name();
        let unread = Unread::Unreadable(Box::new(Diagnostic::from(error)));
        self.outcome.unwritten(unread, Source { name: &name, text: "", line: None });
    }
}

/// Works a file out.
fn file(input: Input, request: &Request, tone: Tone) -> File {
    let mut outcome = Outcome::new(tone);
    let name = input.name();
    let worked_out = match read::text(&input) {
        Ok(text) => {
            let work = outcome.document(Source { name: &name, text: &text, line: None }, &input, request);
            work.map(Work::into_owned).map(|work| (text, work))
        }
        Err(unread) => {
            outcome.unread(unread, Source { name: &name, text: "", line: None });
            None
        }
    };
    drop(name);
    let mut file = File { input, outcome, result: Written::Nothing };
    if let Some((text, work)) = worked_out {
        match written(&file.input, text, work, request) {
            Ok(result) => file.result = result,
            Err(error) => file.fails(error),
        }
    }
    file
}

fn written(input: &Input, old: Text, work: Work<'_>, request: &Request) -> Result<Written, FileError> {
    let Work { text: new, plan, patch, others, is_held, .. } = work;
    let emitted = |text: String| Written::Text { old: Text::default(), new: New::Other(text) };
    Ok(match (&request.target, request.emit, input) {
        (Target::Nowhere, _, _) => Written::Nothing,
        (Target::InPlace, _, Input::Named(path) | Input::Found(path)) => {
            if is_held {
                let own = (new.text(&old) != &*old).then(|| {
                    let text = new.into_text(&old).into_owned();
                    Rewrite { path: path.clone(), old: old.into(), new: text }
                });
                return Ok(Written::Held(own.into_iter().chain(others).collect()));
            }
            if new.text(&old) == &*old {
                return Ok(Written::Nothing);
            }
            let mut staged = Staged::replacing(path)?;
            staged.write(&[new.text(&old).as_bytes()])?;
            staged.sync()?;
            Written::Staged { old, staged }
        }
        (_, Emit::Diff, _) => {
            let mut text = diff(&input.name(), &old, &new.into_text(&old), request.diff_style);
            for Rewrite { path, old, new } in others {
                text += &diff(&path.to_string_lossy(), &old, &new, request.diff_style);
            }
            emitted(text)
        }
        (_, Emit::Document, _) if !others.is_empty() => Written::Elsewhere(elsewhere(&others)),
        (_, Emit::Document, _) => Written::Text { old, new },
        (_, Emit::Plan, _) => emitted(json(&plan, Layout::Whole)),
        (_, Emit::JsonPatch, _) => emitted(json(&patch, Layout::Whole)),
    })
}

fn elsewhere(others: &[Rewrite]) -> CommandError {
    let paths: Vec<_> = others.iter().map(|other| format!("`{}`", other.path.display())).collect();
    let error = Diagnostic::error(format!("the change is in {}, too", paths.join(" and ")));
    error.with_help("write all of them with --in-place, or see them with --emit diff").into()
}
