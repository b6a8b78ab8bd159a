//! The builtins: one table with name, kind, synopsis, options, help and body.
//!
//! A builtin is parse → value → act. Its kind says what it may touch: a [`Body::Plain`] one gets the
//! shell's memory, the kernel and its output; a [`Body::Control`] one may also ask the interpreter to run things.

mod arguments;
mod call;
mod error;
mod host;
pub mod ipc;
pub mod numbers;
pub mod options;
mod output;
mod syscall;
mod table;

pub use arguments::{Arguments, Operand, OptionSpec, Times, What};
pub use call::{Ctx, complain};
pub use error::{BuiltinError, Divert, Flow, Leave};
pub use host::{Host, Lookup};
pub use options::{Long, Opts};
pub use output::{Output, write_all};
pub use syscall::{CallObserver, CallResult, Calls, Outcome};
pub use table::{Body, Builtin, Kind, find, table};

/// x
pub fn test_unary(_: &mut Ctx<'_>, _: u8, _: &[u8]) -> Result<bool, Vec<u8>> {
    Ok(false)
}
/// x
#[must_use]
pub fn test_files(_: &[u8], _: &[u8], _: &[u8]) -> bool {
    false
}
