//! What `trace` reports is what the kernel saw: each line runs under `strace` and `--trace=json` at once, and per process both accounts
//! are equal. And the table that `trace` claims at an execve is the one that the program finds.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test may stop at once, and tells its story in one piece"
)]

mod glass;

use std::process::Command;
use std::sync::atomic::AtomicUsize;

use glass::strace::{Where, may_trace};
use glass::{count, faults, generate, leaf, lines, seed, strace};

#[test]
fn the_trace_equals_what_strace_sees() {
    if Command::new("strace").args(["-V"]).output().is_err() || !may_trace() {
        return; // a machine where strace is missing or may not trace cannot look
    }
    let mut lines = lines();
    lines.extend(generate::lines(seed(), count(100), true));
    assert!(lines.len() >= 300, "{}", lines.len());
    let faults = faults(&lines, |line| strace::fault(line, Where::Script));
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What job control does with groups and the terminal.
const JOBS: [&str; 16] = [
    "cat <in",
    "echo a | cat >out",
    "cat <in | tr a-z A-Z | wc -c",
    "(exit 3) | true",
    "{ cat <in; } 2>&1 | cat",
    "cat <in & wait",
    "echo a | cat & echo b | cat; wait",
    "cat <in & fg",
    "true & true & wait; jobs",
    "f() { cat <in; }; f | cat",
    "x=$(cat <in | cat); echo $x",
    "cat <(echo a)",
    "cat <<E | cat\ntext\nE",
    "sh -c 'kill -s STOP $$; exit 3'; bg; wait",
    "sh -c 'kill -s STOP $$' | cat; fg",
    "nosuchcommand | cat; cat <nosuchfile | cat",
];

#[test]
fn groups_and_the_terminal_are_given_as_told() {
    if Command::new("strace").args(["-V"]).output().is_err() || !may_trace() {
        return; // as above
    }
    let lines = JOBS.map(|line| format!("set -m; {line}"));
    let faults = faults(&lines, |line| strace::fault(line, Where::Terminal));
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    // They have been given at all.
    let place = glass::place();
    let account = strace::both(place.path(), &lines[1], Where::Terminal);
    let all = format!("{:?}", account.unwrap().1);
    assert!(
        all.contains("setpgid") && all.contains("tcsetpgrp"),
        "{all}"
    );
}

#[test]
fn the_table_at_an_execve_is_what_the_program_finds() {
    let mut lines = lines();
    lines.extend(generate::lines(seed() + 1000, count(100), true));
    lines.retain(|line| !line.contains("sh -c"));
    let compared = AtomicUsize::new(0);
    let faults = faults(&lines, |line| leaf::fault(line, &compared));
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    let compared = compared.into_inner();
    assert!(compared > 200, "only {compared} tables were compared");
}
