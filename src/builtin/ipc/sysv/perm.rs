//! Owner and mode of System V objects: `IPC_STAT` shows them, `IPC_SET` changes them.

use crate::builtin::BuiltinError;
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::record::{Cell, Record};
use crate::look;
use crate::plan::ArgValue;
use crate::sys::ipc::perm::{Change, Perm};
use crate::sys::users;

/// The members of `struct ipc_perm`.
pub(super) fn members(prefix: &str, perm: &Perm) -> Record {
    let name = |member: &str| format!("{prefix}.{member}");
    Record::new()
        .with(name("__key"), Cell::Key(perm.key))
        .number(name("uid"), perm.uid)
        .number(name("gid"), perm.gid)
        .number(name("cuid"), perm.cuid)
        .number(name("cgid"), perm.cgid)
        .with(name("mode"), Cell::Mode(perm.mode))
        .number(name("__seq"), perm.seq)
}

/// `mode=600 uid=alice gid=100` → what `IPC_SET` changes.
pub(super) fn change(words: &[&[u8]]) -> Result<Change, BuiltinError> {
    let mut change = Change::default();
    if words.is_empty() {
        return Err(BuiltinError::usage(
            "IPC_SET needs mode=MODE, uid=USER or gid=GROUP",
        ));
    }
    for word in words {
        match split(word)? {
            (b"mode", value) => change.mode = Some(number::mode("mode", value)?),
            (b"uid", value) => change.uid = Some(user(value)?),
            (b"gid", value) => change.gid = Some(id("gid", value)?),
            _ => return Err(bad("ARG", word, "not mode=MODE, uid=USER or gid=GROUP")),
        }
    }
    Ok(change)
}

/// `name=value`.
pub(super) fn split(word: &[u8]) -> Result<(&[u8], &[u8]), BuiltinError> {
    let equals = memchr::memchr(b'=', word).ok_or_else(|| bad("ARG", word, "not name=value"))?;
    Ok((
        word.get(..equals).unwrap_or_default(),
        word.get(equals + 1..).unwrap_or_default(),
    ))
}

fn user(value: &[u8]) -> Result<u32, BuiltinError> {
    match users::by_name(value) {
        Some(user) => Ok(user.id),
        None => id("uid", value),
    }
}

fn id(name: &str, value: &[u8]) -> Result<u32, BuiltinError> {
    let number = number::unsigned(name, value)?;
    u32::try_from(number)
        .ok()
        .filter(|id| *id != u32::MAX)
        .ok_or_else(|| bad(name, value, "out of range 0 to 4294967294"))
}

/// The change as the structure that the call gets.
pub(super) fn as_struct(name: &'static str, change: Change) -> ArgValue {
    let mut members = Vec::new();
    if let Some(mode) = change.mode {
        members.push(("mode", ArgValue::Mode(mode)));
    }
    if let Some(uid) = change.uid {
        members.push(("uid", ArgValue::Unsigned(u64::from(uid))));
    }
    if let Some(gid) = change.gid {
        members.push(("gid", ArgValue::Unsigned(u64::from(gid))));
    }
    ArgValue::Struct(vec![(name, ArgValue::Struct(members))])
}

/// No operand may be left.
pub(super) fn no_more(rest: &[&[u8]]) -> Result<(), BuiltinError> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => Err(bad("ARG", extra, "this command takes no argument")),
    }
}

/// `SHM_STAT` and its like take an index into a table of the kernel, not an id.
pub(super) fn by_index() -> BuiltinError {
    BuiltinError::usage(
        "CMD: this one takes an index into a table of the kernel; ipcs lists all objects",
    )
}

/// For messages: who owns the object and what its mode is.
pub(crate) fn shown(perm: &look::sysv::Perm) -> String {
    format!("mode {:04o}, owner {}", perm.mode & 0o777, owner(perm.uid))
}

/// The name of a user, or the number.
pub(super) fn owner(uid: u32) -> String {
    users::by_id(uid).map_or_else(
        || uid.to_string(),
        |user| String::from_utf8_lossy(&user.name).into_owned(),
    )
}
