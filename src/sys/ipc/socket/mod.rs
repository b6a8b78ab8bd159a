//! Sockets: Unix ones by path or abstract name, and those of the internet (socket(7), unix(7), ip(7)).
//!
//! One function for each call; [`message`] passes descriptors, [`option`] tells who the peer is, [`resolve`] knows names,
//! [`diag`] lists what there is.

mod address;
pub mod diag;
pub mod message;
pub mod option;
pub mod resolve;

pub use address::Address;

use super::fd::counted;
use crate::sys::{Errno, Fd};
use address::Raw;

/// Makes a socket (socket(2)); `SOCK_CLOEXEC` and `SOCK_NONBLOCK` may be in the kind.
///
/// # Errors
/// `EACCES`, `EAFNOSUPPORT`, `EINVAL`, `EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`, `EPROTONOSUPPORT`.
pub fn socket(family: i32, kind: i32, protocol: i32) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::socket(family, kind, protocol) })
}

/// Makes two Unix sockets that are connected with each other (socketpair(2)).
///
/// # Errors
/// `EINVAL`, `EMFILE`, `ENFILE`, `EPROTONOSUPPORT`, `ESOCKTNOSUPPORT`.
pub fn pair(kind: i32) -> Result<(Fd, Fd), Errno> {
    let mut ends = [-1; 2];
    // SAFETY: room for two descriptors.
    Errno::result(unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) })?;
    let [one, other] = ends;
    Ok((one, other))
}

/// Gives a socket a name (bind(2)). A Unix path comes into being and stays when the socket is closed.
///
/// # Errors
/// `EACCES`, `EADDRINUSE`, `EADDRNOTAVAIL`, `EBADF`, `EINVAL`, `ENOTSOCK`, and those of making a file; `ENAMETOOLONG`.
pub fn bind(fd: Fd, address: &Address) -> Result<(), Errno> {
    let raw = address.in_c()?;
    // SAFETY: an address and its length.
    Errno::result(unsafe { libc::bind(fd, raw.pointer(), raw.length()) }).map(drop)
}

/// Lets others connect (listen(2)).
///
/// # Errors
/// `EADDRINUSE`, `EBADF`, `EINVAL` (not bound), `ENOTSOCK`, `EOPNOTSUPP`.
pub fn listen(fd: Fd, backlog: i32) -> Result<(), Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::listen(fd, backlog) }).map(drop)
}

/// Takes the first who connects, sleeping until one does (accept4(2)): the new socket and the peer's name.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `ECONNABORTED`, `EINTR`, `EINVAL`, `EMFILE`, `ENFILE`, `ENOTSOCK`, `EOPNOTSUPP`, `EPERM`.
pub fn accept(fd: Fd, flags: i32) -> Result<(Fd, Address), Errno> {
    let mut raw = Raw::empty();
    let (place, length) = raw.room();
    // SAFETY: room for any address, and its length.
    let connection = Errno::result(unsafe { libc::accept4(fd, place, length, flags) })?;
    Ok((connection, raw.address()))
}

/// Connects to a name (connect(2)). After `EINTR` it goes on by itself: wait for `POLLOUT` then, and ask [`option::error`].
///
/// # Errors
/// `EACCES`, `EADDRINUSE`, `EAGAIN`, `EALREADY`, `EBADF`, `ECONNREFUSED`, `EINPROGRESS`, `EINTR`, `EISCONN`, `ENETUNREACH`,
/// `ENOENT`, `ENOTSOCK`, `EPROTOTYPE`, `ETIMEDOUT`; `ENAMETOOLONG`.
pub fn connect(fd: Fd, address: &Address) -> Result<(), Errno> {
    let raw = address.in_c()?;
    // SAFETY: an address and its length.
    Errno::result(unsafe { libc::connect(fd, raw.pointer(), raw.length()) }).map(drop)
}

/// Ends one direction of a connection or both (shutdown(2)).
///
/// # Errors
/// `EBADF`, `EINVAL`, `ENOTCONN`, `ENOTSOCK`.
pub fn shutdown(fd: Fd, how: i32) -> Result<(), Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::shutdown(fd, how) }).map(drop)
}

/// The socket's own name (getsockname(2)).
///
/// # Errors
/// `EBADF`, `ENOTSOCK`.
pub fn name(fd: Fd) -> Result<Address, Errno> {
    let mut raw = Raw::empty();
    let (place, length) = raw.room();
    // SAFETY: room for any address, and its length.
    Errno::result(unsafe { libc::getsockname(fd, place, length) })?;
    Ok(raw.address())
}

/// The peer's name (getpeername(2)).
///
/// # Errors
/// `EBADF`, `ENOTCONN`, `ENOTSOCK`.
pub fn peer_name(fd: Fd) -> Result<Address, Errno> {
    let mut raw = Raw::empty();
    let (place, length) = raw.room();
    // SAFETY: room for any address, and its length.
    Errno::result(unsafe { libc::getpeername(fd, place, length) })?;
    Ok(raw.address())
}

/// Sends bytes, to an address if one is given (sendto(2)); how many went.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `ECONNRESET`, `EDESTADDRREQ`, `EINTR`, `EISCONN`, `EMSGSIZE`, `ENOBUFS`, `ENOTCONN`, `ENOTSOCK`, `EOPNOTSUPP`,
/// `EPIPE`, and those of [`connect`].
pub fn send(fd: Fd, data: &[u8], flags: i32, to: Option<&Address>) -> Result<usize, Errno> {
    let raw = to.map(Address::in_c).transpose()?;
    let (place, length) = raw
        .as_ref()
        .map_or((std::ptr::null(), 0), |raw| (raw.pointer(), raw.length()));
    // SAFETY: the bytes are readable; null, or an address and its length.
    counted(unsafe { libc::sendto(fd, data.as_ptr().cast(), data.len(), flags, place, length) })
}

#[cfg(test)]
mod tests;
