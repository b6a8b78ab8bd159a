//! Questions about files that the executor asks around an `open` or `execve`.

use std::ffi::CStr;

use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;

use super::{Errno, Fd, file};

/// Whether the open descriptor is a regular file (fstat(2)).
#[must_use]
pub fn is_regular_fd(fd: Fd) -> bool {
    file::descriptor_status(fd).is_ok_and(|status| status.kind == file::Kind::Regular)
}

/// Whether there is something to collect from any child, without collecting it (waitid(2), `WNOWAIT`): one call however many
/// children there are.
#[must_use]
pub fn child_has_news() -> bool {
    // SAFETY: all-zero bytes are a valid `siginfo_t`.
    let mut told: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let which = libc::WEXITED | libc::WSTOPPED | libc::WCONTINUED | libc::WNOHANG | libc::WNOWAIT;
    // SAFETY: `told` is writable memory of the right type.
    let result = unsafe { libc::waitid(libc::P_ALL, 0, &raw mut told, which) };
    // SAFETY: the field is set by waitid, and zero without news.
    result == 0 && unsafe { told.si_pid() } != 0
}

/// Why `execve` would certainly refuse this file, as far as can be told without trying. The look is an `openat2`.
#[must_use]
pub fn exec_would_fail(path: &CStr) -> Option<Errno> {
    if let Err(errno) = super::file::executable_file(path.to_bytes()) {
        return Some(errno);
    }
    let mut head = [0; 256];
    let count = read_head(path, &mut head)?;
    let head = head.get(..count).unwrap_or_default();
    if let Some(line) = head.strip_prefix(b"#!") {
        let line = line.split(|byte| *byte == b'\n').next()?;
        let line = line.trim_ascii_start();
        let interpreter = line.split(|byte| matches!(byte, b' ' | b'\t')).next()?;
        return super::file::executable_file(interpreter).err();
    }
    // Somebody may have told the kernel of further formats.
    let knows_more = super::file::Directory::read(b"/proc/sys/fs/binfmt_misc")
        .is_ok_and(|known| known.entries().len() > 4);
    (!head.starts_with(b"\x7fELF") && !knows_more).then_some(Errno::ENOEXEC)
}

/// The first bytes of a file; `None` if they cannot be read.
fn read_head(path: &CStr, head: &mut [u8]) -> Option<usize> {
    let mut how = nix::fcntl::OpenHow::new();
    how = how.flags(OFlag::O_RDONLY | OFlag::O_CLOEXEC | OFlag::O_NONBLOCK);
    let file = nix::fcntl::openat2(nix::fcntl::AT_FDCWD, path, how).ok()?;
    nix::unistd::read(&file, head).ok()
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
