//! IPC builtins with arguments that nobody would write: a message and a status, never a fault or a panic, and nothing
//! left behind by what failed.
//!
//! Each builtin is called with `IPCSH_FUZZ_N` random argument lists (a few in an ordinary run), each in a process of its
//! own, all of them in PID, IPC, network and mount namespaces that vanish with the run.

#[path = "harness/random.rs"]
mod random;

use std::fs;
use std::process::Command;

use ipcsh::builtin::{Builtin, ipc};
use random::Random;

const DRIVER: &str = include_str!("ipc_arguments/driver.ipcsh");

/// What may stand where a builtin wants a number, a name, a flag, a file or data. Paths stay in the directory of the run.
const WORDS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "-1",
    "-2",
    "42",
    "0x2a",
    "052",
    "4096",
    "4K",
    "1M",
    "2p",
    "64K",
    "1T",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999999",
    "1e5",
    "0.01",
    "1.5",
    "12x",
    "0x",
    "''",
    "' '",
    "a",
    "/a",
    "/a/b",
    "a/b",
    "file",
    "missing",
    "fifo",
    "IPC_PRIVATE",
    "IPC_CREAT,0600",
    "creat,excl",
    "IPC_RMID",
    "ftok:file",
    "ftok:missing:3",
    "key:42",
    "O_RDWR|O_CREAT",
    "NULL",
    "PROT_READ,PROT_WRITE",
    "MAP_SHARED,MAP_ANONYMOUS",
    "0:-1",
    "0:+1:undo",
    "1:0",
    "USR1",
    "unix:@name",
    "unix:file",
    "tcp:127.0.0.1:1",
    "stream",
    "$'\\xff\\x01'",
    "'x y=z;'",
    "$a",
    "$id",
    "${p[0]}",
];

fn word(random: &mut Random) -> &'static str {
    let word: &&str = random.pick(WORDS);
    word
}

fn line(row: &Builtin, random: &mut Random) -> String {
    let mut line = row.name.to_owned();
    for _ in 0..random.below(3) {
        let Some(option) = row
            .arguments
            .options
            .get(random.below(row.arguments.options.len()))
        else {
            break;
        };
        match (option.letter, option.long) {
            (Some(letter), _) => line.push_str(&format!(" -{}", char::from(letter))),
            (None, Some(long)) => line.push_str(&format!(" --{long}")),
            (None, None) => {}
        }
        if random.one_in(2) {
            line.push(' ');
            line.push_str(word(random));
        }
    }
    for _ in 0..random.below(7) {
        line.push(' ');
        line.push_str(word(random));
    }
    line
}

#[test]
fn random_arguments_give_a_message_and_a_status() {
    let count = std::env::var("IPCSH_FUZZ_N").map_or(8, |text| text.parse().unwrap());
    let seed = std::env::var("IPCSH_FUZZ_SEED").map_or(1, |text| text.parse().unwrap());
    let mut random = Random::new(seed);
    let directory = tempfile::tempdir().unwrap();
    let lines: String = ipc::TABLE
        .iter()
        .flat_map(|row| (0..count).map(move |_| row))
        .map(|row| line(row, &mut random) + "\n")
        .collect();
    fs::write(directory.path().join("lines"), lines).unwrap();
    fs::write(directory.path().join("file"), "some bytes\n").unwrap();
    let mut unshare = Command::new("unshare");
    if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) != 0) {
        unshare.args(["--user", "--map-root-user"]);
    }
    let output = unshare
        .args([
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--ipc",
            "--net",
            "--mount",
        ])
        .args([env!("CARGO_BIN_EXE_ipcsh"), "-c", DRIVER])
        .current_dir(directory.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.starts_with("unshare: ") || output.status.code() == Some(99) {
        eprintln!("skipped: no namespaces here: {errors}");
        return;
    }
    assert!(output.status.success() && told.is_empty(), "{told}{errors}");
}
