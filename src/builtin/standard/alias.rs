//! `alias` and `unalias` (XCU alias, unalias).

use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::options::missing;
use crate::builtin::{Arguments, Body, Builtin, Ctx, Done, Kind, Opts, What};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;

pub(super) const ALIAS: Builtin = Builtin {
    name: "alias",
    kind: Kind::Regular,
    synopsis: "alias [-p] [NAME[=VALUE]]...",
    help: "\
Defines aliases: from the next line on, VALUE stands for NAME where a command name is read. A VALUE that ends in a
blank makes the next word an alias candidate too. NAME without VALUE is written; without operands all are.

    -p  write all, so that a shell can read them back (extension)

Status: 0; 1 if a NAME has no alias or cannot have one.

Example:
    alias greet='echo hello'; alias greet
",
    arguments: Arguments {
        options: &[flag(b'p', "")],
        operands: &[any("NAME", What::Alias)],
    },
    body: Body::Plain(run_alias),
};

pub(super) const UNALIAS: Builtin = Builtin {
    name: "unalias",
    kind: Kind::Regular,
    synopsis: "unalias NAME... | unalias -a",
    help: "\
Removes aliases.

    -a  all of them

Status: 0; 1 if a NAME has no alias.

Example:
    alias greet='echo hello'; unalias greet
",
    arguments: Arguments {
        options: &[flag(b'a', "")],
        operands: &[any("NAME", What::Alias)],
    },
    body: Body::Plain(run_unalias),
};

fn run_alias(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "p")?;
    let prefix: &[u8] = if opts.has(b'p') { b"alias " } else { b"" };
    if opts.has(b'p') || opts.operand_count() == 0 {
        let lines: Vec<Vec<u8>> = ctx
            .state
            .aliases
            .iter()
            .map(|(name, value)| [prefix, &definition(name, value)].concat())
            .collect();
        lines.into_iter().for_each(|line| ctx.print(line));
    }
    let mut status = ExitStatus::SUCCESS;
    for operand in opts.operands() {
        if !alias(ctx, operand) {
            status = ExitStatus::FAILURE;
        }
    }
    Ok(status)
}

fn definition(name: &[u8], value: &[u8]) -> Vec<u8> {
    [name, b"=", &quote::single_quoted(value), b"\n"].concat()
}

fn alias(ctx: &mut Ctx<'_>, operand: &[u8]) -> bool {
    // The first byte may be `=`: it is no part of a definition then.
    let equals = operand.iter().skip(1).position(|byte| *byte == b'=');
    let Some(at) = equals.map(|at| at + 1) else {
        return show(ctx, operand);
    };
    let (name, value) = operand.split_at(at);
    if !is_alias_name(name) {
        let mut message = quote::quoted(name);
        message.extend_from_slice(b": not a valid name of an alias");
        ctx.complain(message);
        return false;
    }
    ctx.state
        .aliases
        .set(name, value.get(1..).unwrap_or_default());
    true
}

fn show(ctx: &mut Ctx<'_>, name: &[u8]) -> bool {
    match ctx.state.aliases.get(name) {
        Some(value) => {
            ctx.print(definition(name, &value));
            true
        }
        None => {
            ctx.complain([&quote::quoted(name)[..], b": there is no such alias"].concat());
            false
        }
    }
}

/// What a word can be as a whole that the shell does not take apart (XBD 3.10 asks for less).
fn is_alias_name(name: &[u8]) -> bool {
    const SPECIAL: &[u8] = b" \t\n\\'\"$`|&;<>()=/";
    !name.is_empty() && !name.iter().any(|byte| SPECIAL.contains(byte))
}

fn run_unalias(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "a")?;
    if opts.has(b'a') {
        ctx.state.aliases.clear();
        return Ok(ExitStatus::SUCCESS);
    }
    if opts.operand_count() == 0 {
        return Err(missing("NAME").into());
    }
    let mut status = ExitStatus::SUCCESS;
    for name in opts.operands() {
        if !ctx.state.aliases.remove(name) {
            ctx.complain([&quote::quoted(name)[..], b": there is no such alias"].concat());
            status = ExitStatus::FAILURE;
        }
    }
    Ok(status)
}
