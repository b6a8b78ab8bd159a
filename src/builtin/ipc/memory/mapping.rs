//! `munmap mprotect mremap msync mincore madvise mlock munlock`: what can be done with mapped memory.

use super::access::check;
use super::mmap::protection;
use super::{address, whole_pages};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, one, optional};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, CallResult, Ctx, Kind, Operand, What,
};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::flags::{
    MADVISE as ADVICE, MLOCK as LOCK_FLAGS, MREMAP as REMAP_FLAGS, MSYNC as SYNC_FLAGS, PROT,
};
use crate::sys::ipc::map;
use crate::sys::{Errno, process};

const ADDR: Operand = one("ADDR", What::Address);
const LEN: Operand = optional("LEN", What::Size);

/// A row whose body needs no interpreter.
macro_rules! row {
    ($(#[$doc:meta])* $row:ident $arguments:ident $name:literal $run:ident [$($option:expr),*] [$($operand:expr),*]
     $synopsis:literal $help:literal) => {
        const $arguments: Arguments = Arguments { options: &[$($option),*], operands: &[$($operand),*] };
        $(#[$doc])*
        pub(in crate::builtin::ipc) const $row: Builtin = Builtin {
            name: $name,
            kind: Kind::Extension,
            synopsis: $synopsis,
            help: $help,
            arguments: $arguments,
            body: Body::Plain(|ctx, fields| plain(ctx, fields, &$arguments, $run)),
        };
    };
}

row! {
    /// `munmap`
    MUNMAP MUNMAP_ARGUMENTS "munmap" munmap [] [ADDR, LEN]
    "munmap ADDR [LEN]"
    "\
int munmap(void *addr, size_t length);

Takes mapped pages out of the shell's memory: LEN bytes, or all that one mmap made. Any range of whole pages will do, also
one with nothing in it.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    munmap $a
"
}

row! {
    /// `mprotect`
    MPROTECT MPROTECT_ARGUMENTS "mprotect" mprotect []
    [ADDR, one("LEN", What::Size), one("PROT", What::Flags(PROT))]
    "mprotect ADDR LEN PROT"
    "\
int mprotect(void *addr, size_t len, int prot);

Changes what may be done with mapped pages: PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    mprotect $a 4K PROT_READ
    munmap $a
"
}

row! {
    /// `mremap`
    MREMAP MREMAP_ARGUMENTS "mremap" mremap [V]
    [
        ADDR,
        one("OLDLEN", What::Size),
        one("NEWLEN", What::Size),
        optional("FLAGS", What::Flags(REMAP_FLAGS)),
        optional("NEWADDR", What::Address)
    ]
    "mremap [-v VAR] ADDR OLDLEN NEWLEN [FLAGS [NEWADDR]]"
    "\
void *mremap(void *old_address, size_t old_size, size_t new_size, int flags, ... /* void *new_address */);

Makes a mapping larger or smaller, perhaps at another place, and prints where it is now.
FLAGS are MREMAP_MAYMOVE, MREMAP_FIXED, MREMAP_DONTUNMAP.
  -v VAR   put the address into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    mremap -v a $a 4K 8K MREMAP_MAYMOVE
    munmap $a
"
}

row! {
    /// `msync`
    MSYNC MSYNC_ARGUMENTS "msync" msync []
    [ADDR, LEN, optional("FLAGS", What::Flags(SYNC_FLAGS))]
    "msync ADDR [LEN [FLAGS]]"
    "\
int msync(void *addr, size_t length, int flags);

Writes changed pages of a shared mapping to the disk. Other processes see them at once without it.
FLAGS are MS_SYNC (unless given), MS_ASYNC, MS_INVALIDATE.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    msync $a
    munmap $a
"
}

row! {
    /// `mincore`
    MINCORE MINCORE_ARGUMENTS "mincore" mincore [V] [ADDR, LEN]
    "mincore [-v VAR] ADDR [LEN]"
    "\
int mincore(void *addr, size_t length, unsigned char *vec);

Prints for each page whether it is in memory: 1 or 0. Pages come when they are first touched.
  -v VAR   put the digits into VAR

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 8K
    mincore $a; poke $a+4K x; mincore $a
    munmap $a
"
}

row! {
    /// `madvise`
    MADVISE MADVISE_ARGUMENTS "madvise" madvise []
    [ADDR, one("LEN", What::Size), one("ADVICE", What::Flags(ADVICE))]
    "madvise ADDR LEN ADVICE"
    "\
int madvise(void *addr, size_t length, int advice);

Tells the kernel how pages will be used: MADV_WILLNEED, MADV_DONTNEED, MADV_SEQUENTIAL, …

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    madvise $a 4K MADV_WILLNEED
    munmap $a
"
}

row! {
    /// `mlock`
    MLOCK MLOCK_ARGUMENTS "mlock" mlock []
    [ADDR, LEN, optional("FLAGS", What::Flags(LOCK_FLAGS))]
    "mlock ADDR [LEN [FLAGS]]"
    "\
int mlock2(const void *addr, size_t len, unsigned int flags);

Keeps pages in memory, as far as the limit goes (ulimit -l). With MLOCK_ONFAULT, each from its first use on.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    mlock $a; munlock $a
    munmap $a
"
}

row! {
    /// `munlock`
    MUNLOCK MUNLOCK_ARGUMENTS "munlock" munlock [] [ADDR, LEN]
    "munlock ADDR [LEN]"
    "\
int munlock(const void *addr, size_t len);

Lets pages be swapped out again that mlock kept in memory.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mmap -v a -a 4K
    mlock $a; munlock $a
    munmap $a
"
}

/// The operands that every one of them begins with: an address, and how many bytes from there on; without LEN, all that
/// one call made.
fn range(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Result<(usize, usize), BuiltinError> {
    let start = address("ADDR", args.operand(0))?;
    let length = match args.get(1) {
        Some(word) => number::size("LEN", word)?,
        None => {
            let regions = &ctx.state.ipc.regions;
            let origin = regions.at(start).map_or(start, |region| region.origin);
            let end = regions
                .of_origin(origin)
                .map(crate::state::ipc::Region::end)
                .max();
            match end {
                Some(end) => end.saturating_sub(start),
                None if ctx.is_explaining() => 0,
                None => {
                    check(ctx, start, 1, false)?;
                    0
                }
            }
        }
    };
    Ok((start, length))
}

fn call(name: &'static str, (start, length): (usize, usize)) -> Call {
    Call::new(name)
        .address("addr", start)
        .told()
        .size("length", length)
        .told()
}

/// What most of them fail for.
fn why((start, length): (usize, usize), errno: Errno) -> String {
    match errno {
        Errno::EINVAL if !start.is_multiple_of(process::page_size()) => {
            "addr is not the start of a page".to_owned()
        }
        Errno::EINVAL if length == 0 => "length is 0".to_owned(),
        Errno::EPERM => "the shell's own memory lies there".to_owned(),
        Errno::ENOMEM => "not all of it is mapped, or a limit is reached".to_owned(),
        _ => String::new(),
    }
}

fn munmap(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    ctx.syscall_because(
        || call("munmap", range),
        || map::unmap(range.0, range.1),
        |errno| why(range, errno),
    )?;
    if !ctx.is_explaining() {
        ctx.state.ipc.regions.remove(range.0, whole_pages(range.1));
    }
    OK
}

fn mprotect(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    let bits = flags::parse("PROT", args.operand(2), PROT)?;
    ctx.syscall_because(
        || {
            call("mprotect", range)
                .names("prot", PROT.decode(i64::from(bits)))
                .told()
        },
        || map::protect(range.0, range.1, bits),
        |errno| why(range, errno),
    )?;
    if !ctx.is_explaining() {
        ctx.state
            .ipc
            .regions
            .protect(range.0, whole_pages(range.1), protection(bits));
    }
    OK
}

fn mremap(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let range = range(ctx, args)?;
    let length = number::size("NEWLEN", args.operand(2))?;
    let mut bits = flags::optional("FLAGS", args.get(3), REMAP_FLAGS)?;
    let target = args.get(4).map_or(Ok(0), |word| address("NEWADDR", word))?;
    if target != 0 {
        bits |= c::MREMAP_FIXED | c::MREMAP_MAYMOVE;
    }
    let got = ctx.syscall_because(
        || {
            Call::new("mremap")
                .address("old_address", range.0)
                .told()
                .size("old_size", range.1)
                .size("new_size", length)
                .told()
                .names("flags", REMAP_FLAGS.decode(i64::from(bits)))
        },
        || map::remap(range.0, range.1, length, bits, target),
        |errno| match errno {
            Errno::ENOMEM if bits & c::MREMAP_MAYMOVE == 0 => {
                "it cannot grow where it is, and MREMAP_MAYMOVE is not given".to_owned()
            }
            errno => why(range, errno),
        },
    )?;
    if !ctx.is_explaining() {
        let regions = &mut ctx.state.ipc.regions;
        if let Some(region) = regions.at(range.0).cloned() {
            if bits & c::MREMAP_DONTUNMAP == 0 {
                regions.remove(range.0, whole_pages(range.1));
            }
            regions.insert(crate::state::ipc::Region {
                start: got,
                origin: got,
                len: whole_pages(length),
                ..region
            });
        }
    }
    sink.give(ctx, format!("{got:#x}").as_bytes())?;
    OK
}

fn msync(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    let bits = args.get(2).map_or(Ok(c::MS_SYNC), |word| {
        flags::parse("FLAGS", word, SYNC_FLAGS)
    })?;
    ctx.syscall_because(
        || call("msync", range).names("flags", SYNC_FLAGS.decode(i64::from(bits))),
        || map::sync(range.0, range.1, bits),
        |errno| why(range, errno),
    )?;
    OK
}

impl CallResult for Vec<bool> {
    fn placeholder() -> Self {
        Self::new()
    }

    fn number(&self) -> i64 {
        0
    }
}

fn mincore(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let range = range(ctx, args)?;
    let pages = ctx.syscall_because(
        || call("mincore", range).out("vec", "vec"),
        || map::resident(range.0, range.1),
        |errno| why(range, errno),
    )?;
    let digits: Vec<u8> = pages
        .into_iter()
        .map(|is_resident| if is_resident { b'1' } else { b'0' })
        .collect();
    sink.give(ctx, &digits)?;
    OK
}

fn madvise(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    let advice = flags::word("ADVICE", args.operand(2), ADVICE)?;
    ctx.syscall_because(
        || {
            call("madvise", range)
                .names("advice", flags::name_of(advice, ADVICE))
                .told()
        },
        || map::advise(range.0, range.1, advice),
        |errno| why(range, errno),
    )?;
    OK
}

fn mlock(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    let bits = flags::optional("FLAGS", args.get(2), LOCK_FLAGS)?;
    ctx.syscall_because(
        || call("mlock2", range).names("flags", LOCK_FLAGS.decode(i64::from(bits))),
        || map::lock(range.0, range.1, bits.cast_unsigned()),
        |errno| why(range, errno),
    )?;
    OK
}

fn munlock(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let range = range(ctx, args)?;
    ctx.syscall_because(
        || call("munlock", range),
        || map::unlock(range.0, range.1),
        |errno| why(range, errno),
    )?;
    OK
}
