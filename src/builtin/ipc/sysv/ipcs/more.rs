//! What util-linux does not show: who is attached, who waits, and the POSIX objects.

use std::fmt::Write as _;

use super::names::Names;
use crate::look::posix::{self, Object};
use crate::look::{attached, process, sysv};
use crate::plan::printable;

/// Adds a line; a `String` takes everything.
macro_rules! line {
    ($text:expr, $($arg:tt)*) => {{ let _ = writeln!($text, $($arg)*); }};
}

/// `ipcs --pids`: the attachments of each segment, as far as `/proc/PID/maps` may be read.
pub(super) fn pids(segments: &[sysv::Shm]) -> String {
    let mut text = String::from("\n------ Shared Memory Attachments --------\n");
    let (id, pid, command) = ("shmid", "pid", "command");
    line!(
        text,
        "{id:<10} {pid:<10} {command:<16} {:<18} access",
        "address"
    );
    let (attachments, unseen) = attached::attachments();
    let known = |id: i32| segments.iter().any(|segment| segment.perm.id == id);
    for attachment in attachments.iter().filter(|a| known(a.id)) {
        line!(
            text,
            "{:<10} {:<10} {:<16} {:<#18x} {}",
            attachment.id,
            attachment.pid,
            printable(&process::name(attachment.pid)),
            attachment.address,
            String::from_utf8_lossy(&attachment.access)
        );
    }
    if unseen > 0 {
        line!(text, "({unseen} processes may not be looked at)");
    }
    text.push('\n');
    text
}

/// `ipcs --waiters`: processes that sleep in a System V call.
pub(super) fn waiters() -> String {
    let mut text = String::from("\n------ Waiting Processes --------\n");
    let (pid, command, call, id) = ("pid", "command", "call", "id");
    line!(
        text,
        "{pid:<10} {command:<16} {call:<12} {id:<10} waits for"
    );
    for waiter in attached::waiters() {
        let command = printable(&process::name(waiter.pid));
        line!(
            text,
            "{:<10} {command:<16} {:<12} {:<10} {}",
            waiter.pid,
            waiter.call,
            waiter.id,
            waiter.what
        );
    }
    text.push('\n');
    text
}

/// `ipcs --posix`: message queues, shared memory and semaphores by name.
pub(super) fn posix() -> String {
    let mut names = Names::default();
    let mut text = String::from("\n------ POSIX Message Queues --------\n");
    heading(&mut text, "bytes");
    match posix::queues() {
        None => text.push_str("(not to be seen: mount -t mqueue none /dev/mqueue shows them)\n"),
        Some(queues) => {
            for queue in queues {
                line(&mut text, &queue, queue.value, &mut names);
            }
        }
    }
    text.push_str("\n------ POSIX Shared Memory --------\n");
    heading(&mut text, "bytes");
    for object in posix::shared_memory() {
        line(&mut text, &object, Some(object.status.size), &mut names);
    }
    text.push_str("\n------ POSIX Semaphores --------\n");
    heading(&mut text, "value");
    for object in posix::semaphores() {
        line(&mut text, &object, object.value, &mut names);
    }
    text.push('\n');
    text
}

fn heading(text: &mut String, last: &str) {
    let (name, owner, perms) = ("name", "owner", "perms");
    line!(text, "{name:<24} {owner:<10} {perms:<6} {last:<10}");
}

fn line(text: &mut String, object: &Object, last: Option<u64>, names: &mut Names) {
    let name = printable(&object.name);
    let owner = names.user(object.status.user);
    let last = last.map_or_else(|| "?".to_owned(), |last| last.to_string());
    line!(
        text,
        "{name:<24} {owner:<10} {:<6o} {last:<10}",
        object.status.mode
    );
}
