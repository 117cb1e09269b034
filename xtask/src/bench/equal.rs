//! Whether two texts are the same JSON.

use serde_json::{Deserializer, Value};

/// Whether two texts hold the same JSON values, in the same order.
pub(super) fn equal(one: &str, other: &str) -> Result<bool, String> {
    // Most keep the order of members and the text of numbers, and this takes a tenth of the time.
    if minified(one) == minified(other) {
        return Ok(true);
    }
    let mut texts = [one, other].map(|text| Deserializer::from_str(text).into_iter::<Value>());
    loop {
        let [one, other] = texts.each_mut().map(Iterator::next);
        match (one.transpose(), other.transpose()) {
            (Ok(None), Ok(None)) => return Ok(true),
            (Ok(one), Ok(other)) if one == other => {}
            (Ok(_), Ok(_)) => return Ok(false),
            (Err(error), _) | (_, Err(error)) => return Err(format!("what came out is no JSON: {error}")),
        }
    }
}

/// A text without the blanks between its tokens.
pub(super) fn minified(text: &str) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let (mut is_string, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        if is_string {
            result.push(byte);
            is_string = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
        } else if !byte.is_ascii_whitespace() {
            result.push(byte);
            is_string = byte == b'"';
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (one, other, is_equal) in [
            ("{\"a\": 1}", "{\"a\":1}\n", true),
            ("{\"a\": 1, \"b\": [2]}", "{\"b\":[2],\"a\":1}", true),
            ("[1] [2]", "[1]\n[2]\n", true),
            ("[1] [2]", "[1]", false),
            ("{\"a\": \"\\\" b\"}", "{\"a\":\"\\\"b\"}", false),
            ("[1,2]", "[2,1]", false),
        ] {
            assert_eq!(equal(one, other), Ok(is_equal), "{one} {other}");
        }
        assert!(equal("[1]", "[").is_err());
    }
}
