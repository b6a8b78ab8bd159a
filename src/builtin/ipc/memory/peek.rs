//! `peek`, `poke`, `hexdump`: looking at memory and changing it, without dying of a bad address.

use super::segment::struct_layout;
use super::{access, address};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::data::{Delivery, Format, Input, encode_struct};
use crate::builtin::ipc::number;
use crate::builtin::ipc::run::{Caller, Done, OK, control, plain};
use crate::builtin::ipc::spec::{F, V, any, flag, one, optional, some, takes};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, Lookup, What};
use crate::plan::Call;
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::ipc::map::access::touch_in_child;

const PEEK_ARGUMENTS: Arguments = Arguments {
    options: &[
        F,
        V,
        takes(b'n', "count", "COUNT", What::Number),
        takes(b'o', "", "FD", What::Fd),
        flag(0, "signal"),
    ],
    operands: &[
        one("ADDR[+OFF]", What::Address),
        optional("LEN", What::Size),
    ],
};

/// `peek`
pub(in crate::builtin::ipc) const PEEK: Builtin = Builtin {
    name: "peek",
    kind: Kind::Extension,
    synopsis: "peek [-f FMT] [-n COUNT] [-v VAR | -o FD] [--signal] ADDR[+OFF] [LEN]",
    help: "\
memcpy(buf, ADDR + OFF, LEN);

Prints what is in the shell's attachments and mappings: LEN bytes, or COUNT values of the format (1 unless given), or
text to the end of the mapping. A bad address is a message that names the signal it would have been.
  -f FMT     text, raw, hex, base64, dump, u32, f64, cstr, struct:NAME, …
  -n COUNT   so many values
  -v VAR     put it into VAR
  -o FD      write the bytes to FD as they are
  --signal   do the access in a child that may die of it: the status is 128 + the signal

Status: 0; 1 for a bad address; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    poke -f u32 $a 1 2 3
    peek -f u32 -n 3 $a
    munmap $a
",
    arguments: PEEK_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &PEEK_ARGUMENTS, peek)),
};

fn peek(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let delivery = Delivery::of(ctx, args, Format::Text)?;
    let place = address("ADDR", args.operand(0))?;
    let count = args
        .value("n")
        .map_or(Ok(1), |word| number::size("COUNT", word))?;
    let length = args
        .get(1)
        .map(|word| number::size("LEN", word))
        .transpose()?;
    if args.has("signal") {
        return touch(ctx, place, None);
    }
    let default = match delivery.length(ctx) {
        Some(one) => one
            .checked_mul(count)
            .ok_or_else(|| BuiltinError::usage("COUNT: more than memory has"))?,
        None if args.has("n") => count,
        None => to_end(ctx, place),
    };
    let wanted = length.unwrap_or(default);
    let bytes = access::read(ctx, place, wanted)?;
    let is_whole = length.is_none() && !args.has("n") && delivery.format == Format::Text;
    let shown = if is_whole {
        let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
        bytes.get(..end).unwrap_or_default()
    } else {
        &bytes
    };
    delivery.give(ctx, shown, place as u64)?;
    OK
}

/// How many bytes the mapping has from `place` on.
fn to_end(ctx: &Ctx<'_>, place: usize) -> usize {
    ctx.state
        .ipc
        .regions
        .at(place)
        .map_or(1, |region| region.end() - place)
}

/// The plain access in a child.
fn touch(ctx: &mut Ctx<'_>, place: usize, store: Option<u8>) -> Done {
    let status = ctx.syscall(
        || {
            let call = Call::new("fork").note("the child does the access plainly");
            call.because(format!("{place:#x}"))
        },
        || touch_in_child(place, store),
    )?;
    Ok(ExitStatus(status))
}

const POKE_ARGUMENTS: Arguments = Arguments {
    options: &[F, flag(0, "signal")],
    operands: &[one("ADDR[+OFF]", What::Address), some("VALUE", What::Text)],
};

/// `poke`
pub(in crate::builtin::ipc) const POKE: Builtin = Builtin {
    name: "poke",
    kind: Kind::Extension,
    synopsis: "poke [-f FMT] [--signal] ADDR[+OFF] VALUE…|-",
    help: "\
memcpy(ADDR + OFF, VALUE, LEN);

Puts values into the shell's attachments and mappings. Nothing is written when the range is not mapped for writing.
VALUE is text with the escapes of printf %b unless -f says otherwise; - is standard input.
  -f FMT     raw, hex, base64, u32, f64, cstr, str:16, struct:NAME (then VALUE is member=value), …
  --signal   store one byte in a child that may die of it: the status is 128 + the signal

Status: 0; 1 for a bad address; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    poke $a hello
    peek $a
    munmap $a
",
    arguments: POKE_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &POKE_ARGUMENTS, poke)),
};

fn poke(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let place = address("ADDR", args.operand(0))?;
    if let Some(layout) = struct_layout(ctx, args)? {
        let mut bytes = access::read(ctx, place, layout.size)?;
        encode_struct(&layout, &mut bytes, args.rest(1))?;
        access::write(ctx, place, &bytes)?;
        return OK;
    }
    let bytes = Input::of(ctx, args, 1)?.whole(ctx)?;
    if args.has("signal") {
        return touch(ctx, place, Some(bytes.first().copied().unwrap_or(0)));
    }
    access::write(ctx, place, &bytes)?;
    OK
}

const HEXDUMP_ARGUMENTS: Arguments = Arguments {
    options: &[
        flag(b'C', "canonical"),
        flag(b'v', "no-squeezing"),
        takes(b'n', "length", "LEN", What::Size),
        takes(b's', "skip", "OFF", What::Offset),
    ],
    operands: &[any("ADDR[+OFF]|FILE", What::Address)],
};

/// `hexdump`
pub(in crate::builtin::ipc) const HEXDUMP: Builtin = Builtin {
    name: "hexdump",
    kind: Kind::Extension,
    synopsis: "hexdump [-n LEN] ADDR[+OFF] [LEN] | hexdump [-C] [-n LEN] [-s OFF] [FILE…]",
    help: "\
peek -f dump ADDR LEN

Shows memory of the shell's attachments and mappings, an address in hexadecimal (0x…), as hexdump -C shows a file.
With anything else than such an address, the program hexdump runs, if there is one; otherwise files, or standard input,
are shown here.
  -n LEN   so many bytes (256 of memory unless given)
  -s OFF   leave out so many bytes of a file

Status: 0; 1 for a bad address or file; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    poke $a hello
    hexdump $a 16
    munmap $a
",
    arguments: HEXDUMP_ARGUMENTS,
    body: Body::Control(hexdump),
};

fn hexdump(host: &mut dyn crate::builtin::Host, fields: &Fields) -> Done {
    let is_memory = fields.iter().skip(1).any(|word| word.starts_with(b"0x"));
    let is_ours = fields
        .iter()
        .any(|word| matches!(word, b"--help" | b"--explain"));
    if !is_memory
        && !is_ours
        && let Some(program) = host.find_program(b"hexdump", false)
    {
        let mut command = Fields::new();
        command.push(&program);
        fields.iter().skip(1).for_each(|word| command.push(word));
        return Ok(host.run_fields(&command, Lookup::Everywhere)?);
    }
    control(host, fields, &HEXDUMP_ARGUMENTS, dump)
}

fn dump(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let mut ctx = caller.ctx();
    let ctx = &mut ctx;
    let limit = args
        .value("n")
        .map(|word| number::size("LEN", word))
        .transpose()?;
    match args.get(0) {
        Some(word) if word.starts_with(b"0x") => {
            let place = address("ADDR", word)?;
            let length = args
                .get(1)
                .map(|word| number::size("LEN", word))
                .transpose()?
                .or(limit)
                .unwrap_or_else(|| to_end(ctx, place).min(256));
            let bytes = access::read(ctx, place, length)?;
            let text = crate::builtin::ipc::data::dump(&bytes, place as u64);
            ctx.print(text);
            OK
        }
        _ => dump_files(ctx, args, limit),
    }
}

/// The files, one after another as one, or standard input.
fn dump_files(ctx: &mut Ctx<'_>, args: &Args<'_>, limit: Option<usize>) -> Done {
    let skip = args
        .value("s")
        .map_or(Ok(0), |word| number::size("OFF", word))?;
    let mut bytes = Vec::new();
    if args.is_empty() {
        bytes = Input::Stdin.whole(ctx)?;
    }
    for path in args.rest(0) {
        let text = crate::builtin::ipc::data::read_file(ctx, path)?;
        bytes.extend_from_slice(&text);
    }
    let rest = bytes.get(skip.min(bytes.len())..).unwrap_or_default();
    let shown = rest
        .get(..limit.unwrap_or(rest.len()).min(rest.len()))
        .unwrap_or_default();
    let text = crate::builtin::ipc::data::dump(shown, skip as u64);
    ctx.print(text);
    OK
}
