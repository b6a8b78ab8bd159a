//! A terminal with a program on it: what is typed goes in, what stands on the screen comes out.
//!
//! A test waits for text, never for time; the limit is there only so that a failure ends.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
const LIMIT: Duration = Duration::from_secs(30);
/// What the terminal shows of the keys that make signals.
const ECHOES: [&str; 3] = ["^C", "^Z", "^\\"];
pub const SHELL: &str = env!("CARGO_BIN_EXE_ipcsh");

/// A command that says when it is there, and then lets every signal do what it does by default. (A shell as such a command
/// may lose a signal that comes just when it starts another program.)
pub const JOB: &str = "perl -e '$|=1; print qq(ready\\n); sleep 1000'";

/// A program on a terminal of 80 columns and 24 rows, in a home of its own.
pub struct Terminal {
    keyboard: File,
    program: Child,
    parser: vt100::Parser,
    /// Everything that was written to the screen.
    pub written: Vec<u8>,
    pub home: TempDir,
    is_open: bool,
    /// What is still to be typed.
    unsent: Vec<u8>,
}

/// How a program is started.
pub struct Setup {
    command: Vec<String>,
    variables: Vec<(String, String)>,
    home: TempDir,
    size: (u16, u16),
}

impl Setup {
    /// The shell with these options, and a prompt that is `$ `.
    pub fn shell(options: &[&str]) -> Self {
        Self::program(SHELL, options)
    }

    pub fn program(name: &str, arguments: &[&str]) -> Self {
        let command = std::iter::once(name)
            .chain(arguments.iter().copied())
            .map(str::to_owned);
        let home = tempfile::tempdir().unwrap();
        let setup = Self {
            command: command.collect(),
            variables: Vec::new(),
            home,
            size: (80, 24),
        };
        setup
            .file(".local/state/ipcsh/welcomed", "")
            .variable("PS1", "$ ")
            .variable("TERM", "xterm-256color")
    }

    /// The same among System V objects and message queues of its own; `None`, with a word, where that is not permitted.
    pub fn private(mut self) -> Option<Self> {
        let unshare = ["unshare", "--user", "--map-root-user", "--ipc", "--"];
        let permitted = Command::new(unshare[0])
            .args(&unshare[1..])
            .arg("true")
            .status()
            .is_ok_and(|status| status.success());
        if !permitted {
            let _ = writeln!(std::io::stderr(), "no private IPC namespace: skipped");
            return None;
        }
        self.command
            .splice(0..0, unshare.iter().map(|word| (*word).to_owned()));
        Some(self)
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(other, _)| other != name);
        self
    }

    /// Another home, to share one.
    pub fn home(self, path: &Path) -> Self {
        self.variable("HOME", path.to_str().unwrap())
    }

    /// The absolute pathname of a file in the home directory.
    pub fn path(&self, name: &str) -> String {
        let path = self.home.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// A user who has never seen the shell.
    pub fn newcomer(self) -> Self {
        std::fs::remove_file(self.home.path().join(".local/state/ipcsh/welcomed")).unwrap();
        self
    }

    /// A file in the home directory.
    pub fn file(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    pub fn start(self) -> Terminal {
        let (columns, rows) = self.size;
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        // Between the making of a terminal and the mark that keeps other programs from inheriting it, none may be started.
        let _alone = ONE_AT_A_TIME.lock().unwrap();
        let OpenptyResult { master, slave } = openpty(Some(&size), None).unwrap();
        for fd in [&master, &slave] {
            fcntl(fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).unwrap();
        }
        let stdio = |fd: &OwnedFd| Stdio::from(fd.try_clone().unwrap());
        let program = Command::new("setsid")
            .args(["--ctty", "--"])
            .args(&self.command)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .env("HOME", self.home.path())
            .env("LC_ALL", "C.UTF-8")
            .envs(self.variables)
            .current_dir(self.home.path())
            .stdin(stdio(&slave))
            .stdout(stdio(&slave))
            .stderr(stdio(&slave))
            .spawn()
            .unwrap();
        drop(slave);
        Terminal {
            keyboard: File::from(master),
            program,
            parser: vt100::Parser::new(nonzero(rows), nonzero(columns), 1000),
            written: Vec::new(),
            home: self.home,
            is_open: true,
            unsent: Vec::new(),
        }
    }
}

impl Terminal {
    /// The shell, at its first prompt.
    pub fn shell() -> Self {
        let mut terminal = Setup::shell(&[]).start();
        terminal.wait_prompt();
        terminal
    }

    /// Presses keys.
    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    pub fn send_bytes(&mut self, keys: &[u8]) {
        // What is written must be read meanwhile, or both sides would wait.
        for part in keys.chunks(512) {
            self.keyboard.write_all(part).unwrap();
            self.read_what_is_there(Duration::ZERO);
        }
    }

    /// Types much at once, as far as the terminal takes it; the rest is typed by and by while the program is waited for.
    pub fn paste_without_reading(&mut self, keys: &str) {
        self.unsent.extend_from_slice(keys.as_bytes());
        self.send_some();
    }

    fn send_some(&mut self) {
        let mut polled = [PollFd::new(self.keyboard.as_fd(), PollFlags::POLLOUT)];
        if self.unsent.is_empty() || poll(&mut polled, PollTimeout::ZERO).unwrap_or(0) == 0 {
            return;
        }
        let part: Vec<u8> = self.unsent.drain(..self.unsent.len().min(256)).collect();
        self.keyboard.write_all(&part).unwrap();
    }

    /// Types and reads what is possible at once; for sessions that are to run at the same time.
    pub fn go_on(&mut self) {
        self.send_some();
        self.read_what_is_there(Duration::ZERO);
    }

    /// Waits until all of it is typed.
    pub fn wait_sent(&mut self) {
        let end = Instant::now() + LIMIT;
        while !self.unsent.is_empty() {
            assert!(Instant::now() < end, "waited for the program to read");
            self.send_some();
            self.read_what_is_there(Duration::from_millis(1));
        }
    }

    /// Waits until the program sleeps, and is not about to run on.
    pub fn wait_asleep(&mut self) {
        let path = format!("/proc/{}/stat", self.pid());
        let is_asleep = || {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            text.rsplit(") ")
                .next()
                .is_some_and(|rest| rest.starts_with('S'))
        };
        // Seen asleep three times: one sleep can be a short one on the way.
        for _ in 0..3 {
            self.wait_while_reading("the shell to sleep", is_asleep);
            self.read_what_is_there(Duration::from_millis(20));
        }
    }

    /// Waits until something holds that is not on the screen.
    pub fn wait_while_reading(&mut self, what: &str, holds: impl Fn() -> bool) {
        let end = Instant::now() + LIMIT;
        while !holds() {
            assert!(
                Instant::now() < end,
                "waited for {what}; the screen is\n{}",
                self.rows().join("\n")
            );
            self.send_some();
            self.read_what_is_there(Duration::from_millis(5));
        }
    }

    /// Types text, waits until it stands before the cursor, and presses Enter.
    pub fn enter(&mut self, line: &str) {
        self.send(line);
        let shown = line.to_owned();
        self.wait_until(&format!("{shown:?} to be shown"), |screen| {
            text_to_cursor(screen).ends_with(&shown)
        });
        self.send("\r");
    }

    /// Types a command and waits until it has the terminal, and, if it says `ready`, until it has said so: a key that is
    /// pressed while a job is still being made may come too early for a part of it, in every shell.
    pub fn start_job(&mut self, line: &str) {
        let shell = nix::unistd::tcgetpgrp(&self.keyboard);
        let said = self.count_ready();
        self.enter(line);
        if line.contains("ready") {
            while self.count_ready() == said {
                self.wait_until("ready", |_| true);
                self.read_what_is_there(LIMIT);
            }
            return;
        }
        let end = Instant::now() + LIMIT;
        while nix::unistd::tcgetpgrp(&self.keyboard) == shell {
            assert!(Instant::now() < end, "waited for a job in the foreground");
            self.read_what_is_there(Duration::from_millis(1));
        }
    }

    fn count_ready(&self) -> usize {
        self.written
            .split(|byte| *byte == b'\n')
            .filter(|line| *line == b"ready\r")
            .count()
    }

    /// Runs a command and waits for the next prompt.
    pub fn run(&mut self, line: &str) {
        self.enter(line);
        self.wait_prompt();
    }

    /// The same in the place of what is being typed.
    pub fn run_over(&mut self, line: &str) {
        self.send("\x15");
        self.run(line);
    }

    /// Waits until the cursor stands behind a prompt on a line without anything else.
    pub fn wait_prompt(&mut self) {
        self.wait_until("a prompt", |screen| cursor_row(screen) == "$");
    }

    /// Sends a key that makes a signal to what runs in the foreground, and waits for the prompt after it. The terminal
    /// echoes such a key after it has sent the signal: the echo may come before the prompt, behind it, or, when the shell
    /// has taken the terminal for editing meanwhile, not at all.
    pub fn press(&mut self, key: &str) {
        self.send(key);
        self.wait_prompt_around_echo();
    }

    /// Waits until the cursor stands behind a prompt, even if the echo of a key came before or behind that.
    pub fn wait_prompt_around_echo(&mut self) {
        self.wait_until("a prompt", |screen| {
            let row = cursor_row(screen);
            row.ends_with('$') || ECHOES.iter().any(|echo| row == format!("$ {echo}"))
        });
    }

    /// The rows of the screen without the echoes of keys that make signals, and without the rows that are empty then.
    pub fn rows_without_echoes(&self) -> Vec<String> {
        let without = |mut row: String| {
            for echo in ECHOES {
                row = row.replace(echo, "");
            }
            row.trim_end().to_owned()
        };
        let rows = self.rows().into_iter().map(without);
        rows.filter(|row| !row.is_empty()).collect()
    }

    /// Waits until some row is this text.
    pub fn wait_row(&mut self, text: &str) {
        self.wait_until(&format!("the row {text:?}"), |screen| {
            rows(screen).iter().any(|row| row == text)
        });
    }

    /// Waits until this text is somewhere on the screen.
    pub fn wait_text(&mut self, text: &str) {
        self.wait_until(&format!("the text {text:?}"), |screen| {
            rows(screen).join("\n").contains(text)
        });
    }

    /// Waits until the row of the cursor is this text.
    pub fn wait_cursor_row(&mut self, text: &str) {
        self.wait_until(&format!("the cursor's row {text:?}"), |screen| {
            cursor_row(screen) == text
        });
    }

    pub fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&vt100::Screen) -> bool) {
        let end = Instant::now() + LIMIT;
        while !is_so(self.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.is_open {
                let state = if self.is_open {
                    ""
                } else {
                    " (the terminal is closed)"
                };
                panic!(
                    "waited for {what}{state}; the screen is\n{}",
                    rows(self.parser.screen()).join("\n")
                );
            }
            self.read_what_is_there(left);
        }
    }

    /// The rows of the screen without trailing spaces, down to the last one that is not empty.
    pub fn rows(&self) -> Vec<String> {
        rows(self.parser.screen())
    }

    /// How often a text was written to the screen so far.
    pub fn count_written(&self, text: &str) -> usize {
        String::from_utf8_lossy(&self.written).matches(text).count()
    }

    fn read_what_is_there(&mut self, at_most: Duration) {
        let mut polled = [PollFd::new(self.keyboard.as_fd(), PollFlags::POLLIN)];
        let timeout = PollTimeout::try_from(at_most).unwrap_or(PollTimeout::MAX);
        if poll(&mut polled, timeout).unwrap_or(0) == 0 {
            return;
        }
        let mut bytes = [0; 4096];
        match self.keyboard.read(&mut bytes) {
            Ok(count) if count > 0 => {
                self.written.extend_from_slice(&bytes[..count]);
                self.parser.process(&bytes[..count]);
            }
            _ => self.is_open = false,
        }
    }

    /// Waits until more than `length` bytes were written to the screen.
    pub fn wait_while_written(&mut self, length: usize) {
        let end = Instant::now() + LIMIT;
        while self.written.len() == length {
            assert!(Instant::now() < end, "waited for output");
            self.read_what_is_there(LIMIT);
        }
    }

    /// Changes the size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let status = Command::new("stty")
            .args(["rows", &rows.to_string(), "cols", &columns.to_string()])
            .stdin(Stdio::from(self.keyboard.try_clone().unwrap()))
            .status()
            .unwrap();
        assert!(status.success());
        self.parser.set_size(nonzero(rows), nonzero(columns));
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.program.id()).unwrap())
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
    }

    /// Takes the terminal away: a hangup.
    pub fn hang_up(&mut self) {
        self.keyboard = File::open("/dev/null").unwrap();
        self.is_open = false;
    }

    /// Waits for the end of the program and of all that it has written; its status, or 128 + n.
    pub fn wait_end(&mut self) -> i32 {
        let status = self.wait_end_of_program();
        while self.is_open {
            self.read_what_is_there(Duration::from_millis(100));
        }
        status
    }

    /// The same when other programs keep the terminal.
    pub fn wait_end_of_program(&mut self) -> i32 {
        let end = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                return status
                    .code()
                    .unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
            }
            assert!(
                Instant::now() < end,
                "waited for the end; the screen is\n{}",
                self.rows().join("\n")
            );
            self.read_what_is_there(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn rows(screen: &vt100::Screen) -> Vec<String> {
    let columns = screen.size().1.get();
    let mut rows: Vec<String> = screen
        .rows(0, columns)
        .map(|row| row.trim_end().to_owned())
        .collect();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows
}

fn cursor_row(screen: &vt100::Screen) -> String {
    let (row, _) = screen.cursor_position();
    let columns = screen.size().1.get();
    screen
        .rows(0, columns)
        .nth(usize::from(row))
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// The text of the screen from its first row to the cursor, as if it were one line.
pub fn text_to_cursor(screen: &vt100::Screen) -> String {
    let (row, column) = screen.cursor_position();
    let columns = screen.size().1.get();
    let above: String = screen.rows(0, columns).take(usize::from(row)).collect();
    let here: String = screen
        .rows(0, column)
        .nth(usize::from(row))
        .unwrap_or_default();
    let spaces = usize::from(column).saturating_sub(here.chars().count());
    format!("{above}{here}{}", " ".repeat(spaces))
}
