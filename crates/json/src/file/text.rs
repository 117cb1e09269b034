//! [`Text`]: the text of a file, in any kind of memory.

use std::fmt;
use std::ops::Deref;
use std::str::Utf8Error;

use outrigger_core::Position;

use super::bytes::Bytes;
use super::error::Kind;

/// A text that was read from a file, used as a `str`; a `String` can be made of it, and it of one.
///
/// A long text has its own memory, in huge pages where the system has them: a `String` of it is a copy.
///
/// ```
/// use outrigger_json::file::{Text, read_from};
///
/// let text: Text = read_from(&b"[]"[..], "<stdin>")?;
/// assert!(text.starts_with('['));
/// assert_eq!(String::from(text), "[]");
/// # Ok::<(), outrigger_json::file::FileError>(())
/// ```
#[derive(Default)]
pub struct Text(Memory);

enum Memory {
    Heap(String),
    /// Known to be UTF-8 since it was read.
    #[cfg(target_os = "linux")]
    Mapped(yoke::Yoke<&'static str, memmap2::MmapMut>),
}

impl Default for Memory {
    fn default() -> Self {
        Self::Heap(String::new())
    }
}

impl Text {
    pub(super) fn decode(bytes: Bytes) -> Result<Self, Kind> {
        Ok(Self(match bytes {
            Bytes::Heap(bytes) => {
                let text = String::from_utf8(bytes);
                Memory::Heap(text.map_err(|error| no_utf8(error.as_bytes(), error.utf8_error()))?)
            }
            #[cfg(target_os = "linux")]
            Bytes::Mapped(bytes) => Memory::Mapped(yoke::Yoke::<&str, _>::try_attach_to_cart(bytes, |bytes| {
                str::from_utf8(bytes).map_err(|error| no_utf8(bytes, error))
            })?),
        }))
    }
}

fn no_utf8(bytes: &[u8], error: Utf8Error) -> Kind {
    let offset = error.valid_up_to();
    let (before, after) = bytes.split_at(offset);
    let is_utf16 = before.is_empty() && (after.starts_with(b"\xff\xfe") || after.starts_with(b"\xfe\xff"));
    Kind::Encoding { offset, position: Position::of(&String::from_utf8_lossy(before), offset), is_utf16 }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Memory::Heap(text) => text,
            #[cfg(target_os = "linux")]
            Memory::Mapped(text) => text.get(),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Memory::Heap(text))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text.0 {
            Memory::Heap(text) => text,
            #[cfg(target_os = "linux")]
            Memory::Mapped(text) => (*text.get()).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::read;

    #[test]
    fn long_ones_are_as_short_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        let mut bytes = "é".repeat(3 << 20).into_bytes();
        fs::write(&path, &bytes).unwrap();
        let text = read(&path).unwrap();
        #[cfg(target_os = "linux")]
        assert!(matches!(text.0, super::Memory::Mapped(_)));
        assert!(text.as_bytes() == bytes);
        assert!(String::from(text).as_bytes() == bytes);

        let offset = 5 << 20;
        bytes[offset] = b'\xff';
        fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path).unwrap_err().offset(), Some(offset));
    }
}
