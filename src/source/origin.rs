//! Sources and chunks: the chain that answers "where did this text come from?".

use std::fmt;
use std::rc::Rc;

use super::Span;

/// What kind of text a [`Source`] is, and what it was reached through.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A script file named on the command line or run by `.`.
    File,
    /// The operand of `-c`.
    CommandString,
    /// Standard input that is not a terminal.
    Stdin,
    /// A line typed at the prompt.
    Prompt,
    /// The joined operands of `eval`, run at `line` of `caller`.
    Eval {
        /// The source that holds the `eval`.
        caller: Rc<Source>,
        /// Its line.
        line: u32,
    },
    /// The action of a trap for the named condition.
    Trap {
        /// `INT`, `EXIT`, …
        condition: &'static str,
    },
    /// A value that the shell itself parses (`PS1`, `ENV`, an arithmetic operand, a backquote).
    Internal,
}

/// One text that is read as commands.
#[derive(Clone, Debug)]
pub struct Source {
    /// What diagnostics call it: a path as the user gave it, `-c`, `stdin`, `eval`, ….
    pub name: Box<[u8]>,
    /// What kind of text it is.
    pub origin: Origin,
}

impl Source {
    /// A source called `name`.
    #[must_use]
    pub fn new(name: &[u8], origin: Origin) -> Rc<Self> {
        Rc::new(Self {
            name: name.into(),
            origin,
        })
    }
}

/// The text of one complete command as the parser saw it, and the way back to its lines.
///
/// The text is *cooked*: aliases are replaced, line continuations removed and here-document bodies
/// taken out; `lines` leads from offsets in it back to line numbers in the source.
#[derive(Clone)]
pub struct Chunk {
    /// The source it was read from.
    pub source: Rc<Source>,
    /// The cooked text; spans of the tree are offsets into it.
    pub text: Box<str>,
    /// `(offset, line)` in rising order: from this offset on, the text stands on this line (1-based).
    pub lines: Box<[(u32, u32)]>,
}

/// The text is left out: a tree refers to its chunk from many places.
impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chunk({:?})", bstr::BStr::new(&self.source.name))
    }
}

impl Chunk {
    /// An empty chunk of `source`, for nodes that the shell makes itself.
    #[must_use]
    pub fn empty(source: Rc<Source>) -> Rc<Self> {
        Rc::new(Self {
            source,
            text: "".into(),
            lines: Box::new([]),
        })
    }

    /// The line of the source (1-based) that holds `offset`.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        let after = self.lines.partition_point(|&(start, _)| start <= offset);
        after
            .checked_sub(1)
            .and_then(|i| self.lines.get(i))
            .map_or(1, |&(_, line)| line)
    }

    /// The cooked text under `span`; empty if the span is not inside the chunk.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}
