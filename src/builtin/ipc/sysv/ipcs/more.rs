//! What util-linux does not show: who is attached, who waits, and the POSIX objects.

use std::fmt::Write as _;
use std::fs;

use super::names::Names;
use crate::builtin::{BuiltinError, Ctx};
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
pub(super) fn posix(ctx: &mut Ctx<'_>) -> Result<String, BuiltinError> {
    let mut text = String::from("\n------ POSIX Message Queues --------\n");
    line!(
        text,
        "{:<24} {:<10} {:<6} {:<10}",
        "name",
        "owner",
        "perms",
        "bytes"
    );
    let mut names = Names::default();
    match fs::read_dir("/dev/mqueue") {
        Ok(_) if is_mqueue("/dev/mqueue") => {
            for entry in entries("/dev/mqueue") {
                let shown = format!("/{}", printable(&entry.name));
                let bytes =
                    queue_bytes(&entry.path).map_or_else(|| "?".to_owned(), |b| b.to_string());
                line!(
                    text,
                    "{shown:<24} {:<10} {:<6o} {bytes:<10}",
                    names.user(entry.status.user),
                    entry.status.mode
                );
            }
        }
        _ => text.push_str("(not to be seen: mount -t mqueue none /dev/mqueue shows them)\n"),
    }
    let shared = entries("/dev/shm");
    let is_sem = |entry: &Entry| entry.name.starts_with(b"sem.");
    text.push_str("\n------ POSIX Shared Memory --------\n");
    line!(
        text,
        "{:<24} {:<10} {:<6} {:<10}",
        "name",
        "owner",
        "perms",
        "bytes"
    );
    for entry in shared.iter().filter(|entry| !is_sem(entry)) {
        let shown = format!("/{}", printable(&entry.name));
        line!(
            text,
            "{shown:<24} {:<10} {:<6o} {:<10}",
            names.user(entry.status.user),
            entry.status.mode,
            entry.status.size
        );
    }
    text.push_str("\n------ POSIX Semaphores --------\n");
    line!(text, "{:<24} {:<10} {:<6}", "name", "owner", "perms");
    for entry in shared.iter().filter(|entry| is_sem(entry)) {
        let name = entry.name.strip_prefix(b"sem.").unwrap_or_default();
        let shown = format!("/{}", printable(name));
        line!(
            text,
            "{shown:<24} {:<10} {:<6o}",
            names.user(entry.status.user),
            entry.status.mode
        );
    }
    text.push('\n');
    let _ = ctx;
    Ok(text)
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
