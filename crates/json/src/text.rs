//! Edits onto JSON text: every byte outside of what changes stays.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use outrigger_core::{
    Action, Cursor, Document, Edit, Error, Kind, Node, Op, Pointer, Splices, Token, Value, View, lower,
};

use crate::style::{Entry, NEIGHBOURS, Style, end, entries, last_entries, start};

/// Carries out the ops of a plan on the text of a document: the text itself where nothing changes.
///
/// A new value is laid out like those beside it; nothing else changes but the commas and blanks between.
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
/// Ops that are not for this view: what they change is not there.
pub fn apply<'t>(document: &Document<'t>, view: &View<'_>, ops: &[Op<'_>]) -> Result<Cow<'t, str>, Error> {
    if ops.is_empty() {
        return Ok(Cow::Borrowed(document.text()));
    }
    let mut edits = lower(view, ops);
    let unwrapped = edits.pop_if(|edit| edit.is_unwrap());
    let splices = splices(document, &edits)?;
    let text =
        if splices.is_empty() { Cow::Borrowed(document.text()) } else { Cow::Owned(splices.apply(document.text())) };
    match unwrapped {
        None => Ok(text),
        Some(edit) => unwrap(&text, &edit.pointer).map(Cow::Owned),
    }
}

/// In how many objects beside one an example for its members is looked for.
const OTHERS: usize = 64;

/// The splices that carry out edits on the text of a document, [`Action::Unwrap`] aside.
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
/// Edits that are not for this document: what they change is not there.
pub fn splices(document: &Document<'_>, edits: &[Edit<'_>]) -> Result<Splices, Error> {
    let mut changes = Changes {
        style: Style::of(document),
        root: document.root(),
        holders: BTreeMap::new(),
        appended: None,
        elements: HashMap::new(),
        splices: Vec::new(),
    };
    for edit in edits {
        changes.collect(edit).ok_or_else(|| {
            Error::new(format!("there is nothing to change at `{}`", edit.pointer)).at_pointer(edit.pointer.clone())
        })?;
    }
    for holder in std::mem::take(&mut changes.holders).into_values() {
        changes.splice_holder(holder);
    }
    Splices::new(document.text(), changes.splices)
}

/// An array or object whose entries come and go.
struct Holder<'d, 'a, 'e> {
    cursor: Cursor<'d, 'a>,
    removed: Vec<usize>,
    removed_names: HashSet<String>,
    added: Vec<Added<'d, 'a, 'e>>,
}

/// An entry that comes.
struct Added<'d, 'a, 'e> {
    /// Its name, if it is a member.
    name: Option<&'e str>,
    value: &'e Value<'e>,
    /// What a member is to look like; an element looks like those that are there.
    neighbours: Vec<Cursor<'d, 'a>>,
}

impl<'d, 'a> Holder<'d, 'a, '_> {
    /// The first elements of an array, which new ones are to look like.
    fn elements(&self) -> Vec<Cursor<'d, 'a>> {
        self.cursor.elements().take(NEIGHBOURS).collect()
    }

    /// The entries, if some of them go; otherwise the last two, between which is what stands before a new one.
    fn entries(&self) -> Vec<Entry<'d, 'a>> {
        if self.removed.is_empty() && self.removed_names.is_empty() {
            last_entries(self.cursor)
        } else {
            entries(self.cursor)
        }
    }
}

struct Changes<'d, 'a, 'e> {
    style: Style<'d, 'a>,
    root: Cursor<'d, 'a>,
    /// By the offset that each begins at.
    holders: BTreeMap<usize, Holder<'d, 'a, 'e>>,
    /// The array that an element was added to last, and where it begins: variables come by the dozen.
    appended: Option<(&'e Pointer, usize)>,
    /// The elements of arrays that were gone through, by the offset that each begins at.
    elements: HashMap<usize, Vec<Cursor<'d, 'a>>>,
    splices: Vec<(Range<usize>, String)>,
}

impl<'d, 'a, 'e> Changes<'d, 'a, 'e> {
    /// Notes an edit; `None` if what it is about is not there.
    fn collect(&mut self, edit: &'e Edit<'_>) -> Option<()> {
        match &edit.action {
            Action::Set(value) => match self.at(&edit.pointer) {
                Some(present) => self.replace(present, &edit.pointer, value),
                None => {
                    let (object, token) = edit.pointer.split_last()?;
                    let neighbours = self.neighbours(&edit.pointer);
                    self.holder(&object)?.added.push(Added { name: Some(token.as_member()?), value, neighbours });
                }
            },
            Action::Append(value) => {
                let holder = match self.appended.filter(|(pointer, _)| **pointer == edit.pointer) {
                    Some((_, start)) => self.holders.get_mut(&start)?,
                    None => self.holder(&edit.pointer)?,
                };
                holder.added.push(Added { name: None, value, neighbours: Vec::new() });
                self.appended = Some((&edit.pointer, holder.cursor.span().start));
            }
            Action::Remove => {
                let (at, token) = edit.pointer.split_last()?;
                let holder = self.holder(&at)?;
                match token {
                    Token::Index(index) => holder.removed.push(*index),
                    Token::Member(name) => {
                        holder.removed_names.insert(name.to_string());
                    }
                }
            }
            Action::Unwrap => return None,
        }
        Some(())
    }

    /// The value that a pointer leads to, found in the same time wherever in an array it stands.
    fn at(&mut self, pointer: &Pointer) -> Option<Cursor<'d, 'a>> {
        pointer.tokens().iter().try_fold(self.root, |cursor, token| match token {
            Token::Member(name) => cursor.member(name),
            Token::Index(index) => {
                let elements = self.elements.entry(cursor.span().start).or_insert_with(|| cursor.elements().collect());
                elements.get(*index).copied()
            }
        })
    }

    fn holder(&mut self, at: &Pointer) -> Option<&mut Holder<'d, 'a, 'e>> {
        let cursor = self.at(at).filter(|cursor| matches!(cursor.kind(), Kind::Array | Kind::Object))?;
        let fresh = || Holder { cursor, removed: Vec::new(), removed_names: HashSet::new(), added: Vec::new() };
        Some(self.holders.entry(cursor.span().start).or_insert_with(fresh))
    }

    fn replace(&mut self, present: Cursor<'d, 'a>, pointer: &Pointer, value: &Value<'_>) {
        let span = present.span();
        let mut neighbours = vec![present];
        neighbours.extend(self.neighbours(pointer));
        let mut text = String::new();
        self.style.write(&mut text, value, self.style.indent_at(span.start), &neighbours);
        self.splices.push((span, text));
    }

    /// The members of this name in the objects that stand in one array with this one's.
    fn neighbours(&self, pointer: &Pointer) -> Vec<Cursor<'d, 'a>> {
        let neighbours = pointer.split_last().and_then(|(object, token)| {
            let name = token.as_member()?;
            let (array, _) = object.split_last()?;
            let others = self.root.at(&array)?.elements().take(OTHERS).filter_map(|other| other.member(name));
            Some(others.filter(|other| other.raw().len() > "[]".len()).collect::<Vec<_>>())
        });
        neighbours.unwrap_or_default()
    }

    fn splice_holder(&mut self, mut holder: Holder<'d, 'a, 'e>) {
        let entries = holder.entries();
        if !holder.removed_names.is_empty() {
            let is_removed =
                |name: &Cursor<'_, '_>| name.as_str().is_some_and(|name| holder.removed_names.contains(&*name));
            let names = entries.iter().enumerate().filter(|(_, (name, _))| name.as_ref().is_some_and(is_removed));
            holder.removed.extend(names.map(|(index, _)| index).collect::<Vec<_>>());
        }
        holder.removed.sort_unstable();
        holder.removed.dedup();
        let count = entries.len();
        let stays = |index: &usize| holder.removed.binary_search(index).is_err();
        let Some(last_staying) = (0..count).rev().find(stays) else {
            let span = holder.cursor.span();
            let mut text = String::new();
            if holder.added.is_empty() {
                text.push_str(if holder.cursor.kind() == Kind::Object { "{}" } else { "[]" });
            } else {
                self.write_fresh(&mut text, &holder);
            }
            if text != holder.cursor.raw() {
                self.splices.push((span, text));
            }
            return;
        };
        // Entries that go before one that stays, in runs.
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
        // Room for a variable each; a container needs more.
        let mut text = String::with_capacity(256 * holder.added.len());
        let separator = self.style.separator(&entries, holder.cursor);
        let indent = match separator.rfind('\n') {
            Some(newline) => &separator[newline + 1..],
            None => self.style.indent_at(start(&entries[last_staying])),
        };
        let elements = holder.elements();
        for Added { name, value, neighbours } in &holder.added {
            text.push_str(&separator);
            let neighbours = if name.is_some() { neighbours } else { &elements };
            self.style.write_entry(&mut text, *name, value, indent, neighbours);
        }
        let range = end(&entries[last_staying])..end(&entries[count - 1]);
        if !range.is_empty() || !text.is_empty() {
            self.splices.push((range, text));
        }
    }

    /// Writes an array or object that had no entry, or loses all of them, with its new ones.
    fn write_fresh(&self, text: &mut String, holder: &Holder<'d, 'a, 'e>) {
        let members =
            holder.added.iter().map(|added| (added.name.unwrap_or_default().to_string(), added.value.clone()));
        let value = if holder.cursor.kind() == Kind::Object {
            Value::object(members)
        } else {
            Value::Array(members.map(|(_, value)| value).collect())
        };
        let mut neighbours = vec![holder.cursor];
        neighbours.extend(holder.elements());
        neighbours.extend(holder.added.iter().flat_map(|added| added.neighbours.iter().copied()));
        self.style.write(text, &value, self.style.indent_at(holder.cursor.span().start), &neighbours);
    }
}

/// Puts the members of an object that is a member of the root in the place of that member, one level less deep.
fn unwrap(text: &str, pointer: &Pointer) -> Result<String, Error> {
    let document = Document::scan(text)?;
    let missing = || Error::new("the task definition is not there").at_pointer(pointer.clone());
    let name = pointer.tokens().first().and_then(Token::as_member).ok_or_else(missing)?;
    let mut members = document.root().entries();
    let (wrapper, object) =
        members.find(|(found, _)| found.as_str().is_some_and(|found| found == name)).ok_or_else(missing)?;
    let inner = entries(object);
    let (Some(first), Some(last)) = (inner.first(), inner.last()) else { return Err(missing()) };
    let style = Style::of(&document);
    let mut splices =
        vec![(wrapper.span().start..start(first), String::new()), (end(last)..object.span().end, String::new())];
    let outer_indent = style.indent_at(wrapper.span().start);
    if let Some(extra) = style.indent_at(start(first)).strip_prefix(outer_indent).filter(|extra| !extra.is_empty()) {
        // A line break never stands inside a string, so every one here begins a line of its own.
        let line_starts =
            text[start(first)..end(last)].match_indices('\n').map(|(newline, _)| start(first) + newline + 1);
        for line in line_starts.filter(|&line| style.indent_at(line).len() >= outer_indent.len() + extra.len()) {
            let at = line + outer_indent.len();
            splices.push((at..at + extra.len(), String::new()));
        }
    }
    Ok(Splices::new(text, splices)?.apply(text))
}

#[cfg(test)]
mod tests {
    use outrigger_core::{Policy, Template, plan_injection, plan_removal};

    use super::*;

    const SIDECAR: &str = r#"{
        "name": "s",
        "container": {"image": "i", "cpu": 32, "command": ["a", "b"], "portMappings": [{"containerPort": 1, "protocol": "udp"}]},
        "application": {"environment": [{"name": "NAME", "value": "v"}]}
    }"#;

    /// Injects the sidecar, and takes it out again.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let sidecar = Template::parse(SIDECAR).unwrap().sidecar([]).unwrap();
        let policy = Policy { record: false, allow: outrigger_core::Rule::ALL.to_vec(), ..Policy::default() };
        let change = |text: &str, plan: for<'p> fn(&View<'p>, &'p outrigger_core::Sidecar, &Policy) -> outrigger_core::Plan<'p>| {
            let document = Document::scan(text).unwrap();
            let view = View::read(document.root(), "s").unwrap();
            apply(&document, &view, &plan(&view, &sidecar, &policy).ops).unwrap().into_owned()
        };
        let injected = change(before, plan_injection);
        assert_eq!(injected, after);
        assert_eq!(change(&injected, plan_removal), before);
    }

    #[test]
    fn compact() {
        check(
            r#"[{"name":"api","environment":[{"name":"A","value":"1"}]}]"#,
            r#"[{"name":"api","environment":[{"name":"A","value":"1"},{"name":"NAME","value":"v"}]},{"name":"s","image":"i","cpu":32,"command":["a","b"],"portMappings":[{"containerPort":1,"protocol":"udp"}]}]"#,
        );
    }

    #[test]
    fn on_one_line_with_blanks() {
        check(
            r#"[{"name": "api"}]"#,
            r#"[{"name": "api", "environment": [{"name": "NAME", "value": "v"}]}, {"name": "s", "image": "i", "cpu": 32, "command": ["a", "b"], "portMappings": [{"containerPort": 1, "protocol": "udp"}]}]"#,
        );
    }

    #[test]
    fn an_entry_a_line_with_tabs_and_crlf() {
        check(
            "[\r\n\t{\r\n\t\t\"name\": \"api\"\r\n\t}\r\n]\r\n",
            "[\r\n\t{\r\n\t\t\"name\": \"api\",\r\n\t\t\"environment\": [\r\n\t\t\t{\r\n\t\t\t\t\"name\": \"NAME\",\r\n\t\t\t\t\"value\": \"v\"\r\n\
             \t\t\t}\r\n\t\t]\r\n\t},\r\n\t{\r\n\t\t\"name\": \"s\",\r\n\t\t\"image\": \"i\",\r\n\t\t\"cpu\": 32,\r\n\t\t\"command\": [\r\n\t\t\t\"a\",\r\n\
             \t\t\t\"b\"\r\n\t\t],\r\n\t\t\"portMappings\": [\r\n\t\t\t{\r\n\t\t\t\t\"containerPort\": 1,\r\n\t\t\t\t\"protocol\": \"udp\"\r\n\t\t\t}\r\n\
             \t\t]\r\n\t}\r\n]\r\n",
        );
    }

    #[test]
    fn spaced_brackets_and_an_aligned_table() {
        check(
            r#"[
  {
    "name": "api",
    "command": [ "run" ],
    "environment": [
      { "name": "A",       "value": "1" },
      { "name": "LONGER",  "value": "2" }
    ]
  }
]"#,
            r#"[
  {
    "name": "api",
    "command": [ "run" ],
    "environment": [
      { "name": "A",       "value": "1" },
      { "name": "LONGER",  "value": "2" },
      { "name": "NAME",    "value": "v" }
    ]
  },
  {
    "name": "s",
    "image": "i",
    "cpu": 32,
    "command": [ "a", "b" ],
    "portMappings": [
      { "containerPort": 1, "protocol": "udp" }
    ]
  }
]"#,
        );
    }

    #[test]
    fn a_document_that_is_indented_itself() {
        check(
            "    [\n      {\n        \"name\": \"api\",\n        \"user\": \"u\"\n      }\n    ]\n",
            "    [\n      {\n        \"name\": \"api\",\n        \"user\": \"u\",\n        \"environment\": [\n          {\n            \
             \"name\": \"NAME\",\n            \"value\": \"v\"\n          }\n        ]\n      },\n      {\n        \"name\": \"s\",\n        \
             \"image\": \"i\",\n        \"cpu\": 32,\n        \"command\": [\n          \"a\",\n          \"b\"\n        ],\n        \
             \"portMappings\": [\n          {\n            \"containerPort\": 1,\n            \"protocol\": \"udp\"\n          }\n        \
             ]\n      }\n    ]\n",
        );
    }

    #[test]
    fn brackets_that_hug_and_colons_with_blanks() {
        check(
            r#"{
    "containerDefinitions" : [{
        "name" : "api"
    }]
}"#,
            r#"{
    "containerDefinitions" : [{
        "name" : "api",
        "environment" : [{
            "name" : "NAME",
            "value" : "v"
        }]
    }, {
        "name" : "s",
        "image" : "i",
        "cpu" : 32,
        "command" : [
            "a",
            "b"
        ],
        "portMappings" : [{
            "containerPort" : 1,
            "protocol" : "udp"
        }]
    }]
}"#,
        );
    }

    #[test]
    fn nothing_but_the_form_changes() {
        let text = "{\n  \"tags\": [],\n  \"taskDefinition\": {\n    \"revision\": 1,\n    \"containerDefinitions\": [\n      {\n        \
                    \"name\": \"é\"\n      }\n    ],\n\n    \"future\": {\"a\":  1.10}\n  }\n}\n";
        let document = Document::scan(text).unwrap();
        let view = View::read(document.root(), "s").unwrap();
        let plan = outrigger_core::plan_registration(&view, &Policy::default());
        assert_eq!(
            apply(&document, &view, &plan.ops).unwrap(),
            "{\n  \"containerDefinitions\": [\n    {\n      \"name\": \"é\"\n    }\n  ],\n\n  \"future\": {\"a\":  1.10}\n}\n"
        );
    }
}
