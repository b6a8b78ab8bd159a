//! Frames: what `return`, `local` and messages need to know about running functions and dot scripts.

use std::rc::Rc;

/// One running function or dot script.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What is run.
    pub kind: FrameKind,
    /// The positional parameters to restore.
    pub saved_positional: Option<Rc<Vec<Vec<u8>>>>,
    /// The loop depth to restore.
    pub saved_loop_depth: u32,
    /// The options to restore, if `local -` asked for it.
    pub saved_options: Option<super::Options>,
    /// The line it was called from.
    pub call_line: u32,
}

/// What a [`Frame`] runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The function of this name.
    Function(Box<[u8]>),
    /// A file run by `.`.
    Dot(Box<[u8]>),
}
