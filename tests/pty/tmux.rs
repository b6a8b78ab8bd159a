//! The shell in tmux: another terminal, with another idea of keys and sizes.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::terminal::SHELL;

const LIMIT: Duration = Duration::from_secs(60);

/// A tmux server of its own, with one window in which the shell runs.
struct Tmux {
    home: TempDir,
    server: Child,
}

impl Tmux {
    /// `None` where there is no tmux.
    fn start() -> Option<Self> {
        if !Path::new("/usr/bin/tmux").exists() {
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join(".local/state/ipcsh")).unwrap();
        std::fs::write(home.path().join(".local/state/ipcsh/welcomed"), "").unwrap();
        // The server is a child, not a daemon, and ends with the test however that ends.
        let mut server = client(
            home.path(),
            &["setpriv", "--pdeathsig", "TERM", "tmux", "-D"],
        );
        let server = server
            .args(["-f", "/dev/null"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let tmux = Self { home, server };
        let end = Instant::now() + LIMIT;
        while !tmux.home.path().join("socket").exists() {
            assert!(Instant::now() < end, "waited for the server");
            std::thread::sleep(Duration::from_millis(20));
        }
        let shell = format!("exec env PS1='$ ' {SHELL}");
        tmux.run(&["new-session", "-d", "-x", "80", "-y", "24", &shell]);
        tmux.wait("a prompt", |screen| screen.trim_end() == "$");
        Some(tmux)
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = client(self.home.path(), &["tmux"])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn send(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    /// Waits until the screen is as it should be.
    fn wait(&self, what: &str, holds: impl Fn(&str) -> bool) {
        let end = Instant::now() + LIMIT;
        loop {
            let screen = self.run(&["capture-pane", "-p"]);
            if holds(&screen) {
                return;
            }
            assert!(
                Instant::now() < end,
                "waited for {what}; the screen is\n{screen}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until this program has the terminal.
    fn wait_command(&self, name: &str) {
        let end = Instant::now() + LIMIT;
        while self
            .run(&["display-message", "-p", "#{pane_current_command}"])
            .trim_end()
            != name
        {
            assert!(Instant::now() < end, "waited for {name}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_row(&self, row: &str) {
        self.wait(&format!("the row {row:?}"), |screen| {
            screen.lines().any(|line| line.trim_end() == row)
        });
    }
}

/// tmux, called by this command, with a socket in `home`.
fn client(home: &Path, command: &[&str]) -> Command {
    let mut client = Command::new(command[0]);
    client
        .args(&command[1..])
        .arg("-S")
        .arg(home.join("socket"))
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", home)
        .env("PS1", "$ ")
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .current_dir(home);
    client
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let pid = i32::try_from(self.server.id()).map(Pid::from_raw);
        let _ = pid.map(|pid| kill(pid, Signal::SIGTERM)); // it may have ended
        let _ = self.server.wait();
    }
}

#[test]
fn lines_are_edited_completed_and_run() {
    let Some(tmux) = Tmux::start() else {
        return;
    };
    tmux.send(&["echo ab", "Left", "X", "Enter"]);
    tmux.wait_row("aXb");
    tmux.send(&["shmg", "Tab"]);
    tmux.wait("the prototype", |screen| {
        screen.contains("$ shmget    int shmget(key_t key, ")
    });
    tmux.send(&["C-u", "Up", "Enter"]);
    tmux.wait("the same again", |screen| {
        screen.matches("\naXb").count() == 2
    });
    tmux.send(&[
        "read x",
        "Enter",
        "typed ahead",
        "Enter",
        "echo \"<$x>\"",
        "Enter",
    ]);
    tmux.wait_row("<typed ahead>");
}

#[test]
fn jobs_are_stopped_and_interrupted() {
    let Some(tmux) = Tmux::start() else {
        return;
    };
    tmux.send(&["cat", "Enter"]);
    tmux.wait_command("cat");
    tmux.send(&["x", "Enter"]);
    tmux.wait("the echo", |screen| screen.matches("\nx").count() == 2);
    tmux.send(&["C-z"]);
    tmux.wait_row("[1] + Stopped (SIGTSTP)    cat");
    tmux.send(&["fg", "Enter"]);
    tmux.wait_command("cat");
    tmux.send(&["y", "Enter"]);
    tmux.wait("the echo", |screen| screen.matches("\ny").count() == 2);
    tmux.send(&["C-c"]);
    tmux.send(&["echo \"<$?>\"", "Enter"]);
    tmux.wait_row("<130>");
}

#[test]
fn a_resized_window_keeps_the_line() {
    let Some(tmux) = Tmux::start() else {
        return;
    };
    tmux.send(&["echo abcdefghijklmnopqrstuvwxyz"]);
    tmux.wait_row("$ echo abcdefghijklmnopqrstuvwxyz");
    tmux.run(&["resize-window", "-x", "20", "-y", "24"]);
    tmux.wait("two rows", |screen| {
        screen.contains("$ echo abcdefghijklm\nnopqrstuvwxyz")
    });
    tmux.send(&["Enter"]);
    tmux.wait("the output", |screen| {
        screen.contains("abcdefghijklmnopqrst\nuvwxyz")
    });
}

#[test]
fn a_closed_window_ends_the_shell_and_keeps_its_history() {
    let Some(tmux) = Tmux::start() else {
        return;
    };
    tmux.send(&["echo $$ >pid; echo kept", "Enter"]);
    tmux.wait_row("kept");
    let pid = std::fs::read_to_string(tmux.home.path().join("pid")).unwrap();
    tmux.run(&["kill-server"]);
    let process = format!("/proc/{}", pid.trim());
    let end = Instant::now() + LIMIT;
    while Path::new(&process).exists() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!Path::new(&process).exists());
    let history = std::fs::read_to_string(tmux.home.path().join(".local/state/ipcsh/history"));
    assert!(history.unwrap().contains("echo kept"));
}
