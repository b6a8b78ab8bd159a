//! Lists and and-or lists (XCU 2.9.3).

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::state::{Condition, ExitStatus, Opt};
use crate::syntax::ast::{AndOr, AndOrOp, List};
use crate::sys::signal;

impl Shell {
    /// Runs a list. `is_tail`: when it is through, this process has nothing left to do, so that its last command may replace it.
    pub(super) fn list(&mut self, list: &List, is_tail: bool) -> Flow {
        if self.explainer.is_some() {
            return self.explain_list(list, is_tail);
        }
        let mut status = ExitStatus::SUCCESS;
        let last = list.items.len().saturating_sub(1);
        for (index, item) in list.items.iter().enumerate() {
            status = if item.is_async {
                self.asynchronous(&item.and_or)?
            } else {
                self.and_or(&item.and_or, is_tail && index == last)?
            };
            if signal::any_pending() {
                self.run_pending_traps()?;
            }
        }
        Ok(status)
    }

    pub(super) fn and_or(&mut self, and_or: &AndOr, is_tail: bool) -> Flow {
        let Some(last) = and_or.rest.len().checked_sub(1) else {
            return self.pipeline(&and_or.first, is_tail);
        };
        if self.explainer.is_some() {
            return self.explain_and_or(and_or, is_tail);
        }
        let mut status = self.without_errexit(|shell| shell.pipeline(&and_or.first, false))?;
        for (index, (operator, pipeline)) in and_or.rest.iter().enumerate() {
            if status.is_success() != (*operator == AndOrOp::And) {
                continue;
            }
            status = if index == last {
                self.pipeline(pipeline, is_tail)?
            } else {
                self.without_errexit(|shell| shell.pipeline(pipeline, false))?
            };
        }
        Ok(status)
    }

    /// What `set -e` and `trap … ERR` do with a status where they apply (XCU 2.14 set).
    pub(super) fn check_errexit(&mut self, status: ExitStatus) -> Flow {
        if status.is_success() || self.state.errexit_suspended > 0 {
            return Ok(status);
        }
        self.state.status = status;
        self.run_condition_trap(Condition::Err)?;
        if self.state.is_on(Opt::ErrExit) {
            self.note_command(); // for the EXIT trap
            return Err(Divert::Exit(status));
        }
        Ok(status)
    }
}
