//! Descriptors: one builtin for each call, short counts and blocking as they are.

mod conf;
mod copy;
mod fcntl;
mod lock;
mod mkfifo;
mod mover;
mod open;
mod pipe;
mod pipesz;
mod progress;
mod read;
mod seek;
mod write;

pub(super) use conf::{FPATHCONF, PATHCONF};
pub(super) use copy::{CLOSE, DUP, DUP2};
pub(super) use fcntl::{FCNTL, flags_text};
pub(super) use lock::FLOCK;
pub(super) use mkfifo::{MKFIFO, absolute};
pub(super) use mover::{SENDFILE, SPLICE, SYSTEE};
pub(super) use open::SYSOPEN;
pub(super) use pipe::PIPE;
pub(super) use pipesz::PIPESZ;
pub(super) use progress::Progress;
pub(super) use read::{SYSREAD, timing, wait_for};
pub(super) use seek::SYSSEEK;
pub(super) use write::SYSWRITE;

use crate::builtin::ipc::number;
use crate::builtin::ipc::result::Sink;
use crate::builtin::{BuiltinError, Ctx};
use crate::plan::Call;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::{Errno, Fd};

/// The descriptor that an operand names. One that the shell keeps for itself is not the user's: it is not open.
pub(super) fn of(ctx: &mut Ctx<'_>, name: &str, word: &[u8]) -> Result<Fd, BuiltinError> {
    let fd = number::fd(name, word)?;
    check_not_private(ctx, fd)?;
    Ok(fd)
}

/// That the shell does not keep `fd` for itself.
pub(super) fn check_not_private(ctx: &mut Ctx<'_>, fd: Fd) -> Result<(), BuiltinError> {
    if ctx.state.keeps(fd) {
        let operands = format!("fd {fd} is the shell's own");
        let error = ctx.errno_error("fd", Errno::EBADF, &operands);
        return Err(BuiltinError {
            call: None,
            ..error
        });
    }
    Ok(())
}

/// A new descriptor for the user: the lowest free number ≥ 3, so that it never becomes standard input or output by chance.
pub(super) fn above_standard(
    ctx: &mut Ctx<'_>,
    fd: Fd,
    is_cloexec: bool,
) -> Result<Fd, BuiltinError> {
    if ctx.is_explaining() || fd > 2 {
        return Ok(fd);
    }
    let moved = ctx.syscall(
        || {
            Call::new("fcntl")
                .int("fd", fd)
                .told()
                .names("cmd", "F_DUPFD")
                .int("arg", 3)
        },
        || sys_fd::dup_from(fd, 3, is_cloexec),
    );
    let _ = ctx.kernel.close(fd); // it was opened a moment ago and nothing is in it
    moved
}

/// Whether the result of making a descriptor, an address or a child would vanish at once: in `$(…)` and in the stage of a
/// pipeline the shell is a copy that ends.
pub(super) fn refuse_lost(
    ctx: &Ctx<'_>,
    sink: Sink<'_>,
    what: &str,
    fix: &'static str,
) -> Result<(), BuiltinError> {
    let is_lost = ctx.out.is_captured()
        || ctx.state.subshell_depth > 0
            && crate::sys::file::descriptor_status(1)
                .is_ok_and(|status| status.kind == crate::sys::file::Kind::Fifo);
    if sink != Sink::Output || !is_lost || ctx.is_explaining() {
        return Ok(());
    }
    Err(BuiltinError {
        hint: Some(fix),
        ..BuiltinError::usage(format!(
            "the {what} would be gone when this subshell ends; use: {fix}"
        ))
    })
}

/// Closes what was made when it cannot be given to the user.
pub(super) fn give_fd(ctx: &mut Ctx<'_>, sink: Sink<'_>, fd: Fd) -> Result<(), BuiltinError> {
    sink.give(ctx, fd.to_string().as_bytes()).inspect_err(|_| {
        let _ = ctx.kernel.close(fd); // nobody knows its number
    })
}
