//! The calls that make, join and end descriptors and processes: everything that a plan can do.
//!
//! [`Kernel`] is a trait so that a test can make the third `pipe2` fail; see `Scripted`.

use std::ffi::CStr;
use std::time::Duration;

use super::Errno;

/// A file descriptor's number. It says nothing about who owns it; `-1` never occurs.
pub type Fd = i32;

/// A process number, always positive.
pub type Pid = i32;

/// A signal's number, 1 to 64.
pub type Signal = i32;

/// How a file is opened: read, write, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `O_RDONLY`
    Read,
    /// `O_WRONLY`
    Write,
    /// `O_RDWR`
    ReadWrite,
}

/// The flags of an `open` that a redirection makes. `O_CLOEXEC` is always added by the kernel room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHow {
    /// The access mode.
    pub access: Access,
    /// `O_CREAT` (with mode 0666 before the umask).
    pub create: bool,
    /// `O_TRUNC`
    pub truncate: bool,
    /// `O_APPEND`
    pub append: bool,
    /// `O_EXCL`
    pub exclusive: bool,
    /// `O_NONBLOCK`
    pub nonblocking: bool,
}

impl OpenHow {
    /// `O_RDONLY`, nothing else.
    #[must_use]
    pub const fn read() -> Self {
        Self {
            access: Access::Read,
            create: false,
            truncate: false,
            append: false,
            exclusive: false,
            nonblocking: false,
        }
    }
}

/// Which side of a fork one is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forked {
    /// In the new process.
    Child,
    /// In the old one; the child's number.
    Parent(Pid),
}

/// Which child [`Kernel::wait`] waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitFor {
    /// Any child.
    Any,
    /// The child with this number.
    Child(Pid),
}

/// What happened to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// It exited with this status, 0 to 255.
    Exited(i32),
    /// This signal ended it; whether it left a core file.
    Signaled(Signal, bool),
    /// This signal stopped it.
    Stopped(Signal),
    /// `SIGCONT` resumed it.
    Continued,
}

/// Why the next calls are made. Only an observer wants to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Why {
    /// For the shell itself: its script, its terminal.
    #[default]
    Own,
    /// The text from `start` to `end` of the command line asks for it.
    Text {
        /// Offset of the first byte.
        start: u32,
        /// Offset just past the last byte.
        end: u32,
    },
    /// The wiring of pipe number n of a plan.
    Pipe(u32),
    /// The birth, the program or the end of child number n of a plan.
    Child(u32),
    /// What a redirection changed is kept for later, or put back.
    Undo,
    /// A program is executed or a command interpreted here.
    Command,
}

/// Bytes that were read and are not used yet.
#[derive(Debug, Default)]
pub struct Ahead {
    /// What was read.
    pub bytes: Vec<u8>,
    /// How much of it is used.
    pub at: usize,
    /// How much to read next.
    pub block: usize,
}

/// How much is read at once where the rest can be given back: a line and a bit.
const LEAST_BLOCK: usize = 1024;

/// The same where nobody has wanted anything back for a while.
const MOST_BLOCK: usize = 16 * 1024;

impl Ahead {
    /// Nothing, in this memory.
    #[must_use]
    pub fn empty(mut bytes: Vec<u8>) -> Self {
        bytes.clear();
        Self {
            bytes,
            at: 0,
            block: LEAST_BLOCK,
        }
    }

    /// What is not used yet.
    #[must_use]
    pub fn unused(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The block was used up: the next one may be longer.
    pub fn grow(&mut self) {
        self.block = self.block.saturating_mul(2).min(MOST_BLOCK);
    }
}

/// The plumbing calls of Linux. Each method is one system call (man section 2) unless it says otherwise;
/// none retries after `EINTR`.
///
/// Every descriptor made here is close-on-exec, except the target of [`dup2`](Kernel::dup2).
pub trait Kernel {
    /// `pipe2(O_CLOEXEC)`: read end, write end.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE`.
    fn pipe(&self) -> Result<(Fd, Fd), Errno>;

    /// `open(path, how | O_CLOEXEC, 0666)`.
    ///
    /// # Errors
    /// Those of open(2).
    fn open(&self, path: &CStr, how: OpenHow) -> Result<Fd, Errno>;

    /// `memfd_create(name, MFD_CLOEXEC)`.
    ///
    /// # Errors
    /// `EMFILE`, `ENFILE`, `ENOMEM`.
    fn memfd(&self, name: &CStr) -> Result<Fd, Errno>;

    /// `close`.
    ///
    /// # Errors
    /// `EBADF`, `EIO`; the descriptor is closed even when another error than `EBADF` results.
    fn close(&self, fd: Fd) -> Result<(), Errno>;

    /// `dup2`; the target is *not* close-on-exec, also when `from == to`, which only clears the flag.
    ///
    /// # Errors
    /// `EBADF`, `EBUSY`, `EINTR`, `EMFILE`.
    fn dup2(&self, from: Fd, to: Fd) -> Result<(), Errno>;

    /// `fcntl(F_DUPFD_CLOEXEC)`: a copy with the lowest free number ≥ `min`.
    ///
    /// # Errors
    /// `EBADF`, `EINVAL`, `EMFILE`.
    fn dup_from(&self, fd: Fd, min: Fd) -> Result<Fd, Errno>;

    /// `fcntl(F_GETFD)`: whether it is close-on-exec.
    ///
    /// # Errors
    /// `EBADF`.
    fn is_cloexec(&self, fd: Fd) -> Result<bool, Errno>;

    /// `fcntl(F_SETFD)`.
    ///
    /// # Errors
    /// `EBADF`.
    fn set_cloexec(&self, fd: Fd, on: bool) -> Result<(), Errno>;

    /// `fcntl(F_GETFL)`: the access mode of an open descriptor.
    ///
    /// # Errors
    /// `EBADF`.
    fn access_mode(&self, fd: Fd) -> Result<Access, Errno>;

    /// `read`: how many bytes came; 0 is the end.
    ///
    /// # Errors
    /// Those of read(2).
    fn read(&self, fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno>;

    /// `write`: how many bytes went.
    ///
    /// # Errors
    /// Those of write(2); `SIGPIPE` never ends the shell, it is `EPIPE`.
    fn write(&self, fd: Fd, bytes: &[u8]) -> Result<usize, Errno>;

    /// `poll(fd, POLLOUT)` without a timeout: for descriptors that somebody made non-blocking.
    ///
    /// # Errors
    /// `EINTR` is retried; others of poll(2).
    fn wait_writable(&self, fd: Fd) -> Result<(), Errno>;

    /// `poll(fd, POLLIN)` likewise; `EINTR` is told, so that a trap can run.
    ///
    /// # Errors
    /// Those of poll(2).
    fn wait_readable(&self, fd: Fd) -> Result<(), Errno>;

    /// `ppoll(fd, POLLIN)` for at most `time` (for ever if `None`): whether there is something to read, be it the end.
    /// A signal that has a handler ends it with `EINTR`, also one that came shortly before and was not looked at yet.
    ///
    /// # Errors
    /// `EINTR`; others of poll(2).
    fn wait_readable_for(&self, fd: Fd, time: Option<Duration>) -> Result<bool, Errno>;

    /// `lseek(fd, offset, SEEK_CUR)`.
    ///
    /// # Errors
    /// `ESPIPE` on what cannot seek.
    fn seek_by(&self, fd: Fd, offset: i64) -> Result<u64, Errno>;

    /// `fork`. Both sides return from it.
    ///
    /// # Errors
    /// `EAGAIN`, `ENOMEM`.
    fn fork(&self) -> Result<Forked, Errno>;

    /// `vfork`, made safe: a child that shares the shell's memory runs `child` on a stack of its own while the
    /// shell stands still; it ends by `exec` or with the status that `child` returns.
    /// All signals are blocked from before the call until the child has set its dispositions.
    /// What `child` changes in memory, the shell sees: that is how its trace and its error come back.
    ///
    /// # Errors
    /// `EAGAIN`, `ENOMEM`.
    fn vfork(&self, child: &mut dyn FnMut() -> i32) -> Result<Pid, Errno>;

    /// `execve`; returns only when it fails.
    fn exec(&self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno;

    /// `wait4`: `None` only with `no_hang` when no child has changed.
    /// With `untraced` (job control) stops and continuations are told too.
    ///
    /// # Errors
    /// `ECHILD`, `EINTR`.
    fn wait(
        &self,
        which: WaitFor,
        no_hang: bool,
        untraced: bool,
    ) -> Result<Option<(Pid, Wait)>, Errno>;

    /// `_exit`: ends this process without running anything else.
    fn exit(&self, status: i32) -> !;

    /// `setpgid(pid, pgid)`; 0 stands for the caller and for `pid`.
    ///
    /// # Errors
    /// `EACCES`, `EPERM`, `ESRCH`.
    fn set_process_group(&self, pid: Pid, pgid: Pid) -> Result<(), Errno>;

    /// `tcsetpgrp(fd, pgid)`.
    ///
    /// # Errors
    /// `ENOTTY`, `EPERM`, `EINVAL`.
    fn set_foreground(&self, fd: Fd, pgid: Pid) -> Result<(), Errno>;

    /// `kill(pid, signal)`; a negative `pid` is a process group.
    ///
    /// # Errors
    /// `ESRCH`, `EPERM`, `EINVAL`.
    fn kill(&self, pid: Pid, signal: Signal) -> Result<(), Errno>;

    /// `fork`, where the child runs `child` and exits with the status that it returns.
    ///
    /// # Errors
    /// `EAGAIN`, `ENOMEM`.
    fn fork_child(&self, child: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        match self.fork()? {
            Forked::Child => {
                let status = child();
                self.exit(status)
            }
            Forked::Parent(pid) => Ok(pid),
        }
    }

    /// Whether the open descriptor is a regular file (fstat).
    fn is_regular(&self, fd: Fd) -> bool {
        super::probe::is_regular_fd(fd)
    }

    /// Whether `wait` has something to tell of any child; nothing is collected.
    fn child_has_news(&self) -> bool {
        super::probe::child_has_news()
    }

    /// What an earlier reader of lines has left with [`keep_ahead`](Self::keep_ahead). `Some` also says that `fd` is a
    /// file that can seek.
    fn take_ahead(&self, _fd: Fd) -> Option<Ahead> {
        None
    }

    /// Keeps what was read from `fd` and not used, if nobody can see that it is not there any more.
    ///
    /// # Errors
    /// The bytes: they have to be given back (`lseek`).
    fn keep_ahead(&self, _fd: Fd, ahead: Ahead) -> Result<(), Ahead> {
        Err(ahead)
    }

    /// Gives back what is kept: somebody may look. The methods here that could show it do so by themselves.
    fn give_back(&self) {}

    /// The same before something is done to descriptors that this kernel is not told of.
    fn forget_descriptors(&self) {}

    /// Says why the next calls are made; nobody listens unless [`is_watched`](Self::is_watched).
    fn because(&self, _why: Why) {}

    /// Whether somebody wants to know why calls are made.
    fn is_watched(&self) -> bool {
        false
    }

    /// In a pretence: a builtin was called that may make the file `word`.
    fn mention(&self, _word: &[u8]) {}

    /// Whether nothing is really done: children run in this process, `exec` and `exit` come back.
    fn is_dry(&self) -> bool {
        false
    }
}
