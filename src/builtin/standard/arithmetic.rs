//! `let` (extension): each argument is an arithmetic expression.

use crate::builtin::options::missing;
use crate::builtin::{Arguments, Body, Builtin, Done, Host, Kind};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const LET: Builtin = Builtin {
    name: "let",
    kind: Kind::Extension,
    synopsis: "let EXPRESSION...",
    help: "\
Evaluates each EXPRESSION as $((EXPRESSION)) would.

Status: 0 if the last value is not 0, 1 if it is; 2 for a wrong expression.

Example:
    let 'x = 6 * 7' x++; echo $x
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Control(run),
};

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let first = if args.get(1) == Some(b"--") { 2 } else { 1 };
    if args.len() <= first {
        return Err(missing("EXPRESSION").into());
    }
    let mut value = 0;
    for expression in args.iter().skip(first) {
        value = host.arithmetic(expression)?;
    }
    Ok(ExitStatus::from_bool(value != 0))
}
