//! Questions about files that the executor asks around an `open` or `execve`.

use std::ffi::CStr;

use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;

use super::Fd;

/// Whether the open descriptor is a regular file (fstat(2)).
#[must_use]
pub fn is_regular_fd(fd: Fd) -> bool {
    // SAFETY: all-zero bytes are a valid `struct stat`.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: `stat` is writable memory of the right type.
    let told = unsafe { libc::fstat(fd, &raw mut stat) };
    told == 0 && stat.st_mode & libc::S_IFMT == libc::S_IFREG
}

/// Whether a file that the kernel refuses to execute holds a NUL byte in its first line: then it is no script.
#[must_use]
pub fn looks_binary(path: &CStr) -> bool {
    let Ok(file) = open(path, OFlag::O_RDONLY | OFlag::O_CLOEXEC, Mode::empty()) else {
        return false;
    };
    let mut head = [0; 256];
    let count = nix::unistd::read(&file, &mut head).unwrap_or(0);
    let line = head
        .get(..count)
        .unwrap_or_default()
        .split(|byte| *byte == b'\n')
        .next();
    line.is_some_and(|line| line.contains(&0))
}
