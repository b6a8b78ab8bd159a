//! Where lines come from, for the reader.

/// A source of lines.
pub trait LineSource {
    /// Appends the next line with its newline to `line`; the last one may lack it. `Ok(false)` at end of
    /// input. `is_continuation` tells that the line goes on with a command that is not complete (PS2).
    ///
    /// # Errors
    /// If it cannot be read; that is not end of input.
    fn read_line(&mut self, line: &mut Vec<u8>, is_continuation: bool) -> Result<bool, LineError>;

    /// Whether it is known that no line follows, so that the last command may take the shell's place.
    fn is_at_end(&mut self) -> bool {
        false
    }
}

/// Why there is no line although the input has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineError {
    /// Reading failed.
    Io {
        /// The error number.
        errno: i32,
    },
    /// ^C at the prompt: what was typed so far is dropped.
    Interrupted,
}

/// Lines of a text in memory: a script, the operand of `-c`, of `eval`, of a trap.
#[derive(Clone, Debug)]
pub struct TextLines<'a> {
    rest: &'a [u8],
}

impl<'a> TextLines<'a> {
    /// The lines of `text`.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }
}

impl LineSource for TextLines<'_> {
    fn read_line(&mut self, line: &mut Vec<u8>, _: bool) -> Result<bool, LineError> {
        let end = memchr::memchr(b'\n', self.rest).map_or(self.rest.len(), |newline| newline + 1);
        let (next, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, b""));
        line.extend_from_slice(next);
        self.rest = rest;
        Ok(!next.is_empty())
    }

    fn is_at_end(&mut self) -> bool {
        self.rest.is_empty()
    }
}
