//! What the kernel sees is the plan and nothing else: `strace -f` of small scripts, per process up to its execve.
//!
//! The trace is reduced to the plumbing calls, with the descriptors of pipes and files and the processes under the
//! names that a plan would give them; the rest (signal dispositions, looking for commands) is no part of a plan.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::sandbox::{End, Job, Sandbox};
use harness::shells::find;

/// The calls that make, join and end descriptors and processes.
const PLUMBING: &str = "trace=pipe,pipe2,dup,dup2,dup3,fcntl,open,openat,creat,close,memfd_create,fork,vfork,clone,\
    clone3,execve,execveat,wait4,waitid,socketpair,sendfile,splice";

#[test]
fn a_pipeline_with_a_redirection() {
    check(
        "echo hello | tr a-z A-Z >out",
        &[
            "shell: pipe2 p0; fork c0; close p0.w; fork c1; close p0.r; wait c0; wait c1",
            "c0: dup2 p0.w 1; close p0.r; close p0.w",
            "c1: dup2 p0.r 0; close p0.r; open out; dup2 out 1; close out; exec tr",
        ],
    );
}

#[test]
fn three_stages() {
    check(
        "cat /dev/null | cat | cat",
        &[
            "shell: pipe2 p0; fork c0; close p0.w; pipe2 p1; fork c1; close p0.r; close p1.w; fork c2; close p1.r; \
             wait c0; wait c1; wait c2",
            "c0: dup2 p0.w 1; close p0.r; close p0.w; exec cat",
            "c1: dup2 p0.r 0; close p0.r; dup2 p1.w 1; close p1.r; close p1.w; exec cat",
            "c2: dup2 p1.r 0; close p1.r; exec cat",
        ],
    );
}

#[test]
fn one_command() {
    check(
        "cat /dev/null; :",
        &["shell: fork c0; wait c0", "c0: exec cat"],
    );
}

#[test]
fn the_last_command_of_a_subshell_is_not_forked_again() {
    check(
        "(cat /dev/null); :",
        &["shell: fork c0; wait c0", "c0: exec cat"],
    );
}

#[test]
fn a_builtin_with_a_redirection_forks_nothing() {
    check(
        "echo hello >out; :",
        &["shell: dup 1 s0; open out; dup2 out 1; close out; dup2 s0 1; close s0"],
    );
}

#[test]
fn children_get_no_descriptor_but_their_own() {
    let list = "ls /proc/self/fd | xargs";
    for (script, descriptors) in [
        ("LIST", "0 1 2 3"),
        ("echo | LIST", "0 1 2 3"),
        ("(LIST)", "0 1 2 3"),
        ("{ LIST; } <<E\ntext\nE", "0 1 2 3"),
        ("x=$(LIST); echo \"$x\"", "0 1 2 3"),
        ("{ LIST; } 2>/dev/null", "0 1 2 3"),
        ("for i in 1; do LIST; done >out; cat out", "0 1 2 3"),
        ("f() { LIST; } 5>/dev/null; f", "0 1 2 3 5"),
        ("exec 4</dev/null; LIST", "0 1 2 3 4"),
        ("exec 4</dev/null 5<&4 4<&-; LIST", "0 1 2 3 5"),
        ("while read x; do LIST; done <<E\na\nE", "0 1 2 3"),
        ("echo a | while read x; do LIST; done", "0 1 2 3"),
        ("LIST & wait", "0 1 2 3"),
        ("eval 'LIST' >out; cat out", "0 1 2 3"),
        ("echo 'LIST' >s; . ./s", "0 1 2 3"),
        ("trap 'LIST' EXIT", "0 1 2 3"),
    ] {
        let script = script.replace("LIST", list);
        let (stdout, _) = run(&script, false);
        assert_eq!(stdout.trim_end_matches('\n'), descriptors, "{script}");
    }
}

fn check(script: &str, expected: &[&str]) {
    if find("strace").is_none() {
        // A machine without strace cannot look; .ci/run installs it.
        return;
    }
    let (_, trace) = run(script, true);
    let told = accounts(&trace);
    assert_eq!(told, expected, "{script}");
}

/// Standard output, and the trace when it is asked for.
fn run(script: &str, traced: bool) -> (String, String) {
    let base = tempfile::Builder::new()
        .prefix("ipcsh-strace.")
        .tempdir()
        .unwrap();
    let sandbox = Sandbox::new(base.path(), "run").unwrap();
    let path = sandbox.write_aside("trace", b"").unwrap();
    // Without what the test program itself has inherited: the numbers shall be the shell's.
    let clean = "for fd in /proc/self/fd/*; do fd=${fd##*/}; ((fd > 2)) && eval \"exec $fd>&-\"; done; exec \"$@\"";
    let mut argv = vec!["bash", "-c", clean, "bash"];
    let trace_path = path.to_string_lossy();
    if traced {
        argv.extend([
            "strace",
            "-f",
            "-qq",
            "-s",
            "256",
            "-e",
            PLUMBING,
            "-o",
            &trace_path,
        ]);
    }
    argv.extend([env!("CARGO_BIN_EXE_ipcsh"), "-c", script]);
    let argv = argv.into_iter().map(std::ffi::OsString::from).collect();
    let outcome = sandbox
        .run(&Job {
            argv,
            limit: Duration::from_secs(60),
            ..Job::default()
        })
        .unwrap();
    assert_eq!(
        outcome.end,
        End::Exited(0),
        "{script}: {}",
        String::from_utf8_lossy(&outcome.stderr)
    );
    let stdout = String::from_utf8_lossy(&outcome.stdout).into_owned();
    (stdout, fs::read_to_string(path).unwrap())
}

/// A call with its result, `("dup2", "3, 1", "1")`.
type Call = (String, String, String);

/// One line for each process, the shell first: its name and its calls up to execve.
fn accounts(trace: &str) -> Vec<String> {
    let mut calls = calls_by_process(trace);
    // The first call is the execve by which the shell came to be.
    calls.drain(..calls.len().min(1));
    let mut names = Names::default();
    let shell = calls.first().map_or(0, |(pid, _)| *pid);
    let mut told = vec![format!("shell: {}", account(&calls, shell, &mut names))];
    for (index, (pid, mut own)) in names.children.clone().into_iter().enumerate() {
        told.push(format!("c{index}: {}", account(&calls, pid, &mut own)));
    }
    told
}

fn account(calls: &[(u32, Call)], pid: u32, names: &mut Names) -> String {
    let own = calls
        .iter()
        .filter(|(of, _)| *of == pid)
        .map(|(_, call)| call);
    let mut told = Vec::new();
    for call in own {
        told.extend(names.tell(call));
        if call.0 == "execve" && call.2 == "0" {
            break;
        }
    }
    told.join("; ")
}

/// Lines of strace as calls, with interrupted ones put together again.
fn calls_by_process(trace: &str) -> Vec<(u32, Call)> {
    let mut open: BTreeMap<u32, (usize, String)> = BTreeMap::new();
    let mut calls: Vec<(u32, Option<Call>)> = Vec::new();
    for line in trace.lines() {
        let Some((pid, text)) = line.split_once(' ') else {
            continue;
        };
        let (Ok(pid), text) = (pid.parse::<u32>(), text.trim_start()) else {
            continue;
        };
        if let Some(begun) = text.strip_suffix(" <unfinished ...>") {
            open.insert(pid, (calls.len(), begun.to_owned()));
            calls.push((pid, None));
        } else if let Some((_, rest)) = text.split_once(" resumed>") {
            if let Some((index, begun)) = open.remove(&pid) {
                calls[index].1 = call(&format!("{begun}{rest}"));
            }
        } else {
            calls.push((pid, call(text)));
        }
    }
    calls
        .into_iter()
        .filter_map(|(pid, call)| Some((pid, call?)))
        .collect()
}

fn call(text: &str) -> Option<Call> {
    let (name, rest) = text.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().strip_suffix(')')?;
    let result = result.split(' ').next()?;
    Some((name.to_owned(), arguments.to_owned(), result.to_owned()))
}

/// The names of descriptors and children in one process.
#[derive(Debug, Clone, Default)]
struct Names {
    descriptors: BTreeMap<String, String>,
    /// Each child with the names as they were when it was forked.
    children: Vec<(u32, Names)>,
    pipes: usize,
    saved: usize,
}

impl Names {
    /// The call as a plan would name it; `None` when it failed or is no step.
    fn tell(&mut self, (name, arguments, result): &Call) -> Option<String> {
        let operands: Vec<&str> = arguments.split(", ").collect();
        match name.as_str() {
            "pipe2" | "pipe" => {
                let ends = arguments.trim_start_matches('[').split(']').next()?;
                let (read, write) = ends.split_once(", ")?;
                let pipe = format!("p{}", self.pipes);
                self.pipes += 1;
                self.descriptors
                    .insert(read.to_owned(), format!("{pipe}.r"));
                self.descriptors
                    .insert(write.to_owned(), format!("{pipe}.w"));
                Some(format!("pipe2 {pipe}"))
            }
            "fork" | "vfork" | "clone" | "clone3" => {
                let inherited = Self {
                    children: Vec::new(),
                    ..self.clone()
                };
                self.children.push((result.parse().ok()?, inherited));
                Some(format!("fork c{}", self.children.len() - 1))
            }
            "openat" | "open" => {
                let path = operands
                    .iter()
                    .find(|operand| operand.starts_with('"'))?
                    .trim_matches('"');
                self.descriptors.insert(result.clone(), path.to_owned());
                Some(format!("open {path}"))
            }
            "dup2" | "dup3" => {
                let told = format!("dup2 {} {}", self.of(operands[0]), operands[1]);
                Some(told)
            }
            "fcntl"
                if operands
                    .get(1)
                    .is_some_and(|command| command.starts_with("F_DUPFD")) =>
            {
                let told = format!("dup {} s{}", self.of(operands[0]), self.saved);
                self.descriptors
                    .insert(result.clone(), format!("s{}", self.saved));
                self.saved += 1;
                Some(told)
            }
            "close" => {
                let told = format!("close {}", self.of(operands[0]));
                self.descriptors.remove(operands[0]);
                Some(told)
            }
            "wait4" => {
                let pid: u32 = result.parse().ok()?;
                let child = self.children.iter().position(|(child, _)| *child == pid)?;
                Some(format!("wait c{child}"))
            }
            "execve" => Some(format!(
                "exec {}",
                operands[0].trim_matches('"').rsplit('/').next()?
            )),
            _ => Some(format!("{name}({arguments})")),
        }
    }

    fn of(&self, fd: &str) -> String {
        self.descriptors
            .get(fd)
            .cloned()
            .unwrap_or_else(|| fd.to_owned())
    }
}
