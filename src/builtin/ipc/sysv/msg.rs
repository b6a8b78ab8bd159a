//! `msgget msgsnd msgrcv msgctl`: System V message queues.

use super::get::{self, Get};
use super::{key, perm};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::data::{Delivery, Format, Input};
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, F, J, M, N, T, V, any, one, optional, some, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::look;
use crate::plan::{ArgValue, Call};
use crate::state::ipc::Created;
use crate::sys::ipc::flags::{MSGCTL as COMMANDS, MSGGET as GET_FLAGS, MSGRCV as RCV_FLAGS};
use crate::sys::ipc::msg;
use crate::sys::ipc::perm::Change;
use crate::sys::{Errno, c};

row! {
    /// `msgget`
    MSGGET = "msgget" plain(msgget),
    options [V, get::CREATE, get::EXCLUSIVE, M],
    operands [one("KEY", What::Key), optional("FLAGS", What::Flags(GET_FLAGS))],
    "msgget [-v VAR] [-c] [-x] [-m MODE] KEY [FLAGS]",
    "\
int msgget(key_t key, int msgflg);

Finds the message queue with this key, or makes one, and prints its id.
KEY is a number, IPC_PRIVATE (always a new queue) or ftok:PATH[:ID]. FLAGS are IPC_CREAT, IPC_EXCL and the mode.
  -c       IPC_CREAT, with mode 0600 unless another is given
  -x       IPC_EXCL: it must not exist
  -m MODE  the mode in octal; the umask is not applied
  -v VAR   put the id into VAR
The queue stays until somebody removes it: msgctl ID IPC_RMID, or ipcrm -q ID.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    msgget -v q -c IPC_PRIVATE
    msgsnd $q 1 hello; msgrcv $q
    msgctl $q IPC_RMID
"
}

fn msgget(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let get = Get::parse(ctx, args, 1, GET_FLAGS)?;
    let is_explaining = ctx.is_explaining();
    let creates = !is_explaining && get.will_create(|key| msg::get(key, 0) != Err(Errno::ENOENT));
    let with_key = || find(|queue| queue.perm.key == get.key).map(|queue| queue.perm);
    let id = ctx.syscall_because(
        || {
            let call = Call::new("msgget")
                .key("key", get.key)
                .told()
                .names("msgflg", GET_FLAGS.decode(i64::from(get.flags)));
            if is_explaining {
                get.foresee(get.remarks(call), with_key().as_ref())
            } else {
                call
            }
        },
        || msg::get(get.key, get.flags),
        |errno| match errno {
            Errno::EACCES => with_key().as_ref().map_or_else(String::new, perm::shown),
            Errno::ENOSPC => {
                let most = look::sysv::limits().msgmni;
                format!("all {most} queues (msgmni) are in use")
            }
            errno => get::why(get, errno),
        },
    )?;
    if creates {
        get.created(ctx, args, Created::Msg(id));
    }
    sink.give(ctx, id.to_string().as_bytes())?;
    OK
}

fn find(is: impl Fn(&look::sysv::Msg) -> bool) -> Option<look::sysv::Msg> {
    look::sysv::msg().unwrap_or_default().into_iter().find(is)
}

/// `ID`, or `key:KEY`.
fn queue_id(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<i32, BuiltinError> {
    let Some(text) = word.strip_prefix(b"key:") else {
        return number::id("ID", word);
    };
    let key = key::parse_existing(ctx, text)?;
    ctx.syscall(
        || {
            Call::new("msgget")
                .key("key", key)
                .told()
                .names("msgflg", "0")
        },
        || msg::get(key, 0),
    )
}

/// Why a call with an id failed, where the errno alone does not tell.
fn why(id: i32, errno: Errno) -> String {
    match (errno, find(|queue| queue.perm.id == id)) {
        (Errno::EIDRM, _) => "the queue was removed meanwhile".to_owned(),
        (Errno::EINVAL, None) => "no queue has this id".to_owned(),
        (Errno::EACCES | Errno::EPERM, Some(queue)) => perm::shown(&queue.perm),
        _ => String::new(),
    }
}

row! {
    /// `msgsnd`
    MSGSND = "msgsnd" control(msgsnd),
    options [N, T, F, EINTR],
    operands [one("ID", What::MsgId), one("TYPE", What::Number), some("DATA", What::Text)],
    "msgsnd [-n] [-t TIME] [-f FMT] ID|key:KEY TYPE DATA…|-",
    "\
int msgsnd(int msqid, const void *msgp, size_t msgsz, int msgflg);

Puts a message of this type (above 0) into a queue. It waits while the queue is full.
DATA are text with the escapes of printf %b unless -f says otherwise; - is standard input, all of it as one message.
  -n        do not wait (status 4)
  -t TIME   give up after TIME (status 124)
  -f FMT    raw, hex, base64, u32, cstr, …

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    msgget -v q -c IPC_PRIVATE
    msgsnd $q 7 hello
    msgrcv $q 7
    msgctl $q IPC_RMID
"
}

fn msgsnd(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let kind = number::long("TYPE", args.operand(1))?;
    let data = Input::of(&mut ctx, args, 2)?.whole(&mut ctx)?;
    let id = queue_id(&mut ctx, args.operand(0))?;
    let bits = if patience.is_nonblocking {
        c::IPC_NOWAIT
    } else {
        0
    };
    caller.blocking_because(
        &patience,
        Timing::Ticks,
        || {
            let message = ArgValue::Struct(vec![
                ("mtype", ArgValue::Int(kind)),
                ("mtext", ArgValue::data(&data)),
            ]);
            Call::new("msgsnd")
                .int("msqid", id)
                .told()
                .arg("msgp", message)
                .size("msgsz", data.len())
                .told()
                .names("msgflg", RCV_FLAGS.decode(i64::from(bits)))
        },
        |_| msg::send(id, kind, &data, bits).map_err(Stopped::from),
        |errno| match errno {
            Errno::EINVAL if kind < 1 => "mtype must be above 0".to_owned(),
            Errno::EINVAL if find(|queue| queue.perm.id == id).is_some() => {
                format!("longer than msgmax, {}", look::sysv::limits().msgmax)
            }
            Errno::EAGAIN => "the queue is full".to_owned(),
            errno => why(id, errno),
        },
    )?;
    OK
}

row! {
    /// `msgrcv`
    MSGRCV = "msgrcv" control(msgrcv),
    options [
        N,
        T,
        V,
        F,
        EINTR,
        takes(b'T', "", "TYPEVAR", What::Variable),
        takes(b's', "size", "MAX", What::Size),
        takes(b'o', "", "FD", What::Fd),
        takes(0, "peek", "N", What::Number),
    ],
    operands [
        one("ID", What::MsgId),
        optional("TYPE", What::Number),
        optional("FLAGS", What::Flags(RCV_FLAGS)),
    ],
    "msgrcv [-n] [-t TIME] [-v VAR | -o FD] [-T TYPEVAR] [-s MAX] [-f FMT] [--peek N] ID|key:KEY [TYPE] [FLAGS]",
    "\
ssize_t msgrcv(int msqid, void *msgp, size_t msgsz, long msgtyp, int msgflg);

Takes a message out of a queue and prints it: the first (TYPE 0, or none), the first of this type, or, for a negative
TYPE, the lowest type up to that. It waits while there is none.
FLAGS are MSG_NOERROR (cut what is longer than MAX), MSG_EXCEPT (any type but this), IPC_NOWAIT.
  -v VAR       put the message into VAR
  -o FD        write the bytes to FD as they are
  -T TYPEVAR   put its type into TYPEVAR
  -s MAX       take at most MAX bytes; a longer message stays, E2BIG (the largest possible unless given)
  -n           do not wait (status 4)
  -t TIME      give up after TIME (status 124)
  -f FMT       text, raw, hex, u32, struct:NAME, …
  --peek N     show message number N, counted from 0, and leave it in the queue (MSG_COPY)

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    msgget -v q -c IPC_PRIVATE
    msgsnd $q 2 world; msgsnd $q 1 hello
    msgrcv -T type $q -9; echo $type
    msgrcv --peek 0 $q
    msgctl $q IPC_RMID
"
}

/// What is to be received.
#[derive(Clone, Copy)]
struct Receive {
    id: i32,
    max: usize,
    kind: i64,
    bits: i32,
}

fn msgrcv(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let delivery = Delivery::of(&mut ctx, args, Format::Text)?;
    let type_sink = Sink::new(&mut ctx, args.value("T"))?;
    let Receive {
        id,
        max,
        kind,
        bits,
    } = receive_request(&mut ctx, args, &patience)?;
    let message = caller.blocking_because(
        &patience,
        Timing::Ticks,
        || {
            Call::new("msgrcv")
                .int("msqid", id)
                .told()
                .out("msgp", "&msg")
                .size("msgsz", max)
                .int("msgtyp", kind)
                .told()
                .names("msgflg", RCV_FLAGS.decode(i64::from(bits)))
        },
        |_| msg::receive(id, max, kind, bits).map_err(Stopped::from),
        |errno| match errno {
            Errno::E2BIG => format!("the message is longer than {max}; MSG_NOERROR would cut it"),
            errno => why(id, errno),
        },
    )?;
    let mut ctx = caller.ctx();
    if type_sink != Sink::Output {
        type_sink.give(&mut ctx, message.kind.to_string().as_bytes())?;
    }
    delivery.give(&mut ctx, &message.data, 0)?;
    OK
}

fn receive_request(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    patience: &Patience,
) -> Result<Receive, BuiltinError> {
    let is_number = |word: &[u8]| {
        word.first()
            .is_some_and(|b| b.is_ascii_digit() || *b == b'-' || *b == b'+')
    };
    let (kind, words) = match args.rest(1) {
        [word, rest @ ..] if is_number(word) => (number::long("TYPE", word)?, rest),
        rest => (0, rest),
    };
    let mut bits = 0;
    for word in words {
        bits |= flags::parse("FLAGS", word, RCV_FLAGS)?;
    }
    if patience.is_nonblocking {
        bits |= c::IPC_NOWAIT;
    }
    let max = match args.value("s") {
        Some(word) => number::size("MAX", word)?,
        None => largest_message(),
    };
    let peek = args
        .value("peek")
        .map(|word| number::int_in("N", word, 0, i32::MAX))
        .transpose()?;
    let id = queue_id(ctx, args.operand(0))?;
    Ok(match peek {
        None => Receive {
            id,
            max,
            kind,
            bits,
        },
        Some(place) => Receive {
            id,
            max,
            kind: i64::from(place),
            bits: bits | c::MSG_COPY | c::IPC_NOWAIT,
        },
    })
}

/// No message is longer, unless the limit was lowered after it was sent: 64 KiB are cheap.
fn largest_message() -> usize {
    thread_local! {
        static LARGEST: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
    LARGEST.with(|largest| {
        if largest.get() == 0 {
            let most = look::sysv::limits().msgmax.max(64 * 1024);
            largest.set(usize::try_from(most).unwrap_or(64 * 1024));
        }
        largest.get()
    })
}

row! {
    /// `msgctl`
    MSGCTL = "msgctl" plain(msgctl),
    options [V, J],
    operands [
        one("ID", What::MsgId),
        one("CMD", What::Flags(COMMANDS)),
        any("ARG", What::Number),
    ],
    "msgctl [-v VAR] [-j] ID|key:KEY CMD [ARG…]",
    "\
int msgctl(int msqid, int cmd, struct msqid_ds *buf);

Looks at, changes or removes a message queue.
  IPC_STAT [MEMBER…]                            print struct msqid_ds, or only these members of it
  IPC_SET [mode=M] [uid=U] [gid=G] [qbytes=N]   change owner, mode, and how many bytes it may hold
  IPC_RMID                                      remove it at once: who sleeps in it gets EIDRM
  IPC_INFO, MSG_INFO                            limits, and what is in use (any ID)
  -v VAR   put the lines name=value into the array VAR, or the value of one MEMBER into VAR
  -j       JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    msgget -v q -c IPC_PRIVATE
    msgctl -v n $q IPC_STAT msg_qnum
    msgctl $q IPC_RMID
"
}

const MSG_INFO: i32 = 12;

fn msgctl(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let command = flags::word("CMD", args.operand(1), COMMANDS)?;
    let id = queue_id(ctx, args.operand(0))?;
    let rest = args.rest(2);
    let call = || {
        Call::new("msgctl")
            .int("msqid", id)
            .told()
            .names("cmd", flags::name_of(command, COMMANDS))
            .told()
    };
    let why = |errno| why(id, errno);
    let record = match command {
        c::IPC_STAT => {
            let call = || call().out("buf", "&ds");
            record(&ctx.syscall_because(call, || msg::stat(id), why)?)
        }
        c::IPC_SET => {
            let (change, most) = change(rest)?;
            let call = || call().arg("buf", perm::as_struct("msg_perm", change));
            ctx.syscall_because(call, || msg::set(id, change, most), why)?;
            return OK;
        }
        c::IPC_RMID => {
            perm::no_more(rest)?;
            ctx.syscall_because(|| call().names("buf", "NULL"), || msg::remove(id), why)?;
            crate::builtin::ipc::ledger::strike(ctx.state, &Created::Msg(id));
            return OK;
        }
        c::IPC_INFO => {
            let limits = ctx.syscall(|| call().out("buf", "&info"), msg::limits)?;
            Record::new()
                .number("msgmax", limits.max_message)
                .number("msgmnb", limits.max_bytes)
                .number("msgmni", limits.max_queues)
        }
        MSG_INFO => {
            let usage = ctx.syscall(|| call().out("buf", "&info"), msg::usage)?;
            Record::new()
                .number("msgpool", usage.queues)
                .number("msgmap", usage.messages)
                .number("msgtql", usage.bytes)
        }
        _ => return Err(perm::by_index().into()),
    };
    record.give(ctx, args, sink, rest)
}

/// What `IPC_SET` changes: owner and mode, and for queues `qbytes`.
fn change(words: &[&[u8]]) -> Result<(Change, Option<u64>), BuiltinError> {
    let mut most = None;
    let mut rest = Vec::new();
    for word in words {
        match word.strip_prefix(b"qbytes=") {
            Some(text) => most = Some(number::size("qbytes", text)? as u64),
            None => rest.push(*word),
        }
    }
    let change = if rest.is_empty() && most.is_some() {
        Change::default()
    } else {
        perm::change(&rest)?
    };
    Ok((change, most))
}

fn record(queue: &msg::Queue) -> Record {
    perm::members("msg_perm", &queue.perm)
        .with("msg_stime", Cell::Time(queue.sent))
        .with("msg_rtime", Cell::Time(queue.received))
        .with("msg_ctime", Cell::Time(queue.changed))
        .number("msg_cbytes", queue.bytes)
        .number("msg_qnum", queue.messages)
        .number("msg_qbytes", queue.max_bytes)
        .number("msg_lspid", queue.last_sender)
        .number("msg_lrpid", queue.last_receiver)
}
