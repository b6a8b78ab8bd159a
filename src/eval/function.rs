//! Function calls (XCU 2.9.5).

use std::rc::Rc;

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::source::Fields;
use crate::state::{Condition, ExitStatus, Frame, FrameKind, Loops, State};
use crate::syntax::ast::Function;

impl Shell {
    /// Calls `function` with `fields[1..]` as positional parameters.
    pub(super) fn call_function(&mut self, function: &Rc<Function>, fields: &Fields) -> Flow {
        if Self::is_too_deep() {
            return self.too_deep();
        }
        let positional = Rc::new(
            fields
                .iter()
                .skip(1)
                .map(<[u8]>::to_vec)
                .collect::<Vec<_>>(),
        );
        self.enter_frame(FrameKind::Function(function.name.clone()), Some(positional));
        let source = std::mem::replace(
            &mut self.state.place.source,
            Rc::clone(&function.chunk.source),
        );
        self.state.vars.push_scope();
        if self.tracer.is_some() {
            self.tell_inside("function", fields);
        }
        if self.explainer.is_some() && !self.may_explain(function) {
            self.state.vars.pop_scope();
            self.state.place.source = source;
            self.leave_frame();
            return Ok(ExitStatus::SUCCESS);
        }
        let scene = self.enter_text(&function.chunk);
        let flow = self.command(&function.body, false);
        if self.state.traps.has_commands() {
            self.note_command();
            self.state.place.command = crate::source::Span::default();
        }
        self.leave_text(scene);
        let flow = returned(flow);
        let trapped = self.return_trap(&flow);
        self.close_scope();
        self.state.place.source = source;
        self.leave_frame();
        trapped.and(flow)
    }

    fn return_trap(&mut self, flow: &Flow) -> Result<(), Divert> {
        match flow {
            Ok(status) => {
                self.state.status = *status;
                self.run_condition_trap(Condition::Return)
            }
            Err(_) => Ok(()),
        }
    }

    /// Begins a function or dot script.
    pub(super) fn enter_frame(&mut self, kind: FrameKind, positional: Option<Rc<Vec<Vec<u8>>>>) {
        let state: &mut State = &mut self.state;
        let saved_positional = positional.map(|new| std::mem::replace(&mut state.positional, new));
        let saved_loops = state.loops;
        if matches!(kind, FrameKind::Function(_)) {
            state.loops = Loops::default(); // break does not leave a function; it does see the loop around a dot script
        }
        let call_line = state.place.line;
        state.frames.push(Frame {
            kind,
            saved_positional,
            saved_loops,
            saved_options: None,
            caller: Rc::clone(&state.place.source),
            call_line,
        });
    }

    /// Ends it.
    pub(super) fn leave_frame(&mut self) {
        let Some(frame) = self.state.frames.pop() else {
            return;
        };
        if let Some(positional) = frame.saved_positional {
            self.state.positional = positional;
        }
        if let Some(options) = frame.saved_options {
            self.state.options = options;
        }
        self.state.loops = frame.saved_loops;
        self.state.place.line = frame.call_line;
    }
}

/// `return` ends here.
pub(super) fn returned(flow: Flow) -> Flow {
    match flow {
        Err(Divert::Return(status)) => Ok(status),
        other => other,
    }
}
