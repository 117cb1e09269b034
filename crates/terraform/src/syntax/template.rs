//! Template text: the text between the quotes of a Terraform string, read from HCL and written as HCL.
//!
//! This crate keeps every string as template text: `${` begins an expression, `$${` means `${` itself, and all other
//! characters mean themselves. The expression `var.region` is `${var.region}`, as in Terraform's JSON syntax.
//! So an expression equals only the same expression, and never literal text, wherever it is copied to.

use std::borrow::Cow;
use std::fmt::Write;

use hcl_edit::Span;
use hcl_edit::template::{Element, Template};

/// A part of template text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Characters that mean themselves.
    Literal(&'t str),
    /// `$${` or `%%{`.
    Escape(&'t str),
    /// `${…}` or `%{…}`, whole.
    Sequence(&'t str),
}

/// Literal text as template text.
///
/// ```text
/// echo ${HOME}   ->   echo $${HOME}
/// ```
pub(crate) fn escape(literal: &str) -> String {
    literal.replace("${", "$${").replace("%{", "%%{")
}

/// Template text as literal text; `None` if it contains an expression.
pub(crate) fn unescape(text: &str) -> Option<String> {
    let mut literal = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Literal(part) => literal.push_str(part),
            Piece::Escape(part) => literal.push_str(&part[1..]),
            Piece::Sequence(_) => return None,
        }
    }
    Some(literal)
}

/// An expression as template text.
pub(crate) fn of_expression(source: &str) -> String {
    format!("${{{source}}}")
}

/// The content of a quoted template as template text.
pub(crate) fn of_template(template: &Template, quoted: &str, source: &str) -> String {
    let mut text = String::new();
    for element in template {
        match element {
            // The characters before it would make an escape of it.
            Element::Interpolation(_) | Element::Directive(_) if text.ends_with(['$', '%']) => {
                return of_expression(quoted);
            }
            Element::Literal(literal) => text.push_str(&escape(literal.value())),
            Element::Interpolation(_) | Element::Directive(_) => {
                text.push_str(element.span().and_then(|span| source.get(span)).unwrap_or_default());
            }
        }
    }
    text
}

/// The source of the expression, if the template text is exactly one expression.
pub(crate) fn as_expression(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let is_one = sequence_end(text, 0) == Some(text.len());
    (is_one && !inner.starts_with('~') && !inner.ends_with('~')).then(|| inner.trim())
}

/// The literal characters before the first expression and behind the last one; `None` without an expression.
pub(crate) fn literal_ends(text: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let pieces: Vec<_> = pieces(text).collect();
    let is_sequence = |piece: &Piece<'_>| matches!(piece, Piece::Sequence(_));
    let first = pieces.iter().position(is_sequence)?;
    let last = pieces.iter().rposition(is_sequence)?;
    Some((literal(&pieces[..first]), literal(&pieces[last + 1..])))
}

fn literal<'t>(pieces: &[Piece<'t>]) -> Cow<'t, str> {
    let text = pieces.iter().map(|piece| match piece {
        Piece::Literal(part) => part,
        Piece::Escape(part) => &part[1..],
        Piece::Sequence(_) => "",
    });
    Cow::Owned(text.collect())
}

/// Writes template text as HCL: a bare expression if it is exactly one, and a quoted string otherwise.
pub(crate) fn write(out: &mut String, text: &str) {
    match as_expression(text) {
        Some(expression) => out.push_str(expression),
        None => write_quoted(out, text),
    }
}

/// Writes template text as a quoted string.
pub(crate) fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for piece in pieces(text) {
        match piece {
            Piece::Literal(part) => part.chars().for_each(|character| write_char(out, character)),
            Piece::Escape(part) | Piece::Sequence(part) => out.push_str(part),
        }
    }
    out.push('"');
}

fn write_char(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        control if control.is_control() => {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(control));
        }
        other => out.push(other),
    }
}

/// The parts of template text.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let piece = if is_escape(rest) {
            Piece::Escape(&rest[..3])
        } else if is_sequence(rest) {
            Piece::Sequence(&text[at..sequence_end(text, at).unwrap_or(text.len())])
        } else {
            let begins = |at: &usize| is_escape(&rest[*at..]) || is_sequence(&rest[*at..]);
            let marks = rest.match_indices(['$', '%']).map(|(mark, _)| mark);
            Piece::Literal(&rest[..marks.into_iter().find(begins).unwrap_or(rest.len())])
        };
        at += match piece {
            Piece::Literal(part) | Piece::Escape(part) | Piece::Sequence(part) => part.len(),
        };
        Some(piece)
    })
}

fn is_escape(text: &str) -> bool {
    text.starts_with("$${") || text.starts_with("%%{")
}

fn is_sequence(text: &str) -> bool {
    text.starts_with("${") || text.starts_with("%{")
}

/// The end of the expression that begins at `start`, behind its closing brace; `None` if that brace is missing.
///
/// Braces inside of strings do not count, and a string may contain expressions again. The nesting is kept in a list, not in
/// recursive calls, so that deep nesting cannot exhaust the stack.
pub(crate) fn sequence_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // One entry for each open string or brace: whether it is a string.
    let mut open = vec![false];
    let mut at = start + 2;
    while let (Some(&is_string), Some(&byte)) = (open.last(), bytes.get(at)) {
        at += match (is_string, byte) {
            (true, b'\\') => 2,
            (true, b'$' | b'%') if is_escape(&text[at..]) => 3,
            (true, b'$' | b'%') if is_sequence(&text[at..]) => {
                open.push(false);
                2
            }
            (true, b'"') | (false, b'}') => {
                open.pop();
                1
            }
            (false, b'"') => {
                open.push(true);
                1
            }
            (false, b'{') => {
                open.push(false);
                1
            }
            _ => 1,
        };
    }
    (open.is_empty() && at <= bytes.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text);
        out
    }

    /// The template text of HCL source.
    fn read(source: &str) -> String {
        // Only the parts of a body have a place.
        let text = format!("a = {source}\n");
        let body: hcl_edit::structure::Body = text.parse().unwrap();
        let value = &body.get_attribute("a").unwrap().value;
        match (value.as_str(), value.as_string_template()) {
            (Some(literal), _) => escape(literal),
            (None, Some(template)) => of_template(template, source, &text),
            (None, None) => of_expression(source),
        }
    }

    #[test]
    fn both_ways() {
        for (text, source) in [
            ("a \"b\" \\ \n", r#""a \"b\" \\ \n""#),
            ("${var.region}", "var.region"),
            ("a${var.x}b", r#""a${var.x}b""#),
            ("$${HOME} %%{x}", r#""$${HOME} %%{x}""#),
            ("$$${HOME}", r#""$$${HOME}""#),
            (r#"${m["a}"]}"#, r#"m["a}"]"#),
            (r#"${"a${"}"}"}-${x}"#, r#""${"a${"}"}"}-${x}""#),
            ("5 $ and %", "\"5 $ and %\""),
        ] {
            assert_eq!(written(text), source);
            assert_eq!(read(source), text);
        }
        assert_eq!(written(&read(r#""\u0024${x}""#)), r#""\u0024${x}""#);
        assert_eq!(written(&read(r#""${x}""#)), "x");
    }

    #[test]
    fn exactly_one_expression() {
        for (text, expression) in [
            ("${a}", Some("a")),
            ("${ a }", Some("a")),
            ("${a}${b}", None),
            ("${a", None),
            ("$${a}", None),
            ("${~ a ~}", None),
            ("a", None),
            (r#"${"}"}"#, Some(r#""}""#)),
        ] {
            assert_eq!(as_expression(text), expression, "{text}");
        }
    }

    #[test]
    fn literal_characters_around_expressions() {
        assert_eq!(literal_ends("a-${x}-$${y}"), Some(("a-".into(), "-${y}".into())));
        assert_eq!(literal_ends("$${y}"), None);
    }

    proptest! {
        #[test]
        fn any_literal_survives(literal in r#"([a-c$%{}"\\\n\t\u{1}é😀]|\$\{|%\{){0,12}"#) {
            let text = escape(&literal);
            prop_assert_eq!(unescape(&text), Some(literal));
            prop_assert_eq!(read(&written(&text)), text);
        }

        #[test]
        fn any_text_is_split_without_loss(text in r#"([a-c$%{}"\\~é]|\$\{|%\{){0,12}"#) {
            let whole: String = pieces(&text).map(|piece| match piece {
                Piece::Literal(part) | Piece::Escape(part) | Piece::Sequence(part) => part,
            }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
