//! Files by name: what they are, who may use them, where we stand.
//!
//! Paths are bytes; a NUL in one is `EINVAL`, a longer one than `PATH_MAX` `ENAMETOOLONG`. Nothing here opens a
//! file for the user: that is the plan's.

mod directory;

pub use directory::{Directory, Entry};

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt as _;

use nix::NixPath as _;

use super::resource::of_timespec;
use super::{Errno, Fd};

/// The bytes of a file.
///
/// # Errors
/// Those of open(2) and read(2).
pub fn contents(path: &[u8]) -> Result<Vec<u8>, Errno> {
    let path = std::ffi::OsStr::from_bytes(path);
    std::fs::read(path).map_err(|error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))
}

/// What sort of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `-`
    Regular,
    /// `d`
    Directory,
    /// `l`
    SymbolicLink,
    /// `p`
    Fifo,
    /// `s`
    Socket,
    /// `c`
    CharacterDevice,
    /// `b`
    BlockDevice,
    /// No letter: an eventfd, an epoll, a file system that does not say.
    Unknown,
}

/// What the inode says (stat(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// What sort of file it is.
    pub kind: Kind,
    /// The permission bits, with set-id and sticky: the low twelve.
    pub mode: u32,
    /// The device it lies on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// How many names it has.
    pub links: u64,
    /// Its owner.
    pub user: u32,
    /// Its group.
    pub group: u32,
    /// The device that it stands for.
    pub represents: u64,
    /// Bytes; a file has never less than none.
    pub size: u64,
    /// Blocks of 512 bytes that it takes.
    pub blocks: u64,
    /// Last read, since 1970.
    pub accessed: std::time::Duration,
    /// Last written.
    pub modified: std::time::Duration,
    /// Inode last changed.
    pub changed: std::time::Duration,
}

impl Status {
    /// Whether both are the same file (`test -ef`, XCU pwd).
    #[must_use]
    pub const fn is_same_file(&self, other: &Self) -> bool {
        self.device == other.device && self.inode == other.inode
    }

    /// Whether any of the execute bits is set.
    #[must_use]
    pub const fn has_execute_bit(&self) -> bool {
        self.mode & 0o111 != 0
    }
}

/// What may be asked of a file (access(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// `R_OK`
    Read,
    /// `W_OK`
    Write,
    /// `X_OK`: execute, or search a directory.
    Execute,
    /// `F_OK`: is it there?
    Exist,
}

/// The status of the file that a path leads to, through symbolic links.
///
/// # Errors
/// Those of stat(2).
pub fn status(path: &[u8]) -> Result<Status, Errno> {
    status_at(path, 0)
}

/// The status of what lies at the path itself, be it a symbolic link.
///
/// # Errors
/// Those of lstat(2).
pub fn link_status(path: &[u8]) -> Result<Status, Errno> {
    status_at(path, libc::AT_SYMLINK_NOFOLLOW)
}

/// The status of an open file.
///
/// # Errors
/// `EBADF`.
pub fn descriptor_status(fd: Fd) -> Result<Status, Errno> {
    let mut raw = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: room for a stat.
    Errno::result(unsafe { libc::fstat(fd, raw.as_mut_ptr()) })?;
    // SAFETY: the call succeeded and filled it.
    Ok(of_stat(&unsafe { raw.assume_init() }))
}

/// What sort of file system an open file lies on: the magic number of statfs(2), as `0x1980_0202` for a POSIX queue.
///
/// # Errors
/// `EBADF`, `ENOSYS`.
pub fn file_system(fd: Fd) -> Result<u64, Errno> {
    let mut raw = MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: room for a statfs.
    Errno::result(unsafe { libc::fstatfs(fd, raw.as_mut_ptr()) })?;
    // SAFETY: the call succeeded and filled it.
    let kind = unsafe { raw.assume_init() }.f_type;
    Ok(u64::from((kind & 0xffff_ffff) as u32)) // 32 bits, in a signed field here and an unsigned one elsewhere
}

fn status_at(path: &[u8], flags: i32) -> Result<Status, Errno> {
    with_path(path, |path| {
        let mut raw = MaybeUninit::<libc::stat>::uninit();
        // SAFETY: a C string and room for a stat.
        let answer =
            unsafe { libc::fstatat(libc::AT_FDCWD, path.as_ptr(), raw.as_mut_ptr(), flags) };
        Errno::result(answer)?;
        // SAFETY: the call succeeded and filled it.
        Ok(of_stat(&unsafe { raw.assume_init() }))
    })
}

fn of_stat(raw: &libc::stat) -> Status {
    let time = |tv_sec, tv_nsec| of_timespec(libc::timespec { tv_sec, tv_nsec });
    Status {
        kind: kind_of_mode(raw.st_mode),
        mode: raw.st_mode & 0o7777,
        device: raw.st_dev,
        inode: raw.st_ino,
        links: u64::from_ne_bytes(wide(raw.st_nlink)),
        user: raw.st_uid,
        group: raw.st_gid,
        represents: raw.st_rdev,
        size: u64::try_from(raw.st_size).unwrap_or(0),
        blocks: u64::try_from(raw.st_blocks).unwrap_or(0),
        accessed: time(raw.st_atime, raw.st_atime_nsec),
        modified: time(raw.st_mtime, raw.st_mtime_nsec),
        changed: time(raw.st_ctime, raw.st_ctime_nsec),
    }
}

/// The number of links is 64 bits wide on one machine and 32 on the next.
fn wide(links: impl Into<u64>) -> [u8; 8] {
    links.into().to_ne_bytes()
}

const fn kind_of_mode(mode: libc::mode_t) -> Kind {
    match mode & libc::S_IFMT {
        libc::S_IFREG => Kind::Regular,
        libc::S_IFDIR => Kind::Directory,
        libc::S_IFLNK => Kind::SymbolicLink,
        libc::S_IFIFO => Kind::Fifo,
        libc::S_IFSOCK => Kind::Socket,
        libc::S_IFCHR => Kind::CharacterDevice,
        libc::S_IFBLK => Kind::BlockDevice,
        _ => Kind::Unknown,
    }
}

/// Whether the *effective* user may do this (faccessat(2), `AT_EACCESS`; XCU test, command search).
///
/// # Errors
/// `EACCES` and others of access(2): the reason why not.
pub fn access(path: &[u8], may: May) -> Result<(), Errno> {
    access_at(path, may, libc::AT_EACCESS)
}

/// Whether the *real* user may do this (access(2)).
///
/// # Errors
/// As [`access`].
pub fn access_as_real_user(path: &[u8], may: May) -> Result<(), Errno> {
    access_at(path, may, 0)
}

fn access_at(path: &[u8], may: May, flags: i32) -> Result<(), Errno> {
    let mode = match may {
        May::Read => libc::R_OK,
        May::Write => libc::W_OK,
        May::Execute => libc::X_OK,
        May::Exist => libc::F_OK,
    };
    with_path(path, |path| {
        // SAFETY: a C string and numbers.
        Errno::result(unsafe { libc::faccessat(libc::AT_FDCWD, path.as_ptr(), mode, flags) })
            .map(drop)
    })
}

/// Whether a command search takes this path: a regular file that we may execute (XCU 2.9.1.4).
#[must_use]
pub fn is_executable_file(path: &[u8]) -> bool {
    executable_file(path).is_ok()
}

/// The same with the reason why not.
///
/// # Errors
/// `ENOENT`, …; `EACCES` for what is no regular file or may not be executed.
pub fn executable_file(path: &[u8]) -> Result<(), Errno> {
    let status = status(path)?;
    if status.kind != Kind::Regular || !status.has_execute_bit() {
        return Err(Errno::EACCES);
    }
    if status.mode & 0o111 == 0o111 {
        return Ok(()); // everybody may: the usual case costs no second call, and exec has the last word
    }
    access(path, May::Execute)
}

/// Where a symbolic link points (readlink(2)).
///
/// # Errors
/// `EINVAL` when it is none; others of readlink(2).
pub fn read_link(path: &[u8]) -> Result<Vec<u8>, Errno> {
    nix::fcntl::readlink(path).map(std::os::unix::ffi::OsStringExt::into_vec)
}

/// The path of the working directory, without symbolic links (getcwd(3)).
///
/// # Errors
/// `ENOENT` when it was removed, `EACCES`.
pub fn working_directory() -> Result<Vec<u8>, Errno> {
    let path = nix::unistd::getcwd()?;
    Ok(std::os::unix::ffi::OsStringExt::into_vec(
        path.into_os_string(),
    ))
}

/// Goes to a directory (chdir(2)).
///
/// # Errors
/// Those of chdir(2).
pub fn change_directory(path: &[u8]) -> Result<(), Errno> {
    nix::unistd::chdir(path)
}

/// Goes to an open directory (fchdir(2)).
///
/// # Errors
/// `EBADF`, `ENOTDIR`, `EACCES`.
pub fn change_directory_to(fd: Fd) -> Result<(), Errno> {
    // SAFETY: a number.
    Errno::result(unsafe { libc::fchdir(fd) }).map(drop)
}

/// Sets the file mode creation mask and gives the one before (umask(2)).
pub fn set_umask(mask: u32) -> u32 {
    // SAFETY: a number; never fails.
    unsafe { libc::umask(mask & 0o777) }
}

/// The file mode creation mask: there is no call that only asks, so it is set twice.
#[must_use]
pub fn umask() -> u32 {
    let mask = set_umask(0o777); // the strictest, should anything come between
    set_umask(mask);
    mask
}

/// Makes a FIFO with `mode & ~umask` (mkfifo(3)).
///
/// # Errors
/// `EEXIST`, `ENOENT`, … of mkfifo(3).
pub fn make_fifo(path: &[u8], mode: u32) -> Result<(), Errno> {
    with_path(path, |path| {
        // SAFETY: a C string and a number.
        Errno::result(unsafe { libc::mkfifo(path.as_ptr(), mode & 0o7777) }).map(drop)
    })
}

/// Makes a FIFO with exactly this mode, whatever the umask (XCU mkfifo `-m`): right from the start, not by a later chmod.
///
/// # Errors
/// As [`make_fifo`].
pub fn make_fifo_exactly(path: &[u8], mode: u32) -> Result<(), Errno> {
    let mask = set_umask(0);
    let made = make_fifo(path, mode);
    set_umask(mask);
    made
}

/// Sets the mode of the file that a path leads to (chmod(2)).
///
/// # Errors
/// `EPERM`, `ENOENT`, …
pub fn change_mode(path: &[u8], mode: u32) -> Result<(), Errno> {
    with_path(path, |path| {
        // SAFETY: a C string and a number.
        Errno::result(unsafe { libc::chmod(path.as_ptr(), mode & 0o7777) }).map(drop)
    })
}

/// Sets the size of an open file (ftruncate(2)).
///
/// # Errors
/// `EINVAL`, `EBADF`, `EPERM` (sealed), `EFBIG`.
pub fn set_size(fd: Fd, size: u64) -> Result<(), Errno> {
    let size = i64::try_from(size).map_err(|_| Errno::EFBIG)?;
    loop {
        // SAFETY: numbers only.
        match Errno::result(unsafe { libc::ftruncate(fd, size) }) {
            Err(Errno::EINTR) => {}
            answer => return answer.map(drop),
        }
    }
}

/// Removes a name (unlink(2)).
///
/// # Errors
/// Those of unlink(2).
pub fn remove(path: &[u8]) -> Result<(), Errno> {
    nix::unistd::unlink(path)
}

/// Whether a descriptor is a terminal (isatty(3)).
#[must_use]
pub fn is_terminal(fd: Fd) -> bool {
    // SAFETY: a number.
    unsafe { libc::isatty(fd) == 1 }
}

/// Hands a path to a system call as a C string, without an allocation when it is short.
pub(super) fn with_path<T>(
    path: &[u8],
    call: impl FnOnce(&CStr) -> Result<T, Errno>,
) -> Result<T, Errno> {
    path.with_nix_path(call)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process;

    fn path_of(directory: &tempfile::TempDir, name: &str) -> Vec<u8> {
        directory.path().join(name).as_os_str().as_bytes().to_vec()
    }

    #[test]
    fn kinds_are_told_apart_and_links_followed_or_not() {
        let directory = tempfile::tempdir().unwrap();
        let fifo = path_of(&directory, "p");
        let link = path_of(&directory, "l");
        make_fifo_exactly(&fifo, 0o622).unwrap();
        std::os::unix::fs::symlink("p", directory.path().join("l")).unwrap();
        assert_eq!(
            status(&fifo).map(|s| (s.kind, s.mode, s.size)),
            Ok((Kind::Fifo, 0o622, 0))
        );
        assert_eq!(status(&link).map(|s| s.kind), Ok(Kind::Fifo));
        assert_eq!(link_status(&link).map(|s| s.kind), Ok(Kind::SymbolicLink));
        assert_eq!(read_link(&link), Ok(b"p".to_vec()));
        assert_eq!(make_fifo(&fifo, 0o600), Err(Errno::EEXIST));
        assert!(status(&fifo).unwrap().is_same_file(&status(&link).unwrap()));
    }

    #[test]
    fn errors_say_why() {
        assert_eq!(status(b"/nonexistent"), Err(Errno::ENOENT));
        assert_eq!(status(b"/dev/null/x"), Err(Errno::ENOTDIR));
        assert_eq!(status(b"/dev\0/null"), Err(Errno::EINVAL));
        assert_eq!(status(&vec![b'a'; 5000]), Err(Errno::ENAMETOOLONG));
        assert_eq!(read_link(b"/dev"), Err(Errno::EINVAL));
        assert_eq!(descriptor_status(-1), Err(Errno::EBADF));
    }

    #[test]
    fn only_regular_files_with_an_execute_bit_are_commands() {
        assert!(is_executable_file(b"/bin/sh"));
        assert_eq!(executable_file(b"/dev"), Err(Errno::EACCES));
        assert_eq!(executable_file(b"/etc/passwd"), Err(Errno::EACCES));
        assert_eq!(executable_file(b"/nonexistent"), Err(Errno::ENOENT));
    }

    #[test]
    fn access_asks_for_the_effective_user() {
        assert_eq!(access(b"/dev/null", May::Write), Ok(()));
        assert_eq!(access(b"/nonexistent", May::Exist), Err(Errno::ENOENT));
        assert_eq!(access_as_real_user(b"/dev/null", May::Read), Ok(()));
    }

    #[test]
    fn directory_and_mask_change_in_a_child_only() {
        let status = process::run_in_child(|| {
            if change_directory(b"/dev").is_err() || working_directory() != Ok(b"/dev".to_vec()) {
                return 1;
            }
            let _ = set_umask(0o123);
            i32::from(umask() != 0o123) * 2
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn a_file_system_is_known_by_its_number() {
        let (read, _write) = nix::unistd::pipe().unwrap();
        let fd = std::os::fd::AsRawFd::as_raw_fd(&read);
        assert_eq!(file_system(fd), Ok(0x5049_5045)); // "PIPE"
    }

    #[test]
    fn null_is_no_terminal() {
        assert!(!is_terminal(-1));
    }
}
