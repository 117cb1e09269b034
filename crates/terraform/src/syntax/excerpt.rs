//! Expressions in messages: one short line, without the text of strings, which may be secret.

/// The beginning of an expression, on one line, without the text of strings, which may be secret.
pub(crate) fn shorten(source: &str) -> String {
    const LENGTH: usize = 60;
    let first = source.lines().next().unwrap_or_default();
    let line = without_strings(first);
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if first.len() < source.len() => format!("{line}…"),
        None => line,
    }
}

/// An expression with `…` for the text of each string, with the expressions in it.
fn without_strings(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    // In a string: the number of open braces of `${…}`, whether the next character is escaped, and whether there is text.
    let mut string: Option<(usize, bool, bool)> = None;
    for c in source.chars() {
        string = match (string, c) {
            (None, c) => {
                out.push(c);
                (c == '"').then_some((0, false, false))
            }
            (Some((0, false, has_text)), '"') => {
                out.push_str(if has_text { "…\"" } else { "\"" });
                None
            }
            (Some((open, false, _)), '{') => Some((open + 1, false, true)),
            (Some((open, false, _)), '}') => Some((open.saturating_sub(1), false, true)),
            (Some((open, is_escaped, _)), c) => Some((open, c == '\\' && !is_escaped, true)),
        };
    }
    if string.is_some_and(|(_, _, has_text)| has_text) {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn expressions_are_shown_without_the_text_of_strings() {
        assert_eq!(shorten("concat(var.more, [{ name = \"A\", value = \"\" }])"), {
            "concat(var.more, [{ name = \"…\", value = \"\" }])"
        });
        for hidden in ["\"[\\\"hunter2\\\"]\"", "\"${f(\"hunter2\")}hunter2\"", "\"hunter2", "\"{hunter2\""] {
            assert!(!shorten(hidden).contains("hunter"), "{hidden}");
        }
        assert_eq!(shorten("f(\n1)"), "f(…");
    }
}
