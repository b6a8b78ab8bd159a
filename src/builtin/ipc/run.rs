//! How every IPC builtin runs: its arguments are taken apart, `--help` and `--explain` are answered, then its body acts.

use super::args::Args;
use crate::builtin::page::width;
use crate::builtin::{Arguments, BuiltinError, Calls, Ctx, Divert, Host, Leave, find};
use crate::source::Fields;
use crate::state::ExitStatus;

/// What a body gives.
pub(super) type Done = Result<ExitStatus, Leave>;

/// It went well.
pub(super) const OK: Done = Ok(ExitStatus::SUCCESS);

/// Runs a body that needs no interpreter.
pub(super) fn plain(
    ctx: &mut Ctx<'_>,
    fields: &Fields,
    spec: &'static Arguments,
    body: fn(&mut Ctx<'_>, &Args<'_>) -> Done,
) -> Done {
    let args = match Args::parse(spec, fields) {
        Ok(args) => args,
        Err(error) => return Err(with_synopsis(error, ctx.name).into()),
    };
    if args.wants_help {
        print_help(ctx);
        return OK;
    }
    if args.is_explaining && !ctx.is_explaining() {
        ctx.calls = Calls::Explain;
        print_prototype(ctx);
    }
    let result = body(ctx, &args);
    finish(result, &args, ctx.name)
}

/// Runs a body that may block, run commands, or replace the shell.
pub(super) fn control(
    host: &mut dyn Host,
    fields: &Fields,
    spec: &'static Arguments,
    body: fn(&mut Caller<'_>, &Args<'_>) -> Done,
) -> Done {
    let name = fields.get(0).unwrap_or_default();
    let args = match Args::parse(spec, fields) {
        Ok(args) => args,
        Err(error) => return Err(with_synopsis(error, name).into()),
    };
    let mut caller = Caller {
        host,
        name,
        is_explaining: args.is_explaining,
    };
    if args.wants_help {
        print_help(&mut caller.ctx());
        return OK;
    }
    if args.is_explaining {
        print_prototype(&mut caller.ctx());
    }
    let result = body(&mut caller, &args);
    finish(result, &args, name)
}

/// The interpreter, as the body of a builtin sees it that may block.
pub(super) struct Caller<'h> {
    /// The interpreter.
    pub(super) host: &'h mut dyn Host,
    name: &'h [u8],
    is_explaining: bool,
}

impl Caller<'_> {
    /// The surroundings for one step.
    pub(super) fn ctx(&mut self) -> Ctx<'_> {
        let mut ctx = self.host.ctx(self.name);
        if self.is_explaining && !ctx.is_explaining() {
            ctx.calls = Calls::Explain;
        }
        ctx
    }
}

/// A usage error shows the synopsis; `-q` keeps the message of a failure, not of wrong usage, back.
fn finish(result: Done, args: &Args<'_>, name: &[u8]) -> Done {
    match result {
        Err(Leave::Error(error)) if error.status == ExitStatus::USAGE => {
            Err(with_synopsis(*error, name).into())
        }
        Err(Leave::Error(error)) if args.is_quiet => Ok(error.status),
        Err(Leave::Divert(Divert::Interrupt)) => Err(Divert::Interrupt.into()),
        result => result,
    }
}

fn with_synopsis(error: BuiltinError, name: &[u8]) -> BuiltinError {
    BuiltinError {
        hint: error.hint.or_else(|| find(name).map(|row| row.synopsis)),
        ..error
    }
}

fn print_help(ctx: &mut Ctx<'_>) {
    if let Some(row) = find(ctx.name) {
        ctx.print(row.page(width()));
    }
}

/// Shows the prototype in C: the first paragraph of the help.
fn print_prototype(ctx: &mut Ctx<'_>) {
    let prototype = find(ctx.name)
        .and_then(|row| row.help.split("\n\n").next())
        .unwrap_or_default();
    if !prototype.is_empty() {
        ctx.print(prototype);
        ctx.print("\n");
    }
}
