//! `shm_open shm_unlink ftruncate`: POSIX shared memory (shm_overview(7)).

use super::{flags_and_mode, why_name, with_slash};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::{self, above_standard, give_fd, refuse_lost};
use crate::builtin::ipc::number;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{M, V, one, optional, some};
use crate::builtin::{Ctx, What};
use crate::plan::Call;
use crate::state::ExitStatus;
use crate::state::ipc::Created;
use crate::sys::ipc::flags::OPEN;
use crate::sys::ipc::{fd as sys_fd, posix};
use crate::sys::{Errno, c, file};

row! {
    /// `shm_open`
    SHM_OPEN = "shm_open" plain(shm_open),
    options [V, M],
    operands [one("NAME", What::ShmName), optional("FLAGS", What::Flags(OPEN))],
    "shm_open [-v VAR] [-m MODE] NAME FLAGS",
    "\
int shm_open(const char *name, int oflag, mode_t mode);

Opens an object of shared memory by its name (/name), or makes one, and prints the descriptor. A new one has no bytes:
ftruncate gives it a size, mmap brings it into memory. FLAGS are O_RDONLY or O_RDWR, O_CREAT, O_EXCL, O_TRUNC, and the mode.
  -m MODE   the mode (0600 unless given), less the umask
  -v VAR    put the descriptor into VAR
The object stays until shm_unlink.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    shm_open -v f /demo O_RDWR,O_CREAT,0600
    ftruncate $f 4K
    mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $f 0
    poke $a hello; peek $a 5
    munmap $a; close $f; shm_unlink /demo
"
}

fn shm_open(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let name = args.operand(0);
    let (bits, mode) = flags_and_mode(args, 1)?;
    refuse_lost(ctx, sink, "descriptor", "shm_open -v VAR NAME FLAGS")?;
    let creates = bits & c::O_CREAT != 0 && (bits & c::O_EXCL != 0 || !has_file(b"", name));
    let fd = ctx.syscall_because(
        || {
            let call = Call::new("shm_open")
                .text("name", name)
                .told()
                .names("oflag", OPEN.decode(i64::from(bits)));
            if bits & c::O_CREAT != 0 {
                call.mode("mode", mode)
            } else {
                call
            }
        },
        || open_inheritable(|| posix::shm_open(name, bits, mode), bits),
        |_| why_name(name),
    )?;
    if creates && !ctx.is_explaining() {
        crate::builtin::ipc::ledger::note(ctx.state, Created::ShmName(with_slash(name)));
    }
    let fd = above_standard(ctx, fd, bits & c::O_CLOEXEC != 0)?;
    give_fd(ctx, sink, fd)?;
    OK
}

/// libc makes these descriptors close-on-exec. Here programs inherit what the user opens, unless O_CLOEXEC was asked for.
fn open_inheritable(open: impl FnOnce() -> Result<i32, Errno>, bits: i32) -> Result<i32, Errno> {
    let fd = open()?;
    if bits & c::O_CLOEXEC == 0 {
        sys_fd::control(fd, c::F_SETFD, 0)?;
    }
    Ok(fd)
}

/// Whether `/dev/shm` has a file for this name.
pub(super) fn has_file(prefix: &[u8], name: &[u8]) -> bool {
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let path = [b"/dev/shm/", prefix, name].concat();
    file::link_status(&path).is_ok()
}

row! {
    /// `shm_unlink`
    SHM_UNLINK = "shm_unlink" plain(shm_unlink),
    options [],
    operands [some("NAME", What::ShmName)],
    "shm_unlink NAME…",
    "\
int shm_unlink(const char *name);

Removes names of shared memory. Who has it open or mapped keeps it.

Status: 0; 1 when a call failed; 2 for wrong usage.

Example:
    shm_open -v f /demo O_RDWR,O_CREAT
    close $f; shm_unlink /demo
"
}

fn shm_unlink(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    unlink_all(ctx, args, "shm_unlink", posix::shm_unlink, Created::ShmName)
}

/// Unlinks all names, also when one of them cannot be unlinked.
pub(super) fn unlink_all(
    ctx: &mut Ctx<'_>,
    args: &Args<'_>,
    call: &'static str,
    act: fn(&[u8]) -> Result<(), Errno>,
    object: fn(Vec<u8>) -> Created,
) -> Done {
    let mut status = ExitStatus::SUCCESS;
    for name in args.rest(0) {
        let result = ctx.syscall_because(
            || Call::new(call).text("name", name).told(),
            || act(name),
            |_| why_name(name),
        );
        match result {
            Ok(()) => crate::builtin::ipc::ledger::strike(ctx.state, &object(with_slash(name))),
            Err(error) if args.len() == 1 => return Err(error.into()),
            Err(error) => {
                if !args.is_quiet {
                    crate::builtin::ipc::ledger::tell(ctx, &error);
                }
                status = ExitStatus::FAILURE;
            }
        }
    }
    Ok(status)
}

row! {
    /// `ftruncate`
    FTRUNCATE = "ftruncate" plain(ftruncate),
    options [],
    operands [one("FD", What::Fd), one("LENGTH", What::Size)],
    "ftruncate FD LENGTH",
    "\
int ftruncate(int fd, off_t length);

Sets the size of a file, of shared memory, or of a memfd. What is added reads as zeros; what is cut off is gone, and a
mapping of it is SIGBUS to touch.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    memfd_create -v f demo
    ftruncate $f 4K
    close $f
"
}

fn ftruncate(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let fd = fd::of(ctx, "FD", args.operand(0))?;
    let length = number::size("LENGTH", args.operand(1))?;
    ctx.syscall_because(
        || {
            Call::new("ftruncate")
                .int("fd", fd)
                .told()
                .size("length", length)
                .told()
        },
        || file::set_size(fd, length as u64),
        |errno| match errno {
            Errno::EINVAL => "not a file, or not open for writing".to_owned(),
            Errno::EPERM => "a seal forbids it".to_owned(),
            _ => String::new(),
        },
    )?;
    OK
}
