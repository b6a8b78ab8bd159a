//! `sigprocmask sigpending sigwait`: signals that are held back, and taking them one by one.

use super::{full_name, in_c, names, set};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::flags;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, N, T, V, any, optional, some, takes};
use crate::builtin::{CallResult, Ctx, What};
use crate::plan::Call;
use crate::sys::ipc::flags::SIGPROCMASK as HOW;
use crate::sys::signal::{self, SignalInfo, SignalSet};
use crate::sys::{Errno, Signal, c};

row! {
    /// `sigprocmask`
    SIGPROCMASK = "sigprocmask" plain(sigprocmask),
    options [V],
    operands [optional("HOW", What::Flags(HOW)), any("SIG", What::Signal)],
    "sigprocmask [-v VAR] [SIG_BLOCK|SIG_UNBLOCK|SIG_SETMASK SIG…]",
    "\
int sigprocmask(int how, const sigset_t *set, sigset_t *oldset);

Changes which signals are held back from the shell, and prints those that were before; without operands only prints.
A signal that comes meanwhile is pending until it is let through, or taken by sigwait or a signalfd. SIGKILL and SIGSTOP
cannot be held back. Subshells and programs inherit the mask, as over fork and execve in C.
  -v VAR   put the names into VAR

Status: 0; 2 for wrong usage.

Example:
    sigprocmask SIG_BLOCK USR1 USR2 >/dev/null
    kill -s USR1 $$; sigpending
    sigwait USR1
    sigprocmask SIG_UNBLOCK USR1 USR2 >/dev/null
"
}

impl CallResult for SignalSet {
    fn placeholder() -> Self {
        Self::EMPTY
    }

    fn number(&self) -> i64 {
        0
    }
}

fn sigprocmask(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let before = match args.get(0) {
        None => ctx.syscall(
            || {
                Call::new("sigprocmask")
                    .names("how", "SIG_BLOCK")
                    .names("set", "NULL")
                    .out("oldset", "&old")
            },
            || Ok(signal::mask()),
        )?,
        Some(word) => {
            let how = flags::word("HOW", word, HOW)?;
            let wanted = set(args.rest(1))?;
            ctx.syscall(
                || {
                    Call::new("sigprocmask")
                        .names("how", flags::name_of(how, HOW))
                        .names("set", in_c(wanted))
                        .out("oldset", "&old")
                },
                || {
                    let before = signal::mask();
                    let new = match how {
                        c::SIG_BLOCK => before.union(wanted),
                        c::SIG_UNBLOCK => before.difference(wanted),
                        _ => wanted,
                    };
                    Ok(signal::choose_mask(new))
                },
            )?
        }
    };
    sink.give(ctx, names(before).as_bytes())?;
    OK
}

row! {
    /// `sigpending`
    SIGPENDING = "sigpending" plain(sigpending),
    options [V],
    operands [],
    "sigpending [-v VAR]",
    "\
int sigpending(sigset_t *set);

Prints the signals that have come and are held back (sigprocmask).
  -v VAR   put the names into VAR

Status: 0; 2 for wrong usage.

Example:
    sigprocmask SIG_BLOCK USR1 >/dev/null
    kill -s USR1 $$; sigpending; sigwait USR1
    sigprocmask SIG_UNBLOCK USR1 >/dev/null
"
}

fn sigpending(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let pending = ctx.syscall(
        || Call::new("sigpending").out("set", "&set"),
        || Ok(signal::pending_in_kernel()),
    )?;
    sink.give(ctx, names(pending).as_bytes())?;
    OK
}

row! {
    /// `sigwait`
    SIGWAIT = "sigwait" control(sigwait),
    options [
        V,
        T,
        N,
        EINTR,
        takes(b'i', "info", "ARR", What::Array),
    ],
    operands [some("SIG", What::Signal)],
    "sigwait [-v VAR] [-i ARR] [-t TIME] [-n] SIG…",
    "\
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);

Waits until one of these signals comes, takes it, so that no trap runs for it, and prints its name. They are held back while
it waits; what came before must have been held back by sigprocmask, or it has acted.
  -v VAR    put the name into VAR
  -i ARR    put sender, user, code and value into ARR (pid= uid= code= value=)
  -t TIME   give up after TIME (status 124)
  -n        do not wait (status 4)

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    sigprocmask SIG_BLOCK USR1 >/dev/null
    sigqueue $$ USR1 42
    sigwait -i info USR1; echo ${info[3]}
    sigprocmask SIG_UNBLOCK USR1 >/dev/null
"
}

/// A signal and what came with it.
struct Taken(Signal, SignalInfo);

impl CallResult for Taken {
    fn placeholder() -> Self {
        Self(c::SIGINT, SignalInfo::default())
    }

    fn number(&self) -> i64 {
        i64::from(self.0)
    }
}

fn sigwait(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let info_sink = Sink::new(&mut ctx, args.value("i"))?;
    let wanted = set(args.rest(0))?;
    let is_explaining = ctx.is_explaining();
    let _held = (!is_explaining).then(|| signal::block(wanted));
    let Taken(signal, info) = caller.blocking(
        &patience,
        Timing::Guarded,
        || {
            Call::new("sigtimedwait")
                .names("set", in_c(wanted))
                .told()
                .out("info", "&info")
        },
        |left| {
            let left = if patience.is_nonblocking {
                Some(std::time::Duration::ZERO)
            } else {
                left
            };
            match signal::wait_for(wanted, left) {
                Ok((signal, info)) => Ok(Taken(signal, info)),
                Err(Errno::EAGAIN) if !patience.is_nonblocking => Err(Stopped::TimedOut),
                Err(errno) => Err(Stopped::Failed(errno)),
            }
        },
    )?;
    let mut ctx = caller.ctx();
    if info_sink != Sink::Output {
        let words = [
            format!("pid={}", info.pid),
            format!("uid={}", info.uid),
            format!("code={}", info.code),
            format!("value={}", info.value),
        ];
        let words = words.into_iter().map(String::into_bytes).collect();
        info_sink.give_list(&mut ctx, words)?;
    }
    sink.give(&mut ctx, full_name(signal).as_bytes())?;
    OK
}
