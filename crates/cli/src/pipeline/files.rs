//! Files with one document each.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::parallel::in_order;
use super::{Jobs, Receiver, Worker, add_unread, show_progress};
use crate::io::{Input, read_text};
use crate::report::{Source, Terminal, Total};

/// Works on files.
pub(super) fn run<W: Worker>(
    worker: &Arc<W>,
    inputs: Vec<Input>,
    jobs: Jobs,
    receiver: &mut impl Receiver<W>,
    terminal: &Terminal,
) -> ControlFlow<()> {
    if inputs.len() > 1 {
        show_progress(Total::Files(inputs.len() as u64), receiver.writes_to_stdout(), terminal);
    }
    let (first, mut others): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|input| receiver.comes_first(input));
    work_on(worker, first, jobs, receiver, terminal)?;
    others.retain(|input| receiver.is_wanted(input));
    work_on(worker, others, jobs, receiver, terminal)
}

fn work_on<W: Worker>(
    worker: &Arc<W>,
    inputs: Vec<Input>,
    jobs: Jobs,
    receiver: &mut impl Receiver<W>,
    terminal: &Terminal,
) -> ControlFlow<()> {
    let threads = jobs.threads_for(Some(inputs.len() as u64));
    let worker = Arc::clone(worker);
    let work = move |input| batch_of(&*worker, &input);
    in_order(threads, inputs.into_iter(), work, |batch| {
        let end = receiver.file(batch);
        terminal.advance(1);
        end
    })
}

fn batch_of<W: Worker>(worker: &W, input: &Input) -> W::Batch {
    let mut batch = worker.new_batch();
    match read_text(input) {
        Ok(text) => worker.file(input, text, &mut batch),
        Err(unread) => {
            let name = input.name();
            add_unread(worker, unread, Source { name: &name, text: "", line: None }, &mut batch);
        }
    }
    batch
}
