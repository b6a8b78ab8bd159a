//! `coproc` (extension): an asynchronous command with a pipe to it and a pipe from it.

use std::rc::Rc;

use super::Shell;
use super::diagnose::Trouble;
use super::subshell::Forked;
use crate::builtin::Flow;
use crate::exec::Executor;
use crate::plan::{self, Slot};
use crate::state::{Array, ExitStatus, Value};
use crate::syntax::ast::Coproc;

impl Shell {
    /// Starts the command; `NAME[0]` reads what it writes, `NAME[1]` writes what it reads, `NAME_PID` is its process.
    pub(super) fn coproc_command(&mut self, node: &Coproc) -> Flow {
        let result = self.try_coproc(node);
        result.or_else(|trouble| self.in_trouble(trouble, false))
    }

    fn try_coproc(&mut self, node: &Coproc) -> Result<ExitStatus, Trouble> {
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        let body = |shell: &mut Self, _| shell.command(&node.command, true);
        self.enter_child_plan(node.command.span);
        executor.run(
            &plan::coprocess(),
            &mut Forked {
                shell: self,
                body: &body,
                is_async: true,
            },
        )?;
        let fds =
            [Slot::Allocated(0), Slot::Allocated(1)].map(|slot| executor.fd(slot).unwrap_or(-1));
        let elements = fds.map(|fd| fd.to_string().into_bytes());
        let slot = self.state.vars.slot_of(&node.name);
        self.state
            .vars
            .replace(slot, Value::Array(Array::from_elements(elements)))?;
        let pids: Vec<i32> = executor.children.iter().map(|(_, pid)| *pid).collect();
        let pid = pids.first().copied().unwrap_or(0);
        let mut name = node.name.text.to_vec();
        name.extend_from_slice(b"_PID");
        self.state.assign_text(&name, pid.to_string().as_bytes())?;
        self.add_background_job(
            pids.into_iter(),
            0,
            crate::syntax::print::command(&node.command),
        );
        Ok(ExitStatus::SUCCESS)
    }
}
