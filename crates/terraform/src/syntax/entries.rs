//! Adds entries to lists and objects and removes them, with their commas, lines and comments.

use std::ops::Range;

use crate::syntax::Changes;
use crate::syntax::lines::{begins_line, indent_at, line_start};

/// The entries between two brackets: of a list, of an object, or the arguments of a function.
#[derive(Clone, Debug)]
pub(crate) struct Entries<'t> {
    pub(crate) text: &'t str,
    /// Both brackets and everything between them.
    pub(crate) outer: Range<usize>,
    /// The entries, in their order.
    pub(crate) spans: Vec<Range<usize>>,
}

/// Where a new last entry goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AppendPosition<'t> {
    /// Between the brackets: the list has no entry yet.
    Empty,
    /// On separate lines.
    Lines {
        /// The indentation of those lines.
        indent: &'t str,
    },
    /// Behind the last entry, on the line of the closing bracket: that line begins with the last entry's own closing bracket.
    ///
    /// The line stays the last line of the new entry, with its indentation, so that a removal can restore the old one.
    Closing {
        /// The indentation of that line.
        indent: &'t str,
        /// The new indentation of the line that closes the entry before the new one.
        inner: &'t str,
        /// Whether the new entry begins on that line too: `}, {`.
        is_hugged: bool,
    },
    /// On the line of the last entry.
    Inline {
        /// The text between two entries, without the comma.
        gap: String,
    },
}

/// What follows an entry.
#[derive(Clone, Copy, Debug)]
struct Tail {
    /// The end of its comma, if it has one.
    comma: Option<usize>,
    /// The end of its line, if only comments follow on it.
    line_end: Option<usize>,
}

impl<'t> Entries<'t> {
    /// Where a new last entry goes.
    pub(crate) fn append_position(&self) -> AppendPosition<'t> {
        let is_hugged = self.spans.last().is_some_and(|last| !begins_line(self.text, last.start));
        self.append_position_after(is_hugged)
    }

    /// The same; `is_hugged` if the last entry does not begin its line.
    pub(crate) fn append_position_after(&self, is_hugged: bool) -> AppendPosition<'t> {
        let Some(last) = self.spans.last() else { return AppendPosition::Empty };
        if self.tail(last).line_end.is_some() {
            let indent = indent_at(self.text, if is_hugged { last.end } else { last.start });
            return AppendPosition::Lines { indent };
        }
        let closing = line_start(self.text, last.end);
        if self.ends_with_closing_brackets(last) {
            let inner = match self.spans.len().checked_sub(2).map(|index| &self.spans[index]) {
                Some(before) if is_hugged && line_start(self.text, before.end) > before.start => {
                    indent_at(self.text, before.end)
                }
                _ if is_hugged => self.indent_before(closing),
                _ => indent_at(self.text, last.start),
            };
            return AppendPosition::Closing { indent: indent_at(self.text, last.end), inner, is_hugged };
        }
        let gap = match &self.spans[..] {
            [.., before, last] => {
                let gap = &self.text[self.tail(before).comma.unwrap_or(before.end)..last.start];
                if gap.trim_ascii().is_empty() { gap } else { " " }
            }
            _ => " ",
        };
        AppendPosition::Inline { gap: gap.to_string() }
    }

    /// Whether the last line of an entry has only closing brackets.
    fn ends_with_closing_brackets(&self, entry: &Range<usize>) -> bool {
        let line = line_start(self.text, entry.end);
        let closing = self.text[line.max(entry.start)..entry.end].trim_ascii();
        let closing = closing.strip_suffix(" : []").or(closing.strip_suffix(" : null")).unwrap_or(closing);
        line > entry.start && closing.chars().all(|character| matches!(character, ']' | '}' | ')'))
    }

    /// The indentation of the last line before `line` that is not blank.
    fn indent_before(&self, line: usize) -> &'t str {
        let before = self.text[..line].trim_ascii_end();
        indent_at(self.text, before.len())
    }

    /// Adds entries behind the last one; their texts are written for this position.
    pub(crate) fn append(
        &self,
        position: &AppendPosition<'_>,
        entries: &[String],
        newline: &str,
        separator: Separator,
    ) -> Changes {
        let (Some(last), false) = (self.spans.last(), entries.is_empty()) else { return Vec::new() };
        let after = self.tail(last);
        let has_comma = after.comma.is_some();
        match position {
            AppendPosition::Empty => Vec::new(),
            AppendPosition::Lines { indent } => {
                let needs_comma = !has_comma && separator == Separator::Comma;
                let comma = if has_comma || needs_comma { "," } else { "" };
                let mut changes = Vec::new();
                if needs_comma {
                    changes.push((last.end..last.end, ",".to_string()));
                }
                let mut added =
                    entries.iter().map(|entry| format!("{newline}{indent}{entry}")).collect::<Vec<_>>().join(comma);
                added.push_str(if has_comma { "," } else { "" });
                let at = after.line_end.unwrap_or(last.end);
                changes.push((at..at, added));
                changes
            }
            AppendPosition::Closing { indent, inner, is_hugged } => {
                let line = line_start(self.text, last.end);
                let closed = self.text[line..last.end].trim_ascii_start();
                let joint = if *is_hugged { ", ".to_string() } else { format!(",{newline}{inner}") };
                let mut added = format!("{inner}{closed}");
                for (index, entry) in entries.iter().enumerate() {
                    added.push_str(&joint);
                    // New entries before the last one close like the entry before them.
                    match entry.rsplit_once('\n') {
                        Some((lines, closing)) if index + 1 < entries.len() => {
                            added.push_str(&format!(
                                "{lines}\n{inner}{}",
                                closing.strip_prefix(indent).unwrap_or(closing)
                            ));
                        }
                        _ => added.push_str(entry),
                    }
                }
                vec![(line..last.end, added)]
            }
            AppendPosition::Inline { gap } => {
                let at = after.comma.unwrap_or(last.end);
                let mut added = String::new();
                for (index, entry) in entries.iter().enumerate() {
                    added.push_str(if index == 0 && has_comma { "" } else { "," });
                    added.push_str(gap);
                    added.push_str(entry);
                }
                added.push_str(if has_comma { "," } else { "" });
                vec![(at..at, added)]
            }
        }
    }

    /// Removes entries; if all are removed, the brackets stay.
    pub(crate) fn remove(&self, removed: &[usize]) -> Changes {
        let count = self.spans.len();
        let goes = |index: usize| removed.contains(&index);
        if (0..count).all(goes) {
            return self.clear();
        }
        let mut changes = Vec::new();
        let mut index = 0;
        while index < count {
            if !goes(index) {
                index += 1;
                continue;
            }
            let next = (index..count).find(|&next| !goes(next)).unwrap_or(count);
            changes.extend(self.remove_run(index, next));
            index = next;
        }
        changes
    }

    /// Removes the entries from `first` up to `next`, where other entries stay.
    fn remove_run(&self, first: usize, next: usize) -> Changes {
        let last = &self.spans[next - 1];
        let Some(before) = first.checked_sub(1).map(|index| &self.spans[index]) else {
            return vec![(self.spans[first].start..self.spans[next].start, String::new())];
        };
        let (kept, gone) = (self.tail(before), self.tail(last));
        let joint = |after: Tail, entry: &Range<usize>| after.line_end.or(after.comma).unwrap_or(entry.end);
        if next < self.spans.len() {
            return vec![(joint(kept, before)..joint(gone, last), String::new())];
        }
        let line = line_start(self.text, before.end);
        if gone.line_end.is_none() && self.ends_with_closing_brackets(before) && self.ends_with_closing_brackets(last) {
            let indent = indent_at(self.text, last.end);
            let closed = self.text[line..before.end].trim_ascii_start();
            return vec![(line..last.end, format!("{indent}{closed}"))];
        }
        let mut changes = Vec::new();
        if gone.line_end.is_some() {
            if let (None, Some(comma)) = (gone.comma, kept.comma) {
                changes.push((comma - 1..comma, String::new()));
            }
            changes.push((joint(kept, before)..gone.comma.unwrap_or(last.end), String::new()));
        } else {
            let kept_end = if gone.comma.is_some() { kept.comma } else { None };
            changes.push((kept_end.unwrap_or(before.end)..gone.comma.unwrap_or(last.end), String::new()));
        }
        changes
    }

    fn clear(&self) -> Changes {
        let (Some(first), Some(last)) = (self.spans.first(), self.spans.last()) else { return Vec::new() };
        let inner = self.outer.start + 1..self.outer.end - 1;
        let lead = self.text[inner.start..first.start].trim_ascii_end();
        let after = self.tail(last);
        let end = after.comma.unwrap_or(last.end);
        let is_bare = lead.is_empty() && self.text[end..inner.end].trim_ascii().is_empty();
        // Comments beside the entries stay.
        vec![(if is_bare { inner } else { inner.start + lead.len()..end }, String::new())]
    }

    /// What follows an entry, up to the next one or the closing bracket.
    fn tail(&self, entry: &Range<usize>) -> Tail {
        let end = self.outer.end - 1;
        let mut after = Tail { comma: None, line_end: None };
        let mut at = entry.end;
        while at < end {
            let rest = &self.text[at..end];
            at += if rest.starts_with(',') && after.comma.is_none() {
                after.comma = Some(at + 1);
                1
            } else if rest.starts_with(['\n', '\r']) {
                after.line_end = Some(at);
                break;
            } else if rest.starts_with([' ', '\t']) {
                1
            } else if rest.starts_with('#') || rest.starts_with("//") {
                let line = rest.find('\n').unwrap_or(rest.len());
                rest[..line].trim_end_matches('\r').len()
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |close| close + 2)
            } else {
                break;
            };
        }
        after
    }
}

/// What separates two entries on separate lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// A comma, which lists need.
    Comma,
    /// The end of the line.
    Line,
}

#[cfg(test)]
mod tests {
    use hcl_edit::expr::Expression;
    use hcl_edit::structure::Body;

    use super::*;
    use crate::syntax::expression::span;

    /// Adds entries to a list and compares the text; then removes them again.
    #[track_caller]
    fn check(list: &str, added: &[&str], expected: &str) {
        let run = |text: &str, change: &dyn Fn(&Entries<'_>) -> Changes| {
            let source = format!("a = {text}\n");
            let body: Body = source.parse().unwrap();
            let Expression::Array(array) = &body.get_attribute("a").unwrap().value else { panic!("{text}") };
            let entries = Entries { text: &source, outer: span(array), spans: array.iter().map(span).collect() };
            let splices = outrigger_core::Splices::new(&source, change(&entries)).unwrap();
            let result = splices.apply(&source);
            result["a = ".len()..result.len() - 1].to_string()
        };
        let added: Vec<_> = added.iter().map(|text| (*text).to_string()).collect();
        let grown = run(list, &|entries| entries.append(&entries.append_position(), &added, "\n", Separator::Comma));
        assert_eq!(grown, expected);
        let shrunk = run(&grown, &|entries| {
            let count = entries.spans.len();
            entries.remove(&(count - added.len()..count).collect::<Vec<_>>())
        });
        assert_eq!(shrunk, list);
    }

    #[test]
    fn on_lines() {
        check("[\n  1\n]", &["2", "3"], "[\n  1,\n  2,\n  3\n]");
        check("[\n  1,\n]", &["2", "3"], "[\n  1,\n  2,\n  3,\n]");
        check("[\n  1 # one\n]", &["2"], "[\n  1, # one\n  2\n]");
        check("[\n  1, # one\n  /* two */ 2 // two\n  # end\n]", &["3"], {
            "[\n  1, # one\n  /* two */ 2, // two\n  3\n  # end\n]"
        });
    }

    #[test]
    fn on_one_line() {
        check("[1]", &["2"], "[1, 2]");
        check("[ 1 ]", &["2", "3"], "[ 1, 2, 3 ]");
        check("[1,2,]", &["3"], "[1,2,3,]");
        check("[1,\n  2]", &["3"], "[1,\n  2,\n  3]");
    }

    #[test]
    fn between_hugging_braces() {
        check("[{\n    a = 1\n  }]", &["{\n    b = 2\n  }"], "[{\n    a = 1\n    }, {\n    b = 2\n  }]");
        check("[{\n    a = 1\n  }]", &["{\n    b = 2\n  }", "{\n    c = 3\n  }"], {
            "[{\n    a = 1\n    }, {\n    b = 2\n    }, {\n    c = 3\n  }]"
        });
        check("[\n    {\n      a = 1\n  }]", &["{\n      b = 2\n  }"], {
            "[\n    {\n      a = 1\n    },\n    {\n      b = 2\n  }]"
        });
    }
}
