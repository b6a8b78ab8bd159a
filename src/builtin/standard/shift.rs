//! `shift`: renumbering the positional parameters (XCU 2.14 shift).

use std::rc::Rc;

use crate::builtin::numbers::decimal_in;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const SHIFT: Builtin = Builtin {
    name: "shift",
    kind: Kind::Special,
    synopsis: "shift [N]",
    help: "\
Removes the first N positional parameters (1 by default); $1 is then what was ${N+1}.

Status: 0; 1 if there are fewer than N, and nothing is removed; 2 if N is not a number.

Example:
    set -- a b c; shift 2; echo $1
",
    arguments: Arguments::OPTIONAL_NUMBER,
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let count = if args.len() == 1 {
        1
    } else {
        let opts = Opts::none(args)?;
        opts.at_most(1)?;
        match opts.operand(0) {
            Some(text) => decimal_in("number of parameters", text, 0..=i64::MAX)?,
            None => 1,
        }
    };
    let present = ctx.state.positional.len();
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > present {
        // XCU lets a script go on or end here. It goes on, as in bash and busybox: `while shift; do …`.
        return Err(BuiltinError {
            is_mild: true,
            ..BuiltinError::failure(format!(
                "cannot remove {count} positional parameters, there are {present}"
            ))
        }
        .into());
    }
    Rc::make_mut(&mut ctx.state.positional).drain(..count);
    Ok(ExitStatus::SUCCESS)
}
