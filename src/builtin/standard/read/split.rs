//! A line → fields for variables (XCU read, XCU 2.6.5).

use std::ops::Range;

use super::input::Line;
use crate::state::Ifs;

/// Takes fields off the front of a line.
struct Splitter<'l> {
    line: &'l Line,
    ifs: &'l Ifs,
    at: usize,
}

impl Splitter<'_> {
    fn rest(&self, at: usize) -> &[u8] {
        self.line.text.get(at..).unwrap_or_default()
    }

    fn is_white(&self, at: usize) -> bool {
        let byte = self.line.text.get(at);
        byte.is_some_and(|byte| self.ifs.is_white(*byte)) && !self.line.is_quoted(at)
    }

    fn separator(&self, at: usize) -> Option<usize> {
        if self.line.is_quoted(at) {
            return None;
        }
        self.ifs.separator_len(self.rest(at))
    }

    fn skip_white(&mut self) {
        while self.is_white(self.at) {
            self.at += 1;
        }
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.line.text.len()
    }

    /// The next field, and the delimiter behind it: white space, at most one separator that is not white, white space.
    fn field(&mut self) -> Range<usize> {
        let start = self.at;
        while !self.is_at_end() && !self.is_white(self.at) && self.separator(self.at).is_none() {
            self.at += 1;
        }
        let range = start..self.at;
        self.skip_white();
        if let Some(length) = self.separator(self.at) {
            self.at += length;
            self.skip_white();
        }
        range
    }
}

/// The fields for `count` variables: the last one gets all the rest, without the white space at its end; if the rest
/// is one field with a delimiter behind it, without that delimiter too.
pub(super) fn some(line: &Line, ifs: &Ifs, count: usize) -> Vec<Range<usize>> {
    let mut splitter = Splitter { line, ifs, at: 0 };
    splitter.skip_white();
    let mut fields = Vec::with_capacity(count);
    while fields.len() + 1 < count && !splitter.is_at_end() {
        fields.push(splitter.field());
    }
    if splitter.is_at_end() {
        return fields;
    }
    let start = splitter.at;
    let field = splitter.field();
    if splitter.is_at_end() {
        fields.push(field);
        return fields;
    }
    let mut end = line.text.len();
    while end > start && splitter.is_white(end - 1) {
        end -= 1;
    }
    fields.push(start..end);
    fields
}

/// All fields.
pub(super) fn all(line: &Line, ifs: &Ifs) -> Vec<Range<usize>> {
    let mut splitter = Splitter { line, ifs, at: 0 };
    splitter.skip_white();
    let mut fields = Vec::new();
    while !splitter.is_at_end() {
        fields.push(splitter.field());
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, quoted: &[usize], ifs: &str, count: usize) -> Vec<String> {
        let line = Line::of(text.as_bytes(), quoted);
        let ranges = some(&line, &Ifs::new(ifs.as_bytes()), count);
        let shown = |range: Range<usize>| text.get(range).unwrap_or("?").to_owned();
        ranges.into_iter().map(shown).collect()
    }

    #[test]
    fn the_last_variable_gets_the_rest() {
        assert_eq!(fields("  a b  c d  ", &[], " ", 2), ["a", "b  c d"]);
        assert_eq!(fields("a", &[], " ", 2), ["a"]);
        assert_eq!(fields("  a b ", &[], " ", 1), ["a b"]);
        assert_eq!(fields(" a ", &[], "", 1), [" a "]);
    }

    #[test]
    fn one_delimiter_behind_the_last_field_goes() {
        assert_eq!(fields("a:b:", &[], ":", 2), ["a", "b"]);
        assert_eq!(fields("a:b::", &[], ":", 2), ["a", "b::"]);
        assert_eq!(fields("a:b:c:", &[], ":", 2), ["a", "b:c:"]);
        assert_eq!(fields("a :b : ", &[], " :", 2), ["a", "b"]);
        assert_eq!(fields("::a", &[], ":", 2), ["", ":a"]);
        assert_eq!(fields(":", &[], ":", 1), [""]);
    }

    #[test]
    fn quoted_separators_are_text() {
        assert_eq!(fields("a b c", &[1], " ", 2), ["a b", "c"]);
        assert_eq!(fields("a b ", &[3], " ", 1), ["a b "]);
    }
}
