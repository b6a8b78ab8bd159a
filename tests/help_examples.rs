//! The examples in the help of the standard builtins run as they stand: status 0, nothing on standard error.

use std::process::Command;

use ipcsh::builtin::{Builtin, ipc, table};

/// The lines under `Example:`.
fn example(row: &Builtin) -> String {
    let (_, lines) = row.help.split_once("Example:\n").unwrap_or_default();
    lines
        .lines()
        .map(|line| format!("{}\n", line.trim()))
        .collect()
}

fn run(row: &Builtin) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let output = Command::new(env!("CARGO_BIN_EXE_ipcsh"))
        .args(["-c", &example(row)])
        .current_dir(directory.path())
        .env("HOME", directory.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .map_err(|error| error.to_string())?;
    let is_quiet = output.stderr.is_empty() || row.name == "trace"; // that is where it writes
    if output.status.success() && is_quiet {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}: {errors}", row.name, output.status))
}

#[test]
fn every_example_of_a_standard_builtin_runs() {
    let is_standard = |row: &&&Builtin| !ipc::TABLE.iter().any(|other| other.name == row.name);
    let rows: Vec<_> = table().iter().filter(is_standard).collect();
    assert!(rows.iter().all(|row| !example(row).is_empty()));
    let failed: Vec<String> = rows.into_iter().filter_map(|row| run(row).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
