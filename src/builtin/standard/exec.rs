//! `exec` (XCU 2.14 exec). Redirections without a command are the evaluator's: they stay.

use crate::builtin::ipc::spec::{any, flag, optional, takes};
use crate::builtin::{Arguments, Body, Builtin, Divert, Done, Host, Kind, Opts, What};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const EXEC: Builtin = Builtin {
    name: "exec",
    kind: Kind::Special,
    synopsis: "exec [-cl] [-a NAME] [COMMAND [ARGUMENT...]]",
    help: "\
Replaces the shell by COMMAND; without COMMAND, its redirections stay in force.

    -a NAME  give NAME to the program as its name, argv[0] (extension)
    -c       with an empty environment (extension)
    -l       put a dash before argv[0], as login does (extension)

Status: does not return; 126 if COMMAND cannot be executed, 127 if it is not found: a script ends then.

Example:
    (exec 3>note; echo saved >&3); cat note
",
    arguments: Arguments {
        options: &[takes(b'a', "", "NAME", What::Text), flag(b'c', ""), flag(b'l', "")],
        operands: &[optional("COMMAND", What::Command), any("ARGUMENT", What::CommandArgument)],
    },
    body: Body::Control(run),
};

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "a:cl")?;
    let Some(name) = opts.operand(0) else {
        return Ok(ExitStatus::SUCCESS);
    };
    let argv0 = match (opts.value(b'a'), opts.has(b'l')) {
        (None, false) => None,
        (name_given, is_login) => {
            let dash: &[u8] = if is_login { b"-" } else { b"" };
            Some([dash, name_given.unwrap_or(name)].concat())
        }
    };
    let fields: Fields = opts.operands().collect();
    let status = host.exec_fields(&fields, argv0.as_deref(), opts.has(b'c'));
    Err(Divert::Abort(status).into())
}
