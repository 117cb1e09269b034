//! SWAR search for a quote, backslash or control byte.

/// How many bytes of a string are looked at in blocks before it is taken for a long one.
const SHORT: usize = 64;

/// The first quote, backslash or control character from `at` on; the end of the text if there is none.
#[inline(always)]
pub(crate) fn next_special(bytes: &[u8], mut at: usize) -> usize {
    let long = at + SHORT;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        if let Some(found) = special_in(block) {
            return at + found;
        }
        at += block.len();
        if at == long {
            at = skip_plain(bytes, at);
        }
    }
    next_special_in_rest(bytes, at)
}

/// The same for the last bytes of a text, which are no whole block: apart from what is hot.
#[inline(never)]
fn next_special_in_rest(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let place = |specials: u64| specials.trailing_zeros() as usize / 8;
    if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        return match (specials(u64::from_le_bytes(*first)), specials(u64::from_le_bytes(*last))) {
            (0, 0) => bytes.len(),
            // The bytes that are in both are none.
            (0, found) => bytes.len() - size_of::<u64>() + place(found),
            (found, _) => at + place(found),
        };
    }
    // The zeros behind the last bytes are control characters.
    bytes.len() - rest.len() + place(specials(word(rest)))
}

/// Fewer than eight bytes as a word, with zeros behind them.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        // The bytes that are in both are the same.
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The position of the first quote, backslash or control character in a block.
#[inline(always)]
fn special_in(block: &[u8; 16]) -> Option<usize> {
    let block = u128::from_le_bytes(*block);
    let (low, high) = (specials(block as u64), specials((block >> 64) as u64));
    let (word, before) = if low == 0 { (high, 8) } else { (low, 0) };
    (word != 0).then_some(before + word.trailing_zeros() as usize / 8)
}

/// Eight bytes at once: the lowest high bit that is set belongs to the first special byte. Borrows may set bits above it.
#[inline(always)]
fn specials(word: u64) -> u64 {
    // With this bit changed a quote follows the control characters, and the space does not.
    let quotes_and_controls = (word ^ eight(2)).wrapping_sub(eight(b' ' + 1));
    let backslashes = (word ^ eight(b'\\')).wrapping_sub(eight(1));
    (quotes_and_controls | backslashes) & !word & eight(1 << 7)
}

/// Skips as many times 32 bytes as have no special one among them: the compiler makes vector instructions of this.
fn skip_plain(bytes: &[u8], mut at: usize) -> usize {
    let is_special = |byte: u8| ((byte ^ 2) <= b' ') | (byte == b'\\');
    let is_plain = |chunk: &[u8; 32]| !chunk.iter().fold(false, |any, &byte| any | is_special(byte));
    while bytes.get(at..).and_then(<[u8]>::first_chunk).is_some_and(is_plain) {
        at += 32;
    }
    at
}

/// Eight bytes of this value.
pub(crate) const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for special in [b'"', b'\\', 0, 0x1f] {
            for at in 0..80 {
                let mut bytes = b"\x7f\x80\xff #[]!z\xa2\xdc\x9f\x20\x21\x23\x5b\x5d 34567 9abcdefghijkl0123".repeat(2);
                bytes[at] = special;
                assert_eq!(next_special(&bytes, 0), at, "{special:#x}");
            }
        }
        for length in 0..20 {
            let plain = &b"\x7f\x80\xff 34567 9abcdefghijkl0123"[..length];
            assert_eq!(next_special(plain, 0), length);
            for at in 0..length {
                let quoted = [&plain[..at], b"\"", &plain[at..]].concat();
                assert_eq!((next_special(&quoted, 0), next_special(&quoted, at + 1)), (at, length + 1));
            }
        }
    }
}
