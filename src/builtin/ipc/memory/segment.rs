//! `shmread` and `shmwrite`: look into a segment of shared memory and change it, without keeping it attached.

use super::access;
use super::attach::{detach, note, segment_id};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::data::{
    Delivery, Format, Input, PIECE, encode_struct, layout_of, read_piece,
};
use crate::builtin::ipc::fd::Progress;
use crate::builtin::ipc::number;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{F, V, flag, one, optional, some, takes};
use crate::builtin::ipc::sysv::shm as segments;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::Errno;
use crate::sys::c;
use crate::sys::ipc::{map, shm};

const SHMREAD_ARGUMENTS: Arguments = Arguments {
    options: &[V, F, takes(b'o', "", "FD", What::Fd), flag(0, "progress")],
    operands: &[
        one("ID", What::ShmId),
        optional("OFF", What::Offset),
        optional("LEN", What::Size),
    ],
};

/// `shmread`
pub(in crate::builtin::ipc) const SHMREAD: Builtin = Builtin {
    name: "shmread",
    kind: Kind::Extension,
    synopsis: "shmread [-f FMT] [-v VAR | -o FD] [--progress] ID|key:KEY [OFF [LEN]]",
    help: "\
shmat(ID, NULL, SHM_RDONLY); memcpy(buf, addr + OFF, LEN); shmdt(addr);

Prints what is in a segment: from OFF (0) on, LEN bytes (to the end). Without LEN, text ends before the zero bytes that
fill the rest of the segment.
  -f FMT       text, raw, hex, base64, dump, u32:4, cstr, struct:NAME, …
  -v VAR       put it into VAR
  -o FD        write the bytes to FD as they are
  --progress   show how it goes, on a terminal

Status: 0; 1 when a call failed or the range is outside; 2 for wrong usage.

Example:
    shmget -v id -c IPC_PRIVATE 4K
    shmwrite $id 0 hello
    shmread $id 0 5
    shmctl $id IPC_RMID
",
    arguments: SHMREAD_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMREAD_ARGUMENTS, shmread)),
};

fn shmread(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let delivery = Delivery::of(ctx, args, Format::Text)?;
    let offset = args
        .get(1)
        .map_or(Ok(0), |word| number::size("OFF", word))?;
    let length = args
        .get(2)
        .map(|word| number::size("LEN", word))
        .transpose()?;
    let id = segment_id(ctx, args.operand(0))?;
    let (size, start) = attach(ctx, id, c::SHM_RDONLY)?;
    let result = read_range(ctx, args, &delivery, (id, size, start), (offset, length));
    detach(ctx, start)?;
    result?;
    OK
}

fn read_range(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    delivery: &Delivery<'_>,
    (id, size, start): (i32, usize, usize),
    (offset, length): (usize, Option<usize>),
) -> Result<(), BuiltinError> {
    let default = delivery
        .length(ctx)
        .unwrap_or_else(|| size.saturating_sub(offset));
    let wanted = length.unwrap_or(default);
    check_range(ctx, "shmread", (id, size), offset, wanted)?;
    if delivery.is_stream() {
        let mut progress = Progress::of(args);
        let mut at = 0;
        while at < wanted {
            // What is only explained is told as one.
            let most = if ctx.is_explaining() { wanted } else { PIECE };
            let count = most.min(wanted - at);
            let bytes = access::read(ctx, start + offset + at, count)?;
            delivery.give_piece(ctx, &bytes)?;
            progress.add(ctx, count);
            at += count;
        }
        progress.finish(ctx);
        return Ok(());
    }
    let bytes = access::read(ctx, start + offset, wanted)?;
    let shown = if length.is_none() && delivery.format == Format::Text {
        without_tail(&bytes)
    } else {
        &bytes
    };
    delivery.give(ctx, shown, offset as u64)
}

/// The bytes before the zeros at the end.
fn without_tail(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
    bytes.get(..end).unwrap_or_default()
}

const SHMWRITE_ARGUMENTS: Arguments = Arguments {
    options: &[F, flag(0, "progress")],
    operands: &[
        one("ID", What::ShmId),
        one("OFF", What::Offset),
        some("DATA", What::Text),
    ],
};

/// `shmwrite`
pub(in crate::builtin::ipc) const SHMWRITE: Builtin = Builtin {
    name: "shmwrite",
    kind: Kind::Extension,
    synopsis: "shmwrite [-f FMT] [--progress] ID|key:KEY OFF DATA…|-",
    help: "\
shmat(ID, NULL, 0); memcpy(addr + OFF, DATA, LEN); shmdt(addr);

Puts DATA into a segment from OFF on. Nothing is written when it does not fit.
DATA are text with the escapes of printf %b unless -f says otherwise; - is standard input (what does not fit is an error).
  -f FMT       raw, hex, base64, u32, cstr, str:16, struct:NAME (then DATA are member=value), …
  --progress   show how it goes, on a terminal

Status: 0; 1 when a call failed or the range is outside; 2 for wrong usage.

Example:
    shmget -v id -c IPC_PRIVATE 4K
    shmwrite -f u32 $id 0 1 2 3
    shmread -f u32:3 $id
    shmctl $id IPC_RMID
",
    arguments: SHMWRITE_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &SHMWRITE_ARGUMENTS, shmwrite)),
};

fn shmwrite(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let offset = number::size("OFF", args.operand(1))?;
    let layout = struct_layout(ctx, args)?;
    let input = match layout {
        Some(_) => Input::Bytes(Vec::new()),
        None => Input::of(ctx, args, 2)?,
    };
    let id = segment_id(ctx, args.operand(0))?;
    let (size, start) = attach(ctx, id, 0)?;
    let result = match (layout, input) {
        (Some(layout), _) => check_range(ctx, "shmwrite", (id, size), offset, layout.size)
            .and_then(|()| access::read(ctx, start + offset, layout.size))
            .and_then(|mut bytes| {
                encode_struct(&layout, &mut bytes, args.rest(2))?;
                access::write(ctx, start + offset, &bytes)
            }),
        (None, Input::Bytes(bytes)) => {
            check_range(ctx, "shmwrite", (id, size), offset, bytes.len())
                .and_then(|()| access::write(ctx, start + offset, &bytes))
        }
        (None, Input::Stdin) => write_stream(ctx, args, (id, size, start), offset),
    };
    detach(ctx, start)?;
    result?;
    OK
}

/// The layout that `-f struct:NAME` names.
pub(super) fn struct_layout(
    ctx: &Ctx<'_>,
    args: &Args<'_>,
) -> Result<Option<std::rc::Rc<crate::state::ipc::Layout>>, BuiltinError> {
    layout_of(ctx, &Format::of(args.value("f"), Format::Text)?)
}

fn write_stream(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    (id, size, start): (i32, usize, usize),
    offset: usize,
) -> Result<(), BuiltinError> {
    if ctx.is_explaining() {
        return access::write(ctx, start + offset, b"");
    }
    let mut progress = Progress::of(args);
    let mut buffer = vec![0; PIECE];
    let mut at = offset;
    loop {
        let count = read_piece(ctx, &mut buffer)?;
        if count == 0 {
            progress.finish(ctx);
            return Ok(());
        }
        check_range(ctx, "shmwrite", (id, size), at, count)?;
        access::write(ctx, start + at, buffer.get(..count).unwrap_or_default())?;
        progress.add(ctx, count);
        at += count;
    }
}

/// Attaches for the time of one transfer: the size of the segment, and the address.
fn attach(ctx: &mut Ctx<'_>, id: i32, bits: i32) -> Result<(usize, usize), BuiltinError> {
    let why = |errno| segments::why_not_ctl(id, errno);
    let size = ctx
        .syscall_because(
            || {
                Call::new("shmctl")
                    .int("shmid", id)
                    .told()
                    .names("cmd", "IPC_STAT")
                    .out("buf", "&ds")
            },
            || shm::stat(id),
            why,
        )?
        .size;
    let start = ctx.syscall_because(
        || {
            Call::new("shmat")
                .int("shmid", id)
                .told()
                .names("shmaddr", "NULL")
                .names("shmflg", if bits == 0 { "0" } else { "SHM_RDONLY" })
        },
        || map::attach(id, 0, bits),
        why,
    )?;
    if !ctx.is_explaining() {
        note(ctx, id, start, bits);
    }
    Ok((size, start))
}

/// That the range lies in the segment.
fn check_range(
    ctx: &mut Ctx<'_>,
    name: &'static str,
    (id, size): (i32, usize),
    offset: usize,
    length: usize,
) -> Result<(), BuiltinError> {
    let is_inside = offset.checked_add(length).is_some_and(|end| end <= size);
    if is_inside || ctx.is_explaining() {
        return Ok(());
    }
    let call = Call::new(name).int("shmid", id).told().because(format!(
        "offset {offset} and {length} bytes are not inside its {size} bytes"
    ));
    Err(ctx.call_error(&call, Errno::EFAULT))
}
