//! `fcntl`: everything that is known about a descriptor, and what can be changed about it.

use super::{above_standard, give_fd, of, refuse_lost};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number;
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, J, T, V, any, one};
use crate::builtin::ipc::{fd::lock, flags};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::flags::{DESCRIPTOR, FCNTL as COMMANDS, OPEN, SEAL};
use crate::sys::ipc::{event, fd as sys_fd};
use crate::sys::{Errno, Fd};

const ARGUMENTS: Arguments = Arguments {
    options: &[V, J, T, EINTR],
    operands: &[one("FD", What::Fd), any("CMD", What::Flags(COMMANDS))],
};

/// `fcntl`
pub(in crate::builtin::ipc) const FCNTL: Builtin = Builtin {
    name: "fcntl",
    kind: Kind::Extension,
    synopsis: "fcntl [-v VAR] [-j] FD [+FLAG…] [-FLAG…] | fcntl [-v VAR] [-t TIME] FD CMD [ARG…]",
    help: "\
int fcntl(int fd, int cmd, ... /* arg */ );

Without CMD, prints what is known about a descriptor.
  +FLAG -FLAG               set or clear O_NONBLOCK, O_APPEND, O_ASYNC, O_DIRECT, O_NOATIME, FD_CLOEXEC
  F_GETFL, F_SETFL FLAGS    status flags: they belong to the open file description, all its descriptors see them
  F_GETFD, F_SETFD FLAGS    FD_CLOEXEC, which belongs to the descriptor
  F_DUPFD MIN, F_DUPFD_CLOEXEC MIN            copy it to the lowest free number from MIN on
  F_GETPIPE_SZ, F_SETPIPE_SZ SIZE             capacity of a pipe
  F_GET_SEALS, F_ADD_SEALS SEALS              seals of a memfd
  F_GETLK TYPE [WHENCE] START LEN             who has a lock in the way (also F_OFD_GETLK)
  F_SETLK, F_SETLKW TYPE [WHENCE] START LEN   set a lock: F_RDLCK, F_WRLCK, F_UNLCK (also F_OFD_SETLK, F_OFD_SETLKW)
  F_GETOWN, F_SETOWN PID, F_GETSIG, …         and others whose argument is a number
  -v VAR   put the result into VAR
  -t TIME  F_SETLKW: give up after TIME

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pipe fd
    fcntl ${fd[0]} +O_NONBLOCK
    fcntl ${fd[0]} F_GETFL
    close ${fd[0]} ${fd[1]}
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let fd = of(&mut ctx, "FD", args.operand(0))?;
    let rest = args.rest(1);
    let Some(first) = rest.first() else {
        return everything(&mut ctx, fd)?.give(&mut ctx, args, sink, &[]);
    };
    if is_change(first) {
        return change(&mut ctx, fd, rest);
    }
    let command = flags::word("CMD", first, COMMANDS)?;
    let operands = rest.get(1..).unwrap_or_default();
    match command {
        c::F_GETLK
        | c::F_SETLK
        | c::F_SETLKW
        | c::F_OFD_GETLK
        | c::F_OFD_SETLK
        | c::F_OFD_SETLKW => lock::record_lock(caller, args, sink, fd, command, operands),
        _ => simple(&mut ctx, sink, fd, command, operands),
    }
}

/// Status flags by their names, without what the kernel adds to every file that may be large.
pub(in crate::builtin::ipc) fn flags_text(bits: i32) -> String {
    const O_LARGEFILE: i32 = 0o100_000;
    OPEN.decode(i64::from(bits & !O_LARGEFILE))
}

/// `+FLAG`, `-FLAG`, or `O_NONBLOCK` alone.
fn is_change(word: &[u8]) -> bool {
    matches!(word.first(), Some(b'+' | b'-'))
        || word.get(..2).is_some_and(|p| p.eq_ignore_ascii_case(b"O_"))
        || word.eq_ignore_ascii_case(b"FD_CLOEXEC")
}

fn call(fd: Fd, command: i32) -> Call {
    Call::new("fcntl")
        .int("fd", fd)
        .told()
        .names("cmd", flags::name_of(command, COMMANDS))
}

fn get(ctx: &mut Ctx<'_>, fd: Fd, command: i32) -> Result<i32, BuiltinError> {
    ctx.syscall(|| call(fd, command), || sys_fd::control(fd, command, 0))
}

fn set(
    ctx: &mut Ctx<'_>,
    fd: Fd,
    command: i32,
    value: i32,
    shown: &str,
) -> Result<(), BuiltinError> {
    ctx.syscall(
        || call(fd, command).names("arg", shown).told(),
        || sys_fd::control(fd, command, value),
    )?;
    Ok(())
}

/// Sets and clears flags; descriptor flags and status flags each with one call to read and one to write.
fn change(ctx: &mut Ctx<'_>, fd: Fd, words: &[&[u8]]) -> Done {
    let (mut set_status, mut clear_status, mut set_own, mut clear_own) = (0, 0, 0, 0);
    for word in words {
        let (is_set, name) = match word.split_first() {
            Some((b'+', rest)) => (true, rest),
            Some((b'-', rest)) => (false, rest),
            _ => (true, *word),
        };
        let own = DESCRIPTOR.value(name).and_then(|v| i32::try_from(v).ok());
        let (value, is_own) = match own {
            Some(value) => (value, true),
            None if name.eq_ignore_ascii_case(b"O_CLOEXEC") => (c::FD_CLOEXEC, true),
            None => (flags::parse("FLAG", name, OPEN)?, false),
        };
        match (is_own, is_set) {
            (true, true) => set_own |= value,
            (true, false) => clear_own |= value,
            (false, true) => set_status |= value,
            (false, false) => clear_status |= value,
        }
    }
    if set_status | clear_status != 0 {
        let now = get(ctx, fd, c::F_GETFL)?;
        let new = now & !clear_status | set_status;
        set(ctx, fd, c::F_SETFL, new, &flags_text(new))?;
        tell_ignored(ctx, fd, new);
    }
    if set_own | clear_own != 0 {
        let now = get(ctx, fd, c::F_GETFD)?;
        let new = now & !clear_own | set_own;
        set(ctx, fd, c::F_SETFD, new, &DESCRIPTOR.decode(i64::from(new)))?;
    }
    OK
}

/// `F_SETFL` changes a few flags only and is silent about the others.
fn tell_ignored(ctx: &mut Ctx<'_>, fd: Fd, wanted: i32) {
    if ctx.is_explaining() {
        return;
    }
    let Ok(got) = sys_fd::control(fd, c::F_GETFL, 0) else {
        return; // closed meanwhile: nothing to tell
    };
    let differing = got ^ wanted;
    if differing != 0 {
        ctx.complain(format!(
            "note: F_SETFL cannot change {}; only O_APPEND O_ASYNC O_DIRECT O_NOATIME O_NONBLOCK change after open",
            OPEN.decode(i64::from(differing))
        ));
    }
}

/// The commands whose argument and result are numbers.
fn simple(ctx: &mut Ctx<'_>, sink: Sink<'_>, fd: Fd, command: i32, operands: &[&[u8]]) -> Done {
    let value = argument(command, operands)?;
    let makes_fd = matches!(command, c::F_DUPFD | c::F_DUPFD_CLOEXEC);
    if makes_fd {
        refuse_lost(ctx, sink, "descriptor", "fcntl -v VAR FD F_DUPFD MIN")?;
    }
    let result = ctx.syscall_because(
        || {
            let call = call(fd, command);
            match operands.first() {
                Some(word) => call.names("arg", crate::plan::printable(word)).told(),
                None => call,
            }
        },
        || sys_fd::control(fd, command, value.unwrap_or(0)),
        |errno| match (command, errno) {
            (c::F_SETPIPE_SZ, errno) => super::pipesz::why(errno),
            (_, Errno::EINVAL) => {
                "this command cannot be used on such a descriptor, or not here".to_owned()
            }
            _ => String::new(),
        },
    )?;
    let text = match command {
        c::F_GETFL => flags_text(result),
        c::F_GETFD => DESCRIPTOR.decode(i64::from(result)),
        c::F_GET_SEALS => SEAL.decode(i64::from(result)),
        _ if makes_fd => {
            let new = above_standard(ctx, result, command == c::F_DUPFD_CLOEXEC)?;
            give_fd(ctx, sink, new)?;
            return OK;
        }
        _ if value.is_some() && command != c::F_SETPIPE_SZ => return OK,
        _ => result.to_string(),
    };
    sink.give(ctx, text.as_bytes())?;
    OK
}

/// The argument of a command, if it takes one.
fn argument(command: i32, operands: &[&[u8]]) -> Result<Option<i32>, BuiltinError> {
    let takes_none = matches!(
        command,
        c::F_GETFL | c::F_GETFD | c::F_GETPIPE_SZ | c::F_GET_SEALS | c::F_GETOWN | c::F_GETLEASE
    ) || command == F_GETSIG;
    let word = match (takes_none, operands) {
        (true, []) => return Ok(None),
        (true, [extra, ..]) => {
            return Err(number::bad("ARG", extra, "this command takes no argument"));
        }
        (false, [word]) => word,
        (false, []) => return Err(BuiltinError::usage("missing operand ARG")),
        (false, [_, extra, ..]) => return Err(number::bad("ARG", extra, "unexpected operand")),
    };
    match command {
        c::F_SETFL => flags::parse("FLAGS", word, OPEN),
        c::F_SETFD => flags::parse("FLAGS", word, DESCRIPTOR),
        c::F_ADD_SEALS => flags::parse("SEALS", word, SEAL),
        c::F_SETPIPE_SZ => {
            let size = number::size("SIZE", word)?;
            i32::try_from(size).map_err(|_| number::bad("SIZE", word, "out of range"))
        }
        c::F_SETLEASE => flags::word("TYPE", word, crate::sys::ipc::flags::LOCK),
        _ => number::int("ARG", word),
    }
    .map(Some)
}

const F_GETSIG: i32 = 11;

/// Everything that can be asked about a descriptor.
fn everything(ctx: &mut Ctx<'_>, fd: Fd) -> Result<Record, BuiltinError> {
    let status = get(ctx, fd, c::F_GETFL)?;
    let own = get(ctx, fd, c::F_GETFD)?;
    let mut record = Record::new()
        .number("fd", fd)
        .text("file", crate::look::fds::target(fd))
        .text("flags", flags_text(status))
        .with("cloexec", Cell::Truth(own & c::FD_CLOEXEC != 0));
    if let Ok(offset) = sys_fd::seek(fd, 0, c::SEEK_CUR) {
        record = record.number("offset", offset);
    }
    if let Ok(size) = sys_fd::pipe_size(fd) {
        record = record.size("pipe_size", size);
    }
    if let Ok(unread) = sys_fd::unread(fd) {
        record = record.size("unread", unread);
    }
    if let Ok(seals) = event::seals(fd) {
        record = record.text("seals", SEAL.decode(i64::from(seals)));
    }
    Ok(record)
}
