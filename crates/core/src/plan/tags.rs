//! Merges the tags beside a described task definition with those inside it.
//!
//! ECS returns tags beside the task definition. Tools that save its output to a file also put tags inside, so both are kept.
//! If both have the same key, the tag beside the task definition wins: it is the one that ECS returned.

use std::borrow::Cow;

use crate::change::Op;
use crate::facts::{Fact, Form, Tag, View};
use crate::plan::{Nulls, Plan, Policy};
use crate::text::Value;

/// Plans the tags of a described task definition: tags of AWS are removed, and so is a list that has no other tags.
pub(crate) fn plan_tags<'p>(view: &View<'p>, policy: &Policy, plan: &mut Plan<'p>) {
    if view.form == Form::DescribeOutput && view.keeps_tags_beside() {
        remove_reserved(&view.tags, plan);
        merge_inner_tags(view, policy, plan);
    } else if let Fact::Known(tags) = view.tags_inside() {
        if tags.iter().all(Tag::is_reserved) {
            plan.ops.push(Op::RemoveTaskMember { member: Cow::Borrowed("tags") });
        } else {
            remove_reserved(view.tags_inside(), plan);
        }
    }
}

fn remove_reserved<'p>(tags: &Fact<Vec<Tag<'p>>>, plan: &mut Plan<'p>) {
    let reserved = tags.known().into_iter().flatten().filter(|tag| tag.is_reserved());
    let keys = reserved.filter_map(|tag| tag.key.known());
    plan.ops.extend(keys.map(|key| Op::RemoveTag { key: key.clone() }));
}

/// Adds the tags inside the task definition to those beside it. If both have the same key, the one beside it stays.
fn merge_inner_tags<'p>(view: &View<'p>, policy: &Policy, plan: &mut Plan<'p>) {
    let inside = match &view.inner_tags {
        // A `null` is removed with the other null members.
        Fact::Absent | Fact::Null => return,
        Fact::Known(tags) => tags.as_slice(),
        Fact::Unknown => {
            plan.skip(
                "the tags in `taskDefinition`",
                "they are not an array, so they are not added to those beside it",
            );
            &[]
        }
    };
    plan.ops.push(Op::RemoveTaskMember { member: Cow::Borrowed("tags") });
    let Fact::Known(beside) = &view.tags else {
        if inside.iter().any(|tag| !tag.is_reserved()) {
            let reason = "the `tags` beside it are not an array, so nothing is added to them";
            plan.skip("the tags in `taskDefinition`", reason);
        }
        return;
    };
    let is_beside =
        |tag: &Tag<'_>| tag.key.known().is_some_and(|key| beside.iter().any(|one| one.key.known() == Some(key)));
    for tag in inside.iter().filter(|tag| !tag.is_reserved() && !is_beside(tag)) {
        match (&tag.definition, policy.nulls) {
            (Some(tag), Nulls::Task) => plan.ops.push(Op::AddTag { tag: tag.clone() }),
            (Some(tag), Nulls::All) => plan.ops.push(Op::AddTag { tag: without_nulls(tag.clone()) }),
            (None, _) => {
                plan.skip(
                    "a tag in `taskDefinition`",
                    "it contains half of a surrogate pair, which is not a character",
                );
            }
        }
    }
}

/// The value without members that are `null`, at any depth.
fn without_nulls(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Object(members) => {
            let stated = members.into_iter().filter(|(_, value)| *value != Value::Null);
            Value::Object(stated.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
