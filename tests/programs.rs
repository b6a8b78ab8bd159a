//! Demanding programs that nobody here wrote do under this shell what they do under dash: git's shell scripts and the
//! `configure` of two Debian source packages. And a long script in bash's style does what it does under bash.
//!
//! What is not installed, or cannot be fetched, is skipped with a word.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::sandbox::{End, Job, Outcome, Sandbox};
use harness::shells::find;

const IPCSH: &str = env!("CARGO_BIN_EXE_ipcsh");

#[test]
fn gits_shell_scripts_do_what_they_do_under_dash() {
    let (Some(dash), Some(_)) = (find("dash"), find("git")) else {
        return skipped("dash and git");
    };
    let run = |shell: &Path| {
        let base = directory();
        let sandbox = Sandbox::new(base.path(), "git").unwrap();
        let outcome = drive(&sandbox, &dash, "git.sh", &[shell.into()]);
        without_progress(&outcome, shell)
    };
    let (wanted, got) = (run(&dash), run(Path::new(IPCSH)));
    assert!(
        wanted.contains("== request-pull"),
        "git itself does not work here:\n{wanted}"
    );
    assert_same(&wanted, &got);
}

#[test]
fn configure_of_real_packages_makes_what_it_makes_under_dash() {
    let (Some(dash), Some(_), Some(_)) = (find("dash"), find("cc"), find("apt-get")) else {
        return skipped("dash, cc and apt-get");
    };
    let store = directory();
    for package in ["hello", "sharutils"] {
        let Some(source) = fetch(store.path(), package) else {
            return skipped("access to Debian's source packages");
        };
        let run = |shell: &Path| {
            let base = directory();
            let sandbox = Sandbox::new(base.path(), "configure").unwrap();
            let copied = Command::new("cp")
                .arg("-a")
                .arg(&source)
                .arg(sandbox.home.join("source"))
                .status();
            assert!(copied.unwrap().success());
            let outcome = drive(
                &sandbox,
                &dash,
                "configure.sh",
                &[shell.into(), package.into()],
            );
            assert_eq!(
                outcome.end,
                End::Exited(0),
                "{}",
                String::from_utf8_lossy(&outcome.stderr)
            );
            String::from_utf8_lossy(&outcome.stdout).replace(&*shell.to_string_lossy(), "SHELL")
        };
        assert_same(&run(&dash), &run(Path::new(IPCSH)));
    }
}

#[test]
fn a_long_script_in_the_style_of_bash_does_what_it_does_under_bash() {
    let Some(bash) = find("bash") else {
        return skipped("bash");
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/modern.bash");
    let run = |shell: &Path| {
        let base = directory();
        let sandbox = Sandbox::new(base.path(), "modern").unwrap();
        let argv = vec![
            shell.into(),
            script.clone().into(),
            "--level=3".into(),
            "one".into(),
            "two words".into(),
        ];
        sandbox
            .run(&Job {
                argv,
                limit: Duration::from_secs(120),
                ..Job::default()
            })
            .unwrap()
    };
    let (wanted, got) = (run(&bash), run(Path::new(IPCSH)));
    assert_eq!(
        wanted.end,
        End::Exited(0),
        "{}",
        String::from_utf8_lossy(&wanted.stderr)
    );
    assert_same(
        &String::from_utf8_lossy(&wanted.stdout),
        &String::from_utf8_lossy(&got.stdout),
    );
    assert_eq!(
        got.end,
        End::Exited(0),
        "{}",
        String::from_utf8_lossy(&got.stderr)
    );
}

fn skipped(what: &str) {
    let message = format!("skipped: needs {what}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes()); // only a word to the reader
}

fn directory() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("ipcsh-programs.")
        .tempdir()
        .unwrap()
}

fn drive(sandbox: &Sandbox, driver: &Path, script: &str, arguments: &[OsString]) -> Outcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/programs")
        .join(script);
    let mut argv: Vec<OsString> = vec![driver.into(), path.into()];
    argv.extend(arguments.iter().cloned());
    sandbox
        .run(&Job {
            argv,
            limit: Duration::from_secs(600),
            ..Job::default()
        })
        .unwrap()
}

/// What git printed, without the seconds it took, the place and the shell's name.
fn without_progress(outcome: &Outcome, shell: &Path) -> String {
    let text = [outcome.stdout.as_slice(), b"\n", outcome.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text).replace(&*shell.to_string_lossy(), "SHELL");
    let place = std::env::temp_dir();
    let lines = text
        .lines()
        .filter(|line| !line.contains("Rewrite ") && !line.contains(&*place.to_string_lossy()));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Unpacks the source of a Debian package, with apt's own lists and cache in `store`.
fn fetch(store: &Path, package: &str) -> Option<PathBuf> {
    let script = format!(
        "set -e; cd {store:?}; mkdir -p parts lists/partial cache/archives/partial; \
         for f in /etc/apt/sources.list.d/*.sources; do [ -f \"$f\" ] && \
         sed 's/^Types:.*/Types: deb-src/' \"$f\" >parts/\"${{f##*/}}\"; done; \
         [ ! -f /etc/apt/sources.list ] || sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >parts/main.list; \
         apt='-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts={dir}/parts -o Dir::State::lists={dir}/lists \
         -o Dir::Cache={dir}/cache'; \
         [ -f updated ] || {{ apt-get $apt update && touch updated; }}; \
         rm -rf got; mkdir got; cd got; apt-get $apt source --download-only {package}; \
         tar xf {package}_*.orig.tar.*[xz]; mv {package}-* ../{package}.source",
        store = store.display().to_string(),
        dir = store.display(),
    );
    let output = Command::new("sh").arg("-c").arg(script).output().ok()?;
    output
        .status
        .success()
        .then(|| store.join(format!("{package}.source")))
}

fn assert_same(wanted: &str, got: &str) {
    let (mut wanted_lines, mut got_lines) = (wanted.lines(), got.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (wanted_lines.next(), got_lines.next()) {
            (None, None) => return,
            (wanted, got) => assert_eq!(wanted, got, "line {number} differs"),
        }
    }
}
