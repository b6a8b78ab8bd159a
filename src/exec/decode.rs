//! What a followed process gives to the kernel and gets from it, as a call in the account.
//!
//! Comes in: the number and the arguments of a call, and the memory of the process that stands still. Goes out: names and values.

use crate::plan::{Arg, ArgValue, Call, DATA_HEAD};
use crate::sys::follow::{self, Flow, Shape};
use crate::sys::{Errno, Pid, file};

/// The call that begins, if it is one of inter-process communication: with what it is given.
pub(super) fn begun(pid: Pid, number: u64, args: &[u64; 6]) -> Option<Call> {
    let signature = follow::signature(number)?;
    if let Some(subject) = signature.subject
        && !is_channel(pid, *args.get(subject)?)
    {
        return None;
    }
    let mut call = Call::new(signature.name);
    for ((name, shape), value) in signature.args.iter().zip(args) {
        call = call.arg(name, given(pid, *shape, *value, args));
    }
    (call.name != "mmap" || is_common(pid, &call, args)).then_some(call)
}

/// Of mappings only those through which processes can communicate.
fn is_common(pid: Pid, call: &Call, args: &[u64; 6]) -> bool {
    let text = call.in_c();
    let [.., fd, _] = *args;
    let link = file::read_link(format!("/proc/{pid}/fd/{}", int(fd)).as_bytes());
    let link = link.unwrap_or_default();
    let is_memory = link.starts_with(b"/dev/shm/") || link.starts_with(b"/memfd:");
    text.contains("MAP_SHARED") && (is_memory || text.contains("PROT_WRITE"))
}

/// The same call with what the kernel filled in.
pub(super) fn ended(
    pid: Pid,
    mut call: Call,
    number: u64,
    args: &[u64; 6],
    result: Result<i64, Errno>,
) -> Call {
    let shapes = follow::signature(number).map_or(&[][..], |signature| signature.args);
    for ((Arg { value, .. }, (_, shape)), address) in call.args.iter_mut().zip(shapes).zip(args) {
        match (shape, result) {
            (Shape::Received, Ok(count)) => {
                let length = usize::try_from(count).unwrap_or(0);
                *value = ArgValue::Data {
                    head: follow::memory(pid, *address, length.min(DATA_HEAD)),
                    len: length,
                };
            }
            (Shape::Pair, Ok(_)) => {
                let bytes = follow::memory(pid, *address, 8);
                let numbers = bytes.as_chunks::<4>().0.iter();
                let numbers = numbers.map(|fd| ArgValue::Int(i32::from_ne_bytes(*fd).into()));
                *value = ArgValue::List(numbers.collect());
            }
            _ => {}
        }
    }
    call
}

fn given(pid: Pid, shape: Shape, value: u64, args: &[u64; 6]) -> ArgValue {
    let length = |index: usize| usize::try_from(args.get(index).copied().unwrap_or(0));
    match shape {
        Shape::Int => ArgValue::Int(int(value).into()),
        Shape::Size => ArgValue::Unsigned(value),
        Shape::Hex if value == 0 => ArgValue::Names("0".to_owned()),
        Shape::Hex => ArgValue::Hex(value),
        Shape::Key if int(value) == 0 => ArgValue::Names("IPC_PRIVATE".to_owned()),
        Shape::Key => ArgValue::Hex(u64::from(int(value).cast_unsigned())),
        Shape::Text => ArgValue::Text(follow::text(pid, value)),
        Shape::Sent(count) => {
            let len = length(count).unwrap_or(usize::MAX);
            ArgValue::Data {
                head: follow::memory(pid, value, len.min(DATA_HEAD)),
                len,
            }
        }
        Shape::Gathered(count) => {
            let head = gathered(pid, value, length(count).unwrap_or(0), DATA_HEAD);
            ArgValue::Text(head)
        }
        Shape::Received => ArgValue::Hex(value),
        Shape::Pair => ArgValue::Out("fds"),
        Shape::Bits(names) => bits(int(value), names),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the kernel looks at the low half only, too"
)]
const fn int(value: u64) -> i32 {
    value as i32
}

/// `IPC_CREAT|0600`
fn bits(mut value: i32, names: &[(i32, &str)]) -> ArgValue {
    let mut known = Vec::new();
    for (bit, name) in names.iter().filter(|(bit, _)| *bit != 0) {
        if value & bit == *bit {
            known.push((*name).to_owned());
            value &= !bit;
        }
    }
    match names.iter().find(|(bit, _)| *bit == 0) {
        Some((_, name)) if known.is_empty() && value == 0 => known.push((*name).to_owned()),
        _ if value != 0 => known.push(format!("{value:#04o}").replacen("0o", "0", 1)),
        _ if known.is_empty() => known.push("0".to_owned()),
        _ => {}
    }
    ArgValue::Names(known.join("|"))
}

/// Whether a descriptor leads to something that connects processes.
fn is_channel(pid: Pid, fd: u64) -> bool {
    let path = format!("/proc/{pid}/fd/{}", int(fd));
    let link = file::read_link(path.as_bytes()).unwrap_or_default();
    let kinds: [&[u8]; 3] = [b"pipe:[", b"socket:[", b"anon_inode:"];
    kinds.iter().any(|kind| link.starts_with(kind))
        || file::status(path.as_bytes()).is_ok_and(|s| s.kind == file::Kind::Fifo)
}

/// Up to `room` of the `length` bytes that a call wrote or read; nothing where they were in nobody's memory.
pub(super) fn bytes(
    pid: Pid,
    number: u64,
    args: &[u64; 6],
    length: u64,
    room: usize,
) -> Option<Vec<u8>> {
    let [_, address, count, ..] = *args;
    let length = usize::try_from(length).unwrap_or(usize::MAX).min(room);
    match follow::flow(number)? {
        Flow::Write | Flow::Read => Some(follow::memory(pid, address, length)),
        Flow::WriteMany | Flow::ReadMany => {
            let count = usize::try_from(count).unwrap_or(0);
            Some(gathered(pid, address, count, length))
        }
        Flow::Move { .. } => None,
    }
}

/// Up to `room` bytes of `count` pieces of memory.
fn gathered(pid: Pid, address: u64, count: usize, room: usize) -> Vec<u8> {
    let list = follow::memory(pid, address, count.min(64).saturating_mul(16));
    let mut bytes = Vec::new();
    for piece in list.as_chunks::<16>().0 {
        let [start, length] = [0, 8].map(|at: usize| {
            let number = piece.get(at..at + 8).and_then(|part| part.try_into().ok());
            number.map_or(0, u64::from_ne_bytes)
        });
        let length = usize::try_from(length).unwrap_or(0).min(room - bytes.len());
        if length > 0 {
            bytes.extend(follow::memory(pid, start, length));
        }
        if bytes.len() >= room {
            break;
        }
    }
    bytes
}

/// The call goes on after a signal: it will be told then.
pub(super) fn is_interrupted(result: Result<i64, Errno>) -> bool {
    // ERESTARTSYS and its kin, which no process ever sees.
    matches!(result, Err(Errno::UnknownErrno))
}

/// Whether the call of this number starts a process or a thread.
pub(super) fn is_birth(number: u64) -> bool {
    follow::signature(number)
        .is_some_and(|call| matches!(call.name, "clone" | "clone3" | "fork" | "vfork"))
}

/// Whether it starts a thread.
pub(super) fn starts_thread(pid: Pid, number: u64, args: &[u64; 6]) -> bool {
    const CLONE_THREAD: u64 = 0x0001_0000;
    let first = args.first().copied().unwrap_or(0);
    let flags = match follow::signature(number).map(|call| call.name) {
        Some("clone") => first,
        Some("clone3") => {
            let bytes = follow::memory(pid, first, 8);
            bytes.try_into().map_or(0, u64::from_ne_bytes)
        }
        _ => 0,
    };
    flags & CLONE_THREAD != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_named_and_the_rest_is_octal() {
        let names = [(0o1000, "IPC_CREAT"), (0o2000, "IPC_EXCL")];
        assert_eq!(bits(0o1600, &names).in_c(), "IPC_CREAT|0600");
        assert_eq!(bits(0, &names).in_c(), "0");
        assert_eq!(bits(0, &[(0, "PROT_NONE")]).in_c(), "PROT_NONE");
    }

    #[test]
    fn pieces_of_memory_are_put_together() {
        let (one, two) = (b"hello ".to_vec(), b"world".to_vec());
        let list = [
            one.as_ptr() as u64,
            one.len() as u64,
            two.as_ptr() as u64,
            two.len() as u64,
        ];
        let me = crate::sys::process::id();
        let address = list.as_ptr() as u64;
        assert_eq!(gathered(me, address, 2, 100), b"hello world");
        assert_eq!(gathered(me, address, 2, 8), b"hello wo");
    }
}
