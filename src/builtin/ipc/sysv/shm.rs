//! `shmget` and `shmctl`: System V shared memory segments.

use super::get::{self, Get};
use super::perm;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{J, V, any, one, optional};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, Ctx, Kind, What};
use crate::look;
use crate::plan::Call;
use crate::state::ipc::Created;
use crate::sys::Errno;
use crate::sys::c;
use crate::sys::ipc::flags::{SHMCTL as COMMANDS, SHMGET as SHMGET_FLAGS};
use crate::sys::ipc::shm;
use crate::sys::process::page_size;

const SHMGET_ARGUMENTS: Arguments = Arguments {
    options: &get::OPTIONS,
    operands: &[
        one("KEY", What::Key),
        one("SIZE", What::Size),
        optional("FLAGS", What::Flags(SHMGET_FLAGS)),
    ],
};

/// `shmget`
pub(crate) const SHMGET: Builtin = Builtin {
    name: "shmget",
    kind: Kind::Extension,
    synopsis: "shmget [-v VAR] [-c] [-x] [-m MODE] KEY SIZE [FLAGS]",
    help: "\
int shmget(key_t key, size_t size, int shmflg);

Finds the shared memory segment with this key, or makes one, and prints its id.
KEY is a number, IPC_PRIVATE (always a new segment) or ftok:PATH[:ID]. SIZE takes units: 4096, 4K, 2p (pages).
FLAGS are IPC_CREAT, IPC_EXCL, SHM_HUGETLB, SHM_NORESERVE and the mode, joined by , or |; the prefix may be left out.
  -c       IPC_CREAT, with mode 0600 unless another is given
  -x       IPC_EXCL: it must not exist
  -m MODE  the mode in octal; the umask is not applied
  -v VAR   put the id into VAR
The segment stays until somebody removes it: shmctl ID IPC_RMID, or ipcrm -m ID.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    shmget -v id -c -x -m 600 0x2a 4K
    shmctl $id IPC_RMID
",
    arguments: SHMGET_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMGET_ARGUMENTS, shmget)),
};

fn shmget(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let get = Get::parse(ctx, args, 2, SHMGET_FLAGS)?;
    let size = number::size("SIZE", args.operand(1))?;
    let is_explaining = ctx.is_explaining();
    let creates =
        !is_explaining && get.will_create(|key| shm::get(key, 0, 0) != Err(Errno::ENOENT));
    let id = ctx.syscall_because(
        || {
            let call = Call::new("shmget")
                .key("key", get.key)
                .told()
                .size("size", size)
                .told()
                .names("shmflg", SHMGET_FLAGS.decode(i64::from(get.flags)));
            if is_explaining {
                foresee(call, get, size)
            } else {
                call
            }
        },
        || shm::get(get.key, size, get.flags),
        |errno| why_not(get, size, errno),
    )?;
    if creates {
        get.created(ctx, args, Created::Shm(id));
    }
    sink.give(ctx, id.to_string().as_bytes())?;
    OK
}

fn find(key: i32) -> Option<look::sysv::Shm> {
    look::sysv::shm()
        .unwrap_or_default()
        .into_iter()
        .find(|shm| shm.perm.key == key)
}

fn foresee(call: Call, get: Get, size: usize) -> Call {
    let page = page_size();
    let pages = size.div_ceil(page);
    let call = get.remarks(call).note(format!(
        "{size} bytes take {pages} pages of {page}; shm_segsz stays {size}; memory comes when it is first touched"
    ));
    if let Some(reason) = size_problem(get, size) {
        return call.would_fail(format!("EINVAL: {reason}"));
    }
    get.foresee(call, find(get.key).map(|shm| shm.perm).as_ref())
}

/// Which of the reasons for `EINVAL` it is.
fn size_problem(get: Get, size: usize) -> Option<String> {
    match find(get.key).filter(|_| get.key != 0) {
        Some(shm) => ((size as u64) > shm.size)
            .then(|| format!("the segment with this key has only {} bytes", shm.size)),
        None if !get.may_create() => None,
        None if size == 0 => Some("a segment has at least 1 byte".to_owned()),
        None => {
            let most = look::sysv::limits().shmmax;
            ((size as u64) > most).then(|| format!("more than shmmax, {most}"))
        }
    }
}

fn why_not(get: Get, size: usize, errno: Errno) -> String {
    match errno {
        Errno::EINVAL => size_problem(get, size).unwrap_or_default(),
        Errno::ENOSPC => {
            let limits = look::sysv::limits();
            format!(
                "all {} segments (shmmni) or {} pages (shmall) are in use: ipcs -l, ipcs -u",
                limits.shmmni, limits.shmall
            )
        }
        Errno::EACCES => find(get.key).map_or_else(String::new, |shm| perm::shown(&shm.perm)),
        errno => get::why(get, errno),
    }
}

const SHMCTL_ARGUMENTS: Arguments = Arguments {
    options: &[V, J],
    operands: &[
        one("ID", What::ShmId),
        one("CMD", What::Flags(COMMANDS)),
        any("ARG", What::Number),
    ],
};

/// `shmctl`
pub(crate) const SHMCTL: Builtin = Builtin {
    name: "shmctl",
    kind: Kind::Extension,
    synopsis: "shmctl [-v VAR] [-j] ID CMD [ARG…]",
    help: "\
int shmctl(int shmid, int cmd, struct shmid_ds *buf);

Looks at, changes or removes a shared memory segment.
  IPC_STAT [MEMBER…]                 print struct shmid_ds, or only these members of it
  IPC_SET [mode=M] [uid=U] [gid=G]   change owner and mode
  IPC_RMID                           mark it for removal: it goes with its last attachment
  SHM_LOCK, SHM_UNLOCK               keep it in memory, or not
  IPC_INFO, SHM_INFO                 limits, and what is in use (any ID)
  -v VAR   put the lines name=value into the array VAR, or the value of one MEMBER into VAR
  -j       JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    shmget -v id -c 0x2a 4K
    shmctl -v n $id IPC_STAT shm_nattch
    shmctl $id IPC_RMID
",
    arguments: SHMCTL_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMCTL_ARGUMENTS, shmctl)),
};

fn shmctl(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let id = number::id("ID", args.operand(0))?;
    let command = flags::word("CMD", args.operand(1), COMMANDS)?;
    let call = || {
        Call::new("shmctl")
            .int("shmid", id)
            .told()
            .names("cmd", flags::name_of(command, COMMANDS))
            .told()
    };
    let rest = args.rest(2);
    match command {
        c::IPC_STAT => {
            let segment = ctx.syscall_because(
                || call().out("buf", "&ds"),
                || shm::stat(id),
                |errno| why_not_ctl(id, errno),
            )?;
            record(&segment).give(ctx, args, sink, rest)
        }
        c::IPC_SET => {
            let change = perm::change(rest)?;
            ctx.syscall_because(
                || call().arg("buf", perm::as_struct("shm_perm", change)),
                || shm::set(id, change),
                |errno| why_not_ctl(id, errno),
            )?;
            OK
        }
        _ => {
            if command != IPC_INFO && command != SHM_INFO {
                perm::no_more(rest)?;
            }
            other(ctx, args, sink, id, command, call)
        }
    }
}

const IPC_INFO: i32 = 3;
const SHM_INFO: i32 = 14;

fn other(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    sink: Sink<'_>,
    id: i32,
    command: i32,
    call: impl Fn() -> Call,
) -> Done {
    let why = |errno| why_not_ctl(id, errno);
    let null = || call().names("buf", "NULL");
    match command {
        c::IPC_RMID => {
            ctx.syscall_because(null, || shm::remove(id), why)?;
            crate::builtin::ipc::ledger::strike(ctx.state, &Created::Shm(id));
        }
        c::SHM_LOCK | c::SHM_UNLOCK => {
            ctx.syscall_because(null, || shm::lock(id, command == c::SHM_LOCK), why)?;
        }
        IPC_INFO => {
            let limits = ctx.syscall(|| call().out("buf", "&info"), shm::limits)?;
            let record = Record::new()
                .number("shmmax", limits.max_size)
                .number("shmmin", limits.min_size)
                .number("shmmni", limits.max_segments)
                .number("shmall", limits.max_pages);
            return record.give(ctx, args, sink, args.rest(2));
        }
        SHM_INFO => {
            let usage = ctx.syscall(|| call().out("buf", "&info"), shm::usage)?;
            let record = Record::new()
                .number("used_ids", usage.segments)
                .number("shm_tot", usage.pages)
                .number("shm_rss", usage.resident_pages)
                .number("shm_swp", usage.swapped_pages);
            return record.give(ctx, args, sink, args.rest(2));
        }
        _ => {
            return Err(perm::by_index().into());
        }
    }
    OK
}

/// `struct shmid_ds`, with the names of C.
fn record(segment: &shm::Segment) -> Record {
    perm::members("shm_perm", &segment.perm)
        .size("shm_segsz", segment.size)
        .with("shm_atime", Cell::Time(segment.attached))
        .with("shm_dtime", Cell::Time(segment.detached))
        .with("shm_ctime", Cell::Time(segment.changed))
        .number("shm_cpid", segment.creator)
        .number("shm_lpid", segment.last)
        .number("shm_nattch", segment.attachments)
}

/// Why a call with an id failed, where the errno alone does not tell.
pub(crate) fn why_not_ctl(id: i32, errno: Errno) -> String {
    let found = look::sysv::shm()
        .unwrap_or_default()
        .into_iter()
        .find(|shm| shm.perm.id == id);
    match (errno, found) {
        (Errno::EINVAL | Errno::EIDRM, None) => "no segment has this id".to_owned(),
        (Errno::EACCES | Errno::EPERM, Some(shm)) => perm::shown(&shm.perm),
        _ => String::new(),
    }
}
