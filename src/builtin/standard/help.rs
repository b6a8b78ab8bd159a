//! `help` (extension): what the table says of the builtins.

use crate::builtin::{Arguments, Body, Builtin, Ctx, Done, Kind, Opts, find, table};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;

pub(super) const HELP: Builtin = Builtin {
    name: "help",
    kind: Kind::Extension,
    synopsis: "help [-s] [NAME...]",
    help: "\
Tells how to use the builtins NAME; a beginning of a name tells of all that begin so. Without NAME lists all
builtins. NAME --help gives the same text.

    -s  only the synopsis

Status: 0; 1 if there is no builtin for a NAME.

Example:
    help -s cd
",
    arguments: Arguments::COMMANDS,
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "s")?;
    if opts.operand_count() == 0 {
        for row in table() {
            ctx.print([row.synopsis, "\n"].concat());
        }
        return Ok(ExitStatus::SUCCESS);
    }
    let mut status = ExitStatus::SUCCESS;
    for name in opts.operands() {
        let rows = matching(name);
        if rows.is_empty() {
            ctx.complain([&quote::quoted(name)[..], b": there is no such builtin"].concat());
            status = ExitStatus::FAILURE;
        }
        for (position, row) in rows.iter().enumerate() {
            if opts.has(b's') {
                ctx.print([row.synopsis, "\n"].concat());
                continue;
            }
            if position > 0 {
                ctx.print("\n");
            }
            ctx.print(row.page());
        }
    }
    Ok(status)
}

fn matching(name: &[u8]) -> Vec<&'static Builtin> {
    match find(name) {
        Some(row) => vec![row],
        None => {
            let begins = |row: &&&'static Builtin| row.name.as_bytes().starts_with(name);
            table().iter().filter(begins).copied().collect()
        }
    }
}
