//! Reports: diagnostics that name the place, show the text and point at it.

use std::rc::Rc;

use super::Chunk;

/// Text under a caret.
#[derive(Clone, Debug)]
pub struct Label {
    /// The line of the source (1-based).
    pub line: u32,
    /// The text of that line, without its newline.
    pub text: Box<[u8]>,
    /// Byte column of the first marked byte in `text`, from 0.
    pub column: usize,
    /// How many bytes are marked (at least one caret is drawn).
    pub len: usize,
    /// What is said under the carets.
    pub message: String,
}

/// One diagnostic: the title says what could not be done, the labels say why and where.
#[derive(Clone, Debug)]
pub struct Report {
    /// Name of the source, as the user knows it.
    pub source_name: Box<[u8]>,
    /// The line (1-based) the report is about.
    pub line: u32,
    /// What went wrong, in lower case, no full stop.
    pub title: String,
    /// Places, the most important first.
    pub labels: Vec<Label>,
    /// What to do about it, if we know.
    pub note: Option<String>,
    /// The text it speaks of, if it was parsed.
    pub chunk: Option<Rc<Chunk>>,
}
