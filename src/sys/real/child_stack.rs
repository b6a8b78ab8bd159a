//! The stack on which vfork children run: made when the first is needed, kept for all.

use std::ffi::c_void;
use std::ptr;

use crate::sys::Errno;

/// The stack of vfork children: a child wires descriptors and execs, which needs little.
pub(super) const CHILD_STACK: usize = 256 * 1024;

/// An area of memory for the child's frames, with a page below it that cannot be touched.
#[derive(Debug)]
pub(super) struct ChildStack {
    /// The first address that can be used.
    pub(super) lowest: usize,
    /// The address after the last.
    pub(super) top: *mut c_void,
}

impl ChildStack {
    pub(super) fn new() -> Result<Self, Errno> {
        let guard = crate::sys::process::page_size();
        // SAFETY: a new private mapping at an address of the kernel's choice touches nothing of ours.
        let area = unsafe {
            libc::mmap(
                ptr::null_mut(),
                CHILD_STACK,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK,
                -1,
                0,
            )
        };
        if area == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        // SAFETY: the first page of the area just made; nothing is in it yet.
        Errno::result(unsafe { libc::mprotect(area, guard, libc::PROT_NONE) })?;
        Ok(Self {
            lowest: area.addr() + guard,
            // SAFETY: the end of the area just made.
            top: unsafe { area.byte_add(CHILD_STACK) },
        })
    }
}

impl Drop for ChildStack {
    fn drop(&mut self) {
        let area = self.top.wrapping_byte_sub(CHILD_STACK);
        // SAFETY: the whole area that `new` mapped; no child runs on it, for `Real` is borrowed while one does.
        unsafe { libc::munmap(area, CHILD_STACK) };
    }
}
