//! What expansion asks of the interpreter.

use std::rc::Rc;

use super::Shell;
use crate::expand::{Env, ExpandError};
use crate::state::State;
use crate::syntax::ast::{CommandSub, ProcessSub};

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
}
