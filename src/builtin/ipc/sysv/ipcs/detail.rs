//! `ipcs -i ID`: everything about one object.

use std::fmt::Write as _;

use super::listing::long_date;
use super::names::human;
use super::{Objects, Unit, Which};
use crate::builtin::BuiltinError;
use crate::look::sysv::{Msg, Perm, Sem, Shm};
use crate::sys::ipc::{msg, sem};

/// Adds a line; a `String` takes everything.
macro_rules! line {
    ($text:expr, $($arg:tt)*) => {{ let _ = writeln!($text, $($arg)*); }};
}

/// The object with this id.
pub(super) fn detail(
    objects: &Objects,
    which: Which,
    id: i32,
    unit: Unit,
) -> Result<String, BuiltinError> {
    let text = if which.shm {
        let found = objects.shm.iter().find(|shm| shm.perm.id == id);
        found.map(|found| shm_detail(found, unit))
    } else if which.msg {
        let found = objects.msg.iter().find(|msg| msg.perm.id == id);
        found.map(|found| msg_detail(found, unit))
    } else {
        let found = objects.sem.iter().find(|sem| sem.perm.id == id);
        found.map(sem_detail)
    };
    text.ok_or_else(|| BuiltinError::failure(format!("id {id} not found")))
}

/// Octal as C prints it with `%#o`: a zero has no second zero in front.
fn octal(mode: u32) -> String {
    match mode {
        0 => "0".to_owned(),
        mode => format!("0{mode:o}"),
    }
}

fn owners(perm: &Perm) -> String {
    let Perm {
        uid,
        gid,
        cuid,
        cgid,
        ..
    } = perm;
    format!("uid={uid}\tgid={gid}\tcuid={cuid}\tcgid={cgid}")
}

fn shm_detail(shm: &Shm, unit: Unit) -> String {
    let mut text = String::from("\n");
    line!(text, "Shared memory Segment shmid={}", shm.perm.id);
    line!(text, "{}", owners(&shm.perm));
    line!(
        text,
        "mode={}\taccess_perms={}",
        octal(shm.perm.mode),
        octal(shm.perm.mode & 0o777)
    );
    let size = match unit {
        Unit::Human => format!("size={}", human(shm.size)),
        _ => format!("bytes={}", shm.size),
    };
    line!(
        text,
        "{size}\tlpid={}\tcpid={}\tnattch={}",
        shm.lpid,
        shm.cpid,
        shm.nattch
    );
    line!(text, "att_time={:<26}", long_date(shm.atime));
    line!(text, "det_time={:<26}", long_date(shm.dtime));
    line!(text, "change_time={:<26}", long_date(shm.ctime));
    text.push('\n');
    text
}

fn msg_detail(queue: &Msg, unit: Unit) -> String {
    let most = msg::stat(queue.perm.id).map_or(0, |stat| stat.max_bytes);
    let mut text = String::from("\n");
    line!(text, "Message Queue msqid={}", queue.perm.id);
    line!(
        text,
        "{}\tmode={}",
        owners(&queue.perm),
        octal(queue.perm.mode)
    );
    let sizes = match unit {
        Unit::Human => format!("csize={}\tqsize={}", human(queue.cbytes), human(most)),
        _ => format!("cbytes={}\tqbytes={most}", queue.cbytes),
    };
    line!(
        text,
        "{sizes}\tqnum={}\tlspid={}\tlrpid={}",
        queue.qnum,
        queue.lspid,
        queue.lrpid
    );
    line!(text, "send_time={:<26}", long_date(queue.stime));
    line!(text, "rcv_time={:<26}", long_date(queue.rtime));
    line!(text, "change_time={:<26}", long_date(queue.ctime));
    text.push('\n');
    text
}

fn sem_detail(set: &Sem) -> String {
    let id = set.perm.id;
    let mut text = String::from("\n");
    line!(text, "Semaphore Array semid={id}");
    line!(text, "{}", owners(&set.perm).replace('\t', "\t "));
    line!(
        text,
        "mode={}, access_perms={}",
        octal(set.perm.mode),
        octal(set.perm.mode & 0o777)
    );
    line!(text, "nsems = {}", set.nsems);
    line!(text, "otime = {:<26}", long_date(set.otime));
    line!(text, "ctime = {:<26}", long_date(set.ctime));
    line!(
        text,
        "{:<10} {:<10} {:<10} {:<10} {:<10}",
        "semnum",
        "value",
        "ncount",
        "zcount",
        "pid"
    );
    for number in 0..i32::try_from(set.nsems).unwrap_or(0) {
        // What may not be read is left out, as is what vanishes meanwhile.
        let (Ok(value), Ok(rise), Ok(zero), Ok(pid)) = (
            sem::value(id, number),
            sem::waiting_for_rise(id, number),
            sem::waiting_for_zero(id, number),
            sem::last_operator(id, number),
        ) else {
            break;
        };
        line!(
            text,
            "{number:<10} {value:<10} {rise:<10} {zero:<10} {pid:<10}"
        );
    }
    text.push('\n');
    text
}
