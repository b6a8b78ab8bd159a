//! `jobs`, `fg`, `bg`, `disown`, `suspend` (XCU jobs, fg, bg).

use super::job_id;
use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Leave, Opts, What};
use crate::source::Fields;
use crate::state::{ExitStatus, Job, JobState, Jobs, Opt};
use crate::sys::signal::{signal_description, signal_name};
use crate::sys::{errno_text, process};

pub(super) const JOBS: Builtin = Builtin {
    name: "jobs",
    kind: Kind::Regular,
    synopsis: "jobs [-lprsn] [JOB...]",
    help: "\
Lists the jobs: number, + for the current one and - for the previous one, state, command. What has ended is listed once.

    -l  with process numbers        -p  only the number of the process group's first process
    -r  only running jobs           -s  only stopped jobs
    -n  only jobs whose state has changed since it was told

Status: 0; 1 if a JOB is not there.

Example:
    sleep 60 & jobs; kill $!
",
    arguments: Arguments {
        options: &[flag(b'l', ""), flag(b'p', ""), flag(b'r', ""), flag(b's', ""), flag(b'n', "")],
        operands: &[any("JOB", What::Process)],
    },
    body: Body::Control(run_jobs),
};

pub(super) const FG: Builtin = Builtin {
    name: "fg",
    kind: Kind::Regular,
    synopsis: "fg [JOB]",
    help: "\
Continues a job in the foreground: it gets the terminal, and the shell waits for it. JOB is the current one unless
told. Needs job control (set -m).

Status: that of the job; 1 without job control or job.

Example:
    fg 2>/dev/null || echo no job control here
",
    arguments: Arguments::PROCESSES,
    body: Body::Control(run_fg),
};

pub(super) const BG: Builtin = Builtin {
    name: "bg",
    kind: Kind::Regular,
    synopsis: "bg [JOB...]",
    help: "\
Continues stopped jobs in the background. JOB is the current one unless told. Needs job control (set -m).

Status: 0; 1 without job control or job.

Example:
    bg 2>/dev/null || echo no job control here
",
    arguments: Arguments::PROCESSES,
    body: Body::Control(run_bg),
};

pub(super) const DISOWN: Builtin = Builtin {
    name: "disown",
    kind: Kind::Extension,
    synopsis: "disown [-ahr] [JOB...]",
    help: "\
Forgets jobs: they are no more listed and not waited for. JOB is the current one unless told.

    -a  all jobs    -r  all running jobs    -h  keep them listed, but spare them a SIGHUP when the terminal goes

Status: 0; 1 if a JOB is not there.

Example:
    sleep 1 & disown; jobs
",
    arguments: Arguments {
        options: &[flag(b'a', ""), flag(b'h', ""), flag(b'r', "")],
        operands: &[any("JOB", What::Process)],
    },
    body: Body::Control(run_disown),
};

pub(super) const SUSPEND: Builtin = Builtin {
    name: "suspend",
    kind: Kind::Extension,
    synopsis: "suspend [-f]",
    help: "\
Stops this shell until it gets SIGCONT.

    -f  also a login shell, and without job control

Status: 0; 1 if it must not be stopped.

Example:
    suspend 2>/dev/null || echo not without job control
",
    arguments: Arguments {
        options: &[flag(b'f', "")],
        operands: &[],
    },
    body: Body::Control(run_suspend),
};

fn run_jobs(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "lprsn")?;
    host.poll_children();
    let mut status = ExitStatus::SUCCESS;
    let mut numbers = Vec::new();
    if opts.operand_count() == 0 {
        numbers.extend(host.state().jobs.visible().iter().map(|job| job.number));
    }
    for operand in opts.operands() {
        match job_id::find(host.state().jobs.visible(), operand).map(|job| job.number) {
            Ok(number) => numbers.push(number),
            Err(error) => {
                host.ctx(b"jobs").complain(error.message);
                status = ExitStatus::FAILURE;
            }
        }
    }
    for number in numbers {
        let jobs = host.state().jobs.visible();
        let Some(job) = jobs.get(number) else {
            continue;
        };
        let is_wanted = match opts.last_of(b"rsn") {
            Some(b'r') => job.state() == JobState::Running,
            Some(b's') => matches!(job.state(), JobState::Stopped(_)),
            Some(_) => job.is_news,
            None => true,
        };
        if !is_wanted {
            continue;
        }
        let shown = match opts.last_of(b"lp") {
            Some(b'p') => format!("{}\n", leader(job)).into_bytes(),
            Some(_) => long_lines(jobs, job),
            None => line(jobs, job),
        };
        told(&mut host.state().jobs, number);
        host.ctx(b"jobs").print(shown);
    }
    Ok(status)
}

/// Notes that the state of a job was told; one that has ended goes.
pub fn told(jobs: &mut Jobs, number: u32) {
    let Some(job) = jobs.get_mut(number) else {
        return;
    };
    job.is_news = false;
    if job.state().has_ended() {
        jobs.remove(number);
    }
}

fn leader(job: &Job) -> i32 {
    let first = job.processes.first().map_or(0, |process| process.pid);
    if job.is_controlled && job.pgid > 0 {
        job.pgid
    } else {
        first
    }
}

/// `[1] + Running              sleep 60`: the line of `jobs`, also what the prompt says of a job.
#[must_use]
pub fn line(jobs: &Jobs, job: &Job) -> Vec<u8> {
    let head = format!("{} {:<20} ", mark(jobs, job), state_text(job.state()));
    [head.as_bytes(), &job.text, b"\n"].concat()
}

/// With process numbers: a line for each process.
fn long_lines(jobs: &Jobs, job: &Job) -> Vec<u8> {
    let mark = mark(jobs, job);
    let indent = " ".repeat(mark.len());
    let mut lines = Vec::new();
    for (position, process) in job.processes.iter().enumerate() {
        let is_first = position == 0;
        let head = if is_first { &mark } else { &indent };
        let text: &[u8] = if is_first { &job.text } else { b"" };
        let state = state_text(process.state);
        lines.extend_from_slice(format!("{head} {} {state:<20} ", process.pid).as_bytes());
        lines.extend_from_slice(text);
        while lines.last() == Some(&b' ') {
            lines.pop();
        }
        lines.push(b'\n');
    }
    lines
}

fn mark(jobs: &Jobs, job: &Job) -> String {
    let rank = if jobs.current() == Some(job.number) {
        '+'
    } else if jobs.previous() == Some(job.number) {
        '-'
    } else {
        ' '
    };
    format!("[{}] {rank}", job.number)
}

fn state_text(state: JobState) -> String {
    match state {
        JobState::Running => "Running".to_owned(),
        JobState::Done(0) => "Done".to_owned(),
        JobState::Done(status) => format!("Done({status})"),
        JobState::Stopped(signal) => match signal_name(signal) {
            Some(name) => format!("Stopped (SIG{name})"),
            None => "Stopped".to_owned(),
        },
        JobState::Signaled(signal, has_core) => {
            let suffix = if has_core { " (core dumped)" } else { "" };
            format!("{}{suffix}", signal_description(signal))
        }
    }
}

/// The number of the job that an operand means, or of the current one; it must have been started with job control.
fn controlled_job(host: &mut dyn Host, operand: Option<&[u8]>) -> Result<u32, Leave> {
    if !host.state().is_on(Opt::Monitor) {
        return Err(BuiltinError::failure("there is no job control here").into());
    }
    host.poll_children();
    let operand = operand.unwrap_or(b"%%");
    let with_percent = match operand.first() {
        Some(b'%') => operand.to_vec(),
        _ => [b"%", operand].concat(),
    };
    let job = job_id::find(&host.state().jobs, &with_percent)?;
    let (number, is_controlled) = (job.number, job.is_controlled);
    if job.state().has_ended() {
        told(&mut host.state().jobs, number);
        return Err(BuiltinError::failure(format!("%{number}: the job has ended")).into());
    }
    if !is_controlled {
        let message = format!("%{number}: the job was started without job control");
        return Err(BuiltinError::failure(message).into());
    }
    Ok(number)
}

fn run_fg(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::none(args)?;
    opts.at_most(1)?;
    let number = controlled_job(host, opts.operand(0))?;
    let text = host.state().jobs.get(number).map(|job| job.text.clone());
    tell(host, &[&text.unwrap_or_default()[..], b"\n"].concat())?;
    host.continue_job(number, true)
}

/// Writes at once: the job will write too.
fn tell(host: &mut dyn Host, text: &[u8]) -> Result<(), BuiltinError> {
    let ctx = host.ctx(b"fg");
    ctx.out.write(ctx.kernel, text);
    let written = ctx.out.finish(ctx.kernel);
    written
        .map_err(|errno| BuiltinError::failure(format!("standard output: {}", errno_text(errno))))
}

fn run_bg(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::none(args)?;
    let mut operands: Vec<Option<&[u8]>> = opts.operands().map(Some).collect();
    if operands.is_empty() {
        operands.push(None);
    }
    let mut status = ExitStatus::SUCCESS;
    for operand in operands {
        match controlled_job(host, operand) {
            Ok(number) => {
                let text = host.state().jobs.get(number).map(|job| job.text.clone());
                let head = format!("[{number}] ");
                tell(
                    host,
                    &[head.as_bytes(), &text.unwrap_or_default(), b"\n"].concat(),
                )?;
                host.continue_job(number, false)?;
            }
            Err(Leave::Error(error)) => {
                host.ctx(b"bg").complain(error.message);
                status = error.status;
            }
            Err(leave) => return Err(leave),
        }
    }
    Ok(status)
}

fn run_disown(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "ahr")?;
    host.poll_children();
    let jobs = &mut host.state().jobs;
    let mut numbers = Vec::new();
    if opts.operand_count() > 0 {
        for operand in opts.operands() {
            let by_pid = crate::builtin::numbers::decimal(operand)
                .ok()
                .and_then(|pid| i32::try_from(pid).ok())
                .and_then(|pid| jobs.with_pid(pid));
            let job = by_pid.map_or_else(|| job_id::find(jobs, operand), Ok)?;
            numbers.push(job.number);
        }
    } else if opts.has(b'a') || opts.has(b'r') {
        let is_meant = |job: &&Job| !opts.has(b'r') || job.state() == JobState::Running;
        numbers.extend(jobs.iter().filter(is_meant).map(|job| job.number));
    } else {
        numbers.push(job_id::find(jobs, b"%%")?.number);
    }
    for number in numbers {
        if opts.has(b'h') {
            if let Some(job) = jobs.get_mut(number) {
                job.is_spared = true;
            }
        } else {
            jobs.remove(number);
        }
    }
    Ok(ExitStatus::SUCCESS)
}

fn run_suspend(host: &mut dyn Host, args: &Fields) -> Done {
    const SIGSTOP: i32 = 19;
    let opts = Opts::parse(args, "f")?;
    opts.at_most(0)?;
    if !opts.has(b'f') {
        if !host.state().is_on(Opt::Monitor) {
            return Err(BuiltinError::failure("there is no job control here").into());
        }
        if host.state().is_on(Opt::Login) {
            return Err(BuiltinError::failure("this is a login shell; use -f").into());
        }
    }
    let result = host.kernel().kill(process::id(), SIGSTOP);
    result.map_err(|errno| BuiltinError::failure(format!("kill: {}", errno_text(errno))))?;
    Ok(ExitStatus::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Process;

    fn job(state: JobState) -> Job {
        Job {
            number: 0,
            pgid: 10,
            processes: vec![
                Process {
                    pid: 10,
                    state: JobState::Done(0),
                },
                Process { pid: 11, state },
            ],
            text: b"a | b".to_vec(),
            is_controlled: true,
            is_news: true,
            is_async: true,
            is_spared: false,
            is_negated: false,
        }
    }

    fn listed(state: JobState) -> (Jobs, Vec<u8>) {
        let mut jobs = Jobs::default();
        let number = jobs.add(job(state));
        let shown = jobs.get(number).map(|job| line(&jobs, job));
        (jobs, shown.unwrap_or_default())
    }

    #[test]
    fn lines_tell_number_rank_state_and_text() {
        let (_, shown) = listed(JobState::Running);
        assert_eq!(shown, b"[1] + Running              a | b\n");
        let (_, shown) = listed(JobState::Done(3));
        assert_eq!(shown, b"[1] + Done(3)              a | b\n");
        let (_, shown) = listed(JobState::Stopped(20));
        assert_eq!(shown, b"[1] + Stopped (SIGTSTP)    a | b\n");
    }

    #[test]
    fn long_lines_tell_each_process() {
        let (jobs, _) = listed(JobState::Running);
        let shown = long_lines(&jobs, jobs.get(1).unwrap());
        assert_eq!(
            shown,
            b"[1] + 10 Done                 a | b\n      11 Running\n"
        );
    }

    #[test]
    fn what_has_ended_is_told_once() {
        let (mut jobs, _) = listed(JobState::Done(0));
        told(&mut jobs, 1);
        assert!(jobs.is_empty());
        let (mut jobs, _) = listed(JobState::Running);
        told(&mut jobs, 1);
        assert!(!jobs.is_empty());
    }
}
