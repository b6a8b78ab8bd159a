//! `sysopen`: open(2) with all its flags.

use std::time::Duration;

use super::{above_standard, give_fd, refuse_lost};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, N, T, V, one, optional, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Kind, What};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::OPEN;
use crate::sys::{Errno, file, resource};

const ARGUMENTS: Arguments = Arguments {
    options: &[V, T, N, EINTR, takes(0, "retry", "TIME", What::Time)],
    operands: &[
        one("PATH", What::Path),
        one("FLAGS", What::Flags(OPEN)),
        optional("MODE", What::Mode),
    ],
};

/// `sysopen`
pub(in crate::builtin::ipc) const SYSOPEN: Builtin = Builtin {
    name: "sysopen",
    kind: Kind::Extension,
    synopsis: "sysopen [-v VAR] [-t TIME] [-n] [--retry TIME] PATH FLAGS [MODE]",
    help: "\
int open(const char *pathname, int flags, mode_t mode);

Opens a file and prints the descriptor: the lowest free one above 2. Programs inherit it unless O_CLOEXEC is given.
FLAGS are O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NONBLOCK, … joined by , or |.
MODE is for O_CREAT: 0666 unless given, less the umask.
Opening a FIFO waits for the other side; O_RDWR does not (then you are your own reader and writer, and never see the end).
  -v VAR         put the number into VAR
  -t TIME        give up after TIME (status 124)
  -n             O_NONBLOCK
  --retry TIME   try again until TIME is over while a FIFO opened with O_WRONLY,O_NONBLOCK has no reader (ENXIO)

Status: 0; 1 when the call failed; 2 for wrong usage; 124 when TIME is over.

Example:
    sysopen -v f /dev/null O_RDWR
    close $f
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let path = args.operand(0);
    let bits = access(args)?;
    let mode = args
        .get(2)
        .map_or(Ok(0o666), |text| number::mode("MODE", text))?;
    refuse_lost(&ctx, sink, "descriptor", "sysopen -v VAR PATH FLAGS")?;
    let retry_until = args
        .value("retry")
        .map(|text| number::time("TIME", text))
        .transpose()?
        .map(|time| resource::monotonic_time().saturating_add(time));
    let patience = Patience::of(args)?;
    let fd = caller.blocking_because(
        &patience,
        Timing::Ticks,
        || describe(path, bits, mode),
        |left| {
            let end = left.map(|left| resource::monotonic_time().saturating_add(left));
            let until = retry_until.map(|until| end.map_or(until, |end| until.min(end)));
            open_again(path, bits, mode, until).map_err(Stopped::from)
        },
        |errno| why(path, bits, errno),
    )?;
    let mut ctx = caller.ctx();
    let fd = above_standard(&mut ctx, fd, bits & c::O_CLOEXEC != 0)?;
    give_fd(&mut ctx, sink, fd)?;
    OK
}

fn access(args: &Args<'_>) -> Result<i32, BuiltinError> {
    let bits = flags::parse("FLAGS", args.operand(1), OPEN)?;
    Ok(if args.has("n") {
        bits | c::O_NONBLOCK
    } else {
        bits
    })
}

fn describe(path: &[u8], bits: i32, mode: u32) -> Call {
    let call = Call::new("open")
        .text("pathname", path)
        .told()
        .names("flags", OPEN.decode(i64::from(bits)));
    let call = if bits & (c::O_CREAT | c::O_TMPFILE) != 0 {
        call.mode("mode", mode)
    } else {
        call
    };
    let is_fifo = file::status(path).is_ok_and(|status| status.kind == file::Kind::Fifo);
    match (is_fifo, bits & c::O_ACCMODE, bits & c::O_NONBLOCK) {
        (true, c::O_RDWR, _) => {
            call.note("O_RDWR on a FIFO never waits; you are your own reader and writer")
        }
        (true, _, 0) => call.note("a FIFO: waits until the other side is opened"),
        _ => call,
    }
}

/// Opens; `ENXIO` is tried again until the time is over.
fn open_again(path: &[u8], bits: i32, mode: u32, until: Option<Duration>) -> Result<i32, Errno> {
    let is_fifo = || file::status(path).is_ok_and(|status| status.kind == file::Kind::Fifo);
    let may_wait = || until.is_some_and(|end| resource::monotonic_time() < end);
    loop {
        match sys_fd::open(path, bits, mode) {
            Err(Errno::ENXIO) if may_wait() && is_fifo() => {
                resource::sleep(Duration::from_millis(5))?;
            }
            result => return result,
        }
    }
}

fn why(path: &[u8], bits: i32, errno: Errno) -> String {
    match errno {
        Errno::ENXIO
            if bits & c::O_ACCMODE == c::O_WRONLY
                && file::status(path).is_ok_and(|s| s.kind == file::Kind::Fifo) =>
        {
            "no reader".to_owned()
        }
        Errno::EISDIR => "a directory opens only with O_RDONLY".to_owned(),
        _ => String::new(),
    }
}
