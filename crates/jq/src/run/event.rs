//! [`Event`]: what a run reports while it goes on.

/// What a run reports, in order.
#[derive(Debug)]
pub enum Event<'e> {
    /// The filter begins with the next input.
    Input,
    /// An output.
    Output(Output<'e>),
    /// An error that the filter raised for one input and did not catch. The other inputs follow.
    Raised {
        /// The message, as jq prints it.
        message: &'e str,
        /// Whether the error value is a string. Otherwise the message is its JSON.
        is_string: bool,
        /// The source of the input, and the line on which the input ended.
        place: &'e str,
    },
    /// An input that is not valid JSON. No other input follows.
    NoInput(&'e str),
    /// Text that is not valid JSON and was skipped, up to the next record separator.
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
    /// The output as JSON.
    pub json: &'e str,
    /// The string, if the output is a string.
    pub string: Option<&'e str>,
    /// Whether the output is neither `null` nor `false`.
    pub is_true: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There was no more input, or the receiver stopped the run.
    Done,
    /// By `halt` or `halt_error`, with this exit status.
    Halted(i32),
}
