//! [`Reader`]: the inputs of a run, one after the other, as they are asked for.

use crate::host::Message;
use crate::inputs::{Form, Inputs, Source};
use crate::natives::Events;
use crate::value::{Keeping, Value};
use crate::window::Window;

/// Takes values from the sources, in the form that was asked for.
pub(crate) struct Reader {
    inputs: Inputs,
    current: Option<Window>,
    /// Of [`Form::Stream`]: what is left of the last value.
    events: Events,
    is_finished: bool,
}

impl Reader {
    pub(crate) fn new(inputs: Inputs) -> Self {
        Self { inputs, current: None, events: Events::default(), is_finished: false }
    }

    /// The source that is being read.
    pub(crate) fn current(&mut self) -> Option<&mut Window> {
        self.current.as_mut()
    }

    /// The next input; a sentence where there is none because of what stands there.
    pub(crate) fn next(&mut self, messages: &mut Vec<Message>, keeping: Keeping) -> Option<Result<Value, String>> {
        match self.inputs.form {
            Form::Values => self.next_value(messages, keeping),
            Form::Lines => self.next_of(messages, |window| window.next_line().map(Value::from)).map(Ok),
            Form::Stream => loop {
                if let Some(event) = self.events.next() {
                    return Some(Ok(event));
                }
                match self.next_value(messages, Keeping::All)? {
                    Ok(value) => self.events = Events::of(value),
                    Err(failure) => return Some(Err(failure)),
                }
            },
            Form::Slurp | Form::SlurpLines | Form::SlurpStream if self.is_finished => None,
            Form::Slurp | Form::SlurpStream => {
                self.is_finished = true;
                let mut values = Vec::new();
                while let Some(value) = self.next_value(messages, Keeping::All) {
                    match value {
                        Ok(value) if self.inputs.form == Form::SlurpStream => values.extend(Events::of(value)),
                        Ok(value) => values.push(value),
                        Err(failure) => return Some(Err(failure)),
                    }
                }
                Some(Ok(Value::array(values)))
            }
            Form::SlurpLines => {
                self.is_finished = true;
                let mut all = String::new();
                while let Some(rest) = self.next_of(messages, Window::next_rest) {
                    all += &rest;
                }
                Some(Ok(Value::from(all)))
            }
        }
    }

    fn next_value(&mut self, messages: &mut Vec<Message>, keeping: Keeping) -> Option<Result<Value, String>> {
        let is_sequence = self.inputs.is_sequence;
        loop {
            match self.next_of(messages, |window| window.next_value(is_sequence, keeping))? {
                Err(failure) if is_sequence => messages.push(Message::Ignored(failure)),
                value => return Some(value),
            }
        }
    }

    /// The next of the source that is being read, or of the next one that has any; `None` after the last.
    fn next_of<T>(&mut self, messages: &mut Vec<Message>, mut next: impl FnMut(&mut Window) -> Option<T>) -> Option<T> {
        loop {
            if let Some(window) = &mut self.current {
                if let Some(found) = next(window) {
                    return Some(found);
                }
                messages.extend(window.failure().map(Message::Unreadable));
            }
            match self.inputs.sources.next()? {
                Source::Text { name, text } => self.current = Some(Window::of_text(name, text)),
                Source::Stream { name, stream } => self.current = Some(Window::of_stream(name, stream)),
                Source::Unreadable(sentence) => messages.push(Message::Unreadable(sentence)),
            }
        }
    }
}
