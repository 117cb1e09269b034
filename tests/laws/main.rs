//! The laws, property-tested over generated task definitions and generated layouts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ecs;
mod generate;

use std::collections::BTreeMap;

use generate::layout::{comma_first, written_in};
use generate::{
    Wildness, described, forged, forgeries, hostile_sidecars, policies, registered, sidecars, versions, written,
};
use outrigger::json::{inject, remove};
use outrigger::{
    Document, Node, OnConflict, Policy, Rule, Service, Severity, Sidecar, Template, Value, View, lint, plan_injection,
    plan_registration,
};
use proptest::prelude::*;

/// What injecting makes of a text; a case that is refused proves nothing, unless the program itself is at fault.
fn injected(text: &str, sidecar: &Sidecar, policy: &Policy) -> Result<String, TestCaseError> {
    match inject(text, sidecar, policy) {
        Ok(outcome) => Ok(outcome.text.into_owned()),
        Err(error) if error.to_string().starts_with("internal error") => {
            Err(TestCaseError::fail(format!("{error}\n{text}")))
        }
        Err(_) => Err(TestCaseError::reject("refused")),
    }
}

fn parsed(text: &str) -> Value<'static> {
    Value::parse(text.trim_start_matches('\u{feff}')).unwrap()
}

/// The value with the members of its objects sorted: equal where two texts are equal as JSON.
fn sorted(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.to_string().into(), sorted(value))).collect();
            members.sort_by(|(left, _): &(std::borrow::Cow<'static, str>, _), (right, _)| left.cmp(right));
            Value::Object(members)
        }
        Value::Array(elements) => Value::Array(elements.iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone().into_owned(),
    }
}

/// How many errors of each rule are in a text.
fn errors(text: &str) -> BTreeMap<Rule, usize> {
    let document = Document::scan(text).unwrap();
    let mut errors = BTreeMap::new();
    for finding in lint(document.root(), &Service::default()).unwrap() {
        if finding.severity == Severity::Error {
            *errors.entry(finding.rule).or_default() += 1;
        }
    }
    errors
}

/// A described text made registerable, and nothing else.
fn only_registered(text: &str) -> String {
    let document = Document::scan(text).unwrap();
    let view = View::read(document.root(), "").unwrap();
    let plan = plan_registration(&view, &Policy::default());
    outrigger::json::apply(&document, &view, &plan.ops).unwrap().into_owned()
}

/// Strings, numbers and words, runs of blanks, and every other character by itself.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => {
                let mut escaped = false;
                let close = rest.char_indices().skip(1).find(|(_, c)| {
                    let is_close = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    is_close
                });
                close.unwrap().0 + 1
            }
            ' ' | '\t' | '\r' | '\n' => rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len()),
            'a'..='z' | '-' | '0'..='9' => rest.find([',', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// How many pieces of `before`, less what may be filled, do not stand in `after`, in order.
fn vanished(before: &str, after: &str) -> usize {
    let after = pieces(after);
    let mut at = 0;
    let mut gone = 0;
    for piece in pieces(before).into_iter().filter(|piece| *piece != "null") {
        match after[at..].iter().position(|other| *other == piece) {
            Some(found) => at += found + 1,
            None => gone += 1,
        }
    }
    gone
}

/// The text with the blanks taken out that go when an empty array or object is filled.
fn without_inner_blanks(text: &str) -> String {
    let pieces = pieces(text);
    let is_inside = |at: usize| {
        let around = (at.checked_sub(1).map(|before| pieces[before]), pieces.get(at + 1).copied());
        pieces[at].trim_ascii().is_empty() && matches!(around, (Some("["), Some("]")) | (Some("{"), Some("}")))
    };
    (0..pieces.len()).filter(|at| !is_inside(*at)).map(|at| pieces[at]).collect()
}

/// Whether an array or object looks empty and is not quite: `[ ]`.
fn has_inner_blanks(text: &str) -> bool {
    without_inner_blanks(text) != text
}

/// Whether a size of the task, which `resize` may replace, is spelled with escapes; what comes back is not.
fn has_escaped_size(text: &str) -> bool {
    let document = Document::scan(text).unwrap();
    ["cpu", "memory"].iter().filter_map(|size| document.root().member(size)).any(|size| size.raw().contains('\\'))
}

fn sound() -> impl Strategy<Value = String> {
    written(registered(Wildness::Sound))
}

fn wild() -> impl Strategy<Value = String> {
    prop_oneof![written(registered(Wildness::Wild)), written(registered(Wildness::Sound))]
}

fn wild_or_described() -> impl Strategy<Value = String> {
    prop_oneof![2 => wild(), 1 => written(described(Wildness::Wild)), 1 => written(described(Wildness::Sound))]
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn law_1_idempotence(text in wild_or_described(), sidecar in sidecars(), policy in policies()) {
        let once = injected(&text, &sidecar, &policy)?;
        let twice = inject(&once, &sidecar, &policy).unwrap();
        prop_assert_eq!(&*twice.text, &once);
        prop_assert!(twice.plan.ops.is_empty(), "{:?}", twice.plan.ops);
    }

    #[test]
    fn law_1_idempotence_without_a_record(text in wild(), sidecar in sidecars()) {
        let policy = Policy { record: false, ..Policy::default() };
        let once = injected(&text, &sidecar, &policy)?;
        prop_assert_eq!(&*inject(&once, &sidecar, &policy).unwrap().text, &once);
    }

    #[test]
    fn law_2_convergence(text in sound(), sidecar in sidecars(), policy in policies()) {
        let once = injected(&text, &sidecar, &policy)?;
        // The reader that plays ECS takes no number that it cannot hold.
        let Ok(value) = serde_json::from_str(once.trim_start_matches('\u{feff}')) else {
            return Err(TestCaseError::reject("a number out of range"));
        };
        let described = ecs::normalised(&value);
        if described.is_array() {
            return Err(TestCaseError::reject("a bare array is not registered"));
        }
        let view = View::read(&described, sidecar.container_name()).unwrap();
        let plan = plan_injection(&view, &sidecar, &policy);
        prop_assert!(plan.is_empty(), "{:#?}", plan.ops);
    }

    #[test]
    fn law_3_locality(text in wild(), sidecar in sidecars()) {
        let after = injected(&text, &sidecar, &Policy::default())?;
        prop_assert_eq!(vanished(&without_inner_blanks(&text), &after), 0, "{}\n---\n{}", text, after);
        // Nothing but the sidecar, its wiring and its record is new: what both begin and end with is the same.
        prop_assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
        prop_assert_eq!(text.ends_with('\n'), after.ends_with('\n'));
    }

    /// What is new has its commas where the lines beside it have them.
    #[test]
    fn law_3_locality_of_commas(text in written_in(comma_first(), registered(Wildness::Sound)), sidecar in sidecars()) {
        prop_assume!(text.lines().any(|line| line.trim_start().starts_with(',')));
        let after = injected(&text, &sidecar, &Policy::default())?;
        let trailing = after.lines().find(|line| line.trim_end().ends_with(','));
        prop_assert_eq!(trailing, None, "{}\n---\n{}", text, after);
    }

    #[test]
    fn law_4_inverse(text in wild(), sidecar in sidecars(), policy in policies()) {
        let once = injected(&text, &sidecar, &policy)?;
        let back = match remove(&once, &sidecar, &policy) {
            Ok(outcome) => outcome.text.into_owned(),
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{once}"))),
        };
        let is_respelled = policy.resize && has_escaped_size(&text);
        if has_inner_blanks(&text) || is_respelled || policy.on_conflict == OnConflict::Replace {
            prop_assert_eq!(sorted(&parsed(&back)), sorted(&parsed(&text)));
        } else {
            prop_assert_eq!(back, text);
        }
    }

    #[test]
    fn law_4_inverse_of_described(text in written(described(Wildness::Sound)), sidecar in sidecars()) {
        let once = injected(&text, &sidecar, &Policy::default())?;
        let back = remove(&once, &sidecar, &Policy::default()).unwrap();
        let registered = only_registered(&text);
        if has_inner_blanks(&text) {
            prop_assert_eq!(sorted(&parsed(&back.text)), sorted(&parsed(&registered)));
        } else {
            prop_assert_eq!(&*back.text, &registered);
        }
    }

    #[test]
    fn law_5_agreement_of_text_value_and_model(text in wild_or_described(), sidecar in sidecars(), policy in policies()) {
        let bare = text.trim_start_matches('\u{feff}');
        let Ok(value) = serde_json::from_str::<serde_json::Value>(bare) else {
            return Err(TestCaseError::reject("a number out of range"));
        };
        // A reader that keeps one of two members of a name is given none, and one that rounds numbers none to round.
        if has_duplicates(&parsed(bare)) || !keeps_numbers(bare) {
            return Err(TestCaseError::reject("a document that serde_json does not keep"));
        }
        let from_text = injected(bare, &sidecar, &policy)?;
        let expected: serde_json::Value = serde_json::from_str(&from_text).unwrap();
        let (from_value, _) = outrigger::json::inject_value(&value, &sidecar, &policy).unwrap();
        prop_assert_eq!(records_read(&from_value), records_read(&expected));

        if let Ok(model) = serde_json::from_value::<outrigger::model::TaskDefinition>(value.clone())
            && value.get("taskDefinition").is_none() && !value.is_array() {
                let view = View::read(&value, sidecar.container_name()).unwrap();
                let plan = plan_injection(&view, &sidecar, &policy);
                let applied = outrigger::apply(&model, &plan.ops).unwrap();
                let mut from_model = serde_json::to_value(&applied).unwrap();
                let mut expected = expected;
                ecs::strip_nulls(&mut from_model);
                ecs::strip_nulls(&mut expected);
                prop_assert_eq!(records_read(&from_model), records_read(&expected));
            }
    }

    #[test]
    fn law_5_agreement_of_text_and_filter(text in wild_or_described(), name in proptest::sample::select(vec!["jaeger", "jaeger-v2", "adot", "xray-daemon"]), policy in policies()) {
        let bare = text.trim_start_matches('\u{feff}');
        let sidecar = Sidecar::built_in(name).unwrap();
        // A reader that keeps one of two members of a name is given none.
        if has_duplicates(&parsed(bare)) {
            return Err(TestCaseError::reject("a document with two members of one name"));
        }
        let on_conflict = match policy.on_conflict {
            OnConflict::Fail => "fail",
            OnConflict::Keep => "keep",
            OnConflict::Replace => "replace",
        };
        // No option says which revision ran before.
        let policy = Policy { previous: None, ..policy };
        let options = serde_json::json!({"on-conflict": on_conflict, "container": policy.containers, "resize": policy.resize});
        for (verb, expected) in [
            ("inject", outrigger::json::inject(bare, &sidecar, &policy)),
            ("remove", outrigger::json::remove(bare, &sidecar, &policy)),
        ] {
            let filter = outrigger::jq::Filter::compile(&format!("{verb}({name:?}; {options})")).unwrap();
            match (filter.run(bare), expected) {
                (Ok(output), Ok(expected)) => prop_assert_eq!(sorted(&parsed(output.trim_end())), sorted(&parsed(&expected.text))),
                (Err(_), Err(_)) => {}
                (output, expected) => prop_assert!(false, "{output:?} is not {expected:?}"),
            }
        }
    }

    #[test]
    fn law_6_commutation(text in wild(), one in sidecars(), policy in policies()) {
        // What replaces a container takes back what the other gave it before, and which of two made a task how large
        // depends on which was first.
        prop_assume!(policy.on_conflict != OnConflict::Replace && !policy.resize);
        let other = Sidecar::built_in("xray-daemon").unwrap();
        let forth = injected(&injected(&text, &one, &policy)?, &other, &policy)?;
        let back = injected(&injected(&text, &other, &policy)?, &one, &policy)?;
        prop_assert_eq!(unordered(&parsed(&forth)), unordered(&parsed(&back)));
    }

    #[test]
    fn law_7_update((one, other) in versions(), text in wild()) {
        let policy = Policy::default();
        let before = injected(&text, &one, &policy)?;
        let updated = injected(&before, &other, &policy)?;
        let fresh = injected(&text, &other, &policy)?;
        prop_assert_eq!(unordered(&parsed(&updated)), unordered(&parsed(&fresh)));
        if one.definition() != other.definition() {
            prop_assert_ne!(before, &*updated);
        } else if one == other {
            prop_assert_eq!(before, &*updated);
        }
        let back = remove(&updated, &other, &policy).unwrap();
        if has_inner_blanks(&text) {
            prop_assert_eq!(sorted(&parsed(&back.text)), sorted(&parsed(&text)));
        } else {
            prop_assert_eq!(&*back.text, &text);
        }
    }

    /// Of no rule are there more errors than before.
    #[test]
    fn law_8_soundness(text in wild_or_described(), sidecar in sidecars(), policy in policies()) {
        let after = injected(&text, &sidecar, &policy)?;
        let (before, after) = (errors(&text), errors(&after));
        for (rule, count) in &after {
            prop_assert!(before.get(rule).unwrap_or(&0) >= count, "{}: {:?} and {:?}", rule, before, after);
        }
    }

    /// A sidecar that is read can be injected once and for all, and taken out again, whatever it is.
    #[test]
    fn hostile_sidecars_converge(text in sound(), sidecar in hostile_sidecars(), policy in policies()) {
        let Ok(sidecar) = Template::parse(&sidecar).and_then(|template| template.sidecar([])) else {
            return Err(TestCaseError::reject("not a sidecar"));
        };
        let policy = Policy { on_conflict: OnConflict::Fail, allow: Rule::ALL.to_vec(), ..policy };
        let once = injected(&text, &sidecar, &policy)?;
        let twice = inject(&once, &sidecar, &policy).unwrap();
        prop_assert_eq!(&*twice.text, &once);
        let back = remove(&once, &sidecar, &policy).unwrap();
        if has_inner_blanks(&text) || (policy.resize && has_escaped_size(&text)) {
            prop_assert_eq!(sorted(&parsed(&back.text)), sorted(&parsed(&text)));
        } else {
            prop_assert_eq!(&*back.text, &text);
        }
    }

    /// A record is input: whatever it says, nothing of a wrong type comes of it, nor a panic.
    #[test]
    fn forged_records_do_no_harm(
        text in sound(), sidecar in sidecars(), policy in policies(), at in any::<prop::sample::Index>(), with in forgeries(),
    ) {
        let once = injected(&text, &sidecar, &Policy { on_conflict: OnConflict::Replace, resize: true, ..policy.clone() })?;
        let mut value: serde_json::Value = serde_json::from_str(once.trim_start_matches('\u{feff}'))
            .map_err(|_| TestCaseError::reject("a number out of range"))?;
        let containers = if value.is_array() { &mut value } else { &mut value["containerDefinitions"] };
        let named = |container: &&mut serde_json::Value| container["name"] == sidecar.container_name();
        let Some(container) = containers.as_array_mut().unwrap().iter_mut().find(named) else {
            return Err(TestCaseError::reject("no container"));
        };
        let label = &mut container["dockerLabels"]["outrigger"];
        let record = label.as_str().unwrap().to_string();
        *label = forged(&record, at.index(record.len()), with).into();
        let forged = value.to_string();
        const RULES: [Rule; 5] = [
            Rule::WrongType,
            Rule::MissingMember,
            Rule::DuplicateMember,
            Rule::DuplicateEnvironmentName,
            Rule::DuplicateVolumeName,
        ];
        for outcome in [inject(&forged, &sidecar, &policy), remove(&forged, &sidecar, &policy)].into_iter().flatten() {
            let (before, after) = (errors(&forged), errors(&outcome.text));
            for rule in RULES {
                prop_assert!(before.get(&rule) >= after.get(&rule), "{}: {}\n{}", rule, forged, outcome.text);
            }
            let task = serde_json::from_str::<serde_json::Value>(&outcome.text).unwrap();
            prop_assert!(task["cpu"] != "0.5nk" && task["memory"] != "0.5nk", "{}", outcome.text);
        }
    }

    /// Any change to the text of a document is read or refused, never a panic.
    #[test]
    fn broken_texts_are_refused(text in wild(), at in any::<prop::sample::Index>(), junk in "[\\[\\]{}\",:0-9a-z ]{0,2}") {
        let mut broken = text;
        let boundaries: Vec<_> = broken.char_indices().map(|(at, _)| at).collect();
        let at = boundaries[at.index(boundaries.len())];
        let end = broken[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        broken.replace_range(at..end, &junk);
        let sidecar = Sidecar::built_in("jaeger").unwrap();
        let ours = inject(&broken, &sidecar, &Policy::default());
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(broken.trim_start_matches('\u{feff}')) {
            prop_assert!(ours.is_err(), "serde_json says {}: {}", error, broken);
        }
        if let Err(error) = ours {
            prop_assert!(error.offset().is_none_or(|offset| offset <= broken.len()));
        }
    }
}

/// The value with each record in the place of its text, in which the order of members is the reader's.
fn records_read(value: &serde_json::Value) -> serde_json::Value {
    let mut value = value.clone();
    let containers = match value.get("containerDefinitions").is_some() {
        true => value.get_mut("containerDefinitions"),
        false => Some(&mut value),
    };
    for container in containers.and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
        if let Some(label) = container.pointer_mut("/dockerLabels/outrigger") {
            *label = serde_json::from_str(label.as_str().unwrap()).unwrap();
        }
    }
    value
}

/// Whether an object in the value has two members of one name.
fn has_duplicates(value: &Value<'_>) -> bool {
    let members = value.members();
    let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
    names.sort();
    names.windows(2).any(|pair| pair[0] == pair[1])
        || members.iter().map(|(_, value)| value).chain(value.elements()).any(has_duplicates)
}

/// Whether every number of the text is one that a double or an integer holds as it is written.
fn keeps_numbers(text: &str) -> bool {
    let document = Document::scan(text).unwrap();
    let mut numbers = document.cursors().filter_map(Node::as_number);
    numbers.all(|number| number.parse::<i64>().is_ok_and(|integer| integer.to_string() == *number))
}

/// The value with containers and variables in the order of their names, and without the order of anything in the record.
fn unordered(value: &Value<'_>) -> Value<'static> {
    let value = sorted(value);
    let Value::Object(members) = value else {
        let Value::Array(mut elements) = value else { return value };
        elements = elements.iter().map(unordered).collect();
        elements.sort_by_key(ToString::to_string);
        return Value::Array(elements);
    };
    Value::Object(
        members
            .into_iter()
            .map(|(name, value)| {
                let value = match &*name {
                    "containerDefinitions" | "environment" | "dependsOn" | "volumes" => unordered(&value),
                    "outrigger" => value
                        .as_str()
                        .and_then(|record| Value::parse(record).ok())
                        .map_or(Value::Null, |record| unordered(&record)),
                    "applications" | "dockerLabels" => unordered(&value),
                    _ => value,
                };
                (name, value)
            })
            .collect(),
    )
}
