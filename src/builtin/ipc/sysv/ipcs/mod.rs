//! `ipcs`: what System V objects there are, with the columns and options of util-linux, and more.

mod detail;
mod json;
mod limits;
mod listing;
mod more;
mod names;

pub(in crate::builtin::ipc) use names::human;

use std::time::Duration;

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::number;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{flag, takes};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::look::sysv;
use crate::plan::Call;
use crate::state::ipc::Created;
use crate::sys::{Errno, resource};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        flag(b'm', "shmems"),
        flag(b'q', "queues"),
        flag(b's', "semaphores"),
        flag(b'a', "all"),
        flag(b't', "time"),
        flag(b'p', "pid"),
        flag(b'c', "creator"),
        flag(b'l', "limits"),
        flag(b'u', "summary"),
        flag(0, "human"),
        flag(b'b', "bytes"),
        takes(b'i', "id", "ID", What::Number),
        flag(b'h', "help"),
        flag(b'j', "json"),
        flag(0, "pids"),
        flag(0, "waiters"),
        flag(0, "session"),
        flag(0, "posix"),
        flag(0, "rss"),
        takes(b'w', "watch", "SECS", What::Time),
    ],
    operands: &[],
};

/// `ipcs`
pub(in crate::builtin::ipc) const IPCS: Builtin = Builtin {
    name: "ipcs",
    kind: Kind::Extension,
    synopsis: "ipcs [-m] [-q] [-s] [-a] [-c|-l|-p|-t|-u] [-b] [--human] [-j] [-w SECS]\n\
               ipcs -m|-q|-s -i ID\n\
               ipcs --pids|--waiters|--session|--posix|--rss",
    help: "\
Shows System V shared memory, message queues and semaphores, read from /proc/sysvipc.

  -m -q -s -a   shared memory, queues, semaphores, all (as without)
  -t -p -c      times; processes; creators and owners
  -l -u         limits; what is in use
  -i ID         everything about one object
  -b --human    sizes in bytes; sizes with units
and besides what util-linux has:
  -j            JSON
  --pids        which processes have which segment attached now, and where
  --waiters     which processes sleep in msgsnd, msgrcv and semop now
  --session     only what this session created
  --posix       POSIX queues, shared memory and semaphores
  --rss         how much of each segment is in memory, and swapped out
  -w SECS       again and again, until Ctrl-C

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    ipcs -m
    ipcs -j
",
    arguments: ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &ARGUMENTS, run)),
};

/// Which objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Which {
    pub(super) shm: bool,
    pub(super) msg: bool,
    pub(super) sem: bool,
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Listing(listing::Columns),
    Limits,
    Summary,
    Detail(i32),
    Json,
    Pids,
    Waiters,
    Posix,
}

/// How sizes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// As each table does by itself.
    Default,
    /// `-b`
    Bytes,
    /// `--human`
    Human,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Request {
    which: Which,
    form: Form,
    unit: Unit,
    only_session: bool,
    every: Option<Duration>,
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects {
    pub(super) shm: Vec<sysv::Shm>,
    pub(super) msg: Vec<sysv::Msg>,
    pub(super) sem: Vec<sysv::Sem>,
}

fn parse(args: &Args<'_>) -> Result<Request, BuiltinError> {
    let some = ["m", "q", "s"].iter().any(|name| args.has(name)) && !args.has("a");
    let which = Which {
        shm: !some || args.has("m"),
        msg: !some || args.has("q"),
        sem: !some || args.has("s"),
    };
    let every = args
        .value("w")
        .map(|text| number::time("SECS", text))
        .transpose()?;
    if every.is_some_and(|time| time < Duration::from_millis(10)) {
        return Err(BuiltinError::usage("SECS: at least 10ms"));
    }
    let unit = if args.has("human") {
        Unit::Human
    } else if args.has("b") {
        Unit::Bytes
    } else {
        Unit::Default
    };
    Ok(Request {
        which,
        form: form(args, which)?,
        unit,
        only_session: args.has("session"),
        every,
    })
}

/// Of several output options the last one counts.
fn form(args: &Args<'_>, which: Which) -> Result<Form, BuiltinError> {
    if let Some(id) = args.value("i") {
        let count = [which.shm, which.msg, which.sem]
            .iter()
            .filter(|is| **is)
            .count();
        if count != 1 {
            return Err(BuiltinError::usage(
                "with -i a single resource must be given: -m, -q or -s",
            ));
        }
        return Ok(Form::Detail(number::id("ID", id)?));
    }
    let mut form = Form::Listing(listing::Columns::Plain);
    for (option, _) in args.options() {
        form = match (option.letter, option.long) {
            (Some(b't'), _) => Form::Listing(listing::Columns::Times),
            (Some(b'p'), _) => Form::Listing(listing::Columns::Pids),
            (Some(b'c'), _) => Form::Listing(listing::Columns::Creators),
            (_, Some("rss")) => Form::Listing(listing::Columns::Memory),
            (Some(b'l'), _) => Form::Limits,
            (Some(b'u'), _) => Form::Summary,
            (Some(b'j'), _) => Form::Json,
            (_, Some("pids")) => Form::Pids,
            (_, Some("waiters")) => Form::Waiters,
            (_, Some("posix")) => Form::Posix,
            _ => form,
        };
    }
    Ok(form)
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let request = parse(args)?;
    loop {
        let mut ctx = caller.ctx();
        show(&mut ctx, &request)?;
        let Some(every) = request.every.filter(|_| !ctx.is_explaining()) else {
            return OK;
        };
        ctx.out
            .finish(ctx.kernel)
            .map_err(|errno| BuiltinError::failure(format!("write: {errno}")))?;
        caller.blocking(
            &Patience::forever(),
            Timing::Own,
            || Call::new("nanosleep"),
            |_| resource::sleep(every).map_err(Stopped::from),
        )?;
        let mut ctx = caller.ctx();
        if crate::sys::file::is_terminal(1) {
            ctx.print("\x1b[H\x1b[2J");
        }
    }
}

fn show(ctx: &mut Ctx<'_>, request: &Request) -> Result<(), BuiltinError> {
    let objects = read(ctx, request)?;
    let text = match request.form {
        Form::Listing(columns) => listing::tables(&objects, request.which, columns, request.unit),
        Form::Limits => limits::limits(request.which, request.unit),
        Form::Summary => limits::summary(&objects, request.which, request.unit),
        Form::Detail(id) => detail::detail(&objects, request.which, id, request.unit)?,
        Form::Json => json::json(&objects, request.which),
        Form::Pids => more::pids(&objects.shm),
        Form::Waiters => more::waiters(),
        Form::Posix => more::posix(),
    };
    ctx.print(text);
    Ok(())
}

/// Reads the tables that are asked for.
fn read(ctx: &mut Ctx<'_>, request: &Request) -> Result<Objects, BuiltinError> {
    let which = request.which;
    let mut objects = Objects {
        shm: table(ctx, which.shm, "/proc/sysvipc/shm", sysv::shm)?,
        msg: table(ctx, which.msg, "/proc/sysvipc/msg", sysv::msg)?,
        sem: table(ctx, which.sem, "/proc/sysvipc/sem", sysv::sem)?,
    };
    if request.only_session {
        crate::builtin::ipc::ledger::refresh(ctx.state);
        let ledger = &ctx.state.ipc.ledger;
        objects.shm.retain(|o| ledger.has(&Created::Shm(o.perm.id)));
        objects.msg.retain(|o| ledger.has(&Created::Msg(o.perm.id)));
        objects.sem.retain(|o| ledger.has(&Created::Sem(o.perm.id)));
    }
    Ok(objects)
}

fn table<T>(
    ctx: &mut Ctx<'_>,
    is_wanted: bool,
    path: &'static str,
    read: fn() -> std::io::Result<Vec<T>>,
) -> Result<Vec<T>, BuiltinError> {
    if !is_wanted {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", path.as_bytes())
                .told()
                .names("flags", "O_RDONLY")
        },
        || {
            rows =
                read().map_err(|error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))?;
            Ok(())
        },
    )?;
    Ok(rows)
}
