//! Quotes and expansions in the cooker (XCU 2.2, 2.6).

use bstr::ByteSlice as _;

use super::frame::{Kind, State};
use super::input::Peek;
use super::output::Backquote;
use super::word::name_len;
use super::{CookError, Cooker, Owner, Piece, Step};

impl Cooker {
    /// Opens the quote that `first`, the next byte, starts: `'`, `"` or a backquote.
    pub(super) fn open_quote(&mut self, first: u8) -> Result<(), CookError> {
        let opened = self.out.len();
        let kind = match first {
            b'\'' => Kind::Single,
            b'"' => Kind::Double,
            _ => Kind::Backquote,
        };
        self.copy(1);
        self.push(kind, opened)
    }

    /// Copies unread bytes up to the next one that `stops`, and newlines with their marks.
    pub(super) fn copy_until(&mut self, stops: impl Fn(u8) -> bool) {
        let rest = self.input.rest();
        let count = rest
            .iter()
            .position(|&byte| byte == b'\n' || stops(byte))
            .unwrap_or(rest.len());
        self.copy(count);
        if self.input.first() == Some(b'\n') {
            self.copy_newline();
        }
    }

    pub(super) fn single_step(&mut self) -> Step {
        if self.input.first() == Some(b'\'') {
            self.copy(1);
            self.pop();
        } else {
            self.copy_until(|byte| byte == b'\'');
        }
        Step::Go
    }

    pub(super) fn dollar_single_step(&mut self) -> Step {
        match self.input.first() {
            Some(b'\'') => {
                self.copy(1);
                self.pop();
            }
            Some(b'\\') => match self.input.rest().get(1) {
                None if !self.input.at_end => return Step::Wait,
                Some(b'\n') => {
                    self.copy(1);
                    self.copy_newline();
                }
                _ => self.copy(2),
            },
            _ => self.copy_until(|byte| matches!(byte, b'\'' | b'\\')),
        }
        Step::Go
    }

    /// `\` where it keeps or loses its meaning later: only the line continuation goes now.
    pub(super) fn inner_backslash(&mut self) -> Step {
        match self.input.rest().get(1) {
            Some(b'\n') => {
                self.input.advance(2);
                self.out.mark(self.input.base());
            }
            Some(_) => self.copy(2),
            None if self.input.at_end => self.replace(1, b"\\\\"),
            None => return Step::Wait,
        }
        Step::Go
    }

    /// Inside `"…"`, and in the body of a here-document, where `"` is ordinary.
    pub(super) fn double_step(&mut self) -> Result<Step, CookError> {
        let is_body = self.top().kind == Kind::HereBody;
        match self.input.first() {
            Some(b'"') if !is_body => {
                self.copy(1);
                self.pop();
            }
            Some(b'\\') => return Ok(self.inner_backslash()),
            Some(b'$') => return self.dollar(true),
            Some(b'`') => self.open_quote(b'`')?,
            _ => self.copy_until(|byte| {
                matches!(byte, b'\\' | b'$' | b'`') || (byte == b'"' && !is_body)
            }),
        }
        // In a body `"` stops nothing, so the run above has passed it.
        Ok(Step::Go)
    }

    /// `$`; `is_quoted` tells whether the rules of `"…"` hold around it.
    pub(super) fn dollar(&mut self, is_quoted: bool) -> Result<Step, CookError> {
        let opened = self.out.len();
        let (next, at) = match self.input.peek(1) {
            Peek::Unknown => return Ok(Step::Wait),
            Peek::End => (0, 1),
            Peek::Byte(byte, at) => (byte, at),
        };
        match next {
            b'(' => return self.dollar_paren(at, opened),
            b'{' => return self.open_braced(at, opened, is_quoted),
            b'\'' if !is_quoted => {
                self.replace(at + 1, b"$'");
                self.push(Kind::DollarSingle, opened)?;
            }
            b'"' if !is_quoted => {
                // `$"…"` is for translation; without catalogues it is `"…"`.
                let dollar: &[u8] = if self.dialect.posix { b"\\$" } else { b"" };
                self.replace(at, dollar);
            }
            b'$' | b'#' | b'!' | b'@' | b'*' | b'?' | b'-' => {
                self.replace(at + 1, &[b'$', next]);
            }
            _ => self.replace(at, b"$"),
        }
        Ok(Step::Go)
    }

    fn dollar_paren(&mut self, at: usize, opened: u32) -> Result<Step, CookError> {
        let second = match self.input.peek(at + 1) {
            Peek::Unknown => return Ok(Step::Wait),
            Peek::Byte(b'(', second) => Some(second),
            _ => None,
        };
        let position = self.input.key();
        match second {
            Some(_) if self.not_arith.contains(&position) => {
                self.replace(at + 1, b"$( ");
                self.push(Kind::Substitution, opened)?;
            }
            Some(second) => {
                self.try_arith(position);
                self.replace(second + 1, b"$((");
                self.push(Kind::Arith, opened)?;
            }
            None => {
                self.replace(at + 1, b"$(");
                self.push(Kind::Substitution, opened)?;
            }
        }
        Ok(Step::Go)
    }

    /// Inside arithmetic, where only its end is looked for.
    pub(super) fn arith_step(&mut self) -> Result<Step, CookError> {
        let opened = self.out.len();
        match self.input.first() {
            Some(b'(') => {
                self.copy(1);
                self.push(Kind::ArithGroup, opened)?;
            }
            Some(b')') => return Ok(self.close_arith()),
            Some(b'\\') => return Ok(self.inner_backslash()),
            Some(b'$') => return self.dollar(true),
            Some(quote @ (b'`' | b'"' | b'\'')) => self.open_quote(quote)?,
            _ => self.copy_until(|byte| {
                matches!(byte, b'(' | b')' | b'\\' | b'$' | b'`' | b'"' | b'\'')
            }),
        }
        Ok(Step::Go)
    }

    fn close_arith(&mut self) -> Step {
        let kind = self.top().kind;
        if kind == Kind::ArithGroup {
            self.copy(1);
            self.pop();
            return Step::Go;
        }
        match self.input.peek(1) {
            Peek::Unknown => return Step::Wait,
            Peek::Byte(b')', at) => {
                self.replace(at + 1, b"))");
                if kind != Kind::ArithFor {
                    self.trials.pop();
                }
                self.pop();
            }
            _ if kind == Kind::ArithFor => {
                self.is_suspicious = true;
                self.copy(1);
                self.pop();
            }
            _ => self.refute_arith(),
        }
        Step::Go
    }

    pub(super) fn subscript_step(&mut self) -> Result<Step, CookError> {
        let opened = self.out.len();
        match self.input.first() {
            Some(b'[') => {
                self.copy(1);
                self.push(Kind::Subscript, opened)?;
            }
            Some(b']') => {
                self.copy(1);
                self.pop();
            }
            Some(b'\n') => {
                self.is_suspicious = true;
                self.copy_newline();
            }
            Some(b'\\') => return Ok(self.inner_backslash()),
            Some(b'$') => return self.dollar(true),
            Some(quote @ (b'`' | b'"' | b'\'')) => self.open_quote(quote)?,
            _ => self.copy_until(|byte| {
                matches!(byte, b'[' | b']' | b'\\' | b'$' | b'`' | b'"' | b'\'')
            }),
        }
        Ok(Step::Go)
    }

    /// `${` and the parameter after it, up to the operator: that decides how the operand is quoted.
    fn open_braced(&mut self, at: usize, opened: u32, is_quoted: bool) -> Result<Step, CookError> {
        let Some((head, end)) = self.braced_head(at + 1) else {
            return Ok(Step::Wait);
        };
        let (operator, _) = match self.input.peek(end) {
            Peek::Unknown => return Ok(Step::Wait),
            Peek::End => (0, end),
            Peek::Byte(byte, next) => (byte, next),
        };
        let mut text = b"${".to_vec();
        text.extend_from_slice(&head);
        self.replace(end, &text);
        // Patterns have quoting of their own even inside double quotes (XCU 2.6.2).
        let is_pattern = matches!(operator, b'#' | b'%' | b'/' | b'^' | b',') && !head.is_empty();
        self.push(
            Kind::Braced {
                is_quoted: is_quoted && !is_pattern,
            },
            opened,
        )?;
        let name = head.trim_start_with(|c| matches!(c, '!' | '#'));
        if operator == b'[' && name_len(name) > 0 {
            self.top_mut().state = State::BracedSubscript;
        }
        Ok(Step::Go)
    }

    /// The characters of the parameter (with a `!` or `#` before it) from distance `at` on, and where
    /// they end. `None` if the next line is needed.
    fn braced_head(&self, at: usize) -> Option<(Vec<u8>, usize)> {
        let mut head: Vec<u8> = Vec::new();
        let mut end = at;
        loop {
            let (byte, next) = match self.input.peek(end) {
                Peek::Unknown => return None,
                Peek::End => return Some((head, end)),
                Peek::Byte(byte, next) => (byte, next),
            };
            let is_word = byte.is_ascii_alphanumeric() || byte == b'_';
            let takes = match head.as_slice() {
                [] => is_word || b"@*#?-$!".contains(&byte),
                [b'!' | b'#'] => is_word,
                [.., last] => is_word && (last.is_ascii_alphanumeric() || *last == b'_'),
            };
            if !takes {
                return Some((head, end));
            }
            head.push(byte);
            end = next + 1;
        }
    }

    /// Inside `${…}`, after the parameter.
    pub(super) fn braced_step(&mut self, is_quoted: bool) -> Result<Step, CookError> {
        let opened = self.out.len();
        let after_subscript = self.top().state == State::AfterSubscript;
        match self.input.first() {
            Some(b'[') if self.top().state == State::BracedSubscript => {
                self.top_mut().state = State::AfterSubscript;
                self.copy(1);
                self.push(Kind::Subscript, opened)?;
            }
            Some(b'#' | b'%' | b'/' | b'^' | b',') if after_subscript => {
                let top = self.top_mut();
                top.state = State::Start;
                top.kind = Kind::Braced { is_quoted: false };
            }
            _ if after_subscript => self.top_mut().state = State::Start,
            Some(b'}') => {
                self.copy(1);
                self.pop();
            }
            Some(b'\\') => return Ok(self.inner_backslash()),
            Some(b'$') => return self.dollar(is_quoted),
            Some(b'\'') if is_quoted => self.copy(1),
            Some(quote @ (b'`' | b'"' | b'\'')) => self.open_quote(quote)?,
            _ => {
                self.copy_until(|byte| matches!(byte, b'}' | b'\\' | b'$' | b'`' | b'"' | b'\''));
            }
        }
        Ok(Step::Go)
    }

    /// Inside backquotes: everything stays as it is until the closing one (XCU 2.6.3).
    pub(super) fn backquote_step(&mut self) -> Step {
        match self.input.first() {
            Some(b'`') => {
                self.close_backquote();
                Step::Go
            }
            Some(b'\\') => match self.input.rest().get(1) {
                None if !self.input.at_end => Step::Wait,
                Some(b'\n') => {
                    self.copy(1);
                    self.copy_newline();
                    Step::Go
                }
                _ => {
                    self.copy(2);
                    Step::Go
                }
            },
            _ => {
                self.copy_until(|byte| matches!(byte, b'`' | b'\\'));
                Step::Go
            }
        }
    }

    fn close_backquote(&mut self) {
        let opened = self.top().opened;
        let is_quoted = self.frames.iter().rev().nth(1).is_some_and(|frame| {
            matches!(
                frame.kind,
                Kind::Double
                    | Kind::HereBody
                    | Kind::Arith
                    | Kind::ArithCommand
                    | Kind::ArithFor
                    | Kind::ArithGroup
                    | Kind::Subscript
                    | Kind::Braced { is_quoted: true }
            )
        });
        let piece = self.backquote_piece(opened, is_quoted);
        self.copy(1);
        self.pop();
        self.pieces.push(piece);
        self.out.backquotes.push(Backquote {
            opened,
            content: (0, 0),
        });
    }

    /// The content of the backquote that was opened at `opened`, its backslashes removed where they
    /// keep `$`, a backquote or a backslash (inside double quotes also `"`) from their meaning.
    fn backquote_piece(&self, opened: u32, is_quoted: bool) -> Piece {
        let start = opened as usize + 1;
        let written = self.out.text.get(start..).unwrap_or_default();
        let mut content = Vec::with_capacity(written.len());
        let mut origin = vec![(0, self.out.base_of(opened + 1))];
        let mut bytes = written.iter().copied().enumerate().peekable();
        while let Some((index, byte)) = bytes.next() {
            if byte == b'\\' {
                match bytes.peek() {
                    Some((_, b'$' | b'`' | b'\\')) => {
                        content.extend(bytes.next().map(|(_, byte)| byte));
                        continue;
                    }
                    Some((_, b'"')) if is_quoted => {
                        content.extend(bytes.next().map(|(_, byte)| byte));
                        continue;
                    }
                    _ => {}
                }
            }
            content.push(byte);
            if byte == b'\n' {
                let here = u32::try_from(start + index + 1).unwrap_or(u32::MAX);
                let offset = u32::try_from(content.len()).unwrap_or(u32::MAX);
                origin.push((offset, self.out.base_of(here)));
            }
        }
        Piece {
            content,
            origin,
            depth: self.depth + self.frames.len(),
            owner: Owner::Backquote(self.out.backquotes.len()),
        }
    }
}
