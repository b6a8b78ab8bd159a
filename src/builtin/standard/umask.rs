//! `umask` (XCU umask): which permissions new files do not get.

use crate::builtin::ipc::spec::{flag, optional};
use crate::builtin::mode;
use crate::builtin::numbers::NumberError;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::file;

pub(super) const UMASK: Builtin = Builtin {
    name: "umask",
    kind: Kind::Regular,
    synopsis: "umask [-S] [-p] [MASK]",
    help: "\
Sets the permissions that new files do not get, or writes them. MASK is octal (022), or what they may get in the
language of chmod (u=rwx,g=rx,o=).

    -S  write what they may get: u=rwx,g=rx,o=rx
    -p  write a command that sets it (extension)

Status: 0; 2 for a MASK that is neither.

Example:
    (umask 027; umask; umask -S)
",
    arguments: Arguments {
        options: &[flag(b'S', ""), flag(b'p', "")],
        operands: &[optional("MASK", What::Text)],
    },
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "Sp")?;
    opts.at_most(1)?;
    let is_symbolic = opts.has(b'S');
    let Some(operand) = opts.operand(0) else {
        let prefix = match (opts.has(b'p'), is_symbolic) {
            (true, true) => "umask -S ",
            (true, false) => "umask ",
            (false, _) => "",
        };
        let mask = file::umask();
        let shown = match is_symbolic {
            true => symbolic(mask),
            false => format!("{mask:04o}"),
        };
        ctx.print(format!("{prefix}{shown}\n"));
        return Ok(ExitStatus::SUCCESS);
    };
    let mask = parse(operand, file::umask())?;
    file::set_umask(mask);
    Ok(ExitStatus::SUCCESS)
}

fn symbolic(mask: u32) -> String {
    let part = |who: char, shift: u32| {
        let bits = !mask >> shift & 7;
        let letters = [(4, 'r'), (2, 'w'), (1, 'x')];
        let allowed: String = letters
            .iter()
            .filter(|(bit, _)| bits & bit != 0)
            .map(|(_, letter)| *letter)
            .collect();
        format!("{who}={allowed}")
    };
    [part('u', 6), part('g', 3), part('o', 0)].join(",")
}

fn parse(operand: &[u8], current: u32) -> Result<u32, BuiltinError> {
    if !operand.first().is_some_and(u8::is_ascii_digit) {
        let allowed = mode::symbolic(operand, !current & 0o777, mode::Copied::Before);
        return allowed
            .map(|allowed| !allowed & 0o777)
            .ok_or_else(|| invalid(operand));
    }
    let digits = operand.iter().try_fold(0u32, |value, digit| match digit {
        b'0'..=b'7' => Ok(value
            .saturating_mul(8)
            .saturating_add(u32::from(digit - b'0'))),
        _ => Err(invalid(operand)),
    })?;
    match digits {
        0..=0o777 => Ok(digits),
        _ => Err(NumberError::OutOfRange.of("mask", operand)),
    }
}

fn invalid(operand: &[u8]) -> BuiltinError {
    let mut message = crate::source::quote::quoted(operand);
    message.extend_from_slice(b" is neither an octal number nor a symbolic mode");
    BuiltinError::usage(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_octal_or_symbolic() {
        assert_eq!(parse(b"022", 0), Ok(0o22));
        assert_eq!(parse(b"u=rwx,g=rx,o=", 0o777), Ok(0o027));
        assert_eq!(parse(b"g-w", 0), Ok(0o020));
        assert_eq!(parse(b"+x", 0o777), Ok(0o666));
        assert_eq!(parse(b"go=u", 0o077), Ok(0));
        assert_eq!(parse(b"u+r-w=x", 0o777), Ok(0o677));
        assert_eq!(parse(b"u=r,g=u", 0o077), Ok(0o307));
        assert_eq!(parse(b"a=", 0), Ok(0o777));
        for wrong in [&b"8"[..], b"1000", b"u", b"z=r", b"u=q", b"", b"u+r,"] {
            assert!(parse(wrong, 0).is_err(), "{}", bstr::BStr::new(wrong));
        }
    }

    #[test]
    fn symbolic_output_tells_what_is_allowed() {
        assert_eq!(symbolic(0o022), "u=rwx,g=rx,o=rx");
        assert_eq!(symbolic(0o777), "u=,g=,o=");
    }
}
