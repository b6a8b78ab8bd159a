//! Descriptors as C has them: nothing is added to the flags, nothing is retried, short counts are told.
//!
//! What the *plan* does goes through [`Kernel`](crate::sys::Kernel); this is for the builtins that are named after
//! the call: `sysopen`, `sysread`, `pipe`, `dup`, `fcntl`, `pipesz`, `splice`.

use std::ffi::CStr;
use std::ptr;

use crate::sys::file::with_path;
use crate::sys::{Errno, Fd};

/// A pipe: read end, write end (pipe2(2)).
///
/// # Errors
/// `EINVAL`, `EMFILE`, `ENFILE`.
pub fn pipe(flags: i32) -> Result<(Fd, Fd), Errno> {
    let mut ends = [-1; 2];
    // SAFETY: room for two descriptors.
    Errno::result(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) })?;
    let [read, write] = ends;
    Ok((read, write))
}

/// Opens a file (open(2)).
///
/// # Errors
/// Those of open(2); `EINVAL` also for a NUL in the path.
pub fn open(path: &[u8], flags: i32, mode: u32) -> Result<Fd, Errno> {
    with_path(path, |path| {
        // SAFETY: a C string; the mode is the variadic argument that O_CREAT wants.
        Errno::result(unsafe { libc::open(path.as_ptr(), flags, mode) })
    })
}

/// Copies a descriptor to the lowest free number (dup(2)).
///
/// # Errors
/// `EBADF`, `EMFILE`.
pub fn dup(fd: Fd) -> Result<Fd, Errno> {
    // SAFETY: a number.
    Errno::result(unsafe { libc::dup(fd) })
}

/// Copies a descriptor to a number, which is closed first (dup3(2)).
///
/// # Errors
/// `EBADF`, `EBUSY`, `EINTR`, `EINVAL` (both are the same), `EMFILE`.
pub fn dup3(old: Fd, new: Fd, flags: i32) -> Result<Fd, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::dup3(old, new, flags) })
}

/// Copies a descriptor to the lowest free number ≥ `min` (fcntl(2), `F_DUPFD`, `F_DUPFD_CLOEXEC`).
///
/// # Errors
/// `EBADF`, `EINVAL`, `EMFILE`.
pub fn dup_from(fd: Fd, min: Fd, cloexec: bool) -> Result<Fd, Errno> {
    control(
        fd,
        if cloexec {
            libc::F_DUPFD_CLOEXEC
        } else {
            libc::F_DUPFD
        },
        min,
    )
}

/// Closes a descriptor that was made for one question and that nobody else knows.
pub fn forget(fd: Fd) {
    // SAFETY: a number; the caller made the descriptor itself.
    unsafe { libc::close(fd) };
}

/// Reads at most as much as the buffer holds; 0 is the end (read(2)).
///
/// # Errors
/// Those of read(2).
pub fn read(fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: the buffer is ours to write over its whole length.
    counted(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) })
}

/// Writes at most all of the bytes (write(2)).
///
/// # Errors
/// Those of write(2).
pub fn write(fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: the bytes are readable over their whole length.
    counted(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) })
}

/// Moves the offset (lseek(2)).
///
/// # Errors
/// `EBADF`, `EINVAL`, `ENXIO`, `EOVERFLOW`, `ESPIPE`.
pub fn seek(fd: Fd, offset: i64, whence: i32) -> Result<i64, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::lseek(fd, offset, whence) })
}

/// The commands of fcntl(2) whose argument is a number or nothing: their result is one too.
const NUMBER_COMMANDS: [i32; 17] = [
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_GETFD,
    libc::F_SETFD,
    libc::F_GETFL,
    libc::F_SETFL,
    libc::F_GETOWN,
    libc::F_SETOWN,
    libc::F_GETLEASE,
    libc::F_SETLEASE,
    libc::F_NOTIFY,
    libc::F_GETPIPE_SZ,
    libc::F_SETPIPE_SZ,
    libc::F_GET_SEALS,
    libc::F_ADD_SEALS,
    10, // F_SETSIG
    11, // F_GETSIG
];

/// fcntl(2) with a number, for the commands that want one or none.
///
/// # Errors
/// Those of the command; `EINVAL` for one that wants a pointer: locks have functions of their own.
pub fn control(fd: Fd, command: i32, argument: i32) -> Result<i32, Errno> {
    if !NUMBER_COMMANDS.contains(&command) {
        return Err(Errno::EINVAL);
    }
    // SAFETY: a command whose argument is a number.
    Errno::result(unsafe { libc::fcntl(fd, command, argument) })
}

/// The status flags: access mode, `O_NONBLOCK`, `O_APPEND`, … (`F_GETFL`).
///
/// # Errors
/// `EBADF`.
pub fn status_flags(fd: Fd) -> Result<i32, Errno> {
    control(fd, libc::F_GETFL, 0)
}

/// Sets the status flags that can change (`F_SETFL`). The whole open file description sees it.
///
/// # Errors
/// `EBADF`, `EPERM`.
pub fn set_status_flags(fd: Fd, flags: i32) -> Result<(), Errno> {
    control(fd, libc::F_SETFL, flags).map(drop)
}

/// How many bytes a pipe holds (`F_GETPIPE_SZ`).
///
/// # Errors
/// `EBADF` for what is no pipe.
pub fn pipe_size(fd: Fd) -> Result<usize, Errno> {
    control(fd, libc::F_GETPIPE_SZ, 0).map(|size| usize::try_from(size).unwrap_or(0))
}

/// Sets how many bytes a pipe holds, and tells what the kernel made of it (`F_SETPIPE_SZ`).
///
/// # Errors
/// `EBADF`, `EBUSY` (more is in it), `EINVAL`, `EPERM` (above `/proc/sys/fs/pipe-max-size`).
pub fn set_pipe_size(fd: Fd, size: usize) -> Result<usize, Errno> {
    let size = i32::try_from(size).map_err(|_| Errno::EINVAL)?;
    control(fd, libc::F_SETPIPE_SZ, size).map(|size| usize::try_from(size).unwrap_or(0))
}

/// How many bytes wait to be read: in a pipe, a socket, a terminal (ioctl(2), `FIONREAD`).
///
/// # Errors
/// `EBADF`, `ENOTTY`, `EINVAL`.
pub fn unread(fd: Fd) -> Result<usize, Errno> {
    count_by_ioctl(fd, libc::FIONREAD)
}

/// How many bytes were sent to a socket or terminal and are not taken yet (ioctl(2), `TIOCOUTQ`).
///
/// # Errors
/// `EBADF`, `ENOTTY`, `EINVAL`.
pub fn unsent(fd: Fd) -> Result<usize, Errno> {
    count_by_ioctl(fd, libc::TIOCOUTQ)
}

fn count_by_ioctl(fd: Fd, request: libc::Ioctl) -> Result<usize, Errno> {
    let mut count: libc::c_int = 0;
    // SAFETY: both requests fill an int.
    Errno::result(unsafe { libc::ioctl(fd, request, &raw mut count) })?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// A configurable limit of an open file (fpathconf(3)); `None`: there is no limit.
///
/// # Errors
/// `EBADF`, `EINVAL`: no such name, or not for such a file.
pub fn fpathconf(fd: Fd, name: i32) -> Result<Option<i64>, Errno> {
    Errno::clear();
    // SAFETY: numbers only.
    limit(unsafe { libc::fpathconf(fd, name) })
}

/// A configurable limit of a file (pathconf(3)); `None`: there is no limit.
///
/// # Errors
/// `ENOENT`, `EACCES`, …; `EINVAL` as [`fpathconf`].
pub fn pathconf(path: &[u8], name: i32) -> Result<Option<i64>, Errno> {
    with_path(path, |path: &CStr| {
        Errno::clear();
        // SAFETY: a C string and a number.
        limit(unsafe { libc::pathconf(path.as_ptr(), name) })
    })
}

/// -1 is "no limit" when errno stays 0.
fn limit(answer: libc::c_long) -> Result<Option<i64>, Errno> {
    match (answer, Errno::last_raw()) {
        (-1, 0) => Ok(None),
        (-1, errno) => Err(Errno::from_raw(errno)),
        (value, _) => Ok(Some(value)),
    }
}

/// Moves bytes between a pipe and another file without copying them through us (splice(2)). An offset is used instead
/// of the file's own, and moved on.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EINVAL`, `ENOMEM`, `ESPIPE`.
pub fn splice(
    from: (Fd, Option<&mut i64>),
    to: (Fd, Option<&mut i64>),
    length: usize,
    flags: u32,
) -> Result<usize, Errno> {
    let place = |offset: Option<&mut i64>| offset.map_or(ptr::null_mut(), ptr::from_mut);
    let (from, from_offset) = (from.0, place(from.1));
    let (to, to_offset) = (to.0, place(to.1));
    // SAFETY: the offsets are null or ours to write.
    counted(unsafe { libc::splice(from, from_offset, to, to_offset, length, flags) })
}

/// Copies bytes from one pipe to another, and they stay in the first (tee(2)).
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EINVAL`, `ENOMEM`.
pub fn tee(from: Fd, to: Fd, length: usize, flags: u32) -> Result<usize, Errno> {
    // SAFETY: numbers only.
    counted(unsafe { libc::tee(from, to, length, flags) })
}

/// Puts bytes into a pipe (vmsplice(2)). Never as a gift: the bytes stay ours, and the pipe's reader may see them later;
/// they must not change before they were read, which is why they are `'static`.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EINVAL`, `ENOMEM`.
pub fn vmsplice(fd: Fd, bytes: &'static [u8], flags: u32) -> Result<usize, Errno> {
    let vector = libc::iovec {
        iov_base: bytes.as_ptr().cast_mut().cast(),
        iov_len: bytes.len(),
    };
    let flags = flags & !libc::SPLICE_F_GIFT;
    // SAFETY: one vector of readable bytes that live for ever and do not change.
    counted(unsafe { libc::vmsplice(fd, &raw const vector, 1, flags) })
}

/// Copies bytes from a file to another inside the kernel (sendfile(2)). An offset is used instead of the file's own,
/// and moved on.
///
/// # Errors
/// `EAGAIN`, `EBADF`, `EINTR`, `EINVAL`, `EIO`, `ENOMEM`, `EOVERFLOW`, `ESPIPE`.
pub fn sendfile(to: Fd, from: Fd, offset: Option<&mut i64>, count: usize) -> Result<usize, Errno> {
    let offset = offset.map_or(ptr::null_mut(), ptr::from_mut);
    // SAFETY: the offset is null or ours to write.
    counted(unsafe { libc::sendfile(to, from, offset, count) })
}

/// A count, or -1 and errno.
pub(super) fn counted(answer: isize) -> Result<usize, Errno> {
    usize::try_from(answer).map_err(|_| Errno::last())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closing(Vec<Fd>);

    impl Drop for Closing {
        fn drop(&mut self) {
            for fd in &self.0 {
                // SAFETY: made by the test.
                unsafe { libc::close(*fd) };
            }
        }
    }

    fn pipe_of_test(flags: i32) -> (Fd, Fd, Closing) {
        let (read, write) = pipe(flags | libc::O_CLOEXEC).unwrap();
        (read, write, Closing(vec![read, write]))
    }

    #[test]
    fn a_full_pipe_would_block_and_an_ended_one_reads_nothing() {
        let (read_end, write_end, _closing) = pipe_of_test(libc::O_NONBLOCK);
        assert_eq!(read(read_end, &mut [0; 1]), Err(Errno::EAGAIN));
        let size = pipe_size(write_end).unwrap();
        assert_eq!(write(write_end, &vec![0; size]), Ok(size));
        assert_eq!(write(write_end, b"x"), Err(Errno::EAGAIN));
        assert_eq!(unread(read_end), Ok(size));
        assert_eq!(read(write_end, &mut [0; 1]), Err(Errno::EBADF));
        assert_eq!(seek(read_end, 0, libc::SEEK_CUR), Err(Errno::ESPIPE));
    }

    #[test]
    fn the_size_of_a_pipe_is_rounded_up() {
        let (_, write_end, _closing) = pipe_of_test(0);
        assert_eq!(set_pipe_size(write_end, 1), Ok(4096));
        assert_eq!(pipe_size(write_end), Ok(4096));
        assert_eq!(set_pipe_size(write_end, usize::MAX), Err(Errno::EINVAL));
        assert_eq!(pipe_size(-1), Err(Errno::EBADF));
    }

    #[test]
    fn limits_are_told_apart_from_errors() {
        let (read_end, _, _closing) = pipe_of_test(0);
        assert_eq!(fpathconf(read_end, libc::_PC_PIPE_BUF), Ok(Some(4096)));
        assert_eq!(fpathconf(read_end, 9999), Err(Errno::EINVAL));
        assert_eq!(pathconf(b"/tmp", libc::_PC_NAME_MAX), Ok(Some(255)));
        assert_eq!(pathconf(b"/tmp", libc::_PC_SYMLINK_MAX), Ok(None));
        assert_eq!(
            pathconf(b"/nonexistent", libc::_PC_LINK_MAX),
            Err(Errno::ENOENT)
        );
    }

    #[test]
    fn bytes_are_moved_copied_and_sent() {
        let (first_out, first_in, _one) = pipe_of_test(0);
        let (second_out, second_in, _two) = pipe_of_test(0);
        write(first_in, b"hello").unwrap();
        assert_eq!(tee(first_out, second_in, 100, 0), Ok(5));
        assert_eq!(splice((first_out, None), (second_in, None), 2, 0), Ok(2));
        let mut buffer = [0; 10];
        assert_eq!(read(second_out, &mut buffer), Ok(7));
        assert_eq!(&buffer[..7], b"hellohe");
        assert_eq!(read(first_out, &mut buffer), Ok(3));
        assert_eq!(&buffer[..3], b"llo");
        assert_eq!(vmsplice(first_in, b"static", 0), Ok(6));
        let file = open(b"/etc/passwd", libc::O_RDONLY | libc::O_CLOEXEC, 0).unwrap();
        let _closing = Closing(vec![file]);
        let mut offset = 1;
        assert_eq!(sendfile(second_in, file, Some(&mut offset), 4), Ok(4));
        assert_eq!(offset, 5);
        assert_eq!(seek(file, 0, libc::SEEK_CUR), Ok(0));
    }

    #[test]
    fn only_commands_with_numbers_are_passed_on() {
        let (read_end, _, _closing) = pipe_of_test(0);
        assert_eq!(control(read_end, libc::F_GETFD, 0), Ok(libc::FD_CLOEXEC));
        assert_eq!(control(read_end, libc::F_GETLK, 1), Err(Errno::EINVAL));
        set_status_flags(read_end, libc::O_NONBLOCK).unwrap();
        assert_eq!(
            status_flags(read_end),
            Ok(libc::O_RDONLY | libc::O_NONBLOCK)
        );
        let copy = dup_from(read_end, 300, true).unwrap();
        assert!(copy >= 300);
        let other = dup(read_end).unwrap();
        assert_eq!(dup3(read_end, copy, 0), Ok(copy));
        assert_eq!(dup3(copy, copy, 0), Err(Errno::EINVAL));
        drop(Closing(vec![copy, other]));
    }

    #[test]
    fn errors_of_open() {
        assert_eq!(open(b"/nonexistent", 0, 0), Err(Errno::ENOENT));
        assert_eq!(open(b"a\0b", 0, 0), Err(Errno::EINVAL));
        assert_eq!(dup(-1), Err(Errno::EBADF));
    }
}
