//! Modes of the terminal while `read -s` or `read -n` waits, and the way back when a signal ends the shell.

use crate::sys::signal::{self, Disposition};
use crate::sys::terminal::Modes;
use crate::sys::{Fd, Signal};

/// Signals that would end the shell and leave the terminal as it is: INT, QUIT, TERM, HUP.
const DEADLY: [Signal; 4] = [2, 3, 15, 1];

/// While it lives, the terminal has other modes.
pub(super) struct Silence {
    fd: Fd,
    before: Modes,
    /// Signals that we catch meanwhile.
    caught: Vec<Signal>,
}

impl Silence {
    /// Changes the modes of `fd`; `None` if it is no terminal.
    pub(super) fn begin(fd: Fd, is_silent: bool, by_byte: bool) -> Option<Self> {
        let before = Modes::of(fd).ok()?;
        let is_default =
            |signal: &Signal| matches!(signal::disposition(*signal), Ok(Disposition::Default));
        let caught: Vec<Signal> = DEADLY.into_iter().filter(is_default).collect();
        for signal in &caught {
            let _ = signal::install_flag_handler(*signal); // without it the terminal would stay silent, no more
        }
        let mut modes = before;
        if is_silent {
            modes = modes.silent();
        }
        if by_byte {
            modes = modes.unbuffered();
        }
        let silence = Self { fd, before, caught };
        modes.apply(fd).ok()?;
        Some(silence)
    }

    /// If one of the caught signals has come, restores the modes and lets it do what it would have done.
    pub(super) fn die_if_told(&self) {
        for signal in &self.caught {
            if signal::take(*signal) {
                let _ = self.before.apply(self.fd); // there is nobody left to tell
                let _ = signal::set_default(*signal); // as above
                let _ = signal::raise(*signal); // as above
            }
        }
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let _ = self.before.apply(self.fd); // the terminal may be gone
        self.die_if_told();
        for signal in &self.caught {
            let _ = signal::set_default(*signal); // it was so before
        }
    }
}
