//! `atomic` and `futex`: numbers that several processes change at once, and sleeping until one of them does.

use super::{access, address};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::data::{NumberKind, NumberType};
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Caller, Done, OK, control, plain};
use crate::builtin::ipc::spec::{EINTR, F, N, T, V, any, one, optional};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, Leave, What};
use crate::plan::Call;
use crate::state::ExitStatus;
use crate::sys::Errno;
use crate::sys::ipc::map::access::{AtomicOp, Width, atomic, futex_wait, futex_wake};

const OPERATIONS: &[&str] = &["load", "store", "add", "sub", "xchg", "cas"];

const ATOMIC_ARGUMENTS: Arguments = Arguments {
    options: &[F, V],
    operands: &[
        one("ADDR[+OFF]", What::Address),
        one("OP", What::Word(OPERATIONS)),
        any("VALUE", What::Number),
    ],
};

/// `atomic`
pub(in crate::builtin::ipc) const ATOMIC: Builtin = Builtin {
    name: "atomic",
    kind: Kind::Extension,
    synopsis: "atomic [-f u32] [-v VAR] ADDR[+OFF] load|store N|add N|sub N|xchg N|cas OLD NEW",
    help: "\
unsigned int __atomic_fetch_add(unsigned int *ptr, unsigned int val, int memorder);

Does one step that no other process can see half of, and prints what was there before (store prints nothing). ADDR must
lie in an attachment or mapping and be a multiple of the size.
  -f FMT   u8, u16, u32 (unless given), u64, or signed i8 … i64
  -v VAR   put the number into VAR

Status: 0; 1 for a bad address, or when cas found another value than OLD; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    atomic $a add 5
    atomic $a cas 5 7
    atomic $a load
    munmap $a
",
    arguments: ATOMIC_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ATOMIC_ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let place = address("ADDR", args.operand(0))?;
    let number = number_type(args)?;
    let operation = operation(args, number)?;
    let word = args.operand(1);
    let is_load = operation == AtomicOp::Load;
    if !ctx.is_explaining() {
        access::check(ctx, place, number.bytes, !is_load)?;
    }
    let before = ctx.syscall_because(
        || {
            Call::new("atomic")
                .address("ptr", place)
                .told()
                .names("op", crate::plan::printable(word))
                .told()
        },
        || atomic(place, width(number), operation),
        |errno| match errno {
            Errno::EINVAL => format!("not a multiple of {}", number.bytes),
            Errno::EFAULT => "SIGBUS avoided: the file has no such page".to_owned(),
            _ => String::new(),
        },
    )?;
    let text = decoded(before, number);
    match operation {
        AtomicOp::Store(_) => OK,
        AtomicOp::CompareExchange(old, _) => {
            sink.give(ctx, text.as_bytes())?;
            Ok(ExitStatus::from_bool(ctx.is_explaining() || old == before))
        }
        _ => {
            sink.give(ctx, text.as_bytes())?;
            OK
        }
    }
}

fn number_type(args: &Args<'_>) -> Result<NumberType, BuiltinError> {
    let word = args.value("f").unwrap_or(b"u32");
    NumberType::parse(word)
        .filter(|number| number.kind != NumberKind::Float && number.is_native())
        .ok_or_else(|| bad("FMT", word, "not u8, u16, u32, u64, i8, i16, i32 or i64"))
}

fn width(number: NumberType) -> Width {
    match number.bytes {
        1 => Width::Bits8,
        2 => Width::Bits16,
        4 => Width::Bits32,
        _ => Width::Bits64,
    }
}

fn operation(args: &Args<'_>, number: NumberType) -> Result<AtomicOp, BuiltinError> {
    let values = args
        .rest(2)
        .iter()
        .map(|word| encoded(word, number))
        .collect::<Result<Vec<u64>, _>>()?;
    let name = args.operand(1);
    match (name, &*values) {
        (b"load", []) => Ok(AtomicOp::Load),
        (b"store", [value]) => Ok(AtomicOp::Store(*value)),
        (b"add", [value]) => Ok(AtomicOp::Add(*value)),
        (b"sub", [value]) => Ok(AtomicOp::Sub(*value)),
        (b"xchg", [value]) => Ok(AtomicOp::Exchange(*value)),
        (b"cas", [old, new]) => Ok(AtomicOp::CompareExchange(*old, *new)),
        (b"load", _) => Err(BuiltinError::usage("load takes no VALUE")),
        (b"cas", _) => Err(BuiltinError::usage("cas takes OLD and NEW")),
        (b"store" | b"add" | b"sub" | b"xchg", _) => Err(BuiltinError::usage("takes one VALUE")),
        _ => Err(bad("OP", name, "none of load, store, add, sub, xchg, cas")),
    }
}

/// A number as the bits that it has in memory.
fn encoded(word: &[u8], number: NumberType) -> Result<u64, BuiltinError> {
    let mut wide = [0; 8];
    for (to, from) in wide.iter_mut().zip(number.little_endian(word)?) {
        *to = from;
    }
    Ok(u64::from_le_bytes(wide))
}

fn decoded(bits: u64, number: NumberType) -> String {
    let native = bits.to_ne_bytes();
    let bytes = if cfg!(target_endian = "big") {
        native.get(8 - number.bytes..)
    } else {
        native.get(..number.bytes)
    };
    number.decode(bytes.unwrap_or_default())
}

const FUTEX_ARGUMENTS: Arguments = Arguments {
    options: &[V, T, N, EINTR],
    operands: &[
        one("OP", What::Word(&["wait", "wake"])),
        one("ADDR[+OFF]", What::Address),
        optional("VALUE", What::Number),
    ],
};

/// `futex`
pub(in crate::builtin::ipc) const FUTEX: Builtin = Builtin {
    name: "futex",
    kind: Kind::Extension,
    synopsis: "futex [-t TIME] wait ADDR[+OFF] VALUE | futex [-v VAR] wake ADDR[+OFF] [COUNT]",
    help: "\
long syscall(SYS_futex, uint32_t *uaddr, int op, uint32_t val, const struct timespec *timeout);

wait sleeps while the four bytes at ADDR are VALUE, until somebody wakes it; it returns at once with EAGAIN when they are
not. wake wakes COUNT sleepers (1) and prints how many there were. What semaphores and mutexes are made of.
  -t TIME   give up after TIME (status 124)
  -n        do not wait (status 4)

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    mmap -v a -a 4K
    { until [ $(atomic $a load) = 1 ]; do futex -q wait $a 0; done; echo woken; } &
    atomic $a store 1; futex wake $a; wait
    munmap $a
",
    arguments: FUTEX_ARGUMENTS,
    body: Body::Control(|host, fields| control(host, fields, &FUTEX_ARGUMENTS, futex)),
};

fn futex(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let place = address("ADDR", args.operand(1))?;
    let value = args
        .get(2)
        .map(|word| {
            let value = number::unsigned("VALUE", word)?;
            u32::try_from(value).map_err(|_| bad("VALUE", word, "out of range 0 to 4294967295"))
        })
        .transpose()?;
    match (args.operand(0), value) {
        (b"wait", Some(value)) => wait(caller, args, place, value),
        (b"wait", None) => Err(BuiltinError::usage("missing operand VALUE").into()),
        (b"wake", count) => wake(caller, args, place, count.unwrap_or(1)),
        (other, _) => Err(bad("OP", other, "neither wait nor wake").into()),
    }
}

fn wait(caller: &mut Caller<'_>, args: &Args<'_>, place: usize, value: u32) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    if !ctx.is_explaining() {
        access::check(&mut ctx, place, 4, false)?;
    }
    let is_nonblocking = patience.is_nonblocking;
    let result = caller.blocking_because(
        &patience,
        Timing::Ticks,
        || {
            Call::new("futex")
                .address("uaddr", place)
                .told()
                .names("op", "FUTEX_WAIT")
                .size("val", value as usize)
                .told()
        },
        |left| {
            if is_nonblocking {
                return Err(Stopped::Failed(Errno::EAGAIN));
            }
            futex_wait(place, value, left).map_err(|errno| match errno {
                Errno::ETIMEDOUT => Stopped::TimedOut,
                errno => Stopped::Failed(errno),
            })
        },
        |errno| match errno {
            Errno::EAGAIN if is_nonblocking => String::new(),
            Errno::EAGAIN => "it has another value".to_owned(),
            Errno::EINVAL => "not a multiple of 4".to_owned(),
            _ => String::new(),
        },
    );
    match result {
        // Another value is a failure like any other; only -n makes it "would wait".
        Err(Leave::Error(error)) if error.status == ExitStatus::WOULD_BLOCK && !is_nonblocking => {
            Err(Leave::from(BuiltinError {
                status: ExitStatus::FAILURE,
                ..*error
            }))
        }
        result => result.map(|()| ExitStatus::SUCCESS),
    }
}

fn wake(caller: &mut Caller<'_>, args: &Args<'_>, place: usize, count: u32) -> Done {
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    if !ctx.is_explaining() {
        access::check(&mut ctx, place, 4, false)?;
    }
    let woken = ctx.syscall(
        || {
            Call::new("futex")
                .address("uaddr", place)
                .told()
                .names("op", "FUTEX_WAKE")
                .size("val", count as usize)
        },
        || futex_wake(place, count),
    )?;
    sink.give(&mut ctx, woken.to_string().as_bytes())?;
    OK
}
