//! [`UsedBuiltins`]: what a program uses of what comes with the crate.

use std::collections::{BTreeSet, HashSet};

use crate::natives::{self, Native};
use crate::syntax::find_in_prelude;

/// The filters of the crate that a program uses.
#[derive(Default)]
pub(super) struct UsedBuiltins<'s> {
    pub(super) natives: Vec<&'static Native>,
    /// The definitions of the prelude, by their number, that were not gone through yet.
    pub(super) definitions: BTreeSet<usize>,
    /// What the program gives another meaning somewhere.
    shadowed: HashSet<(&'s str, usize)>,
}

impl<'s> UsedBuiltins<'s> {
    /// Whether there is such a filter; if so, it is needed from now on.
    pub(super) fn filter(&mut self, name: &str, arity: usize) -> bool {
        if let Some(native) = natives::find(name, arity) {
            if !self.natives.iter().any(|known| std::ptr::eq(*known, native)) {
                self.natives.push(native);
            }
            return true;
        }
        match find_in_prelude(name, arity) {
            Some(definition) => {
                self.definitions.insert(definition);
                true
            }
            None => false,
        }
    }

    /// The program gives this name another meaning.
    pub(super) fn shadow(&mut self, name: &'s str, arity: usize) {
        self.shadowed.insert((name, arity));
    }

    /// Whether a filter surely has one output at most for one of each argument.
    pub(super) fn gives_one_for_one(&self, name: &str, arity: usize) -> bool {
        !self.shadowed.contains(&(name, arity)) && natives::find(name, arity).is_some_and(Native::gives_one_for_one)
    }

    /// Whether jq varies the first argument first.
    pub(super) fn varies_left_first(&self, name: &str, arity: usize) -> bool {
        natives::find(name, arity).is_some_and(Native::varies_left_first)
    }
}
