//! Here-documents in the cooker (XCU 2.7.4): delimiters, and bodies line by line.

use super::output::{BodyPlace, Document};
use super::{Cooker, Owner, Piece, Step};

/// How many levels of nesting the body of a here-document counts for: a body is read again with each
/// document it is nested in, so that depth costs time here and not stack only.
const BODY_LEVELS: usize = 10;

impl Cooker {
    /// Registers the here-document whose delimiter word has just been read.
    pub(super) fn register_document(&mut self, operator: u32, strips_tabs: bool, word: u32) {
        let written = self.out.text.get(word as usize..).unwrap_or_default();
        let (delimiter, is_quoted) = remove_quotes(written);
        let context = self.contexts.last().copied().unwrap_or(0);
        self.pending.push((context, self.out.documents.len()));
        self.out.documents.push(Document {
            operator,
            delimiter,
            is_quoted,
            strips_tabs,
            depth: self.depth + self.frames.len() + BODY_LEVELS,
            body: BodyPlace::Fixed(Vec::new()),
            lines: Vec::new(),
            is_cut_off: false,
        });
    }

    /// At a newline of the current context: the bodies of its here-documents come next.
    pub(super) fn start_bodies(&mut self) {
        let context = self.contexts.last().copied().unwrap_or(0);
        while let Some(&(waits_in, document)) = self.pending.last() {
            if waits_in < context {
                break;
            }
            self.pending.pop();
            self.bodies.push(document);
        }
    }

    /// Reads one line of the body that is being read.
    pub(super) fn body_step(&mut self) -> Step {
        let Some(document) = self
            .bodies
            .last()
            .and_then(|&index| self.out.documents.get(index))
        else {
            self.bodies.pop();
            return Step::Go;
        };
        let (joins, strips_tabs) = (!document.is_quoted, document.strips_tabs);
        if self.input.is_empty() {
            return Step::Wait;
        }
        if self.body_line.is_empty() {
            self.body_line_base = self.input.base();
            if strips_tabs && self.input.first() == Some(b'\t') {
                let rest = self.input.rest();
                let tabs = rest.iter().take_while(|&&byte| byte == b'\t').count();
                self.input.advance(tabs);
                return Step::Go;
            }
        }
        let rest = self.input.rest();
        let (line, is_whole) = match memchr::memchr(b'\n', rest) {
            Some(end) => (rest.get(..=end).unwrap_or(rest), true),
            None => (rest, false),
        };
        let count = line.len();
        self.body_line.extend_from_slice(line);
        self.input.advance(count);
        if is_whole {
            if joins && ends_in_continuation(&self.body_line) {
                self.body_line.truncate(self.body_line.len() - 2);
                // An empty line that is continued must not have its next tabs stripped: keep going.
                return Step::Go;
            }
            self.end_body_line();
        }
        Step::Go
    }

    /// Takes the line in `body_line` as delimiter or as part of the body.
    fn end_body_line(&mut self) {
        let line = std::mem::take(&mut self.body_line);
        let base = self.body_line_base;
        let Some(&index) = self.bodies.last() else {
            return;
        };
        let Some(document) = self.out.documents.get_mut(index) else {
            return;
        };
        if line.strip_suffix(b"\n").unwrap_or(&line) == document.delimiter.as_slice() {
            self.end_body(index);
            return;
        }
        if let BodyPlace::Fixed(body) = &mut document.body {
            let offset = u32::try_from(body.len()).unwrap_or(u32::MAX);
            document.lines.push((offset, base));
            body.extend_from_slice(&line);
        }
        self.body_line = line;
        self.body_line.clear();
    }

    fn end_body(&mut self, index: usize) {
        self.bodies.pop();
        self.out.mark(self.input.base());
        let Some(document) = self.out.documents.get_mut(index) else {
            return;
        };
        let BodyPlace::Fixed(body) = &mut document.body else {
            return;
        };
        let expands = body.iter().any(|byte| matches!(byte, b'$' | b'`' | b'\\'));
        if !document.is_quoted && expands {
            self.pieces.push(Piece {
                content: std::mem::take(body),
                origin: std::mem::take(&mut document.lines),
                depth: document.depth,
                owner: Owner::Document(index),
            });
        }
    }

    /// At end of file: it ends the bodies that are being read or waited for.
    pub(super) fn end_bodies(&mut self) {
        if !self.input.at_end {
            return;
        }
        if !self.body_line.is_empty() {
            self.end_body_line();
        }
        self.body_line.clear();
        let waiting = std::mem::take(&mut self.pending);
        self.bodies.extend(waiting.iter().map(|&(_, index)| index));
        while let Some(&index) = self.bodies.last() {
            if let Some(document) = self.out.documents.get_mut(index) {
                document.is_cut_off = true;
            }
            self.end_body(index);
        }
    }
}

/// Whether a line ends in a backslash that is not itself quoted, and a newline.
fn ends_in_continuation(line: &[u8]) -> bool {
    line.strip_suffix(b"\n").is_some_and(|line| {
        let backslashes = line.iter().rev().take_while(|&&byte| byte == b'\\').count();
        backslashes % 2 == 1
    })
}

/// Quote removal (XCU 2.6.7) on a delimiter; tells whether there was anything to remove.
fn remove_quotes(word: &[u8]) -> (Vec<u8>, bool) {
    let mut plain = Vec::with_capacity(word.len());
    let mut is_quoted = false;
    let mut bytes = word.iter().copied().peekable();
    let mut quote = None;
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'$', None) if bytes.peek() == Some(&b'\'') => {
                // `$'…'`: decoded in full, the closing quote found by the same rules.
                bytes.next();
                is_quoted = true;
                let mut inner = Vec::new();
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\'' => break,
                        b'\\' => {
                            inner.push(byte);
                            inner.extend(bytes.next());
                        }
                        _ => inner.push(byte),
                    }
                }
                let decoded = crate::syntax::dollar_single::decode(&inner);
                crate::source::lossless::encode_into(&decoded, &mut plain);
            }
            (b'\'' | b'"', None) => {
                quote = Some(byte);
                is_quoted = true;
            }
            (b'\'' | b'"', Some(open)) if open == byte => quote = None,
            (b'\\', None) => {
                is_quoted = true;
                plain.extend(bytes.next());
            }
            (b'\\', Some(b'"')) => match bytes.peek() {
                Some(b'$' | b'`' | b'"' | b'\\') => plain.extend(bytes.next()),
                _ => plain.push(byte),
            },
            _ => plain.push(byte),
        }
    }
    (plain, is_quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_leave_the_delimiter() {
        let cases: [(&[u8], &[u8], bool); 7] = [
            (b"E", b"E", false),
            (b"'E O'F", b"E OF", true),
            (b"\\E", b"E", true),
            (b"''", b"", true),
            (b"\"a\\$b\"", b"a$b", true),
            (b"$x", b"$x", false),
            (b"$'a\\tb'c", b"a\tbc", true),
        ];
        for (word, delimiter, is_quoted) in cases {
            assert_eq!(remove_quotes(word), (delimiter.to_vec(), is_quoted));
        }
    }

    #[test]
    fn an_even_number_of_backslashes_continues_nothing() {
        assert!(ends_in_continuation(b"a\\\n"));
        assert!(!ends_in_continuation(b"a\\\\\n"));
        assert!(!ends_in_continuation(b"a\n"));
    }
}
