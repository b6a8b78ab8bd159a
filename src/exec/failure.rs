//! A step that failed: what was attempted, on what, and why.

use crate::source::Span;
use crate::sys::Errno;

/// A failed step. Everything the plan had opened is closed again when the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The system call.
    pub call: &'static str,
    /// What it was about: a path, a descriptor's number; empty if there is nothing to name.
    pub noun: Vec<u8>,
    /// Why.
    pub errno: Errno,
    /// The redirection that asked for it; empty for the wiring of pipelines.
    pub cause: Span,
}

impl Failure {
    /// The message without the place: `f: ENOENT: No such file or directory`.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        let mut text = if self.noun.is_empty() {
            self.call.as_bytes().to_vec()
        } else {
            self.noun.clone()
        };
        text.extend_from_slice(
            format!(": {:?}: {}", self.errno, crate::sys::errno_text(self.errno)).as_bytes(),
        );
        text
    }
}
