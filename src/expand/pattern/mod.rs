//! Patterns (XCU 2.14): compiled once, matched without recursion over the text and never through a regex.
//!
//! Comes in: the text of a pattern with a memory of which bytes were quoted ([`Marked`]).
//! Goes out: a [`Pattern`] that matches whole strings (`case`), the ends of strings (`${x#p}`), or parts
//! of them (`${x/p/r}`).
//!
//! Most patterns of real scripts are a literal with stars around it; these get a [`Shape`] of their own
//! that needs no compilation. The rest is a sequence of nodes with two matchers: `whole` walks and goes
//! back to the last star only; `ends` carries the set of all positions that can be reached, so that no
//! pattern, however nested, takes more than polynomial time.

mod bracket;
mod compile;
mod ends;
mod fold;
mod marked;
mod positions;
mod search;
mod whole;

use std::borrow::Cow;

pub(super) use marked::mark;
pub use marked::{Marked, PatternText};
pub use search::Finder;

use bracket::Bracket;

/// What decides the meaning of a pattern beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether a character is a UTF-8 sequence; otherwise it is a byte. A byte that is not part of valid
    /// UTF-8 is one character.
    pub utf8: bool,
    /// Whether `?(…) *(…) +(…) @(…) !(…)` are patterns (extension).
    pub extglob: bool,
    /// Whether upper and lower case are the same (extension).
    pub ignore_case: bool,
}

/// A pattern, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern<'p> {
    shape: Shape<'p>,
    utf8: bool,
}

/// The pattern nests too deeply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NestsTooDeep;

#[derive(Clone, Debug)]
enum Shape<'p> {
    /// `abc`
    Literal(Cow<'p, [u8]>),
    /// `*`
    Everything,
    /// `abc*`
    Starts(Cow<'p, [u8]>),
    /// `*abc`
    Ends(Cow<'p, [u8]>),
    /// `*abc*`
    Contains(Cow<'p, [u8]>),
    /// Anything else.
    General(Sequence),
    /// A pattern in lower case, for texts in any.
    Folded(Box<Pattern<'static>>),
}

/// Nodes one after the other; literals are ranges of `text`.
#[derive(Clone, Debug, Default)]
struct Sequence {
    nodes: Vec<Node>,
    text: Vec<u8>,
    /// Whether every node matches exactly one character or one literal: no star, no group.
    is_fixed: bool,
    /// Whether a group is among the nodes.
    has_group: bool,
}

#[derive(Clone, Debug)]
enum Node {
    /// The bytes `start..end` of the sequence's text.
    Literal(u32, u32),
    /// `?`
    AnyCharacter,
    /// `*`
    Star,
    /// `[…]`
    Bracket(Box<Bracket>),
    /// `@(…|…)` and its kin.
    Group(GroupKind, Box<[Sequence]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupKind {
    /// `@( )`
    Once,
    /// `?( )`
    Optional,
    /// `*( )`
    AnyNumber,
    /// `+( )`
    AtLeastOnce,
    /// `!( )`
    Not,
}

impl<'p> Pattern<'p> {
    /// A pattern that matches exactly this text.
    #[must_use]
    pub const fn literal(text: &'p [u8]) -> Self {
        Self {
            shape: Shape::Literal(Cow::Borrowed(text)),
            utf8: false,
        }
    }

    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`NestsTooDeep`] if it has groups inside groups beyond reason.
    pub fn compile(text: Marked<'_>, dialect: Dialect) -> Result<Pattern<'static>, NestsTooDeep> {
        if dialect.ignore_case {
            return Self::folded(text, dialect);
        }
        let sequence = compile::sequence(text, dialect)?;
        Ok(Pattern {
            shape: compile::simplify(sequence, dialect),
            utf8: dialect.utf8,
        })
    }

    /// A pattern that does not tell lower from upper case: it is brought to lower case, and so is what it is matched with.
    #[cold]
    fn folded(text: Marked<'_>, dialect: Dialect) -> Result<Pattern<'static>, NestsTooDeep> {
        let lower = fold::lower(text.bytes(), dialect.utf8);
        let exact = Dialect {
            ignore_case: false,
            ..dialect
        };
        let pattern = Pattern::compile(text.with_bytes(&lower), exact)?;
        Ok(Pattern {
            shape: Shape::Folded(Box::new(pattern)),
            utf8: dialect.utf8,
        })
    }

    /// Compiles a text of which no byte is quoted; costs nothing when it is a literal with stars at its ends.
    ///
    /// # Errors
    /// As for [`compile`](Self::compile).
    pub fn of_unquoted(text: &'p [u8], dialect: Dialect) -> Result<Self, NestsTooDeep> {
        match compile::simple(text, dialect) {
            Some(shape) if !dialect.ignore_case => Ok(Self {
                shape,
                utf8: dialect.utf8,
            }),
            _ => Pattern::compile(Marked::unquoted(text), dialect),
        }
    }

    /// Whether the whole of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        match &self.shape {
            Shape::Literal(literal) => text == &literal[..],
            Shape::Everything => true,
            Shape::Starts(literal) => text.starts_with(literal),
            Shape::Ends(literal) => text.ends_with(literal),
            Shape::Contains(literal) => search::find(text, literal).is_some(),
            Shape::General(sequence) => whole::matches(sequence, text, self.utf8),
            Shape::Folded(pattern) => pattern.matches(&fold::lower(text, self.utf8)),
        }
    }

    /// If the pattern is only a literal, its text.
    #[must_use]
    pub fn as_literal(&self) -> Option<&[u8]> {
        match &self.shape {
            Shape::Literal(literal) => Some(literal),
            _ => None,
        }
    }

    /// The pattern without ties to the text it was made from.
    #[must_use]
    pub fn into_owned(self) -> Pattern<'static> {
        let own = |literal: Cow<'p, [u8]>| Cow::Owned(literal.into_owned());
        let shape = match self.shape {
            Shape::Literal(literal) => Shape::Literal(own(literal)),
            Shape::Everything => Shape::Everything,
            Shape::Starts(literal) => Shape::Starts(own(literal)),
            Shape::Ends(literal) => Shape::Ends(own(literal)),
            Shape::Contains(literal) => Shape::Contains(own(literal)),
            Shape::General(sequence) => Shape::General(sequence),
            Shape::Folded(pattern) => Shape::Folded(pattern),
        };
        Pattern {
            shape,
            utf8: self.utf8,
        }
    }
}

/// How many bytes the first character of `text` has; 0 only for no text.
pub(super) fn first_len(text: &[u8], utf8: bool) -> usize {
    match text.first() {
        None => 0,
        Some(byte) if !utf8 || byte.is_ascii() => 1,
        Some(_) => match bstr::decode_utf8(text) {
            (Some(_), len) => len,
            (None, _) => 1,
        },
    }
}

/// How many bytes the last character of `text` has; 0 only for no text.
fn last_len(text: &[u8], utf8: bool) -> usize {
    match text.last() {
        None => 0,
        Some(byte) if !utf8 || byte.is_ascii() => 1,
        Some(_) => match bstr::decode_last_utf8(text) {
            (Some(_), len) => len,
            (None, _) => 1,
        },
    }
}

/// The first character of `text` as a number, and its length in bytes. Bytes that are not UTF-8 get numbers
/// above all characters.
fn first_character(text: &[u8], utf8: bool) -> Option<(u32, usize)> {
    let byte = *text.first()?;
    if !utf8 || byte.is_ascii() {
        return Some((u32::from(byte), 1));
    }
    Some(match bstr::decode_utf8(text) {
        (Some(character), len) => (u32::from(character), len),
        (None, _) => (0x11_0000 + u32::from(byte), 1),
    })
}

#[cfg(test)]
mod tests;
