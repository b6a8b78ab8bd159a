//! `eventfd signalfd memfd_create pidfd_open pidfd_getfd`: each makes one descriptor.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::{above_standard, give_fd, of, refuse_lost};
use crate::builtin::ipc::process::process_id;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::signal::set;
use crate::builtin::ipc::spec::{N, V, flag, one, optional, some, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::plan::Call;
use crate::sys::ipc::flags::{EVENTFD as EFD, MEMFD as MFD, PIDFD, SIGNALFD as SFD};
use crate::sys::ipc::{event, fd as sys_fd, pidfd};
use crate::sys::{Errno, Fd, c, process, signal};

/// Makes a descriptor and gives it to the user, who passes it on to programs unless it is close-on-exec.
fn give_new(
    ctx: &mut Ctx<'_>,
    sink: Sink<'_>,
    is_cloexec: bool,
    describe: impl Fn() -> Call,
    make: impl FnOnce() -> Result<Fd, Errno>,
    why: impl FnOnce(Errno) -> String,
) -> Result<(), BuiltinError> {
    let fd = ctx.syscall_because(
        describe,
        || {
            let fd = make()?;
            if !is_cloexec {
                // pidfds are born close-on-exec; what the user makes here is inherited unless asked otherwise.
                sys_fd::control(fd, c::F_SETFD, 0)?;
            }
            Ok(fd)
        },
        why,
    )?;
    let fd = above_standard(ctx, fd, is_cloexec)?;
    give_fd(ctx, sink, fd)
}

fn nothing(_: Errno) -> String {
    String::new()
}

row! {
    /// `eventfd`
    EVENTFD = "eventfd" plain(eventfd),
    options [V, N, flag(b's', "semaphore")],
    operands [optional("VALUE", What::Number), optional("FLAGS", What::Flags(EFD))],
    "eventfd [-v VAR] [-n] [-s] [VALUE [FLAGS]]",
    "\
int eventfd(unsigned int initval, int flags);

Makes a counter of 64 bits and prints its descriptor: a write adds to it, a read takes it all and waits while it is 0.
FLAGS are EFD_SEMAPHORE (a read takes one), EFD_NONBLOCK, EFD_CLOEXEC.
  -v VAR   put the descriptor into VAR
  -n       EFD_NONBLOCK
  -s       EFD_SEMAPHORE

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    eventfd -v e
    syswrite -f u64 $e 3; syswrite -f u64 $e 4
    sysread -f u64 $e
    close $e
"
}

fn eventfd(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let value = args.get(0).map_or(Ok(0), |word| {
        let value = number::unsigned("VALUE", word)?;
        u32::try_from(value).map_err(|_| number::bad("VALUE", word, "out of range 0 to 4294967295"))
    })?;
    let mut bits = flags::optional("FLAGS", args.get(1), EFD)?;
    if args.has("n") {
        bits |= c::EFD_NONBLOCK;
    }
    if args.has("s") {
        bits |= c::EFD_SEMAPHORE;
    }
    refuse_lost(ctx, sink, "descriptor", "eventfd -v VAR")?;
    give_new(
        ctx,
        sink,
        bits & c::EFD_CLOEXEC != 0,
        || {
            Call::new("eventfd")
                .int("initval", value)
                .names("flags", EFD.decode(i64::from(bits)))
        },
        || event::eventfd(value, bits),
        nothing,
    )?;
    OK
}

row! {
    /// `signalfd`
    SIGNALFD = "signalfd" plain(signalfd),
    options [V, N, takes(b'f', "fd", "FD", What::Fd)],
    operands [some("SIG", What::Signal)],
    "signalfd [-v VAR] [-n] SIG… | signalfd -f FD SIG…",
    "\
int signalfd(int fd, const sigset_t *mask, int flags);

Makes a descriptor from which signals are read, and prints it. The signals are held back from now on (sigprocmask), so that
they are read and do not act. sysread -f siginfo shows who sent them.
  -v VAR   put the descriptor into VAR
  -f FD    change which signals an old one gives
  -n       SFD_NONBLOCK

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    signalfd -v s USR1
    sigqueue $$ USR1 7
    sysread -f siginfo $s >/dev/null
    close $s; sigprocmask SIG_UNBLOCK USR1 >/dev/null
"
}

fn signalfd(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let old = args
        .value("f")
        .map(|word| of(ctx, "FD", word))
        .transpose()?;
    let wanted = set(args.rest(0))?;
    let bits = if args.has("n") { c::SFD_NONBLOCK } else { 0 };
    refuse_lost(ctx, sink, "descriptor", "signalfd -v VAR SIG…")?;
    let describe = || {
        Call::new("signalfd")
            .int("fd", old.unwrap_or(-1))
            .names(
                "mask",
                format!("[{}]", crate::builtin::ipc::signal::names(wanted)),
            )
            .names("flags", SFD.decode(i64::from(bits)))
    };
    let make = || {
        let fd = event::signalfd(old, wanted, bits)?;
        signal::choose_mask(signal::mask().union(wanted));
        Ok(fd)
    };
    if old.is_some() {
        ctx.syscall(describe, make)?;
        return OK;
    }
    give_new(ctx, sink, false, describe, make, nothing)?;
    OK
}

row! {
    /// `memfd_create`
    MEMFD_CREATE = "memfd_create" plain(memfd_create),
    options [V],
    operands [one("NAME", What::Text), optional("FLAGS", What::Flags(MFD))],
    "memfd_create [-v VAR] NAME [FLAGS]",
    "\
int memfd_create(const char *name, unsigned int flags);

Makes a file in memory that has no place in any directory, and prints its descriptor; it goes with the last one. NAME is shown
in /proc only. FLAGS are MFD_ALLOW_SEALING, MFD_CLOEXEC, MFD_HUGETLB. fcntl FD F_ADD_SEALS forbids changes for ever.
  -v VAR   put the descriptor into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    memfd_create -v f demo MFD_ALLOW_SEALING
    ftruncate $f 4K
    fcntl $f F_ADD_SEALS F_SEAL_SHRINK
    ftruncate -q $f 0 || echo sealed
    close $f
"
}

fn memfd_create(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let name = args.operand(0);
    let bits = flags::optional("FLAGS", args.get(1), MFD)?.cast_unsigned();
    let c_name = process::c_string(name)
        .map_err(|_| number::bad("NAME", name, "a name holds no NUL byte"))?;
    refuse_lost(ctx, sink, "descriptor", "memfd_create -v VAR NAME")?;
    give_new(
        ctx,
        sink,
        bits & c::MFD_CLOEXEC != 0,
        || {
            Call::new("memfd_create")
                .text("name", name)
                .told()
                .names("flags", MFD.decode(i64::from(bits)))
        },
        || event::memfd(&c_name, bits),
        |errno| match errno {
            Errno::EINVAL if name.len() > 249 => "a name has at most 249 bytes".to_owned(),
            _ => String::new(),
        },
    )?;
    OK
}

row! {
    /// `pidfd_open`
    PIDFD_OPEN = "pidfd_open" plain(pidfd_open),
    options [V, N],
    operands [one("PID", What::Process), optional("FLAGS", What::Flags(PIDFD))],
    "pidfd_open [-v VAR] [-n] PID|%JOB [FLAGS]",
    "\
int syscall(SYS_pidfd_open, pid_t pid, unsigned int flags);

Makes a descriptor that stands for a process, and prints it. It becomes readable (poll) when the process ends, and never stands
for another process that gets the same number later.
  -v VAR   put the descriptor into VAR
  -n       PIDFD_NONBLOCK

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sleep 0.1 & pidfd_open -v p $!
    poll $p
    close $p; wait
"
}

fn pidfd_open(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let pid = process_id(ctx, args.operand(0))?;
    let mut bits = flags::optional("FLAGS", args.get(1), PIDFD)?.cast_unsigned();
    if args.has("n") {
        bits |= c::O_NONBLOCK.cast_unsigned();
    }
    refuse_lost(ctx, sink, "descriptor", "pidfd_open -v VAR PID")?;
    give_new(
        ctx,
        sink,
        false,
        || {
            Call::new("pidfd_open")
                .int("pid", pid)
                .told()
                .names("flags", PIDFD.decode(i64::from(bits)))
        },
        || pidfd::open(pid, bits),
        nothing,
    )?;
    OK
}

row! {
    /// `pidfd_getfd`
    PIDFD_GETFD = "pidfd_getfd" plain(pidfd_getfd),
    options [V, flag(b'x', "cloexec")],
    operands [one("PID", What::Process), one("FD", What::Number)],
    "pidfd_getfd [-v VAR] [-x] PID|%JOB FD",
    "\
int syscall(SYS_pidfd_getfd, int pidfd, int targetfd, unsigned int flags);

Takes a copy of another process's descriptor and prints it: both share the open file description. Needs the right to trace
that process (one's own children may be looked into).
  -v VAR   put the descriptor into VAR
  -x       O_CLOEXEC: programs do not inherit it

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sleep 1 & pidfd_getfd -v f $! 0
    close $f; kill $!
"
}

fn pidfd_getfd(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let pid = process_id(ctx, args.operand(0))?;
    let target = number::fd("FD", args.operand(1))?;
    refuse_lost(ctx, sink, "descriptor", "pidfd_getfd -v VAR PID FD")?;
    let process = ctx.syscall(
        || {
            Call::new("pidfd_open")
                .int("pid", pid)
                .told()
                .int("flags", 0)
        },
        || pidfd::open(pid, 0),
    )?;
    let result = give_new(
        ctx,
        sink,
        args.has("x"),
        || {
            Call::new("pidfd_getfd")
                .names("pidfd", format!("process {pid}"))
                .told()
                .int("targetfd", target)
                .told()
                .int("flags", 0)
        },
        || pidfd::get(process, target),
        |errno| match errno {
            Errno::EPERM => "needs the right to trace that process".to_owned(),
            Errno::EBADF => "that process has no such descriptor".to_owned(),
            _ => String::new(),
        },
    );
    if !ctx.is_explaining() {
        let _ = ctx.kernel.close(process); // it was only needed for the copy
    }
    result?;
    OK
}
