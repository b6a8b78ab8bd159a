//! `dup`, `dup2`, `close`.

use super::{check_not_private, give_fd, of, refuse_lost};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::flags;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, one, optional, some};
use crate::builtin::{Arguments, Body, Builtin, Ctx, Kind, Leave, What};
use crate::plan::Call;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::OPEN;

const DUP_ARGUMENTS: Arguments = Arguments {
    options: &[V],
    operands: &[one("FD", What::Fd)],
};

/// `dup`
pub(in crate::builtin::ipc) const DUP: Builtin = Builtin {
    name: "dup",
    kind: Kind::Extension,
    synopsis: "dup [-v VAR] FD",
    help: "\
int dup(int oldfd);

Copies a descriptor to the lowest free number above 2 and prints that. Both share one open file description:
offset and O_NONBLOCK are the same for both.
  -v VAR   put the number into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    dup -v copy 1
    syswrite $copy 'hello\\n'
    close $copy
",
    arguments: DUP_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &DUP_ARGUMENTS, dup)),
};

fn dup(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let old = of(ctx, "FD", args.operand(0))?;
    refuse_lost(ctx, sink, "descriptor", "dup -v VAR FD")?;
    let new = ctx.syscall(
        || Call::new("dup").int("oldfd", old).told(),
        || sys_fd::dup(old),
    )?;
    let new = super::above_standard(ctx, new, false)?;
    give_fd(ctx, sink, new)?;
    OK
}

const DUP2_ARGUMENTS: Arguments = Arguments {
    options: &[],
    operands: &[
        one("OLD", What::Fd),
        one("NEW", What::Fd),
        optional("FLAGS", What::Flags(OPEN)),
    ],
};

/// `dup2`
pub(in crate::builtin::ipc) const DUP2: Builtin = Builtin {
    name: "dup2",
    kind: Kind::Extension,
    synopsis: "dup2 OLD NEW [O_CLOEXEC]",
    help: "\
int dup2(int oldfd, int newfd);

Makes NEW a copy of OLD; what NEW was before is closed. It is what a shell does for NEW>&OLD.
With O_CLOEXEC it is dup3: programs do not get NEW.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    dup2 1 9
    syswrite 9 'hello\\n'
    close 9
",
    arguments: DUP2_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &DUP2_ARGUMENTS, dup2)),
};

fn dup2(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let old = of(ctx, "OLD", args.operand(0))?;
    let new = of(ctx, "NEW", args.operand(1))?;
    let bits = flags::optional("FLAGS", args.get(2), OPEN)?;
    let kernel = ctx.kernel;
    if bits == 0 {
        ctx.syscall(
            || {
                Call::new("dup2")
                    .int("oldfd", old)
                    .told()
                    .int("newfd", new)
                    .told()
            },
            || kernel.dup2(old, new),
        )?;
        return OK;
    }
    ctx.syscall(
        || {
            Call::new("dup3")
                .int("oldfd", old)
                .told()
                .int("newfd", new)
                .told()
                .names("flags", OPEN.decode(i64::from(bits)))
        },
        || sys_fd::dup3(old, new, bits),
    )?;
    OK
}

const CLOSE_ARGUMENTS: Arguments = Arguments {
    options: &[],
    operands: &[some("FD", What::Fd)],
};

/// `close`
pub(in crate::builtin::ipc) const CLOSE: Builtin = Builtin {
    name: "close",
    kind: Kind::Extension,
    synopsis: "close FD…",
    help: "\
int close(int fd);

Closes descriptors of the shell. All are tried; the status is that of the last failure.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pipe fd
    close ${fd[0]} ${fd[1]}
",
    arguments: CLOSE_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &CLOSE_ARGUMENTS, close)),
};

fn close(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fds = args
        .rest(0)
        .iter()
        .map(|word| crate::builtin::ipc::number::fd("FD", word))
        .collect::<Result<Vec<_>, _>>()?;
    let kernel = ctx.kernel;
    let mut result: Done = OK;
    for fd in fds {
        let one = check_not_private(ctx, fd).and_then(|()| {
            ctx.syscall(
                || Call::new("close").int("fd", fd).told(),
                || kernel.close(fd),
            )
        });
        if let Err(error) = one {
            result = replace(ctx, args, result, error.into());
        }
    }
    result
}

/// Keeps the newest failure as the result; the one before is told now.
fn replace(ctx: &mut Ctx<'_>, args: &Args<'_>, before: Done, error: Leave) -> Done {
    if let Err(Leave::Error(earlier)) = before
        && !args.is_quiet
    {
        ctx.complain(&earlier.message);
    }
    Err(error)
}
