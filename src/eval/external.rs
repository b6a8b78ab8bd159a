//! Programs: command search, then a plan that ends in `execve`.

use std::ffi::{CStr, CString};
use std::rc::Rc;

use super::Shell;
use super::diagnose::Trouble;
use super::search::Located;
use super::subshell::Forked;
use crate::builtin::Flow;
use crate::exec::{self, Executor};
use crate::plan::{self, ForkKind, Program, RedirectPlan, Where};
use crate::source::Fields;
use crate::state::{ExitStatus, Opt};
use crate::syntax::ast::{Command, Simple};
use crate::sys::{Errno, Pid};

impl Shell {
    /// A simple command whose name is neither builtin nor function.
    pub(super) fn program(
        &mut self,
        command: &Command,
        simple: &Simple,
        fields: &Fields,
        is_tail: bool,
    ) -> Flow {
        let result = self.try_program(command, simple, fields, is_tail);
        result.or_else(|trouble| self.in_trouble(trouble, false))
    }

    fn try_program(
        &mut self,
        command: &Command,
        simple: &Simple,
        fields: &Fields,
        is_tail: bool,
    ) -> Result<ExitStatus, Trouble> {
        let redirects = self.resolve_redirections(&command.redirections)?;
        if simple.assignments.is_empty() {
            if self.state.is_on(Opt::XTrace) {
                self.trace_fields(&[], fields);
            }
            return self.launch(command, &redirects, fields, is_tail);
        }
        self.state.vars.push_scope();
        let assigned = simple
            .assignments
            .iter()
            .try_for_each(|assignment| self.assign_temporarily(assignment));
        if assigned.is_ok() && self.state.is_on(Opt::XTrace) {
            self.trace_fields(&simple.assignments, fields);
        }
        let result = assigned.and_then(|()| self.launch(command, &redirects, fields, is_tail));
        self.close_scope();
        result
    }

    fn launch(
        &mut self,
        command: &Command,
        redirects: &[plan::Redirect<Vec<u8>>],
        fields: &Fields,
        is_tail: bool,
    ) -> Result<ExitStatus, Trouble> {
        let name = fields.get(0).unwrap_or_default();
        let path = match self.locate(name) {
            Located::Path(path) => path,
            missing => {
                self.set_status_open(false);
                return self.not_located(name, &missing, redirects, command);
            }
        };
        let redirections = plan::lower_redirections(redirects, Where::Child);
        let environment = self.state.vars.environment();
        let program = program(&path, fields, &environment);
        self.enter_child_plan(command.span);
        if is_tail && self.may_be_replaced() {
            return Ok(self.replace(&redirections, program));
        }
        self.spawn(redirections, program, || {
            crate::syntax::print::command(command)
        })
    }

    /// Says that there is no such program, where its redirections would have sent the message.
    fn not_located(
        &mut self,
        name: &[u8],
        missing: &Located,
        redirects: &[plan::Redirect<Vec<u8>>],
        command: &Command,
    ) -> Result<ExitStatus, Trouble> {
        let redirections = plan::lower_redirections(redirects, Where::Shell);
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        self.perform(&mut executor, &redirections, &command.redirections)?;
        let status = self.complain_of(name, missing);
        self.undo(&mut executor, &redirections)?;
        Ok(status)
    }

    /// Prints why a program cannot be run; the status that goes with it.
    pub(super) fn complain_of(&mut self, name: &[u8], missing: &Located) -> ExitStatus {
        match missing {
            Located::NotExecutable(errno) => {
                let message = format!("{errno:?}: {}", crate::sys::errno_text(*errno));
                self.complain(name, message.as_bytes());
                ExitStatus::NOT_EXECUTABLE
            }
            _ => {
                self.complain(name, b"command not found");
                ExitStatus::NOT_FOUND
            }
        }
    }

    /// Executes the program in place of this process.
    fn replace(
        &mut self,
        redirections: &RedirectPlan<Vec<u8>>,
        program: exec::Program<'_>,
    ) -> ExitStatus {
        self.set_status_open(true);
        let kernel = Rc::clone(&self.kernel);
        let programs = [program];
        let mut executor = Executor::new(&*kernel, &programs);
        let mut steps = redirections.perform.clone();
        steps.push(plan::Step::Exec {
            program: Program(0),
        });
        let body = |_: &mut Self, _| Ok(ExitStatus::SUCCESS);
        match executor.run(
            &steps,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        ) {
            Ok(()) => ExitStatus::NOT_EXECUTABLE,
            Err(failure) => {
                self.complain(b"", &failure.message());
                ExitStatus::FAILURE
            }
        }
    }

    pub(super) fn spawn(
        &mut self,
        redirections: RedirectPlan<Vec<u8>>,
        program: exec::Program<'_>,
        text: impl FnOnce() -> Vec<u8>,
    ) -> Result<ExitStatus, Trouble> {
        self.set_status_open(true);
        let steps = plan::spawn(redirections, Program(0), ForkKind::Vfork);
        let steps = self.without_vfork(steps);
        let kernel = Rc::clone(&self.kernel);
        let programs = [program];
        let mut executor = Executor::new(&*kernel, &programs);
        executor.job_control = self.foreground_control();
        let body = |_: &mut Self, _| Ok(ExitStatus::SUCCESS);
        executor.run(
            &steps,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        )?;
        let Some((_, state)) = executor.ended.first().copied() else {
            return Ok(ExitStatus::NOT_EXECUTABLE);
        };
        let control = executor.job_control;
        let children: Vec<Pid> = executor.children.iter().map(|(_, pid)| *pid).collect();
        let states = self.after_foreground(control, &children, vec![state], text)?;
        Ok(states
            .first()
            .map_or(ExitStatus::SUCCESS, |state| state.status()))
    }

    /// In a child: the program could not be executed.
    pub(super) fn report_exec(&self, program: &exec::Program<'_>, errno: Errno) -> ExitStatus {
        let name = program
            .argv
            .first()
            .map_or(b"".as_slice(), |name| name.to_bytes());
        let (message, status) = match errno {
            Errno::ENOENT if program.path.to_bytes() == name && !exists(program.path) => (
                "ENOENT: No such file or directory".to_owned(),
                ExitStatus::NOT_FOUND,
            ),
            Errno::ENOENT => (
                "ENOENT: its interpreter does not exist".to_owned(),
                ExitStatus::NOT_EXECUTABLE,
            ),
            _ => (
                format!("{errno:?}: {}", crate::sys::errno_text(errno)),
                ExitStatus::NOT_EXECUTABLE,
            ),
        };
        self.complain(name, message.as_bytes());
        status
    }
}

fn exists(path: &CStr) -> bool {
    crate::sys::file::status(path.to_bytes()).is_ok()
}

/// Name and arguments, environment and pathname for `execve`.
pub(super) fn program<'a>(
    path: &'a CStr,
    fields: &'a Fields,
    environment: &'a [CString],
) -> exec::Program<'a> {
    let argv = (0..fields.len())
        .filter_map(|index| CStr::from_bytes_with_nul(fields.get_with_nul(index)?).ok())
        .collect();
    exec::Program {
        path,
        argv,
        envp: environment.iter().map(CString::as_c_str).collect(),
    }
}
