//! `[[ … ]]` (extension).

use super::super::ast::*;
use super::{Builder, Built, Rule, Tree, refused};

impl Builder<'_> {
    pub(super) fn condition(&self, tree: Tree<'_>) -> Built<Condition> {
        match tree.rule {
            Rule::cond_or => self.joined(tree, Condition::Or),
            Rule::cond_and => self.joined(tree, Condition::And),
            Rule::cond_not => self.negated(tree),
            Rule::cond_unary => self.unary_condition(tree),
            Rule::cond_binary => self.binary_condition(tree),
            _ => self.first_condition(tree),
        }
    }

    fn first_condition(&self, tree: Tree<'_>) -> Built<Condition> {
        let mut nodes = tree.inner;
        match nodes.next() {
            Some(inner) => self.condition(inner),
            None => Err(refused(tree.span(), "`[[` needs an expression")),
        }
    }

    /// `! ! x` is `x`: what many of them say, one or none of them says.
    fn negated(&self, tree: Tree<'_>) -> Built<Condition> {
        let mut nodes = tree.inner;
        let is_negated = nodes
            .by_ref()
            .take_while(|node| node.rule == Rule::cond_bang)
            .count()
            % 2
            == 1;
        let Some(inner) = tree.inner.last() else {
            return Err(refused(tree.span(), "`!` needs an expression"));
        };
        let inner = self.condition(inner)?;
        Ok(if is_negated {
            Condition::Not(Box::new(inner))
        } else {
            inner
        })
    }

    /// Flat, so that a long chain is not a deep tree.
    fn joined(&self, tree: Tree<'_>, join: fn(Box<[Condition]>) -> Condition) -> Built<Condition> {
        let span = tree.span();
        let conditions: Built<Vec<_>> = tree.inner.map(|node| self.condition(node)).collect();
        let mut conditions = conditions?;
        match conditions.len() {
            0 => Err(refused(span, "`[[` needs an expression")),
            1 => Ok(conditions.remove(0)),
            _ => Ok(join(conditions.into())),
        }
    }

    fn unary_condition(&self, tree: Tree<'_>) -> Built<Condition> {
        let mut nodes = tree.inner;
        match (nodes.next(), nodes.next()) {
            (Some(operator), Some(word)) => {
                let letter = self.first_byte(operator.start + 1);
                Ok(Condition::Unary(letter, self.single_word(word)?))
            }
            _ => Err(refused(tree.span(), "a unary operator needs a word")),
        }
    }

    fn binary_condition(&self, tree: Tree<'_>) -> Built<Condition> {
        let mut nodes = tree.inner;
        let Some(left) = nodes.next() else {
            return Err(refused(tree.span(), "`[[` needs a word"));
        };
        let left = self.single_word(left)?;
        let (Some(operator), Some(right)) = (nodes.next(), nodes.next()) else {
            return Ok(Condition::NotEmpty(left));
        };
        let operator = match self.slice(operator.start, operator.end) {
            "==" | "=" => ConditionOp::Match,
            "!=" => ConditionOp::NotMatch,
            "=~" => ConditionOp::Regex,
            "<" => ConditionOp::Less,
            ">" => ConditionOp::Greater,
            "-eq" => ConditionOp::Eq,
            "-ne" => ConditionOp::Ne,
            "-lt" => ConditionOp::Lt,
            "-le" => ConditionOp::Le,
            "-gt" => ConditionOp::Gt,
            "-ge" => ConditionOp::Ge,
            "-nt" => ConditionOp::NewerThan,
            "-ot" => ConditionOp::OlderThan,
            _ => ConditionOp::SameFile,
        };
        let right = match operator {
            ConditionOp::Match | ConditionOp::NotMatch => self.pattern_word(right)?,
            ConditionOp::Regex => self.pattern_word(right)?,
            _ => self.single_word(right)?,
        };
        Ok(Condition::Binary(left, operator, right))
    }
}
