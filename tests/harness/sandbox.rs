//! One process in a fresh directory: started in a session of its own, watched, and nothing of it may remain.
//!
//! In: a program with arguments and environment. Out: what it wrote, how it ended, which processes it left.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The search path of every case.
pub const PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

/// How long processes that the script left behind may take to end by themselves.
const GRACE: Duration = Duration::from_secs(2);

/// What to run.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The program and its arguments.
    pub argv: Vec<OsString>,
    /// Additions to `PATH`, `HOME`, `TMPDIR` and `LC_ALL`.
    pub env: Vec<(OsString, OsString)>,
    /// The bytes on standard input; `/dev/null` when absent.
    pub stdin: Option<Vec<u8>>,
    /// When to give up.
    pub limit: Duration,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// Whether processes were left, which have been killed since.
    pub leftovers: bool,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this status.
    Exited(i32),
    /// By this signal.
    Signaled(i32),
    /// Not in time; it was killed.
    TimedOut,
}

impl End {
    /// The status as a shell would tell it; a hang is -1.
    pub fn status(self) -> i32 {
        match self {
            Self::Exited(status) => status,
            Self::Signaled(signal) => 128 + signal,
            Self::TimedOut => -1,
        }
    }
}

/// A fresh directory in which jobs run, with room beside it for what they must not see.
#[derive(Debug)]
pub struct Sandbox {
    /// Where scripts and captured output are kept.
    aside: PathBuf,
    /// The working directory, `HOME` and `TMPDIR` of the job.
    pub home: PathBuf,
}

impl Sandbox {
    /// Makes `base/name/home`.
    pub fn new(base: &Path, name: &str) -> io::Result<Self> {
        let aside = base.join(name);
        let home = aside.join("home");
        fs::create_dir_all(&home)?;
        Ok(Self { aside, home })
    }

    /// Writes a file that the job can be given but does not see in its directory.
    pub fn write_aside(&self, name: &str, text: &[u8]) -> io::Result<PathBuf> {
        let path = self.aside.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Runs `job` to its end.
    pub fn run(&self, job: &Job) -> io::Result<Outcome> {
        let out = self.aside.join("stdout");
        let err = self.aside.join("stderr");
        let mut child = self.start(job, File::create(&out)?, File::create(&err)?)?;
        let group = Pid::from_raw(child.id().cast_signed());
        let end = wait(&mut child, group, job.limit)?;
        let leftovers = !group_is_gone(group, GRACE);
        if leftovers || end == End::TimedOut {
            let _ = kill(Pid::from_raw(-group.as_raw()), Signal::SIGKILL);
            // Job control makes groups of its own; what works here belongs here.
            for (pid, _) in processes_below(&self.home) {
                let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            }
        }
        Ok(Outcome {
            stdout: fs::read(out)?,
            stderr: fs::read(err)?,
            end,
            leftovers,
        })
    }

    /// Starts it through setsid(1), so that it has no terminal and its processes can be found again.
    fn start(&self, job: &Job, out: File, err: File) -> io::Result<Child> {
        let stdin = match &job.stdin {
            Some(bytes) => Stdio::from(File::open(self.write_aside("stdin", bytes)?)?),
            None => Stdio::null(),
        };
        Command::new("setsid")
            .args(&job.argv)
            .current_dir(&self.home)
            .env_clear()
            .env("PATH", PATH)
            .env("HOME", &self.home)
            .env("TMPDIR", &self.home)
            .env("LC_ALL", "C.UTF-8")
            .envs(job.env.iter().map(|(name, value)| (name, value)))
            .stdin(stdin)
            .stdout(out)
            .stderr(err)
            .spawn()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.aside).is_err() {
            // A case may have taken away its own permissions.
            let _ = Command::new("chmod")
                .arg("-R")
                .arg("u+rwx")
                .arg(&self.aside)
                .status();
            let _ = fs::remove_dir_all(&self.aside);
        }
    }
}

fn wait(child: &mut Child, group: Pid, limit: Duration) -> io::Result<End> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(300);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(match (status.code(), status.signal()) {
                (Some(code), _) => End::Exited(code),
                (None, signal) => End::Signaled(signal.unwrap_or(0)),
            });
        }
        if start.elapsed() > limit {
            let _ = kill(Pid::from_raw(-group.as_raw()), Signal::SIGKILL);
            let _ = child.kill();
            child.wait()?;
            return Ok(End::TimedOut);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

fn group_is_gone(group: Pid, grace: Duration) -> bool {
    let start = Instant::now();
    while kill(Pid::from_raw(-group.as_raw()), None) != Err(Errno::ESRCH) {
        // Dead members that nobody has waited for yet do not count.
        if !processes().any(|pid| is_alive_in(pid, group.as_raw())) {
            return true;
        }
        if start.elapsed() > grace {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

fn is_alive_in(pid: i32, group: i32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // The command's name is in parentheses and may contain anything: state, parent and group come after it.
    let Some((_, rest)) = stat.rsplit_once(')') else {
        return false;
    };
    let fields: Vec<&str> = rest.split_whitespace().collect();
    !fields
        .first()
        .is_some_and(|state| ["Z", "X"].contains(state))
        && fields.get(2).and_then(|field| field.parse().ok()) == Some(group)
}

fn processes() -> impl Iterator<Item = i32> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// The processes whose working directory lies below `base`: left by cases that made groups of their own.
pub fn processes_below(base: &Path) -> Vec<(i32, PathBuf)> {
    processes()
        .filter_map(|pid| Some((pid, fs::read_link(format!("/proc/{pid}/cwd")).ok()?)))
        .filter(|(_, cwd)| cwd.starts_with(base))
        .collect()
}
