//! [`Variables`]: the variables of a container, read when they are asked for.

use std::borrow::Cow;
use std::fmt;

use crate::facts::{Fact, Text, member_text, stated_text};
use crate::text::{Marks, Node, Placed};

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// Its value.
    pub value: Text<'a>,
}

/// The variables of a container, in their order.
///
/// They are most of a task definition, and hardly any of them matters to a decision: those of a
/// [`Document`](crate::Document) are read when they are asked for.
///
/// ```
/// use outrigger_core::{Document, View};
///
/// let text = r#"[{"name": "api", "environment": [{"name": "PORT", "value": "80"}, {"name": "PORT", "value": "8080"}]}]"#;
/// let view = View::read(Document::scan(text)?.root(), "jaeger")?;
/// let variables = view.containers[0].environment.known().unwrap();
/// let (index, port) = variables.named("PORT").unwrap();
/// assert_eq!((variables.len(), index, port.value.known().unwrap().as_ref()), (2, 1, "8080"));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Variables<'a>(Held<'a>);

#[derive(Clone)]
enum Held<'a> {
    Read(Vec<Variable<'a>>),
    Placed(Placed<'a>),
}

/// Variables that were looked for: the name and the value of each, in the order of the names.
#[derive(Debug, Default)]
pub(crate) struct Found<'a>(Vec<(Cow<'a, str>, Text<'a>)>);

impl Variable<'_> {
    /// Whether this is its name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.known().is_some_and(|known| known == name)
    }
}

impl<'a> Variables<'a> {
    /// Those of an array.
    pub(crate) fn of<N: Node<'a>>(array: N) -> Self {
        Self(array.placed().map_or_else(|| Held::Read(read(array).collect()), Held::Placed))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Variable<'a>> {
        let (variables, placed) = match &self.0 {
            Held::Read(variables) => (&variables[..], None),
            Held::Placed(placed) => (&[][..], Some(placed)),
        };
        variables.iter().cloned().chain(placed.into_iter().flat_map(|placed| read(placed.cursor())))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Read(variables) => variables.len(),
            Held::Placed(placed) => placed.cursor().elements().count(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Held::Read(variables) => variables.is_empty(),
            Held::Placed(placed) => placed.cursor().elements().next().is_none(),
        }
    }

    /// The variable of that name, with its index: the last, which is the one that counts.
    pub fn named(&self, name: &str) -> Option<(usize, Variable<'a>)> {
        let mut found = None;
        self.select(|known| known == name, |index, variable| found = Some((index, variable)));
        found
    }

    /// Those that may have one of these names, gone through once for all of them, in the order of their names.
    pub(crate) fn among<'n>(&self, names: impl Iterator<Item = &'n str>) -> Found<'a> {
        let marks = names.fold(Marks::default(), Marks::with);
        let mut found = Vec::new();
        if !marks.is_empty() {
            let note = |_, Variable { name, value }| found.extend(name.into_known().map(|name| (name, value)));
            self.select(|name| marks.may_be(name), note);
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        Found(found)
    }

    /// The name of each that has one.
    pub(crate) fn names(&self) -> Vec<Option<Cow<'a, str>>> {
        match &self.0 {
            Held::Read(variables) => variables.iter().map(|variable| variable.name.known().cloned()).collect(),
            Held::Placed(placed) => {
                let mut names = Vec::new();
                placed.cursor().each_with_str("name", |_, name| names.push(name));
                names
            }
        }
    }

    /// Gives those whose names are wanted, each with its index.
    #[inline]
    pub(crate) fn select(&self, is_wanted: impl Fn(&str) -> bool, mut give: impl FnMut(usize, Variable<'a>)) {
        match &self.0 {
            Held::Read(variables) => {
                for (index, variable) in variables.iter().enumerate() {
                    if variable.name.known().is_some_and(|name| is_wanted(name)) {
                        give(index, variable.clone());
                    }
                }
            }
            Held::Placed(placed) => {
                let mut index = 0;
                placed.cursor().each_with_str("name", |variable, name| {
                    if let Some(name) = name.filter(|name| is_wanted(name)) {
                        give(index, Variable { name: Fact::Known(name), value: member_text(variable, "value") });
                    }
                    index += 1;
                });
            }
        }
    }

    /// Changes them as a list.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Vec<Variable<'a>>)) {
        let mut variables = match std::mem::take(self).0 {
            Held::Read(variables) => variables,
            Held::Placed(placed) => read(placed.cursor()).collect(),
        };
        change(&mut variables);
        self.0 = Held::Read(variables);
    }
}

impl<'a> Found<'a> {
    /// What the last variable of that name is, which is the one that counts.
    pub(crate) fn value(&self, name: &str) -> Option<&Text<'a>> {
        let end = self.0.partition_point(|(found, _)| **found <= *name);
        self.0[..end].last().filter(|(found, _)| found == name).map(|(_, value)| value)
    }
}

impl Default for Variables<'_> {
    fn default() -> Self {
        Self(Held::Read(Vec::new()))
    }
}

impl fmt::Debug for Variables<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for Variables<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Variables<'_> {}

/// The variables in an array, whatever stands there.
fn read<'a, N: Node<'a>>(array: N) -> impl Iterator<Item = Variable<'a>> {
    let text = |variable: N, member| stated_text(variable.member(member));
    array.elements().map(move |variable| Variable { name: text(variable, "name"), value: text(variable, "value") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Document, Value};

    const ODD: &str = r#"[
        {"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"value": "3", "name": "\u0041"}, {"name": "A"}, 7, null,
        {"name": 1, "value": "4"}, {"value": "5"}, {"name": "A", "name": "C", "value": null}, {"name": "B", "value": "6"},
        {"name": "", "value": "7"}
    ]"#;

    /// Looks at them where they stand in a text, and read from a tree.
    fn both(check: impl Fn(&Variables<'_>)) {
        let document = Document::scan(ODD).unwrap();
        let value = Value::parse(ODD).unwrap();
        let (placed, read) = (Variables::of(document.root()), Variables::of(&value));
        assert!(matches!((&placed.0, &read.0), (Held::Placed(_), Held::Read(_))));
        assert_eq!(placed, read);
        check(&placed);
        check(&read);
        let mut changed = placed.clone();
        changed.change(|variables| drop(variables.pop()));
        assert_eq!((changed.len(), placed.len()), (10, 11));
        assert_ne!(changed, placed);
    }

    #[test]
    fn the_last_of_a_name_counts() {
        both(|variables| {
            let value = |name: &str| variables.named(name).map(|(index, variable)| (index, variable.value));
            let text = |text: &str| Fact::Known(Cow::Owned(text.to_string()));
            assert_eq!(value("A"), Some((3, Fact::Absent)));
            assert_eq!(value("B"), Some((9, text("6"))));
            assert_eq!(value("C"), Some((8, Fact::Null)));
            assert_eq!(value(""), Some((10, text("7"))));
            assert_eq!(value("D"), None);
            let found = variables.among(["C", "B", "D", ""].into_iter());
            for name in ["B", "C", "D", ""] {
                assert_eq!(found.value(name), variables.named(name).map(|(_, variable)| variable.value).as_ref());
            }
            assert_eq!(variables.among(std::iter::empty()).value("A"), None);
        });
    }

    #[test]
    fn those_without_a_name_are_counted() {
        both(|variables| {
            let names = variables.names();
            let names: Vec<_> = names.iter().map(|name| name.as_deref().unwrap_or("none")).collect();
            assert_eq!(names, ["A", "B", "A", "A", "none", "none", "none", "none", "C", "B", ""]);
            assert_eq!((variables.len(), variables.iter().count(), variables.is_empty()), (11, 11, false));
        });
    }
}
