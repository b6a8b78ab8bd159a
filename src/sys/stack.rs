//! How much stack is left: what guards every recursion of the program.
//!
//! Nothing comes in; the number of bytes between here and the end of the stack goes out. A fixed count of levels would be
//! wrong for some frame size and some `ulimit -s`; the bytes that remain are right for all. Each thread (tests) and the
//! stack of a vfork child have their own end; the shell has one thread.

use std::cell::Cell;
use std::ffi::CStr;

/// How much is spared below the end: the kernel's guard gap, a signal frame, and frames that do not ask.
const MARGIN: usize = 64 * 1024;

/// However generous the limit, more is not used: `ulimit -s unlimited` is no promise of memory.
const MOST: usize = 256 * 1024 * 1024;

thread_local! {
    /// The lowest address that may be used; 0 before it is learnt.
    static END: Cell<usize> = const { Cell::new(0) };
}

/// The bytes of stack that remain. A few instructions; cheap enough to ask at each level.
#[inline]
#[must_use]
pub fn remaining() -> usize {
    let here = 0_u8;
    let end = END.get();
    let end = if end == 0 { learn() } else { end };
    (&raw const here).addr().saturating_sub(end)
}

/// Asks the limit again, after `ulimit -s` changed it: the kernel heeds the new one at once.
pub fn relearn() {
    END.set(0);
}

/// The end of the present stack, and a new one while `remaining` is asked on another stack (a vfork child's).
/// What it gives back is to be set again afterwards.
pub(super) fn replace_end(end: usize) -> usize {
    END.replace(end)
}

/// The lowest address of a stack area, as [`replace_end`] wants it.
pub(super) const fn end_of(lowest: usize) -> usize {
    lowest.saturating_add(MARGIN / 4)
}

/// Whichever stack we are on: a thread's child (a test's) goes on upon the thread's.
#[cold]
fn learn() -> usize {
    let here = 0_u8;
    let main = reserved().filter(|main| main.contains(&(&raw const here).addr()));
    let lowest = if main.is_some() {
        main_stack()
    } else {
        thread_stack()
    };
    let end = lowest.map_or(1, |lowest| lowest.saturating_add(MARGIN));
    END.set(end);
    end
}

/// Where the main stack is and may still grow to: nothing else may be mapped there.
#[must_use]
pub(super) fn reserved() -> Option<std::ops::Range<usize>> {
    let top = main_top()?;
    Some(main_stack()?.saturating_sub(MARGIN)..top)
}

/// The main thread's stack ends where the limit says, counted from its top (setrlimit(2), `RLIMIT_STACK`).
fn main_stack() -> Option<usize> {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `limit` is ours to write.
    if unsafe { libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit) } != 0 {
        return None;
    }
    let size = usize::try_from(limit.rlim_cur).unwrap_or(MOST).min(MOST);
    Some(main_top()?.saturating_sub(size))
}

/// The top of the main stack. The kernel puts the program's file name there, last of all (execve, `AT_EXECFN`).
fn main_top() -> Option<usize> {
    // SAFETY: getauxval only looks into the table that the kernel gave.
    let name = unsafe { libc::getauxval(libc::AT_EXECFN) };
    let name = usize::try_from(name).ok().filter(|address| *address != 0)?;
    let pointer = std::ptr::with_exposed_provenance(name);
    // SAFETY: AT_EXECFN is the address of a NUL-terminated string that lives as long as the process.
    let length = unsafe { CStr::from_ptr(pointer) }.count_bytes();
    let page = super::process::page_size();
    name.checked_add(length)?.checked_next_multiple_of(page)
}

/// Another thread's stack is an area that pthread knows; its guard page is not part of it.
fn thread_stack() -> Option<usize> {
    // SAFETY: all-zero is room for an attribute object, which the next call fills.
    let mut attributes: libc::pthread_attr_t = unsafe { std::mem::zeroed() };
    // SAFETY: the calling thread asks about itself.
    let this = unsafe { libc::pthread_self() };
    // SAFETY: `attributes` is ours to write.
    if unsafe { libc::pthread_getattr_np(this, &raw mut attributes) } != 0 {
        return None;
    }
    let mut lowest = std::ptr::null_mut();
    let mut size = 0;
    // SAFETY: `attributes` was filled above; both results are ours to write.
    let told = unsafe {
        libc::pthread_attr_getstack(&raw const attributes, &raw mut lowest, &raw mut size)
    };
    // SAFETY: filled above, and not used again.
    unsafe { libc::pthread_attr_destroy(&raw mut attributes) };
    (told == 0).then_some(lowest.addr())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uses `depth` frames of some bytes each and tells what remains at the bottom.
    fn deep(depth: usize) -> usize {
        let frame = std::hint::black_box([depth as u8; 256]);
        let answer = if depth == 0 {
            remaining()
        } else {
            deep(depth - 1)
        };
        std::hint::black_box(&frame);
        answer
    }

    #[test]
    fn less_remains_deeper_down() {
        let here = remaining();
        let below = deep(100);
        assert!(here > below + 100 * 256, "{here} {below}");
        assert!(here < below + 100 * 4096, "{here} {below}");
    }

    #[test]
    fn a_thread_knows_its_own_size() {
        let size = 1 << 20;
        let thread = std::thread::Builder::new()
            .stack_size(size)
            .spawn(remaining);
        let remains = thread.unwrap().join().unwrap();
        assert!(
            remains < size && remains > size - MARGIN - 32 * 1024,
            "{remains}"
        );
    }

    #[test]
    fn recursion_to_the_end_is_stopped_in_time() {
        fn down() -> usize {
            let frame = std::hint::black_box([0_u8; 1000]);
            let depth = if remaining() < 4096 { 0 } else { down() + 1 };
            std::hint::black_box(&frame);
            depth
        }
        let thread = std::thread::Builder::new()
            .stack_size(512 * 1024)
            .spawn(down);
        let depth = thread.unwrap().join().unwrap();
        assert!(depth > 200, "{depth}");
    }

    #[test]
    fn the_main_stack_ends_where_the_limit_says() {
        // This test runs in a thread; the top of the main stack is known all the same.
        let top = main_top().unwrap();
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let line = maps.lines().find(|line| line.ends_with("[stack]")).unwrap();
        let end = line.split(['-', ' ']).nth(1).unwrap();
        assert_eq!(format!("{top:x}"), end.trim_start_matches('0'));
    }
}
