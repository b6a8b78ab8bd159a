//! The heap, and what happens at its end: a message and an exit instead of an abort.
//!
//! Where a request can be large (a variable, a command's output, data of a mapping) the program asks with [`try_reserve`]
//! and tells the user that there is not enough. Everywhere else a refused request ends the process: with a text that
//! was prepared, written by a call that needs no memory.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;

use super::heap::Blocks;
use super::process;

/// The status of a shell that ran out of memory: as after a fatal error (XCU 2.8.1).
const STATUS: i32 = 2;

thread_local! {
    /// Whether the request at hand may fail.
    static MAY_FAIL: Cell<bool> = const { Cell::new(false) };
}

/// There is not enough memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// Makes room for `more` elements, or says that there is none.
///
/// # Errors
/// [`OutOfMemory`]; the vector is as before.
pub fn try_reserve<T>(vector: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    may_fail(|| vector.try_reserve(more)).map_err(|_| OutOfMemory)
}

/// `length` zero bytes, or nothing when there is no room. The kernel gives large ones page by page, when they are written:
/// a length of gigabytes costs nothing until data come.
///
/// # Errors
/// [`OutOfMemory`].
pub fn zeroed(length: usize) -> Result<Vec<u8>, OutOfMemory> {
    let layout = Layout::array::<u8>(length).map_err(|_| OutOfMemory)?;
    if length == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: the layout is not empty.
    let block = may_fail(|| unsafe { std::alloc::alloc_zeroed(layout) });
    if block.is_null() {
        return Err(OutOfMemory);
    }
    // SAFETY: the allocator gave this block for just this many bytes, all of them are zero, and nobody else has it.
    Ok(unsafe { Vec::from_raw_parts(block, length, length) })
}

/// Runs something whose requests for memory may fail and are answered for: `try_reserve` of any collection.
pub fn may_fail<T>(body: impl FnOnce() -> T) -> T {
    let before = MAY_FAIL.replace(true);
    let answer = body();
    MAY_FAIL.set(before);
    answer
}

/// The allocator of the program, which [`entry!`](crate::entry) makes it.
#[derive(Debug, Default)]
pub struct Heap(Blocks);

impl Heap {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self(Blocks::new())
    }
}

// SAFETY: every method hands on to `Blocks`, which keeps the promises; a null answer is handed on too, or the process ends.
unsafe impl GlobalAlloc for Heap {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        checked(unsafe { self.0.alloc(layout) }, layout.size())
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        checked(unsafe { self.0.alloc_zeroed(layout) }, layout.size())
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise.
        checked(unsafe { self.0.realloc(pointer, layout, size) }, size)
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { self.0.dealloc(pointer, layout) };
    }
}

#[inline]
fn checked(pointer: *mut u8, size: usize) -> *mut u8 {
    if pointer.is_null() && !MAY_FAIL.get() {
        give_up(size);
    }
    pointer
}

#[cold]
fn give_up(size: usize) -> ! {
    let mut digits = [0_u8; 20];
    let size = decimal(size, &mut digits);
    for text in [b"ipcsh: out of memory: ", size, b" bytes were refused\n"] {
        // SAFETY: the bytes are readable; if nobody can be told, the status tells it.
        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
    }
    process::exit_now(STATUS)
}

/// The digits of a number, without asking for memory.
fn decimal(number: usize, digits: &mut [u8; 20]) -> &[u8] {
    let mut rest = number;
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    digits.get(digits.len() - used..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_request_that_may_fail_is_an_error() {
        let mut vector = vec![1_u8];
        assert_eq!(try_reserve(&mut vector, usize::MAX / 4), Err(OutOfMemory));
        assert_eq!(try_reserve(&mut vector, 10), Ok(()));
        assert_eq!(vector, [1]);
    }

    #[test]
    fn another_refused_request_ends_the_process_with_a_status() {
        let status = process::run_in_child(|| {
            // SAFETY: a number.
            unsafe { libc::close(2) }; // the message is not for this terminal
            let Ok(layout) = Layout::from_size_align(usize::MAX / 4, 1) else {
                return 0;
            };
            // SAFETY: the size is not zero.
            let block = unsafe { Heap::new().alloc(layout) };
            i32::from(block.is_null())
        });
        assert_eq!(status, Ok(STATUS));
    }

    #[test]
    fn digits_need_no_memory() {
        assert_eq!(decimal(0, &mut [0; 20]), b"0");
        assert_eq!(decimal(1024, &mut [0; 20]), b"1024");
        assert_eq!(decimal(usize::MAX, &mut [0; 20]), b"18446744073709551615");
    }
}
