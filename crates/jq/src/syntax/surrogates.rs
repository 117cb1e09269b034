//! Surrogate pairs in strings of programs.

use crate::value::unescaped;

/// The program with each `\ud83d\ude00` replaced by its character, as jaq's lexer does not support surrogates. `None` if
/// there are none.
pub(crate) fn with_surrogates_joined(text: &str) -> Option<String> {
    let is_surrogate = |at: usize| {
        let digits = text.get(at + 2..at + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        digits.filter(|unit| (0xd800..0xe000).contains(unit))
    };
    let mut done = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let Some(_) = is_surrogate(start).filter(|_| text[start..].starts_with("\\u")) else {
            at = (start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8)).min(text.len());
            continue;
        };
        let second = text[start + 6..].starts_with("\\u").then(|| is_surrogate(start + 6)).flatten();
        let end = if second.is_some() { start + 12 } else { start + 6 };
        done.push_str(&text[kept..start]);
        done.push_str(&unescaped(&text[start..end]));
        (kept, at) = (end, end);
    }
    (kept > 0).then(|| done + &text[kept..])
}
