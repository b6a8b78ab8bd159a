//! Signals: what has come, what shall happen when one comes, and what a child begins with.
//!
//! The flags here are the only global state of the program. A handler does nothing but set them; the evaluator
//! asks [`any_pending`], one relaxed load, between commands and after each `EINTR`, and runs the traps.
//! Handlers are installed without `SA_RESTART`: a signal ends every sleep, and the sleeper decides.

mod mask;
mod names;
pub mod numbers;
mod queue;
mod senders;
mod set;

pub use mask::{
    Blocked, block, block_all, choose_mask, entry_mask, kill, mask, pause_until_signal,
    pending_in_kernel, raise, set_mask, suspend, unblock,
};
pub use names::{RTMAX, RTMIN, signal_description, signal_name, signal_number};
pub(in crate::sys) use queue::value_of;
pub use queue::{sigqueue, wait_for};
pub use senders::{info, next_info};
pub use set::SignalSet;

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Errno, Pid, Signal};

/// Whether any flag is up: the only thing that the evaluator asks in each turn.
static ANY: AtomicBool = AtomicBool::new(false);
/// The flags, one bit for each signal.
static PENDING: AtomicU64 = AtomicU64::new(0);
/// Signals whose disposition this process has set to a handler, or to ignore.
static HANDLED: AtomicU64 = AtomicU64::new(0);
static IGNORED: AtomicU64 = AtomicU64::new(0);
/// Whether a `SIGPIPE` or `SIGXFSZ` that comes now was sent on purpose.
static IS_MEANT: AtomicBool = AtomicBool::new(false);
/// Whether `SIGPIPE` does nothing here: in the shell, not in its children.
static PIPE_IS_ERROR: AtomicBool = AtomicBool::new(false);
/// Signals whose disposition at the start is known, and those that were ignored then.
static ENTRY_KNOWN: AtomicU64 = AtomicU64::new(0);
static ENTRY_IGNORED: AtomicU64 = AtomicU64::new(0);

/// What the kernel told with a signal (sigaction(2), `siginfo_t`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalInfo {
    /// `si_pid`: the sender, or the child of `SIGCHLD`.
    pub pid: Pid,
    /// `si_uid`
    pub uid: u32,
    /// `si_code`: `SI_USER`, `SI_QUEUE`, `CLD_EXITED`, …
    pub code: i32,
    /// `si_value.sival_int`, of sigqueue(3)
    pub value: i32,
}

/// What happens when a signal comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// `SIG_DFL`
    Default,
    /// `SIG_IGN`
    Ignored,
    /// A handler runs.
    Handled,
}

/// Whether any signal has come that was not taken yet.
#[inline]
#[must_use]
pub fn any_pending() -> bool {
    ANY.load(Ordering::Relaxed)
}

/// The signals that have come and were not taken yet.
#[must_use]
pub fn pending() -> SignalSet {
    SignalSet::from_bits(PENDING.load(Ordering::Acquire))
}

/// The signals that have come; their flags go down.
pub fn take_pending() -> SignalSet {
    // ANY first: a signal that comes in between raises it again.
    ANY.store(false, Ordering::Release);
    SignalSet::from_bits(PENDING.swap(0, Ordering::AcqRel))
}

/// Whether `signal` has come; its flag goes down.
pub fn take(signal: Signal) -> bool {
    let bit = SignalSet::bit(signal);
    ANY.store(false, Ordering::Release);
    let before = PENDING.fetch_and(!bit, Ordering::AcqRel);
    if before & !bit != 0 {
        ANY.store(true, Ordering::Release);
    }
    before & bit != 0
}

/// Raises the flag of `signal` as its handler would.
pub fn mark_pending(signal: Signal) {
    PENDING.fetch_or(SignalSet::bit(signal), Ordering::AcqRel);
    ANY.store(true, Ordering::Release);
}

/// The first thing a shell does: from here on a write to a broken pipe is `EPIPE` and not death, and one past the limit on
/// the size of files (`ulimit -f`) is `EFBIG`.
///
/// A handler, not `SIG_IGN`: exec resets handlers, so that programs start with the default at no cost.
/// What was ignored at the start stays ignored.
pub fn start() {
    PIPE_IS_ERROR.store(true, Ordering::Relaxed);
    for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
        if let Ok(Disposition::Ignored) = set(signal, Action::Nothing) {
            let _ = set(signal, Action::Ignore); // it was allowed a moment ago
        }
    }
}

/// Whether the default of `signal` is not for this process: the write that met it fails instead.
fn is_error(signal: Signal) -> bool {
    signal == libc::SIGXFSZ || signal == libc::SIGPIPE && PIPE_IS_ERROR.load(Ordering::Relaxed)
}

/// The same in a child that goes on as a subshell and is about to pretend that there is another one in it: a broken pipe
/// ends only the inner one.
pub fn break_no_pipe() {
    if !PIPE_IS_ERROR.load(Ordering::Relaxed) {
        start();
    }
}

/// From now on `signal` only raises its flag, and ends sleeping calls with `EINTR`.
///
/// # Errors
/// `EINVAL` for what is no signal, and for `SIGKILL` and `SIGSTOP`.
pub fn install_flag_handler(signal: Signal) -> Result<(), Errno> {
    set(signal, Action::Flag).map(drop)
}

/// From now on `signal` does what it does by default: what makes a write fail does nothing (see [`start`]).
///
/// # Errors
/// As [`install_flag_handler`].
pub fn set_default(signal: Signal) -> Result<(), Errno> {
    set(signal, default_of(signal)).map(drop)
}

fn default_of(signal: Signal) -> Action {
    if is_error(signal) {
        Action::Nothing
    } else {
        Action::Default
    }
}

/// From now on `signal` is ignored.
///
/// # Errors
/// As [`install_flag_handler`].
pub fn set_ignored(signal: Signal) -> Result<(), Errno> {
    set(signal, Action::Ignore).map(drop)
}

/// What happens now when `signal` comes, asked from the kernel.
///
/// # Errors
/// `EINVAL` for what is no signal.
pub fn disposition(signal: Signal) -> Result<Disposition, Errno> {
    sigaction(signal, None).inspect(|now| learn_entry(signal, *now))
}

/// Whether `signal` was ignored when the shell started (XCU 2.15 trap: it stays ignored then).
#[must_use]
pub fn ignored_at_entry(signal: Signal) -> bool {
    let bit = SignalSet::bit(signal);
    if ENTRY_KNOWN.load(Ordering::Relaxed) & bit == 0 {
        let _ = disposition(signal); // an error means no such signal: not ignored
    }
    ENTRY_IGNORED.load(Ordering::Relaxed) & bit != 0
}

/// From now on `signal` counts as one that had its default action when the shell started: an interactive shell's user has
/// said what it does.
pub fn forget_entry(signal: Signal) {
    let bit = SignalSet::bit(signal);
    ENTRY_KNOWN.fetch_or(bit, Ordering::Relaxed);
    ENTRY_IGNORED.fetch_and(!bit, Ordering::Relaxed);
}

/// In a forked child that goes on as a subshell: every signal that the shell handles or ignores for itself is again as
/// it was at the start; those of `ignored` (`trap ''`, and `INT` and `QUIT` of an asynchronous list) are ignored;
/// the mask is the one that the user chose, or that of the start; no signal of the parent's is pending.
pub fn reset_for_child(ignored: SignalSet) {
    PIPE_IS_ERROR.store(false, Ordering::Relaxed);
    let handled = SignalSet::from_bits(HANDLED.load(Ordering::Relaxed));
    let own = SignalSet::from_bits(IGNORED.load(Ordering::Relaxed)).union(handled);
    for signal in own.union(ignored).iter() {
        let ignore = ignored.contains(signal) || ignored_at_entry(signal);
        // With SIGCHLD ignored the kernel would throw the statuses of the subshell's children away.
        let action = if ignore && signal != libc::SIGCHLD {
            Action::Ignore
        } else {
            default_of(signal)
        };
        let _ = set(signal, action); // KILL and STOP in `ignored`: cannot be, and need not
    }
    take_pending();
    senders::forget();
    set_mask(mask::child_mask());
}

/// The same for a child about to exec (a mask is inherited over execve(2)), which may share the shell's memory (vfork): it writes no flag,
/// and leaves `SIGPIPE` and `SIGXFSZ` to exec, which resets handlers. [`Kernel::exec`](super::Kernel::exec) must follow.
pub fn reset_for_exec(ignored: SignalSet) {
    let handled = SignalSet::from_bits(HANDLED.load(Ordering::Relaxed));
    let own = SignalSet::from_bits(IGNORED.load(Ordering::Relaxed)).union(handled);
    let entry_ignored = SignalSet::from_bits(ENTRY_IGNORED.load(Ordering::Relaxed));
    for signal in own.union(ignored).iter() {
        let ignore = ignored.contains(signal) || entry_ignored.contains(signal);
        let is_left = matches!(signal, libc::SIGPIPE | libc::SIGXFSZ);
        if is_left && handled.contains(signal) && !ignore {
            continue;
        }
        let action = if ignore {
            Action::Ignore
        } else {
            Action::Default
        };
        let _ = sigaction(signal, Some(action)); // as above
    }
    set_mask(mask::child_mask());
}

/// Ends this process by `signal`, so that the parent sees what happened (`WIFSIGNALED`).
pub fn die_of(signal: Signal) -> ! {
    let _ = set(signal, Action::Default); // KILL and STOP need none
    let _ = raise(signal);
    let _ = set_mask(SignalSet::ALL.without(signal));
    // Only a signal whose default is not death gets here.
    super::process::exit_now(128_i32.saturating_add(signal))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Default,
    Ignore,
    /// A handler that raises the flag.
    Flag,
    /// A handler that does nothing: for `SIGPIPE` and `SIGXFSZ`.
    Nothing,
}

/// Changes a disposition, keeps account of it, and gives the one before.
fn set(signal: Signal, action: Action) -> Result<Disposition, Errno> {
    let bit = SignalSet::bit(signal);
    let before = sigaction(signal, Some(action))?;
    learn_entry(signal, before);
    let (handled, ignored) = match action {
        Action::Default => (0, 0),
        Action::Ignore => (0, bit),
        Action::Flag | Action::Nothing => (bit, 0),
    };
    replace_bit(&HANDLED, bit, handled);
    replace_bit(&IGNORED, bit, ignored);
    Ok(before)
}

fn replace_bit(set: &AtomicU64, bit: u64, value: u64) {
    set.fetch_and(!bit, Ordering::Relaxed);
    set.fetch_or(value, Ordering::Relaxed);
}

/// The first disposition ever seen is the one at the start.
fn learn_entry(signal: Signal, now: Disposition) {
    let bit = SignalSet::bit(signal);
    if ENTRY_KNOWN.fetch_or(bit, Ordering::Relaxed) & bit == 0 && now == Disposition::Ignored {
        ENTRY_IGNORED.fetch_or(bit, Ordering::Relaxed);
    }
}

/// sigaction(2): sets if there is an action, and gives the disposition before.
fn sigaction(signal: Signal, action: Option<Action>) -> Result<Disposition, Errno> {
    let new = action.map(in_c);
    let new = new.as_ref().map_or(ptr::null(), ptr::from_ref);
    let mut old = in_c(Action::Default);
    // SAFETY: `new` is null or a whole action, whose handler only stores to atomics; `old` is ours to write.
    Errno::result(unsafe { libc::sigaction(signal, new, &raw mut old) })?;
    Ok(match old.sa_sigaction {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignored,
        _ => Disposition::Handled,
    })
}

fn in_c(action: Action) -> libc::sigaction {
    // SAFETY: all-zero is a valid action: default, empty mask, no flags, no restorer (libc adds it).
    let mut c: libc::sigaction = unsafe { std::mem::zeroed() };
    match action {
        Action::Default => c.sa_sigaction = libc::SIG_DFL,
        Action::Ignore => c.sa_sigaction = libc::SIG_IGN,
        Action::Flag => {
            c.sa_sigaction = on_signal as *const () as usize;
            c.sa_flags = libc::SA_SIGINFO;
        }
        Action::Nothing => {
            c.sa_sigaction = on_nothing as *const () as usize;
            c.sa_flags = libc::SA_RESTART | libc::SA_SIGINFO;
        }
    }
    c
}

/// A broken pipe or a full file does nothing: the write that met it says `EPIPE` or `EFBIG`. Sent by somebody, the signal does what it does by default.
///
/// The kernel marks both alike, as sent by this very process; so [`kill`](super::Kernel::kill) says when it means it.
extern "C" fn on_nothing(signal: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    // SAFETY: with SA_SIGINFO the kernel hands over a whole siginfo_t.
    let Some(info) = (unsafe { info.as_ref() }) else {
        return;
    };
    let sent = sent(info);
    // A write that fails is marked as kill(2) is.
    let is_from_elsewhere = sent.pid != super::process::id() || sent.code != libc::SI_USER;
    if is_from_elsewhere || IS_MEANT.load(Ordering::Relaxed) {
        let _ = sigaction(signal, Some(Action::Default)); // nothing more can be done
        let _ = raise(signal); // it comes when this handler returns
    }
}

/// Runs `send`, which may send `SIGPIPE` or `SIGXFSZ` to this very process and means it.
pub(super) fn meaning_it<T>(send: impl FnOnce() -> T) -> T {
    IS_MEANT.store(true, Ordering::Relaxed);
    let result = send();
    IS_MEANT.store(false, Ordering::Relaxed);
    result
}

/// The one handler: raises the flag and keeps who sent it. Only atomics: safe at any point of the program.
extern "C" fn on_signal(signal: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    // SAFETY: with SA_SIGINFO the kernel hands over a whole siginfo_t.
    let Some(info) = (unsafe { info.as_ref() }) else {
        return;
    };
    if super::tick::is_tick(info) {
        return;
    }
    senders::remember(signal, sent(info));
    mark_pending(signal);
}

/// What a `siginfo_t` says of the sender.
fn sent(info: &libc::siginfo_t) -> SignalInfo {
    // SAFETY: the union's bytes are initialised whichever member is meant; the kernel zeroes what it does not use.
    let pid = unsafe { info.si_pid() };
    // SAFETY: as above.
    let uid = unsafe { info.si_uid() };
    // SAFETY: as above.
    let value = unsafe { info.si_value() };
    SignalInfo {
        pid,
        uid,
        code: info.si_code,
        value: int_of(value),
    }
}

/// `sival_int` of a `sigval`, of which the libc crate shows only the pointer.
pub(super) fn int_of(value: libc::sigval) -> i32 {
    let bytes = (value.sival_ptr as usize).to_ne_bytes();
    bytes
        .first_chunk()
        .map_or(0, |int| i32::from_ne_bytes(*int))
}

#[cfg(test)]
mod tests;
