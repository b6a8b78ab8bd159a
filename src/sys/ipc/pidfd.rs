//! Processes by descriptor (pidfd_open(2)), and which descriptors are the same (kcmp(2)).

use std::cmp::Ordering;

use super::event::number;
use crate::sys::{Errno, Fd, Pid, Signal};

/// `KCMP_FILE`: compares open file descriptions.
const KCMP_FILE: i32 = 0;

/// A descriptor that stands for a process and becomes readable when it ends (pidfd_open(2)). It is close-on-exec.
///
/// # Errors
/// `EINVAL`, `EMFILE`, `ENFILE`, `ENODEV`, `ENOMEM`, `ESRCH`.
pub fn open(pid: Pid, flags: u32) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) }).map(number)
}

/// A copy of another process's descriptor (pidfd_getfd(2)): the same open file description. It is close-on-exec.
///
/// # Errors
/// `EBADF`, `EINVAL`, `EMFILE`, `ENFILE`, `EPERM`, `ESRCH`.
pub fn get(process: Fd, fd: Fd) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::syscall(libc::SYS_pidfd_getfd, process, fd, 0) }).map(number)
}

/// Sends a signal to the process that a descriptor stands for (pidfd_send_signal(2)).
///
/// # Errors
/// `EBADF`, `EINVAL`, `EPERM`, `ESRCH`.
pub fn send_signal(process: Fd, signal: Signal) -> Result<(), Errno> {
    let no_info = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: numbers, and a null pointer, which stands for what kill(2) would tell.
    Errno::result(unsafe {
        libc::syscall(libc::SYS_pidfd_send_signal, process, signal, no_info, 0)
    })
    .map(drop)
}

/// How two descriptors of two processes compare: equal is the same open file description, the order is arbitrary but lasting
/// (kcmp(2)).
///
/// # Errors
/// `EBADF`, `EPERM`, `ESRCH`, `ENOSYS`.
pub fn compare(one: (Pid, Fd), other: (Pid, Fd)) -> Result<Ordering, Errno> {
    let ((pid1, fd1), (pid2, fd2)) = (one, other);
    // SAFETY: numbers only.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_kcmp,
            pid1,
            pid2,
            KCMP_FILE,
            fd1 as libc::c_ulong,
            fd2 as libc::c_ulong,
        )
    };
    Errno::result(answer).map(|answer| match answer {
        0 => Ordering::Equal,
        1 => Ordering::Less,
        _ => Ordering::Greater,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{Kernel as _, Real, Wait, WaitFor, process};

    #[test]
    fn copies_share_a_description_and_openings_do_not() {
        let kernel = Real::new();
        let fd = kernel.memfd(c"a").unwrap();
        let copy = kernel.dup_from(fd, 3).unwrap();
        let other = kernel.memfd(c"a").unwrap();
        let own = process::id();
        let same = compare((own, fd), (own, copy));
        if same == Err(Errno::ENOSYS) || same == Err(Errno::EPERM) {
            return; // a kernel without kcmp, or a container that forbids it
        }
        assert_eq!(same, Ok(Ordering::Equal));
        assert_ne!(compare((own, fd), (own, other)), Ok(Ordering::Equal));
        assert_eq!(compare((own, fd), (own, -1)), Err(Errno::EBADF));
        for fd in [fd, copy, other] {
            kernel.close(fd).unwrap();
        }
    }

    #[test]
    fn a_child_is_signalled_and_polled_by_its_descriptor() {
        let kernel = Real::new();
        let ends = super::super::fd::pipe(libc::O_CLOEXEC).unwrap();
        let pid = match kernel.fork().unwrap() {
            crate::sys::Forked::Child => {
                let _ = kernel.read(ends.0, &mut [0]);
                process::exit_now(0)
            }
            crate::sys::Forked::Parent(pid) => pid,
        };
        let fd = open(pid, 0).unwrap();
        let copy = get(fd, ends.0);
        assert!(copy.is_ok() || copy == Err(Errno::EPERM), "{copy:?}");
        send_signal(fd, libc::SIGKILL).unwrap();
        let mut asked = [super::super::event::Polled::new(fd, libc::POLLIN)];
        assert_eq!(super::super::event::poll(&mut asked, None, None), Ok(1));
        let ended = kernel.wait(WaitFor::Child(pid), false, false);
        assert_eq!(ended, Ok(Some((pid, Wait::Signaled(libc::SIGKILL, false)))));
        assert_eq!(send_signal(fd, 0), Err(Errno::ESRCH));
        for fd in [Some(fd), copy.ok(), Some(ends.0), Some(ends.1)]
            .into_iter()
            .flatten()
        {
            kernel.close(fd).unwrap();
        }
        assert_eq!(open(-1, 0), Err(Errno::EINVAL));
    }
}
