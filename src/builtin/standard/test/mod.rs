//! `test` and `[` (XCU test): what the number of arguments decides is decided by it; only more than four are parsed as
//! an expression with precedence. [`primary`] knows the operators; `[[ ]]` uses it too.

mod expression;
pub mod primary;

use self::expression::Expression;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const TEST: Builtin = Builtin {
    name: "test",
    kind: Kind::Regular,
    synopsis: "test [EXPRESSION] | [ [EXPRESSION] ]",
    help: "\
Decides whether EXPRESSION is true. Without one it is false; a single argument is true if it is not empty.

    -e FILE  exists          -f  is a regular file   -d  is a directory    -h -L  is a symbolic link
    -p  is a FIFO            -S  is a socket         -b  is a block device  -c  is a character device
    -s  is not empty         -r -w -x  may be read, written, executed or searched
    -u -g -k  has the set-user-id, set-group-id, sticky bit
    -O -G  belongs to us, to our group               -N  was written since it was last read
    -t FD  is a terminal     -o OPTION  is on        -v NAME  is a variable that is set
    -z TEXT  is empty        -n TEXT  is not empty
    A = B  A != B  A < B  A > B                      text, in byte order
    A -eq B  -ne -lt -le -gt -ge                     integers
    F1 -nt F2  newer, -ot older, -ef the same file
    ! E  not     E -a E  and     E -o E  or     ( E )

-a, -o and parentheses are obsolescent: write [ A ] && [ B ].

Status: 0 true, 1 false, 2 no valid expression.

Example:
    [ -d / ] && test 2 -lt 10 && echo yes
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(run_test),
};

pub(super) const BRACKET: Builtin = Builtin {
    name: "[",
    body: Body::Plain(run_bracket),
    ..TEST
};

fn run_test(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    evaluate(ctx, args, args.len())
}

fn run_bracket(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let last = args.len() - 1; // field 0 is the name
    if last == 0 || args.get(last) != Some(b"]") {
        return Err(BuiltinError::usage("the closing ] is missing").into());
    }
    evaluate(ctx, args, last)
}

fn evaluate(ctx: &mut Ctx<'_>, args: &Fields, end: usize) -> Done {
    let truth = Expression::new(ctx.state, args, 1, end).evaluate()?;
    Ok(ExitStatus::from_bool(truth))
}
