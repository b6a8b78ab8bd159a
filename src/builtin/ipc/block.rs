//! Calls that may block: time limits, signals, traps.
//!
//! `SIGINT` ends the builtin (status 130); a trapped signal runs its trap, then the call goes on with the time that is
//! left, unless `--eintr` was given; `-t` ends it with 124, and `-n` makes it not block at all (status 4).
//! Where the kernel's call has no timeout, ticks end its sleep again and again, so that a signal that comes between
//! the look at the flags and the sleep is seen at most one tick late.

use std::time::Duration;

use super::args::Args;
use super::number;
use super::run::Caller;
use crate::builtin::{BuiltinError, CallResult, Ctx, Leave};
use crate::plan::Call;
use crate::state::{Condition, ExitStatus, Opt, TrapAction};
use crate::sys::tick::Ticking;
use crate::sys::{Errno, resource, signal};

/// How long a call may block, and what a trapped signal does to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// The time (`CLOCK_MONOTONIC`) at which it ends, and how long that was.
    limit: Option<(Duration, Duration)>,
    /// `-n`: do not block.
    pub(super) is_nonblocking: bool,
    /// `--eintr`: a trapped signal ends the call.
    ends_on_trap: bool,
}

/// Why a step did not give a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The call failed; `EINTR` is not a failure here.
    Failed(Errno),
    /// The time is over.
    TimedOut,
}

impl From<Errno> for Stopped {
    fn from(errno: Errno) -> Self {
        Self::Failed(errno)
    }
}

/// How a call that has no timeout of its own is kept from sleeping for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    /// It takes the time that is left, and signals cannot be lost.
    Own,
    /// It takes the time that is left, but a signal can be lost between the look at the flags and the sleep.
    Guarded,
    /// It needs ticks.
    Ticks,
}

impl Patience {
    /// What `-t`, `-n` and `--eintr` say.
    pub(super) fn of(args: &Args<'_>) -> Result<Self, BuiltinError> {
        let limit = match args.value("t") {
            None => None,
            Some(text) => {
                let span = number::time("TIME", text)?;
                Some((resource::monotonic_time().saturating_add(span), span))
            }
        };
        Ok(Self {
            limit,
            is_nonblocking: args.has("n"),
            ends_on_trap: args.has("eintr"),
        })
    }

    /// With this limit.
    pub(super) fn limited(span: Duration) -> Self {
        Self {
            limit: Some((resource::monotonic_time().saturating_add(span), span)),
            ..Self::forever()
        }
    }

    /// None at all.
    pub(super) const fn never() -> Self {
        Self {
            is_nonblocking: true,
            ..Self::forever()
        }
    }

    /// Without a limit.
    pub(super) const fn forever() -> Self {
        Self {
            limit: None,
            is_nonblocking: false,
            ends_on_trap: false,
        }
    }

    /// Whether there is a limit, or no waiting at all.
    pub(super) const fn has_limit(&self) -> bool {
        self.limit.is_some() || self.is_nonblocking
    }

    /// How much time is left.
    pub(super) fn left(&self) -> Option<Duration> {
        self.limit
            .map(|(end, _)| end.saturating_sub(resource::monotonic_time()))
    }

    /// How long the limit was.
    pub(super) fn span(&self) -> Option<Duration> {
        self.limit.map(|(_, span)| span)
    }

    /// Whether there is a limit and no time left.
    pub(super) fn is_over(&self) -> bool {
        self.left() == Some(Duration::ZERO)
    }

    /// The error of a time that is over.
    fn timed_out(&self, call: &Call) -> BuiltinError {
        let span = self.limit.map_or(Duration::ZERO, |(_, span)| span);
        let operands = match call.operands() {
            text if text.is_empty() => text,
            text => format!(" ({text})"),
        };
        BuiltinError {
            call: Some(call.name),
            status: ExitStatus::TIMED_OUT,
            ..BuiltinError::failure(format!("timed out after {span:?}{operands}"))
        }
    }
}

impl Caller<'_> {
    /// Makes a call that may block, again and again until it is not interrupted any more. `act` gets the time left.
    ///
    /// # Errors
    /// That of the call, of a time that is over, what a trap leaves.
    pub(super) fn blocking<T: CallResult>(
        &mut self,
        patience: &Patience,
        timing: Timing,
        describe: impl Fn() -> Call,
        act: impl FnMut(Option<Duration>) -> Result<T, Stopped>,
    ) -> Result<T, Leave> {
        self.blocking_because(patience, timing, describe, act, |_| String::new())
    }

    /// As [`blocking`](Self::blocking); `why` says what the errno alone does not tell, or nothing.
    ///
    /// # Errors
    /// As there.
    pub(super) fn blocking_because<T: CallResult>(
        &mut self,
        patience: &Patience,
        timing: Timing,
        describe: impl Fn() -> Call,
        mut act: impl FnMut(Option<Duration>) -> Result<T, Stopped>,
        why: impl FnOnce(Errno) -> String,
    ) -> Result<T, Leave> {
        if self.ctx().is_explaining() {
            return Ok(self.ctx().syscall(describe, || Ok(T::placeholder()))?);
        }
        let result = self.repeat(patience, timing, &mut act)?;
        let mut ctx = self.ctx();
        match result {
            Ok(value) => {
                ctx.report(&describe, Ok(&value));
                Ok(value)
            }
            Err(Stopped::Failed(errno)) => {
                ctx.report::<T>(&describe, Err(errno));
                Err(failure(&mut ctx, &describe().because(why(errno)), errno).into())
            }
            Err(Stopped::TimedOut) => {
                ctx.report::<T>(&describe, Err(Errno::ETIMEDOUT));
                Err(patience.timed_out(&describe()).into())
            }
        }
    }

    fn repeat<T>(
        &mut self,
        patience: &Patience,
        timing: Timing,
        act: &mut impl FnMut(Option<Duration>) -> Result<T, Stopped>,
    ) -> Result<Result<T, Stopped>, Leave> {
        let ticking = (timing != Timing::Own && !patience.is_nonblocking)
            .then(|| self.start_ticks(patience, timing))
            .flatten()
            .transpose();
        let Ok(_ticking) = ticking else {
            return Ok(Err(Stopped::Failed(Errno::EAGAIN))); // no timer to be had
        };
        loop {
            if signal::any_pending() && !patience.is_nonblocking {
                let was_trapped = self.is_trapped_signal_pending();
                self.host.run_traps()?;
                if was_trapped && patience.ends_on_trap {
                    return Ok(Err(Stopped::Failed(Errno::EINTR)));
                }
            }
            let left = patience.left();
            match act(left) {
                Err(Stopped::Failed(Errno::EINTR)) => {
                    let is_over = left.is_some() && patience.left() == Some(Duration::ZERO);
                    if is_over && !signal::any_pending() {
                        return Ok(Err(Stopped::TimedOut));
                    }
                }
                result => return Ok(result),
            }
        }
    }

    /// Ticks are needed where a signal could be missed, or where there is a limit; otherwise they only cost.
    fn start_ticks(
        &mut self,
        patience: &Patience,
        timing: Timing,
    ) -> Option<Result<Ticking, Errno>> {
        let state = self.host.state();
        let is_limited = timing == Timing::Ticks && patience.limit.is_some();
        let is_needed = is_limited || state.traps.has_commands() || state.is_on(Opt::Interactive);
        is_needed.then(Ticking::start)
    }

    fn is_trapped_signal_pending(&mut self) -> bool {
        let state = self.host.state();
        signal::pending().iter().any(|signal| {
            matches!(
                state.traps.get(Condition::Signal(signal)),
                Some(TrapAction::Command(_))
            )
        })
    }
}

/// The error of a call that failed: what would block has a status of its own.
pub(super) fn failure(ctx: &mut Ctx<'_>, call: &Call, errno: Errno) -> BuiltinError {
    let error = ctx.call_error(call, errno);
    let status = match errno {
        Errno::EAGAIN | Errno::ENOMSG | Errno::EINPROGRESS => ExitStatus::WOULD_BLOCK,
        _ => error.status,
    };
    BuiltinError { status, ..error }
}

/// The end of what is read: status 3.
pub(super) fn end_of_file(call: &'static str, text: impl Into<Vec<u8>>) -> BuiltinError {
    BuiltinError {
        call: Some(call),
        status: ExitStatus::END_OF_FILE,
        ..BuiltinError::failure(text)
    }
}
