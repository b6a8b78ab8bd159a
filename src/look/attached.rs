//! Who uses System V objects at this moment: who is attached to a segment, who sleeps in a call.

use super::{maps, process};
use crate::sys::{c, file};

/// One attachment of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The segment.
    pub id: i32,
    /// The process.
    pub pid: i32,
    /// Where it is attached.
    pub address: u64,
    /// `rw-`
    pub access: [u8; 3],
}

/// All attachments in this IPC namespace, by segment; and how many processes may not be looked at.
#[must_use]
pub fn attachments() -> (Vec<Attachment>, usize) {
    let mut unseen = 0;
    let mut attachments = Vec::new();
    for pid in process::all().into_iter().filter(|pid| is_ours(*pid)) {
        match maps::of(pid) {
            Ok(mappings) => attachments.extend(mappings.iter().filter_map(|mapping| {
                Some(Attachment {
                    id: mapping.segment()?,
                    pid,
                    address: mapping.start,
                    access: *mapping.permissions.first_chunk()?,
                })
            })),
            Err(_) => unseen += 1,
        }
    }
    attachments.sort_by_key(|a| (a.id, a.pid, a.address));
    (attachments, unseen)
}

/// Whether the ids of that process mean the same objects as ours; where it cannot be told, they do.
fn is_ours(pid: i32) -> bool {
    let own = file::read_link(b"/proc/self/ns/ipc");
    let theirs = file::read_link(format!("/proc/{pid}/ns/ipc").as_bytes());
    match (own, theirs) {
        (Ok(own), Ok(theirs)) => own == theirs,
        _ => true,
    }
}

/// A process that sleeps in a System V call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The process.
    pub pid: i32,
    /// The call.
    pub call: &'static str,
    /// The object.
    pub id: i32,
    /// What it waits for.
    pub what: String,
}

/// All that sleep in `msgsnd`, `msgrcv` or `semop` in this IPC namespace.
#[must_use]
pub fn waiters() -> Vec<Waiter> {
    process::all()
        .into_iter()
        .filter_map(|pid| {
            let (call, args) = process::sleeping_in(pid)?;
            let (call, what) = waiting_call(call, &args)?;
            let [id, ..] = args;
            is_ours(pid).then_some(Waiter {
                pid,
                call,
                id: i32::try_from(id & 0xffff_ffff).ok()?,
                what,
            })
        })
        .collect()
}

/// The name of a call that sleeps, and what it waits for.
fn waiting_call(call: u64, args: &[u64; 6]) -> Option<(&'static str, String)> {
    let [_, _, size, kind, ..] = *args;
    match i64::try_from(call).ok()? {
        c::SYS_msgsnd => Some(("msgsnd", format!("room for {size} bytes"))),
        c::SYS_msgrcv => Some(("msgrcv", message_text(kind.cast_signed()))),
        c::SYS_semop => Some(("semop", format!("{size} operations"))),
        c::SYS_semtimedop => Some(("semtimedop", format!("{size} operations"))),
        _ => None,
    }
}

fn message_text(kind: i64) -> String {
    match kind {
        0 => "any message".to_owned(),
        kind if kind < 0 => format!("a message of type up to {}", kind.unsigned_abs()),
        kind => format!("a message of type {kind}"),
    }
}
