//! `fpathconf` and `pathconf`: the limits of a file.

use super::of;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::flags;
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{J, V, one, optional};
use crate::builtin::{Arguments, Body, Builtin, CallResult, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::PATHCONF as NAMES;
use crate::sys::{Errno, c};

const OF_FD: Arguments = Arguments {
    options: &[V, J],
    operands: &[one("FD", What::Fd), optional("NAME", What::Flags(NAMES))],
};

/// `fpathconf`
pub(in crate::builtin::ipc) const FPATHCONF: Builtin = Builtin {
    name: "fpathconf",
    kind: Kind::Extension,
    synopsis: "fpathconf [-v VAR] [-j] FD [NAME]",
    help: "\
long fpathconf(int fd, int name);

Prints a limit of an open file, or all that it has. A name without a limit prints unlimited.
_PC_PIPE_BUF is what a write to a pipe may have and still be atomic; it is not how much the pipe holds (pipesz).

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pipe fd
    fpathconf ${fd[1]} _PC_PIPE_BUF
    close ${fd[0]} ${fd[1]}
",
    arguments: OF_FD,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &OF_FD, fpathconf)),
};

const OF_PATH: Arguments = Arguments {
    options: &[V, J],
    operands: &[
        one("PATH", What::Path),
        optional("NAME", What::Flags(NAMES)),
    ],
};

/// `pathconf`
pub(in crate::builtin::ipc) const PATHCONF: Builtin = Builtin {
    name: "pathconf",
    kind: Kind::Extension,
    synopsis: "pathconf [-v VAR] [-j] PATH [NAME]",
    help: "\
long pathconf(const char *path, int name);

Prints a limit of a file, or all that it has. A name without a limit prints unlimited.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pathconf / _PC_NAME_MAX
",
    arguments: OF_PATH,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &OF_PATH, pathconf)),
};

/// A limit; none is "unlimited".
struct Limit(Option<i64>);

impl CallResult for Limit {
    fn placeholder() -> Self {
        Self(None)
    }

    fn number(&self) -> i64 {
        self.0.unwrap_or(-1)
    }
}

impl Limit {
    fn text(&self) -> String {
        self.0
            .map_or_else(|| "unlimited".to_owned(), |value| value.to_string())
    }
}

fn fpathconf(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = of(ctx, "FD", args.operand(0))?;
    run(
        ctx,
        args,
        || Call::new("fpathconf").int("fd", fd).told(),
        // The C library answers some of them by itself, even where nothing is open.
        |name| sys_fd::control(fd, c::F_GETFD, 0).and_then(|_| sys_fd::fpathconf(fd, name)),
    )
}

fn pathconf(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let path = args.operand(0);
    run(
        ctx,
        args,
        || Call::new("pathconf").text("path", path).told(),
        |name| sys_fd::pathconf(path, name),
    )
}

fn run(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    call: impl Fn() -> Call,
    ask: impl Fn(i32) -> Result<Option<i64>, Errno>,
) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let described = |name: i32| call().names("name", flags::name_of(name, NAMES)).told();
    if let Some(word) = args.get(1) {
        let name = flags::word("NAME", word, NAMES)?;
        let limit = ctx.syscall(|| described(name), || ask(name).map(Limit))?;
        sink.give(ctx, limit.text().as_bytes())?;
        return OK;
    }
    let mut record = Record::new();
    let mut answered = false;
    let mut last = Errno::EINVAL;
    for flag in NAMES.flags {
        let Ok(name) = i32::try_from(flag.value) else {
            continue;
        };
        match ctx.attempt(|| described(name), || ask(name).map(Limit)) {
            Ok(limit) => {
                answered = true;
                record = record.text(flag.name, limit.text());
            }
            Err(errno) => last = errno, // not every file has every limit
        }
    }
    if !answered {
        return Err(ctx.call_error(&call(), last).into());
    }
    record.give(ctx, args, sink, &[])
}
