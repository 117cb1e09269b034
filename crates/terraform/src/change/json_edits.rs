//! Makes edits of container definitions that are JSON: plain JSON, or a template whose expressions stay as they are.

use std::borrow::Cow;

use outrigger_core::{Action, Cursor, Document, Edit, LABEL, Node, Pointer, Token, Value};

use crate::error::Error;
use crate::syntax::Changes;
use crate::syntax::excerpt::shorten;
use crate::syntax::template::{Piece, escape, pieces, unescape};
use crate::task::{Tree, bare_expressions, mask};

/// The changes of a template that make these edits.
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

/// The pointer to the same value in the hidden text, where the expressions in names are hidden, too.
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

/// The expressions of new values: replaced by placeholders while the values are written as JSON.
struct Sequences {
    /// The beginning of a placeholder; neither the template nor a new value contains it.
    mark: String,
    taken: Vec<Taken>,
    /// The bare expressions of the template: as template text, and as they are written.
    bare: Vec<(String, String)>,
}

/// An expression that a placeholder replaces.
enum Taken {
    /// A part of a string.
    Part(String),
    /// A whole value that is not a string.
    Whole(String),
}

impl Sequences {
    fn beside(template: &str, edits: &[Edit<'_>]) -> Self {
        let is_free =
            |mark: &String| !template.contains(mark) && edits.iter().all(|edit| !contains(&edit.action, mark));
        // Its first character is in it once and in no JSON escape, so it is found only where it was written.
        let mark = (0_usize..).map(|number| format!("<{number}:")).find(is_free).unwrap_or_default();
        Self { mark, taken: Vec::new(), bare: bare_expressions(template) }
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
            // The record of an injection quotes expressions, and Terraform must not evaluate them.
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

    /// JSON text with the expressions in place of the placeholders.
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

/// An edit of JSON that is not a template: its strings must not contain an expression.
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

/// Whether a new value contains a text.
fn contains(action: &Action<'_>, text: &str) -> bool {
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
