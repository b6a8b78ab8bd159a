//! Blocks of memory: lists of free ones by size, for one thread.
//!
//! In: sizes, which Rust tells at each request. Out: blocks. A shell makes and drops thousands of small values a second, and
//! a general allocator spends more on each than the shell does with it. Here a block of up to [`LARGEST`] bytes is taken
//! from the list of its size or from the end of a portion, and put back on that list; larger ones are the C library's.
//!
//! Only the binary uses it ([`entry!`](crate::entry)), which has one thread. Tests have many and keep the usual allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::c_int;
use std::ptr;

/// Sizes are multiples of this, and so are addresses.
const GRAIN: usize = 16;

/// The largest block that is kept on a list.
const LARGEST: usize = 1024;

/// How much is asked of the C library at once.
const PORTION: usize = 16 * 1024;

/// A block that nobody uses: it holds the next one of its size.
#[derive(Debug)]
struct Free {
    next: *mut Free,
}

/// How much freed memory at the end of the heap stays there, and from which size on a block has pages of its own.
const KEPT_AT_END: c_int = 1024 * 1024;

/// Has the C library keep what is freed at the end of its heap: a list of a thousand names is made and dropped at each
/// expansion of `*`, and with brk(2) and new pages each time that would cost more than reading the directory.
pub fn keep_freed_memory() {
    #[cfg(target_env = "gnu")]
    for parameter in [libc::M_TRIM_THRESHOLD, libc::M_MMAP_THRESHOLD] {
        // SAFETY: two numbers; nobody else is using the heap: there is one thread.
        unsafe { libc::mallopt(parameter, KEPT_AT_END) };
    }
}

/// The lists and the portion that blocks are cut from.
#[derive(Debug)]
pub struct Blocks {
    lists: [Cell<*mut Free>; LARGEST / GRAIN],
    /// Where the rest of the portion begins.
    rest: Cell<*mut u8>,
    /// How long it is.
    left: Cell<usize>,
}

// SAFETY: the program that has this as its allocator has one thread (see above); a child of vfork, which shares the
// memory, runs while the shell stands still.
unsafe impl Sync for Blocks {}

impl Default for Blocks {
    fn default() -> Self {
        Self::new()
    }
}

impl Blocks {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            lists: [const { Cell::new(ptr::null_mut()) }; LARGEST / GRAIN],
            rest: Cell::new(ptr::null_mut()),
            left: Cell::new(0),
        }
    }

    /// The list for blocks of this layout; `None` if they are the C library's.
    #[inline]
    fn list(&self, layout: Layout) -> Option<&Cell<*mut Free>> {
        if layout.align() > GRAIN {
            return None;
        }
        self.lists.get(class(layout.size()))
    }

    /// A block from the portion.
    fn cut(&self, layout: Layout) -> *mut u8 {
        let size = layout.size().next_multiple_of(GRAIN);
        if self.left.get() < size {
            // What is left of the old portion is too small to be worth a thought.
            let Ok(portion) = Layout::from_size_align(PORTION, GRAIN) else {
                return ptr::null_mut();
            };
            // SAFETY: the size is not zero.
            let fresh = unsafe { System.alloc(portion) };
            if fresh.is_null() {
                return fresh;
            }
            self.rest.set(fresh);
            self.left.set(PORTION);
        }
        let block = self.rest.get();
        self.rest.set(block.wrapping_add(size));
        self.left.set(self.left.get() - size);
        block
    }
}

/// The number of the list; past the last one for large sizes.
#[inline]
const fn class(size: usize) -> usize {
    size.wrapping_sub(1) / GRAIN
}

// SAFETY: a block is on no list while it is in use, as long as its layout says, and aligned to GRAIN, which is the most
// that its list is for; all else is done by System.
unsafe impl GlobalAlloc for Blocks {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(list) = self.list(layout) else {
            // SAFETY: the caller's promise.
            return unsafe { System.alloc(layout) };
        };
        let block = list.get();
        if block.is_null() {
            return self.cut(layout);
        }
        // SAFETY: what is on a list was put there by `dealloc`, which wrote a `Free` into it.
        list.set(unsafe { (*block).next });
        block.cast()
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(list) = self.list(layout) else {
            // SAFETY: the caller's promise; `alloc` decided by the same layout.
            return unsafe { System.dealloc(block, layout) };
        };
        let free = block.cast::<Free>();
        let next = list.get();
        // SAFETY: the block is at least GRAIN bytes, aligned to GRAIN, and nobody's from now on.
        unsafe { free.write(Free { next }) };
        list.set(free);
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if self.list(layout).is_none() {
            // SAFETY: the caller's promise. Large blocks often come zeroed from the kernel.
            return unsafe { System.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's promise.
        let block = unsafe { self.alloc(layout) };
        if !block.is_null() {
            // SAFETY: it is as long as the layout says.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: `size` does not overflow with this alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (self.list(layout), self.list(wanted)) {
            // SAFETY: the caller's promise; both sizes are System's.
            (None, None) => return unsafe { System.realloc(block, layout, size) },
            (Some(old), Some(new)) if ptr::eq(old, new) => return block,
            _ => {}
        }
        // SAFETY: the caller's promise: `size` is not zero.
        let moved = unsafe { self.alloc(wanted) };
        if !moved.is_null() {
            // SAFETY: two blocks, each at least that long.
            unsafe { ptr::copy_nonoverlapping(block, moved, layout.size().min(size)) };
            // SAFETY: the caller's promise; nobody uses the old block any more.
            unsafe { self.dealloc(block, layout) };
        }
        moved
    }
}

#[cfg(test)]
#[allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "each test is one story of blocks"
)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn a_block_that_was_given_back_is_used_again() {
        let blocks_of = Blocks::new();
        // SAFETY: no size is zero, and each block is given back with the layout it was asked for.
        unsafe {
            let first = blocks_of.alloc(layout(20, 8));
            let second = blocks_of.alloc(layout(20, 8));
            assert_ne!(first, second);
            blocks_of.dealloc(first, layout(20, 8));
            assert_eq!(blocks_of.alloc(layout(32, 16)), first);
            blocks_of.dealloc(first, layout(32, 16));
            blocks_of.dealloc(second, layout(20, 8));
        }
    }

    #[test]
    fn contents_move_with_a_block_that_grows_and_shrinks() {
        let blocks_of = Blocks::new();
        let sizes = [1, 16, 17, 1000, 1024, 1025, 70_000, 1025, 1024, 5];
        // SAFETY: as above; what is read was written.
        unsafe {
            let mut block = blocks_of.alloc(layout(1, 1));
            block.write(7);
            let mut size = 1;
            for wanted in sizes {
                block = blocks_of.realloc(block, layout(size, 1), wanted);
                assert_eq!(block.read(), 7);
                size = wanted;
            }
            blocks_of.dealloc(block, layout(size, 1));
        }
    }

    #[test]
    fn zeroed_blocks_are_zero_and_large_alignments_are_kept() {
        let blocks_of = Blocks::new();
        // SAFETY: as above.
        unsafe {
            let dirty = blocks_of.alloc(layout(64, 8));
            dirty.write_bytes(0xff, 64);
            blocks_of.dealloc(dirty, layout(64, 8));
            let clean = blocks_of.alloc_zeroed(layout(64, 8));
            assert_eq!(clean, dirty);
            assert_eq!(std::slice::from_raw_parts(clean, 64), [0; 64]);
            blocks_of.dealloc(clean, layout(64, 8));
            let aligned = blocks_of.alloc(layout(64, 256));
            assert_eq!(aligned.addr() % 256, 0);
            blocks_of.dealloc(aligned, layout(64, 256));
        }
    }

    #[test]
    fn many_sizes_at_once_do_not_overlap() {
        let blocks_of = Blocks::new();
        let sizes: Vec<usize> = (1..400).map(|n| n * 7 % 1100 + 1).collect();
        // SAFETY: as above.
        unsafe {
            let blocks: Vec<*mut u8> = sizes
                .iter()
                .map(|n| blocks_of.alloc(layout(*n, 8)))
                .collect();
            for (mark, (block, size)) in (0..=255).cycle().zip(blocks.iter().zip(&sizes)) {
                block.write_bytes(mark, *size);
            }
            for (mark, (block, size)) in (0..=255).cycle().zip(blocks.iter().zip(&sizes)) {
                let bytes = std::slice::from_raw_parts(*block, *size);
                assert!(bytes.iter().all(|byte| *byte == mark));
                blocks_of.dealloc(*block, layout(*size, 8));
            }
        }
    }
}
