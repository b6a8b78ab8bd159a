//! Redirections → steps, with the steps that undo them (XCU 2.7).
//!
//! They are lowered from left to right, and each is finished before the next begins: that order is all the difference
//! between `>f 2>&1` and `2>&1 >f`.

use super::step::{FileMode, Slot, Step};
use crate::source::Span;

/// A redirection whose operands are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect<W> {
    /// The descriptor it sets.
    pub target: Target,
    /// What it does to it.
    pub action: Action<W>,
    /// Where it stands.
    pub cause: Span,
}

/// Which descriptor a redirection sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one with this number.
    Fd(i32),
    /// A free one ≥ 10: `{name}>`.
    Allocate,
    /// 1 and 2 together: `&>`.
    OutputAndError,
}

/// What a redirection does to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<W> {
    /// Opens a file.
    Open(W, FileMode),
    /// Gives it the text to read.
    Document(W),
    /// Makes it a copy of another one.
    Copy(i32),
    /// Makes it a copy of another one, and closes that: `3<&4-`.
    Move(i32),
    /// Closes it.
    Close,
}

/// Where the redirections are performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a child that will execute or exit: nothing needs to be saved.
    Child,
    /// In the shell, around a builtin, a function or a compound command.
    Shell,
    /// In the shell, for good: `exec` without a command.
    Permanent,
}

/// The steps of the redirections of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectPlan<W> {
    /// What is done before the command.
    pub perform: Vec<Step<W>>,
    /// What is done after it, in reverse order.
    pub undo: Vec<Step<W>>,
}

impl<W> Default for RedirectPlan<W> {
    fn default() -> Self {
        Self {
            perform: Vec::new(),
            undo: Vec::new(),
        }
    }
}

struct Lowering<W> {
    plan: RedirectPlan<W>,
    place: Where,
    opened: u32,
    allocated: u32,
    saved: Vec<i32>,
}

/// Lowers the redirections of one command.
#[must_use]
pub fn lower_redirections<W: Clone>(redirects: &[Redirect<W>], place: Where) -> RedirectPlan<W> {
    let mut lowering = Lowering {
        plan: RedirectPlan::default(),
        place,
        opened: 0,
        allocated: 0,
        saved: Vec::new(),
    };
    redirects
        .iter()
        .for_each(|redirect| lowering.redirect(redirect));
    lowering.plan.undo.reverse();
    lowering.plan
}

impl<W: Clone> Lowering<W> {
    fn redirect(&mut self, redirect: &Redirect<W>) {
        let (target, cause) = (redirect.target, redirect.cause);
        // Before anything is opened: an open may land on the very number that is to be saved.
        self.save_target(target);
        match &redirect.action {
            Action::Open(path, mode) => {
                let into = self.next_opened();
                self.step(Step::Open {
                    path: path.clone(),
                    mode: *mode,
                    into,
                    cause,
                });
                self.settle(into, target, cause);
            }
            Action::Document(text) => {
                let into = self.next_opened();
                self.step(Step::Document {
                    text: text.clone(),
                    into,
                    cause,
                });
                self.settle(into, target, cause);
            }
            Action::Copy(from) => self.point(Slot::Fd(*from), target, cause),
            Action::Move(from) => {
                self.save(*from);
                self.point(Slot::Fd(*from), target, cause);
                if target != Target::Fd(*from) {
                    self.step(Step::Close {
                        slot: Slot::Fd(*from),
                        cause,
                    });
                }
            }
            Action::Close => {
                if let Target::Fd(fd) = target {
                    self.step(Step::Close {
                        slot: Slot::Fd(fd),
                        cause,
                    });
                }
            }
        }
    }

    /// Moves a freshly opened descriptor to its target.
    fn settle(&mut self, opened: Slot, target: Target, cause: Span) {
        self.point(opened, target, cause);
        self.step(Step::Close {
            slot: opened,
            cause,
        });
    }

    fn point(&mut self, from: Slot, target: Target, cause: Span) {
        match target {
            Target::Fd(to) => self.step(Step::Dup { from, to, cause }),
            Target::Allocate => {
                let into = Slot::Allocated(self.allocated);
                self.allocated += 1;
                self.step(Step::Allocate { from, into, cause });
            }
            Target::OutputAndError => {
                self.step(Step::Dup { from, to: 1, cause });
                self.step(Step::Dup {
                    from: Slot::Fd(1),
                    to: 2,
                    cause,
                });
            }
        }
    }

    fn save_target(&mut self, target: Target) {
        match target {
            Target::Fd(fd) => self.save(fd),
            Target::OutputAndError => {
                self.save(1);
                self.save(2);
            }
            Target::Allocate => {}
        }
    }

    fn save(&mut self, fd: i32) {
        if self.place != Where::Shell || self.saved.contains(&fd) {
            return;
        }
        let into = Slot::Saved(u32::try_from(self.saved.len()).unwrap_or(u32::MAX));
        self.saved.push(fd);
        self.step(Step::Save { fd, into });
        self.plan.undo.push(Step::Restore { from: into, fd });
    }

    fn next_opened(&mut self) -> Slot {
        let slot = Slot::Opened(self.opened);
        self.opened += 1;
        slot
    }

    fn step(&mut self, step: Step<W>) {
        self.plan.perform.push(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Span = Span::new(0, 0);

    fn to(fd: i32, action: Action<&'static str>) -> Redirect<&'static str> {
        Redirect {
            target: Target::Fd(fd),
            action,
            cause: HERE,
        }
    }

    #[test]
    fn a_file_is_opened_moved_and_closed() {
        let plan = lower_redirections(&[to(1, Action::Open("f", FileMode::Write))], Where::Child);
        let opened = Slot::Opened(0);
        assert_eq!(
            plan.perform,
            [
                Step::Open {
                    path: "f",
                    mode: FileMode::Write,
                    into: opened,
                    cause: HERE
                },
                Step::Dup {
                    from: opened,
                    to: 1,
                    cause: HERE
                },
                Step::Close {
                    slot: opened,
                    cause: HERE
                },
            ]
        );
        assert!(plan.undo.is_empty());
    }

    #[test]
    fn in_the_shell_each_descriptor_is_saved_once_and_restored_in_reverse() {
        let redirects = [
            to(1, Action::Close),
            to(2, Action::Copy(1)),
            to(1, Action::Copy(2)),
        ];
        let plan = lower_redirections(&redirects, Where::Shell);
        let saves = plan
            .perform
            .iter()
            .filter(|step| matches!(step, Step::Save { .. }))
            .count();
        assert_eq!(saves, 2);
        assert_eq!(
            plan.undo,
            [
                Step::Restore {
                    from: Slot::Saved(1),
                    fd: 2
                },
                Step::Restore {
                    from: Slot::Saved(0),
                    fd: 1
                }
            ]
        );
    }
}
