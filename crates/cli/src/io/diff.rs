//! Unified diffs, with secrets masked if that is asked for.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use outrigger::Document;
use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, TextDiff};

use crate::report::{mask, printable};

/// The documents in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One document.
    Whole,
    /// One document on each line.
    Lines,
}

/// The style of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DiffStyle {
    pub(crate) secrets: Secrets,
    pub(crate) layout: Layout,
    pub(crate) colors: bool,
}

/// Whether secrets are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    Shown,
    Masked,
}

/// The number of unchanged lines around a change.
const CONTEXT: usize = 3;

const HEADER: Style = Style::new().bold();
const HUNK: Style = AnsiColor::Cyan.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// A unified diff of two texts of a file; empty if they are equal.
///
/// The original lines are compared and the masked lines are shown, so a change of a secret is visible as a change.
pub(crate) fn diff(name: &str, old: &str, new: &str, style: DiffStyle) -> String {
    let (shown_old, shown_new) = (shown(old, style), shown(new, style));
    let (shown_old, shown_new) = (lines(&shown_old), lines(&shown_new));
    let diff = TextDiff::from_slices(&lines(old), &lines(new));

    let mut out = String::new();
    let mut line = |paint: Style, tag: &str, text: &str| {
        let (text, end) =
            text.strip_suffix('\n').map_or((text, "\n\\ No newline at end of file\n"), |text| (text, "\n"));
        let written = if style.colors {
            write!(out, "{paint}{tag}{}{paint:#}{end}", printable(text))
        } else {
            write!(out, "{tag}{text}{end}")
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    };
    for (index, hunk) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index == 0 {
            line(HEADER, "--- ", &format!("{name}\n"));
            line(HEADER, "+++ ", &format!("{name}\n"));
        }
        line(HUNK, "", &format!("{}\n", UnifiedHunkHeader::new(hunk)));
        for change in hunk.iter().flat_map(|op| diff.iter_changes(op)) {
            let (paint, tag, shown, index) = match change.tag() {
                ChangeTag::Equal => (Style::new(), " ", &shown_old, change.old_index()),
                ChangeTag::Delete => (REMOVED, "-", &shown_old, change.old_index()),
                ChangeTag::Insert => (ADDED, "+", &shown_new, change.new_index()),
            };
            line(paint, tag, index.and_then(|index| shown.get(index)).unwrap_or(&""));
        }
    }
    out
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The text with secrets masked if necessary, line by line.
fn shown(text: &str, style: DiffStyle) -> Cow<'_, str> {
    let masked = |text: &str| match Document::scan(text) {
        Ok(document) => Some(mask(&document)),
        #[cfg(feature = "terraform")]
        Err(_) => Some(crate::report::mask_terraform(text).into_owned()),
        #[cfg(not(feature = "terraform"))]
        Err(_) => None,
    };
    match (style.secrets, style.layout) {
        (Secrets::Shown, _) => Cow::Borrowed(text),
        (Secrets::Masked, Layout::Whole) => Cow::Owned(masked(text).unwrap_or_default()),
        (Secrets::Masked, Layout::Lines) => {
            let empty = |line: &str| String::from(if line.ends_with('\n') { "\n" } else { "" });
            let line = |line| masked(line).unwrap_or_else(|| empty(line));
            Cow::Owned(text.split_inclusive('\n').map(line).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: DiffStyle = DiffStyle { secrets: Secrets::Shown, layout: Layout::Whole, colors: false };

    #[track_caller]
    fn check(old: &str, new: &str, style: DiffStyle, expected: &str) {
        assert_eq!(diff("x.json", old, new, style), expected);
    }

    #[test]
    fn the_format_is_that_of_diff_u() {
        check("[]\n", "[]\n", PLAIN, "");
        check("[\r\n1]", "[\r\n2]\n", PLAIN, {
            "--- x.json\n+++ x.json\n@@ -1,2 +1,2 @@\n [\r\n-1]\n\\ No newline at end of file\n+2]\n"
        });
    }

    #[test]
    fn a_change_of_a_masked_value_is_visible() {
        let masked = DiffStyle { secrets: Secrets::Masked, ..PLAIN };
        let expected = "--- x.json\n+++ x.json\n@@ -1 +1 @@\n-{\"token\": \"***\"}\n+{\"token\": \"***\"}\n";
        check("{\"token\": \"a\"}\n", "{\"token\": \"b\"}\n", masked, expected);
        check("{\"token\": \"a\"}\n\n", "{\"token\": \"b\"}\n\n", DiffStyle { layout: Layout::Lines, ..masked }, {
            "--- x.json\n+++ x.json\n@@ -1,2 +1,2 @@\n-{\"token\": \"***\"}\n+{\"token\": \"***\"}\n \n"
        });
    }

    #[test]
    fn colors() {
        check("1", "2", DiffStyle { colors: true, ..PLAIN }, {
            "\u{1b}[1m--- x.json\u{1b}[0m\n\u{1b}[1m+++ x.json\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\
             \u{1b}[31m-1\u{1b}[0m\n\\ No newline at end of file\n\u{1b}[32m+2\u{1b}[0m\n\\ No newline at end of file\n"
        });
    }
}
