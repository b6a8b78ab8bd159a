//! Which Unix sockets there are and which belong together, asked from the kernel's diagnosis (sock_diag(7)).
//!
//! `/proc/net/unix` does not tell the peer; this does. It may be forbidden or not built in: then `fds --peers` says so.

use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};

use super::Address;
use crate::sys::Errno;
use crate::sys::ipc::fd::counted;

/// A Unix socket of this network namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnixSocket {
    /// Its inode: the number in `socket:[N]`.
    pub inode: u32,
    /// `SOCK_STREAM`, …
    pub kind: i32,
    /// The state of a connection, in TCP's numbers: 1 established, 10 listening.
    pub state: u8,
    /// Its name.
    pub name: Address,
    /// The inode of its peer.
    pub peer: Option<u32>,
    /// Bytes that wait to be read; of a listening socket, connections that wait to be accepted.
    pub waiting: u32,
}

const NETLINK_SOCK_DIAG: i32 = 4;
const SOCK_DIAG_BY_FAMILY: u16 = 20;
const SHOW_NAME_PEER_QUEUE: u32 = 0x1 | 0x4 | 0x10;
const ATTRIBUTE_NAME: u16 = 0;
const ATTRIBUTE_PEER: u16 = 2;
const ATTRIBUTE_QUEUE: u16 = 4;
/// Bytes of a netlink header, of an answer after it, and of an attribute's header.
const HEADER: usize = 16;
const ANSWER: usize = 16;
const ATTRIBUTE: usize = 4;

/// Every Unix socket of this network namespace.
///
/// # Errors
/// `EPROTONOSUPPORT`, `ENOENT` (not built in), `EPERM`, `EACCES`.
pub fn unix_sockets() -> Result<Vec<UnixSocket>, Errno> {
    let fd = super::socket(
        libc::AF_NETLINK,
        libc::SOCK_RAW | libc::SOCK_CLOEXEC,
        NETLINK_SOCK_DIAG,
    )?;
    // SAFETY: just made, and nobody else knows its number.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    super::send(socket.as_raw_fd(), &request(), 0, None)?;
    let mut found = Vec::new();
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let count = receive(&socket, &mut buffer)?;
        let messages = buffer.get(..count).unwrap_or_default();
        if count == 0 || read_messages(messages, &mut found)? {
            return Ok(found);
        }
    }
}

fn receive(socket: &OwnedFd, buffer: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: the buffer is ours to write over its whole length.
    counted(unsafe {
        libc::recv(
            socket.as_raw_fd(),
            buffer.as_mut_ptr().cast(),
            buffer.len(),
            0,
        )
    })
}

/// A netlink header and a `unix_diag_req`: all states, every inode.
fn request() -> Vec<u8> {
    let mut bytes = Vec::new();
    let flags = (libc::NLM_F_REQUEST | libc::NLM_F_DUMP) as u16; // sixteen bits in the header
    bytes.extend(40_u32.to_ne_bytes()); // both together
    bytes.extend(SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    bytes.extend([0; 8]); // sequence, port
    bytes.extend([libc::AF_UNIX as u8, 0, 0, 0]); // a family is below 256
    bytes.extend(u32::MAX.to_ne_bytes()); // states
    bytes.extend(0_u32.to_ne_bytes()); // inode
    bytes.extend(SHOW_NAME_PEER_QUEUE.to_ne_bytes());
    bytes.extend(u64::MAX.to_ne_bytes()); // no cookie
    bytes
}

/// Reads the messages of one datagram; true when the last has come.
fn read_messages(messages: &[u8], found: &mut Vec<UnixSocket>) -> Result<bool, Errno> {
    let mut rest = messages;
    while let (Some(length), Some(kind)) = (number32(rest, 0), number16(rest, 4)) {
        let length = length as usize;
        let body = rest.get(HEADER..length).unwrap_or_default();
        match i32::from(kind) {
            libc::NLMSG_DONE => return Ok(true),
            libc::NLMSG_ERROR => return Err(error_of(body)),
            _ => found.extend(unix_socket(body)),
        }
        rest = after(rest, length);
    }
    Ok(false)
}

/// An error message holds the number, negative.
fn error_of(body: &[u8]) -> Errno {
    let number = number32(body, 0).map_or(0, u32::cast_signed);
    Errno::from_raw(number.wrapping_neg())
}

/// A `unix_diag_msg` and its attributes.
fn unix_socket(body: &[u8]) -> Option<UnixSocket> {
    let mut socket = UnixSocket {
        inode: number32(body, 4)?,
        kind: i32::from(*body.get(1)?),
        state: *body.get(2)?,
        name: Address::Unnamed,
        peer: None,
        waiting: 0,
    };
    let mut rest = body.get(ANSWER..).unwrap_or_default();
    while let (Some(length), Some(kind)) = (number16(rest, 0), number16(rest, 2)) {
        let length = usize::from(length);
        let value = rest.get(ATTRIBUTE..length).unwrap_or_default();
        match kind {
            ATTRIBUTE_NAME => socket.name = name(value),
            ATTRIBUTE_PEER => socket.peer = number32(value, 0),
            ATTRIBUTE_QUEUE => socket.waiting = number32(value, 0).unwrap_or(0),
            _ => {}
        }
        rest = after(rest, length);
    }
    Some(socket)
}

fn name(value: &[u8]) -> Address {
    match value.split_first() {
        None => Address::Unnamed,
        Some((0, name)) => Address::Abstract(name.to_vec()),
        Some(_) => Address::Path(
            value
                .split(|byte| *byte == 0)
                .next()
                .unwrap_or_default()
                .to_vec(),
        ),
    }
}

/// What follows something of this length, aligned to four bytes; nothing after what is too short to be real.
fn after(bytes: &[u8], length: usize) -> &[u8] {
    let step = length.next_multiple_of(4);
    if length < ATTRIBUTE {
        &[]
    } else {
        bytes.get(step..).unwrap_or_default()
    }
}

fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u32::from_ne_bytes(*chunk))
}

fn number16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u16::from_ne_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{Kernel as _, Real, file};

    #[test]
    fn the_ends_of_a_pair_know_each_other() {
        let (one, other) = super::super::pair(libc::SOCK_STREAM | libc::SOCK_CLOEXEC).unwrap();
        let inode = |fd| file::descriptor_status(fd).unwrap().inode as u32;
        let sockets = match unix_sockets() {
            Ok(sockets) => sockets,
            Err(Errno::EPROTONOSUPPORT | Errno::ENOENT | Errno::EPERM | Errno::EACCES) => return,
            Err(errno) => panic!("{errno}"),
        };
        super::super::send(other, b"abc", 0, None).unwrap();
        let found = sockets
            .iter()
            .find(|socket| socket.inode == inode(one))
            .unwrap();
        assert_eq!(
            (found.peer, found.kind),
            (Some(inode(other)), libc::SOCK_STREAM)
        );
        for fd in [one, other] {
            Real::new().close(fd).unwrap();
        }
    }

    #[test]
    fn nonsense_is_read_without_harm() {
        let mut found = Vec::new();
        assert_eq!(read_messages(&[0; 100], &mut found), Ok(false));
        assert_eq!(read_messages(&[0xff; 7], &mut found), Ok(false));
        assert_eq!(read_messages(&[0xff; 100], &mut found), Ok(false));
        assert_eq!(unix_socket(&[1; 3]), None);
    }
}
