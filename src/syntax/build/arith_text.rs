//! Arithmetic in the tree (XCU 2.6.4): its text as double-quoted parts, and the expression if the text
//! settles it.

use super::super::arith::{self, Arith};
use super::super::ast::*;
use super::word::Escapes;
use super::{Builder, Built, Nodes, Rule};
use crate::source::Span;

impl Builder<'_> {
    /// The expression written at `inner`; `span` is the whole of it, with what encloses it.
    pub(super) fn arith(&self, span: Span, inner: Span, nodes: Nodes<'_>) -> Built<ArithExpansion> {
        let mut parts = nodes;
        // The closing token, where it has a node, is the last one.
        let closer = nodes.filter(|node| node.rule == Rule::arith_end).count();
        if closer > 0 {
            parts.end = parts.end.saturating_sub(1);
        }
        let text = self.quoted_parts(inner, parts, Escapes::Double)?;
        let parsed = settled(&text, self.arith_levels).map(Box::new);
        Ok(ArithExpansion { text, parsed, span })
    }
}

/// The expression, if the parts are nothing but text and plain parameters and no integer that these may
/// stand for could change it. What nests deeper than `levels` is left to the expansion, which knows the stack.
fn settled(parts: &[WordPart], levels: u32) -> Option<Arith> {
    if let [WordPart::Quoted(text, _)] = parts {
        return arith::parse_within(text, levels).ok();
    }
    let mut text = Vec::new();
    for part in parts {
        match part {
            WordPart::Quoted(bytes, QuoteStyle::Double) if !bytes.contains(&b'$') => {
                text.extend_from_slice(bytes);
            }
            WordPart::Parameter(expansion) => {
                if expansion.is_indirect || expansion.op != ParamOp::Value {
                    return None;
                }
                text.extend_from_slice(b"${");
                match &expansion.param {
                    Param::Variable(name) => text.extend_from_slice(&name.text),
                    Param::Positional(number) => {
                        text.extend_from_slice(number.to_string().as_bytes());
                    }
                    Param::Special(SpecialParam::Count) => text.push(b'#'),
                    _ => return None,
                }
                text.push(b'}');
            }
            _ => return None,
        }
    }
    arith::parse_with_dollars(&text, levels).ok()
}
