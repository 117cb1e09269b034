//! [`ValueEnd`]: the search for the end of a value in text that is still arriving.

/// The state of the search for the end of a value. It counts brackets and ignores everything between them.
#[derive(Debug, Default)]
pub(crate) struct ValueEnd {
    /// How many bytes have been searched.
    at: usize,
    /// How many arrays and objects are open.
    depth: usize,
    is_in_string: bool,
    /// Whether a word outside of arrays, objects and strings, such as a number, has begun.
    is_in_word: bool,
}

impl ValueEnd {
    /// The end of the value at the start of the text, in bytes. `None` if the text ends before the value.
    ///
    /// Call it again with the same text when more has arrived. Only the new part is searched.
    pub(crate) fn end(&mut self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        loop {
            if self.is_in_string {
                self.at = find(bytes, self.at, |byte| (byte == b'"') | (byte == b'\\'));
                match bytes.get(self.at..self.at + 2) {
                    Some([b'\\', _]) => {
                        self.at += 2;
                        continue;
                    }
                    // The escaped character has not arrived yet.
                    None if bytes.get(self.at) != Some(&b'"') => return None,
                    Some(_) | None => {}
                }
                self.at += 1;
                self.is_in_string = false;
                if self.depth == 0 {
                    return Some(self.at);
                }
            }
            if self.depth > 0 {
                self.at = find(bytes, self.at, |byte| (byte == b'"') | (byte | 0x20 == b'{') | (byte | 0x20 == b'}'));
            }
            let byte = bytes.get(self.at)?;
            match byte {
                _ if self.is_in_word && !is_of_word(*byte) => return Some(self.at),
                b'"' => self.is_in_string = true,
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.at += 1;
                        return Some(self.at);
                    }
                }
                _ => self.is_in_word = self.depth == 0,
            }
            self.at += 1;
        }
    }
}

/// The first such byte from `at` on, or the length if there is none.
#[inline(always)]
fn find(bytes: &[u8], mut at: usize, is_one: impl Fn(u8) -> bool) -> usize {
    // The compiler makes vector instructions of this.
    let has_none = |chunk: &[u8; 32]| !chunk.iter().fold(false, |any, &byte| any | is_one(byte));
    while bytes.get(at..).and_then(<[u8]>::first_chunk).is_some_and(has_none) {
        at += 32;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| is_one(byte)).map_or(bytes.len(), |found| at + found)
}

/// Whether a byte belongs to a number, a literal, or a misspelt one.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | 0x80..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        for (value, after) in [
            ("[1,{\"a]\":\"\\\"]\\\\\"}]", "]"),
            ("{}", ""),
            ("\"a\\\"b\"", "\""),
            ("-1.5e3", " "),
            ("true", ","),
            ("nan", "\n"),
            ("]", "]"),
        ] {
            let text = format!("{value}{after}");
            assert_eq!(ValueEnd::default().end(&text), Some(value.len()), "{text}");
            let mut value_end = ValueEnd::default();
            for length in 0..value.len() {
                assert_eq!(value_end.end(&value[..length]), None, "{text} {length}");
            }
            assert_eq!(value_end.end(&text), Some(value.len()), "{text}");
        }
        assert_eq!(ValueEnd::default().end("12"), None);
        assert_eq!(ValueEnd::default().end(""), None);
    }
}
