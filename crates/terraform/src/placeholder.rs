//! JSON that is a template: its expressions are hidden from the JSON reader, and written again as they are.
//!
//! What is hidden keeps its length, so a place in the hidden text is the same place in the template. No character marks
//! what is hidden: values are read from the template itself, at the place that the JSON reader gives. So no value, whatever
//! it holds, can be taken for an expression.

use std::borrow::Cow;

use outrigger_core::{Action, Cursor, Document, Edit, LABEL, Node, Pointer, Token, Value};

use crate::definitions::shorten;
use crate::error::Error;
use crate::list::Changes;
use crate::template::{Piece, as_expression, escape, of_expression, pieces, sequence_end, unescape};
use crate::tree::Tree;

/// What the characters of an expression are replaced by that a JSON string cannot hold.
const FILLER: char = '_';

/// The text with expressions hidden: as a string where one stands by itself, and without its quotes inside of a string.
///
/// ```text
/// {"cpu": ${var.cpu}, "image": "${var.images["api"]}"}
/// {"cpu": "_var.cpu", "image": "${var.images[_api_]}"}
/// ```
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("${") && !text.contains("%{") {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut is_string = false;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let begins = |mark: &str| rest.starts_with(mark);
        if begins("$${") || begins("%%{") {
            masked.push_str(&rest[..3]);
            at += 3;
        } else if begins("${") || begins("%{") {
            let Some(end) = sequence_end(text, at) else {
                masked.push_str(rest);
                break;
            };
            match (is_string, begins("${")) {
                (true, _) => masked.push_str(&hide(&text[at..end])),
                (false, true) => {
                    masked.push('"');
                    masked.push(FILLER);
                    masked.push_str(&hide(&text[at + 2..end - 1]));
                    masked.push('"');
                }
                // A directive by itself is nothing that could be a value.
                (false, false) => masked.push_str(&text[at..end]),
            }
            at = end;
        } else {
            is_string ^= character == '"';
            let escaped = if character == '\\' && is_string { text[at + 1..].chars().next() } else { None };
            // An expression behind a backslash is one still.
            let escaped = escaped.filter(|next| !matches!(next, '$' | '%'));
            let length = character.len_utf8() + escaped.map_or(0, char::len_utf8);
            masked.push_str(&text[at..at + length]);
            at += length;
        }
    }
    debug_assert_eq!(masked.len(), text.len(), "a place in one is a place in the other");
    Cow::Owned(masked)
}

/// An expression without what would end the string that it stands in, or be an escape there.
fn hide(expression: &str) -> String {
    let is_hidden = |character: char| matches!(character, '"' | '\\') || character < ' ';
    expression.replace(is_hidden, "_")
}

/// A string of a template, as template text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// A string: its characters, and expressions between them.
    String(String),
    /// A value that only Terraform knows.
    Expression(String),
}

/// What a string of the hidden text is in the template.
///
/// An expression by itself writes JSON, and what that says is `jsondecode` of it. So it is another value than a string with
/// the same expression.
pub(crate) fn text_at(template: &str, string: Cursor<'_, '_>) -> Text {
    let raw = template.get(string.span()).unwrap_or_default();
    let Some(inside) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
        return Text::Expression(of_bare(as_expression(raw).unwrap_or(&format!("\"{raw}\""))));
    };
    let mut text = String::with_capacity(inside.len());
    for piece in pieces(inside) {
        match piece {
            Piece::Literal(part) => match decode(part) {
                Some(part) => text.push_str(&escape(&part)),
                None => return Text::Expression(of_expression(raw)),
            },
            // With what was decoded before it, this would be taken for an escape.
            Piece::Sequence(_) if text.ends_with(['$', '%']) => return Text::Expression(of_expression(raw)),
            Piece::Escape(part) | Piece::Sequence(part) => text.push_str(part),
        }
    }
    Text::String(text)
}

/// The name of a member: literal where it is, and template text where an expression is in it.
pub(crate) fn name_at(template: &str, name: Cursor<'_, '_>) -> String {
    match text_at(template, name) {
        Text::String(text) => unescape(&text).unwrap_or(text),
        Text::Expression(text) => text,
    }
}

/// Template text that is the value of an expression that stands by itself.
fn of_bare(expression: &str) -> String {
    of_expression(&format!("jsondecode({expression})"))
}

/// A part of a JSON string without its escapes.
fn decode(part: &str) -> Option<String> {
    if !part.contains('\\') {
        return Some(part.to_string());
    }
    let quoted = format!("\"{part}\"");
    Document::scan(&quoted).ok()?.root().as_str().map(Cow::into_owned)
}

/// The changes that carry out edits on a template.
pub(crate) fn splices(template: &str, tree: &Tree<'_>, edits: &[Edit<'_>]) -> Result<Changes, Error> {
    let masked = mask(template);
    let document = Document::scan(&masked)?;
    let mut sequences = Sequences::beside(template, edits);
    let edits: Vec<_> = edits
        .iter()
        .map(|edit| Edit {
            pointer: masked_pointer(tree, document.root(), &edit.pointer),
            action: sequences.taken_out_of(&edit.action, edit.pointer.tokens().last()),
        })
        .collect();
    let splices = outrigger_json::splices(&document, &edits)?;
    Ok(splices.iter().map(|(range, new)| (range, sequences.put_into(new))).collect())
}

/// The pointer to the same value in the hidden text, where names are hidden, too.
fn masked_pointer(tree: &Tree<'_>, root: Cursor<'_, '_>, pointer: &Pointer) -> Pointer {
    let mut here = (Some(tree), Some(root));
    pointer.tokens().iter().fold(Pointer::root(), |masked, token| match token {
        Token::Index(index) => {
            let (tree, cursor) = here;
            let element = tree.and_then(Tree::as_list).and_then(|list| list.elements.get(*index));
            here = (element, cursor.and_then(|cursor| cursor.elements().nth(*index)));
            masked.then(*index)
        }
        Token::Member(name) => {
            let (tree, cursor) = here;
            let entries = tree.and_then(Tree::as_members).map(|members| &members.entries[..]).unwrap_or_default();
            let found = entries.iter().rposition(|(known, _)| known == name);
            let member = found.and_then(|index| cursor?.members().nth(index));
            here = (found.map(|index| &entries[index].1), member.as_ref().map(|(_, value)| *value));
            masked.then(member.map_or_else(|| escape(name), |(name, _)| name.into_owned()))
        }
    })
}

/// The expressions of new values, taken out before the values become JSON and put into the JSON text.
struct Sequences {
    /// The beginning of what stands for an expression meanwhile: neither the template nor a new value holds it.
    mark: String,
    taken: Vec<Taken>,
    /// The expressions that stand by themselves in the template: as template text, and as they are written.
    bare: Vec<(String, String)>,
}

/// An expression that was taken out.
enum Taken {
    /// A part of a string.
    Part(String),
    /// All of a value that is no string.
    Whole(String),
}

impl Sequences {
    fn beside(template: &str, edits: &[Edit<'_>]) -> Self {
        let is_free = |mark: &String| !template.contains(mark) && edits.iter().all(|edit| !holds(&edit.action, mark));
        // Its first character is in it once, and in no escape of JSON: it is found where it was written only.
        let mark = (0_usize..).map(|number| format!("<{number}:")).find(is_free).unwrap_or_default();
        Self { mark, taken: Vec::new(), bare: bare(template) }
    }

    fn taken_out_of<'o>(&mut self, action: &Action<'o>, last: Option<&Token>) -> Action<'o> {
        let member = last.and_then(Token::as_member).unwrap_or_default();
        match action {
            Action::Set(value) => Action::Set(Cow::Owned(self.without(value, member))),
            Action::Append(values) => {
                Action::Append(values.iter().map(|value| Cow::Owned(self.without(value, member))).collect())
            }
            Action::Remove => Action::Remove,
            Action::Unwrap => Action::Unwrap,
        }
    }

    fn without<'o>(&mut self, value: &Value<'o>, member: &str) -> Value<'o> {
        match value {
            // The record of an injection speaks of expressions and holds none.
            Value::String(record) if member == LABEL => Value::string(escape(record)),
            Value::String(text) => Value::string(self.text_without(text)),
            Value::Array(elements) => {
                Value::Array(elements.iter().map(|element| self.without(element, member)).collect())
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (escape(name), self.without(value, name)));
                Value::object(members.collect::<Vec<_>>())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn text_without(&mut self, text: &str) -> String {
        if let Some((_, written)) = self.bare.iter().find(|(bare, _)| bare == text) {
            return self.take(Taken::Whole(written.clone()));
        }
        let pieces: Vec<_> = pieces(text).collect();
        let parts = pieces.into_iter().map(|piece| match piece {
            Piece::Literal(part) | Piece::Escape(part) => part.to_string(),
            Piece::Sequence(part) => self.take(Taken::Part(part.to_string())),
        });
        parts.collect()
    }

    fn take(&mut self, taken: Taken) -> String {
        self.taken.push(taken);
        format!("{}{}>", self.mark, self.taken.len() - 1)
    }

    /// JSON text with the expressions in it.
    fn put_into(&self, json: &str) -> String {
        let mut text = String::with_capacity(json.len());
        let mut rest = json;
        while let Some((before, after)) = rest.split_once(&self.mark) {
            let found = after.split_once('>').and_then(|(number, after)| Some((number.parse::<usize>().ok()?, after)));
            let Some((taken, after)) = found.and_then(|(number, after)| Some((self.taken.get(number)?, after))) else {
                break;
            };
            rest = match taken {
                Taken::Part(part) => {
                    text.extend([before, part]);
                    after
                }
                Taken::Whole(whole) => {
                    text.extend([before.strip_suffix('"').unwrap_or(before), whole]);
                    after.strip_prefix('"').unwrap_or(after)
                }
            };
        }
        text + rest
    }
}

/// An edit of JSON that is no template, where a string holds no expression.
pub(crate) fn literal<'o>(edit: &Edit<'o>) -> Result<Edit<'o>, Error> {
    fn of_value<'o>(value: &Value<'o>, member: &str) -> Result<Value<'o>, Error> {
        Ok(match value {
            Value::String(record) if member == LABEL => Value::String(record.clone()),
            Value::String(text) => Value::string(unescape(text).ok_or_else(|| {
                let message = format!("`{}` is an expression of Terraform, and the file is plain JSON", shorten(text));
                Error::new(message).with_help("read the file with templatefile(…)")
            })?),
            Value::Array(elements) => {
                Value::Array(elements.iter().map(|element| of_value(element, member)).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| Ok((name.clone(), of_value(value, name)?)));
                Value::Object(members.collect::<Result<_, Error>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }
    let member = edit.pointer.tokens().last().and_then(Token::as_member).unwrap_or_default();
    let action = match &edit.action {
        Action::Set(value) => Action::Set(Cow::Owned(of_value(value, member)?)),
        Action::Append(values) => {
            let values = values.iter().map(|value| Ok(Cow::Owned(of_value(value, member)?)));
            Action::Append(values.collect::<Result<_, Error>>()?)
        }
        Action::Remove => Action::Remove,
        Action::Unwrap => Action::Unwrap,
    };
    Ok(Edit { pointer: edit.pointer.clone(), action })
}

/// Whether a new value holds a text.
fn holds(action: &Action<'_>, text: &str) -> bool {
    fn in_value(value: &Value<'_>, text: &str) -> bool {
        match value {
            Value::String(string) => string.contains(text),
            Value::Array(elements) => elements.iter().any(|element| in_value(element, text)),
            Value::Object(members) => members.iter().any(|(name, value)| name.contains(text) || in_value(value, text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    match action {
        Action::Set(value) => in_value(value, text),
        Action::Append(values) => values.iter().any(|value| in_value(value, text)),
        Action::Remove | Action::Unwrap => false,
    }
}

/// The expressions that stand by themselves in a template: as template text, and as they are written.
fn bare(template: &str) -> Vec<(String, String)> {
    let masked = mask(template);
    let Ok(document) = Document::scan(&masked) else { return Vec::new() };
    let raw = document.cursors().filter_map(|cursor| template.get(cursor.span()));
    raw.filter_map(|raw| Some((of_bare(as_expression(raw)?), raw.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, masked: &str) {
        assert_eq!(mask(text), masked);
        assert_eq!(mask(text).len(), text.len());
    }

    #[test]
    fn expressions() {
        check(r#"{"cpu": ${var.cpu}, "a": "${m["x"]}-$${y}"}"#, r#"{"cpu": "_var.cpu", "a": "${m[_x_]}-$${y}"}"#);
        check(r#"["\"${x}"]"#, r#"["\"${x}"]"#);
        check(r#"["${replace(x, "\"", "\\\"")}"]"#, r#"["${replace(x, ____, ______)}"]"#);
        check(r#"[${jsonencode({ a = "b" })}]"#, r#"["_jsonencode({ a = _b_ })"]"#);
        check("[\"${\n\tx}\"]", "[\"${__x}\"]");
        check("[1]", "[1]");
        check("[${", "[${");
        check("%{ if x }[]%{ endif }", "%{ if x }[]%{ endif }");
    }

    #[test]
    fn what_is_hidden_is_json() {
        for text in [r#"[${x}, "${y["z"]}"]"#, r#"{"a": ${jsonencode("b")}}"#] {
            assert!(Document::scan(&mask(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn strings_of_a_template() {
        let string = |text: &str| Text::String(text.to_string());
        let expression = |text: &str| Text::Expression(text.to_string());
        for (template, expected) in [
            (r#""a\n\u00e9""#, string("a\né")),
            (r#""${m["a"]}-$${b}\"""#, string("${m[\"a\"]}-$${b}\"")),
            // What only JSON decodes is no expression to Terraform.
            (r#""\u0024{x}""#, string("$${x}")),
            (r#""\u0024${x}""#, expression(r#"${"\u0024${x}"}"#)),
            ("${x}", expression("${jsondecode(x)}")),
            ("${~ x ~}", expression("${jsondecode(\"${~ x ~}\")}")),
            (r#""\u007f_${x}""#, string("\u{7f}_${x}")),
        ] {
            let masked = mask(template);
            let document = Document::scan(&masked).unwrap();
            assert_eq!(text_at(template, document.root()), expected, "{template}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in r#"(\$\{|%\{|[}"\\\\$ a\[\]é]){0,12}"#) {
            prop_assert_eq!(mask(&text).len(), text.len());
        }
    }
}
