//! [`SourceBuffer`]: a source that is being read, and the part of its text that is in memory.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read};
use std::rc::Rc;

use outrigger_core::Position;

use crate::value::{FirstValue, NameCache, TextRetention, Value, ValueEnd, WHITE_SPACE, char_boundary};

/// The most bytes that are read from a stream at once.
const PART: usize = 1 << 17;

/// The most bytes that are searched for the end of a line that only a message needs. jq reads as much of a line at once.
const LINE: usize = 1 << 16;

/// A text without a complete value is scanned for errors again when it is this many times longer.
const LONGER: usize = 8;

/// A source, with its text from the next value up to the place where reading stopped.
pub(crate) struct SourceBuffer {
    name: Option<String>,
    text: String,
    /// The start of the next value or line.
    at: usize,
    /// The stream with the rest of the text. `None` after its end.
    stream: Option<Box<dyn Read + Send + Sync>>,
    /// The bytes that were read last.
    part: Vec<u8>,
    /// How many bytes in `part` begin a character whose other bytes have not arrived.
    waiting: usize,
    /// The message if the stream failed.
    failure: Option<String>,
    /// Up to which place lines are counted, and their number, including those before the buffer.
    counted: (usize, usize),
    /// How many characters of its first line are before the buffer.
    column: usize,
    names: Rc<RefCell<NameCache>>,
}

impl SourceBuffer {
    pub(crate) fn of_text(name: Option<String>, text: String) -> Self {
        let (part, waiting, failure) = (Vec::new(), 0, None);
        let names = Rc::default();
        Self { name, text, at: 0, stream: None, part, waiting, failure, counted: (0, 0), column: 0, names }
    }

    pub(crate) fn of_stream(name: Option<String>, stream: Box<dyn Read + Send + Sync>) -> Self {
        Self { stream: Some(stream), ..Self::of_text(name, String::new()) }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The message if the stream failed. It is returned once.
    pub(crate) fn failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    /// The next value, or a message if the text is not valid JSON. An error ends the source. In a sequence, record separators
    /// are skipped, and reading continues at the next one after an error.
    pub(crate) fn next_value(&mut self, is_sequence: bool, retention: TextRetention) -> Option<Result<Value, String>> {
        loop {
            let blanks: &[char] = if is_sequence { &WITH_SEPARATOR } else { &WHITE_SPACE };
            let rest = self.text[self.at..].trim_start_matches(blanks);
            self.at = self.text.len() - rest.len();
            if rest.is_empty() {
                if self.fill() { continue } else { return None }
            }
            let has_ended = self.stream.is_none();
            match FirstValue::find(rest) {
                // A number or a word may continue.
                Ok(first) if has_ended || first.end < rest.len() || rest.ends_with(['"', ']', '}']) => {
                    return Some(Ok(self.take_value(first, retention)));
                }
                Err(error) if has_ended || is_final(rest, error.offset().unwrap_or_default()) => {
                    let offset = char_boundary(&self.text, self.at + error.offset().unwrap_or_default());
                    let place = self.position(offset);
                    if is_sequence {
                        self.at = offset;
                        self.skip_to_separator();
                        return Some(Err(format!("{error} at line {}, column {}", place.line, place.column)));
                    }
                    let line_end = self.text[offset..].find('\n').map_or(self.text.len(), |end| offset + end + 1);
                    self.text.truncate(line_end);
                    self.at = line_end;
                    self.stream = None;
                    return Some(Err(format!("{error} at line {}, column {}", place.line, place.column)));
                }
                Ok(_) | Err(_) => self.fill_value(),
            }
        }
    }

    /// Takes the first value out of the buffer, with its text.
    fn take_value(&mut self, first: FirstValue, retention: TextRetention) -> Value {
        let (start, end) = (self.at, self.at + first.end);
        self.at = end;
        if first.end * 2 < self.text.capacity() {
            return first.value(self.text[start..end].to_string(), 0, &self.names, retention);
        }
        // If the value is most of the buffer, the value takes the buffer, and the short rest is copied.
        self.count_used();
        let rest = self.text.split_off(self.at);
        self.at = 0;
        first.value(std::mem::replace(&mut self.text, rest), start, &self.names, retention)
    }

    /// The next line, without its end.
    pub(crate) fn next_line(&mut self) -> Option<String> {
        let mut searched = 0;
        loop {
            let rest = &self.text[self.at..];
            if let Some(found) = rest[searched..].find('\n') {
                let line = rest[..searched + found].to_string();
                self.at += searched + found + 1;
                return Some(line);
            }
            searched = rest.len();
            if !self.fill() {
                return self.next_rest();
            }
        }
    }

    /// The rest of the text.
    pub(crate) fn next_rest(&mut self) -> Option<String> {
        while self.fill() {}
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let rest = rest.to_string();
        self.at = self.text.len();
        Some(rest)
    }

    /// The line that the last input ended on.
    pub(crate) fn line(&mut self) -> usize {
        let is_at_start = if self.at == 0 { self.column == 0 } else { self.text[..self.at].ends_with('\n') };
        let is_ended = |buffer: &Self| buffer.text.as_bytes()[buffer.at..].iter().take(LINE).any(|byte| *byte == b'\n');
        while !is_at_start && !is_ended(self) && self.text.len() - self.at < LINE && self.fill() {}
        let (from, lines) = self.counted;
        self.counted = (self.at, lines + newlines(&self.text[from..self.at]));
        self.counted.1 + usize::from(!is_at_start && is_ended(self))
    }

    /// The position in the source of a place in the buffer.
    fn position(&self, offset: usize) -> Position {
        let (from, lines) = self.counted;
        let Position { line, column } = Position::of(&self.text, offset);
        let column_before = if line == 1 { self.column } else { 0 };
        let lines_before = lines - newlines(&self.text[..from]);
        Position { line: lines_before + line, column: column_before + column }
    }

    /// Moves to the next record separator, or to the end of the text.
    fn skip_to_separator(&mut self) {
        loop {
            if let Some(found) = self.text[self.at..].find(SEPARATOR) {
                self.at += found;
                return;
            }
            self.at = self.text.len();
            if !self.fill() {
                return;
            }
        }
    }

    /// Reads until the first value may be complete, or the text is much longer than before.
    fn fill_value(&mut self) {
        let enough = (self.text.len() - self.at).saturating_mul(LONGER);
        let mut value_end = ValueEnd::default();
        loop {
            if !self.fill() || self.text.len() - self.at >= enough {
                return;
            }
            if value_end.end(&self.text[self.at..]).is_some() {
                return;
            }
        }
    }

    /// Counts the lines and columns of the used text, before it is dropped.
    fn count_used(&mut self) {
        let used = &self.text[..self.at];
        let (from, lines) = self.counted;
        self.counted = (0, lines + newlines(&used[from..]));
        let line_start = used.rfind('\n').map_or(0, |newline| newline + 1);
        let before = if line_start == 0 { self.column } else { 0 };
        self.column = before + used[line_start..].trim_start_matches('\u{feff}').chars().count();
    }

    /// Reads more text, and drops the used text. False at the end of the source.
    fn fill(&mut self) -> bool {
        if self.stream.is_none() {
            return false;
        }
        if self.at > 0 {
            self.count_used();
            self.text.drain(..self.at);
            self.at = 0;
        }
        let Some(stream) = &mut self.stream else { return false };
        let length = self.text.len();
        while self.text.len() == length {
            if self.part.is_empty() {
                self.part = vec![0; PART];
            }
            let read = match stream.read(&mut self.part[self.waiting..]) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    let name = self.name.as_deref().unwrap_or("-");
                    self.failure = Some(format!("Could not read file {name}: {}", reason(&error)));
                    0
                }
            };
            let length_of_part = self.waiting + read;
            let is_full = length_of_part * 2 > PART;
            if is_full && self.text.is_empty() && str::from_utf8(&self.part[..length_of_part]).is_ok() {
                // The buffer is empty, so the bytes become the text without a copy.
                let mut part = std::mem::take(&mut self.part);
                part.truncate(length_of_part);
                self.text = String::from_utf8(part).unwrap_or_default();
                self.waiting = 0;
            } else {
                let bytes = &self.part[..length_of_part];
                let decoded = decode(bytes, read == 0, &mut self.text);
                self.waiting = length_of_part - decoded;
                self.part.copy_within(decoded..length_of_part, 0);
            }
            if read == 0 {
                self.stream = None;
                return self.text.len() > length;
            }
        }
        true
    }
}

/// The record separator before each value of a sequence.
const SEPARATOR: char = '\u{1e}';

const WITH_SEPARATOR: [char; 5] = [SEPARATOR, ' ', '\t', '\r', '\n'];

/// Whether the error of a text stays the same whatever follows: its message depends only on the line.
fn is_final(text: &str, offset: usize) -> bool {
    let rest = &text[char_boundary(text, offset)..];
    let is_open_string = rest.starts_with('"') && ValueEnd::default().end(rest).is_none();
    !is_open_string && (rest.len() >= LINE || rest.contains('\n'))
}

fn newlines(text: &str) -> usize {
    // Few enough bytes at once for a counter of one byte, many of which fit into a vector register.
    let few = |bytes: &[u8]| usize::from(bytes.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    text.as_bytes().chunks(192).map(few).sum()
}

/// The system's message for a failure, without its number.
fn reason(error: &io::Error) -> String {
    let reason = error.to_string();
    reason.split(" (os error").next().unwrap_or_default().to_string()
}

/// Appends bytes as text, and returns how many were used. Bytes that are not valid UTF-8 are replaced by U+FFFD. An
/// incomplete character at the end is not used, unless these are the last bytes.
fn decode(bytes: &[u8], is_last: bool, text: &mut String) -> usize {
    let mut at = 0;
    loop {
        let failure = match str::from_utf8(&bytes[at..]) {
            Ok(rest) => {
                text.push_str(rest);
                return bytes.len();
            }
            Err(failure) => failure,
        };
        let valid = at..at + failure.valid_up_to();
        at = valid.end;
        text.push_str(str::from_utf8(&bytes[valid]).unwrap_or_default());
        if failure.error_len().is_none() && !is_last {
            return at;
        }
        text.push(char::REPLACEMENT_CHARACTER);
        at += failure.error_len().unwrap_or(bytes.len() - at);
    }
}
