//! [`Scope`]: the meaning of names at a place in a program.

/// The meaning of the name of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning<'s> {
    /// A parameter, or a definition that is finished.
    Known,
    /// The definition with this number. It is not finished, so a call is recursion.
    Open(usize),
    /// The variable of a parameter `$x`, which is also a filter `x`.
    Variable(&'s str),
    /// A definition of a module, with its new name.
    Renamed(&'s str),
}

#[derive(Debug)]
enum Entry<'s> {
    Variable(&'s str),
    /// The data of a module, with its new name.
    Data(&'s str, &'s str),
    Label(&'s str),
    Filter {
        name: &'s str,
        arity: usize,
        meaning: Meaning<'s>,
    },
}

/// The meaning of names. The last added entry counts.
#[derive(Debug, Default)]
pub(super) struct Scope<'s> {
    entries: Vec<Entry<'s>>,
    /// For each definition, whether it was called before it was finished.
    recursive: Vec<bool>,
}

/// A length of the scope, to return to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

impl Mark {
    /// The empty scope.
    pub(super) const START: Self = Self(0);
}

impl<'s> Scope<'s> {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.entries.len())
    }

    /// Removes all later entries.
    pub(super) fn back_to(&mut self, Mark(length): Mark) {
        self.entries.truncate(length);
    }

    /// Removes all later entries. [`restore`](Self::restore) adds them again.
    pub(super) fn split_off(&mut self, Mark(length): Mark) -> Saved<'s> {
        Saved(self.entries.split_off(length))
    }

    pub(super) fn restore(&mut self, Saved(entries): Saved<'s>) {
        self.entries.extend(entries);
    }

    pub(super) fn add_variable(&mut self, name: &'s str) {
        self.entries.push(Entry::Variable(name));
    }

    pub(super) fn add_data(&mut self, name: &'s str, renamed: &'s str) {
        self.entries.push(Entry::Data(name, renamed));
    }

    pub(super) fn add_label(&mut self, name: &'s str) {
        self.entries.push(Entry::Label(name));
    }

    pub(super) fn add_filter(&mut self, name: &'s str, arity: usize, meaning: Meaning<'s>) {
        self.entries.push(Entry::Filter { name, arity, meaning });
    }

    /// Begins a definition, which may call itself.
    pub(super) fn open(&mut self, name: &'s str, arity: usize) -> usize {
        let number = self.recursive.len();
        self.recursive.push(false);
        self.add_filter(name, arity, Meaning::Open(number));
        number
    }

    /// Whether the definition called itself.
    pub(super) fn is_recursive(&self, number: usize) -> bool {
        self.recursive[number]
    }

    /// The meaning of a variable's name: the same name, or the new name of a module's data. `None` if it is not defined.
    pub(super) fn variable(&self, name: &'s str) -> Option<&'s str> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Variable(known) if *known == name => Some(name),
            Entry::Data(known, renamed) if *known == name => Some(renamed),
            Entry::Variable(_) | Entry::Data(..) | Entry::Label(_) | Entry::Filter { .. } => None,
        })
    }

    pub(super) fn has_label(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| matches!(entry, Entry::Label(known) if *known == name))
    }

    pub(super) fn filter(&mut self, name: &str, arity: usize) -> Option<Meaning<'s>> {
        let meaning = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Filter { name: known, arity: parameters, meaning } if *known == name && *parameters == arity => {
                Some(*meaning)
            }
            Entry::Filter { .. } | Entry::Variable(_) | Entry::Data(..) | Entry::Label(_) => None,
        });
        if let Some(Meaning::Open(number)) = meaning {
            self.recursive[number] = true;
        }
        meaning
    }
}

/// Entries that are hidden for a while.
#[derive(Debug)]
pub(super) struct Saved<'s>(Vec<Entry<'s>>);
