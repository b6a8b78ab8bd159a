//! Field splitting (XCU 2.6.5), done while the parts of a word come in.
//!
//! Comes in: the parts of one word, each as what it is: script text, quoted text, or the result of an
//! unquoted expansion. Goes out: complete fields, each handed on to pathname expansion if pattern
//! characters stand in it unquoted.
//!
//! The algorithm of the standard looks at a whole word with a mark on each byte that came from an
//! expansion. Here the bytes come one part after the other, and [`Boundary`] holds what was seen before:
//! IFS white space is dropped at the start; a separator with the white space around it ends one field; a
//! separator right after a separator (or at the start) ends an empty field; at the end of the word nothing
//! is added after a separator.

use super::ExpandError;
use super::glob::Globbing;
use super::pattern::{Marked, mark};
use super::sink::Sink;
use crate::source::Fields;
use crate::state::Ifs;

/// What lies just before the next byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Boundary {
    /// Nothing, or white space only: the start of the word.
    Start,
    /// Part of a field (possibly a quoted null string).
    Field,
    /// A field, ended by white space alone so far.
    White,
    /// A field, ended by a separator that is not white space.
    Separator,
}

/// Builds the fields of words in a list.
pub(super) struct FieldBuilder<'o> {
    fields: &'o mut Fields,
    boundary: Boundary,
    globbing: Globbing,
    /// Whether pathname expansion has to look at the field under construction.
    has_pattern: bool,
    /// Which of its bytes are quoted.
    quoted: Vec<(u32, u32)>,
    vanishes: bool,
    /// The first pattern that had no matches and had to have some (`failglob`).
    unmatched: Option<Vec<u8>>,
}

impl<'o> FieldBuilder<'o> {
    /// A builder that appends to `fields`.
    pub(super) fn new(fields: &'o mut Fields, globbing: Globbing) -> Self {
        Self {
            fields,
            boundary: Boundary::Start,
            globbing,
            has_pattern: false,
            quoted: Vec::new(),
            vanishes: false,
            unmatched: None,
        }
    }

    /// Says whether extended patterns count from here on.
    pub(super) const fn set_groups(&mut self, are_on: bool) {
        self.globbing.set_groups(are_on);
    }

    /// Adds a field that no expansion can change.
    pub(super) fn push_ready(&mut self, field: &[u8]) {
        self.fields.push(field);
    }

    /// What `failglob` says of a pattern without matches.
    pub(super) fn unmatched(&mut self) -> Result<(), ExpandError> {
        match self.unmatched.take() {
            None => Ok(()),
            Some(what) => Err(ExpandError::Bad {
                what,
                why: "no pathname matches",
            }),
        }
    }

    /// Ends the word; the builder is ready for the next one.
    pub(super) fn end_word(&mut self) {
        if self.boundary == Boundary::Field {
            self.close();
        }
        self.boundary = Boundary::Start;
    }

    fn close(&mut self) {
        if self.has_pattern {
            self.has_pattern = false;
            let matches = {
                let text = Marked::new(self.fields.open(), &self.quoted);
                self.globbing.expand(text)
            };
            self.quoted.clear();
            if self.globbing.is_strict() && matches.as_ref().is_none_or(|paths| paths.is_empty()) {
                self.unmatched.get_or_insert(self.fields.open().to_vec());
            }
            if let Some(paths) = matches {
                self.fields.discard_open();
                paths.iter().for_each(|path| self.fields.push(path));
                return;
            }
        }
        self.quoted.clear();
        self.fields.close_last();
    }

    /// Adds bytes whose pattern characters are active to the open field.
    fn extend_active(&mut self, bytes: &[u8]) {
        if !self.has_pattern && self.globbing.is_trigger(bytes) {
            self.has_pattern = true;
        }
        self.fields.extend_last_open(bytes);
        self.boundary = Boundary::Field;
    }

    fn white(&mut self) {
        if self.boundary == Boundary::Field {
            self.close();
            self.boundary = Boundary::White;
        }
    }

    fn separator(&mut self) {
        if self.boundary != Boundary::White {
            self.close();
        }
        self.boundary = Boundary::Separator;
    }
}

impl Sink for FieldBuilder<'_> {
    const SPLITS: bool = true;

    fn literal(&mut self, bytes: &[u8]) {
        self.extend_active(bytes);
    }

    fn present(&mut self) {
        self.boundary = Boundary::Field;
    }

    fn quoted(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.boundary = Boundary::Field;
        if self.globbing.is_on() {
            let start = self.fields.open_len();
            self.fields.extend_last_open(bytes);
            mark(&mut self.quoted, start, self.fields.open_len());
        } else {
            self.fields.extend_last_open(bytes);
        }
    }

    fn expanded(&mut self, bytes: &[u8], ifs: &Ifs) {
        let mut rest = bytes;
        loop {
            let run = rest
                .iter()
                .position(|byte| ifs.may_split(*byte))
                .unwrap_or(rest.len());
            let (text, separated) = rest.split_at(run);
            if !text.is_empty() {
                self.extend_active(text);
            }
            let Some((first, after)) = separated.split_first() else {
                return;
            };
            rest = after;
            if ifs.is_white(*first) {
                self.white();
            } else if let Some(len) = ifs.separator_len(separated) {
                self.separator();
                rest = separated.get(len..).unwrap_or_default();
            } else {
                // The first byte of a character that only starts like one of IFS.
                self.extend_active(std::slice::from_ref(first));
            }
        }
    }

    fn boundary(&mut self) {
        self.end_word();
    }

    fn vanish(&mut self) {
        self.vanishes = true;
    }

    fn take_vanished(&mut self) -> bool {
        std::mem::take(&mut self.vanishes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits words; a part in `«…»` counts as quoted, one in `‹…›` as script text.
    fn split(ifs: &str, parts: &[&str]) -> Vec<String> {
        let mut fields = Fields::new();
        let mut builder = FieldBuilder::new(&mut fields, Globbing::off());
        let ifs = Ifs::new(ifs.as_bytes());
        for part in parts {
            let inner = |open, close| part.strip_prefix(open)?.strip_suffix(close);
            if let Some(text) = inner('«', '»') {
                builder.present();
                builder.quoted(text.as_bytes());
            } else if let Some(text) = inner('‹', '›') {
                builder.literal(text.as_bytes());
            } else {
                builder.expanded(part.as_bytes(), &ifs);
            }
        }
        builder.end_word();
        let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        fields.iter().map(text).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn white_space_separates_and_never_makes_empty_fields() {
        let standard = " \t\n";
        assert_eq!(split(standard, &["a b"]), ["a", "b"]);
        assert_eq!(split(standard, &["  a \t\n b  "]), ["a", "b"]);
        assert_eq!(split(standard, &[" "]), NONE);
        assert_eq!(split(standard, &[""]), NONE);
    }

    #[test]
    fn each_other_separator_ends_a_field() {
        assert_eq!(split(":", &["a:b"]), ["a", "b"]);
        assert_eq!(split(":", &[":a"]), ["", "a"]);
        assert_eq!(split(":", &["a:"]), ["a"]);
        assert_eq!(split(":", &["a::b"]), ["a", "", "b"]);
        assert_eq!(split(":", &[":"]), [""]);
        assert_eq!(split(":", &["::"]), ["", ""]);
        assert_eq!(split(":", &["a b"]), ["a b"]);
    }

    #[test]
    fn white_space_around_a_separator_belongs_to_it() {
        let mixed = " :";
        assert_eq!(split(mixed, &["a : b"]), ["a", "b"]);
        assert_eq!(split(mixed, &[" : a : : b "]), ["", "a", "", "b"]);
        assert_eq!(split(mixed, &["a  b"]), ["a", "b"]);
        assert_eq!(split(mixed, &["a : "]), ["a"]);
        assert_eq!(split(mixed, &["a :: b"]), ["a", "", "b"]);
    }

    #[test]
    fn a_null_ifs_never_splits() {
        assert_eq!(split("", &[" a:b "]), [" a:b "]);
        assert_eq!(split("", &[""]), NONE);
    }

    #[test]
    fn only_expansions_are_split() {
        assert_eq!(split(" ", &["‹a b›"]), ["a b"]);
        assert_eq!(split(" ", &["«a b»"]), ["a b"]);
        assert_eq!(split(":", &["‹x:›", "a:b", "‹:y›"]), ["x:a", "b:y"]);
    }

    #[test]
    fn parts_of_a_word_are_one_text() {
        let mixed = " :";
        assert_eq!(split(mixed, &["a ", " b"]), ["a", "b"]);
        assert_eq!(split(mixed, &["a ", ":b"]), ["a", "b"]);
        assert_eq!(split(mixed, &["a:", ":b"]), ["a", "", "b"]);
        assert_eq!(split(mixed, &["a:", "«»"]), ["a", ""]);
        assert_eq!(split(mixed, &["a ", "«»"]), ["a", ""]);
        assert_eq!(split(mixed, &["«»", " b"]), ["", "b"]);
        assert_eq!(split(mixed, &["«»", "", "«»"]), [""]);
        assert_eq!(split(mixed, &["a:", "‹q›"]), ["a", "q"]);
    }

    #[test]
    fn a_character_of_several_bytes_separates_as_a_whole() {
        assert_eq!(split("é", &["aébèc"]), ["a", "bèc"]);
        let ifs = Ifs::bytewise("é".as_bytes());
        let mut fields = Fields::new();
        let mut builder = FieldBuilder::new(&mut fields, Globbing::off());
        builder.expanded("aéb".as_bytes(), &ifs);
        builder.end_word();
        assert_eq!(fields.len(), 3);
    }

    /// The algorithm of XCU 2.6.5 on a whole word: bytes that may separate, fixed bytes, and quoted nulls.
    mod by_the_book {
        #[derive(Clone, Debug)]
        pub enum Item {
            Expanded(u8),
            Fixed(u8),
            QuotedNull,
        }

        pub fn split(ifs: &[u8], word: &[Item]) -> Vec<Vec<u8>> {
            let white = |item: &Item| matches!(item, Item::Expanded(b) if ifs.contains(b) && b" \t\n".contains(b));
            let other = |item: &Item| matches!(item, Item::Expanded(b) if ifs.contains(b) && !b" \t\n".contains(b));
            let mut fields = Vec::new();
            let mut rest = word;
            let skip = |rest: &mut &[Item]| {
                while rest.first().is_some_and(white) {
                    *rest = &rest[1..];
                }
            };
            skip(&mut rest);
            while !rest.is_empty() {
                let end = rest.iter().position(|item| white(item) || other(item));
                let (field, after) = rest.split_at(end.unwrap_or(rest.len()));
                let bytes = field.iter().filter_map(|item| match item {
                    Item::Expanded(byte) | Item::Fixed(byte) => Some(*byte),
                    Item::QuotedNull => None,
                });
                fields.push(bytes.collect());
                rest = after;
                skip(&mut rest);
                if rest.first().is_some_and(other) {
                    rest = &rest[1..];
                    skip(&mut rest);
                }
            }
            fields
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3000))]

        #[test]
        fn splits_as_the_standard_says(
            ifs in "[ \t:,]{0,3}",
            word in proptest::collection::vec((0..4_u8, "[a \t:,]{0,4}"), 0..5),
        ) {
            use by_the_book::Item;
            let table = Ifs::new(ifs.as_bytes());
            let mut items = Vec::new();
            let mut fields = Fields::new();
            let mut builder = FieldBuilder::new(&mut fields, Globbing::off());
            for (kind, text) in &word {
                let bytes = text.bytes();
                match kind {
                    0 | 1 => {
                        builder.expanded(text.as_bytes(), &table);
                        items.extend(bytes.map(Item::Expanded));
                    }
                    2 => {
                        builder.quoted(text.as_bytes());
                        items.extend(bytes.map(Item::Fixed));
                    }
                    _ => {
                        builder.present();
                        items.push(Item::QuotedNull);
                    }
                }
            }
            builder.end_word();
            let fields: Vec<Vec<u8>> = fields.iter().map(<[u8]>::to_vec).collect();
            proptest::prop_assert_eq!(fields, by_the_book::split(ifs.as_bytes(), &items));
        }
    }
}
