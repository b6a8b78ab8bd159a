//! A timeout for calls that have none: a repeating timer whose signal only ends the call with `EINTR`.
//!
//! Between the last look at the flags and the sleep a signal may come and be lost. When the timer repeats, the next
//! tick ends the sleep and the caller looks again: at most one interval late, never for ever.
//! Used for opening a FIFO, `msgrcv`, `msgsnd`, file locks and `connect`.

use std::ptr;
use std::time::Duration;

use super::signal::{self, Blocked, Disposition, SignalSet};
use super::{Errno, Signal};

/// The signal of the timer. Nobody's `kill` sends it by habit; one that is sent all the same is kept (see [`Ticking`]).
const TICK: Signal = signal::RTMAX;

/// What the timer's signals carry, so that they are told from the user's.
const COOKIE: usize = 0x1b_c5_00_7c;

/// How often the caller gets to look.
const INTERVAL: Duration = Duration::from_millis(20);

/// While it lives, a sleeping system call ends with `EINTR` at least every twenty milliseconds.
///
/// A real `SIGRTMAX` that comes meanwhile acts as before: ignored if it was ignored, its trap if it has one,
/// else it takes effect when the timer ends.
#[derive(Debug)]
#[must_use = "dropping it ends the ticks"]
pub struct Ticking {
    timer: libc::timer_t,
    before: Disposition,
    /// Dropped last, after the disposition is restored.
    _unblocked: Blocked,
}

impl Ticking {
    /// Starts the timer.
    ///
    /// # Errors
    /// `EAGAIN`, `ENOMEM` of timer_create(2).
    pub fn start() -> Result<Self, Errno> {
        let before = signal::disposition(TICK)?;
        let timer = create()?;
        signal::install_flag_handler(TICK)?;
        let unblocked = signal::unblock(SignalSet::EMPTY.with(TICK));
        let ticking = Self {
            timer,
            before,
            _unblocked: unblocked,
        };
        arm(timer)?;
        Ok(ticking)
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        // SAFETY: the timer was made by `create` and is deleted once.
        unsafe { libc::timer_delete(self.timer) };
        match self.before {
            Disposition::Handled => {}
            Disposition::Ignored => {
                signal::take(TICK);
                let _ = signal::set_ignored(TICK); // it was allowed before
            }
            Disposition::Default => {
                let came = signal::take(TICK);
                let _ = signal::set_default(TICK); // as above
                if came {
                    let _ = signal::raise(TICK); // as above
                }
            }
        }
    }
}

/// Whether a signal is the timer's. Asked by the signal handler: it does nothing else.
pub(super) fn is_tick(info: &libc::siginfo_t) -> bool {
    if info.si_code != libc::SI_TIMER {
        return false;
    }
    // SAFETY: a signal of a timer carries a value.
    let value = unsafe { info.si_value() };
    value.sival_ptr as usize == COOKIE
}

fn create() -> Result<libc::timer_t, Errno> {
    // SAFETY: all-zero is a valid sigevent; the fields that matter are set below.
    let mut event: libc::sigevent = unsafe { std::mem::zeroed() };
    event.sigev_notify = libc::SIGEV_SIGNAL;
    event.sigev_signo = TICK;
    event.sigev_value = libc::sigval {
        sival_ptr: ptr::without_provenance_mut(COOKIE),
    };
    let mut timer: libc::timer_t = ptr::null_mut();
    // SAFETY: `event` is only read and `timer` is ours to write.
    let answer =
        unsafe { libc::timer_create(libc::CLOCK_MONOTONIC, &raw mut event, &raw mut timer) };
    Errno::result(answer).map(|_| timer)
}

fn arm(timer: libc::timer_t) -> Result<(), Errno> {
    let interval = super::resource::timespec(INTERVAL);
    let times = libc::itimerspec {
        it_interval: interval,
        it_value: interval,
    };
    // SAFETY: `timer` lives; `times` is only read, and the old value is not asked.
    let answer = unsafe { libc::timer_settime(timer, 0, &raw const times, ptr::null_mut()) };
    Errno::result(answer).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process;

    #[test]
    fn a_sleeping_read_of_an_empty_pipe_is_woken() {
        let status = process::run_in_child(|| {
            let Ok(ticking) = Ticking::start() else {
                return 1;
            };
            let mut ends = [0; 2];
            // SAFETY: room for two descriptors.
            if unsafe { libc::pipe(ends.as_mut_ptr()) } != 0 {
                return 2;
            }
            let mut byte = 0_u8;
            for _ in 0..3 {
                // SAFETY: one byte of room.
                let n = unsafe { libc::read(ends[0], (&raw mut byte).cast(), 1) };
                if n != -1 || Errno::last() != Errno::EINTR {
                    return 3;
                }
            }
            drop(ticking);
            i32::from(signal::any_pending()) * 4
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn a_real_signal_of_that_number_takes_effect_afterwards() {
        let status = process::run_in_child(|| {
            let Ok(ticking) = Ticking::start() else {
                return 1;
            };
            let _ = signal::raise(TICK);
            drop(ticking);
            0
        });
        assert_eq!(status, Ok(128 + TICK));
    }
}
