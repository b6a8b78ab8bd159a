//! `poll`: waiting for any of several descriptors.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::fd::of;
use crate::builtin::ipc::flags;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, N, T, V_ARRAY, some};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::plan::{ArgValue, Call};
use crate::sys::ipc::event::{self, Polled};
use crate::sys::ipc::flags::POLL as EVENTS;
use crate::sys::{Errno, c};

row! {
    /// `poll`
    POLL = "poll" control(run),
    options [V_ARRAY, T, N, EINTR],
    operands [some("FD[:EVENTS]", What::Fd)],
    "poll [-v ARR] [-t TIME] [-n] FD[:in,out,pri,rdhup]…",
    "\
int poll(struct pollfd *fds, nfds_t nfds, int timeout);

Waits until one of the descriptors is ready, and prints those that are: 3 in,hup. EVENTS are in (unless given), out, pri, rdhup;
err, hup and nval are always told. hup without in: the other side is closed and nothing is left to read.
  -v ARR    put the lines into the array ARR
  -t TIME   give up after TIME (status 124)
  -n        do not wait (status 4)

Status: 0 when something is ready; 1 when the call failed; 2 for wrong usage; 4 when nothing is ready; 124 when TIME is over.

Example:
    pipe fd
    poll -t 0.1 ${fd[0]}:in ${fd[1]}:out
    close ${fd[0]} ${fd[1]}
"
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let mut asked = args
        .rest(0)
        .iter()
        .map(|word| question(&mut ctx, word))
        .collect::<Result<Vec<_>, _>>()?;
    let shown = describe(&asked, &patience);
    let ready = caller.blocking(
        &patience,
        Timing::Guarded,
        || shown.clone(),
        |left| {
            let left = if patience.is_nonblocking {
                Some(std::time::Duration::ZERO)
            } else {
                left
            };
            match event::poll(&mut asked, left, None)? {
                0 if patience.is_nonblocking => Err(Stopped::Failed(Errno::EAGAIN)),
                0 => Err(Stopped::TimedOut),
                ready => Ok(ready),
            }
        },
    )?;
    let mut ctx = caller.ctx();
    let lines: Vec<Vec<u8>> = asked
        .iter()
        .filter(|polled| polled.found != 0)
        .map(|polled| format!("{} {}", polled.fd, short(polled.found)).into_bytes())
        .collect();
    if ready > 0 {
        sink.give_list(&mut ctx, lines)?;
    }
    OK
}

/// `3`, `3:in,out`
fn question(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<Polled, BuiltinError> {
    let (fd, events) = match memchr::memchr(b':', word) {
        Some(at) => (
            word.get(..at).unwrap_or_default(),
            word.get(at + 1..)
                .map(|events| flags::parse("EVENTS", events, EVENTS)),
        ),
        None => (word, None),
    };
    let events = events.transpose()?.unwrap_or(i32::from(c::POLLIN));
    let events = i16::try_from(events)
        .map_err(|_| crate::builtin::ipc::number::bad("EVENTS", word, "out of range"))?;
    Ok(Polled::new(of(ctx, "FD", fd)?, events))
}

fn describe(asked: &[Polled], patience: &Patience) -> Call {
    let list = asked
        .iter()
        .map(|polled| {
            ArgValue::Struct(vec![
                ("fd", ArgValue::Int(i64::from(polled.fd))),
                (
                    "events",
                    ArgValue::Names(EVENTS.decode(i64::from(polled.events))),
                ),
            ])
        })
        .collect();
    let timeout = match (patience.is_nonblocking, patience.span()) {
        (true, _) => "0".to_owned(),
        (false, None) => "-1".to_owned(),
        (false, Some(span)) => span.as_millis().to_string(),
    };
    Call::new("poll")
        .arg("fds", ArgValue::List(list))
        .size("nfds", asked.len())
        .names("timeout", timeout)
}

/// `in,hup`
fn short(found: i16) -> String {
    let names: Vec<String> = EVENTS
        .flags
        .iter()
        .filter(|flag| i16::try_from(flag.value).is_ok_and(|bit| bit != 0 && found & bit == bit))
        .map(|flag| flag.name.trim_start_matches("POLL").to_ascii_lowercase())
        .collect();
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_short() {
        assert_eq!(short(c::POLLIN | c::POLLHUP), "in,hup");
        assert_eq!(short(0), "");
        assert_eq!(short(c::POLLNVAL), "nval");
    }
}
