//! [`RunContext`]: what a run reaches beside the values that it works on.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use super::input_reader::InputReader;
use super::inputs::Inputs;
use super::message::Message;
use super::source_buffer::SourceBuffer;
use crate::value::{TextRetention, Value};

/// What the filters of a run reach.
pub(crate) struct RunContext {
    inputs: RefCell<InputReader>,
    messages: RefCell<Vec<Message>>,
    last_words: RefCell<Option<Value>>,
    /// Whether the environment may be looked at.
    sees_environment: bool,
    pub(crate) library: Option<Vec<PathBuf>>,
}

impl RunContext {
    pub(crate) fn new(inputs: Inputs, sees_environment: bool, library: Option<Vec<PathBuf>>) -> Self {
        let (messages, last_words) = (RefCell::default(), RefCell::default());
        Self { inputs: RefCell::new(InputReader::new(inputs)), messages, last_words, sees_environment, library }
    }

    /// The next input; a sentence where there is none because of what stands there.
    pub(crate) fn next_input(&self, retention: TextRetention) -> Option<Result<Value, String>> {
        self.inputs.borrow_mut().next(&mut self.messages.borrow_mut(), retention)
    }

    /// Where inputs come from now, as errors name it.
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

    /// Every variable of the environment, if the run may look at it.
    pub(crate) fn environment(&self) -> Value {
        let variables = self.sees_environment.then(std::env::vars_os).into_iter().flatten();
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Value::object(variables.map(|(name, value)| (Rc::from(text(name)), Value::from(text(value)))).collect())
    }

    pub(crate) fn say(&self, message: Message) {
        self.messages.borrow_mut().push(message);
    }

    pub(crate) fn take_messages(&self) -> Vec<Message> {
        self.messages.take()
    }

    /// What `halt_error` leaves.
    pub(crate) fn set_last_words(&self, value: Value) {
        self.last_words.replace(Some(value));
    }

    pub(crate) fn take_last_words(&self) -> Option<Value> {
        self.last_words.take()
    }
}
