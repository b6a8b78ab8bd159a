//! Descriptors that tell of something: eventfd(2), signalfd(2), timerfd_create(2), memfd_create(2); and poll(2), which waits
//! for any descriptor.

use std::ffi::CStr;
use std::time::Duration;

use super::fd;
use crate::sys::signal::SignalSet;
use crate::sys::{Errno, Fd, resource};

/// A counter of 64 bits (eventfd(2)): a read takes it, a write adds to it.
///
/// # Errors
/// `EINVAL`, `EMFILE`, `ENFILE`, `ENODEV`, `ENOMEM`.
pub fn eventfd(value: u32, flags: i32) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::eventfd(value, flags) })
}

/// A descriptor from which blocked signals are read (signalfd(2)); with `fd` the set of an old one changes.
///
/// # Errors
/// `EBADF`, `EINVAL`, `EMFILE`, `ENFILE`, `ENODEV`, `ENOMEM`.
pub fn signalfd(fd: Option<Fd>, signals: SignalSet, flags: i32) -> Result<Fd, Errno> {
    let bits = signals.bits();
    // SAFETY: a kernel signal set of the 8 bytes that the call is told, only read.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_signalfd4,
            fd.unwrap_or(-1),
            &raw const bits,
            8_usize,
            flags,
        )
    };
    Errno::result(answer).map(number)
}

/// A timer that is read (timerfd_create(2)); it counts how often it has expired.
///
/// # Errors
/// `EINVAL`, `EMFILE`, `ENFILE`, `ENODEV`, `ENOMEM`, `EPERM`.
pub fn timerfd(clock: i32, flags: i32) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::timerfd_create(clock, flags) })
}

/// When a timer expires: `struct itimerspec`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timer {
    /// The time until it expires; 0 stops it.
    pub value: Duration,
    /// The time between later expirations; 0 for none.
    pub interval: Duration,
}

/// Starts or stops a timer and gives what was left of it (timerfd_settime(2)).
///
/// # Errors
/// `EBADF`, `ECANCELED`, `EINVAL`.
pub fn set_timer(fd: Fd, flags: i32, timer: Timer) -> Result<Timer, Errno> {
    let new = libc::itimerspec {
        it_interval: resource::timespec(timer.interval),
        it_value: resource::timespec(timer.value),
    };
    let mut old = NO_TIMER;
    // SAFETY: `new` is only read, `old` is ours to write.
    Errno::result(unsafe { libc::timerfd_settime(fd, flags, &raw const new, &raw mut old) })?;
    Ok(timer_of(&old))
}

/// What is left of a timer (timerfd_gettime(2)).
///
/// # Errors
/// `EBADF`, `EINVAL`.
pub fn timer(fd: Fd) -> Result<Timer, Errno> {
    let mut now = NO_TIMER;
    // SAFETY: `now` is ours to write.
    Errno::result(unsafe { libc::timerfd_gettime(fd, &raw mut now) })?;
    Ok(timer_of(&now))
}

const NO_TIMER: libc::itimerspec = {
    let zero = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    libc::itimerspec {
        it_interval: zero,
        it_value: zero,
    }
};

fn timer_of(raw: &libc::itimerspec) -> Timer {
    Timer {
        value: resource::of_timespec(raw.it_value),
        interval: resource::of_timespec(raw.it_interval),
    }
}

/// A file without a name in a directory (memfd_create(2)); the name given is for `/proc` only.
///
/// # Errors
/// `EINVAL` (longer than 249 bytes), `EMFILE`, `ENFILE`, `ENOMEM`, `EPERM`, `EACCES`.
pub fn memfd(name: &CStr, flags: u32) -> Result<Fd, Errno> {
    // SAFETY: a C string.
    Errno::result(unsafe { libc::memfd_create(name.as_ptr(), flags) })
}

/// The seals of a memory file (`F_GET_SEALS`).
///
/// # Errors
/// `EBADF`, `EINVAL`.
pub fn seals(fd: Fd) -> Result<i32, Errno> {
    fd::control(fd, libc::F_GET_SEALS, 0)
}

/// Adds seals (`F_ADD_SEALS`); none can be taken away.
///
/// # Errors
/// `EBADF`, `EBUSY` (`F_SEAL_WRITE` while it is mapped for writing), `EINVAL`, `EPERM`.
pub fn add_seals(fd: Fd, seals: i32) -> Result<(), Errno> {
    fd::control(fd, libc::F_ADD_SEALS, seals).map(drop)
}

/// A descriptor and what is asked of it; and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polled {
    /// The descriptor; a negative one is passed over.
    pub fd: Fd,
    /// `events`: `POLLIN`, …
    pub events: i16,
    /// `revents`: what there is.
    pub found: i16,
}

/// Waits until a descriptor is ready and tells how many are (ppoll(2)). With a mask, that one holds while it waits, and no
/// signal between the two is lost.
///
/// # Errors
/// `EINTR`, `EINVAL` (more than `RLIMIT_NOFILE`), `ENOMEM`.
pub fn poll(
    asked: &mut [Polled],
    timeout: Option<Duration>,
    mask: Option<SignalSet>,
) -> Result<usize, Errno> {
    let mut raw: Vec<libc::pollfd> = asked.iter().map(Polled::in_c).collect();
    let mut timeout = timeout.map(resource::timespec);
    let timeout = timeout
        .as_mut()
        .map_or(std::ptr::null_mut(), std::ptr::from_mut);
    let mask = mask.map(SignalSet::bits);
    let mask = mask.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: as many entries as are told; null or a timespec, which the kernel updates; null or a signal set of 8 bytes.
    let count = unsafe {
        libc::syscall(
            libc::SYS_ppoll,
            raw.as_mut_ptr(),
            raw.len(),
            timeout,
            mask,
            8_usize,
        )
    };
    let count = Errno::result(count)?;
    for (polled, raw) in asked.iter_mut().zip(&raw) {
        polled.found = raw.revents;
    }
    Ok(usize::try_from(count).unwrap_or(0))
}

impl Polled {
    /// A question.
    #[must_use]
    pub const fn new(fd: Fd, events: i16) -> Self {
        Self {
            fd,
            events,
            found: 0,
        }
    }

    const fn in_c(&self) -> libc::pollfd {
        libc::pollfd {
            fd: self.fd,
            events: self.events,
            revents: 0,
        }
    }
}

/// A descriptor from syscall(2)'s wide result.
pub(super) fn number(wide: libc::c_long) -> Fd {
    Fd::try_from(wide).unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{Kernel as _, Real, signal};

    fn close(fd: Fd) {
        Real::new().close(fd).unwrap();
    }

    #[test]
    fn an_eventfd_counts() {
        let fd = eventfd(5, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK).unwrap();
        fd::write(fd, &2_u64.to_ne_bytes()).unwrap();
        let mut count = [0; 8];
        assert_eq!(fd::read(fd, &mut count), Ok(8));
        assert_eq!(u64::from_ne_bytes(count), 7);
        assert_eq!(fd::read(fd, &mut count), Err(Errno::EAGAIN));
        close(fd);
        assert_eq!(eventfd(0, -1), Err(Errno::EINVAL));
    }

    #[test]
    fn a_timer_expires_and_is_polled() {
        let fd = timerfd(libc::CLOCK_MONOTONIC, libc::TFD_CLOEXEC).unwrap();
        let mut asked = [Polled::new(fd, libc::POLLIN), Polled::new(-1, libc::POLLIN)];
        assert_eq!(
            poll(&mut asked, Some(Duration::from_millis(1)), None),
            Ok(0)
        );
        let soon = Timer {
            value: Duration::from_millis(1),
            interval: Duration::from_secs(60),
        };
        assert_eq!(set_timer(fd, 0, soon), Ok(Timer::default()));
        assert_eq!(poll(&mut asked, None, None), Ok(1));
        assert_eq!(asked[0].found, libc::POLLIN);
        assert!(timer(fd).unwrap().value > Duration::from_secs(50));
        close(fd);
        assert_eq!(
            poll(&mut [Polled::new(fd, libc::POLLIN)], None, None),
            Ok(1)
        );
    }

    #[test]
    fn a_blocked_signal_is_read_from_a_signalfd() {
        let status = crate::sys::process::run_in_child(|| {
            let set = SignalSet::EMPTY.with(libc::SIGUSR1);
            let _blocked = signal::block(set);
            let Ok(fd) = signalfd(None, set, libc::SFD_CLOEXEC) else {
                return 1;
            };
            let _ = signal::raise(libc::SIGUSR1);
            let mut told = [0; 128];
            let number = fd::read(fd, &mut told)
                .ok()
                .and_then(|_| told.first_chunk());
            i32::from(number != Some(&10_u32.to_ne_bytes())) * 2
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn seals_hold() {
        let fd = memfd(c"sealed", libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING).unwrap();
        crate::sys::file::set_size(fd, 100).unwrap();
        add_seals(fd, libc::F_SEAL_SHRINK).unwrap();
        assert_eq!(crate::sys::file::set_size(fd, 50), Err(Errno::EPERM));
        assert_eq!(seals(fd), Ok(libc::F_SEAL_SHRINK));
        close(fd);
    }
}
