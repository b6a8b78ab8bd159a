//! `mkfifo` (XCU mkfifo): FIFOs, pipes with a name.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{M, flag, some};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::state::ExitStatus;
use crate::state::ipc::Created;
use crate::sys::file;

const ARGUMENTS: Arguments = Arguments {
    options: &[M, flag(0, "umask")],
    operands: &[some("PATH", What::Path)],
};

/// `mkfifo`
pub(in crate::builtin::ipc) const MKFIFO: Builtin = Builtin {
    name: "mkfifo",
    kind: Kind::Extension,
    synopsis: "mkfifo [-m MODE] [--umask] PATH…",
    help: "\
int mkfifo(const char *pathname, mode_t mode);

Makes FIFOs. Opening one waits until the other side is opened too (unless O_NONBLOCK or O_RDWR).
Without -m the mode is 0666 less the umask, as mkfifo(2) has it.
  -m MODE   exactly this mode, octal or as in chmod (u=rw,go=); the umask is not applied
  --umask   with -m: apply the umask all the same

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    mkfifo -m 600 p
    rm p
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let mode = args.value("m").map(parse_mode).transpose()?;
    let is_exact = mode.is_some() && !args.has("umask");
    let mode = mode.unwrap_or(0o666);
    let mut status = OK;
    for path in args.rest(0) {
        if let Err(error) = make(ctx, path, mode, is_exact) {
            if !args.is_quiet {
                ctx.complain(&error.message);
            }
            status = Ok(ExitStatus::FAILURE);
        }
    }
    status
}

fn make(ctx: &mut Ctx<'_>, path: &[u8], mode: u32, is_exact: bool) -> Result<(), BuiltinError> {
    ctx.syscall(
        || {
            let call = Call::new("mkfifo")
                .text("pathname", path)
                .told()
                .mode("mode", mode);
            if is_exact {
                call.note("followed by chmod: -m is not subject to the umask")
            } else {
                let mask = file::umask();
                call.note(format!("{mode:04o} & ~{mask:04o} = {:04o}", mode & !mask))
            }
        },
        || {
            if is_exact {
                file::make_fifo_exactly(path, mode)
            } else {
                file::make_fifo(path, mode)
            }
        },
    )?;
    if !ctx.is_explaining() {
        crate::builtin::ipc::ledger::note(ctx.state, Created::Fifo(absolute(path)));
    }
    Ok(())
}

/// The pathname as it is found from anywhere.
pub(in crate::builtin::ipc) fn absolute(path: &[u8]) -> Vec<u8> {
    if path.starts_with(b"/") {
        return path.to_vec();
    }
    let mut whole = file::working_directory().unwrap_or_default();
    whole.push(b'/');
    whole.extend_from_slice(path.strip_prefix(b"./").unwrap_or(path));
    whole
}

/// Octal, or symbolic relative to `a=rw` (XCU mkfifo, -m).
fn parse_mode(text: &[u8]) -> Result<u32, BuiltinError> {
    let is_octal = text.first().is_some_and(u8::is_ascii_digit);
    if is_octal {
        return number::mode("MODE", text);
    }
    crate::builtin::mode::symbolic(text, 0o666, crate::builtin::mode::Copied::Now)
        .ok_or_else(|| number::bad("MODE", text, "not a mode like 0600 or u=rw,go="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_as_in_chmod() {
        let mode = |text: &str| parse_mode(text.as_bytes()).ok();
        assert_eq!(mode("600"), Some(0o600));
        assert_eq!(mode("u=rw,go="), Some(0o600));
        assert_eq!(mode("go-w"), Some(0o644));
        assert_eq!(mode("u=rwx,g=u"), Some(0o776));
        assert_eq!(mode("=r"), Some(0o444));
        assert_eq!(mode("a-r+x"), Some(0o333));
        for text in ["", "u", "u=q", "z=r", "u=rw,", "8"] {
            assert_eq!(mode(text), None, "{text}");
        }
    }
}
