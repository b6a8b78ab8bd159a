//! `fork`: the shell goes on in two processes.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::one;
use crate::builtin::{Outcome, What};
use crate::plan::Call;
use crate::sys::Forked;

row! {
    /// `fork`
    FORK = "fork" control(run),
    options [],
    operands [one("VAR", What::Variable)],
    "fork VAR",
    "\
pid_t fork(void);

Makes a copy of the shell. VAR is 0 in the child and the child's number in the parent. In a script both go on behind the fork; at
the prompt the child runs the rest of the command that was typed, and ends. The child has copies of all descriptors (the same
open file descriptions), variables and memory; shared attachments and mappings stay shared. Its traps are reset.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    fork pid
    if [ $pid -eq 0 ]; then echo child; exit 3; fi
    waitpid -v st $pid; echo ${st[1]}
"
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::variable(&mut caller.ctx(), args.operand(0))?;
    let describe = || Call::new("fork");
    if caller.ctx().is_explaining() {
        let mut ctx = caller.ctx();
        ctx.syscall(describe, || Ok(0_i32))?;
        sink.give(&mut ctx, b"0")?;
        return OK;
    }
    let forked = caller.host.fork_shell();
    let mut ctx = caller.ctx();
    let pid = match forked {
        Ok(Forked::Child) => 0,
        Ok(Forked::Parent(pid)) => {
            ctx.tell_call(&describe(), Outcome::Returned(i64::from(pid)));
            pid
        }
        Err(errno) => {
            ctx.tell_call(&describe(), Outcome::Failed(errno));
            return Err(ctx.call_error(&describe(), errno).into());
        }
    };
    sink.give(&mut ctx, pid.to_string().as_bytes())?;
    OK
}
