//! POSIX message queues (mq_overview(7)).
//!
//! A queue descriptor is a file descriptor on Linux: it can be polled. Time limits are relative here; the calls want a moment
//! of the real-time clock.

use std::time::Duration;

use super::fd::counted;
use crate::sys::process::c_string;
use crate::sys::{Errno, Fd, Signal, memory, resource};

/// Limits and state of a queue: `struct mq_attr`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `mq_flags`: 0 or `O_NONBLOCK`.
    pub flags: i64,
    /// `mq_maxmsg`: messages that it may hold.
    pub max_messages: i64,
    /// `mq_msgsize`: bytes of one message.
    pub max_size: i64,
    /// `mq_curmsgs`: messages in it.
    pub messages: i64,
}

/// Opens or makes a queue (mq_open(3)). The descriptor is close-on-exec.
///
/// # Errors
/// `EACCES` (also a second slash in the name), `EEXIST`, `EINVAL` (no slash, limits), `EMFILE`, `ENAMETOOLONG`, `ENFILE`,
/// `ENOENT`, `ENOMEM`, `ENOSPC`.
pub fn open(name: &[u8], flags: i32, mode: u32, limits: Option<Attributes>) -> Result<Fd, Errno> {
    let name = c_string(name)?;
    let raw = limits.map(Attributes::in_c);
    let raw = raw.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: a C string; mode and limits (null or whole) are the variadic arguments that O_CREAT wants.
    Errno::result(unsafe { libc::mq_open(name.as_ptr(), flags, mode, raw) })
}

/// Removes a queue's name (mq_unlink(3)); who has it open keeps it.
///
/// # Errors
/// `EACCES`, `ENAMETOOLONG`, `ENOENT`.
pub fn unlink(name: &[u8]) -> Result<(), Errno> {
    let name = c_string(name)?;
    // SAFETY: a C string.
    Errno::result(unsafe { libc::mq_unlink(name.as_ptr()) }).map(drop)
}

/// Whether there is a queue of this name, readable or not.
#[must_use]
pub fn exists(name: &[u8]) -> bool {
    match open(name, libc::O_RDONLY, 0, None) {
        Ok(fd) => {
            // SAFETY: opened a line above; nobody else knows its number.
            unsafe { libc::close(fd) };
            true
        }
        Err(errno) => errno == Errno::EACCES && !name.iter().skip(1).any(|byte| *byte == b'/'),
    }
}

/// Puts a message into a queue (mq_timedsend(3)); sleeps while it is full, at most for `timeout`.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EINVAL` (priority), `EMSGSIZE`, `ETIMEDOUT`.
pub fn send(queue: Fd, data: &[u8], priority: u32, timeout: Option<Duration>) -> Result<(), Errno> {
    let until = timeout.map(moment_after);
    let until = until.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the bytes are readable; null, which means no limit, or a whole timespec.
    let answer =
        unsafe { libc::mq_timedsend(queue, data.as_ptr().cast(), data.len(), priority, until) };
    Errno::result(answer).map(drop)
}

/// Takes the oldest message of the highest priority (mq_timedreceive(3)); sleeps while there is none, at most for `timeout`.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EMSGSIZE` (`max` is below the queue's size), `ETIMEDOUT`; `ENOMEM`.
pub fn receive(queue: Fd, max: usize, timeout: Option<Duration>) -> Result<(Vec<u8>, u32), Errno> {
    let mut buffer: Vec<u8> = Vec::new();
    memory::try_reserve(&mut buffer, max).map_err(|_| Errno::ENOMEM)?;
    let mut priority = 0;
    let until = timeout.map(moment_after);
    let until = until.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: room for `max` bytes and for the priority; null or a whole timespec.
    let count = unsafe {
        libc::mq_timedreceive(
            queue,
            buffer.as_mut_ptr().cast(),
            max,
            &raw mut priority,
            until,
        )
    };
    let count = counted(count)?;
    // SAFETY: the kernel has written `count` bytes, at most `max`.
    unsafe { buffer.set_len(count) };
    Ok((buffer, priority))
}

/// The state of a queue (mq_getattr(3)).
///
/// # Errors
/// `EBADF`.
pub fn attributes(queue: Fd) -> Result<Attributes, Errno> {
    let mut raw = Attributes::default().in_c();
    // SAFETY: `raw` is ours to write.
    Errno::result(unsafe { libc::mq_getattr(queue, &raw mut raw) })?;
    Ok(Attributes::of(&raw))
}

/// Sets or clears `O_NONBLOCK`, the only flag that can change, and gives the state before (mq_setattr(3)).
///
/// # Errors
/// `EBADF`, `EINVAL`.
pub fn set_flags(queue: Fd, flags: i64) -> Result<Attributes, Errno> {
    let new = Attributes {
        flags,
        ..Attributes::default()
    };
    let new = new.in_c();
    let mut old = Attributes::default().in_c();
    // SAFETY: `new` is only read, `old` is ours to write.
    Errno::result(unsafe { libc::mq_setattr(queue, &raw const new, &raw mut old) })?;
    Ok(Attributes::of(&old))
}

/// How a process learns of a message in an empty queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// By a signal with a value, once.
    Signal(Signal, i32),
    /// Not at all, but nobody else can register.
    Nothing,
    /// No longer.
    Remove,
}

/// Registers for a notice, or no longer (mq_notify(3)).
///
/// # Errors
/// `EBADF`, `EBUSY` (somebody else is registered), `EINVAL`, `ENOMEM`.
pub fn notify(queue: Fd, notice: Notice) -> Result<(), Errno> {
    // SAFETY: all-zero is a valid sigevent; the fields that matter are set below.
    let mut event: libc::sigevent = unsafe { std::mem::zeroed() };
    match notice {
        Notice::Signal(signal, value) => {
            event.sigev_notify = libc::SIGEV_SIGNAL;
            event.sigev_signo = signal;
            event.sigev_value = crate::sys::signal::value_of(value);
        }
        Notice::Nothing | Notice::Remove => event.sigev_notify = libc::SIGEV_NONE,
    }
    let event = match notice {
        Notice::Remove => std::ptr::null(),
        _ => &raw const event,
    };
    // SAFETY: null or a whole sigevent, only read.
    Errno::result(unsafe { libc::mq_notify(queue, event) }).map(drop)
}

/// The moment of the real-time clock that lies so far ahead.
pub(super) fn moment_after(time: Duration) -> libc::timespec {
    resource::timespec(resource::real_time().saturating_add(time))
}

impl Attributes {
    fn in_c(self) -> libc::mq_attr {
        // SAFETY: all-zero is a valid mq_attr: numbers only.
        let mut raw: libc::mq_attr = unsafe { std::mem::zeroed() };
        raw.mq_flags = self.flags;
        raw.mq_maxmsg = self.max_messages;
        raw.mq_msgsize = self.max_size;
        raw.mq_curmsgs = self.messages;
        raw
    }

    const fn of(raw: &libc::mq_attr) -> Self {
        Self {
            flags: raw.mq_flags,
            max_messages: raw.mq_maxmsg,
            max_size: raw.mq_msgsize,
            messages: raw.mq_curmsgs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::namespace::tests::isolated;
    use crate::sys::signal;

    const CREATE: i32 = libc::O_CREAT | libc::O_RDWR;

    fn small() -> Option<Attributes> {
        Some(Attributes {
            max_messages: 2,
            max_size: 8,
            ..Attributes::default()
        })
    }

    #[test]
    fn messages_come_by_priority_and_limits_hold() {
        isolated(|| {
            let queue = open(b"/q", CREATE, 0o600, small()).unwrap();
            send(queue, b"low", 1, None).unwrap();
            send(queue, b"high\0", 9, None).unwrap();
            let soon = Some(Duration::from_millis(2));
            assert_eq!(send(queue, b"more", 1, soon), Err(Errno::ETIMEDOUT));
            assert_eq!(send(queue, b"123456789", 1, soon), Err(Errno::EMSGSIZE));
            assert_eq!(
                attributes(queue).map(|a| (a.messages, a.max_messages, a.max_size)),
                Ok((2, 2, 8))
            );
            assert_eq!(receive(queue, 7, None), Err(Errno::EMSGSIZE));
            assert_eq!(receive(queue, 8, None), Ok((b"high\0".to_vec(), 9)));
            assert_eq!(receive(queue, 100, soon), Ok((b"low".to_vec(), 1)));
            assert_eq!(receive(queue, 8, soon), Err(Errno::ETIMEDOUT));
            set_flags(queue, i64::from(libc::O_NONBLOCK)).unwrap();
            assert_eq!(receive(queue, 8, None), Err(Errno::EAGAIN));
            unlink(b"/q").unwrap();
            assert_eq!(unlink(b"/q"), Err(Errno::ENOENT));
        });
    }

    #[test]
    fn names_have_one_slash() {
        isolated(|| {
            assert_eq!(open(b"q", CREATE, 0o600, None), Err(Errno::EINVAL));
            assert_eq!(open(b"/a/b", CREATE, 0o600, None), Err(Errno::EACCES));
            assert_eq!(open(b"/none", libc::O_RDWR, 0, None), Err(Errno::ENOENT));
            assert_eq!(open(b"/a\0b", CREATE, 0o600, None), Err(Errno::EINVAL));
        });
    }

    #[test]
    fn a_notice_brings_its_value() {
        isolated(|| {
            let queue = open(b"/q", CREATE, 0o600, small()).unwrap();
            signal::install_flag_handler(libc::SIGUSR1).unwrap();
            notify(queue, Notice::Signal(libc::SIGUSR1, -7)).unwrap();
            assert_eq!(notify(queue, Notice::Nothing), Err(Errno::EBUSY));
            send(queue, b"x", 0, None).unwrap();
            assert!(signal::take(libc::SIGUSR1));
            assert_eq!(signal::info(libc::SIGUSR1).value, -7);
            assert_eq!(signal::info(libc::SIGUSR1).code, libc::SI_MESGQ);
            notify(queue, Notice::Remove).unwrap();
        });
    }
}
