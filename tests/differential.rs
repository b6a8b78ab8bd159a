//! Where dash, bash, mksh and yash agree about a generated script, this shell agrees with them.
//!
//! The scripts come from `harness/generate.rs`. Many are run by one process of each shell, each in a subshell of its
//! own; where that shows a difference the script is run again by itself, made as small as it can be, and told.
//!
//! `IPCSH_DIFF_N=20000` runs that many scripts, `IPCSH_DIFF_SEED=7` other ones, `IPCSH_DIFF_MAJORITY=1` also tells
//! where three of the four agree against this shell.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::generate;
use harness::sandbox::{Job, Sandbox};
use harness::shells::{self, Mode, Shell};

/// How many scripts one process runs.
const BATCH: u64 = 40;

/// How many are run unless told otherwise.
const COUNT: u64 = 1500;

/// Where the others agree and this shell does not follow: text that occurs in such a script, and why.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// What a shell did with a script.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Result {
    stdout: Vec<u8>,
    status: i32,
}

impl Result {
    /// The same output, and the same status or at least failure by an error of the shell's own, whose number is free.
    fn is_like(&self, other: &Self) -> bool {
        let error = |status: i32| (1..=125).contains(&status);
        self.stdout == other.stdout
            && (self.status == other.status || error(self.status) && error(other.status))
    }
}

/// Runs scripts under all shells.
struct Bench {
    base: PathBuf,
    ours: Vec<OsString>,
    others: Vec<Shell>,
    majority: bool,
}

#[test]
fn where_the_others_agree_this_shell_agrees() {
    let base = tempfile::Builder::new()
        .prefix("ipcsh-diff.")
        .tempdir()
        .unwrap();
    let names = ["dash", "bash", "mksh", "yash"];
    let mut others = shells::installed(base.path(), Mode::Posix).unwrap();
    others.retain(|shell| names.contains(&shell.name.as_str()));
    if others.len() < 3 {
        // Nobody to compare with; .ci/run installs them.
        return;
    }
    let bench = Bench {
        base: base.path().to_owned(),
        ours: vec![env!("CARGO_BIN_EXE_ipcsh").into()],
        others,
        majority: number("IPCSH_DIFF_MAJORITY", 0) > 0,
    };
    let first = number("IPCSH_DIFF_SEED", 1) * 1_000_000;
    let seeds: Vec<u64> = (first..first + number("IPCSH_DIFF_N", COUNT)).collect();
    let faults = thread::scope(|scope| {
        let halves = seeds.chunks(seeds.len().div_ceil(2).max(1));
        let workers: Vec<_> = halves
            .map(|half| scope.spawn(|| bench.compare(half)))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(
        faults.is_empty(),
        "{} differences\n\n{}",
        faults.len(),
        faults.join("\n\n")
    );
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

impl Bench {
    fn compare(&self, seeds: &[u64]) -> Vec<String> {
        let mut faults = Vec::new();
        for batch in seeds.chunks(usize::try_from(BATCH).unwrap()) {
            let scripts: Vec<String> = batch.iter().map(|seed| generate::script(*seed)).collect();
            let ours = self.run_batch(&self.ours, batch[0], &scripts);
            let others: Vec<_> = self
                .others
                .iter()
                .map(|shell| self.run_batch(&shell.argv, batch[0], &scripts))
                .collect();
            for (index, script) in scripts.iter().enumerate() {
                let verdicts: Vec<&Result> = others.iter().map(|results| &results[index]).collect();
                if self.differs(&ours[index], &verdicts) {
                    faults.extend(self.explain(batch[index], script));
                }
            }
        }
        faults
    }

    /// Whether the others agree, or all but one, and this shell does not.
    fn differs(&self, ours: &Result, others: &[&Result]) -> bool {
        // What does not end is nothing to agree about (a script that was made smaller may have lost its counter).
        if others.iter().any(|other| other.status < 0) {
            return false;
        }
        let against = |wanted: &Result| others.iter().filter(|other| other.is_like(wanted)).count();
        let agreeing = others.iter().map(|other| against(other)).max().unwrap_or(0);
        let needed = others.len() - usize::from(self.majority);
        let followed = others
            .iter()
            .any(|other| against(other) == agreeing && other.is_like(ours));
        agreeing >= needed && !followed
    }

    /// The script by itself, made smaller while the difference stays; `None` when it does not show alone.
    fn explain(&self, seed: u64, script: &str) -> Option<String> {
        let shows = |script: &str| {
            let others: Vec<Result> = self
                .others
                .iter()
                .map(|shell| self.run_one(&shell.argv, seed, script))
                .collect();
            self.differs(
                &self.run_one(&self.ours, seed, script),
                &others.iter().collect::<Vec<_>>(),
            )
        };
        if !shows(script) || EXCEPTIONS.iter().any(|(text, _)| script.contains(text)) {
            return None;
        }
        let small = reduce(script, shows);
        let mut told = format!(
            "==== seed {seed}\n{}",
            small.trim_start_matches(generate::PRELUDE)
        );
        let mut tell = |name: &str, result: &Result| {
            let _ = writeln!(
                told,
                "---- {name}: status {}\n{}",
                result.status,
                String::from_utf8_lossy(&result.stdout)
            );
        };
        tell("ipcsh", &self.run_one(&self.ours, seed, &small));
        for shell in &self.others {
            tell(&shell.name, &self.run_one(&shell.argv, seed, &small));
        }
        Some(told)
    }

    /// Runs every script in a subshell of one process, in a directory of its own.
    fn run_batch(&self, shell: &[OsString], tag: u64, scripts: &[String]) -> Vec<Result> {
        let sandbox = Sandbox::new(&self.base, &format!("batch-{tag}")).unwrap();
        let mut driver = String::new();
        for (index, script) in scripts.iter().enumerate() {
            fs::create_dir_all(sandbox.home.join(format!("{index}/home"))).unwrap();
            fs::write(sandbox.home.join(format!("{index}/script")), script).unwrap();
            let _ = writeln!(
                driver,
                "(cd {index}/home; . ../script) </dev/null >{index}/stdout 2>/dev/null; echo $? >{index}/status"
            );
        }
        let driver = sandbox.write_aside("driver", driver.as_bytes()).unwrap();
        let mut argv = shell.to_vec();
        argv.push(driver.into());
        sandbox
            .run(&Job {
                argv,
                limit: Duration::from_secs(120),
                ..Job::default()
            })
            .unwrap();
        (0..scripts.len())
            .map(|index| result_in(&sandbox.home.join(index.to_string())))
            .collect()
    }

    fn run_one(&self, shell: &[OsString], tag: u64, script: &str) -> Result {
        let sandbox = Sandbox::new(&self.base, &format!("one-{tag}")).unwrap();
        let path = sandbox.write_aside("script", script.as_bytes()).unwrap();
        let mut argv = shell.to_vec();
        argv.push(path.into());
        let outcome = sandbox
            .run(&Job {
                argv,
                limit: Duration::from_secs(10),
                ..Job::default()
            })
            .unwrap();
        Result {
            stdout: outcome.stdout,
            status: outcome.end.status(),
        }
    }
}

/// What a script of a batch left; -2 when the process did not come that far.
fn result_in(dir: &Path) -> Result {
    let status = fs::read_to_string(dir.join("status")).unwrap_or_default();
    Result {
        stdout: fs::read(dir.join("stdout")).unwrap_or_default(),
        status: status.trim().parse().unwrap_or(-2),
    }
}

/// Takes away lines, first many together, as long as `shows` holds.
fn reduce(script: &str, shows: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<&str> = script.lines().collect();
    let mut size = lines.len() / 2;
    while size > 0 {
        let mut at = 1; // The prelude stays.
        while at < lines.len() {
            let mut fewer = lines.clone();
            fewer.drain(at..(at + size).min(lines.len()));
            let text = fewer.join("\n") + "\n";
            if shows(&text) {
                lines = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    lines.join("\n") + "\n"
}
