//! `sigqueue` and `sigaction`: a signal with a value, and what a process does with its signals.

use super::{full_name, names, signal};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number;
use crate::builtin::ipc::process::process_id;
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{J, V, any, one, optional};
use crate::builtin::{Ctx, What};
use crate::look::process::{SignalMasks, signal_masks};
use crate::plan::Call;
use crate::sys::signal::{SignalSet, sigqueue as queue};
use crate::sys::{Errno, process};

row! {
    /// `sigqueue`
    SIGQUEUE = "sigqueue" plain(sigqueue),
    options [],
    operands [
        one("PID", What::Process),
        one("SIG", What::Signal),
        optional("VALUE", What::Number),
    ],
    "sigqueue PID|%JOB SIG [VALUE]",
    "\
int sigqueue(pid_t pid, int sig, const union sigval value);

Sends a signal with a number. A trap sees it in $SIGINFO_VALUE (with $SIGINFO_PID and $SIGINFO_CODE), sigwait -i and
sysread -f siginfo of a signalfd show it. Real-time signals (RTMIN to RTMAX) queue: each of them comes, in order.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    trap 'echo $SIGINFO_VALUE' USR1
    sigqueue $$ USR1 42
    trap - USR1
"
}

fn sigqueue(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let pid = process_id(ctx, args.operand(0))?;
    let number = signal(args.operand(1))?;
    let value = args
        .get(2)
        .map_or(Ok(0), |word| number::int("VALUE", word))?;
    ctx.syscall(
        || {
            Call::new("sigqueue")
                .int("pid", pid)
                .told()
                .names("sig", full_name(number))
                .told()
                .int("value", value)
        },
        || queue(pid, number, value),
    )?;
    OK
}

row! {
    /// `sigaction`
    SIGACTION = "sigaction" plain(sigaction),
    options [V, J],
    operands [
        optional("PID", What::Process),
        any("MEMBER", What::Word(&["SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"])),
    ],
    "sigaction [-v VAR] [-j] [PID|%JOB [MEMBER…]]",
    "\
int sigaction(int signum, const struct sigaction *act, struct sigaction *oldact);

Shows what a process (this shell unless told otherwise) does with its signals, from /proc/PID/status: pending ones (SigPnd of
the thread, ShdPnd of the process), held back (SigBlk), ignored (SigIgn), caught by a handler (SigCgt). trap changes them here.
  -v VAR   put the lines name=value into the array VAR, or the names of one MEMBER into VAR
  -j       JSON

Status: 0; 1 when the process may not be looked at; 2 for wrong usage.

Example:
    trap '' USR1
    sigaction $$ SigIgn
    trap - USR1
"
}

fn sigaction(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let pid = match args.get(0) {
        Some(word) => process_id(ctx, word)?,
        None => process::id(),
    };
    let mut masks = SignalMasks::default();
    ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", format!("/proc/{pid}/status").as_bytes())
                .told()
                .names("flags", "O_RDONLY")
        },
        || {
            masks = signal_masks(pid).ok_or(Errno::ESRCH)?;
            Ok(())
        },
    )?;
    let shown = |bits: u64| names(SignalSet::from_bits(bits)).into_bytes();
    Record::new()
        .text("SigPnd", shown(masks.pending))
        .text("ShdPnd", shown(masks.shared_pending))
        .text("SigBlk", shown(masks.blocked))
        .text("SigIgn", shown(masks.ignored))
        .text("SigCgt", shown(masks.caught))
        .give(ctx, args, sink, args.rest(1))
}
