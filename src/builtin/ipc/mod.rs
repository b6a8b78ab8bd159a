//! The IPC builtins: one table of small commands that can be learnt as one, because five rules hold for all of them.
//!
//! 1. The name is that of the system call, and the arguments stand in the order of C.
//! 2. Out-parameters are names of variables in the same position; results go to standard output or into `-v VAR`.
//! 3. Flags are the names of C, joined by `,` or `|`, prefix optional.
//! 4. The same options mean the same everywhere.
//! 5. Numbers take units; keys are numbers, `IPC_PRIVATE` or `ftok:PATH[:ID]`.
//!
//! A builtin takes its arguments apart, makes a value of them, and acts; every system call goes through
//! [`Ctx::syscall`](super::Ctx::syscall), so that it can be explained, traced, and named in errors.

mod args;
mod block;
mod data;
mod event;
mod fd;
mod flags;
pub mod ledger;
mod looking;
mod memory;
mod number;
mod posix;
mod process;
mod record;
mod result;
mod row;
mod run;
mod signal;
mod socket;
pub(crate) mod spec;
mod sysv;

use super::Builtin;

/// The rows of all IPC builtins.
pub static TABLE: [Builtin; 105] = [
    event::EVENTFD,
    event::MEMFD_CREATE,
    event::PIDFD_GETFD,
    event::PIDFD_OPEN,
    event::POLL,
    event::SIGNALFD,
    event::TIMERFD,
    fd::CLOSE,
    fd::DUP,
    fd::DUP2,
    fd::FCNTL,
    fd::FLOCK,
    fd::FPATHCONF,
    fd::MKFIFO,
    fd::PATHCONF,
    fd::PIPE,
    fd::PIPESZ,
    fd::SENDFILE,
    fd::SPLICE,
    fd::SYSOPEN,
    fd::SYSREAD,
    fd::SYSSEEK,
    fd::SYSTEE,
    fd::SYSWRITE,
    looking::ERRNO,
    looking::FDS,
    looking::LSLOCKS,
    memory::ATOMIC,
    memory::ATTACHMENTS,
    memory::FUTEX,
    memory::HEXDUMP,
    memory::MADVISE,
    memory::MAPS,
    memory::MINCORE,
    memory::MLOCK,
    memory::MMAP,
    memory::MPROTECT,
    memory::MREMAP,
    memory::MSYNC,
    memory::MUNLOCK,
    memory::MUNMAP,
    memory::PEEK,
    memory::POKE,
    memory::SHMAT,
    memory::SHMDT,
    memory::SHMREAD,
    memory::SHMWRITE,
    memory::STRUCT,
    posix::FTRUNCATE,
    posix::MQ_CLOSE,
    posix::MQ_GETATTR,
    posix::MQ_NOTIFY,
    posix::MQ_OPEN,
    posix::MQ_RECEIVE,
    posix::MQ_SEND,
    posix::MQ_SETATTR,
    posix::MQ_UNLINK,
    posix::SEM_CLOSE,
    posix::SEM_GETVALUE,
    posix::SEM_OPEN,
    posix::SEM_POST,
    posix::SEM_TRYWAIT,
    posix::SEM_UNLINK,
    posix::SEM_WAIT,
    posix::SHM_OPEN,
    posix::SHM_UNLINK,
    process::EXECVE,
    process::FORK,
    process::WAITPID,
    signal::SIGACTION,
    signal::SIGPENDING,
    signal::SIGPROCMASK,
    signal::SIGQUEUE,
    signal::SIGWAIT,
    socket::ACCEPT,
    socket::BIND,
    socket::CONNECT,
    socket::GETPEERNAME,
    socket::GETSOCKNAME,
    socket::GETSOCKOPT,
    socket::LISTEN,
    socket::PEERCRED,
    socket::RECV,
    socket::RECVFD,
    socket::RECVFROM,
    socket::SEND,
    socket::SENDFD,
    socket::SENDTO,
    socket::SETSOCKOPT,
    socket::SHUTDOWN,
    socket::SOCKET,
    socket::SOCKETPAIR,
    sysv::FTOK,
    sysv::IPCMK,
    sysv::IPCRM,
    sysv::IPCS,
    sysv::MSGCTL,
    sysv::MSGGET,
    sysv::MSGRCV,
    sysv::MSGSND,
    sysv::SEMCTL,
    sysv::SEMGET,
    sysv::SEMOP,
    sysv::SHMCTL,
    sysv::SHMGET,
];
