//! `mq_open mq_send mq_receive mq_getattr mq_setattr mq_close mq_unlink`: POSIX message queues (mq_overview(7)).
//!
//! A queue is a descriptor; where one is wanted, its name will do too: it is opened for the call.

use super::shm::unlink_all;
use super::{flags_and_mode, why_name};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::data::{Delivery, Format, Input};
use crate::builtin::ipc::fd::{self, above_standard, give_fd, refuse_lost};
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, F, J, M, N, T, V, any, one, optional, some, takes};
use crate::builtin::{BuiltinError, CallResult, Ctx, What};
use crate::plan::{ArgValue, Call};
use crate::state::ipc::Created;
use crate::sys::ipc::flags::OPEN;
use crate::sys::ipc::mq::{self, Attributes};
use crate::sys::{Errno, Fd, c};

row! {
    /// `mq_open`
    MQ_OPEN = "mq_open" plain(mq_open),
    options [V, M],
    operands [
        one("NAME", What::MqName),
        optional("FLAGS", What::Flags(OPEN)),
        optional("LIMITS", What::Word(&["maxmsg=", "msgsize="])),
    ],
    "mq_open [-v VAR] [-m MODE] NAME FLAGS [maxmsg=N,msgsize=N]",
    "\
mqd_t mq_open(const char *name, int oflag, mode_t mode, struct mq_attr *attr);

Opens a message queue by its name (/name), or makes one, and prints its descriptor: it can be polled like any other.
FLAGS are O_RDONLY, O_WRONLY or O_RDWR, O_CREAT, O_EXCL, O_NONBLOCK, and the mode. Programs do not inherit it.
maxmsg and msgsize are limits of a new queue: how many messages, and how long.
  -m MODE   the mode (0600 unless given), less the umask
  -v VAR    put the descriptor into VAR
The queue stays until mq_unlink.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT,0600 maxmsg=4,msgsize=64
    mq_send $q hello 5; mq_receive $q
    mq_close $q; mq_unlink /demo
"
}

fn mq_open(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let name = args.operand(0);
    let (bits, mode) = flags_and_mode(args, 1)?;
    let limits = args.get(2).map(limits).transpose()?;
    refuse_lost(ctx, sink, "descriptor", "mq_open -v VAR NAME FLAGS")?;
    let is_explaining = ctx.is_explaining();
    let creates =
        bits & c::O_CREAT != 0 && !is_explaining && (bits & c::O_EXCL != 0 || !mq::exists(name));
    let fd = ctx.syscall_because(
        || describe_open(name, bits, mode, limits),
        || mq::open(name, bits, mode, limits),
        |errno| match (errno, limits) {
            (Errno::EINVAL, Some(_)) if why_name(name).is_empty() => {
                "a limit is 0, or above those in /proc/sys/fs/mqueue".to_owned()
            }
            _ => why_name(name),
        },
    )?;
    if creates {
        crate::builtin::ipc::ledger::note(ctx.state, Created::MqName(name.to_vec()));
    }
    let fd = above_standard(ctx, fd, true)?;
    give_fd(ctx, sink, fd)?;
    OK
}

fn describe_open(name: &[u8], bits: i32, mode: u32, limits: Option<Attributes>) -> Call {
    let call = Call::new("mq_open")
        .text("name", name)
        .told()
        .names("oflag", OPEN.decode(i64::from(bits)));
    if bits & c::O_CREAT == 0 {
        return call;
    }
    let call = call.mode("mode", mode);
    match limits {
        None => call.names("attr", "NULL"),
        Some(limits) => call
            .arg(
                "attr",
                ArgValue::Struct(vec![
                    ("mq_maxmsg", ArgValue::Int(limits.max_messages)),
                    ("mq_msgsize", ArgValue::Int(limits.max_size)),
                ]),
            )
            .told(),
    }
}

/// `maxmsg=N,msgsize=N`; what is not given is 10 and 8192.
fn limits(word: &[u8]) -> Result<Attributes, BuiltinError> {
    let mut limits = Attributes {
        max_messages: 10,
        max_size: 8192,
        ..Attributes::default()
    };
    for part in word.split(|b| *b == b',') {
        let number = |text: &[u8]| {
            number::size("LIMITS", text).map(|n| i64::try_from(n).unwrap_or(i64::MAX))
        };
        if let Some(text) = part.strip_prefix(b"maxmsg=") {
            limits.max_messages = number(text)?;
        } else if let Some(text) = part.strip_prefix(b"msgsize=") {
            limits.max_size = number(text)?;
        } else {
            return Err(bad("LIMITS", part, "not maxmsg=N or msgsize=N"));
        }
    }
    Ok(limits)
}

/// A queue for one call: the user's descriptor, or one that is opened by name and closed again.
pub(super) struct Queue<'a> {
    pub(super) fd: Fd,
    word: &'a [u8],
    is_ours: bool,
}

impl<'a> Queue<'a> {
    /// The queue that a word means.
    pub(super) fn open(
        ctx: &mut Ctx<'_>,
        word: &'a [u8],
        access: i32,
    ) -> Result<Self, BuiltinError> {
        if !word.starts_with(b"/") {
            let fd = fd::of(ctx, "QUEUE", word)?;
            return Ok(Self {
                fd,
                word,
                is_ours: false,
            });
        }
        let fd = ctx.syscall(
            || describe_open(word, access, 0, None),
            || mq::open(word, access, 0, None),
        )?;
        Ok(Self {
            fd,
            word,
            is_ours: !ctx.is_explaining(),
        })
    }

    /// Closes what was opened for the call.
    pub(super) fn close(&self, ctx: &Ctx<'_>) {
        if self.is_ours {
            let _ = ctx.kernel.close(self.fd); // nobody else knows it
        }
    }

    pub(super) fn call(&self, name: &'static str) -> Call {
        if self.is_ours {
            Call::new(name).text("mqdes", self.word).told()
        } else {
            Call::new(name).int("mqdes", self.fd).told()
        }
    }
}

fn why(errno: Errno) -> String {
    match errno {
        Errno::EBADF => "not a message queue, or not open for this".to_owned(),
        _ => String::new(),
    }
}

row! {
    /// `mq_send`
    MQ_SEND = "mq_send" control(mq_send),
    options [N, T, F, EINTR, takes(b'p', "priority", "PRIO", What::Number)],
    operands [one("QUEUE", What::MqName), some("DATA", What::Text)],
    "mq_send [-n] [-t TIME] [-f FMT] [-p PRIO] QUEUE DATA… | mq_send QUEUE DATA PRIO | mq_send QUEUE -",
    "\
int mq_timedsend(mqd_t mqdes, const char *msg_ptr, size_t msg_len, unsigned int msg_prio, const struct timespec *timeout);

Puts a message into a queue; waits while it is full. QUEUE is a descriptor or a name. A number behind one word of DATA
is the priority, as in C; with several words use -p. Higher priorities are received first.
  -p PRIO   the priority, 0 to 32767 (0 unless given)
  -n        do not wait (status 4)
  -t TIME   give up after TIME (status 124)
  -f FMT    text (with the escapes of printf %b), raw, hex, u32, …

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_send -p 3 $q hello
    mq_receive $q
    mq_close $q; mq_unlink /demo
"
}

fn mq_send(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let (priority, data) = match (args.value("p"), args.rest(1)) {
        (Some(word), _) => (priority(word)?, Input::of(&mut ctx, args, 1)?),
        (None, [data, word]) if word.iter().all(u8::is_ascii_digit) && !word.is_empty() => {
            let format = Format::of(args.value("f"), Format::Text)?;
            (priority(word)?, Input::Bytes(format.encode(&[data])?))
        }
        (None, _) => (0, Input::of(&mut ctx, args, 1)?),
    };
    let data = data.whole(&mut ctx)?;
    let queue = Queue::open(&mut ctx, args.operand(0), c::O_WRONLY)?;
    let result = caller.blocking_because(
        &patience,
        Timing::Guarded,
        || {
            queue
                .call("mq_send")
                .data("msg_ptr", &data)
                .size("msg_len", data.len())
                .told()
                .size("msg_prio", priority as usize)
        },
        |left| {
            let left = if patience.is_nonblocking {
                Some(std::time::Duration::ZERO)
            } else {
                left
            };
            mq::send(queue.fd, &data, priority, left).map_err(|errno| waited(&patience, errno))
        },
        |errno| match errno {
            Errno::EMSGSIZE => mq::attributes(queue.fd).map_or_else(
                |_| String::new(),
                |limits| format!("longer than mq_msgsize, {}", limits.max_size),
            ),
            Errno::EINVAL => "a priority is 0 to 32767".to_owned(),
            errno => why(errno),
        },
    );
    queue.close(&caller.ctx());
    result?;
    OK
}

/// A time that is over means, with `-n`, that it would have to wait.
fn waited(patience: &Patience, errno: Errno) -> Stopped {
    match errno {
        Errno::ETIMEDOUT if patience.is_nonblocking => Stopped::Failed(Errno::EAGAIN),
        Errno::ETIMEDOUT => Stopped::TimedOut,
        errno => Stopped::Failed(errno),
    }
}

fn priority(word: &[u8]) -> Result<u32, BuiltinError> {
    number::int_in("PRIO", word, 0, i32::MAX).map(i32::cast_unsigned)
}

/// A message and its priority.
struct Message(Vec<u8>, u32);

impl CallResult for Message {
    fn placeholder() -> Self {
        Self(Vec::new(), 0)
    }

    fn number(&self) -> i64 {
        self.0.number()
    }
}

row! {
    /// `mq_receive`
    MQ_RECEIVE = "mq_receive" control(mq_receive),
    options [
        N,
        T,
        V,
        F,
        EINTR,
        takes(b'p', "priority", "PRIOVAR", What::Variable),
        takes(b'o', "", "FD", What::Fd),
        takes(b's', "size", "MAX", What::Size),
    ],
    operands [one("QUEUE", What::MqName)],
    "mq_receive [-n] [-t TIME] [-v VAR | -o FD] [-p PRIOVAR] [-s MAX] [-f FMT] QUEUE",
    "\
ssize_t mq_timedreceive(mqd_t mqdes, char *msg_ptr, size_t msg_len, unsigned int *msg_prio, const struct timespec *timeout);

Takes the oldest message of the highest priority out of a queue and prints it; waits while there is none.
QUEUE is a descriptor or a name.
  -v VAR       put the message into VAR
  -o FD        write the bytes to FD as they are
  -p PRIOVAR   put its priority into PRIOVAR
  -s MAX       the size of the buffer: EMSGSIZE if it is below mq_msgsize (exactly that unless given)
  -n           do not wait (status 4)
  -t TIME      give up after TIME (status 124)
  -f FMT       text, raw, hex, u32, struct:NAME, …

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_send $q hello 3
    mq_receive -p prio $q; echo $prio
    mq_close $q; mq_unlink /demo
"
}

fn mq_receive(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let delivery = Delivery::of(&mut ctx, args, Format::Text)?;
    let priority_sink = Sink::new(&mut ctx, args.value("p"))?;
    let asked = args
        .value("s")
        .map(|word| number::size("MAX", word))
        .transpose()?;
    let queue = Queue::open(&mut ctx, args.operand(0), c::O_RDONLY)?;
    let max = asked.unwrap_or_else(|| {
        let limits = mq::attributes(queue.fd).map_or(8192, |limits| limits.max_size);
        usize::try_from(limits).unwrap_or(8192)
    });
    let message = caller.blocking_because(
        &patience,
        Timing::Guarded,
        || {
            queue
                .call("mq_receive")
                .out("msg_ptr", "buf")
                .size("msg_len", max)
                .out("msg_prio", "&prio")
        },
        |left| {
            let left = if patience.is_nonblocking {
                Some(std::time::Duration::ZERO)
            } else {
                left
            };
            mq::receive(queue.fd, max, left)
                .map(|(data, priority)| Message(data, priority))
                .map_err(|errno| waited(&patience, errno))
        },
        |errno| match errno {
            Errno::EMSGSIZE => "the buffer is smaller than mq_msgsize".to_owned(),
            errno => why(errno),
        },
    );
    let mut ctx = caller.ctx();
    queue.close(&ctx);
    let Message(data, priority) = message?;
    if priority_sink != Sink::Output {
        priority_sink.give(&mut ctx, priority.to_string().as_bytes())?;
    }
    delivery.give(&mut ctx, &data, 0)?;
    OK
}

impl CallResult for Attributes {
    fn placeholder() -> Self {
        Self::default()
    }

    fn number(&self) -> i64 {
        0
    }
}

fn record(attributes: Attributes) -> Record {
    Record::new()
        .text("mq_flags", OPEN_NONBLOCK.decode(attributes.flags))
        .number("mq_maxmsg", attributes.max_messages)
        .number("mq_msgsize", attributes.max_size)
        .number("mq_curmsgs", attributes.messages)
}

/// The only flag of a queue.
const OPEN_NONBLOCK: crate::sys::ipc::flags::Table = crate::sys::ipc::flags::Table {
    prefixes: &["O_"],
    flags: &[crate::sys::ipc::flags::Flag {
        name: "O_NONBLOCK",
        value: c::O_NONBLOCK as i64,
        mask: c::O_NONBLOCK as i64,
    }],
    has_mode: false,
};

row! {
    /// `mq_getattr`
    MQ_GETATTR = "mq_getattr" plain(mq_getattr),
    options [V, J],
    operands [one("QUEUE", What::MqName), any("MEMBER", What::Word(MEMBERS))],
    "mq_getattr [-v VAR] [-j] QUEUE [MEMBER…]",
    "\
int mq_getattr(mqd_t mqdes, struct mq_attr *attr);

Prints the limits and the state of a queue, or only these members: mq_flags, mq_maxmsg, mq_msgsize, mq_curmsgs.
  -v VAR   put the lines name=value into the array VAR, or the value of one MEMBER into VAR
  -j       JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_getattr $q mq_curmsgs
    mq_close $q; mq_unlink /demo
"
}

const MEMBERS: &[&str] = &["mq_flags", "mq_maxmsg", "mq_msgsize", "mq_curmsgs"];

fn mq_getattr(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let queue = Queue::open(ctx, args.operand(0), c::O_RDONLY)?;
    let attributes = ctx.syscall_because(
        || queue.call("mq_getattr").out("attr", "&attr"),
        || mq::attributes(queue.fd),
        why,
    );
    queue.close(ctx);
    record(attributes?).give(ctx, args, sink, args.rest(1))
}

row! {
    /// `mq_setattr`
    MQ_SETATTR = "mq_setattr" plain(mq_setattr),
    options [],
    operands [one("QUEUE", What::Fd), one("FLAGS", What::Flags(&OPEN_NONBLOCK))],
    "mq_setattr QUEUE O_NONBLOCK|0",
    "\
int mq_setattr(mqd_t mqdes, const struct mq_attr *newattr, struct mq_attr *oldattr);

Sets or clears O_NONBLOCK of a queue's descriptor, the only thing that can change.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_setattr $q O_NONBLOCK
    mq_close $q; mq_unlink /demo
"
}

fn mq_setattr(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = fd::of(ctx, "QUEUE", args.operand(0))?;
    let bits = crate::builtin::ipc::flags::wide("FLAGS", args.operand(1), &OPEN_NONBLOCK)?;
    ctx.syscall_because(
        || {
            Call::new("mq_setattr").int("mqdes", fd).told().arg(
                "newattr",
                ArgValue::Struct(vec![(
                    "mq_flags",
                    ArgValue::Names(OPEN_NONBLOCK.decode(bits)),
                )]),
            )
        },
        || mq::set_flags(fd, bits),
        why,
    )?;
    OK
}

row! {
    /// `mq_close`
    MQ_CLOSE = "mq_close" plain(mq_close),
    options [],
    operands [one("QUEUE", What::Fd)],
    "mq_close QUEUE",
    "\
int mq_close(mqd_t mqdes);

Closes a queue's descriptor. The queue stays until mq_unlink.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_close $q; mq_unlink /demo
"
}

fn mq_close(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = fd::of(ctx, "QUEUE", args.operand(0))?;
    let kernel = ctx.kernel;
    ctx.syscall_because(
        || Call::new("mq_close").int("mqdes", fd).told(),
        || {
            mq::attributes(fd)?; // only a queue is closed here
            kernel.close(fd)
        },
        why,
    )?;
    OK
}

row! {
    /// `mq_unlink`
    MQ_UNLINK = "mq_unlink" plain(mq_unlink),
    options [],
    operands [some("NAME", What::MqName)],
    "mq_unlink NAME…",
    "\
int mq_unlink(const char *name);

Removes names of message queues. Who has one open keeps it.

Status: 0; 1 when a call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    mq_close $q; mq_unlink /demo
"
}

fn mq_unlink(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    unlink_all(ctx, args, "mq_unlink", mq::unlink, Created::MqName)
}
