//! `:`, `true` and `false`: nothing is done; there is only a status (XCU 2.14 colon, XCU true, false).

use crate::builtin::{Arguments, Body, Builtin, Ctx, Done, Kind};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const COLON: Builtin = Builtin {
    name: ":",
    kind: Kind::Special,
    synopsis: ": [ARGUMENT...]",
    help: "\
Does nothing, successfully. The arguments are expanded, which may do something: ${x:=1}.

Status: 0.

Example:
    : ${EDITOR:=vi}; echo $EDITOR
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(succeed),
};

pub(super) const TRUE: Builtin = Builtin {
    name: "true",
    kind: Kind::Regular,
    synopsis: "true",
    help: "\
Does nothing, successfully.

Status: 0.

Example:
    while true; do break; done
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(succeed),
};

pub(super) const FALSE: Builtin = Builtin {
    name: "false",
    kind: Kind::Regular,
    synopsis: "false",
    help: "\
Does nothing, unsuccessfully.

Status: 1.

Example:
    false || echo \"as expected\"
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(fail),
};

fn succeed(_: &mut Ctx<'_>, _: &Fields) -> Done {
    Ok(ExitStatus::SUCCESS)
}

fn fail(_: &mut Ctx<'_>, _: &Fields) -> Done {
    Ok(ExitStatus::FAILURE)
}
