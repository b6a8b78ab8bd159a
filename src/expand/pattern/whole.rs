//! Whether a whole text matches a sequence, going back to the last star only.
//!
//! It is enough to retry the last star: what stands before it has matched as early as it can, and a
//! later start would leave less text for the rest. So the time is at most text × pattern.

use super::ends;
use super::positions::Positions;
use super::{Node, Sequence, first_character, first_len, search};

/// Whether `text` as a whole matches.
pub(super) fn matches(sequence: &Sequence, text: &[u8], utf8: bool) -> bool {
    if sequence.has_group {
        let start = Positions::only(0, text.len());
        return ends::forward(sequence, start, text, utf8).contains(text.len());
    }
    let mut node_at = 0;
    let mut at = 0;
    // The node after the last star, and where the text it matches starts.
    let mut star: Option<(usize, usize)> = None;
    loop {
        let advanced = match sequence.nodes.get(node_at) {
            Some(Node::Star) => {
                node_at += 1;
                if node_at == sequence.nodes.len() {
                    return true;
                }
                star = Some((node_at, at));
                continue;
            }
            Some(node) => advance(sequence, node, text, at, utf8),
            None if at == text.len() => return true,
            None => None,
        };
        if let Some(next) = advanced {
            at = next;
            node_at += 1;
            continue;
        }
        let Some((after_star, tried)) = star else {
            return false;
        };
        let Some(next) = next_start(sequence, after_star, text, tried, utf8) else {
            return false;
        };
        star = Some((after_star, next));
        (node_at, at) = (after_star, next);
    }
}

/// Where the node after a star may start, later than at `tried`.
fn next_start(
    sequence: &Sequence,
    node_at: usize,
    text: &[u8],
    tried: usize,
    utf8: bool,
) -> Option<usize> {
    let rest = text.get(tried..).filter(|rest| !rest.is_empty())?;
    let next = tried + first_len(rest, utf8);
    if let Some(Node::Literal(start, end)) = sequence.nodes.get(node_at) {
        let literal = sequence.bytes(*start, *end);
        if !utf8 || literal.first().is_some_and(u8::is_ascii) {
            return Some(next + search::find(text.get(next..)?, literal)?);
        }
    }
    Some(next)
}

/// Matches one node that is neither star nor group at `at`; the position after it.
#[inline]
pub(super) fn advance(
    sequence: &Sequence,
    node: &Node,
    text: &[u8],
    at: usize,
    utf8: bool,
) -> Option<usize> {
    let rest = text.get(at..)?;
    match node {
        Node::Literal(start, end) => {
            let literal = sequence.bytes(*start, *end);
            rest.starts_with(literal).then(|| at + literal.len())
        }
        Node::AnyCharacter => (!rest.is_empty()).then(|| at + first_len(rest, utf8)),
        Node::Bracket(set) => {
            let (character, len) = first_character(rest, utf8)?;
            set.contains(character).then_some(at + len)
        }
        Node::Star | Node::Group(..) => None,
    }
}

/// Matches a sequence without stars and groups at `at`; the position after it.
pub(super) fn fixed_at(sequence: &Sequence, text: &[u8], at: usize, utf8: bool) -> Option<usize> {
    sequence
        .nodes
        .iter()
        .try_fold(at, |at, node| advance(sequence, node, text, at, utf8))
}
