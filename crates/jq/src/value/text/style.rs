//! [`Style`]: how values are written.

use crate::value::Value;

/// How values are written.
///
/// ```
/// use outrigger_jq::{Filter, Indent, Style};
///
/// let style = Style { indent: Indent::None, sort_keys: true, ..Style::default() };
/// let filter = Filter::compile(".")?.with_style(style);
/// assert_eq!(filter.run(r#"{"b": [1.10], "a": null}"#)?, "{\"a\":null,\"b\":[1.10]}\n");
/// # Ok::<(), outrigger_jq::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// How elements and members are indented.
    pub indent: Indent,
    /// Whether members are sorted by name.
    pub sort_keys: bool,
    /// Whether characters outside of ASCII are written as `\uXXXX`.
    pub ascii: bool,
    /// The colours, if any.
    pub colors: Option<Colors>,
}

/// How elements and members are indented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indent {
    /// Everything on one line, without blanks.
    #[default]
    None,
    /// One line each, indented by this many spaces for each level.
    Spaces(u8),
    /// One line each, indented by a tab for each level.
    Tab,
}

/// The colours of each kind of value, as ANSI escape sequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colors([String; 8]);

impl Default for Colors {
    fn default() -> Self {
        Self(["0;90", "0;39", "0;39", "0;39", "0;32", "1;39", "1;39", "1;34"].map(|code| format!("\x1b[{code}m")))
    }
}

impl Colors {
    /// The colours of a list like jq's `JQ_COLORS`: codes separated by colons, for `null`, `false`, `true`, numbers,
    /// strings, arrays, objects and names. `None` if it is not such a list.
    ///
    /// ```
    /// use outrigger_jq::Colors;
    ///
    /// assert!(Colors::parse("0;31:0;32").is_some());
    /// assert!(Colors::parse("red").is_none());
    /// ```
    pub fn parse(codes: &str) -> Option<Self> {
        let mut colors = Self::default();
        for (color, code) in colors.0.iter_mut().zip(codes.split(':')) {
            if !code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';') {
                return None;
            }
            *color = format!("\x1b[{code}m");
        }
        Some(colors)
    }

    pub(super) fn of(&self, value: &Value) -> &str {
        &self.0[value.type_rank()]
    }

    pub(super) fn of_names(&self) -> &str {
        &self.0[7]
    }
}
