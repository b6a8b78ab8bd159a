//! System V IPC: shared memory, message queues, semaphores (sysvipc(7)).

pub(crate) mod get;
mod ipcs;
pub(crate) mod key;
mod msg;
pub(crate) mod perm;
mod remove;
mod sem;
mod semop;
pub(crate) mod shm;

pub(super) use ipcs::{IPCS, human};
pub(super) use key::FTOK;
pub(super) use msg::{MSGCTL, MSGGET, MSGRCV, MSGSND};
pub(super) use remove::{IPCMK, IPCRM};
pub(super) use sem::{SEMCTL, SEMGET};
pub(super) use semop::SEMOP;
pub(super) use shm::{SHMCTL, SHMGET};
