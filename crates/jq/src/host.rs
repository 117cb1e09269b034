//! [`Host`]: what a run reaches beside the values that it works on.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::Rc;

use outrigger_core::Position;

use crate::inputs::{Form, Inputs, Source};
use crate::natives::stream;
use crate::read::{read, read_next};
use crate::value::Value;
use crate::value::char_boundary;

/// What a run says beside its outputs.
pub(crate) enum Message {
    /// By `debug`: JSON.
    Debug(String),
    /// By `stderr`: as it is.
    Stderr(String),
    /// An input that cannot be read.
    Unreadable(String),
}

/// What the filters of a run reach.
pub(crate) struct Host {
    inputs: RefCell<Reader>,
    messages: RefCell<Vec<Message>>,
    last_words: RefCell<Option<Value>>,
    /// Whether the environment may be looked at.
    sees_environment: bool,
    pub(crate) library: Option<Vec<PathBuf>>,
}

impl Host {
    pub(crate) fn new(inputs: Inputs, sees_environment: bool, library: Option<Vec<PathBuf>>) -> Self {
        let reader = Reader { inputs, current: None, events: VecDeque::new(), is_finished: false };
        let (messages, last_words) = (RefCell::default(), RefCell::default());
        Self { inputs: RefCell::new(reader), messages, last_words, sees_environment, library }
    }

    /// The next input; a sentence where there is none because of what stands there.
    pub(crate) fn next_input(&self) -> Option<Result<Value, String>> {
        self.inputs.borrow_mut().next(&mut self.messages.borrow_mut())
    }

    /// Where inputs come from now, as errors name it.
    pub(crate) fn place(&self) -> String {
        match &mut self.inputs.borrow_mut().current {
            Some(text) => {
                let line = text.line();
                format!("{}:{line}", text.name.as_deref().unwrap_or("<stdin>"))
            }
            None => "<unknown>".to_string(),
        }
    }

    pub(crate) fn input_name(&self) -> Value {
        let reader = self.inputs.borrow();
        reader.current.as_ref().and_then(|text| text.name.as_deref()).map_or(Value::Null, Value::string)
    }

    pub(crate) fn input_line(&self) -> usize {
        self.inputs.borrow_mut().current.as_mut().map_or(0, Text::line)
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

/// A text that is being read.
struct Text {
    name: Option<String>,
    text: String,
    at: usize,
    /// Up to where lines have been counted, and how many there are.
    counted: (usize, usize),
}

struct Reader {
    inputs: Inputs,
    current: Option<Text>,
    /// Of `--stream`: what is left of the last value.
    events: VecDeque<Value>,
    is_finished: bool,
}

impl Reader {
    fn next(&mut self, messages: &mut Vec<Message>) -> Option<Result<Value, String>> {
        match self.inputs.form {
            Form::Values | Form::Null => self.next_value(messages),
            Form::Lines => self.next_line(messages).map(|line| Ok(Value::from(line))),
            Form::Stream => loop {
                if let Some(event) = self.events.pop_front() {
                    return Some(Ok(event));
                }
                match self.next_value(messages)? {
                    Ok(value) => {
                        let mut events = Vec::new();
                        stream(&value, &mut Vec::new(), &mut events);
                        self.events = events.into();
                    }
                    Err(failure) => return Some(Err(failure)),
                }
            },
            Form::Slurp | Form::SlurpLines | Form::SlurpStream if self.is_finished => None,
            Form::Slurp | Form::SlurpStream => {
                self.is_finished = true;
                let mut values = Vec::new();
                while let Some(value) = self.next_value(messages) {
                    match value {
                        Ok(value) if self.inputs.form == Form::SlurpStream => {
                            stream(&value, &mut Vec::new(), &mut values);
                        }
                        Ok(value) => values.push(value),
                        Err(failure) => return Some(Err(failure)),
                    }
                }
                Some(Ok(Value::array(values)))
            }
            Form::SlurpLines => {
                self.is_finished = true;
                let mut all = String::new();
                while let Some(text) = self.next_text(messages) {
                    all += &text.text[text.at..];
                    text.at = text.text.len();
                }
                Some(Ok(Value::from(all)))
            }
        }
    }

    /// The text that is being read, or the next one; `None` after the last.
    fn next_text(&mut self, messages: &mut Vec<Message>) -> Option<&mut Text> {
        while self.current.as_ref().is_none_or(|text| text.at >= text.text.len()) {
            match self.inputs.sources.next()? {
                Source::Text { name, text } => self.current = Some(Text { name, text, at: 0, counted: (0, 0) }),
                Source::Unreadable(sentence) => messages.push(Message::Unreadable(sentence)),
            }
        }
        self.current.as_mut()
    }

    fn next_value(&mut self, messages: &mut Vec<Message>) -> Option<Result<Value, String>> {
        loop {
            let is_sequence = self.inputs.is_sequence;
            let text = self.next_text(messages)?;
            if is_sequence {
                let rest = text.text[text.at..].trim_start_matches(['\u{1e}', ' ', '\t', '\r', '\n']);
                text.at = text.text.len() - rest.len();
            }
            let value = match read_next(&text.text, &mut text.at) {
                None => continue,
                Some(Ok(value)) => value,
                Some(Err(error)) => {
                    let offset = char_boundary(&text.text, error.offset().unwrap_or_default());
                    let Position { line, column } = Position::of(&text.text, offset);
                    return Some(Err(format!("{error} at line {line}, column {column}")));
                }
            };
            return Some(Ok(value));
        }
    }

    fn next_line(&mut self, messages: &mut Vec<Message>) -> Option<String> {
        let text = self.next_text(messages)?;
        let rest = &text.text[text.at..];
        let (line, length) = match rest.find('\n') {
            Some(end) => (&rest[..end], end + 1),
            None => (rest, rest.len()),
        };
        let line = line.to_string();
        text.at += length;
        Some(line)
    }
}

impl Text {
    /// The line that the last input ended on, counted from where it was counted last.
    fn line(&mut self) -> usize {
        let (from, lines) = self.counted;
        let (before, after) = self.text.split_at(self.at);
        let lines = lines + before[from..].matches('\n').count();
        self.counted = (self.at, lines);
        lines + usize::from(!before.ends_with('\n') && after.contains('\n'))
    }
}

/// A value from JSON that this crate wrote itself.
pub(crate) fn known_value(json: &str) -> Value {
    read(json).unwrap_or(Value::Null)
}
