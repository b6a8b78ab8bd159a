//! Which signals are blocked, and how to sleep until one comes.
//!
//! The kernel's call is used directly: libc's hides signals 32 and 33, and its set is sixteen times as large.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Errno, Signal, SignalSet};

/// The mask at the shell's start: what children begin with when the user chose none.
static ENTRY_MASK: AtomicU64 = AtomicU64::new(0);
static ENTRY_MASK_KNOWN: AtomicBool = AtomicBool::new(false);

/// The mask that the user chose: what subshells and programs begin with.
static CHOSEN_MASK: AtomicU64 = AtomicU64::new(0);
static IS_MASK_CHOSEN: AtomicBool = AtomicBool::new(false);

/// While it lives, the signals stay blocked; dropping it restores the mask that was there before.
#[derive(Debug)]
#[must_use = "dropping the guard restores the mask"]
pub struct Blocked {
    before: SignalSet,
    /// The mask is the thread's own: the guard must not be sent to another.
    thread: PhantomData<*const ()>,
}

impl Blocked {
    /// The mask that will be restored.
    #[must_use]
    pub const fn before(&self) -> SignalSet {
        self.before
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        let _ = change(libc::SIG_SETMASK, self.before); // it was valid before
    }
}

/// Blocks the signals of `set` besides those that are blocked already.
pub fn block(set: SignalSet) -> Blocked {
    Blocked {
        before: change(libc::SIG_BLOCK, set),
        thread: PhantomData,
    }
}

/// Blocks every signal.
pub fn block_all() -> Blocked {
    block(SignalSet::ALL)
}

/// Unblocks the signals of `set` until the guard is dropped.
pub fn unblock(set: SignalSet) -> Blocked {
    Blocked {
        before: change(libc::SIG_UNBLOCK, set),
        thread: PhantomData,
    }
}

/// The present mask.
#[must_use]
pub fn mask() -> SignalSet {
    change(libc::SIG_BLOCK, SignalSet::EMPTY)
}

/// Sets the mask and gives the one before; it stays until it is set again.
pub fn set_mask(set: SignalSet) -> SignalSet {
    change(libc::SIG_SETMASK, set)
}

/// Sets the mask for good, for subshells and programs too, and gives the one before (`sigprocmask` the builtin).
pub fn choose_mask(set: SignalSet) -> SignalSet {
    CHOSEN_MASK.store(set.bits(), Ordering::Relaxed);
    IS_MASK_CHOSEN.store(true, Ordering::Relaxed);
    change(libc::SIG_SETMASK, set)
}

/// The mask of a subshell or a program: the chosen one, or that of the start. Never what the shell blocks for a moment.
pub(super) fn child_mask() -> SignalSet {
    if IS_MASK_CHOSEN.load(Ordering::Relaxed) {
        SignalSet::from_bits(CHOSEN_MASK.load(Ordering::Relaxed))
    } else {
        entry_mask()
    }
}

/// The mask with which the shell was started.
#[must_use]
pub fn entry_mask() -> SignalSet {
    if !ENTRY_MASK_KNOWN.load(Ordering::Relaxed) {
        return mask(); // never changed yet
    }
    SignalSet::from_bits(ENTRY_MASK.load(Ordering::Relaxed))
}

/// The signals that are blocked and have come (sigpending(2)).
#[must_use]
pub fn pending_in_kernel() -> SignalSet {
    let mut bits = 0_u64;
    // SAFETY: `bits` is a writable kernel signal set of the 8 bytes that the call is told.
    unsafe { libc::syscall(libc::SYS_rt_sigpending, &raw mut bits, size_of::<u64>()) };
    SignalSet::from_bits(bits)
}

/// Sleeps until a signal has been handled. None is lost: if one came before, it returns at once.
pub fn pause_until_signal() {
    let blocked = block_all();
    if !super::any_pending() {
        suspend(blocked.before());
    }
}

/// `sigsuspend`: sets the mask, sleeps until a handler has run, restores the mask. Always "fails" with `EINTR`.
pub fn suspend(mask: SignalSet) {
    let bits = mask.bits();
    // SAFETY: `bits` is a kernel signal set of the 8 bytes that the call is told; it is only read.
    unsafe { libc::syscall(libc::SYS_rt_sigsuspend, &raw const bits, size_of::<u64>()) };
}

/// `rt_sigprocmask`: the mask before. It has no error for these arguments (sigprocmask(2)).
/// The first mask ever seen is kept: it is the one at the shell's start.
fn change(how: i32, set: SignalSet) -> SignalSet {
    let before = change_in_kernel(how, set);
    if !ENTRY_MASK_KNOWN.load(Ordering::Relaxed) {
        ENTRY_MASK.store(before.bits(), Ordering::Relaxed);
        ENTRY_MASK_KNOWN.store(true, Ordering::Relaxed);
    }
    before
}

fn change_in_kernel(how: i32, set: SignalSet) -> SignalSet {
    let bits = set.bits();
    let mut before = 0_u64;
    // SAFETY: both sets have the 8 bytes that the call is told; the second is ours to write.
    unsafe {
        libc::syscall(
            libc::SYS_rt_sigprocmask,
            how,
            &raw const bits,
            &raw mut before,
            size_of::<u64>(),
        )
    };
    SignalSet::from_bits(before)
}

/// Sends `signal` to a process, or to the group `-pid` (kill(2)).
///
/// # Errors
/// `ESRCH`, `EPERM`, `EINVAL`.
pub fn kill(pid: super::Pid, signal: Signal) -> Result<(), Errno> {
    // SAFETY: two numbers; the kernel checks them.
    let send = || Errno::result(unsafe { libc::kill(pid, signal) }).map(drop);
    if matches!(signal, libc::SIGPIPE | libc::SIGXFSZ) {
        super::meaning_it(send)
    } else {
        send()
    }
}

/// Sends `signal` to this process. Not raise(3): that names a thread, and a vfork child has its parent's.
///
/// # Errors
/// `EINVAL`.
pub fn raise(signal: Signal) -> Result<(), Errno> {
    kill(crate::sys::process::id(), signal)
}
