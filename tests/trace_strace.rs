//! What `trace` reports is what the kernel saw: each line runs under `strace` and `--trace=json` at once, and per process both accounts
//! are equal. And the table that `trace` claims at an execve is the one that the program finds.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test may stop at once, and tells its story in one piece"
)]

mod glass;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use glass::{Row, by, lines, place, prepare, rows, shell};

const CALLS: &str = "trace=pipe2,fork,vfork,clone,clone3,dup2,dup3,fcntl,openat,openat2,close,execve,wait4,\
    memfd_create,exit,exit_group";

#[test]
fn the_trace_equals_what_strace_sees() {
    if Command::new("strace").args(["-V"]).output().is_err() || !may_trace() {
        return; // a machine where strace is missing or may not trace cannot look
    }
    let lines = lines();
    assert!(lines.len() >= 150, "{}", lines.len());
    let mut faults = Vec::new();
    for line in &lines {
        let place = place();
        let (told, seen) = both(place.path(), line);
        for pid in told
            .keys()
            .chain(seen.keys().filter(|pid| !told.contains_key(*pid)))
        {
            let (told, seen) = (told.get(pid), seen.get(pid));
            let nothing = Vec::new();
            if told.unwrap_or(&nothing) != seen.unwrap_or(&nothing) {
                faults.push(format!("{line}\n  trace:  {told:?}\n  strace: {seen:?}"));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn may_trace() -> bool {
    let run = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status();
    run.is_ok_and(|status| status.success())
}

type Accounts = BTreeMap<String, Vec<String>>;

fn both(place: &Path, line: &str) -> (Accounts, Accounts) {
    let mut command = Command::new("strace");
    prepare(&mut command, place);
    command.args([
        "-ff", "-qq", "-a", "1", "-s", "4096", "-e", CALLS, "-o", "S/s",
    ]);
    command.arg(env!("CARGO_BIN_EXE_ipcsh"));
    command.args(["--trace=json", "--trace-file", "S/T", "-c", line]);
    std::fs::create_dir(place.join("S")).unwrap();
    let ran = command.output().unwrap();
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
    (told, seen)
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
            "openat" if args.contains("O_DIRECTORY") => silent.push(answer.to_owned()),
            "close" if silent.contains(&arg[0].to_owned()) => {
                silent.retain(|fd| fd != arg[0]);
            }
            "wait4" if answer == "0" || answer.contains("EINTR") || answer.contains("RESTART") => {}
            "wait4" => account.push(format!("wait = {answer} status {}", status(args))),
            "exit" | "exit_group" if is_root => {}
            "fcntl" if !arg[1].starts_with("F_DUPFD") => {}
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
        "openat" => format!("open {} {} = {answer}", arg[1].trim_matches('"'), arg[2]),
        "memfd_create" => format!("memfd = {answer}"),
        "close" => format!("close {} = {answer}", arg[0]),
        _ => format!("exit {}", args.split(')').next().unwrap_or(args)),
    }
}

fn status(args: &str) -> String {
    if let Some((_, rest)) = args.split_once("WEXITSTATUS(s) == ") {
        return rest.split('}').next().unwrap_or(rest).to_owned();
    }
    if args.contains("SIGKILL") {
        return "137".to_owned();
    }
    args.to_owned()
}

#[test]
fn the_table_at_an_execve_is_what_the_program_finds() {
    let leaf = "#!/bin/sh\n/usr/bin/find /proc/$$/fd -type l -fprintf \"$PLACE/leaf.$$\" '%f -> %l\\n'\n:\n";
    let mut compared = 0;
    for line in lines().iter().filter(|line| !line.contains("sh -c")) {
        let place = place();
        let program = place.path().join("leaf");
        std::fs::write(&program, leaf).unwrap();
        std::fs::set_permissions(
            &program,
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        let line = line.replace("cat", "./leaf");
        let mut command = shell(place.path(), &["--trace=json", "--trace-file", "T"], &line);
        command.env("PLACE", place.path());
        let _ = command.output().unwrap();
        let text = std::fs::read_to_string(place.path().join("T")).unwrap();
        for row in rows(&text)
            .iter()
            .filter(|row| row.call == "execve" && row.arg("path") == "./leaf")
        {
            // One that had no standard output could not tell.
            let Ok(found) = std::fs::read_to_string(place.path().join(format!("leaf.{}", row.pid)))
            else {
                continue;
            };
            assert_eq!(claimed(&row.fds), found_by(&found), "{line}\n{found}");
            compared += 1;
        }
    }
    assert!(compared > 150, "only {compared} tables were compared");
}

/// Numbers, and for files the last part of the name; pipes by the others that lead to the same one.
fn claimed(fds: &str) -> BTreeMap<i32, String> {
    let pairs = fds
        .trim_matches(['{', '}'])
        .split(',')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (fd, object) = pair.split_once("\":\"").unwrap();
        let (kind, name) = object.trim_matches('"').split_once(':').unwrap();
        (
            fd.trim_matches('"').parse().unwrap(),
            kind_and_name(kind, name),
        )
    });
    pairs.collect()
}

fn found_by(listing: &str) -> BTreeMap<i32, String> {
    let links = listing.lines().filter_map(|line| {
        let (left, target) = line.split_once(" -> ")?;
        let fd: i32 = left.split(' ').next_back()?.parse().ok()?;
        let is_its_script = fd >= 10 && target.ends_with("/leaf");
        (!is_its_script).then(|| {
            let (kind, name) = match target.split_once(':') {
                Some((kind, name)) if !target.starts_with('/') => (kind, name),
                _ if target.starts_with("/memfd") => ("memfd", ""),
                _ => ("file", target),
            };
            (fd, kind_and_name(kind, name))
        })
    });
    links.collect()
}

fn kind_and_name(kind: &str, name: &str) -> String {
    match kind {
        "file" => format!(
            "file {}",
            name.trim_end_matches(" (deleted)")
                .rsplit('/')
                .next()
                .unwrap()
        ),
        kind => kind.to_owned(),
    }
}
