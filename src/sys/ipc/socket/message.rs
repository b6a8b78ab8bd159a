//! Messages with descriptors and credentials beside the data (sendmsg(2), recvmsg(2), unix(7)).
//!
//! Received descriptors are close-on-exec from the start. If more came than there was room for, the kernel has closed the
//! rest: [`Received::is_cut`] tells.

use std::mem::MaybeUninit;

use super::address::{Address, Raw};
use crate::sys::ipc::fd::counted;
use crate::sys::{Errno, Fd, Pid};

/// How many descriptors one message can carry (`SCM_MAX_FD`).
pub const MOST_DESCRIPTORS: usize = 253;

/// The bytes of one descriptor among the ancillary data.
const FD_SIZE: usize = size_of::<Fd>();

/// Who is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The process.
    pub pid: Pid,
    /// Its effective user.
    pub uid: u32,
    /// Its effective group.
    pub gid: u32,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// How many bytes of the buffer are filled; with `MSG_TRUNC` asked for, how long the message was.
    pub count: usize,
    /// The sender's name, where there is one.
    pub from: Address,
    /// The descriptors that came with it: the receiver's now, to be closed.
    pub descriptors: Vec<Fd>,
    /// Who sent it, if the socket has `SO_PASSCRED`.
    pub credentials: Option<Credentials>,
    /// `msg_flags`: `MSG_TRUNC` (data lost), `MSG_EOR`, …
    pub flags: i32,
}

impl Received {
    /// Whether descriptors were lost (`MSG_CTRUNC`).
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.flags & libc::MSG_CTRUNC != 0
    }

    /// Whether data was lost (`MSG_TRUNC`): the message was longer than the buffer.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.flags & libc::MSG_TRUNC != 0
    }
}

/// What a receiver has room for beside the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Descriptors; with none, those that come are closed by the kernel ([`Received::is_cut`]).
    pub descriptors: usize,
    /// Whether there is room for credentials, which `SO_PASSCRED` asks for.
    pub credentials: bool,
}

/// Sends data and descriptors (sendmsg(2), `SCM_RIGHTS`); over a stream at least one byte must go with them.
///
/// # Errors
/// Those of [`send`](super::send); `EINVAL` for more than [`MOST_DESCRIPTORS`], `EBADF` for one that is not open, `ETOOMANYREFS`.
pub fn send(fd: Fd, data: &[u8], descriptors: &[Fd], flags: i32) -> Result<usize, Errno> {
    if descriptors.len() > MOST_DESCRIPTORS {
        return Err(Errno::EINVAL);
    }
    let mut vector = libc::iovec {
        iov_base: data.as_ptr().cast_mut().cast(),
        iov_len: data.len(),
    };
    let mut header = header_for(&mut vector);
    let mut control = Control::of_length(space(descriptors.len() * FD_SIZE));
    if !descriptors.is_empty() {
        control.attach_to(&mut header);
        put_descriptors(&mut header, descriptors);
    }
    // SAFETY: a header whose vector, and whose ancillary data if any, are readable and live until the call returns.
    counted(unsafe { libc::sendmsg(fd, &raw const header, flags) })
}

/// Receives data, and what there is room for beside it (recvmsg(2)); sleeps until there is some.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `ECONNREFUSED`, `EINTR`, `EINVAL`, `ENOMEM`, `ENOTCONN`, `ENOTSOCK`.
pub fn receive(fd: Fd, buffer: &mut [u8], room: Room, flags: i32) -> Result<Received, Errno> {
    let mut vector = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    let mut header = header_for(&mut vector);
    let mut from = Raw::empty();
    let (place, length) = from.room();
    header.msg_name = place.cast();
    // SAFETY: the length that `room` points to.
    header.msg_namelen = unsafe { *length };
    let mut control = Control::for_room(room);
    control.attach_to(&mut header);
    // SAFETY: a header whose vector, name and ancillary data are ours to write and live until the call returns.
    let count =
        counted(unsafe { libc::recvmsg(fd, &raw mut header, flags | libc::MSG_CMSG_CLOEXEC) })?;
    from.set_length(header.msg_namelen);
    let mut received = Received {
        count,
        from: if header.msg_namelen == 0 {
            Address::Unnamed
        } else {
            from.address()
        },
        descriptors: Vec::new(),
        credentials: None,
        flags: header.msg_flags & !libc::MSG_CMSG_CLOEXEC,
    };
    take_ancillary(&header, &mut received);
    Ok(received)
}

fn header_for(vector: &mut libc::iovec) -> libc::msghdr {
    // SAFETY: all-zero is a valid msghdr: null pointers and lengths of 0.
    let mut header: libc::msghdr = unsafe { MaybeUninit::zeroed().assume_init() };
    header.msg_iov = vector;
    header.msg_iovlen = 1;
    header
}

/// Room for ancillary data, aligned as its headers need.
struct Control {
    words: Vec<u64>,
    length: usize,
}

impl Control {
    fn of_length(length: usize) -> Self {
        Self {
            words: vec![0; length.div_ceil(size_of::<u64>())],
            length,
        }
    }

    /// Exactly as long as wanted: where there is room, the kernel puts a descriptor. Credentials come first.
    fn for_room(room: Room) -> Self {
        let credentials = if room.credentials {
            space(size_of::<libc::ucred>())
        } else {
            0
        };
        let descriptors = match room.descriptors.min(MOST_DESCRIPTORS) {
            0 => 0,
            count => header_size() + count * FD_SIZE,
        };
        Self::of_length(credentials + descriptors)
    }

    fn attach_to(&mut self, header: &mut libc::msghdr) {
        header.msg_control = self.words.as_mut_ptr().cast();
        header.msg_controllen = self.length as _; // a size_t here, another type elsewhere
    }
}

fn space(size: usize) -> usize {
    let size = libc::c_uint::try_from(size).unwrap_or(0);
    // SAFETY: only computes.
    usize::try_from(unsafe { libc::CMSG_SPACE(size) }).unwrap_or(0)
}

/// The bytes of an entry's header.
fn header_size() -> usize {
    // SAFETY: only computes.
    usize::try_from(unsafe { libc::CMSG_LEN(0) }).unwrap_or(0)
}

/// Writes one `SCM_RIGHTS` entry into the room that the header has.
fn put_descriptors(header: &mut libc::msghdr, descriptors: &[Fd]) {
    let length = header_size() + descriptors.len() * FD_SIZE;
    header.msg_controllen = space(descriptors.len() * FD_SIZE) as _; // as above
    // SAFETY: the header's ancillary data is ours.
    let entry = unsafe { libc::CMSG_FIRSTHDR(header) };
    // SAFETY: null, or an entry for which there is room.
    let Some(entry) = (unsafe { entry.as_mut() }) else {
        return;
    };
    entry.cmsg_level = libc::SOL_SOCKET;
    entry.cmsg_type = libc::SCM_RIGHTS;
    entry.cmsg_len = length as _; // as above
    // SAFETY: only computes where the entry's data begins.
    let mut place = unsafe { libc::CMSG_DATA(entry) };
    for fd in descriptors {
        // SAFETY: the room was made for as many descriptors.
        unsafe { place.cast::<Fd>().write_unaligned(*fd) };
        place = place.wrapping_add(FD_SIZE);
    }
}

/// Takes descriptors and credentials out of what the kernel wrote.
fn take_ancillary(header: &libc::msghdr, received: &mut Received) {
    // SAFETY: the kernel has filled the ancillary data and set its length.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(header) };
    // SAFETY: null, or an entry within the ancillary data.
    while let Some(entry) = unsafe { next.as_ref() } {
        // SAFETY: only computes where the entry's data begins.
        let data = unsafe { libc::CMSG_DATA(entry) };
        let length = entry.cmsg_len.saturating_sub(header_size());
        match (entry.cmsg_level, entry.cmsg_type) {
            (libc::SOL_SOCKET, libc::SCM_RIGHTS) => {
                for index in 0..length / FD_SIZE {
                    let place = data.wrapping_add(index * FD_SIZE).cast::<Fd>();
                    // SAFETY: within the entry's length.
                    received.descriptors.push(unsafe { place.read_unaligned() });
                }
            }
            (libc::SOL_SOCKET, libc::SCM_CREDENTIALS) if length >= size_of::<libc::ucred>() => {
                // SAFETY: within the entry's length; numbers only.
                let raw = unsafe { data.cast::<libc::ucred>().read_unaligned() };
                received.credentials = Some(Credentials::of(&raw));
            }
            _ => {}
        }
        // SAFETY: header and entry are those of one message.
        next = unsafe { libc::CMSG_NXTHDR(header, entry) };
    }
}

impl Credentials {
    pub(super) const fn of(raw: &libc::ucred) -> Self {
        Self {
            pid: raw.pid,
            uid: raw.uid,
            gid: raw.gid,
        }
    }
}
