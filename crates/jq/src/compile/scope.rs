//! [`Scope`]: what names mean at a place in a program.

/// What a name of a filter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning<'s> {
    /// A parameter, or a definition that is finished.
    Known,
    /// The definition with this number, which is not finished: calling it is recursion.
    Open(usize),
    /// The variable of a parameter `$x`, which is a filter `x` too.
    Variable(&'s str),
    /// A definition of a module, with the name that it has here.
    Renamed(&'s str),
}

#[derive(Debug)]
enum Entry<'s> {
    Variable(&'s str),
    /// A variable of a module's data, with the name that it has here.
    Data(&'s str, &'s str),
    Label(&'s str),
    Filter {
        name: &'s str,
        arity: usize,
        meaning: Meaning<'s>,
    },
}

/// What names mean: the last one that was added counts.
#[derive(Debug, Default)]
pub(super) struct Scope<'s> {
    entries: Vec<Entry<'s>>,
    /// For each definition that was begun, whether it was called before it was finished.
    recursive: Vec<bool>,
}

/// A place to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

impl Mark {
    /// Before anything was added.
    pub(super) const START: Self = Self(0);
}

impl<'s> Scope<'s> {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.entries.len())
    }

    /// Forgets what was added since.
    pub(super) fn back_to(&mut self, Mark(length): Mark) {
        self.entries.truncate(length);
    }

    /// What was added since, to be put back by [`restore`](Self::restore).
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

    /// Begins a definition, which may call itself from here on.
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

    /// What the name of a variable means: itself, or the name that a module's data has here.
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

/// Entries that are out of sight for a while.
#[derive(Debug)]
pub(super) struct Saved<'s>(Vec<Entry<'s>>);
