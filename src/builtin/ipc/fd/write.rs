//! `syswrite`: one write(2), with its count and its blocking.

use super::read::wait_for;
use super::{Progress, of};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing, failure};
use crate::builtin::ipc::data::{Input, PIECE, read_piece};
use crate::builtin::ipc::number;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, F, N, T, any, flag, one, takes};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Kind, What};
use crate::plan::Call;
use crate::state::ExitStatus;
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::{Errno, Fd, memory, process, signal};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        takes(b'c', "", "COUNTVAR", What::Variable),
        flag(b'a', "all"),
        T,
        N,
        F,
        EINTR,
        takes(b'z', "zeros", "SIZE", What::Size),
        flag(0, "signal"),
        flag(0, "progress"),
    ],
    operands: &[one("FD", What::Fd), any("DATA", What::Text)],
};

/// `syswrite`
pub(in crate::builtin::ipc) const SYSWRITE: Builtin = Builtin {
    name: "syswrite",
    kind: Kind::Extension,
    synopsis: "syswrite [-c COUNTVAR] [-a] [-t TIME] [-n] [-f FMT] [-z SIZE] FD DATA…|-",
    help: "\
ssize_t write(int fd, const void *buf, size_t count);

Writes once, and puts the number of bytes that went into COUNTVAR, or into REPLY. It may be fewer than were given.
It waits while a pipe is full. Without a reader it is EPIPE: the shell ignores SIGPIPE, programs die of it.
DATA are text with the escapes of printf %b unless -f says otherwise; - is standard input, all of it.
  -c COUNTVAR   put the number of bytes into COUNTVAR
  -a            again and again until all went
  -t TIME       give up after TIME (status 124; COUNTVAR tells how much went)
  -n            do not wait (status 4)
  -f FMT        raw, hex, base64, u32, cstr, …
  -z SIZE       SIZE zero bytes instead of DATA
  --signal      in a child that does not ignore SIGPIPE
  --progress    show how it goes, on a terminal

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    pipe fd
    syswrite ${fd[1]} 'hello\\n'
    echo $REPLY
    close ${fd[0]} ${fd[1]}
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

/// What is to be written, and how.
struct Request<'a> {
    fd: Fd,
    counter: Sink<'a>,
    writes_all: bool,
    patience: Patience,
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let counter = args.value("c").unwrap_or(b"REPLY");
    let request = Request {
        counter: Sink::variable(&mut ctx, counter)?,
        fd: of(&mut ctx, "FD", args.operand(0))?,
        writes_all: args.has("a"),
        patience: Patience::of(args)?,
    };
    let input = match args.value("z") {
        Some(word) if args.len() == 1 => Input::Bytes(zeros(number::size("SIZE", word)?)?),
        Some(_) => return Err(BuiltinError::usage("-z and DATA exclude each other").into()),
        None if args.len() == 1 => return Err(BuiltinError::usage("missing operand DATA").into()),
        None => Input::of(&mut ctx, args, 1)?,
    };
    if args.has("signal") {
        let bytes = input.whole(&mut ctx)?;
        return in_child(caller, &request, &bytes);
    }
    match input {
        Input::Bytes(bytes) => {
            let (count, result) = write_bytes(caller, &request, &bytes);
            tell_count(caller, &request, count)?;
            result
        }
        Input::Stdin => from_stdin(caller, &request, args),
    }
}

fn zeros(size: usize) -> Result<Vec<u8>, BuiltinError> {
    memory::zeroed(size).map_err(|_| BuiltinError::failure("ENOMEM: Cannot allocate memory"))
}

fn tell_count(
    caller: &mut Caller<'_>,
    request: &Request<'_>,
    count: usize,
) -> Result<(), BuiltinError> {
    request
        .counter
        .give(&mut caller.ctx(), count.to_string().as_bytes())
}

fn describe(fd: Fd, bytes: &[u8]) -> Call {
    Call::new("write")
        .int("fd", fd)
        .told()
        .data("buf", bytes)
        .size("count", bytes.len())
}

/// Writes; how much went is told also when it fails.
///
/// A blocking write is short only because a signal came, and then it goes on, as the kernel does with `SA_RESTART`:
/// ticks are not to be seen. What a non-blocking one leaves is told.
fn write_bytes(caller: &mut Caller<'_>, request: &Request<'_>, bytes: &[u8]) -> (usize, Done) {
    let fd = request.fd;
    let is_nonblocking = sys_fd::status_flags(fd).is_ok_and(|bits| bits & c::O_NONBLOCK != 0);
    let mut done = 0;
    loop {
        let rest = bytes.get(done..).unwrap_or_default();
        let count = caller.blocking(
            &request.patience,
            Timing::Ticks,
            || describe(fd, rest),
            |left| {
                if request.patience.is_nonblocking || left.is_some() {
                    wait_for(fd, c::POLLOUT, &request.patience, left)?;
                }
                once(request, fd, rest)
            },
        );
        let count = match count {
            Ok(count) => count,
            Err(leave) => return (done, Err(leave)),
        };
        done += count;
        let is_over = done >= bytes.len()
            || count == 0
            || (is_nonblocking || request.patience.is_nonblocking) && !request.writes_all;
        if is_over {
            return (done, OK);
        }
    }
}

/// One write. With `-n` a tick ends it where it would sleep.
fn once(request: &Request<'_>, fd: Fd, rest: &[u8]) -> Result<usize, Stopped> {
    if !request.patience.is_nonblocking {
        return sys_fd::write(fd, rest).map_err(Stopped::from);
    }
    let _ticking = crate::sys::tick::Ticking::start()?;
    match sys_fd::write(fd, rest) {
        Err(Errno::EINTR) => Err(Stopped::Failed(Errno::EAGAIN)),
        result => result.map_err(Stopped::from),
    }
}

fn from_stdin(caller: &mut Caller<'_>, request: &Request<'_>, args: &Args<'_>) -> Done {
    let mut progress = Progress::of(args);
    let mut total = 0;
    let mut buffer = vec![0; PIECE];
    let request = Request {
        writes_all: true,
        ..*request
    };
    if caller.ctx().is_explaining() {
        caller
            .ctx()
            .syscall(|| describe(request.fd, b""), || Ok::<usize, Errno>(0))?;
        return OK;
    }
    let result = loop {
        let mut ctx = caller.ctx();
        let count = read_piece(&mut ctx, &mut buffer)?;
        if count == 0 {
            break OK;
        }
        let piece = buffer.get(..count).unwrap_or_default();
        let (went, result) = write_bytes(caller, &request, piece);
        total += went;
        progress.add(&caller.ctx(), went);
        if result.is_err() {
            break result;
        }
    };
    progress.finish(&caller.ctx());
    tell_count(caller, &request, total)?;
    result
}

/// In a child with the default `SIGPIPE`, so that one can see it die.
fn in_child(caller: &mut Caller<'_>, request: &Request<'_>, bytes: &[u8]) -> Done {
    let mut ctx = caller.ctx();
    let fd = request.fd;
    let status = ctx.attempt(
        || describe(fd, bytes),
        || {
            process::run_in_child(|| {
                signal::reset_for_child(signal::SignalSet::EMPTY);
                match sys_fd::write(fd, bytes) {
                    Ok(_) => 0,
                    Err(_) => 1,
                }
            })
        },
    );
    match status {
        Ok(status) => Ok(ExitStatus(status)),
        Err(errno) => Err(failure(&mut ctx, &Call::new("fork"), errno).into()),
    }
}
