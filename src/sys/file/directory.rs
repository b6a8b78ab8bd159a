//! The names in a directory: what pathname expansion and completion look through.
//!
//! The kernel's records (getdents64(2)) are kept as they come, in one buffer: a directory of a hundred thousand names
//! costs a few allocations, not a hundred thousand.

use std::os::fd::{AsRawFd as _, OwnedFd};

use nix::fcntl::OFlag;
use nix::sys::stat::Mode;

use super::Kind;
use crate::sys::Errno;

/// How much is asked of the kernel at once.
const PORTION: usize = 32 * 1024;

/// Where the fields of a record lie: inode (8), offset (8), length (2), type (1), name.
const LENGTH_AT: usize = 16;
const TYPE_AT: usize = 18;
const NAME_AT: usize = 19;

/// What a directory held when it was read.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Room for records; those of the present directory come first.
    records: Vec<u8>,
    /// How many bytes of `records` they take.
    filled: usize,
    /// Where names begin and end in `records`, and of what kind they are.
    entries: Vec<(usize, usize, Kind)>,
}

/// One name in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The name, byte for byte.
    pub name: &'a [u8],
    /// What the directory says it is; [`Kind::Unknown`] on file systems that do not say, [`Kind::SymbolicLink`] is not followed.
    pub kind: Kind,
}

impl Directory {
    /// Reads a directory, in the kernel's order, with `.` and `..`.
    ///
    /// # Errors
    /// Those of open(2) and getdents64(2): `ENOENT`, `ENOTDIR`, `EACCES`, `EMFILE`.
    pub fn read(path: &[u8]) -> Result<Self, Errno> {
        let mut directory = Self::default();
        directory.read_again(path)?;
        Ok(directory)
    }

    /// Reads another directory in the memory of this one.
    ///
    /// # Errors
    /// As for [`read`](Self::read); then it is empty or holds a part.
    pub fn read_again(&mut self, path: &[u8]) -> Result<(), Errno> {
        self.filled = 0;
        self.records.clear();
        self.entries.clear();
        let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC | OFlag::O_NONBLOCK;
        let fd = nix::fcntl::open(path, flags, Mode::empty())?;
        while self.read_portion(&fd)? {}
        Ok(())
    }

    /// The entries.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> {
        self.entries.iter().map(|(start, end, kind)| Entry {
            name: self.records.get(*start..*end).unwrap_or_default(),
            kind: *kind,
        })
    }

    /// Puts the names in byte order.
    pub fn sort(&mut self) {
        let records = &self.records;
        self.entries
            .sort_unstable_by_key(|(start, end, _)| records.get(*start..*end));
    }

    /// Reads what fits into one portion; false at the end.
    fn read_portion(&mut self, fd: &OwnedFd) -> Result<bool, Errno> {
        let filled = self.filled;
        self.records.truncate(filled);
        self.records.reserve(PORTION);
        let room = self.records.spare_capacity_mut();
        // SAFETY: the kernel writes into `room` only, and not past its length.
        let count = unsafe {
            libc::syscall(
                libc::SYS_getdents64,
                fd.as_raw_fd(),
                room.as_mut_ptr(),
                room.len(),
            )
        };
        let count = usize::try_from(count).map_err(|_| Errno::last())?;
        self.filled = filled + count;
        // SAFETY: the kernel has written so many bytes from `filled` on, into spare room.
        unsafe { self.records.set_len(self.filled) };
        self.index(filled);
        Ok(count > 0)
    }

    /// Finds the names in the records from `start` on.
    fn index(&mut self, start: usize) {
        let mut at = start;
        while at < self.filled
            && let Some(length) = record_length(&self.records, at)
        {
            let end = (at + length).min(self.filled);
            let name_start = at + NAME_AT;
            let name = self.records.get(name_start..end).unwrap_or_default();
            // Names are short: a vectored search costs more than it saves.
            let nul = name.iter().position(|byte| *byte == 0);
            let name_end = nul.map_or(end, |nul| name_start + nul);
            let kind = self
                .records
                .get(at + TYPE_AT)
                .map_or(Kind::Unknown, |byte| kind_of_type(*byte));
            self.entries.push((name_start, name_end, kind));
            at = end;
        }
    }
}

/// The length of the record at `at`; `None` at the end.
fn record_length(records: &[u8], at: usize) -> Option<usize> {
    let field = records.get(at + LENGTH_AT..)?.first_chunk()?;
    Some(usize::from(u16::from_ne_bytes(*field))).filter(|length| *length > NAME_AT)
}

const fn kind_of_type(byte: u8) -> Kind {
    match byte {
        libc::DT_REG => Kind::Regular,
        libc::DT_DIR => Kind::Directory,
        libc::DT_LNK => Kind::SymbolicLink,
        libc::DT_FIFO => Kind::Fifo,
        libc::DT_SOCK => Kind::Socket,
        libc::DT_CHR => Kind::CharacterDevice,
        libc::DT_BLK => Kind::BlockDevice,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    fn read(path: &std::path::Path) -> Directory {
        let mut directory = Directory::read(path.as_os_str().as_bytes()).unwrap();
        directory.sort();
        directory
    }

    #[test]
    fn names_come_byte_for_byte_with_their_kind() {
        let scratch = tempfile::tempdir().unwrap();
        std::fs::create_dir(scratch.path().join("sub")).unwrap();
        std::fs::write(scratch.path().join(OsStr::from_bytes(b"\xff\n")), "").unwrap();
        std::os::unix::fs::symlink("nowhere", scratch.path().join("link")).unwrap();
        let directory = read(scratch.path());
        let names: Vec<&[u8]> = directory.entries().map(|entry| entry.name).collect();
        assert_eq!(names, [b".".as_slice(), b"..", b"link", b"sub", b"\xff\n"]);
        let kinds: Vec<Kind> = directory
            .entries()
            .map(|entry| entry.kind)
            .skip(2)
            .collect();
        assert_eq!(kinds, [Kind::SymbolicLink, Kind::Directory, Kind::Regular]);
    }

    #[test]
    fn a_directory_larger_than_one_portion_is_read_whole() {
        let scratch = tempfile::tempdir().unwrap();
        for number in 0..2000 {
            std::fs::write(
                scratch
                    .path()
                    .join(format!("a-rather-long-name-{number:05}")),
                "",
            )
            .unwrap();
        }
        let directory = read(scratch.path());
        assert_eq!(directory.entries().len(), 2002);
        let last = directory.entries().last().unwrap();
        assert_eq!(last.name, b"a-rather-long-name-01999");
    }

    #[test]
    fn one_after_the_other_in_the_same_memory() {
        let scratch = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(scratch.path().join("few")).unwrap();
        for name in ["a", "b", "c"] {
            std::fs::write(scratch.path().join(name), "").unwrap();
        }
        let mut directory = read(scratch.path());
        assert_eq!(directory.entries().len(), 6);
        let few = scratch.path().join("few");
        directory.read_again(few.as_os_str().as_bytes()).unwrap();
        directory.sort();
        let names: Vec<&[u8]> = directory.entries().map(|entry| entry.name).collect();
        assert_eq!(names, [b".".as_slice(), b".."]);
    }

    #[test]
    fn errors_say_why() {
        assert_eq!(Directory::read(b"/nonexistent").err(), Some(Errno::ENOENT));
        assert_eq!(Directory::read(b"/etc/passwd").err(), Some(Errno::ENOTDIR));
    }
}
