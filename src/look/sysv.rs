//! System V objects, from `/proc/sysvipc`: all of them, also those that this user may not read.

use std::collections::BTreeMap;
use std::io;

use super::{number, words};

/// Owner and permissions of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Perm {
    /// `key`; 0 is `IPC_PRIVATE`, or removed.
    pub key: i32,
    /// The id.
    pub id: i32,
    /// The mode, with the bits above the permissions.
    pub mode: u32,
    /// The owner.
    pub uid: u32,
    /// The owner's group.
    pub gid: u32,
    /// The creator.
    pub cuid: u32,
    /// The creator's group.
    pub cgid: u32,
}

/// A shared memory segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shm {
    /// Owner and permissions.
    pub perm: Perm,
    /// `shm_segsz`: as it was asked for.
    pub size: u64,
    /// The creator.
    pub cpid: i32,
    /// Who attached or detached last.
    pub lpid: i32,
    /// How many attachments there are.
    pub nattch: u64,
    /// Last attached; 0 is never.
    pub atime: i64,
    /// Last detached.
    pub dtime: i64,
    /// Last changed.
    pub ctime: i64,
    /// Bytes in memory.
    pub rss: u64,
    /// Bytes swapped out.
    pub swap: u64,
}

/// A message queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Msg {
    /// Owner and permissions.
    pub perm: Perm,
    /// Bytes in it.
    pub cbytes: u64,
    /// Messages in it.
    pub qnum: u64,
    /// Who sent last.
    pub lspid: i32,
    /// Who received last.
    pub lrpid: i32,
    /// Last sent.
    pub stime: i64,
    /// Last received.
    pub rtime: i64,
    /// Last changed.
    pub ctime: i64,
}

/// A set of semaphores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sem {
    /// Owner and permissions.
    pub perm: Perm,
    /// How many semaphores it has.
    pub nsems: u64,
    /// Last operation.
    pub otime: i64,
    /// Last changed.
    pub ctime: i64,
}

/// The numbers of one line, by the names in the heading.
struct Row<'a>(BTreeMap<&'a [u8], &'a [u8]>);

impl Row<'_> {
    fn get<T: std::str::FromStr + Default>(&self, name: &str) -> T {
        self.0
            .get(name.as_bytes())
            .and_then(|text| number(text))
            .unwrap_or_default()
    }

    fn perm(&self, id: &str) -> Perm {
        let mode = self
            .0
            .get(&b"perms"[..])
            .and_then(|text| std::str::from_utf8(text).ok())
            .and_then(|text| u32::from_str_radix(text, 8).ok());
        Perm {
            key: self.get("key"),
            id: self.get(id),
            mode: mode.unwrap_or_default(),
            uid: self.get("uid"),
            gid: self.get("gid"),
            cuid: self.get("cuid"),
            cgid: self.get("cgid"),
        }
    }
}

/// The rows of a table whose first line names the columns.
fn rows<T>(text: &[u8], make: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let mut lines = text.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let names: Vec<&[u8]> = lines
        .next()
        .map(|line| words(line).collect())
        .unwrap_or_default();
    lines
        .map(|line| make(&Row(names.iter().copied().zip(words(line)).collect())))
        .collect()
}

fn parse_shm(text: &[u8]) -> Vec<Shm> {
    rows(text, |row| Shm {
        perm: row.perm("shmid"),
        size: row.get("size"),
        cpid: row.get("cpid"),
        lpid: row.get("lpid"),
        nattch: row.get("nattch"),
        atime: row.get("atime"),
        dtime: row.get("dtime"),
        ctime: row.get("ctime"),
        rss: row.get("rss"),
        swap: row.get("swap"),
    })
}

fn parse_msg(text: &[u8]) -> Vec<Msg> {
    rows(text, |row| Msg {
        perm: row.perm("msqid"),
        cbytes: row.get("cbytes"),
        qnum: row.get("qnum"),
        lspid: row.get("lspid"),
        lrpid: row.get("lrpid"),
        stime: row.get("stime"),
        rtime: row.get("rtime"),
        ctime: row.get("ctime"),
    })
}

fn parse_sem(text: &[u8]) -> Vec<Sem> {
    rows(text, |row| Sem {
        perm: row.perm("semid"),
        nsems: row.get("nsems"),
        otime: row.get("otime"),
        ctime: row.get("ctime"),
    })
}

/// All shared memory segments of this IPC namespace.
///
/// # Errors
/// That `/proc/sysvipc/shm` cannot be read.
pub fn shm() -> io::Result<Vec<Shm>> {
    Ok(parse_shm(&std::fs::read("/proc/sysvipc/shm")?))
}

/// All message queues.
///
/// # Errors
/// As [`shm`].
pub fn msg() -> io::Result<Vec<Msg>> {
    Ok(parse_msg(&std::fs::read("/proc/sysvipc/msg")?))
}

/// All semaphore sets.
///
/// # Errors
/// As [`shm`].
pub fn sem() -> io::Result<Vec<Sem>> {
    Ok(parse_sem(&std::fs::read("/proc/sysvipc/sem")?))
}

/// The limits in `/proc/sys/kernel`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Most segments.
    pub shmmni: u64,
    /// Largest segment.
    pub shmmax: u64,
    /// Most pages in all.
    pub shmall: u64,
    /// Most queues.
    pub msgmni: u64,
    /// Largest message.
    pub msgmax: u64,
    /// Most bytes in a queue, unless it was changed.
    pub msgmnb: u64,
    /// Most semaphores in a set, in all, operations in one call, sets.
    pub sem: [u64; 4],
}

/// The limits of this namespace; what cannot be read is 0.
#[must_use]
pub fn limits() -> Limits {
    let all = |name: &str| std::fs::read(format!("/proc/sys/kernel/{name}")).unwrap_or_default();
    let one = |name: &str| number(&all(name)).unwrap_or_default();
    let mut sem = [0; 4];
    for (to, from) in sem.iter_mut().zip(words(&all("sem"))) {
        *to = number(from).unwrap_or_default();
    }
    Limits {
        shmmni: one("shmmni"),
        shmmax: one("shmmax"),
        shmall: one("shmall"),
        msgmni: one("msgmni"),
        msgmax: one("msgmax"),
        msgmnb: one("msgmnb"),
        sem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let text = b"       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n-532669043          3  1644            5368709120 16775     7      2     1     2     3     4          0          5 1795387060                  4096                     0\n";
        let shm = parse_shm(text);
        let expected = Shm {
            perm: Perm {
                key: -532_669_043,
                id: 3,
                mode: 0o1644,
                uid: 1,
                gid: 2,
                cuid: 3,
                cgid: 4,
            },
            size: 5_368_709_120,
            cpid: 16775,
            lpid: 7,
            nattch: 2,
            atime: 0,
            dtime: 5,
            ctime: 1_795_387_060,
            rss: 4096,
            swap: 0,
        };
        assert_eq!(shm, [expected]);
    }

    #[test]
    fn an_empty_or_strange_table_has_no_rows_or_zeros() {
        assert_eq!(parse_msg(b""), []);
        assert_eq!(parse_sem(b"key semid\n"), []);
        let odd = parse_sem(b"key semid perms nsems\nx 1 9 3\n");
        assert_eq!((odd[0].perm.id, odd[0].perm.mode, odd[0].nsems), (1, 0, 3));
    }
}
