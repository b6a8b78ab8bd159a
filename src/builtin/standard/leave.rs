//! `return` and `exit` (XCU 2.14 return, exit).

use crate::builtin::numbers::{self, NumberError};
use crate::builtin::options::too_many;
use crate::builtin::{Arguments, Body, Builtin, Ctx, Divert, Done, Kind, Leave};
use crate::source::Fields;
use crate::state::{ExitStatus, JobState, Opt};

pub(super) const RETURN: Builtin = Builtin {
    name: "return",
    kind: Kind::Special,
    synopsis: "return [STATUS]",
    help: "\
Leaves the function or the script run by `.` with STATUS (0 to 255), by default that of the last command.
Outside of both it ends the script, as dash does.

Status: STATUS; 2 if it is not a number.

Example:
    f() { return 3; }; f || echo $?
",
    arguments: Arguments::OPTIONAL_NUMBER,
    body: Body::Plain(run_return),
};

pub(super) const EXIT: Builtin = Builtin {
    name: "exit",
    kind: Kind::Special,
    synopsis: "exit [STATUS]",
    help: "\
Ends the shell with STATUS (0 to 255), by default that of the last command; in the action of a trap, that of the last
command before it. The EXIT trap is run first.

Status: STATUS; 2 if it is not a number.

Example:
    (exit 3) || echo $?
",
    arguments: Arguments::OPTIONAL_NUMBER,
    body: Body::Plain(run_exit),
};

fn run_return(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let status = status_operand(ctx, args)?;
    if ctx.state.frame().is_some() {
        return Err(Divert::Return(status).into());
    }
    if ctx.state.is_on(Opt::Interactive) && ctx.state.subshell_depth == 0 {
        ctx.complain("there is no function or dot script to leave");
        return Ok(ExitStatus::FAILURE);
    }
    Err(Divert::Exit(status).into())
}

fn run_exit(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let status = status_operand(ctx, args)?;
    if !ctx.state.warned_of_jobs && has_stopped_jobs(ctx) {
        ctx.state.warned_of_jobs = true;
        ctx.complain("there are stopped jobs; a second exit leaves them");
        return Ok(ExitStatus::FAILURE);
    }
    Err(Divert::Exit(status).into())
}

fn has_stopped_jobs(ctx: &Ctx<'_>) -> bool {
    let is_prompting = ctx.state.is_on(Opt::Interactive) && ctx.state.subshell_depth == 0;
    let is_stopped = |state| matches!(state, JobState::Stopped(_));
    is_prompting && ctx.state.jobs.iter().any(|job| is_stopped(job.state()))
}

fn status_operand(ctx: &Ctx<'_>, args: &Fields) -> Result<ExitStatus, Leave> {
    let first = match args.get(1) {
        Some(b"--") => 2,
        _ => 1,
    };
    let Some(text) = args.get(first) else {
        return Ok(ctx.state.status_before_trap.unwrap_or(ctx.state.status));
    };
    if let Some(extra) = args.get(first + 1) {
        return Err(too_many(extra).into());
    }
    // Any integer is taken and cut to eight bits, as everywhere; -1 is 255.
    match numbers::decimal(text) {
        Ok(number) => Ok(ExitStatus(i32::try_from(number & 0xff).unwrap_or(0))),
        Err(NumberError::OutOfRange | NumberError::Malformed) => {
            Err(NumberError::Malformed.of("status", text).into())
        }
    }
}
