//! The reader: lines → one complete command at a time (XCU 2.10.2 `complete_command`).
//!
//! It never reads a line beyond the one that completes the command, so that a command may read the rest of
//! the script's own input.

use std::rc::Rc;

use super::ast::{List, Program, Word};
use super::build::Builder;
use super::cook::{Cooked, Cooker};
use super::fault::{Fault, Text};
use super::grammar::{self, Rule};
use super::{Aliases, Dialect, LineError, LineSource, NoAliases, TextLines};
use crate::source::{Chunk, Origin, Report, Source, lossless};

/// How deep constructs may be nested at most.
const MAX_DEPTH: usize = 1000;

/// How deep they may be nested if nobody says how much stack there is.
const SAFE_DEPTH: usize = 200;

/// How much stack a level of nesting takes, from the grammar to the dropping of the tree: as measured for the
/// construct that takes most (a function in a function), rounded up.
const STACK_PER_LEVEL: usize = if cfg!(debug_assertions) {
    20 * 1024
} else {
    5 * 1024
};

/// How deep constructs may be nested when this many bytes of stack remain.
const fn depth_within(bytes: usize) -> usize {
    let depth = bytes / 4 * 3 / STACK_PER_LEVEL;
    if depth < MAX_DEPTH { depth } else { MAX_DEPTH }
}

/// Why there is no command.
#[derive(Debug)]
pub enum ReadError {
    /// The text is no program.
    Syntax(Box<Report>),
    /// It could not be read.
    Io {
        /// The error number.
        errno: i32,
    },
    /// ^C at the prompt.
    Interrupted,
}

/// What a text typed at the prompt amounts to.
#[derive(Debug)]
pub enum Completeness {
    /// Complete commands, or nothing.
    Complete,
    /// A beginning; more lines can make it complete.
    Incomplete,
    /// No lines after it can make it right.
    Wrong(Box<Report>),
}

/// Reads commands.
#[derive(Debug)]
pub struct Reader {
    source: Rc<Source>,
    /// Number of the next line.
    line: u32,
    dialect: Dialect,
    depth: usize,
    raw: Vec<u8>,
    encoded: Vec<u8>,
    /// The cooker of the command before, for its memory.
    spare: Option<Cooker>,
    warnings: Vec<Report>,
}

/// As much of a command typed at the prompt is looked at after each line.
const TYPED: usize = 4096;

impl Reader {
    /// A reader of `source` whose first line has number `first_line`.
    #[must_use]
    pub fn new(source: Rc<Source>, first_line: u32, dialect: Dialect) -> Self {
        Self {
            source,
            line: first_line,
            dialect,
            depth: SAFE_DEPTH,
            raw: Vec::new(),
            encoded: Vec::new(),
            spare: None,
            warnings: Vec::new(),
        }
    }

    /// Changes the language from the next command on.
    pub const fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
    }

    /// Tells how many bytes of stack remain, which bounds the nesting of what is read. To be told again
    /// whenever it may have become less.
    pub fn set_stack(&mut self, bytes: usize) {
        self.depth = depth_within(bytes);
    }

    /// Number of the line that is read next.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// What is to be told about the last command although it is right: a here-document that end of file
    /// ended. The list is empty afterwards.
    pub fn take_warnings(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.warnings)
    }

    /// The next complete command; `None` at end of input.
    ///
    /// # Errors
    /// A syntax error, after which the reader goes on with the next line; or what the source of lines says.
    pub fn next_command(
        &mut self,
        lines: &mut dyn LineSource,
        aliases: &dyn Aliases,
    ) -> Result<Option<Program>, ReadError> {
        loop {
            let first_line = self.line;
            let mut cooker = self.fresh_cooker();
            let is_at_end = self.cook(&mut cooker, first_line, lines, aliases)?;
            if cooker.is_blank() {
                self.spare = Some(cooker);
                if is_at_end {
                    return Ok(None);
                }
                continue;
            }
            return self.parse(cooker, first_line, aliases).map(Some);
        }
    }

    fn fresh_cooker(&mut self) -> Cooker {
        match self.spare.take() {
            Some(mut cooker) => {
                cooker.restart(self.dialect, self.depth);
                cooker
            }
            None => Cooker::new(self.dialect, self.depth),
        }
    }

    /// Feeds lines until a command is complete; tells whether the input ended.
    fn cook(
        &mut self,
        cooker: &mut Cooker,
        first_line: u32,
        lines: &mut dyn LineSource,
        aliases: &dyn Aliases,
    ) -> Result<bool, ReadError> {
        let mut probed = 0;
        loop {
            let is_continuation = !cooker.fed().is_empty();
            self.raw.clear();
            match lines.read_line(&mut self.raw, is_continuation) {
                Ok(true) => {}
                Ok(false) => {
                    let finished = cooker.finish(aliases);
                    self.check(cooker, first_line, finished)?;
                    return Ok(true);
                }
                Err(LineError::Io { errno }) => return Err(ReadError::Io { errno }),
                Err(LineError::Interrupted) => return Err(ReadError::Interrupted),
            }
            self.encode();
            let fed = cooker.feed(&self.encoded, aliases);
            self.check(cooker, first_line, fed)?;
            if cooker.is_complete() {
                return Ok(false);
            }
            // What cannot become right is told now and not at the end of the script. Looking only when the
            // text has doubled keeps the time linear.
            let length = cooker.cooked().text.len();
            let is_typed = matches!(self.source.origin, Origin::Prompt) && length < TYPED;
            if is_typed || cooker.is_suspicious && length >= 2 * probed {
                cooker.is_suspicious = false;
                probed = length;
                self.probe(cooker, first_line)?;
            }
        }
    }

    /// Turns the line in `raw` into text. NUL bytes are dropped: no shell value can hold one.
    fn encode(&mut self) {
        self.line += u32::from(self.raw.last() == Some(&b'\n'));
        if memchr::memchr(0, &self.raw).is_some() {
            self.raw.retain(|&byte| byte != 0);
        }
        self.encoded.clear();
        lossless::encode_into(&self.raw, &mut self.encoded);
    }

    fn check(
        &self,
        cooker: &Cooker,
        first_line: u32,
        result: Result<(), super::cook::CookError>,
    ) -> Result<(), ReadError> {
        result.map_err(|error| self.report(&Fault::cook(error), cooker, first_line))
    }

    /// Tells now if the text so far is wrong.
    fn probe(&self, cooker: &Cooker, first_line: u32) -> Result<(), ReadError> {
        match find_fault(cooker) {
            Some(fault) if !fault.is_incomplete => Err(self.report(&fault, cooker, first_line)),
            _ => Ok(()),
        }
    }

    fn report(&self, fault: &Fault, cooker: &Cooker, first_line: u32) -> ReadError {
        let text = Text {
            source: &self.source,
            first_line,
            cooker,
        };
        ReadError::Syntax(Box::new(fault.report(&text)))
    }

    fn parse(
        &mut self,
        mut cooker: Cooker,
        first_line: u32,
        aliases: &dyn Aliases,
    ) -> Result<Program, ReadError> {
        let is_open = !cooker.is_complete();
        if is_open && let Some(fault) = find_fault(&cooker) {
            return Err(self.report(&fault, &cooker, first_line));
        }
        let cooked = cooker.cook_pieces(aliases);
        self.check(&cooker, first_line, cooked)?;
        let chunk = chunk(&self.source, &cooker, first_line);
        let built = {
            let builder = Builder::new(cooker.cooked(), &chunk, self.dialect, self.depth);
            builder.commands(0, cooker.cooked().main)
        };
        match built {
            Ok(list) => {
                self.warn(&cooker, first_line);
                self.spare = Some(cooker);
                Ok(Program { list, chunk })
            }
            Err(error) => {
                let fault = Fault::build(&error, &cooker);
                Err(self.report(&fault, &cooker, first_line))
            }
        }
    }

    fn warn(&mut self, cooker: &Cooker, first_line: u32) {
        let cut_off = cooker.cooked().documents.iter().filter(|d| d.is_cut_off);
        let text = Text {
            source: &self.source,
            first_line,
            cooker,
        };
        let warnings = cut_off.map(|document| Fault::cut_off(document).report(&text));
        self.warnings.extend(warnings);
    }
}

/// What the grammar says against the text so far, if it does.
fn find_fault(cooker: &Cooker) -> Option<Fault> {
    let cooked = cooker.cooked();
    let text = std::str::from_utf8(&cooked.text).unwrap_or_default();
    let mismatch = grammar::parse(Rule::complete, text, 0).err()?;
    Some(Fault::mismatch(&mismatch, cooked.len(), cooker))
}

/// The chunk of what has been cooked.
fn chunk(source: &Rc<Source>, cooker: &Cooker, first_line: u32) -> Rc<Chunk> {
    let cooked: &Cooked = cooker.cooked();
    let mut lines: Vec<(u32, u32)> = Vec::with_capacity(cooked.marks.len() + 1);
    for mark in &cooked.marks {
        let line = first_line + cooker.line_index(mark.base);
        if lines.last().is_none_or(|&(_, last)| last != line) {
            lines.push((mark.cooked, line));
        }
    }
    Rc::new(Chunk {
        source: Rc::clone(source),
        // The check of whole words at a time that this is is far faster than the lossy one, which never has to do anything.
        text: match std::str::from_utf8(&cooked.text) {
            Ok(text) => text.into(),
            Err(_) => String::from_utf8_lossy(&cooked.text).into(),
        },
        lines: lines.into(),
    })
}

/// What `text`, typed at the prompt, amounts to. `stack` is how many bytes of stack remain.
pub fn classify(
    text: &[u8],
    aliases: &dyn Aliases,
    dialect: Dialect,
    stack: usize,
) -> Completeness {
    let source = Source::new(b"prompt", Origin::Prompt);
    let mut text = text.to_vec();
    if text.last() != Some(&b'\n') {
        text.push(b'\n');
    }
    let mut reader = Reader::new(source, 1, dialect);
    reader.set_stack(stack);
    let mut lines = TextLines::new(&text);
    loop {
        let first_line = reader.line;
        let mut cooker = Cooker::new(dialect, reader.depth);
        match reader.classify_next(&mut cooker, first_line, &mut lines, aliases) {
            Ok(None) => {}
            Ok(Some(verdict)) => return verdict,
            Err(ReadError::Syntax(report)) => return Completeness::Wrong(report),
            Err(_) => return Completeness::Incomplete,
        }
    }
}

impl Reader {
    /// Looks at one command; `None` if it is complete and more text may follow.
    fn classify_next(
        &mut self,
        cooker: &mut Cooker,
        first_line: u32,
        lines: &mut TextLines<'_>,
        aliases: &dyn Aliases,
    ) -> Result<Option<Completeness>, ReadError> {
        loop {
            self.raw.clear();
            match lines.read_line(&mut self.raw, false) {
                Ok(true) => {}
                _ if cooker.fed().is_empty() => return Ok(Some(Completeness::Complete)),
                _ => {
                    self.probe(cooker, first_line)?;
                    return Ok(Some(Completeness::Incomplete));
                }
            }
            self.encode();
            let fed = cooker.feed(&self.encoded, aliases);
            self.check(cooker, first_line, fed)?;
            if cooker.is_complete() {
                break;
            }
        }
        if !cooker.is_blank() {
            let whole = std::mem::replace(cooker, Cooker::new(self.dialect, self.depth));
            self.parse(whole, first_line, aliases)?;
        }
        Ok(None)
    }
}

/// Parses a text as if it stood in double quotes, `"` being ordinary (`PS1`, `PS4`, `ENV`). `stack` is how many bytes
/// of stack remain.
///
/// # Errors
/// If an expansion in it is not well formed.
pub fn parse_double_quoted(
    text: &[u8],
    source: &Rc<Source>,
    stack: usize,
) -> Result<(Word, Rc<Chunk>), Box<Report>> {
    let dialect = Dialect::default();
    let reader = Reader::new(Rc::clone(source), 1, dialect);
    let mut cooker = Cooker::for_body(dialect, depth_within(stack));
    let mut encoded = Vec::with_capacity(text.len());
    lossless::encode_into(text, &mut encoded);
    let cooked = cooker
        .feed(&encoded, &NoAliases)
        .and_then(|()| cooker.finish(&NoAliases))
        .and_then(|()| cooker.cook_pieces(&NoAliases));
    let failed = |error| match error {
        ReadError::Syntax(report) => report,
        _ => Box::new(Fault::empty().report(&Text {
            source,
            first_line: 1,
            cooker: &cooker,
        })),
    };
    reader.check(&cooker, 1, cooked).map_err(failed)?;
    let chunk = chunk(source, &cooker, 1);
    let builder = Builder::new(cooker.cooked(), &chunk, dialect, depth_within(stack));
    match builder.here_text(0, cooker.cooked().main) {
        Ok(word) => Ok((word, chunk)),
        Err(error) => {
            let fault = Fault::build(&error, &cooker);
            Err(failed(reader.report(&fault, &cooker, 1)))
        }
    }
}

impl Program {
    /// A program without commands.
    #[must_use]
    pub fn empty(source: Rc<Source>) -> Self {
        Self {
            list: List::default(),
            chunk: Chunk::empty(source),
        }
    }
}
