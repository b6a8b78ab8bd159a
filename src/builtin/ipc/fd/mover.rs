//! `splice`, `systee`, `sendfile`: bytes move inside the kernel, without coming through the shell.

use super::{Progress, of};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control};
use crate::builtin::ipc::spec::{EINTR, N, T, flag, one, optional, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, Kind, Leave, OptionSpec, What};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::SPLICE as SPLICE_FLAGS;
use crate::sys::{Errno, Fd};

const C: OptionSpec = takes(b'c', "", "COUNTVAR", What::Variable);
const PROGRESS: OptionSpec = flag(0, "progress");

const PIPES: Arguments = Arguments {
    options: &[
        C,
        T,
        N,
        EINTR,
        PROGRESS,
        takes(b'F', "flags", "FLAGS", What::Flags(SPLICE_FLAGS)),
    ],
    operands: &[
        one("IN", What::Fd),
        one("OUT", What::Fd),
        optional("LEN", What::Size),
    ],
};

/// `splice`
pub(in crate::builtin::ipc) const SPLICE: Builtin = Builtin {
    name: "splice",
    kind: Kind::Extension,
    synopsis: "splice [-c COUNTVAR] [-t TIME] [-n] [-F FLAGS] [--progress] IN OUT [LEN]",
    help: "\
ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags);

Moves LEN bytes, or all until the end, from IN to OUT; one of them must be a pipe. The bytes do not come through the
shell. The number of bytes is put into COUNTVAR, or into REPLY.
  -F FLAGS     SPLICE_F_MOVE, SPLICE_F_MORE, SPLICE_F_NONBLOCK
  -t TIME      give up after TIME (status 124)
  -n           do not wait (status 4)
  --progress   show how it goes, on a terminal

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    pipe fd
    sysopen -v f /etc/passwd O_RDONLY
    splice $f ${fd[1]} 10
    sysread ${fd[0]} 10
    close $f ${fd[0]} ${fd[1]}
",
    arguments: PIPES,
    body: Body::Control(|host, fields| control(host, fields, &PIPES, splice)),
};

/// `systee`
pub(in crate::builtin::ipc) const SYSTEE: Builtin = Builtin {
    name: "systee",
    kind: Kind::Extension,
    synopsis: "systee [-c COUNTVAR] [-t TIME] [-n] [-F FLAGS] [--progress] IN OUT [LEN]",
    help: "\
ssize_t tee(int fd_in, int fd_out, size_t len, unsigned int flags);

Copies at most LEN bytes (65536 unless given) from one pipe to another; they stay in the first. One call; the number of
bytes is put into COUNTVAR, or into REPLY.
  -F FLAGS     SPLICE_F_NONBLOCK
  -t TIME      give up after TIME (status 124)
  -n           do not wait (status 4)
  --progress   tell how much went, on a terminal

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    pipe a; pipe b
    syswrite ${a[1]} hello
    systee ${a[0]} ${b[1]}
    sysread ${a[0]}; sysread ${b[0]}
    close ${a[0]} ${a[1]} ${b[0]} ${b[1]}
",
    arguments: PIPES,
    body: Body::Control(|host, fields| control(host, fields, &PIPES, systee)),
};

const FILES: Arguments = Arguments {
    options: &[C, T, N, EINTR, PROGRESS],
    operands: &[
        one("OUT", What::Fd),
        one("IN", What::Fd),
        optional("LEN", What::Size),
    ],
};

/// `sendfile`
pub(in crate::builtin::ipc) const SENDFILE: Builtin = Builtin {
    name: "sendfile",
    kind: Kind::Extension,
    synopsis: "sendfile [-c COUNTVAR] [-t TIME] [-n] [--progress] OUT IN [LEN]",
    help: "\
ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);

Sends LEN bytes, or all until the end, of the file IN to OUT (in the order of C: OUT stands first). The bytes do not come
through the shell. The number of bytes is put into COUNTVAR, or into REPLY.
  -t TIME      give up after TIME (status 124)
  -n           do not wait (status 4)
  --progress   show how it goes, on a terminal

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    sysopen -v f /etc/passwd O_RDONLY
    sendfile 1 $f
    close $f
",
    arguments: FILES,
    body: Body::Control(|host, fields| control(host, fields, &FILES, sendfile)),
};

/// One kind of move.
struct Move<'a> {
    /// How much at once at most.
    at_once: usize,
    /// Whether it goes on until the end or `length`.
    repeats: bool,
    length: Option<usize>,
    describe: &'a dyn Fn(usize) -> Call,
    act: &'a dyn Fn(usize) -> Result<usize, Errno>,
    input: Fd,
    output: Fd,
    /// What `EINVAL` is about.
    rule: &'static str,
}

/// How much one call moves at most: between two looks at signals and progress.
const AT_ONCE: usize = 1 << 20;

fn length(args: &Args<'_>) -> Result<Option<usize>, Leave> {
    Ok(args
        .get(2)
        .map(|word| number::size("LEN", word))
        .transpose()?)
}

fn bits(args: &Args<'_>) -> Result<u32, Leave> {
    let mut bits = flags::optional("FLAGS", args.value("F"), SPLICE_FLAGS)?;
    if args.has("n") {
        bits |= c::SPLICE_F_NONBLOCK.cast_signed();
    }
    Ok(bits.cast_unsigned())
}

fn splice(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let input = of(&mut ctx, "IN", args.operand(0))?;
    let output = of(&mut ctx, "OUT", args.operand(1))?;
    let bits = bits(args)?;
    let plan = Move {
        at_once: AT_ONCE,
        repeats: true,
        length: length(args)?,
        describe: &|length| {
            Call::new("splice")
                .int("fd_in", input)
                .told()
                .names("off_in", "NULL")
                .int("fd_out", output)
                .told()
                .names("off_out", "NULL")
                .size("len", length)
                .names("flags", SPLICE_FLAGS.decode(i64::from(bits)))
        },
        act: &|length| sys_fd::splice((input, None), (output, None), length, bits),
        input,
        output,
        rule: "one of the two must be a pipe, not the same one, and the output must not be O_APPEND",
    };
    run(caller, args, &plan)
}

fn systee(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let input = of(&mut ctx, "IN", args.operand(0))?;
    let output = of(&mut ctx, "OUT", args.operand(1))?;
    let bits = bits(args)?;
    let plan = Move {
        at_once: AT_ONCE,
        repeats: false,
        length: Some(length(args)?.unwrap_or(65536)),
        describe: &|length| {
            Call::new("tee")
                .int("fd_in", input)
                .told()
                .int("fd_out", output)
                .told()
                .size("len", length)
                .names("flags", SPLICE_FLAGS.decode(i64::from(bits)))
        },
        act: &|length| sys_fd::tee(input, output, length, bits),
        input,
        output,
        rule: "both must be pipes, and not the same one",
    };
    run(caller, args, &plan)
}

fn sendfile(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let output = of(&mut ctx, "OUT", args.operand(0))?;
    let input = of(&mut ctx, "IN", args.operand(1))?;
    let plan = Move {
        at_once: AT_ONCE,
        repeats: true,
        length: length(args)?,
        describe: &|length| {
            Call::new("sendfile")
                .int("out_fd", output)
                .told()
                .int("in_fd", input)
                .told()
                .names("offset", "NULL")
                .size("count", length)
        },
        act: &|length| sys_fd::sendfile(output, input, None, length),
        input,
        output,
        rule: "the input must be a file that can be mapped, and the output must not be O_APPEND",
    };
    run(caller, args, &plan)
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>, plan: &Move<'_>) -> Done {
    let counter = args.value("c").unwrap_or(b"REPLY");
    let counter = Sink::variable(&mut caller.ctx(), counter)?;
    let patience = Patience::of(args)?;
    let mut progress = Progress::of(args);
    let (total, result) = go_on(caller, &patience, plan, &mut progress);
    progress.finish(&caller.ctx());
    counter.give(&mut caller.ctx(), total.to_string().as_bytes())?;
    result
}

/// Moves until the end, the length, or an error; how much went.
fn go_on(
    caller: &mut Caller<'_>,
    patience: &Patience,
    plan: &Move<'_>,
    progress: &mut Progress,
) -> (usize, Done) {
    let mut total = 0_usize;
    loop {
        let left = plan.length.map_or(plan.at_once, |length| length - total);
        let wanted = left.min(plan.at_once);
        if wanted == 0 {
            return (total, OK);
        }
        let count = caller.blocking_because(
            patience,
            super::read::timing(patience),
            || (plan.describe)(wanted),
            |left| {
                if patience.has_limit() {
                    super::read::wait_for(plan.input, c::POLLIN, patience, left)?;
                    super::read::wait_for(plan.output, c::POLLOUT, patience, left)?;
                }
                (plan.act)(wanted).map_err(Stopped::from)
            },
            |errno| match errno {
                Errno::EINVAL => plan.rule.to_owned(),
                _ => String::new(),
            },
        );
        match count {
            Ok(count) => {
                total = total.saturating_add(count);
                progress.add(&caller.ctx(), count);
                if count == 0 || !plan.repeats || caller.ctx().is_explaining() {
                    return (total, OK);
                }
            }
            Err(leave) => return (total, Err(leave)),
        }
    }
}
