//! [`RunContext`]: what the filters of a run reach besides their input.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use super::input_reader::InputReader;
use super::inputs::Inputs;
use super::message::Message;
use super::source_buffer::SourceBuffer;
use crate::value::{TextRetention, Value};

/// What the filters of a run reach besides their input.
pub(crate) struct RunContext {
    inputs: RefCell<InputReader>,
    messages: RefCell<Vec<Message>>,
    halt_message: RefCell<Option<Value>>,
    /// Whether the run may read the environment.
    sees_environment: bool,
    pub(crate) library: Option<Vec<PathBuf>>,
}

impl RunContext {
    pub(crate) fn new(inputs: Inputs, sees_environment: bool, library: Option<Vec<PathBuf>>) -> Self {
        let (messages, halt_message) = (RefCell::default(), RefCell::default());
        Self { inputs: RefCell::new(InputReader::new(inputs)), messages, halt_message, sees_environment, library }
    }

    /// The next input, or a message if the text is not valid JSON. `None` at the end.
    pub(crate) fn next_input(&self, retention: TextRetention) -> Option<Result<Value, String>> {
        self.inputs.borrow_mut().next(&mut self.messages.borrow_mut(), retention)
    }

    /// The current source and line, for errors.
    pub(crate) fn place(&self) -> String {
        match self.inputs.borrow_mut().current() {
            Some(buffer) => {
                let line = buffer.line();
                format!("{}:{line}", buffer.name().unwrap_or("<stdin>"))
            }
            None => "<unknown>".to_string(),
        }
    }

    pub(crate) fn input_name(&self) -> Value {
        self.inputs.borrow_mut().current().and_then(|buffer| buffer.name()).map_or(Value::Null, Value::string)
    }

    pub(crate) fn input_line(&self) -> usize {
        self.inputs.borrow_mut().current().map_or(0, SourceBuffer::line)
    }

    /// All variables of the environment. It is empty if the run may not read it.
    pub(crate) fn environment(&self) -> Value {
        let variables = self.sees_environment.then(std::env::vars_os).into_iter().flatten();
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Value::object(variables.map(|(name, value)| (Rc::from(text(name)), Value::from(text(value)))).collect())
    }

    pub(crate) fn report(&self, message: Message) {
        self.messages.borrow_mut().push(message);
    }

    pub(crate) fn take_messages(&self) -> Vec<Message> {
        self.messages.take()
    }

    /// Sets the message of `halt_error`.
    pub(crate) fn set_halt_message(&self, value: Value) {
        self.halt_message.replace(Some(value));
    }

    pub(crate) fn take_halt_message(&self) -> Option<Value> {
        self.halt_message.take()
    }
}
