//! File locks: of a whole file (flock(2)) and of records (fcntl(2)).
//!
//! A lock of flock belongs to the open file description, one of fcntl to the process, or with `ofd` to the description.
//! None has a timeout: see [`tick`](crate::sys::tick).

use crate::sys::{Errno, Fd, Pid};

/// A lock of part of a file: `struct flock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// `l_type`: `F_RDLCK`, `F_WRLCK`, `F_UNLCK`.
    pub kind: i32,
    /// `l_whence`: what `start` counts from.
    pub whence: i32,
    /// `l_start`
    pub start: i64,
    /// `l_len`: 0 is to the end, however far it moves.
    pub length: i64,
    /// `l_pid`: who holds it (told, not set); -1 for a description's.
    pub holder: Pid,
}

/// Locks or unlocks a whole file (flock(2)): `LOCK_SH`, `LOCK_EX`, `LOCK_UN`, with `LOCK_NB` without sleeping.
///
/// # Errors
/// `EAGAIN` (`LOCK_NB`), `EBADF`, `EINTR`, `EINVAL`, `ENOLCK`.
pub fn flock(fd: Fd, operation: i32) -> Result<(), Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::flock(fd, operation) }).map(drop)
}

/// Sets or releases a lock (`F_SETLK`, to sleep for it `F_SETLKW`; `ofd`: `F_OFD_…`).
///
/// # Errors
/// `EACCES` or `EAGAIN` (held by another), `EBADF`, `EDEADLK`, `EINTR`, `EINVAL`, `ENOLCK`.
pub fn set(fd: Fd, record: Record, sleep: bool, ofd: bool) -> Result<(), Errno> {
    let command = match (sleep, ofd) {
        (false, false) => libc::F_SETLK,
        (true, false) => libc::F_SETLKW,
        (false, true) => libc::F_OFD_SETLK,
        (true, true) => libc::F_OFD_SETLKW,
    };
    let raw = in_c(record)?;
    // SAFETY: these commands read a flock.
    Errno::result(unsafe { libc::fcntl(fd, command, &raw const raw) }).map(drop)
}

/// The lock that stands in the way of one that is wanted, or `None` (`F_GETLK`, `F_OFD_GETLK`).
///
/// # Errors
/// `EBADF`, `EINVAL`.
pub fn get(fd: Fd, wanted: Record, ofd: bool) -> Result<Option<Record>, Errno> {
    let mut raw = in_c(wanted)?;
    let command = if ofd {
        libc::F_OFD_GETLK
    } else {
        libc::F_GETLK
    };
    // SAFETY: these commands read and write a flock.
    Errno::result(unsafe { libc::fcntl(fd, command, &raw mut raw) })?;
    let found = Record {
        kind: i32::from(raw.l_type),
        whence: i32::from(raw.l_whence),
        start: raw.l_start,
        length: raw.l_len,
        holder: raw.l_pid,
    };
    Ok((found.kind != libc::F_UNLCK).then_some(found))
}

fn in_c(record: Record) -> Result<libc::flock, Errno> {
    let short = |number| libc::c_short::try_from(number).map_err(|_| Errno::EINVAL);
    Ok(libc::flock {
        l_type: short(record.kind)?,
        l_whence: short(record.whence)?,
        l_start: record.start,
        l_len: record.length,
        l_pid: 0, // the commands of descriptions insist on it
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process::run_in_child;
    use std::os::fd::AsRawFd as _;

    const fn record(kind: i32, start: i64, length: i64) -> Record {
        Record {
            kind,
            whence: libc::SEEK_SET,
            start,
            length,
            holder: 0,
        }
    }

    #[test]
    fn another_process_sees_who_holds_a_record() {
        let file = tempfile::tempfile().unwrap();
        let fd = file.as_raw_fd();
        set(fd, record(libc::F_WRLCK, 10, 5), false, false).unwrap();
        assert_eq!(get(fd, record(libc::F_WRLCK, 0, 0), false), Ok(None));
        let parent = crate::sys::process::id();
        let status = run_in_child(|| {
            let held = Record {
                holder: parent,
                ..record(libc::F_WRLCK, 10, 5)
            };
            let told = get(fd, record(libc::F_RDLCK, 0, 0), false);
            let refused = set(fd, record(libc::F_RDLCK, 14, 1), false, false);
            let beside = set(fd, record(libc::F_RDLCK, 15, 1), false, false);
            let good = told == Ok(Some(held)) && refused == Err(Errno::EAGAIN) && beside.is_ok();
            i32::from(!good)
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn a_lock_of_a_description_is_not_shared_with_another_opening() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let other = std::fs::File::open(file.path()).unwrap();
        flock(file.as_file().as_raw_fd(), libc::LOCK_EX).unwrap();
        assert_eq!(
            flock(other.as_raw_fd(), libc::LOCK_SH | libc::LOCK_NB),
            Err(Errno::EAGAIN)
        );
        flock(file.as_file().as_raw_fd(), libc::LOCK_UN).unwrap();
        assert_eq!(
            flock(other.as_raw_fd(), libc::LOCK_SH | libc::LOCK_NB),
            Ok(())
        );
        set(
            file.as_file().as_raw_fd(),
            record(libc::F_WRLCK, 0, 0),
            false,
            true,
        )
        .unwrap();
        let told = get(other.as_raw_fd(), record(libc::F_RDLCK, 0, 0), true).unwrap();
        assert_eq!(told.map(|lock| lock.holder), Some(-1));
    }

    #[test]
    fn wrong_arguments() {
        assert_eq!(flock(-1, libc::LOCK_SH), Err(Errno::EBADF));
        let file = tempfile::tempfile().unwrap();
        assert_eq!(
            set(file.as_raw_fd(), record(99_999, 0, 0), false, false),
            Err(Errno::EINVAL)
        );
        assert_eq!(
            set(file.as_raw_fd(), record(7, 0, 0), false, false),
            Err(Errno::EINVAL)
        );
    }
}
