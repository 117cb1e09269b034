//! [`InputReader`]: the inputs of a run, each read when the filter asks for it.

use super::inputs::{Form, Inputs, Source};
use super::message::Message;
use super::source_buffer::SourceBuffer;
use crate::value::{StreamEvents, TextRetention, Value};

/// Reads values from the sources, in the form of the inputs.
pub(crate) struct InputReader {
    inputs: Inputs,
    current: Option<SourceBuffer>,
    /// For [`Form::Stream`]: the remaining events of the last value.
    events: StreamEvents,
    is_finished: bool,
}

impl InputReader {
    pub(crate) fn new(inputs: Inputs) -> Self {
        Self { inputs, current: None, events: StreamEvents::default(), is_finished: false }
    }

    /// The source that is being read.
    pub(crate) fn current(&mut self) -> Option<&mut SourceBuffer> {
        self.current.as_mut()
    }

    /// The next input, or a message if the text is not valid JSON. `None` at the end.
    pub(crate) fn next(
        &mut self,
        messages: &mut Vec<Message>,
        retention: TextRetention,
    ) -> Option<Result<Value, String>> {
        match self.inputs.form {
            Form::Values => self.next_value(messages, retention),
            Form::Lines => self.next_of(messages, |buffer| buffer.next_line().map(Value::from)).map(Ok),
            Form::Stream => loop {
                if let Some(event) = self.events.next() {
                    return Some(Ok(event));
                }
                match self.next_value(messages, TextRetention::All)? {
                    Ok(value) => self.events = StreamEvents::of(value),
                    Err(failure) => return Some(Err(failure)),
                }
            },
            Form::Slurp | Form::SlurpLines | Form::SlurpStream if self.is_finished => None,
            Form::Slurp | Form::SlurpStream => {
                self.is_finished = true;
                let mut values = Vec::new();
                while let Some(value) = self.next_value(messages, TextRetention::All) {
                    match value {
                        Ok(value) if self.inputs.form == Form::SlurpStream => values.extend(StreamEvents::of(value)),
                        Ok(value) => values.push(value),
                        Err(failure) => return Some(Err(failure)),
                    }
                }
                Some(Ok(Value::array(values)))
            }
            Form::SlurpLines => {
                self.is_finished = true;
                let mut all = String::new();
                while let Some(rest) = self.next_of(messages, SourceBuffer::next_rest) {
                    all += &rest;
                }
                Some(Ok(Value::from(all)))
            }
        }
    }

    fn next_value(&mut self, messages: &mut Vec<Message>, retention: TextRetention) -> Option<Result<Value, String>> {
        let is_sequence = self.inputs.is_sequence;
        loop {
            match self.next_of(messages, |buffer| buffer.next_value(is_sequence, retention))? {
                Err(failure) if is_sequence => messages.push(Message::Ignored(failure)),
                value => return Some(value),
            }
        }
    }

    /// The next item of the current source, or of the next source that has one. `None` after the last source.
    fn next_of<T>(
        &mut self,
        messages: &mut Vec<Message>,
        mut next: impl FnMut(&mut SourceBuffer) -> Option<T>,
    ) -> Option<T> {
        loop {
            if let Some(buffer) = &mut self.current {
                if let Some(found) = next(buffer) {
                    return Some(found);
                }
                messages.extend(buffer.failure().map(Message::Unreadable));
            }
            match self.inputs.sources.next()? {
                Source::Text { name, text } => self.current = Some(SourceBuffer::of_text(name, text)),
                Source::Stream { name, stream } => self.current = Some(SourceBuffer::of_stream(name, stream)),
                Source::Unreadable(sentence) => messages.push(Message::Unreadable(sentence)),
            }
        }
    }
}
