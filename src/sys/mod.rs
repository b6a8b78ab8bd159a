//! The kernel: the trait that the executor speaks to, its real and its scripted form, and thin safe
//! wrappers over the system calls that are not plumbing. The only room with `unsafe`.
//!
//! Nothing here knows a shell: numbers, paths and bytes go in, results and [`Errno`]s come out.

pub mod errno;
pub mod file;
pub mod follow;
mod getent;
mod heap;
pub mod ipc;
mod kernel;
pub mod memory;
pub mod probe;
pub mod process;
mod real;
pub mod regex;
pub mod resource;
pub mod scripted;
pub mod shared;
pub mod signal;
pub mod stack;
pub mod start;
pub mod terminal;
pub mod tick;
pub mod users;

pub use errno::{errno_name, errno_text};
pub use ipc::c;
pub use kernel::{Access, Ahead, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor, Why};
pub use nix::errno::Errno;
pub use real::{Real, decode_status};
pub use scripted::Scripted;
