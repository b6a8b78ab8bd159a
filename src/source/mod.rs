//! Where text comes from: scripts, strings, aliases, traps; spans into it; and reports that point at it.
//!
//! Every other room speaks of places with the types of this one and it knows none of them.

mod fields;
pub mod lossless;
mod origin;
pub mod quote;
mod report;
mod span;

pub use fields::Fields;
pub use origin::{Chunk, Origin, Source};
pub use report::{Label, Report};
pub use span::Span;
