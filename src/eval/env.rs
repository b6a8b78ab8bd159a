//! What expansion asks of the interpreter.

use std::rc::Rc;

use super::Shell;
use crate::expand::{Env, ExpandError};
use crate::source::Span;
use crate::state::State;
use crate::syntax::ast::{ArithExpansion, CommandSub, ParamExpansion, ProcessSub};

impl Env for Shell {
    fn state(&self) -> &State {
        &self.state
    }

    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn command_substitution(
        &mut self,
        sub: &Rc<CommandSub>,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError> {
        self.substitute(sub, out)
    }

    fn process_substitution(&mut self, sub: &Rc<ProcessSub>) -> Result<Vec<u8>, ExpandError> {
        self.start_process_substitution(sub)
    }

    fn foresee(&mut self, expansion: &ParamExpansion) -> Option<Vec<u8>> {
        self.explainer
            .is_some()
            .then(|| self.open_parameter(expansion))?
    }

    fn foresee_number(&mut self, expansion: &ArithExpansion) -> Option<Vec<u8>> {
        self.explainer
            .is_some()
            .then(|| self.open_number(expansion))?
    }

    fn leave_open(&mut self, error: &ExpandError, span: Span) -> Option<Vec<u8>> {
        self.is_about_a_question(error).then(|| self.hole(span))
    }
}
