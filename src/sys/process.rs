//! What a process knows of itself: its number, family, user, host, arguments and environment.
//!
//! Nothing is cached: after a fork the answers are the child's.

use std::ffi::{CStr, CString, c_char};

use super::{Errno, Pid};

/// The process number (getpid(2)).
#[must_use]
pub fn id() -> Pid {
    // SAFETY: no arguments, never fails; the system call itself, so that no libc caches it over a clone.
    let id = unsafe { libc::syscall(libc::SYS_getpid) };
    Pid::try_from(id).unwrap_or(0)
}

/// The parent's number (getppid(2)); 0 when it is outside our PID namespace.
#[must_use]
pub fn parent_id() -> Pid {
    // SAFETY: no arguments, never fails.
    unsafe { libc::getppid() }
}

/// The process group (getpgrp(2)).
#[must_use]
pub fn group() -> Pid {
    // SAFETY: no arguments, never fails.
    unsafe { libc::getpgrp() }
}

/// The process group of another process; 0 stands for the caller (getpgid(2)).
///
/// # Errors
/// `ESRCH`, `EPERM`.
pub fn group_of(pid: Pid) -> Result<Pid, Errno> {
    // SAFETY: a number goes in, a number comes out.
    Errno::result(unsafe { libc::getpgid(pid) })
}

/// The session of a process; 0 stands for the caller (getsid(2)).
///
/// # Errors
/// `ESRCH`, `EPERM`.
pub fn session_of(pid: Pid) -> Result<Pid, Errno> {
    // SAFETY: a number goes in, a number comes out.
    Errno::result(unsafe { libc::getsid(pid) })
}

/// Makes the caller leader of a new session (setsid(2)).
///
/// # Errors
/// `EPERM` for the leader of a process group.
pub fn new_session() -> Result<Pid, Errno> {
    // SAFETY: no arguments.
    Errno::result(unsafe { libc::setsid() })
}

/// The real user (getuid(2)).
#[must_use]
pub fn user() -> u32 {
    // SAFETY: no arguments, never fails.
    unsafe { libc::getuid() }
}

/// The effective user (geteuid(2)).
#[must_use]
pub fn effective_user() -> u32 {
    // SAFETY: no arguments, never fails.
    unsafe { libc::geteuid() }
}

/// The real group (getgid(2)).
#[must_use]
pub fn user_group() -> u32 {
    // SAFETY: no arguments, never fails.
    unsafe { libc::getgid() }
}

/// The effective group (getegid(2)).
#[must_use]
pub fn effective_user_group() -> u32 {
    // SAFETY: no arguments, never fails.
    unsafe { libc::getegid() }
}

/// The supplementary groups (getgroups(2)).
///
/// # Errors
/// None that a correct call can have.
pub fn supplementary_groups() -> Result<Vec<u32>, Errno> {
    nix::unistd::getgroups()
        .map(|groups| groups.into_iter().map(nix::unistd::Gid::as_raw).collect())
}

/// Makes the effective user and group those of the real ones: a shell started set-id drops what it was given.
///
/// # Errors
/// `EPERM`, `EAGAIN`.
pub fn drop_privileges() -> Result<(), Errno> {
    let (user, group) = (user(), user_group());
    // SAFETY: three numbers. The group first: afterwards the right to change it is gone.
    Errno::result(unsafe { libc::setresgid(group, group, group) })?;
    // SAFETY: three numbers.
    Errno::result(unsafe { libc::setresuid(user, user, user) }).map(drop)
}

/// The host's name (gethostname(2)).
///
/// # Errors
/// `EFAULT` and the like: none that a correct call can have.
pub fn host_name() -> Result<Vec<u8>, Errno> {
    nix::unistd::gethostname().map(std::os::unix::ffi::OsStringExt::into_vec)
}

/// The size of a page (sysconf(3), `_SC_PAGESIZE`).
#[must_use]
pub fn page_size() -> usize {
    // SAFETY: a number goes in, a number comes out.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).unwrap_or(4096)
}

/// Bytes that nobody can guess (getrandom(2)): a seed for `RANDOM`.
///
/// # Errors
/// `EINTR`, `ENOSYS`.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], Errno> {
    let mut bytes = [0; N];
    // SAFETY: room for as many bytes as are told.
    let count = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), N, 0) };
    match usize::try_from(count) {
        Ok(count) if count == N => Ok(bytes),
        Ok(_) => Err(Errno::EINTR),
        Err(_) => Err(Errno::last()),
    }
}

/// The clock ticks of a second in `/proc/PID/stat` (sysconf(3), `_SC_CLK_TCK`).
#[must_use]
pub fn clock_ticks() -> u64 {
    // SAFETY: a number goes in, a number comes out.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    u64::try_from(ticks).unwrap_or(100)
}

unsafe extern "C" {
    /// The environment as the kernel put it down (environ(7)). Nothing in this program changes it.
    static environ: *const *const c_char;
}

/// The environment: names and values, byte for byte. What has no `=` is left out, as all shells do.
#[must_use]
pub fn environment() -> Vec<(&'static [u8], &'static [u8])> {
    // SAFETY: a pointer-sized static of libc; nothing in this program writes it.
    let list = unsafe { environ };
    // SAFETY: `environ` is a list of strings that ends with a null pointer, or null.
    let entries = unsafe { strings(list) };
    entries
        .iter()
        .filter_map(|entry| split_entry(entry.to_bytes()))
        .collect()
}

fn split_entry(entry: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b'=', entry).filter(|at| *at > 0)?;
    let (name, value) = entry.split_at(at);
    Some((name, value.get(1..)?))
}

/// The strings of a list that ends with a null pointer.
///
/// # Safety
/// `list` is null, or points to pointers to NUL-terminated strings, the last of which is null;
/// all of them live as long as the process.
pub(super) unsafe fn strings(list: *const *const c_char) -> Vec<&'static CStr> {
    let mut found = Vec::new();
    let mut at = list;
    while !at.is_null() {
        // SAFETY: not past the null pointer that ends the list: the loop stops there.
        let string = unsafe { at.read() };
        if string.is_null() {
            break;
        }
        // SAFETY: the caller promises a NUL-terminated string that stays.
        found.push(unsafe { CStr::from_ptr(string) });
        // SAFETY: the entry just read was not the last.
        at = unsafe { at.add(1) };
    }
    found
}

/// `_exit`: ends this process without running anything else; the status is its low eight bits.
pub fn exit_now(status: i32) -> ! {
    // SAFETY: a number; it does not return.
    unsafe { libc::_exit(status) }
}

/// A C string of these bytes.
///
/// # Errors
/// `EINVAL` when a NUL is in them: no path, argument or name can have one.
pub fn c_string(bytes: &[u8]) -> Result<CString, Errno> {
    CString::new(bytes).map_err(|_| Errno::EINVAL)
}

/// Runs `child` in a forked child and gives its status, `128 + n` when signal `n` ended it: for what changes the whole
/// process (dispositions, namespaces, limits) and must not do so here.
///
/// # Errors
/// `EAGAIN`, `ENOMEM`, `ECHILD`.
pub fn run_in_child(child: impl FnOnce() -> i32) -> Result<i32, Errno> {
    status_of(begin_child(child)?)
}

/// A process number that is not this one's: that of a child which ends at once.
///
/// # Errors
/// As [`run_in_child`].
pub fn spend_number() -> Result<Pid, Errno> {
    let pid = begin_child(|| 0)?;
    status_of(pid).map(|_| pid)
}

fn begin_child(child: impl FnOnce() -> i32) -> Result<Pid, Errno> {
    // SAFETY: the shell has one thread. In a test's child other threads' locks may be held; it does little and exits.
    let pid = Errno::result(unsafe { libc::fork() })?;
    if pid == 0 {
        exit_now(child());
    }
    Ok(pid)
}

/// Waits until child `pid` ends: its status, `128 + n` when signal `n` ended it.
pub(super) fn status_of(pid: Pid) -> Result<i32, Errno> {
    loop {
        let mut status = 0;
        // SAFETY: `status` is ours to write.
        match Errno::result(unsafe { libc::waitpid(pid, &raw mut status, 0) }) {
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
            Ok(_) if libc::WIFSIGNALED(status) => return Ok(128 + libc::WTERMSIG(status)),
            Ok(_) => return Ok(libc::WEXITSTATUS(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_knows_its_own_number_and_its_parent() {
        let parent = id();
        let status = run_in_child(|| i32::from(id() != parent && parent_id() == parent));
        assert_eq!(status, Ok(1));
    }

    #[test]
    fn status_of_a_killed_child_is_128_and_the_signal() {
        assert_eq!(
            run_in_child(|| crate::sys::signal::die_of(libc::SIGTERM)),
            Ok(143)
        );
    }

    #[test]
    fn environment_entries_split_at_the_first_equals_sign() {
        assert_eq!(split_entry(b"A=b=c"), Some((&b"A"[..], &b"b=c"[..])));
        assert_eq!(split_entry(b"A="), Some((&b"A"[..], &b""[..])));
        assert_eq!(split_entry(b"=x"), None);
        assert_eq!(split_entry(b"x"), None);
    }

    #[test]
    fn the_environment_is_found() {
        assert!(environment().iter().any(|(name, _)| *name == b"PATH"));
    }

    #[test]
    fn a_session_begins_in_a_child() {
        let status = run_in_child(|| match new_session() {
            Ok(session) if session == id() && group() == id() => 0,
            _ => 1,
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random_bytes::<16>(), random_bytes::<16>());
    }

    #[test]
    fn a_nul_is_refused() {
        assert_eq!(c_string(b"a\0b"), Err(Errno::EINVAL));
    }
}
