//! Command and process substitution (XCU 2.6.3; the latter is an extension).

use std::rc::Rc;

use super::Shell;
use super::subshell::Forked;
use crate::builtin::{Divert, Flow};
use crate::exec::{Executor, Failure, job_state};
use crate::expand::ExpandError;
use crate::plan::{self, ChildId, Slot};
use crate::state::ExitStatus;
use crate::syntax::ast::{CommandSub, List, ProcessSub, Program};
use crate::sys::{Errno, Fd, WaitFor, signal};

impl Shell {
    pub(super) fn substitute(
        &mut self,
        sub: &Rc<CommandSub>,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError> {
        if sub.program.list.items.is_empty() {
            self.substitution_status = Some(ExitStatus::SUCCESS);
            return Ok(());
        }
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        let program = &sub.program;
        let body = |shell: &mut Self, _| shell.substituted(program);
        let steps = plan::substitution();
        executor
            .run(
                &steps,
                &mut Forked {
                    shell: self,
                    body: &body,
                    is_async: false,
                },
            )
            .map_err(not_started)?;
        let read = executor.fd(Slot::Read(plan::PipeId(0)));
        let result = read.map_or(Ok(()), |fd| self.read_all(fd, out));
        let pid = executor
            .children
            .iter()
            .find(|(child, _)| *child == ChildId(0))
            .map(|(_, pid)| *pid);
        let change = pid.and_then(|pid| self.wait_through(WaitFor::Child(pid)));
        let status = change.map_or(ExitStatus::NOT_FOUND, |change| job_state(change).status());
        self.substitution_status = Some(status);
        self.state.status = status;
        result
    }

    fn substituted(&mut self, program: &Program) -> Flow {
        let list: &List = &program.list;
        self.list(list, true)
    }

    /// Reads to the end and closes; NUL bytes are dropped.
    fn read_all(&mut self, fd: Fd, out: &mut Vec<u8>) -> Result<(), ExpandError> {
        let mut buffer = vec![0; 16 * 1024];
        let result = loop {
            match self.kernel.read(fd, &mut buffer) {
                Ok(0) => break Ok(()),
                Ok(count) => {
                    let bytes = buffer.get(..count).unwrap_or_default();
                    if out.try_reserve(count).is_err() {
                        break Err(Errno::ENOMEM);
                    }
                    out.extend(bytes.iter().copied().filter(|byte| *byte != 0));
                }
                Err(Errno::EINTR) => {}
                Err(errno) => break Err(errno),
            }
        };
        let _ = self.kernel.close(fd); // a read end: nothing can be lost
        result.map_err(|errno| ExpandError::Substitution {
            call: "read",
            errno,
        })
    }

    pub(super) fn start_process_substitution(
        &mut self,
        sub: &Rc<ProcessSub>,
    ) -> Result<Vec<u8>, ExpandError> {
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        let program = &sub.program;
        let body = |shell: &mut Self, _| shell.substituted(program);
        let steps = plan::process_substitution(sub.reads);
        executor
            .run(
                &steps,
                &mut Forked {
                    shell: self,
                    body: &body,
                    is_async: true,
                },
            )
            .map_err(not_started)?;
        let fd = executor.fd(Slot::Allocated(0)).unwrap_or(-1);
        let pid = executor.children.first().map_or(0, |(_, pid)| *pid);
        self.process_substitutions.push((fd, pid));
        self.state.last_async = Some(pid);
        Ok(format!("/dev/fd/{fd}").into_bytes())
    }

    /// After the command: closes our ends and collects the processes that have ended already; the others are left to themselves
    /// and collected with the jobs.
    pub(super) fn end_process_substitutions(&mut self) {
        for (fd, pid) in std::mem::take(&mut self.process_substitutions) {
            let _ = self.kernel.close(fd); // a pipe end that only the command used
            if let Ok(None) = self.kernel.wait(WaitFor::Child(pid), true, false) {
                self.state.jobs.add_unlisted(pid);
            }
        }
    }

    /// Waits for a child through interruptions; signals are looked at after the command.
    pub(super) fn wait_through(&mut self, which: WaitFor) -> Option<crate::sys::Wait> {
        loop {
            match self.kernel.wait(which, false, false) {
                Ok(Some((_, change))) => return Some(change),
                Err(Errno::EINTR) => {}
                Ok(None) | Err(_) => return None,
            }
        }
    }

    /// Whether `SIGINT` should take an interactive shell back to its prompt now.
    pub(super) fn check_interrupt(&mut self) -> Result<(), Divert> {
        let interrupt = crate::state::Condition::Signal(signal::numbers::SIGINT);
        let is_meant = self.is_interactive() && self.state.traps.get(interrupt).is_none();
        if is_meant && signal::take(signal::numbers::SIGINT) {
            Err(Divert::Interrupt)
        } else {
            Ok(())
        }
    }
}

fn not_started(failure: Failure) -> ExpandError {
    ExpandError::Substitution {
        call: failure.call,
        errno: failure.errno,
    }
}
