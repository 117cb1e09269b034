//! [`Blocks`]: a stream of lines, some at a time.

use std::io::{self, ErrorKind, Read};

use memchr::memchr_iter;
use outrigger::Position;

use crate::buffer::{Buffer, Buffers};
use crate::diagnostic::{Diagnostic, Source};
use crate::input::Input;
use crate::read::Unread;

/// Some whole lines of a stream.
#[derive(Debug)]
pub(crate) struct Block {
    buffer: Buffer,
    /// Where each of them ends there.
    ends: Vec<usize>,
    /// The number of the first of them, from 1.
    line: usize,
}

/// A line, as it stands in a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'b> {
    /// Without its end.
    pub(crate) content: &'b [u8],
    /// `\n` or `\r\n`; nothing where the stream ends without.
    pub(crate) end: &'b [u8],
    /// Where it begins in the block.
    pub(crate) at: usize,
    pub(crate) number: usize,
}

impl Block {
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
///
/// They are read into the block's own memory; only the beginning of a line moves on to the next.
pub(crate) struct Blocks<R> {
    reader: R,
    buffers: Buffers,
    /// What has come so far of the next block.
    buffer: Buffer,
    /// How much of the buffer that fills.
    filled: usize,
    /// Where the whole lines among it end.
    ends: Vec<usize>,
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
        Self::with(reader, BLOCK, LONGEST)
    }

    fn with(reader: R, block: usize, longest: usize) -> Self {
        let buffers = Buffers::new(block);
        let buffer = buffers.take();
        Self { reader, buffers, buffer, filled: 0, ends: Vec::new(), line: 1, longest, has_ended: false }
    }

    fn block(&mut self) -> io::Result<Option<Block>> {
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

    /// Reads on behind what has come so far.
    fn read(&mut self) -> io::Result<usize> {
        if self.filled == self.buffer.len() {
            // With one byte more than a line may have, it is seen to be too long.
            self.buffer.grow((self.filled * 2).min(self.longest + 1));
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    /// The whole lines that have come, as a block; what is behind them begins the next.
    fn split_off(&mut self, whole: usize) -> Block {
        let mut next = self.buffers.take();
        let rest = &self.buffer[whole..self.filled];
        next.grow(rest.len());
        next[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
        let buffer = std::mem::replace(&mut self.buffer, next);
        let block = Block { buffer, ends: std::mem::take(&mut self.ends), line: self.line };
        self.line += block.ends.len();
        block
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

    /// The same on a block that is alive and on one whose memory is used again.
    #[track_caller]
    fn check(parts: &[&str], expected: &[(usize, &str)]) {
        let text = |block: &Block| (block.line, String::from_utf8(block.bytes().to_vec()).unwrap());
        let error = |error: &io::Error| (0, error.to_string());
        let blocks = || Blocks::with(Parts(parts.iter()), 16, 10);
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

    /// Gives so many bytes at a time.
    struct Slowly<'t>(&'t [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    #[test]
    fn all_of_it_comes_wherever_it_is_split() {
        for text in ["a\n\n \r\nlong line\r\nlonger line\nb", "a\n\n\r\n", "\n", "long line"] {
            for (block, at_once) in (1..20).flat_map(|block| (1..20).map(move |at_once| (block, at_once))) {
                let blocks: Vec<_> = Blocks::with(Slowly(text.as_bytes(), at_once), block, 20).collect();
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
        let mut block = Blocks::new(&text[..]).block().unwrap().unwrap();
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
    fn what_cannot_be_read() {
        check(&["a\nb", "#", "c\n"], &[(1, "a\n"), (0, "broken")]);
        check(&["a\n012345", "6789", "0", "\n"], &[(1, "a\n"), (0, "line 2 is longer than 0 MiB")]);
    }
}
