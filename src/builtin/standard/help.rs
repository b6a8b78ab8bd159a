//! `help` (extension): what the table says of the builtins.

use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::{
    Arguments, Body, Builtin, Ctx, Done, Kind, Opts, What, find, page, table, topic,
};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;

pub(super) const HELP: Builtin = Builtin {
    name: "help",
    kind: Kind::Extension,
    synopsis: "help [-s] [NAME|TOPIC...]",
    help: "\
Tells how to use the builtins NAME; a beginning of a name tells of all that begin so. A TOPIC lists its
builtins with what they are for; help ipc tells how to begin with inter-process communication, help prompt of
PS1. Without operands lists all topics. NAME --help gives the same text as help NAME.

    -s  only the synopsis

Status: 0; 1 if there is no builtin for a NAME.

Example:
    help -s cd
",
    arguments: Arguments {
        options: &[flag(b's', "")],
        operands: &[any("NAME", What::Builtin)],
    },
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "s")?;
    let width = page::width();
    if opts.operand_count() == 0 {
        if opts.has(b's') {
            table().iter().for_each(|row| synopsis(ctx, row, width));
        } else {
            ctx.print(topic::overview(width));
        }
        return Ok(ExitStatus::SUCCESS);
    }
    let mut status = ExitStatus::SUCCESS;
    for (position, name) in opts.operands().enumerate() {
        if position > 0 && !opts.has(b's') {
            ctx.print("\n");
        }
        if !tell(ctx, name, opts.has(b's'), width) {
            ctx.complain(
                [
                    &quote::quoted(name)[..],
                    b": there is no such builtin or topic",
                ]
                .concat(),
            );
            status = ExitStatus::FAILURE;
        }
    }
    Ok(status)
}

/// Tells of one name; whether there is anything to tell.
fn tell(ctx: &mut Ctx<'_>, name: &[u8], is_short: bool, width: usize) -> bool {
    let about = match topic::topic(name) {
        _ if name == b"ipc" => Some(topic::ipc_page(width)),
        _ if name == b"prompt" => Some(topic::prompt_page(width)),
        Some(topic) => Some(topic.page(width)),
        None => None,
    };
    if let Some(text) = about.filter(|_| !is_short) {
        ctx.print(text);
        return true;
    }
    let rows = matching(name);
    for (position, row) in rows.iter().enumerate() {
        if is_short {
            synopsis(ctx, row, width);
            continue;
        }
        if position > 0 {
            ctx.print("\n");
        }
        ctx.print(row.page(width));
    }
    !rows.is_empty()
}

fn synopsis(ctx: &mut Ctx<'_>, row: &Builtin, width: usize) {
    ctx.print(row.laid_out_synopsis(width));
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
