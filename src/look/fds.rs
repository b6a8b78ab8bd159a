//! Descriptors of processes, from `/proc/PID/fd` and `/proc/PID/fdinfo`.

use std::io;

use super::{number, words};
use crate::sys::file::{self, Kind};

/// One descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The process.
    pub pid: i32,
    /// Its number.
    pub fd: i32,
    /// What it refers to: a pathname, `pipe:[33590]`, `anon_inode:[eventfd]`.
    pub target: Vec<u8>,
    /// What sort of object that is.
    pub kind: ObjectKind,
    /// The status flags (`F_GETFL`), with `O_CLOEXEC` if it is set.
    pub flags: i32,
    /// The offset.
    pub offset: i64,
    /// The device and inode of the object, as far as they can be told.
    pub identity: Option<(u64, u64)>,
    /// The other lines of fdinfo: the count of an eventfd, the process of a pidfd, locks.
    pub details: Vec<(Vec<u8>, Vec<u8>)>,
}

/// The sort of object behind a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A regular file.
    Regular,
    /// A directory.
    Directory,
    /// A terminal or another character device.
    Character,
    /// A block device.
    Block,
    /// A FIFO: a pipe with a name.
    Fifo,
    /// A pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A POSIX message queue.
    Mqueue,
    /// A file made by memfd_create.
    Memfd,
    /// An eventfd.
    Eventfd,
    /// A signalfd.
    Signalfd,
    /// A timerfd.
    Timerfd,
    /// An epoll instance.
    Epoll,
    /// A pidfd.
    Pidfd,
    /// An inotify instance.
    Inotify,
    /// Something else.
    Other,
}

impl ObjectKind {
    /// The name in the listing.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regular => "reg",
            Self::Directory => "dir",
            Self::Character => "chr",
            Self::Block => "blk",
            Self::Fifo => "fifo",
            Self::Pipe => "pipe",
            Self::Socket => "sock",
            Self::Mqueue => "mqueue",
            Self::Memfd => "memfd",
            Self::Eventfd => "eventfd",
            Self::Signalfd => "signalfd",
            Self::Timerfd => "timerfd",
            Self::Epoll => "epoll",
            Self::Pidfd => "pidfd",
            Self::Inotify => "inotify",
            Self::Other => "other",
        }
    }

    /// From what `/proc` says; `file` is what stat(2) says of the path, which is asked only where the text does not tell.
    fn of(target: &[u8], file: Option<Kind>, details: &[(Vec<u8>, Vec<u8>)]) -> Self {
        let anonymous: [(&[u8], Self); 6] = [
            (b"anon_inode:[eventfd]", Self::Eventfd),
            (b"anon_inode:[signalfd]", Self::Signalfd),
            (b"anon_inode:[timerfd]", Self::Timerfd),
            (b"anon_inode:[eventpoll]", Self::Epoll),
            (b"anon_inode:[pidfd]", Self::Pidfd),
            (b"anon_inode:inotify", Self::Inotify),
        ];
        if let Some((_, kind)) = anonymous.iter().find(|(text, _)| *text == target) {
            return *kind;
        }
        if target.starts_with(b"pipe:[") {
            return Self::Pipe;
        }
        if target.starts_with(b"socket:[") {
            return Self::Socket;
        }
        if target.starts_with(b"/memfd:") {
            return Self::Memfd;
        }
        if details.iter().any(|(name, _)| name == b"Pid") {
            return Self::Pidfd;
        }
        match file {
            Some(Kind::Regular) => Self::Regular,
            Some(Kind::Directory) => Self::Directory,
            Some(Kind::CharacterDevice) => Self::Character,
            Some(Kind::BlockDevice) => Self::Block,
            Some(Kind::Fifo) => Self::Fifo,
            Some(Kind::Socket) => Self::Socket,
            _ => Self::Other,
        }
    }
}

/// The descriptors of a process, by number. Those that close meanwhile are left out.
///
/// # Errors
/// That the process is gone, or may not be looked at.
pub fn of(pid: i32) -> io::Result<Vec<Descriptor>> {
    let mut fds: Vec<i32> = std::fs::read_dir(format!("/proc/{pid}/fd"))?
        .filter_map(|entry| number(entry.ok()?.file_name().as_encoded_bytes()))
        .collect();
    fds.sort_unstable();
    Ok(fds.into_iter().filter_map(|fd| one(pid, fd)).collect())
}

/// One descriptor of a process.
#[must_use]
pub fn one(pid: i32, fd: i32) -> Option<Descriptor> {
    let link = format!("/proc/{pid}/fd/{fd}").into_bytes();
    let target = file::read_link(&link).ok()?;
    let info = parse_info(&std::fs::read(format!("/proc/{pid}/fdinfo/{fd}")).unwrap_or_default());
    // stat(2) through the link opens nothing and tells of the object itself, also when its name is gone.
    let status = file::status(&link).ok();
    let mut kind = ObjectKind::of(&target, status.as_ref().map(|s| s.kind), &info.details);
    if kind == ObjectKind::Regular && is_queue(&target, status.as_ref()) {
        kind = ObjectKind::Mqueue;
    }
    Some(Descriptor {
        pid,
        fd,
        target,
        kind,
        flags: info.flags,
        offset: info.offset,
        identity: status.map(|s| (s.device, s.inode)),
        details: info.details,
    })
}

/// What descriptor `fd` of this process refers to.
#[must_use]
pub fn target(fd: i32) -> Vec<u8> {
    file::read_link(format!("/proc/self/fd/{fd}").as_bytes()).unwrap_or_default()
}

/// A message queue looks like a file `/name` that is not in the root directory.
fn is_queue(target: &[u8], status: Option<&file::Status>) -> bool {
    let is_single = target.first() == Some(&b'/') && !target.iter().skip(1).any(|b| *b == b'/');
    let named = file::status(target).ok();
    is_single
        && status.is_some_and(|status| {
            !named.is_some_and(|named| named.is_same_file(status)) && status.size == QUEUE_SIZE
        })
}

/// What stat(2) tells as the size of a message queue (`FILENT_SIZE` of the kernel).
const QUEUE_SIZE: u64 = 80;

struct Info {
    flags: i32,
    offset: i64,
    details: Vec<(Vec<u8>, Vec<u8>)>,
}

fn parse_info(text: &[u8]) -> Info {
    let mut info = Info {
        flags: 0,
        offset: 0,
        details: Vec::new(),
    };
    for line in text.split(|b| *b == b'\n') {
        let Some(colon) = memchr::memchr(b':', line) else {
            continue;
        };
        let name = line.get(..colon).unwrap_or_default();
        let value = line.get(colon + 1..).unwrap_or_default().trim_ascii();
        match name {
            b"pos" => info.offset = number(value).unwrap_or_default(),
            b"flags" => {
                let octal = std::str::from_utf8(value).unwrap_or_default();
                info.flags = i32::from_str_radix(octal, 8).unwrap_or_default();
            }
            b"mnt_id" | b"ino" => {}
            _ => info.details.push((name.to_vec(), value.to_vec())),
        }
    }
    info
}

/// The locks in `/proc/locks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Its number in the list; those that wait for it have the same.
    pub number: u32,
    /// Whether it waits.
    pub waits: bool,
    /// `POSIX`, `FLOCK`, `OFDLCK`, `LEASE`.
    pub kind: Vec<u8>,
    /// `READ`, `WRITE`.
    pub mode: Vec<u8>,
    /// Whether it is mandatory.
    pub is_mandatory: bool,
    /// Who holds it, or waits; -1 for an open file description's.
    pub pid: i32,
    /// Device and inode.
    pub file: (u32, u32, u64),
    /// The first byte.
    pub start: u64,
    /// The last byte; `None` is the end of the file.
    pub end: Option<u64>,
}

/// All locks that `/proc/locks` shows.
///
/// # Errors
/// That it cannot be read.
pub fn locks() -> io::Result<Vec<Lock>> {
    let text = std::fs::read("/proc/locks")?;
    Ok(text.split(|b| *b == b'\n').filter_map(parse_lock).collect())
}

/// `1: -> FLOCK  ADVISORY  WRITE 123 08:01:456 0 EOF`
fn parse_lock(line: &[u8]) -> Option<Lock> {
    let mut fields = words(line);
    let number_text = fields.next()?.strip_suffix(b":")?;
    let mut kind = fields.next()?;
    let waits = kind == b"->";
    if waits {
        kind = fields.next()?;
    }
    let is_mandatory = fields.next()? == b"MANDATORY";
    let mode = fields.next()?.to_vec();
    let pid = number(fields.next()?)?;
    let mut file = fields.next()?.split(|b| *b == b':');
    let device = |text: Option<&[u8]>| u32::try_from(super::hexadecimal(text?)?).ok();
    let file = (
        device(file.next())?,
        device(file.next())?,
        number(file.next()?)?,
    );
    Some(Lock {
        number: number(number_text)?,
        waits,
        kind: kind.to_vec(),
        mode,
        is_mandatory,
        pid,
        file,
        start: number(fields.next()?)?,
        end: number(fields.next()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fdinfo_is_flags_offset_and_the_rest() {
        let info =
            parse_info(b"pos:\t12\nflags:\t02100002\nmnt_id:\t15\nino:\t9\neventfd-count: 3\n");
        assert_eq!((info.offset, info.flags), (12, 0o2_100_002));
        assert_eq!(info.details, [(b"eventfd-count".to_vec(), b"3".to_vec())]);
    }

    #[test]
    fn own_descriptors_are_listed() {
        let me = crate::sys::process::id();
        let all = of(me).unwrap();
        assert!(all.iter().any(|d| d.fd == 1));
        assert_eq!(one(me, 1 << 20), None);
    }

    #[test]
    fn locks_and_waiters() {
        let lock = parse_lock(b"3: -> FLOCK  ADVISORY  WRITE 123 08:0a:456 7 EOF").unwrap();
        assert_eq!(
            (
                lock.number,
                lock.waits,
                lock.pid,
                lock.file,
                lock.start,
                lock.end
            ),
            (3, true, 123, (8, 10, 456), 7, None)
        );
        assert_eq!(parse_lock(b""), None);
    }
}
