//! Extended patterns `@(a|b)` (extension) in the cooker.
//!
//! In the standard an unquoted `(` inside a word is a syntax error everywhere but in two places, so there is
//! no option for reading them: `name@()` defines a function, and `!(` where a command starts is a
//! reserved word and a subshell. With `set -o posix` nothing of this holds.

use super::frame::{Kind, State};
use super::word::Ended;
use super::{CookError, Cooker, Step};
use crate::syntax::Aliases;

impl Cooker {
    /// Whether the next byte, a `(`, comes right after an unquoted `?`, `*`, `+`, `@` or `!` of a word.
    pub(super) fn follows_group_character(&self) -> bool {
        let frame = self.top();
        frame.in_word
            && frame.plain_end == self.out.len()
            && matches!(self.out.text.last(), Some(b'?' | b'*' | b'+' | b'@' | b'!'))
    }

    /// `(` after such a character in a command: an extended pattern, or what it is in the standard.
    pub(super) fn parenthesis_after_group_character(
        &mut self,
        aliases: &dyn Aliases,
    ) -> Result<Step, CookError> {
        if self.is_group_here() {
            self.open_pattern_group()?;
            return Ok(Step::Go);
        }
        if self.end_word(aliases, Some(b'('))? == Ended::Spliced {
            return Ok(Step::Go);
        }
        // The grammar takes every `@(` for a group.
        self.out.text.push(b' ');
        self.out.mark(self.input.base());
        self.operator(b'(')
    }

    fn is_group_here(&self) -> bool {
        if self.dialect.posix {
            return false;
        }
        match self.top().state {
            State::FunctionName => false,
            State::Start | State::StartNeeded | State::AfterTime | State::AfterCoproc
                if self.top().operand == super::frame::Operand::None =>
            {
                let next = self.input.rest().iter().skip(1);
                let next = next.copied().find(|byte| !matches!(byte, b' ' | b'\t'));
                self.word_text() != b"!" && next != Some(b')')
            }
            _ => true,
        }
    }

    pub(super) fn open_pattern_group(&mut self) -> Result<(), CookError> {
        let opened = self.out.len();
        self.top_mut().is_plain = false;
        self.copy(1);
        self.push(Kind::PatternGroup, opened)
    }

    /// Inside a group: everything is text but quotes, expansions and parentheses.
    pub(super) fn pattern_group_step(&mut self) -> Result<Step, CookError> {
        let opened = self.out.len();
        match self.input.first() {
            Some(b'(') => {
                self.copy(1);
                self.push(Kind::PatternGroup, opened)?;
            }
            Some(b')') => {
                self.copy(1);
                self.pop();
            }
            Some(b'\\') => return Ok(self.inner_backslash()),
            Some(b'$') => return self.dollar(false),
            Some(quote @ (b'`' | b'"' | b'\'')) => self.open_quote(quote)?,
            _ => self.copy_until(|byte| {
                matches!(byte, b'(' | b')' | b'\\' | b'$' | b'`' | b'"' | b'\'')
            }),
        }
        Ok(Step::Go)
    }
}
