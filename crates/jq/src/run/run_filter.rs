//! [`Run`]: a filter runs on its inputs, one after the other, and reports events.

use std::fmt::Write;
use std::ops::ControlFlow;

use jaq_core::{Ctx, Vars};

use super::error::{Error, ErrorKind};
use super::event::{Ended, Event, Output};
use super::filter::Filter;
use crate::io::{Inputs, Message, RunContext};
use crate::limits::budget::{self, CUT_SHORT};
use crate::natives::{Data, RunData};
use crate::value::{TextRetention, Value, read, with_path_error_of_jq, write};

type Flow = Result<ControlFlow<Ended>, Error>;

/// A run of a filter on its inputs.
pub(super) struct Run<'f, 'r> {
    filter: &'f Filter,
    output: String,
    /// How many bytes have been written.
    written: usize,
    receive: &'r mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
}

impl<'f, 'r> Run<'f, 'r> {
    pub(super) fn new(filter: &'f Filter, receive: &'r mut dyn FnMut(Event<'_>) -> ControlFlow<()>) -> Self {
        Self { filter, output: String::new(), written: 0, receive }
    }

    /// Runs the filter on each input.
    pub(super) fn all(mut self, inputs: Inputs) -> Result<Ended, Error> {
        let setting = &self.filter.setting;
        let is_null = inputs.is_on_null;
        let context = RunContext::new(inputs, setting.sees_environment, setting.library.clone());
        let variables: Vec<Value> =
            self.filter.program.variables.iter().map(|json| read(json).unwrap_or(Value::Null)).collect();
        let mut next = if is_null { Some(Ok(Value::Null)) } else { context.next_input(TextRetention::All) };
        loop {
            if self.messages(&context)?.is_break() {
                return Ok(Ended::Done);
            }
            let flow = match next {
                None => return Ok(Ended::Done),
                Some(Err(sentence)) => {
                    let _ = (self.receive)(Event::NoInput(&sentence));
                    return Ok(Ended::Done);
                }
                Some(Ok(input)) => self.one(input, &context, &variables)?,
            };
            if let ControlFlow::Break(ended) = flow {
                return Ok(ended);
            }
            next = if is_null { None } else { context.next_input(TextRetention::All) };
        }
    }

    /// Runs the filter on one input.
    fn one(&mut self, input: Value, context: &RunContext, variables: &[Value]) -> Flow {
        if (self.receive)(Event::Input).is_break() {
            return Ok(ControlFlow::Break(Ended::Done));
        }
        let filter = &self.filter.program.filter;
        let data = RunData { lut: &filter.lut, context };
        let state = Ctx::<Data>::new(data, Vars::new(variables.iter().cloned()));
        for output in filter.id.run((state, input)) {
            if self.messages(context)?.is_break() {
                return Ok(ControlFlow::Break(Ended::Done));
            }
            budget::check_clock();
            if !budget::is_left() {
                return Ok(ControlFlow::Break(Ended::Done));
            }
            let exception = match output {
                Ok(value) => {
                    if self.output(&value)?.is_break() {
                        return Ok(ControlFlow::Break(Ended::Done));
                    }
                    continue;
                }
                Err(exception) => exception,
            };
            return Ok(match exception.get_err() {
                Ok(error) => self.raised(error.into_val(), context),
                Err(exception) => match exception.get_halt() {
                    Ok(CUT_SHORT) => ControlFlow::Break(Ended::Done),
                    Ok(status) => {
                        self.report_halt_message(context);
                        ControlFlow::Break(Ended::Halted(status))
                    }
                    // A `break` whose label is out of scope ends the run for this input silently.
                    Err(_) => ControlFlow::Continue(()),
                },
            });
        }
        Ok(ControlFlow::Continue(()))
    }

    fn output(&mut self, value: &Value) -> Result<ControlFlow<()>, Error> {
        self.output.clear();
        let limit = self.filter.limits.output;
        let most = limit.map_or(usize::MAX, |limit| limit.saturating_sub(self.written));
        // Writing fails when the text is longer than the limit.
        let written = write(&mut AtMost { text: &mut self.output, most }, value, &self.filter.style);
        self.count(if written.is_ok() { self.output.len() + 1 } else { usize::MAX })?;
        // An output that was cut short is not reported.
        if !budget::is_left() {
            return Ok(ControlFlow::Break(()));
        }
        let output = Output { json: &self.output, string: value.as_str(), is_true: value.is_true() };
        Ok((self.receive)(Event::Output(output)))
    }

    /// Counts bytes that are written.
    fn count(&mut self, bytes: usize) -> Result<(), Error> {
        self.written = self.written.saturating_add(bytes);
        match self.filter.limits.output {
            Some(limit) if self.written > limit => {
                Err(ErrorKind::Limit(format!("the filter writes more than {limit} bytes")).into())
            }
            Some(_) | None => Ok(()),
        }
    }

    fn raised(&mut self, raised: Value, context: &RunContext) -> ControlFlow<Ended> {
        let raised = with_path_error_of_jq(raised);
        let message = raised.as_str().map_or_else(|| raised.to_string(), str::to_string);
        let is_string = raised.as_str().is_some();
        let flow = (self.receive)(Event::Raised { message: &message, is_string, place: &context.place() });
        if flow.is_break() { ControlFlow::Break(Ended::Done) } else { ControlFlow::Continue(()) }
    }

    fn messages(&mut self, context: &RunContext) -> Result<ControlFlow<()>, Error> {
        for message in context.take_messages() {
            let event = match &message {
                Message::Debug(text) | Message::Stderr(text) => {
                    self.count(text.len())?;
                    if let Message::Debug(_) = message { Event::Debug(text) } else { Event::Message(text) }
                }
                Message::Ignored(sentence) => Event::Ignored(sentence),
                Message::Unreadable(sentence) => Event::Unreadable(sentence),
            };
            if (self.receive)(event).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn report_halt_message(&mut self, context: &RunContext) {
        let mut text = String::new();
        match context.take_halt_message() {
            None | Some(Value::Null) => return,
            Some(Value::String(message)) => text.push_str(&message),
            // Writing to a string cannot fail.
            Some(message) => drop(writeln!(text, "{message}")),
        }
        let _ = (self.receive)(Event::Message(&text));
    }
}

/// A text that cannot grow far beyond a number of bytes.
struct AtMost<'t> {
    text: &'t mut String,
    most: usize,
}

impl Write for AtMost<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.text.push_str(text);
        if self.text.len() > self.most { Err(std::fmt::Error) } else { Ok(()) }
    }
}
