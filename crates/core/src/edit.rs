//! [`Edit`]: one change to a tree of JSON values, and [`lower`], which makes edits of ops.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::op::{Op, WhenEmpty};
use crate::pointer::{Pointer, Token};
use crate::value::Value;
use crate::view::{Container, Fact, View};

/// One change to a tree of JSON values.
///
/// The pointers of a list of edits all mean the tree as it was before the first of them, and no edit lies inside of what
/// another one sets or removes. They are in an order that also lets them be carried out one after the other: what sets
/// comes first, then what removes, of each array the last element first, and [`Action::Unwrap`] last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<'o> {
    /// Which value is meant.
    pub pointer: Pointer,
    /// What is done there.
    pub action: Action<'o>,
}

/// What an [`Edit`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<'o> {
    /// Gives the member or element this value; a member that is not there is added after the others.
    Set(Cow<'o, Value<'o>>),
    /// Adds an element after the others of the array.
    Append(Cow<'o, Value<'o>>),
    /// Takes the member or element out.
    Remove,
    /// Puts the members of this object, which is a member of the root, in the place of that member.
    Unwrap,
}

/// Makes edits of ops.
///
/// What an op names and the view does not have is passed over: a plan for this view names nothing else.
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
        lists: BTreeMap::new(),
        sets: Vec::new(),
        removes: Vec::new(),
        removed_tags: HashSet::new(),
        unwrap: None,
    };
    for op in ops {
        lowering.op(op);
    }
    lowering.finish()
}

/// Where a list stands, in the order of the pointers to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Containers,
    /// A member of the container with this index.
    Container(usize, &'static str),
    Volumes,
}

/// A list whose entries come and go.
#[derive(Debug, Default)]
struct List<'o> {
    /// How many entries it has; `None` if it is absent or `null`.
    length: Option<usize>,
    removed: Vec<usize>,
    set: Vec<(Pointer, Cow<'o, Value<'o>>)>,
    added: Vec<Cow<'o, Value<'o>>>,
    when_empty: WhenEmpty,
}

struct Lowering<'v, 'a, 'o> {
    view: &'v View<'a>,
    lists: BTreeMap<Place, List<'o>>,
    sets: Vec<Edit<'o>>,
    removes: Vec<Pointer>,
    removed_tags: HashSet<String>,
    unwrap: Option<Pointer>,
}

impl<'v, 'a, 'o> Lowering<'v, 'a, 'o> {
    fn op(&mut self, op: &'o Op<'o>) {
        let view = self.view;
        match op {
            Op::AddContainer { definition } => {
                self.list(Place::Containers, Some(view.containers.len())).added.push(Cow::Borrowed(definition));
            }
            Op::RemoveContainer { container } => {
                if let Some((index, _)) = view.container(container) {
                    let list = self.list(Place::Containers, Some(view.containers.len()));
                    list.removed.push(index);
                    list.when_empty = WhenEmpty::Keep;
                }
            }
            Op::SetMember { container, member, value } => {
                if let Some((at, _)) = self.container(container) {
                    self.set(at.then(member.to_string()), Cow::Borrowed(value));
                }
            }
            Op::RemoveMember { container, member } => {
                if let Some((at, _)) = self.container(container) {
                    self.removes.push(at.then(member.to_string()));
                }
            }
            Op::SetLabel { container, key, value } => self.set_label(container, key, value),
            Op::RemoveLabel { container, key, when_empty } => self.remove_label(container, key, *when_empty),
            Op::AddVariable { container, name, value } => {
                let variable = Value::object([("name", Value::string(&**name)), ("value", Value::string(&**value))]);
                if let Some(list) = self.environment(container) {
                    list.added.push(variable.into());
                }
            }
            Op::SetVariable { container, name, value } => {
                if let Some((at, _)) = self.container(container)
                    && let Some(index) = self.variable(container, name)
                {
                    let pointer = at.then("environment").then(index).then("value");
                    if let Some(list) = self.environment(container) {
                        list.set.push((pointer, Value::string(&**value).into()));
                    }
                }
            }
            Op::RemoveVariable { container, name, when_empty } => {
                if let Some(index) = self.variable(container, name)
                    && let Some(list) = self.environment(container)
                {
                    list.removed.push(index);
                    list.when_empty = *when_empty;
                }
            }
            Op::AddDependency { container, on, condition } => {
                let members = [("containerName", Value::string(&**on)), ("condition", Value::string(&**condition))];
                if let Some(list) = self.dependencies(container) {
                    list.added.push(Value::object(members).into());
                }
            }
            Op::RemoveDependency { container, on, when_empty } => {
                let index = view.container(container).and_then(|(_, container)| Some(container.dependency(on)?.0));
                if let (Some(index), Some(list)) = (index, self.dependencies(container)) {
                    list.removed.push(index);
                    list.when_empty = *when_empty;
                }
            }
            Op::AddVolume { definition } => self.volumes().added.push(Cow::Borrowed(definition)),
            Op::SetVolume { volume, definition } => {
                if let Some((index, _)) = view.volume(volume) {
                    let pointer = view.form.task().then("volumes").then(index);
                    self.volumes().set.push((pointer, Cow::Borrowed(definition)));
                }
            }
            Op::RemoveVolume { volume, when_empty } => {
                if let Some((index, _)) = view.volume(volume) {
                    let list = self.volumes();
                    list.removed.push(index);
                    list.when_empty = *when_empty;
                }
            }
            Op::ResizeTask { member, to, .. } => self.set(view.form.task().then(member.to_string()), Cow::Borrowed(to)),
            Op::RemoveTaskMember { member } => self.removes.push(view.form.task().then(member.to_string())),
            Op::RemoveNull { pointer } => {
                let at = pointer.tokens().iter().fold(view.form.task(), |at, token| at.then(token.clone()));
                self.removes.push(at);
            }
            Op::RemoveTag { key } => {
                self.removed_tags.insert(key.to_string());
            }
            Op::Unwrap { dropped } => {
                self.removes.extend(dropped.iter().map(|member| Pointer::root().then(member.to_string())));
                self.unwrap = Some(view.form.task());
            }
        }
    }

    /// Sets before removes, and no edit inside of another.
    fn finish(mut self) -> Vec<Edit<'o>> {
        for (place, list) in std::mem::take(&mut self.lists) {
            let at = match place {
                Place::Containers => self.view.form.containers(),
                Place::Container(index, member) => self.view.form.containers().then(index).then(member),
                Place::Volumes => self.view.form.task().then("volumes"),
            };
            self.finish_list(&at, list);
        }
        if !self.removed_tags.is_empty() {
            let tags = self.view.tags.known().into_iter().flatten().enumerate();
            let goes = tags.filter(|(_, tag)| tag.key.known().is_some_and(|key| self.removed_tags.contains(&**key)));
            self.removes.extend(goes.map(|(index, _)| Pointer::root().then("tags").then(index)));
        }
        let unwrap = self.unwrap.map(|pointer| Edit { pointer, action: Action::Unwrap });
        if self.removes.is_empty() {
            return self.sets.into_iter().chain(unwrap).collect();
        }
        self.removes.sort();
        self.removes.dedup();
        let set: HashSet<&[Token]> =
            self.sets.iter().filter(|edit| edit.replaces()).map(|edit| edit.pointer.tokens()).collect();
        let removed: HashSet<&[Token]> = self.removes.iter().map(Pointer::tokens).collect();
        let outer = |pointer: &Pointer, holders: &HashSet<&[Token]>| {
            let tokens = pointer.tokens();
            (0..tokens.len()).any(|length| holders.contains(&tokens[..length]))
        };
        let is_set = |pointer: &Pointer| set.contains(pointer.tokens()) || outer(pointer, &set);
        let removes: Vec<_> =
            self.removes.iter().filter(|pointer| !is_set(pointer) && !outer(pointer, &removed)).cloned().collect();
        let removed: HashSet<&[Token]> = removes.iter().map(Pointer::tokens).collect();
        let stays: Vec<_> = self.sets.iter().map(|edit| !outer(&edit.pointer, &removed)).collect();
        let mut stays = stays.into_iter();
        self.sets.retain(|_| stays.next().unwrap_or(true));
        let removes = removes.into_iter().rev().map(|pointer| Edit { pointer, action: Action::Remove });
        self.sets.into_iter().chain(removes).chain(unwrap).collect()
    }

    fn finish_list(&mut self, at: &Pointer, list: List<'o>) {
        let Some(length) = list.length else {
            if !list.added.is_empty() {
                let added = list.added.into_iter().map(Cow::into_owned).collect();
                self.set(at.clone(), Value::Array(added).into());
            }
            return;
        };
        let becomes_empty = list.added.is_empty() && list.removed.len() == length && length > 0;
        match (becomes_empty, list.when_empty) {
            (true, WhenEmpty::Remove) => self.removes.push(at.clone()),
            (true, WhenEmpty::Null) => self.set(at.clone(), Value::Null.into()),
            (true, WhenEmpty::Keep) | (false, _) => {
                self.sets
                    .extend(list.set.into_iter().map(|(pointer, value)| Edit { pointer, action: Action::Set(value) }));
                let append = |value| Edit { pointer: at.clone(), action: Action::Append(value) };
                self.sets.extend(list.added.into_iter().map(append));
                self.removes.extend(list.removed.into_iter().map(|index| at.then(index)));
            }
        }
    }

    fn set(&mut self, pointer: Pointer, value: Cow<'o, Value<'o>>) {
        self.sets.push(Edit { pointer, action: Action::Set(value) });
    }

    fn list(&mut self, place: Place, length: Option<usize>) -> &mut List<'o> {
        self.lists.entry(place).or_insert_with(|| List { length, ..List::default() })
    }

    fn container(&self, name: &str) -> Option<(Pointer, &'v Container<'a>)> {
        let (index, container) = self.view.container(name)?;
        Some((self.view.form.containers().then(index), container))
    }

    fn environment(&mut self, container: &str) -> Option<&mut List<'o>> {
        let (index, container) = self.view.container(container)?;
        Some(self.list(Place::Container(index, "environment"), container.environment.known().map(Vec::len)))
    }

    fn dependencies(&mut self, container: &str) -> Option<&mut List<'o>> {
        let (index, container) = self.view.container(container)?;
        Some(self.list(Place::Container(index, "dependsOn"), container.depends_on.known().map(Vec::len)))
    }

    fn volumes(&mut self) -> &mut List<'o> {
        let length = self.view.volumes.known().map(Vec::len);
        self.list(Place::Volumes, length)
    }

    fn variable(&self, container: &str, name: &str) -> Option<usize> {
        Some(self.view.container(container)?.1.variable(name)?.0)
    }

    fn set_label(&mut self, container: &str, key: &'o str, value: &'o str) {
        let Some((at, container)) = self.container(container) else { return };
        let labels = at.then("dockerLabels");
        let value = Value::string(value);
        match container.labels {
            Fact::Known(_) => self.set(labels.then(key.to_string()), value.into()),
            Fact::Absent | Fact::Null | Fact::Unknown => {
                self.set(labels, Value::object([(key, value)]).into());
            }
        }
    }

    fn remove_label(&mut self, container: &str, key: &str, when_empty: WhenEmpty) {
        let Some((at, container)) = self.container(container) else { return };
        let labels = at.then("dockerLabels");
        let is_last = container.labels.known().is_some_and(|keys| keys.iter().all(|known| known == key));
        match (is_last, when_empty) {
            (true, WhenEmpty::Remove) => self.removes.push(labels),
            (true, WhenEmpty::Null) => self.set(labels, Value::Null.into()),
            (true, WhenEmpty::Keep) | (false, _) => self.removes.push(labels.then(key.to_string())),
        }
    }
}

impl Edit<'_> {
    /// Whether another value takes the place of the one that is there.
    fn replaces(&self) -> bool {
        matches!(self.action, Action::Set(_))
    }

    /// Whether this only converts the document's form.
    pub fn is_unwrap(&self) -> bool {
        self.action == Action::Unwrap
    }
}
