//! `waitpid`: what has become of a child.

use super::process_id;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::signal::full_name;
use crate::builtin::ipc::spec::{EINTR, N, T, V_ARRAY, flag, optional};
use crate::builtin::{CallResult, Ctx, What};
use crate::plan::Call;
use crate::state::{JobState, State};
use crate::sys::{Errno, Pid, Wait, WaitFor};

row! {
    /// `waitpid`
    WAITPID = "waitpid" control(run),
    options [V_ARRAY, T, N, EINTR, flag(b'u', "untraced")],
    operands [optional("PID|-1|%JOB", What::Process)],
    "waitpid [-v ARR] [-n] [-t TIME] [-u] [PID|-1|%JOB]",
    "\
pid_t waitpid(pid_t pid, int *wstatus, int options);

Waits until a child, or any (-1, or nothing), has ended, and prints its number, its status, how it ended (exited, signaled,
stopped, continued), the signal and whether it left a core: 4711 3 exited - 0. The status is the shell's: 128 + n for a signal.
  -v ARR    put the five into the array ARR
  -n        WNOHANG: do not wait (status 4)
  -t TIME   give up after TIME (status 124)
  -u        WUNTRACED: tell of stopped and continued children too

Status: 0 when a child was told of; 1 when the call failed (ECHILD: no such child); 2 for wrong usage; 4 when it would wait; 124
when TIME is over.

Example:
    (exit 3) & waitpid -v st $!
    echo ${st[1]} ${st[2]}
"
}

/// What was learned.
struct Change(Pid, JobState, bool);

impl CallResult for Change {
    fn placeholder() -> Self {
        Self(0, JobState::Done(0), false)
    }

    fn number(&self) -> i64 {
        i64::from(self.0)
    }
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let which = match args.get(0) {
        None | Some(b"-1") => WaitFor::Any,
        Some(word) => WaitFor::Child(process_id(&ctx, word)?),
    };
    let untraced = args.has("u");
    // The shell itself may have heard of it already.
    if let (WaitFor::Child(pid), false) = (which, ctx.is_explaining())
        && let Some(state) = known_end(ctx.state, pid)
    {
        return give(&mut ctx, sink, &Change(pid, state, false));
    }
    let change = wait(caller, &patience, which, untraced)?;
    let mut ctx = caller.ctx();
    if !ctx.is_explaining() {
        note(ctx.state, &change);
    }
    give(&mut ctx, sink, &change)
}

/// The end of a child that the shell has reaped before.
fn known_end(state: &mut State, pid: Pid) -> Option<JobState> {
    let known = state
        .jobs
        .with_pid(pid)
        .and_then(|job| job.processes.iter().find(|process| process.pid == pid))
        .map(|process| process.state)
        .filter(|state| state.has_ended());
    let known = known.or_else(|| state.jobs.take_ended(pid));
    if known.is_some() {
        forget(state, pid);
    }
    known
}

/// A job all of whose processes are waited for is told of no more.
fn forget(state: &mut State, pid: Pid) {
    let number = state
        .jobs
        .with_pid(pid)
        .filter(|job| {
            job.processes
                .iter()
                .all(|process| process.state.has_ended())
        })
        .map(|job| job.number);
    if let Some(number) = number {
        state.jobs.remove(number);
    }
    state.jobs.take_ended(pid);
}

fn note(state: &mut State, change: &Change) {
    let Change(pid, job_state, is_continued) = change;
    state.jobs.update(
        *pid,
        if *is_continued {
            JobState::Running
        } else {
            *job_state
        },
    );
    if job_state.has_ended() && !is_continued {
        forget(state, *pid);
    }
}

fn wait(
    caller: &mut Caller<'_>,
    patience: &Patience,
    which: WaitFor,
    untraced: bool,
) -> Result<Change, crate::builtin::Leave> {
    let describe = || {
        let pid = match which {
            WaitFor::Any => -1,
            WaitFor::Child(pid) => pid,
        };
        let options = match (patience.is_nonblocking, untraced) {
            (false, false) => "0",
            (true, false) => "WNOHANG",
            (false, true) => "WUNTRACED|WCONTINUED",
            (true, true) => "WNOHANG|WUNTRACED|WCONTINUED",
        };
        Call::new("waitpid")
            .int("pid", pid)
            .told()
            .out("wstatus", "&status")
            .names("options", options)
    };
    let kernel = crate::sys::Real::new();
    caller.blocking_because(
        patience,
        Timing::Ticks,
        describe,
        |_| {
            use crate::sys::Kernel as _;
            match kernel.wait(which, patience.is_nonblocking, untraced)? {
                None => Err(Stopped::Failed(Errno::EAGAIN)),
                Some((pid, what)) => Ok(change(pid, what)),
            }
        },
        |errno| match errno {
            Errno::ECHILD => "no such child".to_owned(),
            Errno::EAGAIN => "it has not ended".to_owned(),
            _ => String::new(),
        },
    )
}

fn change(pid: Pid, what: Wait) -> Change {
    match what {
        Wait::Exited(status) => Change(pid, JobState::Done(status), false),
        Wait::Signaled(signal, core) => Change(pid, JobState::Signaled(signal, core), false),
        Wait::Stopped(signal) => Change(pid, JobState::Stopped(signal), false),
        Wait::Continued => Change(pid, JobState::Running, true),
    }
}

/// `4711 3 exited - 0`
fn give(ctx: &mut Ctx<'_>, sink: Sink<'_>, change: &Change) -> Done {
    let Change(pid, state, _) = change;
    let (how, signal, core) = match state {
        JobState::Running => ("continued", "-".to_owned(), false),
        JobState::Stopped(signal) => ("stopped", full_name(*signal), false),
        JobState::Done(_) => ("exited", "-".to_owned(), false),
        JobState::Signaled(signal, core) => ("signaled", full_name(*signal), *core),
    };
    let words: Vec<Vec<u8>> = [
        pid.to_string(),
        state.status().0.to_string(),
        how.to_owned(),
        signal,
        u8::from(core).to_string(),
    ]
    .into_iter()
    .map(String::into_bytes)
    .collect();
    match sink {
        Sink::Output => sink.give(ctx, &words.join(&b' '))?,
        _ => sink.give_list(ctx, words)?,
    }
    OK
}
