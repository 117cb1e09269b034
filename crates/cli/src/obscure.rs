//! The line of a syntax error, without what may be secret.
//!
//! Where a quote is missing or there is one too many, nobody knows which characters behind it are inside of strings. So a
//! word is only shown if it is safe under both readings: punctuation, `true`, `false` and `null`, numbers between
//! punctuation, and names of members that everybody knows.

use std::ops::Range;

use outrigger::READ_ONLY_MEMBERS;
use outrigger::facts::is_secret_name;
use outrigger::model::is_member_name;

use crate::excerpt::Excerpt;
use crate::mask::closing_quote;

/// What is shown in place of text that may be secret.
const MASK: &str = "***";

/// What a text was to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// JSON. What is before the error was read, so there it is known what is a string.
    Json,
    /// JSON with the expressions of another language, as it is in Terraform.
    #[cfg(feature = "terraform")]
    Template,
    /// Terraform, of which a string or heredoc may have begun on an earlier line.
    #[cfg(feature = "terraform")]
    Terraform,
}

/// The part of the line around a syntax error that is worth showing, with all else masked.
pub(crate) fn obscured(text: &str, offset: usize, syntax: Syntax) -> Excerpt {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = after.split(['\n', '\r']).next().unwrap_or_default();
    let source = text.get(start..before.len() + rest.len()).unwrap_or_default();
    let mut line = Line { text: source, mark: before.len() - start, ..Line::default() };
    match syntax {
        Syntax::Json => line.json(|_| true),
        #[cfg(feature = "terraform")]
        Syntax::Template => line.json(is_known),
        #[cfg(feature = "terraform")]
        Syntax::Terraform => line.terraform(is_in_heredoc(&before[..start])),
    }
    let mark = line.marked.unwrap_or(line.out.len());
    let length = line.out.get(mark..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    Excerpt::of(&line.out, mark..mark + length)
}

/// A line that is being masked.
#[derive(Default)]
struct Line<'t> {
    text: &'t str,
    /// Where the error is, in bytes.
    mark: usize,
    out: String,
    /// Where the error is in what is shown.
    marked: Option<usize>,
    /// Where the last mask ends in what is shown.
    last_mask: Option<usize>,
}

impl<'t> Line<'t> {
    fn show(&mut self, range: Range<usize>) {
        if self.marked.is_none() && range.contains(&self.mark) {
            self.marked = Some(self.out.len() + self.mark - range.start);
        }
        self.out.push_str(self.text.get(range).unwrap_or_default());
    }

    /// Masks; several words with blanks between them as one.
    fn hide(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let is_masked = self.last_mask.is_some_and(|end| self.out[end..].chars().all(char::is_whitespace));
        if self.marked.is_none() && range.contains(&self.mark) {
            self.marked = Some(self.out.len());
        }
        if !is_masked || self.marked == Some(self.out.len()) {
            self.out.push_str(MASK);
            self.last_mask = Some(self.out.len());
        }
    }

    /// Shows what surrounds a part, and masks the part.
    fn hide_trimmed(&mut self, range: Range<usize>) {
        let part = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + part.len() - part.trim_start().len();
        let end = (range.start + part.trim_end().len()).max(start);
        self.show(range.start..start);
        self.hide(start..end);
        self.show(end..range.end);
    }

    fn json(&mut self, is_key: fn(&str) -> bool) {
        let is_in_string = self.json_that_was_read(is_key);
        self.unread(self.mark, is_in_string, JSON);
    }

    /// Shows what is before the error, with every string masked that is not a name; whether the error is in a string.
    fn json_that_was_read(&mut self, is_key: fn(&str) -> bool) -> bool {
        let read = &self.text[..self.mark];
        let (mut at, mut key) = (0, "");
        while let Some(first) = read[at..].chars().next() {
            let rest = &read[at..];
            if first == '"' {
                let Some(close) = closing_quote(rest) else {
                    self.show(at..at + 1);
                    self.hide(at + 1..read.len());
                    return true;
                };
                let (content, end) = (&rest[1..close], at + close + 1);
                if read[end..].trim_start().starts_with(':') && is_key(content) {
                    key = content;
                    self.show(at..end);
                } else {
                    self.show(at..at + 1);
                    self.hide(at + 1..end - 1);
                    self.show(end - 1..end);
                }
                at = end;
                continue;
            }
            let length = word_length(rest, JSON);
            let range = at..at + length.max(first.len_utf8());
            // What goes on behind the place of the error is not a word of its own.
            let is_cut = range.end == read.len() && word_length(&self.text[self.mark..], JSON) > 0;
            let is_cut = is_cut || self.text[range.end..].starts_with('"');
            let is_safe = is_literal(&rest[..length]) || (is_number(&rest[..length]) && !is_sensitive(key));
            if length == 0 || (is_safe && !is_cut) {
                self.show(range.clone());
            } else {
                self.hide(range.clone());
            }
            at = range.end;
        }
        false
    }

    /// Shows what nobody has read, from a place on.
    fn unread(&mut self, from: usize, is_in_string: bool, language: Language) {
        let chunks: Vec<&'t str> = self.text[from..].split('"').collect();
        let mut at = from;
        for (index, chunk) in chunks.iter().enumerate() {
            if index > 0 {
                self.show(at..at + 1);
                at += 1;
            }
            let range = at..at + chunk.len();
            at = range.end;
            let before = index.checked_sub(1).map(|before| chunks[before]);
            let place = Place { chunk, before, after: chunks.get(index + 1).copied() };
            if place.is_known_name(language) {
                self.show(range);
            } else if place.is_structure(language) && !(index == 0 && is_in_string) {
                self.structure(range, before.unwrap_or_default(), language);
            } else {
                self.hide_trimmed(range);
            }
        }
    }

    /// Shows what is between strings, and masks it from the first word to the last that is not of the language.
    fn structure(&mut self, range: Range<usize>, key: &str, language: Language) {
        let text = &self.text[range.clone()];
        let is_safe = |word: &str| is_literal(word) || (language.is_word)(word);
        // Beside words that may be a secret's, numbers may be, too.
        let is_other = |word: Range<usize>| !is_safe(&text[word.clone()]) && !is_number(&text[word]);
        let hides_numbers = is_sensitive(key) || words(text, language).any(is_other);
        let is_hidden = |word: &Range<usize>| {
            let word = &text[word.clone()];
            !is_safe(word) && (hides_numbers || !is_number(word))
        };
        let first = words(text, language).find(is_hidden).map_or(text.len(), |word| word.start);
        let last = words(text, language).filter(is_hidden).last().map_or(text.len(), |word| word.end);
        let at = |place: usize| range.start + place;
        self.show(range.start..at(first));
        self.hide(at(first)..at(last));
        self.show(at(last)..range.end);
    }

    #[cfg(feature = "terraform")]
    fn terraform(&mut self, is_in_heredoc: bool) {
        if is_in_heredoc {
            return self.hide_trimmed(0..self.text.len());
        }
        // `name = value` at the beginning of a line: in a heredoc it would have been masked.
        let blanks = self.text.len() - self.text.trim_start().len();
        let name = self.text[blanks..].split([' ', '\t']).next().unwrap_or_default();
        let behind = &self.text[blanks + name.len()..];
        let is_name = behind.trim_start().starts_with("= ") && name.chars().all(is_word_character);
        let from = if is_name { blanks + name.len() } else { 0 };
        self.show(0..from);
        self.unread(from, false, TERRAFORM);
    }
}

/// What is between two quotes, and what is on their other sides.
struct Place<'t> {
    chunk: &'t str,
    before: Option<&'t str>,
    after: Option<&'t str>,
}

impl Place<'_> {
    /// Whether this is the name of a member that everybody knows, in the place of one.
    fn is_known_name(&self, language: Language) -> bool {
        let (Some(before), Some(after)) = (self.before, self.after) else { return false };
        let before = before.trim_end();
        (before.is_empty() || before.ends_with(['{', ','])) && after.trim_start().starts_with(language.assigns) && {
            is_known(self.chunk)
        }
    }

    /// Whether this can be what is between two strings, and hardly what is in one.
    fn is_structure(&self, language: Language) -> bool {
        let text = self.chunk.trim();
        let begins = self.before.is_none() || text.starts_with(language.after_strings);
        let ends = self.after.is_none() || text.ends_with(language.before_strings);
        text.is_empty() || (begins && ends)
    }
}

/// How a language is put together.
#[derive(Clone, Copy)]
struct Language {
    marks: &'static [char],
    /// What makes a string before it a name.
    assigns: &'static [char],
    /// What can follow a string.
    after_strings: &'static [char],
    /// What a string can follow.
    before_strings: &'static [char],
    /// Words that everybody knows.
    is_word: fn(&str) -> bool,
}

const JSON: Language = Language {
    marks: &['{', '}', '[', ']', ',', ':', '"', '\u{feff}'],
    assigns: &[':'],
    after_strings: &[':', ',', ']', '}'],
    before_strings: &[':', ',', '{', '['],
    is_word: |_| false,
};

#[cfg(feature = "terraform")]
const TERRAFORM: Language = Language {
    marks: &['{', '}', '[', ']', '(', ')', ',', ':', '=', '"'],
    assigns: &[':', '='],
    after_strings: &[':', ',', ']', '}', '=', ')', '{'],
    before_strings: &[':', ',', '{', '[', '=', '('],
    is_word: is_terraform_word,
};

fn is_mark(c: char, language: Language) -> bool {
    c.is_whitespace() || language.marks.contains(&c)
}

/// The length of the word that a text begins with.
fn word_length(text: &str, language: Language) -> usize {
    text.find(|c: char| is_mark(c, language)).unwrap_or(text.len())
}

/// Where words stand in a text.
fn words(text: &str, language: Language) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(|c: char| !is_mark(c, language))?;
        at = start + word_length(&text[start..], language);
        Some(start..at)
    })
}

fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null")
}

fn is_number(word: &str) -> bool {
    const LONGEST: usize = 12;
    word.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && word.len() <= LONGEST
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))
}

/// Whether a member of that name may hold a secret, also as a number.
fn is_sensitive(key: &str) -> bool {
    key == "value" || is_secret_name(key)
}

/// Whether this is the name of a member that everybody knows.
fn is_known(name: &str) -> bool {
    const OTHERS: [&str; 8] =
        ["taskDefinition", "container", "parameters", "description", "default", "application", "logs", "reservation"];
    is_member_name(name) || READ_ONLY_MEMBERS.contains(&name) || OTHERS.contains(&name)
}

/// Whether Terraform, or its provider for AWS, has this word.
#[cfg(feature = "terraform")]
fn is_terraform_word(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "resource",
        "data",
        "variable",
        "locals",
        "module",
        "output",
        "provider",
        "terraform",
        "dynamic",
        "content",
        "for_each",
        "count",
        "jsonencode",
        "concat",
    ];
    // What the API calls `containerDefinitions` is `container_definitions` there.
    let mut is_upper = false;
    let mut name = String::with_capacity(word.len());
    for c in word.chars() {
        match (c, is_upper) {
            ('_', _) => is_upper = true,
            (c, true) => {
                name.push(c.to_ascii_uppercase());
                is_upper = false;
            }
            (c, false) => name.push(c),
        }
    }
    WORDS.contains(&word) || is_known(&name)
}

#[cfg(feature = "terraform")]
fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether a heredoc has begun in a text and not ended.
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

#[cfg(test)]
mod tests {
    use outrigger::Document;
    use proptest::prelude::*;

    use super::*;

    /// What is shown of the line of a text that is not JSON.
    #[track_caller]
    fn check(text: &str, shown: &str, marked: &str) {
        let error = Document::scan(text).unwrap_err();
        let excerpt = obscured(text, error.offset().unwrap(), Syntax::Json);
        assert_eq!((&*excerpt.text, &excerpt.text[excerpt.marked.clone()]), (shown, marked));
    }

    #[test]
    fn a_quote_too_few_or_too_many() {
        check(r#"{"name": "A", "value": hunter2", "x": 1}"#, r#"{"name": "***", "value": ***", "***": 1}"#, "*");
        check(r#"{"name": "A, "value": "hunter2"}"#, r#"{"name": "***"***": "***"}"#, "*");
        check(r#"{"name": "A"", "value": "hunter2"}"#, r#"{"name": "***"", "value": "***"}"#, "\"");
        check(r#"{"name": "A", "value": "hunter2}]"#, r#"{"name": "***", "value": "***"#, "\"");
        check(r#"{"value": "a "hunter2" b", "cpu": 1}"#, r#"{"value": "***"***" ***", "cpu": 1}"#, "*");
        check(r#"{"value": "{"hunter2": "x"}"}"#, r#"{"value": "***"***": "***"***"}"#, "*");
        check(r#"{"value": "a\", "name": "hunter2"}"#, r#"{"value": "***"***": "***"}"#, "*");
        check(r#"{'value': 'hunter2'}"#, r#"{***}"#, "*");
        check("{\"value\": \"hun\tter2\", \"cpu\": 1}", "{\"value\": \"***\t\", \"cpu\": 1}", "\t");
        check("{\"value\": \"hunter2\n\"}", "{\"value\": \"***", "");
    }

    #[test]
    fn what_stays() {
        check(
            r#"{"cpu": 256 "memory": 512, "essential": true}"#,
            r#"{"cpu": 256 "memory": 512, "essential": true}"#,
            "\"",
        );
        check(r#"{"options": {"a": "b"} {"tags": [1, null]}"#, r#"{"options": {"a": "***"} {"tags": [1, null]}"#, "{");
        check("{\"cpu\": 1é}", "{\"cpu\": ******}", "*");
        check("[\"a\", é]", "[\"***\", ***]", "*");
    }

    #[test]
    fn words_and_numbers_that_may_be_secret() {
        check(r#"{"value": 4711"}"#, r#"{"value": ***"}"#, "\"");
        check(r#"{"value": 4711 "a": 1}"#, r#"{"value": *** "***": 1}"#, "\"");
        check(r#"{"cpu": 12hunter2, "memory": 12}"#, r#"{"cpu": ******, "memory": 12}"#, "*");
        check(r#"{"cpu": , hunter2, 4711, "memory": 1}"#, r#"{"cpu": , ***, "memory": 1}"#, ",");
        check("[1, // hunter2 \"x\"", "[1, *** \"***\"", "*");
        check(r#"[${hunter2}]"#, r#"[***}]"#, "*");
    }

    #[cfg(feature = "terraform")]
    #[test]
    fn terraform() {
        #[track_caller]
        fn check(text: &str, at: &str, shown: &str) {
            assert_eq!(obscured(text, text.find(at).unwrap(), Syntax::Terraform).text, shown);
        }
        check("resource \"aws\" \"api\" {\n  cpu = = 256\n}\n", "= 256", "  cpu = = 256");
        check("x = [{ name = \"A\", value = hunter2\" }]", "hunter2", "x = [{ name = \"***\"***\" }]");
        check("  password = \"hunter2", "\"", "  password = \"***");
        check("a = <<EOT\n  PASSWORD=hunter2\nEOT\n", "hunter2", "  ***");
        check("a = <<EOT\nx\nEOT\n  cpu = 1 2\n", "2\n", "  cpu = 1 2");
        check("  container_definitions = jsonencode([{ name = \"hunter2 }])", "\"", {
            "  container_definitions = jsonencode([{ name = \"***"
        });
        check("hunter2=\n", "=", "***=");
    }

    /// What a document is broken with.
    fn breaks() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "\"", "'", "\\", "\t", "\n", "stray", ",", ":", "{", "}", "[", "]", "//", "#", "${", "é", "1", "=", "",
        ])
    }

    /// Documents on one line or on several, with a secret for each kind of value.
    fn documents() -> impl Strategy<Value = String> {
        let secret = proptest::sample::select(vec![
            "hunter2",
            "hunter2 ",
            "a hunter2",
            "hunter2,b",
            "{hunter2}",
            "x\\\"hunter2",
            "hunter2: 1",
            "$hunter2",
            "@hunter2",
            "<hunter2",
            "//hunter2",
            "{\\\"a\\\": \\\"hunter2\\\"}",
            "4711 hunter2",
        ]);
        let newline = proptest::sample::select(vec![" ", "\n"]);
        (secret, newline).prop_map(|(secret, newline)| {
            let options =
                format!(r#""logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-token": "{secret}"}}}}"#);
            let variables = format!(
                r#""environment": [{{"name": "A", "value": "{secret}"}}, {{"value": "{secret}", "name": "B"}}]"#
            );
            let command = format!(r#""command": ["--password", "{secret}"], "cpu": 256"#);
            let container = [r#""name": "api""#, &options, &variables, &command].join(&format!(",{newline}"));
            format!("{{\"containerDefinitions\": [{{{newline}{container}{newline}}}]}}\n")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn no_secret_is_shown(text in documents(), at in any::<prop::sample::Index>(), junk in breaks(), length in 0_usize..2) {
            let mut broken = text;
            let places: Vec<_> = broken.char_indices().map(|(at, _)| at).collect();
            let at = places[at.index(places.len())];
            broken.replace_range(at..(at + length).min(broken.len()), junk);
            if let Err(error) = Document::scan(&broken) {
                let offset = error.offset().unwrap();
                for syntax in SYNTAXES {
                    let excerpt = obscured(&broken, offset, *syntax);
                    prop_assert!(!excerpt.text.contains("hunter"), "{}\n{}", broken, excerpt.text);
                }
                let said = format!("{error} {}", error.help().unwrap_or_default());
                prop_assert!(!said.contains("hunter"), "{}", said);
            }
        }
    }

    #[cfg(feature = "terraform")]
    const SYNTAXES: &[Syntax] = &[Syntax::Json, Syntax::Template, Syntax::Terraform];
    #[cfg(not(feature = "terraform"))]
    const SYNTAXES: &[Syntax] = &[Syntax::Json];
}
