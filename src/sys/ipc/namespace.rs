//! Namespaces of one's own: what is made in them vanishes with them, and nobody outside sees it (namespaces(7)).
//!
//! [`enter_sandbox`] is `ipcsh --sandbox`; the tests of this room run in one too.

use std::ffi::CStr;
use std::io::Write as _;
use std::ptr;

use crate::sys::{Errno, process};

/// Goes into new namespaces (unshare(2)); the flags are `CLONE_NEW…`.
///
/// # Errors
/// `EPERM`, `EINVAL`, `ENOSPC`, `EUSERS`.
pub fn unshare(flags: i32) -> Result<(), Errno> {
    // SAFETY: a number. What it takes away is shared with other threads only, and there are none.
    Errno::result(unsafe { libc::unshare(flags) }).map(drop)
}

/// Why there is no sandbox: which step failed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SandboxError {
    /// What was attempted: `unshare`, `uid_map`, `mount /dev/shm`.
    pub step: &'static str,
    /// What the kernel said.
    pub errno: Errno,
}

/// Goes into own IPC and mount namespaces, with an empty `/dev/shm` and `/dev/mqueue`; and into an own user namespace
/// when the right to do so must come from there. The user stays who they are. Needs no privilege (user_namespaces(7)).
///
/// # Errors
/// The step that failed; the process may then be in some of the namespaces and should not go on.
pub fn enter_sandbox() -> Result<(), SandboxError> {
    enter_ipc_namespace(libc::CLONE_NEWNS)?;
    make_mounts_private()?;
    mount(c"tmpfs", c"/dev/shm", c"mode=1777").map_err(step("mount /dev/shm"))?;
    match mount(c"mqueue", c"/dev/mqueue", c"") {
        Err(Errno::ENOENT) => {} // queues work without being seen as files
        answer => answer.map_err(step("mount /dev/mqueue"))?,
    }
    if process::effective_user() != 0 {
        drop_capabilities().map_err(step("capset"))?;
    }
    Ok(())
}

/// Goes into an own IPC namespace and those of `others`; through a user namespace if that is forbidden otherwise.
fn enter_ipc_namespace(others: i32) -> Result<(), SandboxError> {
    let wanted = libc::CLONE_NEWIPC | others;
    match unshare(wanted) {
        Err(Errno::EPERM) => {}
        answer => return answer.map_err(step("unshare")),
    }
    let (user, group) = (process::effective_user(), process::effective_user_group());
    unshare(wanted | libc::CLONE_NEWUSER).map_err(step("unshare"))?;
    write_file("/proc/self/setgroups", "deny").map_err(step("setgroups"))?;
    write_file("/proc/self/uid_map", &format!("{user} {user} 1")).map_err(step("uid_map"))?;
    write_file("/proc/self/gid_map", &format!("{group} {group} 1")).map_err(step("gid_map"))
}

fn step(step: &'static str) -> impl Fn(Errno) -> SandboxError {
    move |errno| SandboxError { step, errno }
}

fn write_file(path: &str, text: &str) -> Result<(), Errno> {
    let write = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(text.as_bytes())
    };
    write()
        .map_err(|error: std::io::Error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)))
}

/// What is mounted here from now on is not seen elsewhere.
fn make_mounts_private() -> Result<(), SandboxError> {
    let flags = libc::MS_REC | libc::MS_PRIVATE;
    // SAFETY: C strings and null pointers, which these flags allow.
    let answer = unsafe {
        libc::mount(
            c"none".as_ptr(),
            c"/".as_ptr(),
            ptr::null(),
            flags,
            ptr::null(),
        )
    };
    Errno::result(answer).map(drop).map_err(step("mount /"))
}

fn mount(kind: &CStr, place: &CStr, options: &CStr) -> Result<(), Errno> {
    let flags = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;
    // SAFETY: C strings.
    let answer = unsafe {
        libc::mount(
            kind.as_ptr(),
            place.as_ptr(),
            kind.as_ptr(),
            flags,
            options.as_ptr().cast(),
        )
    };
    Errno::result(answer).map(drop)
}

/// A new user namespace comes with every capability in it; an ordinary user's shell should not have them:
/// they would get past the permissions of their own objects (capset(2)).
fn drop_capabilities() -> Result<(), Errno> {
    const VERSION_3: u32 = 0x2008_0522;
    let header: [u32; 2] = [VERSION_3, 0];
    let none: [u32; 6] = [0; 6];
    // SAFETY: a header (version, process) and two times three sets of 32 bits, as version 3 has them.
    let answer = unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), none.as_ptr()) };
    Errno::result(answer).map(drop)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    const SKIPPED: i32 = 77;

    /// Runs a test in a child with an IPC namespace of its own; tells when that is not permitted, and passes then.
    pub(crate) fn isolated(body: impl FnOnce()) {
        in_child(|| enter_ipc_namespace(0), body);
    }

    /// Runs a test in a child with its own `/dev/shm` too.
    pub(crate) fn sandboxed(body: impl FnOnce()) {
        in_child(enter_sandbox, body);
    }

    fn in_child(enter: impl FnOnce() -> Result<(), SandboxError>, body: impl FnOnce()) {
        let status = process::run_in_child(|| {
            if let Err(error) = enter() {
                tell(&format!("skipped: no namespace of one's own: {error:?}\n"));
                return SKIPPED;
            }
            match catch_unwind(AssertUnwindSafe(body)) {
                Ok(()) => 0,
                Err(panic) => {
                    let text = panic
                        .downcast_ref::<String>()
                        .map_or("assertion failed", String::as_str);
                    tell(&format!("in the child: {text}\n"));
                    1
                }
            }
        });
        assert!(matches!(status, Ok(0 | SKIPPED)), "{status:?}");
    }

    /// Past the harness, which does not see what a child says.
    fn tell(text: &str) {
        // SAFETY: the bytes are readable.
        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
    }

    #[test]
    fn a_sandbox_is_empty_and_ours() {
        sandboxed(|| {
            assert_eq!(std::fs::read_dir("/dev/shm").unwrap().count(), 0);
            std::fs::write("/dev/shm/only-here", "x").unwrap();
            assert_eq!(crate::sys::ipc::shm::list(), Ok(Vec::new()));
        });
        assert!(!std::fs::exists("/dev/shm/only-here").unwrap());
    }

    #[test]
    fn an_ordinary_user_can_have_a_sandbox_too() {
        let status = process::run_in_child(|| {
            // SAFETY: numbers only. Without the right to become another user we are an ordinary one already.
            unsafe { libc::setresgid(65534, 65534, 65534) };
            // SAFETY: as above.
            unsafe { libc::setresuid(65534, 65534, 65534) };
            // SAFETY: numbers only. Whoever changed users is not dumpable, and /proc/self belongs to root then.
            unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 1) };
            match enter_sandbox() {
                Err(error) => {
                    tell(&format!("skipped: no user namespace: {error:?}\n"));
                    SKIPPED
                }
                Ok(()) if crate::sys::ipc::shm::list() == Ok(Vec::new()) => 0,
                Ok(()) => 1,
            }
        });
        assert!(matches!(status, Ok(0 | SKIPPED)), "{status:?}");
    }
}
