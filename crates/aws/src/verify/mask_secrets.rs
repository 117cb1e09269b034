//! Masks secrets and control characters in lines of a log.

use outrigger_core::facts::{is_access_key_id, is_secret_name};

/// How much of a line is shown, in characters.
const LINE_LIMIT: usize = 400;

const MASK: &str = "***";

/// A line without what looks like a secret. After the name of a secret nothing is shown, because its value may have any
/// character.
pub(super) fn mask_secrets(line: &str) -> String {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.contains("PRIVATE KEY") {
        return MASK.to_string();
    }
    let mut out = String::new();
    let mut before = "";
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let goes_on = push_word(&mut out, word, before);
        if !goes_on {
            break;
        }
        if !word.is_empty() {
            before = word;
        }
    }
    match out.char_indices().nth(LINE_LIMIT) {
        Some((end, _)) => format!("{}…", &out[..end]),
        None => out,
    }
}

/// Writes a word, masked if needed. Returns whether the rest of the line may be shown.
fn push_word(out: &mut String, word: &str, before: &str) -> bool {
    let is_scheme = ["bearer", "basic"].iter().any(|scheme| trimmed(before).eq_ignore_ascii_case(scheme));
    let is_option_value = before.starts_with('-') && is_secret_name(before);
    if !word.is_empty() && (is_scheme || is_option_value || (word.starts_with(['=', ':']) && is_secret_name(before))) {
        out.push_str(MASK);
        return false;
    }
    if let Some(start) = word.find("://").map(|at| at + 3) {
        let end = word[start..].find(['/', '?', '#', '"']).map_or(word.len(), |at| start + at);
        if let Some(at) = word[start..end].rfind('@') {
            out.push_str(&word[..start]);
            out.push_str(MASK);
            return push_word(out, &word[start + at..], "");
        }
    }
    for part in word.split_inclusive(['=', ':', '&', ',', ';', '?', '{', '[', '(']) {
        if looks_secret(trimmed(part)) {
            out.push_str(MASK);
            continue;
        }
        out.push_str(part);
        if part.ends_with(['=', ':']) && is_secret_name(part) {
            out.push_str(MASK);
            return false;
        }
    }
    true
}

/// Whether a word looks like a key of AWS, a JSON web token, or a random string: long, with upper and lower case and digits.
fn looks_secret(word: &str) -> bool {
    let is_random = word.len() >= 32
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-'))
        && word.chars().any(|c| c.is_ascii_uppercase())
        && word.chars().any(|c| c.is_ascii_lowercase())
        && word.chars().any(|c| c.is_ascii_digit());
    is_access_key_id(word) || word.starts_with("eyJ") || is_random
}

/// A word without quotes and brackets around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/'))
}

#[cfg(test)]
mod tests {
    use super::mask_secrets;

    #[test]
    fn secrets() {
        for (line, shown) in [
            ("listening on :16686", "listening on :16686"),
            (r#"{"level":"info","port":4317}"#, r#"{"level":"info","port":4317}"#),
            ("trace 4bf92f3577b34da6a3ce929d0e0e4736 stored", "trace 4bf92f3577b34da6a3ce929d0e0e4736 stored"),
            ("token bucket is empty", "token bucket is empty"),
            ("user=bob password=hunter2 and more", "user=bob password=***"),
            ("env:DB_PASSWORD: hunter2", "env:DB_PASSWORD:***"),
            ("api_key = hunter2 is wrong", "api_key ***"),
            (r#"{"user":"bob","apiKey":"hun,ter&2"}"#, r#"{"user":"bob","apiKey":***"#),
            (r#"{"secret": "hunter 2"}"#, r#"{"secret":***"#),
            ("Cookie: a=b; c=d", "Cookie:***"),
            ("sent Basic Ym9iOmh1bnRlcjI=", "sent Basic ***"),
            ("--es.password hunter2 --es.url x", "--es.password ***"),
            ("to http://bob:hunter2@db:9200/x and on", "to http://***@db:9200/x and on"),
            ("GET /x?a=b&token=hunter2&c=d", "GET /x?a=b&token=***"),
            ("id AKIAFAKEFAKEFAKEFAKE it", "id *** it"),
            ("key wJalrFAKEFAKEFAKEFAKE0bPxRfiCYFAKEFAKEKEY", "key ***"),
            ("jwt eyJhbGciOiJub25lIn0.e30.", "jwt ***"),
            ("-----BEGIN RSA PRIVATE KEY-----", "***"),
            ("\u{1b}[31mred", " [31mred"),
        ] {
            assert_eq!(mask_secrets(line), shown, "{line}");
        }
    }

    #[test]
    fn long_lines() {
        let shown = mask_secrets(&"ä ".repeat(1000));
        assert_eq!(shown.chars().count(), 401);
    }
}
