//! The examples in the help of every builtin run as they stand: status 0, nothing on standard error. Those of the IPC
//! builtins run in a sandbox, and leave nothing in it.

use std::path::Path;
use std::process::{Command, Output};

use ipcsh::builtin::{Builtin, ipc, table, topic};

/// What a sandbox says of the objects that are left in it.
const LEFT: &str = "\ntail -q -n +2 /proc/sysvipc/shm /proc/sysvipc/msg /proc/sysvipc/sem >left; ls -A /dev/shm >>left\n";

/// The lines under `Example:`.
fn example(row: &Builtin) -> String {
    let (_, lines) = row.help.split_once("Example:\n").unwrap_or_default();
    lines
        .lines()
        .map(|line| format!("{}\n", line.trim()))
        .collect()
}

fn is_ipc(row: &Builtin) -> bool {
    ipc::TABLE.iter().any(|other| other.name == row.name)
}

fn ipcsh(options: &[&str], script: &str, directory: &Path) -> Result<Output, String> {
    Command::new(env!("CARGO_BIN_EXE_ipcsh"))
        .args(options)
        .args(["-c", script])
        .current_dir(directory)
        .env("HOME", directory)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .map_err(|error| error.to_string())
}

fn run(name: &str, script: &str, options: &[&str]) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let output = ipcsh(options, script, directory.path())?;
    let is_quiet = output.stderr.is_empty() || name == "trace"; // that is where it writes
    let left = std::fs::read_to_string(directory.path().join("left")).unwrap_or_default();
    if output.status.success() && is_quiet && left.is_empty() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name}: {}: {errors}{left}", output.status))
}

#[test]
fn every_example_of_a_standard_builtin_runs() {
    let rows: Vec<_> = table().iter().filter(|row| !is_ipc(row)).collect();
    assert!(rows.iter().all(|row| !example(row).is_empty()));
    let failed: Vec<String> = rows
        .into_iter()
        .filter_map(|row| run(row.name, &example(row), &[]).err())
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_example_of_an_ipc_builtin_runs() {
    let here = tempfile::tempdir().expect("a directory");
    let trial = ipcsh(&["--sandbox"], ":", here.path()).expect("the shell starts");
    if !trial.status.success() {
        let why = String::from_utf8_lossy(&trial.stderr);
        assert!(why.starts_with("ipcsh: --sandbox: "), "{why}");
        return; // no namespaces here; the message has said so
    }
    let examples = ipc::TABLE.iter().map(|row| (row.name, example(row)));
    let samples = topic::SAMPLES.map(|(name, line)| (name, format!("{line}\n")));
    let failed: Vec<String> = examples
        .chain(samples)
        .filter_map(|(name, script)| run(name, &(script + LEFT), &["--sandbox"]).err())
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_option_of_an_ipc_builtin_is_in_its_synopsis_or_help() {
    let mut missing = Vec::new();
    for row in &ipc::TABLE {
        let page = row.page(80);
        for option in row.arguments.options {
            let letter = option
                .letter
                .map(|letter| format!("-{}", char::from(letter)));
            let long = option.long.map(|long| format!("--{long}"));
            let is_told = [letter.as_deref(), long.as_deref()]
                .into_iter()
                .flatten()
                .any(|name| page.contains(name));
            if !is_told {
                missing.push(format!("{}: {letter:?} {long:?}", row.name));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
