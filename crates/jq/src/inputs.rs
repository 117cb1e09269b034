//! [`Inputs`]: what a filter is run on.

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
    pub(crate) sources: Box<dyn Iterator<Item = Source> + Send>,
}

/// What a text is taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// JSON values, one after the other, each an input.
    #[default]
    Values,
    /// The same, but the only input is `null`: the filter asks for values by `input` and `inputs`.
    Null,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A text.
    Text {
        /// Its name in messages and for `input_filename`; `None` is standard input.
        name: Option<String>,
        /// The text itself.
        text: String,
    },
    /// What could not be read, and why, in a sentence.
    Unreadable(String),
}

impl Inputs {
    /// The values of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of([Source::Text { name: None, text: text.into() }])
    }

    /// The values of several sources, each asked for when the one before is used up.
    pub fn of<I>(sources: I) -> Self
    where
        I: IntoIterator<Item = Source>,
        I::IntoIter: Send + 'static,
    {
        Self { form: Form::default(), is_sequence: false, sources: Box::new(sources.into_iter()) }
    }

    /// The same texts, taken for this.
    #[must_use]
    pub fn in_form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same texts, in which each value may begin with a record separator (U+001E), as RFC 7464 has it.
    #[must_use]
    pub fn in_sequence(self) -> Self {
        Self { is_sequence: true, ..self }
    }
}

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inputs").field("form", &self.form).finish_non_exhaustive()
    }
}
