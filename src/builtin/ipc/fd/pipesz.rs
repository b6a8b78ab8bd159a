//! `pipesz`: how much pipes hold, and how much is in them.

use super::of;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number;
use crate::builtin::ipc::record::Record;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{J, V, any, flag, takes};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::{Errno, Fd};

const ARGUMENTS: Arguments = Arguments {
    options: &[
        takes(b's', "set", "SIZE", What::Size),
        flag(b'g', "get"),
        takes(b'n', "fd", "FD", What::Fd),
        flag(b'i', "stdin"),
        flag(b'o', "stdout"),
        flag(b'e', "stderr"),
        V,
        J,
    ],
    operands: &[any("FD", What::Fd)],
};

/// `pipesz`
pub(in crate::builtin::ipc) const PIPESZ: Builtin = Builtin {
    name: "pipesz",
    kind: Kind::Extension,
    synopsis: "pipesz [-v VAR] [-j] [FD…] | pipesz -s SIZE [-v VAR] [FD…]",
    help: "\
int fcntl(int fd, F_GETPIPE_SZ); int fcntl(int fd, F_SETPIPE_SZ, int size); int ioctl(int fd, FIONREAD, int *n);

Prints the capacity of pipes and how many bytes wait in them; of standard input unless told otherwise. The capacity is
counted in pages: a pipe can be full with fewer bytes in it, because each write may begin a page of its own.
  -s SIZE      set the capacity; the kernel rounds it up to a power of two pages
  -g           show the capacity (as without)
  -i -o -e     standard input, output, error
  -n FD        this descriptor
  -v VAR       put the capacity into VAR
  -j           JSON

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pipe fd
    pipesz ${fd[0]}
    pipesz -s 4K ${fd[0]}
    close ${fd[0]} ${fd[1]}
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let fds = descriptors(ctx, args)?;
    let size = args
        .value("s")
        .map(|word| number::size("SIZE", word))
        .transpose()?;
    if let Some(size) = size {
        for fd in &fds {
            let got = set(ctx, *fd, size)?;
            if sink != Sink::Output {
                sink.give(ctx, got.to_string().as_bytes())?;
            }
        }
        return OK;
    }
    let mut needs_heading = sink == Sink::Output && !args.has("j");
    for fd in fds {
        let capacity = ctx.syscall_because(
            || {
                Call::new("fcntl")
                    .int("fd", fd)
                    .told()
                    .names("cmd", "F_GETPIPE_SZ")
            },
            || sys_fd::pipe_size(fd),
            why,
        )?;
        if sink != Sink::Output {
            sink.give(ctx, capacity.to_string().as_bytes())?;
            continue;
        }
        let unread = ctx.syscall(
            || {
                Call::new("ioctl")
                    .int("fd", fd)
                    .told()
                    .names("request", "FIONREAD")
                    .out("argp", "&n")
            },
            || sys_fd::unread(fd),
        )?;
        if args.has("j") {
            let record = Record::new()
                .number("fd", fd)
                .size("capacity", capacity)
                .size("unread", unread);
            record.give(ctx, args, sink, &[])?;
        } else {
            if std::mem::take(&mut needs_heading) {
                ctx.print("fd\tcapacity\tunread\n");
            }
            ctx.print(format!("{fd}\t{capacity}\t{unread}\n"));
        }
    }
    OK
}

fn descriptors(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Result<Vec<Fd>, BuiltinError> {
    let mut fds = Vec::new();
    for (name, fd) in [("i", 0), ("o", 1), ("e", 2)] {
        if args.has(name) {
            fds.push(fd);
        }
    }
    let named: Vec<&[u8]> = args.values("n").collect();
    for word in named.iter().chain(args.rest(0)) {
        fds.push(of(ctx, "FD", word)?);
    }
    if fds.is_empty() {
        fds.push(0);
    }
    Ok(fds)
}

fn set(ctx: &mut Ctx<'_>, fd: Fd, size: usize) -> Result<usize, BuiltinError> {
    ctx.syscall_because(
        || {
            Call::new("fcntl")
                .int("fd", fd)
                .told()
                .names("cmd", "F_SETPIPE_SZ")
                .size("arg", size)
                .told()
        },
        || sys_fd::set_pipe_size(fd, size),
        why,
    )
}

/// Why `F_SETPIPE_SZ` failed.
pub(super) fn why(errno: Errno) -> String {
    match errno {
        Errno::EBADF => "not a pipe, or not open".to_owned(),
        Errno::EBUSY => "more than that is in the pipe now".to_owned(),
        Errno::EPERM => {
            let most = crate::look::pipe_max_size().unwrap_or_default();
            format!("more than /proc/sys/fs/pipe-max-size ({most}) needs CAP_SYS_RESOURCE")
        }
        _ => String::new(),
    }
}
