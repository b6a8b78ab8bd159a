//! Pipelines (XCU 2.9.2).

use super::Shell;
use super::diagnose::Trouble;
use super::explain::StagePipes;
use super::stage::{ReadyStage, stage_plans};
use super::subshell::Forked;
use super::timing::Stopwatch;
use super::trace::stage_spans;
use crate::builtin::Flow;
use crate::exec::{Executor, job_state};
use crate::plan;
use crate::source::Span;
use crate::state::{ExitStatus, JobState, Opt};
use crate::syntax::ast::{Command, CommandKind, Pipeline, Stage, TimeFormat};
use crate::sys::WaitFor;

impl Shell {
    /// Runs a pipeline; `$?` is set, and `set -e` looked at.
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, is_tail: bool) -> Flow {
        if let Some(format) = pipeline.timed {
            return self.timed_pipeline(pipeline, format);
        }
        self.untimed_pipeline(pipeline, is_tail)
    }

    fn untimed_pipeline(&mut self, pipeline: &Pipeline, is_tail: bool) -> Flow {
        let (status, is_final) = match &*pipeline.stages {
            [only] if pipeline.is_negated => {
                let status = self.without_errexit(|shell| shell.command(&only.command, false))?;
                (self.one_status(status), false)
            }
            [only] => {
                let status = self.command(&only.command, is_tail)?;
                (self.one_status(status), has_errexit(&only.command.kind))
            }
            [] => (ExitStatus::SUCCESS, false),
            stages if pipeline.is_negated => {
                (self.without_errexit(|shell| shell.stages(stages))?, false)
            }
            stages => (self.stages(stages)?, true),
        };
        if let (true, Some(_), Some(tracer)) = (pipeline.is_negated, &self.explainer, &self.tracer)
        {
            tracer.watched.say_effect("! turns the status round");
        }
        let status = if pipeline.is_negated {
            ExitStatus::from_bool(!status.is_success())
        } else {
            status
        };
        self.state.status = status;
        if is_final && !status.is_success() {
            self.check_errexit(status)
        } else {
            Ok(status)
        }
    }

    /// `PIPESTATUS` of a pipeline of one command.
    fn one_status(&mut self, status: ExitStatus) -> ExitStatus {
        self.state.pipe_statuses.clear();
        self.state.pipe_statuses.push(status.0);
        status
    }

    fn timed_pipeline(&mut self, pipeline: &Pipeline, format: TimeFormat) -> Flow {
        let stopwatch = Stopwatch::start();
        let result = self.untimed_pipeline(pipeline, false);
        let text = stopwatch.report(format);
        let _ = crate::builtin::write_all(&*self.kernel, 2, text.as_bytes()); // as any message
        result
    }

    fn stages(&mut self, stages: &[Stage]) -> Flow {
        if let Some(first) = stages.first() {
            self.state.place.line = first.command.line;
        }
        self.poll_jobs();
        let has_last_here = self.state.is_on(Opt::LastPipe) && !self.state.is_on(Opt::Monitor);
        let result = if has_last_here {
            self.stages_with_last_here(stages, |shell, last| shell.command(last, false))
        } else if stages
            .last()
            .is_some_and(|last| self.last_stage_stays(&last.command))
        {
            self.stages_with_last_here(stages, |shell, last| Ok(shell.stage_here(last)))
        } else {
            self.stages_in_children(stages)
        };
        result.or_else(|trouble| self.in_trouble(trouble, false))
    }

    fn stages_in_children(&mut self, stages: &[Stage]) -> Result<ExitStatus, Trouble> {
        let ready = self.ready_stages(stages, stages.len());
        let environment = self.state.vars.environment();
        let (plans, programs) = stage_plans(&ready, &environment);
        let steps = plan::pipeline(plans, &merges(stages), Vec::new(), true);
        let steps = self.without_vfork(steps);
        self.enter_plan(span_of(stages), || stage_spans(stages));
        let kernel = std::rc::Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &programs);
        executor.job_control = self.foreground_control();
        let body = |shell: &mut Self, stage: usize| match stages.get(stage) {
            Some(stage) => shell.command(&stage.command, true),
            None => Ok(ExitStatus::SUCCESS),
        };
        let mut forked = Forked {
            shell: self,
            body: &body,
            is_async: false,
        };
        executor.run(&steps, &mut forked)?;
        let states: Vec<JobState> = executor.ended.iter().map(|(_, state)| *state).collect();
        let children: Vec<_> = executor.children.iter().map(|(_, pid)| *pid).collect();
        let control = executor.job_control;
        let states = self.after_foreground(control, &children, states, || stages_text(stages))?;
        Ok(self.pipeline_status(&states))
    }

    /// Those of a pipeline of `count` stages that need no shell, made ready.
    fn ready_stages(&mut self, stages: &[Stage], count: usize) -> Vec<Option<ReadyStage>> {
        let mut ready = Vec::with_capacity(stages.len());
        for (number, stage) in stages.iter().enumerate() {
            if let Some(explainer) = &mut self.explainer {
                explainer.pipes = Some(StagePipes {
                    reads: number > 0,
                    writes: number + 1 < count,
                });
            }
            ready.push(self.ready_stage(&stage.command));
        }
        if let Some(explainer) = &mut self.explainer {
            explainer.pipes = None;
        }
        ready
    }

    /// The last stage runs in the shell itself, with the pipe as its standard input: with `lastpipe`, or because it needs no
    /// process.
    fn stages_with_last_here(
        &mut self,
        stages: &[Stage],
        run_last: impl FnOnce(&mut Self, &Command) -> Flow,
    ) -> Result<ExitStatus, Trouble> {
        let Some((last, others)) = stages.split_last() else {
            return Ok(ExitStatus::SUCCESS);
        };
        let ready = self.ready_stages(others, stages.len());
        let environment = self.state.vars.environment();
        let (plans, programs) = stage_plans(&ready, &environment);
        let mut steps = plan::pipeline_into_shell(plans, &merges(others));
        steps.perform = self.without_vfork(steps.perform);
        self.enter_plan(span_of(stages), || stage_spans(stages));
        let kernel = std::rc::Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &programs);
        let body = |shell: &mut Self, stage: usize| match others.get(stage) {
            Some(stage) => shell.command(&stage.command, true),
            None => Ok(ExitStatus::SUCCESS),
        };
        executor.run(
            &steps.perform,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        )?;
        let scene = self.keep_scene();
        let flow = run_last(self, &last.command);
        self.restore_scene(scene);
        executor.run(
            &steps.undo,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        )?;
        let mut states = Vec::with_capacity(stages.len());
        for (_, pid) in &executor.children {
            let change = self.wait_through(WaitFor::Child(*pid));
            states.push(change.map_or(JobState::Done(127), job_state));
        }
        let status = flow?;
        states.push(JobState::Done(status.0));
        Ok(self.pipeline_status(&states))
    }

    /// The status of a pipeline whose stages ended so: the last one's, or with `pipefail` that of the last one that failed.
    pub(super) fn pipeline_status(&mut self, states: &[JobState]) -> ExitStatus {
        self.set_status_open(true);
        let statuses: Vec<ExitStatus> = states.iter().map(|state| state.status()).collect();
        self.state.pipe_statuses.clear();
        self.state
            .pipe_statuses
            .extend(statuses.iter().map(|status| status.0));
        let last = statuses.last().copied().unwrap_or_default();
        if !self.state.is_on(Opt::PipeFail) {
            return last;
        }
        statuses
            .iter()
            .rev()
            .find(|status| !status.is_success())
            .copied()
            .unwrap_or(last)
    }
}

/// Whether a failing command of this kind can end the shell under `set -e`: the others have looked at their parts themselves.
const fn has_errexit(kind: &CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::Simple(_)
            | CommandKind::Subshell(_)
            | CommandKind::Arith(_)
            | CommandKind::Condition(_)
            | CommandKind::Coproc(_)
    )
}

/// From the first stage to the last.
fn span_of(stages: &[Stage]) -> Span {
    match stages {
        [first, .., last] => Span::new(first.command.span.start, last.command.span.end),
        _ => Span::default(),
    }
}

/// For each stage, whether `|&` follows it.
pub(super) fn merges(stages: &[Stage]) -> Vec<bool> {
    stages.iter().map(|stage| stage.pipes_stderr).collect()
}

/// The text of a pipeline as `jobs` shows it.
pub(super) fn stages_text(stages: &[Stage]) -> Vec<u8> {
    let mut text = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b" | ");
        }
        text.extend_from_slice(&crate::syntax::print::command(&stage.command));
    }
    text
}
