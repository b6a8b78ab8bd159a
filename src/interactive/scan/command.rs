//! Words, operators and reserved words: what stands where in a command (XCU 2.3, 2.4).

use super::{Class, Kind, Place, Quote, Scanner, Word};

/// What ends a word.
const fn is_meta(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
    )
}

/// Where the words lead that are reserved where a command may begin.
fn reserved(text: &[u8]) -> Option<Place> {
    Some(match text {
        b"if" | b"while" | b"until" | b"then" | b"else" | b"elif" | b"do" | b"{" | b"!"
        | b"time" | b"coproc" => Place::Command,
        b"fi" | b"done" | b"}" | b"esac" => Place::AfterCompound,
        b"for" | b"select" => Place::ForName,
        b"case" => Place::CaseWord,
        b"function" => Place::FunctionName,
        b"[[" => Place::Condition,
        _ => return None,
    })
}

impl Scanner<'_> {
    pub(super) fn in_command(&mut self) {
        let Some(byte) = self.peek(0) else {
            return;
        };
        if self.frame().word.is_none() {
            self.between_words(byte);
        } else if is_meta(byte) && !self.begins_array(byte) {
            self.end_word(byte);
        } else {
            self.in_word(byte);
        }
    }

    /// `name=(`
    fn begins_array(&mut self, byte: u8) -> bool {
        byte == b'('
            && self.frame().word.as_ref().is_some_and(|word| {
                word.text.ends_with(b"=") && !word.has_quotes && word.is_literal
            })
    }

    fn in_word(&mut self, byte: u8) {
        let is_backquoted = self.frame().kind == Kind::Backquote;
        match byte {
            b'\\' => self.backslash(),
            b'\'' => self.single_quotes(Quote::Single, 1),
            b'"' => {
                self.note_quotes();
                self.begin_component(self.at + 1, Quote::Double);
                self.open(Kind::Double, 1, Class::Quoted);
            }
            b'$' => self.dollar(),
            b'`' if is_backquoted => self.end_word(byte),
            b'`' => self.backquote(),
            b'(' => {
                self.note_expansion();
                self.open(Kind::Parenthesis, 1, Class::Operator);
                let frame = self.frame();
                (frame.is_in_word, frame.place) = (true, Place::Argument);
            }
            _ => self.push(byte),
        }
    }

    /// One byte that means itself.
    pub(super) fn push(&mut self, byte: u8) {
        let (at, quote) = (self.at + 1, self.quote_here());
        self.at += 1;
        if let Some(word) = &mut self.word_frame().word {
            word.text.push(byte);
            if byte == b'/' {
                word.component = (at, word.text.len(), quote);
            }
        }
    }

    fn quote_here(&mut self) -> Quote {
        if self.frame().kind == Kind::Double {
            Quote::Double
        } else {
            self.quote
        }
    }

    /// A pathname component that begins with a quote begins behind it.
    pub(super) fn begin_component(&mut self, at: usize, quote: Quote) {
        if let Some(word) = &mut self.word_frame().word
            && word.text.len() == word.component.1
        {
            word.component = (at, word.text.len(), quote);
        }
    }

    pub(super) fn note_quotes(&mut self) {
        if let Some(word) = &mut self.word_frame().word {
            word.has_quotes = true;
            word.first_change.get_or_insert(word.text.len());
        }
    }

    pub(super) fn note_expansion(&mut self) {
        if let Some(word) = &mut self.word_frame().word {
            word.is_literal = false;
            word.first_change.get_or_insert(word.text.len());
        }
    }

    fn between_words(&mut self, byte: u8) {
        let place = self.frame().place;
        match byte {
            b' ' | b'\t' => self.at += 1,
            b'\\' if self.peek(1) == Some(b'\n') => self.at += 2,
            b'#' => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let length = rest.iter().position(|byte| *byte == b'\n');
                self.take(length.unwrap_or(rest.len()), Class::Comment);
            }
            b'\n' => self.newline(),
            b'(' | b')' | b'<' | b'>' | b'&' | b'|' if place == Place::Condition => {
                self.take(1, Class::Operator);
            }
            b'<' | b'>' if self.peek(1) == Some(b'(') => {
                self.begin_word();
                self.note_expansion();
                self.open(Kind::Parenthesis, 2, Class::Expansion);
                self.frame().is_in_word = true;
            }
            b'<' | b'>' => self.redirection(),
            b'&' if self.peek(1) == Some(b'>') => self.redirection(),
            b';' | b'&' | b'|' => self.operator(byte),
            b'(' => self.open_parenthesis(),
            b')' => self.close_parenthesis(),
            b'`' if self.frame().kind == Kind::Backquote => self.end_substitution(1),
            _ => {
                self.begin_word();
                self.in_word(byte);
            }
        }
    }

    fn begin_word(&mut self) {
        let at = self.at;
        self.frame().word = Some(Word {
            start: at,
            end: at,
            text: Vec::new(),
            is_literal: true,
            has_quotes: false,
            first_change: None,
            component: (at, 0, Quote::None),
        });
    }

    fn newline(&mut self) {
        self.at += 1;
        for delimiter in std::mem::take(&mut self.delimiters) {
            self.here_document(&delimiter);
        }
        self.end_command();
    }

    fn here_document(&mut self, delimiter: &[u8]) {
        while self.at < self.text.len() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..length).unwrap_or_default();
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let is_end = line.trim_ascii_start() == delimiter;
            self.take(
                length,
                if is_end {
                    Class::Redirection
                } else {
                    Class::Quoted
                },
            );
            if is_end {
                return;
            }
        }
    }

    /// The end of a simple command; in a list of patterns there is none.
    fn end_command(&mut self) {
        let frame = self.frame();
        frame.words.clear();
        if !matches!(
            frame.place,
            Place::Pattern | Place::ForIn | Place::CaseIn | Place::Condition
        ) {
            frame.place = Place::Command;
        }
    }

    fn operator(&mut self, byte: u8) {
        let ends_case = byte == b';' && matches!(self.peek(1), Some(b';' | b'&'));
        let is_double = self.peek(1) == Some(byte) || (byte == b'|' && self.peek(1) == Some(b'&'));
        let length = match (ends_case, self.peek(2)) {
            (true, Some(b'&')) => 3,
            (true, _) => 2,
            (false, _) => 1 + usize::from(is_double),
        };
        self.take(length, Class::Operator);
        if ends_case && self.frame().cases > 0 {
            let frame = self.frame();
            frame.words.clear();
            frame.place = Place::Pattern;
        } else if self.frame().place == Place::ForIn {
            self.frame().place = Place::Command;
        } else {
            self.end_command();
        }
    }

    fn redirection(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let all: [&[u8]; 12] = [
            b"&>>", b"<<<", b"<<-", b"&>", b"<<", b">>", b"<&", b">&", b"<>", b">|", b"<", b">",
        ];
        let operator = all
            .into_iter()
            .find(|operator| rest.starts_with(operator))
            .unwrap_or(b"<");
        self.take(operator.len(), Class::Redirection);
        let frame = self.frame();
        if !matches!(
            frame.place,
            Place::Target | Place::Descriptor | Place::Delimiter
        ) {
            frame.after_target = frame.place;
        }
        frame.place = match operator {
            b"<<" | b"<<-" => Place::Delimiter,
            b"<&" | b">&" => Place::Descriptor,
            _ => Place::Target,
        };
    }

    fn open_parenthesis(&mut self) {
        let place = self.frame().place;
        match place {
            Place::Pattern => self.take(1, Class::Operator),
            Place::Command if self.peek(1) == Some(b'(') => {
                self.frame().place = Place::AfterCompound;
                self.open(Kind::Arithmetic(0), 2, Class::Expansion);
            }
            _ => {
                self.frame().place = Place::AfterCompound;
                self.open(Kind::Parenthesis, 1, Class::Operator);
            }
        }
    }

    fn close_parenthesis(&mut self) {
        let frame = self.frame();
        match (frame.place, frame.kind) {
            (Place::Pattern, _) => {
                frame.place = Place::Command;
                self.take(1, Class::Operator);
            }
            (_, Kind::Parenthesis) => self.end_substitution(1),
            _ => self.take(1, Class::Wrong),
        }
    }

    fn end_substitution(&mut self, length: usize) {
        let class = if self.frame().is_in_word {
            Class::Expansion
        } else {
            Class::Operator
        };
        self.close(length, class);
        let end = self.at;
        if let Some(word) = &mut self.word_frame().word {
            word.end = end;
        }
    }

    /// Says what the word was that ends before `next`.
    pub(super) fn end_word(&mut self, next: u8) {
        let at = self.at;
        let Some(word) = self.frame().word.take() else {
            return;
        };
        let word = Word { end: at, ..word };
        let is_number =
            !word.has_quotes && !word.text.is_empty() && word.text.iter().all(u8::is_ascii_digit);
        if matches!(next, b'<' | b'>') && is_number {
            self.paint(word.start, at, Class::Redirection);
            return;
        }
        let is_bare = word.is_literal && !word.has_quotes;
        let place = self.frame().place;
        match place {
            Place::Command if next == b'(' && self.peek(1) == Some(b')') => {
                self.paint(word.start, at, Class::Command);
                self.take(2, Class::Operator);
            }
            Place::Command | Place::AfterCompound => self.command_word(word, is_bare),
            Place::Argument => self.argument(word),
            Place::Target | Place::Descriptor => self.frame().place = self.after_target(),
            Place::Delimiter => {
                self.paint(word.start, at, Class::Redirection);
                self.delimiters.push(word.text);
                self.frame().place = self.after_target();
            }
            place => self.word_of_compound(place, &word, is_bare),
        }
    }

    fn after_target(&mut self) -> Place {
        self.frame().after_target
    }

    fn argument(&mut self, word: Word) {
        if word.text.starts_with(b"-") {
            let is_plain = |class: &Class| *class == Class::Plain;
            if let Some(part) = self.classes.get_mut(word.start..word.end) {
                part.iter_mut()
                    .filter(|class| is_plain(class))
                    .for_each(|class| *class = Class::Option);
            }
        }
        self.frame().words.push(word);
    }

    fn command_word(&mut self, word: Word, is_bare: bool) {
        if let Some(place) = reserved(&word.text).filter(|_| is_bare) {
            self.paint(word.start, word.end, Class::Keyword);
            let frame = self.frame();
            frame.words.clear();
            if word.text == b"esac" {
                frame.cases = frame.cases.saturating_sub(1);
            }
            frame.place = place;
            return;
        }
        if self.frame().place == Place::AfterCompound {
            return;
        }
        if let Some(length) = assignment(&word) {
            self.paint(word.start, word.start + length, Class::Assignment);
            return;
        }
        self.name_command(&word);
        let frame = self.frame();
        frame.words = vec![word];
        frame.place = Place::Argument;
    }

    /// Notes the name of a command.
    fn name_command(&mut self, word: &Word) {
        if assignment(word).is_some() {
            return;
        }
        if reserved(&word.text).is_some() && !word.has_quotes {
            self.paint(word.start, word.end, Class::Keyword);
            return;
        }
        if let Some(part) = self.classes.get_mut(word.start..word.end) {
            let is_plain = |class: &&mut Class| **class == Class::Plain;
            part.iter_mut()
                .filter(is_plain)
                .for_each(|class| *class = Class::Command);
        }
        if word.is_literal && !word.text.is_empty() {
            self.commands.push(word.clone());
        }
    }

    fn word_of_compound(&mut self, place: Place, word: &Word, is_bare: bool) {
        let is = |text: &[u8]| is_bare && word.text == text;
        let next = match place {
            Place::ForName => {
                self.paint(word.start, word.end, Class::Assignment);
                Place::ForIn
            }
            Place::ForIn if is(b"in") => Place::Argument,
            Place::ForIn => Place::Command,
            Place::CaseWord => Place::CaseIn,
            Place::CaseIn => {
                self.frame().cases += 1;
                Place::Pattern
            }
            Place::Pattern if is(b"esac") => {
                let frame = self.frame();
                frame.cases = frame.cases.saturating_sub(1);
                Place::AfterCompound
            }
            Place::Condition if is(b"]]") => Place::AfterCompound,
            Place::FunctionName => {
                self.paint(word.start, word.end, Class::Command);
                Place::Command
            }
            other => other,
        };
        if is(b"in") || is(b"do") || is(b"]]") || (is(b"esac") && place == Place::Pattern) {
            self.paint(word.start, word.end, Class::Keyword);
        }
        self.frame().place = next;
    }
}

/// The length of `name=`, `name+=` or `name[…]=` with which the word begins.
fn assignment(word: &Word) -> Option<usize> {
    let equals = memchr::memchr(b'=', &word.text)?;
    let name = word.text.get(..equals)?;
    let name = name.strip_suffix(b"+").unwrap_or(name);
    let name = match memchr::memchr(b'[', name) {
        Some(bracket) if name.ends_with(b"]") => name.get(..bracket)?,
        _ => name,
    };
    crate::state::is_name(name).then_some(equals + 1)
}
