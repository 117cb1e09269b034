//! [`Filter`]: a program, compiled once and run on many texts.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use jaq_core::{Ctx, Vars};

use crate::budget::{self, CUT_SHORT};
use crate::compile::{Environment, Program, compile};
use crate::error::{Error, Kind};
use crate::host::{Host, Message, known_value};
use crate::inputs::Inputs;
use crate::limits::Limits;
use crate::natives::Run;
use crate::stack::deep;
use crate::value::{Keeping, Value, no_path_words};
use crate::write::{Style, write};

/// A program in jq's language, compiled.
///
/// It is compiled once and run on many texts, from any thread.
/// Each thread that runs filters keeps a deep stack for the next run.
/// Beside jq's own filters it knows `inject(sidecar)`, `inject(sidecar; options)`, `remove(sidecar)`,
/// `remove(sidecar; options)`, `plan(sidecar)`, `plan(sidecar; options)`, `registerable` and `lint`.
///
/// The file system and the environment are closed to it, unless [`Setting`] opens them.
///
/// ```
/// use outrigger_jq::Filter;
///
/// let filter = Filter::compile(r#"inject("jaeger") | .cpu = "512""#)?;
/// let text = r#"{"cpu": "256", "networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
/// assert!(filter.run(text)?.contains(r#""cpu":"512""#));
/// # Ok::<(), outrigger_jq::Error>(())
/// ```
#[derive(Clone)]
pub struct Filter {
    program: Arc<Program>,
    setting: Arc<Setting>,
    style: Style,
    limits: Limits,
}

/// What a program may name and reach beside its inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Variables by their names without `$`, and their values as JSON; also `$ARGS.named`.
    pub variables: Vec<(String, String)>,
    /// The values of `$ARGS.positional`, as JSON.
    pub positional: Vec<String>,
    /// The folders where `import` and `include` look for modules; `None` if none may be read.
    pub library: Option<Vec<PathBuf>>,
    /// Whether `env` and `$ENV` show the environment; otherwise they are empty.
    pub sees_environment: bool,
}

/// What comes of a run, bit by bit.
#[derive(Debug)]
pub enum Event<'e> {
    /// The filter is run on the next input.
    Input,
    /// An output.
    Output(Output<'e>),
    /// What was raised for one input and not caught; the others follow.
    Raised {
        /// In words, as jq says it.
        message: &'e str,
        /// Whether what was raised is a string; otherwise the message is its JSON.
        is_string: bool,
        /// Which input it was: its source, and the line that it ended on.
        place: &'e str,
    },
    /// An input that is no JSON; none follows.
    NoInput(&'e str),
    /// What is no JSON and was passed over, up to the next record separator.
    Ignored(&'e str),
    /// A source that cannot be read.
    Unreadable(&'e str),
    /// JSON, by `debug`.
    Debug(&'e str),
    /// A text, by `stderr` or `halt_error`, with its line break if it has one.
    Message(&'e str),
}

/// An output of a filter.
#[derive(Debug)]
#[non_exhaustive]
pub struct Output<'e> {
    /// As JSON.
    pub json: &'e str,
    /// If it is a string, that string.
    pub string: Option<&'e str>,
    /// Whether it is neither `null` nor `false`.
    pub is_true: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There was no more input, or the receiver wanted no more.
    Done,
    /// By `halt` or `halt_error`, with this exit status.
    Halted(i32),
}

impl Filter {
    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// With [`Error::is_in_program`]: what is no program (`.[`), and one that names what is not there (`nosuch`).
    pub fn compile(program: &str) -> Result<Self, Error> {
        Self::compile_with(program, Setting::default())
    }

    /// Compiles a program that may name and reach more.
    ///
    /// ```
    /// use outrigger_jq::{Filter, Setting};
    ///
    /// let mut setting = Setting::default();
    /// setting.variables.push(("cpu".into(), "512".into()));
    /// assert_eq!(Filter::compile_with(".cpu = $cpu", setting)?.run("{}")?, "{\"cpu\":512}\n");
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compile`](Self::compile).
    pub fn compile_with(program: &str, setting: Setting) -> Result<Self, Error> {
        let environment = Environment { variables: variables(&setting), library: setting.library.clone() };
        let program = deep(&Limits::default(), || compile(program, &environment).map_err(Error::from))?;
        let (style, limits) = (Style::default(), Limits::default());
        Ok(Self { program: Arc::new(program), setting: Arc::new(setting), style, limits })
    }

    /// The same filter with its outputs written in this style.
    #[must_use]
    pub fn with_style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The same filter under these limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Runs the filter on each value of a text; each output ends with a line break.
    ///
    /// ```
    /// use outrigger_jq::Filter;
    ///
    /// assert_eq!(Filter::compile(".cpu")?.run(r#"{"cpu": 1.10} {"cpu": 2}"#)?, "1.10\n2\n");
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is no JSON, what the filter raises, and a limit that is reached; what came before is lost then. `halt` ends a
    /// run without an error, `halt_error` with one.
    pub fn run(&self, text: &str) -> Result<String, Error> {
        let mut outputs = String::with_capacity(text.len() + text.len() / 8);
        let mut failure = None;
        let mut last_words = String::new();
        let ended = self.events(Inputs::text(text), |event| {
            match event {
                Event::Output(output) => {
                    outputs.push_str(output.json);
                    outputs.push('\n');
                    return ControlFlow::Continue(());
                }
                Event::Input | Event::Ignored(_) | Event::Debug(_) => return ControlFlow::Continue(()),
                Event::Message(text) => {
                    last_words = text.to_string();
                    return ControlFlow::Continue(());
                }
                Event::Raised { message, .. } => failure = Some(Kind::Raised(message.to_string())),
                Event::NoInput(sentence) | Event::Unreadable(sentence) => {
                    failure = Some(Kind::Input(sentence.to_string()));
                }
            }
            ControlFlow::Break(())
        })?;
        match (failure, ended) {
            (Some(failure), _) => Err(failure.into()),
            (None, Ended::Halted(status)) if status != 0 => Err(Kind::Raised(last_words).into()),
            (None, Ended::Done | Ended::Halted(_)) => Ok(outputs),
        }
    }

    /// Runs the filter on each input, and says what comes of it as it comes.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use outrigger_jq::{Event, Filter, Form, Inputs};
    ///
    /// let mut lengths = Vec::new();
    /// Filter::compile("length")?.events(Inputs::text("a\nab\n").in_form(Form::Lines), |event| {
    ///     if let Event::Output(output) = event {
    ///         lengths.push(output.json.to_string());
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!(lengths, ["1", "2"]);
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A limit that is reached. What the filter raises is an event.
    pub fn events(
        &self,
        inputs: Inputs,
        mut receive: impl FnMut(Event<'_>) -> ControlFlow<()>,
    ) -> Result<Ended, Error> {
        deep(&self.limits, || {
            let run = Running { filter: self, output: String::new(), written: 0, receive: &mut receive };
            let ended = run.all(inputs);
            match budget::spent() {
                Some(sentence) => Err(Kind::Limit(sentence).into()),
                None => ended,
            }
        })
    }
}

/// The variables of a setting by their names with `$`, and `$ARGS`.
fn variables(setting: &Setting) -> Vec<(String, String)> {
    let quoted = |name: &str| Value::string(name).to_string();
    let named = setting.variables.iter().map(|(name, json)| format!("{}:{json}", quoted(name)));
    let named = named.collect::<Vec<_>>().join(",");
    let arguments = format!("{{\"positional\":[{}],\"named\":{{{named}}}}}", setting.positional.join(","));
    let variables = setting.variables.iter().map(|(name, json)| (format!("${name}"), json.clone()));
    let arguments = ("$ARGS".to_string(), arguments);
    variables.chain([arguments]).collect()
}

type Flow = Result<ControlFlow<Ended>, Error>;

/// A text that fails to grow beyond so many bytes.
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

struct Running<'f, 'r> {
    filter: &'f Filter,
    output: String,
    /// How many bytes have been given out.
    written: usize,
    receive: &'r mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
}

impl Running<'_, '_> {
    fn all(mut self, inputs: Inputs) -> Result<Ended, Error> {
        let setting = &self.filter.setting;
        let is_null = inputs.is_on_null;
        let host = Host::new(inputs, setting.sees_environment, setting.library.clone());
        let variables: Vec<Value> = self.filter.program.variables.iter().map(|json| known_value(json)).collect();
        let mut next = if is_null { Some(Ok(Value::Null)) } else { host.next_input(Keeping::All) };
        loop {
            if self.messages(&host)?.is_break() {
                return Ok(Ended::Done);
            }
            let flow = match next {
                None => return Ok(Ended::Done),
                Some(Err(sentence)) => {
                    let _ = (self.receive)(Event::NoInput(&sentence));
                    return Ok(Ended::Done);
                }
                Some(Ok(input)) => self.one(input, &host, &variables)?,
            };
            if let ControlFlow::Break(ended) = flow {
                return Ok(ended);
            }
            next = if is_null { None } else { host.next_input(Keeping::All) };
        }
    }

    /// Runs the filter on one input.
    fn one(&mut self, input: Value, host: &Host, variables: &[Value]) -> Flow {
        if (self.receive)(Event::Input).is_break() {
            return Ok(ControlFlow::Break(Ended::Done));
        }
        let filter = &self.filter.program.filter;
        let context =
            Ctx::<crate::natives::Data>::new(Run { lut: &filter.lut, host }, Vars::new(variables.iter().cloned()));
        for output in filter.id.run((context, input)) {
            if self.messages(host)?.is_break() {
                return Ok(ControlFlow::Break(Ended::Done));
            }
            budget::look();
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
                Ok(error) => self.raised(error.into_val(), host),
                Err(exception) => match exception.get_halt() {
                    Ok(CUT_SHORT) => ControlFlow::Break(Ended::Done),
                    Ok(status) => {
                        self.last_words(host);
                        ControlFlow::Break(Ended::Halted(status))
                    }
                    // A `break` whose label is gone ends the run for this input without a word, as nothing else is left.
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
        // It fails once there is too much of it.
        let written = write(&mut AtMost { text: &mut self.output, most }, value, &self.filter.style);
        self.count(if written.is_ok() { self.output.len() + 1 } else { usize::MAX })?;
        // What was cut short is not shown.
        if !budget::is_left() {
            return Ok(ControlFlow::Break(()));
        }
        let output = Output { json: &self.output, string: value.as_str(), is_true: value.is_true() };
        Ok((self.receive)(Event::Output(output)))
    }

    /// Counts what is given out.
    fn count(&mut self, bytes: usize) -> Result<(), Error> {
        self.written = self.written.saturating_add(bytes);
        match self.filter.limits.output {
            Some(limit) if self.written > limit => {
                Err(Kind::Limit(format!("the filter gives out more than {limit} bytes")).into())
            }
            Some(_) | None => Ok(()),
        }
    }

    fn raised(&mut self, raised: Value, host: &Host) -> ControlFlow<Ended> {
        let raised = no_path_words(raised);
        let message = raised.as_str().map_or_else(|| raised.to_string(), str::to_string);
        let is_string = raised.as_str().is_some();
        let flow = (self.receive)(Event::Raised { message: &message, is_string, place: &host.place() });
        if flow.is_break() { ControlFlow::Break(Ended::Done) } else { ControlFlow::Continue(()) }
    }

    fn messages(&mut self, host: &Host) -> Result<ControlFlow<()>, Error> {
        for message in host.take_messages() {
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

    fn last_words(&mut self, host: &Host) {
        let mut text = String::new();
        match host.take_last_words() {
            None | Some(Value::Null) => return,
            Some(Value::String(words)) => text.push_str(&words),
            // Writing to a string cannot fail.
            Some(words) => drop(writeln!(text, "{words}")),
        }
        let _ = (self.receive)(Event::Message(&text));
    }
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filter").field("style", &self.style).field("limits", &self.limits).finish_non_exhaustive()
    }
}
