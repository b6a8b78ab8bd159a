//! The executor: one arm for each step, and the way back when one fails.

use std::ffi::CStr;

use super::failure::Failure;
use super::slots::Slots;
use crate::plan::{ChildId, Slot, Step};
use crate::source::Span;
use crate::state::JobState;
use crate::sys::{Errno, Fd, Kernel, Pid, WaitFor, Why, signal};

/// The lowest number of descriptors that are the shell's own.
pub const PRIVATE: Fd = 10;

/// A program ready for `execve`.
pub struct Program<'a> {
    /// Where it is.
    pub path: &'a CStr,
    /// Name and arguments.
    pub argv: Vec<&'a CStr>,
    /// The environment.
    pub envp: Vec<&'a CStr>,
}

/// What the executor needs of the shell in children: one that interprets, one that is only told of failures.
pub trait Shell {
    /// In a forked child, first: this copy of the shell becomes a subshell (signals, traps, jobs).
    fn enter_child(&mut self);

    /// Signals that children must ignore.
    fn ignored_signals(&self) -> signal::SignalSet;

    /// In a child: a step failed; say so on standard error. The child exits with the status.
    fn report(&mut self, failure: &Failure) -> i32;

    /// In a child: the program could not be executed; say so. The status, 126 or 127.
    fn report_exec(&mut self, program: &Program<'_>, errno: Errno) -> i32;

    /// In a child that was only pretended (explain), last: what [`enter_child`](Self::enter_child) and the child changed is undone.
    fn leave_child(&mut self) {}

    /// Whether the end of a child that was interrupted by a signal is not to be waited for any longer (a hangup).
    fn gives_up(&self) -> bool {
        false
    }

    /// Whether the shell keeps `fd` for itself: to the user it is not open.
    fn keeps(&self, _fd: Fd) -> bool {
        false
    }

    /// Moves a descriptor that the shell [`keeps`](Self::keeps) away from the number `fd`, which the user wants.
    ///
    /// # Errors
    /// It cannot be moved.
    fn make_room(&mut self, _fd: Fd) -> Result<(), Errno> {
        Ok(())
    }

    /// In a forked child: runs stage number `stage` and returns its exit status.
    fn interpret(&mut self, stage: usize) -> i32;
}

/// How the children of a plan are grouped (job control, `set -m`).
#[derive(Clone, Copy, Debug)]
pub struct JobControl {
    /// The terminal, if the job goes into the foreground.
    pub terminal: Option<Fd>,
    /// The group that the first child founds; 0 until then.
    pub group: Pid,
}

/// Runs the steps of one plan.
pub struct Executor<'a> {
    pub(super) kernel: &'a dyn Kernel,
    pub(super) programs: &'a [Program<'a>],
    pub(super) slots: Slots,
    /// The children that were started.
    pub children: Vec<(ChildId, Pid)>,
    /// What became of those that were waited for.
    pub ended: Vec<(ChildId, JobState)>,
    /// With job control: how children are grouped.
    pub job_control: Option<JobControl>,
    /// Whose saved descriptors they are, for the shell.
    pub saver: u64,
    pub(super) undoing: Vec<(Slot, Fd)>,
    pub(super) is_vfork_child: bool,
    pub(super) is_watched: bool,
}

impl<'a> Executor<'a> {
    /// An executor for a plan that executes `programs`.
    #[must_use]
    pub fn new(kernel: &'a dyn Kernel, programs: &'a [Program<'a>]) -> Self {
        Self {
            kernel,
            programs,
            slots: Slots::empty(),
            children: Vec::new(),
            ended: Vec::new(),
            job_control: None,
            saver: 0,
            undoing: Vec::new(),
            is_vfork_child: false,
            is_watched: kernel.is_watched(),
        }
    }

    /// Runs `steps` in order. When one fails, what was opened is closed, what was saved is restored, and children that were
    /// already started are ended and collected.
    ///
    /// # Errors
    /// The step that failed.
    pub fn run(&mut self, steps: &[Step<Vec<u8>>], shell: &mut dyn Shell) -> Result<(), Failure> {
        let result = steps.iter().try_for_each(|step| self.step(step, shell));
        if result.is_err() {
            self.unwind();
        }
        if self.is_watched {
            self.kernel.because(Why::Own);
        }
        result
    }

    /// The number behind a slot that outlives the plan: the caller's end of a substitution, an allocated descriptor.
    #[must_use]
    pub fn fd(&self, slot: Slot) -> Option<Fd> {
        self.slots.fd(slot)
    }

    /// The numbers that `{name}>` got, in order.
    #[must_use]
    pub fn allocated(&self) -> Vec<Fd> {
        self.slots.allocated().collect()
    }

    /// The numbers at which saved descriptors are kept.
    pub fn saved(&self) -> impl Iterator<Item = Fd> {
        self.slots.saved()
    }

    /// The shell has moved them meanwhile ([`Shell::make_room`]): where they are, in the same order.
    pub fn find_saved(&mut self, numbers: impl Iterator<Item = Fd>) {
        self.slots.find_saved(numbers);
    }

    pub(super) fn step(
        &mut self,
        step: &Step<Vec<u8>>,
        shell: &mut dyn Shell,
    ) -> Result<(), Failure> {
        if self.is_watched {
            self.kernel.because(why(step));
        }
        match step {
            Step::Pipe { pipe } => self.pipe(Slot::Read(*pipe), Slot::Write(*pipe)),
            Step::Open {
                path,
                mode,
                into,
                cause,
            } => self.open(path, *mode, *into, *cause),
            Step::Document { text, into, cause } => self.document(text, *into, *cause),
            Step::Dup { from, to, cause } => self.dup(*from, *to, *cause, shell),
            Step::Allocate { from, into, cause } => self.allocate(*from, *into, *cause),
            Step::Close { slot, cause } => self.close(*slot, *cause, shell),
            Step::Save { fd, into } => self.save(*fd, *into),
            Step::Restore { from, fd } => self.restore(*from, *fd),
            Step::Fork { child, kind, steps } => self.fork(*child, *kind, steps, shell),
            Step::Exec { program } => self.exec(program.0, shell),
            Step::Interpret { stage } => {
                let status = shell.interpret(*stage);
                self.end(status)
            }
            Step::Wait { child } => self.wait(*child, shell),
        }
    }

    fn unwind(&mut self) {
        let opened: Vec<Fd> = self.slots.opened().collect();
        for fd in opened {
            let _ = self.kernel.close(fd); // on the way back from another failure
        }
        while let Some((slot, fd)) = self.undoing.pop() {
            let _ = self.restore(slot, fd); // likewise
        }
        for (_, pid) in std::mem::take(&mut self.children) {
            let _ = self.kernel.kill(pid, signal::numbers::SIGKILL); // half a pipeline is of no use to anybody
            while self.kernel.wait(WaitFor::Child(pid), false, false) == Err(Errno::EINTR) {}
        }
        self.slots = Slots::default();
    }
}

/// What an observer is told of a step before it is done.
pub(super) const fn why(step: &Step<Vec<u8>>) -> Why {
    match step {
        Step::Pipe { pipe } => Why::Pipe(pipe.0),
        Step::Open { cause, .. }
        | Step::Document { cause, .. }
        | Step::Dup { cause, .. }
        | Step::Allocate { cause, .. }
        | Step::Close { cause, .. }
            if cause.start < cause.end =>
        {
            Why::Text {
                start: cause.start,
                end: cause.end,
            }
        }
        Step::Dup { from: slot, .. }
        | Step::Allocate { from: slot, .. }
        | Step::Close { slot, .. } => match slot {
            Slot::Read(pipe) | Slot::Write(pipe) => Why::Pipe(pipe.0),
            _ => Why::Command,
        },
        Step::Fork { child, .. } | Step::Wait { child } => Why::Child(child.0),
        Step::Save { .. } | Step::Restore { .. } => Why::Undo,
        _ => Why::Command,
    }
}

pub(super) const fn failure(
    call: &'static str,
    noun: Vec<u8>,
    errno: Errno,
    cause: Span,
) -> Failure {
    Failure {
        call,
        noun,
        errno,
        cause,
    }
}
