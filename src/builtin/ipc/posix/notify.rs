//! `mq_notify`: being told by a signal when a message comes into an empty queue.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{one, optional};
use crate::builtin::ipc::{fd, number};
use crate::builtin::{Ctx, What};
use crate::plan::{ArgValue, Call};
use crate::sys::Errno;
use crate::sys::ipc::mq::{self, Notice};
use crate::sys::signal::{signal_name, signal_number};

row! {
    /// `mq_notify`
    MQ_NOTIFY = "mq_notify" plain(mq_notify),
    options [],
    operands [
        one("QUEUE", What::Fd),
        one("SIGNAL", What::Signal),
        optional("VALUE", What::Number),
    ],
    "mq_notify QUEUE SIGNAL [VALUE] | mq_notify QUEUE none | mq_notify QUEUE off",
    "\
int mq_notify(mqd_t mqdes, const struct sigevent *sevp);

Asks for one signal when a message comes into the queue while it is empty and nobody waits in mq_receive; a trap sees VALUE
in $SIGINFO_VALUE. Only one process can be registered, and the signal ends it. With none, nobody is told, but nobody else
can register; off ends it.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mq_open -v q /demo O_RDWR,O_CREAT
    trap 'echo a message came' USR1
    mq_notify $q USR1
    mq_send $q hello
    mq_close $q; mq_unlink /demo; trap - USR1
"
}

fn mq_notify(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let word = args.operand(1);
    let value = args
        .get(2)
        .map_or(Ok(0), |word| number::int("VALUE", word))?;
    let (notice, event) = match word {
        b"off" => (Notice::Remove, ArgValue::Names("NULL".to_owned())),
        b"none" => (Notice::Nothing, event("SIGEV_NONE", Vec::new())),
        _ => {
            let signal =
                signal_number(word).ok_or_else(|| number::bad("SIGNAL", word, "no such signal"))?;
            let name = signal_name(signal).unwrap_or("?");
            let members = vec![
                ("sigev_signo", ArgValue::Names(format!("SIG{name}"))),
                ("sigev_value", ArgValue::Int(i64::from(value))),
            ];
            (
                Notice::Signal(signal, value),
                event("SIGEV_SIGNAL", members),
            )
        }
    };
    // A name will not do here: closing the descriptor ends the registration.
    let fd = fd::of(ctx, "QUEUE", args.operand(0))?;
    ctx.syscall_because(
        || {
            Call::new("mq_notify")
                .int("mqdes", fd)
                .told()
                .arg("sevp", event.clone())
        },
        || mq::notify(fd, notice),
        |errno| match errno {
            Errno::EBUSY => "a process is registered already".to_owned(),
            Errno::EBADF => "not a message queue".to_owned(),
            _ => String::new(),
        },
    )?;
    OK
}

fn event(kind: &str, mut members: Vec<(&'static str, ArgValue)>) -> ArgValue {
    members.insert(0, ("sigev_notify", ArgValue::Names(kind.to_owned())));
    ArgValue::Struct(members)
}
