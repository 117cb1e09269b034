//! Streams with one document on each line.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::parallel::in_order;
use super::{Batch, Jobs, Receiver, Worker, add_unread, show_progress};
use crate::io::{BLOCK_SIZE, Input, LineBlock, LineBlocks, Stream, unreadable_stream};
use crate::report::{Diagnostic, Source, Terminal, Total};

/// Works on the lines of a stream.
pub(super) fn run<W: Worker>(
    worker: &Arc<W>,
    input: Input,
    jobs: Jobs,
    receiver: &mut impl Receiver<W>,
    terminal: &Terminal,
) -> ControlFlow<()> {
    let Stream { reader, length } = match receiver.begin_stream(&input).and_then(|()| input.open()) {
        Ok(stream) => stream,
        Err(error) => {
            let mut batch = worker.new_batch();
            let source = Source { name: &input.name(), text: "", line: None };
            worker.unreadable(Diagnostic::from(error), source, &mut batch);
            return receiver.file(batch);
        }
    };
    show_progress(length.map_or(Total::Unknown, Total::Bytes), receiver.writes_to_stdout(), terminal);
    let threads = jobs.threads_for(length.map(|length| length.div_ceil(BLOCK_SIZE as u64)));
    let input = Arc::new(input);
    let work = {
        let (worker, input) = (Arc::clone(worker), Arc::clone(&input));
        move |block| batch_of(&*worker, block, &input, jobs)
    };
    in_order(threads, LineBlocks::new(reader), work, |(batch, block)| {
        let bytes = block.as_ref().map_or(0, |block| block.bytes().len() as u64);
        let end = receiver.lines(batch, block);
        terminal.advance(bytes);
        end
    })?;
    terminal.show_progress(None);
    receiver.end_stream(&input)
}

/// Works on a block up to the first failure that ends the work.
fn batch_of<W: Worker>(
    worker: &W,
    block: io::Result<LineBlock>,
    input: &Input,
    jobs: Jobs,
) -> (W::Batch, Option<LineBlock>) {
    let mut batch = worker.new_batch();
    let name = input.name();
    let block = match block {
        Ok(block) => block,
        Err(error) => {
            let source = Source { name: &name, text: "", line: None };
            add_unread(worker, unreadable_stream(&name, &error), source, &mut batch);
            return (batch, None);
        }
    };
    for line in block.lines() {
        let source = line.without_text(&name);
        let document = match line.text(input) {
            _ if line.is_blank() => None,
            Ok(text) => Some(Source { text, ..source }),
            Err(unread) => {
                add_unread(worker, unread, source, &mut batch);
                None
            }
        };
        if !jobs.stops_after(batch.has_failed()) {
            worker.line(input, line, document, &mut batch);
        }
        if jobs.stops_after(batch.has_failed()) {
            break;
        }
    }
    (batch, Some(block))
}
