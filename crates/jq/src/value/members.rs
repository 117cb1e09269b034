//! [`Members`]: the members of an object.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Value;
use super::lazy::{Held, Map};
use super::text::Unparsed;
use crate::limits::budget;

/// Up to this many members are searched one by one. More have an index.
const FEW: usize = 24;

/// The members of an object in their order, each name once.
#[derive(Clone, Default)]
pub(crate) struct Members {
    members: Vec<(Rc<str>, Value)>,
    /// The places of the members, if there are many.
    #[expect(clippy::box_collection, reason = "most objects have none, and it is larger than the rest of the struct")]
    index: Option<Box<HashMap<Rc<str>, usize>>>,
}

impl Members {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { members: Vec::with_capacity(capacity), index: None }
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Rc<str>, &Value)> {
        self.members.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.position(key).map(|at| &self.members[at].1)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.position(key).map(|at| &mut self.members[at].1)
    }

    /// The member at a position in their order.
    pub(crate) fn member(&self, at: usize) -> Option<(&Rc<str>, &Value)> {
        self.members.get(at).map(|(key, value)| (key, value))
    }

    /// Sets the value of a member. A new member goes after the others.
    pub(crate) fn insert(&mut self, key: Rc<str>, value: Value) {
        match self.get_mut(&key) {
            Some(old) => *old = value,
            None => self.push(key, value),
        }
    }

    /// Adds a member after the others. None of them may have its name.
    pub(super) fn push(&mut self, key: Rc<str>, value: Value) {
        if let Some(index) = &mut self.index {
            index.insert(key.clone(), self.members.len());
        } else if self.members.len() == FEW {
            let members = self.members.iter().enumerate();
            let mut index: HashMap<_, _> = members.map(|(at, (key, _))| (key.clone(), at)).collect();
            index.insert(key.clone(), FEW);
            self.index = Some(Box::new(index));
        }
        self.members.push((key, value));
    }

    /// Removes these members. The others keep their order.
    pub(crate) fn remove_all<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        let gone: HashSet<usize> = keys.filter_map(|key| self.position(key)).collect();
        if gone.is_empty() {
            return;
        }
        let members = std::mem::take(self).into_members();
        let stay = members.into_iter().enumerate().filter(|(at, _)| !gone.contains(at));
        *self = stay.map(|(_, member)| member).collect();
    }

    pub(crate) fn into_members(self) -> Vec<(Rc<str>, Value)> {
        self.members
    }

    /// The names, sorted.
    pub(crate) fn sorted_keys(&self) -> Vec<&Rc<str>> {
        let mut keys: Vec<_> = self.members.iter().map(|(key, _)| key).collect();
        // Each name is compared about as often as the number of members has bits.
        let length: usize = keys.iter().map(|key| size_of::<Value>() + key.len()).sum();
        budget::spend_bytes(length.saturating_mul(keys.len().checked_ilog2().map_or(1, |bits| bits as usize + 1)));
        keys.sort_unstable();
        keys
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.members.iter().position(|(name, _)| **name == *key),
        }
    }
}

impl FromIterator<(Rc<str>, Value)> for Members {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut map = Self::with_capacity(members.size_hint().0);
        for (key, value) in members {
            map.insert(key, value);
        }
        map
    }
}

impl FromIterator<(Rc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(members: I) -> Self {
        Self::from(members.into_iter().collect::<Members>())
    }
}

impl Held for Members {
    fn read(unparsed: &Unparsed) -> Self {
        unparsed.members()
    }

    fn leave_nested(self, nested: &mut Vec<Value>) {
        nested.extend(self.members.into_iter().map(|(_, value)| value).filter(Value::is_nested));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_members_keep_their_order() {
        for count in [3, FEW, FEW + 1, 200] {
            let keys: Vec<Rc<str>> = (0..count).map(|number| Rc::from(number.to_string())).collect();
            let mut map: Map = keys.iter().map(|key| (key.clone(), Value::Null)).collect();
            map.insert(keys[1].clone(), Value::Bool(true));
            assert!(map.iter().map(|(key, _)| key).eq(&keys));
            assert!(map.get("1").is_some_and(Value::is_true));
            map.remove_all(["0", "absent"].into_iter());
            assert!(map.iter().map(|(key, _)| key).eq(&keys[1..]));
            assert!(map.get("0").is_none() && map.get("2").is_some());
        }
    }
}
