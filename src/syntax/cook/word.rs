//! Words in the cooker: which are reserved (XCU 2.4), aliases (XCU 2.3.1), assignments, operands.

use super::frame::{Kind, Operand, State};
use super::{CookError, Cooker, MAX_SPLICED};
use crate::source::lossless;
use crate::syntax::Aliases;

/// How far a subscript may reach for `a[` to be taken as the start of `a[i]=`.
const MAX_SUBSCRIPT_SCAN: usize = 1024;

/// What became of the word at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// There was none, or it stays.
    Stays,
    /// It was an alias: its value is read next.
    Spliced,
}

/// The reserved words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reserved {
    If,
    Then,
    Elif,
    Else,
    Fi,
    While,
    Do,
    Done,
    For,
    Case,
    Esac,
    Open,
    Close,
    Bang,
    // Extensions:
    Condition,
    Function,
    Time,
    Coproc,
    Select,
}

impl Reserved {
    pub(super) fn of(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"if" => Self::If,
            b"then" => Self::Then,
            b"elif" => Self::Elif,
            b"else" => Self::Else,
            b"fi" => Self::Fi,
            b"while" | b"until" => Self::While,
            b"do" => Self::Do,
            b"done" => Self::Done,
            b"for" => Self::For,
            b"case" => Self::Case,
            b"esac" => Self::Esac,
            b"{" => Self::Open,
            b"}" => Self::Close,
            b"!" => Self::Bang,
            b"[[" => Self::Condition,
            b"function" => Self::Function,
            b"time" => Self::Time,
            b"coproc" => Self::Coproc,
            b"select" => Self::Select,
            _ => return None,
        })
    }

    const fn is_extension(self) -> bool {
        matches!(
            self,
            Self::Condition | Self::Function | Self::Time | Self::Coproc | Self::Select
        )
    }
}

impl Cooker {
    /// The next byte belongs to a word.
    pub(super) fn begin_word(&mut self) {
        if self.top().in_word {
            return;
        }
        let mut follows_blank_alias = self.top().next_may_be_alias;
        if self.input.has_splices() {
            follows_blank_alias |= self.input.drop_used_splices();
            if !self.input.is_in_splice() {
                self.out.mark(self.input.base());
            }
        }
        let word = self.out.len();
        let word_base = self.input.base();
        let frame = self.top_mut();
        frame.in_word = true;
        frame.is_plain = true;
        frame.follows_blank_alias = follows_blank_alias;
        frame.next_may_be_alias = false;
        frame.word = word;
        frame.word_base = word_base;
    }

    pub(super) fn word_text(&self) -> &[u8] {
        let start = self.top().word as usize;
        self.out.text.get(start..).unwrap_or_default()
    }

    /// The word in progress, if any, ends before the next byte; `operator` is that byte if it starts an
    /// operator.
    pub(super) fn end_word(
        &mut self,
        aliases: &dyn Aliases,
        operator: Option<u8>,
    ) -> Result<Ended, CookError> {
        let frame = *self.top();
        if !frame.in_word {
            return Ok(Ended::Stays);
        }
        // `<<1<f`: where an operand is due a number is one, for the grammar too.
        if matches!(operator, Some(b'<' | b'>'))
            && frame.is_plain
            && frame.operand == Operand::None
            && self.is_io_prefix()
        {
            self.top_mut().in_word = false;
            return Ok(Ended::Stays);
        }
        if operator == Some(b'(') && self.opens_array() {
            let opened = self.out.len();
            self.copy(1);
            self.push(Kind::Array, opened)?;
            return Ok(Ended::Spliced);
        }
        match frame.operand {
            Operand::None => {}
            Operand::Word => {
                let top = self.top_mut();
                top.in_word = false;
                top.operand = Operand::None;
                return Ok(Ended::Stays);
            }
            Operand::Delimiter { strips_tabs } => {
                self.register_document(frame.operator, strips_tabs, frame.word);
                let top = self.top_mut();
                top.in_word = false;
                top.operand = Operand::None;
                return Ok(Ended::Stays);
            }
        }
        self.command_word(aliases)
    }

    /// A word that is no operand of a redirection ends here.
    fn command_word(&mut self, aliases: &dyn Aliases) -> Result<Ended, CookError> {
        let frame = *self.top();
        let reserved = if frame.is_plain {
            Reserved::of(self.word_text())
        } else {
            None
        };
        let mut next = frame.state;
        match frame.state {
            State::Start | State::StartNeeded | State::AfterTime | State::AfterCoproc => {
                if let Some(reserved) = reserved {
                    return self.start_reserved(reserved);
                }
                if frame.state == State::AfterTime && matches!(self.word_text(), b"-p" | b"--") {
                    next = State::AfterTime;
                } else if self.splice_alias(aliases)? {
                    return Ok(Ended::Spliced);
                } else if is_assignment(self.word_text()) {
                    next = State::Prefix;
                } else if frame.state == State::AfterCoproc {
                    next = State::CoprocName;
                } else {
                    next = State::FirstWord;
                }
            }
            State::Prefix => {
                if self.splice_alias(aliases)? {
                    return Ok(Ended::Spliced);
                }
                if !is_assignment(self.word_text()) {
                    next = State::Arguments;
                }
            }
            State::FirstWord | State::Arguments => {
                if frame.follows_blank_alias && self.splice_alias(aliases)? {
                    return Ok(Ended::Spliced);
                }
                next = State::Arguments;
            }
            State::CoprocName | State::FunctionBody => match reserved {
                Some(reserved) => return self.start_reserved(reserved),
                None => next = State::Arguments,
            },
            State::AfterCompound | State::LoopDo => match reserved {
                Some(reserved) => return self.start_reserved(reserved),
                None => self.is_suspicious = true,
            },
            _ => return self.header_word(reserved),
        }
        let top = self.top_mut();
        top.in_word = false;
        top.state = next;
        Ok(Ended::Stays)
    }

    /// A word in the head of `for`, `case` or `function`.
    fn header_word(&mut self, reserved: Option<Reserved>) -> Result<Ended, CookError> {
        let frame = *self.top();
        let is_in = frame.is_plain && self.word_text() == b"in";
        let next = match frame.state {
            State::FunctionName => State::FunctionBody,
            State::LoopName => State::AfterLoopName,
            State::AfterLoopName if is_in => State::LoopWords,
            State::AfterLoopName if reserved == Some(Reserved::Do) => {
                return self.start_reserved(Reserved::Do);
            }
            State::CaseSubject => State::CaseIn,
            State::CaseIn if is_in => State::CasePattern,
            State::CasePattern if reserved == Some(Reserved::Esac) => {
                return self.start_reserved(Reserved::Esac);
            }
            State::CasePattern => State::CasePatterns,
            State::LoopWords | State::CasePatterns => frame.state,
            state => {
                self.is_suspicious = true;
                state
            }
        };
        let top = self.top_mut();
        top.in_word = false;
        top.state = next;
        Ok(Ended::Stays)
    }

    /// A reserved word where it is recognised.
    pub(super) fn start_reserved(&mut self, reserved: Reserved) -> Result<Ended, CookError> {
        let opened = self.top().word;
        self.top_mut().in_word = false;
        if reserved.is_extension() && self.dialect.posix {
            // Quoted, the word is an ordinary one for the grammar too.
            self.out.text.insert(opened as usize, b'\\');
            self.out.mark(self.input.base());
            self.top_mut().state = State::FirstWord;
            return Ok(Ended::Stays);
        }
        match reserved {
            Reserved::Then | Reserved::Elif | Reserved::Else => self.go_on(Kind::If, Kind::If),
            Reserved::Do if self.top().kind == Kind::For => self.go_on(Kind::For, Kind::Do),
            Reserved::Do => self.go_on(Kind::While, Kind::Do),
            Reserved::Fi => self.close(Kind::If),
            Reserved::Done => self.close(Kind::Do),
            Reserved::Esac => self.close(Kind::Case),
            Reserved::Close => self.close(Kind::Group),
            Reserved::Open if self.top().kind == Kind::For => self.go_on(Kind::For, Kind::Group),
            _ if self.top().state == State::AfterCompound => self.is_suspicious = true,
            Reserved::If => self.open_list(Kind::If, State::Start, opened)?,
            Reserved::While => self.open_list(Kind::While, State::Start, opened)?,
            Reserved::Open => self.open_list(Kind::Group, State::Start, opened)?,
            Reserved::For | Reserved::Select => {
                self.open_list(Kind::For, State::LoopName, opened)?;
            }
            Reserved::Case => self.open_list(Kind::Case, State::CaseSubject, opened)?,
            Reserved::Condition => self.open_list(Kind::Condition, State::Start, opened)?,
            Reserved::Bang => self.top_mut().state = State::Start,
            Reserved::Time => self.top_mut().state = State::AfterTime,
            Reserved::Function => self.top_mut().state = State::FunctionName,
            Reserved::Coproc => self.top_mut().state = State::AfterCoproc,
        }
        Ok(Ended::Stays)
    }

    fn open_list(&mut self, kind: Kind, state: State, opened: u32) -> Result<(), CookError> {
        self.top_mut().state = State::AfterCompound;
        self.push(kind, opened)?;
        self.top_mut().state = state;
        Ok(())
    }

    /// `then`, `do` and so on: the next list of the compound command `from` starts.
    fn go_on(&mut self, from: Kind, to: Kind) {
        let top = self.top_mut();
        let fits = top.kind == from;
        top.state = State::Start;
        if fits {
            top.kind = to;
        } else {
            self.is_suspicious = true;
        }
    }

    fn close(&mut self, kind: Kind) {
        if self.top().kind == kind {
            self.pop();
        } else {
            self.is_suspicious = true;
            self.top_mut().state = State::AfterCompound;
        }
    }

    /// If the word in progress is an alias, puts its value in its place.
    fn splice_alias(&mut self, aliases: &dyn Aliases) -> Result<bool, CookError> {
        let frame = *self.top();
        if !frame.is_plain || aliases.is_empty() {
            return Ok(false);
        }
        let Ok(word) = std::str::from_utf8(self.word_text()) else {
            return Ok(false);
        };
        let name = lossless::decode(word);
        let Some(value) = aliases.get(&name) else {
            return Ok(false);
        };
        let name = name.into_owned();
        if self.input.is_being_read(&name) {
            return Ok(false);
        }
        self.spliced += value.len() + 1;
        if self.spliced > MAX_SPLICED {
            return Err(CookError::AliasesTooLong);
        }
        let mut encoded = Vec::with_capacity(value.len());
        lossless::encode_into(&value, &mut encoded);
        self.out.text.truncate(frame.word as usize);
        self.out
            .marks
            .retain_last_while(|mark| mark.cooked > frame.word);
        self.input.splice(&name, &encoded, frame.word_base);
        self.out.mark(self.input.base());
        let top = self.top_mut();
        top.in_word = false;
        top.next_may_be_alias = frame.follows_blank_alias;
        Ok(true)
    }

    /// Whether the word in progress is an io number, or the `{name}` of the extension.
    fn is_io_prefix(&mut self) -> bool {
        let word = self.word_text();
        if word.iter().all(u8::is_ascii_digit) {
            return true;
        }
        let name = word
            .strip_prefix(b"{")
            .and_then(|rest| rest.strip_suffix(b"}"));
        if !name.is_some_and(|name| name_len(name) == name.len() && !name.is_empty()) {
            return false;
        }
        if self.dialect.posix {
            // Without the extension it is a word; the grammar must see it end.
            self.out.text.push(b' ');
            self.out.mark(self.input.base());
            return false;
        }
        true
    }

    /// Whether the word in progress is `name=` or `name+=` and a `(` after it starts an array.
    fn opens_array(&mut self) -> bool {
        let frame = *self.top();
        if frame.operand != Operand::None
            || !matches!(
                frame.state,
                State::Start
                    | State::StartNeeded
                    | State::AfterTime
                    | State::Prefix
                    | State::FirstWord
                    | State::Arguments
            )
        {
            return false;
        }
        let word = self.word_text();
        let is_open = is_assignment(word) && word.last() == Some(&b'=') && {
            let name = name_len(word);
            matches!(word.get(name..), Some(b"=" | b"+="))
        };
        if is_open && self.dialect.posix {
            self.out.text.push(b' ');
            self.is_suspicious = true;
            return false;
        }
        is_open
    }

    /// Whether the `[` that comes next starts the subscript of an assignment.
    pub(super) fn starts_subscript(&self) -> bool {
        let frame = self.top();
        let word = self.word_text();
        frame.in_word
            && frame.is_plain
            && frame.operand == Operand::None
            && matches!(
                frame.state,
                State::Start | State::StartNeeded | State::AfterTime | State::Prefix
            )
            && !word.is_empty()
            && name_len(word) == word.len()
            && self.bracket_has_value()
    }

    /// Whether the `[` that comes next has its `]=` or `]+=` on the same line, not too far away.
    pub(super) fn bracket_has_value(&self) -> bool {
        let rest = self.input.rest();
        let rest = rest.get(..MAX_SUBSCRIPT_SCAN).unwrap_or(rest);
        bracket_len(rest).is_some_and(|len| {
            let after = rest.get(len..).unwrap_or_default();
            after.starts_with(b"=") || after.starts_with(b"+=")
        })
    }
}

/// Length of the `[…]` that `text` starts with, brackets balanced, on one line. A bracket in quotes is none.
pub(in crate::syntax) fn bracket_len(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut index = 0;
    while let Some(&byte) = text.get(index) {
        match byte {
            b'[' => depth += 1,
            b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            b'\n' => return None,
            _ if depth == 0 => return None,
            b'\\' if !matches!(text.get(index + 1), None | Some(b'\n')) => index += 1,
            b'\'' | b'"' => {
                let inside = text.get(index + 1..).unwrap_or_default();
                index += quote_len(inside, byte).unwrap_or(0);
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// Length of what a quote has up to and with its end, on the same line.
fn quote_len(inside: &[u8], quote: u8) -> Option<usize> {
    let mut index = 0;
    while let Some(&byte) = inside.get(index) {
        match byte {
            b'\n' => return None,
            b'\\' if quote == b'"' => index += 1,
            _ if byte == quote => return Some(index + 1),
            _ => {}
        }
        index += 1;
    }
    None
}

/// Length of the name (XBD 3.216) that `text` starts with; 0 if it starts with none.
pub(super) fn name_len(text: &[u8]) -> usize {
    match text.first() {
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => text
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count(),
        _ => 0,
    }
}

/// Whether a word, as written, is an assignment: `name=`, `name+=`, `name[…]=`, `name[…]+=`.
pub(super) fn is_assignment(word: &[u8]) -> bool {
    let name = name_len(word);
    if name == 0 {
        return false;
    }
    let mut after = word.get(name..).unwrap_or_default();
    if after.first() == Some(&b'[') {
        let Some(len) = bracket_len(after) else {
            return false;
        };
        after = after.get(len..).unwrap_or_default();
    }
    after.starts_with(b"=") || after.starts_with(b"+=")
}

/// Truncation from the end by a condition.
trait RetainLastWhile<T> {
    fn retain_last_while(&mut self, drop: impl Fn(&T) -> bool);
}

impl<T> RetainLastWhile<T> for Vec<T> {
    fn retain_last_while(&mut self, drop: impl Fn(&T) -> bool) {
        while self.last().is_some_and(&drop) {
            self.pop();
        }
    }
}
