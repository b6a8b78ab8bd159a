//! Text → tree. `ast` is plain data; `print` gives the text back; `reader` hands over one complete
//! command at a time. One file only, `grammar`, names pest.
//!
//! The way of a line: [`lines`] → [`cook`] (bytes to text, comments and continuations gone, aliases in,
//! here-documents out, nesting bounded) → [`grammar`] (pest: text to nodes) → [`build`] (nodes to tree).
//! [`fault`] turns what went wrong into a report.

pub mod arith;
pub mod ast;
mod build;
mod cook;
mod dollar_single;
mod fault;
mod grammar;
mod lines;
mod names;
pub mod print;
mod reader;

use std::rc::Rc;

pub use lines::{LineError, LineSource, TextLines};
pub use names::{is_name, name_len};
pub use reader::{Completeness, ReadError, Reader, classify, parse_double_quoted};

/// Which language is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Extensions that change the meaning of conforming scripts are off: `[[`, `function`, `time`,
    /// `select` and `coproc` are not reserved, `&>` is `&` and `>`, `((` is two subshells, `name=(` is an
    /// error, braces do not expand, functions have names.
    pub posix: bool,
}

/// The aliases that hold while a command is read.
pub trait Aliases {
    /// The value of the alias `name`.
    fn get(&self, name: &[u8]) -> Option<Rc<[u8]>>;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        false
    }
}

/// No aliases.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAliases;

impl Aliases for NoAliases {
    fn get(&self, _: &[u8]) -> Option<Rc<[u8]>> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}
