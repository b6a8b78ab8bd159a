//! The only file that names pest: cooked text → nodes.
//!
//! `build.rs` generates the parser from `grammar/shell.pest`. What comes out is a flat list of [`Node`]s in
//! the order of the text; the builder walks it without knowing where it came from.

use pest::Parser as _;
use pest::Token;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pairs;

pub use generated::Rule;

/// The parser that is the grammar and nothing else. What it says holds.
struct PureGrammar;

/// The parser whose busiest rules are written by hand (`grammar/native.rs`).
struct NativeGrammar;

#[allow(
    dead_code,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    reason = "generated code; the grammar holds the comments"
)]
mod generated {
    use super::{NativeGrammar, PureGrammar};
    include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
}

/// One match of a rule that is not silent.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The rule.
    pub rule: Rule,
    /// Offset of its first byte in the chunk.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// Index of the first node after it that is not inside it.
    pub after: u32,
}

/// Where and why a text did not match.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// Offset in the chunk of the farthest point that was reached.
    pub offset: u32,
    /// The rules that could have gone on there.
    pub expected: Vec<Rule>,
}

/// Parses `text` by `rule`; `base` is the offset of `text` in its chunk.
///
/// The first node is that of `rule` itself. A text that the native rules refuse is parsed again by the
/// pure grammar: it decides, and it knows what was expected.
pub fn parse(rule: Rule, text: &str, base: u32) -> Result<Vec<Node>, Mismatch> {
    NativeGrammar::parse(rule, text)
        .or_else(|_| PureGrammar::parse(rule, text))
        .map(|pairs| nodes(pairs, base))
        .map_err(|error| mismatch(error, base))
}

/// What matched, as nodes.
fn nodes(pairs: Pairs<'_, Rule>, base: u32) -> Vec<Node> {
    let tokens = pairs.tokens();
    let mut nodes: Vec<Node> = Vec::with_capacity(tokens.len() / 2);
    let mut open: Vec<usize> = Vec::with_capacity(32);
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                let start = base + offset(pos.pos());
                nodes.push(Node {
                    rule,
                    start,
                    end: start,
                    after: 0,
                });
            }
            Token::End { pos, .. } => {
                let after = offset(nodes.len());
                if let Some(node) = open.pop().and_then(|index| nodes.get_mut(index)) {
                    node.end = base + offset(pos.pos());
                    node.after = after;
                }
            }
        }
    }
    nodes
}

/// Texts are far below 4 GiB: the cooker refuses longer ones.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn mismatch(error: Error<Rule>, base: u32) -> Mismatch {
    let position = match error.location {
        InputLocation::Pos(position) | InputLocation::Span((position, _)) => position,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Mismatch {
        offset: base + offset(position),
        expected,
    }
}
