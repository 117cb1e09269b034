//! [`Marks`]: a glance at a name that tells whether it can be one of some names.

/// A bit for each of some names: one whose bit is not among them is none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u64);

impl Marks {
    /// Those of these names.
    pub(crate) const fn of(names: &[&str]) -> Self {
        let (mut marks, mut index) = (Self(0), 0);
        while index < names.len() {
            marks = marks.with(names[index]);
            index += 1;
        }
        marks
    }

    /// These, and that of one more.
    #[inline]
    pub(crate) const fn with(self, name: &str) -> Self {
        Self(self.0 | bit(name))
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a name may be one of them.
    #[inline]
    pub(crate) const fn may_be(self, name: &str) -> bool {
        self.0 & bit(name) != 0
    }
}

/// One for the length and the first letter.
#[inline]
const fn bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let first = if bytes.is_empty() { 0 } else { bytes[0] as usize };
    1 << (bytes.len().wrapping_mul(first) % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_among_them_may_be_one() {
        let names = ["", "links", "secrets", "é"];
        let marks = Marks::of(&names);
        assert_eq!(names.iter().fold(Marks::default(), |marks, name| marks.with(name)), marks);
        assert!(names.iter().all(|name| marks.may_be(name)));
        assert!(!marks.may_be("image"));
        assert!(Marks::default().is_empty() && !Marks::of(&[""]).is_empty());
    }
}
