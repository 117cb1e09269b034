//! Applies edits to JSON text: every byte outside of the changed values stays.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use outrigger_core::{
    Action, Cursor, Document, Edit, Error, ErrorKind, Kind, Node, Op, Pointer, Splices, Token, Value, View, lower,
};

use crate::check;
use crate::entry::{Entry, end, entries, last_entries, start};
use crate::style::{Alike, Gap, NEIGHBOURS, Style, few, is_like};
use crate::write::Writer;

/// Applies the ops of a plan to the text of a document; returns the text itself if nothing changes.
///
/// A new value gets the layout of its neighbours. Only the commas and white space around it change, too. The new text is
/// read again and compared with the ops before it is returned.
///
/// ```
/// use outrigger_core::{Document, Op, View};
///
/// let document = Document::scan("[\n    { \"name\": \"api\" }\n]\n")?;
/// let view = View::read(document.root(), "jaeger")?;
/// let (container, member) = ("api".into(), "cpu".into());
/// let ops = [Op::SetMember { container, member, value: outrigger_core::Value::parse("256")? }];
/// assert_eq!(outrigger_json::apply(&document, &view, &ops)?, "[\n    { \"name\": \"api\", \"cpu\": 256 }\n]\n");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// Ops for another view, whose values do not exist here (`SetMember` of an unknown container). And, as a fault of this
/// library, a new text that does not match the ops.
pub fn apply<'t>(document: &Document<'t>, view: &View<'_>, ops: &[Op<'_>]) -> Result<Cow<'t, str>, Error> {
    if ops.is_empty() {
        return Ok(Cow::Borrowed(document.text()));
    }
    let mut edits = lower(view, ops);
    let unwrapped = edits.pop_if(|edit| edit.is_unwrap());
    if let (Some(edit), true) = (&unwrapped, edits.is_empty()) {
        return unwrap(document, &edit.pointer).map(Cow::Owned);
    }
    let text = edited(document, &lay_out(document, &edits)?);
    let checked = check::edited(document, &edits, &text)?;
    match unwrapped {
        None => Ok(text),
        Some(edit) => unwrap(&checked, &edit.pointer).map(Cow::Owned),
    }
}

/// The splices that carry out edits on the text of a document, [`Action::Unwrap`] aside; what they make is checked as
/// [`apply`] does.
///
/// ```
/// use outrigger_core::{Action, Document, Edit, Pointer, Value};
///
/// let document = Document::scan(r#"{"cpu": 256}"#)?;
/// let edit = Edit { pointer: Pointer::root().then("cpu"), action: Action::Set(Value::parse("512")?.into()) };
/// let splices = outrigger_json::splices(&document, &[edit])?;
/// assert_eq!(splices.apply(document.text()), r#"{"cpu": 512}"#);
/// # Ok::<(), outrigger_core::Error>(())
/// ```
///
/// # Errors
///
/// Edits that are not for this document: what they change is not there. And, as a fault of this library, splices that do
/// not make what the edits ask for.
pub fn splices(document: &Document<'_>, edits: &[Edit<'_>]) -> Result<Splices, Error> {
    let splices = lay_out(document, edits)?;
    check::edited(document, edits, &edited(document, &splices))?;
    Ok(splices)
}

/// The text that splices make of a document: all new text comes from here, and every caller checks it.
fn edited<'t>(document: &Document<'t>, splices: &Splices) -> Cow<'t, str> {
    let old = document.text();
    if splices.is_empty() { Cow::Borrowed(old) } else { Cow::Owned(splices.apply(old)) }
}

/// The splices that carry out edits.
fn lay_out(document: &Document<'_>, edits: &[Edit<'_>]) -> Result<Splices, Error> {
    let mut changes = Changes {
        style: Style::of(document),
        tree: Tree { root: document.root(), elements: BTreeMap::new() },
        noted: Vec::with_capacity(edits.len()),
        splices: Vec::with_capacity(edits.len()),
    };
    for edit in edits {
        changes.note(edit).ok_or_else(|| {
            Error::new(ErrorKind::Change, format!("there is nothing to change at `{}`", edit.pointer))
                .at_pointer(edit.pointer.clone())
        })?;
    }
    let mut noted = std::mem::take(&mut changes.noted);
    // Changes of the same holder are grouped, in the order of their edits.
    noted.sort_by_key(|(holder, _)| holder.span().start);
    for changes_of_one in noted.chunk_by(|(one, _), (other, _)| one.span() == other.span()) {
        changes.splice_holder(changes_of_one);
    }
    Splices::new(document.text(), changes.splices)
}

/// In how many objects beside one an example for its members is looked for.
const OTHERS: usize = 64;

/// How many elements of an array are counted off to one of them.
const FEW: usize = 16;

/// What becomes of an array or object.
enum Change<'e, 'o> {
    /// It gets a member, to which these tokens lead.
    Member { name: &'e str, value: &'e Value<'o>, tokens: &'e [Token] },
    /// It gets elements.
    Elements(&'e [Cow<'o, Value<'o>>]),
    /// A member or element goes.
    Remove(&'e Token),
}

/// The values of a document.
struct Tree<'d, 'a> {
    root: Cursor<'d, 'a>,
    /// The elements of arrays that were gone through, by the offset that each begins at.
    elements: BTreeMap<usize, Vec<Cursor<'d, 'a>>>,
}

impl<'d, 'a> Tree<'d, 'a> {
    /// The value that a pointer leads to, found in the same time at any index of an array.
    fn at(&mut self, tokens: &[Token]) -> Option<Cursor<'d, 'a>> {
        tokens.iter().try_fold(self.root, |cursor, token| match token {
            Token::Member(name) => cursor.member(name),
            Token::Index(index) if *index < FEW => cursor.elements().nth(*index),
            Token::Index(index) => {
                let elements = self.elements.entry(cursor.span().start).or_insert_with(|| cursor.elements().collect());
                elements.get(*index).copied()
            }
        })
    }

    /// The array or object that a pointer leads to.
    fn holder(&mut self, tokens: &[Token]) -> Option<Cursor<'d, 'a>> {
        self.at(tokens).filter(|holder| matches!(holder.kind(), Kind::Array | Kind::Object))
    }

    /// The members of this name in the other objects of the same array, if they are of this kind.
    fn beside(&mut self, tokens: &[Token], kind: Kind) -> Alike<'d, 'a> {
        let [array @ .., _, Token::Member(name)] = tokens else { return Alike::default() };
        let array = self.at(array);
        let others = array.iter().flat_map(|array| array.elements()).take(OTHERS);
        few(others.filter_map(|other| other.member(name)).filter(|value| is_like(*value, kind)))
    }
}

struct Changes<'d, 'a, 'e, 'o> {
    style: Style<'d, 'a>,
    tree: Tree<'d, 'a>,
    /// What is to change, with the array or object that it is about.
    noted: Vec<(Cursor<'d, 'a>, Change<'e, 'o>)>,
    splices: Vec<(Range<usize>, String)>,
}

impl<'d, 'a, 'e, 'o> Changes<'d, 'a, 'e, 'o> {
    /// Notes an edit; `None` if what it is about is not there.
    fn note(&mut self, edit: &'e Edit<'o>) -> Option<()> {
        let tokens = edit.pointer.tokens();
        match &edit.action {
            Action::Set(value) => match self.tree.at(tokens) {
                Some(present) => self.replace(present, tokens, value),
                None => {
                    let (token, object) = tokens.split_last()?;
                    let change = Change::Member { name: token.as_member()?, value, tokens };
                    self.noted.push((self.tree.holder(object)?, change));
                }
            },
            Action::Append(values) => {
                self.noted.push((self.tree.holder(tokens)?, Change::Elements(values)));
            }
            Action::Remove => {
                let (token, holder) = tokens.split_last()?;
                self.noted.push((self.tree.holder(holder)?, Change::Remove(token)));
            }
            Action::Unwrap => return None,
        }
        Some(())
    }

    fn replace(&mut self, present: Cursor<'d, 'a>, tokens: &[Token], value: &Value<'_>) {
        let kind = value.kind();
        let beside = if value.is_composite() { self.tree.beside(tokens, kind) } else { Alike::default() };
        let like = few([Some(present)].iter().chain(&beside).flatten().copied().filter(|value| is_like(*value, kind)));
        let span = present.span();
        let mut writer = Writer::new(&self.style, span.start, self.style.depth_at(span.start), 0);
        writer.value(value, &like);
        let text = writer.finish();
        self.splices.push((span, text));
    }

    /// Makes the splices for one array or object.
    fn splice_holder(&mut self, changes: &[(Cursor<'d, 'a>, Change<'e, 'o>)]) {
        let Some(&(holder, _)) = changes.first() else { return };
        let removed = removed(holder, changes);
        let [before, last] = last_entries(holder);
        let staying = if removed.is_empty() { last } else { self.splice_removed(holder, &removed) };
        let (Some(staying), Some(last)) = (staying, last) else {
            let text = self.fresh(holder, changes);
            if text != holder.raw() {
                self.splices.push((holder.span(), text));
            }
            return;
        };
        let gap = self.style.gap(holder, [before, Some(last)], &staying);
        let text = self.new_entries(holder, changes, end(&staying), gap);
        let range = end(&staying)..end(&last);
        if !range.is_empty() || !text.is_empty() {
            self.splices.push((range, text));
        }
    }

    /// New entries as text, which begins at this place in the document.
    fn new_entries(
        &mut self,
        holder: Cursor<'d, 'a>,
        changes: &[(Cursor<'d, 'a>, Change<'e, 'o>)],
        at: usize,
        gap: Gap<'a>,
    ) -> String {
        let room = changes.iter().flat_map(|(_, change)| change.added()).map(|(_, value)| room(value)).sum();
        let mut writer = Writer::new(&self.style, at, gap.indent, room);
        for (_, change) in changes {
            match change {
                Change::Member { name, value, tokens } => {
                    let like =
                        if value.is_composite() { self.tree.beside(tokens, value.kind()) } else { Alike::default() };
                    writer.gap(gap);
                    writer.member(name, value, &like);
                }
                Change::Elements(elements) => {
                    let like = few(holder.elements());
                    for element in *elements {
                        writer.gap(gap);
                        writer.element(element, &like);
                    }
                }
                Change::Remove(_) => {}
            }
        }
        writer.finish()
    }

    /// Makes the splices for entries that go before one that stays, in runs, and says which is the last that stays.
    fn splice_removed(&mut self, holder: Cursor<'d, 'a>, removed: &[usize]) -> Option<Entry<'d, 'a>> {
        let entries = entries(holder);
        let stays = |index: &usize| removed.binary_search(index).is_err();
        let last_staying = (0..entries.len()).rev().find(stays)?;
        let mut index = 0;
        while index < last_staying {
            if stays(&index) {
                index += 1;
                continue;
            }
            let next = (index..=last_staying).find(stays).unwrap_or(last_staying);
            let range = match index.checked_sub(1) {
                Some(before) => end(&entries[before])..end(&entries[next - 1]),
                None => start(&entries[index])..start(&entries[next]),
            };
            self.splices.push((range, String::new()));
            index = next;
        }
        Some(entries[last_staying])
    }

    /// An array or object that had no entry, or loses all of them, with its new ones.
    fn fresh(&mut self, holder: Cursor<'d, 'a>, changes: &[(Cursor<'d, 'a>, Change<'e, 'o>)]) -> String {
        let kind = holder.kind();
        let values = [holder].into_iter().chain(holder.elements().take(NEIGHBOURS));
        let mut like = few(values.filter(|value| is_like(*value, kind)));
        for (_, change) in changes {
            if let Change::Member { tokens, .. } = change {
                let beside = self.tree.beside(tokens, kind);
                like = few(like.into_iter().chain(beside).flatten());
            }
        }
        let entries = changes.iter().flat_map(|(_, change)| change.added());
        let value = if kind == Kind::Object {
            Value::object(entries.map(|(name, value)| (name.unwrap_or_default(), value.clone())))
        } else {
            Value::Array(entries.map(|(_, value)| value.clone()).collect())
        };
        let mut writer = Writer::new(&self.style, holder.span().start, self.style.depth_at(holder.span().start), 0);
        writer.value(&value, &like);
        writer.finish()
    }
}

impl<'e, 'o> Change<'e, 'o> {
    /// What is added, each with its name if it is a member.
    fn added(&self) -> impl Iterator<Item = (Option<&'e str>, &'e Value<'o>)> {
        let (member, elements) = match self {
            Self::Member { name, value, .. } => (Some((Some(*name), *value)), &[][..]),
            Self::Elements(elements) => (None, *elements),
            Self::Remove(_) => (None, &[][..]),
        };
        member.into_iter().chain(elements.iter().map(|element| (None, &**element)))
    }
}

/// How much room the text of a new value takes: enough for a variable, or for a container.
fn room(value: &Value<'_>) -> usize {
    if value.members().iter().any(|(_, value)| value.is_composite()) { 4096 } else { 256 }
}

/// Which entries go, by their indices, sorted.
fn removed(holder: Cursor<'_, '_>, changes: &[(Cursor<'_, '_>, Change<'_, '_>)]) -> Vec<usize> {
    let (mut removed, mut names) = (Vec::new(), Vec::new());
    for (_, change) in changes {
        match change {
            Change::Remove(Token::Index(index)) => removed.push(*index),
            Change::Remove(Token::Member(name)) => names.push(&**name),
            Change::Member { .. } | Change::Elements(_) => {}
        }
    }
    if !names.is_empty() {
        names.sort_unstable();
        let goes = |name: Cursor<'_, '_>| name.as_str().is_some_and(|name| names.binary_search(&&*name).is_ok());
        let entries = holder.entries().enumerate();
        removed.extend(entries.filter(|(_, (name, _))| goes(*name)).map(|(index, _)| index));
    }
    removed.sort_unstable();
    removed.dedup();
    removed
}

/// Puts the members of an object that is a member of the root in the place of that member, one level less deep.
fn unwrap(document: &Document<'_>, pointer: &Pointer) -> Result<String, Error> {
    let text = document.text();
    let missing = || Error::new(ErrorKind::Change, "the task definition is not there").at_pointer(pointer.clone());
    let name = pointer.tokens().first().and_then(Token::as_member).ok_or_else(missing)?;
    let mut members = document.root().entries();
    let (wrapper, object) =
        members.find(|(found, _)| found.as_str().is_some_and(|found| found == name)).ok_or_else(missing)?;
    let inner = entries(object);
    let (Some(first), Some(last)) = (inner.first(), inner.last()) else { return Err(missing()) };
    let style = Style::of(document);
    let mut splices =
        vec![(wrapper.span().start..start(first), String::new()), (end(last)..object.span().end, String::new())];
    let outer_indent = style.indent_at(wrapper.span().start);
    if let Some(extra) = style.indent_at(start(first)).strip_prefix(outer_indent).filter(|extra| !extra.is_empty()) {
        // A string has no line break, so every line break here begins a line.
        let line_starts =
            text[start(first)..end(last)].match_indices('\n').map(|(newline, _)| start(first) + newline + 1);
        for line in line_starts {
            let indent = style.indent_at(line).len();
            // One that begins with a comma may be less deep than the entries are.
            let least = if text[line + indent..].starts_with(',') { 0 } else { outer_indent.len() };
            if indent >= least + extra.len() {
                let at = line + outer_indent.len().min(indent - extra.len());
                splices.push((at..at + extra.len(), String::new()));
            }
        }
    }
    let unwrapped = Splices::new(text, splices)?.apply(text);
    check::unwrapped(document, pointer, &unwrapped)?;
    Ok(unwrapped)
}

#[cfg(test)]
mod tests;
