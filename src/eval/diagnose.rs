//! Messages, and what follows from an error (the table of XCU 2.8.1).

use crate::builtin::{BuiltinError, Divert, Flow, complain};
use crate::exec::Failure;
use crate::expand::ExpandError;
use crate::source::Report;
use crate::state::{AssignError, ExitStatus};

use super::Shell;

/// What kept a command from being run at all.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Its words could not be expanded: ends a non-interactive shell.
    Expansion(ExpandError),
    /// A variable could not be assigned: ends a non-interactive shell.
    Assignment(AssignError),
    /// A redirection makes no sense: `>&word` that is no number.
    BadRedirection(Vec<u8>),
    /// A redirection or the making of a process failed.
    Failure(Failure),
    /// Something else is to be done first.
    Divert(Divert),
}

impl From<ExpandError> for Trouble {
    fn from(error: ExpandError) -> Self {
        match error {
            ExpandError::Interrupted => Self::Divert(Divert::Interrupt),
            error => Self::Expansion(error),
        }
    }
}

impl From<AssignError> for Trouble {
    fn from(error: AssignError) -> Self {
        Self::Assignment(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Divert> for Trouble {
    fn from(divert: Divert) -> Self {
        Self::Divert(divert)
    }
}

/// The status after an expansion, assignment or syntax error.
const ERROR: ExitStatus = ExitStatus::USAGE;

impl Shell {
    /// Prints `PLACE: NAME: message`.
    pub fn complain(&self, name: &[u8], message: &[u8]) {
        if self.explainer.is_some()
            && let Some(tracer) = &self.tracer
        {
            let text = [name, message].join(&b": "[..]);
            let text = text.strip_prefix(b": ").unwrap_or(&text);
            tracer
                .watched
                .say(&self.filled(&String::from_utf8_lossy(text)));
            return;
        }
        complain(&self.state, &*self.kernel, name, message);
    }

    /// Prints what went wrong and says what follows. `is_fatal`: a redirection error ends the shell here, because a special
    /// builtin was to be run; an interactive shell goes on, as after any command that fails.
    pub(super) fn in_trouble(&mut self, trouble: Trouble, is_fatal: bool) -> Flow {
        let is_fatal = is_fatal && !self.is_interactive();
        let (message, is_fatal, status) = match trouble {
            Trouble::Divert(divert) => return Err(divert),
            Trouble::Expansion(error) => (error.message(), true, ERROR),
            Trouble::Assignment(error) => (error.to_string().into_bytes(), true, ERROR),
            Trouble::BadRedirection(message) => (message, is_fatal, ExitStatus::FAILURE),
            Trouble::Failure(failure) => (failure.message(), is_fatal, ExitStatus::FAILURE),
        };
        self.complain(b"", &message);
        self.set_status_open(false);
        self.state.status = status;
        if is_fatal {
            Err(Divert::Abort(status))
        } else {
            Ok(status)
        }
    }

    /// Prints the error of a builtin; from a special one it ends a non-interactive shell.
    pub(super) fn builtin_error(
        &mut self,
        name: &[u8],
        error: &BuiltinError,
        is_special: bool,
    ) -> Flow {
        let speaker = error.call.map_or(name, str::as_bytes);
        self.complain(speaker, &error.message);
        if let Some(hint) = error.hint
            && crate::sys::file::is_terminal(2)
        {
            self.complain(b"hint", hint.as_bytes());
        }
        if is_special && !error.is_mild && !self.is_interactive() {
            Err(Divert::Abort(error.status))
        } else {
            Ok(error.status)
        }
    }

    /// Prints a syntax error.
    pub fn print_report(&self, report: &Report) {
        let mut text = Vec::new();
        report.render(&mut text, false);
        let _ = crate::builtin::write_all(&*self.kernel, 2, &text); // nowhere left to complain to
    }

    /// Too many levels of commands.
    pub(super) fn too_deep(&mut self) -> Flow {
        self.complain(b"", b"commands are nested too deeply");
        Err(Divert::Abort(ERROR))
    }
}
