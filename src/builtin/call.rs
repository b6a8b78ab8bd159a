//! What a plain builtin works with.

use super::output::write_all;
use super::{BuiltinError, Calls, Output};
use crate::state::{ExitStatus, State};
use crate::sys::{Errno, Kernel, errno_name, errno_text};

/// The surroundings of one call of a builtin.
pub struct Ctx<'a> {
    /// The shell's memory.
    pub state: &'a mut State,
    /// The kernel.
    pub kernel: &'a dyn Kernel,
    /// Standard output.
    pub out: &'a mut Output,
    /// The name it was called by.
    pub name: &'a [u8],
    /// Whether system calls are made, and who is told about them (`explain`, `trace`).
    pub calls: Calls<'a>,
}

impl Ctx<'_> {
    /// Writes to standard output.
    pub fn print(&mut self, bytes: impl AsRef<[u8]>) {
        self.out.write(self.kernel, bytes.as_ref());
    }

    /// Says what went wrong with one operand when the others are still to be done: `PLACE: NAME: message` on
    /// standard error.
    pub fn complain(&mut self, message: impl AsRef<[u8]>) {
        let name = self.name.to_vec();
        complain(self.state, self.kernel, &name, message.as_ref());
    }

    /// The error of a failed system call in the words of all IPC builtins, `CALL: ERRNAME: text (operands)`;
    /// sets `ERRNO`, `ERRNAME`, `ERRMSG` and `ERRCALL`.
    pub fn errno_error(
        &mut self,
        call: &'static str,
        errno: Errno,
        operands: &str,
    ) -> BuiltinError {
        let (name, text) = (errno_name(errno).to_owned(), errno_text(errno));
        for (variable, value) in [
            ("ERRNO", (errno as i32).to_string()),
            ("ERRNAME", name.clone()),
        ] {
            let _ = self
                .state
                .assign_text(variable.as_bytes(), value.as_bytes()); // a readonly ERRNO stays as it is
        }
        for (variable, value) in [("ERRMSG", text), ("ERRCALL", call)] {
            let _ = self
                .state
                .assign_text(variable.as_bytes(), value.as_bytes()); // likewise
        }
        let operands = if operands.is_empty() {
            String::new()
        } else {
            format!(" ({operands})")
        };
        BuiltinError {
            call: Some(call),
            status: ExitStatus::FAILURE,
            ..BuiltinError::failure(format!("{name}: {text}{operands}"))
        }
    }
}

/// Writes `PLACE: NAME: message` to standard error in one call. The place is left out at a prompt.
pub fn complain(state: &State, kernel: &dyn Kernel, name: &[u8], message: &[u8]) {
    let mut line = state.place_prefix();
    if !name.is_empty() {
        line.extend_from_slice(name);
        line.extend_from_slice(b": ");
    }
    line.extend_from_slice(message);
    line.push(b'\n');
    let _ = write_all(kernel, 2, &line); // there is nowhere left to complain to
}
