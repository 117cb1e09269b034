//! The bytes of a file; many are read into huge pages and by two threads: most of the time goes into memory that is new to
//! the process.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;

/// How many bytes are many.
#[cfg(unix)]
const MANY: std::ops::RangeInclusive<u64> = (4 << 20)..=u32::MAX as u64;

/// The bytes of a file, and the memory that holds them.
pub(super) enum Bytes {
    Heap(Vec<u8>),
    /// In pages of their own.
    #[cfg(target_os = "linux")]
    Mapped(memmap2::MmapMut),
}

/// A pipe is opened once: who writes to it may be gone then.
pub(super) fn read(path: &Path) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    let first = read_many(&mut file)?;
    let mut rest = Vec::new();
    file.read_to_end(&mut rest)?;
    Ok(match first {
        None => Bytes::Heap(rest),
        Some(first) if rest.is_empty() => first,
        // It was added meanwhile.
        Some(first) => Bytes::Heap([&*first, &*rest].concat()),
    })
}

/// The bytes that a file has now, if they are many.
#[cfg(unix)]
fn read_many(file: &mut File) -> io::Result<Option<Bytes>> {
    use std::io::{Seek, SeekFrom};

    let metadata = file.metadata()?;
    if !metadata.is_file() || !MANY.contains(&metadata.len()) {
        return Ok(None);
    }
    let bytes = usize::try_from(metadata.len()).ok().and_then(|length| read_by_two(file, length));
    if bytes.is_some() {
        file.seek(SeekFrom::Start(metadata.len()))?;
    }
    Ok(bytes)
}

#[cfg(not(unix))]
fn read_many(_: &mut File) -> io::Result<Option<Bytes>> {
    Ok(None)
}

/// So many bytes of a file; `None` if anything goes wrong, as where it becomes shorter meanwhile.
#[cfg(unix)]
fn read_by_two(file: &File, length: usize) -> Option<Bytes> {
    use std::os::unix::fs::FileExt;
    use std::thread;

    let mut bytes = Bytes::zeros(length);
    let (first, second) = bytes.split_at_mut(length / 2);
    let middle = first.len() as u64;
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || file.read_exact_at(second, middle)).ok()?;
        file.read_exact_at(first, 0).ok()?;
        other.join().ok()?.ok()
    })?;
    Some(bytes)
}

impl Bytes {
    /// Fresh from the system, they are zero already.
    #[cfg(unix)]
    fn zeros(length: usize) -> Self {
        #[cfg(target_os = "linux")]
        if let Ok(bytes) = memmap2::MmapMut::map_anon(length) {
            // Where there are none, usual pages do.
            let _ = bytes.advise(memmap2::Advice::HugePage);
            return Self::Mapped(bytes);
        }
        Self::Heap(vec![0; length])
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Self::Mapped(bytes) => bytes,
        }
    }
}

#[cfg(unix)]
impl std::ops::DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Heap(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Self::Mapped(bytes) => bytes,
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_added_meanwhile_follows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        fs::write(&path, vec![b'0'; 5 << 20]).unwrap();
        let mut file = File::open(&path).unwrap();
        assert!(*read_many(&mut file).unwrap().unwrap() == *vec![b'0'; 5 << 20]);
        File::options().append(true).open(&path).unwrap().write_all(b"1").unwrap();
        let mut rest = Vec::new();
        file.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"1");
    }

    #[test]
    fn all_of_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        let numbers: Vec<u8> = (0..4_000_003u32).flat_map(u32::to_le_bytes).collect();
        fs::write(&path, &numbers).unwrap();
        assert!(MANY.contains(&(numbers.len() as u64)));
        assert!(*read(&path).unwrap() == numbers);
        let of_length = |length: usize| read_by_two(&File::open(&path).unwrap(), length);
        assert!(*of_length(numbers.len() - 5).unwrap() == numbers[..numbers.len() - 5]);
        assert!(of_length(numbers.len() + 1).is_none());
        assert!(*of_length(1).unwrap() == numbers[..1]);
    }
}
