//! [`Inputs`]: the texts that a filter is run on.

use std::fmt;
use std::io::Read;

/// The texts that a filter is run on, and their form.
///
/// ```
/// use outrigger_jq::{Form, Inputs};
///
/// let inputs = Inputs::text("1 2 [3]").in_form(Form::Slurp);
/// ```
pub struct Inputs {
    pub(crate) form: Form,
    pub(crate) is_sequence: bool,
    pub(crate) is_on_null: bool,
    pub(crate) sources: Box<dyn Iterator<Item = Source> + Send>,
}

/// The form of a text: how it is divided into inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// JSON values, one after the other. Each is an input.
    #[default]
    Values,
    /// JSON values. An array of all of them is the only input.
    Slurp,
    /// JSON values, each as several inputs: `[path, leaf]` for each leaf, `[path]` for each end of an array or object.
    Stream,
    /// The inputs of [`Stream`](Self::Stream). An array of all of them is the only input.
    SlurpStream,
    /// Lines. Each is an input, a string.
    Lines,
    /// The whole text is the only input, a string.
    SlurpLines,
}

/// A source of inputs.
///
/// A value or a line that begins in one source does not continue in the next one.
pub enum Source {
    /// A text.
    Text {
        /// Its name in messages and for `input_filename`; `None` is standard input.
        name: Option<String>,
        /// The text itself.
        text: String,
    },
    /// A text that is read when the filter asks for values, and dropped when they are used. Only the longest value must fit
    /// into memory. Bytes that are not valid UTF-8 are replaced by U+FFFD.
    Stream {
        /// Its name in messages and for `input_filename`; `None` is standard input.
        name: Option<String>,
        /// The stream. A failure to read is an [`Event::Unreadable`](crate::Event::Unreadable).
        stream: Box<dyn Read + Send + Sync>,
    },
    /// A source that could not be read: a message with the reason.
    Unreadable(String),
}

impl Inputs {
    /// The values of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of([Source::Text { name: None, text: text.into() }])
    }

    /// The values of a stream. Each is read when the filter asks for it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use outrigger_jq::{Event, Filter, Inputs};
    ///
    /// let mut first = None;
    /// Filter::compile(".cpu")?.events(Inputs::stream(&b"{\"cpu\": 1} and so on"[..]), |event| {
    ///     if let Event::Output(output) = event {
    ///         first = Some(output.json.to_string());
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!(first.as_deref(), Some("1"));
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    pub fn stream(stream: impl Read + Send + Sync + 'static) -> Self {
        Self::of([Source::Stream { name: None, stream: Box::new(stream) }])
    }

    /// The values of several sources. Each source is requested when the one before has ended.
    pub fn of<I>(sources: I) -> Self
    where
        I: IntoIterator<Item = Source>,
        I::IntoIter: Send + 'static,
    {
        Self { form: Form::default(), is_sequence: false, is_on_null: false, sources: Box::new(sources.into_iter()) }
    }

    /// The same texts, in another form.
    #[must_use]
    pub fn in_form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same texts, but the filter is run once, on `null`. It reads the inputs by `input` and `inputs`.
    ///
    /// ```
    /// use outrigger_jq::{Event, Filter, Form, Inputs};
    ///
    /// let inputs = Inputs::text("a\nb\n").in_form(Form::Lines).on_null();
    /// let mut lines = String::new();
    /// Filter::compile("[inputs]")?.events(inputs, |event| {
    ///     if let Event::Output(output) = event {
    ///         lines = output.json.to_string();
    ///     }
    ///     std::ops::ControlFlow::Continue(())
    /// })?;
    /// assert_eq!(lines, r#"["a","b"]"#);
    /// # Ok::<(), outrigger_jq::Error>(())
    /// ```
    #[must_use]
    pub fn on_null(self) -> Self {
        Self { is_on_null: true, ..self }
    }

    /// The same texts as JSON text sequences (RFC 7464): each value may begin with a record separator (U+001E). Text that is
    /// not valid JSON is skipped up to the next separator.
    #[must_use]
    pub fn in_sequence(self) -> Self {
        Self { is_sequence: true, ..self }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { name, text } => f.debug_struct("Text").field("name", name).field("text", text).finish(),
            Self::Stream { name, .. } => f.debug_struct("Stream").field("name", name).finish_non_exhaustive(),
            Self::Unreadable(sentence) => f.debug_tuple("Unreadable").field(sentence).finish(),
        }
    }
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").field("form", &self.form).finish_non_exhaustive()
    }
}
