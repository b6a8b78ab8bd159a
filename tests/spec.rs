//! Runs every case below `tests/spec`; the format and the ways to run it are told in `tests/README.md`.
//!
//! In: `[FILTER]… [--exact] [--skip TEXT]… [--list] [--witness | --record | --table | --shell NAME]`.
//! Out: one line for each case and a closing line as any Rust test program prints them.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

#[path = "harness/mod.rs"]
mod harness;

use harness::case::{self, Case};
use harness::run::{Bench, Verdict};
use harness::sandbox::processes_below;
use harness::shells::{self, Mode, Shell};
use harness::table;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spec");
const IPCSH: &str = env!("CARGO_BIN_EXE_ipcsh");

/// What the command line asks for.
#[derive(Debug, Default)]
struct Request {
    filters: Vec<String>,
    skips: Vec<String>,
    exact: bool,
    list: bool,
    quiet: bool,
    witness: bool,
    record: bool,
    table: bool,
    shell: Option<String>,
}

/// A case file with its cases.
struct CaseFile {
    path: PathBuf,
    text: Vec<u8>,
    /// Whether the cases are about POSIX, or about what only this shell (and some others) have.
    mode: Mode,
    cases: Vec<Case>,
}

/// One run of a case under a shell.
struct Trial<'a> {
    case: &'a Case,
    shell: Vec<OsString>,
    /// How it is told in the list of results.
    label: String,
    /// Whether the shell is a witness.
    is_witness: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "spec: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> io::Result<ExitCode> {
    begin_afresh()?;
    let request = read_request();
    if request.table {
        fs::write(table::PAGE, table::page()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let files = read_files(request.record || request.shell.is_some())?;
    if request.list {
        return list(&request, &files);
    }
    let base = tempfile::Builder::new().prefix("ipcsh-spec.").tempdir()?;
    let bench = bench(base.path())?;
    if request.record {
        return record(&request, &files, &bench);
    }
    let shell = binary(&bench)?;
    let trials = if request.witness {
        witness_trials(&request, &files, &bench)?
    } else {
        trials(&request, &files, &shell, &bench)?
    };
    report(&trials, &bench)
}

/// Starts over with a clean slate: a suite started in the background has SIGINT ignored, which scripts could not
/// undo, and one started by `cargo` or an editor has descriptors that scripts would see as theirs.
fn begin_afresh() -> io::Result<()> {
    const CLEAN: &str = r#"
for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    ((fd > 2)) && eval "exec $fd>&-"
done
exec env --default-signal "$0" "$@""#;
    if std::env::var_os("IPCSH_SPEC_AGAIN").is_some() {
        return Ok(());
    }
    Err(Command::new("bash")
        .args(["-c", CLEAN])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env("IPCSH_SPEC_AGAIN", "1")
        .exec())
}

fn read_request() -> Request {
    let mut request = Request::default();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--exact" => request.exact = true,
            "--list" => request.list = true,
            "--quiet" | "-q" => request.quiet = true,
            "--witness" => request.witness = true,
            "--record" => request.record = true,
            "--table" => request.table = true,
            "--shell" => request.shell = args.next(),
            "--skip" => request.skips.extend(args.next()),
            // Of the options that `cargo test` hands to every test program, these have a value.
            "--test-threads" | "--format" | "--color" | "-Z" | "--logfile" => drop(args.next()),
            option if option.starts_with('-') => {}
            filter => request.filters.push(filter.to_owned()),
        }
    }
    request
}

impl Request {
    fn wants(&self, case: &Case) -> bool {
        let id = case.id();
        let matches = |text: &String| {
            if self.exact {
                id == *text
            } else {
                id.contains(text.as_str())
            }
        };
        (self.filters.is_empty() || self.filters.iter().any(matches))
            && !self.skips.iter().any(matches)
    }
}

/// While verdicts are being recorded, cases without any are no fault.
fn read_files(recording: bool) -> io::Result<Vec<CaseFile>> {
    let mut paths = Vec::new();
    collect(Path::new(SPEC), &mut paths)?;
    paths.sort();
    paths
        .into_iter()
        .map(|path| read_file(&path, recording))
        .collect()
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path
            .extension()
            .is_some_and(|ext| ext == "sh" || ext == "ipcsh")
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// Cases right below `tests/spec` are about POSIX; those in directories below it about extensions.
fn read_file(path: &Path, recording: bool) -> io::Result<CaseFile> {
    let text = fs::read(path)?;
    let relative = path.strip_prefix(SPEC).unwrap_or(path);
    let posix =
        relative.parent() == Some(Path::new("")) && path.extension().is_some_and(|ext| ext == "sh");
    let stem = relative.with_extension("");
    let fault = |line, what: &str| io::Error::other(format!("{}:{line}: {what}", path.display()));
    let mut cases = case::parse(&stem.to_string_lossy(), &text)
        .map_err(|error| fault(error.line, &error.what))?;
    for case in &cases {
        if posix
            && !recording
            && case.agree.as_ref().is_some_and(Vec::is_empty)
            && case.reason.is_empty()
        {
            return Err(fault(
                case.line,
                "no shell agrees: say why it holds in a `#~` line",
            ));
        }
    }
    if !recording {
        let others: Vec<Case> = cases.iter().filter_map(Case::without_privileges).collect();
        cases.extend(others);
    }
    let mode = if posix { Mode::Posix } else { Mode::Native };
    Ok(CaseFile {
        path: path.to_owned(),
        text,
        mode,
        cases,
    })
}

fn bench(base: &Path) -> io::Result<Bench> {
    use std::os::unix::fs::PermissionsExt as _;
    // Cases without privileges must reach their directories.
    fs::set_permissions(base, fs::Permissions::from_mode(0o755))?;
    let is_root = nix::unistd::geteuid().is_root();
    let flags: &[&str] = if is_root {
        &[]
    } else {
        &["--user", "--map-root-user"]
    };
    let can_unshare = Command::new("unshare")
        .args(flags)
        .args([
            "--ipc", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm",
        ])
        .output()
        .is_ok_and(|output| output.status.success());
    Ok(Bench {
        base: base.to_owned(),
        is_root,
        can_unshare,
    })
}

/// The shell under test, copied to where every user can run it.
fn binary(bench: &Bench) -> io::Result<Vec<OsString>> {
    let path = bench.base.join("ipcsh");
    fs::copy(IPCSH, &path)?;
    Ok(harness::shells::ours(path))
}

fn list(request: &Request, files: &[CaseFile]) -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    for case in files
        .iter()
        .flat_map(|file| &file.cases)
        .filter(|case| request.wants(case))
    {
        writeln!(out, "{}: test", case.id())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn trials<'a>(
    request: &Request,
    files: &'a [CaseFile],
    ipcsh: &[OsString],
    bench: &Bench,
) -> io::Result<Vec<Trial<'a>>> {
    let mut trials = Vec::new();
    for file in files {
        let shell = match &request.shell {
            None => ipcsh.to_vec(),
            Some(name) => named(shells::installed(&bench.base, file.mode)?, name)?.argv,
        };
        trials.extend(
            file.cases
                .iter()
                .filter(|case| request.wants(case))
                .map(|case| Trial {
                    case,
                    shell: shell.clone(),
                    label: case.id(),
                    is_witness: false,
                }),
        );
    }
    Ok(trials)
}

fn named(shells: Vec<Shell>, name: &str) -> io::Result<Shell> {
    shells
        .into_iter()
        .find(|shell| shell.name == name)
        .ok_or_else(|| io::Error::other(format!("{name} is not installed")))
}

/// Every case under every witness that it names, as far as the witness is the version that was asked then.
fn witness_trials<'a>(
    request: &Request,
    files: &'a [CaseFile],
    bench: &Bench,
) -> io::Result<Vec<Trial<'a>>> {
    let recorded = fs::read_to_string(Path::new(SPEC).join("witnesses.txt"))?;
    let now = shells::versions();
    let same = |name: &str| {
        let line = |text: &str| {
            text.lines()
                .find(|line| line.split(' ').next() == Some(name))
                .map(str::to_owned)
        };
        line(&recorded) == line(&now)
    };
    let mut trials = Vec::new();
    for file in files {
        let shells = shells::installed(&bench.base, file.mode)?;
        for case in file.cases.iter().filter(|case| request.wants(case)) {
            let names = case.agree.iter().flatten();
            let known = names.filter_map(|name| {
                shells
                    .iter()
                    .find(|shell| shell.name == *name && same(name))
            });
            trials.extend(known.map(|shell| Trial {
                case,
                shell: shell.argv.clone(),
                label: format!("{} [{}]", case.id(), shell.name),
                is_witness: true,
            }));
        }
    }
    Ok(trials)
}

/// Runs the trials on all cores and tells the results in the order in which they come.
fn report(trials: &[Trial<'_>], bench: &Bench) -> io::Result<ExitCode> {
    let start = Instant::now();
    let mut out = io::stdout().lock();
    writeln!(out, "\nrunning {} tests", trials.len())?;
    let (mut passed, mut ignored, mut failed) = (0, 0, Vec::new());
    for_each_parallel(
        trials,
        |index, trial| match trial.is_witness {
            true => bench.judge_witness(trial.case, &trial.shell, &index.to_string()),
            false => bench.judge(trial.case, &trial.shell, &index.to_string()),
        },
        |index, verdict| {
            let trial = &trials[index];
            match verdict? {
                Verdict::Holds => {
                    passed += 1;
                    writeln!(out, "test {} ... ok", trial.label)
                }
                Verdict::Ignored(why) => {
                    ignored += 1;
                    writeln!(out, "test {} ... ignored, {why}", trial.label)
                }
                Verdict::Fails(why) => {
                    failed.push((index, why));
                    writeln!(out, "test {} ... FAILED", trial.label)
                }
            }
        },
    )?;
    failed.sort();
    let escaped = processes_below(&bench.base);
    tell_failures(&mut out, trials, &failed, &escaped)?;
    let good = failed.is_empty() && escaped.is_empty();
    writeln!(
        out,
        "\ntest result: {}. {passed} passed; {} failed; {ignored} ignored; 0 measured; 0 filtered out; finished in {:.2}s\n",
        if good { "ok" } else { "FAILED" },
        failed.len().max(usize::from(!good)),
        start.elapsed().as_secs_f64(),
    )?;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(101)
    })
}

fn tell_failures(
    out: &mut impl io::Write,
    trials: &[Trial<'_>],
    failed: &[(usize, String)],
    escaped: &[(i32, PathBuf)],
) -> io::Result<()> {
    if !failed.is_empty() {
        writeln!(out, "\nfailures:")?;
    }
    for (index, why) in failed {
        let case = trials[*index].case;
        writeln!(
            out,
            "\n---- {} (line {}) ----",
            trials[*index].label, case.line
        )?;
        writeln!(out, "{}{why}", String::from_utf8_lossy(&case.script))?;
    }
    for (pid, cwd) in escaped {
        writeln!(out, "process {pid} was left in {}", cwd.display())?;
    }
    Ok(())
}

fn for_each_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(usize, &T) -> R + Sync,
    mut take: impl FnMut(usize, R) -> io::Result<()>,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (send, next, work) = (send.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, item)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|i| Some((i, items.get(i)?)))
                {
                    if send.send((index, work(index, item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        receive
            .iter()
            .try_for_each(|(index, result)| take(index, result))
    })
}

/// Asks every witness about every wanted case and writes the answers into the `#=` lines.
fn record(request: &Request, files: &[CaseFile], bench: &Bench) -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    for file in files {
        if !file.cases.iter().any(|case| request.wants(case)) {
            continue;
        }
        let shells = shells::installed(&bench.base, file.mode)?;
        // A case that was not asked about keeps what it has, be it nothing.
        let mut verdicts: Vec<Option<Vec<String>>> =
            file.cases.iter().map(|case| case.agree.clone()).collect();
        let ask = |index: usize, case: &Case| -> io::Result<Option<Vec<String>>> {
            if !request.wants(case) {
                return Ok(None);
            }
            let mut names = Vec::new();
            for shell in &shells {
                let verdict = bench.judge_witness(case, &shell.argv, &format!("{index}"))?;
                if verdict == Verdict::Holds {
                    names.push(shell.name.clone());
                }
            }
            Ok(Some(names))
        };
        for_each_parallel(&file.cases, ask, |index, names| {
            if let Some(names) = names? {
                verdicts[index] = Some(names);
            }
            Ok(())
        })?;
        fs::write(&file.path, case::with_verdicts(&file.text, &verdicts))?;
        for (case, names) in file
            .cases
            .iter()
            .zip(&verdicts)
            .filter(|(case, _)| request.wants(case))
        {
            writeln!(
                out,
                "{}: {}",
                case.id(),
                names
                    .iter()
                    .flatten()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(" ")
            )?;
        }
    }
    fs::write(Path::new(SPEC).join("witnesses.txt"), shells::versions())?;
    Ok(ExitCode::SUCCESS)
}
