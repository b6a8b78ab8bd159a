//! Pattern text → shape or sequence of nodes.

use std::borrow::Cow;

use super::marked::Marked;
use super::{Dialect, GroupKind, NestsTooDeep, Node, Sequence, Shape, bracket, first_len};

/// How deep groups may nest. Matching recurses once for each level.
const MAX_NESTING: usize = 200;

/// The stack that a level takes, to compile it, to match it and to drop it.
const LEVEL: usize = if cfg!(debug_assertions) {
    8 * 1024
} else {
    2 * 1024
};

/// The shape of an unquoted text that is a literal with at most a star at each end.
pub(super) fn simple(text: &[u8], dialect: Dialect) -> Option<Shape<'_>> {
    let (leading, rest) = match text.split_first() {
        Some((b'*', rest)) => (true, rest),
        _ => (false, text),
    };
    let (trailing, literal) = match rest.split_last() {
        Some((b'*', literal)) => (true, literal),
        _ => (false, rest),
    };
    let is_special = |byte: &u8| match byte {
        b'*' | b'?' | b'[' | b'\\' => true,
        b'(' | b'|' => dialect.extglob,
        _ => false,
    };
    if literal.iter().any(is_special) {
        return None;
    }
    shape_of(Cow::Borrowed(literal), leading, trailing, dialect)
}

fn shape_of(
    literal: Cow<'_, [u8]>,
    leading: bool,
    trailing: bool,
    dialect: Dialect,
) -> Option<Shape<'_>> {
    // Bytes can be searched for instead of characters if the first of them starts a character.
    let is_aligned = !dialect.utf8 || literal.first().is_none_or(|byte| byte & 0xc0 != 0x80);
    Some(match (leading, trailing) {
        (false, false) => Shape::Literal(literal),
        (false, true) => Shape::Starts(literal),
        (true, _) if literal.is_empty() => Shape::Everything,
        (true, false) if is_aligned => Shape::Ends(literal),
        (true, true) if is_aligned => Shape::Contains(literal),
        (true, _) => return None,
    })
}

/// Uses a simple shape if the sequence has one.
pub(super) fn simplify(sequence: Sequence, dialect: Dialect) -> Shape<'static> {
    let (leading, trailing) = match sequence.nodes.as_slice() {
        [] | [Node::Literal(..)] => (false, false),
        [Node::Star] => return Shape::Everything,
        [Node::Literal(..), Node::Star] => (false, true),
        [Node::Star, Node::Literal(..)] => (true, false),
        [Node::Star, Node::Literal(..), Node::Star] => (true, true),
        _ => return Shape::General(sequence),
    };
    let text = sequence.text.clone();
    shape_of(Cow::Owned(text), leading, trailing, dialect).unwrap_or(Shape::General(sequence))
}

/// Compiles the whole text.
pub(super) fn sequence(text: Marked<'_>, dialect: Dialect) -> Result<Sequence, NestsTooDeep> {
    let closers = if dialect.extglob && text.bytes().contains(&b'(') {
        closers(text, dialect)
    } else {
        Vec::new()
    };
    let compiler = Compiler {
        text,
        dialect,
        closers,
        reserve: nesting(text) * LEVEL,
        last_bracket: last_bracket(text),
    };
    compiler.range(0, text.bytes().len(), 0)
}

/// For each active `(`, in rising order, the offset of the `)` that closes it.
fn closers(text: Marked<'_>, dialect: Dialect) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    let mut at = 0;
    let last = last_bracket(text);
    while at < text.bytes().len() {
        match text.active(at) {
            Some(b'\\') => at += 1,
            Some(b'[') if at < last => {
                if let Some((_, after)) = bracket::parse(text, at, dialect) {
                    at = after;
                    continue;
                }
            }
            Some(b'(') => open.push(at),
            Some(b')') => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
        at += 1;
    }
    pairs.sort_unstable();
    pairs
}

struct Compiler<'t> {
    text: Marked<'t>,
    dialect: Dialect,
    closers: Vec<(usize, usize)>,
    /// How much stack the matcher will need.
    reserve: usize,
    /// Where the last `]` is: a `[` after it starts no bracket expression, and is not looked at as one.
    last_bracket: usize,
}

fn last_bracket(text: Marked<'_>) -> usize {
    memchr::memrchr(b']', text.bytes()).unwrap_or(0)
}

/// How deep groups may be nested in the text, at most.
fn nesting(text: Marked<'_>) -> usize {
    let opened = text.bytes().iter().filter(|byte| **byte == b'(');
    opened.count().min(MAX_NESTING)
}

impl Compiler<'_> {
    fn closer(&self, open: usize) -> Option<usize> {
        let index = self
            .closers
            .binary_search_by_key(&open, |pair| pair.0)
            .ok()?;
        self.closers.get(index).map(|pair| pair.1)
    }

    fn range(&self, from: usize, to: usize, depth: usize) -> Result<Sequence, NestsTooDeep> {
        let mut sequence = Sequence {
            is_fixed: true,
            ..Sequence::default()
        };
        let mut at = from;
        while at < to {
            at = self.node(at, to, depth, &mut sequence)?;
        }
        Ok(sequence)
    }

    /// Adds what starts at `at`; the offset after it.
    fn node(
        &self,
        at: usize,
        to: usize,
        depth: usize,
        sequence: &mut Sequence,
    ) -> Result<usize, NestsTooDeep> {
        let active = self.text.active(at);
        if let Some(kind) = active.and_then(group_kind)
            && self.text.active(at + 1) == Some(b'(')
            && let Some(close) = self.closer(at + 1).filter(|close| *close < to)
        {
            let alternatives = self.alternatives(at + 2, close, depth + 1)?;
            sequence.push_group(kind, alternatives);
            return Ok(close + 1);
        }
        match active {
            Some(b'*') => sequence.push_star(),
            Some(b'?') => sequence.nodes.push(Node::AnyCharacter),
            Some(b'[') if at < self.last_bracket => {
                let inner = self.text.slice(0, to);
                if let Some((set, after)) = bracket::parse(inner, at, self.dialect) {
                    sequence.nodes.push(Node::Bracket(Box::new(set)));
                    return Ok(after);
                }
                sequence.push_literal(b"[");
            }
            Some(b'\\') if at + 1 < to => return Ok(self.literal(at + 1, to, sequence)),
            _ => return Ok(self.literal(at, to, sequence)),
        }
        Ok(at + 1)
    }

    /// One character that stands for itself.
    fn literal(&self, at: usize, to: usize, sequence: &mut Sequence) -> usize {
        let rest = self.text.bytes().get(at..to).unwrap_or_default();
        let len = first_len(rest, self.dialect.utf8).max(1);
        sequence.push_literal(rest.get(..len).unwrap_or(rest));
        at + len
    }

    fn alternatives(
        &self,
        from: usize,
        to: usize,
        depth: usize,
    ) -> Result<Vec<Sequence>, NestsTooDeep> {
        if depth > MAX_NESTING || crate::sys::stack::remaining() < self.reserve {
            return Err(NestsTooDeep);
        }
        let mut alternatives = Vec::new();
        let mut start = from;
        let mut at = from;
        while at < to {
            match self.text.active(at) {
                Some(b'\\') => at += 1,
                Some(b'(') => at = self.closer(at).unwrap_or(at),
                Some(b'[') if at < self.last_bracket => {
                    let inner = self.text.slice(0, to);
                    if let Some((_, after)) = bracket::parse(inner, at, self.dialect) {
                        at = after;
                        continue;
                    }
                }
                Some(b'|') => {
                    alternatives.push(self.range(start, at, depth)?);
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        alternatives.push(self.range(start, to, depth)?);
        Ok(alternatives)
    }
}

const fn group_kind(byte: u8) -> Option<GroupKind> {
    Some(match byte {
        b'@' => GroupKind::Once,
        b'?' => GroupKind::Optional,
        b'*' => GroupKind::AnyNumber,
        b'+' => GroupKind::AtLeastOnce,
        b'!' => GroupKind::Not,
        _ => return None,
    })
}

impl Sequence {
    fn push_literal(&mut self, bytes: &[u8]) {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let start = narrow(self.text.len());
        self.text.extend_from_slice(bytes);
        let end = narrow(self.text.len());
        match self.nodes.last_mut() {
            Some(Node::Literal(_, last)) => *last = end,
            _ => self.nodes.push(Node::Literal(start, end)),
        }
    }

    fn push_star(&mut self) {
        self.is_fixed = false;
        if !matches!(self.nodes.last(), Some(Node::Star)) {
            self.nodes.push(Node::Star);
        }
    }

    fn push_group(&mut self, kind: GroupKind, alternatives: Vec<Sequence>) {
        self.is_fixed = false;
        self.has_group = true;
        self.nodes.push(Node::Group(kind, alternatives.into()));
    }

    /// The bytes of a literal node.
    pub(super) fn bytes(&self, start: u32, end: u32) -> &[u8] {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }
}
