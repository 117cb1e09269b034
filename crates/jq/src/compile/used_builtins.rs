//! [`UsedBuiltins`]: the filters of this crate that a program uses.

use std::collections::{BTreeSet, HashSet};

use crate::natives::{self, Native};
use crate::syntax::find_in_prelude;

/// The filters of this crate that a program uses.
#[derive(Default)]
pub(super) struct UsedBuiltins<'s> {
    pub(super) natives: Vec<&'static Native>,
    /// The numbers of the definitions of the prelude that are used and not rewritten yet.
    pub(super) definitions: BTreeSet<usize>,
    /// The names that the program defines itself somewhere.
    shadowed: HashSet<(&'s str, usize)>,
}

impl<'s> UsedBuiltins<'s> {
    /// Whether there is such a filter. If so, it is added to the used ones.
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

    /// Notes that the program defines this name itself.
    pub(super) fn shadow(&mut self, name: &'s str, arity: usize) {
        self.shadowed.insert((name, arity));
    }

    /// Whether a filter surely has at most one output for one value of each argument.
    pub(super) fn gives_one_for_one(&self, name: &str, arity: usize) -> bool {
        !self.shadowed.contains(&(name, arity)) && natives::find(name, arity).is_some_and(Native::gives_one_for_one)
    }

    /// Whether jq varies the first argument first, if several have several outputs.
    pub(super) fn varies_left_first(&self, name: &str, arity: usize) -> bool {
        natives::find(name, arity).is_some_and(Native::varies_left_first)
    }
}
