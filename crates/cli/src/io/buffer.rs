//! [`Buffers`]: a pool of byte buffers, because fresh memory is expensive.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

use crate::report::lock;

/// The pool; a buffer returns to it when it is dropped.
pub(crate) struct Buffers {
    /// The initial length of a buffer, in bytes.
    length: usize,
    free: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// Some bytes: zeros in a new buffer, leftovers in a reused one.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    length: usize,
    free: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Buffers {
    pub(crate) fn new(length: usize) -> Self {
        Self { length, free: Arc::default() }
    }

    /// The buffer that was dropped last, or a new one.
    pub(crate) fn take(&self) -> Buffer {
        let bytes = lock(&self.free).pop().unwrap_or_else(|| vec![0; self.length]);
        Buffer { bytes, length: self.length, free: Arc::clone(&self.free) }
    }
}

impl Buffer {
    /// Makes the buffer at least so long.
    pub(crate) fn grow(&mut self, length: usize) {
        if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // Longer buffers are for rare long lines; keeping them would waste memory.
        if self.bytes.len() == self.length {
            lock(&self.free).push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_reused() {
        let buffers = Buffers::new(2);
        let (mut one, mut two) = (buffers.take(), buffers.take());
        one.copy_from_slice(b"ab");
        two.grow(1);
        assert_eq!(*two, [0, 0]);
        two.grow(3);
        assert_eq!(*two, [0, 0, 0]);
        drop((one, two));
        assert_eq!(*buffers.take(), *b"ab");
        assert_eq!(lock(&buffers.free).len(), 1, "a buffer that grew is not kept");
    }
}
