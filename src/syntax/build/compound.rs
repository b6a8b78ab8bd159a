//! Compound commands (XCU 2.9.4).

use super::super::ast::*;
use super::{Builder, Built, Nodes, Rule, Tree, refused};
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn compound(&self, tree: Tree<'_>) -> Built<Command> {
        let mut nodes = tree.inner;
        let Some(body) = nodes.next() else {
            return Err(refused(tree.span(), "a compound command needs a body"));
        };
        let mut span = body.span();
        let kind = self.compound_kind(body)?;
        let mut redirections = Vec::new();
        for part in nodes {
            span.end = part.end;
            redirections.push(self.redirection(part)?);
        }
        Ok(Command {
            kind,
            redirections: redirections.into(),
            span,
            line: self.chunk.line_of(tree.start),
        })
    }

    fn compound_kind(&self, tree: Tree<'_>) -> Built<CommandKind> {
        Ok(match tree.rule {
            Rule::subshell => CommandKind::Subshell(self.optional_list(tree.inner)?),
            Rule::group => CommandKind::Group(self.optional_list(tree.inner)?),
            Rule::if_clause => CommandKind::If(Box::new(self.if_clause(tree)?)),
            Rule::while_clause => CommandKind::While(Box::new(self.loop_clause(tree)?)),
            Rule::until_clause => CommandKind::Until(Box::new(self.loop_clause(tree)?)),
            Rule::for_clause => self.for_clause(tree)?,
            Rule::select_clause => CommandKind::Select(Box::new(self.named_loop(tree)?)),
            Rule::case_clause => CommandKind::Case(Box::new(self.case_clause(tree)?)),
            Rule::arith_command => {
                let inner = Span::new(tree.start + 2, tree.end.saturating_sub(2));
                let arith = self.arith(tree.span(), inner, tree.inner)?;
                CommandKind::Arith(Box::new(arith))
            }
            Rule::condition => CommandKind::Condition(Box::new(self.condition(tree)?)),
            _ => return Err(refused(tree.span(), "no compound command")),
        })
    }

    fn if_clause(&self, tree: Tree<'_>) -> Built<If> {
        let mut branches = Vec::with_capacity(1);
        let mut otherwise = None;
        let mut condition = None;
        let mut is_else = false;
        for part in tree.inner {
            match part.rule {
                Rule::else_kw => is_else = true,
                Rule::list if is_else => otherwise = Some(self.list(part)?),
                Rule::list => {
                    let list = self.list(part)?;
                    match condition.take() {
                        None => condition = Some(list),
                        Some(condition) => branches.push((condition, list)),
                    }
                }
                _ => {}
            }
        }
        Ok(If {
            branches: branches.into(),
            otherwise,
        })
    }

    fn loop_clause(&self, tree: Tree<'_>) -> Built<Loop> {
        let mut lists = tree.inner.filter(|part| part.rule == Rule::list);
        let mut next = || match lists.next() {
            Some(list) => self.list(list),
            None => Ok(List::default()),
        };
        Ok(Loop {
            condition: next()?,
            body: next()?,
        })
    }

    fn for_clause(&self, tree: Tree<'_>) -> Built<CommandKind> {
        let mut nodes = tree.inner;
        match nodes.take_if(Rule::arith_head) {
            Some(head) => Ok(CommandKind::ArithFor(Box::new(
                self.arith_for(head, nodes)?,
            ))),
            None => Ok(CommandKind::For(Box::new(self.named_loop(tree)?))),
        }
    }

    fn arith_for(&self, head: Tree<'_>, rest: Nodes<'_>) -> Built<ArithFor> {
        let mut sections = head.inner.filter(|part| part.rule == Rule::arith_section);
        let mut next = || match sections.next() {
            Some(section) if !self.is_blank(section.start, section.end) => self
                .arith(section.span(), section.span(), section.inner)
                .map(Some),
            _ => Ok(None),
        };
        Ok(ArithFor {
            init: next()?,
            condition: next()?,
            step: next()?,
            body: self.optional_list(rest)?,
        })
    }

    fn is_blank(&self, start: u32, end: u32) -> bool {
        self.slice(start, end).trim_ascii().is_empty()
    }

    fn named_loop(&self, tree: Tree<'_>) -> Built<For> {
        let mut name = Name::new(b"");
        let mut words: Option<Vec<Word>> = None;
        let mut body = List::default();
        for part in tree.inner {
            match part.rule {
                Rule::loop_name => name = Name::new(&self.bytes(part.start, part.end)),
                Rule::in_kw => words = Some(Vec::new()),
                Rule::word => words.get_or_insert_default().push(self.field_word(part)?),
                Rule::list => body = self.list(part)?,
                _ => {}
            }
        }
        Ok(For {
            name,
            words: words.map(Into::into),
            body,
        })
    }

    fn case_clause(&self, tree: Tree<'_>) -> Built<Case> {
        let mut subject = Word::default();
        let mut arms = Vec::new();
        for part in tree.inner {
            match part.rule {
                Rule::word => subject = self.single_word(part)?,
                Rule::case_arm => arms.push(self.case_arm(part)?),
                _ => {}
            }
        }
        Ok(Case {
            subject,
            arms: arms.into(),
        })
    }

    fn case_arm(&self, tree: Tree<'_>) -> Built<CaseArm> {
        let mut patterns = Vec::with_capacity(1);
        let mut body = List::default();
        let mut terminator = CaseTerminator::Break;
        for part in tree.inner {
            match part.rule {
                Rule::word => patterns.push(self.pattern_word(part)?),
                Rule::list => body = self.list(part)?,
                Rule::case_end => {
                    terminator = match self.slice(part.start, part.end) {
                        ";&" => CaseTerminator::FallThrough,
                        ";;&" => CaseTerminator::Continue,
                        _ => CaseTerminator::Break,
                    }
                }
                _ => {}
            }
        }
        Ok(CaseArm {
            patterns: patterns.into(),
            body,
            terminator,
        })
    }
}
