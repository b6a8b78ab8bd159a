//! System calls of inter-process communication: typed arguments go in, results or an
//! [`Errno`](super::Errno) come out; nothing here retries, prints or decides.
//!
//! One module for each kind of object; [`flags`] knows the names that C gives to their arguments.

pub mod c;
pub mod event;
pub mod fd;
pub mod flags;
pub mod lock;
pub mod map;
pub mod mq;
pub mod msg;
pub mod namespace;
pub mod perm;
pub mod pidfd;
pub mod posix;
pub mod sem;
pub mod shared_log;
pub mod shm;
pub mod socket;
