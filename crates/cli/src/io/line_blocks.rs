//! [`LineBlocks`]: splits a stream into blocks of whole lines.

use std::io::{self, ErrorKind, Read};

use memchr::memchr_iter;
use outrigger::Position;

use super::buffer::{Buffer, Buffers};
use super::document::Unread;
use super::input::Input;
use crate::report::{Diagnostic, Source};

/// Some whole lines of a stream.
#[derive(Debug)]
pub(crate) struct LineBlock {
    buffer: Buffer,
    /// The end of each line in the buffer.
    ends: Vec<usize>,
    /// The number of the first line, from 1.
    line: usize,
}

/// A line of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'b> {
    /// The bytes without the line break.
    pub(crate) content: &'b [u8],
    /// `\n` or `\r\n`; empty if the stream ends without a line break.
    pub(crate) end: &'b [u8],
    /// The offset in the block.
    pub(crate) at: usize,
    pub(crate) number: usize,
}

impl LineBlock {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.ends.last().copied().unwrap_or(0)]
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut next = 0;
        self.ends.iter().enumerate().map(move |(index, &end)| {
            let at = std::mem::replace(&mut next, end);
            let line = &self.buffer[at..end];
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let length = line.iter().rposition(|byte| !is_end(byte)).map_or(0, |last| last + 1);
            let (content, end) = line.split_at(length);
            Line { content, end, at, number: self.line + index }
        })
    }
}

impl<'b> Line<'b> {
    /// Whether the line has only white space.
    pub(crate) fn is_blank(self) -> bool {
        self.content.trim_ascii().is_empty()
    }

    /// The line as text.
    ///
    /// # Errors
    ///
    /// Bytes that are not valid UTF-8.
    pub(crate) fn text(self, input: &Input) -> Result<&'b str, Unread> {
        str::from_utf8(self.content).map_err(|error| {
            let before = String::from_utf8_lossy(&self.content[..error.valid_up_to()]);
            let column = Position::of(&before, before.len()).column;
            let error = Diagnostic::error("this byte is not valid UTF-8").with_help("save it as UTF-8");
            let error = Box::new(error.at(input.name(), Some(Position { line: self.number, column })));
            if matches!(input, Input::Found(_)) { Unread::PassedOver(error) } else { Unread::Unreadable(error) }
        })
    }

    /// The source of a line that has no text.
    pub(crate) fn without_text<'n>(self, name: &'n str) -> Source<'n, 'static> {
        Source { name, text: "", line: Some(self.number) }
    }
}

/// The error of a stream that cannot be read further.
pub(crate) fn unreadable_stream(name: &str, error: &io::Error) -> Unread {
    Unread::Unreadable(Box::new(Diagnostic::error(format!("cannot read `{name}`: {error}"))))
}

/// The lines of a stream, in blocks of whole lines.
///
/// A block has the lines that have arrived so far: it does not wait until it is full. The stream is read directly into the
/// memory of the block; only an incomplete last line is copied into the next block.
pub(crate) struct LineBlocks<R> {
    reader: R,
    buffers: Buffers,
    /// The beginning of the next block.
    buffer: Buffer,
    /// How many bytes of the buffer are filled.
    filled: usize,
    /// The ends of the whole lines in it.
    ends: Vec<usize>,
    /// The number of the next line.
    line: usize,
    longest: usize,
    has_ended: bool,
}

/// The size of a block in bytes; it fits into the processor's caches.
pub(crate) const BLOCK_SIZE: usize = 1 << 18;

/// The longest line in bytes; ECS accepts a task definition of 64 KiB.
const LONGEST_LINE: usize = 1 << 28;

impl<R: Read> LineBlocks<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self::with(reader, BLOCK_SIZE, LONGEST_LINE)
    }

    fn with(reader: R, block: usize, longest: usize) -> Self {
        let buffers = Buffers::new(block);
        let buffer = buffers.take();
        Self { reader, buffers, buffer, filled: 0, ends: Vec::new(), line: 1, longest, has_ended: false }
    }

    fn block(&mut self) -> io::Result<Option<LineBlock>> {
        loop {
            let before = self.filled;
            let read = self.read()?;
            self.filled += read;
            let newlines = memchr_iter(b'\n', &self.buffer[before..self.filled]);
            self.ends.extend(newlines.map(|newline| before + newline + 1));
            if read == 0 && self.filled > 0 {
                self.ends.push(self.filled);
            }
            let whole = self.ends.last().copied().unwrap_or(0);
            if self.filled - whole > self.longest {
                let error = format!("line {} is longer than {} MiB", self.line, self.longest >> 20);
                return Err(io::Error::other(error));
            }
            if whole > 0 {
                return Ok(Some(self.split_off(whole)));
            }
            if read == 0 {
                return Ok(None);
            }
        }
    }

    /// Reads more bytes into the buffer.
    fn read(&mut self) -> io::Result<usize> {
        if self.filled == self.buffer.len() {
            // One byte more than the longest line shows that a line is too long.
            self.buffer.grow((self.filled * 2).min(self.longest + 1));
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    /// Splits off the whole lines as a block; the bytes after them begin the next block.
    fn split_off(&mut self, whole: usize) -> LineBlock {
        let mut next = self.buffers.take();
        let rest = &self.buffer[whole..self.filled];
        next.grow(rest.len());
        next[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
        let buffer = std::mem::replace(&mut self.buffer, next);
        let block = LineBlock { buffer, ends: std::mem::take(&mut self.ends), line: self.line };
        self.line += block.ends.len();
        block
    }
}

impl<R: Read> Iterator for LineBlocks<R> {
    type Item = io::Result<LineBlock>;

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

    /// A reader that returns these parts.
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

    /// The same with blocks that stay alive, and with blocks whose memory is reused.
    #[track_caller]
    fn check(parts: &[&str], expected: &[(usize, &str)]) {
        let text = |block: &LineBlock| (block.line, String::from_utf8(block.bytes().to_vec()).unwrap());
        let error = |error: &io::Error| (0, error.to_string());
        let blocks = || LineBlocks::with(Parts(parts.iter()), 16, 10);
        let dropped: Vec<_> = blocks().map(|block| block.as_ref().map_or_else(error, text)).collect();
        let alive: Vec<_> = blocks().collect();
        let alive: Vec<_> = alive.iter().map(|block| block.as_ref().map_or_else(error, text)).collect();
        let expected: Vec<_> = expected.iter().map(|(line, text)| (*line, (*text).to_string())).collect();
        assert_eq!((dropped, alive), (expected.clone(), expected));
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

    /// A reader that returns at most so many bytes at a time.
    struct Slowly<'t>(&'t [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    #[test]
    fn no_byte_is_lost_wherever_the_stream_is_split() {
        for text in ["a\n\n \r\nlong line\r\nlonger line\nb", "a\n\n\r\n", "\n", "long line"] {
            for (block, at_once) in (1..20).flat_map(|block| (1..20).map(move |at_once| (block, at_once))) {
                let blocks: Vec<_> = LineBlocks::with(Slowly(text.as_bytes(), at_once), block, 20).collect();
                let mut come = String::new();
                for block in blocks {
                    let block = block.unwrap();
                    assert!(come.is_empty() || come.ends_with('\n'), "{come:?}");
                    assert_eq!(block.line, come.matches('\n').count() + 1);
                    come += str::from_utf8(block.bytes()).unwrap();
                }
                assert_eq!(come, text, "{at_once} at once into {block}");
            }
        }
    }

    #[test]
    fn lines() {
        let text = b"a\n\n \r\n\xc3\xa9\xff\r\r\nb";
        let mut block = LineBlocks::new(&text[..]).block().unwrap().unwrap();
        assert_eq!(block.bytes(), &text[..text.len() - 1]);
        block.ends.push(text.len());
        block.line = 7;
        for line in block.lines() {
            let length = line.content.len() + line.end.len();
            assert_eq!(&block.bytes()[line.at..line.at + length], [line.content, line.end].concat());
        }
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
    fn unreadable_streams() {
        check(&["a\nb", "#", "c\n"], &[(1, "a\n"), (0, "broken")]);
        check(&["a\n012345", "6789", "0", "\n"], &[(1, "a\n"), (0, "line 2 is longer than 0 MiB")]);
    }
}
