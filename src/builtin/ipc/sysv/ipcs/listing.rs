//! The tables of `ipcs`, column by column as util-linux prints them.

use std::fmt::Write as _;

use super::names::{Names, human};
use super::{Objects, Unit, Which};
use crate::builtin::ipc::number::key_text;
use crate::builtin::ipc::record::date;
use crate::look::sysv::{Msg, Perm, Sem, Shm};
use crate::sys::ipc::shm::{DEST, LOCKED};

/// Which columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Plain,
    Times,
    Pids,
    Creators,
    Memory,
}

/// The tables that are asked for, each behind an empty line.
pub(super) fn tables(objects: &Objects, which: Which, columns: Columns, unit: Unit) -> String {
    let mut text = String::from("\n");
    let mut names = Names::default();
    if which.msg {
        if let Some(table) = msg(objects, columns, unit, &mut names) {
            text.push_str(&table);
        }
        text.push('\n');
    }
    if which.shm {
        text.push_str(&shm(objects, columns, unit, &mut names));
        text.push('\n');
    }
    if which.sem {
        if let Some(table) = sem(objects, columns, &mut names) {
            text.push_str(&table);
        }
        text.push('\n');
    }
    text
}

/// Adds a line; a `String` takes everything.
macro_rules! line {
    ($text:expr, $($arg:tt)*) => {{ let _ = writeln!($text, $($arg)*); }};
}

fn msg(objects: &Objects, columns: Columns, unit: Unit, names: &mut Names) -> Option<String> {
    let mut text = msg_heading(columns, unit)?;
    for queue in &objects.msg {
        text.push_str(&msg_row(queue, columns, unit, names));
    }
    Some(text)
}

fn msg_heading(columns: Columns, unit: Unit) -> Option<String> {
    let mut text = String::new();
    match columns {
        Columns::Plain => {
            text.push_str("------ Message Queues --------\n");
            let bytes = size_heading(unit, "used-bytes");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10} {:<12} {:<12}",
                "key",
                "msqid",
                "owner",
                "perms",
                bytes,
                "messages"
            );
        }
        Columns::Times => {
            text.push_str("------ Message Queues Send/Recv/Change Times --------\n");
            line!(
                text,
                "{:<8} {:<10} {:<20} {:<20} {:<20}",
                "msqid",
                "owner",
                "send",
                "recv",
                "change"
            );
        }
        Columns::Pids => {
            text.push_str("------ Message Queues PIDs --------\n");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10}",
                "msqid",
                "owner",
                "lspid",
                "lrpid"
            );
        }
        Columns::Creators => {
            text.push_str("------ Message Queues Creators/Owners --------\n");
            text.push_str(&creators_heading("msqid"));
        }
        Columns::Memory => return None,
    }
    Some(text)
}

fn msg_row(queue: &Msg, columns: Columns, unit: Unit, names: &mut Names) -> String {
    let mut text = String::new();
    let (id, owner) = (queue.perm.id, names.user(queue.perm.uid));
    match columns {
        Columns::Plain => line!(
            text,
            "{} {:<12} {:<12}",
            identity(&queue.perm, &owner),
            size(queue.cbytes, unit),
            queue.qnum
        ),
        Columns::Times => line!(
            text,
            "{id:<8} {owner:<10} {:<20} {:<20} {:<20}",
            short_date(queue.stime),
            short_date(queue.rtime),
            short_date(queue.ctime)
        ),
        Columns::Pids => {
            line!(
                text,
                "{id:<8} {owner:<10} {:>6}    {:>6}",
                queue.lspid,
                queue.lrpid
            );
        }
        Columns::Creators | Columns::Memory => {
            text.push_str(&creators(&queue.perm, names));
        }
    }
    text
}

fn shm(objects: &Objects, columns: Columns, unit: Unit, names: &mut Names) -> String {
    let mut text = shm_heading(columns, unit);
    for segment in &objects.shm {
        text.push_str(&shm_row(segment, columns, unit, names));
    }
    text
}

fn shm_heading(columns: Columns, unit: Unit) -> String {
    let mut text = String::new();
    match columns {
        Columns::Plain => {
            text.push_str("------ Shared Memory Segments --------\n");
            let bytes = size_heading(unit, "bytes");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10} {:<10} {:<10} {:<12}",
                "key",
                "shmid",
                "owner",
                "perms",
                bytes,
                "nattch",
                "status"
            );
        }
        Columns::Times => {
            text.push_str("------ Shared Memory Attach/Detach/Change Times --------\n");
            line!(
                text,
                "{:<10} {:<10} {:<20} {:<20} {:<20}",
                "shmid",
                "owner",
                "attached",
                "detached",
                "changed"
            );
        }
        Columns::Pids => {
            text.push_str("------ Shared Memory Creator/Last-op PIDs --------\n");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10}",
                "shmid",
                "owner",
                "cpid",
                "lpid"
            );
        }
        Columns::Creators => {
            text.push_str("------ Shared Memory Segment Creators/Owners --------\n");
            text.push_str(&creators_heading("shmid"));
        }
        Columns::Memory => {
            text.push_str("------ Shared Memory in Use --------\n");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10} {:<10} {:<10}",
                "key",
                "shmid",
                "owner",
                "bytes",
                "rss",
                "swap"
            );
        }
    }
    text
}

fn shm_row(segment: &Shm, columns: Columns, unit: Unit, names: &mut Names) -> String {
    let mut text = String::new();
    let (id, owner) = (segment.perm.id, names.user(segment.perm.uid));
    match columns {
        Columns::Plain => line!(
            text,
            "{} {:<10} {:<10} {:<6} {:<6}",
            identity(&segment.perm, &owner),
            size(segment.size, unit),
            segment.nattch,
            if segment.perm.mode & DEST == 0 {
                ""
            } else {
                "dest"
            },
            if segment.perm.mode & LOCKED == 0 {
                ""
            } else {
                "locked"
            },
        ),
        Columns::Times => line!(
            text,
            "{id:<10} {owner:<10} {:<20} {:<20} {:<20}",
            short_date(segment.atime),
            short_date(segment.dtime),
            short_date(segment.ctime)
        ),
        Columns::Pids => {
            line!(
                text,
                "{id:<10} {owner:<10} {:<10} {:<10}",
                segment.cpid,
                segment.lpid
            );
        }
        Columns::Creators => text.push_str(&creators(&segment.perm, names)),
        Columns::Memory => line!(
            text,
            "{:<10} {id:<10} {owner:<10} {:<10} {:<10} {:<10}",
            key_text(segment.perm.key),
            plain(segment.size, unit),
            plain(segment.rss, unit),
            plain(segment.swap, unit)
        ),
    }
    text
}

fn sem(objects: &Objects, columns: Columns, names: &mut Names) -> Option<String> {
    let mut text = sem_heading(columns)?;
    for set in &objects.sem {
        text.push_str(&sem_row(set, columns, names));
    }
    Some(text)
}

fn sem_heading(columns: Columns) -> Option<String> {
    let mut text = String::new();
    match columns {
        Columns::Plain => {
            text.push_str("------ Semaphore Arrays --------\n");
            line!(
                text,
                "{:<10} {:<10} {:<10} {:<10} {:<10}",
                "key",
                "semid",
                "owner",
                "perms",
                "nsems"
            );
        }
        Columns::Times => {
            text.push_str("------ Semaphore Operation/Change Times --------\n");
            line!(
                text,
                "{:<8} {:<10} {:<26} {:<26}",
                "semid",
                "owner",
                "last-op",
                "last-changed"
            );
        }
        Columns::Creators => {
            text.push_str("------ Semaphore Arrays Creators/Owners --------\n");
            text.push_str(&creators_heading("semid"));
        }
        Columns::Pids | Columns::Memory => return None,
    }
    Some(text)
}

fn sem_row(set: &Sem, columns: Columns, names: &mut Names) -> String {
    let mut text = String::new();
    let (id, owner) = (set.perm.id, names.user(set.perm.uid));
    match columns {
        Columns::Plain => line!(text, "{} {:<10}", identity(&set.perm, &owner), set.nsems),
        Columns::Times => line!(
            text,
            "{id:<8} {owner:<10}  {:<26} {:<26}",
            long_date(set.otime),
            long_date(set.ctime)
        ),
        _ => text.push_str(&creators(&set.perm, names)),
    }
    text
}

fn identity(perm: &Perm, owner: &str) -> String {
    let (key, id, mode) = (key_text(perm.key), perm.id, perm.mode & 0o777);
    format!("{key:<10} {id:<10} {owner:<10} {mode:<10o}")
}

fn creators_heading(id: &str) -> String {
    let (perms, cuid, cgid, uid, gid) = ("perms", "cuid", "cgid", "uid", "gid");
    format!("{id:<10} {perms:<10} {cuid:<10} {cgid:<10} {uid:<10} {gid:<10}\n")
}

fn creators(perm: &Perm, names: &mut Names) -> String {
    format!(
        "{:<10} {:<10o} {:<10} {:<10} {:<10} {:<10}\n",
        perm.id,
        perm.mode & 0o777,
        names.user(perm.cuid),
        names.group(perm.cgid),
        names.user(perm.uid),
        names.group(perm.gid)
    )
}

fn size_heading(unit: Unit, bytes: &'static str) -> &'static str {
    match unit {
        Unit::Human => "size",
        _ => bytes,
    }
}

/// A size: with units it stands to the right of six columns.
fn size(bytes: u64, unit: Unit) -> String {
    match unit {
        Unit::Human => format!("{:>6}", human(bytes)),
        _ => bytes.to_string(),
    }
}

fn plain(bytes: u64, unit: Unit) -> String {
    match unit {
        Unit::Human => human(bytes),
        _ => bytes.to_string(),
    }
}

/// `Sun Nov 22 22:36:44 2026`
pub(super) fn long_date(seconds: i64) -> String {
    if seconds == 0 {
        return "Not set".to_owned();
    }
    date(seconds)
}

/// `Nov 22 22:36:44`
fn short_date(seconds: i64) -> String {
    let long = long_date(seconds);
    match long.get(4..20) {
        Some(middle) if seconds != 0 => middle.to_owned(),
        _ => long,
    }
}
