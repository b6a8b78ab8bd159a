//! `socket socketpair bind shutdown`: the calls as in C.

use super::address::{parse, shown};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::{above_standard, absolute, give_fd, of, refuse_lost};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{M, N, V, any, flag, one, optional};
use crate::builtin::ipc::{flags, ledger, number};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::plan::Call;
use crate::state::ipc::Created;
use crate::sys::ipc::flags::{FAMILY, SHUTDOWN as HOW, SOCKET as KINDS};
use crate::sys::ipc::socket::{self, Address};
use crate::sys::{Errno, Fd, c, file};

row! {
    /// `socket`
    SOCKET = "socket" plain(run_socket),
    options [V, N],
    operands [
        one("DOMAIN", What::Flags(FAMILY)),
        one("TYPE", What::Flags(KINDS)),
        optional("PROTOCOL", What::Number),
    ],
    "socket [-v VAR] [-n] DOMAIN TYPE [PROTOCOL]",
    "\
int socket(int domain, int type, int protocol);

Makes a socket and prints its descriptor. DOMAIN is AF_UNIX, AF_INET, AF_INET6; TYPE is SOCK_STREAM, SOCK_DGRAM,
SOCK_SEQPACKET, with SOCK_NONBLOCK or SOCK_CLOEXEC. listen and connect make their own when they get an address.
  -v VAR   put the descriptor into VAR
  -n       SOCK_NONBLOCK

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socket -v s AF_UNIX SOCK_DGRAM
    bind $s unix:@demo-$$
    getsockname $s
    close $s
"
}

fn run_socket(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let family = flags::word("DOMAIN", args.operand(0), FAMILY)?;
    let mut kind = flags::parse("TYPE", args.operand(1), KINDS)?;
    let protocol = args
        .get(2)
        .map_or(Ok(0), |word| number::int("PROTOCOL", word))?;
    if args.has("n") {
        kind |= c::SOCK_NONBLOCK;
    }
    refuse_lost(ctx, sink, "descriptor", "socket -v VAR DOMAIN TYPE")?;
    let fd = make(ctx, family, kind, protocol)?;
    give_fd(ctx, sink, fd)?;
    OK
}

/// A new socket above descriptor 2.
pub(super) fn make(
    ctx: &mut Ctx<'_>,
    family: i32,
    kind: i32,
    protocol: i32,
) -> Result<Fd, BuiltinError> {
    let fd = ctx.syscall(
        || {
            Call::new("socket")
                .names("domain", flags::name_of(family, FAMILY))
                .told()
                .names("type", KINDS.decode(i64::from(kind)))
                .told()
                .int("protocol", protocol)
        },
        || socket::socket(family, kind, protocol),
    )?;
    above_standard(ctx, fd, kind & c::SOCK_CLOEXEC != 0)
}

row! {
    /// `socketpair`
    SOCKETPAIR = "socketpair" plain(run_pair),
    options [N, flag(b'x', "cloexec")],
    operands [any("[TYPE] ARR | [TYPE] A B", What::Array)],
    "socketpair [-n] [-x] [stream|dgram|seqpacket] ARR | socketpair [TYPE] A B",
    "\
int socketpair(AF_UNIX, int type, 0, int sv[2]);

Makes two sockets that are connected with each other: what one sends the other receives, in both directions.
${ARR[0]} and ${ARR[1]} are their descriptors, or A and B. stream unless told otherwise; dgram and seqpacket keep messages apart.
  -n   O_NONBLOCK
  -x   O_CLOEXEC

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socketpair sv
    send ${sv[0]} hello; recv ${sv[1]}
    close ${sv[0]} ${sv[1]}
"
}

fn run_pair(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let (mut kind, names) = match args.rest(0) {
        [first, rest @ ..] if !rest.is_empty() && KINDS.parse(first).is_ok() => {
            (flags::parse("TYPE", first, KINDS)?, rest)
        }
        rest => (c::SOCK_STREAM, rest),
    };
    if args.has("n") {
        kind |= c::SOCK_NONBLOCK;
    }
    if args.has("x") {
        kind |= c::SOCK_CLOEXEC;
    }
    let sinks = Sink::pair(ctx, names)?;
    let (one, other) = ctx.syscall(
        || {
            Call::new("socketpair")
                .names("domain", "AF_UNIX")
                .names("type", KINDS.decode(i64::from(kind)))
                .int("protocol", 0)
                .out("sv", "sv")
        },
        || socket::pair(kind),
    )?;
    let is_cloexec = kind & c::SOCK_CLOEXEC != 0;
    let one = above_standard(ctx, one, is_cloexec)?;
    let other = above_standard(ctx, other, is_cloexec)?;
    let text = |fd: Fd| fd.to_string().into_bytes();
    match &*sinks {
        [array] => array.give_list(ctx, vec![text(one), text(other)])?,
        [first, second] => {
            first.give(ctx, &text(one))?;
            second.give(ctx, &text(other))?;
        }
        _ => {}
    }
    OK
}

row! {
    /// `bind`
    BIND = "bind" plain(run_bind),
    options [M, flag(0, "unlink")],
    operands [one("FD", What::Fd), one("ADDR", What::SocketAddress)],
    "bind [-m MODE] [--unlink] FD ADDR",
    "\
int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);

Gives a socket a name. ADDR is unix:/path (a file that stays until it is removed), unix:@name (it goes with the socket),
tcp:HOST:PORT or udp:HOST:PORT.
  -m MODE    the mode of the file; the umask is not applied
  --unlink   remove a socket file that is left over and to which nobody listens

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socket -v s unix dgram
    bind $s unix:@demo-$$
    close $s
"
}

fn run_bind(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = of(ctx, "FD", args.operand(0))?;
    let place = parse(args.operand(1))?;
    let address = place
        .addresses
        .first()
        .ok_or_else(|| number::bad("ADDR", args.operand(1), "no address"))?;
    bind(ctx, args, fd, address)?;
    OK
}

/// Binds; a new path is noted in the ledger.
pub(super) fn bind(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    fd: Fd,
    address: &Address,
) -> Result<(), BuiltinError> {
    let mode = args
        .value("m")
        .map(|word| number::mode("MODE", word))
        .transpose()?;
    if let (Address::Path(path), true, false) = (address, args.has("unlink"), ctx.is_explaining()) {
        remove_stale(path);
    }
    ctx.syscall_because(
        || {
            Call::new("bind")
                .int("sockfd", fd)
                .names("addr", shown(address))
                .told()
        },
        || {
            // The file gets its mode as it comes into being: never for a moment a wider one.
            let before = mode.map(|mode| file::set_umask(!mode & 0o777));
            let result = socket::bind(fd, address);
            if let Some(mask) = before {
                file::set_umask(mask);
            }
            result
        },
        |errno| why(address, errno),
    )?;
    if let (Address::Path(path), false) = (address, ctx.is_explaining()) {
        ledger::note(ctx.state, Created::Socket(absolute(path)));
    }
    Ok(())
}

/// Removes a socket file to which nobody listens any more.
fn remove_stale(path: &[u8]) {
    let is_socket = file::link_status(path).is_ok_and(|status| status.kind == file::Kind::Socket);
    if !is_socket {
        return;
    }
    let address = Address::Path(path.to_vec());
    let is_stale = [c::SOCK_STREAM, c::SOCK_DGRAM, c::SOCK_SEQPACKET]
        .into_iter()
        .all(|kind| refuses(kind, &address));
    if is_stale {
        let _ = file::remove(path); // bind tells when it is still there
    }
}

/// Whether nobody is there. A wrong type of socket is somebody.
fn refuses(kind: i32, address: &Address) -> bool {
    let Ok(fd) = socket::socket(c::AF_UNIX, kind | c::SOCK_CLOEXEC | c::SOCK_NONBLOCK, 0) else {
        return false;
    };
    let result = socket::connect(fd, address);
    crate::sys::ipc::fd::forget(fd);
    result == Err(Errno::ECONNREFUSED)
}

/// Why a name cannot be had.
pub(super) fn why(address: &Address, errno: Errno) -> String {
    match (address, errno) {
        (Address::Path(_), Errno::EADDRINUSE) => {
            "the file exists; --unlink removes it when nobody listens".to_owned()
        }
        (Address::Path(path), Errno::ENAMETOOLONG | Errno::EINVAL) if path.len() > 108 => {
            "a path of a socket has at most 108 bytes".to_owned()
        }
        (Address::Path(_), Errno::ECONNREFUSED) => {
            "the file is there, but nobody listens".to_owned()
        }
        (Address::Abstract(_), Errno::ECONNREFUSED) => "nobody listens".to_owned(),
        _ => String::new(),
    }
}

row! {
    /// `shutdown`
    SHUTDOWN = "shutdown" plain(run_shutdown),
    options [],
    operands [one("FD", What::Fd), one("HOW", What::Flags(HOW))],
    "shutdown FD SHUT_RD|SHUT_WR|SHUT_RDWR",
    "\
int shutdown(int sockfd, int how);

Ends one direction of a connection, or both: after SHUT_WR the peer sees the end of what it reads, and can still answer.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    socketpair sv
    shutdown ${sv[0]} SHUT_WR
    recv -q ${sv[1]} || echo the end
    close ${sv[0]} ${sv[1]}
"
}

fn run_shutdown(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = of(ctx, "FD", args.operand(0))?;
    let how = flags::word("HOW", args.operand(1), HOW)?;
    ctx.syscall(
        || {
            Call::new("shutdown")
                .int("sockfd", fd)
                .told()
                .names("how", flags::name_of(how, HOW))
        },
        || socket::shutdown(fd, how),
    )?;
    OK
}
