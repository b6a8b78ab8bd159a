//! Subshell environments without a process: what the commands change is put back when they are through.
//!
//! [`survey`](super::survey) says which commands that is possible for. Nobody can tell the difference; `set +o shortcuts`
//! makes a process for each all the same.

use std::cell::Cell;
use std::rc::Rc;

use super::Shell;
use super::diagnose::Trouble;
use crate::builtin::Flow;
use crate::exec::Executor;
use crate::plan::{self, Where};
use crate::source::Fields;
use crate::state::{ExitStatus, Loops, Options};
use crate::syntax::ast::{Command, List};

/// What is put back beside the variables.
struct Kept {
    line: u32,
    loops: Loops,
    positional: Rc<Vec<Vec<u8>>>,
    options: Options,
    seconds: (i64, std::time::Instant),
    subshell: u64,
    random_drawn_in: u64,
    pipe_statuses: Vec<i32>,
}

impl Shell {
    /// `( list )` with its redirections, in this process.
    pub(super) fn subshell_here(
        &mut self,
        command: &Command,
        list: &List,
    ) -> Result<ExitStatus, Trouble> {
        if command.redirections.is_empty() {
            return Ok(self.contained("( )", |shell| shell.list(list, false)));
        }
        let redirects = self.resolve_redirections(&command.redirections)?;
        let redirections = plan::lower_redirections(&redirects, Where::Shell);
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        self.perform(&mut executor, &redirections, &command.redirections)?;
        let status = self.contained("( )", |shell| shell.list(list, false));
        self.undo(&mut executor, &redirections)?;
        Ok(status)
    }

    /// `$( list )` in this process: its status, and its output appended to `out`.
    pub(super) fn substitution_here(&mut self, list: &List, out: &mut Vec<u8>) -> ExitStatus {
        self.out.begin_capture();
        self.state.captures += 1;
        let status = self.contained("$( )", |shell| shell.list(list, false));
        self.state.captures -= 1;
        let written = self.out.end_capture();
        super::substitute::append_without_nul(out, &written);
        self.out.recycle(written);
        status
    }

    /// The last stage of a pipeline in this process, whose standard input is the pipe.
    pub(super) fn stage_here(&mut self, command: &Command) -> ExitStatus {
        self.contained("| stage", |shell| shell.command(command, false))
    }

    /// Tells that a subshell environment is made, and no process for it.
    pub(super) fn tell_no_process(&self, what: &str) {
        let text = format!("{what} without a process");
        self.tell_inside("subshell", &Fields::from_iter([text]));
    }

    /// Does the work of a subshell and puts back what it has changed.
    fn contained(&mut self, what: &str, work: impl FnOnce(&mut Self) -> Flow) -> ExitStatus {
        if self.tracer.is_some() {
            self.tell_no_process(what);
        }
        self.enter_pretence();
        let kept = self.begin_contained();
        let flow = if Self::is_too_deep() {
            self.too_deep()
        } else {
            work(self)
        };
        let status = self.end_contained(kept, flow);
        self.leave_pretence();
        status
    }

    fn begin_contained(&mut self) -> Kept {
        let state = &mut self.state;
        state.subshell_depth += 1;
        self.contained += 1;
        state.shown_numbers.push(Cell::new(0));
        if !self.kernel.is_dry() {
            crate::sys::signal::break_no_pipe();
        }
        state.vars.begin_trial();
        let loops = state.loops;
        state.loops.enter_subshell();
        let kept = Kept {
            line: state.place.line,
            loops,
            positional: Rc::clone(&state.positional),
            options: state.options,
            seconds: state.seconds,
            subshell: state.subshell,
            random_drawn_in: state.random_drawn_in,
            pipe_statuses: state.pipe_statuses.clone(),
        };
        state.begin_subshell();
        kept
    }

    fn end_contained(&mut self, kept: Kept, flow: Flow) -> ExitStatus {
        let status = crate::builtin::final_status(flow);
        let state = &mut self.state;
        state.vars.end_trial();
        state.place.line = kept.line;
        state.loops = kept.loops;
        state.positional = kept.positional;
        state.options = kept.options;
        state.seconds = kept.seconds;
        state.subshell = kept.subshell;
        state.random_drawn_in = kept.random_drawn_in;
        state.pipe_statuses = kept.pipe_statuses;
        state.subshell_depth -= 1;
        state.shown_numbers.pop();
        self.contained -= 1;
        // What another process would give to its parent has eight bits.
        ExitStatus(status.low_byte())
    }
}
