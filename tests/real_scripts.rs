//! Scripts that nobody here wrote do under this shell what they do under dash: `tests/real_scripts.txt` lists them.
//!
//! Each runs twice, in a directory of the same name and with `sh` in its PATH being the shell under test;
//! output, error output, status and the files that it leaves must be the same.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::case::words;
use harness::sandbox::{Job, Outcome, PATH, Sandbox};
use harness::shells::find;

const IPCSH: &str = env!("CARGO_BIN_EXE_ipcsh");

/// A script with its arguments and standard input.
struct Entry {
    line: &'static str,
    argv: Vec<String>,
}

/// What a run leaves behind: each path with its mode and contents.
type Files = BTreeMap<String, (u32, Vec<u8>)>;

#[test]
fn scripts_of_debian_packages_do_what_they_do_under_dash() {
    let Some(dash) = find("dash") else { return };
    let entries: Vec<Entry> = entries()
        .into_iter()
        .filter(|entry| Path::new(&entry.argv[0]).exists())
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let base = tempfile::Builder::new()
            .prefix("ipcsh-real.")
            .tempdir()
            .unwrap();
        let mut faults = Vec::new();
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let wanted = run(base.path(), &dash, entry);
            let got = run(base.path(), Path::new(IPCSH), entry);
            faults.extend(
                difference(&wanted, &got).map(|fault| format!("==== {}\n{fault}", entry.line)),
            );
        }
        faults
    };
    let faults: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let scripts: BTreeSet<&str> = entries.iter().map(|entry| entry.argv[0].as_str()).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(
        scripts.len() >= 20,
        "only {} of the scripts are installed: {scripts:?}",
        scripts.len()
    );
}

fn entries() -> Vec<Entry> {
    include_str!("real_scripts.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| Entry {
            line,
            argv: words(line),
        })
        .collect()
}

fn run(base: &Path, shell: &Path, entry: &Entry) -> (Outcome, Files) {
    let sandbox = Sandbox::new(base, "run").unwrap();
    let bin = base.join("run").join("bin");
    fs::create_dir(&bin).unwrap();
    symlink(shell, bin.join("sh")).unwrap();
    furnish(&sandbox.home);
    let mut argv = vec![bin.join("sh").into_os_string()];
    argv.extend(entry.argv.iter().map(Into::into));
    let path = format!("{}:{PATH}:/usr/lib/git-core", bin.display());
    let env = vec![
        ("PATH".into(), path.into()),
        ("CONFIG_SHELL".into(), bin.join("sh").into()),
        // Otherwise git filter-branch waits ten seconds before it says a word.
        ("FILTER_BRANCH_SQUELCH_WARNING".into(), "1".into()),
    ];
    let limit = Duration::from_secs(60);
    let outcome = sandbox
        .run(&Job {
            argv,
            env,
            stdin: None,
            limit,
        })
        .unwrap();
    let mut files = Files::new();
    list(&sandbox.home, &sandbox.home, &mut files);
    (outcome, files)
}

/// The files that the arguments speak of.
fn furnish(home: &Path) {
    let script = "
        printf 'hello\nworld\nhello world\n' >a; printf 'hello\nmoon\n' >b; printf 'third\n' >c
        mkdir d; cp a d/inner
        for f in a b; do gzip -cn $f >$f.gz; done
        bzip2 -c a >a.bz2; xz -c a >a.xz; command -v zstd >/dev/null && zstd -qc a >a.zst
        touch -d 2020-01-01 *; :";
    let status = Command::new("dash")
        .args(["-c", script])
        .current_dir(home)
        .status()
        .unwrap();
    assert!(status.success());
}

fn list(root: &Path, dir: &Path, files: &mut Files) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let meta = fs::symlink_metadata(&path).unwrap();
        if meta.is_dir() {
            files.insert(name, (meta.permissions().mode(), Vec::new()));
            list(root, &path, files);
        } else {
            files.insert(
                name,
                (
                    meta.permissions().mode(),
                    fs::read(&path).unwrap_or_default(),
                ),
            );
        }
    }
}

fn difference(wanted: &(Outcome, Files), got: &(Outcome, Files)) -> Option<String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut told = String::new();
    let mut tell = |what: &str, wanted: String, got: String| {
        if wanted != got {
            told.push_str(&format!("{what}: dash: {wanted}\n{what}: ipcsh: {got}\n"));
        }
    };
    tell(
        "status",
        format!("{:?}", wanted.0.end),
        format!("{:?}", got.0.end),
    );
    tell("stdout", text(&wanted.0.stdout), text(&got.0.stdout));
    tell(
        "stderr",
        without_shell(&wanted.0.stderr),
        without_shell(&got.0.stderr),
    );
    tell("files", format!("{:?}", wanted.1), format!("{:?}", got.1));
    (!told.is_empty()).then_some(told)
}

/// Error output without the lines in which a shell itself speaks, `SCRIPT: LINE: …` or `SCRIPT:LINE: …`.
fn without_shell(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let is_shells = |line: &str| {
        let mut parts = line.splitn(3, ':');
        let script = parts.next().unwrap_or_default();
        let number = parts.next().unwrap_or_default();
        script.starts_with('/') && number.trim().parse::<u32>().is_ok()
    };
    text.lines()
        .filter(|line| !is_shells(line))
        .collect::<Vec<_>>()
        .join("\n")
}
