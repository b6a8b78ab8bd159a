//! `timerfd`: a timer that is read.

use std::time::Duration;

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::{above_standard, give_fd, of, refuse_lost};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{N, V, flag, optional, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, CallResult, Ctx, What};
use crate::plan::{ArgValue, Call};
use crate::sys::ipc::event::{self, Timer};
use crate::sys::ipc::flags::{CLOCK, TIMERFD as TFD};
use crate::sys::{Fd, c};

row! {
    /// `timerfd`
    TIMERFD = "timerfd" plain(run),
    options [
        V,
        N,
        takes(b'c', "clock", "CLOCK", What::Flags(CLOCK)),
        takes(b's', "set", "FD", What::Fd),
        takes(b'g', "get", "FD", What::Fd),
        flag(b'a', "absolute"),
    ],
    operands [optional("TIME", What::Time), optional("INTERVAL", What::Time)],
    "timerfd [-v VAR] [-n] [-c CLOCK] [-a] [TIME [INTERVAL]] | timerfd -s FD [-a] TIME [INTERVAL] | timerfd -g FD",
    "\
int timerfd_create(int clockid, int flags); int timerfd_settime(int fd, int flags, const struct itimerspec *new, …);

Makes a timer that expires after TIME, and then every INTERVAL, and prints its descriptor: it becomes readable when it
expires, and sysread -f u64 tells how often. TIME 0 stops it.
  -v VAR     put the descriptor into VAR
  -s FD      set a timer anew
  -g FD      print what is left of it, and its interval, in seconds
  -c CLOCK   CLOCK_MONOTONIC (unless given), CLOCK_REALTIME, CLOCK_BOOTTIME
  -a         TIME is a moment of the clock
  -n         TFD_NONBLOCK

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    timerfd -v t 20ms 10ms
    poll $t; sysread -f u64 $t >/dev/null
    timerfd -s $t 0
    close $t
"
}

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    if let Some(word) = args.value("g") {
        let fd = of(ctx, "FD", word)?;
        return get(ctx, args, fd);
    }
    let timer = timer(args)?;
    if let Some(word) = args.value("s") {
        let fd = of(ctx, "FD", word)?;
        let timer = timer.ok_or_else(|| BuiltinError::usage("missing operand TIME"))?;
        set(ctx, args, fd, timer)?;
        return OK;
    }
    let sink = Sink::new(ctx, args.value("v"))?;
    let clock = args.value("c").map_or(Ok(c::CLOCK_MONOTONIC), |word| {
        flags::word("CLOCK", word, CLOCK)
    })?;
    let bits = if args.has("n") { c::TFD_NONBLOCK } else { 0 };
    refuse_lost(ctx, sink, "descriptor", "timerfd -v VAR TIME")?;
    let fd = ctx.syscall(
        || {
            Call::new("timerfd_create")
                .names("clockid", flags::name_of(clock, CLOCK))
                .told()
                .names("flags", TFD.decode(i64::from(bits)))
        },
        || event::timerfd(clock, bits),
    )?;
    let fd = above_standard(ctx, fd, false)?;
    if let Some(timer) = timer
        && let Err(error) = set(ctx, args, fd, timer)
    {
        let _ = ctx.kernel.close(fd); // it was made a moment ago
        return Err(error.into());
    }
    give_fd(ctx, sink, fd)?;
    OK
}

fn timer(args: &Args<'_>) -> Result<Option<Timer>, BuiltinError> {
    let Some(word) = args.get(0) else {
        return Ok(None);
    };
    let interval = args
        .get(1)
        .map_or(Ok(Duration::ZERO), |word| number::time("INTERVAL", word))?;
    Ok(Some(Timer {
        value: number::time("TIME", word)?,
        interval,
    }))
}

impl CallResult for Timer {
    fn placeholder() -> Self {
        Self::default()
    }

    fn number(&self) -> i64 {
        0
    }
}

fn set(ctx: &mut Ctx<'_>, args: &Args<'_>, fd: Fd, timer: Timer) -> Result<(), BuiltinError> {
    let bits = i32::from(args.has("a")); // TFD_TIMER_ABSTIME is 1
    ctx.syscall(
        || {
            let time = |time: Duration| ArgValue::Names(format!("{time:?}"));
            Call::new("timerfd_settime")
                .int("fd", fd)
                .told()
                .names("flags", if bits == 0 { "0" } else { "TFD_TIMER_ABSTIME" })
                .arg(
                    "new",
                    ArgValue::Struct(vec![
                        ("it_value", time(timer.value)),
                        ("it_interval", time(timer.interval)),
                    ]),
                )
        },
        || event::set_timer(fd, bits, timer),
    )?;
    Ok(())
}

fn get(ctx: &mut Ctx<'_>, args: &Args<'_>, fd: Fd) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let timer = ctx.syscall(
        || {
            Call::new("timerfd_gettime")
                .int("fd", fd)
                .told()
                .out("curr", "&now")
        },
        || event::timer(fd),
    )?;
    let text = format!(
        "{} {}",
        timer.value.as_secs_f64(),
        timer.interval.as_secs_f64()
    );
    sink.give(ctx, text.as_bytes())?;
    OK
}
