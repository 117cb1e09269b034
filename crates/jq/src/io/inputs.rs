//! [`Inputs`]: what a filter is run on.

use std::fmt;
use std::io::Read;

/// What a filter is run on: texts, and what they are taken for.
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

/// What a text is taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// JSON values, one after the other, each an input.
    #[default]
    Values,
    /// The same, but the only input is an array of all values.
    Slurp,
    /// The same, but each value is several inputs: `[path, leaf]` for each leaf, `[path]` where an array or object ends.
    Stream,
    /// An array of all of those is the only input.
    SlurpStream,
    /// Lines, each a string.
    Lines,
    /// The whole text, a string.
    SlurpLines,
}

/// Where inputs come from.
///
/// What stands in one does not go on in the next one.
pub enum Source {
    /// A text.
    Text {
        /// Its name in messages and for `input_filename`; `None` is standard input.
        name: Option<String>,
        /// The text itself.
        text: String,
    },
    /// A text that is read as the filter asks for values, and dropped as they are used: only the longest value has to fit
    /// into memory. What is no UTF-8 is replaced by U+FFFD.
    Stream {
        /// Its name in messages and for `input_filename`; `None` is standard input.
        name: Option<String>,
        /// Where the text comes from. What cannot be read is an [`Event::Unreadable`](crate::Event::Unreadable).
        stream: Box<dyn Read + Send + Sync>,
    },
    /// What could not be read, and why, in a sentence.
    Unreadable(String),
}

impl Inputs {
    /// The values of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of([Source::Text { name: None, text: text.into() }])
    }

    /// The values of a stream, each read when it is asked for.
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

    /// The values of several sources, each asked for when the one before is used up.
    pub fn of<I>(sources: I) -> Self
    where
        I: IntoIterator<Item = Source>,
        I::IntoIter: Send + 'static,
    {
        Self { form: Form::default(), is_sequence: false, is_on_null: false, sources: Box::new(sources.into_iter()) }
    }

    /// The same texts, taken for this.
    #[must_use]
    pub fn in_form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same, but the filter is run once, on `null`: it asks for what stands in them by `input` and `inputs`.
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

    /// The same texts, in which each value may begin with a record separator (U+001E), as RFC 7464 has it; what is no value
    /// is passed over up to the next one.
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
