//! A log in memory that a process and all its forks write to and read: what a subshell created, its parent can know.
//!
//! A record is a length (two bytes, rounded up to four with what follows) and bytes. Writers take their place with one atomic
//! addition and put the length last, so that a reader sees whole records only. A full log takes nothing more.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use crate::sys::process;

/// The size of the log: thousands of records.
const SIZE: usize = 64 * 1024;
/// Where records begin: after the place of the next one.
const HEAD: usize = 4;
/// In a record's length: it is whole.
const WHOLE: u32 = 1 << 31;

static LOG: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());

thread_local! {
    /// How far this process has read.
    static READ: Cell<usize> = const { Cell::new(HEAD) };
}

/// Makes the log, if there is none yet. Called before a fork whose child may write; without memory there is no log.
pub fn prepare() {
    if !LOG.load(Ordering::Relaxed).is_null() {
        return;
    }
    // SAFETY: a new mapping at an address of the kernel's choice touches nothing of ours.
    let area = unsafe {
        libc::mmap(
            ptr::null_mut(),
            SIZE,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if area != libc::MAP_FAILED {
        LOG.store(area.cast(), Ordering::Relaxed);
    }
}

/// The atomic word at an offset that is a multiple of four inside the log.
fn word(log: *mut u8, offset: usize) -> &'static AtomicU32 {
    debug_assert!(offset.is_multiple_of(4) && offset + 4 <= SIZE);
    // SAFETY: inside the mapping, which stays for the life of the process.
    let place = unsafe { log.add(offset) };
    // SAFETY: aligned (the mapping is, and so is the offset), zeroed memory, only ever used as this atomic.
    unsafe { AtomicU32::from_ptr(place.cast()) }
}

/// Adds a record; whether there was a log with room for it.
pub fn append(record: &[u8]) -> bool {
    let log = LOG.load(Ordering::Relaxed);
    let Ok(length) = u32::try_from(record.len()) else {
        return false;
    };
    let whole = (4 + record.len()).next_multiple_of(4);
    if log.is_null() || whole > SIZE - HEAD {
        return false;
    }
    let taken = word(log, 0).fetch_add(u32::try_from(whole).unwrap_or(u32::MAX), Ordering::Relaxed);
    let start = HEAD.saturating_add(taken as usize);
    if start.saturating_add(whole) > SIZE {
        return false;
    }
    // SAFETY: the bytes from here on, `whole` of them, are inside the mapping.
    let place = unsafe { log.add(start + 4) };
    // SAFETY: they are this writer's alone until the length is put there; the source is the shell's own memory.
    unsafe { ptr::copy_nonoverlapping(record.as_ptr(), place, record.len()) };
    word(log, start).store(length | WHOLE, Ordering::Release);
    true
}

/// The records that this process has not read yet.
pub fn read_new() -> Vec<Vec<u8>> {
    let log = LOG.load(Ordering::Relaxed);
    let mut records = Vec::new();
    if log.is_null() {
        return records;
    }
    let mut at = READ.get();
    while at + 4 <= SIZE {
        let head = word(log, at).load(Ordering::Acquire);
        let length = (head & !WHOLE) as usize;
        if head & WHOLE == 0 || at + 4 + length > SIZE {
            break; // not written, or still being written
        }
        let mut record = vec![0; length];
        // SAFETY: inside the mapping, by the comparison above.
        let place = unsafe { log.add(at + 4) };
        // SAFETY: the record is whole, nobody writes it any more; the target has room for it.
        unsafe { ptr::copy_nonoverlapping(place, record.as_mut_ptr(), length) };
        records.push(record);
        at += (4 + length).next_multiple_of(4);
    }
    READ.set(at);
    records
}

/// Who writes: a process does not read its own records as news.
#[must_use]
pub fn writer() -> u32 {
    process::id().cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another test of this process may have made a log that a fork would share.
    fn forget() {
        LOG.store(ptr::null_mut(), Ordering::Relaxed);
        READ.set(HEAD);
    }

    #[test]
    fn what_a_child_writes_the_parent_reads_once() {
        let status = process::run_in_child(|| {
            forget();
            prepare();
            let inner = process::run_in_child(|| {
                i32::from(!(append(b"shm 5") && append(b"") && append(b"abcd")))
            });
            let records = read_new();
            let expected: [&[u8]; 3] = [b"shm 5", b"", b"abcd"];
            i32::from(inner != Ok(0) || records != expected || !read_new().is_empty())
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn a_full_log_takes_nothing_more() {
        let status = process::run_in_child(|| {
            forget();
            if append(b"x") {
                return 1; // there is no log yet
            }
            prepare();
            let count = (0..100_000).take_while(|_| append(&[7; 60])).count();
            i32::from(count != (SIZE - HEAD) / 64 || read_new().len() != count)
        });
        assert_eq!(status, Ok(0));
    }
}
