//! Where dash, bash, mksh and yash agree about a generated script, this shell agrees with them.
//!
//! The scripts come from `harness/generate.rs`. Many are run by one process of each shell, each in a subshell of its
//! own; where that shows a difference the script is run again by itself, made as small as it can be, and told.
//!
//! `IPCSH_DIFF_N=20000` runs that many scripts, `IPCSH_DIFF_SEED=7` other ones, `IPCSH_DIFF_MAJORITY=1` also tells
//! where three of the four agree against this shell. `IPCSH_TEST_SHORTCUTS=off` runs it with `+o shortcuts`.
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

/// How many damaged scripts are read.
const DAMAGED: u64 = 400;

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
    let Some(bench) = Bench::new(base.path()) else {
        return;
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

#[test]
fn syntax_errors_are_found_where_the_others_find_them() {
    let base = tempfile::Builder::new()
        .prefix("ipcsh-diff.")
        .tempdir()
        .unwrap();
    let Some(bench) = Bench::new(base.path()) else {
        return;
    };
    let first = number("IPCSH_DIFF_SEED", 1) * 1_000_000;
    let mut faults = Vec::new();
    for seed in first..first + number("IPCSH_DIFF_N", DAMAGED) {
        let script = generate::damaged(seed);
        let told = bench.syntax_difference(seed, &script);
        if told.is_some() && !EXCEPTIONS.iter().any(|(text, _)| script.contains(text)) {
            let small = reduce(&script, 0, |text| {
                bench.syntax_difference(seed, text).is_some()
            });
            faults.push(format!(
                "==== seed {seed}: {}\n{small}",
                told.unwrap_or_default()
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} differences\n\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

impl Bench {
    /// `None` where there is nobody to compare with; `.ci/run` installs them.
    fn new(base: &Path) -> Option<Self> {
        let names = ["dash", "bash", "mksh", "yash"];
        let mut others = shells::installed(base, Mode::Posix).unwrap();
        others.retain(|shell| names.contains(&shell.name.as_str()));
        (others.len() > 2).then(|| Self {
            base: base.to_owned(),
            ours: harness::shells::ours(env!("CARGO_BIN_EXE_ipcsh")),
            others,
            majority: number("IPCSH_DIFF_MAJORITY", 0) > 0,
        })
    }

    /// What is wrong when the others all find a syntax error, or none, and this shell does not.
    fn syntax_difference(&self, seed: u64, script: &str) -> Option<&'static str> {
        let accepts = |shell: &[OsString]| {
            let sandbox = Sandbox::new(&self.base, &format!("read-{seed}")).unwrap();
            let path = sandbox.write_aside("script", script.as_bytes()).unwrap();
            let argv = [shell, &["-n".into(), path.into()]].concat();
            let outcome = sandbox
                .run(&Job {
                    argv,
                    limit: Duration::from_secs(20),
                    ..Job::default()
                })
                .unwrap();
            outcome.end.status() == 0
        };
        let accepting = self
            .others
            .iter()
            .filter(|shell| accepts(&shell.argv))
            .count();
        let slack = usize::from(self.majority);
        if accepting + slack >= self.others.len() {
            (!accepts(&self.ours)).then_some("the others accept it")
        } else if accepting <= slack {
            accepts(&self.ours).then_some("the others find an error")
        } else {
            None
        }
    }

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
        let small = reduce(script, 1, shows); // The prelude stays.
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

/// Takes away lines from number `first` on, first many together, as long as `shows` holds.
fn reduce(script: &str, first: usize, shows: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<&str> = script.lines().collect();
    let mut size = lines.len() / 2;
    while size > 0 {
        let mut at = first;
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
