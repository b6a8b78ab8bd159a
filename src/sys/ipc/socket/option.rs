//! What can be asked of a socket and set (getsockopt(2), socket(7), unix(7)).

use std::mem::MaybeUninit;
use std::time::Duration;

use super::message::Credentials;
use crate::sys::{Errno, Fd};

/// Who is at the other end of a Unix connection, as it was when the connection was made (`SO_PEERCRED`).
///
/// # Errors
/// `EBADF`, `ENOTSOCK`, `ENOPROTOOPT`.
pub fn peer_credentials(fd: Fd) -> Result<Credentials, Errno> {
    // SAFETY: a ucred is numbers only.
    unsafe { get_as::<libc::ucred>(fd, libc::SOL_SOCKET, libc::SO_PEERCRED) }
        .map(|raw| Credentials::of(&raw))
}

/// A descriptor that stands for the peer of a Unix connection (`SO_PEERPIDFD`, Linux 6.5). It is close-on-exec.
///
/// # Errors
/// `EBADF`, `EINVAL`, `ENODATA`, `ENOPROTOOPT`, `ENOTSOCK`, `ESRCH`.
pub fn peer_pidfd(fd: Fd) -> Result<Fd, Errno> {
    const SO_PEERPIDFD: i32 = 77;
    number(fd, libc::SOL_SOCKET, SO_PEERPIDFD)
}

/// The error that waits on a socket, and takes it: what became of a connect (`SO_ERROR`).
///
/// # Errors
/// That error; or `EBADF`, `ENOTSOCK`.
pub fn error(fd: Fd) -> Result<(), Errno> {
    match number(fd, libc::SOL_SOCKET, libc::SO_ERROR)? {
        0 => Ok(()),
        errno => Err(Errno::from_raw(errno)),
    }
}

/// An option that is a number.
///
/// # Errors
/// `EBADF`, `EINVAL`, `ENOPROTOOPT`, `ENOTSOCK`.
pub fn number(fd: Fd, level: i32, option: i32) -> Result<i32, Errno> {
    // SAFETY: a number.
    unsafe { get_as::<i32>(fd, level, option) }
}

/// Sets an option that is a number.
///
/// # Errors
/// `EBADF`, `EDOM`, `EINVAL`, `ENOPROTOOPT`, `ENOTSOCK`, `EPERM`.
pub fn set_number(fd: Fd, level: i32, option: i32, value: i32) -> Result<(), Errno> {
    // SAFETY: a number.
    unsafe { set_as(fd, level, option, &value) }
}

/// A time limit: `SO_RCVTIMEO` or `SO_SNDTIMEO`; 0 is none.
///
/// # Errors
/// As [`number`].
pub fn timeout(fd: Fd, option: i32) -> Result<Duration, Errno> {
    // SAFETY: a timeval is numbers only.
    let raw = unsafe { get_as::<libc::timeval>(fd, libc::SOL_SOCKET, option) }?;
    let seconds = u64::try_from(raw.tv_sec).unwrap_or(0);
    let microseconds = u32::try_from(raw.tv_usec).unwrap_or(0).min(999_999);
    Ok(Duration::new(seconds, microseconds * 1000))
}

/// Sets a time limit.
///
/// # Errors
/// As [`set_number`].
pub fn set_timeout(fd: Fd, option: i32, time: Duration) -> Result<(), Errno> {
    let raw = libc::timeval {
        tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_usec: libc::suseconds_t::from(time.subsec_micros()),
    };
    // SAFETY: numbers only.
    unsafe { set_as(fd, libc::SOL_SOCKET, option, &raw) }
}

/// How long a close waits until everything is sent (`SO_LINGER`).
///
/// # Errors
/// As [`number`].
pub fn linger(fd: Fd) -> Result<Option<Duration>, Errno> {
    // SAFETY: a linger is numbers only.
    let raw = unsafe { get_as::<libc::linger>(fd, libc::SOL_SOCKET, libc::SO_LINGER) }?;
    let seconds = u64::try_from(raw.l_linger).unwrap_or(0);
    Ok((raw.l_onoff != 0).then_some(Duration::from_secs(seconds)))
}

/// Sets how long a close waits; whole seconds.
///
/// # Errors
/// As [`set_number`].
pub fn set_linger(fd: Fd, time: Option<Duration>) -> Result<(), Errno> {
    let raw = libc::linger {
        l_onoff: i32::from(time.is_some()),
        l_linger: time.map_or(0, |time| i32::try_from(time.as_secs()).unwrap_or(i32::MAX)),
    };
    // SAFETY: numbers only.
    unsafe { set_as(fd, libc::SOL_SOCKET, libc::SO_LINGER, &raw) }
}

/// An option as bytes, for those that are neither numbers nor known here (`SO_PEERSEC`, `TCP_CONGESTION`).
///
/// # Errors
/// As [`number`]; `ERANGE` when it is longer than 256 bytes.
pub fn bytes(fd: Fd, level: i32, option: i32) -> Result<Vec<u8>, Errno> {
    let mut value = vec![0_u8; 256];
    let mut length = value.len() as libc::socklen_t;
    // SAFETY: room for as many bytes as are told.
    let answer = unsafe {
        libc::getsockopt(
            fd,
            level,
            option,
            value.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    Errno::result(answer)?;
    value.truncate(usize::try_from(length).unwrap_or(0));
    Ok(value)
}

/// # Safety
/// Any bytes must be a valid `T`.
unsafe fn get_as<T>(fd: Fd, level: i32, option: i32) -> Result<T, Errno> {
    let mut value = MaybeUninit::<T>::zeroed();
    let mut length = size_of::<T>() as libc::socklen_t;
    // SAFETY: room for as many bytes as are told.
    let answer = unsafe {
        libc::getsockopt(
            fd,
            level,
            option,
            value.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    Errno::result(answer)?;
    // SAFETY: initialised, and any bytes are valid: the caller's promise.
    Ok(unsafe { value.assume_init() })
}

/// # Safety
/// `T` must have no bytes that are not initialised.
unsafe fn set_as<T>(fd: Fd, level: i32, option: i32, value: &T) -> Result<(), Errno> {
    let length = size_of::<T>() as libc::socklen_t;
    // SAFETY: as many readable bytes as are told: the caller's promise.
    let answer =
        unsafe { libc::setsockopt(fd, level, option, std::ptr::from_ref(value).cast(), length) };
    Errno::result(answer).map(drop)
}
