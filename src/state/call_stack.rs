//! Frames: what `return`, `local` and messages need to know about running functions and dot scripts.

use std::rc::Rc;

use super::State;
use crate::source::{Origin, Source};

/// One running function or dot script.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What is run.
    pub kind: FrameKind,
    /// The positional parameters to restore.
    pub saved_positional: Option<Rc<Vec<Vec<u8>>>>,
    /// The loops to restore.
    pub saved_loops: Loops,
    /// The options to restore, if `local -` asked for it.
    pub saved_options: Option<super::Options>,
    /// The text it was called from.
    pub caller: Rc<Source>,
    /// The line it was called from.
    pub call_line: u32,
}

/// The loops that `break` and `continue` can leave: those that run in the same execution environment and not outside the
/// function (XCU 2.14 break).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loops {
    /// How many are being run.
    pub depth: u32,
    /// Whether this is a subshell inside a loop: `break` can then leave the subshell.
    pub is_subshell_in_loop: bool,
}

impl Loops {
    /// What a subshell begins with.
    pub fn enter_subshell(&mut self) {
        self.is_subshell_in_loop |= self.depth > 0;
        self.depth = 0;
    }
}

/// What a [`Frame`] runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The function of this name.
    Function(Box<[u8]>),
    /// A file run by `.`.
    Dot(Box<[u8]>),
}

impl Frame {
    /// What `FUNCNAME` calls it.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        match &self.kind {
            FrameKind::Function(name) => name,
            FrameKind::Dot(_) => b"source",
        }
    }
}

impl State {
    /// Whether the shell runs a script that is a file.
    #[must_use]
    pub fn is_script(&self) -> bool {
        let outermost = self.frames.first().map(|frame| &frame.caller);
        is_file(outermost.unwrap_or(&self.place.source))
    }
}

fn is_file(source: &Source) -> bool {
    match &source.origin {
        Origin::File => true,
        Origin::Eval { caller, .. } => is_file(caller),
        _ => false,
    }
}

/// The file of a text; what bash calls it if there is none.
#[must_use]
pub fn file_of(source: &Source) -> &[u8] {
    match &source.origin {
        Origin::File | Origin::Trap { .. } => &source.name,
        Origin::Eval { caller, .. } => file_of(caller),
        Origin::CommandString => b"environment",
        _ => b"main",
    }
}
