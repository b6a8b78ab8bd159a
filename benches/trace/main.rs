//! What `trace` costs: a loop and pipelines in ipcsh, untraced and with an account as text and as JSON.
//!
//! In: `cargo bench --bench trace -- [--rounds N] [--beside PATH]`, where PATH is another ipcsh, for example one that was built
//! without the tracer. Out: a Markdown table of medians of processor time (of the shell and everything it waited for) and of
//! time on the clock, and their ratios to the untraced run. The runs take turns in each round.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks to who runs it"
)]

#[path = "../shells/measure.rs"]
mod measure;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

const SCRIPTS: [(&str, &str); 2] = [
    (
        "a loop of 600,000 assignments",
        "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); x=a$i; done",
    ),
    (
        "1,000 pipelines",
        "i=0; while [ $i -lt 1000 ]; do echo hello | cat | tr a-z A-Z >/dev/null; i=$((i + 1)); done",
    ),
];

/// How ipcsh is called in each column but the last.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("untraced", &[]),
    ("trace, text", &["--trace", "--trace-file=account"]),
    ("trace, JSON", &["--trace=json", "--trace-file=account"]),
];

const TIMEOUT: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn Error>> {
    let mut rounds = 9_usize;
    let mut beside = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument}: wants a value"));
        match argument.as_str() {
            "--bench" => {}
            "--rounds" => rounds = value()?.parse()?,
            "--beside" => beside = Some(value()?),
            _ => return Err(format!("{argument}: unknown").into()),
        }
    }
    let ours = env!("CARGO_BIN_EXE_ipcsh");
    let mut columns: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, options) in COLUMNS {
        let words = std::iter::once(ours).chain(options.iter().copied());
        columns.push((name, words.map(str::to_owned).collect()));
    }
    columns.extend(beside.map(|path| ("the other, untraced", vec![path])));
    println!("| script | run | CPU ms | ÷ untraced | clock ms | ÷ untraced |");
    println!("|---|---|---:|---:|---:|---:|");
    let place = tempfile::tempdir()?;
    for (what, script) in SCRIPTS {
        print_rows(what, script, &columns, rounds, place.path())?;
    }
    Ok(())
}

/// Runs one script in each of the ways and prints what each took.
fn print_rows(
    what: &str,
    script: &str,
    columns: &[(&str, Vec<String>)],
    rounds: usize,
    place: &Path,
) -> Result<(), Box<dyn Error>> {
    let mut costs: Vec<(Vec<f64>, Vec<f64>)> = vec![Default::default(); columns.len()];
    for _ in 0..rounds {
        for ((name, words), (cpu, clock)) in columns.iter().zip(&mut costs) {
            let mut command = words.clone();
            command.extend(["-c".to_owned(), script.to_owned()]);
            let sample = measure::run(&command, 1, place, TIMEOUT)?
                .ok_or_else(|| format!("{name}: longer than {} s", TIMEOUT.as_secs()))?;
            cpu.push(sample.cpu * 1e3);
            clock.push(sample.wall * 1e3);
        }
    }
    let medians: Vec<(f64, f64)> = costs
        .into_iter()
        .map(|(cpu, clock)| (median(cpu), median(clock)))
        .collect();
    let (base_cpu, base_clock) = medians.first().copied().unwrap_or((f64::NAN, f64::NAN));
    for ((name, _), (cpu, clock)) in columns.iter().zip(medians) {
        println!(
            "| {what} | {name} | {cpu:.0} | {:.2} | {clock:.0} | {:.2} |",
            cpu / base_cpu,
            clock / base_clock
        );
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
