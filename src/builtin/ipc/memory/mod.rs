//! Memory: what is mapped into the shell, and safe ways to look at it and to change it.

mod access;
mod atomic;
mod attach;
mod layout;
mod listing;
mod mapping;
mod mmap;
mod peek;
mod segment;
mod structure;

pub(super) use atomic::{ATOMIC, FUTEX};
pub(super) use attach::{SHMAT, SHMDT};
pub(super) use listing::{ATTACHMENTS, MAPS};
pub(super) use mapping::{MADVISE, MINCORE, MLOCK, MPROTECT, MREMAP, MSYNC, MUNLOCK, MUNMAP};
pub(super) use mmap::MMAP;
pub(super) use peek::{HEXDUMP, PEEK, POKE};
pub(super) use segment::{SHMREAD, SHMWRITE};
pub(super) use structure::STRUCT;

use crate::builtin::BuiltinError;
use crate::builtin::ipc::number;

/// An address: a number, perhaps with `+OFFSET` behind it.
fn address(name: &str, word: &[u8]) -> Result<usize, BuiltinError> {
    let (base, offset) = match memchr::memrchr(b'+', word) {
        Some(at) if at > 0 => (
            word.get(..at).unwrap_or_default(),
            number::size("OFFSET", word.get(at + 1..).unwrap_or_default())?,
        ),
        _ => (word, 0),
    };
    let base = if base.eq_ignore_ascii_case(b"NULL") {
        0
    } else {
        usize::try_from(number::unsigned(name, base)?)
            .map_err(|_| number::bad(name, base, "out of range"))?
    };
    base.checked_add(offset)
        .ok_or_else(|| number::bad(name, word, "beyond all memory"))
}

/// `bytes` in whole pages.
fn whole_pages(bytes: usize) -> usize {
    bytes
        .checked_next_multiple_of(crate::sys::process::page_size())
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_an_offset() {
        let of = |word: &str| address("ADDR", word.as_bytes()).ok();
        assert_eq!(of("0x1000"), Some(4096));
        assert_eq!(of("0x1000+16"), Some(4112));
        assert_eq!(of("0x1000+1K"), Some(5120));
        assert_eq!(of("NULL"), Some(0));
        for word in ["", "x", "+1", "0x1000+", "-1", "0xffffffffffffffff+1"] {
            assert_eq!(of(word), None, "{word}");
        }
    }
}
