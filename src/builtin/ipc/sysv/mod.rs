//! System V IPC: shared memory, message queues, semaphores (sysvipc(7)).

pub(crate) mod get;
mod ipcs;
pub(crate) mod key;
pub(crate) mod perm;
pub(crate) mod shm;

pub(super) use ipcs::IPCS;
pub(super) use key::FTOK;
pub(super) use shm::{SHMCTL, SHMGET};
