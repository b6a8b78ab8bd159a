//! Compound commands (XCU 2.9.4).

use std::rc::Rc;

use super::Shell;
use super::diagnose::Trouble;
use crate::builtin::{Divert, Flow};
use crate::expand;
use crate::source::Fields;
use crate::state::{ExitStatus, Value};
use crate::syntax::ast::{
    ArithExpansion, ArithFor, Case, CaseTerminator, Command, CommandKind, For, Function, If, List,
    Loop,
};
use crate::sys::signal;

/// How a turn of a loop ended.
enum Turn {
    /// With this status; the loop goes on.
    Next(ExitStatus),
    /// By `continue`: the next turn begins.
    Again,
    /// By `break`: the loop ends.
    Leave,
}

impl Shell {
    /// Runs a command of any kind.
    pub(super) fn command(&mut self, command: &Command, is_tail: bool) -> Flow {
        self.state.place.line = command.line;
        self.state.place.command = command.span;
        if let CommandKind::Simple(simple) = &command.kind {
            if self.state.traps.has_debug() {
                self.run_debug_trap()?;
            }
            return self.simple(command, simple, is_tail);
        }
        if Self::is_too_deep() {
            return self.too_deep();
        }
        match &command.kind {
            CommandKind::Subshell(list) => self.subshell(command, list, is_tail),
            _ if command.redirections.is_empty() => self.compound(&command.kind, is_tail),
            kind => self.redirected(&command.redirections, |shell| shell.compound(kind, false)),
        }
    }

    fn compound(&mut self, kind: &CommandKind, is_tail: bool) -> Flow {
        if self.explainer.is_some()
            && let Some(flow) = self.explain_compound(kind, is_tail)
        {
            return flow;
        }
        match kind {
            CommandKind::Simple(_) | CommandKind::Subshell(_) => Ok(ExitStatus::SUCCESS), // `command` has run them
            CommandKind::Group(list) => self.list(list, is_tail),
            CommandKind::If(node) => self.if_command(node, is_tail),
            CommandKind::While(node) => self.in_loop(|shell| shell.while_loop(node, true)),
            CommandKind::Until(node) => self.in_loop(|shell| shell.while_loop(node, false)),
            CommandKind::For(node) => self.for_command(node),
            CommandKind::ArithFor(node) => self.in_loop(|shell| shell.arith_for(node)),
            CommandKind::Select(node) => self.select_command(node),
            CommandKind::Case(node) => self.case_command(node, is_tail),
            CommandKind::Function(function) => self.define(function),
            CommandKind::Arith(expression) => self.arith_command(expression),
            CommandKind::Condition(condition) => self.condition_command(condition),
            CommandKind::Coproc(node) => self.coproc_command(node),
        }
    }

    fn if_command(&mut self, node: &If, is_tail: bool) -> Flow {
        for (condition, body) in &node.branches {
            if self
                .without_errexit(|shell| shell.list(condition, false))?
                .is_success()
            {
                return self.list(body, is_tail);
            }
        }
        node.otherwise
            .as_ref()
            .map_or(Ok(ExitStatus::SUCCESS), |body| self.list(body, is_tail))
    }

    fn in_loop(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        self.state.loops.depth += 1;
        let flow = run(self);
        self.state.loops.depth -= 1;
        flow
    }

    fn while_loop(&mut self, node: &Loop, wanted: bool) -> Flow {
        let mut status = ExitStatus::SUCCESS;
        loop {
            let condition = self.without_errexit(|shell| shell.list(&node.condition, false));
            match turn(condition)? {
                Turn::Next(result) if result.is_success() != wanted => return Ok(status),
                Turn::Next(_) => {}
                Turn::Again => continue,
                Turn::Leave => return Ok(ExitStatus::SUCCESS),
            }
            match turn(self.list(&node.body, false))? {
                Turn::Next(result) => status = result,
                Turn::Again => status = ExitStatus::SUCCESS,
                Turn::Leave => return Ok(ExitStatus::SUCCESS),
            }
            if signal::any_pending() {
                self.run_pending_traps()?;
            }
        }
    }

    fn for_command(&mut self, node: &For) -> Flow {
        let mut fields = self.spare_fields.pop().unwrap_or_default();
        let flow = match self.loop_fields(node, &mut fields) {
            Ok(()) => self.in_loop(|shell| shell.for_loop(node, &fields)),
            Err(error) => self.in_trouble(error.into(), false),
        };
        fields.clear();
        self.spare_fields.push(fields);
        flow
    }

    /// The words of `for` and `select`; without `in`, the positional parameters.
    pub(super) fn loop_fields(
        &mut self,
        node: &For,
        fields: &mut Fields,
    ) -> Result<(), expand::ExpandError> {
        match &node.words {
            Some(words) => expand::fields(self, words, fields),
            None => {
                let positional = Rc::clone(&self.state.positional);
                positional
                    .iter()
                    .for_each(|parameter| fields.push(parameter));
                Ok(())
            }
        }
    }

    fn for_loop(&mut self, node: &For, fields: &Fields) -> Flow {
        let slot = self.state.vars.slot_of(&node.name);
        let mut status = ExitStatus::SUCCESS;
        for field in fields.iter() {
            if let Err(error) = self.state.assign(slot, Value::Text(field.to_vec())) {
                return self.in_trouble(error.into(), false);
            }
            match turn(self.list(&node.body, false))? {
                Turn::Next(result) => status = result,
                Turn::Again => status = ExitStatus::SUCCESS,
                Turn::Leave => return Ok(ExitStatus::SUCCESS),
            }
        }
        Ok(status)
    }

    fn arith_for(&mut self, node: &ArithFor) -> Flow {
        let mut status = ExitStatus::SUCCESS;
        self.part(node.init.as_ref(), 0)?;
        while self.part(node.condition.as_ref(), 1)? != 0 {
            match turn(self.list(&node.body, false))? {
                Turn::Next(result) => status = result,
                Turn::Again => status = ExitStatus::SUCCESS,
                Turn::Leave => return Ok(ExitStatus::SUCCESS),
            }
            self.part(node.step.as_ref(), 0)?;
            if signal::any_pending() {
                self.run_pending_traps()?;
            }
        }
        Ok(status)
    }

    /// One of the three expressions of `for (( ))`; `missing` if it is absent.
    fn part(&mut self, expression: Option<&ArithExpansion>, missing: i64) -> Result<i64, Divert> {
        let Some(expression) = expression else {
            return Ok(missing);
        };
        expand::arithmetic(self, expression).map_err(|error| {
            match self.in_trouble(error.into(), false) {
                Err(divert) => divert,
                Ok(status) => Divert::Abort(status),
            }
        })
    }

    fn case_command(&mut self, node: &Case, is_tail: bool) -> Flow {
        let mut subject = Vec::new();
        if let Err(error) = expand::single(self, &node.subject, &mut subject) {
            return self.in_trouble(error.into(), false);
        }
        let mut status = ExitStatus::SUCCESS;
        let mut falls_through = false;
        for arm in &node.arms {
            if !falls_through {
                match self.matches_any(&arm.patterns, &subject) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(trouble) => return self.in_trouble(trouble, false),
                }
            }
            let is_last = arm.terminator == CaseTerminator::Break;
            status = self.list(&arm.body, is_tail && is_last)?;
            match arm.terminator {
                CaseTerminator::Break => return Ok(status),
                CaseTerminator::FallThrough => falls_through = true,
                CaseTerminator::Continue => falls_through = false,
            }
        }
        Ok(status)
    }

    fn matches_any(
        &mut self,
        patterns: &[crate::syntax::ast::Word],
        subject: &[u8],
    ) -> Result<bool, Trouble> {
        for pattern in patterns {
            if expand::case_pattern(self, pattern)?.matches(subject) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn define(&mut self, function: &Rc<Function>) -> Flow {
        let is_special = crate::builtin::find(&function.name)
            .is_some_and(|row| row.kind == crate::builtin::Kind::Special);
        if is_special && self.state.is_on(crate::state::Opt::Posix) {
            self.complain(
                &function.name,
                b"is a special builtin, it cannot be a function",
            );
            return Err(Divert::Abort(ExitStatus::USAGE));
        }
        self.state
            .functions
            .insert(function.name.clone(), Rc::clone(function));
        Ok(ExitStatus::SUCCESS)
    }

    fn arith_command(&mut self, expression: &ArithExpansion) -> Flow {
        match expand::arithmetic(self, expression) {
            Ok(number) => Ok(ExitStatus::from_bool(number != 0)),
            // As in bash and ksh, an error in (( )) is a failure of that command only.
            Err(error) => match Trouble::from(error) {
                Trouble::Expansion(error) => {
                    self.complain(b"", &error.message());
                    Ok(ExitStatus::FAILURE)
                }
                trouble => self.in_trouble(trouble, false),
            },
        }
    }

    /// `select` (extension): a numbered menu on standard error, an answer from standard input into `REPLY`.
    fn select_command(&mut self, node: &For) -> Flow {
        let mut fields = Fields::new();
        match self.loop_fields(node, &mut fields) {
            Ok(()) if fields.is_empty() => Ok(ExitStatus::SUCCESS),
            Ok(()) => self.in_loop(|shell| shell.select_loop(node, &fields)),
            Err(error) => self.in_trouble(error.into(), false),
        }
    }

    fn select_loop(&mut self, node: &For, fields: &Fields) -> Flow {
        let mut status = ExitStatus::SUCCESS;
        let mut shows_menu = true;
        loop {
            if shows_menu {
                self.print_menu(fields);
            }
            let Some(answer) = self.ask()? else {
                return Ok(ExitStatus::FAILURE);
            };
            shows_menu = answer.is_empty();
            if shows_menu {
                continue;
            }
            let chosen = std::str::from_utf8(&answer)
                .ok()
                .and_then(|text| text.trim().parse::<usize>().ok());
            let field = chosen
                .and_then(|number| fields.get(number.checked_sub(1)?))
                .unwrap_or_default();
            let slot = self.state.vars.slot_of(&node.name);
            if let Err(error) = self.state.assign(slot, Value::Text(field.to_vec())) {
                return self.in_trouble(error.into(), false);
            }
            match turn(self.list(&node.body, false))? {
                Turn::Next(result) => status = result,
                Turn::Again => status = ExitStatus::SUCCESS,
                Turn::Leave => return Ok(status),
            }
        }
    }

    fn print_menu(&self, fields: &Fields) {
        let mut text = Vec::new();
        for (number, field) in (1..).zip(fields.iter()) {
            text.extend_from_slice(format!("{number}) ").as_bytes());
            text.extend_from_slice(field);
            text.push(b'\n');
        }
        let _ = crate::builtin::write_all(&*self.kernel, 2, &text); // the prompt that follows fails as well
    }

    /// Prints `PS3` and reads a line into `REPLY`; `None` at end of file.
    pub(super) fn ask(&mut self) -> Result<Option<Vec<u8>>, Divert> {
        let prompt = self
            .state
            .vars
            .text(b"PS3")
            .map_or_else(|| b"#? ".to_vec(), std::borrow::Cow::into_owned);
        let _ = crate::builtin::write_all(&*self.kernel, 2, &prompt); // see above
        let read: Fields = [b"read".as_slice(), b"-r", b"REPLY"].into_iter().collect();
        let Some(row) = crate::builtin::find(b"read") else {
            return Ok(None);
        };
        let status = self.call_builtin(row, &read)?;
        let answer = self
            .state
            .vars
            .text(b"REPLY")
            .unwrap_or_default()
            .into_owned();
        Ok(status.is_success().then_some(answer))
    }

    /// The body of a list that is run in a loop or a function needs this in `run`.
    pub(super) fn run_list(&mut self, list: &List, is_tail: bool) -> Flow {
        self.list(list, is_tail)
    }
}

/// What `break` and `continue` mean for the loop that this turn belongs to.
fn turn(flow: Flow) -> Result<Turn, Divert> {
    match flow {
        Ok(status) => Ok(Turn::Next(status)),
        Err(Divert::Break(levels)) if levels > 1 => Err(Divert::Break(levels - 1)),
        Err(Divert::Break(_)) => Ok(Turn::Leave),
        Err(Divert::Continue(levels)) if levels > 1 => Err(Divert::Continue(levels - 1)),
        Err(Divert::Continue(_)) => Ok(Turn::Again),
        Err(divert) => Err(divert),
    }
}
