//! The glass box: builtins that show the plumbing.

mod explain;
mod trace;

use super::Builtin;

pub use explain::ExplainRequest;
pub use trace::TraceRequest;

/// Their rows.
pub(super) static ROWS: [Builtin; 2] = [explain::EXPLAIN, trace::TRACE];
