//! What util-linux does not show: who is attached, who waits, and the POSIX objects.

use std::fmt::Write as _;
use std::fs;

use super::names::Names;
use crate::look::{maps, process, sysv};
use crate::plan::printable;
use crate::sys::file;

/// Adds a line; a `String` takes everything.
macro_rules! line {
    ($text:expr, $($arg:tt)*) => {{ let _ = writeln!($text, $($arg)*); }};
}

/// `ipcs --pids`: the attachments of each segment, as far as `/proc/PID/maps` may be read.
pub(super) fn pids(segments: &[sysv::Shm]) -> String {
    let mut text = String::from("\n------ Shared Memory Attachments --------\n");
    line!(
        text,
        "{:<10} {:<10} {:<16} {:<14} {:<6}",
        "shmid",
        "pid",
        "command",
        "address",
        "access"
    );
    let mut unseen = 0;
    let mut attachments = Vec::new();
    for pid in process::all() {
        if !is_in_our_namespace(pid) {
            continue;
        }
        match maps::of(pid) {
            Ok(mappings) => attachments.extend(mappings.into_iter().filter_map(|mapping| {
                let id = mapping.segment()?;
                Some((id, pid, mapping))
            })),
            Err(_) => unseen += 1,
        }
    }
    attachments.sort_by_key(|(id, pid, mapping)| (*id, *pid, mapping.start));
    let known = |id: i32| segments.iter().any(|segment| segment.perm.id == id);
    for (id, pid, mapping) in attachments.iter().filter(|(id, ..)| known(*id)) {
        let access = mapping.permissions.get(..3).unwrap_or_default();
        line!(
            text,
            "{id:<10} {pid:<10} {:<16} {:<#14x} {:<6}",
            printable(&process::name(*pid)),
            mapping.start,
            String::from_utf8_lossy(access)
        );
    }
    if unseen > 0 {
        line!(text, "({unseen} processes may not be looked at)");
    }
    text.push('\n');
    text
}

/// Whether the ids of that process mean the same objects as ours; where it cannot be told, they do.
fn is_in_our_namespace(pid: i32) -> bool {
    let own = file::read_link(b"/proc/self/ns/ipc");
    let theirs = file::read_link(format!("/proc/{pid}/ns/ipc").as_bytes());
    match (own, theirs) {
        (Ok(own), Ok(theirs)) => own == theirs,
        _ => true,
    }
}

/// `ipcs --waiters`: processes that sleep in a System V call.
pub(super) fn waiters() -> String {
    let mut text = String::from("\n------ Waiting Processes --------\n");
    line!(
        text,
        "{:<10} {:<16} {:<12} {:<10} {:<}",
        "pid",
        "command",
        "call",
        "id",
        "waits for"
    );
    for pid in process::all() {
        let Some((call, args)) = process::sleeping_in(pid) else {
            continue;
        };
        let Some((name, what)) = waiting_call(call, &args).filter(|_| is_in_our_namespace(pid))
        else {
            continue;
        };
        let [id, ..] = args;
        line!(
            text,
            "{pid:<10} {:<16} {name:<12} {id:<10} {what}",
            printable(&process::name(pid))
        );
    }
    text.push('\n');
    text
}

/// The name of a System V call that sleeps, and what it waits for.
fn waiting_call(call: u64, args: &[u64; 6]) -> Option<(&'static str, String)> {
    let [_, _, size, kind, ..] = *args;
    let number = libc::c_long::try_from(call).ok()?;
    match number {
        libc::SYS_msgsnd => Some(("msgsnd", format!("room for {size} bytes"))),
        libc::SYS_msgrcv => Some((
            "msgrcv",
            match kind.cast_signed() {
                0 => "any message".to_owned(),
                kind if kind < 0 => format!("a message of type up to {}", kind.unsigned_abs()),
                kind => format!("a message of type {kind}"),
            },
        )),
        libc::SYS_semop => Some(("semop", format!("{size} operations"))),
        libc::SYS_semtimedop => Some(("semtimedop", format!("{size} operations"))),
        _ => None,
    }
}

/// `ipcs --posix`: message queues, shared memory and semaphores by name.
pub(super) fn posix() -> String {
    let mut names = Names::default();
    let shared = entries("/dev/shm");
    let (semaphores, segments): (Vec<_>, Vec<_>) = shared
        .into_iter()
        .partition(|entry| entry.name.starts_with(b"sem."));
    let mut text = queues(&mut names);
    text.push_str("\n------ POSIX Shared Memory --------\n");
    heading(&mut text, "bytes");
    for entry in segments {
        let shown = format!("/{}", printable(&entry.name));
        line(
            &mut text,
            &shown,
            &entry.status,
            &entry.status.size.to_string(),
            &mut names,
        );
    }
    text.push_str("\n------ POSIX Semaphores --------\n");
    heading(&mut text, "value");
    for entry in semaphores {
        let name = entry.name.strip_prefix(b"sem.").unwrap_or_default();
        let value = semaphore_value(&entry.path).map_or_else(|| "?".to_owned(), |v| v.to_string());
        let shown = format!("/{}", printable(name));
        line(&mut text, &shown, &entry.status, &value, &mut names);
    }
    text.push('\n');
    text
}

fn heading(text: &mut String, last: &str) {
    let (name, owner, perms) = ("name", "owner", "perms");
    line!(text, "{name:<24} {owner:<10} {perms:<6} {last:<10}");
}

fn line(text: &mut String, name: &str, status: &file::Status, last: &str, names: &mut Names) {
    let owner = names.user(status.user);
    line!(
        text,
        "{name:<24} {owner:<10} {:<6o} {last:<10}",
        status.mode
    );
}

fn queues(names: &mut Names) -> String {
    let mut text = String::from("\n------ POSIX Message Queues --------\n");
    heading(&mut text, "bytes");
    if !is_mqueue("/dev/mqueue") {
        text.push_str("(not to be seen: mount -t mqueue none /dev/mqueue shows them)\n");
        return text;
    }
    for entry in entries("/dev/mqueue") {
        let shown = format!("/{}", printable(&entry.name));
        let bytes = queue_bytes(&entry.path).map_or_else(|| "?".to_owned(), |b| b.to_string());
        line(&mut text, &shown, &entry.status, &bytes, names);
    }
    text
}

/// The value of a semaphore of glibc: the low half of the first eight bytes (`struct new_sem` with 64-bit atomics).
fn semaphore_value(path: &[u8]) -> Option<u32> {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = fs::read(std::ffi::OsStr::from_bytes(path)).ok()?;
    let first = bytes.first_chunk::<8>()?;
    u32::try_from(u64::from_ne_bytes(*first) & 0xffff_ffff).ok()
}

struct Entry {
    name: Vec<u8>,
    path: Vec<u8>,
    status: file::Status,
}

/// The regular files of a directory, by name.
fn entries(directory: &str) -> Vec<Entry> {
    use std::os::unix::ffi::OsStringExt as _;
    let mut entries: Vec<Entry> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_vec();
            let path = [directory.as_bytes(), b"/", &name].concat();
            let status = file::link_status(&path).ok()?;
            (status.kind == file::Kind::Regular).then_some(Entry { name, path, status })
        })
        .collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

/// Whether the queues' own file system is mounted there.
fn is_mqueue(path: &str) -> bool {
    let mounts = fs::read("/proc/self/mounts").unwrap_or_default();
    mounts.split(|b| *b == b'\n').any(|line| {
        let mut words = line.split(|b| *b == b' ').skip(1);
        words.next() == Some(path.as_bytes()) && words.next() == Some(&b"mqueue"[..])
    })
}

/// `QSIZE:5 NOTIFY:0 …`
fn queue_bytes(path: &[u8]) -> Option<u64> {
    use std::os::unix::ffi::OsStrExt as _;
    let text = fs::read(std::ffi::OsStr::from_bytes(path)).ok()?;
    let digits: Vec<u8> = text
        .strip_prefix(b"QSIZE:")?
        .iter()
        .copied()
        .take_while(u8::is_ascii_digit)
        .collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}
