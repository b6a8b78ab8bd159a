//! The kernel: the trait that the executor speaks to, its real and its scripted form, and thin safe
//! wrappers over the system calls that are not plumbing. The only room with `unsafe`.
//!
//! Nothing here knows a shell: numbers, paths and bytes go in, results and [`Errno`]s come out.

mod kernel;

pub use kernel::{Access, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor};
pub use nix::errno::Errno;
