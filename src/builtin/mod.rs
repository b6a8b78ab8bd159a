//! The builtins: one table with name, kind, synopsis, options, help and body.
//!
//! A builtin is parse → value → act. Its kind says what it may touch: a [`Body::Plain`] one gets the
//! shell's memory, the kernel and its output; a [`Body::Control`] one may also ask the interpreter to run things.

mod arguments;
mod call;
mod error;
mod glass;
mod host;
pub mod ipc;
mod mode;
pub mod numbers;
pub mod options;
mod output;
pub mod page;
mod standard;
mod syscall;
mod table;
pub mod target;
pub mod topic;

pub use arguments::{Arguments, Operand, OptionSpec, Times, What};
pub use call::{Ctx, complain};
pub use error::{BuiltinError, Divert, Done, Flow, Leave, final_status};
pub use glass::{ExplainRequest, TraceRequest};
pub use host::{Host, Lookup};
pub use options::{Long, Opts};
pub use output::{Output, write_all};
pub use standard::jobs::{line as job_line, told as job_told};
pub use standard::test::primary as test_operators;
pub use syscall::{CallObserver, CallResult, Calls, Outcome};
pub use table::{Body, Builtin, Kind, find, is_ipc, table};
