//! Signals with a value, and waiting for blocked ones (sigqueue(3), sigtimedwait(2)).

use std::mem::MaybeUninit;
use std::time::Duration;

use super::{Errno, Pid, Signal, SignalInfo, SignalSet, sent};
use crate::sys::resource;

/// Sends a signal with a value (sigqueue(3)).
///
/// # Errors
/// `EAGAIN` (`RLIMIT_SIGPENDING`), `EINVAL`, `EPERM`, `ESRCH`.
pub fn sigqueue(pid: Pid, signal: Signal, value: i32) -> Result<(), Errno> {
    // SAFETY: numbers, and a value that is only handed on.
    Errno::result(unsafe { libc::sigqueue(pid, signal, value_of(value)) }).map(drop)
}

/// Takes one of the signals of a set, which should be blocked, sleeping until one comes, at most for `timeout`
/// (sigtimedwait(2)).
///
/// # Errors
/// `EAGAIN`: the time is over; `EINTR`: another signal was handled.
pub fn wait_for(set: SignalSet, timeout: Option<Duration>) -> Result<(Signal, SignalInfo), Errno> {
    let bits = set.bits();
    let timeout = timeout.map(resource::timespec);
    let timeout = timeout
        .as_ref()
        .map_or(std::ptr::null(), std::ptr::from_ref);
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    // SAFETY: a kernel signal set of the 8 bytes that the call is told; room for a siginfo; null or a whole timespec.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_rt_sigtimedwait,
            &raw const bits,
            info.as_mut_ptr(),
            timeout,
            8_usize,
        )
    };
    let signal = Errno::result(answer)?;
    // SAFETY: zeroed before, and filled by the call.
    let info = unsafe { info.assume_init() };
    Ok((Signal::try_from(signal).unwrap_or(0), sent(&info)))
}

/// A `sigval` that holds an int, as `sival_int` does.
pub(in crate::sys) fn value_of(value: i32) -> libc::sigval {
    let mut bytes = [0; size_of::<usize>()];
    for (to, from) in bytes.iter_mut().zip(value.to_ne_bytes()) {
        *to = from;
    }
    libc::sigval {
        sival_ptr: std::ptr::without_provenance_mut(usize::from_ne_bytes(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{process, signal};

    #[test]
    fn a_value_arrives_with_the_waited_signal() {
        let status = process::run_in_child(|| {
            let set = SignalSet::EMPTY.with(libc::SIGUSR1);
            let _blocked = signal::block(set);
            if wait_for(set, Some(Duration::ZERO)) != Err(Errno::EAGAIN) {
                return 1;
            }
            let own = process::id();
            if sigqueue(own, libc::SIGUSR1, -42).is_err() || signal::pending_in_kernel() != set {
                return 2;
            }
            let expected = SignalInfo {
                pid: own,
                uid: process::user(),
                code: libc::SI_QUEUE,
                value: -42,
            };
            i32::from(wait_for(set, None) != Ok((libc::SIGUSR1, expected))) * 3
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn errors_of_sending() {
        assert_eq!(sigqueue(process::id(), 65, 0), Err(Errno::EINVAL));
        assert_eq!(sigqueue(i32::MAX, 0, 0), Err(Errno::ESRCH));
    }
}
