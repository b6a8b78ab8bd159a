//! The meaning of the tree: what each command of XCU 2.9 does.
//!
//! Comes in: a [`Program`](crate::syntax::ast::Program). Goes out: a [`Flow`](crate::builtin::Flow), a status or where it leads instead.
//! Control flow is walked here; plumbing is lowered to a plan and handed to the executor.

mod assign;
mod compound;
mod condition;
mod contained;
mod coproc;
mod diagnose;
mod env;
mod explain;
mod explain_parts;
mod external;
mod function;
mod host;
mod job_control;
mod list;
mod onlooker;
mod open_question;
mod pipeline;
mod redirect;
mod reread;
mod run;
mod search;
mod shell;
mod simple;
mod stage;
mod subshell;
mod substitute;
mod survey;
mod timing;
mod trace;
mod traps;
mod wait;
mod xtrace;

pub use run::Sourced;
pub use search::{Located, STANDARD_PATH};
pub use shell::Shell;
