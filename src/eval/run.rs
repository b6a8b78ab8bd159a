//! The read and run loop: one complete command at a time (XCU 2.1).

use std::rc::Rc;

use super::Shell;
use super::reread::Circumstances;
use crate::builtin::{Divert, Flow};
use crate::source::Source;
use crate::state::{AliasTable, ExitStatus, Opt};
use crate::syntax::ast::Program;
use crate::syntax::{Aliases, Dialect, LineSource, ReadError, Reader, TextLines};
use crate::sys::{signal, stack};

/// Who reads the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sourced {
    /// The shell's own script, or `-c`: when it is through, the process ends.
    Script,
    /// A text inside the shell: `eval`, `.`, a trap.
    Text,
}

impl Aliases for AliasTable {
    fn get(&self, name: &[u8]) -> Option<Rc<[u8]>> {
        Self::get(self, name)
    }

    fn is_empty(&self) -> bool {
        Self::is_empty(self)
    }
}

impl Shell {
    /// Reads and runs commands of `source` until its end. The place is the caller's again afterwards.
    pub fn run_source(
        &mut self,
        source: &Rc<Source>,
        lines: &mut dyn LineSource,
        first_line: u32,
        sourced: Sourced,
    ) -> Flow {
        let place = self.state.place.clone();
        self.state.place.source = Rc::clone(source);
        let depth = self.depth();
        let flow = self.read_and_run(source, lines, first_line, sourced);
        self.end_rest(depth);
        self.state.place = place;
        flow
    }

    /// Runs `text` in this environment: `eval`, or a trap action. What has come before and is one complete command is not
    /// read again.
    pub(super) fn run_text(&mut self, source: &Rc<Source>, text: &[u8]) -> Flow {
        let line = self.state.place.line.max(1);
        let here = Circumstances {
            line,
            dialect: self.dialect(),
            aliases: self.state.aliases.changes(),
        };
        if self.explainer.is_some() {
            return self.run_source(source, &mut TextLines::new(text), line, Sourced::Text);
        }
        if let Some((source, program)) = self.texts.find(text, source, here) {
            return self.run_read(&source, &program);
        }
        if self.texts.is_wanted(text)
            && let Some(program) = self.read_whole(source, text, here)
        {
            let program = Rc::new(program);
            self.texts
                .keep(text, source, here, Rc::clone(&program), stack::remaining());
            return self.run_read(source, &program);
        }
        self.run_source(source, &mut TextLines::new(text), line, Sourced::Text)
    }

    /// Runs what was read before.
    fn run_read(&mut self, source: &Rc<Source>, program: &Program) -> Flow {
        let place = self.state.place.clone();
        self.state.place.source = Rc::clone(source);
        let flow = self.run_program_text(program, false);
        self.state.place = place;
        flow
    }

    /// The tree of `text` if it is one complete command and there is nothing to be said about it.
    fn read_whole(&self, source: &Rc<Source>, text: &[u8], here: Circumstances) -> Option<Program> {
        let mut lines = TextLines::new(text);
        let mut reader = Reader::new(Rc::clone(source), here.line, here.dialect);
        reader.set_stack(stack::remaining());
        let program = reader
            .next_command(&mut lines, &self.state.aliases)
            .ok()??;
        (lines.is_at_end() && reader.take_warnings().is_empty()).then_some(program)
    }

    fn read_and_run(
        &mut self,
        source: &Rc<Source>,
        lines: &mut dyn LineSource,
        first_line: u32,
        sourced: Sourced,
    ) -> Flow {
        let mut reader = Reader::new(Rc::clone(source), first_line, self.dialect());
        let mut status = ExitStatus::SUCCESS;
        let depth = self.depth();
        loop {
            reader.set_dialect(self.dialect());
            reader.set_stack(stack::remaining());
            match reader.next_command(lines, &self.state.aliases) {
                Ok(Some(program)) => {
                    for warning in reader.take_warnings() {
                        self.print_report(&warning);
                    }
                    if self.may_have_ended() && self.depth() == depth {
                        self.explain_rest();
                    }
                    let is_tail = sourced == Sourced::Script && lines.is_at_end();
                    status = match self.run_program_text(&program, is_tail) {
                        // XCU 2.8.1: an interactive shell goes on, after the line in which the error is.
                        Err(Divert::Abort(status))
                            if sourced == Sourced::Script && self.is_interactive() =>
                        {
                            self.state.status = status;
                            status
                        }
                        flow => flow?,
                    };
                }
                Ok(None) => return Ok(status),
                Err(error) => return self.unreadable(error),
            }
        }
    }

    /// Runs one complete command.
    pub fn run_program_text(&mut self, program: &Program, is_tail: bool) -> Flow {
        if self.state.is_on(Opt::NoExec) && !self.is_interactive() {
            return Ok(ExitStatus::SUCCESS);
        }
        // Inside a trap action the first command comes before other signals' actions: they run in order.
        if signal::any_pending() && !self.is_in_trap {
            self.run_pending_traps()?;
        }
        let scene = self.enter_text(&program.chunk);
        let flow = self.run_list(&program.list, is_tail);
        self.leave_text(scene);
        let status = flow?;
        self.state.status = status;
        Ok(status)
    }

    /// How the language is read at the moment.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        Dialect {
            posix: self.state.is_on(Opt::Posix),
        }
    }

    /// A syntax error ends a non-interactive shell (XCU 2.8.1); so does input that cannot be read.
    fn unreadable(&mut self, error: ReadError) -> Flow {
        match error {
            ReadError::Syntax(report) => {
                self.print_report(&report);
                self.state.status = ExitStatus::USAGE;
                Err(Divert::Refused(ExitStatus::USAGE))
            }
            ReadError::Io { errno } => {
                let errno = crate::sys::Errno::from_raw(errno);
                let message = format!("read: {errno:?}: {}", crate::sys::errno_text(errno));
                self.complain(b"", message.as_bytes());
                Err(Divert::Abort(ExitStatus::NOT_FOUND))
            }
            ReadError::Interrupted => Err(Divert::Interrupt),
        }
    }
}
