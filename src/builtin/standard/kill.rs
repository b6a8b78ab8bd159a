//! `kill` (XCU kill).

use super::job_id;
use crate::builtin::ipc::spec::{any, flag, takes};
use crate::builtin::numbers::{self, NumberError};
use crate::builtin::options::{missing, unknown};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, What};
use crate::source::{Fields, quote};
use crate::state::{ExitStatus, JobState};
use crate::sys::signal::{RTMAX, signal_name, signal_number};
use crate::sys::{Pid, Signal};

pub(super) const KILL: Builtin = Builtin {
    name: "kill",
    kind: Kind::Regular,
    synopsis: "kill [-s SIGNAL | -n NUMBER | -SIGNAL] PROCESS... | kill -l [STATUS...]",
    help: "\
Sends a signal (TERM unless told) to processes. PROCESS is a process number, a job (%1), 0 for all of this process
group, or a negative number for a process group; put -- before it if no signal is named.

    -s SIGNAL  by name, as INT; 0 only asks whether the process is there
    -n NUMBER  by number (extension)
    -l         write the names of all signals, or of the one that STATUS (as of $?) or number stands for

Status: 0; 1 if a signal could not be sent, 2 for a wrong operand.

Example:
    sleep 60 & kill $!; wait $!; kill -l $?
",
    arguments: Arguments {
        options: &[
            takes(b's', "", "SIGNAL", What::Signal),
            takes(b'n', "", "NUMBER", What::Number),
            flag(b'l', ""),
        ],
        operands: &[any("PROCESS", What::Process)],
    },
    body: Body::Plain(run),
};

const SIGTERM: Signal = 15;
const SIGCONT: Signal = 18;
const SIGHUP: Signal = 1;

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let (signal, first) = match args.get(1) {
        Some(b"-l" | b"-L") => return list(ctx, args, 2),
        Some(b"-s" | b"-n") => {
            let text = args.get(2).ok_or_else(|| missing("SIGNAL"))?;
            (parse_signal(text)?, 3)
        }
        Some(b"--") => (SIGTERM, 1),
        Some([b'-', b's', name @ ..]) if signal_or_zero(name).is_some() => (parse_signal(name)?, 2),
        Some([b'-', b'n', digits @ ..]) if digits.first().is_some_and(u8::is_ascii_digit) => {
            (parse_signal(digits)?, 2)
        }
        Some(option @ [b'-', name @ ..]) if !name.is_empty() => {
            let signal = signal_or_zero(name).ok_or_else(|| {
                let is_number = name.first().is_some_and(u8::is_ascii_digit);
                if is_number || name.len() > 1 {
                    no_signal(name)
                } else {
                    unknown(option)
                }
            })?;
            (signal, 2)
        }
        _ => (SIGTERM, 1),
    };
    let first = first + usize::from(args.get(first) == Some(b"--"));
    if args.len() <= first {
        return Err(missing("PROCESS").into());
    }
    let mut status = ExitStatus::SUCCESS;
    for operand in args.iter().skip(first) {
        if let Err(error) = send(ctx, operand, signal) {
            ctx.complain(&error.message);
            status = ExitStatus(status.0.max(error.status.0));
        }
    }
    Ok(status)
}

fn signal_or_zero(text: &[u8]) -> Option<Signal> {
    let is_zero = text == b"0" || text.eq_ignore_ascii_case(b"EXIT");
    if is_zero {
        Some(0)
    } else {
        signal_number(text)
    }
}

fn parse_signal(text: &[u8]) -> Result<Signal, BuiltinError> {
    signal_or_zero(text).ok_or_else(|| no_signal(text))
}

fn no_signal(text: &[u8]) -> BuiltinError {
    BuiltinError::usage([&quote::quoted(text)[..], b": no such signal"].concat())
}

fn send(ctx: &Ctx<'_>, operand: &[u8], signal: Signal) -> Result<(), BuiltinError> {
    if operand.first() == Some(&b'%') {
        return send_to_job(ctx, operand, signal);
    }
    let pid = numbers::decimal(operand)
        .and_then(|pid| Pid::try_from(pid).map_err(|_| NumberError::OutOfRange))
        .map_err(|error| error.of("process number", operand))?;
    send_one(ctx, operand, pid, signal)
}

fn send_one(ctx: &Ctx<'_>, operand: &[u8], pid: Pid, signal: Signal) -> Result<(), BuiltinError> {
    ctx.kernel.kill(pid, signal).map_err(|errno| {
        let mut message = quote::quoted(operand);
        message.extend_from_slice(format!(": {}", crate::sys::errno_text(errno)).as_bytes());
        BuiltinError::failure(message)
    })
}

/// With job control a job is a process group; otherwise each of its processes gets the signal.
fn send_to_job(ctx: &Ctx<'_>, operand: &[u8], signal: Signal) -> Result<(), BuiltinError> {
    let job = job_id::find(ctx.state.jobs.visible(), operand)?;
    let targets: Vec<Pid> = if job.is_controlled && job.pgid > 0 {
        vec![-job.pgid]
    } else {
        let running = job.processes.iter().filter(|p| !p.state.has_ended());
        running.map(|process| process.pid).collect()
    };
    if targets.is_empty() {
        return Err(job_id::no_such_job(operand));
    }
    // A stopped job would not notice that it is to end: it is continued, as in other shells.
    let wakes = matches!(job.state(), JobState::Stopped(_)) && matches!(signal, SIGTERM | SIGHUP);
    for pid in targets {
        send_one(ctx, operand, pid, signal)?;
        if wakes {
            send_one(ctx, operand, pid, SIGCONT)?;
        }
    }
    Ok(())
}

fn list(ctx: &mut Ctx<'_>, args: &Fields, first: usize) -> Done {
    let first = first + usize::from(args.get(first) == Some(b"--"));
    if args.len() <= first {
        ctx.print(all_names());
        return Ok(ExitStatus::SUCCESS);
    }
    let mut status = ExitStatus::SUCCESS;
    for operand in args.iter().skip(first) {
        match describe(operand) {
            Some(text) => ctx.print(text + "\n"),
            None => {
                ctx.complain(no_signal(operand).message);
                status = ExitStatus::FAILURE;
            }
        }
    }
    Ok(status)
}

/// The name for a number or an exit status; the number for a name.
fn describe(operand: &[u8]) -> Option<String> {
    match numbers::decimal(operand) {
        Ok(0) => Some("EXIT".to_owned()),
        Ok(number) => {
            let number = Signal::try_from(number).ok()?;
            // An exit status has 128 added, 256 in ksh93, 384 in yash.
            [0, 128, 256, 384]
                .iter()
                .find_map(|base| signal_name(number - base))
                .map(str::to_owned)
        }
        Err(_) => signal_or_zero(operand).map(|number| number.to_string()),
    }
}

/// The names of all signals, separated by blanks, in lines for a terminal.
pub(super) fn all_names() -> String {
    let mut text = String::new();
    let mut column = 0;
    for name in (1..=RTMAX).filter_map(signal_name) {
        if column + name.len() > 76 {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
        }
        text.push_str(name);
        column += name.len() + 1;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_names_its_signal() {
        assert_eq!(describe(b"9").as_deref(), Some("KILL"));
        assert_eq!(describe(b"137").as_deref(), Some("KILL"));
        assert_eq!(describe(b"SIGINT").as_deref(), Some("2"));
        assert_eq!(describe(b"0").as_deref(), Some("EXIT"));
        assert_eq!(describe(b"99999999999"), None);
        assert_eq!(describe(b"-128"), None);
    }

    #[test]
    fn all_names_fit_on_lines() {
        let text = all_names();
        assert!(text.starts_with("HUP INT QUIT ILL"));
        assert!(text.lines().all(|line| line.len() <= 78));
    }
}
