//! What is wrong with a call of an IPC builtin: each line of `bad_input/lines.txt` gives the status and the message that
//! stand behind it, and neither makes an object nor takes one away. Without privileges, in namespaces of their own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use ipcsh::builtin::ipc;

#[path = "harness/alone.rs"]
mod alone;
use alone::alone;

const LINES: &str = include_str!("bad_input/lines.txt");
const DRIVER: &str = include_str!("bad_input/driver.ipcsh");

/// A line, its status and the beginning of its message.
struct Row {
    line: String,
    status: String,
    message: String,
}

fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = LINES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|text| {
            let (line, expected) = text.rsplit_once(" => ").unwrap();
            let (status, message) = expected.split_once(' ').unwrap();
            Row {
                line: line.to_owned(),
                status: status.to_owned(),
                message: message.to_owned(),
            }
        })
        .collect();
    // What holds for every builtin; what hexdump does not know is for the program of that name.
    for row in ipc::TABLE.iter().filter(|row| row.name != "hexdump") {
        rows.push(Row {
            line: format!("{} --nonsense", row.name),
            status: "2".to_owned(),
            message: format!("{}: ", row.name),
        });
    }
    rows
}

/// Runs all lines in one shell; `None` where there are no namespaces.
fn run(place: &Path, rows: &[Row]) -> Option<String> {
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).unwrap();
    let home = place.join("home");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o777)).unwrap();
    let shell = place.join("ipcsh");
    fs::copy(env!("CARGO_BIN_EXE_ipcsh"), &shell).unwrap();
    if alone(&["echo", "fine"], &home).stdout != b"fine\n" {
        let _ = writeln!(std::io::stderr(), "skipped: no namespaces here");
        return None;
    }
    let [driver, lines] = ["driver.ipcsh", "lines"].map(|name| place.join(name));
    fs::write(&driver, DRIVER).unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row.line.as_str()).collect();
    fs::write(&lines, texts.join("\n") + "\n").unwrap();
    let paths = [&shell, &driver, &lines].map(|path| path.to_str().unwrap());
    let output = alone(&paths, &home);
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_builtin_has_a_line() {
    let rows = rows();
    for builtin in &ipc::TABLE {
        let calls = |row: &&Row| row.line.split(' ').next() == Some(builtin.name);
        let is_general = |row: &Row| row.line.ends_with(" --nonsense");
        let mut own = rows.iter().filter(calls).filter(|row| !is_general(row));
        assert!(own.next().is_some(), "{}: no line", builtin.name);
    }
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_made() {
    let place = tempfile::Builder::new()
        .prefix("ipcsh-bad-input.")
        .tempdir()
        .unwrap();
    let rows = rows();
    let Some(answers) = run(place.path(), &rows) else {
        return;
    };
    let mut faults = String::new();
    let mut answers = answers.lines();
    for row in &rows {
        let answer = answers.next().unwrap_or_default();
        let fields: Vec<&str> = answer.splitn(3, '\t').collect();
        let [status, change, message] = fields[..] else {
            panic!("{}: {answer:?}", row.line);
        };
        let is_right = status == row.status && change == "0" && message.starts_with(&row.message);
        if !is_right {
            let Row {
                line,
                status,
                message,
            } = row;
            let _ = writeln!(
                faults,
                "{line}\n  expected {status} 0 {message}\n  {answer}"
            );
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
