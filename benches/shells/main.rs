//! Runs the scripts of `benches/workloads` in ipcsh and the other installed shells and prints what each costs.
//!
//! In: `cargo bench --bench shells -- [--rounds N] [--only TEXT] [--shells A,B] [--ipcsh PATH] [--timeout SECONDS]`.
//! Out: Markdown tables of medians, ratios and peak memory, with the limits of the kernel (`benches/limits`, C) beside them.
//! The shells take turns in each round, so that a change of the machine's speed meets all of them alike. The time is the
//! processor time of the shell and everything it waited for: on a machine that others use too, it is steadier than the clock.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks to who runs it"
)]

mod measure;
mod table;
mod workload;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use measure::run;
use table::{Column, Row};
use workload::Workload;

/// The shells that ipcsh is compared with, and how each is called.
const PEERS: [(&str, &[&str]); 7] = [
    ("dash", &["dash"]),
    ("bash", &["bash"]),
    ("mksh", &["mksh"]),
    ("busybox", &["busybox", "ash"]),
    ("yash", &["yash"]),
    ("ksh93", &["ksh93"]),
    ("zsh", &["zsh"]),
];

/// A shell's name, and the words that call it.
type Called = (String, Vec<String>);

/// What the command line asks for.
struct Wishes {
    rounds: usize,
    only: String,
    shells: Option<Vec<String>>,
    ipcsh: PathBuf,
    timeout: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    let wishes = Wishes::parse()?;
    let place = tempfile::tempdir()?;
    workload::furnish(place.path())?;
    let shells = shells(&wishes, place.path())?;
    let mut rows = Vec::new();
    for workload in workload::all(place.path())? {
        if workload.name.contains(&wishes.only) {
            eprintln!("{}", workload.name);
            rows.push(measure_row(&workload, &shells, &wishes, place.path())?);
        }
    }
    let names: Vec<&str> = shells.iter().map(|(name, _)| name.as_str()).collect();
    println!("{}", table::times(&names, &rows));
    println!("{}", table::memory(&names, &rows));
    println!("{}", table::limits(&rows));
    println!("{}", table::summary(&rows));
    Ok(())
}

impl Wishes {
    fn parse() -> Result<Self, Box<dyn Error>> {
        let mut wishes = Self {
            rounds: 5,
            only: String::new(),
            shells: None,
            ipcsh: PathBuf::from(env!("CARGO_BIN_EXE_ipcsh")),
            timeout: Duration::from_secs(20),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument}: wants a value"));
            match argument.as_str() {
                "--bench" => {}
                "--rounds" => wishes.rounds = value()?.parse()?,
                "--only" => wishes.only = value()?,
                "--shells" => {
                    wishes.shells = Some(value()?.split(',').map(str::to_owned).collect());
                }
                "--ipcsh" => wishes.ipcsh = PathBuf::from(value()?),
                "--timeout" => wishes.timeout = Duration::from_secs(value()?.parse()?),
                _ => return Err(format!("{argument}: unknown").into()),
            }
        }
        Ok(wishes)
    }
}

/// ipcsh, as a fresh copy like an installed one, and the wanted peers that are there.
fn shells(wishes: &Wishes, place: &Path) -> Result<Vec<Called>, Box<dyn Error>> {
    let copy = place.join("ipcsh");
    std::fs::copy(&wishes.ipcsh, &copy)?;
    let mut shells = vec![("ipcsh".to_owned(), vec![copy.display().to_string()])];
    for (name, command) in PEERS {
        let is_wanted = wishes
            .shells
            .as_ref()
            .is_none_or(|wanted| wanted.iter().any(|w| w == name));
        let program = workload::find_program(command.first().copied().unwrap_or_default());
        match program {
            Some(program) if is_wanted => {
                let rest = command.iter().skip(1).map(|word| (*word).to_owned());
                let command = std::iter::once(program).chain(rest).collect();
                shells.push((name.to_owned(), command));
            }
            None if is_wanted => eprintln!("{name} is not installed"),
            _ => {}
        }
    }
    Ok(shells)
}

/// All rounds of one workload; a shell that runs out of time is left out from then on.
fn measure_row(
    workload: &Workload,
    shells: &[Called],
    wishes: &Wishes,
    place: &Path,
) -> Result<Row, Box<dyn Error>> {
    let mut columns: Vec<Column> = vec![Column::default(); shells.len()];
    let mut limit = Column::default();
    let mut expected = None;
    for _ in 0..wishes.rounds {
        for ((name, shell), column) in shells.iter().zip(&mut columns) {
            if column.is_out || workload.arguments.is_empty() {
                continue; // out of time before, or nothing that a shell does
            }
            let mut command = shell.clone();
            command.extend(workload.arguments.iter().cloned());
            match run(&command, workload.times, place, wishes.timeout)? {
                Some(sample) => {
                    if sample.output != *expected.get_or_insert(sample.output) {
                        eprintln!("{name}: {}: another output", workload.name);
                        column.differs = true;
                    }
                    column.samples.push(sample);
                }
                None => column.is_out = true,
            }
        }
        if let Some(command) = &workload.limit {
            let sample = run(command, workload.times, place, wishes.timeout)?;
            limit.samples.extend(sample);
        }
    }
    Ok(Row {
        name: workload.name.clone(),
        what: workload.what.clone(),
        is_shell: !workload.arguments.is_empty(),
        columns,
        limit,
    })
}
