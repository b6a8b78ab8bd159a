//! `sem_open sem_wait sem_trywait sem_post sem_getvalue sem_close sem_unlink`: named semaphores, those of glibc
//! (sem_overview(7)), so that programs in C find them.
//!
//! A semaphore is named by its name or by the handle that `sem_open` printed. One that is not open yet is opened by the first
//! call that names it, and stays open.

use super::shm::{has_file, unlink_all};
use super::{flags_and_mode, why_name, with_slash};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::number;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, M, N, T, V, any, one, some};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::plan::Call;
use crate::state::ipc::Created;
use crate::sys::ipc::flags::OPEN;
use crate::sys::ipc::posix;
use crate::sys::{Errno, c};

row! {
    /// `sem_open`
    SEM_OPEN = "sem_open" plain(sem_open),
    options [V, M],
    operands [one("NAME", What::SemName), any("FLAGS VALUE", What::Flags(OPEN))],
    "sem_open [-v VAR] [-m MODE] NAME [FLAGS [VALUE]]",
    "\
sem_t *sem_open(const char *name, int oflag, mode_t mode, unsigned int value);

Opens a named semaphore (/name), or makes one with VALUE (0 unless given), and prints its handle. The other sem_ builtins
take the handle or the name. FLAGS are O_CREAT, O_EXCL and the mode.
  -m MODE   the mode (0600 unless given), less the umask
  -v VAR    put the handle into VAR
The semaphore stays until sem_unlink.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sem_open -v s /demo O_CREAT,0600 1
    sem_wait $s; sem_getvalue $s; sem_post $s
    sem_close $s; sem_unlink /demo
"
}

fn sem_open(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let name = args.operand(0);
    let (bits, mode) = flags_and_mode(args, 1)?;
    let value = args.get(2).map_or(Ok(0), |word| {
        number::int_in("VALUE", word, 0, i32::MAX).map(i32::cast_unsigned)
    })?;
    if let Some(extra) = args.get(3) {
        return Err(number::bad("VALUE", extra, "unexpected operand").into());
    }
    let creates = bits & c::O_CREAT != 0 && (bits & c::O_EXCL != 0 || !has_file(b"sem.", name));
    let handle = ctx.syscall_because(
        || {
            let call = Call::new("sem_open")
                .text("name", name)
                .told()
                .names("oflag", OPEN.decode(i64::from(bits & !c::O_ACCMODE)));
            if bits & c::O_CREAT != 0 {
                call.mode("mode", mode).int("value", value)
            } else {
                call
            }
        },
        || posix::sem_open(name, bits, mode, value),
        |errno| why_not_opened(errno, name),
    )?;
    if !ctx.is_explaining() {
        if creates {
            crate::builtin::ipc::ledger::note(ctx.state, Created::SemName(with_slash(name)));
        }
        ctx.state.ipc.semaphores.insert(name.to_vec(), handle);
    }
    sink.give(ctx, format!("{handle:#x}").as_bytes())?;
    OK
}

fn why_not_opened(errno: Errno, name: &[u8]) -> String {
    match errno {
        Errno::EFAULT => "its file in /dev/shm is too short to be a semaphore".to_owned(),
        _ => why_name(name),
    }
}

/// The handle that a word means: a handle, or a name, opened if it is not open yet.
fn semaphore(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<usize, BuiltinError> {
    if word.first().is_some_and(u8::is_ascii_digit) {
        return super::super::number::unsigned("SEM", word)
            .map(|handle| usize::try_from(handle).unwrap_or(0));
    }
    if let Some(handle) = ctx.state.ipc.semaphores.get(word) {
        return Ok(*handle);
    }
    let handle = ctx.syscall_because(
        || {
            Call::new("sem_open")
                .text("name", word)
                .told()
                .names("oflag", "0")
        },
        || posix::sem_open(word, 0, 0, 0),
        |errno| why_not_opened(errno, word),
    )?;
    if !ctx.is_explaining() {
        ctx.state.ipc.semaphores.insert(word.to_vec(), handle);
    }
    Ok(handle)
}

fn call(name: &'static str, word: &[u8]) -> Call {
    Call::new(name).text("sem", word).told()
}

fn why(errno: Errno) -> String {
    match errno {
        Errno::EINVAL => "not an open semaphore: sem_open gives a handle".to_owned(),
        Errno::EFAULT => "its file in /dev/shm was cut".to_owned(),
        _ => String::new(),
    }
}

row! {
    /// `sem_wait`
    SEM_WAIT = "sem_wait" control(sem_wait),
    options [T, N, EINTR],
    operands [one("SEM", What::SemName)],
    "sem_wait [-t TIME] [-n] SEM",
    "\
int sem_timedwait(sem_t *sem, const struct timespec *abs_timeout);

Takes one from a semaphore; waits while it is 0.
  -t TIME   give up after TIME (status 124)
  -n        do not wait (status 4): sem_trywait

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    sem_open -v s /demo O_CREAT 1
    sem_wait $s
    sem_close $s; sem_unlink /demo
"
}

fn sem_wait(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let patience = Patience::of(args)?;
    wait(caller, args, &patience)
}

row! {
    /// `sem_trywait`
    SEM_TRYWAIT = "sem_trywait" control(sem_trywait),
    options [],
    operands [one("SEM", What::SemName)],
    "sem_trywait SEM",
    "\
int sem_trywait(sem_t *sem);

Takes one from a semaphore if it is above 0; otherwise the status is 4.

Status: 0; 1 when the call failed; 2 for wrong usage; 4 when it would wait.

Example:
    sem_open -v s /demo O_CREAT 1
    sem_trywait $s
    sem_close $s; sem_unlink /demo
"
}

fn sem_trywait(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    wait(caller, args, &Patience::never())
}

fn wait(caller: &mut Caller<'_>, args: &Args<'_>, patience: &Patience) -> Done {
    let word = args.operand(0);
    let handle = semaphore(&mut caller.ctx(), word)?;
    let name = match (patience.is_nonblocking, patience.has_limit()) {
        (true, _) => "sem_trywait",
        (false, true) => "sem_timedwait",
        (false, false) => "sem_wait",
    };
    caller.blocking_because(
        patience,
        Timing::Guarded,
        || call(name, word),
        |left| {
            if patience.is_nonblocking {
                return posix::sem_trywait(handle).map_err(Stopped::from);
            }
            posix::sem_wait(handle, left).map_err(|errno| match errno {
                Errno::ETIMEDOUT => Stopped::TimedOut,
                errno => Stopped::Failed(errno),
            })
        },
        why,
    )?;
    OK
}

row! {
    /// `sem_post`
    SEM_POST = "sem_post" plain(sem_post),
    options [],
    operands [one("SEM", What::SemName)],
    "sem_post SEM",
    "\
int sem_post(sem_t *sem);

Adds one to a semaphore and wakes somebody who waits for it.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sem_open -v s /demo O_CREAT
    sem_post $s
    sem_close $s; sem_unlink /demo
"
}

fn sem_post(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let word = args.operand(0);
    let handle = semaphore(ctx, word)?;
    ctx.syscall_because(|| call("sem_post", word), || posix::sem_post(handle), why)?;
    OK
}

row! {
    /// `sem_getvalue`
    SEM_GETVALUE = "sem_getvalue" plain(sem_getvalue),
    options [V],
    operands [one("SEM", What::SemName)],
    "sem_getvalue [-v VAR] SEM",
    "\
int sem_getvalue(sem_t *sem, int *sval);

Prints the value of a semaphore.
  -v VAR   put it into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sem_open -v s /demo O_CREAT 3
    sem_getvalue $s
    sem_close $s; sem_unlink /demo
"
}

fn sem_getvalue(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let word = args.operand(0);
    let handle = semaphore(ctx, word)?;
    let value = ctx.syscall_because(
        || call("sem_getvalue", word).out("sval", "&n"),
        || posix::sem_value(handle),
        why,
    )?;
    sink.give(ctx, value.to_string().as_bytes())?;
    OK
}

row! {
    /// `sem_close`
    SEM_CLOSE = "sem_close" plain(sem_close),
    options [],
    operands [one("SEM", What::SemName)],
    "sem_close SEM",
    "\
int sem_close(sem_t *sem);

Closes a semaphore. It stays until sem_unlink.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sem_open -v s /demo O_CREAT
    sem_close $s; sem_unlink /demo
"
}

fn sem_close(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let word = args.operand(0);
    let handle = match ctx.state.ipc.semaphores.get(word) {
        Some(handle) => *handle,
        None if word.first().is_some_and(u8::is_ascii_digit) => semaphore(ctx, word)?,
        None => 0, // a name that is not open: EINVAL
    };
    ctx.syscall_because(|| call("sem_close", word), || posix::sem_close(handle), why)?;
    if !ctx.is_explaining() {
        ctx.state.ipc.semaphores.retain(|_, open| *open != handle);
    }
    OK
}

row! {
    /// `sem_unlink`
    SEM_UNLINK = "sem_unlink" plain(sem_unlink),
    options [],
    operands [some("NAME", What::SemName)],
    "sem_unlink NAME…",
    "\
int sem_unlink(const char *name);

Removes names of semaphores. Who has one open keeps it.

Status: 0; 1 when a call failed; 2 for wrong usage.

Example:
    sem_open -v s /demo O_CREAT
    sem_close $s; sem_unlink /demo
"
}

fn sem_unlink(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    for name in args.rest(0) {
        // A name that is made anew is another semaphore.
        ctx.state.ipc.semaphores.remove(*name);
    }
    unlink_all(ctx, args, "sem_unlink", posix::sem_unlink, Created::SemName)
}
