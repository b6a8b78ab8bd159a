//! What `strace` saw and what the trace told of one line, per process, in the same words.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::fcntl::{FcntlArg, FdFlag};

use super::{Row, by, prepare, rows};

const CALLS: &str = "trace=pipe,pipe2,fork,vfork,clone,clone3,dup,dup2,dup3,fcntl,open,creat,openat,openat2,close,execve,\
    execveat,wait4,waitid,memfd_create,setpgid,ioctl,exit,exit_group";

/// Whether processes can be looked at on this machine.
pub fn may_trace() -> bool {
    let run = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status();
    run.is_ok_and(|status| status.success())
}

/// For each process, what it did.
pub type Accounts = BTreeMap<String, Vec<String>>;

/// Where a line is run.
#[derive(Clone, Copy)]
pub enum Where {
    /// By a script.
    Script,
    /// At a terminal.
    Terminal,
}

/// Both accounts; `None` if the line does not end.
pub fn both(place: &Path, line: &str, at: Where) -> Option<(Accounts, Accounts)> {
    let (mut command, screen) = match at {
        Where::Script => (Command::new("strace"), None),
        Where::Terminal => {
            let mut command = Command::new("setsid");
            command.args(["--ctty", "--wait", "--", "strace"]);
            (command, Some(Screen::new()))
        }
    };
    prepare(&mut command, place);
    if let Some(screen) = &screen {
        screen.attach(&mut command);
    }
    command.args([
        "-ff", "-qq", "-a", "1", "-s", "4096", "-e", CALLS, "-o", "S/s",
    ]);
    command.arg(env!("CARGO_BIN_EXE_ipcsh"));
    command.args(["--trace=json", "--trace-file", "S/T", "-c", line]);
    std::fs::create_dir(place.join("S")).unwrap();
    let ran = super::ended(command)?;
    drop(screen);
    let text = std::fs::read_to_string(place.join("S/T")).unwrap_or_default();
    let rows = rows(&text);
    assert!(ran.status.code() != Some(101), "{line}");
    let told: Accounts = by(&rows, |row| row.pid.clone())
        .into_iter()
        .map(|(pid, rows)| (pid, rows.iter().filter_map(said).collect()))
        .collect();
    let mut seen = Accounts::new();
    for entry in std::fs::read_dir(place.join("S")).unwrap() {
        let path = entry.unwrap().path();
        let Some(pid) = path.extension().and_then(|pid| pid.to_str()) else {
            continue;
        };
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        if let Some(account) = account(&text) {
            seen.insert(pid.to_owned(), account);
        }
    }
    let is_empty = |account: &mut Vec<String>| !account.is_empty();
    let mut told = told;
    told.retain(|_, account| is_empty(account));
    seen.retain(|_, account| is_empty(account));
    // Descendants of programs are none of the shell's.
    seen.retain(|pid, _| told.contains_key(pid) || !is_foreign(pid, &told));
    Some((told, seen))
}

/// What differs between the accounts of a line.
pub fn fault(line: &str, at: Where) -> Option<String> {
    let place = super::place();
    let Some((told, seen)) = both(place.path(), line, at) else {
        return Some(format!("{line}\n  does not end"));
    };
    let nothing = Vec::new();
    let pids: std::collections::BTreeSet<&String> = told.keys().chain(seen.keys()).collect();
    pids.into_iter().find_map(|pid| {
        let (told, seen) = (
            told.get(pid).unwrap_or(&nothing),
            seen.get(pid).unwrap_or(&nothing),
        );
        let at = told.iter().zip(seen).take_while(|(a, b)| a == b).count();
        let rest =
            |account: &[String]| account.iter().skip(at).take(3).cloned().collect::<Vec<_>>();
        let short: String = line.chars().take(160).collect();
        (told != seen).then(|| {
            format!(
                "{short}\n  step {at} trace:  {:?}\n  step {at} strace: {:?}",
                rest(told),
                rest(seen)
            )
        })
    })
}

/// A terminal on whose screen nobody looks.
struct Screen {
    slave: OwnedFd,
}

impl Screen {
    fn new() -> Self {
        let pair = nix::pty::openpty(None, None).unwrap();
        for fd in [&pair.master, &pair.slave] {
            nix::fcntl::fcntl(fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).unwrap();
        }
        let mut master = std::fs::File::from(pair.master);
        // What is written must be read; when all have left, reading fails.
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while matches!(master.read(&mut bytes), Ok(1..)) {}
        });
        Self { slave: pair.slave }
    }

    fn attach(&self, command: &mut Command) {
        let stdio = || Stdio::from(self.slave.try_clone().unwrap());
        command.stdin(stdio()).stdout(stdio()).stderr(stdio());
    }
}

/// A process that no row of the shell gave birth to.
fn is_foreign(pid: &str, told: &Accounts) -> bool {
    !told
        .values()
        .flatten()
        .any(|row| row.ends_with(&format!("fork = {pid}")))
}

/// A row in the words that both accounts are compared in; `None` for what is no system call.
fn said(row: &Row) -> Option<String> {
    let answer = if row.ret == "-1" {
        format!("-1 {}", row.errno)
    } else {
        row.ret.clone()
    };
    Some(match row.call.as_str() {
        "pipe2" => format!("pipe2 {}", row.arg("fds")),
        "fork" | "vfork" => format!("{} = {answer}", row.call),
        "dup2" => format!("dup2 {} {} = {answer}", row.arg("oldfd"), row.arg("newfd")),
        "fcntl_dupfd" => format!("dupfd {} {} = {answer}", row.arg("oldfd"), row.arg("min")),
        "open" => format!("open {} {} = {answer}", row.arg("path"), row.arg("flags")),
        "memfd_create" => format!("memfd = {answer}"),
        "close" => format!("close {} = {answer}", row.arg("fd")),
        "execve" if row.ret == "null" => format!("execve {} = 0", row.arg("path")),
        "execve" => format!("execve {} = {answer}", row.arg("path")),
        "wait" => format!("wait = {answer} status {}", row.arg("status")),
        "exit" => format!("exit {}", row.arg("status")),
        "setpgid" => format!("setpgid {} {} = {answer}", row.arg("pid"), row.arg("pgid")),
        "tcsetpgrp" => format!("tcsetpgrp {} {} = {answer}", row.arg("fd"), row.arg("pgrp")),
        _ => return None,
    })
}

/// What strace saw of one process of the shell.
fn account(text: &str) -> Option<Vec<String>> {
    let is_root = text.contains("S/T");
    let mut lines = text.lines();
    if is_root {
        // The tracing begins with a look at the descriptors.
        lines.find(|line| line.starts_with("openat") && line.contains("/proc/self/fd"))?;
        lines.find(|line| line.starts_with("close"))?;
    }
    let mut account = Vec::new();
    let mut silent: Vec<String> = Vec::new();
    for line in lines {
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        let (args, answer) = rest.rsplit_once(") = ").unwrap_or((rest, "?"));
        let answer = answer.split(" (").next().unwrap_or(answer);
        let arg: Vec<&str> = args.split(", ").collect();
        match name {
            "openat2" => silent.push(answer.to_owned()),
            // The terminal for job control, a script, a program without a magic number: what the shell reads for itself.
            "openat" if ["\"/dev/tty\"", "\"./dot\"", "\"./script\""].contains(&arg[1]) => {
                silent.push(answer.to_owned());
            }
            "fcntl" if arg[1].starts_with("F_DUPFD") && silent.contains(&arg[0].to_owned()) => {
                silent.push(answer.to_owned());
            }
            "waitid" if args.contains("WNOWAIT") => {}
            "ioctl" if !args.contains("TIOCSPGRP") => {}
            "openat" if args.contains("O_DIRECTORY") => silent.push(answer.to_owned()),
            "close" if silent.contains(&arg[0].to_owned()) => {
                silent.retain(|fd| fd != arg[0]);
            }
            "wait4" if answer == "0" || answer.contains("EINTR") || answer.contains("RESTART") => {}
            "wait4" => account.push(format!("wait = {answer} status {}", status(args))),
            "exit" | "exit_group" if is_root => {}
            "fcntl" if !arg[1].starts_with("F_DUPFD") => {}
            "clone" | "clone3" | "fork" if answer.contains("RESTART") => {} // done again after a signal
            "execve" => {
                account.push(format!("execve {} = {answer}", arg[0].trim_matches('"')));
                if answer == "0" {
                    break;
                }
            }
            _ => account.push(other(name, args, &arg, answer)),
        }
    }
    Some(account)
}

fn other(name: &str, args: &str, arg: &[&str], answer: &str) -> String {
    match name {
        "pipe2" => format!("pipe2 {}", arg[..2].join(",")),
        "clone" | "clone3" if args.contains("CLONE_VFORK") => format!("vfork = {answer}"),
        "clone" | "clone3" | "fork" => format!("fork = {answer}"),
        "fcntl" => format!("dupfd {} {} = {answer}", arg[0], arg[2]),
        "dup2" => format!("dup2 {} {} = {answer}", arg[0], arg[1]),
        "setpgid" => format!("setpgid {} {} = {answer}", arg[0], arg[1]),
        "ioctl" => format!(
            "tcsetpgrp {} {} = {answer}",
            arg[0],
            arg[2].trim_matches(['[', ']'])
        ),
        "openat" => format!("open {} {} = {answer}", arg[1].trim_matches('"'), arg[2]),
        "memfd_create" => format!("memfd = {answer}"),
        "close" => format!("close {} = {answer}", arg[0]),
        "exit" | "exit_group" => format!("exit {}", args.split(')').next().unwrap_or(args)),
        other => format!("{other} {args} = {answer}"), // nothing that the shell would do
    }
}

fn status(args: &str) -> String {
    if let Some((_, rest)) = args.split_once("WEXITSTATUS(s) == ") {
        return rest.split('}').next().unwrap_or(rest).to_owned();
    }
    if args.contains("WSTOPSIG(s) == SIGSTOP") {
        return "147".to_owned();
    }
    if args.contains("WIFCONTINUED(s)") {
        return "0".to_owned();
    }
    let signal = args.split_once("WTERMSIG(s) == ").map(|(_, rest)| rest);
    let name = signal.and_then(|rest| rest.split(['}', ' ']).next());
    match name.map(str::parse::<nix::sys::signal::Signal>) {
        Some(Ok(signal)) => (128 + signal as i32).to_string(),
        _ => args.to_owned(),
    }
}
