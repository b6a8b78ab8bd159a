//! `listen accept connect`: how two processes find each other.

use std::time::Duration;

use super::address::{Place, parse, reachable, shown};
use super::primitive::{bind, make, why};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::fd::{above_standard, give_fd, of, refuse_lost, timing, wait_for};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, M, N, T, V, flag, one, optional, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, CallResult, Ctx, Leave, What};
use crate::plan::Call;
use crate::sys::ipc::event::{Polled, poll};
use crate::sys::ipc::flags::SOCKET as KINDS;
use crate::sys::ipc::socket::{self, Address, option};
use crate::sys::{Errno, Fd, c, resource};

row! {
    /// `listen`
    LISTEN = "listen" plain(listen),
    options [
        V,
        M,
        N,
        takes(b'b', "backlog", "BACKLOG", What::Number),
        takes(b'k', "kind", "TYPE", What::Flags(KINDS)),
        flag(0, "unlink"),
    ],
    operands [one("FD|ADDR", What::SocketAddress), optional("BACKLOG", What::Number)],
    "listen FD [BACKLOG] | listen [-v VAR] [-b BACKLOG] [-k TYPE] [-m MODE] [-n] [--unlink] ADDR",
    "\
int listen(int sockfd, int backlog);

Lets others connect to a bound socket. With ADDR it does socket, bind and listen, and prints the descriptor; for udp:… there
is nothing to listen for: it only binds.
ADDR is unix:/path, unix:@name, tcp:HOST:PORT or udp:HOST:PORT (tcp:0 takes any free port, getsockname tells it).
  -v VAR       put the descriptor into VAR
  -b BACKLOG   how many may wait to be accepted (128 unless given)
  -k TYPE      stream (unless given), seqpacket or dgram
  -m MODE      the mode of the file of a Unix socket (0600 unless given)
  -n           O_NONBLOCK
  --unlink     remove a socket file that is left over and to which nobody listens

Status: 0; 1 when a call failed; 2 for wrong usage.

Example:
    listen -v l unix:@demo-$$
    connect -v s unix:@demo-$$
    accept -v a $l
    send $s hello; recv $a
    close $l $s $a
"
}

/// How many may wait unless told.
const BACKLOG: i32 = 128;

fn listen(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let word = args.operand(0);
    let backlog = args
        .value("b")
        .or(args.get(1))
        .map_or(Ok(BACKLOG), |word| number::int("BACKLOG", word))?;
    if word.first().is_some_and(u8::is_ascii_digit) {
        let fd = of(ctx, "FD", word)?;
        listen_on(ctx, fd, backlog)?;
        return OK;
    }
    let sink = Sink::new(ctx, args.value("v"))?;
    let place = parse(word)?;
    let kind = kind(args, &place)?;
    let address = place
        .addresses
        .first()
        .ok_or_else(|| number::bad("ADDR", word, "no address"))?;
    refuse_lost(ctx, sink, "descriptor", "listen -v VAR ADDR")?;
    let fd = make(ctx, address.family(), kind, 0)?;
    let result = set_up(ctx, args, fd, address, kind, backlog);
    if let Err(error) = result {
        let _ = ctx.kernel.close(fd); // nothing went through it
        return Err(error.into());
    }
    give_fd(ctx, sink, fd)?;
    OK
}

/// The type of socket: what `-k` or the address says, else a stream.
fn kind(args: &Args<'_>, place: &Place) -> Result<i32, BuiltinError> {
    let mut kind = match args.value("k") {
        Some(word) => flags::parse("TYPE", word, KINDS)?,
        None => place.kind.unwrap_or(c::SOCK_STREAM),
    };
    if args.has("n") {
        kind |= c::SOCK_NONBLOCK;
    }
    Ok(kind)
}

fn set_up(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    fd: Fd,
    address: &Address,
    kind: i32,
    backlog: i32,
) -> Result<(), BuiltinError> {
    let is_internet = matches!(address, Address::Internet(_));
    let is_datagram = kind & 0xf == c::SOCK_DGRAM;
    if is_internet && !is_datagram {
        ctx.syscall(
            || {
                Call::new("setsockopt")
                    .int("sockfd", fd)
                    .names("level", "SOL_SOCKET")
                    .names("optname", "SO_REUSEADDR")
                    .int("optval", 1)
            },
            || option::set_number(fd, c::SOL_SOCKET, c::SO_REUSEADDR, 1),
        )?;
    }
    if matches!(address, Address::Path(_)) && args.value("m").is_none() {
        // As private as any IPC object is here by default.
        bind_private(ctx, args, fd, address)?;
    } else {
        bind(ctx, args, fd, address)?;
    }
    if is_datagram {
        return Ok(());
    }
    listen_on(ctx, fd, backlog)
}

fn bind_private(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    fd: Fd,
    address: &Address,
) -> Result<(), BuiltinError> {
    let before = crate::sys::file::set_umask(0o177);
    let result = bind(ctx, args, fd, address);
    crate::sys::file::set_umask(before);
    result
}

fn listen_on(ctx: &mut Ctx<'_>, fd: Fd, backlog: i32) -> Result<(), BuiltinError> {
    ctx.syscall(
        || {
            Call::new("listen")
                .int("sockfd", fd)
                .told()
                .int("backlog", backlog)
        },
        || socket::listen(fd, backlog),
    )
}

row! {
    /// `accept`
    ACCEPT = "accept" control(accept),
    options [
        V,
        T,
        N,
        EINTR,
        flag(b'x', "cloexec"),
        takes(b'p', "peer", "PEERVAR", What::Variable),
    ],
    operands [one("FD", What::Fd)],
    "accept [-v VAR] [-p PEERVAR] [-t TIME] [-n] [-x] FD",
    "\
int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);

Takes the first who connects to a listening socket and prints the descriptor of the connection; waits until there is one.
  -v VAR       put the descriptor into VAR
  -p PEERVAR   put the peer's address into PEERVAR
  -t TIME      give up after TIME (status 124)
  -n           do not wait (status 4)
  -x           O_CLOEXEC

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    listen -v l unix:@demo-$$
    connect -v s unix:@demo-$$
    accept -v a $l
    close $l $s $a
"
}

/// A connection and its peer.
struct Connection(Fd, Address);

impl CallResult for Connection {
    fn placeholder() -> Self {
        Self(0, Address::Unnamed)
    }

    fn number(&self) -> i64 {
        i64::from(self.0)
    }
}

fn accept(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let peer = Sink::new(&mut ctx, args.value("p"))?;
    let fd = of(&mut ctx, "FD", args.operand(0))?;
    let bits = if args.has("x") { c::SOCK_CLOEXEC } else { 0 };
    refuse_lost(&ctx, sink, "descriptor", "accept -v VAR FD")?;
    let Connection(connection, address) = caller.blocking_because(
        &patience,
        timing(&patience),
        || {
            Call::new("accept4")
                .int("sockfd", fd)
                .told()
                .out("addr", "&addr")
                .out("addrlen", "&len")
                .names(
                    "flags",
                    KINDS.decode(i64::from(bits)).replace("SOCK_STREAM", "0"),
                )
        },
        |left| {
            if patience.has_limit() {
                wait_for(fd, c::POLLIN, &patience, left)?;
            }
            let (connection, address) = socket::accept(fd, bits)?;
            Ok(Connection(connection, address))
        },
        |errno| match errno {
            Errno::EINVAL => "not listening".to_owned(),
            _ => String::new(),
        },
    )?;
    let mut ctx = caller.ctx();
    let connection = above_standard(&mut ctx, connection, bits != 0)?;
    if peer != Sink::Output {
        let text = reachable(&mut ctx, connection, &address);
        peer.give(&mut ctx, text.as_bytes())?;
    }
    give_fd(&mut ctx, sink, connection)?;
    OK
}

row! {
    /// `connect`
    CONNECT = "connect" control(connect),
    options [
        V,
        T,
        N,
        EINTR,
        takes(b'k', "kind", "TYPE", What::Flags(KINDS)),
    ],
    operands [one("FD|ADDR", What::SocketAddress), optional("ADDR", What::SocketAddress)],
    "connect FD ADDR | connect [-v VAR] [-k TYPE] [-t TIME] [-n] ADDR",
    "\
int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);

Connects a socket to an address. With ADDR alone it makes the socket and prints its descriptor.
ADDR is unix:/path, unix:@name, tcp:HOST:PORT or udp:HOST:PORT.
  -v VAR    put the descriptor into VAR
  -k TYPE   stream (unless given), seqpacket or dgram
  -t TIME   give up after TIME (status 124)
  -n        O_NONBLOCK: do not wait (status 4 while it goes on; poll FD:out tells when it is done)

Status: 0; 1 when a call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    listen -v l unix:@demo-$$
    connect -v s unix:@demo-$$
    close $l $s
"
}

fn connect(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let word = args.get(1).unwrap_or_else(|| args.operand(0));
    let place = parse(word)?;
    if args.get(1).is_some() {
        let fd = of(&mut caller.ctx(), "FD", args.operand(0))?;
        let address = place
            .addresses
            .first()
            .ok_or_else(|| number::bad("ADDR", word, "no address"))?;
        connect_to(caller, &patience, fd, address)?;
        return OK;
    }
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let kind = kind(args, &place)?;
    refuse_lost(&ctx, sink, "descriptor", "connect -v VAR ADDR")?;
    let fd = connect_any(caller, &patience, &place, kind)?;
    give_fd(&mut caller.ctx(), sink, fd)?;
    OK
}

/// Tries the addresses one after another; the error is that of the last.
fn connect_any(
    caller: &mut Caller<'_>,
    patience: &Patience,
    place: &Place,
    kind: i32,
) -> Result<Fd, Leave> {
    let mut failure: Leave = BuiltinError::usage("ADDR: no address").into();
    for address in &place.addresses {
        let fd = make(&mut caller.ctx(), address.family(), kind, 0)?;
        match connect_to(caller, patience, fd, address) {
            Ok(()) => return Ok(fd),
            Err(error) => {
                let ctx = caller.ctx();
                let _ = ctx.kernel.close(fd); // nothing went through it
                failure = error;
            }
        }
        if matches!(failure, Leave::Divert(_)) {
            break;
        }
    }
    Err(failure)
}

fn connect_to(
    caller: &mut Caller<'_>,
    patience: &Patience,
    fd: Fd,
    address: &Address,
) -> Result<(), Leave> {
    let mut has_begun = false;
    caller.blocking_because(
        patience,
        Timing::Ticks,
        || {
            Call::new("connect")
                .int("sockfd", fd)
                .names("addr", shown(address))
                .told()
        },
        |left| try_connect(patience, fd, address, left, &mut has_begun),
        |errno| why(address, errno),
    )
}

/// One attempt. A connection over the internet that was interrupted goes on by itself: then it is waited for.
fn try_connect(
    patience: &Patience,
    fd: Fd,
    address: &Address,
    left: Option<Duration>,
    has_begun: &mut bool,
) -> Result<(), Stopped> {
    if !*has_begun {
        match socket::connect(fd, address) {
            Err(Errno::EINTR) if matches!(address, Address::Internet(_)) => *has_begun = true,
            Err(Errno::EINPROGRESS) if !patience.is_nonblocking => *has_begun = true,
            // A full backlog of a Unix socket that does not wait.
            Err(Errno::EAGAIN) if !patience.is_nonblocking => {
                resource::sleep(Duration::from_millis(5))?;
                return Err(Stopped::Failed(Errno::EINTR));
            }
            result => return result.map_err(Stopped::from),
        }
    }
    match poll(&mut [Polled::new(fd, c::POLLOUT)], left, None)? {
        0 => Err(Stopped::TimedOut),
        _ => option::error(fd).map_err(Stopped::from),
    }
}
