//! The interpreter: the shell's memory, its kernel and its output in one place.

use std::cell::Cell;
use std::rc::Rc;

use super::explain::Explainer;
use super::trace::Tracer;
use crate::builtin::{CallObserver, Output};
use crate::source::{Chunk, Fields, Source};
use crate::state::{ExitStatus, Opt, State};
use crate::sys::{Fd, Kernel, Pid, stack};

/// A shell that can run programs.
pub struct Shell {
    /// What it remembers.
    pub state: State,
    /// What it speaks to.
    pub(super) kernel: Rc<dyn Kernel>,
    /// Standard output of builtins.
    pub(super) out: Output,
    /// Lists of fields that are not in use, to save their memory.
    pub(super) spare_fields: Vec<Fields>,
    /// The status of the last command substitution of the command being expanded (XCU 2.9.1.1).
    pub(super) substitution_status: Option<ExitStatus>,
    /// Process substitutions of the commands being run: our ends and the processes.
    pub(super) process_substitutions: Vec<(Fd, Pid)>,
    /// How many subshell environments without a process are open.
    pub(super) contained: u32,
    /// How many bytes of text and fields `eval` and `command` inside each other hold.
    pub(super) nested_text: usize,
    /// Whether a trap action is being run: others wait.
    pub(super) is_in_trap: bool,
    /// Whether the EXIT trap has run or must not run.
    pub(super) is_exit_trap_done: bool,
    /// Whether `set -v` is on, for those who read lines.
    pub(super) verbose: Rc<Cell<bool>>,
    /// With job control, the terminal that it is about.
    pub(super) job_terminal: Option<super::job_control::JobTerminal>,
    /// Whether the terminal has gone.
    pub(super) has_hung_up: bool,
    /// How deep xtrace is inside its own expansion of `PS4`.
    pub(super) is_tracing: bool,
    /// The text of the complete command that is run.
    pub(super) chunk: Option<Rc<Chunk>>,
    /// Texts that were read more than once.
    pub(super) texts: super::reread::Texts,
    /// Who watches what is done (`trace`).
    pub(super) tracer: Option<Tracer>,
    /// Who is told of the system calls of builtins then.
    pub(super) observer: Option<Box<dyn CallObserver>>,
    /// What is noted while nothing is really done (`explain`).
    pub(super) explainer: Option<Box<Explainer>>,
}

/// The stack that must remain before another level of commands begins: enough for the deepest part below one.
const STACK_RESERVE: usize = 192 * 1024;

/// How many bytes `eval` inside `eval` and their like may hold together.
const MOST_NESTED_TEXT: usize = 16 << 20;

impl Shell {
    /// A shell with an empty memory that stands at `source`.
    #[must_use]
    pub fn new(kernel: Rc<dyn Kernel>, source: Rc<Source>) -> Self {
        Self {
            state: State::new(source),
            kernel,
            out: Output::new(),
            spare_fields: Vec::new(),
            substitution_status: None,
            process_substitutions: Vec::new(),
            contained: 0,
            nested_text: 0,
            is_in_trap: false,
            is_exit_trap_done: false,
            verbose: Rc::default(),
            job_terminal: None,
            has_hung_up: false,
            is_tracing: false,
            chunk: None,
            texts: super::reread::Texts::default(),
            tracer: None,
            observer: None,
            explainer: None,
        }
    }

    /// What it speaks to.
    #[must_use]
    pub fn kernel(&self) -> Rc<dyn Kernel> {
        Rc::clone(&self.kernel)
    }

    /// Whether `set -v` is on, now and later.
    #[must_use]
    pub fn verbose_flag(&self) -> Rc<Cell<bool>> {
        self.verbose.set(self.state.is_on(Opt::Verbose));
        Rc::clone(&self.verbose)
    }

    /// Whether somebody sits at a prompt.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        self.state.is_on(Opt::Interactive) && self.state.subshell_depth == 0
    }

    /// Whether the stack is nearly used up.
    pub(super) fn is_too_deep() -> bool {
        stack::remaining() < STACK_RESERVE
    }

    /// `eval` or `command` goes on with `len` bytes more, which it holds until it is through; how many there were. `None`
    /// if that is too much: `eval eval eval …` copies its words at each level.
    pub(super) fn nest_text(&mut self, len: usize) -> Option<usize> {
        let outside = self.nested_text;
        let inside = outside.saturating_add(len);
        if Self::is_too_deep() || inside > MOST_NESTED_TEXT && outside > 0 {
            return None;
        }
        self.nested_text = inside;
        Some(outside)
    }

    /// Runs `work` where a failing command does not end the shell although `set -e` is on (XCU 2.14 set: conditions, all but
    /// the last of an and-or list, after `!`).
    pub(super) fn without_errexit<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.state.errexit_suspended += 1;
        let result = work(self);
        self.state.errexit_suspended -= 1;
        result
    }
}
