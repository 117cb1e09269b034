//! [`lower`]: turns ops into edits of a tree.

use std::borrow::Cow;

use crate::change::{Action, Edit, Op};
use crate::facts::{Container, Fact, Tag, View, WhenEmpty};
use crate::text::{Pointer, Token, Value};

/// Turns ops into edits of the tree from which the view was read.
///
/// An op that names something which the view does not have is ignored. A plan for this view has no such ops.
///
/// ```
/// use outrigger_core::{Action, Document, Op, View, lower};
///
/// let document = Document::scan(r#"{"containerDefinitions": [{"name": "api"}]}"#)?;
/// let view = View::read(document.root(), "jaeger")?;
/// let (container, name, value) = ("api".into(), "A".into(), "1".into());
/// let ops = [Op::AddVariable { container, name, value }];
/// let edits = lower(&view, &ops);
/// assert_eq!(edits[0].pointer.to_string(), "/containerDefinitions/0/environment");
/// # Ok::<(), outrigger_core::Error>(())
/// ```
pub fn lower<'o>(view: &View<'_>, ops: &'o [Op<'o>]) -> Vec<Edit<'o>> {
    let mut lowering = Lowering {
        view,
        containers: view.form.containers(),
        lists: Vec::new(),
        sets: Vec::new(),
        removes: Vec::new(),
        removed_tags: Vec::new(),
        added_tags: Vec::new(),
        unwrap: None,
    };
    for op in ops {
        lowering.op(op);
    }
    lowering.finish()
}

/// The place of a list. Places are ordered like the pointers to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Containers,
    /// A member of the container with this index.
    Container(usize, Member),
    Volumes,
}

/// A member of a container definition that is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    DependsOn,
    Environment,
}

/// The changes to one list.
#[derive(Debug, Default)]
struct List<'o> {
    removed: Vec<usize>,
    set: Vec<Edit<'o>>,
    added: Vec<Cow<'o, Value<'o>>>,
    when_empty: Option<WhenEmpty>,
}

struct Lowering<'v, 'a, 'o> {
    view: &'v View<'a>,
    containers: Pointer,
    lists: Vec<(Place, List<'o>)>,
    sets: Vec<Edit<'o>>,
    removes: Vec<Pointer>,
    removed_tags: Vec<&'o str>,
    added_tags: Vec<Cow<'o, Value<'o>>>,
    unwrap: Option<Pointer>,
}

impl<'v, 'a, 'o> Lowering<'v, 'a, 'o> {
    fn op(&mut self, op: &'o Op<'o>) {
        let view = self.view;
        match op {
            Op::AddContainer { definition } => {
                self.list(Place::Containers).added.push(Cow::Borrowed(definition));
            }
            Op::RemoveContainer { container } => {
                if let Some((index, _)) = self.container(container) {
                    self.list(Place::Containers).remove(index, WhenEmpty::Keep);
                }
            }
            Op::SetMember { container, member, value } => {
                if let Some((index, _)) = self.container(container) {
                    self.set(self.member(index, member.to_string()), Cow::Borrowed(value));
                }
            }
            Op::RemoveMember { container, member } => {
                if let Some((index, _)) = self.container(container) {
                    self.removes.push(self.member(index, member.to_string()));
                }
            }
            Op::SetLabel { container, key, value } => self.set_label(container, key, value),
            Op::RemoveLabel { container, key, when_empty } => self.remove_label(container, key, *when_empty),
            Op::AddVariable { container, name, value } => {
                if let Some((index, _)) = self.container(container) {
                    let variable =
                        Value::object([("name", Value::string(&**name)), ("value", Value::string(&**value))]);
                    self.list(Place::Container(index, Member::Environment)).added.push(variable.into());
                }
            }
            Op::SetVariable { container, name, value } => {
                if let Some((index, variable)) = self.variable(container, name) {
                    let place = Place::Container(index, Member::Environment);
                    let pointer = self.pointer(place).then(variable).then("value");
                    self.list(place).set(pointer, Value::string(&**value).into());
                }
            }
            Op::RemoveVariable { container, name, when_empty } => {
                if let Some((index, variable)) = self.variable(container, name) {
                    self.list(Place::Container(index, Member::Environment)).remove(variable, *when_empty);
                }
            }
            Op::AddDependency { container, on, condition } => {
                if let Some((index, _)) = self.container(container) {
                    let members = [("containerName", Value::string(&**on)), ("condition", Value::string(&**condition))];
                    let dependency = Value::object(members);
                    self.list(Place::Container(index, Member::DependsOn)).added.push(dependency.into());
                }
            }
            Op::RemoveDependency { container, on, when_empty } => {
                if let Some((index, container)) = self.container(container)
                    && let Some((dependency, _)) = container.dependency(on)
                {
                    self.list(Place::Container(index, Member::DependsOn)).remove(dependency, *when_empty);
                }
            }
            Op::AddVolume { definition } => {
                self.list(Place::Volumes).added.push(Cow::Borrowed(definition));
            }
            Op::SetVolume { volume, definition } => {
                if let Some((index, _)) = view.volume(volume) {
                    let pointer = self.pointer(Place::Volumes).then(index);
                    self.list(Place::Volumes).set(pointer, Cow::Borrowed(definition));
                }
            }
            Op::RemoveVolume { volume, when_empty } => {
                if let Some((index, _)) = view.volume(volume) {
                    self.list(Place::Volumes).remove(index, *when_empty);
                }
            }
            Op::ResizeTask { member, to, .. } => self.set(view.form.task().then(member.to_string()), Cow::Borrowed(to)),
            Op::RemoveTaskMember { member } => self.removes.push(view.form.task().then(member.to_string())),
            Op::RemoveNull { pointer } => {
                self.removes.push(view.form.task().then_all(pointer.tokens().iter().cloned()));
            }
            Op::RemoveTag { key } => self.removed_tags.push(key),
            Op::AddTag { tag } => self.added_tags.push(Cow::Borrowed(tag)),
            Op::Unwrap { dropped } => {
                self.removes.extend(dropped.iter().map(|member| Pointer::root().then(member.to_string())));
                self.unwrap = Some(view.form.task());
            }
        }
    }

    /// Orders the edits, and drops those inside a value that another edit replaces or removes.
    fn finish(mut self) -> Vec<Edit<'o>> {
        // The sort is stable: the changes to one list become adjacent, in the order of the ops.
        self.lists.sort_by_key(|(place, _)| *place);
        self.sets.reserve(self.lists.len());
        let mut lists = std::mem::take(&mut self.lists).into_iter().peekable();
        while let Some((place, mut list)) = lists.next() {
            while let Some((_, more)) = lists.next_if(|(other, _)| *other == place) {
                list.join(more);
            }
            self.finish_list(place, list);
        }
        self.finish_tags();
        let mut edits = self.sets;
        if !self.removes.is_empty() {
            let replaced = outermost(edits.iter().filter(|edit| edit.replaces()).map(|edit| &edit.pointer).collect());
            let is_replaced = |pointer: &&Pointer| holder(pointer, &replaced).is_some();
            let removes = outermost(self.removes.iter().filter(|pointer| !is_replaced(pointer)).collect());
            let is_inside_removed = |pointer: &Pointer| holder(pointer, &removes).is_some_and(|outer| outer != pointer);
            edits.retain(|edit| !is_inside_removed(&edit.pointer));
            edits.extend(
                removes.iter().rev().map(|pointer| Edit { pointer: (*pointer).clone(), action: Action::Remove }),
            );
        }
        edits.extend(self.unwrap.map(|pointer| Edit { pointer, action: Action::Unwrap }));
        edits
    }

    /// Changes the list of tags that is kept: the one beside the task definition if there is one, else the one inside.
    fn finish_tags(&mut self) {
        if self.removed_tags.is_empty() && self.added_tags.is_empty() {
            return;
        }
        let view = self.view;
        let (tags, at) = if view.keeps_tags_beside() {
            (&view.tags, Pointer::root().then("tags"))
        } else {
            (view.tags_inside(), view.form.task().then("tags"))
        };
        if !self.removed_tags.is_empty() {
            self.removed_tags.sort_unstable();
            let is_removed = |key: &str| self.removed_tags.binary_search(&key).is_ok();
            let is_removed_tag = |tag: &Tag<'_>| tag.key.known().is_some_and(|key| is_removed(key));
            let removed = tags.known().into_iter().flatten().enumerate().filter(|(_, tag)| is_removed_tag(tag));
            self.removes.extend(removed.map(|(index, _)| at.then(index)));
        }
        match (std::mem::take(&mut self.added_tags), tags) {
            (added, _) if added.is_empty() => {}
            (added, Fact::Known(_)) => self.sets.push(Edit { pointer: at, action: Action::Append(added) }),
            (added, Fact::Absent | Fact::Null | Fact::Unknown) => {
                self.set(at, Value::Array(added.into_iter().map(Cow::into_owned).collect()).into());
            }
        }
    }

    fn finish_list(&mut self, place: Place, list: List<'o>) {
        let at = self.pointer(place);
        let Some(length) = self.length(place) else {
            if !list.added.is_empty() {
                let added = list.added.into_iter().map(Cow::into_owned).collect();
                self.set(at, Value::Array(added).into());
            }
            return;
        };
        let becomes_empty = list.added.is_empty() && list.removed.len() == length && length > 0;
        match (becomes_empty, list.when_empty.unwrap_or_default()) {
            (true, WhenEmpty::Remove) => self.removes.push(at),
            (true, WhenEmpty::Null) => self.set(at, Value::Null.into()),
            (true, WhenEmpty::Keep) | (false, _) => {
                self.sets.extend(list.set);
                self.removes.extend(list.removed.into_iter().map(|index| at.then(index)));
                if !list.added.is_empty() {
                    self.sets.push(Edit { pointer: at, action: Action::Append(list.added) });
                }
            }
        }
    }

    fn set(&mut self, pointer: Pointer, value: Cow<'o, Value<'o>>) {
        self.sets.push(Edit { pointer, action: Action::Set(value) });
    }

    fn list(&mut self, place: Place) -> &mut List<'o> {
        // The next change is usually to the same list. Others are joined in `finish`.
        if self.lists.last().is_none_or(|(last, _)| *last != place) {
            self.lists.push((place, List::default()));
        }
        let last = self.lists.len() - 1;
        &mut self.lists[last].1
    }

    fn container(&mut self, name: &str) -> Option<(usize, &'v Container<'a>)> {
        self.view.container(name)
    }

    /// The index of a container, and of its variable of this name. If there are several, the last one counts.
    fn variable(&mut self, container: &str, name: &str) -> Option<(usize, usize)> {
        let (index, container) = self.container(container)?;
        Some((index, container.variable(name)?.0))
    }

    /// The pointer to a member of the container with this index.
    fn member(&self, index: usize, member: impl Into<Token>) -> Pointer {
        self.containers.then_all([index.into(), member.into()])
    }

    fn pointer(&self, place: Place) -> Pointer {
        match place {
            Place::Containers => self.containers.clone(),
            Place::Container(index, Member::DependsOn) => self.member(index, "dependsOn"),
            Place::Container(index, Member::Environment) => self.member(index, "environment"),
            Place::Volumes => self.view.form.task().then("volumes"),
        }
    }

    /// How many entries a list has; `None` if it is absent or `null`.
    fn length(&self, place: Place) -> Option<usize> {
        match place {
            Place::Containers => Some(self.view.containers.len()),
            Place::Container(index, Member::DependsOn) => {
                Some(self.view.containers.get(index)?.depends_on.known()?.len())
            }
            Place::Container(index, Member::Environment) => {
                Some(self.view.containers.get(index)?.environment.known()?.len())
            }
            Place::Volumes => self.view.volumes.known().map(Vec::len),
        }
    }

    fn set_label(&mut self, container: &str, key: &'o str, value: &'o str) {
        let Some((index, container)) = self.container(container) else { return };
        let labels = self.member(index, "dockerLabels");
        let value = Value::string(value);
        match container.labels {
            Fact::Known(_) => self.set(labels.then(key.to_string()), value.into()),
            Fact::Absent | Fact::Null | Fact::Unknown => {
                self.set(labels, Value::object([(key, value)]).into());
            }
        }
    }

    fn remove_label(&mut self, container: &str, key: &str, when_empty: WhenEmpty) {
        let Some((index, container)) = self.container(container) else { return };
        let labels = self.member(index, "dockerLabels");
        let is_last = container.labels.known().is_some_and(|keys| keys.iter().all(|known| known == key));
        match (is_last, when_empty) {
            (true, WhenEmpty::Remove) => self.removes.push(labels),
            (true, WhenEmpty::Null) => self.set(labels, Value::Null.into()),
            (true, WhenEmpty::Keep) | (false, _) => self.removes.push(labels.then(key.to_string())),
        }
    }
}

impl<'o> List<'o> {
    fn set(&mut self, pointer: Pointer, value: Cow<'o, Value<'o>>) {
        self.set.push(Edit { pointer, action: Action::Set(value) });
    }

    fn remove(&mut self, index: usize, when_empty: WhenEmpty) {
        self.removed.push(index);
        self.when_empty = Some(when_empty);
    }

    fn join(&mut self, more: Self) {
        self.removed.extend(more.removed);
        self.set.extend(more.set);
        self.added.extend(more.added);
        self.when_empty = more.when_empty.or(self.when_empty);
    }
}

/// The pointers that are not inside another one of them, sorted.
fn outermost(mut pointers: Vec<&Pointer>) -> Vec<&Pointer> {
    // In sorted order, the pointers inside a pointer follow it.
    pointers.sort_unstable();
    pointers.dedup_by(|pointer, before| pointer.starts_with(before));
    pointers
}

/// The outermost pointer that is equal to a pointer or contains it.
fn holder<'p>(pointer: &Pointer, outermost: &[&'p Pointer]) -> Option<&'p Pointer> {
    let after = outermost.partition_point(|outer| *outer <= pointer);
    outermost[..after].last().copied().filter(|outer| pointer.starts_with(outer))
}
