//! The messages of a failed scan: what was expected, and what was found instead.

use crate::text::{Error, ErrorKind, Hint, MOST};

/// What the scanner expected where it stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Value,
    ValueOrBracket,
    Name,
    NameOrBrace,
    Colon,
    CommaOrBrace,
    CommaOrBracket,
    Digit,
    NoLeadingZero,
    Escape,
    NoControlCharacter,
    EndOfString,
    End,
    /// Than the limit, which this is.
    LessDepth(usize),
    /// An array or object holds more than there is room for.
    FewerValues,
}

/// The error for a scan of `text` that stopped at the byte `at`.
pub(crate) fn scan_error(text: &str, at: usize, expected: Expected) -> Error {
    let rest = &text[at..];
    match expected {
        Expected::NoLeadingZero => Error::new(ErrorKind::Syntax, "a number must not begin with a zero").at_offset(at),
        Expected::Digit => Error::new(ErrorKind::Syntax, "expected a digit").at_offset(at),
        Expected::Escape => {
            Error::new(ErrorKind::Syntax, "expected one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
                .at_offset(at)
        }
        Expected::NoControlCharacter => control_character(rest).at_offset(at),
        Expected::EndOfString => Error::new(ErrorKind::Syntax, "the string has no closing quote").at_offset(at),
        Expected::LessDepth(limit) => {
            Error::new(ErrorKind::Syntax, format!("arrays and objects are nested more than {limit} deep")).at_offset(at)
        }
        Expected::FewerValues => {
            Error::new(ErrorKind::Syntax, format!("more than {MOST} values and names are in an array or object"))
                .at_offset(at)
        }
        Expected::Value
        | Expected::ValueOrBracket
        | Expected::Name
        | Expected::NameOrBrace
        | Expected::Colon
        | Expected::CommaOrBrace
        | Expected::CommaOrBracket
        | Expected::End => structure(text, at, expected),
    }
}

/// Punctuation, a name or a value was expected.
fn structure(text: &str, at: usize, expected: Expected) -> Error {
    let rest = &text[at..];
    if text.trim_start_matches('\u{feff}').trim_ascii().is_empty() {
        return Error::new(ErrorKind::Syntax, "the text is empty").at_offset(at);
    }
    if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        return Error::new(ErrorKind::Syntax, "this is a comment, and JSON has no comments")
            .with_help("take the comment out of the file")
            .at_offset(at);
    }
    // The first brace of `{{ x }}` and `{% x %}` was read as an object.
    let start = if expected == Expected::NameOrBrace && rest.starts_with(['{', '%']) { at - 1 } else { at };
    if let Some(placeholder) = placeholder(&text[start..]) {
        let wanted = if start < at { Expected::Value } else { expected };
        return Error::new(
            ErrorKind::Syntax,
            format!("an unquoted placeholder `{placeholder}` is used where {} is expected", wanted.words().1),
        )
        .with_help(
            "fill the template in first, or put the placeholder in double quotes: in strings, placeholders are kept",
        )
        .at_offset(start);
    }
    let after_comma = text[..at].trim_ascii_end().ends_with(',');
    let mut message = if expected == Expected::Name && rest.starts_with('}') {
        "expected a member after the comma".to_string()
    } else if expected == Expected::Value && after_comma && rest.starts_with(']') {
        "expected a value after the comma".to_string()
    } else if expected == Expected::CommaOrBrace && rest.starts_with('"') {
        "expected a comma before the next member".to_string()
    } else if expected == Expected::CommaOrBracket && starts_value(rest) {
        "expected a comma before the next value".to_string()
    } else {
        format!("expected {}", expected.words().0)
    };
    if rest.is_empty() {
        message += ", found the end of the text";
    } else if rest.starts_with('\'') {
        message += ", found single quotes";
    } else if rest.starts_with(|c: char| c.is_control()) {
        let code = rest.chars().next().map_or(0, u32::from);
        message += &format!(", found the control character U+{code:04X}");
    } else if matches!(expected, Expected::Value) && rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        message += &match word_of_others(rest) {
            Some(word) => format!(", found `{word}`, which is not JSON"),
            None => ", found a word without quotes".to_string(),
        };
    }
    let error = Error::new(ErrorKind::Syntax, message).at_offset(at);
    if expected == Expected::End && rest.starts_with(['{', '[']) {
        return error.with_help("read several documents one a line").with_hint(Hint::Setting("lines"));
    }
    error
}

impl Expected {
    /// In full, as the object of "expected"; and in short.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Value => ("a value", "a value"),
            Self::ValueOrBracket => ("a value or ]", "a value"),
            Self::Name | Self::NameOrBrace => ("a name in double quotes", "a member"),
            Self::Colon => ("a colon after the name", "a colon"),
            Self::CommaOrBrace => ("a comma or }", "a comma or }"),
            Self::CommaOrBracket => ("a comma or ]", "a comma or ]"),
            Self::End => ("the end of the text", "the end of the text"),
            Self::Digit
            | Self::NoLeadingZero
            | Self::Escape
            | Self::NoControlCharacter
            | Self::EndOfString
            | Self::LessDepth(_)
            | Self::FewerValues => ("something else", "something else"),
        }
    }
}

fn starts_value(rest: &str) -> bool {
    rest.starts_with(|c: char| matches!(c, '{' | '[' | '"' | '-') || c.is_ascii_digit())
}

fn control_character(rest: &str) -> Error {
    let code = rest.chars().next().map_or(0, u32::from);
    if code == 0x0a || code == 0x0d {
        Error::new(ErrorKind::Syntax, "there is a line break inside a string")
            .with_help("close the string with a double quote on the same line, or write \\n")
    } else {
        Error::new(ErrorKind::Syntax, format!("the control character U+{code:04X} is not allowed inside a string"))
            .with_help(format!("write \\u{code:04x}"))
    }
}

/// What other languages have for `true`, `false`, `null` and numbers. Any other word may be a secret that lost its quote.
fn word_of_others(rest: &str) -> Option<&'static str> {
    const WORDS: [&str; 14] = [
        "True",
        "False",
        "None",
        "TRUE",
        "FALSE",
        "NULL",
        "Null",
        "nil",
        "undefined",
        "NaN",
        "nan",
        "Infinity",
        "yes",
        "no",
    ];
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    WORDS.into_iter().find(|word| *word == &rest[..end])
}

/// The placeholder of a template language at the start of `rest`, without what is in it: that may be a secret which only looks
/// like one.
fn placeholder(rest: &str) -> Option<&'static str> {
    const MARKS: [(&str, &str); 8] = [
        ("${", "${…}"),
        ("$(", "$(…)"),
        ("{{", "{{…}}"),
        ("{%", "{%…%}"),
        ("%{", "%{…}"),
        ("<%", "<%…%>"),
        ("<", "<…>"),
        ("@", "@…@"),
    ];
    if let Some((_, shown)) = MARKS.into_iter().find(|(open, _)| rest.starts_with(open)) {
        return Some(shown);
    }
    let name = rest.strip_prefix('$')?;
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_').then_some("$…")
}
