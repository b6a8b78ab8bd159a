//! Arithmetic in the tree (XCU 2.6.4): its text as double-quoted parts, and the expression if the text
//! settles it.

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
        Ok(ArithExpansion {
            text,
            parsed: None,
            span,
        })
    }
}
