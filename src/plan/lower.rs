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
/// last one first in importance: its status is the pipeline's. `first_input` is what the first stage does before anything else.
#[must_use]
pub fn pipeline<W: Clone>(
    stages: Vec<StagePlan<W>>,
    merges_stderr: &[bool],
    first_input: Vec<Step<W>>,
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
        let mut child = if index == 0 {
            first_input.clone()
        } else {
            Vec::new()
        };
        child.extend(wiring(input, output, merges));
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

/// A pipeline whose last stage runs in the shell itself: the `stages` before it are children, the last pipe becomes the shell's
/// standard input until the undo steps.
#[must_use]
pub fn pipeline_into_shell<W: Clone>(
    mut stages: Vec<StagePlan<W>>,
    merges_stderr: &[bool],
) -> RedirectPlan<W> {
    let count = stages.len();
    stages.push(StagePlan::Interpreted);
    let mut perform = pipeline(stages, merges_stderr, Vec::new(), false);
    // The last child and the close of its pipe end are the shell's own part here.
    perform.truncate(perform.len().saturating_sub(2));
    let pipe = PipeId(number(count.saturating_sub(1)));
    let saved = Slot::Saved(0);
    perform.extend([
        Step::Save { fd: 0, into: saved },
        Step::Dup {
            from: Slot::Read(pipe),
            to: 0,
            cause: WIRING,
        },
        close(Slot::Read(pipe)),
    ]);
    RedirectPlan {
        perform,
        undo: vec![Step::Restore { from: saved, fd: 0 }],
    }
}

/// A program in the foreground: one child, waited for.
#[must_use]
pub fn spawn<W: Clone>(
    redirections: RedirectPlan<W>,
    program: Program,
    kind: ForkKind,
) -> Vec<Step<W>> {
    let child = ChildId(0);
    let mut steps = redirections.perform;
    steps.push(Step::Exec { program });
    vec![Step::Fork { child, kind, steps }, Step::Wait { child }]
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

/// A command substitution: a forked shell writes into a pipe, the caller keeps the read end.
#[must_use]
pub fn substitution<W>() -> Vec<Step<W>> {
    let pipe = PipeId(0);
    let (mine, theirs) = (Slot::Read(pipe), Slot::Write(pipe));
    vec![
        Step::Pipe { pipe },
        child_at(theirs, 1, mine),
        close(theirs),
    ]
}

/// A process substitution: a forked shell at one end of a pipe, the other end at an inheritable number ≥ 10 of the caller,
/// [`Slot::Allocated`] 0. With `reads` that is the read end (`<( )`), else the write end (`>( )`).
#[must_use]
pub fn process_substitution<W>(reads: bool) -> Vec<Step<W>> {
    let pipe = PipeId(0);
    let (read, write) = (Slot::Read(pipe), Slot::Write(pipe));
    let (mine, theirs, to) = if reads {
        (read, write, 1)
    } else {
        (write, read, 0)
    };
    let into = Slot::Allocated(0);
    let allocate = Step::Allocate {
        from: mine,
        into,
        cause: WIRING,
    };
    vec![
        Step::Pipe { pipe },
        child_at(theirs, to, mine),
        close(theirs),
        allocate,
        close(mine),
    ]
}

/// A coprocess: one pipe to a forked shell, one from it. The caller reads from [`Slot::Allocated`] 0 and writes to 1.
#[must_use]
pub fn coprocess<W>() -> Vec<Step<W>> {
    let (to_it, from_it) = (PipeId(0), PipeId(1));
    let steps = vec![
        Step::Dup {
            from: Slot::Read(to_it),
            to: 0,
            cause: WIRING,
        },
        Step::Dup {
            from: Slot::Write(from_it),
            to: 1,
            cause: WIRING,
        },
        close(Slot::Read(to_it)),
        close(Slot::Write(to_it)),
        close(Slot::Read(from_it)),
        close(Slot::Write(from_it)),
        Step::Interpret { stage: 0 },
    ];
    vec![
        Step::Pipe { pipe: to_it },
        Step::Pipe { pipe: from_it },
        Step::Fork {
            child: ChildId(0),
            kind: ForkKind::Fork,
            steps,
        },
        close(Slot::Read(to_it)),
        close(Slot::Write(from_it)),
        Step::Allocate {
            from: Slot::Read(from_it),
            into: Slot::Allocated(0),
            cause: WIRING,
        },
        close(Slot::Read(from_it)),
        Step::Allocate {
            from: Slot::Write(to_it),
            into: Slot::Allocated(1),
            cause: WIRING,
        },
        close(Slot::Write(to_it)),
    ]
}

/// A forked shell whose descriptor `to` is the pipe end `theirs`.
fn child_at<W>(theirs: Slot, to: i32, mine: Slot) -> Step<W> {
    let wire = Step::Dup {
        from: theirs,
        to,
        cause: WIRING,
    };
    let steps = vec![
        wire,
        close(mine),
        close(theirs),
        Step::Interpret { stage: 0 },
    ];
    Step::Fork {
        child: ChildId(0),
        kind: ForkKind::Fork,
        steps,
    }
}

fn finish_child<W: Clone>(child: &mut Vec<Step<W>>, stage: StagePlan<W>, index: usize) -> ForkKind {
    match stage {
        StagePlan::Interpreted => {
            child.push(Step::Interpret { stage: index });
            ForkKind::Fork
        }
        StagePlan::Program(redirections, program) => {
            // An open may block (a FIFO), and a vfork would make the whole shell wait with it.
            let opens = redirections
                .perform
                .iter()
                .any(|step| matches!(step, Step::Open { .. }));
            child.extend(redirections.perform);
            child.push(Step::Exec { program });
            if opens {
                ForkKind::Fork
            } else {
                ForkKind::Vfork
            }
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
