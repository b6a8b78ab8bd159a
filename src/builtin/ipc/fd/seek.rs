//! `sysseek`: lseek(2).

use super::of;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, one, optional};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{Arguments, Body, Builtin, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::Errno;
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::SEEK;

const ARGUMENTS: Arguments = Arguments {
    options: &[V],
    operands: &[
        one("FD", What::Fd),
        one("OFFSET", What::Number),
        optional("WHENCE", What::Flags(SEEK)),
    ],
};

/// `sysseek`
pub(in crate::builtin::ipc) const SYSSEEK: Builtin = Builtin {
    name: "sysseek",
    kind: Kind::Extension,
    synopsis: "sysseek [-v VAR] FD OFFSET [WHENCE]",
    help: "\
off_t lseek(int fd, off_t offset, int whence);

Moves the offset of an open file and prints the new one. All descriptors that share the open file description see it.
WHENCE is SEEK_SET (unless given), SEEK_CUR, SEEK_END, SEEK_DATA or SEEK_HOLE. Pipes and sockets have no offset: ESPIPE.
  -v VAR   put the new offset into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    sysopen -v f /etc/passwd O_RDONLY
    sysseek -v size $f 0 SEEK_END
    close $f
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let fd = of(ctx, "FD", args.operand(0))?;
    let offset = number::long("OFFSET", args.operand(1))?;
    let whence = args
        .get(2)
        .map_or(Ok(c::SEEK_SET), |word| flags::word("WHENCE", word, SEEK))?;
    let new = ctx.syscall_because(
        || {
            Call::new("lseek")
                .int("fd", fd)
                .told()
                .int("offset", offset)
                .told()
                .names("whence", flags::name_of(whence, SEEK))
        },
        || sys_fd::seek(fd, offset, whence),
        |errno| match errno {
            Errno::ESPIPE => "pipes, FIFOs and sockets have no offset".to_owned(),
            _ => String::new(),
        },
    )?;
    sink.give(ctx, new.to_string().as_bytes())?;
    OK
}
