//! Reads a changed text again before it is returned, and compares it with the edits.
//!
//! Both texts are walked side by side, along the pointers of the edits. Where no edit leads, the same bytes must be found:
//! they mean the same, since both texts are JSON. A value that an edit gives must be found where the edit says, one that an
//! edit takes out must not be found, and nothing else may be there. So a wrong comma, a value in a wrong place, and a member
//! that is lost or there twice are all seen. No byte is compared twice, and nothing here knows how a text is laid out.

use std::borrow::Cow;

use outrigger_core::{Action, Cursor, Document, Edit, Error, ErrorKind, Kind, Node, Pointer, Position, Token, Value};

/// Checks that a text is what edits make of a document, [`Action::Unwrap`] aside; returns the text as it was read again.
///
/// # Errors
///
/// What says that this program is wrong: a text that is not JSON, or is other JSON than the edits ask for.
pub(crate) fn edited<'t>(before: &Document<'_>, edits: &[Edit<'_>], text: &'t str) -> Result<Document<'t>, Error> {
    let after = read_again(text)?;
    let mut sorted: Vec<_> = edits.iter().collect();
    sorted.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    if is_edited(before.root(), &sorted, 0, after.root()) { Ok(after) } else { Err(unplanned()) }
}

/// Checks that a text is what [`Action::Unwrap`] makes of a document.
///
/// # Errors
///
/// As [`edited`].
pub(crate) fn unwrapped(before: &Document<'_>, pointer: &Pointer, text: &str) -> Result<(), Error> {
    let after = read_again(text)?;
    let mut found = after.root().entries();
    let is_next = |(name, value): (Cursor<'_, '_>, Cursor<'_, '_>)| {
        found.next().is_some_and(|(found_name, found)| name.raw() == found_name.raw() && is_same(value, found))
    };
    let wrapper = pointer.tokens().first().and_then(Token::as_member);
    let is_wrapper = |name: Cursor<'_, '_>| name.as_str().is_some_and(|name| Some(&*name) == wrapper);
    let members = before.root().entries().flat_map(|(name, value)| {
        // One of the two has no members.
        let (inner, own) = if is_wrapper(name) { (Some(value), None) } else { (None, Some((name, value))) };
        inner.into_iter().flat_map(Cursor::entries).chain(own)
    });
    if members.into_iter().all(is_next) && found.next().is_none() { Ok(()) } else { Err(unplanned()) }
}

/// Reads what is to be the new text.
fn read_again(text: &str) -> Result<Document<'_>, Error> {
    Document::scan(text).map_err(|error| {
        // Not what is found there: that may be a secret.
        let position = Position::of(text, error.offset().unwrap_or_default());
        fault(format!("internal error: the result is not valid JSON at {position}"))
    })
}

fn unplanned() -> Error {
    fault("internal error: the result is not the planned change")
}

fn fault(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Internal, message)
        .with_help("nothing was changed; please report this, and how the file is laid out")
}

/// Whether `after` is what edits make of a value which the first `depth` tokens of their pointers lead to.
fn is_edited(before: Cursor<'_, '_>, edits: &[&Edit<'_>], depth: usize, after: Cursor<'_, '_>) -> bool {
    // The shortest pointers come first: those that lead to the value itself.
    let (own, inner) = edits.split_at(edits.partition_point(|edit| edit.pointer.tokens().len() == depth));
    let mut added = Vec::new();
    for edit in own {
        match &edit.action {
            Action::Set(value) => return own.len() == edits.len() && is_value(value, after),
            Action::Append(values) => added.extend(values.iter().map(|value| &**value)),
            Action::Remove | Action::Unwrap => return false,
        }
    }
    if inner.is_empty() && added.is_empty() {
        return before.raw() == after.raw();
    }
    match (before.kind(), after.kind()) {
        (Kind::Array, Kind::Array) => are_elements_edited(before, inner, depth, &added, after),
        (Kind::Object, Kind::Object) if added.is_empty() => are_members_edited(before, inner, depth, after),
        (_, _) => false,
    }
}

/// The same for the elements of an array, of which these are added.
fn are_elements_edited(
    before: Cursor<'_, '_>,
    edits: &[&Edit<'_>],
    depth: usize,
    added: &[&Value<'_>],
    after: Cursor<'_, '_>,
) -> bool {
    let mut found = after.elements();
    let mut groups = groups(edits, depth).peekable();
    let are_old_ones_edited = before.elements().enumerate().all(|(index, element)| {
        let edits = groups.next_if(|edits| *token(edits, depth) == Token::Index(index)).unwrap_or_default();
        is_removed(edits, depth) || found.next().is_some_and(|found| is_edited(element, edits, depth + 1, found))
    });
    are_old_ones_edited
        && groups.next().is_none()
        && added.iter().all(|value| found.next().is_some_and(|found| is_value(value, found)))
        && found.next().is_none()
}

/// The same for the members of an object. Of members with one name an edit means the last, and a removal all.
fn are_members_edited(before: Cursor<'_, '_>, edits: &[&Edit<'_>], depth: usize, after: Cursor<'_, '_>) -> bool {
    let groups: Vec<_> = groups(edits, depth).collect();
    let group_of = |name: Cursor<'_, '_>| {
        let name = name.as_str()?;
        groups.binary_search_by(|edits| token(edits, depth).as_member().cmp(&Some(&*name))).ok()
    };
    let mut last = vec![None; groups.len()];
    for (index, (name, _)) in before.entries().enumerate() {
        if let Some(group) = group_of(name) {
            last[group] = Some(index);
        }
    }
    let mut found = after.entries();
    let are_old_ones_edited = before.entries().enumerate().all(|(index, (name, value))| {
        let group = group_of(name);
        let edits = match group {
            Some(group) if is_removed(groups[group], depth) => return true,
            Some(group) if last[group] == Some(index) => groups[group],
            Some(_) | None => &[],
        };
        let is_same_name = |found: Cursor<'_, '_>| found.raw() == name.raw();
        found.next().is_some_and(|(name, found)| is_same_name(name) && is_edited(value, edits, depth + 1, found))
    });
    // What is new comes in any order, each once.
    let is_new = |(group, edits): &(&&[&Edit<'_>], &Option<usize>)| edits.is_none() && !is_removed(group, depth);
    let mut added: Vec<_> = groups.iter().zip(&last).filter(is_new).map(|(group, _)| *group).collect();
    let are_new_ones_added = found.all(|(name, value)| {
        let name = name.as_str();
        let is_meant = |edits: &&[&Edit<'_>]| token(edits, depth).as_member() == name.as_deref();
        let edits = added.iter().position(is_meant).map(|group| added.swap_remove(group)).unwrap_or_default();
        let [Edit { pointer, action: Action::Set(expected) }] = edits else { return false };
        pointer.tokens().len() == depth + 1 && is_value(expected, value)
    });
    are_old_ones_edited && are_new_ones_added && added.is_empty()
}

/// Edits that lead into one value, by the member or element of it that they lead to.
fn groups<'s, 'e, 'o>(edits: &'s [&'e Edit<'o>], depth: usize) -> impl Iterator<Item = &'s [&'e Edit<'o>]> {
    edits.chunk_by(move |one, other| one.pointer.tokens()[depth] == other.pointer.tokens()[depth])
}

/// Where the edits of a group lead.
fn token<'e>(group: &[&'e Edit<'_>], depth: usize) -> &'e Token {
    &group[0].pointer.tokens()[depth]
}

/// Whether these edits take out the member or element that they lead to.
fn is_removed(group: &[&Edit<'_>], depth: usize) -> bool {
    matches!(group, [Edit { pointer, action: Action::Remove }] if pointer.tokens().len() == depth + 1)
}

/// Whether a value is found in a text.
fn is_value(expected: &Value<'_>, found: Cursor<'_, '_>) -> bool {
    match expected {
        Value::Null => found.kind() == Kind::Null,
        Value::Bool(truth) => found.as_bool() == Some(*truth),
        Value::Number(text) => found.as_number().as_deref() == Some(text),
        Value::String(text) => found.as_str().as_deref() == Some(text),
        Value::Array(elements) => {
            let mut found_ones = found.elements();
            let is_next = |element| found_ones.next().is_some_and(|found| is_value(element, found));
            found.kind() == Kind::Array && elements.iter().all(is_next) && found_ones.next().is_none()
        }
        Value::Object(members) => {
            let mut found_ones = found.entries();
            let is_next = |(name, value): &(Cow<'_, str>, Value<'_>)| {
                let next = found_ones.next();
                next.is_some_and(|(found_name, found)| {
                    found_name.as_str().as_ref() == Some(name) && is_value(value, found)
                })
            };
            found.kind() == Kind::Object && members.iter().all(is_next) && found_ones.next().is_none()
        }
    }
}

/// Whether two values are the same but for the white space in them.
fn is_same(one: Cursor<'_, '_>, other: Cursor<'_, '_>) -> bool {
    if one.raw() == other.raw() {
        return true;
    }
    let (mut elements, mut entries) = (other.elements(), other.entries());
    one.kind() == other.kind()
        && matches!(one.kind(), Kind::Array | Kind::Object)
        && one.elements().all(|one| elements.next().is_some_and(|other| is_same(one, other)))
        && elements.next().is_none()
        && one.entries().all(|(one_name, one)| {
            entries.next().is_some_and(|(name, other)| one_name.raw() == name.raw() && is_same(one, other))
        })
        && entries.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOT_JSON: &str = "internal error: the result is not valid JSON";
    const NOT_PLANNED: &str = "internal error: the result is not the planned change";

    fn pointer(text: &str) -> Pointer {
        text.split('/').skip(1).fold(Pointer::root(), |pointer, token| match token.parse::<usize>() {
            Ok(index) => pointer.then(index),
            Err(_) => pointer.then(token.to_string()),
        })
    }

    fn set(at: &str, value: &str) -> Edit<'static> {
        Edit { pointer: pointer(at), action: Action::Set(Value::parse(value).unwrap().into()) }
    }

    fn append(at: &str, values: &[&str]) -> Edit<'static> {
        let values = values.iter().map(|value| Value::parse(value).unwrap().into());
        Edit { pointer: pointer(at), action: Action::Append(values.collect()) }
    }

    fn remove(at: &str) -> Edit<'static> {
        Edit { pointer: pointer(at), action: Action::Remove }
    }

    fn answer(result: Result<(), Error>) -> String {
        result.map_or_else(|error| error.to_string(), |()| "as planned".to_string())
    }

    /// Which texts are, and are not, what these edits make of a document.
    #[track_caller]
    fn check(before: &str, edits: &[Edit<'_>], right: &[&str], wrong: &[(&str, &str)]) {
        let before = Document::scan(before).unwrap();
        let right = right.iter().map(|text| (*text, "as planned"));
        for (text, expected) in right.chain(wrong.iter().copied()) {
            let answer = answer(edited(&before, edits, text).map(drop));
            assert!(answer.starts_with(expected), "{text}: {answer}");
        }
    }

    #[test]
    fn an_element_is_added() {
        check(
            "[1, 2]",
            &[append("", &["{\"a\": [3, null]}"])],
            &["[1, 2, {\"a\": [3, null]}]", "[1, 2\n  , {\"a\":[ 3,null ]}\n]"],
            &[
                ("[1, 2 {\"a\": [3, null]}]", NOT_JSON),
                ("[1, 2,, {\"a\": [3, null]}]", NOT_JSON),
                ("[1, 2, {\"a\": [3, null]},]", NOT_JSON),
                ("[1, 2]", NOT_PLANNED),
                ("[{\"a\": [3, null]}, 1, 2]", NOT_PLANNED),
                ("[1, {\"a\": [3, null]}]", NOT_PLANNED),
                ("[1, 2, {\"a\": [3, null]}, {\"a\": [3, null]}]", NOT_PLANNED),
                ("[1, 2, {\"a\": [3]}]", NOT_PLANNED),
                ("[1, 2, {\"a\": [3, null, null]}]", NOT_PLANNED),
                ("[1, 2, {\"b\": [3, null]}]", NOT_PLANNED),
                ("[1, 2, {\"a\": [3, null], \"b\": 0}]", NOT_PLANNED),
                ("[1.0, 2, {\"a\": [3, null]}]", NOT_PLANNED),
                ("{\"a\": [3, null]}", NOT_PLANNED),
            ],
        );
    }

    #[test]
    fn members_are_added_and_set_deep_inside() {
        check(
            r#"{"list": [{"a": 1}, {"a": 1, "b": [ ]}], "other": "\u0061"}"#,
            &[set("/list/1/new", "true"), set("/list/1/a", "2"), set("/more", "\"x\"")],
            &[
                r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true}], "other": "\u0061", "more": "x"}"#,
                r#"{"list": [{"a": 1} , {"a": 2, "b": [ ] , "new": true}], "other": "\u0061", "more": "\u0078"}"#,
            ],
            &[
                (
                    r#"{"list": [{"a": 2}, {"a": 1, "b": [ ], "new": true}], "other": "\u0061", "more": "x"}"#,
                    NOT_PLANNED,
                ),
                (
                    r#"{"list": [{"a": 1, "new": true}, {"a": 2, "b": [ ]}], "other": "\u0061", "more": "x"}"#,
                    NOT_PLANNED,
                ),
                (
                    r#"{"list": [{"a": 1}, {"a": 2, "b": [], "new": true}], "other": "\u0061", "more": "x"}"#,
                    NOT_PLANNED,
                ),
                (r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true}], "other": "a", "more": "x"}"#, NOT_PLANNED),
                (r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true}], "more": "x"}"#, NOT_PLANNED),
                (r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true}], "other": "\u0061"}"#, NOT_PLANNED),
                (
                    r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true}], "other": "\u0061", "more": "x", "more": "x"}"#,
                    NOT_PLANNED,
                ),
                (
                    r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true, "a": 2}], "other": "\u0061", "more": "x"}"#,
                    NOT_PLANNED,
                ),
                (r#"{"list": [{"a": 1}, {"a": 2, "b": [ ], "new": true} "other": "\u0061", "more": "x"}"#, NOT_JSON),
            ],
        );
    }

    #[test]
    fn entries_are_removed() {
        check(
            r#"{"a": 1, "b": [1, 2, 3], "c": 3}"#,
            &[remove("/b/1"), remove("/a")],
            &[r#"{"b": [1, 3], "c": 3}"#],
            &[
                (r#"{"a": 1, "b": [1, 3], "c": 3}"#, NOT_PLANNED),
                (r#"{"b": [1, 2], "c": 3}"#, NOT_PLANNED),
                (r#"{"b": [1, 2, 3], "c": 3}"#, NOT_PLANNED),
                (r#"{"b": [1, 3]}"#, NOT_PLANNED),
                (r#"{"b": [1, 3], "d": 3}"#, NOT_PLANNED),
                (r#"{"c": 3, "b": [1, 3]}"#, NOT_PLANNED),
                (r#"{, "b": [1, 3], "c": 3}"#, NOT_JSON),
            ],
        );
        check("[1, 2]", &[remove("/2")], &[], &[("[1, 2]", NOT_PLANNED)]);
        check("[1]", &[remove("/0"), append("", &["2"])], &["[2]"], &[("[1, 2]", NOT_PLANNED), ("[]", NOT_PLANNED)]);
    }

    /// Of members with one name an edit means the last, and a removal all.
    #[test]
    fn members_of_one_name() {
        let before = r#"{"a": 1, "a": 2}"#;
        check(before, &[set("/a", "3")], &[r#"{"a": 1, "a": 3}"#], &[(r#"{"a": 3, "a": 2}"#, NOT_PLANNED)]);
        check(before, &[remove("/a")], &["{}"], &[(r#"{"a": 1}"#, NOT_PLANNED)]);
        let twice = [set("/b", "3"), set("/b", "4")];
        check("{}", &twice, &[], &[(r#"{"b": 3, "b": 4}"#, NOT_PLANNED), (r#"{"b": 4}"#, NOT_PLANNED)]);
    }

    #[test]
    fn what_was_unwrapped() {
        let before = r#"{"a": 0, "task": {"b": [1, {"c": "x"}], "d": {}}, "e": 2}"#;
        for (text, expected) in [
            (r#"{"a": 0, "b": [1, {"c": "x"}], "d": {}, "e": 2}"#, "as planned"),
            (r#"{"a": 0, "b": [ 1,{ "c":"x" }], "d": { }, "e": 2}"#, "as planned"),
            (r#"{"a": 0, "b": [1, {"c": "y"}], "d": {}, "e": 2}"#, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {"c": "x"}, 2], "d": {}, "e": 2}"#, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {}], "d": {}, "e": 2}"#, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {"c": "x"}], "e": 2}"#, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {"c": "x"}], "d": {}}"#, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {"c": "x"}], "d": {}, "e": 2, "e": 2}"#, NOT_PLANNED),
            (before, NOT_PLANNED),
            (r#"{"a": 0, "b": [1, {"c": "x"}] "d": {}, "e": 2}"#, NOT_JSON),
        ] {
            let answer = answer(unwrapped(&Document::scan(before).unwrap(), &pointer("/task"), text));
            assert!(answer.starts_with(expected), "{text}: {answer}");
        }
    }
}
