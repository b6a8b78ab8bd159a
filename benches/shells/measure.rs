//! One measured run: a command and what it cost, as the kernel accounts for it.

use std::error::Error;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Seconds of processor time: user and system, of the process and of its children that it waited for.
    pub cpu: f64,
    /// Seconds on the clock.
    pub wall: f64,
    /// The largest resident set of one process, in KiB.
    pub peak: i64,
    /// A checksum of what it printed. The text itself would make this process large, and what a process starts has at
    /// least its size for a moment.
    pub output: u64,
}

/// Runs `command` so many times, one after the other, in `place`; `None` if that takes longer than `timeout`.
pub fn run(
    command: &[String],
    times: usize,
    place: &Path,
    timeout: Duration,
) -> Result<Option<Sample>, Box<dyn Error>> {
    let mut total = Sample::default();
    let begin = Instant::now();
    for _ in 0..times {
        let left = timeout.saturating_sub(begin.elapsed());
        let Some(sample) = run_once(command, place, left)? else {
            return Ok(None);
        };
        total.cpu += sample.cpu;
        total.peak = total.peak.max(sample.peak);
        total.output = sample.output;
    }
    total.wall = begin.elapsed().as_secs_f64();
    Ok(Some(total))
}

fn run_once(
    command: &[String],
    place: &Path,
    timeout: Duration,
) -> Result<Option<Sample>, Box<dyn Error>> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let printed = place.join("printed");
    let child = Command::new(program)
        .args(arguments)
        .current_dir(place)
        .stdin(Stdio::null())
        .stdout(File::create(&printed)?)
        .stderr(Stdio::null())
        .env_remove("ENV")
        .process_group(0)
        .spawn()
        .map_err(|error| format!("{program}: {error}"))?;
    let pid = i32::try_from(child.id())?;
    let (done, is_done) = mpsc::channel::<()>();
    let watchdog = std::thread::spawn(move || {
        let is_late = is_done.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout);
        if is_late {
            // SAFETY: kill takes numbers only; the child, which is not waited for yet, leads this group.
            unsafe { libc::kill(-pid, libc::SIGKILL) };
        }
        is_late
    });
    let (cpu, peak) = wait(pid)?;
    drop(done);
    let is_late = watchdog.join().map_err(|_| "the watchdog panicked")?;
    let output = checksum(&printed)?;
    let sample = Sample {
        cpu,
        wall: 0.0,
        peak,
        output,
    };
    Ok((!is_late).then_some(sample))
}

/// Waits for `pid`: its processor time in seconds and its peak memory in KiB.
fn wait(pid: i32) -> Result<(f64, i64), Box<dyn Error>> {
    let mut status = 0;
    // SAFETY: all zeroes is a valid rusage.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to memory of the right types that lives long enough.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    if waited != pid {
        return Err(std::io::Error::last_os_error().into());
    }
    let seconds = |time: libc::timeval| {
        Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or(0)).as_secs_f64()
            + Duration::from_micros(u64::try_from(time.tv_usec).unwrap_or(0)).as_secs_f64()
    };
    Ok((
        seconds(usage.ru_utime) + seconds(usage.ru_stime),
        usage.ru_maxrss,
    ))
}

fn checksum(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut hasher = DefaultHasher::new();
    let mut file = BufReader::new(File::open(path)?);
    loop {
        let block = file.fill_buf()?;
        if block.is_empty() {
            return Ok(hasher.finish());
        }
        block.iter().for_each(|byte| hasher.write_u8(*byte));
        let count = block.len();
        file.consume(count);
    }
}
