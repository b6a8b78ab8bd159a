//! The calls of inter-process communication: numbers, names, and how their arguments are shown.

use super::{Shape, Signature};
use Shape::{Bits, Gathered, Hex, Int, Key, Pair, Received, Sent, Size, Text};

/// How a call moves bytes from one descriptor to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// From memory; which arguments are the descriptor, the address and the length.
    Write,
    /// From several pieces of memory.
    WriteMany,
    /// Into memory.
    Read,
    /// Into several pieces of memory.
    ReadMany,
    /// Within the kernel, from one descriptor to another: which arguments they are; whether the bytes stay where they were.
    Move {
        /// Which argument is the descriptor that they come from.
        from: usize,
        /// Which is the one that they go to.
        to: usize,
        /// Whether they stay.
        stays: bool,
    },
}

/// How the call of this number moves bytes, if it does.
#[must_use]
pub fn flow(number: u64) -> Option<Flow> {
    let move_of = |from, to, stays| Some(Flow::Move { from, to, stays });
    match i64::try_from(number).ok()? {
        libc::SYS_write | libc::SYS_sendto => Some(Flow::Write),
        libc::SYS_writev | libc::SYS_vmsplice => Some(Flow::WriteMany),
        libc::SYS_read => Some(Flow::Read),
        libc::SYS_readv => Some(Flow::ReadMany),
        libc::SYS_splice => move_of(0, 2, false),
        libc::SYS_tee => move_of(0, 1, true),
        libc::SYS_sendfile => move_of(1, 0, false),
        _ => None,
    }
}

/// The call of this number, if it is one of inter-process communication.
#[must_use]
pub fn signature(number: u64) -> Option<&'static Signature> {
    let number = i64::try_from(number).ok()?;
    calls().find(|call| call.number == number)
}

const fn any(number: i64, name: &'static str, args: &'static [(&'static str, Shape)]) -> Signature {
    Signature {
        number,
        name,
        args,
        subject: None,
    }
}

/// One that counts only on a pipe, a FIFO, a socket or the like.
const fn on(
    subject: usize,
    number: i64,
    name: &'static str,
    args: &'static [(&'static str, Shape)],
) -> Signature {
    Signature {
        number,
        name,
        args,
        subject: Some(subject),
    }
}

const OPEN: Shape = Bits(&[
    (libc::O_CLOEXEC, "O_CLOEXEC"),
    (libc::O_NONBLOCK, "O_NONBLOCK"),
    (libc::O_DIRECT, "O_DIRECT"),
]);
const MQ_OPEN: Shape = Bits(&[
    (libc::O_RDWR, "O_RDWR"),
    (libc::O_WRONLY, "O_WRONLY"),
    (libc::O_CREAT, "O_CREAT"),
    (libc::O_EXCL, "O_EXCL"),
    (libc::O_NONBLOCK, "O_NONBLOCK"),
]);
const IPC: Shape = Bits(&[
    (libc::IPC_CREAT, "IPC_CREAT"),
    (libc::IPC_EXCL, "IPC_EXCL"),
    (libc::IPC_NOWAIT, "IPC_NOWAIT"),
]);
const CONTROL: Shape = Bits(&[(libc::IPC_STAT, "IPC_STAT"), (libc::IPC_SET, "IPC_SET")]);
const PROT: Shape = Bits(&[
    (libc::PROT_READ, "PROT_READ"),
    (libc::PROT_WRITE, "PROT_WRITE"),
    (libc::PROT_EXEC, "PROT_EXEC"),
]);
const MAP: Shape = Bits(&[
    (libc::MAP_SHARED, "MAP_SHARED"),
    (libc::MAP_ANONYMOUS, "MAP_ANONYMOUS"),
    (libc::MAP_FIXED, "MAP_FIXED"),
]);
const MSG: Shape = Bits(&[
    (libc::MSG_DONTWAIT, "MSG_DONTWAIT"),
    (libc::MSG_NOSIGNAL, "MSG_NOSIGNAL"),
    (libc::MSG_PEEK, "MSG_PEEK"),
]);
const SOCKET: &[(&str, Shape)] = &[("domain", Int), ("type", Int), ("protocol", Int)];
const ADDRESS: &[(&str, Shape)] = &[("fd", Int), ("addr", Hex), ("addrlen", Size)];
const MESSAGE: &[(&str, Shape)] = &[("fd", Int), ("msg", Hex), ("flags", MSG)];

/// Those that every Linux has.
const COMMON: &[Signature] = &[
    any(libc::SYS_pipe2, "pipe2", &[("fds", Pair), ("flags", OPEN)]),
    on(0, libc::SYS_dup, "dup", &[("oldfd", Int)]),
    on(
        0,
        libc::SYS_dup3,
        "dup3",
        &[("oldfd", Int), ("newfd", Int), ("flags", OPEN)],
    ),
    on(0, libc::SYS_close, "close", &[("fd", Int)]),
    on(
        0,
        libc::SYS_read,
        "read",
        &[("fd", Int), ("buf", Received), ("count", Size)],
    ),
    on(
        0,
        libc::SYS_write,
        "write",
        &[("fd", Int), ("buf", Sent(2)), ("count", Size)],
    ),
    on(
        0,
        libc::SYS_writev,
        "writev",
        &[("fd", Int), ("iov", Gathered(2)), ("iovcnt", Int)],
    ),
    on(
        0,
        libc::SYS_readv,
        "readv",
        &[("fd", Int), ("iov", Hex), ("iovcnt", Int)],
    ),
    any(
        libc::SYS_splice,
        "splice",
        &[
            ("fd_in", Int),
            ("off_in", Hex),
            ("fd_out", Int),
            ("off_out", Hex),
            ("len", Size),
            ("flags", Hex),
        ],
    ),
    any(
        libc::SYS_tee,
        "tee",
        &[
            ("fd_in", Int),
            ("fd_out", Int),
            ("len", Size),
            ("flags", Hex),
        ],
    ),
    any(
        libc::SYS_vmsplice,
        "vmsplice",
        &[("fd", Int), ("iov", Gathered(2)), ("nr_segs", Size)],
    ),
    on(
        0,
        libc::SYS_sendfile,
        "sendfile",
        &[
            ("out_fd", Int),
            ("in_fd", Int),
            ("offset", Hex),
            ("count", Size),
        ],
    ),
    any(libc::SYS_socket, "socket", SOCKET),
    any(
        libc::SYS_socketpair,
        "socketpair",
        &[
            ("domain", Int),
            ("type", Int),
            ("protocol", Int),
            ("sv", Pair),
        ],
    ),
    any(libc::SYS_bind, "bind", ADDRESS),
    any(libc::SYS_listen, "listen", &[("fd", Int), ("backlog", Int)]),
    any(
        libc::SYS_accept4,
        "accept4",
        &[("fd", Int), ("addr", Hex), ("addrlen", Hex), ("flags", Hex)],
    ),
    any(
        libc::SYS_accept,
        "accept",
        &[("fd", Int), ("addr", Hex), ("addrlen", Hex)],
    ),
    any(libc::SYS_connect, "connect", ADDRESS),
    any(libc::SYS_shutdown, "shutdown", &[("fd", Int), ("how", Int)]),
    any(
        libc::SYS_sendto,
        "sendto",
        &[("fd", Int), ("buf", Sent(2)), ("len", Size), ("flags", MSG)],
    ),
    any(
        libc::SYS_recvfrom,
        "recvfrom",
        &[
            ("fd", Int),
            ("buf", Received),
            ("len", Size),
            ("flags", MSG),
        ],
    ),
    any(libc::SYS_sendmsg, "sendmsg", MESSAGE),
    any(libc::SYS_recvmsg, "recvmsg", MESSAGE),
    any(
        libc::SYS_shmget,
        "shmget",
        &[("key", Key), ("size", Size), ("shmflg", IPC)],
    ),
    any(
        libc::SYS_shmat,
        "shmat",
        &[("shmid", Int), ("shmaddr", Hex), ("shmflg", Hex)],
    ),
    any(libc::SYS_shmdt, "shmdt", &[("shmaddr", Hex)]),
    any(
        libc::SYS_shmctl,
        "shmctl",
        &[("shmid", Int), ("cmd", CONTROL)],
    ),
    any(
        libc::SYS_semget,
        "semget",
        &[("key", Key), ("nsems", Int), ("semflg", IPC)],
    ),
    any(
        libc::SYS_semop,
        "semop",
        &[("semid", Int), ("sops", Hex), ("nsops", Size)],
    ),
    any(
        libc::SYS_semtimedop,
        "semtimedop",
        &[("semid", Int), ("sops", Hex), ("nsops", Size)],
    ),
    any(
        libc::SYS_semctl,
        "semctl",
        &[("semid", Int), ("semnum", Int), ("cmd", Int)],
    ),
    any(libc::SYS_msgget, "msgget", &[("key", Key), ("msgflg", IPC)]),
    any(
        libc::SYS_msgsnd,
        "msgsnd",
        &[
            ("msqid", Int),
            ("msgp", Hex),
            ("msgsz", Size),
            ("msgflg", IPC),
        ],
    ),
    any(
        libc::SYS_msgrcv,
        "msgrcv",
        &[
            ("msqid", Int),
            ("msgp", Hex),
            ("msgsz", Size),
            ("msgtyp", Int),
            ("msgflg", IPC),
        ],
    ),
    any(
        libc::SYS_msgctl,
        "msgctl",
        &[("msqid", Int), ("cmd", CONTROL)],
    ),
    any(
        libc::SYS_mq_open,
        "mq_open",
        &[("name", Text), ("oflag", MQ_OPEN)],
    ),
    any(libc::SYS_mq_unlink, "mq_unlink", &[("name", Text)]),
    any(
        libc::SYS_mq_timedsend,
        "mq_timedsend",
        &[
            ("mqdes", Int),
            ("msg_ptr", Sent(2)),
            ("msg_len", Size),
            ("msg_prio", Int),
        ],
    ),
    any(
        libc::SYS_mq_timedreceive,
        "mq_timedreceive",
        &[("mqdes", Int), ("msg_ptr", Received), ("msg_len", Size)],
    ),
    any(
        libc::SYS_memfd_create,
        "memfd_create",
        &[("name", Text), ("flags", Hex)],
    ),
    any(
        libc::SYS_eventfd2,
        "eventfd2",
        &[("initval", Int), ("flags", OPEN)],
    ),
    any(
        libc::SYS_signalfd4,
        "signalfd4",
        &[("fd", Int), ("mask", Hex), ("size", Size), ("flags", OPEN)],
    ),
    any(
        libc::SYS_mknodat,
        "mknodat",
        &[
            ("dirfd", Int),
            ("path", Text),
            ("mode", Bits(&[(0o010_000, "S_IFIFO")])),
        ],
    ),
    any(
        libc::SYS_mmap,
        "mmap",
        &[
            ("addr", Hex),
            ("length", Size),
            ("prot", PROT),
            ("flags", MAP),
            ("fd", Int),
        ],
    ),
    on(
        0,
        libc::SYS_flock,
        "flock",
        &[("fd", Int), ("operation", Int)],
    ),
    any(libc::SYS_kill, "kill", &[("pid", Int), ("sig", Int)]),
    any(
        libc::SYS_rt_sigqueueinfo,
        "rt_sigqueueinfo",
        &[("pid", Int), ("sig", Int)],
    ),
    any(
        libc::SYS_pidfd_open,
        "pidfd_open",
        &[("pid", Int), ("flags", Hex)],
    ),
    any(
        libc::SYS_pidfd_send_signal,
        "pidfd_send_signal",
        &[("pidfd", Int), ("sig", Int)],
    ),
    any(libc::SYS_execve, "execve", &[("path", Text)]),
    any(libc::SYS_wait4, "wait4", &[("pid", Int)]),
    any(libc::SYS_clone, "clone", &[]),
    any(libc::SYS_clone3, "clone3", &[]),
];

/// Those that only older machines have.
#[cfg(target_arch = "x86_64")]
const OLD: &[Signature] = &[
    any(libc::SYS_pipe, "pipe", &[("fds", Pair)]),
    on(0, libc::SYS_dup2, "dup2", &[("oldfd", Int), ("newfd", Int)]),
    any(libc::SYS_fork, "fork", &[]),
    any(libc::SYS_vfork, "vfork", &[]),
    any(libc::SYS_eventfd, "eventfd", &[("initval", Int)]),
    any(
        libc::SYS_mknod,
        "mknod",
        &[("path", Text), ("mode", Bits(&[(0o010_000, "S_IFIFO")]))],
    ),
];
#[cfg(not(target_arch = "x86_64"))]
const OLD: &[Signature] = &[];

/// All of them.
fn calls() -> impl Iterator<Item = &'static Signature> {
    COMMON.iter().chain(OLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_stands_once_in_the_table() {
        let mut numbers: Vec<i64> = calls().map(|call| call.number).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }
}
