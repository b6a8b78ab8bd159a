//! `set -x` (XCU 2.14 set): each command before it is run, on standard error.

use super::Shell;
use crate::expand;
use crate::source::{Fields, Origin, Source};
use crate::syntax::ast::Assignment;

impl Shell {
    /// Prints `PS4`, the assignments as they are now, and the fields, quoted so that they could be typed again.
    pub(super) fn trace_fields(&mut self, assignments: &[Assignment], fields: &Fields) {
        if std::mem::replace(&mut self.is_tracing, true) {
            return;
        }
        let mut line = self.prompt_text(b"PS4", b"+ ");
        let mut is_first = true;
        let mut separate = |line: &mut Vec<u8>| {
            if !std::mem::take(&mut is_first) {
                line.push(b' ');
            }
        };
        for assignment in assignments {
            separate(&mut line);
            line.extend_from_slice(&assignment.name.text);
            line.push(b'=');
            let value = self
                .state
                .vars
                .text(&assignment.name.text)
                .unwrap_or_default();
            line.extend_from_slice(&crate::source::quote::shown(&value));
        }
        for field in fields.iter() {
            separate(&mut line);
            line.extend_from_slice(&crate::source::quote::shown(field));
        }
        line.push(b'\n');
        let _ = crate::builtin::write_all(&*self.kernel, 2, &line); // xtrace must not change what the script does
        self.is_tracing = false;
    }

    /// The value of a prompt variable after the expansions that POSIX gives it; `otherwise` if it is unset or cannot be expanded.
    pub fn prompt_text(&mut self, variable: &[u8], otherwise: &[u8]) -> Vec<u8> {
        let Some(value) = self
            .state
            .vars
            .text(variable)
            .map(std::borrow::Cow::into_owned)
        else {
            return otherwise.to_vec();
        };
        self.expand_prompt(&value).unwrap_or(value)
    }

    /// `text` after the expansions that POSIX gives to a prompt (XCU 2.5.3); `$?` is as before. `None` if that fails.
    pub fn expand_prompt(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let source = Source::new(b"prompt", Origin::Internal);
        let stack = crate::sys::stack::remaining();
        let (word, _) = crate::syntax::parse_double_quoted(text, &source, stack).ok()?;
        let status = self.state.status;
        let substitution_status = self.substitution_status.take();
        let mut expanded = Vec::new();
        let result = expand::single(self, &word, &mut expanded);
        self.state.status = status;
        self.substitution_status = substitution_status;
        result.ok().map(|()| expanded)
    }
}
