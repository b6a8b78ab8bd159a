//! `ipcrm` and `ipcmk`, with the options of util-linux and more.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::ledger::{self, remove};
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{any, flag, maybe, takes};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::look::{process, sysv};
use crate::plan::Call;
use crate::state::ExitStatus;
use crate::state::ipc::Created;
use crate::sys::ipc::{msg, sem, shm};
use crate::sys::{Errno, c};

row! {
    /// `ipcrm`
    IPCRM = "ipcrm" plain(ipcrm),
    options [
        takes(b'm', "shmem-id", "ID", What::ShmId),
        takes(b'M', "shmem-key", "KEY", What::Key),
        takes(b'q', "queue-id", "ID", What::MsgId),
        takes(b'Q', "queue-key", "KEY", What::Key),
        takes(b's', "semaphore-id", "ID", What::SemId),
        takes(b'S', "semaphore-key", "KEY", What::Key),
        maybe(b'a', "all", "KIND", What::Word(KINDS)),
        flag(b'v', "verbose"),
        flag(0, "session"),
        flag(0, "orphans"),
        flag(0, "dry-run"),
    ],
    operands [any("shm|msg|sem ID", What::Number)],
    "ipcrm [-m ID] [-M KEY] [-q ID] [-Q KEY] [-s ID] [-S KEY] [-a[KIND]] [-v] [--session] [--orphans] [--dry-run]\n\
     ipcrm shm|msg|sem ID…",
    "\
Removes System V objects, all that are named, also when one of them cannot be removed.
  -m -q -s ID    a segment, queue or set by its id
  -M -Q -S KEY   by its key
  -a, --all[=shm|msg|sem]   all of them, or all of one kind
  -v             tell what is removed
and besides what util-linux has:
  --session      everything that this session created and that still exists: POSIX objects, FIFOs and sockets too
  --orphans      segments to which nobody is attached and whose creator is dead
  --dry-run      tell what would be removed, and remove nothing

Status: 0; 1 when something could not be removed; 2 for wrong usage.

Example:
    shmget -c IPC_PRIVATE 4K
    ipcrm --session -v
"
}

const KINDS: &[&str] = &["shm", "msg", "sem"];

/// The three kinds of System V objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Shm,
    Msg,
    Sem,
}

impl Family {
    fn of(word: &[u8]) -> Option<Self> {
        match word {
            b"shm" => Some(Self::Shm),
            b"msg" => Some(Self::Msg),
            b"sem" => Some(Self::Sem),
            _ => None,
        }
    }

    const fn object(self, id: i32) -> Created {
        match self {
            Self::Shm => Created::Shm(id),
            Self::Msg => Created::Msg(id),
            Self::Sem => Created::Sem(id),
        }
    }

    /// The object with this key.
    fn with_key(self, ctx: &mut Ctx<'_>, key: i32) -> Result<i32, BuiltinError> {
        let call = |name: &'static str| Call::new(name).key("key", key).told();
        match self {
            Self::Shm => ctx.syscall(
                || call("shmget").size("size", 0).names("shmflg", "0"),
                || shm::get(key, 0, 0),
            ),
            Self::Msg => ctx.syscall(|| call("msgget").names("msgflg", "0"), || msg::get(key, 0)),
            Self::Sem => ctx.syscall(
                || call("semget").int("nsems", 0).names("semflg", "0"),
                || sem::get(key, 0, 0),
            ),
        }
    }

    /// The ids of all objects.
    fn all(self) -> Vec<i32> {
        match self {
            Self::Shm => ids(sysv::shm().unwrap_or_default(), |o| o.perm.id),
            Self::Msg => ids(sysv::msg().unwrap_or_default(), |o| o.perm.id),
            Self::Sem => ids(sysv::sem().unwrap_or_default(), |o| o.perm.id),
        }
    }
}

fn ids<T>(objects: Vec<T>, id: impl Fn(&T) -> i32) -> Vec<i32> {
    objects.iter().map(id).collect()
}

/// What is to be removed: an object, or a key to look for.
enum Doomed {
    Object(Created),
    Key(Family, i32),
}

fn ipcrm(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let doomed = doomed(ctx, args)?;
    let is_dry = args.has("dry-run");
    let is_told = args.has("v") || is_dry;
    let mut status = ExitStatus::SUCCESS;
    for one in doomed {
        let result = resolve(ctx, one).and_then(|object| {
            if is_told {
                let verb = if is_dry { "would remove" } else { "removing" };
                ctx.print(format!("{verb} {}\n", ledger::name(&object)));
            }
            if is_dry {
                return Ok(());
            }
            remove(ctx, &object)
        });
        if let Err(error) = result {
            ledger::tell(ctx, &error);
            status = ExitStatus::FAILURE;
        }
    }
    Ok(status)
}

fn resolve(ctx: &mut Ctx<'_>, doomed: Doomed) -> Result<Created, BuiltinError> {
    match doomed {
        Doomed::Object(object) => Ok(object),
        Doomed::Key(family, key) => family.with_key(ctx, key).map(|id| family.object(id)),
    }
}

/// Everything that the options and operands name; nothing is removed if one of them is wrong.
fn doomed(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Result<Vec<Doomed>, BuiltinError> {
    let mut doomed = Vec::new();
    for (option, value) in args.options() {
        match (option.letter, option.long) {
            (Some(b'm'), _) => doomed.push(by_id(Family::Shm, value)?),
            (Some(b'q'), _) => doomed.push(by_id(Family::Msg, value)?),
            (Some(b's'), _) => doomed.push(by_id(Family::Sem, value)?),
            (Some(b'M'), _) => doomed.push(by_key(ctx, Family::Shm, value)?),
            (Some(b'Q'), _) => doomed.push(by_key(ctx, Family::Msg, value)?),
            (Some(b'S'), _) => doomed.push(by_key(ctx, Family::Sem, value)?),
            (Some(b'a'), _) => doomed.extend(all(value)?),
            (_, Some("session")) => {
                ledger::refresh(ctx.state);
                let objects: Vec<Created> = ctx.state.ipc.ledger.iter().cloned().collect();
                let alive = objects.into_iter().filter(ledger::exists);
                doomed.extend(alive.map(Doomed::Object));
            }
            (_, Some("orphans")) => doomed.extend(orphans()),
            _ => {}
        }
    }
    if let Some((kind, ids)) = args.rest(0).split_first() {
        let family = Family::of(kind).ok_or_else(|| bad("KIND", kind, "not shm, msg or sem"))?;
        if ids.is_empty() {
            return Err(BuiltinError::usage("missing operand ID"));
        }
        for id in ids {
            doomed.push(by_id(family, id)?);
        }
    }
    let asks_nothing = args
        .options()
        .all(|(o, _)| o.letter == Some(b'v') || o.long == Some("dry-run"));
    if doomed.is_empty() && asks_nothing {
        return Err(BuiltinError::usage("nothing to remove was named"));
    }
    Ok(doomed)
}

fn by_id(family: Family, word: &[u8]) -> Result<Doomed, BuiltinError> {
    number::id("ID", word).map(|id| Doomed::Object(family.object(id)))
}

fn by_key(ctx: &mut Ctx<'_>, family: Family, word: &[u8]) -> Result<Doomed, BuiltinError> {
    super::key::parse_existing(ctx, word).map(|key| Doomed::Key(family, key))
}

fn all(kind: &[u8]) -> Result<Vec<Doomed>, BuiltinError> {
    let families = match (kind, Family::of(kind)) {
        (b"", _) => vec![Family::Msg, Family::Shm, Family::Sem],
        (_, Some(family)) => vec![family],
        _ => return Err(bad("KIND", kind, "not shm, msg or sem")),
    };
    Ok(families
        .into_iter()
        .flat_map(|family| family.all().into_iter().map(move |id| family.object(id)))
        .map(Doomed::Object)
        .collect())
}

/// Segments that nobody uses any more.
fn orphans() -> Vec<Doomed> {
    sysv::shm()
        .unwrap_or_default()
        .into_iter()
        .filter(|segment| segment.nattch == 0 && !process::is_alive(segment.cpid))
        .map(|segment| Doomed::Object(Created::Shm(segment.perm.id)))
        .collect()
}

row! {
    /// `ipcmk`
    IPCMK = "ipcmk" plain(ipcmk),
    options [
        takes(b'M', "shmem", "SIZE", What::Size),
        takes(b'S', "semaphore", "NUMBER", What::Number),
        flag(b'Q', "queue"),
        takes(b'p', "mode", "MODE", What::Mode),
        takes(0, "var", "VAR", What::Variable),
    ],
    operands [],
    "ipcmk [-M SIZE] [-S NUMBER] [-Q] [-p MODE] [--var VAR]",
    "\
Makes System V objects with a random key and prints their ids in words. Scripts rather use shmget, msgget and semget.
  -M SIZE      a segment of shared memory
  -S NUMBER    a set of NUMBER semaphores
  -Q           a message queue
  -p MODE      the mode: 0644 unless given
  --var VAR    put the id of the last one into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    ipcmk -M 4K -p 600
    ipcrm --session
"
}

fn ipcmk(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("var"))?;
    let mode = args
        .value("p")
        .map_or(Ok(0o644), |word| number::mode("MODE", word))?;
    let bits = c::IPC_CREAT | c::IPC_EXCL | mode.cast_signed();
    let size = args
        .value("M")
        .map(|word| number::size("SIZE", word))
        .transpose()?;
    let count = args
        .value("S")
        .map(|word| number::int_in("NUMBER", word, 1, i32::MAX))
        .transpose()?;
    if size.is_none() && count.is_none() && !args.has("Q") {
        return Err(BuiltinError::usage("needs -M, -S or -Q").into());
    }
    let mut last = None;
    if let Some(size) = size {
        let id = make(
            ctx,
            |key| {
                Call::new("shmget")
                    .key("key", key)
                    .size("size", size)
                    .told()
            },
            |key| shm::get(key, size, bits),
        )?;
        last = Some(made(ctx, Created::Shm(id), "Shared memory id", id));
    }
    if args.has("Q") {
        let id = make(
            ctx,
            |key| Call::new("msgget").key("key", key),
            |key| msg::get(key, bits),
        )?;
        last = Some(made(ctx, Created::Msg(id), "Message queue id", id));
    }
    if let Some(count) = count {
        let id = make(
            ctx,
            |key| {
                Call::new("semget")
                    .key("key", key)
                    .int("nsems", count)
                    .told()
            },
            |key| sem::get(key, count, bits),
        )?;
        last = Some(made(ctx, Created::Sem(id), "Semaphore id", id));
    }
    if let (Some(id), true) = (last, sink != Sink::Output) {
        sink.give(ctx, id.to_string().as_bytes())?;
    }
    OK
}

/// Makes an object with a key that nothing has yet.
fn make(
    ctx: &mut Ctx<'_>,
    describe: impl Fn(i32) -> Call,
    act: impl Fn(i32) -> Result<i32, Errno>,
) -> Result<i32, BuiltinError> {
    loop {
        let key = random_key();
        match ctx.attempt(|| describe(key), || act(key)) {
            Err(Errno::EEXIST) => {} // another one has this key: the next is another
            Err(errno) => return Err(ctx.call_error(&describe(key), errno)),
            Ok(id) => return Ok(id),
        }
    }
}

/// Any key but 0, which is `IPC_PRIVATE`.
fn random_key() -> i32 {
    let random = RandomState::new().build_hasher().finish();
    let [low, middle, high, top, ..] = random.to_ne_bytes();
    match i32::from_ne_bytes([low, middle, high, top]) {
        0 => 1,
        key => key,
    }
}

fn made(ctx: &mut Ctx<'_>, object: Created, text: &str, id: i32) -> i32 {
    if !ctx.is_explaining() {
        crate::builtin::ipc::ledger::note(ctx.state, object);
        ctx.print(format!("{text}: {id}\n"));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_key_is_no_private_one() {
        assert!((0..100).all(|_| random_key() != 0));
    }
}
