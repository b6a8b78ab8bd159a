//! The cooker: bytes of a script → text that the grammar can parse.
//!
//! Comes in: lines, one at a time. Goes out: [`Cooked`] text of one complete command, in which comments and
//! line continuations are gone, aliases replaced (XCU 2.3.1), the bodies of here-documents lifted out
//! (XCU 2.7.4) and every `((` decided (XCU 2.6.3): arithmetic stays `((`, two subshells become `( (`.
//!
//! It works with an explicit stack, keeps its state between lines and looks at each byte once, so an
//! open construct of any length costs linear time; and it bounds the nesting for all that come after it.

mod bracketed;
mod command;
mod frame;
mod heredoc;
mod input;
mod lexical;
mod operator;
mod output;
mod pattern_group;
mod whole_word;
mod word;

pub use frame::Kind;
pub use output::{BodyPlace, Cooked, Document};
pub(super) use word::bracket_len;

use rustc_hash::FxHashSet;

use super::{Aliases, Dialect};
use frame::{Frame, State};
use input::{Input, Place};

/// How long the text of one command may get: offsets are 32 bits wide.
const MAX_TEXT: usize = 1 << 30;
/// How much text aliases may add to one command, so that aliases that double each other end.
const MAX_SPLICED: usize = 1 << 20;

/// Why a text cannot be cooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookError {
    /// Nested deeper than the limit.
    TooDeep,
    /// Longer than 1 GiB.
    TooLong,
    /// The values of aliases make the command longer than 1 MiB.
    AliasesTooLong,
}

/// A text inside the command that is cooked after it: the body of a here-document, the content of a
/// backquote.
#[derive(Clone, Debug)]
pub struct Piece {
    content: Vec<u8>,
    /// Pairs of offset in the content and offset in the text of the whole command.
    origin: Vec<(u32, u32)>,
    /// How deep it is nested.
    depth: usize,
    owner: Owner,
}

#[derive(Clone, Copy, Debug)]
enum Owner {
    Document(usize),
    Backquote(usize),
}

/// What a step of the main loop came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Go,
    /// The next line is needed to decide.
    Wait,
}

/// What to restore if a `((` turns out not to be arithmetic.
#[derive(Debug)]
struct ArithTrial {
    place: Place,
    position: (i64, usize),
    top: Frame,
    frames: usize,
    text: usize,
    marks: usize,
    documents: usize,
    backquotes: usize,
    pieces: usize,
}

/// The cooker.
#[derive(Debug)]
pub struct Cooker {
    input: Input,
    out: Cooked,
    frames: Vec<Frame>,
    /// Indices of the frames that are command contexts.
    contexts: Vec<usize>,
    /// Documents whose bodies are not read yet, with the context they wait in.
    pending: Vec<(usize, usize)>,
    /// Documents whose bodies are being read, the next one last.
    bodies: Vec<usize>,
    /// The line of a body that is being joined.
    body_line: Vec<u8>,
    body_line_base: u32,
    trials: Vec<ArithTrial>,
    /// Positions of `((` that are known to start commands.
    not_arith: FxHashSet<(i64, usize)>,
    pieces: Vec<Piece>,
    dialect: Dialect,
    /// How deep this text is nested in others.
    depth: usize,
    limit: usize,
    spliced: usize,
    /// Whether something came that cannot be right, so that it pays to ask the grammar now.
    pub is_suspicious: bool,
}

impl Cooker {
    /// A cooker for one command.
    pub fn new(dialect: Dialect, limit: usize) -> Self {
        Self::with_top(Kind::Top, dialect, limit)
    }

    /// A cooker for a text that is read as if in double quotes.
    pub fn for_body(dialect: Dialect, limit: usize) -> Self {
        Self::with_top(Kind::HereBody, dialect, limit)
    }

    fn with_top(kind: Kind, dialect: Dialect, limit: usize) -> Self {
        Self {
            input: Input::default(),
            out: Cooked::default(),
            frames: vec![Frame::new(kind, 0)],
            contexts: vec![0],
            pending: Vec::new(),
            bodies: Vec::new(),
            body_line: Vec::new(),
            body_line_base: 0,
            trials: Vec::new(),
            not_arith: FxHashSet::default(),
            pieces: Vec::new(),
            dialect,
            depth: 0,
            limit,
            spliced: 0,
            is_suspicious: false,
        }
    }

    /// Makes ready for another command and keeps the memory.
    pub fn restart(&mut self, dialect: Dialect, limit: usize) {
        self.input.clear();
        self.out.clear();
        self.frames.clear();
        self.frames.push(Frame::new(Kind::Top, 0));
        self.contexts.clear();
        self.contexts.push(0);
        self.pending.clear();
        self.bodies.clear();
        self.body_line.clear();
        self.trials.clear();
        self.not_arith.clear();
        self.pieces.clear();
        self.dialect = dialect;
        self.depth = 0;
        self.limit = limit;
        self.spliced = 0;
        self.is_suspicious = false;
    }

    /// Takes the next line, encoded, with its newline.
    pub fn feed(&mut self, line: &[u8], aliases: &dyn Aliases) -> Result<(), CookError> {
        if self.input.fed().len() + line.len() > MAX_TEXT {
            return Err(CookError::TooLong);
        }
        self.input.feed(line);
        self.out.mark(self.input.base());
        self.run(aliases)
    }

    /// Takes the end of the text: closes what end of file closes.
    pub fn finish(&mut self, aliases: &dyn Aliases) -> Result<(), CookError> {
        self.input.at_end = true;
        self.run(aliases)?;
        self.end_bodies();
        if self.top().kind.is_list() && self.out.text.last() != Some(&b'\n') {
            self.input.feed(b"\n");
            self.run(aliases)?;
        }
        self.end_bodies();
        Ok(())
    }

    /// Whether a complete command has been read.
    pub fn is_complete(&self) -> bool {
        self.frames.len() == 1
            && self.bodies.is_empty()
            && self.pending.is_empty()
            && self.input.is_empty()
            && self.top().kind == Kind::Top
            && self.top().state == State::Start
            && !self.top().in_word
            && matches!(self.out.text.last(), None | Some(b'\n'))
            && !self.out.text.is_empty()
    }

    /// Whether nothing but blanks and newlines has been read.
    pub fn is_blank(&self) -> bool {
        self.frames.len() == 1
            && !self.top().in_word
            && self
                .out
                .text
                .iter()
                .all(|&byte| matches!(byte, b' ' | b'\t' | b'\n'))
    }

    /// Cooks the bodies and backquotes that were lifted out, and those in them.
    pub fn cook_pieces(&mut self, aliases: &dyn Aliases) -> Result<(), CookError> {
        self.out.main = self.out.len();
        let mut next = 0;
        while let Some(piece) = self.pieces.get_mut(next) {
            next += 1;
            let (owner, depth) = (piece.owner, piece.depth);
            let input = Input::of_piece(piece);
            let whole = std::mem::replace(&mut self.input, input);
            let kind = match owner {
                Owner::Document(_) => Kind::HereBody,
                Owner::Backquote(_) => Kind::Top,
            };
            let start = self.out.len();
            self.frames.clear();
            self.frames.push(Frame::new(kind, start));
            self.contexts.clear();
            self.contexts.push(0);
            self.pending.clear();
            self.trials.clear();
            self.not_arith.clear();
            self.depth = depth;
            self.out.mark(self.input.base());
            let result = self.finish(aliases);
            self.input = whole;
            result?;
            self.out.place(owner, start);
        }
        self.out.documents.sort_by_key(|document| document.operator);
        self.out
            .backquotes
            .sort_by_key(|backquote| backquote.opened);
        Ok(())
    }

    /// The text of the command so far, encoded, as it was fed.
    pub fn fed(&self) -> &[u8] {
        self.input.fed()
    }

    /// Number of the line of the fed text (from 0) that holds `base`.
    pub fn line_index(&self, base: u32) -> u32 {
        self.input.line_index(base)
    }

    /// What has been cooked.
    pub fn cooked(&self) -> &Cooked {
        &self.out
    }

    /// Offset in the fed text of the next byte to be read.
    pub fn base(&self) -> u32 {
        self.input.base()
    }

    /// What is still open, the innermost last: what it is and where it was opened in the cooked text.
    pub fn open(&self) -> impl DoubleEndedIterator<Item = (Kind, u32)> {
        self.frames
            .iter()
            .skip(1)
            .map(|frame| (frame.kind, frame.opened))
    }

    fn run(&mut self, aliases: &dyn Aliases) -> Result<(), CookError> {
        loop {
            if !self.bodies.is_empty() {
                if self.body_step() == Step::Wait {
                    return Ok(());
                }
                continue;
            }
            if self.input.is_empty() {
                return Ok(());
            }
            if self.step(aliases)? == Step::Wait {
                return Ok(());
            }
            if self.out.text.len() > MAX_TEXT {
                return Err(CookError::TooLong);
            }
        }
    }

    fn step(&mut self, aliases: &dyn Aliases) -> Result<Step, CookError> {
        match self.top().kind {
            kind if kind.is_list() => self.list_step(aliases),
            Kind::Condition | Kind::ConditionGroup => self.condition_step(),
            Kind::Array => self.array_step(),
            Kind::Single => Ok(self.single_step()),
            Kind::DollarSingle => Ok(self.dollar_single_step()),
            Kind::Backquote => Ok(self.backquote_step()),
            Kind::Double | Kind::HereBody => self.double_step(),
            Kind::Braced { is_quoted } => self.braced_step(is_quoted),
            Kind::Subscript => self.subscript_step(),
            Kind::PatternGroup => self.pattern_group_step(),
            _ => self.arith_step(),
        }
    }

    fn top(&self) -> &Frame {
        self.frames.last().unwrap_or(&BOTTOM)
    }

    fn top_mut(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(BOTTOM);
        }
        let last = self.frames.len() - 1;
        self.frames
            .get_mut(last)
            .expect("the line above made sure that there is a frame")
    }

    /// Whether nothing more may be opened.
    fn is_full(&self) -> bool {
        self.depth + self.frames.len() >= self.limit
    }

    fn push(&mut self, kind: Kind, opened: u32) -> Result<(), CookError> {
        if self.is_full() {
            return Err(CookError::TooDeep);
        }
        if kind.is_context() {
            self.contexts.push(self.frames.len());
        }
        self.frames.push(Frame::new(kind, opened));
        Ok(())
    }

    /// Removes the top frame. Here-documents that wait in it go on waiting in the context around it, as
    /// in bash: `x=$(cat <<E)` takes its body from the lines that follow.
    fn pop(&mut self) {
        if self.frames.len() <= 1 {
            self.is_suspicious = true;
            return;
        }
        let index = self.frames.len() - 1;
        self.frames.pop();
        if self.contexts.last() == Some(&index) {
            self.contexts.pop();
            let around = self.contexts.last().copied().unwrap_or(0);
            for (context, _) in self.pending.iter_mut().rev() {
                if *context < index {
                    break;
                }
                *context = around;
            }
        }
    }

    /// Copies `count` unread bytes.
    fn copy(&mut self, count: usize) {
        let run = self.input.rest().get(..count).unwrap_or_default();
        self.out.text.extend_from_slice(run);
        self.input.advance(count);
    }

    /// Copies a newline and notes the line that starts after it.
    fn copy_newline(&mut self) {
        self.copy(1);
        self.out.mark(self.input.base());
    }

    /// Writes `text` for `count` unread bytes.
    fn replace(&mut self, count: usize, text: &[u8]) {
        self.out.text.extend_from_slice(text);
        self.input.advance(count);
        if count != text.len() {
            self.out.mark(self.input.base());
        }
    }
}

const BOTTOM: Frame = Frame::new(Kind::Top, 0);
