//! How a builtin, or any command, comes to its end: with a status, an error, or by leaving something.

use crate::expand::ExpandError;
use crate::state::ExitStatus;

/// Leaving a loop, a function or the shell: not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divert {
    /// `break n`: leave this many enclosing loops (≥ 1).
    Break(u32),
    /// `continue n`: leave n − 1 loops and go on with the next turn of the n-th.
    Continue(u32),
    /// `return`: leave the function or dot script.
    Return(ExitStatus),
    /// `exit`: leave the shell; the EXIT trap is still to run.
    Exit(ExitStatus),
    /// An error that ends a non-interactive shell (XCU 2.8.1): leaves the shell, or, at a prompt, everything up to it.
    /// The message has been printed.
    Abort(ExitStatus),
    /// The text of `eval` or `.` is no shell language: the error of that special builtin, so that `command eval` survives it.
    /// The message has been printed.
    Refused(ExitStatus),
    /// `SIGINT` in an interactive shell: back to the prompt.
    Interrupt,
}

/// What running a command gives: its status, or where it goes instead.
pub type Flow = Result<ExitStatus, Divert>;

/// The status with which an execution environment ends when this is how its commands went: what leaves a loop leaves the
/// environment with success, since the loop is not its own.
#[must_use]
pub const fn final_status(flow: Flow) -> ExitStatus {
    match flow {
        Ok(status)
        | Err(
            Divert::Exit(status)
            | Divert::Return(status)
            | Divert::Abort(status)
            | Divert::Refused(status),
        ) => status,
        Err(Divert::Break(_) | Divert::Continue(_)) => ExitStatus::SUCCESS,
        Err(Divert::Interrupt) => ExitStatus::from_signal(crate::sys::signal::numbers::SIGINT),
    }
}

/// What the body of a builtin gives: its status, where it goes instead, or its error.
pub type Done = Result<ExitStatus, Leave>;

/// An error of a builtin: printed by the evaluator behind the place and the builtin's name; when the
/// builtin is a special one, a non-interactive shell ends (XCU 2.8.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltinError {
    /// The message without place and name: `x: is readonly`, `EEXIST: File exists (key 0x2a)`.
    pub message: Vec<u8>,
    /// The exit status, not 0.
    pub status: ExitStatus,
    /// The name that stands before the message instead of the builtin's: the failing system call.
    pub call: Option<&'static str>,
    /// A line of advice, shown on a terminal.
    pub hint: Option<&'static str>,
    /// Whether it is an error only of the utility and never ends the shell, even from a special builtin.
    pub is_mild: bool,
}

impl BuiltinError {
    /// A failure: status 1.
    #[must_use]
    pub fn failure(message: impl Into<Vec<u8>>) -> Self {
        Self {
            message: message.into(),
            status: ExitStatus::FAILURE,
            call: None,
            hint: None,
            is_mild: false,
        }
    }

    /// Wrong usage or operand: status 2.
    #[must_use]
    pub fn usage(message: impl Into<Vec<u8>>) -> Self {
        Self {
            status: ExitStatus::USAGE,
            ..Self::failure(message)
        }
    }
}

/// Why a builtin's body ended without a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It leaves something.
    Divert(Divert),
    /// It failed.
    Error(Box<BuiltinError>),
}

impl From<Divert> for Leave {
    fn from(divert: Divert) -> Self {
        Self::Divert(divert)
    }
}

impl From<ExpandError> for Leave {
    fn from(error: ExpandError) -> Self {
        match error {
            ExpandError::Interrupted => Self::Divert(Divert::Interrupt),
            error => BuiltinError::usage(error.message()).into(),
        }
    }
}

impl From<BuiltinError> for Leave {
    fn from(error: BuiltinError) -> Self {
        Self::Error(Box::new(error))
    }
}
