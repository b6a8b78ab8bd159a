//! The terminal: its foreground group, its modes, its size; and the non-blocking flag that a program may leave behind.

use std::mem::MaybeUninit;

use super::{Errno, Fd, Pid, signal};

/// The process group in the foreground (tcgetpgrp(3)).
///
/// # Errors
/// `ENOTTY`, `EBADF`.
pub fn foreground(fd: Fd) -> Result<Pid, Errno> {
    // SAFETY: a number.
    Errno::result(unsafe { libc::tcgetpgrp(fd) })
}

/// The group in the foreground of the terminal that controls this process, without opening it (proc_pid_stat(5)); `None` if
/// there is no such terminal.
#[must_use]
pub fn foreground_of_session() -> Option<Pid> {
    parse_foreground(&std::fs::read("/proc/self/stat").ok()?)
}

/// After the name in parentheses: state, parent, group, session, terminal, foreground group.
fn parse_foreground(stat: &[u8]) -> Option<Pid> {
    let after = stat.get(memchr::memrchr(b')', stat)? + 1..)?;
    let mut fields = std::str::from_utf8(after).ok()?.split_ascii_whitespace();
    let terminal = fields.nth(4)?;
    let group = fields.next()?.parse().ok()?;
    (terminal != "0").then_some(group)
}

/// The modes of a terminal, to be put back later (termios(3)).
#[derive(Clone, Copy)]
pub struct Modes(libc::termios);

impl std::fmt::Debug for Modes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(raw) = self;
        write!(
            formatter,
            "Modes(i {:o}, o {:o}, c {:o}, l {:o})",
            raw.c_iflag, raw.c_oflag, raw.c_cflag, raw.c_lflag
        )
    }
}

impl PartialEq for Modes {
    fn eq(&self, other: &Self) -> bool {
        let key = |modes: &Self| {
            let raw = modes.0;
            (raw.c_iflag, raw.c_oflag, raw.c_cflag, raw.c_lflag, raw.c_cc)
        };
        key(self) == key(other)
    }
}

impl Modes {
    /// The modes of a terminal now.
    ///
    /// # Errors
    /// `ENOTTY`, `EBADF`.
    pub fn of(fd: Fd) -> Result<Self, Errno> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: room for a termios.
        Errno::result(unsafe { libc::tcgetattr(fd, raw.as_mut_ptr()) })?;
        // SAFETY: the call succeeded and filled it.
        Ok(Self(unsafe { raw.assume_init() }))
    }

    /// Sets a terminal to these modes, after what was written has gone out (`TCSADRAIN`).
    ///
    /// # Errors
    /// `ENOTTY`, `EBADF`, `EIO` (a background group), `EINTR`.
    pub fn apply(&self, fd: Fd) -> Result<(), Errno> {
        // SAFETY: a whole termios, only read.
        Errno::result(unsafe { libc::tcsetattr(fd, libc::TCSADRAIN, &raw const self.0) }).map(drop)
    }

    /// The same without echo: what is typed is not shown (`read -s`).
    #[must_use]
    pub const fn silent(mut self) -> Self {
        self.0.c_lflag &= !libc::ECHO;
        self
    }

    /// The same byte by byte: no line is waited for (`read -n`, `read -d`).
    #[must_use]
    pub const fn unbuffered(mut self) -> Self {
        self.0.c_lflag &= !libc::ICANON;
        self.0.c_cc[libc::VMIN] = 1;
        self.0.c_cc[libc::VTIME] = 0;
        self
    }

    /// Whether what is typed is shown.
    #[must_use]
    pub const fn has_echo(&self) -> bool {
        self.0.c_lflag & libc::ECHO != 0
    }

    /// The same with CR, which the Enter key sends, read as NL. A line that is typed while an editor has the terminal raw
    /// and is not read by it is then a line to the program that reads it.
    #[must_use]
    pub const fn with_newlines(mut self) -> Self {
        self.0.c_iflag |= libc::ICRNL;
        self
    }

    /// The same with the modes that a shell needs at its prompt: lines, echo, signals from keys, NL ↔ CR.
    /// For a terminal that a program has left in a raw mode.
    #[must_use]
    pub const fn sane(mut self) -> Self {
        self.0.c_iflag |= libc::ICRNL | libc::BRKINT;
        self.0.c_oflag |= libc::OPOST | libc::ONLCR;
        self.0.c_lflag |=
            libc::ICANON | libc::ECHO | libc::ECHOE | libc::ECHOK | libc::ISIG | libc::IEXTEN;
        self
    }
}

/// The size of a terminal in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Lines.
    pub rows: u16,
    /// Characters in a line.
    pub columns: u16,
}

/// The size of a terminal (ioctl_tty(2), `TIOCGWINSZ`); 0 × 0 when it does not know.
///
/// # Errors
/// `ENOTTY`, `EBADF`.
pub fn size(fd: Fd) -> Result<Size, Errno> {
    let mut raw = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: TIOCGWINSZ fills a winsize.
    Errno::result(unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut raw) })?;
    Ok(Size {
        rows: raw.ws_row,
        columns: raw.ws_col,
    })
}

/// Whether `O_NONBLOCK` is set on the open file description.
///
/// # Errors
/// `EBADF`.
pub fn is_nonblocking(fd: Fd) -> Result<bool, Errno> {
    Ok(status_flags(fd)? & libc::O_NONBLOCK != 0)
}

/// Sets or clears `O_NONBLOCK`; no call is made when it is so already. Everybody with the same description sees it.
///
/// # Errors
/// `EBADF`.
pub fn set_nonblocking(fd: Fd, on: bool) -> Result<(), Errno> {
    let before = status_flags(fd)?;
    let wanted = if on {
        before | libc::O_NONBLOCK
    } else {
        before & !libc::O_NONBLOCK
    };
    if wanted == before {
        return Ok(());
    }
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::fcntl(fd, libc::F_SETFL, wanted) }).map(drop)
}

fn status_flags(fd: Fd) -> Result<i32, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::fcntl(fd, libc::F_GETFL) })
}

/// What ended a sleep at the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something can be read: a key, the end, or an error.
    Key,
    /// A signal has raised its flag.
    Signal,
}

/// Sleeps until `fd` can be read or a signal has come that has a flag. None is lost: one that came before, or comes between
/// the look at the flags and the sleep, ends it at once (ppoll(2)).
///
/// # Errors
/// `ENOMEM`.
pub fn wait_for_key(fd: Fd) -> Result<Woken, Errno> {
    let blocked = signal::block_all();
    let mask = blocked.before().bits();
    let mut polled = libc::pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    };
    loop {
        if signal::any_pending() {
            return Ok(Woken::Signal);
        }
        // SAFETY: one pollfd, no time, and a kernel signal set of the 8 bytes that the call is told, only read.
        let result = unsafe {
            libc::syscall(
                libc::SYS_ppoll,
                &raw mut polled,
                1,
                0_usize,
                &raw const mask,
                size_of::<u64>(),
            )
        };
        match Errno::result(result) {
            Ok(_) => return Ok(Woken::Key),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}

/// Whether `fd` can be read within this many milliseconds; signals without a handler of ours do not matter (poll(2)).
///
/// # Errors
/// `EINTR`, `ENOMEM`.
pub fn wait_for_input(fd: Fd, milliseconds: i32) -> Result<bool, Errno> {
    let mut polled = libc::pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one pollfd.
    let count = Errno::result(unsafe { libc::poll(&raw mut polled, 1, milliseconds) })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_nothing_is_in_the_foreground() {
        assert_eq!(parse_foreground(b"12 (a) b) S 1 12 12 0 -1 4"), None);
        assert_eq!(parse_foreground(b"12 (a) S 1 12 12 34816 77 4"), Some(77));
    }
    use std::os::fd::AsRawFd as _;

    #[test]
    fn a_pipe_is_no_terminal_but_can_be_nonblocking() {
        let (read, _write) = nix::unistd::pipe().unwrap();
        let fd = read.as_raw_fd();
        assert_eq!(Modes::of(fd), Err(Errno::ENOTTY));
        assert_eq!(size(fd), Err(Errno::ENOTTY));
        assert_eq!(foreground(fd), Err(Errno::ENOTTY));
        set_nonblocking(fd, true).unwrap();
        assert_eq!(is_nonblocking(fd), Ok(true));
        set_nonblocking(fd, false).unwrap();
        assert_eq!(is_nonblocking(fd), Ok(false));
    }

    #[test]
    fn a_key_or_a_flag_ends_the_wait() {
        let (read, write) = nix::unistd::pipe().unwrap();
        nix::unistd::write(&write, b"x").unwrap();
        assert_eq!(wait_for_key(read.as_raw_fd()), Ok(Woken::Key));
        let (empty, _write) = nix::unistd::pipe().unwrap();
        signal::mark_pending(libc::SIGWINCH);
        assert_eq!(wait_for_key(empty.as_raw_fd()), Ok(Woken::Signal));
        assert!(signal::take(libc::SIGWINCH));
    }

    #[test]
    fn silent_modes_are_set_and_put_back() {
        let pty = nix::pty::openpty(None, None).unwrap();
        let fd = pty.slave.as_raw_fd();
        let before = Modes::of(fd).unwrap();
        assert!(before.has_echo());
        before.silent().unbuffered().apply(fd).unwrap();
        assert!(!Modes::of(fd).unwrap().has_echo());
        before.apply(fd).unwrap();
        assert_eq!(Modes::of(fd), Ok(before));
        assert_eq!(
            size(fd),
            Ok(Size {
                rows: 0,
                columns: 0
            })
        );
    }
}
