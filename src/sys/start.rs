//! How the process begins: without Rust's own start-up.
//!
//! That would ask and change what a shell must leave alone: it opens `/dev/null` for closed descriptors 0 to 2, ignores
//! `SIGPIPE` (which programs would inherit), reads `/proc/self/maps` and sets an alternate signal stack: some fifteen
//! system calls, at each `sh -c`. [`entry!`](crate::entry) defines C's `main` instead; the binary is `#![no_main]`.
//! What is closed at the start stays closed, as in other shells; internal descriptors are 10 and above.

use std::ffi::{c_char, c_int};

use super::{process, signal};

/// Defines the program's `main` and its allocator: `entry!(run)` with `fn run(arguments: &[&'static [u8]]) -> i32`.
///
/// To be used once, in a binary that is `#![no_main]`.
#[macro_export]
macro_rules! entry {
    ($run:path) => {
        #[global_allocator]
        static HEAP: $crate::sys::memory::Heap = $crate::sys::memory::Heap::new();

        /// Called by libc.
        ///
        /// # Safety
        /// By nobody else: `arguments` is what execve was given.
        // SAFETY: the one `main` of the program.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn main(
            count: ::std::ffi::c_int,
            arguments: *const *const ::std::ffi::c_char,
        ) -> ::std::ffi::c_int {
            // SAFETY: libc hands over the arguments of execve, which end with a null pointer.
            unsafe { $crate::sys::start::run(count, arguments, $run) }
        }
    };
}

/// What `main` does: makes the process ready and runs the shell. The result is the status.
///
/// # Safety
/// `arguments` is a list of strings that live as long as the process, and ends with a null pointer.
pub unsafe fn run(
    _count: c_int,
    arguments: *const *const c_char,
    shell: fn(&[&'static [u8]]) -> i32,
) -> c_int {
    signal::start();
    super::heap::keep_freed_memory();
    // SAFETY: the caller's promise.
    let arguments = unsafe { process::strings(arguments) };
    let arguments: Vec<&'static [u8]> = arguments
        .into_iter()
        .map(std::ffi::CStr::to_bytes)
        .collect();
    shell(&arguments)
}
