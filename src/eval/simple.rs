//! Simple commands (XCU 2.9.1): expand, find, redirect, assign, run.

use std::rc::Rc;

use super::Shell;
use super::diagnose::Trouble;
use crate::builtin::{self, Body, Builtin, Ctx, Divert, Flow, Kind, Leave};
use crate::exec::Executor;
use crate::expand;
use crate::plan::{self, Where};
use crate::source::Fields;
use crate::state::{ExitStatus, Opt};
use crate::syntax::ast::{Command, Function, Simple, Word};
use crate::sys::{Errno, signal};

/// What a command name stands for (XCU 2.9.1.4).
pub(super) enum Target {
    /// A special builtin.
    Special(&'static Builtin),
    /// A function.
    Function(Rc<Function>),
    /// Another builtin.
    Builtin(&'static Builtin),
    /// A program.
    Program,
}

impl Shell {
    pub(super) fn simple(&mut self, command: &Command, simple: &Simple, is_tail: bool) -> Flow {
        let mut fields = self.spare_fields.pop().unwrap_or_default();
        self.substitution_status = None;
        let arrays = self.state.array_operands.len();
        let flow = match self.expand_words(&simple.words, &mut fields) {
            Ok(()) => self.expanded(command, simple, &fields, is_tail),
            Err(error) => self.in_trouble(error.into(), false),
        };
        self.state.array_operands.truncate(arrays);
        fields.clear();
        self.spare_fields.push(fields);
        if !self.process_substitutions.is_empty() {
            self.end_process_substitutions();
        }
        flow
    }

    /// Expands the words of a command; the operands of declaration utilities that look like assignments are expanded like
    /// assignments (XCU 2.9.1.1).
    fn expand_words(
        &mut self,
        words: &[Word],
        fields: &mut Fields,
    ) -> Result<(), expand::ExpandError> {
        if !words.iter().any(|word| word.is_assignment) {
            return expand::fields(self, words, fields);
        }
        for word in words {
            if word.is_assignment {
                self.expand_assignment_operand(word, fields)?;
            } else {
                expand::word_fields(self, word, fields)?;
            }
        }
        Ok(())
    }

    fn expanded(
        &mut self,
        command: &Command,
        simple: &Simple,
        fields: &Fields,
        is_tail: bool,
    ) -> Flow {
        let Some(name) = fields.get(0) else {
            return self.without_name(command, simple);
        };
        if let Some(tracer) = &self.tracer {
            tracer
                .watched
                .change_scene(|scene| scene.command = command.span);
        }
        let target = self.find_target(name);
        let is_bare = command.redirections.is_empty() && simple.assignments.is_empty();
        match target {
            Target::Program => self.program(command, simple, fields, is_tail),
            Target::Special(row) | Target::Builtin(row) if is_bare => {
                if self.state.is_on(Opt::XTrace) {
                    self.trace_fields(&[], fields);
                }
                self.call_builtin(row, fields)
            }
            target => self.in_shell(command, simple, fields, &target),
        }
    }

    /// What `name` stands for. Special builtins come before functions (XCU 2.9.1.4).
    pub(super) fn find_target(&self, name: &[u8]) -> Target {
        let row = builtin::find(name);
        if let Some(row) = row.filter(|row| row.kind == Kind::Special) {
            return Target::Special(row);
        }
        if !self.state.functions.is_empty()
            && let Some(function) = self.state.functions.get(name)
        {
            return Target::Function(Rc::clone(function));
        }
        row.map_or(Target::Program, Target::Builtin)
    }

    /// A builtin or function with redirections or assignments around it.
    fn in_shell(
        &mut self,
        command: &Command,
        simple: &Simple,
        fields: &Fields,
        target: &Target,
    ) -> Flow {
        let is_special = matches!(target, Target::Special(_));
        let is_exec = runs_exec(target, fields);
        let place = if is_exec {
            Where::Permanent
        } else {
            Where::Shell
        };
        let redirects = match self.resolve_redirections(&command.redirections) {
            Ok(redirects) => redirects,
            Err(trouble) => return self.in_trouble(trouble, is_special),
        };
        let redirections = plan::lower_redirections(&redirects, place);
        let kernel = Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        if let Err(trouble) = self.perform(&mut executor, &redirections, &command.redirections) {
            return self.in_trouble(trouble, is_special);
        }
        let document = own_document(&redirects, target, fields);
        let flow = self.assigned(simple, fields, target, document);
        let undone = self.undo(&mut executor, &redirections);
        self.catch_up(&kernel);
        undone?;
        flow
    }

    /// Performs the assignments and runs the target: they stay after a special builtin, and go after others. `document` is
    /// the here-document that only the target reads.
    fn assigned(
        &mut self,
        simple: &Simple,
        fields: &Fields,
        target: &Target,
        document: Option<i32>,
    ) -> Flow {
        let is_special = matches!(target, Target::Special(_));
        if !is_special && !simple.assignments.is_empty() {
            self.state.vars.push_temporary_scope();
        }
        let becomes_program = is_special && fields.len() > 1 && runs_exec(target, fields);
        let assigned = simple.assignments.iter().try_for_each(|assignment| {
            if becomes_program {
                let slot = self.state.vars.slot_of(&assignment.name);
                self.assign(assignment)?;
                self.state.vars.set_exported(slot, true);
                Ok(())
            } else if is_special {
                self.assign(assignment)
            } else {
                self.assign_temporarily(assignment)
            }
        });
        let flow = match assigned {
            Ok(()) => {
                if self.state.is_on(Opt::XTrace) {
                    self.trace_fields(&simple.assignments, fields);
                }
                match target {
                    Target::Special(row) => self.call_builtin(row, fields),
                    Target::Builtin(row) => {
                        self.state.own_document = document;
                        let flow = self.call_builtin(row, fields);
                        self.state.own_document = None;
                        flow
                    }
                    Target::Function(function) => self.call_function(function, fields),
                    Target::Program => Ok(ExitStatus::NOT_FOUND),
                }
            }
            Err(trouble) => self.in_trouble(trouble, true),
        };
        if !is_special && !simple.assignments.is_empty() {
            self.close_scope();
        }
        flow
    }

    /// A command that is only assignments and redirections (XCU 2.9.1.1).
    fn without_name(&mut self, command: &Command, simple: &Simple) -> Flow {
        let result = self.try_without_name(command, simple);
        result.or_else(|trouble| {
            // XCU 2.8.1: a redirection error here ends the shell in no shell at all.
            self.in_trouble(trouble, false)
        })
    }

    fn try_without_name(
        &mut self,
        command: &Command,
        simple: &Simple,
    ) -> Result<ExitStatus, Trouble> {
        if command.redirections.is_empty() {
            self.assign_all(simple)?;
        } else {
            let redirects = self.resolve_redirections(&command.redirections)?;
            let redirections = plan::lower_redirections(&redirects, Where::Shell);
            let kernel = Rc::clone(&self.kernel);
            let mut executor = Executor::new(&*kernel, &[]);
            self.perform(&mut executor, &redirections, &command.redirections)?;
            let assigned = self.assign_all(simple);
            self.undo(&mut executor, &redirections)?;
            assigned?;
        }
        self.set_status_open(self.substitution_status.is_some());
        Ok(self.substitution_status.take().unwrap_or_default())
    }

    fn assign_all(&mut self, simple: &Simple) -> Result<(), Trouble> {
        for assignment in &simple.assignments {
            self.assign(assignment)?;
        }
        if self.state.is_on(Opt::XTrace) && !simple.assignments.is_empty() {
            self.trace_fields(&simple.assignments, &Fields::new());
        }
        Ok(())
    }

    /// Runs the body of a builtin and sees that what it wrote is out.
    pub(super) fn call_builtin(&mut self, row: &'static Builtin, fields: &Fields) -> Flow {
        let is_special = row.kind == Kind::Special;
        self.call_builtin_as(row, fields, is_special)
    }

    /// The same, where `command` may have taken the special properties away.
    pub(super) fn call_builtin_as(
        &mut self,
        row: &'static Builtin,
        fields: &Fields,
        is_special: bool,
    ) -> Flow {
        if self.tracer.is_some() {
            self.tell_inside("builtin", fields);
        }
        super::onlooker::before_builtin(&*self.kernel, row.name, fields);
        let result = match row.body {
            _ if self.explainer.is_some() => self.explain_builtin(row, fields),
            _ if row.is_help_wanted(fields) => {
                let page = row.page(crate::builtin::page::width());
                self.context(row.name.as_bytes()).print(page);
                Ok(ExitStatus::SUCCESS)
            }
            Body::Plain(run) => run(&mut self.context(row.name.as_bytes()), fields),
            Body::Control(run) => run(self, fields),
        };
        let written = self.out.finish(&*self.kernel);
        let flow = match result {
            Ok(status) => Ok(status),
            Err(Leave::Divert(Divert::Refused(status))) if is_special && !self.is_interactive() => {
                Err(Divert::Abort(status))
            }
            Err(Leave::Divert(Divert::Refused(status))) => Ok(status),
            Err(Leave::Divert(divert)) => Err(divert),
            Err(Leave::Error(error)) => self.builtin_error(row.name.as_bytes(), &error, is_special),
        };
        match written {
            Ok(()) => flow,
            Err(errno) => self.write_failed(row.name.as_bytes(), errno, flow),
        }
    }

    /// Standard output could not be written. A shell without a prompt dies of a broken pipe as any program would.
    fn write_failed(&mut self, name: &[u8], errno: Errno, flow: Flow) -> Flow {
        let pipe = signal::numbers::SIGPIPE;
        let is_default = self
            .state
            .traps
            .get(crate::state::Condition::Signal(pipe))
            .is_none();
        if errno == Errno::EPIPE
            && is_default
            && !self.is_interactive()
            && !signal::ignored_at_entry(pipe)
        {
            if self.contained > 0 {
                signal::take(pipe);
                return Err(Divert::Exit(ExitStatus::from_signal(pipe))); // only the subshell dies
            }
            signal::die_of(pipe);
        }
        self.complain(
            name,
            format!(
                "write: {errno:?}: {} (standard output)",
                crate::sys::errno_text(errno)
            )
            .as_bytes(),
        );
        match flow {
            Ok(status) if status.is_success() => Ok(ExitStatus::FAILURE),
            Err(Divert::Exit(status)) if status.is_success() => {
                Err(Divert::Exit(ExitStatus::FAILURE))
            }
            other => other,
        }
    }

    /// The surroundings of a plain builtin.
    pub(super) fn context<'a>(&'a mut self, name: &'a [u8]) -> Ctx<'a> {
        Ctx {
            state: &mut self.state,
            kernel: &*self.kernel,
            out: &mut self.out,
            name,
            calls: match &mut self.observer {
                Some(observer) => builtin::Calls::Observed {
                    is_explaining: self.explainer.is_some(),
                    observer: &mut **observer,
                },
                None => builtin::Calls::Run,
            },
        }
    }
}

/// The descriptor that has a here-document only for this `read`: there is no other redirection that could have copied it,
/// and no subscript whose expansion could read on.
fn own_document(
    redirects: &[plan::Redirect<Vec<u8>>],
    target: &Target,
    fields: &Fields,
) -> Option<i32> {
    let [redirect] = redirects else {
        return None;
    };
    let (plan::Target::Fd(fd), plan::Action::Document(_)) = (redirect.target, &redirect.action)
    else {
        return None;
    };
    let is_read = matches!(target, Target::Builtin(row) if row.name == "read");
    let is_plain = || fields.iter().all(|field| !field.contains(&b'['));
    (is_read && is_plain()).then_some(fd)
}

/// Whether the redirections stay: `exec`, also behind `command` (XCU 2.14 exec).
fn runs_exec(target: &Target, fields: &Fields) -> bool {
    match target {
        Target::Special(row) => row.name == "exec",
        Target::Builtin(row) if row.name == "command" => {
            let mut words = fields.iter().skip(1).skip_while(|word| *word == b"-p");
            match words.next() {
                Some(b"--") => words.next() == Some(b"exec"),
                word => word == Some(b"exec"),
            }
        }
        _ => false,
    }
}
