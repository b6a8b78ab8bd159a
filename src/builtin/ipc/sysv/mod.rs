//! System V IPC: shared memory, message queues, semaphores (sysvipc(7)).

pub(crate) mod get;
pub(super) mod ipcs;
pub(crate) mod key;
pub(crate) mod perm;
pub(super) mod shm;
