//! Commands in the cooker: operators, blanks and newlines between words.

use super::frame::{Kind, Operand, State};
use super::input::Peek;
use super::word::Ended;
use super::{CookError, Cooker, Step};
use crate::syntax::Aliases;

/// What a byte can start in a command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Ordinary,
    Blank,
    Newline,
    Quote,
    Operator,
    Hash,
    Bracket,
}

pub(super) const CLASSES: [Class; 256] = {
    let mut classes = [Class::Ordinary; 256];
    classes[b' ' as usize] = Class::Blank;
    classes[b'\t' as usize] = Class::Blank;
    classes[b'\n' as usize] = Class::Newline;
    classes[b'#' as usize] = Class::Hash;
    classes[b'[' as usize] = Class::Bracket;
    let mut i = 0;
    let quotes = b"\\'\"`$";
    while i < quotes.len() {
        classes[quotes[i] as usize] = Class::Quote;
        i += 1;
    }
    let operators = b";&|<>()";
    i = 0;
    while i < operators.len() {
        classes[operators[i] as usize] = Class::Operator;
        i += 1;
    }
    classes
};

pub(super) fn class(byte: u8) -> Class {
    CLASSES
        .get(usize::from(byte))
        .copied()
        .unwrap_or(Class::Ordinary)
}

impl Cooker {
    /// Words and blanks go on here, all else is a step of its own: it may open or close something.
    pub(super) fn list_step(&mut self, aliases: &dyn Aliases) -> Result<Step, CookError> {
        while let Some(first) = self.input.first() {
            match class(first) {
                Class::Ordinary | Class::Quote | Class::Bracket if self.whole_word(aliases)? => {
                    self.blanks();
                    // A reserved word may have closed what this was a part of.
                    if !self.top().kind.is_list() {
                        return Ok(Step::Go);
                    }
                }
                Class::Ordinary => self.ordinary(),
                Class::Hash if self.top().in_word => self.ordinary(),
                Class::Blank => {
                    if self.end_word(aliases, None)? == Ended::Spliced {
                        return Ok(Step::Go);
                    }
                    // A reserved word may have closed what this was a part of.
                    self.blanks();
                    if !self.top().kind.is_list() {
                        return Ok(Step::Go);
                    }
                }
                class => return self.token_step(first, class, aliases),
            }
        }
        Ok(Step::Go)
    }

    /// What is neither a run of ordinary bytes nor a blank.
    fn token_step(
        &mut self,
        first: u8,
        class: Class,
        aliases: &dyn Aliases,
    ) -> Result<Step, CookError> {
        match class {
            Class::Ordinary => self.ordinary(),
            Class::Bracket => return self.bracket(),
            Class::Blank => self.blanks(),
            Class::Hash => self.comment(),
            Class::Newline => {
                if self.end_word(aliases, None)? != Ended::Spliced {
                    self.newline();
                }
            }
            Class::Quote => return self.quote(first),
            Class::Operator if first == b'(' && self.follows_group_character() => {
                return self.parenthesis_after_group_character(aliases);
            }
            Class::Operator => {
                if self.end_word(aliases, Some(first))? != Ended::Spliced {
                    return self.operator(first);
                }
            }
        }
        Ok(Step::Go)
    }

    /// Copies a run of bytes that mean nothing here.
    pub(super) fn ordinary(&mut self) {
        self.begin_word();
        let rest = self.input.rest();
        let count = rest
            .iter()
            .skip(1)
            .take_while(|&&byte| matches!(class(byte), Class::Ordinary | Class::Hash))
            .count();
        self.copy(count + 1);
        self.top_mut().plain_end = self.out.len();
    }

    /// `[`: starts the subscript of an assignment, or is ordinary.
    fn bracket(&mut self) -> Result<Step, CookError> {
        let is_subscript = self.starts_subscript();
        self.begin_word();
        if is_subscript {
            if self.dialect.posix {
                // The grammar knows subscripts; without them the word is an ordinary one.
                self.replace(1, b"\\[");
                return Ok(Step::Go);
            }
            let opened = self.out.len();
            self.copy(1);
            self.push(Kind::Subscript, opened)?;
            return Ok(Step::Go);
        }
        self.ordinary();
        Ok(Step::Go)
    }

    /// Drops a comment (XCU 2.3, rule 9) up to its newline.
    pub(super) fn comment(&mut self) {
        let rest = self.input.rest();
        let count = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.input.advance(count);
        self.out.mark(self.input.base());
    }

    pub(super) fn blanks(&mut self) {
        let rest = self.input.rest();
        let count = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        if count > 0 {
            self.copy(count);
        }
    }

    /// A NEWLINE token: ends a command, and lets the bodies of here-documents begin.
    fn newline(&mut self) {
        self.copy_newline();
        let frame = self.top_mut();
        if frame.operand != Operand::None {
            frame.operand = Operand::None;
            self.is_suspicious = true;
        }
        let state = self.top().state;
        self.top_mut().state = match state {
            State::StartNeeded
            | State::FunctionBody
            | State::AfterLoopName
            | State::LoopDo
            | State::CaseIn
            | State::CasePattern => state,
            State::LoopWords => State::LoopDo,
            State::FunctionParen
            | State::FunctionName
            | State::LoopName
            | State::CaseSubject
            | State::CasePatterns => {
                self.is_suspicious = true;
                state
            }
            _ => State::Start,
        };
        if matches!(state, State::FunctionParen | State::FunctionName) {
            self.top_mut().state = State::Start;
        }
        self.start_bodies();
    }

    pub(super) fn quote(&mut self, first: u8) -> Result<Step, CookError> {
        match first {
            b'\\' => return Ok(self.backslash()),
            b'$' => {
                if self.input.peek(1) == Peek::Unknown {
                    return Ok(Step::Wait);
                }
                self.begin_word();
                self.top_mut().is_plain = false;
                return self.dollar(false);
            }
            _ => {}
        }
        self.begin_word();
        self.top_mut().is_plain = false;
        match self.simple_quote(first) {
            Some(len) => self.copy(len),
            None => self.open_quote(first)?,
        }
        Ok(Step::Go)
    }

    /// Length of the quoted text that comes next, if it ends on this line and nothing in it has to be cooked: most are
    /// like that, and need no frame.
    fn simple_quote(&self, first: u8) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        let rest = self.input.rest();
        let mut bytes = rest.iter().enumerate().skip(1);
        match first {
            b'\'' => {
                let end = bytes.find(|(_, byte)| matches!(byte, b'\'' | b'\n'));
                end.filter(|(_, byte)| **byte == b'\'')
                    .map(|(at, _)| at + 1)
            }
            b'"' => loop {
                match bytes.next()? {
                    (at, b'"') => return Some(at + 1),
                    (_, b'\n' | b'\\' | b'`') => return None,
                    (at, b'$') => match rest.get(at + 1)? {
                        b'(' | b'{' | b'\n' | b'\\' => return None,
                        b'$' | b'#' | b'!' | b'@' | b'*' | b'?' | b'-' => {
                            bytes.next();
                        }
                        _ => {}
                    },
                    _ => {}
                }
            },
            _ => None,
        }
    }

    /// `\` outside quotes: a line continuation, or it quotes the next character.
    pub(super) fn backslash(&mut self) -> Step {
        match self.input.rest().get(1) {
            Some(b'\n') => {
                self.input.advance(2);
                self.out.mark(self.input.base());
            }
            Some(_) => {
                self.begin_word();
                self.top_mut().is_plain = false;
                self.copy(2);
            }
            None if self.input.at_end => {
                // A lone backslash at the end of the text stands for itself.
                self.begin_word();
                self.top_mut().is_plain = false;
                self.replace(1, b"\\\\");
            }
            None => return Step::Wait,
        }
        Step::Go
    }
}
