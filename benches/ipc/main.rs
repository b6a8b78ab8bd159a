//! What the IPC builtins cost beside C programs and util-linux that do the same.
//!
//! In: `cargo bench --bench ipc -- [--rounds N] [--ipcsh PATH]`. Out: a Markdown table of medians and their ratios, each with the
//! bound it has to keep. The time is the processor time of the program, user and system; the programs take turns in each round.
//! All objects are made in an IPC namespace that vanishes with the run.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks to who runs it"
)]

use std::error::Error;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

type Fallible<T> = Result<T, Box<dyn Error>>;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/ipc");

/// Two ways to do the same.
struct Race {
    what: &'static str,
    /// The words that call the other program.
    peer: &'static [&'static str],
    /// How often the peer would have to run.
    times: f64,
    script: &'static str,
    /// Whether a GiB is fed into it through a pipe, and taken from it through another.
    is_in_pipes: bool,
    /// The largest part of the peer's time that ipcsh may take.
    bound: f64,
}

const MESSAGES: &str = "msgget -v q IPC_PRIVATE 0600; i=0
while [ $i -lt 10000 ]; do msgsnd $q 1 hello; msgrcv -v m $q; i=$((i + 1)); done; ipcrm -q $q";

const RACES: [Race; 5] = [
    Race {
        what: "`shmwrite` and `shmread` of 64 MiB against memcpy",
        peer: &["./copy"],
        times: 1.0,
        script: "shmget -v id IPC_PRIVATE 64M 0600; shmwrite -f raw $id 0 - <block
shmread -f raw -o 9 $id 9>/dev/null; ipcrm -m $id",
        is_in_pipes: false,
        bound: 1.0 / 0.6,
    },
    Race {
        what: "10,000 messages sent and received, against a loop in C",
        peer: &["./messages"],
        times: 1.0,
        script: MESSAGES,
        is_in_pipes: false,
        bound: 3.0,
    },
    Race {
        what: "the same against a Python process (that does nothing) for each call",
        peer: &["python3", "-c", "pass"],
        times: 20_000.0,
        script: MESSAGES,
        is_in_pipes: false,
        bound: 1.0 / 20.0,
    },
    Race {
        what: "`splice` of 1 GiB between pipes against a loop in C",
        peer: &["./move"],
        times: 1.0,
        script: "splice 0 1 1G",
        is_in_pipes: true,
        bound: 1.1,
    },
    Race {
        what: "`ipcs -m` of 2,000 segments against util-linux",
        peer: &["/usr/bin/ipcs", "-m"],
        times: 1.0,
        script: "ipcs -m",
        is_in_pipes: false,
        bound: 1.0,
    },
];

fn main() -> Fallible<()> {
    begin_alone()?;
    let (rounds, ipcsh) = wishes()?;
    let place = tempfile::tempdir()?;
    furnish(place.path(), &ipcsh)?;
    println!("| what | the other (ms) | ipcsh (ms) | ratio | bound |\n|---|---|---|---|---|");
    for race in &RACES {
        let [peer, own] = medians(race, rounds, place.path(), &ipcsh)?;
        let peer = peer * race.times;
        let ratio = own / peer;
        println!(
            "| {} | {:.1} | {:.1} | {ratio:.3} | {:.3}{} |",
            race.what,
            peer * 1e3,
            own * 1e3,
            race.bound,
            if ratio <= race.bound {
                ""
            } else {
                " **missed**"
            },
        );
    }
    Ok(())
}

/// Starts again in an IPC namespace; an ordinary user needs a user namespace for that.
fn begin_alone() -> Fallible<()> {
    const MARK: &str = "IPCSH_BENCH_ALONE";
    if std::env::var_os(MARK).is_some() {
        return Ok(());
    }
    let mut command = Command::new("unshare");
    if !nix::unistd::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    Err(command
        .args(["--ipc", "--"])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(MARK, "1")
        .exec()
        .into())
}

fn wishes() -> Fallible<(usize, PathBuf)> {
    let (mut rounds, mut ipcsh) = (9, PathBuf::from(env!("CARGO_BIN_EXE_ipcsh")));
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--rounds" => rounds = args.next().ok_or("--rounds needs a number")?.parse()?,
            "--ipcsh" => ipcsh = fs::canonicalize(args.next().ok_or("--ipcsh needs a path")?)?,
            _ => {} // `--bench`, which cargo adds
        }
    }
    Ok((rounds, ipcsh))
}

/// The C programs, the file, the segments.
fn furnish(place: &Path, ipcsh: &Path) -> Fallible<()> {
    for name in ["copy", "messages", "move", "feed", "sink"] {
        let mut gcc = Command::new("gcc");
        gcc.args(["-O2", "-o", name])
            .arg(format!("{SOURCES}/{name}.c"));
        finish(gcc.current_dir(place).spawn()?, name)?;
    }
    fs::write(place.join("block"), vec![b'a'; 64 << 20])?;
    let mut segments = Command::new(ipcsh);
    segments.args([
        "-c",
        "i=0; while [ $i -lt 2000 ]; do shmget -v id IPC_PRIVATE 1 0600; i=$((i + 1)); done",
    ]);
    finish(segments.spawn()?, "the segments")
}

fn finish(mut child: Child, what: &str) -> Fallible<()> {
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{what}: {status}").into())
}

/// The medians of the peer and of ipcsh, in seconds.
fn medians(race: &Race, rounds: usize, place: &Path, ipcsh: &Path) -> Fallible<[f64; 2]> {
    let ipcsh = ipcsh.to_str().ok_or("the path of ipcsh is no text")?;
    let own = [ipcsh, "-c", race.script];
    let mut seconds = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (words, seconds) in [race.peer, &own].into_iter().zip(&mut seconds) {
            seconds.push(cost(words, race.is_in_pipes, place)?);
        }
    }
    Ok(seconds.map(|mut seconds| {
        seconds.sort_by(f64::total_cmp);
        seconds.get(rounds / 2).copied().unwrap_or(f64::NAN)
    }))
}

/// The processor time of one run, in seconds.
fn cost(words: &[&str], is_in_pipes: bool, place: &Path) -> Fallible<f64> {
    let (program, args) = words.split_first().ok_or("no command")?;
    let start = |name: &str, stdin: Stdio, stdout: Stdio| {
        let mut command = Command::new(name);
        command.current_dir(place).stdin(stdin).stdout(stdout);
        command
    };
    let mut others = Vec::new();
    let (mut stdin, mut stdout) = (Stdio::null(), Stdio::null());
    if is_in_pipes {
        let mut feed = start("./feed", Stdio::null(), Stdio::piped()).spawn()?;
        let mut sink = start("./sink", Stdio::piped(), Stdio::null()).spawn()?;
        stdin = feed.stdout.take().ok_or("no pipe")?.into();
        stdout = sink.stdin.take().ok_or("no pipe")?.into();
        others.extend([feed, sink]);
    }
    // The others are waited for, and counted, afterwards.
    let before = children()?;
    finish(start(program, stdin, stdout).args(args).spawn()?, program)?;
    let spent = children()? - before;
    for other in others {
        finish(other, "an end of a pipe")?;
    }
    Ok(spent)
}

/// The processor time of the children that were waited for so far.
fn children() -> Fallible<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}
