//! Following other processes with ptrace(2): where they enter and leave the kernel, and what they give it.
//!
//! Comes in: the number of a process that allows it. Goes out: its stops, one after the other, and looks into its memory while it
//! stands still. It never changes what the process does: signals and stops go on as if nobody looked.

use std::ffi::c_void;

use super::{Errno, Pid, Signal, process};

/// Why a process stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It enters or leaves the kernel.
    Syscall,
    /// It has started a process or a thread.
    Born(Pid),
    /// It executes another program from now on.
    Executed,
    /// It is about to end, with this status as wait(2) has it.
    Ending(i32),
    /// It was stopped as by a stop signal, and stays so.
    Stopped,
    /// It is followed from now on, or was asked to stand still.
    Attached,
    /// A signal is about to reach it.
    Signal(Signal),
    /// It has gone.
    Gone,
}

/// Entering or leaving the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// With which call and arguments.
    Enter {
        /// The number of the call.
        number: u64,
        /// Its arguments.
        args: [u64; 6],
    },
    /// With which result.
    Leave(Result<i64, Errno>),
}

const OPTIONS: i32 = libc::PTRACE_O_TRACESYSGOOD
    | libc::PTRACE_O_TRACEFORK
    | libc::PTRACE_O_TRACEVFORK
    | libc::PTRACE_O_TRACECLONE
    | libc::PTRACE_O_TRACEEXEC
    | libc::PTRACE_O_TRACEEXIT;

/// Lets `pid`, which is no ancestor, follow this process where only ancestors may (Yama); 0 takes it back.
pub fn allow(pid: Pid) {
    let pid = libc::c_ulong::try_from(pid).unwrap_or(0);
    // SAFETY: numbers only. Without Yama there is no such option, and no need of it.
    unsafe { libc::prctl(libc::PR_SET_PTRACER, pid, 0, 0, 0) };
}

/// Follows `pid` and all that it will start.
///
/// # Errors
/// `EPERM` if it is followed already or may not be, `ESRCH`.
pub fn seize(pid: Pid) -> Result<(), Errno> {
    request(libc::PTRACE_SEIZE, pid, OPTIONS as usize)?;
    request(libc::PTRACE_INTERRUPT, pid, 0)
}

/// Lets it go on to its next stop, with this signal if it is not 0.
///
/// # Errors
/// `ESRCH`: it was killed meanwhile.
pub fn resume(pid: Pid, signal: Signal) -> Result<(), Errno> {
    request(
        libc::PTRACE_SYSCALL,
        pid,
        usize::try_from(signal).unwrap_or(0),
    )
}

/// Leaves it stopped until something continues it.
///
/// # Errors
/// `ESRCH`.
pub fn leave_stopped(pid: Pid) -> Result<(), Errno> {
    request(libc::PTRACE_LISTEN, pid, 0)
}

/// Follows it no longer.
///
/// # Errors
/// `ESRCH`.
pub fn let_go(pid: Pid) -> Result<(), Errno> {
    request(libc::PTRACE_DETACH, pid, 0)
}

fn request(request: libc::c_uint, pid: Pid, data: usize) -> Result<(), Errno> {
    let nothing = std::ptr::null_mut::<c_void>();
    // SAFETY: of these requests none takes an address; data is a number.
    let result = unsafe { libc::ptrace(request, pid, nothing, data) };
    Errno::result(result).map(drop)
}

/// Waits until one of those that are followed stands still or has gone.
///
/// # Errors
/// `ECHILD`: there is none left.
pub fn next() -> Result<(Pid, Stop), Errno> {
    let mut status = 0;
    let pid = loop {
        // SAFETY: the status is ours.
        let result = unsafe { libc::waitpid(-1, &raw mut status, libc::__WALL) };
        match Errno::result(result) {
            Err(Errno::EINTR) => {}
            other => break other?,
        }
    };
    Ok((pid, stop(pid, status)))
}

fn stop(pid: Pid, status: i32) -> Stop {
    if !libc::WIFSTOPPED(status) {
        return Stop::Gone;
    }
    let signal = libc::WSTOPSIG(status);
    match status >> 16 {
        0 if signal == libc::SIGTRAP | 0x80 => Stop::Syscall,
        0 => Stop::Signal(signal),
        libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => {
            Stop::Born(Pid::try_from(message(pid)).unwrap_or(0))
        }
        libc::PTRACE_EVENT_EXEC => Stop::Executed,
        libc::PTRACE_EVENT_EXIT => Stop::Ending(i32::try_from(message(pid)).unwrap_or(0)),
        libc::PTRACE_EVENT_STOP if signal != libc::SIGTRAP => Stop::Stopped,
        _ => Stop::Attached,
    }
}

fn message(pid: Pid) -> u64 {
    let mut message: libc::c_ulong = 0;
    let nothing = std::ptr::null_mut::<c_void>();
    // SAFETY: the kernel writes one unsigned long there.
    unsafe { libc::ptrace(libc::PTRACE_GETEVENTMSG, pid, nothing, &raw mut message) };
    message
}

/// What a process that stands still at the kernel's door does there.
#[must_use]
pub fn passage(pid: Pid) -> Option<Passage> {
    // SAFETY: numbers only; all zeros is a value of it.
    let mut info: libc::ptrace_syscall_info = unsafe { std::mem::zeroed() };
    let size = size_of_val(&info);
    // SAFETY: the kernel writes at most `size` bytes there.
    let result = unsafe { libc::ptrace(libc::PTRACE_GET_SYSCALL_INFO, pid, size, &raw mut info) };
    Errno::result(result).ok()?;
    match info.op {
        libc::PTRACE_SYSCALL_INFO_ENTRY => {
            // SAFETY: `op` says that this member is filled.
            let entry = unsafe { info.u.entry };
            Some(Passage::Enter {
                number: entry.nr,
                args: entry.args,
            })
        }
        libc::PTRACE_SYSCALL_INFO_EXIT => {
            // SAFETY: as above.
            let exit = unsafe { info.u.exit };
            let failed = exit.is_error != 0;
            let errno = || Errno::from_raw(i32::try_from(-exit.sval).unwrap_or(0));
            Some(Passage::Leave(if failed {
                Err(errno())
            } else {
                Ok(exit.sval)
            }))
        }
        _ => None,
    }
}

/// Up to `length` bytes of its memory; fewer where it ends.
#[must_use]
pub fn memory(pid: Pid, address: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0_u8; length];
    let here = libc::iovec {
        iov_base: bytes.as_mut_ptr().cast(),
        iov_len: length,
    };
    let there = libc::iovec {
        iov_base: usize::try_from(address).unwrap_or(0) as *mut c_void,
        iov_len: length,
    };
    // SAFETY: `here` is ours and as long as it says; what is there is checked by the kernel.
    let count = unsafe { libc::process_vm_readv(pid, &raw const here, 1, &raw const there, 1, 0) };
    bytes.truncate(usize::try_from(count).unwrap_or(0));
    bytes
}

/// A string of C in its memory, at most a page of it.
#[must_use]
pub fn text(pid: Pid, address: u64) -> Vec<u8> {
    let page = process::page_size() as u64;
    let mut text = Vec::new();
    let mut at = address;
    while text.len() < 4096 {
        // The next page may not be there.
        let room = usize::try_from(page - at % page).unwrap_or(1);
        let part = memory(pid, at, room);
        if let Some(end) = memchr::memchr(0, &part) {
            text.extend_from_slice(part.get(..end).unwrap_or_default());
            break;
        }
        if part.is_empty() {
            break;
        }
        at = at.wrapping_add(part.len() as u64);
        text.extend(part);
    }
    text
}

/// A name of a call on this machine, and how its arguments are shown.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: &'static str,
    /// The names of its arguments and what they are.
    pub args: &'static [(&'static str, Shape)],
    /// Which argument must be a pipe, a FIFO, a socket or the like for the call to be one of inter-process communication.
    pub subject: Option<usize>,
}

/// What an argument is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A number with a sign of 32 bits.
    Int,
    /// A size.
    Size,
    /// An address or a number shown in hexadecimal.
    Hex,
    /// A System V key.
    Key,
    /// A string of C.
    Text,
    /// Bytes that are sent; which argument says how many.
    Sent(usize),
    /// Bytes that are received: as many as the result says.
    Received,
    /// Several pieces of memory that are sent; which argument says how many.
    Gathered(usize),
    /// Where the kernel puts two descriptors.
    Pair,
    /// Names of bits; the rest is shown in octal.
    Bits(&'static [(i32, &'static str)]),
}

mod calls;
pub use calls::{Flow, flow, signature};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_its_nul() {
        let text = c"hello".to_owned();
        let address = text.as_ptr() as u64;
        assert_eq!(super::text(process::id(), address), b"hello");
    }

    #[test]
    fn memory_that_is_not_there_is_empty() {
        assert_eq!(memory(process::id(), 8, 16), b"");
    }
}
