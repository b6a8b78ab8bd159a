//! The tables themselves, one for each argument that has names.

use super::{Flag, Table};

/// Names of libc; each stands for its own bits.
macro_rules! bits {
    ($($name:ident)*) => {
        [$(Flag { name: stringify!($name), value: libc::$name as i64, mask: libc::$name as i64 }),*]
    };
}

/// Names of libc that are values of one field; or, with mask 0, whole values.
macro_rules! field {
    ($mask:expr; $($name:ident)*) => {
        [$(Flag { name: stringify!($name), value: libc::$name as i64, mask: $mask as i64 }),*]
    };
}

/// Names that the libc crate does not have, with their values from the kernel's headers.
macro_rules! own {
    ($($name:ident = $value:expr),* $(,)?) => {
        [$(Flag { name: stringify!($name), value: $value, mask: $value }),*]
    };
}

/// Lists one after another.
const fn join<const N: usize>(lists: &[&[Flag]]) -> [Flag; N] {
    let mut all = [Flag {
        name: "",
        value: 0,
        mask: 0,
    }; N];
    let mut filled = 0;
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            all[filled] = lists[list][at];
            filled += 1;
            at += 1;
        }
        list += 1;
    }
    assert!(filled == N);
    all
}

/// A table of several lists. Evaluated when the program is compiled: a wrong length does not compile.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $prefixes:expr, $($list:expr),+ $(,)?) => {
        table! { @ $(#[$doc])* $name, $prefixes, false, $($list),+ }
    };
    ($(#[$doc:meta])* $name:ident with mode, $prefixes:expr, $($list:expr),+ $(,)?) => {
        table! { @ $(#[$doc])* $name, $prefixes, true, $($list),+ }
    };
    (@ $(#[$doc:meta])* $name:ident, $prefixes:expr, $mode:expr, $($list:expr),+) => {
        $(#[$doc])*
        pub const $name: &Table = {
            const LENGTH: usize = 0 $(+ $list.len())+;
            const FLAGS: [Flag; LENGTH] = join(&[$(&$list),+]);
            &Table { prefixes: &$prefixes, flags: &FLAGS, has_mode: $mode }
        };
    };
}

const IPC_GET: [Flag; 2] = bits!(IPC_CREAT IPC_EXCL);

table! {
    /// `shmflg` of shmget(2)
    SHMGET with mode, ["IPC_", "SHM_"], IPC_GET, bits!(SHM_HUGETLB SHM_NORESERVE)
}
table! {
    /// `msgflg` of msgget(2)
    MSGGET with mode, ["IPC_"], IPC_GET
}
table! {
    /// `semflg` of semget(2)
    SEMGET with mode, ["IPC_"], IPC_GET
}
table! {
    /// `shmflg` of shmat(2)
    SHMAT, ["SHM_"], bits!(SHM_RDONLY SHM_RND SHM_REMAP SHM_EXEC)
}

const IPC_CTL: [Flag; 4] = field!(0; IPC_RMID IPC_SET IPC_STAT IPC_INFO);

table! {
    /// `cmd` of shmctl(2)
    SHMCTL, ["IPC_", "SHM_"], IPC_CTL, field!(0; SHM_LOCK SHM_UNLOCK),
    own!(SHM_STAT = 13, SHM_INFO = 14, SHM_STAT_ANY = 15)
}
table! {
    /// `cmd` of msgctl(2)
    MSGCTL, ["IPC_", "MSG_"], IPC_CTL, own!(MSG_STAT = 11, MSG_INFO = 12, MSG_STAT_ANY = 13)
}
table! {
    /// `cmd` of semctl(2)
    SEMCTL, ["IPC_", "SEM_"], IPC_CTL,
    field!(0; GETPID GETVAL GETALL GETNCNT GETZCNT SETVAL SETALL),
    own!(SEM_STAT = 18, SEM_INFO = 19, SEM_STAT_ANY = 20)
}
table! {
    /// The bits of `shm_perm.mode` above the permissions
    SHM_MODE with mode, ["SHM_"], own!(SHM_DEST = 0o1000, SHM_LOCKED = 0o2000)
}
table! {
    /// `msgflg` of msgsnd(2) and msgrcv(2)
    MSGRCV, ["MSG_", "IPC_"], bits!(MSG_NOERROR IPC_NOWAIT MSG_EXCEPT MSG_COPY)
}
table! {
    /// `sem_flg` of semop(2)
    SEMOP, ["SEM_", "IPC_"], bits!(IPC_NOWAIT SEM_UNDO)
}

table! {
    /// `flags` of open(2), pipe2(2), mq_open(3), shm_open(3)
    OPEN with mode, ["O_"], field!(libc::O_ACCMODE; O_RDONLY O_WRONLY O_RDWR),
    bits!(O_TMPFILE O_SYNC O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND O_NONBLOCK O_DSYNC O_ASYNC
        O_DIRECT O_DIRECTORY O_NOFOLLOW O_NOATIME O_CLOEXEC O_PATH)
}
table! {
    /// `prot` of mmap(2) and mprotect(2)
    PROT, ["PROT_"], field!(0; PROT_NONE), bits!(PROT_READ PROT_WRITE PROT_EXEC PROT_GROWSDOWN PROT_GROWSUP)
}
table! {
    /// `flags` of mmap(2)
    MMAP, ["MAP_"], field!(libc::MAP_TYPE; MAP_SHARED_VALIDATE MAP_SHARED MAP_PRIVATE),
    bits!(MAP_ANONYMOUS MAP_FIXED MAP_FIXED_NOREPLACE MAP_GROWSDOWN MAP_HUGETLB MAP_LOCKED
        MAP_NONBLOCK MAP_NORESERVE MAP_POPULATE MAP_STACK MAP_SYNC),
    [Flag { name: "MAP_ANON", value: libc::MAP_ANON as i64, mask: libc::MAP_ANON as i64 }]
}
table! {
    /// `flags` of msync(2)
    MSYNC, ["MS_"], bits!(MS_ASYNC MS_SYNC MS_INVALIDATE)
}
table! {
    /// `flags` of mremap(2)
    MREMAP, ["MREMAP_"], bits!(MREMAP_MAYMOVE MREMAP_FIXED MREMAP_DONTUNMAP)
}
table! {
    /// `advice` of madvise(2)
    MADVISE, ["MADV_"],
    field!(0; MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_REMOVE
        MADV_DONTFORK MADV_DOFORK MADV_HWPOISON MADV_MERGEABLE MADV_UNMERGEABLE MADV_HUGEPAGE
        MADV_NOHUGEPAGE MADV_DONTDUMP MADV_DODUMP MADV_FREE MADV_WIPEONFORK MADV_KEEPONFORK
        MADV_COLD MADV_PAGEOUT MADV_POPULATE_READ MADV_POPULATE_WRITE)
}
table! {
    /// `flags` of mlock2(2)
    MLOCK, ["MLOCK_"], bits!(MLOCK_ONFAULT)
}

table! {
    /// `domain` of socket(2)
    FAMILY, ["AF_"], field!(0; AF_UNSPEC AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_VSOCK),
    [Flag { name: "AF_LOCAL", value: libc::AF_LOCAL as i64, mask: 0 }]
}
table! {
    /// `type` of socket(2)
    SOCKET, ["SOCK_"], field!(0xf; SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET),
    bits!(SOCK_NONBLOCK SOCK_CLOEXEC)
}
table! {
    /// `flags` of send(2) and recv(2)
    MESSAGE, ["MSG_"],
    bits!(MSG_OOB MSG_PEEK MSG_DONTROUTE MSG_CTRUNC MSG_TRUNC MSG_DONTWAIT MSG_EOR MSG_WAITALL
        MSG_CONFIRM MSG_ERRQUEUE MSG_NOSIGNAL MSG_MORE MSG_CMSG_CLOEXEC)
}
table! {
    /// `how` of shutdown(2)
    SHUTDOWN, ["SHUT_"], field!(0; SHUT_RD SHUT_WR SHUT_RDWR)
}
table! {
    /// `level` of getsockopt(2)
    LEVEL, ["SOL_", "IPPROTO_"], field!(0; SOL_SOCKET IPPROTO_TCP IPPROTO_UDP IPPROTO_IP IPPROTO_IPV6)
}
table! {
    /// `optname` of getsockopt(2), level `SOL_SOCKET`
    SOCKET_OPTION, ["SO_"],
    field!(0; SO_ACCEPTCONN SO_BROADCAST SO_DEBUG SO_DOMAIN SO_DONTROUTE SO_ERROR SO_KEEPALIVE SO_LINGER
        SO_OOBINLINE SO_PASSCRED SO_PEERCRED SO_PEERSEC SO_PROTOCOL SO_RCVBUF SO_RCVBUFFORCE
        SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT SO_SNDBUF SO_SNDBUFFORCE SO_SNDLOWAT
        SO_SNDTIMEO SO_TIMESTAMP SO_TYPE),
    own!(SO_PASSPIDFD = 76, SO_PEERPIDFD = 77)
}
table! {
    /// `optname` of getsockopt(2), level `IPPROTO_TCP`
    TCP_OPTION, ["TCP_"], field!(0; TCP_NODELAY TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_MAXSEG)
}

table! {
    /// `cmd` of fcntl(2)
    FCNTL, ["F_"],
    field!(0; F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_SETOWN F_GETOWN
        F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_SETLEASE F_GETLEASE F_NOTIFY F_DUPFD_CLOEXEC
        F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS),
    [
        Flag { name: "F_SETSIG", value: 10, mask: 0 },
        Flag { name: "F_GETSIG", value: 11, mask: 0 },
    ]
}
table! {
    /// The flags of `F_GETFD`
    DESCRIPTOR, ["FD_"], bits!(FD_CLOEXEC)
}
table! {
    /// The seals of `F_ADD_SEALS`
    SEAL, ["F_SEAL_"], bits!(F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE F_SEAL_FUTURE_WRITE), own!(F_SEAL_EXEC = 0x20)
}
table! {
    /// `l_type` of a lock of fcntl(2)
    LOCK, ["F_"], field!(0; F_RDLCK F_WRLCK F_UNLCK)
}
table! {
    /// `operation` of flock(2)
    FLOCK, ["LOCK_"], bits!(LOCK_SH LOCK_EX LOCK_NB LOCK_UN)
}
table! {
    /// `whence` of lseek(2)
    SEEK, ["SEEK_"], field!(0; SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE)
}
table! {
    /// `flags` of splice(2) and tee(2)
    SPLICE, ["SPLICE_F_"], bits!(SPLICE_F_MOVE SPLICE_F_NONBLOCK SPLICE_F_MORE SPLICE_F_GIFT)
}
table! {
    /// `name` of pathconf(3)
    PATHCONF, ["_PC_"],
    field!(0; _PC_LINK_MAX _PC_MAX_CANON _PC_MAX_INPUT _PC_NAME_MAX _PC_PATH_MAX _PC_PIPE_BUF
        _PC_CHOWN_RESTRICTED _PC_NO_TRUNC _PC_VDISABLE _PC_SYNC_IO _PC_ASYNC_IO _PC_PRIO_IO
        _PC_FILESIZEBITS _PC_REC_INCR_XFER_SIZE _PC_REC_MAX_XFER_SIZE _PC_REC_MIN_XFER_SIZE
        _PC_REC_XFER_ALIGN _PC_ALLOC_SIZE_MIN _PC_SYMLINK_MAX _PC_2_SYMLINKS)
}

table! {
    /// `flags` of eventfd(2)
    EVENTFD, ["EFD_"], bits!(EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE)
}
table! {
    /// `flags` of signalfd(2)
    SIGNALFD, ["SFD_"], bits!(SFD_CLOEXEC SFD_NONBLOCK)
}
table! {
    /// `flags` of timerfd_create(2)
    TIMERFD, ["TFD_"], bits!(TFD_CLOEXEC TFD_NONBLOCK)
}
table! {
    /// `flags` of timerfd_settime(2)
    TIMERFD_SET, ["TFD_TIMER_", "TFD_"], bits!(TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET)
}
table! {
    /// `clockid` of timerfd_create(2)
    CLOCK, ["CLOCK_"], field!(0; CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_BOOTTIME CLOCK_REALTIME_ALARM CLOCK_BOOTTIME_ALARM)
}
table! {
    /// `flags` of memfd_create(2)
    MEMFD, ["MFD_"], bits!(MFD_CLOEXEC MFD_ALLOW_SEALING MFD_HUGETLB), own!(MFD_NOEXEC_SEAL = 8, MFD_EXEC = 0x10)
}
table! {
    /// `flags` of pidfd_open(2)
    PIDFD, ["PIDFD_"], bits!(PIDFD_NONBLOCK)
}
table! {
    /// `events` of poll(2)
    POLL, ["POLL"], bits!(POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP)
}
table! {
    /// `how` of sigprocmask(2)
    SIGPROCMASK, ["SIG_"], field!(0; SIG_BLOCK SIG_UNBLOCK SIG_SETMASK)
}
table! {
    /// `si_code` of a signal that a process, a timer or the kernel sent
    SIGNAL_CODE, ["SI_"], field!(0; SI_USER SI_KERNEL SI_QUEUE SI_TIMER SI_MESGQ SI_ASYNCIO SI_SIGIO SI_TKILL)
}
table! {
    /// `si_code` of `SIGCHLD`
    CHILD_CODE, ["CLD_"], field!(0; CLD_EXITED CLD_KILLED CLD_DUMPED CLD_TRAPPED CLD_STOPPED CLD_CONTINUED)
}
table! {
    /// `flags` of unshare(2)
    NAMESPACE, ["CLONE_"],
    bits!(CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWUSER CLONE_NEWUTS CLONE_FILES CLONE_FS CLONE_SYSVSEM)
}

/// Every table.
pub const ALL: &[&Table] = &[
    SHMGET,
    MSGGET,
    SEMGET,
    SHMAT,
    SHMCTL,
    MSGCTL,
    SEMCTL,
    SHM_MODE,
    MSGRCV,
    SEMOP,
    OPEN,
    PROT,
    MMAP,
    MSYNC,
    MREMAP,
    MADVISE,
    MLOCK,
    FAMILY,
    SOCKET,
    MESSAGE,
    SHUTDOWN,
    LEVEL,
    SOCKET_OPTION,
    TCP_OPTION,
    FCNTL,
    DESCRIPTOR,
    SEAL,
    LOCK,
    FLOCK,
    SEEK,
    SPLICE,
    PATHCONF,
    EVENTFD,
    SIGNALFD,
    TIMERFD,
    TIMERFD_SET,
    CLOCK,
    MEMFD,
    PIDFD,
    POLL,
    SIGPROCMASK,
    SIGNAL_CODE,
    CHILD_CODE,
    NAMESPACE,
];
