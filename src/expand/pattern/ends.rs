//! All positions where a match can end (or, going backwards, start): a set of positions is carried
//! through the nodes of a sequence. Each node costs at most the length of the text (a group: its square),
//! whatever the pattern.

use super::positions::Positions;
use super::whole::advance;
use super::{GroupKind, Node, Sequence, first_character, first_len, last_len};

/// Where matches that start at one of `starts` can end.
pub(super) fn forward(
    sequence: &Sequence,
    starts: Positions,
    text: &[u8],
    utf8: bool,
) -> Positions {
    let walk = Walk {
        text,
        utf8,
        is_backward: false,
    };
    walk.sequence(sequence, starts)
}

/// Where matches that end at one of `ends` can start.
pub(super) fn backward(sequence: &Sequence, ends: Positions, text: &[u8], utf8: bool) -> Positions {
    let walk = Walk {
        text,
        utf8,
        is_backward: true,
    };
    walk.sequence(sequence, ends)
}

struct Walk<'t> {
    text: &'t [u8],
    utf8: bool,
    is_backward: bool,
}

impl Walk<'_> {
    fn sequence(&self, sequence: &Sequence, from: Positions) -> Positions {
        let count = sequence.nodes.len();
        let mut set = from;
        for index in 0..count {
            if set.is_empty() {
                break;
            }
            let index = if self.is_backward {
                count - 1 - index
            } else {
                index
            };
            if let Some(node) = sequence.nodes.get(index) {
                set = self.node(sequence, node, &set);
            }
        }
        set
    }

    fn node(&self, sequence: &Sequence, node: &Node, from: &Positions) -> Positions {
        match node {
            Node::Star => self.beyond(from),
            Node::Group(kind, alternatives) => self.group(*kind, alternatives, from),
            _ if self.is_backward => self.each(from, |at| self.retreat(sequence, node, at)),
            _ => self.each(from, |at| advance(sequence, node, self.text, at, self.utf8)),
        }
    }

    fn each(&self, from: &Positions, step: impl Fn(usize) -> Option<usize>) -> Positions {
        let mut reached = Positions::none(self.text.len());
        for at in from.iter() {
            if let Some(next) = step(at) {
                reached.insert(next);
            }
        }
        reached
    }

    fn retreat(&self, sequence: &Sequence, node: &Node, at: usize) -> Option<usize> {
        let before = self.text.get(..at)?;
        match node {
            Node::Literal(start, end) => {
                let literal = sequence.bytes(*start, *end);
                before.ends_with(literal).then(|| at - literal.len())
            }
            Node::AnyCharacter => (!before.is_empty()).then(|| at - last_len(before, self.utf8)),
            Node::Bracket(set) => {
                let start = at - last_len(before, self.utf8);
                let (character, _) = first_character(before.get(start..)?, self.utf8)?;
                set.contains(character).then_some(start)
            }
            Node::Star | Node::Group(..) => None,
        }
    }

    /// Every character boundary at or beyond the nearest of `from`.
    fn beyond(&self, from: &Positions) -> Positions {
        let mut reached = Positions::none(self.text.len());
        let nearest = if self.is_backward {
            from.last()
        } else {
            from.first()
        };
        let Some(mut at) = nearest else {
            return reached;
        };
        reached.insert(at);
        loop {
            let len = if self.is_backward {
                last_len(self.text.get(..at).unwrap_or_default(), self.utf8)
            } else {
                first_len(self.text.get(at..).unwrap_or_default(), self.utf8)
            };
            if len == 0 {
                return reached;
            }
            at = if self.is_backward { at - len } else { at + len };
            reached.insert(at);
        }
    }

    fn once(&self, alternatives: &[Sequence], from: &Positions) -> Positions {
        let mut reached = Positions::none(self.text.len());
        for alternative in alternatives {
            reached.add_all(&self.sequence(alternative, from.clone()));
        }
        reached
    }

    fn group(&self, kind: GroupKind, alternatives: &[Sequence], from: &Positions) -> Positions {
        match kind {
            GroupKind::Once => self.once(alternatives, from),
            GroupKind::Optional => {
                let mut reached = self.once(alternatives, from);
                reached.add_all(from);
                reached
            }
            GroupKind::AtLeastOnce => self.repeatedly(alternatives, from),
            GroupKind::AnyNumber => {
                let mut reached = self.repeatedly(alternatives, from);
                reached.add_all(from);
                reached
            }
            GroupKind::Not => self.other_than(alternatives, from),
        }
    }

    fn repeatedly(&self, alternatives: &[Sequence], from: &Positions) -> Positions {
        let mut reached = Positions::none(self.text.len());
        let mut fresh = from.clone();
        while !fresh.is_empty() {
            let mut next = self.once(alternatives, &fresh);
            next.remove_all(&reached);
            reached.add_all(&next);
            fresh = next;
        }
        reached
    }

    /// From each position, every end that the alternatives do not reach from there.
    fn other_than(&self, alternatives: &[Sequence], from: &Positions) -> Positions {
        let mut reached = Positions::none(self.text.len());
        for at in from.iter() {
            let start = Positions::only(at, self.text.len());
            let mut ends = self.beyond(&start);
            ends.remove_all(&self.once(alternatives, &start));
            reached.add_all(&ends);
        }
        reached
    }
}
