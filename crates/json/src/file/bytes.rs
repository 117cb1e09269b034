//! The bytes of a file, read by two threads where they are many: most of the time goes into memory that is new to the process.

use std::fs;
#[cfg(unix)]
use std::fs::File;
use std::io;
use std::path::Path;

/// How many bytes are many.
#[cfg(unix)]
const MANY: std::ops::RangeInclusive<u64> = (8 << 20)..=u32::MAX as u64;

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    #[cfg(unix)]
    {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_file()
            && MANY.contains(&metadata.len())
            && let Ok(length) = usize::try_from(metadata.len())
            && let Some(bytes) = read_by_two(file, length)
        {
            return Ok(bytes);
        }
    }
    fs::read(path)
}

/// Reads a file of this length; `None` if anything goes wrong, as where it becomes shorter meanwhile.
#[cfg(unix)]
fn read_by_two(mut file: File, length: usize) -> Option<Vec<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    use std::os::unix::fs::FileExt;
    use std::thread;

    // Fresh from the system, it is zero already.
    let mut bytes = vec![0; length];
    let (first, second) = bytes.split_at_mut(length / 2);
    let middle = first.len() as u64;
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || file.read_exact_at(second, middle)).ok()?;
        file.read_exact_at(first, 0).ok()?;
        other.join().ok()?.ok()
    })?;
    // What was added meanwhile.
    file.seek(SeekFrom::Start(length as u64)).ok()?;
    file.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_is_read_and_what_was_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        let numbers: Vec<u8> = (0..4_000_003u32).flat_map(u32::to_le_bytes).collect();
        fs::write(&path, &numbers).unwrap();
        assert!(MANY.contains(&(numbers.len() as u64)));
        assert!(read(&path).unwrap() == numbers);
        let of_length = |length: usize| read_by_two(File::open(&path).unwrap(), length);
        assert!(of_length(numbers.len() - 5) == Some(numbers.clone()));
        assert!(of_length(numbers.len() + 1).is_none());
        assert!(of_length(1) == Some(numbers));
    }
}
