//! Alignment of equals signs and comments, as `terraform fmt` does it.
//!
//! In consecutive lines that each have a whole value behind the equals sign, the equals signs are in one column; so are
//! comments at the ends of lines. A change to one line can move the column of the lines around it. Those lines are aligned
//! again only if they were aligned before, so that another layout stays as it is.

use std::ops::Range;

use outrigger_core::Splices;

use crate::error::Error;
use crate::syntax::Changes;
use crate::syntax::template::sequence_end;

/// Makes changes, and aligns the lines around them again; `None` if those lines were not aligned before.
pub(crate) fn apply_with_alignment(old: &str, changes: Changes) -> Result<Option<String>, Error> {
    let splices = Splices::new(old, changes)?;
    let new = splices.apply(old);
    let replaced: Vec<_> = splices.iter().map(|(range, _)| range).collect();
    if !moves(old, &replaced).is_empty() {
        return Ok(None);
    }
    let (mut added, mut removed, mut written) = (0, 0, Vec::with_capacity(replaced.len()));
    for (range, text) in splices.iter() {
        let start = range.start + added - removed;
        written.push(start..start + text.len());
        added += text.len();
        removed += range.len();
    }
    apply_without_alignment(&new, moves(&new, &written))
}

/// Makes changes and aligns nothing, which is always possible.
pub(crate) fn apply_without_alignment(old: &str, changes: Changes) -> Result<Option<String>, Error> {
    Ok(Some(Splices::new(old, changes)?.apply(old)))
}

/// What is aligned on a line.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// The offset of its first byte.
    start: usize,
    /// The blanks before the equals sign.
    equals: Option<(usize, usize)>,
    /// The blanks before the comment at its end.
    comment: Option<(usize, usize)>,
}

/// The changes that align the lines at these places and the lines beside them.
fn moves(text: &str, touched: &[Range<usize>]) -> Changes {
    let lines = lines(text);
    let line_of = |at: usize| lines.partition_point(|line| line.start <= at).saturating_sub(1);
    let mut is_touched = vec![false; lines.len()];
    for range in touched {
        let (first, last) = (line_of(range.start).saturating_sub(1), (line_of(range.end) + 1).min(lines.len() - 1));
        is_touched[first..=last].fill(true);
    }
    let mut changes = Changes::new();
    // By how many columns the text behind the equals sign moves.
    let mut moved = vec![0_isize; lines.len()];
    let width = |line: usize, to: usize| text[lines[line].start..to].chars().count();
    for chain in chains(&lines, |line| line.equals, &is_touched) {
        let places = chain.clone().filter_map(|line| Some((line, lines[line].equals?)));
        let widest = places.clone().map(|(line, (from, _))| width(line, from)).max().unwrap_or_default();
        for (line, (from, to)) in places {
            let blanks = widest - width(line, from) + 1;
            moved[line] = blanks as isize - (to - from) as isize;
            if moved[line] != 0 {
                changes.push((from..to, " ".repeat(blanks)));
            }
        }
    }
    for chain in chains(&lines, |line| line.comment, &is_touched) {
        let places = chain.clone().filter_map(|line| Some((line, lines[line].comment?)));
        let shifted = |line: usize, from: usize| width(line, from).saturating_add_signed(moved[line]);
        let widest = places.clone().map(|(line, (from, _))| shifted(line, from)).max().unwrap_or_default();
        for (line, (from, to)) in places {
            let blanks = widest - shifted(line, from) + 1;
            if blanks != to - from {
                changes.push((from..to, " ".repeat(blanks)));
            }
        }
    }
    changes
}

/// The runs of consecutive lines that have something to align, if one of the lines is touched.
fn chains(lines: &[Line], has: impl Fn(&Line) -> Option<(usize, usize)>, is_touched: &[bool]) -> Vec<Range<usize>> {
    let mut chains = Vec::new();
    let mut start = 0;
    for (index, line) in lines.iter().enumerate() {
        let is_in = has(line).is_some();
        let is_last = index + 1 == lines.len();
        if !is_in || is_last {
            let end = if is_in { index + 1 } else { index };
            if is_touched[start..end].contains(&true) {
                chains.push(start..end);
            }
            start = index + 1;
        }
    }
    chains
}

/// The lines of a text; a line inside of a heredoc, a string or a comment has nothing to align.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut state = State::default();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            '\n' | ' ' | '\t' | '\r' => 1,
            '#' => comment(rest),
            '/' if rest.starts_with("//") => comment(rest),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string(rest),
            '<' if heredoc(rest).is_some() => heredoc(rest).unwrap_or(2),
            '=' if rest.starts_with("==") || rest.starts_with("=>") => 2,
            '!' | '<' | '>' if rest[1..].starts_with('=') => 2,
            other => other.len_utf8(),
        };
        let is_comment = matches!(first, '#') || rest.starts_with("//");
        match first {
            '\n' | ' ' | '\t' | '\r' => {}
            '=' if length == 1 && state.has_token && state.equals.is_none() => {
                state.equals = Some((state.end, at));
                state.depth = 0;
            }
            '(' | '[' | '{' => state.depth += 1,
            ')' | ']' | '}' => state.depth -= 1,
            _ => {}
        }
        if is_comment && state.has_token {
            state.comment = Some((state.end, at));
        }
        if !matches!(first, '\n' | ' ' | '\t' | '\r') {
            state.has_token = true;
            state.end = at + length;
        }
        for (newline, _) in rest[..length].match_indices('\n') {
            // Behind something that began on an earlier line, nothing is aligned.
            state.end_line(&mut lines);
            state = State { has_token: first != '\n', is_inside: first != '\n', ..State::default() };
            lines.push(Line { start: at + newline + 1, ..Line::default() });
        }
        at += length;
    }
    state.end_line(&mut lines);
    lines
}

/// The part of a line that was scanned.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    has_token: bool,
    /// Whether it begins inside of something.
    is_inside: bool,
    /// The end of the last token on the line.
    end: usize,
    equals: Option<(usize, usize)>,
    comment: Option<(usize, usize)>,
    /// The number of open brackets behind the equals sign.
    depth: isize,
}

impl State {
    fn end_line(self, lines: &mut [Line]) {
        if let (Some(line), false) = (lines.last_mut(), self.is_inside) {
            line.equals = self.equals.filter(|_| self.depth == 0);
            line.comment = self.comment;
        }
    }
}

/// The length of a comment to the end of the line.
fn comment(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    text[..line].trim_end_matches('\r').len()
}

/// The length of a quoted string.
fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'"' => return at + 1,
            b'\\' => 2,
            b'$' | b'%' if rest.starts_with(b"$${") || rest.starts_with(b"%%{") => 3,
            b'$' | b'%' if rest.get(1) == Some(&b'{') => match sequence_end(text, at) {
                Some(end) => end - at,
                None => return text.len(),
            },
            _ => 1,
        };
    }
    text.len()
}

/// The length of the heredoc that begins here, up to the end of its last line; `None` if none begins here.
fn heredoc(text: &str) -> Option<usize> {
    let name = text.strip_prefix("<<-").or_else(|| text.strip_prefix("<<"))?;
    let (name, _) = name.split_once('\n')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let mut end = text.find('\n')? + 1;
    for line in text[end..].split_inclusive('\n') {
        end += line.trim_end_matches(['\n', '\r']).len();
        if line.trim() == name {
            return is_name.then_some(end);
        }
        end += line.len() - line.trim_end_matches(['\n', '\r']).len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces `from` by `to` and compares the text; then replaces it back.
    #[track_caller]
    fn check(old: &str, from: &str, to: &str, expected: &str) {
        let replace = |old: &str, from: &str, to: &str| {
            let at = old.find(from).unwrap();
            apply_with_alignment(old, vec![(at..at + from.len(), to.to_string())]).unwrap()
        };
        assert_eq!(replace(old, from, to).as_deref(), Some(expected));
        assert_eq!(replace(expected, to, from).as_deref(), Some(old));
    }

    #[test]
    fn equals_signs() {
        check("a    = 1\nlong = []\nb    = 2\n", "[]", "[\n  1\n]", "a = 1\nlong = [\n  1\n]\nb = 2\n");
        check(
            "a = 1\nb = 2\n\nlong = 3\n",
            "2\n",
            "2\nlonger = 3\n",
            "a      = 1\nb      = 2\nlonger = 3\n\nlong = 3\n",
        );
        check("a  = 1 # x\nbb = 2 # y\n", "2", "22", "a  = 1  # x\nbb = 22 # y\n");
        check("a = <<-E\n  x = 1\nE\nb = 2\n", "2", "3", "a = <<-E\n  x = 1\nE\nb = 3\n");
        check("a    = { b = \"=\" }\nlong = \"x\"\n", "\"x\"", "2", "a    = { b = \"=\" }\nlong = 2\n");
    }

    #[test]
    fn lines_that_are_not_aligned_are_reported() {
        assert_eq!(
            apply_with_alignment("a = 1\nlong = []\nb = 2\n", vec![(13..15, "[\n]".to_string())]).unwrap(),
            None
        );
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["", "\n", "=", "a =", "\"", "<<", "<<E\n", "/*", "a = \"${", "é = 1\n=\n", "}}}"] {
            assert_eq!(apply_with_alignment(text, Vec::new()).unwrap().as_deref(), Some(text));
            let end = text.len();
            assert!(apply_with_alignment(text, vec![(end..end, " = ".to_string())]).is_ok());
        }
    }
}
