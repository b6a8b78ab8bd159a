//! Constructs in an explanation: every part is gone through once, under a heading that says when it would be run.

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::state::ExitStatus;
use crate::syntax::ast::{AndOr, AndOrOp, Case, CommandKind, For, If, List, Loop, Pipeline, Word};
use crate::syntax::print;

impl Shell {
    /// `a && b || c`
    pub(super) fn explain_and_or(&mut self, and_or: &AndOr, is_tail: bool) -> Flow {
        let last = and_or.rest.len();
        let mut flow = self.explain_pipeline(&and_or.first, false);
        for (index, (operator, pipeline)) in and_or.rest.iter().enumerate() {
            self.explain_heading(match operator {
                AndOrOp::And => "&& only if that succeeds",
                AndOrOp::Or => "|| only if that fails",
            });
            let is_last = index + 1 == last;
            flow = self.inside(|shell| shell.explain_pipeline(pipeline, is_tail && is_last));
        }
        flow
    }

    fn explain_pipeline(&mut self, pipeline: &Pipeline, is_tail: bool) -> Flow {
        let flow = self.without_errexit(|shell| shell.pipeline(pipeline, is_tail));
        settled(flow)
    }

    /// `None` for what is no construct with parts.
    pub(super) fn explain_compound(&mut self, kind: &CommandKind, is_tail: bool) -> Option<Flow> {
        Some(match kind {
            CommandKind::If(node) => self.explain_if(node, is_tail),
            CommandKind::While(node) => self.explain_loop("while", node),
            CommandKind::Until(node) => self.explain_loop("until", node),
            CommandKind::For(node) => self.explain_for("for", node),
            CommandKind::Select(node) => self.explain_for("select", node),
            CommandKind::ArithFor(node) => {
                self.explain_part("for (( )): each turn", &node.body, false)
            }
            CommandKind::Case(node) => self.explain_case(node, is_tail),
            CommandKind::Arith(_) | CommandKind::Condition(_) => Ok(ExitStatus::SUCCESS),
            _ => return None,
        })
    }

    fn explain_if(&mut self, node: &If, is_tail: bool) -> Flow {
        let mut name = "if";
        for (condition, body) in &node.branches {
            self.explain_part(name, condition, false)?;
            self.explain_part("then: only if that succeeds", body, is_tail)?;
            name = "elif: only if all before failed";
        }
        match &node.otherwise {
            Some(body) => self.explain_part("else: only if all before failed", body, is_tail),
            None => Ok(ExitStatus::SUCCESS),
        }
    }

    fn explain_loop(&mut self, name: &str, node: &Loop) -> Flow {
        self.explain_part(&format!("{name}: before each turn"), &node.condition, false)?;
        self.explain_part("do: each turn", &node.body, false)
    }

    fn explain_for(&mut self, name: &str, node: &For) -> Flow {
        self.leave_open(&node.name.text);
        let variable = String::from_utf8_lossy(&node.name.text).into_owned();
        let words = match &node.words {
            Some(words) => shown(words, " "),
            None => "\"$@\"".to_owned(),
        };
        let heading = format!("{name} {variable} in {words}: each turn");
        self.explain_part(&heading, &node.body, false)
    }

    fn explain_case(&mut self, node: &Case, is_tail: bool) -> Flow {
        let subject = shown(std::slice::from_ref(&node.subject), "");
        for arm in &node.arms {
            let heading = format!("case {subject} matches {}", shown(&arm.patterns, "|"));
            self.explain_part(&heading, &arm.body, is_tail)?;
        }
        Ok(ExitStatus::SUCCESS)
    }

    fn explain_part(&mut self, heading: &str, list: &List, is_tail: bool) -> Flow {
        self.explain_heading(heading);
        let flow = self.inside(|shell| shell.list(list, is_tail));
        settled(flow)
    }

    fn explain_heading(&self, text: &str) {
        if let (Some(tracer), Some(explainer)) = (&self.tracer, &self.explainer) {
            tracer.watched.heading(explainer.depth, text);
        }
    }

    fn inside(&mut self, work: impl FnOnce(&mut Self) -> Flow) -> Flow {
        self.deepen(1);
        let flow = work(self);
        self.deepen(-1);
        flow
    }

    fn deepen(&mut self, by: i32) {
        if let Some(explainer) = &mut self.explainer {
            explainer.depth = explainer.depth.saturating_add_signed(by);
        }
    }
}

/// Whether a part would leave the construct cannot be told; the others are explained all the same.
fn settled(flow: Flow) -> Flow {
    match flow {
        Err(Divert::Interrupt) => Err(Divert::Interrupt),
        Err(_) => Ok(ExitStatus::FAILURE),
        ok => ok,
    }
}

fn shown(words: &[Word], between: &str) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| String::from_utf8_lossy(&print::word(word)).into_owned())
        .collect();
    words.join(between)
}
