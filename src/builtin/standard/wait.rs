//! `wait` (XCU wait).

use super::job_id;
use crate::builtin::ipc::spec::{any, flag, takes};
use crate::builtin::numbers::decimal_in;
use crate::builtin::target::assign_plain;
use crate::builtin::{Arguments, Body, Builtin, Done, Host, Kind, Leave, Opts, What};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const WAIT: Builtin = Builtin {
    name: "wait",
    kind: Kind::Regular,
    synopsis: "wait [-n] [-p VAR] [PROCESS...]",
    help: "\
Waits until processes of this shell have ended; without operands, all of them. PROCESS is a process number or a
job (%1). A signal with a trap ends the wait.

    -n      wait for the next one only, of the given or of all (extension)
    -p VAR  with -n: store the number of the process in VAR (extension)

Status: that of the last PROCESS; 0 without operands; 127 if it is none of this shell's; above 128 if a trapped
signal came.

Example:
    (exit 3) & wait $!; echo $?
",
    arguments: Arguments {
        options: &[flag(b'n', ""), flag(b'f', ""), takes(b'p', "", "VAR", What::Variable)],
        operands: &[any("PROCESS", What::Process)],
    },
    body: Body::Control(run),
};

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "nfp:")?;
    if let Some(name) = opts.value(b'p') {
        assign_plain(host.state(), name, b"")?;
    }
    let mut pids = Vec::new();
    for operand in opts.operands() {
        pids.push(pid(host, operand)?);
    }
    if opts.has(b'n') {
        let known: Vec<i32> = pids.iter().flatten().copied().collect();
        if known.is_empty() && !pids.is_empty() {
            return Ok(ExitStatus::NOT_FOUND);
        }
        return wait_for_next(host, &known, opts.value(b'p'));
    }
    if pids.is_empty() {
        return Ok(host.wait_for_all()?);
    }
    let mut status = ExitStatus::SUCCESS;
    for pid in pids {
        status = match pid {
            Some(pid) => host.wait_for_pid(pid)?.unwrap_or(ExitStatus::NOT_FOUND),
            None => ExitStatus::NOT_FOUND,
        };
    }
    Ok(status)
}

/// The process that an operand means: of a job, the last one. `None` for a job that is not there.
fn pid(host: &mut dyn Host, operand: &[u8]) -> Result<Option<i32>, Leave> {
    if operand.first() != Some(&b'%') {
        let number = decimal_in("process number", operand, 1..=i64::from(i32::MAX))?;
        return Ok(i32::try_from(number).ok());
    }
    let found = job_id::find(&host.state().jobs, operand)
        .map(|job| job.processes.last().map(|process| process.pid));
    match found {
        Ok(pid) => Ok(pid),
        Err(error) => {
            host.ctx(b"wait").complain(error.message);
            Ok(None)
        }
    }
}

fn wait_for_next(host: &mut dyn Host, pids: &[i32], variable: Option<&[u8]>) -> Done {
    let Some((pid, status)) = host.wait_for_any(pids)? else {
        return Ok(ExitStatus::NOT_FOUND);
    };
    if let Some(name) = variable {
        assign_plain(host.state(), name, pid.to_string().as_bytes())?;
    }
    Ok(status)
}
