//! Quotes and expansions (XCU 2.2, 2.6).

use super::{Class, Kind, Quote, Scanner};

impl Scanner<'_> {
    /// A backslash outside quotes.
    pub(super) fn backslash(&mut self) {
        self.note_quotes();
        let start = self.at;
        match self.peek(1) {
            Some(b'\n') => self.at += 2,
            Some(next) => {
                self.at += 1;
                self.push(next);
                self.paint(start, self.at, Class::Quoted);
            }
            None => self.take(1, Class::Quoted),
        }
    }

    /// `'…'` or `$'…'`, which begins with `length` bytes.
    pub(super) fn single_quotes(&mut self, quote: Quote, length: usize) {
        self.note_quotes();
        self.begin_component(self.at + length, quote);
        let start = self.at;
        self.take(length, Class::Quoted);
        self.quote = quote;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\'' => {
                    self.take(1, Class::Quoted);
                    self.paint(start, self.at, Class::Quoted);
                    self.quote = Quote::None;
                    return;
                }
                b'\\' if quote == Quote::Dollar && self.peek(1).is_some() => {
                    self.push(byte);
                    self.push(self.peek(0).unwrap_or(b'\\'));
                }
                _ => self.push(byte),
            }
        }
        self.paint(start, self.at, Class::Quoted);
        self.paint(start, start + length, Class::Wrong);
    }

    pub(super) fn in_double(&mut self) {
        let Some(byte) = self.peek(0) else {
            return;
        };
        let start = self.at;
        match byte {
            b'"' => self.close(1, Class::Quoted),
            b'$' => self.dollar(),
            b'`' => self.backquote(),
            b'\\' => {
                if matches!(self.peek(1), Some(b'$' | b'`' | b'"' | b'\\' | b'\n')) {
                    self.at += 1;
                }
                let next = self.peek(0).unwrap_or(b'\\');
                self.push(next);
                self.paint(start, self.at, Class::Quoted);
            }
            _ => {
                self.push(byte);
                self.paint(start, self.at, Class::Quoted);
            }
        }
    }

    pub(super) fn backquote(&mut self) {
        let is_inside = self
            .frames
            .iter()
            .any(|frame| frame.kind == Kind::Backquote);
        if is_inside {
            // It ends the one around; what is open in between is wrong.
            while self.frame().kind != Kind::Backquote {
                self.frames.pop();
            }
            self.close(1, Class::Expansion);
            return;
        }
        self.note_expansion();
        self.open(Kind::Backquote, 1, Class::Expansion);
        self.frame().is_in_word = true;
    }

    /// Something that begins with `$`.
    pub(super) fn dollar(&mut self) {
        let is_double = self.frame().kind == Kind::Double;
        let start = self.at;
        match (self.peek(1), self.peek(2)) {
            (Some(b'('), Some(b'(')) => {
                self.note_expansion();
                self.open(Kind::Arithmetic(0), 3, Class::Expansion);
            }
            (Some(b'('), _) => {
                self.note_expansion();
                self.open(Kind::Parenthesis, 2, Class::Expansion);
                self.frame().is_in_word = true;
            }
            (Some(b'{'), _) => {
                self.note_expansion();
                self.open(Kind::Parameter, 2, Class::Expansion);
                self.name();
            }
            (Some(b'\''), _) if !is_double => self.single_quotes(Quote::Dollar, 2),
            (Some(byte), _) if byte.is_ascii_alphabetic() || byte == b'_' => {
                self.note_expansion();
                self.push(b'$');
                self.name();
                self.paint(start, self.at, Class::Expansion);
            }
            (Some(byte), _) if byte.is_ascii_digit() || b"@*#?-$!".contains(&byte) => {
                self.note_expansion();
                self.push(b'$');
                self.push(byte);
                self.paint(start, self.at, Class::Expansion);
            }
            (None, _) => {
                self.push(b'$');
                self.variable = Some(self.at);
            }
            _ => self.push(b'$'),
        }
    }

    /// The name of a variable, perhaps of no letters; it is remembered if the text ends with it.
    fn name(&mut self) {
        let start = self.at;
        while let Some(byte) = self
            .peek(0)
            .filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        {
            self.push(byte);
        }
        self.paint(start, self.at, Class::Expansion);
        if self.at == self.text.len() {
            self.variable = Some(start);
        }
    }

    pub(super) fn in_parameter(&mut self) {
        match self.peek(0) {
            Some(b'}') => self.close(1, Class::Expansion),
            Some(b'$') => self.dollar(),
            Some(b'`') => self.backquote(),
            Some(b'"') => self.open(Kind::Double, 1, Class::Quoted),
            Some(b'\\') => self.take(2, Class::Quoted),
            _ => self.take(1, Class::Expansion),
        }
    }

    pub(super) fn in_arithmetic(&mut self, depth: u32) {
        match (self.peek(0), depth) {
            (Some(b'('), _) => {
                self.take(1, Class::Expansion);
                self.frame().kind = Kind::Arithmetic(depth.saturating_add(1));
            }
            (Some(b')'), 0) if self.peek(1) == Some(b')') => self.close(2, Class::Expansion),
            (Some(b')'), 0) => self.close(1, Class::Wrong),
            (Some(b')'), _) => {
                self.take(1, Class::Expansion);
                self.frame().kind = Kind::Arithmetic(depth - 1);
            }
            (Some(b'$'), _) => self.dollar(),
            (Some(b'`'), _) => self.backquote(),
            _ => self.take(1, Class::Expansion),
        }
    }
}
