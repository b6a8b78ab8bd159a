//! POSIX shared memory and named semaphores (shm_overview(7), sem_overview(7)): files in `/dev/shm`.
//!
//! Semaphores are libc's own, so that programs in C find them: `sem_open("/name")` is `/dev/shm/sem.name`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use super::map::access;
use super::mq::moment_after;
use crate::sys::process::c_string;
use crate::sys::{Errno, Fd};

/// Opens or makes an object of shared memory (shm_open(3)). The descriptor is close-on-exec.
///
/// # Errors
/// `EACCES`, `EEXIST`, `EINVAL` (name), `EMFILE`, `ENAMETOOLONG`, `ENFILE`, `ENOENT`.
pub fn shm_open(name: &[u8], flags: i32, mode: u32) -> Result<Fd, Errno> {
    let name = c_string(name)?;
    // SAFETY: a C string and numbers.
    Errno::result(unsafe { libc::shm_open(name.as_ptr(), flags, mode) })
}

/// Removes the name of an object of shared memory (shm_unlink(3)); mappings stay.
///
/// # Errors
/// `EACCES`, `ENOENT`, `EINVAL`.
pub fn shm_unlink(name: &[u8]) -> Result<(), Errno> {
    let name = c_string(name)?;
    // SAFETY: a C string.
    Errno::result(unsafe { libc::shm_unlink(name.as_ptr()) }).map(drop)
}

thread_local! {
    /// The semaphores that are open, by address, and how often: a handle is believed only if it is here.
    static OPEN: RefCell<BTreeMap<usize, usize>> = const { RefCell::new(BTreeMap::new()) };
}

/// An open semaphore: the address of its `sem_t`.
pub type Semaphore = usize;

/// Opens or makes a named semaphore (sem_open(3)).
///
/// # Errors
/// `EACCES`, `EEXIST`, `EINVAL` (name, value), `EMFILE`, `ENAMETOOLONG`, `ENFILE`, `ENOENT`, `ENOMEM`; `EFAULT`: its file is
/// too short, where libc would give a semaphore whose first use ends the process.
pub fn sem_open(name: &[u8], flags: i32, mode: u32, value: u32) -> Result<Semaphore, Errno> {
    let name = c_string(name)?;
    // SAFETY: a C string; mode and value are the variadic arguments that O_CREAT wants.
    let semaphore = unsafe { libc::sem_open(name.as_ptr(), flags, mode, value) };
    if semaphore == libc::SEM_FAILED {
        return Err(Errno::last());
    }
    let handle = semaphore.expose_provenance();
    if let Err(errno) = check_there(handle) {
        // SAFETY: it was opened just now.
        unsafe { libc::sem_close(semaphore) };
        return Err(errno);
    }
    OPEN.with_borrow_mut(|open| *open.entry(handle).or_insert(0) += 1);
    Ok(handle)
}

/// Closes a semaphore (sem_close(3)). Opened twice, it is one handle, and stays open until it was closed twice.
///
/// # Errors
/// `EINVAL`: it is not open.
pub fn sem_close(semaphore: Semaphore) -> Result<(), Errno> {
    let pointer = match pointer(semaphore) {
        // What is not there any more is closed all the same: libc does not touch it.
        Err(Errno::EFAULT) => std::ptr::with_exposed_provenance_mut(semaphore),
        pointer => pointer?,
    };
    // SAFETY: it is open. libc counts how often, as we do.
    Errno::result(unsafe { libc::sem_close(pointer) })?;
    OPEN.with_borrow_mut(|open| {
        if let Some(times) = open.get_mut(&semaphore) {
            *times -= 1; // it is in the table as long as this is not 0
        }
        open.retain(|_, times| *times > 0);
    });
    Ok(())
}

/// Removes a semaphore's name (sem_unlink(3)); who has it open keeps it.
///
/// # Errors
/// `EACCES`, `ENAMETOOLONG`, `ENOENT`, `EINVAL`.
pub fn sem_unlink(name: &[u8]) -> Result<(), Errno> {
    let name = c_string(name)?;
    // SAFETY: a C string.
    Errno::result(unsafe { libc::sem_unlink(name.as_ptr()) }).map(drop)
}

/// Takes one, sleeping while it is 0, at most for `timeout` (sem_timedwait(3)).
///
/// # Errors
/// `EINTR`, `EINVAL`, `ETIMEDOUT`.
pub fn sem_wait(semaphore: Semaphore, timeout: Option<Duration>) -> Result<(), Errno> {
    let pointer = pointer(semaphore)?;
    let answer = match timeout {
        // SAFETY: it is open.
        None => unsafe { libc::sem_wait(pointer) },
        Some(timeout) => {
            let until = moment_after(timeout);
            // SAFETY: it is open; a whole timespec.
            unsafe { libc::sem_timedwait(pointer, &raw const until) }
        }
    };
    Errno::result(answer).map(drop)
}

/// Takes one if there is one (sem_trywait(3)).
///
/// # Errors
/// `EAGAIN`, `EINVAL`.
pub fn sem_trywait(semaphore: Semaphore) -> Result<(), Errno> {
    let pointer = pointer(semaphore)?;
    // SAFETY: it is open.
    Errno::result(unsafe { libc::sem_trywait(pointer) }).map(drop)
}

/// Adds one (sem_post(3)).
///
/// # Errors
/// `EINVAL`, `EOVERFLOW`.
pub fn sem_post(semaphore: Semaphore) -> Result<(), Errno> {
    let pointer = pointer(semaphore)?;
    // SAFETY: it is open.
    Errno::result(unsafe { libc::sem_post(pointer) }).map(drop)
}

/// The value (sem_getvalue(3)).
///
/// # Errors
/// `EINVAL`.
pub fn sem_value(semaphore: Semaphore) -> Result<i32, Errno> {
    let pointer = pointer(semaphore)?;
    let mut value = 0;
    // SAFETY: it is open; `value` is ours to write.
    Errno::result(unsafe { libc::sem_getvalue(pointer, &raw mut value) })?;
    Ok(value)
}

fn pointer(semaphore: Semaphore) -> Result<*mut libc::sem_t, Errno> {
    if !OPEN.with_borrow(|open| open.contains_key(&semaphore)) {
        return Err(Errno::EINVAL);
    }
    check_there(semaphore)?;
    Ok(std::ptr::with_exposed_provenance_mut(semaphore))
}

/// Anybody who may write its file may have cut it: then the next access would be `SIGBUS`.
fn check_there(semaphore: Semaphore) -> Result<(), Errno> {
    let mut bytes = [0; size_of::<libc::sem_t>()];
    match access::read(semaphore, &mut bytes)? {
        count if count == bytes.len() => Ok(()),
        _ => Err(Errno::EFAULT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::namespace::tests::sandboxed;

    const CREATE: i32 = libc::O_CREAT | libc::O_EXCL | libc::O_RDWR;

    #[test]
    fn shared_memory_is_a_file_by_name() {
        sandboxed(|| {
            let fd = shm_open(b"/m", CREATE, 0o600).unwrap();
            assert_eq!(shm_open(b"/m", CREATE, 0o600), Err(Errno::EEXIST));
            assert_eq!(
                crate::sys::file::descriptor_status(fd).map(|s| s.mode),
                Ok(0o600)
            );
            shm_unlink(b"/m").unwrap();
            assert_eq!(shm_unlink(b"/m"), Err(Errno::ENOENT));
            assert_eq!(shm_open(b"/a/b", CREATE, 0o600), Err(Errno::EINVAL));
        });
    }

    #[test]
    fn a_semaphore_counts_and_waits() {
        sandboxed(|| {
            let semaphore = sem_open(b"/s", CREATE, 0o600, 1).unwrap();
            assert!(std::fs::exists("/dev/shm/sem.s").unwrap());
            assert_eq!(sem_wait(semaphore, None), Ok(()));
            assert_eq!(sem_trywait(semaphore), Err(Errno::EAGAIN));
            let soon = Some(Duration::from_millis(2));
            assert_eq!(sem_wait(semaphore, soon), Err(Errno::ETIMEDOUT));
            assert_eq!(sem_post(semaphore), Ok(()));
            assert_eq!(sem_value(semaphore), Ok(1));
            assert_eq!(sem_open(b"/s", CREATE, 0o600, 1), Err(Errno::EEXIST));
            let again = sem_open(b"/s", 0, 0, 0).unwrap();
            assert_eq!(again, semaphore);
            sem_close(again).unwrap();
            assert_eq!(sem_value(semaphore), Ok(1));
            sem_close(semaphore).unwrap();
            assert_eq!(sem_value(semaphore), Err(Errno::EINVAL));
            assert_eq!(sem_post(0x1000), Err(Errno::EINVAL));
            sem_unlink(b"/s").unwrap();
            assert_eq!(sem_unlink(b"/s"), Err(Errno::ENOENT));
            assert_eq!(sem_open(b"/s", 0, 0, 0), Err(Errno::ENOENT));
            assert_eq!(sem_open(b"/t", CREATE, 0o600, u32::MAX), Err(Errno::EINVAL));
        });
    }
}
