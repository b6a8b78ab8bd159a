//! Operators in the cooker: what ends a command, opens or closes a construct, or redirects.

use super::command::{Class, class};
use super::frame::{Kind, Operand, State};
use super::input::Peek;
use super::{ArithTrial, CookError, Cooker, Step};

impl Cooker {
    pub(super) fn operator(&mut self, first: u8) -> Result<Step, CookError> {
        let second = match self.input.peek(1) {
            Peek::Unknown => return Ok(Step::Wait),
            Peek::End => (0, 1),
            Peek::Byte(byte, at) => (byte, at),
        };
        match first {
            b'(' => self.open_paren(second),
            b')' => {
                self.close_paren();
                Ok(Step::Go)
            }
            b';' => Ok(self.semicolon(second)),
            b'&' => Ok(self.ampersand(second)),
            b'|' => {
                self.bar(second);
                Ok(Step::Go)
            }
            _ => self.redirection(first, second),
        }
    }

    fn semicolon(&mut self, (second, at): (u8, usize)) -> Step {
        if self.top().operand != Operand::None {
            self.top_mut().operand = Operand::None;
            self.is_suspicious = true;
        }
        match second {
            b';' => {
                let third = match self.input.peek(at + 1) {
                    Peek::Unknown => return Step::Wait,
                    Peek::Byte(b'&', third) => Some(third),
                    _ => None,
                };
                match third {
                    Some(third) => self.replace(third + 1, b";;&"),
                    None => self.replace(at + 1, b";;"),
                }
                self.end_arm();
            }
            b'&' => {
                self.replace(at + 1, b";&");
                self.end_arm();
            }
            _ => {
                self.copy(1);
                let state = self.top().state;
                self.top_mut().state = match state {
                    State::AfterLoopName | State::LoopWords | State::LoopDo => State::LoopDo,
                    State::FirstWord
                    | State::Arguments
                    | State::Prefix
                    | State::AfterCompound
                    | State::AfterTime
                    | State::CoprocName => State::Start,
                    _ => {
                        self.is_suspicious = true;
                        state
                    }
                };
            }
        }
        Step::Go
    }

    /// `;;` and its like.
    fn end_arm(&mut self) {
        if self.top().kind == Kind::Case {
            self.top_mut().state = State::CasePattern;
        } else {
            self.top_mut().state = State::Start;
            self.is_suspicious = true;
        }
    }

    fn ampersand(&mut self, (second, at): (u8, usize)) -> Step {
        match second {
            b'&' => {
                self.replace(at + 1, b"&&");
                self.after_connector();
            }
            b'>' if !self.dialect.posix => {
                let third = match self.input.peek(at + 1) {
                    Peek::Unknown => return Step::Wait,
                    Peek::Byte(b'>', third) => Some(third),
                    _ => None,
                };
                let operator = self.out.len();
                match third {
                    Some(third) => self.replace(third + 1, b"&>>"),
                    None => self.replace(at + 1, b"&>"),
                }
                self.expect_operand(Operand::Word, operator);
            }
            b'>' => {
                // Without the extension this is `&` and then `>`.
                self.replace(1, b"& ");
                self.after_async();
            }
            _ => {
                self.copy(1);
                self.after_async();
            }
        }
        Step::Go
    }

    fn after_async(&mut self) {
        if !self.ends_command() {
            self.is_suspicious = true;
        }
        self.top_mut().state = State::Start;
    }

    fn bar(&mut self, (second, at): (u8, usize)) {
        if self.top().state == State::CasePatterns {
            self.copy(1);
            return;
        }
        match second {
            b'|' => self.replace(at + 1, b"||"),
            b'&' => self.replace(at + 1, b"|&"),
            _ => self.copy(1),
        }
        self.after_connector();
    }

    /// After `&&`, `||`, `|`: a command must follow.
    fn after_connector(&mut self) {
        if !self.ends_command() {
            self.is_suspicious = true;
        }
        self.top_mut().state = State::StartNeeded;
    }

    /// Whether a command stands before this point.
    fn ends_command(&mut self) -> bool {
        let had_operand = self.top().operand == Operand::None;
        self.top_mut().operand = Operand::None;
        had_operand
            && matches!(
                self.top().state,
                State::FirstWord
                    | State::Arguments
                    | State::Prefix
                    | State::AfterCompound
                    | State::AfterTime
                    | State::CoprocName
            )
    }

    fn open_paren(&mut self, (second, at): (u8, usize)) -> Result<Step, CookError> {
        match self.top().state {
            State::FirstWord if self.top().operand == Operand::None => {
                self.copy(1);
                self.top_mut().state = State::FunctionParen;
            }
            State::FunctionBody if self.function_parens_follow() => {
                self.copy(1);
                self.top_mut().state = State::FunctionParen;
            }
            State::Start
            | State::StartNeeded
            | State::AfterTime
            | State::AfterCoproc
            | State::CoprocName
            | State::FunctionBody => return self.open_subshell(second, at),
            State::LoopName if second == b'(' => {
                let opened = self.out.len();
                self.replace(at + 1, b"((");
                self.top_mut().state = State::LoopDo;
                self.push(Kind::ArithFor, opened)?;
            }
            State::CasePattern => {
                self.copy(1);
                self.top_mut().state = State::CasePatterns;
            }
            _ => {
                self.is_suspicious = true;
                let opened = self.out.len();
                self.copy(1);
                self.top_mut().state = State::AfterCompound;
                self.push(Kind::Subshell, opened)?;
            }
        }
        Ok(Step::Go)
    }

    /// Whether `(`, blanks and `)` come next: the parentheses of `function name ()`.
    fn function_parens_follow(&self) -> bool {
        let rest = self.input.rest();
        rest.iter()
            .skip(1)
            .find(|&&byte| class(byte) != Class::Blank)
            == Some(&b')')
    }

    fn open_subshell(&mut self, second: u8, at: usize) -> Result<Step, CookError> {
        let opened = self.out.len();
        let position = self.input.key();
        if second == b'(' {
            if self.dialect.posix || self.not_arith.contains(&position) {
                self.replace(1, b"( ");
                self.top_mut().state = State::AfterCompound;
                self.push(Kind::Subshell, opened)?;
                return Ok(Step::Go);
            }
            self.try_arith(position);
            self.replace(at + 1, b"((");
            self.top_mut().state = State::AfterCompound;
            self.push(Kind::ArithCommand, opened)?;
            return Ok(Step::Go);
        }
        self.copy(1);
        self.top_mut().state = State::AfterCompound;
        self.push(Kind::Subshell, opened)?;
        Ok(Step::Go)
    }

    /// Remembers everything, before a `((` is taken for arithmetic.
    pub(super) fn try_arith(&mut self, position: (i64, usize)) {
        self.trials.push(ArithTrial {
            place: self.input.place(),
            position,
            top: *self.top(),
            frames: self.frames.len(),
            text: self.out.text.len(),
            marks: self.out.marks.len(),
            documents: self.out.documents.len(),
            backquotes: self.out.backquotes.len(),
            pieces: self.pieces.len(),
        });
    }

    /// The `((` was not arithmetic: everything since is read again, as commands.
    pub(super) fn refute_arith(&mut self) {
        let Some(trial) = self.trials.pop() else {
            return;
        };
        self.not_arith.insert(trial.position);
        self.input.rewind(trial.place);
        self.frames.truncate(trial.frames);
        *self.top_mut() = trial.top;
        self.contexts.retain(|&index| index < trial.frames);
        self.out.text.truncate(trial.text);
        self.out.marks.truncate(trial.marks);
        self.out.mark(self.input.base());
        self.out.documents.truncate(trial.documents);
        self.pending
            .retain(|&(_, document)| document < trial.documents);
        self.out.backquotes.truncate(trial.backquotes);
        self.pieces.truncate(trial.pieces);
    }

    fn close_paren(&mut self) {
        self.copy(1);
        let frame = self.top();
        match (frame.kind, frame.state) {
            (_, State::FunctionParen) => self.top_mut().state = State::StartNeeded,
            (Kind::Case, State::CasePatterns) => self.top_mut().state = State::Start,
            (Kind::Subshell | Kind::Substitution | Kind::ProcessSub, _) => self.pop(),
            _ => {
                // `(if a)`: find the parenthesis that this closes, so that the rest is read sensibly.
                self.is_suspicious = true;
                let opener = self.frames.iter().rposition(|frame| {
                    matches!(
                        frame.kind,
                        Kind::Subshell | Kind::Substitution | Kind::ProcessSub
                    )
                });
                if let Some(opener) = opener {
                    while self.frames.len() > opener.max(1) {
                        self.pop();
                    }
                }
            }
        }
    }

    fn redirection(&mut self, first: u8, second: (u8, usize)) -> Result<Step, CookError> {
        let (next, at) = second;
        let operator = self.out.len();
        if next == b'(' && at == 1 && !self.dialect.posix {
            self.begin_word();
            self.top_mut().is_plain = false;
            self.copy(2);
            self.push(Kind::ProcessSub, operator)?;
            return Ok(Step::Go);
        }
        if matches!(
            self.top().state,
            State::CasePattern | State::CasePatterns | State::LoopWords | State::FunctionParen
        ) {
            self.is_suspicious = true;
        }
        let mut operand = Operand::Word;
        match (first, next) {
            (b'<', b'<') => match self.input.peek(at + 1) {
                Peek::Unknown => return Ok(Step::Wait),
                Peek::Byte(b'<', third) => self.replace(third + 1, b"<<<"),
                Peek::Byte(b'-', third) => {
                    self.replace(third + 1, b"<<-");
                    operand = Operand::Delimiter { strips_tabs: true };
                }
                _ => {
                    self.replace(at + 1, b"<<");
                    operand = Operand::Delimiter { strips_tabs: false };
                }
            },
            (b'<', b'&') => self.replace(at + 1, b"<&"),
            (b'<', b'>') => self.replace(at + 1, b"<>"),
            (b'>', b'>') => self.replace(at + 1, b">>"),
            (b'>', b'&') => self.replace(at + 1, b">&"),
            (b'>', b'|') => self.replace(at + 1, b">|"),
            _ => self.copy(1),
        }
        self.expect_operand(operand, operator);
        Ok(Step::Go)
    }

    fn expect_operand(&mut self, operand: Operand, operator: u32) {
        let frame = self.top_mut();
        let had_operand = frame.operand != Operand::None;
        frame.operand = operand;
        frame.operator = operator;
        frame.state = match frame.state {
            State::Start | State::StartNeeded | State::AfterTime | State::AfterCoproc => {
                State::Prefix
            }
            State::FirstWord | State::CoprocName => State::Arguments,
            state => state,
        };
        if had_operand {
            self.is_suspicious = true;
        }
    }
}
