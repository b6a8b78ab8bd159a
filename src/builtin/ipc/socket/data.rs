//! `send recv sendto recvfrom`: bytes and messages through sockets.

use super::address::{parse, reachable, shown};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing, end_of_file};
use crate::builtin::ipc::data::{Delivery, Format, Input};
use crate::builtin::ipc::fd::{of, timing, wait_for};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, F, N, T, V, flag, one, optional, some, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{CallResult, OptionSpec, What};
use crate::plan::Call;
use crate::sys::ipc::flags::MESSAGE;
use crate::sys::ipc::socket::message::{self, Received, Room};
use crate::sys::ipc::socket::{self, Address, option};
use crate::sys::{Errno, Fd, c, memory};

const COUNT: OptionSpec = takes(b'c', "", "COUNTVAR", What::Variable);
const FLAGS: OptionSpec = takes(b'F', "flags", "FLAGS", What::Flags(MESSAGE));

row! {
    /// `send`
    SEND = "send" control(send),
    options [COUNT, T, N, F, FLAGS, EINTR],
    operands [one("FD", What::Fd), some("DATA", What::Text)],
    "send [-c COUNTVAR] [-t TIME] [-n] [-f FMT] [-F FLAGS] FD DATA…|-",
    "\
ssize_t send(int sockfd, const void *buf, size_t len, int flags);

Sends once through a connected socket, and puts the number of bytes that went into COUNTVAR, or into REPLY. dgram and
seqpacket sockets keep what one send sent together. Without a receiver it is EPIPE.
DATA are text with the escapes of printf %b unless -f says otherwise; - is standard input, all of it.
  -F FLAGS   MSG_OOB, MSG_MORE, MSG_EOR, …
  -n         do not wait (status 4)
  -t TIME    give up after TIME (status 124)
  -f FMT     raw, hex, base64, u32, cstr, …

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    socketpair seqpacket sv
    send ${sv[0]} one; send ${sv[0]} two
    recv ${sv[1]}; recv ${sv[1]}
    close ${sv[0]} ${sv[1]}
"
}

fn send(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    transmit(caller, args, 1, None)
}

row! {
    /// `sendto`
    SENDTO = "sendto" control(sendto),
    options [COUNT, T, N, F, FLAGS, EINTR],
    operands [
        one("FD", What::Fd),
        one("ADDR", What::SocketAddress),
        some("DATA", What::Text),
    ],
    "sendto [-c COUNTVAR] [-t TIME] [-n] [-f FMT] [-F FLAGS] FD ADDR DATA…|-",
    "\
ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t addrlen);

Sends a message to an address: unix:/path, unix:@name, udp:HOST:PORT. The rest is as for send.
  -c COUNTVAR   put the number of bytes into COUNTVAR (REPLY unless given)
  -F FLAGS      MSG_OOB, MSG_MORE, …
  -n            do not wait (status 4)
  -t TIME       give up after TIME (status 124)
  -f FMT        raw, hex, base64, u32, cstr, …

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    listen -v l -k dgram unix:@demo-$$
    socket -v s unix dgram
    sendto $s unix:@demo-$$ hello
    recv $l
    close $l $s
"
}

fn sendto(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let word = args.operand(1);
    let place = parse(word)?;
    let address = place.addresses.into_iter().next();
    let address = address.ok_or_else(|| number::bad("ADDR", word, "no address"))?;
    transmit(caller, args, 2, Some(address))
}

fn transmit(caller: &mut Caller<'_>, args: &Args<'_>, data_at: usize, to: Option<Address>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let counter = Sink::variable(&mut ctx, args.value("c").unwrap_or(b"REPLY"))?;
    let fd = of(&mut ctx, "FD", args.operand(0))?;
    let mut bits = flags::optional("FLAGS", args.value("F"), MESSAGE)?;
    if patience.is_nonblocking {
        bits |= c::MSG_DONTWAIT;
    }
    let data = Input::of(&mut ctx, args, data_at)?.whole(&mut ctx)?;
    let count = caller.blocking_because(
        &patience,
        Timing::Ticks,
        || {
            let call = Call::new(if to.is_some() { "sendto" } else { "send" })
                .int("sockfd", fd)
                .told()
                .data("buf", &data)
                .size("len", data.len())
                .names("flags", MESSAGE.decode(i64::from(bits)));
            match &to {
                Some(address) => call.names("dest_addr", shown(address)).told(),
                None => call,
            }
        },
        // Never SIGPIPE: the shell hears of it by EPIPE.
        |_| socket::send(fd, &data, bits | c::MSG_NOSIGNAL, to.as_ref()).map_err(Stopped::from),
        |errno| match errno {
            Errno::EMSGSIZE => "a message is not longer than the socket's send buffer".to_owned(),
            Errno::EDESTADDRREQ | Errno::ENOTCONN => {
                "not connected: sendto names an address".to_owned()
            }
            Errno::ECONNREFUSED => "nobody listens".to_owned(),
            _ => String::new(),
        },
    )?;
    counter.give(&mut caller.ctx(), count.to_string().as_bytes())?;
    OK
}

/// `--peek`
const PEEK: OptionSpec = flag(0, "peek");
/// `--waitall`
const WAITALL: OptionSpec = flag(0, "waitall");

row! {
    /// `recv`
    RECV = "recv" control(recv),
    options [
        V,
        takes(b'o', "", "FD", What::Fd),
        COUNT,
        T,
        N,
        F,
        FLAGS,
        EINTR,
        PEEK,
        WAITALL,
    ],
    operands [one("FD", What::Fd), optional("LEN", What::Size)],
    "recv [-v VAR | -o FD] [-c COUNTVAR] [-t TIME] [-n] [-f FMT] [-F FLAGS] [--peek] [--waitall] FD [LEN]",
    "\
ssize_t recv(int sockfd, void *buf, size_t len, int flags);

Receives once from a socket: at most LEN bytes (65536 unless given); of dgram and seqpacket sockets one message, whose rest is
lost when it is longer. Waits until something comes. When the peer has closed, the status is 3.
  -v VAR        put the data into VAR
  -o FD         write the data to FD as they are
  -c COUNTVAR   put the number of bytes into COUNTVAR
  --peek        leave the data there
  --waitall     wait for all of LEN
  -F FLAGS      MSG_OOB, …
  -n            do not wait (status 4)
  -t TIME       give up after TIME (status 124)
  -f FMT        text, raw, hex, u32, struct:NAME, …

Status: 0; 1 when the call failed; 2 for wrong usage; 3 at the end; 4 when it would wait; 124 when TIME is over.

Example:
    socketpair sv
    send ${sv[0]} hello
    recv --peek ${sv[1]}; recv ${sv[1]} 5
    close ${sv[0]} ${sv[1]}
"
}

fn recv(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    receive(caller, args, "recv")
}

row! {
    /// `recvfrom`
    RECVFROM = "recvfrom" control(recvfrom),
    options [
        V,
        takes(b'o', "", "FD", What::Fd),
        COUNT,
        T,
        N,
        F,
        FLAGS,
        EINTR,
        PEEK,
        WAITALL,
        takes(b'a', "", "ADDRVAR", What::Variable),
    ],
    operands [one("FD", What::Fd), optional("LEN", What::Size)],
    "recvfrom [-a ADDRVAR] [-v VAR | -o FD] [-c COUNTVAR] [-t TIME] [-n] [-f FMT] [-F FLAGS] [--peek] [--waitall] FD [LEN]",
    "\
ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);

Receives as recv does, and tells who sent it: into ADDRVAR, or on a line of its own before the data.
  -a ADDRVAR    put the sender's address into ADDRVAR
  -v VAR        put the data into VAR
  -o FD         write the data to FD as they are
  -c COUNTVAR   put the number of bytes into COUNTVAR
  --peek        leave the data there
  --waitall     wait until LEN bytes are there
  -n            do not wait (status 4)
  -t TIME       give up after TIME (status 124)
  -f FMT        text, raw, hex, u32, struct:NAME, …

Status: 0; 1 when the call failed; 2 for wrong usage; 3 at the end; 4 when it would wait; 124 when TIME is over.

Example:
    listen -v a -k dgram unix:@demo-a-$$
    listen -v b -k dgram unix:@demo-b-$$
    sendto $a unix:@demo-b-$$ hello
    recvfrom -a from $b; echo $from
    close $a $b
"
}

fn recvfrom(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    receive(caller, args, "recvfrom")
}

impl CallResult for Received {
    fn placeholder() -> Self {
        Self {
            count: 0,
            from: Address::Unnamed,
            descriptors: Vec::new(),
            credentials: None,
            flags: 0,
        }
    }

    fn number(&self) -> i64 {
        self.count.number()
    }
}

/// How much is received unless told.
const LENGTH: usize = 65536;

fn receive(caller: &mut Caller<'_>, args: &Args<'_>, name: &'static str) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let delivery = Delivery::of(&mut ctx, args, Format::Text)?;
    let counter = Sink::new(&mut ctx, args.value("c"))?;
    let sender = Sink::new(&mut ctx, args.value("a"))?;
    let fd = of(&mut ctx, "FD", args.operand(0))?;
    let length = match args.get(1) {
        Some(word) => number::size("LEN", word)?,
        None => delivery.length(&ctx).unwrap_or(LENGTH),
    };
    let bits = receive_flags(args, &patience)?;
    let Ok(mut buffer) = memory::zeroed(length) else {
        return Err(ctx
            .call_error(&describe(name, fd, length, bits), Errno::ENOMEM)
            .into());
    };
    let received = caller.blocking(
        &patience,
        timing(&patience),
        || describe(name, fd, length, bits),
        |left| {
            if left.is_some() && !patience.is_nonblocking {
                wait_for(fd, c::POLLIN, &patience, left)?;
            }
            message::receive(fd, &mut buffer, Room::default(), bits).map_err(Stopped::from)
        },
    )?;
    let mut ctx = caller.ctx();
    let count = received.count.min(length);
    if counter != Sink::Output {
        counter.give(&mut ctx, count.to_string().as_bytes())?;
    }
    if count == 0 && length > 0 && !ctx.is_explaining() && keeps_order(fd) {
        delivery.assign_empty(&mut ctx)?;
        return Err(end_of_file(name, format!("the peer has closed (sockfd {fd})")).into());
    }
    if received.is_truncated() && !args.is_quiet {
        ctx.complain(format!(
            "warning: the message was longer than {length} bytes; the rest is lost"
        ));
    }
    if received.is_cut() && !args.is_quiet {
        ctx.complain("warning: descriptors that came with it are lost; recvfd receives them");
    }
    if name == "recvfrom" {
        let text = reachable(&mut ctx, fd, &received.from);
        sender.give(&mut ctx, text.as_bytes())?;
    }
    delivery.give(&mut ctx, buffer.get(..count).unwrap_or_default(), 0)?;
    OK
}

fn receive_flags(
    args: &Args<'_>,
    patience: &Patience,
) -> Result<i32, crate::builtin::BuiltinError> {
    let mut bits = flags::optional("FLAGS", args.value("F"), MESSAGE)?;
    for (option, bit) in [("peek", c::MSG_PEEK), ("waitall", c::MSG_WAITALL)] {
        if args.has(option) {
            bits |= bit;
        }
    }
    if patience.is_nonblocking {
        bits |= c::MSG_DONTWAIT;
    }
    Ok(bits)
}

fn describe(name: &'static str, fd: Fd, length: usize, bits: i32) -> Call {
    Call::new(name)
        .int("sockfd", fd)
        .told()
        .out("buf", "buf")
        .size("len", length)
        .names("flags", MESSAGE.decode(i64::from(bits)))
}

/// Whether no bytes mean the end: not for datagrams, which may be empty.
fn keeps_order(fd: Fd) -> bool {
    option::number(fd, c::SOL_SOCKET, c::SO_TYPE).is_ok_and(|kind| kind != c::SOCK_DGRAM)
}
