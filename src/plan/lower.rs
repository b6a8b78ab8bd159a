//! Pipelines, programs, background jobs and substitutions → steps.

use super::redirect::RedirectPlan;
use super::step::{ChildId, ForkKind, PipeId, Program, Slot, Step};
use crate::source::Span;

const WIRING: Span = Span::new(0, 0);

/// One stage of a pipeline as the plan needs to know it.
#[derive(Clone, Debug)]
pub enum StagePlan<W> {
    /// A forked shell interprets it.
    Interpreted,
    /// Its words are expanded: a child only redirects and executes program `Program`.
    Program(RedirectPlan<W>, Program),
}

/// A pipeline of two or more stages. `merges_stderr[i]` says that `|&` follows stage i. The parent waits for all stages, the
/// last one first in importance: its status is the pipeline's.
#[must_use]
pub fn pipeline<W: Clone>(
    stages: Vec<StagePlan<W>>,
    merges_stderr: &[bool],
    is_waited_for: bool,
) -> Vec<Step<W>> {
    let count = stages.len();
    let mut steps = Vec::with_capacity(count * 4);
    let mut input: Option<PipeId> = None;
    for (index, stage) in stages.into_iter().enumerate() {
        let output = (index + 1 < count).then(|| PipeId(number(index)));
        if let Some(pipe) = output {
            steps.push(Step::Pipe { pipe });
        }
        let merges = merges_stderr.get(index).copied().unwrap_or(false);
        let mut child = wiring(input, output, merges);
        let kind = finish_child(&mut child, stage, index);
        steps.push(Step::Fork {
            child: ChildId(number(index)),
            kind,
            steps: child,
        });
        if let Some(pipe) = input {
            steps.push(close(Slot::Read(pipe)));
        }
        if let Some(pipe) = output {
            steps.push(close(Slot::Write(pipe)));
        }
        input = output;
    }
    if is_waited_for {
        steps.extend((0..count).map(|index| Step::Wait {
            child: ChildId(number(index)),
        }));
    }
    steps
}

/// A program in the foreground: one child, waited for.
#[must_use]
pub fn spawn<W: Clone>(redirections: RedirectPlan<W>, program: Program) -> Vec<Step<W>> {
    let child = ChildId(0);
    let mut steps = redirections.perform;
    steps.push(Step::Exec { program });
    vec![
        Step::Fork {
            child,
            kind: ForkKind::Vfork,
            steps,
        },
        Step::Wait { child },
    ]
}

/// One forked shell: a subshell (waited for) or an asynchronous list (not).
#[must_use]
pub fn background<W>(before: Vec<Step<W>>, is_waited_for: bool) -> Vec<Step<W>> {
    let child = ChildId(0);
    let mut steps = before;
    steps.push(Step::Interpret { stage: 0 });
    let mut plan = vec![Step::Fork {
        child,
        kind: ForkKind::Fork,
        steps,
    }];
    if is_waited_for {
        plan.push(Step::Wait { child });
    }
    plan
}

/// A substitution: a forked shell at one end of a pipe, the caller at the other. With `reads` the caller keeps the read
/// end (`$( )`, `<( )`), else the write end (`>( )`).
#[must_use]
pub fn substitution<W>(reads: bool) -> Vec<Step<W>> {
    let pipe = PipeId(0);
    let (mine, theirs, to) = if reads {
        (Slot::Read(pipe), Slot::Write(pipe), 1)
    } else {
        (Slot::Write(pipe), Slot::Read(pipe), 0)
    };
    let steps = vec![
        Step::Dup {
            from: theirs,
            to,
            cause: WIRING,
        },
        close(mine),
        close(theirs),
        Step::Interpret { stage: 0 },
    ];
    vec![
        Step::Pipe { pipe },
        Step::Fork {
            child: ChildId(0),
            kind: ForkKind::Fork,
            steps,
        },
        close(theirs),
    ]
}

fn finish_child<W: Clone>(child: &mut Vec<Step<W>>, stage: StagePlan<W>, index: usize) -> ForkKind {
    match stage {
        StagePlan::Interpreted => {
            child.push(Step::Interpret { stage: index });
            ForkKind::Fork
        }
        StagePlan::Program(redirections, program) => {
            child.extend(redirections.perform);
            child.push(Step::Exec { program });
            ForkKind::Vfork
        }
    }
}

/// What a stage does with the pipes before its own redirections: standard input, standard output, no spare ends.
fn wiring<W>(input: Option<PipeId>, output: Option<PipeId>, merges_stderr: bool) -> Vec<Step<W>> {
    let mut steps = Vec::new();
    if let Some(pipe) = input {
        steps.push(Step::Dup {
            from: Slot::Read(pipe),
            to: 0,
            cause: WIRING,
        });
        steps.push(close(Slot::Read(pipe)));
    }
    if let Some(pipe) = output {
        steps.push(Step::Dup {
            from: Slot::Write(pipe),
            to: 1,
            cause: WIRING,
        });
        steps.push(close(Slot::Read(pipe)));
        steps.push(close(Slot::Write(pipe)));
        if merges_stderr {
            steps.push(Step::Dup {
                from: Slot::Fd(1),
                to: 2,
                cause: WIRING,
            });
        }
    }
    steps
}

const fn close<W>(slot: Slot) -> Step<W> {
    Step::Close {
        slot,
        cause: WIRING,
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
