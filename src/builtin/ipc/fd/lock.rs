//! `flock`, and the record locks of `fcntl`.

use super::of;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, any, flag, one, optional, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Divert, Kind, Leave, Lookup, What};
use crate::plan::{ArgValue, Call};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::ipc::flags::{FCNTL, FLOCK as OPERATIONS, LOCK, SEEK};
use crate::sys::ipc::{fd as sys_fd, lock};
use crate::sys::{Errno, Fd};
use crate::sys::{c, file};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        flag(b's', "shared"),
        flag(b'x', "exclusive"),
        flag(b'e', ""),
        flag(b'u', "unlock"),
        flag(b'n', "nonblock"),
        flag(0, "nb"),
        takes(b'w', "wait", "SECS", What::Time),
        takes(b't', "timeout", "TIME", What::Time),
        takes(b'E', "conflict-exit-code", "NUMBER", What::Number),
        flag(b'o', "close"),
        flag(b'F', "no-fork"),
        takes(b'c', "command", "COMMAND", What::Text),
        flag(0, "verbose"),
        EINTR,
    ],
    operands: &[
        one("FILE|FD", What::Path),
        optional("COMMAND", What::Command),
        any("ARG", What::CommandArgument),
    ],
};

/// `flock`
pub(in crate::builtin::ipc) const FLOCK: Builtin = Builtin {
    name: "flock",
    kind: Kind::Extension,
    synopsis: "flock [-s|-x|-u] [-n] [-w SECS] [-t TIME] [-E NUMBER] [-o] FILE COMMAND [ARG…]\n\
               flock [OPTION…] FILE -c COMMAND\n\
               flock [-s|-x|-u] [-n] [-w SECS] [-t TIME] [-E NUMBER] FD",
    help: "\
int flock(int fd, int operation);

Locks a file while COMMAND runs, or the open file of a descriptor until it is unlocked or closed everywhere.
COMMAND may be a function or a builtin: it runs in this shell.
  -s -x -u   shared lock, exclusive lock (unless told otherwise), unlock
  -n --nb    do not wait: status 1
  -w SECS    give up after SECS: status 1
  -t TIME    give up after TIME: status 124
  -E NUMBER  this status instead, when the lock cannot be had
  -o         COMMAND does not inherit the descriptor
  -c COMMAND a command as one word, run as eval does
  -F --no-fork  accepted, as by flock(1): COMMAND gets no process of its own anyway
  --verbose  tell what is done

Status: 0; 1 when the call failed; 2 for wrong usage; 124 when TIME is over.

Example:
    sysopen -v f lockfile O_RDWR,O_CREAT,0600
    flock $f
    flock -u $f
    close $f; rm lockfile
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let operation = operation(args);
    let conflict = args
        .value("E")
        .map(|word| number::int_in("NUMBER", word, 0, 255))
        .transpose()?;
    let target = args.operand(0);
    let is_fd = args.len() == 1 && !args.has("c");
    if is_fd {
        let fd = of(&mut caller.ctx(), "FD", target)?;
        return on_conflict(take(caller, args, fd, operation), args, conflict);
    }
    let fd = open(caller, target)?;
    let locked = take(caller, args, fd, operation);
    let result = match locked {
        Ok(_) if caller.ctx().is_explaining() => OK,
        Ok(_) => run_command(caller, args, fd),
        failed => on_conflict(failed, args, conflict),
    };
    if !caller.ctx().is_explaining() {
        let _ = caller.ctx().kernel.close(fd); // nothing was written through it
    }
    result
}

fn operation(args: &Args<'_>) -> i32 {
    if args.has("u") {
        c::LOCK_UN
    } else if args.has("s") && !args.has("x") {
        c::LOCK_SH
    } else {
        c::LOCK_EX
    }
}

/// Takes the lock, as patiently as the options say.
fn take(caller: &mut Caller<'_>, args: &Args<'_>, fd: Fd, operation: i32) -> Done {
    let patience = match args.value("w") {
        Some(word) => Patience::limited(number::time("SECS", word)?),
        None => Patience::of(args)?,
    };
    let is_nonblocking = patience.is_nonblocking || args.has("nb");
    let bits = if is_nonblocking {
        operation | c::LOCK_NB
    } else {
        operation
    };
    caller.blocking(
        &patience,
        Timing::Ticks,
        || {
            Call::new("flock")
                .int("fd", fd)
                .told()
                .names("operation", OPERATIONS.decode(i64::from(bits)))
                .told()
        },
        |_| lock::flock(fd, bits).map_err(Stopped::from),
    )?;
    if args.has("verbose") {
        caller.ctx().complain("the lock is taken");
    }
    OK
}

/// When the lock cannot be had: `-E` says the status, else 1 with the options of util-linux.
fn on_conflict(result: Done, args: &Args<'_>, code: Option<i32>) -> Done {
    let Err(Leave::Error(error)) = result else {
        return result;
    };
    let is_conflict = matches!(
        error.status,
        ExitStatus::WOULD_BLOCK | ExitStatus::TIMED_OUT
    );
    if !is_conflict {
        return Err(Leave::Error(error));
    }
    match (code, args.has("t")) {
        (Some(code), _) => Ok(ExitStatus(code)),
        (None, true) => Err(Leave::Error(error)),
        // Silent, as flock(1) is.
        (None, false) => Ok(ExitStatus::FAILURE),
    }
}

/// Opens a file, or a directory, to lock it; made if it is not there.
fn open(caller: &mut Caller<'_>, path: &[u8]) -> Result<Fd, Leave> {
    const FLAGS: i32 = c::O_RDONLY | c::O_CREAT | c::O_NOCTTY;
    let mut ctx = caller.ctx();
    let bits = match file::status(path).map(|status| status.kind) {
        Ok(file::Kind::Directory) => c::O_RDONLY | c::O_NOCTTY,
        Ok(file::Kind::Fifo) => FLAGS | c::O_NONBLOCK, // to lock it nobody at the other end is needed
        _ => FLAGS,
    };
    let fd = ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", path)
                .told()
                .names(
                    "flags",
                    crate::sys::ipc::flags::OPEN.decode(i64::from(bits)),
                )
                .mode("mode", 0o666)
        },
        || sys_fd::open(path, bits, 0o666),
    )?;
    if ctx.is_explaining() {
        return Ok(fd);
    }
    if bits & c::O_NONBLOCK != 0 {
        let _ = sys_fd::set_status_flags(fd, 0); // the command that inherits it expects to wait
    }
    // Out of the way of the numbers that the command may use.
    let moved = sys_fd::dup_from(fd, 10, false);
    let _ = ctx.kernel.close(fd); // a copy stays
    moved.map_err(|errno| {
        ctx.call_error(&Call::new("fcntl").int("fd", fd).told(), errno)
            .into()
    })
}

fn run_command(caller: &mut Caller<'_>, args: &Args<'_>, fd: Fd) -> Done {
    if args.has("o") {
        let _ = caller.ctx().kernel.set_cloexec(fd, true); // the descriptor is open
    }
    let words = args.rest(1);
    let text = args.value("c").or(match words {
        [b"-c", text] => Some(text),
        _ => None,
    });
    let flow = match text {
        Some(text) => caller.host.eval_text(text),
        None => {
            let fields: Fields = words.iter().collect();
            caller.host.run_fields(&fields, Lookup::Everywhere)
        }
    };
    flow.map_err(|divert: Divert| divert.into())
}

/// `F_GETLK`, `F_SETLK`, `F_SETLKW` and their `F_OFD_` kin: `TYPE [WHENCE] START LEN`.
pub(super) fn record_lock(
    caller: &mut Caller<'_>,
    args: &Args<'_>,
    sink: Sink<'_>,
    fd: Fd,
    command: i32,
    operands: &[&[u8]],
) -> Done {
    let wanted = parse_lock(operands)?;
    let is_ofd = matches!(command, c::F_OFD_GETLK | c::F_OFD_SETLK | c::F_OFD_SETLKW);
    let describe = || {
        Call::new("fcntl")
            .int("fd", fd)
            .told()
            .names("cmd", flags::name_of(command, FCNTL))
            .told()
            .arg("lock", shown(&wanted))
    };
    if matches!(command, c::F_GETLK | c::F_OFD_GETLK) {
        let mut ctx = caller.ctx();
        let mut found = None;
        ctx.syscall(describe, || {
            found = lock::get(fd, wanted, is_ofd)?;
            Ok(())
        })?;
        return tell(&mut ctx, args, sink, found);
    }
    let sleeps = matches!(command, c::F_SETLKW | c::F_OFD_SETLKW);
    let patience = Patience::of(args)?;
    caller.blocking_because(
        &patience,
        Timing::Ticks,
        describe,
        |_| lock::set(fd, wanted, sleeps, is_ofd).map_err(Stopped::from),
        |errno| match errno {
            Errno::EAGAIN | Errno::EACCES => lock::get(fd, wanted, is_ofd)
                .ok()
                .flatten()
                .map_or_else(String::new, |held| match held.holder {
                    -1 => "held through another open file description".to_owned(),
                    pid => format!("held by process {pid}"),
                }),
            _ => String::new(),
        },
    )?;
    OK
}

fn parse_lock(operands: &[&[u8]]) -> Result<lock::Record, BuiltinError> {
    let (kind, whence, range): (&[u8], Option<&[u8]>, &[&[u8]]) = match operands {
        [kind] => (kind, None, &[]),
        [kind, range @ ..] if range.len() == 2 => (kind, None, range),
        [kind, whence, range @ ..] if range.len() == 2 => (kind, Some(whence), range),
        _ => {
            return Err(BuiltinError::usage(
                "a lock is TYPE [WHENCE] START LEN, or TYPE alone for the whole file",
            ));
        }
    };
    let number = |index: usize, name: &str| {
        range
            .get(index)
            .map_or(Ok(0), |word| number::long(name, word))
    };
    Ok(lock::Record {
        kind: flags::word("TYPE", kind, LOCK)?,
        whence: whence.map_or(Ok(c::SEEK_SET), |word| flags::word("WHENCE", word, SEEK))?,
        start: number(0, "START")?,
        length: number(1, "LEN")?,
        holder: 0,
    })
}

fn shown(lock: &lock::Record) -> ArgValue {
    ArgValue::Struct(vec![
        ("l_type", ArgValue::Names(flags::name_of(lock.kind, LOCK))),
        (
            "l_whence",
            ArgValue::Names(flags::name_of(lock.whence, SEEK)),
        ),
        ("l_start", ArgValue::Int(lock.start)),
        ("l_len", ArgValue::Int(lock.length)),
    ])
}

fn tell(
    ctx: &mut crate::builtin::Ctx<'_>,
    args: &Args<'_>,
    sink: Sink<'_>,
    found: Option<lock::Record>,
) -> Done {
    let record = match found {
        None => Record::new().text("l_type", "F_UNLCK"),
        Some(lock) => Record::new()
            .text("l_type", flags::name_of(lock.kind, LOCK))
            .text("l_whence", flags::name_of(lock.whence, SEEK))
            .number("l_start", lock.start)
            .number("l_len", lock.length)
            .number("l_pid", lock.holder),
    };
    record.give(ctx, args, sink, &[])
}
