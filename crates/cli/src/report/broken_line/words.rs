//! The words of JSON and Terraform, and which of them are safe to show.

use std::ops::Range;

use outrigger::READ_ONLY_MEMBERS;
use outrigger::facts::is_secret_name;
use outrigger::model::is_member_name;

/// The punctuation and the words of a language.
#[derive(Clone, Copy)]
pub(super) struct Language {
    pub(super) punctuation: &'static [char],
    /// Characters that make the string before them a name.
    pub(super) assigns: &'static [char],
    /// Characters that can follow a string.
    pub(super) after_strings: &'static [char],
    /// Characters that a string can follow.
    pub(super) before_strings: &'static [char],
    /// Whether the language has a word.
    pub(super) is_word: fn(&str) -> bool,
}

pub(super) const JSON: Language = Language {
    punctuation: &['{', '}', '[', ']', ',', ':', '"', '\u{feff}'],
    assigns: &[':'],
    after_strings: &[':', ',', ']', '}'],
    before_strings: &[':', ',', '{', '['],
    is_word: |_| false,
};

#[cfg(feature = "terraform")]
pub(super) const TERRAFORM: Language = Language {
    punctuation: &['{', '}', '[', ']', '(', ')', ',', ':', '=', '"'],
    assigns: &[':', '='],
    after_strings: &[':', ',', ']', '}', '=', ')', '{'],
    before_strings: &[':', ',', '{', '[', '=', '('],
    is_word: is_terraform_word,
};

fn is_punctuation(c: char, language: Language) -> bool {
    c.is_whitespace() || language.punctuation.contains(&c)
}

/// The length of the word at the start of a text.
pub(super) fn word_length(text: &str, language: Language) -> usize {
    text.find(|c: char| is_punctuation(c, language)).unwrap_or(text.len())
}

/// The ranges of the words in a text.
pub(super) fn words(text: &str, language: Language) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(|c: char| !is_punctuation(c, language))?;
        at = start + word_length(&text[start..], language);
        Some(start..at)
    })
}

pub(super) fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null")
}

pub(super) fn is_number(word: &str) -> bool {
    const LONGEST: usize = 12;
    word.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && word.len() <= LONGEST
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))
}

/// Whether a member of that name may have a secret value, even as a number.
pub(super) fn is_sensitive(key: &str) -> bool {
    key == "value" || is_secret_name(key)
}

/// Whether this is a well-known name of a member.
pub(super) fn is_known(name: &str) -> bool {
    const OTHERS: [&str; 8] =
        ["taskDefinition", "container", "parameters", "description", "default", "application", "logs", "reservation"];
    is_member_name(name) || READ_ONLY_MEMBERS.contains(&name) || OTHERS.contains(&name)
}

/// Whether Terraform or its AWS provider has this word.
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
    // `container_definitions` is `containerDefinitions` in the API.
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
pub(super) fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}
