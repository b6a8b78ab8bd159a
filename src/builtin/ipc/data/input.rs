//! Data to be sent: words on the command line, or `-`, standard input.

use super::{Format, encode_struct, layout_of};
use crate::builtin::ipc::args::Args;
use crate::builtin::{BuiltinError, Ctx};
use crate::plan::Call;
use crate::sys::ipc::fd;
use crate::sys::{Errno, Fd, c};

/// Where data come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Standard input, as it is.
    Stdin,
}

/// How much is read from standard input at once.
pub(crate) const PIECE: usize = 128 * 1024;

impl Input {
    /// The operands from `at` on, in the format of `-f`. A structure is made of `member=value` words, zero elsewhere. Plain bytes come from standard input when the only word is `-`;
    /// in another format than `text` and `raw` the words come from there.
    pub(crate) fn of(ctx: &mut Ctx<'_>, args: &Args<'_>, at: usize) -> Result<Self, BuiltinError> {
        let format = Format::of(args.value("f"), Format::Text)?;
        let words = args.rest(at);
        if let Some(layout) = layout_of(ctx, &format)? {
            let mut bytes = vec![0; layout.size];
            encode_struct(&layout, &mut bytes, words)?;
            return Ok(Self::Bytes(bytes));
        }
        if words != [b"-"] {
            return format.encode(words).map(Self::Bytes);
        }
        if matches!(format, Format::Text | Format::Raw) {
            return Ok(Self::Stdin);
        }
        if ctx.is_explaining() {
            return Ok(Self::Bytes(Vec::new()));
        }
        let text = read_all(ctx, 0)?;
        format.encode(&[&text]).map(Self::Bytes)
    }

    /// All of it: standard input is read to its end.
    pub(crate) fn whole(self, ctx: &mut Ctx<'_>) -> Result<Vec<u8>, BuiltinError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stdin if ctx.is_explaining() => Ok(Vec::new()),
            Self::Stdin => read_all(ctx, 0),
        }
    }
}

/// The bytes of a file.
pub(crate) fn read_file(ctx: &mut Ctx<'_>, path: &[u8]) -> Result<Vec<u8>, BuiltinError> {
    let describe = || {
        Call::new("open")
            .text("pathname", path)
            .told()
            .names("flags", "O_RDONLY")
    };
    let fd = ctx.syscall(describe, || fd::open(path, c::O_RDONLY | c::O_CLOEXEC, 0))?;
    let result = if ctx.is_explaining() {
        Ok(Vec::new())
    } else {
        read_all(ctx, fd)
    };
    if !ctx.is_explaining() {
        let _ = ctx.kernel.close(fd); // it was only read
    }
    result
}

/// Reads a piece of standard input; an empty one is the end.
pub(crate) fn read_piece(ctx: &mut Ctx<'_>, buffer: &mut [u8]) -> Result<usize, BuiltinError> {
    read_some(ctx, 0, buffer)
}

fn read_some(ctx: &mut Ctx<'_>, fd: Fd, buffer: &mut [u8]) -> Result<usize, BuiltinError> {
    loop {
        match ctx.kernel.read(fd, buffer) {
            Ok(count) => return Ok(count),
            Err(Errno::EINTR) if !crate::sys::signal::any_pending() => {}
            Err(Errno::EAGAIN) => {
                let _ = ctx.kernel.wait_readable(fd); // the next read tells what is wrong
            }
            Err(errno) => return Err(ctx.errno_error("read", errno, &format!("fd {fd}"))),
        }
    }
}

fn read_all(ctx: &mut Ctx<'_>, fd: Fd) -> Result<Vec<u8>, BuiltinError> {
    let mut all = Vec::new();
    let mut buffer = vec![0; PIECE];
    loop {
        let count = read_some(ctx, fd, &mut buffer)?;
        if count == 0 {
            return Ok(all);
        }
        crate::sys::memory::try_reserve(&mut all, count)
            .map_err(|_| ctx.errno_error("read", Errno::ENOMEM, &format!("fd {fd}")))?;
        all.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
}
