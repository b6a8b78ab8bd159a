//! `export` and `readonly` (XCU 2.14 export, readonly).

use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::target::Declaration;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::{Fields, quote};
use crate::state::{Attributes, ExitStatus, Variable, is_name};

pub(super) const EXPORT: Builtin = Builtin {
    name: "export",
    kind: Kind::Special,
    synopsis: "export [-n] NAME[=VALUE]... | export [-p]",
    help: "\
Gives the variables to the commands that are run from now on, in their environment.

    -p  write the exported variables so that a shell can read them back (also without operands)
    -n  do not give them any more (extension)

Status: 0; 1 if a variable is readonly, 2 for a wrong name: both end a script.

Example:
    export GREETING=hello; sh -c 'echo $GREETING'
",
    arguments: Arguments {
        options: &[flag(b'p', ""), flag(b'n', "")],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Plain(run_export),
};

pub(super) const READONLY: Builtin = Builtin {
    name: "readonly",
    kind: Kind::Special,
    synopsis: "readonly [-aA] NAME[=VALUE]... | readonly [-p]",
    help: "\
Makes the variables impossible to change and to unset.

    -p  write the readonly variables so that a shell can read them back (also without operands)
    -a  the VALUE is an indexed array, -A an associative one (extensions)

Status: 0; 1 if a variable is readonly already and has a VALUE here, 2 for a wrong name: both end a script.

Example:
    readonly limit=5; (limit=6) 2>/dev/null || echo refused
",
    arguments: Arguments {
        options: &[flag(b'p', ""), flag(b'a', ""), flag(b'A', "")],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Plain(run_readonly),
};

fn run_export(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "pn")?;
    if opts.operand_count() == 0 {
        list(ctx, "export", |attributes| attributes.exported);
        return Ok(ExitStatus::SUCCESS);
    }
    for operand in opts.operands() {
        let slot = assigned(ctx, operand)?;
        ctx.state.vars.set_exported(slot, !opts.has(b'n'));
    }
    Ok(ExitStatus::SUCCESS)
}

fn run_readonly(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "paA")?;
    if opts.operand_count() == 0 {
        list(ctx, "readonly", |attributes| attributes.readonly);
        return Ok(ExitStatus::SUCCESS);
    }
    for operand in opts.operands() {
        let slot = assigned(ctx, operand)?;
        ctx.state
            .vars
            .change_attributes(slot, |a| a.readonly = true);
    }
    Ok(ExitStatus::SUCCESS)
}

/// Does the assignment in `name=value`, if it has one; the variable.
fn assigned(ctx: &mut Ctx<'_>, operand: &[u8]) -> Result<crate::state::Slot, BuiltinError> {
    let declaration = Declaration::parse(operand)?;
    declaration.assign(ctx.state)?;
    Ok(ctx.state.vars.target(declaration.target.name))
}

/// Writes `WORD NAME='VALUE'` for each variable that `is_meant`, in order of the names.
fn list(ctx: &mut Ctx<'_>, word: &str, is_meant: impl Fn(&Attributes) -> bool) {
    for variable in sorted(ctx, |variable| is_meant(&variable.attributes)) {
        let mut line = word.as_bytes().to_vec();
        line.push(b' ');
        line.extend_from_slice(&variable.name);
        if let Some(value) = variable.value.filter(crate::state::Value::is_set) {
            line.push(b'=');
            line.extend_from_slice(&quote::single_quoted(&value.text()));
        }
        line.push(b'\n');
        ctx.print(line);
    }
}

/// Copies of the variables that are meant, in order of their names.
pub(super) fn sorted(ctx: &Ctx<'_>, is_meant: impl Fn(&Variable) -> bool) -> Vec<Variable> {
    let variables = ctx.state.vars.iter().map(|(_, variable)| variable);
    let mut chosen: Vec<Variable> = variables
        .filter(|variable| is_name(&variable.name) && is_meant(variable))
        .cloned()
        .collect();
    chosen.sort_by(|a, b| a.name.cmp(&b.name));
    chosen
}
