//! `[[ … ]]` (extension).

use super::super::ast::*;
use super::{Builder, Built, Rule, Tree, refused};

impl Builder<'_> {
    pub(super) fn condition(&self, tree: Tree<'_>) -> Built<Condition> {
        match tree.rule {
            Rule::cond_or => self.joined(tree, Condition::Or),
            Rule::cond_and => self.joined(tree, Condition::And),
            Rule::cond_not => {
                let inner = self.first_condition(tree)?;
                Ok(Condition::Not(Box::new(inner)))
            }
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

    fn joined(
        &self,
        tree: Tree<'_>,
        join: fn(Box<Condition>, Box<Condition>) -> Condition,
    ) -> Built<Condition> {
        let mut nodes = tree.inner;
        let Some(first) = nodes.next() else {
            return Err(refused(tree.span(), "`[[` needs an expression"));
        };
        let mut condition = self.condition(first)?;
        for next in nodes {
            let right = self.condition(next)?;
            condition = join(Box::new(condition), Box::new(right));
        }
        Ok(condition)
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
