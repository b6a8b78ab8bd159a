//! `caller` (extension): from where the function or dot script that is being run was called.

use crate::builtin::ipc::spec::optional;
use crate::builtin::numbers::decimal_in;
use crate::builtin::{Arguments, Body, Builtin, Ctx, Done, Kind, Opts, What};
use crate::source::Fields;
use crate::state::{ExitStatus, file_of};

pub(super) const CALLER: Builtin = Builtin {
    name: "caller",
    kind: Kind::Extension,
    synopsis: "caller [N]",
    help: "\
Writes the line and the file from which the function or dot script that is being run was called. With N, also the
function that the call stands in: 0 is the last call, 1 the one before.

Status: 0; 1 if there is no such call.

Example:
    f() { caller; }; f
",
    arguments: Arguments {
        options: &[],
        operands: &[optional("N", What::Number)],
    },
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "")?;
    let number = match opts.operand(0) {
        Some(text) => Some(decimal_in("N", text, 0..=i64::from(u32::MAX))?),
        None => None,
    };
    let index = usize::try_from(number.unwrap_or(0)).unwrap_or(usize::MAX);
    let mut frames = ctx.state.frames.iter().rev().skip(index);
    let Some(frame) = frames.next() else {
        return Ok(ExitStatus::FAILURE);
    };
    let mut line = frame.call_line.to_string().into_bytes();
    if number.is_some() {
        let name = match frames.next() {
            Some(around) => around.name(),
            None if ctx.state.is_script() => b"main",
            None => return Ok(ExitStatus::FAILURE),
        };
        line.push(b' ');
        line.extend_from_slice(name);
    }
    line.push(b' ');
    line.extend_from_slice(file_of(&frame.caller));
    line.push(b'\n');
    ctx.print(line);
    Ok(ExitStatus::SUCCESS)
}
