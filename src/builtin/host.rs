//! What the builtins that steer the interpreter ask of it. `eval` implements it.

use std::ffi::CStr;

use super::{Ctx, Done, ExplainRequest, Flow, Leave, TraceRequest};
use crate::expand::ExpandError;
use crate::source::Fields;
use crate::state::{ExitStatus, State};
use crate::sys::{Errno, Forked, Kernel};

/// Where [`Host::run_fields`] looks for the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// `command`: not among functions; a special builtin loses its special properties.
    NoFunctions,
    /// `command -p`: likewise, and programs are searched in the standard path.
    StandardPath,
    /// `builtin`: among builtins only.
    BuiltinsOnly,
    /// As the shell itself does: functions, builtins, programs.
    Everywhere,
}

/// The interpreter as a control builtin sees it.
pub trait Host {
    /// The shell's memory.
    fn state(&mut self) -> &mut State;

    /// The kernel.
    fn kernel(&self) -> &dyn Kernel;

    /// The surroundings of a plain builtin called `name`.
    fn ctx<'a>(&'a mut self, name: &'a [u8]) -> Ctx<'a>;

    /// Parses and runs `text` in this environment, as `eval` does.
    fn eval_text(&mut self, text: &[u8]) -> Flow;

    /// Runs the file at `path` in this environment, as `.` does; `positional` replaces `$1…` meanwhile
    /// (extension). A file that cannot be read is an error of the builtin.
    ///
    /// # Errors
    /// What the commands leave, or why the file could not be read.
    fn run_file(
        &mut self,
        path: &[u8],
        positional: Option<Vec<Vec<u8>>>,
    ) -> Result<ExitStatus, Leave>;

    /// Runs a command whose name and arguments are `fields`, looked for as `lookup` says.
    fn run_fields(&mut self, fields: &Fields, lookup: Lookup) -> Flow;

    /// Runs `text` in this environment as `eval` does, and reports every step of its plumbing.
    ///
    /// # Errors
    /// What the commands leave, or why the report cannot be written.
    fn trace_text(&mut self, request: &TraceRequest, text: &[u8]) -> Done;

    /// What running `text` would do, in the form that is asked for, and the status.
    fn explain_text(&mut self, request: ExplainRequest, text: &[u8]) -> (Vec<u8>, ExitStatus);

    /// Replaces the shell by the program `fields[0]`; `argv0` and `environment` as `exec -a` and `-c` have them.
    /// Returns only when that fails: the message has been printed; the status is 126 or 127.
    fn exec_fields(
        &mut self,
        fields: &Fields,
        argv0: Option<&[u8]>,
        empty_environment: bool,
    ) -> ExitStatus;

    /// The pathname of program `name` by `PATH` (or by the standard path), as command search finds it.
    fn find_program(&mut self, name: &[u8], standard_path: bool) -> Option<Vec<u8>>;

    /// Replaces the shell by the program at `path` (no search): standard output is flushed, signals are as a program
    /// starts with them, nothing else happens. Returns only when that fails; nothing has been printed.
    fn exec_program(&mut self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno;

    /// `fork`: the shell goes on in two processes after the builtin. The child is a subshell (its traps are reset and
    /// its table of jobs is empty) that runs what is left of the script from here on, reading it by itself so that the
    /// parent does not miss a line; at a prompt it runs the rest of the command typed and then exits.
    ///
    /// # Errors
    /// `EAGAIN`, `ENOMEM`.
    fn fork_shell(&mut self) -> Result<Forked, Errno>;

    /// Runs the traps of the signals that have come. A blocked builtin calls it after `EINTR`, and calls again what
    /// was interrupted if this gives `Ok`. `SIGINT` without a trap is [`Divert::Interrupt`](super::Divert) at a prompt.
    ///
    /// # Errors
    /// What a trap leaves.
    fn run_traps(&mut self) -> Result<(), Leave>;

    /// The definition of function `name`, to be shown and read back.
    fn function_text(&mut self, name: &[u8]) -> Option<Vec<u8>>;

    /// Evaluates `text` as arithmetic.
    ///
    /// # Errors
    /// As in [`ExpandError`].
    fn arithmetic(&mut self, text: &[u8]) -> Result<i64, ExpandError>;

    /// Waits until process `pid`, a child of this shell, has ended; `None` if it is not a child (any more).
    /// A trapped signal that arrives meanwhile ends the wait with 128 + n, after its trap has run.
    ///
    /// # Errors
    /// What a trap leaves.
    fn wait_for_pid(&mut self, pid: i32) -> Result<Option<ExitStatus>, Leave>;

    /// Waits until every known child has ended (`wait` without operands).
    ///
    /// # Errors
    /// What a trap leaves.
    fn wait_for_all(&mut self) -> Flow;

    /// Waits until one of the jobs ends (`wait -n`): its status and process; `None` if there is none.
    ///
    /// # Errors
    /// What a trap leaves.
    fn wait_for_any(&mut self, pids: &[i32]) -> Result<Option<(i32, ExitStatus)>, Leave>;

    /// Looks, without waiting, what has become of the children, and notes it in the table of jobs.
    fn poll_children(&mut self);

    /// Makes a stopped or background job the foreground one (`fg`) and waits for it.
    ///
    /// # Errors
    /// What a trap leaves, or that there is no job control.
    fn continue_job(&mut self, number: u32, in_foreground: bool) -> Result<ExitStatus, Leave>;

    /// Brings the kernel's signal dispositions in line with the traps in the state, after `trap` changed them.
    fn sync_trap(&mut self, condition: crate::state::Condition);

    /// Turns an option on or off with everything that goes with it (`-m` takes the terminal, …).
    fn set_option(&mut self, opt: crate::state::Opt, on: bool);
}
