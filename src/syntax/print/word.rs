//! Words and their parts, quoted so that they are read as they are.

use super::super::ast::*;
use super::{Layout, Printer};

/// Which quoting rules hold around a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Outside double quotes.
    Bare,
    /// Inside `"…"` and arithmetic.
    Double,
    /// In the body of a here-document.
    Here,
    /// In the operand of `${x-…}` inside double quotes.
    Operand,
}

impl Place {
    /// Whether literal text needs a backslash before `byte` here.
    const fn escapes(self, byte: u8) -> bool {
        match byte {
            b'$' | b'`' | b'\\' => true,
            b'"' => !matches!(self, Self::Here),
            b'}' => matches!(self, Self::Operand),
            _ => false,
        }
    }
}

/// The body of a here-document whose delimiter is not quoted.
pub(super) fn here_body(body: &Word) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.parts(&body.parts, Place::Here);
    printer.finish()
}

impl Printer {
    pub(super) fn word(&mut self, word: &Word) {
        self.parts(&word.parts, Place::Bare);
    }

    pub(super) fn parts(&mut self, parts: &[WordPart], place: Place) {
        for part in parts {
            self.part(part, place);
        }
    }

    fn part(&mut self, part: &WordPart, place: Place) {
        match part {
            WordPart::Literal(text) | WordPart::BadSubstitution(text) => self.put(text),
            WordPart::Quoted(text, style) => self.quoted(text, *style, place),
            WordPart::DoubleQuoted(inner) => {
                self.put(b"\"");
                self.parts(inner, Place::Double);
                self.put(b"\"");
            }
            WordPart::Tilde(user) => {
                self.put(b"~");
                self.put(user);
            }
            WordPart::Parameter(expansion) => self.parameter(expansion, place),
            WordPart::CommandSub(sub) => self.command_sub(sub, place),
            WordPart::Arith(arith) => {
                self.put(b"$((");
                self.arith(arith);
                self.put(b"))");
            }
            WordPart::ProcessSub(sub) => {
                self.put(if sub.reads { b"<(" } else { b">(" });
                self.inner_list(&sub.program.list);
                self.put(b")");
            }
            WordPart::Array(elements) => self.array(elements),
        }
    }

    fn quoted(&mut self, text: &[u8], style: QuoteStyle, place: Place) {
        match style {
            // There other quotes would be text (XCU 2.6.2).
            _ if place == Place::Operand => self.escaped(text, place),
            QuoteStyle::Backslash if text != b"\n" => {
                self.put(b"\\");
                self.put(text);
            }
            QuoteStyle::Backslash | QuoteStyle::Single => self.single_quoted(text),
            QuoteStyle::DollarSingle => self.dollar_single(text),
            QuoteStyle::Double if place == Place::Bare => {
                self.put(b"\"");
                self.escaped(text, Place::Double);
                self.put(b"\"");
            }
            QuoteStyle::Double => self.escaped(text, place),
        }
    }

    fn escaped(&mut self, text: &[u8], place: Place) {
        for &byte in text {
            if place.escapes(byte) {
                self.put(b"\\");
            }
            self.out.push(byte);
        }
    }

    pub(super) fn single_quoted(&mut self, text: &[u8]) {
        self.put(b"'");
        for &byte in text {
            match byte {
                b'\'' => self.put(b"'\\''"),
                _ => self.out.push(byte),
            }
        }
        self.put(b"'");
    }

    fn dollar_single(&mut self, text: &[u8]) {
        self.put(b"$'");
        for &byte in text {
            match byte {
                b'\'' | b'\\' => self.put(&[b'\\', byte]),
                b'\n' => self.put(b"\\n"),
                b'\t' => self.put(b"\\t"),
                b'\r' => self.put(b"\\r"),
                0x1B => self.put(b"\\e"),
                0x07 => self.put(b"\\a"),
                b' '..=b'~' => self.out.push(byte),
                _ => self.put(format!("\\{byte:03o}").as_bytes()),
            }
        }
        self.put(b"'");
    }

    /// The commands of a substitution, with the here-documents that belong to it.
    fn inner_list(&mut self, list: &List) {
        let mut inner = Self::new(Layout::Line);
        inner.inline_list(list);
        let has_bodies = !inner.pending.is_empty();
        let text = inner.finish();
        self.put(&text);
        if has_bodies {
            self.put(b"\n");
        }
    }

    fn command_sub(&mut self, sub: &CommandSub, place: Place) {
        if sub.is_backquoted {
            self.backquoted(sub, place);
            return;
        }
        self.put(b"$(");
        let start = self.out.len();
        self.inner_list(&sub.program.list);
        // `$((` would be arithmetic.
        if self.out.get(start) == Some(&b'(') {
            self.out.insert(start, b' ');
        }
        self.put(b")");
    }

    fn backquoted(&mut self, sub: &CommandSub, place: Place) {
        let mut inner = Self::new(Layout::Line);
        inner.inner_list(&sub.program.list);
        self.put(b"`");
        for byte in inner.finish() {
            if matches!(byte, b'$' | b'`' | b'\\') || byte == b'"' && place != Place::Bare {
                self.put(b"\\");
            }
            self.out.push(byte);
        }
        self.put(b"`");
    }

    fn parameter(&mut self, expansion: &ParamExpansion, place: Place) {
        if !expansion.is_braced {
            self.put(b"$");
            self.param(&expansion.param);
            return;
        }
        self.put(b"${");
        match expansion.op {
            ParamOp::Length => self.put(b"#"),
            ParamOp::Subscripts | ParamOp::NamesWithPrefix { .. } => self.put(b"!"),
            _ if expansion.is_indirect => self.put(b"!"),
            _ => {}
        }
        self.param(&expansion.param);
        self.operation(&expansion.op, place);
        self.put(b"}");
    }

    fn param(&mut self, param: &Param) {
        match param {
            Param::Variable(name) => self.put(&name.text),
            Param::Element(name, index) => {
                self.put(&name.text);
                self.index(index);
            }
            Param::Positional(number) => self.put(number.to_string().as_bytes()),
            Param::Special(special) => self.put(match special {
                SpecialParam::At => b"@",
                SpecialParam::Star => b"*",
                SpecialParam::Count => b"#",
                SpecialParam::Status => b"?",
                SpecialParam::Flags => b"-",
                SpecialParam::ShellPid => b"$",
                SpecialParam::LastAsyncPid => b"!",
                SpecialParam::Zero => b"0",
            }),
        }
    }

    fn operation(&mut self, op: &ParamOp, place: Place) {
        match op {
            ParamOp::Value | ParamOp::Length | ParamOp::Subscripts => {}
            ParamOp::Default { colon, word } => self.default(*colon, b"-", word, place),
            ParamOp::Assign { colon, word } => self.default(*colon, b"=", word, place),
            ParamOp::Error { colon, word } => self.default(*colon, b"?", word, place),
            ParamOp::Alternative { colon, word } => self.default(*colon, b"+", word, place),
            ParamOp::Trim {
                side,
                longest,
                pattern,
            } => {
                let sign: &[u8] = match side {
                    TrimSide::Prefix => b"#",
                    TrimSide::Suffix => b"%",
                };
                self.put(&sign.repeat(if *longest { 2 } else { 1 }));
                self.word(pattern);
            }
            ParamOp::Substring { offset, length } => {
                self.put(b":");
                self.arith(offset);
                if let Some(length) = length {
                    self.put(b":");
                    self.arith(length);
                }
            }
            ParamOp::Replace {
                scope,
                pattern,
                replacement,
            } => {
                self.put(match scope {
                    ReplaceScope::First => b"/",
                    ReplaceScope::All => b"//",
                    ReplaceScope::Prefix => b"/#",
                    ReplaceScope::Suffix => b"/%",
                });
                self.word(pattern);
                self.put(b"/");
                self.word(replacement);
            }
            ParamOp::ChangeCase {
                to_upper,
                all,
                pattern,
            } => {
                let sign: &[u8] = if *to_upper { b"^" } else { b"," };
                self.put(&sign.repeat(if *all { 2 } else { 1 }));
                if let Some(pattern) = pattern {
                    self.word(pattern);
                }
            }
            ParamOp::NamesWithPrefix { separate } => self.put(if *separate { b"@" } else { b"*" }),
            ParamOp::Transform(letter) => self.put(&[b'@', *letter]),
        }
    }

    fn default(&mut self, colon: bool, sign: &[u8], word: &Word, place: Place) {
        if colon {
            self.put(b":");
        }
        self.put(sign);
        let inner = match place {
            Place::Bare => Place::Bare,
            _ => Place::Operand,
        };
        self.parts(&word.parts, inner);
    }

    fn index(&mut self, index: &Index) {
        match index {
            Index::At => self.put(b"[@]"),
            Index::Star => self.put(b"[*]"),
            Index::Expression(arith) => {
                self.put(b"[");
                self.arith(arith);
                self.put(b"]");
            }
        }
    }

    pub(super) fn assignment(&mut self, assignment: &Assignment) {
        self.put(&assignment.name.text);
        if let Some(index) = &assignment.index {
            self.index(index);
        }
        self.put(if assignment.is_append { b"+=" } else { b"=" });
        match &assignment.value {
            AssignmentValue::Scalar(word) => self.word(word),
            AssignmentValue::Array(elements) => self.array(elements),
        }
    }

    fn array(&mut self, elements: &[ArrayElement]) {
        self.put(b"(");
        for (position, element) in elements.iter().enumerate() {
            if position > 0 {
                self.put(b" ");
            }
            if let Some(index) = &element.index {
                self.put(b"[");
                self.arith(index);
                self.put(b"]=");
            }
            self.word(&element.value);
        }
        self.put(b")");
    }
}
