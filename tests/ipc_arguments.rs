//! IPC builtins with arguments that nobody would write: a message and a status, never a fault, a panic or a hang, and
//! nothing left behind by what failed.
//!
//! Each builtin gets `IPCSH_FUZZ_N` random lists (a few in an ordinary run; `IPCSH_FUZZ_SEED` chooses others,
//! `IPCSH_FUZZ_ONLY` names builtins), many in one process, without privileges and with limits on memory and files, in
//! PID, IPC, network and mount namespaces that vanish with the run.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use ipcsh::builtin::{Builtin, ipc};

#[path = "harness/random.rs"]
mod random;
use random::Random;

#[path = "harness/alone.rs"]
mod alone;
use alone::alone;

#[path = "ipc_arguments/words.rs"]
mod words;

const DRIVER: &str = include_str!("ipc_arguments/driver.ipcsh");

/// As many lists are tried in one process.
const BATCH: usize = 250;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The files with the calls: what they are, too.
fn write_batches(home: &Path, row: &Builtin, count: usize) -> Vec<String> {
    let seed = row
        .name
        .bytes()
        .fold(number("IPCSH_FUZZ_SEED").unwrap_or(1), |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
    let mut random = Random::new(seed);
    let calls: Vec<String> = (0..count).map(|_| words::call(row, &mut random)).collect();
    fs::create_dir(home.join("batch")).unwrap();
    for (index, batch) in calls.chunks(BATCH).enumerate() {
        let mut text = String::new();
        for (place, call) in batch.iter().enumerate() {
            // These may end or replace the shell, as they should.
            let call = match row.name {
                "fork" | "execve" => format!("{{ {call}; }} & wait $!"),
                _ => call.clone(),
            };
            let quoted = call.replace('\'', r"'\''");
            let _ = writeln!(text, "try {} '{quoted}'", index * BATCH + place);
        }
        fs::write(home.join("batch").join(index.to_string()), text).unwrap();
    }
    calls
}

/// Those that make one object: what fails leaves none. (`mkfifo` and `ipcmk` make those they can, and tell.)
const CREATORS: [&str; 9] = [
    "shmget", "msgget", "semget", "shm_open", "mq_open", "sem_open", "sysopen", "bind", "listen",
];

/// Whether a failure without a message is right: that of a command that is run, a search that finds nothing, an
/// exchange that prints what it found instead, and who has closed standard error.
fn may_be_silent(call: &str) -> bool {
    call.contains(" -q")
        || call.contains("--quiet")
        || call.contains(" false")
        || call.starts_with("close ") && call.contains(" 2")
        || call.starts_with("atomic ") && call.contains(" cas")
        || call.starts_with("errno ") && (call.contains(" -s") || call.contains(" --search"))
}

/// Reads the log: what went wrong, each kind of it once.
fn faults(log: &str, calls: &[String]) -> BTreeSet<String> {
    let mut faults = BTreeSet::new();
    let mut message = String::new();
    let mut objects = 0;
    for line in log.lines() {
        let Some(mark) = line.strip_prefix(['@', '!']) else {
            message.push_str(line);
            message.push('\n');
            continue;
        };
        let mut fields = mark.split(' ');
        let call = fields
            .next()
            .and_then(|index| calls.get(index.parse::<usize>().ok()?))
            .map_or("", String::as_str);
        let status = fields.next().unwrap_or_default();
        let now = fields
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        if line.starts_with('!') && status == "153" {
            // SIGXFSZ: the limit on files of the run.
        } else if line.starts_with('!') {
            faults.insert(format!(
                "the shell ends or hangs ({status}): {call}\n{message}"
            ));
        } else if message.contains("panicked") || message.contains("allocation of") {
            faults.insert(format!("{call}\n{message}"));
        } else if matches!(status, "101" | "132" | "134" | "135" | "136" | "139") {
            faults.insert(format!("status {status}: {call}"));
        } else if matches!(status, "1" | "2") && message.is_empty() && !may_be_silent(call) {
            faults.insert(format!("silent {status}: {call}"));
        } else if status != "0" && now > objects && !call.is_empty() {
            faults.insert(format!(
                "fails ({status}) and leaves an object: {call}\n{message}"
            ));
        }
        objects = now;
        message.clear();
    }
    faults
}

fn try_builtin(base: &Path, row: &Builtin, count: usize) -> Option<String> {
    let home = base.join(row.name);
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o777)).unwrap();
    let calls = write_batches(&home, row, count);
    let shell = base.join("ipcsh");
    let driver = base.join("driver");
    let batches = calls.len().div_ceil(BATCH).to_string();
    let paths = [&shell, &driver, &home].map(|path| path.to_str().unwrap());
    let counts = if CREATORS.contains(&row.name) {
        "yes"
    } else {
        "no"
    };
    let output = alone(&[paths[0], paths[1], paths[2], &batches, counts], &home);
    let log = fs::read(home.join("log")).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let mut faults = faults(&log, &calls);
    if !log.ends_with("end\n") {
        faults.insert(format!("the driver: {output:?}"));
    }
    // There may be thousands of a kind.
    let shown: Vec<String> = faults.into_iter().take(12).collect();
    (!shown.is_empty()).then(|| format!("--- {}\n{}\n", row.name, shown.join("\n")))
}

#[test]
fn random_arguments_give_a_message_and_a_status() {
    let base = tempfile::Builder::new()
        .prefix("ipcsh-arguments.")
        .tempdir()
        .unwrap();
    fs::set_permissions(base.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_ipcsh"), base.path().join("ipcsh")).unwrap();
    fs::write(base.path().join("driver"), DRIVER).unwrap();
    if alone(&["echo", "fine"], base.path()).stdout != b"fine\n" {
        let _ = writeln!(io::stderr(), "skipped: no namespaces here");
        return;
    }
    let count = usize::try_from(number("IPCSH_FUZZ_N").unwrap_or(40)).unwrap();
    let only = std::env::var("IPCSH_FUZZ_ONLY").ok();
    let rows: Vec<&Builtin> = ipc::TABLE
        .iter()
        .filter(|row| {
            only.as_ref()
                .is_none_or(|only| only.split(' ').any(|name| name == row.name))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = String::new();
        while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begin = Instant::now();
            let faults = try_builtin(base.path(), row, count);
            // A long run tells how it goes.
            if count >= 1000 {
                let _ = writeln!(io::stderr(), "{} {:?}", row.name, begin.elapsed());
            }
            if let Some(faults) = faults {
                let _ = io::stderr().write_all(faults.as_bytes());
                found.push_str(&faults);
            }
            fs::remove_dir_all(base.path().join(row.name)).unwrap();
        }
        found
    };
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let found: String = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(found.is_empty(), "{found}");
}
