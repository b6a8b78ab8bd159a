//! A counter that a process and all its forks count together.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Errno;

/// A number in memory that stays shared across fork.
#[derive(Debug)]
pub struct SharedCounter {
    number: NonNull<AtomicU64>,
}

impl SharedCounter {
    /// A counter that stands at 0.
    ///
    /// # Errors
    /// `ENOMEM`.
    pub fn new() -> Result<Self, Errno> {
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing of ours.
        let area = unsafe {
            libc::mmap(
                ptr::null_mut(),
                size_of::<AtomicU64>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if area == libc::MAP_FAILED {
            return Err(Errno::last());
        }
        NonNull::new(area.cast())
            .map(|number| Self { number })
            .ok_or(Errno::ENOMEM)
    }

    /// Counts one further; what it was before.
    pub fn next(&self) -> u64 {
        // SAFETY: the mapping is page-aligned, zeroed (a valid number), and lives as long as `self`; access is atomic.
        let number = unsafe { self.number.as_ref() };
        number.fetch_add(1, Ordering::Relaxed)
    }
}

impl Drop for SharedCounter {
    fn drop(&mut self) {
        // SAFETY: exactly the mapping made in `new`; nobody else refers to it.
        unsafe { libc::munmap(self.number.as_ptr().cast(), size_of::<AtomicU64>()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fork_counts_in_the_same_number() {
        let counter = SharedCounter::new().unwrap();
        assert_eq!(counter.next(), 0);
        let status = super::super::process::run_in_child(|| counter.next() as i32).unwrap();
        assert_eq!(status, 1);
        assert_eq!(counter.next(), 2);
    }
}
