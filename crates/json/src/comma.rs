//! The position of commas: at the end of a line, at the beginning of the next one, or on a separate line.

/// The comma between two entries that have a line each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineComma {
    /// At the end of the first one's line, behind these blanks.
    Trailing { before: &'static str },
    /// At the beginning of the second one's line, so many blanks less deep than the first one; these blanks follow.
    Leading { outdent: usize, after: &'static str },
    /// On a line of its own, so many blanks less deep than the first one.
    OwnLine { outdent: usize },
    /// Below the bracket, beside which the first entry is; these blanks follow.
    BelowBracket { after: &'static str },
}

impl LineComma {
    /// As most people write it.
    pub(crate) const USUAL: Self = Self::Trailing { before: "" };

    /// The comma in the gap between the first two entries of an array or object; `None` if both are on one line.
    ///
    /// `indent` is how many blanks the first one has before it on its line; `None` if it is on the line of the bracket.
    pub(crate) fn of(gap: &str, indent: Option<usize>) -> Option<Self> {
        let (before, after) = around_comma(gap);
        let is_broken = after.contains('\n');
        let Some(newline) = before.rfind('\n') else {
            return is_broken.then_some(Self::Trailing { before: blank(before) });
        };
        let outdent = indent.unwrap_or_default().saturating_sub(before.len() - newline - 1);
        Some(match (is_broken, indent) {
            (true, _) => Self::OwnLine { outdent },
            (false, Some(_)) => Self::Leading { outdent, after: blank(after) },
            (false, None) => Self::BelowBracket { after: blank(after) },
        })
    }

    /// The text before and after such a comma if an entry begins its line with `line`: a line break and blanks.
    pub(crate) fn around(self, line: &str) -> (&str, &str) {
        let outdented = |outdent: usize| {
            let blanks = line.len() - line.rfind('\n').map_or(0, |newline| newline + 1);
            &line[..line.len() - outdent.min(blanks)]
        };
        match self {
            Self::Trailing { before } => (before, line),
            Self::Leading { outdent, after } => (outdented(outdent), after),
            Self::OwnLine { outdent } => (outdented(outdent), line),
            Self::BelowBracket { after } => (line, after),
        }
    }
}

/// The text before and after the comma between two entries.
pub(crate) fn around_comma(gap: &str) -> (&str, &str) {
    gap.split_once(',').unwrap_or(("", gap))
}

/// One blank where there are some: more than one align the entries of a table, which a new one is not in.
pub(crate) fn blank(blanks: &str) -> &'static str {
    if blanks.is_empty() { "" } else { " " }
}

/// The comma between two entries on one line, with the blanks around it.
pub(crate) fn inline_comma(gap: &str) -> &'static str {
    let (before, after) = if gap.contains('\n') { ("", " ") } else { around_comma(gap) };
    match (before, after) {
        ("", "") => ",",
        ("", _) => ", ",
        (_, "") => " ,",
        (_, _) => " , ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The comma in a gap behind an entry with four blanks before it, and how it is written between others.
    #[track_caller]
    fn check(gap: &str, written: &str) {
        let (before, after) = LineComma::of(gap, Some(4)).unwrap().around("\n        ");
        assert_eq!(format!("{before},{after}"), written);
    }

    #[test]
    fn commas_between_lines() {
        check(",\n    ", ",\n        ");
        check(" ,\r\n    ", " ,\n        ");
        check("   ,\n", " ,\n        ");
        check("\n    , ", "\n        , ");
        check("\n  , ", "\n      , ");
        check("\n\n,", "\n    ,");
        check("\n         ,   ", "\n        , ");
        check("\n    ,\n    ", "\n        ,\n        ");
        check("\n  ,\n    ", "\n      ,\n        ");
        assert_eq!(LineComma::of(" , ", Some(4)), None);
        assert_eq!(LineComma::of("\n  ,", None), Some(LineComma::BelowBracket { after: "" }));
    }

    #[test]
    fn less_deep_than_there_are_blanks() {
        assert_eq!(LineComma::Leading { outdent: 4, after: " " }.around("\r\n  "), ("\r\n", " "));
    }

    #[test]
    fn commas_on_one_line() {
        for (gap, written) in
            [(",", ","), (",   ", ", "), (" ,", " ,"), ("  ,\t", " , "), (",\n", ", "), ("\n,", ", "), ("\n , ", ", ")]
        {
            assert_eq!(inline_comma(gap), written, "{gap:?}");
        }
    }
}
