//! The shells that are asked as witnesses, and how each is made to follow the standard.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::sandbox::PATH;

/// A shell, by the name that `#=` lines use.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The name in case files.
    pub name: String,
    /// The words that start it.
    pub argv: Vec<OsString>,
}

/// Name in case files, program, Debian package.
const WITNESSES: [(&str, &str, &str); 6] = [
    ("dash", "dash", "dash"),
    ("bash", "bash", "bash"),
    ("mksh", "mksh", "mksh"),
    ("yash", "yash", "yash"),
    ("ksh93", "ksh93", "ksh93u+m"),
    ("busybox", "busybox", "busybox"),
];

/// The names of the witnesses.
pub fn names() -> impl Iterator<Item = &'static str> {
    WITNESSES.iter().map(|(name, _, _)| *name)
}

/// How a witness is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Under the name `sh`, which makes each of them follow the standard as far as it can.
    Posix,
    /// Under its own name, with its extensions.
    Native,
}

/// How the shell under test is called: with `IPCSH_TEST_SHORTCUTS=off`, each subshell gets a process.
pub fn ours(path: impl Into<OsString>) -> Vec<OsString> {
    let mut argv = vec![path.into()];
    if std::env::var_os("IPCSH_TEST_SHORTCUTS").is_some_and(|value| value == "off") {
        argv.extend(["+o", "shortcuts"].map(OsString::from));
    }
    argv
}

/// The witnesses that are installed. `base` is a directory for the names under which they are started.
pub fn installed(base: &Path, mode: Mode) -> io::Result<Vec<Shell>> {
    let mut shells = Vec::new();
    for (name, program, _) in WITNESSES {
        let Some(path) = find(program) else { continue };
        let called = match (mode, name) {
            (Mode::Posix, _) => "sh",
            (Mode::Native, "busybox") => "ash",
            (Mode::Native, name) => name,
        };
        let dir = base.join("as").join(called).join(name);
        std::fs::create_dir_all(&dir)?;
        let link = dir.join(called);
        if !link.exists() {
            symlink(path, &link)?;
        }
        let argv = vec![link.into()];
        shells.push(Shell {
            name: name.to_owned(),
            argv,
        });
    }
    Ok(shells)
}

/// Where `program` is in the search path of the cases.
pub fn find(program: &str) -> Option<PathBuf> {
    PATH.split(':')
        .map(|dir| Path::new(dir).join(program))
        .find(|path| path.is_file())
}

/// Each witness with the version of its Debian package, as lines.
pub fn versions() -> String {
    WITNESSES
        .iter()
        .map(|(name, _, package)| format!("{name} {}\n", version(package)))
        .collect()
}

fn version(package: &str) -> String {
    Command::new("dpkg-query")
        .args(["-W", "-f", "${Version}", package])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .map_or_else(
            || "unknown".to_owned(),
            |output| String::from_utf8_lossy(&output.stdout).into_owned(),
        )
}
