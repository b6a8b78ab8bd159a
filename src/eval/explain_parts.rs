//! Constructs in an explanation: every part is gone through once, under a heading that says when it would be run.

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::syntax::ast::{AndOr, AndOrOp, ArithFor, Case, CommandKind, For, If, List, Loop, Word};
use crate::syntax::print;

impl Shell {
    /// `a && b || c`
    pub(super) fn explain_and_or(&mut self, and_or: &AndOr, is_tail: bool) -> Flow {
        let last = and_or.rest.len();
        let mut flow = self.without_errexit(|shell| shell.pipeline(&and_or.first, false));
        let mut has_parts = false;
        for (index, (operator, pipeline)) in and_or.rest.iter().enumerate() {
            let is_last = index + 1 == last;
            if !has_parts && !self.is_status_open() {
                // Its status is known: what follows is run or not, as always.
                let status = flow?;
                flow = if status.is_success() == (*operator == AndOrOp::And) {
                    if is_last {
                        self.pipeline(pipeline, is_tail)
                    } else {
                        self.without_errexit(|shell| shell.pipeline(pipeline, false))
                    }
                } else {
                    Ok(status)
                };
                continue;
            }
            has_parts = true;
            flow?;
            self.explain_heading(match operator {
                AndOrOp::And => "&& only if that succeeds",
                AndOrOp::Or => "|| only if that fails",
            });
            flow = self.inside(|shell| {
                settled(match is_last {
                    true => shell.pipeline(pipeline, is_tail),
                    false => shell.without_errexit(|shell| shell.pipeline(pipeline, false)),
                })
            });
            self.leave_assigned_open(&print::pipeline(pipeline));
        }
        if has_parts {
            self.end_parts();
        }
        flow
    }

    /// A list. From where `set -e` may have ended the shell, the rest is a part of its own.
    pub(super) fn explain_list(&mut self, list: &List, is_tail: bool) -> Flow {
        let before = self.forget_possible_end();
        let depth = self.depth();
        let flow =
            list.items
                .iter()
                .enumerate()
                .try_fold(ExitStatus::SUCCESS, |_, (index, item)| {
                    if self.depth() == depth && self.may_have_ended() {
                        self.explain_rest();
                    }
                    if !item.is_async {
                        return self.and_or(&item.and_or, is_tail && index + 1 == list.items.len());
                    }
                    let known = self.may_have_ended();
                    let flow = self.asynchronous(&item.and_or);
                    self.set_possible_end(known); // only the child's
                    flow
                });
        self.end_rest(depth);
        let may_have_ended = self.may_have_ended();
        self.set_possible_end(before || may_have_ended);
        flow
    }

    /// `set -e` may have ended the shell: what follows is explained as a part that may not be run.
    pub(super) fn explain_rest(&mut self) {
        self.explain_heading("unless set -e ends the shell there");
        self.deepen(1);
    }

    /// The rest is through; parts begin at `depth` again.
    pub(super) fn end_rest(&mut self, depth: u32) {
        if self.depth() == depth {
            return;
        }
        if let Some(explainer) = &mut self.explainer {
            explainer.depth = depth;
        }
        self.end_parts();
    }

    /// How many parts there are around what is explained now.
    pub(super) fn depth(&self) -> u32 {
        self.explainer.as_ref().map_or(0, |e| e.depth)
    }

    /// Whether `set -e` may have ended the shell.
    pub(super) fn may_have_ended(&self) -> bool {
        self.explainer.as_ref().is_some_and(|e| e.may_have_ended)
    }

    pub(super) fn set_possible_end(&mut self, may_have_ended: bool) {
        if let Some(explainer) = &mut self.explainer {
            explainer.may_have_ended = may_have_ended;
        }
    }

    fn forget_possible_end(&mut self) -> bool {
        let before = self.may_have_ended();
        self.set_possible_end(false);
        before
    }

    /// `None` for what is no construct with parts.
    pub(super) fn explain_compound(&mut self, kind: &CommandKind, is_tail: bool) -> Option<Flow> {
        Some(match kind {
            CommandKind::If(node) => self.explain_if(node, is_tail),
            CommandKind::While(node) => self.explain_loop("while", node),
            CommandKind::Until(node) => self.explain_loop("until", node),
            CommandKind::For(node) => self.explain_for("for", node),
            CommandKind::Select(node) => self.explain_for("select", node),
            CommandKind::ArithFor(node) => self.explain_arith_for(node),
            CommandKind::Case(node) => self.explain_case(node, is_tail),
            CommandKind::Arith(expression) => {
                self.explain_arithmetic(expression);
                Ok(self.state.status)
            }
            CommandKind::Condition(condition) => {
                let flow = self.condition_command(condition);
                self.set_status_open(true); // of files, or of values
                flow
            }
            _ => return None,
        })
    }

    fn explain_arith_for(&mut self, node: &ArithFor) -> Flow {
        if let Some(init) = &node.init {
            self.explain_arithmetic(init);
        }
        let mut text = print::list(&node.body);
        for part in [&node.init, &node.step].into_iter().flatten() {
            text.push(b';');
            text.extend(self.written(part.span));
        }
        self.leave_assigned_open(&text);
        if let Some(condition) = &node.condition {
            self.explain_arithmetic(condition);
        }
        let flow = self.explain_part("for (( )): each turn", &node.body, false);
        if let Some(step) = &node.step {
            self.explain_arithmetic(step);
        }
        self.end_parts();
        self.leave_assigned_open(&text);
        flow
    }

    fn explain_if(&mut self, node: &If, is_tail: bool) -> Flow {
        let mut name = "if";
        let known = self.possibilities();
        let mut assigned = Vec::new();
        for (condition, body) in &node.branches {
            self.without_errexit(|shell| shell.explain_part(name, condition, false))?;
            self.explain_alternative("then: only if that succeeds", body, is_tail)?;
            assigned.extend(print::list(body));
            if name != "if" {
                assigned.extend(print::list(condition));
            }
            assigned.push(b';');
            name = "elif: only if all before failed";
        }
        if let Some(body) = &node.otherwise {
            self.explain_alternative("else: only if all before failed", body, is_tail)?;
            assigned.extend(print::list(body));
        }
        self.join_possibilities(known);
        self.end_parts();
        self.leave_assigned_open(&assigned);
        self.leave_status_open();
        Ok(ExitStatus::SUCCESS)
    }

    fn possibilities(&self) -> usize {
        self.explainer.as_ref().map_or(0, |e| e.possible.len())
    }

    /// After a construct what any of its parts has opened may be open; `known` parts are of constructs around it.
    fn join_possibilities(&mut self, known: usize) {
        let mut descriptors = self.descriptors();
        if let (Some(now), Some(explainer)) = (&mut descriptors, &mut self.explainer) {
            let first = known.min(explainer.possible.len());
            for part in explainer.possible.drain(first..) {
                now.join(&part);
            }
        }
        self.stand_as(descriptors);
    }

    /// A part that may be run instead of another: what it does to variables and descriptors does not reach the other.
    fn explain_alternative(&mut self, heading: &str, list: &List, is_tail: bool) -> Flow {
        let before = self.state.clone();
        let stood = self.descriptors();
        let flow = self.explain_part(heading, list, is_tail);
        let stands = self.descriptors();
        self.stand_as(stood);
        if let (Some(stands), Some(explainer)) = (stands, &mut self.explainer) {
            explainer.possible.push(stands);
        }
        let mut after = std::mem::replace(&mut self.state, before);
        self.state.vars.adopt_names(&after.vars);
        self.state.functions.extend(after.functions.drain());
        flow
    }

    fn explain_loop(&mut self, name: &str, node: &Loop) -> Flow {
        let mut text = print::list(&node.condition);
        text.push(b';');
        text.extend(print::list(&node.body));
        self.leave_assigned_open(&text);
        let heading = format!("{name}: before each turn");
        self.without_errexit(|shell| shell.explain_part(&heading, &node.condition, false))?;
        let flow = self.explain_part("do: each turn", &node.body, false);
        self.end_parts();
        self.leave_assigned_open(&text);
        self.leave_status_open();
        flow
    }

    fn explain_for(&mut self, name: &str, node: &For) -> Flow {
        let mut fields = Fields::new();
        if let Err(error) = self.loop_fields(node, &mut fields) {
            return self.in_trouble(error.into(), false);
        }
        let text = print::list(&node.body);
        self.leave_assigned_open(&text);
        self.leave_open(&node.name.text);
        let variable = String::from_utf8_lossy(&node.name.text).into_owned();
        let words = match &node.words {
            Some(words) => shown(words, " "),
            None => "\"$@\"".to_owned(),
        };
        self.explain_heading(&format!("{name} {variable} in {words}: each turn"));
        let flow = settled(self.inside(|shell| {
            if name == "select" {
                shell.ask()?;
            }
            shell.list(&node.body, false)
        }));
        self.end_parts();
        self.leave_assigned_open(&text);
        self.leave_status_open();
        flow
    }

    fn explain_case(&mut self, node: &Case, is_tail: bool) -> Flow {
        let subject = shown(std::slice::from_ref(&node.subject), "");
        if let Err(error) = crate::expand::single(self, &node.subject, &mut Vec::new()) {
            return self.in_trouble(error.into(), false);
        }
        let mut assigned = Vec::new();
        let known = self.possibilities();
        for arm in &node.arms {
            let patterns = arm
                .patterns
                .iter()
                .try_for_each(|pattern| crate::expand::single(self, pattern, &mut Vec::new()));
            if let Err(error) = patterns {
                return self.in_trouble(error.into(), false);
            }
            let heading = format!("case {subject} matches {}", shown(&arm.patterns, "|"));
            self.explain_alternative(&heading, &arm.body, is_tail)?;
            assigned.extend(print::list(&arm.body));
            assigned.push(b';');
        }
        self.join_possibilities(known);
        self.end_parts();
        self.leave_assigned_open(&assigned);
        self.leave_status_open();
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

    /// What follows is no part of the construct.
    fn end_parts(&self) {
        if let (Some(tracer), Some(explainer)) = (&self.tracer, &self.explainer) {
            tracer.watched.end(explainer.depth);
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
