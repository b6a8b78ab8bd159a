//! Commands in the cooker: operators, blanks and newlines between words.

use super::frame::{Kind, Operand, State};
use super::input::Peek;
use super::word::Ended;
use super::{ArithTrial, CookError, Cooker, Step};
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

    fn quote(&mut self, first: u8) -> Result<Step, CookError> {
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

    /// Inside `[[ ]]`: words, parentheses, and operators that are nothing to the cooker.
    pub(super) fn condition_step(&mut self) -> Result<Step, CookError> {
        let Some(first) = self.input.first() else {
            return Ok(Step::Wait);
        };
        match class(first) {
            Class::Ordinary | Class::Bracket => self.ordinary(),
            Class::Hash if self.top().in_word => self.ordinary(),
            Class::Hash => self.comment(),
            Class::Blank => {
                self.end_condition_word();
                self.blanks();
            }
            Class::Newline => {
                self.end_condition_word();
                if self.top().kind == Kind::Condition || self.top().kind == Kind::ConditionGroup {
                    self.copy_newline();
                }
            }
            Class::Quote => return self.quote(first),
            Class::Operator => return self.condition_operator(first),
        }
        Ok(Step::Go)
    }

    fn condition_operator(&mut self, first: u8) -> Result<Step, CookError> {
        let opened = self.out.len();
        match first {
            b'(' if self.follows_group_character() && self.word_text() != b"!" => {
                self.open_pattern_group()?;
            }
            b'(' => {
                self.copy(1);
                self.push(Kind::ConditionGroup, opened)?;
            }
            b')' => {
                self.end_condition_word();
                if self.top().kind == Kind::ConditionGroup {
                    self.copy(1);
                    self.pop();
                } else if self.top().kind == Kind::Condition {
                    self.is_suspicious = true;
                    self.copy(1);
                }
            }
            b'<' | b'>' if self.input.rest().get(1) == Some(&b'(') => {
                self.begin_word();
                self.top_mut().is_plain = false;
                self.copy(2);
                self.push(Kind::ProcessSub, opened)?;
            }
            _ => {
                self.end_condition_word();
                if !self.top().kind.is_list() {
                    self.copy(1);
                }
            }
        }
        Ok(Step::Go)
    }

    /// `]]` as a word of its own ends the condition.
    fn end_condition_word(&mut self) {
        let frame = *self.top();
        self.top_mut().in_word = false;
        let is_end = frame.in_word && frame.is_plain && {
            let word = self.out.text.get(frame.word as usize..).unwrap_or_default();
            word == b"]]"
        };
        if is_end && frame.kind == Kind::Condition {
            self.pop();
        }
    }

    /// Inside `name=( )`: words and newlines.
    pub(super) fn array_step(&mut self) -> Result<Step, CookError> {
        let Some(first) = self.input.first() else {
            return Ok(Step::Wait);
        };
        let opened = self.out.len();
        match class(first) {
            Class::Bracket if !self.top().in_word && self.bracket_has_value() => {
                self.begin_word();
                self.copy(1);
                self.push(Kind::Subscript, opened)?;
            }
            Class::Ordinary | Class::Bracket => self.ordinary(),
            Class::Hash if self.top().in_word => self.ordinary(),
            Class::Hash => self.comment(),
            Class::Blank => {
                self.top_mut().in_word = false;
                self.blanks();
            }
            Class::Newline => {
                self.top_mut().in_word = false;
                self.copy_newline();
            }
            Class::Quote => return self.quote(first),
            Class::Operator if first == b')' => {
                self.copy(1);
                self.pop();
            }
            Class::Operator if first == b'(' && self.follows_group_character() => {
                self.open_pattern_group()?;
            }
            Class::Operator if self.input.rest().get(1) == Some(&b'(') && first != b'(' => {
                self.begin_word();
                self.copy(2);
                self.push(Kind::ProcessSub, opened)?;
            }
            Class::Operator => {
                self.is_suspicious = true;
                self.top_mut().in_word = false;
                self.copy(1);
            }
        }
        Ok(Step::Go)
    }
}
