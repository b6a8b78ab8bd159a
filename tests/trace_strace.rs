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

use glass::strace::may_trace;
use glass::{count, faults, generate, leaf, lines, seed, strace};

#[test]
fn the_trace_equals_what_strace_sees() {
    if Command::new("strace").args(["-V"]).output().is_err() || !may_trace() {
        return; // a machine where strace is missing or may not trace cannot look
    }
    let mut lines = lines();
    lines.extend(generate::lines(seed(), count(100), true));
    assert!(lines.len() >= 300, "{}", lines.len());
    let faults = faults(&lines, strace::fault);
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
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
