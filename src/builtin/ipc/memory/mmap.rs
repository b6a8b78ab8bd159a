//! `mmap`: a file, or memory that is no file's, comes into the shell's memory.

use super::{address, whole_pages};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::refuse_lost;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, any, flag, one};
use crate::builtin::ipc::{fd, flags, number};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::look::fds::target;
use crate::plan::Call;
use crate::state::ipc::{Backing, Protection, Region};
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::{MMAP as FLAGS, OPEN, PROT};
use crate::sys::ipc::map::{Wanted, map};
use crate::sys::process::page_size;
use crate::sys::{Errno, file};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        V,
        flag(b'w', "write"),
        flag(b'p', "private"),
        flag(b'a', "anonymous"),
        flag(0, "force"),
    ],
    operands: &[
        one("ADDR|FILE", What::Path),
        any("LEN PROT FLAGS FD OFF", What::Flags(FLAGS)),
    ],
};

/// `mmap`
pub(in crate::builtin::ipc) const MMAP: Builtin = Builtin {
    name: "mmap",
    kind: Kind::Extension,
    synopsis: "mmap [-v VAR] ADDR LEN PROT FLAGS FD OFF | mmap [-v VAR] [-w] [-p] FILE [LEN] | mmap [-v VAR] -a LEN",
    help: "\
void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);

Maps a file, or memory without one, into the shell and prints the address; peek and poke look at it and change it.
ADDR is NULL or a page. LEN may be any length above 0, OFF must be a multiple of the page size; FD is -1 with
MAP_ANONYMOUS. PROT is PROT_READ, PROT_WRITE, PROT_EXEC, PROT_NONE; FLAGS are MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS, …
  FILE [LEN]   maps a file for reading, shared; all of it unless LEN is given
  -w           for writing too
  -p           private: stores are not seen by others
  -a LEN       memory without a file, shared with children, for reading and writing
  -v VAR       put the address into VAR
  --force      let MAP_SHARED|MAP_PRIVATE through, which the kernel takes for MAP_SHARED_VALIDATE

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED,MAP_ANONYMOUS -1 0
    poke $a hello; peek $a
    munmap $a
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    refuse_lost(ctx, sink, "mapping", "mmap -v VAR …")?;
    let start = match args.rest(0) {
        [length] if args.has("a") => anonymous(ctx, length)?,
        [path, rest @ ..] if rest.len() < 2 && !args.has("a") => {
            file_mapping(ctx, args, path, rest.first().copied())?
        }
        words if words.len() == 6 => {
            let wanted = parse(ctx, args, words)?;
            make(ctx, &wanted)?
        }
        _ => {
            return Err(BuiltinError::usage(
                "needs ADDR LEN PROT FLAGS FD OFF, or FILE [LEN], or -a LEN",
            )
            .into());
        }
    };
    sink.give(ctx, format!("{start:#x}").as_bytes())?;
    OK
}

fn parse(ctx: &mut Ctx<'_>, args: &Args<'_>, words: &[&[u8]]) -> Result<Wanted, BuiltinError> {
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let bits = flags::parse("FLAGS", word(3), FLAGS)?;
    let names_validate = word(3)
        .to_ascii_uppercase()
        .windows(8)
        .any(|w| w == b"VALIDATE");
    if bits & c::MAP_TYPE == c::MAP_SHARED_VALIDATE && !names_validate && !args.has("force") {
        return Err(BuiltinError::usage(
            "FLAGS: MAP_SHARED|MAP_PRIVATE is MAP_SHARED_VALIDATE to the kernel, not both; choose one, or --force",
        ));
    }
    let fd = match word(4) {
        b"-1" => -1,
        text => fd::of(ctx, "FD", text)?,
    };
    let offset = number::size("OFF", word(5))?;
    Ok(Wanted {
        address: address("ADDR", word(0))?,
        length: number::size("LEN", word(1))?,
        protection: flags::parse("PROT", word(2), PROT)?,
        flags: bits,
        fd,
        offset: i64::try_from(offset).map_err(|_| number::bad("OFF", word(5), "out of range"))?,
    })
}

fn anonymous(ctx: &mut Ctx<'_>, length: &[u8]) -> Result<usize, BuiltinError> {
    let wanted = Wanted {
        address: 0,
        length: number::size("LEN", length)?,
        protection: c::PROT_READ | c::PROT_WRITE,
        flags: c::MAP_SHARED | c::MAP_ANONYMOUS,
        fd: -1,
        offset: 0,
    };
    make(ctx, &wanted)
}

/// Opens, maps, closes: a mapping does not need its descriptor.
fn file_mapping(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    path: &[u8],
    length: Option<&[u8]>,
) -> Result<usize, BuiltinError> {
    let (writes, is_private) = (args.has("w"), args.has("p"));
    let bits = if writes && !is_private {
        c::O_RDWR | c::O_CLOEXEC
    } else {
        c::O_RDONLY | c::O_CLOEXEC
    };
    // What cannot be mapped is not waited for either.
    let is_fifo = file::status(path).is_ok_and(|status| status.kind == file::Kind::Fifo);
    let bits = if is_fifo { bits | c::O_NONBLOCK } else { bits };
    let length = length.map(|word| number::size("LEN", word)).transpose()?;
    let fd = ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", path)
                .told()
                .names("flags", OPEN.decode(i64::from(bits)))
        },
        || sys_fd::open(path, bits, 0),
    )?;
    let status = if ctx.is_explaining() {
        file::status(path)
    } else {
        file::descriptor_status(fd)
    };
    let size = status.map_or(0, |status| status.size);
    let wanted = Wanted {
        address: 0,
        length: length.unwrap_or(usize::try_from(size).unwrap_or(usize::MAX)),
        protection: c::PROT_READ | if writes { c::PROT_WRITE } else { 0 },
        flags: if is_private {
            c::MAP_PRIVATE
        } else {
            c::MAP_SHARED
        },
        fd,
        offset: 0,
    };
    let start = make(ctx, &wanted);
    let kernel = ctx.kernel;
    if !ctx.is_explaining() {
        let _ = kernel.close(fd); // nothing was written through it
    }
    start
}

/// Maps, and notes it in the shell's table.
fn make(ctx: &mut Ctx<'_>, wanted: &Wanted) -> Result<usize, BuiltinError> {
    let is_explaining = ctx.is_explaining();
    let start = ctx.syscall_because(
        || {
            let call = Call::new("mmap")
                .address("addr", wanted.address)
                .size("length", wanted.length)
                .told()
                .names("prot", PROT.decode(i64::from(wanted.protection)))
                .told()
                .names("flags", FLAGS.decode(i64::from(wanted.flags)))
                .told()
                .int("fd", wanted.fd)
                .told()
                .int("offset", wanted.offset);
            if is_explaining {
                let page = page_size();
                call.note(format!(
                    "{} pages of {page}; they come when they are first touched",
                    wanted.length.div_ceil(page)
                ))
            } else {
                call
            }
        },
        || map(wanted),
        |errno| why_not(wanted, errno),
    )?;
    if !is_explaining {
        note(ctx, wanted, start);
    }
    Ok(start)
}

fn note(ctx: &mut Ctx<'_>, wanted: &Wanted, start: usize) {
    let is_shared = wanted.flags & c::MAP_TYPE != c::MAP_PRIVATE;
    let backing = if wanted.flags & c::MAP_ANONYMOUS != 0 {
        Backing::Anonymous { is_shared }
    } else {
        Backing::File {
            path: target(wanted.fd),
            is_shared,
        }
    };
    ctx.state.ipc.regions.insert(Region {
        start,
        len: whole_pages(wanted.length),
        protection: protection(wanted.protection),
        backing,
        offset: u64::try_from(wanted.offset).unwrap_or(0),
        origin: start,
    });
}

/// What the kernel makes of protection bits: who may write may read, on the machines that this is for.
pub(super) fn protection(bits: i32) -> Protection {
    let can_store = bits & c::PROT_WRITE != 0;
    Protection {
        read: bits & c::PROT_READ != 0 || can_store,
        write: can_store,
        execute: bits & c::PROT_EXEC != 0,
    }
}

/// Which of the reasons it is.
fn why_not(wanted: &Wanted, errno: Errno) -> String {
    let kind = wanted.flags & c::MAP_TYPE;
    let reason = match errno {
        Errno::EINVAL if wanted.length == 0 => "length is 0; an empty file cannot be mapped whole",
        Errno::EINVAL if kind == 0 => "neither MAP_SHARED nor MAP_PRIVATE is given",
        Errno::EINVAL if !is_page(wanted.offset) => "offset is not a multiple of the page size",
        Errno::EINVAL if !wanted.address.is_multiple_of(page_size()) => {
            "addr is not the start of a page"
        }
        Errno::EACCES => access_problem(wanted, kind),
        Errno::ENODEV => "pipes, sockets and directories cannot be mapped",
        Errno::EBADF if wanted.fd < 0 => "fd -1 needs MAP_ANONYMOUS",
        Errno::EEXIST => "something is mapped there",
        Errno::ENOMEM => "there is not so much address space",
        Errno::EPERM => "the shell's own memory lies there, or the file is sealed",
        _ => "",
    };
    reason.to_owned()
}

fn is_page(offset: i64) -> bool {
    usize::try_from(offset).is_ok_and(|offset| offset.is_multiple_of(page_size()))
}

fn access_problem(wanted: &Wanted, kind: i32) -> &'static str {
    let access = sys_fd::status_flags(wanted.fd).map_or(0, |bits| bits & c::O_ACCMODE);
    match access {
        c::O_WRONLY => "the descriptor must be open for reading, whatever PROT is",
        c::O_RDONLY if kind != c::MAP_PRIVATE && wanted.protection & c::PROT_WRITE != 0 => {
            "a shared mapping for writing needs a descriptor open with O_RDWR"
        }
        _ => "the file may not be used so",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_write_may_read() {
        assert_eq!(protection(c::PROT_WRITE).letters(), "rw-");
        assert_eq!(protection(c::PROT_NONE).letters(), "---");
    }
}
