//! The table of builtins.

use super::{Arguments, Ctx, Host, Leave};
use crate::source::Fields;
use crate::state::ExitStatus;

/// What a builtin is to XCU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A special builtin (XCU 2.14): found before functions, its errors end the shell, assignments before it stay.
    Special,
    /// A regular one that command search finds without `PATH` (XCU 2.9.1.4).
    Regular,
    /// One of the IPC family or another extension: found after functions, like a regular one.
    Extension,
}

/// The body of a builtin. The fields are name and arguments.
#[derive(Clone, Copy)]
pub enum Body {
    /// Needs the shell's memory, the kernel and its output.
    Plain(fn(&mut Ctx<'_>, &Fields) -> Result<ExitStatus, Leave>),
    /// Steers the interpreter.
    Control(fn(&mut dyn Host, &Fields) -> Result<ExitStatus, Leave>),
}

/// One builtin: everything that is said of it anywhere is said here.
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// One line: how it is called.
    pub synopsis: &'static str,
    /// The help text: options, operands, status, examples. `help` and `--help` print it.
    pub help: &'static str,
    /// What its arguments are.
    pub arguments: Arguments,
    /// What it does.
    pub body: Body,
}

/// All builtins in order of their names.
#[must_use]
pub fn table() -> &'static [Builtin] {
    &[]
}

/// The builtin called `name`.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static Builtin> {
    table()
        .binary_search_by(|row| row.name.as_bytes().cmp(name))
        .ok()
        .and_then(|i| table().get(i))
}
