//! Subshells, asynchronous lists, and what a copy of the shell does after it was forked (XCU 2.12).

use super::Shell;
use super::diagnose::Trouble;
use super::pipeline::{merges, stages_text};
use super::stage::{ReadyStage, stage_plans};
use super::trace::stage_spans;
use crate::builtin::Flow;
use crate::exec::{self, Executor, Failure, Program};
use crate::plan::{self, FileMode, Slot, Step, Where};
use crate::source::Span;
use crate::state::{Condition, ExitStatus, Job, JobState, Opt, Process, TrapAction};
use crate::syntax::ast::{AndOr, Command, List, Pipeline};
use crate::sys::{Errno, Fd, Signal, signal};

/// What an asynchronous list without job control ignores (XCU 2.11).
const BACKGROUND_IGNORES: [Signal; 2] = [signal::numbers::SIGINT, signal::numbers::SIGQUIT];

/// The shell as the executor sees it in children.
pub(super) struct Forked<'s, 'b> {
    /// The shell that forks.
    pub shell: &'s mut Shell,
    /// What stage number n of the plan does in its child.
    pub body: &'b dyn Fn(&mut Shell, usize) -> Flow,
    /// Whether the children run in the background.
    pub is_async: bool,
}

impl exec::Shell for Forked<'_, '_> {
    fn enter_child(&mut self) {
        self.shell.enter_pretence();
        self.shell.enter_subshell(self.is_async);
        if !self.shell.kernel.is_dry() {
            self.is_async = false; // the traps of this copy know it now
        }
    }

    fn leave_child(&mut self) {
        self.shell.leave_pretence();
    }

    fn ignored_signals(&self) -> signal::SignalSet {
        let ignored = self.shell.ignored_signals();
        if self.is_async && !self.shell.state.is_on(Opt::Monitor) {
            // XCU 2.11; a child that is a subshell has done this by itself.
            BACKGROUND_IGNORES
                .into_iter()
                .fold(ignored, signal::SignalSet::with)
        } else {
            ignored
        }
    }

    fn report(&mut self, failure: &Failure) -> i32 {
        self.shell.complain(b"", &failure.message());
        ExitStatus::FAILURE.0
    }

    fn report_exec(&mut self, program: &Program<'_>, errno: Errno) -> i32 {
        self.shell.report_exec(program, errno).0
    }

    fn keeps(&self, fd: Fd) -> bool {
        self.shell.state.keeps(fd)
    }

    fn make_room(&mut self, fd: Fd) -> Result<(), Errno> {
        self.shell.make_room(fd)
    }

    fn gives_up(&self) -> bool {
        self.shell.is_hung_up()
    }

    fn interpret(&mut self, stage: usize) -> i32 {
        let flow = (self.body)(self.shell, stage);
        self.shell.end_process(flow)
    }
}

impl Shell {
    /// `( list )`.
    pub(super) fn subshell(&mut self, command: &Command, list: &List, is_tail: bool) -> Flow {
        let result = self.try_subshell(command, list, is_tail);
        result.or_else(|trouble| self.in_trouble(trouble, false))
    }

    fn try_subshell(
        &mut self,
        command: &Command,
        list: &List,
        is_tail: bool,
    ) -> Result<ExitStatus, Trouble> {
        if self.stays_inside(command, list) {
            return self.subshell_here(command, list);
        }
        let redirects = self.resolve_redirections(&command.redirections)?;
        let redirections = plan::lower_redirections(&redirects, Where::Child);
        let kernel = std::rc::Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        let body = |shell: &mut Self, _| {
            shell.tell_subshell();
            shell.list(list, true)
        };
        self.enter_child_plan(command.span);
        self.poll_jobs();
        if is_tail && self.may_be_replaced() && !self.asks_for_number(command) {
            self.enter_subshell(false);
            executor.run(
                &redirections.perform,
                &mut Forked {
                    shell: self,
                    body: &body,
                    is_async: false,
                },
            )?;
            return Ok(body(self, 0)?);
        }
        executor.job_control = self.foreground_control();
        let steps = plan::background(redirections.perform, true);
        executor.run(
            &steps,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        )?;
        let states: Vec<JobState> = executor.ended.iter().map(|(_, state)| *state).collect();
        let children: Vec<_> = executor.children.iter().map(|(_, pid)| *pid).collect();
        let control = executor.job_control;
        let states = self.after_foreground(control, &children, states, || {
            crate::syntax::print::command(command)
        })?;
        Ok(self.pipeline_status(&states))
    }

    /// `and-or &` (XCU 2.9.3.1).
    pub(super) fn asynchronous(&mut self, and_or: &AndOr) -> Flow {
        if let Some(first) = and_or.first.stages.first() {
            self.state.place.line = first.command.line;
        }
        self.poll_jobs();
        let result = self.try_asynchronous(and_or);
        let status = result.or_else(|trouble| self.in_trouble(trouble, false))?;
        self.state.status = status;
        Ok(status)
    }

    fn try_asynchronous(&mut self, and_or: &AndOr) -> Result<ExitStatus, Trouble> {
        let is_controlled = self.state.is_on(Opt::Monitor);
        let before = if is_controlled {
            Vec::new()
        } else {
            from_dev_null()
        };
        let simple_pipeline = Some(&and_or.first).filter(|first| {
            and_or.rest.is_empty()
                && first.stages.len() > 1
                && !first.is_negated
                && first.timed.is_none()
        });
        let ready = self.ready_in_background(and_or, simple_pipeline);
        let is_program = ready.iter().any(Option::is_some);
        let environment = is_program.then(|| self.state.vars.environment());
        let environment = environment.unwrap_or_default();
        let (plans, programs) = stage_plans(&ready, &environment);
        let merged = simple_pipeline.map_or_else(Vec::new, |first| merges(&first.stages));
        let steps = self.without_vfork(plan::pipeline(plans, &merged, before, false));
        let body = |shell: &mut Self, stage: usize| match simple_pipeline {
            Some(Pipeline { stages, .. }) => match stages.get(stage) {
                Some(stage) => shell.command(&stage.command, true),
                None => Ok(ExitStatus::SUCCESS),
            },
            None => shell.and_or(and_or, true),
        };
        match simple_pipeline {
            Some(Pipeline { stages, .. }) => {
                self.enter_plan(and_or.span, || stage_spans(stages));
            }
            None => self.enter_child_plan(and_or.span),
        }
        let kernel = std::rc::Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &programs);
        executor.job_control = is_controlled.then_some(exec::JobControl {
            terminal: None,
            group: 0,
        });
        executor.run(
            &steps,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: true,
            },
        )?;
        let group = executor.job_control.map_or(0, |control| control.group);
        let text = match simple_pipeline {
            Some(pipeline) => stages_text(&pipeline.stages),
            None => crate::syntax::print::and_or(and_or),
        };
        self.add_background_job(executor.children.iter().map(|(_, pid)| *pid), group, text);
        Ok(ExitStatus::SUCCESS)
    }

    /// What of an asynchronous list needs no shell in its child.
    fn ready_in_background(
        &mut self,
        and_or: &AndOr,
        pipeline: Option<&Pipeline>,
    ) -> Vec<Option<ReadyStage>> {
        let Some(Pipeline { stages, .. }) = pipeline else {
            let command = lone_command(and_or);
            return vec![command.and_then(|command| self.ready_stage(command))];
        };
        stages
            .iter()
            .map(|stage| self.ready_stage(&stage.command))
            .collect()
    }

    pub(super) fn add_background_job(
        &mut self,
        pids: impl Iterator<Item = i32>,
        pgid: i32,
        text: Vec<u8>,
    ) {
        let processes: Vec<Process> = pids
            .map(|pid| Process {
                pid,
                state: JobState::Running,
            })
            .collect();
        if let Some(explainer) = &mut self.explainer {
            explainer.has_async = true;
        }
        self.set_status_open(false);
        self.state.last_async = processes
            .last()
            .map(|process| process.pid)
            .or(self.state.last_async);
        let job = Job {
            number: 0,
            pgid,
            processes,
            text,
            is_controlled: pgid != 0,
            is_news: false,
            is_async: true,
            is_spared: false,
            is_negated: false,
        };
        let number = self.state.jobs.add(job);
        if self.is_interactive() {
            let pid = self.state.last_async.unwrap_or(0);
            let line = format!("[{number}] {pid}\n");
            let _ = crate::builtin::write_all(&*self.kernel, 2, line.as_bytes()); // as any message
        }
    }

    /// Makes this copy of the shell a subshell environment: traps are reset, jobs are the parent's, what was not written
    /// is the parent's to write.
    pub(super) fn enter_subshell(&mut self, is_async: bool) {
        let is_uncontrolled_async = is_async && !self.state.is_on(Opt::Monitor);
        self.state.subshell_depth += 1;
        self.state.begin_subshell();
        let (errors, functions) = (
            self.state.is_on(Opt::ErrTrace),
            self.state.is_on(Opt::FuncTrace),
        );
        self.state
            .traps
            .enter_subshell(|condition| match condition {
                Condition::Err => errors,
                Condition::Debug | Condition::Return => functions,
                Condition::Exit | Condition::Signal(_) => false,
            });
        self.state.loops.enter_subshell();
        if is_uncontrolled_async {
            for signal in BACKGROUND_IGNORES {
                self.state
                    .traps
                    .ignore_for_background(Condition::Signal(signal));
            }
        }
        if !self.kernel.is_dry() {
            signal::reset_for_child(self.ignored_signals());
        }
        self.state.jobs.enter_subshell();
        self.state.options.set(Opt::Monitor, false);
        self.process_substitutions.clear();
        self.contained = 0;
        self.state.captures = 0;
        self.state.shown_numbers.clear();
        self.is_in_trap = false;
        self.is_exit_trap_done = false;
        self.out.discard();
    }

    /// Whether this process may execute its last command in place of itself: nobody waits for a trap or a clean-up.
    pub(super) fn may_be_replaced(&self) -> bool {
        !self.state.traps.has_commands()
            && !self.is_interactive()
            && !self.state.is_on(Opt::Monitor)
            && !self.state.is_on(Opt::IpcClean)
            && self.process_substitutions.is_empty()
    }

    /// The signals that `trap ''` ignores.
    pub(super) fn ignored_signals(&self) -> signal::SignalSet {
        let ignored = self
            .state
            .traps
            .iter()
            .filter(|(_, action)| **action == TrapAction::Ignore);
        ignored.fold(
            signal::SignalSet::EMPTY,
            |set, (condition, _)| match condition {
                Condition::Signal(signal) => set.with(signal),
                _ => set,
            },
        )
    }

    /// Whether the process number of a subshell may be asked for in it: then it has a process, also as the last command.
    fn asks_for_number(&self, command: &Command) -> bool {
        let has = |text: &str, word: &str| {
            memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some()
        };
        let span = command.span;
        let text = self.chunk.as_ref().map_or("", |chunk| &*chunk.text);
        let text = text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default();
        // What `eval` and dot scripts say is not known.
        ["BASHPID", "eval", "source", ". "]
            .iter()
            .any(|word| has(text, word))
            || self
                .state
                .functions
                .values()
                .any(|function| has(&function.chunk.text, "BASHPID"))
    }

    /// The end of a process that interprets: the EXIT trap, then its exit status.
    pub fn end_process(&mut self, flow: Flow) -> i32 {
        let status = crate::builtin::final_status(flow);
        self.state.status = status;
        let status = self.run_exit_trap(status);
        let _ = self.out.finish(&*self.kernel); // each builtin has already told of its own failure
        self.end_session();
        status.low_byte()
    }
}

impl Shell {
    /// What becomes of the IPC objects that this session created: removed with `ipcclean`, told of at a prompt.
    fn end_session(&mut self) {
        if self.state.subshell_depth > 0 || self.kernel.is_dry() {
            return;
        }
        if self.state.is_on(Opt::IpcClean) {
            crate::builtin::ipc::ledger::clean(&mut self.state);
        } else if self.is_interactive()
            && let Some(text) = crate::builtin::ipc::ledger::exit_notice(&mut self.state)
        {
            let _ = crate::builtin::write_all(&*self.kernel, 2, format!("{text}\n").as_bytes()); // it is a last word
        }
    }
}

/// The command of which the list consists alone.
fn lone_command(and_or: &AndOr) -> Option<&Command> {
    let first = &and_or.first;
    match &*first.stages {
        [stage] if and_or.rest.is_empty() && !first.is_negated && first.timed.is_none() => {
            Some(&stage.command)
        }
        _ => None,
    }
}

/// The standard input of an asynchronous list without job control.
fn from_dev_null() -> Vec<Step<Vec<u8>>> {
    let (into, cause) = (Slot::Opened(0), Span::default());
    vec![
        Step::Open {
            path: b"/dev/null".to_vec(),
            mode: FileMode::Read,
            into,
            cause,
        },
        Step::Dup {
            from: into,
            to: 0,
            cause,
        },
        Step::Close { slot: into, cause },
    ]
}
