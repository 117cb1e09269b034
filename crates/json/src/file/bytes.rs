//! The bytes of a file, read by two threads where they are many: most of the time goes into memory that is new to the process.

use std::fs::File;
use std::io::{self, Read};
#[cfg(unix)]
use std::io::{Seek, SeekFrom};
use std::path::Path;

/// How many bytes are many.
#[cfg(unix)]
const MANY: std::ops::RangeInclusive<u64> = (8 << 20)..=u32::MAX as u64;

/// A pipe is opened once: who writes to it may be gone then.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    #[cfg(unix)]
    {
        let metadata = file.metadata()?;
        if metadata.is_file()
            && MANY.contains(&metadata.len())
            && let Ok(length) = usize::try_from(metadata.len())
            && let Some(first) = read_by_two(&file, length)
        {
            // What was added meanwhile follows.
            file.seek(SeekFrom::Start(metadata.len()))?;
            bytes = first;
        }
    }
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// So many bytes of a file; `None` if anything goes wrong, as where it becomes shorter meanwhile.
#[cfg(unix)]
fn read_by_two(file: &File, length: usize) -> Option<Vec<u8>> {
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
    Some(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_of_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        let numbers: Vec<u8> = (0..4_000_003u32).flat_map(u32::to_le_bytes).collect();
        fs::write(&path, &numbers).unwrap();
        assert!(MANY.contains(&(numbers.len() as u64)));
        assert!(read(&path).unwrap() == numbers);
        let of_length = |length: usize| read_by_two(&File::open(&path).unwrap(), length);
        assert!(of_length(numbers.len() - 5).unwrap() == numbers[..numbers.len() - 5]);
        assert!(of_length(numbers.len() + 1).is_none());
        assert!(of_length(1).unwrap() == numbers[..1]);
    }
}
