//! [`Unkept`]: what of a file its replacement could not keep.

use std::fmt;

/// What of a file its replacement could not keep: its group, its access control list (ACL), or other extended attributes.
///
/// Nobody gains access by that: where it would be so, the mode of the new file is a stricter one than that of the old file.
/// Shown, it is one sentence without the path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unkept {
    /// Each as a few words.
    pub(super) what: Vec<String>,
    /// The mode of the old file and that of the new one, where they differ.
    pub(super) mode: Option<[u32; 2]>,
}

impl Unkept {
    /// This, if there is something to say.
    pub(super) fn noted(self) -> Option<Self> {
        let is_nothing = self.what.is_empty() && self.mode.is_none();
        (!is_nothing).then_some(self)
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        if self.mode.is_some() {
            "give it the group and the permissions that it needs, with chgrp, setfacl and chmod"
        } else {
            "set it again with setfattr, if it is needed"
        }
    }
}

impl fmt::Display for Unkept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the new file could not keep {}", self.what.join(", "))?;
        if let Some([old, new]) = self.mode {
            write!(f, "; its mode is {new:04o} instead of {old:04o}, so that nobody gains access")?;
        }
        Ok(())
    }
}
