//! [`Blocks`]: a stream of lines, some at a time.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use memchr::{memchr_iter, memrchr};
use outrigger::Position;

use crate::diagnostic::{Diagnostic, Source};
use crate::input::Input;
use crate::read::Unread;

/// Some whole lines of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// The number of the first of them, from 1.
    pub(crate) line: usize,
}

/// A line, as it stands in a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'b> {
    /// Without its end.
    pub(crate) content: &'b [u8],
    /// `\n` or `\r\n`; nothing where the stream ends without.
    pub(crate) end: &'b [u8],
    pub(crate) number: usize,
}

impl Block {
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut at = 0;
        let unended = (!self.bytes.ends_with(b"\n") && !self.bytes.is_empty()).then_some(self.bytes.len());
        let ends = memchr_iter(b'\n', &self.bytes).map(|newline| newline + 1).chain(unended);
        ends.enumerate().map(move |(index, end)| {
            let line = &self.bytes[at..end];
            at = end;
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let length = line.iter().rposition(|byte| !is_end(byte)).map_or(0, |last| last + 1);
            let (content, end) = line.split_at(length);
            Line { content, end, number: self.line + index }
        })
    }
}

impl<'b> Line<'b> {
    /// Whether there is nothing on it.
    pub(crate) fn is_blank(self) -> bool {
        self.content.trim_ascii().is_empty()
    }

    /// The line as text.
    ///
    /// # Errors
    ///
    /// Bytes that are no UTF-8.
    pub(crate) fn text(self, input: &Input) -> Result<&'b str, Unread> {
        str::from_utf8(self.content).map_err(|error| {
            let before = String::from_utf8_lossy(&self.content[..error.valid_up_to()]);
            let column = Position::of(&before, before.len()).column;
            let error = Diagnostic::error("this byte is no UTF-8").with_help("save it as UTF-8");
            let error = Box::new(error.at(input.name(), Some(Position { line: self.number, column })));
            if matches!(input, Input::Found(_)) { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
        })
    }

    /// The line where there is no text of it.
    pub(crate) fn without_text<'n>(self, name: &'n str) -> Source<'n, 'static> {
        Source { name, text: "", line: Some(self.number) }
    }
}

/// Why a stream cannot be read on.
pub(crate) fn broken(name: &str, error: &io::Error) -> Unread {
    Unread::Unreadable(Box::new(Diagnostic::error(format!("cannot read `{name}`: {error}"))))
}

/// The lines of a stream, in blocks of whole lines: of what has come so far, so that nobody waits for more to come.
pub(crate) struct Blocks<R> {
    reader: BufReader<R>,
    /// The beginning of a line whose end has not come yet.
    rest: Vec<u8>,
    /// The number of the next line.
    line: usize,
    longest: usize,
    has_ended: bool,
}

/// How much is read at once, in bytes: as much as caches hold.
pub(crate) const BLOCK: usize = 1 << 18;

/// How long a line may be, in bytes: ECS takes a task definition of 64 KiB.
const LONGEST: usize = 1 << 28;

impl<R: Read> Blocks<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader: BufReader::with_capacity(BLOCK, reader),
            rest: Vec::new(),
            line: 1,
            longest: LONGEST,
            has_ended: false,
        }
    }

    fn block(&mut self) -> io::Result<Option<Block>> {
        loop {
            let part = match self.reader.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = part.len();
            let whole = memrchr(b'\n', part).map_or(0, |newline| newline + 1);
            let mut bytes = Vec::new();
            if whole > 0 || read == 0 {
                bytes = std::mem::take(&mut self.rest);
                bytes.reserve_exact(whole);
                bytes.extend_from_slice(&part[..whole]);
            }
            self.rest.extend_from_slice(&part[whole..]);
            self.reader.consume(read);
            if self.rest.len() > self.longest {
                let error = format!("line {} is longer than {} MiB", self.line, self.longest >> 20);
                return Err(io::Error::other(error));
            }
            if !bytes.is_empty() {
                let line = self.line;
                self.line += memchr_iter(b'\n', &bytes).count();
                return Ok(Some(Block { bytes, line }));
            }
            if read == 0 {
                return Ok(None);
            }
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let block = self.block();
        self.has_ended = !matches!(block, Ok(Some(_)));
        block.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives what it has in these parts.
    struct Parts<'p>(std::slice::Iter<'p, &'p str>);

    impl Read for Parts<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.next() {
                Some(&"!") => Err(ErrorKind::Interrupted.into()),
                Some(&"#") => Err(io::Error::other("broken")),
                Some(part) => part.as_bytes().read(buffer),
                None => Ok(0),
            }
        }
    }

    #[track_caller]
    fn check(parts: &[&str], expected: &[(usize, &str)]) {
        let blocks = Blocks { longest: 10, ..Blocks::new(Parts(parts.iter())) };
        let blocks = blocks.map(|block| match block {
            Ok(Block { bytes, line }) => (line, String::from_utf8(bytes).unwrap()),
            Err(error) => (0, error.to_string()),
        });
        let expected: Vec<_> = expected.iter().map(|(line, text)| (*line, (*text).to_string())).collect();
        assert_eq!(blocks.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn whole_lines() {
        check(&[], &[]);
        check(&["a"], &[(1, "a")]);
        check(&["a\n"], &[(1, "a\n")]);
        check(&["a\nb", "c", "!", "d\n\n"], &[(1, "a\n"), (2, "bcd\n\n")]);
        check(&["a\nb\n", "c\nd"], &[(1, "a\nb\n"), (3, "c\n"), (4, "d")]);
        check(&["\n", "\r\n"], &[(1, "\n"), (2, "\r\n")]);
    }

    #[test]
    fn lines() {
        let block = Block { bytes: b"a\n\n \r\n\xc3\xa9\xff\r\r\nb".to_vec(), line: 7 };
        let lines: Vec<_> = block.lines().map(|line| (line.number, line.content, line.end, line.is_blank())).collect();
        let expected: [(usize, &[u8], &[u8], bool); 5] = [
            (7, b"a", b"\n", false),
            (8, b"", b"\n", true),
            (9, b" ", b"\r\n", true),
            (10, b"\xc3\xa9\xff", b"\r\r\n", false),
            (11, b"b", b"", false),
        ];
        assert_eq!(lines, expected);
        let texts: Vec<_> = block.lines().map(|line| line.text(&Input::Stdin).ok()).collect();
        assert_eq!(texts, [Some("a"), Some(""), Some(" "), None, Some("b")]);
        match block.lines().nth(3).unwrap().text(&Input::Stdin) {
            Err(Unread::Unreadable(error)) => assert_eq!((error.line, error.column), (Some(10), Some(2))),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_read() {
        check(&["a\nb", "#", "c\n"], &[(1, "a\n"), (0, "broken")]);
        check(&["a\n012345", "6789", "0", "\n"], &[(1, "a\n"), (0, "line 2 is longer than 0 MiB")]);
    }
}
