//! `shmat` and `shmdt`: a segment of shared memory comes into the shell's memory and leaves it.

use super::{address, whole_pages};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::refuse_lost;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, flag, one, optional};
use crate::builtin::ipc::sysv::{get, key, perm, shm as segments};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::look;
use crate::plan::Call;
use crate::state::ipc::{Backing, Protection, Region};
use crate::sys::Errno;
use crate::sys::c;
use crate::sys::ipc::flags::SHMAT as FLAGS;
use crate::sys::ipc::{map, shm};

const SHMAT_ARGUMENTS: Arguments = Arguments {
    options: &[V, flag(b'r', "readonly")],
    operands: &[
        one("ID", What::ShmId),
        optional("ADDR", What::Address),
        optional("FLAGS", What::Flags(FLAGS)),
    ],
};

/// `shmat`
pub(in crate::builtin::ipc) const SHMAT: Builtin = Builtin {
    name: "shmat",
    kind: Kind::Extension,
    synopsis: "shmat [-v VAR] [-r] ID|key:KEY [ADDR] [FLAGS]",
    help: "\
void *shmat(int shmid, const void *shmaddr, int shmflg);

Attaches a segment of shared memory to the shell and prints its address; peek and poke look at it and change it.
The kernel chooses the address unless ADDR is given. Forked children have it too, programs lose it at exec.
FLAGS are SHM_RDONLY, SHM_RND (round ADDR down to a page), SHM_REMAP, SHM_EXEC.
  -v VAR   put the address into VAR
  -r       SHM_RDONLY

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    shmget -v id -c IPC_PRIVATE 4K
    shmat -v a $id
    poke $a 'hello'; peek $a 5
    shmdt $a; shmctl $id IPC_RMID
",
    arguments: SHMAT_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMAT_ARGUMENTS, shmat)),
};

fn shmat(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let id = segment_id(ctx, args.operand(0))?;
    let (place, bits) = place_and_flags(args)?;
    let is_explaining = ctx.is_explaining();
    refuse_lost(ctx, sink, "attachment", "shmat -v VAR ID")?;
    let got = ctx.syscall_because(
        || {
            let call = Call::new("shmat")
                .int("shmid", id)
                .told()
                .address("shmaddr", place)
                .names("shmflg", FLAGS.decode(i64::from(bits)));
            if is_explaining {
                foresee(call, id, bits)
            } else {
                call
            }
        },
        || map::attach(id, place, bits),
        |errno| why_not(id, place, bits, errno),
    )?;
    if !is_explaining {
        note(ctx, id, got, bits);
    }
    sink.give(ctx, format!("{got:#x}").as_bytes())?;
    OK
}

/// `ID`, or `key:KEY`: the segment that has the key.
pub(super) fn segment_id(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<i32, BuiltinError> {
    let Some(text) = word.strip_prefix(b"key:") else {
        return number::id("ID", word);
    };
    let key = key::parse_existing(ctx, text)?;
    ctx.syscall(
        || {
            Call::new("shmget")
                .key("key", key)
                .told()
                .size("size", 0)
                .names("shmflg", "0")
        },
        || shm::get(key, 0, 0),
    )
}

/// The operands behind the id: an address, flags, or both.
fn place_and_flags(args: &Args<'_>) -> Result<(usize, i32), BuiltinError> {
    let is_address = |word: &[u8]| {
        word.first().is_some_and(u8::is_ascii_digit) || word.eq_ignore_ascii_case(b"NULL")
    };
    let (place, words) = match args.rest(1) {
        [place, rest @ ..] if is_address(place) => (address("ADDR", place)?, rest),
        rest => (0, rest),
    };
    let mut bits = if args.has("r") { c::SHM_RDONLY } else { 0 };
    for word in words {
        bits |= flags::parse("FLAGS", word, FLAGS)?;
    }
    Ok((place, bits))
}

/// Notes an attachment in the shell's table.
pub(super) fn note(ctx: &mut Ctx<'_>, id: i32, start: usize, bits: i32) {
    let size = shm::stat(id).map_or(1, |segment| segment.size);
    ctx.state.ipc.regions.insert(Region {
        start,
        len: whole_pages(size),
        protection: Protection {
            read: true,
            write: bits & c::SHM_RDONLY == 0,
            execute: bits & c::SHM_EXEC != 0,
        },
        backing: Backing::Segment { id, size },
        offset: 0,
        origin: start,
    });
}

fn foresee(call: Call, id: i32, bits: i32) -> Call {
    let found = look::sysv::shm()
        .unwrap_or_default()
        .into_iter()
        .find(|shm| shm.perm.id == id);
    match found {
        None => call.would_fail("EINVAL: no segment has this id"),
        Some(shm) if !get::allows(&shm.perm, wanted(bits)) => call.would_fail(format!(
            "EACCES: asked {}, segment {}",
            asked(bits),
            perm::shown(&shm.perm)
        )),
        Some(shm) => call.note(format!(
            "{} bytes, {} attachments now",
            shm.size, shm.nattch
        )),
    }
}

const fn wanted(bits: i32) -> u32 {
    if bits & c::SHM_RDONLY != 0 {
        0o400
    } else {
        0o600
    }
}

const fn asked(bits: i32) -> &'static str {
    if bits & c::SHM_RDONLY != 0 { "r" } else { "rw" }
}

fn why_not(id: i32, place: usize, bits: i32, errno: Errno) -> String {
    let page = crate::sys::process::page_size();
    match errno {
        Errno::EACCES => match segments::why_not_ctl(id, errno) {
            text if text.is_empty() => text,
            text => format!("asked {}, segment {text}", asked(bits)),
        },
        Errno::EINVAL if shm::stat(id).is_err() => segments::why_not_ctl(id, errno),
        Errno::EINVAL if !place.is_multiple_of(page) && bits & c::SHM_RND == 0 => {
            format!("{place:#x} is not the start of a page, and SHM_RND is not given")
        }
        Errno::EINVAL if place == 0 && bits & c::SHM_REMAP != 0 => {
            "SHM_REMAP needs an address".to_owned()
        }
        Errno::EINVAL if place != 0 => {
            format!("{place:#x} is in use; SHM_REMAP would replace what is there")
        }
        Errno::EPERM => "the shell's own memory lies there".to_owned(),
        _ => String::new(),
    }
}

const SHMDT_ARGUMENTS: Arguments = Arguments {
    options: &[flag(b'a', "all")],
    operands: &[optional("ADDR", What::Address)],
};

/// `shmdt`
pub(in crate::builtin::ipc) const SHMDT: Builtin = Builtin {
    name: "shmdt",
    kind: Kind::Extension,
    synopsis: "shmdt ADDR | shmdt -a",
    help: "\
int shmdt(const void *shmaddr);

Takes an attached segment out of the shell's memory. The segment stays; children keep their own attachment.
  -a   all that this shell attached

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    shmget -v id -c IPC_PRIVATE 4K
    shmat -v a $id
    shmdt $a; shmctl $id IPC_RMID
",
    arguments: SHMDT_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMDT_ARGUMENTS, shmdt)),
};

fn shmdt(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let places = match (args.get(0), args.has("a")) {
        (Some(word), false) => vec![address("ADDR", word)?],
        (None, true) => attached(ctx),
        (Some(_), true) => return Err(BuiltinError::usage("-a takes no ADDR").into()),
        (None, false) => return Err(BuiltinError::usage("missing operand ADDR").into()),
    };
    for place in places {
        detach(ctx, place)?;
    }
    OK
}

/// The addresses at which segments are attached.
fn attached(ctx: &Ctx<'_>) -> Vec<usize> {
    let mut places: Vec<usize> = ctx
        .state
        .ipc
        .regions
        .iter()
        .filter(|region| matches!(region.backing, Backing::Segment { .. }))
        .map(|region| region.origin)
        .collect();
    places.dedup();
    places
}

/// Detaches what is attached at `place`.
pub(super) fn detach(ctx: &mut Ctx<'_>, place: usize) -> Result<(), BuiltinError> {
    ctx.syscall_because(
        || Call::new("shmdt").address("shmaddr", place).told(),
        || map::detach(place),
        |_| "no segment is attached there".to_owned(),
    )?;
    if !ctx.is_explaining() {
        ctx.state.ipc.regions.remove_origin(place);
    }
    Ok(())
}
