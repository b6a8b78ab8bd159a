//! System V message queues (msgget(2), msgsnd(2), msgrcv(2), msgctl(2)).
//!
//! `msgsnd` and `msgrcv` have no timeout: see [`tick`](crate::sys::tick).

use std::mem::MaybeUninit;

use super::perm::{Change, Perm, slot_of};
use crate::sys::{Errno, Pid, memory};

const MSG_STAT: i32 = 11;
const MSG_INFO: i32 = 12;
const MSG_STAT_ANY: i32 = 13;

/// The bytes of a message's type, in front of its text.
const TYPE_SIZE: usize = size_of::<libc::c_long>();

/// What the kernel tells of a queue: `struct msqid_ds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// `msg_perm`
    pub perm: Perm,
    /// `msg_stime`: last send, seconds since 1970, 0 for never.
    pub sent: i64,
    /// `msg_rtime`: last receive.
    pub received: i64,
    /// `msg_ctime`: creation or last change by `IPC_SET`.
    pub changed: i64,
    /// `msg_cbytes`: bytes of the messages in it.
    pub bytes: u64,
    /// `msg_qnum`: messages in it.
    pub messages: u64,
    /// `msg_qbytes`: the most bytes that it may hold.
    pub max_bytes: u64,
    /// `msg_lspid`: who sent last.
    pub last_sender: Pid,
    /// `msg_lrpid`: who received last.
    pub last_receiver: Pid,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `mtype`: above 0.
    pub kind: i64,
    /// `mtext`
    pub data: Vec<u8>,
}

/// The limits: `struct msginfo` of `IPC_INFO`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `msgmax`: bytes of one message.
    pub max_message: u64,
    /// `msgmnb`: bytes in a new queue.
    pub max_bytes: u64,
    /// `msgmni`: queues.
    pub max_queues: u64,
}

/// What is in use: `struct msginfo` of `MSG_INFO`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Queues.
    pub queues: u64,
    /// Messages in all queues.
    pub messages: u64,
    /// Bytes in all queues.
    pub bytes: u64,
}

/// Finds or makes a queue (msgget(2)); an id may be 0.
///
/// # Errors
/// `EACCES`, `EEXIST`, `ENOENT`, `ENOMEM`, `ENOSPC`.
pub fn get(key: i32, flags: i32) -> Result<i32, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::msgget(key, flags) })
}

/// Puts a message into a queue (msgsnd(2)); sleeps while it is full, unless `IPC_NOWAIT` is in the flags.
///
/// # Errors
/// `EACCES`, `EAGAIN`, `EIDRM`, `EINTR`, `EINVAL` (type below 1, too long), `ENOMEM`.
pub fn send(id: i32, kind: i64, data: &[u8], flags: i32) -> Result<(), Errno> {
    let kind = libc::c_long::try_from(kind).map_err(|_| Errno::EINVAL)?;
    let mut buffer = Vec::new();
    memory::try_reserve(&mut buffer, TYPE_SIZE.saturating_add(data.len()))
        .map_err(|_| Errno::ENOMEM)?;
    buffer.extend_from_slice(&kind.to_ne_bytes());
    buffer.extend_from_slice(data);
    // SAFETY: the type and `data.len()` bytes after it are readable.
    Errno::result(unsafe { libc::msgsnd(id, buffer.as_ptr().cast(), data.len(), flags) }).map(drop)
}

/// Takes a message from a queue (msgrcv(2)): of this type, or the first (0), or the lowest type up to `-kind`;
/// sleeps while there is none, unless `IPC_NOWAIT` is in the flags. With `MSG_COPY` it stays, and `kind` is its place.
///
/// # Errors
/// `E2BIG` (longer than `max`, without `MSG_NOERROR`), `EACCES`, `EIDRM`, `EINTR`, `EINVAL`, `ENOMSG`, `ENOSYS`, `ENOMEM`.
pub fn receive(id: i32, max: usize, kind: i64, flags: i32) -> Result<Message, Errno> {
    let kind = libc::c_long::try_from(kind).map_err(|_| Errno::EINVAL)?;
    let mut buffer: Vec<u8> = Vec::new();
    memory::try_reserve(&mut buffer, TYPE_SIZE.saturating_add(max)).map_err(|_| Errno::ENOMEM)?;
    // SAFETY: room for the type and `max` bytes after it.
    let count = unsafe { libc::msgrcv(id, buffer.as_mut_ptr().cast(), max, kind, flags) };
    let count = usize::try_from(count).map_err(|_| Errno::last())?;
    // SAFETY: the kernel has written the type and `count` bytes, which is at most what was reserved.
    unsafe { buffer.set_len(TYPE_SIZE + count) };
    let data = buffer.split_off(TYPE_SIZE);
    let kind = buffer
        .first_chunk()
        .map_or(0, |kind| libc::c_long::from_ne_bytes(*kind));
    Ok(Message { kind, data })
}

/// What the kernel tells of a queue (`IPC_STAT`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn stat(id: i32) -> Result<Queue, Errno> {
    raw_stat(id, libc::IPC_STAT).map(|(_, raw)| queue(&raw))
}

/// Changes owner and mode, and how many bytes it may hold (`IPC_SET`).
///
/// # Errors
/// `EPERM` (also to raise the bytes above `msgmnb`), `EACCES`, `EIDRM`, `EINVAL`.
pub fn set(id: i32, change: Change, max_bytes: Option<u64>) -> Result<(), Errno> {
    let mut raw = raw_stat_to_change(id)?;
    change.apply(&mut raw.msg_perm);
    raw.msg_qbytes = max_bytes.unwrap_or(raw.msg_qbytes);
    // SAFETY: a whole msqid_ds, only read.
    Errno::result(unsafe { libc::msgctl(id, libc::IPC_SET, &raw mut raw) }).map(drop)
}

/// Removes a queue at once (`IPC_RMID`); who sleeps on it wakes with `EIDRM`.
///
/// # Errors
/// `EPERM`, `EIDRM`, `EINVAL`.
pub fn remove(id: i32) -> Result<(), Errno> {
    // SAFETY: this command has no argument.
    Errno::result(unsafe { libc::msgctl(id, libc::IPC_RMID, std::ptr::null_mut()) }).map(drop)
}

/// The limits (`IPC_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn limits() -> Result<Limits, Errno> {
    let (_, raw) = raw_info(libc::IPC_INFO)?;
    Ok(Limits {
        max_message: natural(raw.msgmax),
        max_bytes: natural(raw.msgmnb),
        max_queues: natural(raw.msgmni),
    })
}

/// What is in use (`MSG_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn usage() -> Result<Usage, Errno> {
    let (_, raw) = raw_info(MSG_INFO)?;
    Ok(Usage {
        queues: natural(raw.msgpool),
        messages: natural(raw.msgmap),
        bytes: natural(raw.msgtql),
    })
}

/// Every queue there is and its id, readable or not (`MSG_STAT_ANY`; before Linux 4.17 only readable ones).
///
/// # Errors
/// None that a correct call can have; a queue that vanishes meanwhile is left out.
pub fn list() -> Result<Vec<(i32, Queue)>, Errno> {
    let (highest, raw) = raw_info(MSG_INFO)?;
    if raw.msgpool == 0 {
        return Ok(Vec::new());
    }
    Ok((0..=highest).filter_map(at_index).collect())
}

fn at_index(index: i32) -> Option<(i32, Queue)> {
    let answer = match raw_stat(index, MSG_STAT_ANY) {
        Err(Errno::EINVAL) => raw_stat(index, MSG_STAT), // an empty slot, or an old kernel
        answer => answer,
    };
    answer.ok().map(|(id, raw)| (id, queue(&raw)))
}

fn raw_info(command: i32) -> Result<(i32, libc::msginfo), Errno> {
    let mut raw = MaybeUninit::<libc::msginfo>::zeroed();
    // SAFETY: these commands fill a msginfo, for which there is room.
    let highest = Errno::result(unsafe { libc::msgctl(0, command, raw.as_mut_ptr().cast()) })?;
    // SAFETY: numbers only, all of whose bytes are initialised.
    Ok((highest, unsafe { raw.assume_init() }))
}

/// What is there before a change. An owner may change what nobody may read, and who may not change it is told so by the
/// change itself.
fn raw_stat_to_change(id: i32) -> Result<libc::msqid_ds, Errno> {
    match raw_stat(id, libc::IPC_STAT) {
        Err(Errno::EACCES) => match raw_stat(slot_of(id), MSG_STAT_ANY) {
            Ok((found, raw)) if found == id => Ok(raw),
            _ => Err(Errno::EACCES),
        },
        answer => answer.map(|(_, raw)| raw),
    }
}

fn raw_stat(id: i32, command: i32) -> Result<(i32, libc::msqid_ds), Errno> {
    let mut raw = MaybeUninit::zeroed();
    // SAFETY: room for a msqid_ds.
    let answer = Errno::result(unsafe { libc::msgctl(id, command, raw.as_mut_ptr()) })?;
    // SAFETY: numbers only, all of whose bytes are initialised.
    Ok((answer, unsafe { raw.assume_init() }))
}

fn queue(raw: &libc::msqid_ds) -> Queue {
    Queue {
        perm: Perm::of(&raw.msg_perm),
        sent: raw.msg_stime,
        received: raw.msg_rtime,
        changed: raw.msg_ctime,
        bytes: raw.__msg_cbytes,
        messages: raw.msg_qnum,
        max_bytes: raw.msg_qbytes,
        last_sender: raw.msg_lspid,
        last_receiver: raw.msg_lrpid,
    }
}

fn natural(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::namespace::tests::isolated;

    #[test]
    fn messages_come_by_type() {
        isolated(|| {
            let id = get(libc::IPC_PRIVATE, 0o600).unwrap();
            send(id, 2, b"two", 0).unwrap();
            send(id, 1, b"one\0\xff", 0).unwrap();
            assert_eq!(stat(id).map(|q| (q.messages, q.bytes)), Ok((2, 8)));
            assert_eq!(
                usage().map(|u| (u.queues, u.messages, u.bytes)),
                Ok((1, 2, 8))
            );
            let copy = receive(id, 100, 1, libc::MSG_COPY | libc::IPC_NOWAIT);
            assert_eq!(copy.map(|m| m.kind), Ok(1));
            let first = receive(id, 100, -2, 0).unwrap();
            assert_eq!(
                first,
                Message {
                    kind: 1,
                    data: b"one\0\xff".to_vec()
                }
            );
            assert_eq!(receive(id, 2, 0, 0), Err(Errno::E2BIG));
            assert_eq!(
                receive(id, 2, 0, libc::MSG_NOERROR).map(|m| m.data),
                Ok(b"tw".to_vec())
            );
            assert_eq!(receive(id, 2, 0, libc::IPC_NOWAIT), Err(Errno::ENOMSG));
            assert_eq!(list().map(|list| list.len()), Ok(1));
            remove(id).unwrap();
            assert_eq!(stat(id), Err(Errno::EINVAL));
        });
    }

    #[test]
    fn a_full_queue_and_bad_types() {
        isolated(|| {
            let id = get(7, libc::IPC_CREAT | 0o600).unwrap();
            set(id, Change::default(), Some(3)).unwrap();
            assert_eq!(send(id, 0, b"", 0), Err(Errno::EINVAL));
            send(id, 1, b"abc", libc::IPC_NOWAIT).unwrap();
            assert_eq!(send(id, 1, b"d", libc::IPC_NOWAIT), Err(Errno::EAGAIN));
            assert_eq!(receive(id, usize::MAX, 1, 0), Err(Errno::ENOMEM));
            assert_eq!(limits().map(|limits| limits.max_message > 0), Ok(true));
        });
    }
}
