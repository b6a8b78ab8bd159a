//! Runs one case under one shell and judges what came of it.
//!
//! In: a [`Case`] and the words that start a shell. Out: the list of what is wrong, empty when it holds.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::case::{Case, Via};
use super::sandbox::{End, Job, Outcome, Sandbox};
use super::shells;

/// Only hangs take this long.
const LIMIT: Duration = Duration::from_secs(30);

/// The user and group `nobody`/`nogroup` of Debian, for cases that want no privileges.
const NOBODY: u32 = 65534;

/// Runs "$@" with its own /dev/shm and message queues and reports what is left of IPC objects in file `$1`.
const IN_IPC_NAMESPACE: &str = r#"
mount -t tmpfs tmpfs /dev/shm || exit 99
report=$1; shift
"$@"
status=$?
{ tail -q -n +2 /proc/sysvipc/shm /proc/sysvipc/msg /proc/sysvipc/sem; ls -A /dev/shm; } >"$report"
exit $status"#;

/// What a case needs from its surroundings.
#[derive(Debug)]
pub struct Bench {
    /// The directory under which every sandbox is made.
    pub base: std::path::PathBuf,
    /// Whether the suite runs as root.
    pub is_root: bool,
    /// Whether namespaces can be made.
    pub can_unshare: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as expected.
    Holds,
    /// What is wrong, for people.
    Fails(String),
    /// It cannot be run here, and why.
    Ignored(String),
}

/// Whether a program, or a module of Python, can be found.
fn is_there(need: &str) -> bool {
    match need.strip_prefix("python3:") {
        None => shells::find(need).is_some(),
        Some(module) => shells::find("python3").is_some_and(|python| {
            let import = format!("import {module}");
            let mut asked = Command::new(python);
            asked.args(["-c", &import]).stderr(Stdio::null());
            asked.status().is_ok_and(|status| status.success())
        }),
    }
}

impl Bench {
    /// Runs `case` under `shell`; `tag` makes the directory's name unique.
    pub fn judge(&self, case: &Case, shell: &[OsString], tag: &str) -> io::Result<Verdict> {
        if case.setup.ipc && !self.can_unshare {
            return Ok(Verdict::Ignored("no namespaces here".to_owned()));
        }
        if let Some(missing) = case.setup.needs.iter().find(|need| !is_there(need)) {
            return Ok(Verdict::Ignored(format!("{missing} is not installed")));
        }
        let sandbox = Sandbox::new(&self.base, tag)?;
        let report = sandbox.write_aside("left", b"")?;
        let outcome = sandbox.run(&self.job(case, shell, &sandbox, &report)?)?;
        let faults = faults(case, &outcome, &fs::read(report)?);
        Ok(if faults.is_empty() {
            Verdict::Holds
        } else {
            Verdict::Fails(faults)
        })
    }

    /// As [`judge`](Self::judge), by output and status only, which is what `#=` claims of a witness: messages differ.
    pub fn judge_witness(&self, case: &Case, shell: &[OsString], tag: &str) -> io::Result<Verdict> {
        let mut case = case.clone();
        case.expect.stderr.clear();
        self.judge(&case, shell, tag)
    }

    fn job(
        &self,
        case: &Case,
        shell: &[OsString],
        sandbox: &Sandbox,
        report: &Path,
    ) -> io::Result<Job> {
        let mut argv = Vec::new();
        if case.setup.ipc {
            let flags: &[&str] = if self.is_root {
                &[]
            } else {
                &["--user", "--map-root-user"]
            };
            argv.push("unshare".into());
            argv.extend(flags.iter().map(OsString::from));
            argv.extend(
                ["--ipc", "--mount", "sh", "-c", IN_IPC_NAMESPACE, "sh"].map(OsString::from),
            );
            argv.push(report.into());
        }
        if case.setup.user && self.is_root {
            chown(&sandbox.home, Some(NOBODY), Some(NOBODY))?;
            argv.extend(
                [
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                ]
                .map(OsString::from),
            );
        }
        argv.extend_from_slice(shell);
        argv.extend(case.setup.flags.iter().map(OsString::from));
        add_script(case, sandbox, &mut argv)?;
        argv.extend(case.setup.args.iter().map(OsString::from));
        let mut env: Vec<(OsString, OsString)> =
            vec![("SH".into(), shell.first().cloned().unwrap_or_default())];
        env.extend(
            case.setup
                .env
                .iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        let stdin = match case.setup.via {
            Via::Stdin => Some(
                [
                    &case.script[..],
                    case.setup.stdin.as_deref().unwrap_or_default(),
                ]
                .concat(),
            ),
            _ => case.setup.stdin.clone(),
        };
        Ok(Job {
            argv,
            env,
            stdin,
            limit: LIMIT,
        })
    }
}

fn add_script(case: &Case, sandbox: &Sandbox, argv: &mut Vec<OsString>) -> io::Result<()> {
    match case.setup.via {
        Via::File => {
            let path = sandbox.write_aside("script", &case.script)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
            argv.push(path.into());
        }
        Via::Command => {
            use std::os::unix::ffi::OsStringExt as _;
            argv.push("-c".into());
            argv.push(OsString::from_vec(case.script.clone()));
        }
        // Operands would be taken for a script file without it.
        Via::Stdin if !case.setup.args.is_empty() => argv.push("-s".into()),
        Via::Stdin => {}
    }
    Ok(())
}

fn faults(case: &Case, outcome: &Outcome, left: &[u8]) -> String {
    let mut faults = String::new();
    let status = outcome.end.status();
    if outcome.end == End::TimedOut {
        let _ = writeln!(faults, "did not end within {LIMIT:?}");
    } else if !case.expect.status.admits(status) {
        let _ = writeln!(
            faults,
            "status: expected {}, got {:?}",
            case.expect.status, outcome.end
        );
    }
    if outcome.stdout != case.expect.stdout {
        let _ = writeln!(
            faults,
            "expected stdout:\n{}got stdout:\n{}",
            quote(&case.expect.stdout),
            quote(&outcome.stdout)
        );
    }
    for demand in &case.expect.stderr {
        if !demand.admits(&outcome.stderr) {
            let _ = writeln!(faults, "stderr is not as wanted: {}", describe(demand));
        }
    }
    if outcome.leftovers {
        faults.push_str("processes were left behind\n");
    }
    if !left.is_empty() {
        let _ = writeln!(faults, "IPC objects were left behind:\n{}", quote(left));
    }
    if !faults.is_empty() {
        let _ = writeln!(faults, "stderr:\n{}", quote(&outcome.stderr));
    }
    faults
}

fn describe(demand: &super::case::Diagnostic) -> String {
    use super::case::Diagnostic;
    match demand {
        Diagnostic::None => "must be empty".to_owned(),
        Diagnostic::Some => "must not be empty".to_owned(),
        Diagnostic::Contains(text) => format!("must contain `{}`", text.escape_ascii()),
    }
}

/// Bytes as indented lines; control bytes are escaped.
fn quote(bytes: &[u8]) -> String {
    let mut out = String::new();
    for line in bytes.split_inclusive(|&b| b == b'\n').take(60) {
        let (line, end) = match line.strip_suffix(b"\n") {
            Some(line) => (line, ""),
            None => (line, " (no newline)"),
        };
        let text: String = String::from_utf8_lossy(line).chars().map(visible).collect();
        let _ = writeln!(out, "    |{text}{end}");
    }
    out
}

fn visible(c: char) -> String {
    if c.is_control() {
        c.escape_default().to_string()
    } else {
        c.to_string()
    }
}
