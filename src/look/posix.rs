//! POSIX objects by name: message queues, shared memory, semaphores.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::sys::file::{self, Kind, Status};

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name with the slash.
    pub name: Vec<u8>,
    /// Owner, mode, size.
    pub status: Status,
    /// Bytes in a queue, the value of a semaphore; `None` if it may not be read.
    pub value: Option<u64>,
}

/// Where queues are seen as files.
const QUEUES: &str = "/dev/mqueue";
/// Where shared memory and semaphores are.
const MEMORY: &str = "/dev/shm";

/// The message queues; `None` when their file system is not mounted.
#[must_use]
pub fn queues() -> Option<Vec<Object>> {
    is_mounted(QUEUES, "mqueue").then(|| objects(QUEUES, |_| true, b"", queue_bytes))
}

/// The objects of shared memory.
#[must_use]
pub fn shared_memory() -> Vec<Object> {
    objects(MEMORY, |name| !name.starts_with(b"sem."), b"", |_| None)
}

/// The named semaphores.
#[must_use]
pub fn semaphores() -> Vec<Object> {
    objects(
        MEMORY,
        |name| name.starts_with(b"sem."),
        b"sem.",
        semaphore_value,
    )
}

/// The regular files of a directory that are wanted, by name.
fn objects(
    directory: &str,
    is_wanted: impl Fn(&[u8]) -> bool,
    prefix: &[u8],
    value: impl Fn(&[u8]) -> Option<u64>,
) -> Vec<Object> {
    let mut objects: Vec<Object> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let file_name = entry.ok()?.file_name().into_vec();
            let path = [directory.as_bytes(), b"/", &file_name].concat();
            let status = file::link_status(&path).ok()?;
            let name = file_name.strip_prefix(prefix)?;
            let is_object = status.kind == Kind::Regular && is_wanted(&file_name);
            is_object.then(|| Object {
                name: [b"/", name].concat(),
                status,
                value: value(&path),
            })
        })
        .collect();
    objects.sort_by(|a, b| a.name.cmp(&b.name));
    objects
}

/// Whether a file system of this type is mounted there.
fn is_mounted(path: &str, kind: &str) -> bool {
    let mounts = fs::read("/proc/self/mounts").unwrap_or_default();
    mounts.split(|b| *b == b'\n').any(|line| {
        let mut words = line.split(|b| *b == b' ').skip(1);
        words.next() == Some(path.as_bytes()) && words.next() == Some(kind.as_bytes())
    })
}

/// `QSIZE:5 NOTIFY:0 …`
fn queue_bytes(path: &[u8]) -> Option<u64> {
    let text = fs::read(OsStr::from_bytes(path)).ok()?;
    let digits = text.strip_prefix(b"QSIZE:")?;
    let end = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    super::number(digits.get(..end)?)
}

/// The value of a semaphore of glibc: the low half of its first eight bytes (`struct new_sem` with 64-bit atomics).
fn semaphore_value(path: &[u8]) -> Option<u64> {
    let bytes = fs::read(OsStr::from_bytes(path)).ok()?;
    let first = bytes.first_chunk::<8>()?;
    Some(u64::from_ne_bytes(*first) & 0xffff_ffff)
}
