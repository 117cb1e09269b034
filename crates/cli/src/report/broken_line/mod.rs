//! The line of a syntax error, with everything masked that may be secret.
//!
//! After a missing or extra quote it is unknown which characters are inside strings. So a word is shown only if it is safe
//! inside and outside a string: punctuation, `true`, `false` and `null`, numbers between punctuation, and well-known names of
//! members.

mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::excerpt::Excerpt;
use super::mask::closing_quote;
use words::{JSON, Language, is_known, is_literal, is_number, is_sensitive, word_length, words};
#[cfg(feature = "terraform")]
use words::{TERRAFORM, is_word_character};

/// The replacement for text that may be secret.
const MASK: &str = "***";

/// The syntax of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// JSON. The text before the error was read, so its strings are known.
    Json,
    /// JSON with expressions of another language, as in Terraform.
    #[cfg(feature = "terraform")]
    Template,
    /// Terraform; a string or heredoc may have begun on an earlier line.
    #[cfg(feature = "terraform")]
    Terraform,
}

/// The excerpt of the line around a syntax error.
pub(crate) fn excerpt_of_broken_line(text: &str, offset: usize, syntax: Syntax) -> Excerpt {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = after.split(['\n', '\r']).next().unwrap_or_default();
    let source = text.get(start..before.len() + rest.len()).unwrap_or_default();
    let mut line = Line { text: source, error: before.len() - start, ..Line::default() };
    match syntax {
        Syntax::Json => line.json(|_| true),
        #[cfg(feature = "terraform")]
        Syntax::Template => line.json(is_known),
        #[cfg(feature = "terraform")]
        Syntax::Terraform => line.terraform(is_in_heredoc(&before[..start])),
    }
    let error = line.shown_error.unwrap_or(line.out.len());
    let length = line.out.get(error..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    Excerpt::of(&line.out, error..error + length)
}

/// A line that is being masked.
#[derive(Default)]
struct Line<'t> {
    text: &'t str,
    /// The offset of the error.
    error: usize,
    out: String,
    /// The offset of the error in the output.
    shown_error: Option<usize>,
    /// The end of the last mask in the output.
    last_mask: Option<usize>,
}

impl<'t> Line<'t> {
    fn show(&mut self, range: Range<usize>) {
        if self.shown_error.is_none() && range.contains(&self.error) {
            self.shown_error = Some(self.out.len() + self.error - range.start);
        }
        self.out.push_str(self.text.get(range).unwrap_or_default());
    }

    /// Masks a range; adjacent masks become one.
    fn mask(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let is_masked = self.last_mask.is_some_and(|end| self.out[end..].chars().all(char::is_whitespace));
        if self.shown_error.is_none() && range.contains(&self.error) {
            self.shown_error = Some(self.out.len());
        }
        if !is_masked || self.shown_error == Some(self.out.len()) {
            self.out.push_str(MASK);
            self.last_mask = Some(self.out.len());
        }
    }

    /// Masks a range, but not the white space around it.
    fn mask_trimmed(&mut self, range: Range<usize>) {
        let part = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + part.len() - part.trim_start().len();
        let end = (range.start + part.trim_end().len()).max(start);
        self.show(range.start..start);
        self.mask(start..end);
        self.show(end..range.end);
    }

    fn json(&mut self, is_key: fn(&str) -> bool) {
        let is_in_string = self.json_before_error(is_key);
        self.after_error(self.error, is_in_string, JSON);
    }

    /// Adds the JSON before the error, masking strings that are not names. Returns whether the error is in a string.
    fn json_before_error(&mut self, is_key: fn(&str) -> bool) -> bool {
        let read = &self.text[..self.error];
        let (mut at, mut key) = (0, "");
        while let Some(first) = read[at..].chars().next() {
            let rest = &read[at..];
            if first == '"' {
                let Some(close) = closing_quote(rest) else {
                    self.show(at..at + 1);
                    self.mask(at + 1..read.len());
                    return true;
                };
                let (content, end) = (&rest[1..close], at + close + 1);
                if read[end..].trim_start().starts_with(':') && is_key(content) {
                    key = content;
                    self.show(at..end);
                } else {
                    self.show(at..at + 1);
                    self.mask(at + 1..end - 1);
                    self.show(end - 1..end);
                }
                at = end;
                continue;
            }
            let length = word_length(rest, JSON);
            let range = at..at + length.max(first.len_utf8());
            // A word that continues after the error is incomplete here.
            let is_cut = range.end == read.len() && word_length(&self.text[self.error..], JSON) > 0;
            let is_cut = is_cut || self.text[range.end..].starts_with('"');
            let is_safe = is_literal(&rest[..length]) || (is_number(&rest[..length]) && !is_sensitive(key));
            if length == 0 || (is_safe && !is_cut) {
                self.show(range.clone());
            } else {
                self.mask(range.clone());
            }
            at = range.end;
        }
        false
    }

    /// Adds the text that was not parsed, from an offset on.
    fn after_error(&mut self, from: usize, is_in_string: bool, language: Language) {
        let chunks: Vec<&'t str> = self.text[from..].split('"').collect();
        let mut at = from;
        for (index, text) in chunks.iter().enumerate() {
            if index > 0 {
                self.show(at..at + 1);
                at += 1;
            }
            let range = at..at + text.len();
            at = range.end;
            let before = index.checked_sub(1).map(|before| chunks[before]);
            let chunk = Chunk { text, before, after: chunks.get(index + 1).copied() };
            if chunk.is_known_name(language) {
                self.show(range);
            } else if chunk.is_structure(language) && !(index == 0 && is_in_string) {
                self.structure(range, before.unwrap_or_default(), language);
            } else {
                self.mask_trimmed(range);
            }
        }
    }

    /// Adds text between strings, and masks it from the first to the last word that the language does not have.
    fn structure(&mut self, range: Range<usize>, key: &str, language: Language) {
        let text = &self.text[range.clone()];
        let is_safe = |word: &str| is_literal(word) || (language.is_word)(word);
        // Next to words that may be part of a secret, numbers may be part of it as well.
        let is_other = |word: Range<usize>| !is_safe(&text[word.clone()]) && !is_number(&text[word]);
        let masks_numbers = is_sensitive(key) || words(text, language).any(is_other);
        let is_masked_word = |word: &Range<usize>| {
            let word = &text[word.clone()];
            !is_safe(word) && (masks_numbers || !is_number(word))
        };
        let first = words(text, language).find(is_masked_word).map_or(text.len(), |word| word.start);
        let last = words(text, language).filter(is_masked_word).last().map_or(text.len(), |word| word.end);
        let at = |place: usize| range.start + place;
        self.show(range.start..at(first));
        self.mask(at(first)..at(last));
        self.show(at(last)..range.end);
    }

    #[cfg(feature = "terraform")]
    fn terraform(&mut self, is_in_heredoc: bool) {
        if is_in_heredoc {
            return self.mask_trimmed(0..self.text.len());
        }
        // `name = value` at the start of a line is safe, because the line is not in a heredoc.
        let blanks = self.text.len() - self.text.trim_start().len();
        let name = self.text[blanks..].split([' ', '\t']).next().unwrap_or_default();
        let behind = &self.text[blanks + name.len()..];
        let is_name = behind.trim_start().starts_with("= ") && name.chars().all(is_word_character);
        let from = if is_name { blanks + name.len() } else { 0 };
        self.show(0..from);
        self.after_error(from, false, TERRAFORM);
    }
}

/// The text between two quotes, and the texts before and after these quotes.
struct Chunk<'t> {
    text: &'t str,
    before: Option<&'t str>,
    after: Option<&'t str>,
}

impl Chunk<'_> {
    /// Whether this is a well-known name of a member, where a name can be.
    fn is_known_name(&self, language: Language) -> bool {
        let (Some(before), Some(after)) = (self.before, self.after) else { return false };
        let before = before.trim_end();
        (before.is_empty() || before.ends_with(['{', ','])) && after.trim_start().starts_with(language.assigns) && {
            is_known(self.text)
        }
    }

    /// Whether this looks like text between two strings and not like text in a string.
    fn is_structure(&self, language: Language) -> bool {
        let text = self.text.trim();
        let begins = self.before.is_none() || text.starts_with(language.after_strings);
        let ends = self.after.is_none() || text.ends_with(language.before_strings);
        text.is_empty() || (begins && ends)
    }
}

/// Whether the end of a text is inside a heredoc.
#[cfg(feature = "terraform")]
fn is_in_heredoc(text: &str) -> bool {
    let mut end = None;
    for line in text.lines() {
        match end {
            Some(word) if line.trim() == word => end = None,
            Some(_) => {}
            None => {
                let word = line.rsplit_once("<<").map(|(_, word)| word.trim_start_matches('-').trim());
                end = word.filter(|word| !word.is_empty() && word.chars().all(is_word_character));
            }
        }
    }
    end.is_some()
}
