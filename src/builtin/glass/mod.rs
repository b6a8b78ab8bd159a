//! The glass box: builtins that show the plumbing.

mod trace;

use super::Builtin;

pub use trace::TraceRequest;

/// Their rows.
pub(super) static ROWS: [Builtin; 1] = [trace::TRACE];
