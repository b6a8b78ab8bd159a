//! Redirections and here-documents (XCU 2.7).

use std::rc::Rc;

use super::super::ast::*;
use super::super::cook::{BodyPlace, Document};
use super::{Builder, Built, Rule, Tree, refused};
use crate::source::{Span, lossless};

impl Builder<'_> {
    pub(super) fn redirection(&self, tree: Tree<'_>) -> Built<Redirection> {
        let mut fd = RedirectFd::Default;
        let mut operator = None;
        let mut operand = None;
        for part in tree.inner {
            match part.rule {
                Rule::io_number => fd = self.io_number(part)?,
                Rule::io_variable => {
                    let name = self.bytes(part.start + 1, part.end.saturating_sub(1));
                    fd = RedirectFd::Variable(Name::new(&name));
                }
                Rule::redirect_op => operator = Some(part),
                _ => operand = Some(part),
            }
        }
        let (Some(operator), Some(operand)) = (operator, operand) else {
            return Err(refused(tree.span(), "a redirection needs an operand"));
        };
        Ok(Redirection {
            fd,
            kind: self.redirect_kind(operator, operand)?,
            span: tree.span(),
        })
    }

    fn io_number(&self, tree: Tree<'_>) -> Built<RedirectFd> {
        match self.slice(tree.start, tree.end).parse() {
            Ok(number) if number <= i32::MAX as u32 => Ok(RedirectFd::Number(number)),
            _ => Err(refused(tree.span(), "no descriptor has such a number")),
        }
    }

    fn redirect_kind(&self, operator: Tree<'_>, operand: Tree<'_>) -> Built<RedirectKind> {
        let written = self.slice(operator.start, operator.end);
        if matches!(written, "<<" | "<<-") {
            return self.here_document(operator).map(RedirectKind::HereDoc);
        }
        let word = self.single_word(operand)?;
        Ok(match written {
            "<" => RedirectKind::File(FileOp::Read, word),
            ">" => RedirectKind::File(FileOp::Write, word),
            ">>" => RedirectKind::File(FileOp::Append, word),
            ">|" => RedirectKind::File(FileOp::Clobber, word),
            "<>" => RedirectKind::File(FileOp::ReadWrite, word),
            "<&" => RedirectKind::DupIn(word),
            ">&" => RedirectKind::DupOut(word),
            "<<<" => RedirectKind::HereString(word),
            "&>>" => RedirectKind::BothAppend(word),
            _ => RedirectKind::BothTo(word),
        })
    }

    fn here_document(&self, operator: Tree<'_>) -> Built<Rc<HereDoc>> {
        let documents = &self.cooked.documents;
        let found = documents
            .binary_search_by_key(&operator.start, |document| document.operator)
            .ok()
            .and_then(|index| documents.get(index));
        let Some(document) = found else {
            // The cooker and the grammar read the text alike, so this cannot be; if it is, say so.
            debug_assert!(false, "a here-document has no body");
            return Err(refused(operator.span(), "the here-document has no body"));
        };
        Ok(Rc::new(HereDoc {
            delimiter: decode(&document.delimiter),
            is_quoted: document.is_quoted,
            strips_tabs: document.strips_tabs,
            body: self.here_body(document)?,
        }))
    }

    fn here_body(&self, document: &Document) -> Built<Word> {
        match &document.body {
            BodyPlace::Cooked(start, end) => self.here_text(*start, *end),
            BodyPlace::Fixed(body) => {
                let body = decode(body);
                let style = match document.is_quoted {
                    true => QuoteStyle::Single,
                    false => QuoteStyle::Double,
                };
                let (parts, ready): (Box<[WordPart]>, Ready) = match body.is_empty() {
                    true => (Box::default(), Ready::Text(body)),
                    false => (Box::new([WordPart::Quoted(body, style)]), Ready::Part),
                };
                Ok(Word {
                    parts,
                    ready,
                    span: Span::new(document.operator, document.operator + 2),
                    ..Word::default()
                })
            }
        }
    }
}

fn decode(encoded: &[u8]) -> Box<[u8]> {
    match std::str::from_utf8(encoded) {
        Ok(text) => lossless::decode(text).into(),
        Err(_) => encoded.into(),
    }
}
