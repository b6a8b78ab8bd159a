//! The only file that names pest: the parser that `build.rs` generates from `grammar/shell.pest`.

/// The parser.
pub struct ShellGrammar;

#[allow(
    dead_code,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "generated code; the grammar holds the comments"
)]
mod generated {
    use super::ShellGrammar;
    include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
}

pub use generated::Rule;
