//! Matching the ends and the parts of a text: `${x#p}`, `${x%p}`, `${x/p/r}`.

use std::borrow::Cow;

use super::positions::Positions;
use super::{Pattern, Sequence, Shape, ends, first_len, fold, whole};

/// The offset of the first `needle` in `text`.
pub(super) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [byte] => memchr::memchr(*byte, text),
        _ => memchr::memmem::find(text, needle),
    }
}

/// The offset of the last `needle` in `text`.
fn find_last(text: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(text.len()),
        [byte] => memchr::memrchr(*byte, text),
        _ => memchr::memmem::rfind(text, needle),
    }
}

impl Pattern<'_> {
    /// The length of the shortest prefix of `text` that matches.
    #[must_use]
    pub fn shortest_prefix(&self, text: &[u8]) -> Option<usize> {
        match &self.shape {
            Shape::Literal(literal) | Shape::Starts(literal) => {
                text.starts_with(literal).then_some(literal.len())
            }
            Shape::Everything => Some(0),
            Shape::Ends(literal) | Shape::Contains(literal) => {
                find(text, literal).map(|at| at + literal.len())
            }
            Shape::General(sequence) => self.prefix(sequence, text, false),
            Shape::Folded(pattern) => pattern.shortest_prefix(&fold::lower(text, self.utf8)),
        }
    }

    /// The length of the longest prefix of `text` that matches.
    #[must_use]
    pub fn longest_prefix(&self, text: &[u8]) -> Option<usize> {
        match &self.shape {
            Shape::Literal(literal) => text.starts_with(literal).then_some(literal.len()),
            Shape::Everything => Some(text.len()),
            Shape::Starts(literal) => text.starts_with(literal).then_some(text.len()),
            Shape::Ends(literal) => find_last(text, literal).map(|at| at + literal.len()),
            Shape::Contains(literal) => find(text, literal).map(|_| text.len()),
            Shape::General(sequence) => self.prefix(sequence, text, true),
            Shape::Folded(pattern) => pattern.longest_prefix(&fold::lower(text, self.utf8)),
        }
    }

    /// The offset where the shortest suffix of `text` that matches starts.
    #[must_use]
    pub fn shortest_suffix(&self, text: &[u8]) -> Option<usize> {
        match &self.shape {
            Shape::Literal(literal) | Shape::Ends(literal) => {
                text.ends_with(literal).then(|| text.len() - literal.len())
            }
            Shape::Everything => Some(text.len()),
            Shape::Starts(literal) | Shape::Contains(literal) => find_last(text, literal),
            Shape::General(sequence) => self.suffix(sequence, text, false),
            Shape::Folded(pattern) => pattern.shortest_suffix(&fold::lower(text, self.utf8)),
        }
    }

    /// The offset where the longest suffix of `text` that matches starts.
    #[must_use]
    pub fn longest_suffix(&self, text: &[u8]) -> Option<usize> {
        match &self.shape {
            Shape::Literal(literal) => text.ends_with(literal).then(|| text.len() - literal.len()),
            Shape::Everything => Some(0),
            Shape::Ends(literal) => text.ends_with(literal).then_some(0),
            Shape::Starts(literal) => find(text, literal),
            Shape::Contains(literal) => find(text, literal).map(|_| 0),
            Shape::General(sequence) => self.suffix(sequence, text, true),
            Shape::Folded(pattern) => pattern.longest_suffix(&fold::lower(text, self.utf8)),
        }
    }

    /// Prepares the search for parts of `text` that match.
    #[must_use]
    pub fn finder<'f>(&'f self, text: &'f [u8]) -> Finder<'f> {
        match &self.shape {
            Shape::Folded(pattern) => pattern.finder_in(fold::lower(text, self.utf8).into()),
            _ => self.finder_in(text.into()),
        }
    }

    fn finder_in<'f>(&'f self, text: Cow<'f, [u8]>) -> Finder<'f> {
        let starts = match &self.shape {
            Shape::General(sequence) if !sequence.is_fixed => {
                let everywhere = boundaries(&text, self.utf8);
                Some(ends::backward(sequence, everywhere, &text, self.utf8))
            }
            _ => None,
        };
        Finder {
            pattern: self,
            text,
            starts,
        }
    }

    fn prefix(&self, sequence: &Sequence, text: &[u8], longest: bool) -> Option<usize> {
        if sequence.is_fixed {
            return whole::fixed_at(sequence, text, 0, self.utf8);
        }
        let start = Positions::only(0, text.len());
        let ends = ends::forward(sequence, start, text, self.utf8);
        if longest { ends.last() } else { ends.first() }
    }

    fn suffix(&self, sequence: &Sequence, text: &[u8], longest: bool) -> Option<usize> {
        let end = Positions::only(text.len(), text.len());
        let starts = ends::backward(sequence, end, text, self.utf8);
        if longest {
            starts.first()
        } else {
            starts.last()
        }
    }
}

fn boundaries(text: &[u8], utf8: bool) -> Positions {
    let mut positions = Positions::only(0, text.len());
    let mut at = 0;
    while at < text.len() {
        at += first_len(text.get(at..).unwrap_or_default(), utf8).max(1);
        positions.insert(at);
    }
    positions
}

/// Finds the parts of a text that match, one after the other.
#[derive(Debug)]
pub struct Finder<'f> {
    pattern: &'f Pattern<'f>,
    text: Cow<'f, [u8]>,
    /// Where a match can start, for patterns of which that is not seen at a glance: one walk backwards from
    /// every position tells it for the whole text.
    starts: Option<Positions>,
}

impl Finder<'_> {
    /// The first and longest match that starts at `from` or later: its start and end.
    #[must_use]
    pub fn next(&self, from: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(from..)?;
        let (start, end) = match &self.pattern.shape {
            Shape::Literal(literal) => find(rest, literal).map(|at| (at, at + literal.len()))?,
            Shape::Everything => (0, rest.len()),
            Shape::Starts(literal) => (find(rest, literal)?, rest.len()),
            Shape::Ends(literal) => (0, find_last(rest, literal)? + literal.len()),
            Shape::Contains(literal) => (0, find(rest, literal).map(|_| rest.len())?),
            Shape::General(sequence) => return self.general(sequence, from),
            Shape::Folded(_) => return None, // `finder` has taken what is in it
        };
        Some((from + start, from + end))
    }

    fn general(&self, sequence: &Sequence, from: usize) -> Option<(usize, usize)> {
        let utf8 = self.pattern.utf8;
        let Some(starts) = &self.starts else {
            let mut at = from;
            loop {
                if let Some(end) = whole::fixed_at(sequence, &self.text, at, utf8) {
                    return Some((at, end));
                }
                at += first_len(self.text.get(at..)?, utf8).max(1);
            }
        };
        let start = starts.first_from(from)?;
        let text = self.text.get(start..)?;
        let ends = ends::forward(sequence, Positions::only(0, text.len()), text, utf8);
        Some((start, start + ends.last()?))
    }
}
