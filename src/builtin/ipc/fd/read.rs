//! `sysread`: one read(2), with its count, its end and its blocking.

use super::of;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing, end_of_file};
use crate::builtin::ipc::data::{Delivery, Format};
use crate::builtin::ipc::number;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, F, N, T, V, one, optional, takes};
use crate::builtin::{Arguments, Body, Builtin, Kind, What};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::event::{Polled, poll};
use crate::sys::ipc::fd as sys_fd;
use crate::sys::{Errno, Fd, memory};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        V,
        takes(b'o', "", "FD", What::Fd),
        takes(b'c', "", "COUNTVAR", What::Variable),
        T,
        N,
        F,
        EINTR,
    ],
    operands: &[one("FD", What::Fd), optional("LEN", What::Size)],
};

/// `sysread`
pub(in crate::builtin::ipc) const SYSREAD: Builtin = Builtin {
    name: "sysread",
    kind: Kind::Extension,
    synopsis: "sysread [-v VAR | -o FD] [-c COUNTVAR] [-t TIME] [-n] [-f FMT] FD [LEN]",
    help: "\
ssize_t read(int fd, void *buf, size_t count);

Reads once: at most LEN bytes (65536 unless given, or as many as the format has), perhaps fewer.
It waits while a pipe is empty and somebody has its write end open. The end of the file is status 3.
  -v VAR        put the data into VAR
  -o FD         write the data to FD as they are
  -c COUNTVAR   put the number of bytes into COUNTVAR
  -t TIME       give up after TIME (status 124)
  -n            do not wait (status 4)
  -f FMT        text, raw, hex, base64, dump, u64, siginfo, struct:NAME, …

Status: 0; 1 when the call failed; 2 for wrong usage; 3 at the end; 4 when it would wait; 124 when TIME is over.

Example:
    pipe fd
    syswrite ${fd[1]} 'hello\\n'
    sysread -c n ${fd[0]}
    close ${fd[0]} ${fd[1]}
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

/// How much is read unless told.
const LENGTH: usize = 65536;

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let delivery = Delivery::of(&mut ctx, args, Format::Text)?;
    let counter = Sink::new(&mut ctx, args.value("c"))?;
    let fd = of(&mut ctx, "FD", args.operand(0))?;
    let length = match args.get(1) {
        Some(word) => number::size("LEN", word)?,
        None => delivery.length(&ctx).unwrap_or(LENGTH),
    };
    let patience = Patience::of(args)?;
    let Ok(mut buffer) = memory::zeroed(length) else {
        return Err(ctx.call_error(&describe(fd, length), Errno::ENOMEM).into());
    };
    let count = caller.blocking(
        &patience,
        timing(&patience),
        || describe(fd, length),
        |left| {
            if left.is_some() || patience.is_nonblocking {
                wait_for(fd, c::POLLIN, &patience, left)?;
            }
            sys_fd::read(fd, &mut buffer).map_err(Stopped::from)
        },
    )?;
    let mut ctx = caller.ctx();
    if counter != Sink::Output {
        counter.give(&mut ctx, count.to_string().as_bytes())?;
    }
    if count == 0 && length > 0 && !ctx.is_explaining() {
        let text = format!("end of file (fd {fd})");
        delivery.assign_empty(&mut ctx)?;
        return Err(end_of_file("read", text).into());
    }
    delivery.give(&mut ctx, buffer.get(..count).unwrap_or_default(), 0)?;
    OK
}

fn describe(fd: Fd, length: usize) -> Call {
    Call::new("read")
        .int("fd", fd)
        .told()
        .out("buf", "buf")
        .size("count", length)
}

/// With a time limit, or without waiting, `poll` comes first; otherwise ticks guard the sleep.
pub(in crate::builtin::ipc) fn timing(patience: &Patience) -> Timing {
    if patience.has_limit() {
        Timing::Own
    } else {
        Timing::Ticks
    }
}

/// Waits until the descriptor is ready, for as long as there is patience.
pub(in crate::builtin::ipc) fn wait_for(
    fd: Fd,
    events: i16,
    patience: &Patience,
    left: Option<std::time::Duration>,
) -> Result<(), Stopped> {
    let timeout = if patience.is_nonblocking {
        Some(std::time::Duration::ZERO)
    } else {
        left
    };
    match poll(&mut [Polled::new(fd, events)], timeout, None)? {
        0 if patience.is_nonblocking => Err(Stopped::Failed(Errno::EAGAIN)),
        0 => Err(Stopped::TimedOut),
        _ => Ok(()),
    }
}
