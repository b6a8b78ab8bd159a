//! `getsockopt setsockopt getsockname getpeername peercred`: what is known about a socket, and what can be set.

use super::address::reachable;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::{above_standard, give_fd, of};
use crate::builtin::ipc::flags;
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{J, V, any, one, optional};
use crate::builtin::{BuiltinError, CallResult, Ctx, What};
use crate::plan::{Call, printable};
use crate::sys::ipc::flags::{FAMILY, LEVEL, SOCKET as KINDS, SOCKET_OPTION, TCP_OPTION};
use crate::sys::ipc::socket::message::Credentials;
use crate::sys::ipc::socket::{self, Address, option};
use crate::sys::{Errno, Fd, c, errno_name};

row! {
    /// `getsockname`
    GETSOCKNAME = "getsockname" plain(getsockname),
    options [V],
    operands [one("FD", What::Fd)],
    "getsockname [-v VAR] FD",
    "\
int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);

Prints the address that a socket has: unix:/path, unix:@name, HOST:PORT, or unnamed.
  -v VAR   put it into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    listen -v l tcp:0
    getsockname $l >/dev/null
    close $l
"
}

impl CallResult for Address {
    fn placeholder() -> Self {
        Self::Unnamed
    }

    fn number(&self) -> i64 {
        0
    }
}

fn getsockname(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    name(ctx, args, "getsockname", socket::name)
}

row! {
    /// `getpeername`
    GETPEERNAME = "getpeername" plain(getpeername),
    options [V],
    operands [one("FD", What::Fd)],
    "getpeername [-v VAR] FD",
    "\
int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);

Prints the address of the other end of a connection.
  -v VAR   put it into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    listen -v l unix:@demo-$$
    connect -v s unix:@demo-$$
    getpeername $s >/dev/null
    close $l $s
"
}

fn getpeername(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    name(ctx, args, "getpeername", socket::peer_name)
}

fn name(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    call: &'static str,
    ask: fn(Fd) -> Result<Address, Errno>,
) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let fd = of(ctx, "FD", args.operand(0))?;
    let address = ctx.syscall(
        || {
            Call::new(call)
                .int("sockfd", fd)
                .told()
                .out("addr", "&addr")
        },
        || ask(fd),
    )?;
    let text = reachable(ctx, fd, &address);
    sink.give(ctx, text.as_bytes())?;
    OK
}

row! {
    /// `peercred`
    PEERCRED = "peercred" plain(peercred),
    options [V, J],
    operands [one("FD", What::Fd), any("MEMBER", What::Word(&["pid", "uid", "gid"]))],
    "peercred [-v VAR] [-j] FD [MEMBER…]",
    "\
int getsockopt(int sockfd, SOL_SOCKET, SO_PEERCRED, struct ucred *cred, socklen_t *len);

Prints who is at the other end of a Unix connection: pid, uid, gid, as they were when it was made. Nobody can lie about it.
  -v VAR   put the lines name=value into the array VAR, or the value of one MEMBER into VAR
  -j       JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socketpair sv
    peercred ${sv[0]} uid
    close ${sv[0]} ${sv[1]}
"
}

impl CallResult for Credentials {
    fn placeholder() -> Self {
        Self {
            pid: 0,
            uid: 0,
            gid: 0,
        }
    }

    fn number(&self) -> i64 {
        0
    }
}

fn peercred(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let fd = of(ctx, "FD", args.operand(0))?;
    let peer = credentials(ctx, fd)?;
    Record::new()
        .number("pid", peer.pid)
        .number("uid", peer.uid)
        .number("gid", peer.gid)
        .give(ctx, args, sink, args.rest(1))
}

fn credentials(ctx: &mut Ctx<'_>, fd: Fd) -> Result<Credentials, BuiltinError> {
    ctx.syscall(
        || describe("getsockopt", fd, c::SOL_SOCKET, c::SO_PEERCRED).out("optval", "&cred"),
        || option::peer_credentials(fd),
    )
}

/// The call with the names of level and option.
fn describe(name: &'static str, fd: Fd, level: i32, option: i32) -> Call {
    let table = if level == c::IPPROTO_TCP {
        TCP_OPTION
    } else {
        SOCKET_OPTION
    };
    Call::new(name)
        .int("sockfd", fd)
        .told()
        .names("level", flags::name_of(level, LEVEL))
        .names("optname", flags::name_of(option, table))
        .told()
}

/// Level and option: `[LEVEL] NAME`; the rest of the operands.
fn level_and_option<'w, 'a>(
    words: &'w [&'a [u8]],
) -> Result<(i32, i32, &'w [&'a [u8]]), BuiltinError> {
    let (level, words) = match words {
        [first, rest @ ..] if LEVEL.value(first).is_some() && !rest.is_empty() => {
            (Some(flags::word("LEVEL", first, LEVEL)?), rest)
        }
        words => (None, words),
    };
    let [name, rest @ ..] = words else {
        return Err(BuiltinError::usage("missing operand OPTION"));
    };
    let own = |table| flags::word("OPTION", name, table);
    match level {
        Some(c::IPPROTO_TCP) => Ok((c::IPPROTO_TCP, own(TCP_OPTION)?, rest)),
        Some(c::SOL_SOCKET) => Ok((c::SOL_SOCKET, own(SOCKET_OPTION)?, rest)),
        Some(level) => Ok((level, number::int("OPTION", name)?, rest)),
        None if TCP_OPTION.value(name).is_some() && SOCKET_OPTION.value(name).is_none() => {
            Ok((c::IPPROTO_TCP, own(TCP_OPTION)?, rest))
        }
        None => Ok((c::SOL_SOCKET, own(SOCKET_OPTION)?, rest)),
    }
}

const SO_PEERPIDFD: i32 = 77;

row! {
    /// `getsockopt`
    GETSOCKOPT = "getsockopt" plain(getsockopt),
    options [V],
    operands [
        one("FD", What::Fd),
        one("[LEVEL] OPTION", What::Flags(SOCKET_OPTION)),
        optional("OPTION", What::Flags(SOCKET_OPTION)),
    ],
    "getsockopt [-v VAR] FD [LEVEL] OPTION",
    "\
int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);

Prints an option of a socket: SO_TYPE, SO_DOMAIN, SO_ERROR, SO_RCVBUF, SO_SNDBUF, SO_RCVTIMEO, SO_LINGER, SO_PEERCRED,
SO_PEERPIDFD (a new descriptor), TCP_NODELAY, … LEVEL is SOL_SOCKET or IPPROTO_TCP; the name of the option tells it.
  -v VAR   put it into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socketpair sv
    getsockopt ${sv[0]} SO_TYPE
    close ${sv[0]} ${sv[1]}
"
}

fn getsockopt(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let fd = of(ctx, "FD", args.operand(0))?;
    let (level, name, rest) = level_and_option(args.rest(1))?;
    if let Some(extra) = rest.first() {
        return Err(bad("OPTION", extra, "unexpected operand").into());
    }
    let call = || describe("getsockopt", fd, level, name).out("optval", "&value");
    if (level, name) == (c::SOL_SOCKET, SO_PEERPIDFD) {
        let pidfd = ctx.syscall(call, || option::peer_pidfd(fd))?;
        let pidfd = above_standard(ctx, pidfd, true)?;
        give_fd(ctx, sink, pidfd)?;
        return OK;
    }
    let mut text = String::new();
    ctx.syscall(call, || {
        text = value(fd, level, name)?;
        Ok(())
    })?;
    sink.give(ctx, text.as_bytes())?;
    OK
}

/// The value in words.
fn value(fd: Fd, level: i32, name: i32) -> Result<String, Errno> {
    let number = || option::number(fd, level, name);
    if level != c::SOL_SOCKET {
        return number().map(|value| value.to_string());
    }
    match name {
        c::SO_TYPE => number().map(|kind| KINDS.decode(i64::from(kind))),
        c::SO_DOMAIN => number().map(|family| flags::name_of(family, FAMILY)),
        c::SO_ERROR => Ok(match option::error(fd) {
            Ok(()) => "0".to_owned(),
            Err(errno @ (Errno::EBADF | Errno::ENOTSOCK)) => return Err(errno),
            Err(errno) => errno_name(errno).to_owned(),
        }),
        c::SO_RCVTIMEO | c::SO_SNDTIMEO => {
            option::timeout(fd, name).map(|time| time.as_secs_f64().to_string())
        }
        c::SO_LINGER => option::linger(fd).map(|time| match time {
            None => "off".to_owned(),
            Some(time) => time.as_secs().to_string(),
        }),
        c::SO_PEERCRED => option::peer_credentials(fd)
            .map(|peer| format!("pid={} uid={} gid={}", peer.pid, peer.uid, peer.gid)),
        c::SO_PEERSEC => option::bytes(fd, level, name).map(|bytes| printable(&bytes)),
        _ => number().map(|value| value.to_string()),
    }
}

row! {
    /// `setsockopt`
    SETSOCKOPT = "setsockopt" plain(setsockopt),
    options [],
    operands [
        one("FD", What::Fd),
        one("[LEVEL] OPTION", What::Flags(SOCKET_OPTION)),
        any("VALUE", What::Number),
    ],
    "setsockopt FD [LEVEL] OPTION VALUE",
    "\
int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);

Sets an option of a socket. VALUE is a number or a size; a time for SO_RCVTIMEO and SO_SNDTIMEO; seconds or off for SO_LINGER.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socketpair sv
    setsockopt ${sv[0]} SO_RCVTIMEO 500ms
    setsockopt ${sv[0]} SO_SNDBUF 64K
    close ${sv[0]} ${sv[1]}
"
}

fn setsockopt(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = of(ctx, "FD", args.operand(0))?;
    let (level, name, rest) = level_and_option(args.rest(1))?;
    let [word] = rest else {
        return Err(BuiltinError::usage("needs one VALUE").into());
    };
    let call = || {
        describe("setsockopt", fd, level, name)
            .names("optval", printable(word))
            .told()
    };
    if level == c::SOL_SOCKET && (name == c::SO_RCVTIMEO || name == c::SO_SNDTIMEO) {
        let time = number::time("VALUE", word)?;
        ctx.syscall(call, || option::set_timeout(fd, name, time))?;
    } else if level == c::SOL_SOCKET && name == c::SO_LINGER {
        let time = match *word {
            b"off" => None,
            word => Some(number::time("VALUE", word)?),
        };
        ctx.syscall(call, || option::set_linger(fd, time))?;
    } else {
        let value = match word.first() {
            Some(b'-') => number::int("VALUE", word)?,
            _ => {
                let size = number::size("VALUE", word)?;
                i32::try_from(size).map_err(|_| bad("VALUE", word, "out of range"))?
            }
        };
        ctx.syscall(call, || option::set_number(fd, level, name, value))?;
    }
    OK
}
