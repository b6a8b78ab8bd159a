//! Words → fields: the expansions of XCU 2.6, one file for each phase.
//!
//! Comes in: a [`Word`](crate::syntax::ast::Word) and the shell around it as an [`Env`].
//! Goes out: [`Fields`](crate::source::Fields), one text, a [`Pattern`], or a number.

use std::rc::Rc;

use crate::state::{AssignError, State};
use crate::syntax::ast::{CommandSub, ProcessSub};
use crate::sys::Errno;

/// What expansion needs of the shell around it. `eval` implements it: a substitution runs commands.
pub trait Env {
    /// The shell's memory.
    fn state(&self) -> &State;

    /// The shell's memory, to assign in `${x:=w}` and arithmetic.
    fn state_mut(&mut self) -> &mut State;

    /// Runs the commands of a command substitution and appends what they write to `out`, with NUL bytes
    /// removed and *without* removing trailing newlines. Sets the status that `$?` will show if the
    /// command has no name (XCU 2.9.1.1).
    ///
    /// # Errors
    /// [`ExpandError::Substitution`] when no pipe or process could be made, [`ExpandError::Interrupted`].
    fn command_substitution(
        &mut self,
        sub: &Rc<CommandSub>,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError>;

    /// Starts the commands of a process substitution; the pathname (`/dev/fd/N`) that stands for it.
    ///
    /// # Errors
    /// As for a command substitution.
    fn process_substitution(&mut self, sub: &Rc<ProcessSub>) -> Result<Vec<u8>, ExpandError>;
}

/// Why an expansion failed. Each is an "expansion error" of XCU 2.8.1: a message, and a
/// non-interactive shell ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandError {
    /// `set -u` and a parameter without a value.
    Unset {
        /// The parameter as written: `x`, `1`, `!`.
        parameter: Vec<u8>,
    },
    /// `${x?message}`.
    Refused {
        /// The parameter as written.
        parameter: Vec<u8>,
        /// The expanded word, or the standard text if there was none.
        message: Vec<u8>,
    },
    /// The expansion has no meaning: `${@:=x}`, an invalid indirect name, ….
    Bad {
        /// What, in the user's words.
        what: Vec<u8>,
        /// Why.
        why: &'static str,
    },
    /// The arithmetic is wrong: syntax, division by 0, a value that is no number.
    Arithmetic {
        /// The expression.
        expression: Vec<u8>,
        /// Why.
        why: String,
    },
    /// An assignment was refused.
    Assign(AssignError),
    /// A substitution could not be started: the call and its errno.
    Substitution {
        /// `pipe2`, `fork`, `read`.
        call: &'static str,
        /// Why.
        errno: Errno,
    },
    /// The shell's own limits: nesting too deep, out of memory.
    TooDeep,
    /// `SIGINT` arrived meanwhile.
    Interrupted,
}
