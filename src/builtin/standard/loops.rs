//! `break` and `continue`: leaving loops (XCU 2.14 break, continue).
//!
//! Only loops that enclose the command lexically count: those of a caller of the function do not.

use crate::builtin::numbers::decimal_in;
use crate::builtin::{Arguments, Body, Builtin, Ctx, Divert, Done, Kind, Leave, Opts};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const BREAK: Builtin = Builtin {
    name: "break",
    kind: Kind::Special,
    synopsis: "break [N]",
    help: "\
Leaves the loop that encloses it, or N loops; if there are fewer than N, all of them.

Status: 0; 2 if N is not a number from 1 on.

Example:
    for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done
",
    arguments: Arguments::OPTIONAL_NUMBER,
    body: Body::Plain(run_break),
};

pub(super) const CONTINUE: Builtin = Builtin {
    name: "continue",
    kind: Kind::Special,
    synopsis: "continue [N]",
    help: "\
Goes on with the next turn of the loop that encloses it, or of the N-th one counted from inside;
if there are fewer than N, of the outermost.

Status: 0; 2 if N is not a number from 1 on.

Example:
    for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done
",
    arguments: Arguments::OPTIONAL_NUMBER,
    body: Body::Plain(run_continue),
};

fn run_break(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    divert(ctx, args, Divert::Break)
}

fn run_continue(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    divert(ctx, args, Divert::Continue)
}

fn divert(ctx: &mut Ctx<'_>, args: &Fields, how: fn(u32) -> Divert) -> Done {
    let levels = match args.len() {
        1 => 1,
        _ => levels(args)?,
    };
    let loops = ctx.state.loops;
    match levels.min(loops.depth) {
        // As dash, ksh93 and busybox have it; XCU says nothing.
        0 if loops.is_subshell_in_loop => Err(how(1).into()),
        0 => {
            ctx.complain("there is no loop around it");
            Ok(ExitStatus::SUCCESS) // as dash, bash, mksh and busybox have it
        }
        levels => Err(how(levels).into()),
    }
}

fn levels(args: &Fields) -> Result<u32, Leave> {
    let opts = Opts::none(args)?;
    opts.at_most(1)?;
    let Some(text) = opts.operand(0) else {
        return Ok(1);
    };
    let levels = decimal_in("number of loops", text, 1..=i64::MAX)?;
    Ok(u32::try_from(levels).unwrap_or(u32::MAX)) // more loops than that are all loops
}
