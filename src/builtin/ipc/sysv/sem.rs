//! `semget` and `semctl`: sets of System V semaphores.

use std::time::Duration;

use super::get::{self, Get};
use super::{key, perm};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, J, M, T, V, any, one, takes};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, Ctx, Leave, What};
use crate::look;
use crate::plan::{ArgValue, Call};
use crate::state::ipc::Created;
use crate::sys::ipc::flags::{SEMCTL as COMMANDS, SEMGET as GET_FLAGS};
use crate::sys::ipc::sem::{self, Operation};
use crate::sys::{Errno, c, resource};

row! {
    /// `semget`
    SEMGET = "semget" control(semget),
    options [
        V,
        get::CREATE,
        get::EXCLUSIVE,
        M,
        takes(b'i', "init", "VALUES", What::Number),
        T,
        EINTR,
    ],
    operands [one("KEY", What::Key), any("NSEMS FLAGS", What::Flags(GET_FLAGS))],
    "semget [-v VAR] [-c] [-x] [-m MODE] [-i VAL[,VAL…]] [-t TIME] KEY [NSEMS] [FLAGS]",
    "\
int semget(key_t key, int nsems, int semflg);

Finds the set of semaphores with this key, or makes one, and prints its id.
KEY is a number, IPC_PRIVATE (always a new set) or ftok:PATH[:ID]. FLAGS are IPC_CREAT, IPC_EXCL and the mode.
  -i VALUES  make it if it is not there, with these values (one for each semaphore, or one for all). Who makes it sets the
             values with one operation, who finds it waits until they are set: no process ever sees it half made.
  -c         IPC_CREAT, with mode 0600 unless another is given
  -x         IPC_EXCL: it must not exist
  -m MODE    the mode in octal; the umask is not applied
  -v VAR     put the id into VAR
  -t TIME    with -i: wait at most so long for the values (10 seconds unless given)
The set stays until somebody removes it: semctl ID IPC_RMID, or ipcrm -s ID.

Status: 0; 1 when the call failed; 2 for wrong usage; 124 when TIME is over.

Example:
    semget -v s -i 1,0 IPC_PRIVATE
    semop $s 0:-1 1:+1
    semctl $s GETALL
    semctl $s IPC_RMID
"
}

/// The most semaphores that one operation can set (`SEMOPM` is 500 unless it was changed).
const AT_ONCE: usize = 500;

fn semget(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let sink = Sink::new(&mut ctx, args.value("v"))?;
    let values = args.value("i").map(values).transpose()?;
    let (count, flags_at) = match args.get(1) {
        Some(word)
            if word
                .first()
                .is_some_and(|b| b.is_ascii_digit() && *b != b'0') =>
        {
            (Some(number::int_in("NSEMS", word, 0, i32::MAX)?), 2)
        }
        Some(b"0") => (Some(0), 2),
        _ => (None, 1),
    };
    if args.len() > flags_at + 1 {
        return Err(BuiltinError::usage("too many operands").into());
    }
    let mut get = Get::parse(&mut ctx, args, flags_at, GET_FLAGS)?;
    let id = match values {
        None => plain_get(&mut ctx, args, get, count.unwrap_or(0))?,
        Some(values) => {
            let values = spread(values, count)?;
            get.flags |= c::IPC_CREAT;
            if get.flags & 0o777 == 0 {
                get.flags |= 0o600;
            }
            initialised(caller, args, get, &values)?
        }
    };
    sink.give(&mut caller.ctx(), id.to_string().as_bytes())?;
    OK
}

/// `1,0,5`
fn values(word: &[u8]) -> Result<Vec<u16>, BuiltinError> {
    word.split(|b| *b == b',').map(value).collect()
}

fn value(word: &[u8]) -> Result<u16, BuiltinError> {
    let value = number::int_in("VAL", word, 0, 32767)?;
    Ok(u16::try_from(value).unwrap_or(0)) // just checked
}

/// One value for each of `count` semaphores.
fn spread(values: Vec<u16>, count: Option<i32>) -> Result<Vec<u16>, BuiltinError> {
    let wanted = count
        .map(|count| usize::try_from(count).unwrap_or(0))
        .unwrap_or(values.len());
    match *values {
        [one] if wanted != 1 => Ok(vec![one; wanted.min(32_000)]),
        _ if values.len() == wanted => Ok(values),
        _ => Err(BuiltinError::usage(format!(
            "{} values for {wanted} semaphores",
            values.len()
        ))),
    }
}

fn call(get: Get, count: i32) -> Call {
    Call::new("semget")
        .key("key", get.key)
        .told()
        .int("nsems", count)
        .told()
        .names("semflg", GET_FLAGS.decode(i64::from(get.flags)))
}

fn with_key(key: i32) -> Option<look::sysv::Sem> {
    find(|set| set.perm.key == key)
}

fn find(is: impl Fn(&look::sysv::Sem) -> bool) -> Option<look::sysv::Sem> {
    look::sysv::sem().unwrap_or_default().into_iter().find(is)
}

fn why_not(get: Get, count: i32, errno: Errno) -> String {
    let found = with_key(get.key).filter(|_| get.key != 0);
    match (errno, found) {
        (Errno::EINVAL, Some(set)) => format!("the set with this key has only {}", set.nsems),
        (Errno::EINVAL, None) if count == 0 => "a set has at least 1 semaphore".to_owned(),
        (Errno::EINVAL, None) => {
            let [most, ..] = look::sysv::limits().sem;
            format!("more than a set may have, {most}")
        }
        (Errno::ENOSPC, _) => {
            "all sets or semaphores are in use: ipcs -s -l, ipcs -s -u".to_owned()
        }
        (Errno::EACCES, Some(set)) => perm::shown(&set.perm),
        (errno, _) => get::why(get, errno),
    }
}

fn plain_get(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    get: Get,
    count: i32,
) -> Result<i32, BuiltinError> {
    let is_explaining = ctx.is_explaining();
    let creates =
        !is_explaining && get.will_create(|key| sem::get(key, 0, 0) != Err(Errno::ENOENT));
    let id = ctx.syscall_because(
        || {
            let call = call(get, count);
            if is_explaining {
                let found = with_key(get.key).map(|set| set.perm);
                get.foresee(get.remarks(call), found.as_ref())
            } else {
                call
            }
        },
        || sem::get(get.key, count, get.flags),
        |errno| why_not(get, count, errno),
    )?;
    if creates {
        get.created(ctx, args, Created::Sem(id));
    }
    Ok(id)
}

/// Makes a set and gives it its values, or finds one and waits until it has them. `sem_otime` tells: it is 0 until the first
/// operation, and setting the values is one.
fn initialised(
    caller: &mut Caller<'_>,
    args: &Args<'_>,
    get: Get,
    values: &[u16],
) -> Result<i32, Leave> {
    let count = i32::try_from(values.len()).unwrap_or(i32::MAX);
    let exclusive = Get {
        flags: get.flags | c::IPC_EXCL,
        ..get
    };
    let existing = Get {
        flags: get.flags & !(c::IPC_CREAT | c::IPC_EXCL),
        ..get
    };
    loop {
        let mut ctx = caller.ctx();
        match ctx.attempt(
            || call(exclusive, count),
            || sem::get(get.key, count, exclusive.flags),
        ) {
            Ok(id) => {
                let is_set = set_first_values(&mut ctx, id, values);
                if is_set.is_err() && !ctx.is_explaining() {
                    let _ = sem::remove(id); // nobody could use it: others would wait for its values
                }
                is_set?;
                get.created(&mut ctx, args, Created::Sem(id));
                return Ok(id);
            }
            Err(Errno::EEXIST) if get.flags & c::IPC_EXCL == 0 => {}
            Err(errno) => {
                let call = call(exclusive, count).because(why_not(get, count, errno));
                return Err(ctx.call_error(&call, errno).into());
            }
        }
        match ctx.attempt(
            || call(existing, count),
            || sem::get(get.key, count, existing.flags),
        ) {
            Ok(id) => {
                wait_for_values(caller, args, id)?;
                return Ok(id);
            }
            Err(Errno::ENOENT) => {} // removed meanwhile: it is ours to make
            Err(errno) => {
                let call = call(existing, count).because(why_not(get, count, errno));
                return Err(ctx.call_error(&call, errno).into());
            }
        }
    }
}

/// One operation adds the values to the zeros of a new set; of a larger set the rest is set before.
fn set_first_values(ctx: &mut Ctx<'_>, id: i32, values: &[u16]) -> Result<(), BuiltinError> {
    if values.len() > AT_ONCE {
        let rest: Vec<u16> = (0..values.len())
            .map(|at| match at {
                at if at < AT_ONCE => 0,
                at => values.get(at).copied().unwrap_or(0),
            })
            .collect();
        ctx.syscall(
            || {
                Call::new("semctl")
                    .int("semid", id)
                    .told()
                    .int("semnum", 0)
                    .names("cmd", "SETALL")
                    .size("values", rest.len())
            },
            || sem::set_values(id, &rest),
        )?;
    }
    let operations: Vec<Operation> = (0..)
        .zip(values.iter().take(AT_ONCE))
        .map(|(number, value)| Operation {
            number,
            delta: i16::try_from(*value).unwrap_or(i16::MAX),
            no_wait: false,
            undo: false,
        })
        .collect();
    ctx.syscall(
        || super::semop::describe(id, &operations, None),
        || sem::operate(id, &operations, None),
    )?;
    Ok(())
}

fn wait_for_values(caller: &mut Caller<'_>, args: &Args<'_>, id: i32) -> Result<(), Leave> {
    if caller.ctx().is_explaining() {
        return Ok(());
    }
    let mut patience = Patience::of(args)?;
    if !patience.has_limit() {
        patience = Patience::limited(Duration::from_secs(10));
    }
    caller.blocking(
        &patience,
        Timing::Own,
        || {
            Call::new("semctl")
                .int("semid", id)
                .told()
                .int("semnum", 0)
                .names("cmd", "IPC_STAT")
        },
        |left| {
            while sem::stat(id)?.operated == 0 {
                if left == Some(Duration::ZERO) {
                    return Err(Stopped::TimedOut);
                }
                resource::sleep(Duration::from_millis(2))?;
                if patience.left() == Some(Duration::ZERO) {
                    return Err(Stopped::TimedOut);
                }
            }
            Ok(())
        },
    )
}

/// `ID`, or `key:KEY`.
pub(super) fn set_id(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<i32, BuiltinError> {
    let Some(text) = word.strip_prefix(b"key:") else {
        return number::id("ID", word);
    };
    let key = key::parse_existing(ctx, text)?;
    ctx.syscall(
        || {
            Call::new("semget")
                .key("key", key)
                .told()
                .int("nsems", 0)
                .names("semflg", "0")
        },
        || sem::get(key, 0, 0),
    )
}

/// Why a call with an id failed, where the errno alone does not tell.
pub(super) fn why(id: i32, errno: Errno) -> String {
    match (errno, find(|set| set.perm.id == id)) {
        (Errno::EIDRM, _) => "the set was removed meanwhile".to_owned(),
        (Errno::EINVAL, None) => "no set has this id".to_owned(),
        (Errno::EFBIG | Errno::EINVAL, Some(set)) => {
            format!("the set has {} semaphores, numbered from 0", set.nsems)
        }
        (Errno::EACCES | Errno::EPERM, Some(set)) => perm::shown(&set.perm),
        (Errno::ERANGE, _) => "a semaphore has values from 0 to 32767".to_owned(),
        _ => String::new(),
    }
}

row! {
    /// `semctl`
    SEMCTL = "semctl" plain(semctl),
    options [V, J],
    operands [
        one("ID", What::SemId),
        one("CMD", What::Flags(COMMANDS)),
        any("ARG", What::Number),
    ],
    "semctl [-v VAR] [-j] ID|key:KEY CMD [ARG…] | semctl [-v VAR] ID NUM CMD [VAL]",
    "\
int semctl(int semid, int semnum, int cmd, ...);

Looks at, changes or removes a set of semaphores. The number may stand before the command, as in C.
  GETVAL NUM, SETVAL NUM VAL         the value of one semaphore
  GETALL, SETALL VAL…                all values
  GETPID NUM                         who operated on it last
  GETNCNT NUM, GETZCNT NUM           how many wait until it rises, until it is 0
  IPC_STAT [MEMBER…]                 print struct semid_ds, or only these members of it
  IPC_SET [mode=M] [uid=U] [gid=G]   change owner and mode
  IPC_RMID                           remove it at once: who sleeps in it gets EIDRM
  IPC_INFO, SEM_INFO                 limits, and what is in use (any ID)
  -v VAR   put the result into VAR (GETALL and IPC_STAT: an array)
  -j       JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    semget -v s -i 3 IPC_PRIVATE
    semctl $s GETVAL 0
    semctl $s 0 SETVAL 5
    semctl $s IPC_RMID
"
}

const SEM_INFO: i32 = 19;

fn semctl(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let is_c_order = args.operand(1).first().is_some_and(u8::is_ascii_digit);
    let (command, rest): (&[u8], Vec<&[u8]>) = if is_c_order {
        let command = args
            .get(2)
            .ok_or_else(|| BuiltinError::usage("missing operand CMD"))?;
        let number = args.operand(1);
        (
            command,
            std::iter::once(number)
                .chain(args.rest(3).iter().copied())
                .collect(),
        )
    } else {
        (args.operand(1), args.rest(2).to_vec())
    };
    let command = flags::word("CMD", command, COMMANDS)?;
    let id = set_id(ctx, args.operand(0))?;
    match command {
        c::GETVAL | c::GETPID | c::GETNCNT | c::GETZCNT => {
            let answer = ask(ctx, id, command, &rest)?;
            sink.give(ctx, answer.to_string().as_bytes())?;
            OK
        }
        c::GETALL => {
            let values = ctx.syscall_because(
                || describe(id, 0, command).out("array", "values"),
                || sem::values(id),
                |errno| why(id, errno),
            )?;
            let words: Vec<Vec<u8>> = values
                .iter()
                .map(|value| value.to_string().into_bytes())
                .collect();
            match sink {
                Sink::Output => sink.give(ctx, &words.join(&b' '))?,
                _ => sink.give_list(ctx, words)?,
            }
            OK
        }
        c::SETVAL | c::SETALL => set(ctx, id, command, &rest),
        _ => whole(
            ctx,
            args,
            sink,
            id,
            command,
            without_number(is_c_order, &rest),
        ),
    }
}

/// In C a number stands there even where it means nothing.
fn without_number<'r, 'a>(is_c_order: bool, rest: &'r [&'a [u8]]) -> &'r [&'a [u8]] {
    if is_c_order {
        rest.get(1..).unwrap_or_default()
    } else {
        rest
    }
}

fn describe(id: i32, number: i32, command: i32) -> Call {
    Call::new("semctl")
        .int("semid", id)
        .told()
        .int("semnum", number)
        .told()
        .names("cmd", flags::name_of(command, COMMANDS))
        .told()
}

fn semaphore(word: &[u8]) -> Result<i32, BuiltinError> {
    number::int_in("NUM", word, 0, 65535)
}

fn ask(ctx: &mut Ctx<'_>, id: i32, command: i32, rest: &[&[u8]]) -> Result<i32, BuiltinError> {
    let number = match rest {
        [word] => semaphore(word)?,
        [] => 0,
        [_, extra, ..] => return Err(number::bad("ARG", extra, "unexpected operand")),
    };
    ctx.syscall_because(
        || describe(id, number, command),
        || match command {
            c::GETVAL => sem::value(id, number),
            c::GETPID => sem::last_operator(id, number),
            c::GETNCNT => sem::waiting_for_rise(id, number),
            _ => sem::waiting_for_zero(id, number),
        },
        |errno| why(id, errno),
    )
}

fn set(ctx: &mut Ctx<'_>, id: i32, command: i32, rest: &[&[u8]]) -> Done {
    if command == c::SETALL {
        let values = rest
            .iter()
            .map(|word| value(word))
            .collect::<Result<Vec<_>, _>>()?;
        let shown = || {
            ArgValue::List(
                values
                    .iter()
                    .map(|v| ArgValue::Int(i64::from(*v)))
                    .collect(),
            )
        };
        ctx.syscall_because(
            || describe(id, 0, command).arg("array", shown()),
            || sem::set_values(id, &values),
            |errno| match find(|set| set.perm.id == id) {
                Some(set) if errno == Errno::EINVAL => {
                    format!("{} values for {} semaphores", values.len(), set.nsems)
                }
                _ => why(id, errno),
            },
        )?;
        return OK;
    }
    let [number, value] = rest else {
        return Err(BuiltinError::usage("SETVAL needs NUM and VAL").into());
    };
    let number = semaphore(number)?;
    let value = number::int("VAL", value)?;
    ctx.syscall_because(
        || describe(id, number, command).int("val", value).told(),
        || sem::set_value(id, number, value),
        |errno| why(id, errno),
    )?;
    OK
}

/// The commands for the set as a whole.
fn whole(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    sink: Sink<'_>,
    id: i32,
    command: i32,
    rest: &[&[u8]],
) -> Done {
    let call = || describe(id, 0, command);
    let why = |errno| why(id, errno);
    let record = match command {
        c::IPC_STAT => {
            let set = ctx.syscall_because(|| call().out("buf", "&ds"), || sem::stat(id), why)?;
            perm::members("sem_perm", &set.perm)
                .with("sem_otime", Cell::Time(set.operated))
                .with("sem_ctime", Cell::Time(set.changed))
                .size("sem_nsems", set.count)
        }
        c::IPC_SET => {
            let change = perm::change(rest)?;
            let call = || call().arg("buf", perm::as_struct("sem_perm", change));
            ctx.syscall_because(call, || sem::set(id, change), why)?;
            return OK;
        }
        c::IPC_RMID => {
            perm::no_more(rest)?;
            ctx.syscall_because(call, || sem::remove(id), why)?;
            crate::builtin::ipc::ledger::strike(ctx.state, &Created::Sem(id));
            return OK;
        }
        c::IPC_INFO => {
            let limits = ctx.syscall(|| call().out("buf", "&info"), sem::limits)?;
            Record::new()
                .number("semmni", limits.max_sets)
                .number("semmns", limits.max_semaphores)
                .number("semmsl", limits.max_in_set)
                .number("semopm", limits.max_operations)
                .number("semvmx", limits.max_value)
        }
        SEM_INFO => {
            let usage = ctx.syscall(|| call().out("buf", "&info"), sem::usage)?;
            Record::new()
                .number("semusz", usage.sets)
                .number("semaem", usage.semaphores)
        }
        _ => return Err(perm::by_index().into()),
    };
    record.give(ctx, args, sink, rest)
}
