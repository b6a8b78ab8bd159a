//! Redirections (XCU 2.7).

use std::rc::Rc;

use super::{Name, Word};
use crate::source::Span;

/// A redirection (XCU 2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The descriptor it is for.
    pub fd: RedirectFd,
    /// What it does.
    pub kind: RedirectKind,
    /// The whole of it.
    pub span: Span,
}

/// Which descriptor a redirection sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectFd {
    /// The default of the operator: 0 or 1.
    Default,
    /// An io number.
    Number(u32),
    /// `{name}`: a free one ≥ 10, stored in the variable (extension).
    Variable(Name),
}

/// The redirection operators with their operands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// An operator that opens the file that the word names.
    File(FileOp, Word),
    /// `<&word`: a number, `-`, or (extension) `number-`.
    DupIn(Word),
    /// `>&word`: a number, `-`, `number-`, or (extension) a file for 1 and 2 together.
    DupOut(Word),
    /// `<<` and `<<-`
    HereDoc(Rc<HereDoc>),
    /// `<<<word` (extension)
    HereString(Word),
    /// `&>word` (extension): standard output and error.
    BothTo(Word),
    /// `&>>word` (extension)
    BothAppend(Word),
}

/// Operators that open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOp {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `>|`
    Clobber,
    /// `<>`
    ReadWrite,
}

/// A here-document (XCU 2.7.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HereDoc {
    /// The delimiter after quote removal.
    pub delimiter: Box<[u8]>,
    /// Whether any part of the delimiter was quoted: then the body is not expanded.
    pub is_quoted: bool,
    /// Whether leading tabs were stripped (`<<-`).
    pub strips_tabs: bool,
    /// The body as a word: double-quoted parts, or one quoted text. It is ready if nothing expands.
    pub body: Word,
}
