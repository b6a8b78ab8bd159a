//! Processes: `fork execve waitpid`.

mod execve;
mod fork;
mod waitpid;

pub(super) use execve::EXECVE;
pub(super) use fork::FORK;
pub(super) use waitpid::WAITPID;

use crate::builtin::ipc::number::{self, bad};
use crate::builtin::{BuiltinError, Ctx};
use crate::sys::Pid;

/// The process that a word names: a number, or the first process of a job, `%1`, `%+`, `%-`.
pub(super) fn process_id(ctx: &Ctx<'_>, word: &[u8]) -> Result<Pid, BuiltinError> {
    let Some(name) = word.strip_prefix(b"%") else {
        return number::int_in("PID", word, 1, i32::MAX);
    };
    let jobs = &ctx.state.jobs;
    let number = match name {
        b"" | b"%" | b"+" => jobs.current(),
        b"-" => jobs.previous(),
        digits => number::int_in("JOB", digits, 1, i32::MAX)
            .ok()
            .and_then(|n| u32::try_from(n).ok()),
    };
    number
        .and_then(|number| jobs.get(number))
        .and_then(|job| job.processes.first())
        .map(|process| process.pid)
        .ok_or_else(|| bad("JOB", word, "no such job"))
}
