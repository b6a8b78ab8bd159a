//! Command and process substitution (XCU 2.6.3; the latter is an extension).

use std::rc::Rc;

use super::Shell;
use super::stage::is_harmless;
use super::subshell::Forked;
use crate::builtin::{Divert, Flow};
use crate::exec::{Executor, Failure, job_state};
use crate::expand::{self, ExpandError};
use crate::plan::{self, ChildId, Slot};
use crate::source::Fields;
use crate::state::{ExitStatus, Opt};
use crate::syntax::ast::{CommandKind, CommandSub, List, ProcessSub, Program, Simple};
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
        if let Some((simple, line)) = self.only_prints(&sub.program) {
            let outer_line = std::mem::replace(&mut self.state.place.line, line);
            self.substitute_here(simple, out);
            self.state.place.line = outer_line;
            return Ok(());
        }
        if self.needs_no_process(&sub.program.list, true) {
            self.substitute_contained(sub, out);
            return Ok(());
        }
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        let program = &sub.program;
        let body = |shell: &mut Self, _| shell.substituted(program);
        let steps = plan::substitution();
        let scene = self.keep_scene();
        self.enter_child_plan(sub.span);
        self.poll_jobs();
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
        self.restore_scene(scene);
        if self.explainer.is_some() {
            out.extend(self.hole(sub.span));
        }
        result
    }

    /// The one builtin that makes up the substitution, if running it in the shell itself cannot be told from running it in
    /// a child: it only prints, and expanding its words changes nothing. With it, its line.
    fn only_prints<'p>(&self, program: &'p Program) -> Option<(&'p Simple, u32)> {
        let [item] = &*program.list.items else {
            return None;
        };
        let [stage] = &*item.and_or.first.stages else {
            return None;
        };
        let pipeline = &item.and_or.first;
        let is_alone = !item.is_async
            && item.and_or.rest.is_empty()
            && !pipeline.is_negated
            && pipeline.timed.is_none();
        let CommandKind::Simple(simple) = &stage.command.kind else {
            return None;
        };
        let name = simple.words.first().and_then(|word| word.ready())?;
        let only_prints = matches!(
            name,
            b"echo" | b"printf" | b"pwd" | b"true" | b"false" | b":"
        );
        // printf -v assigns.
        let has_options = simple
            .words
            .get(1)
            .is_none_or(|word| word.ready().is_none_or(|w| w.starts_with(b"-v")));
        let may_assign = name == b"printf" && simple.words.len() > 1 && has_options;
        let is_watched = self.state.is_on(Opt::XTrace)
            || !self.state.is_on(Opt::Shortcuts)
            || self.state.traps.has_commands();
        let is_plain =
            is_alone && only_prints && !may_assign && !is_watched && simple.assignments.is_empty();
        let is_harmless = is_plain
            && stage.command.redirections.is_empty()
            && simple.words.iter().all(is_harmless);
        let can_be_told = !is_harmless || self.state.functions.contains_key(name);
        (!can_be_told).then_some((simple, stage.command.line))
    }

    /// Runs the commands here, collects what they print, and puts back what they change.
    fn substitute_contained(&mut self, sub: &CommandSub, out: &mut Vec<u8>) {
        let scene = self.enter_text(&sub.program.chunk);
        let status = self.substitution_here(&sub.program.list, out);
        self.leave_text(scene);
        self.substitution_status = Some(status);
        self.state.status = status;
        if self.explainer.is_some() {
            out.extend(self.hole(sub.span));
        }
    }

    /// Runs the builtin here and keeps what it prints.
    fn substitute_here(&mut self, simple: &Simple, out: &mut Vec<u8>) {
        let mut fields = self.spare_fields.pop().unwrap_or_default();
        self.out.begin_capture();
        let flow = match expand::fields(self, &simple.words, &mut fields) {
            Ok(()) => self.run_here(&fields),
            Err(error) => self.in_trouble(error.into(), false),
        };
        let written = self.out.end_capture();
        append_without_nul(out, &written);
        self.out.recycle(written);
        let status = match flow {
            Ok(status)
            | Err(Divert::Exit(status) | Divert::Abort(status) | Divert::Return(status)) => status,
            Err(_) => ExitStatus::FAILURE,
        };
        self.substitution_status = Some(status);
        self.state.status = status;
        fields.clear();
        self.spare_fields.push(fields);
    }

    fn run_here(&mut self, fields: &Fields) -> Flow {
        let row = fields.get(0).and_then(crate::builtin::find);
        if self.tracer.is_some() {
            self.tell_no_process("$( )");
        }
        match row {
            None => Ok(ExitStatus::NOT_FOUND),
            // What only prints may run in an explanation, too: its output goes into a value.
            Some(row) if self.explainer.is_some() => self.print_explained(row, fields),
            Some(row) => self.call_builtin(row, fields),
        }
    }

    fn substituted(&mut self, program: &Program) -> Flow {
        let list: &List = &program.list;
        let scene = self.enter_text(&program.chunk);
        let flow = self.list(list, true);
        self.leave_text(scene);
        flow
    }

    /// Reads to the end and closes; NUL bytes are dropped.
    fn read_all(&mut self, fd: Fd, out: &mut Vec<u8>) -> Result<(), ExpandError> {
        let mut buffer = vec![0; 16 * 1024];
        let result = loop {
            match self.kernel.read(fd, &mut buffer) {
                Ok(0) => break Ok(()),
                Ok(count) => {
                    if out.try_reserve(count).is_err() {
                        break Err(Errno::ENOMEM);
                    }
                    append_without_nul(out, buffer.get(..count).unwrap_or_default());
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
        let scene = self.keep_scene();
        self.enter_child_plan(sub.span);
        self.poll_jobs();
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
        self.restore_scene(scene);
        let fd = executor.fd(Slot::Allocated(0)).unwrap_or(-1);
        let pid = executor.children.first().map_or(0, |(_, pid)| *pid);
        self.process_substitutions.push((fd, pid));
        if let Some(explainer) = &mut self.explainer {
            explainer.has_async = true;
        }
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

    /// Whether `SIGINT` should take an interactive shell back to its prompt now, or `SIGHUP` end it.
    pub(super) fn check_interrupt(&mut self) -> Result<(), Divert> {
        self.check_hangup()?;
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

/// NUL bytes cannot be in a value.
pub(super) fn append_without_nul(out: &mut Vec<u8>, bytes: &[u8]) {
    if memchr::memchr(0, bytes).is_none() {
        out.extend_from_slice(bytes);
    } else {
        out.extend(bytes.iter().copied().filter(|byte| *byte != 0));
    }
}
