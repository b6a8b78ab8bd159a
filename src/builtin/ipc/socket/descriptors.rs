//! `sendfd` and `recvfd`: open files travel from process to process (unix(7), `SCM_RIGHTS`).

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing, end_of_file};
use crate::builtin::ipc::data::unescape;
use crate::builtin::ipc::fd::{above_standard, of, refuse_lost, timing, wait_for};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, N, T, V_ARRAY, flag, one, some, takes};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::plan::{ArgValue, Call};
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::socket::message::{self, MOST_DESCRIPTORS, Received, Room};
use crate::sys::{Errno, Fd, c};

row! {
    /// `sendfd`
    SENDFD = "sendfd" control(sendfd),
    options [takes(b'd', "data", "DATA", What::Text), T, N, EINTR],
    operands [one("SOCK", What::Fd), some("FD", What::Fd)],
    "sendfd [-d DATA] [-t TIME] [-n] SOCK FD…",
    "\
ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);   /* SCM_RIGHTS */

Sends descriptors through a Unix socket: the receiver gets its own numbers for the same open file descriptions, with their
offset and O_NONBLOCK. DATA goes with them (one zero byte unless given: over a stream something must).
  -d DATA   text with the escapes of printf %b
  -n        do not wait (status 4)
  -t TIME   give up after TIME (status 124)

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    socketpair sv
    sysopen -v f /etc/passwd O_RDONLY
    sendfd ${sv[0]} $f
    recvfd -v got ${sv[1]}
    close $f ${got[0]} ${sv[0]} ${sv[1]}
"
}

fn sendfd(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let socket = of(&mut ctx, "SOCK", args.operand(0))?;
    let fds = args
        .rest(1)
        .iter()
        .map(|word| of(&mut ctx, "FD", word))
        .collect::<Result<Vec<Fd>, _>>()?;
    if fds.len() > MOST_DESCRIPTORS {
        return Err(BuiltinError::usage(format!(
            "FD: at most {MOST_DESCRIPTORS} at once (SCM_MAX_FD)"
        ))
        .into());
    }
    let data = args.value("d").map_or_else(|| vec![0], unescape);
    let bits = if patience.is_nonblocking {
        c::MSG_DONTWAIT
    } else {
        0
    };
    caller.blocking_because(
        &patience,
        Timing::Ticks,
        || {
            let list = fds.iter().map(|fd| ArgValue::Int(i64::from(*fd))).collect();
            Call::new("sendmsg")
                .int("sockfd", socket)
                .told()
                .data("iov", &data)
                .arg("SCM_RIGHTS", ArgValue::List(list))
                .told()
        },
        |_| message::send(socket, &data, &fds, bits | c::MSG_NOSIGNAL).map_err(Stopped::from),
        |errno| match errno {
            Errno::EBADF => "one of the descriptors is not open".to_owned(),
            Errno::EINVAL | Errno::EOPNOTSUPP => "only Unix sockets carry descriptors".to_owned(),
            _ => String::new(),
        },
    )?;
    OK
}

row! {
    /// `recvfd`
    RECVFD = "recvfd" control(recvfd),
    options [
        V_ARRAY,
        takes(b'd', "data", "DATAVAR", What::Variable),
        flag(b'x', "cloexec"),
        T,
        N,
        EINTR,
    ],
    operands [one("SOCK", What::Fd)],
    "recvfd [-v ARR] [-d DATAVAR] [-x] [-t TIME] [-n] SOCK",
    "\
ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);   /* SCM_RIGHTS */

Receives descriptors that sendfd, or any program, sent through a Unix socket, and prints their numbers here.
  -v ARR       put the numbers into the array ARR
  -d DATAVAR   put the data that came with them into DATAVAR
  -x           O_CLOEXEC: programs do not inherit them
  -n           do not wait (status 4)
  -t TIME      give up after TIME (status 124)
That descriptors were lost (MSG_CTRUNC: this process cannot open more) is an error, and those that came are closed.

Status: 0; 1 when the call failed, or no descriptor came; 2 for wrong usage; 3 at the end; 4 when it would wait; 124 when TIME
is over.

Example:
    socketpair sv
    sendfd -d note ${sv[0]} 1
    recvfd -v got -d text ${sv[1]}; echo $text
    syswrite ${got[0]} 'hello\\n'
    close ${got[0]} ${sv[0]} ${sv[1]}
"
}

/// How much data may come with descriptors.
const LENGTH: usize = 65536;

fn recvfd(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let data_sink = Sink::new(&mut ctx, args.value("d"))?;
    let socket = of(&mut ctx, "SOCK", args.operand(0))?;
    refuse_lost(&ctx, sink, "descriptor", "recvfd -v ARR SOCK")?;
    let mut buffer = vec![0; LENGTH];
    let bits = if patience.is_nonblocking {
        c::MSG_DONTWAIT
    } else {
        0
    };
    let room = Room {
        descriptors: MOST_DESCRIPTORS,
        credentials: false,
    };
    let call = || {
        Call::new("recvmsg")
            .int("sockfd", socket)
            .told()
            .out("msg", "&msg")
    };
    let received = caller.blocking(&patience, timing(&patience), call, |left| {
        if left.is_some() && !patience.is_nonblocking {
            wait_for(socket, c::POLLIN, &patience, left)?;
        }
        message::receive(socket, &mut buffer, room, bits).map_err(Stopped::from)
    })?;
    let mut ctx = caller.ctx();
    if ctx.is_explaining() {
        sink.give(&mut ctx, b"")?;
        return OK;
    }
    let data = buffer.get(..received.count).unwrap_or_default();
    if data_sink != Sink::Output {
        // Also when no descriptor came with them: they are gone from the socket.
        let text: Vec<u8> = data.iter().copied().filter(|b| *b != 0).collect();
        data_sink.give(&mut ctx, &text)?;
    }
    check(&mut ctx, &received, socket)?;
    let fds = settle(&mut ctx, &received.descriptors, args.has("x"))?;
    let words = fds.iter().map(|fd| fd.to_string().into_bytes()).collect();
    sink.give_list(&mut ctx, words)?;
    OK
}

/// Lost descriptors, none, and the end are told; what came is closed then.
fn check(ctx: &mut Ctx<'_>, received: &Received, socket: Fd) -> Result<(), BuiltinError> {
    let error = if received.is_cut() {
        let call = Call::new("recvmsg").int("sockfd", socket).told().because(
            "MSG_CTRUNC: descriptors were lost; this process may not open more".to_owned(),
        );
        ctx.call_error(&call, Errno::EMFILE)
    } else if received.descriptors.is_empty() && received.count == 0 {
        end_of_file("recvmsg", format!("the peer has closed (sockfd {socket})"))
    } else if received.descriptors.is_empty() {
        BuiltinError::failure(format!("{} bytes came, but no descriptor", received.count))
    } else {
        return Ok(());
    };
    for fd in &received.descriptors {
        let _ = ctx.kernel.close(*fd); // the user never learns its number
    }
    Err(error)
}

/// Above 2, and inherited by programs unless they shall not be.
fn settle(ctx: &mut Ctx<'_>, fds: &[Fd], is_cloexec: bool) -> Result<Vec<Fd>, BuiltinError> {
    fds.iter()
        .map(|fd| {
            let fd = above_standard(ctx, *fd, is_cloexec)?;
            if !is_cloexec {
                let clear = || sys_fd::control(fd, c::F_SETFD, 0);
                clear().map_err(|errno| {
                    ctx.call_error(&Call::new("fcntl").int("fd", fd).told(), errno)
                })?;
            }
            Ok(fd)
        })
        .collect()
}
