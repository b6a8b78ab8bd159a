//! Words: literal text and its tildes, quotes, expansions (XCU 2.2, 2.6).
//!
//! The grammar marks quotes and expansions; what lies between them is literal and read from the text.

use std::rc::Rc;

use super::super::ast::*;
use super::super::dollar_single;
use super::super::names::name_len;
use super::{Builder, Built, Nodes, Rule, Tree, refused};
use crate::source::{Span, lossless};

/// Where a word stands: what may happen to its literal text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// An argument: tilde at the start, braces, pathname expansion.
    Field,
    /// The value of an assignment: tildes at the start and after each `:`.
    Value,
    /// `name=value` as an argument of a declaration utility: tildes after the `=` and each `:`.
    Declared,
    /// One field without pathname expansion: a redirection, the subject of `case`.
    Single,
    /// A pattern.
    Pattern,
    /// The right side of `${x-word}` outside double quotes: its text may be split into fields.
    Operand,
}

/// Which backslashes inside double quotes and their like quote the next character (XCU 2.2.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// `"…"`, arithmetic: `$`, backquote, `"`, backslash.
    Double,
    /// A here-document: the same without `"`.
    Here,
    /// The operand of `"${x-…}"`: with `}`.
    Operand,
}

impl Escapes {
    fn quotes(self, byte: u8) -> bool {
        match byte {
            b'$' | b'`' | b'\\' => true,
            b'"' => self != Self::Here,
            b'}' => self == Self::Operand,
            _ => false,
        }
    }
}

impl Builder<'_> {
    pub(super) fn field_word(&self, tree: Tree<'_>) -> Built<Word> {
        self.word(tree, Place::Field)
    }

    pub(super) fn single_word(&self, tree: Tree<'_>) -> Built<Word> {
        self.word(tree, Place::Single)
    }

    pub(super) fn pattern_word(&self, tree: Tree<'_>) -> Built<Word> {
        self.word(tree, Place::Pattern)
    }

    /// The operand of `${x-word}` outside double quotes.
    pub(super) fn operand_word(&self, tree: Tree<'_>) -> Built<Word> {
        self.word(tree, Place::Operand)
    }

    /// An argument of a declaration utility.
    pub(super) fn declared_word(&self, tree: Tree<'_>) -> Built<Word> {
        let text = self.written(tree.start, tree.end);
        let name = name_len(text);
        let operator = text.get(name..).unwrap_or_default();
        let is_assignment = name > 0 && (operator.starts_with(b"=") || operator.starts_with(b"+="));
        if !is_assignment {
            return self.field_word(tree);
        }
        let mut word = self.word(tree, Place::Declared)?;
        word.is_assignment = true;
        Ok(word)
    }

    /// `name=(…)` as an argument of a declaration utility.
    pub(super) fn array_word(&self, tree: Tree<'_>) -> Built<Word> {
        let mut nodes = tree.inner;
        let Some(array) = nodes.next() else {
            return Err(refused(tree.span(), "an array needs parentheses"));
        };
        let parts = Box::new([
            WordPart::Literal(self.bytes(tree.start, array.start)),
            WordPart::Array(self.array(array)?),
        ]);
        Ok(Word {
            parts,
            is_assignment: true,
            span: tree.span(),
            ..Word::default()
        })
    }

    pub(super) fn assignment(&self, tree: Tree<'_>) -> Built<Assignment> {
        let text = self.written(tree.start, tree.end);
        let name_end = tree.start + u32::try_from(name_len(text)).unwrap_or(0);
        let mut nodes = tree.inner;
        let mut operator = name_end;
        let index = match nodes.take_if(Rule::subscript) {
            Some(subscript) => {
                operator = subscript.end;
                Some(self.subscript(subscript)?)
            }
            None => None,
        };
        let is_append = self.first_byte(operator) == b'+';
        let value_start = operator + 1 + u32::from(is_append);
        let value = match nodes.next() {
            None => AssignmentValue::Scalar(Word {
                ready: Ready::Text(Box::default()),
                span: Span::new(value_start, value_start),
                ..Word::default()
            }),
            Some(array) if array.rule == Rule::array => AssignmentValue::Array(self.array(array)?),
            Some(word) => AssignmentValue::Scalar(self.word(word, Place::Value)?),
        };
        Ok(Assignment {
            name: Name::new(&self.bytes(tree.start, name_end)),
            index,
            is_append,
            value,
            span: tree.span(),
        })
    }

    fn array(&self, tree: Tree<'_>) -> Built<Box<[ArrayElement]>> {
        let mut elements = Vec::new();
        for element in tree.inner.filter(|part| part.rule == Rule::element) {
            elements.push(self.element(element)?);
        }
        Ok(elements.into())
    }

    fn element(&self, tree: Tree<'_>) -> Built<ArrayElement> {
        let mut nodes = tree.inner;
        let index = match nodes.take_if(Rule::subscript) {
            Some(subscript) => Some(self.subscript_text(subscript)?),
            None => None,
        };
        let value = match (nodes.next(), &index) {
            (Some(word), None) => self.word(word, Place::Field)?,
            (Some(word), Some(_)) => self.word(word, Place::Value)?,
            (None, _) => Word {
                ready: Ready::Text(Box::default()),
                span: Span::new(tree.end, tree.end),
                ..Word::default()
            },
        };
        Ok(ArrayElement { index, value })
    }

    fn word(&self, tree: Tree<'_>, place: Place) -> Built<Word> {
        if tree.inner.peek().is_none() {
            return Ok(self.plain_word(tree, place));
        }
        let mut parts = Vec::with_capacity(parts_of(tree));
        let mut at = tree.start;
        for part in tree.inner {
            if part.start > at {
                self.literal(at, part.start, tree.start, tree.end, place, &mut parts);
            }
            parts.push(self.part(part)?);
            at = part.end;
        }
        if tree.end > at {
            self.literal(at, tree.end, tree.start, tree.end, place, &mut parts);
        }
        Ok(self.finish_word(parts, tree, place))
    }

    /// A word without quotes and expansions.
    fn plain_word(&self, tree: Tree<'_>, place: Place) -> Word {
        let text = self.written(tree.start, tree.end);
        let special: &[u8] = b"~{*?[(";
        let is_ordinary = !text.iter().any(|byte| special.contains(byte));
        if is_ordinary && place != Place::Operand {
            return Word {
                parts: Box::new([WordPart::Literal(self.bytes(tree.start, tree.end))]),
                ready: Ready::Part,
                span: tree.span(),
                ..Word::default()
            };
        }
        let mut parts = Vec::with_capacity(1);
        if tree.end > tree.start {
            self.literal(
                tree.start, tree.end, tree.start, tree.end, place, &mut parts,
            );
        }
        self.finish_word(parts, tree, place)
    }

    /// Adds the literal text `start..end` of the word `from..to`, its tildes (XCU 2.6.1) apart.
    fn literal(
        &self,
        start: u32,
        end: u32,
        from: u32,
        to: u32,
        place: Place,
        parts: &mut Vec<WordPart>,
    ) {
        let text = self.slice(start, end);
        if memchr::memchr(b'~', text.as_bytes()).is_none() {
            parts.push(WordPart::Literal(self.decode(text).into()));
            return;
        }
        let bytes = text.as_bytes();
        let mut flushed = 0;
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'~', rest)) {
            let tilde = at + found;
            at = tilde + 1;
            if !tilde_may_stand(bytes, tilde, start == from, place) {
                continue;
            }
            let after = bytes.get(at..).unwrap_or_default();
            let ends = |byte: &u8| {
                *byte == b'/' || *byte == b':' && matches!(place, Place::Value | Place::Declared)
            };
            let len = match after.iter().position(ends) {
                Some(len) => len,
                // Up to the end of the text: nothing quoted or expanded may belong to the name.
                None if end == to => after.len(),
                None => continue,
            };
            push_literal(text.get(flushed..tilde), parts);
            let user = text.get(at..at + len).unwrap_or_default();
            parts.push(WordPart::Tilde(self.decode(user).into()));
            at += len;
            flushed = at;
        }
        push_literal(text.get(flushed..), parts);
    }

    fn finish_word(&self, parts: Vec<WordPart>, tree: Tree<'_>, place: Place) -> Word {
        let has_brace =
            !self.dialect.posix && place == Place::Field && may_be_brace_expansion(&parts);
        // In an operand of `${…}` a parenthesis is text, in a word it is nothing else.
        let has_group = tree.rule == Rule::word && parts.iter().any(has_parenthesis);
        let ready = match has_brace {
            true => Ready::No,
            false => ready_value(&parts, place),
        };
        Word {
            parts: parts.into(),
            ready,
            has_brace,
            has_group,
            is_assignment: false,
            span: tree.span(),
        }
    }

    /// A quote or expansion outside double quotes.
    fn part(&self, tree: Tree<'_>) -> Built<WordPart> {
        Ok(match tree.rule {
            Rule::single => WordPart::Quoted(
                self.bytes(tree.start + 1, tree.end.saturating_sub(1)),
                QuoteStyle::Single,
            ),
            Rule::dollar_single => {
                let inner = self.bytes(tree.start + 2, tree.end.saturating_sub(1));
                WordPart::Quoted(
                    dollar_single::decode(&inner).into(),
                    QuoteStyle::DollarSingle,
                )
            }
            Rule::escape => {
                WordPart::Quoted(self.bytes(tree.start + 1, tree.end), QuoteStyle::Backslash)
            }
            Rule::double => self.double(tree)?,
            _ => self.expansion(tree)?,
        })
    }

    fn double(&self, tree: Tree<'_>) -> Built<WordPart> {
        let parts = self.quoted_parts(
            Span::new(tree.start + 1, tree.end.saturating_sub(1)),
            tree.inner,
            Escapes::Double,
        )?;
        Ok(WordPart::DoubleQuoted(parts))
    }

    /// Text under the rules of double quotes: its literal runs and its expansions.
    pub(super) fn quoted_parts(
        &self,
        span: Span,
        nodes: Nodes<'_>,
        escapes: Escapes,
    ) -> Built<Box<[WordPart]>> {
        let mut parts = Vec::with_capacity(nodes.count_all() + 1);
        let mut run: Vec<u8> = Vec::new();
        let mut at = span.start;
        for part in nodes {
            if part.rule != Rule::escape && run.is_empty() {
                // The usual case, without a copy between.
                if part.start > at {
                    parts.push(WordPart::Quoted(
                        self.bytes(at, part.start),
                        QuoteStyle::Double,
                    ));
                }
            } else {
                run.extend_from_slice(&self.decode(self.slice(at, part.start)));
            }
            at = part.end;
            match part.rule {
                Rule::escape => {
                    let written = self.slice(part.start, part.end);
                    let kept = match escapes.quotes(self.first_byte(part.start + 1)) {
                        true => written.get(1..).unwrap_or_default(),
                        false => written,
                    };
                    run.extend_from_slice(&self.decode(kept));
                    continue;
                }
                Rule::single | Rule::double => {
                    flush(&mut run, &mut parts);
                    parts.push(self.part(part)?);
                }
                _ => {
                    flush(&mut run, &mut parts);
                    parts.push(self.expansion(part)?);
                }
            }
        }
        if run.is_empty() && span.end > at {
            parts.push(WordPart::Quoted(
                self.bytes(at, span.end),
                QuoteStyle::Double,
            ));
        } else {
            run.extend_from_slice(&self.decode(self.slice(at, span.end)));
            flush(&mut run, &mut parts);
        }
        Ok(parts.into())
    }

    /// A word under the rules of double quotes.
    pub(super) fn quoted_word(
        &self,
        span: Span,
        nodes: Nodes<'_>,
        escapes: Escapes,
    ) -> Built<Word> {
        let parts = self.quoted_parts(span, nodes, escapes)?;
        let ready = ready_value(&parts, Place::Single);
        Ok(Word {
            parts,
            ready,
            span,
            ..Word::default()
        })
    }

    pub(super) fn here_word(&self, start: u32, end: u32, nodes: Nodes<'_>) -> Built<Word> {
        let mut inner = nodes;
        // The end-of-input node is the last one.
        inner.end = inner.end.saturating_sub(1);
        self.quoted_word(Span::new(start, end), inner, Escapes::Here)
    }

    fn expansion(&self, tree: Tree<'_>) -> Built<WordPart> {
        Ok(match tree.rule {
            Rule::param => WordPart::Parameter(Box::new(self.simple_param(tree))),
            Rule::braced_u | Rule::braced_q => self.braced(tree)?,
            Rule::command_sub => {
                let list = self.optional_list(tree.inner)?;
                WordPart::CommandSub(Rc::new(CommandSub {
                    program: self.program(list),
                    is_backquoted: false,
                    span: tree.span(),
                }))
            }
            Rule::backquote => self.backquote(tree)?,
            Rule::arith => {
                let inner = Span::new(tree.start + 3, tree.end.saturating_sub(2));
                WordPart::Arith(Box::new(self.arith(tree.span(), inner, tree.inner)?))
            }
            Rule::process_sub => {
                let list = self.optional_list(tree.inner)?;
                WordPart::ProcessSub(Rc::new(ProcessSub {
                    program: self.program(list),
                    reads: self.first_byte(tree.start) == b'<',
                    span: tree.span(),
                }))
            }
            _ => return Err(refused(tree.span(), "unknown expansion")),
        })
    }

    fn backquote(&self, tree: Tree<'_>) -> Built<WordPart> {
        let backquotes = &self.cooked.backquotes;
        let found = backquotes
            .binary_search_by_key(&tree.start, |backquote| backquote.opened)
            .ok()
            .and_then(|index| backquotes.get(index));
        let Some(backquote) = found else {
            debug_assert!(false, "a backquote has no content");
            return Err(refused(tree.span(), "the backquote has no content"));
        };
        let (start, end) = backquote.content;
        let list = self.commands(start, end)?;
        Ok(WordPart::CommandSub(Rc::new(CommandSub {
            program: self.program(list),
            is_backquoted: true,
            span: tree.span(),
        })))
    }
}

/// Whether a tilde at `tilde` can start a tilde-prefix; `is_start` tells that the text starts the word.
fn tilde_may_stand(text: &[u8], tilde: usize, is_start: bool, place: Place) -> bool {
    let before = tilde.checked_sub(1).and_then(|index| text.get(index));
    match (before, place) {
        (None, Place::Declared) => false,
        (None, _) => is_start,
        (Some(b':'), Place::Value) => true,
        (Some(b':'), Place::Declared) => text.get(..tilde).is_some_and(|text| text.contains(&b'=')),
        (Some(b'='), Place::Declared) => {
            let name = name_len(text);
            is_start && (tilde == name + 1 || tilde == name + 2 && text.get(name) == Some(&b'+'))
        }
        _ => false,
    }
}

/// How many parts a word has: its nodes and the literal text between them.
fn parts_of(tree: Tree<'_>) -> usize {
    let mut count = 0;
    let mut at = tree.start;
    for part in tree.inner {
        count += 1 + usize::from(part.start > at);
        at = part.end;
    }
    count + usize::from(tree.end > at)
}

fn push_literal(text: Option<&str>, parts: &mut Vec<WordPart>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        parts.push(WordPart::Literal(lossless::decode(text).into()));
    }
}

fn flush(run: &mut Vec<u8>, parts: &mut Vec<WordPart>) {
    if !run.is_empty() {
        parts.push(WordPart::Quoted(
            std::mem::take(run).into(),
            QuoteStyle::Double,
        ));
    }
}

fn has_parenthesis(part: &WordPart) -> bool {
    matches!(part, WordPart::Literal(text) if text.contains(&b'('))
}

/// Whether an unquoted `{`, then `,` or `..`, then `}` stand in the word.
fn may_be_brace_expansion(parts: &[WordPart]) -> bool {
    let mut seen = 0;
    let mut last = 0;
    for part in parts {
        let (WordPart::Literal(text) | WordPart::Tilde(text)) = part else {
            last = 0;
            continue;
        };
        for &byte in text.iter() {
            seen = match (seen, byte) {
                (0, b'{') => 1,
                (1, b',') => 2,
                (1, b'.') if last == b'.' => 2,
                (2, b'}') => return true,
                (seen, _) => seen,
            };
            last = byte;
        }
    }
    false
}

/// The one field that the parts always yield, if it is settled now.
fn ready_value(parts: &[WordPart], place: Place) -> Ready {
    // A single expansion is never ready, and most parts are: look before anything is copied.
    let expands = |part: &WordPart| {
        !matches!(
            part,
            WordPart::Literal(_) | WordPart::Quoted(..) | WordPart::DoubleQuoted(_)
        )
    };
    if parts.iter().any(expands) {
        return Ready::No;
    }
    let mut value = Vec::new();
    let mut has_open_bracket = false;
    for part in parts {
        match part {
            WordPart::Literal(_) if place == Place::Operand => return Ready::No,
            WordPart::Literal(text) => {
                if matches!(place, Place::Field | Place::Pattern) {
                    for byte in text.iter() {
                        match byte {
                            // A parenthesis may belong to an extended pattern.
                            b'*' | b'?' | b'(' => return Ready::No,
                            b'[' => has_open_bracket = true,
                            b']' if has_open_bracket => return Ready::No,
                            _ => {}
                        }
                    }
                }
                value.extend_from_slice(text);
            }
            WordPart::Quoted(text, _) => value.extend_from_slice(text),
            WordPart::DoubleQuoted(inner) => {
                for part in inner {
                    match part {
                        WordPart::Quoted(text, _) => value.extend_from_slice(text),
                        _ => return Ready::No,
                    }
                }
            }
            _ => return Ready::No,
        }
    }
    if parts.is_empty() && place == Place::Operand {
        // `${x-}` outside double quotes yields no field at all.
        return Ready::No;
    }
    match parts {
        [WordPart::Literal(_) | WordPart::Quoted(..)] => Ready::Part,
        _ => Ready::Text(value.into()),
    }
}
