//! [`Members`]: which members a container definition states, of those that rules ask for.

use crate::text::Marks;

/// Members of container definitions, of those that rules ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Members(u32);

/// All of them.
const ASKED: [&str; 14] = [
    "links",
    "hostname",
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "extraHosts",
    "linuxParameters",
    "portMappings",
    "privileged",
    "readonlyRootFilesystem",
    "repositoryCredentials",
    "secrets",
    "ulimits",
];

const MARKS: Marks = Marks::of(&ASKED);

impl Members {
    /// These; one that is not among those that are asked for does not compile in a constant.
    pub(crate) const fn of(names: &[&str]) -> Self {
        let (mut members, mut index) = (0, 0);
        while index < names.len() {
            let mut asked = 0;
            while !is_same(ASKED[asked], names[index]) {
                asked += 1;
            }
            members |= 1 << asked;
            index += 1;
        }
        Self(members)
    }

    /// The one of that name; none if it is not among those that are asked for.
    #[inline]
    pub(crate) fn named(name: &str) -> Self {
        if !MARKS.may_be(name) {
            return Self::default();
        }
        ASKED.iter().position(|asked| *asked == name).map_or(Self::default(), |bit| Self(1 << bit))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds those of others.
    pub(crate) fn add(&mut self, others: Self) {
        self.0 |= others.0;
    }

    /// Those that are among others, too.
    #[inline]
    pub(crate) fn among(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Their names.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        (0..ASKED.len()).filter(move |bit| self.0 >> bit & 1 != 0).map(|bit| ASKED[bit])
    }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_by_its_name() {
        let mut all = Members::default();
        for name in ASKED {
            assert_eq!(Members::named(name).names().collect::<Vec<_>>(), [name]);
            assert!(Members::named(&name[1..]).is_empty() && Members::named(&name.to_uppercase()).is_empty());
            all.add(Members::named(name));
        }
        assert_eq!(all.names().collect::<Vec<_>>(), ASKED);
        const SOME: Members = Members::of(&["secrets", "links"]);
        assert_eq!(SOME.among(Members::named("secrets")).names().collect::<Vec<_>>(), ["secrets"]);
        assert!(Members::named(&"x".repeat(100)).is_empty());
    }
}
