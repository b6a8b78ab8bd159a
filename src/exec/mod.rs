//! Runs plans: the only room that touches the user's descriptors and processes.
//!
//! Silent acts, done without a step of their own and tolerated by the strace test:
//! - `EINTR` from `wait4` and `open` of a redirection is retried as the evaluator decides;
//! - a pipe end or opened file that lands on 0, 1 or 2 because the user closed those is moved to ≥ 10 first;
//! - a descriptor that already is where it should be only loses its close-on-exec flag;
//! - after a program could not be executed because it has no `#!`, the shell executes itself on it.

mod decode;
mod descriptors;
mod document;
mod dry;
mod elsewhere;
mod failure;
#[cfg(test)]
mod fault_tests;
mod file;
mod follower;
mod process;
mod run;
mod slots;
mod trace;
mod wait;
mod witness;

pub use dry::Dry;
pub use failure::Failure;
pub use file::read_file;
pub use follower::{Channel, Follow};
pub use process::{fork_shell, replace_process};
pub use run::{Executor, JobControl, PRIVATE, Program, Shell};
pub use trace::{Scene, Sink, Watched, present_table};
pub use wait::job_state;
