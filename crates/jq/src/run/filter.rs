//! [`Filter`]: a program, compiled once and run on many texts.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::deep_stack::on_deep_stack;
use super::error::{Error, ErrorKind};
use super::event::{Ended, Event};
use super::run_filter::Run;
use super::setting::Setting;
use crate::compile::{CompileOptions, Program, compile};
use crate::io::Inputs;
use crate::limits::{Limits, budget};
use crate::value::Style;

/// A program in jq's language, compiled.
///
/// It is compiled once and run on many texts, from any thread.
/// Each thread that runs filters keeps a deep stack for the next run.
/// Besides jq's own filters it has `inject(sidecar)`, `inject(sidecar; options)`, `remove(sidecar)`,
/// `remove(sidecar; options)`, `plan(sidecar)`, `plan(sidecar; options)`, `registerable` and `lint`.
///
/// It has no access to the file system and the environment, unless [`Setting`] gives it.
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
    pub(super) program: Arc<Program>,
    pub(super) setting: Arc<Setting>,
    pub(super) style: Style,
    pub(super) limits: Limits,
}

impl Filter {
    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// With [`Error::is_in_program`]: a syntax error (`.[`), and a name that is not defined (`nosuch`).
    pub fn compile(program: &str) -> Result<Self, Error> {
        Self::compile_with(program, Setting::default())
    }

    /// Compiles a program with variables, modules or the environment.
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
    /// The errors of [`compile`](Self::compile), and a module that cannot be read (`import "nosuch" as n; .`).
    pub fn compile_with(program: &str, setting: Setting) -> Result<Self, Error> {
        let options = CompileOptions { variables: setting.all_variables(), library: setting.library.clone() };
        let program = on_deep_stack(&Limits::default(), || compile(program, &options).map_err(Error::from))?;
        let (style, limits) = (Style::default(), Limits::default());
        Ok(Self { program: Arc::new(program), setting: Arc::new(setting), style, limits })
    }

    /// The same filter, with this style for its outputs.
    #[must_use]
    pub fn with_style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// The same filter, with these limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Runs the filter on each value of a text. Each output ends with a line break.
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
    /// A text that is not valid JSON (`[1,]`), an error that the filter raises (`error("no")`), and a limit that is reached. The
    /// outputs before the error are lost. `halt` ends a run without an error, `halt_error` with one.
    pub fn run(&self, text: &str) -> Result<String, Error> {
        let mut outputs = String::with_capacity(text.len() + text.len() / 8);
        let mut failure = None;
        let mut halt_message = String::new();
        let ended = self.events(Inputs::text(text), |event| {
            match event {
                Event::Output(output) => {
                    outputs.push_str(output.json);
                    outputs.push('\n');
                    return ControlFlow::Continue(());
                }
                Event::Input | Event::Ignored(_) | Event::Debug(_) => return ControlFlow::Continue(()),
                Event::Message(text) => {
                    halt_message = text.to_string();
                    return ControlFlow::Continue(());
                }
                Event::Raised { message, .. } => failure = Some(ErrorKind::Raised(message.to_string())),
                Event::NoInput(sentence) | Event::Unreadable(sentence) => {
                    failure = Some(ErrorKind::Input(sentence.to_string()));
                }
            }
            ControlFlow::Break(())
        })?;
        match (failure, ended) {
            (Some(failure), _) => Err(failure.into()),
            (None, Ended::Halted(status)) if status != 0 => Err(ErrorKind::Raised(halt_message).into()),
            (None, Ended::Done | Ended::Halted(_)) => Ok(outputs),
        }
    }

    /// Runs the filter on each input, and reports events while it runs. The run ends when `receive` breaks.
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
    /// A limit that is reached. An error that the filter raises is an event.
    pub fn events(
        &self,
        inputs: Inputs,
        mut receive: impl FnMut(Event<'_>) -> ControlFlow<()>,
    ) -> Result<Ended, Error> {
        on_deep_stack(&self.limits, || {
            let ended = Run::new(self, &mut receive).all(inputs);
            match budget::exhausted() {
                Some(sentence) => Err(ErrorKind::Limit(sentence).into()),
                None => ended,
            }
        })
    }
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filter").field("style", &self.style).field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::natives;
    use crate::syntax::prelude_names;

    #[test]
    fn each_definition_of_the_prelude_compiles() {
        for (name, arity) in prelude_names() {
            let arguments = vec!["."; arity].join(";");
            let call = if arguments.is_empty() { name.to_string() } else { format!("{name}({arguments})") };
            Filter::compile(&call).unwrap_or_else(|error| panic!("{call}: {error}"));
            assert!(natives::find(name, arity).is_none(), "{call} is native, too");
        }
    }
}
