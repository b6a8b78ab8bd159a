//! The text of commands as `jobs` shows it.

use crate::syntax::ast::{AndOr, Command};

/// A command.
pub(super) fn command(_command: &Command) -> Vec<u8> {
    Vec::new()
}

/// An and-or list.
pub(super) fn and_or(_and_or: &AndOr) -> Vec<u8> {
    Vec::new()
}
