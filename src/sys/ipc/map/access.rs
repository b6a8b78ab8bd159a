//! Reading and writing at addresses that the user typed: a bad one is `EFAULT`, never the end of the shell.
//!
//! Through process_vm_readv(2) and process_vm_writev(2) on the shell itself, which tell a truncated file, a page without
//! permission and no page at all by `EFAULT`, where a plain load would be `SIGBUS` or `SIGSEGV`. Segments of System V cannot
//! shrink: they are copied plainly, after the kernel was asked to bring their pages in. Writing and atomic operations
//! reach the user's memory only.

use std::ptr;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::{at, down, owned};
use crate::sys::{Errno, process, resource};

/// Copies from an address; how many bytes came: fewer where the readable memory ends.
///
/// # Errors
/// `EFAULT`: not a single byte could be read.
pub fn read(address: usize, buffer: &mut [u8]) -> Result<usize, Errno> {
    if is_steady(address, buffer.len(), libc::PROT_READ) {
        // SAFETY: attached by us, readable, in memory, and it cannot shrink; the buffer is the shell's own and lies elsewhere.
        unsafe { ptr::copy_nonoverlapping(at(address).cast(), buffer.as_mut_ptr(), buffer.len()) };
        return Ok(buffer.len());
    }
    let (here, there) = vectors(buffer.as_mut_ptr(), buffer.len(), address);
    // SAFETY: the buffer is ours to write; the kernel checks the other side.
    let count = unsafe {
        libc::process_vm_readv(process::id(), &raw const here, 1, &raw const there, 1, 0)
    };
    match usize::try_from(count) {
        Ok(count) => Ok(count),
        Err(_) if is_forbidden() => read_through_pipe(address, buffer),
        Err(_) => Err(Errno::last()),
    }
}

/// Copies to an address; how many bytes went: fewer where the writable memory ends, or the user's.
///
/// # Errors
/// `EFAULT`: not a single byte could be written; `EPERM`: it is the shell's own memory.
pub fn write(address: usize, bytes: &[u8]) -> Result<usize, Errno> {
    if is_steady(address, bytes.len(), libc::PROT_WRITE) {
        // SAFETY: attached by us, writable, in memory, and it cannot shrink; the bytes are the shell's own and lie elsewhere.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), at(address).cast(), bytes.len()) };
        return Ok(bytes.len());
    }
    let reach = owned::reach(address, bytes.len(), 0);
    if reach == 0 && !bytes.is_empty() {
        owned::check_not_the_shells(&owned::pages(down(address), 1)?)?;
        return Err(Errno::EFAULT);
    }
    let (here, there) = vectors(bytes.as_ptr().cast_mut(), reach, address);
    // SAFETY: the bytes are only read; what is written is the user's memory, as far as `reach` says.
    let count = unsafe {
        libc::process_vm_writev(process::id(), &raw const here, 1, &raw const there, 1, 0)
    };
    match usize::try_from(count) {
        Ok(count) => Ok(count),
        Err(_) if is_forbidden() => write_through_pipe(address, bytes, reach),
        Err(_) => Err(Errno::last()),
    }
}

/// Whether memory can be used plainly: part of a segment, permitted, and brought in by the kernel just now.
fn is_steady(address: usize, length: usize, protection: i32) -> bool {
    let is_segment = owned::at(address).is_some_and(|area| {
        area.attached_at.is_some()
            && area.end - address >= length
            && area.protection & protection != 0
    });
    is_segment && length > 0 && populate(address, length, protection).is_ok()
}

/// Brings pages in, so that a touch finds them; what cannot be brought in is an error here and not a signal later.
fn populate(address: usize, length: usize, protection: i32) -> Result<(), Errno> {
    let advice = if protection & libc::PROT_WRITE != 0 {
        libc::MADV_POPULATE_WRITE
    } else {
        libc::MADV_POPULATE_READ
    };
    let start = down(address);
    let length = address - start + length;
    // SAFETY: bringing pages in changes no memory.
    Errno::result(unsafe { libc::madvise(at(start), length, advice) }).map(drop)
}

fn vectors(here: *mut u8, length: usize, there: usize) -> (libc::iovec, libc::iovec) {
    let vector = |iov_base| libc::iovec {
        iov_base,
        iov_len: length,
    };
    (vector(here.cast()), vector(at(there)))
}

/// Whether process_vm_… is not to be had at all (a container's filter), rather than the address bad.
fn is_forbidden() -> bool {
    matches!(Errno::last(), Errno::EPERM | Errno::ENOSYS | Errno::EACCES)
}

/// The same by a pipe: write(2) from a bad address is `EFAULT` too.
fn read_through_pipe(address: usize, buffer: &mut [u8]) -> Result<usize, Errno> {
    let pipe = Pipe::new()?;
    let mut done = 0;
    for part in buffer.chunks_mut(process::page_size()) {
        let count = match pipe.fill_from(address + done, part.len()) {
            Ok(count) => count,
            Err(errno) if done == 0 => return Err(errno),
            Err(_) => break,
        };
        done += pipe.drain_to(part.as_mut_ptr().expose_provenance(), count)?;
        if count < part.len() {
            break;
        }
    }
    Ok(done)
}

fn write_through_pipe(address: usize, bytes: &[u8], reach: usize) -> Result<usize, Errno> {
    let pipe = Pipe::new()?;
    let mut done = 0;
    for part in bytes
        .get(..reach)
        .unwrap_or_default()
        .chunks(process::page_size())
    {
        let count = pipe.fill_from(part.as_ptr().expose_provenance(), part.len())?;
        match pipe.drain_to(address + done, count) {
            Ok(count) => done += count,
            Err(errno) if done == 0 => return Err(errno),
            Err(_) => break,
        }
    }
    Ok(done)
}

struct Pipe {
    read: std::os::fd::OwnedFd,
    write: std::os::fd::OwnedFd,
}

impl Pipe {
    fn new() -> Result<Self, Errno> {
        use nix::fcntl::OFlag;
        let (read, write) = nix::unistd::pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK)?;
        Ok(Self { read, write })
    }

    fn fill_from(&self, address: usize, length: usize) -> Result<usize, Errno> {
        use std::os::fd::AsRawFd as _;
        // SAFETY: only reads memory, and the kernel checks the address.
        let count = unsafe { libc::write(self.write.as_raw_fd(), at(address), length) };
        usize::try_from(count).map_err(|_| Errno::last())
    }

    /// To be called with addresses of a buffer, or of the user's memory.
    fn drain_to(&self, address: usize, length: usize) -> Result<usize, Errno> {
        use std::os::fd::AsRawFd as _;
        // SAFETY: both callers write to a buffer that they borrow, or to what `reach` found to be the user's.
        let count = unsafe { libc::read(self.read.as_raw_fd(), at(address), length) };
        usize::try_from(count).map_err(|_| Errno::last())
    }
}

/// The size of what an atomic operation works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One byte.
    Bits8,
    /// Two bytes.
    Bits16,
    /// Four bytes: the size of a futex.
    Bits32,
    /// Eight bytes.
    Bits64,
}

/// An atomic operation, sequentially consistent; numbers wrap at the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtomicOp {
    /// Reads.
    Load,
    /// Writes.
    Store(u64),
    /// Adds.
    Add(u64),
    /// Subtracts.
    Sub(u64),
    /// Writes and gives what was there.
    Exchange(u64),
    /// Writes the second if the first is there.
    CompareExchange(u64, u64),
}

/// Does an atomic operation on the user's memory and gives what was there before.
///
/// # Errors
/// `EINVAL`: not aligned; `EACCES`: the mapping does not permit it; `EFAULT`: nothing of the user's is there, or the file has
/// no such page.
pub fn atomic(address: usize, width: Width, operation: AtomicOp) -> Result<u64, Errno> {
    let size = match width {
        Width::Bits8 => 1,
        Width::Bits16 => 2,
        Width::Bits32 => 4,
        Width::Bits64 => 8,
    };
    if !address.is_multiple_of(size) {
        return Err(Errno::EINVAL);
    }
    let needed = match operation {
        AtomicOp::Load => libc::PROT_READ,
        _ => libc::PROT_READ | libc::PROT_WRITE,
    };
    match (
        owned::reach(address, size, 0),
        owned::reach(address, size, needed),
    ) {
        (_, reach) if reach == size => {}
        (reach, _) if reach == size => return Err(Errno::EACCES),
        _ => return Err(Errno::EFAULT),
    }
    populate(address, size, needed).map_err(|_| Errno::EFAULT)?;
    Ok(apply(address, width, operation))
}

/// One arm for each width: the number is cut to it on the way in, and widened on the way out.
macro_rules! atomic_at {
    ($type:ty, $number:ty, $address:expr, $operation:expr) => {{
        let pointer: *mut $number = at($address).cast();
        // SAFETY: aligned, the user's, permitted and brought in: `atomic` has checked. Others may use it at the same time:
        // that is what an atomic is for.
        let atomic = unsafe { <$type>::from_ptr(pointer) };
        let cut = |number: u64| number as $number;
        u64::from(match $operation {
            AtomicOp::Load => atomic.load(Ordering::SeqCst),
            AtomicOp::Store(value) => atomic.swap(cut(value), Ordering::SeqCst),
            AtomicOp::Exchange(value) => atomic.swap(cut(value), Ordering::SeqCst),
            AtomicOp::Add(value) => atomic.fetch_add(cut(value), Ordering::SeqCst),
            AtomicOp::Sub(value) => atomic.fetch_sub(cut(value), Ordering::SeqCst),
            AtomicOp::CompareExchange(old, new) => {
                match atomic.compare_exchange(cut(old), cut(new), Ordering::SeqCst, Ordering::SeqCst) {
                    Ok(before) | Err(before) => before,
                }
            }
        })
    }};
}

fn apply(address: usize, width: Width, operation: AtomicOp) -> u64 {
    match width {
        Width::Bits8 => atomic_at!(AtomicU8, u8, address, operation),
        Width::Bits16 => atomic_at!(AtomicU16, u16, address, operation),
        Width::Bits32 => atomic_at!(AtomicU32, u32, address, operation),
        Width::Bits64 => atomic_at!(AtomicU64, u64, address, operation),
    }
}

/// Sleeps while the four bytes at an address are `expected`, until somebody wakes us (futex(2), `FUTEX_WAIT`).
///
/// # Errors
/// `EAGAIN` (they are not), `EFAULT`, `EINTR`, `EINVAL` (not aligned), `ETIMEDOUT`.
pub fn futex_wait(address: usize, expected: u32, timeout: Option<Duration>) -> Result<(), Errno> {
    let timeout = timeout.map(resource::timespec);
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the kernel only reads the four bytes, and checks the address.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_futex,
            at(address),
            libc::FUTEX_WAIT,
            expected,
            timeout,
        )
    };
    Errno::result(answer).map(drop)
}

/// Wakes at most `count` that sleep at an address, and tells how many (futex(2), `FUTEX_WAKE`).
///
/// # Errors
/// `EFAULT`, `EINVAL` (not aligned).
pub fn futex_wake(address: usize, count: u32) -> Result<u32, Errno> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    // SAFETY: the kernel changes nothing there, and checks the address.
    let woken = unsafe { libc::syscall(libc::SYS_futex, at(address), libc::FUTEX_WAKE, count) };
    Errno::result(woken).map(|woken| u32::try_from(woken).unwrap_or(0))
}

/// Touches an address plainly in a child, so that one can watch it die: the child's status, `128 + n` by signal `n`.
/// With a byte, it is stored; otherwise one is loaded.
///
/// # Errors
/// `EAGAIN`, `ENOMEM` of fork(2).
pub fn touch_in_child(address: usize, store: Option<u8>) -> Result<i32, Errno> {
    process::run_in_child(|| {
        crate::sys::signal::reset_for_child(crate::sys::signal::SignalSet::EMPTY);
        let no_core = resource::Limit {
            soft: Some(0),
            hard: Some(0),
        };
        let _ = resource::set_limit(resource::Resource::Core, no_core); // its death is no accident
        let pointer: *mut u8 = at(address).cast();
        match store {
            // SAFETY: none, on purpose: this process exists to see what happens, and ends here.
            Some(byte) => unsafe { pointer.write_volatile(byte) },
            None => {
                // SAFETY: as above.
                unsafe { pointer.read_volatile() };
            }
        }
        0
    })
}
