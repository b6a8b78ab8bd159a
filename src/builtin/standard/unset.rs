//! `unset` (XCU 2.14 unset).

use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::target::Target;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::Fields;
use crate::state::{ExitStatus, Role, Value};

pub(super) const UNSET: Builtin = Builtin {
    name: "unset",
    kind: Kind::Special,
    synopsis: "unset [-v|-f|-n] NAME...",
    help: "\
Removes variables or functions. Without option NAME is a variable, or if there is none, a function.

    -v  variables; NAME[SUBSCRIPT] is an element of an array (extension)
    -f  functions
    -n  references themselves, not what they mean (extension)

Status: 0, also if there was nothing to remove; 1 if a variable is readonly, which ends a script.

Example:
    x=1; unset x; echo ${x-gone}
",
    arguments: Arguments {
        options: &[flag(b'v', ""), flag(b'f', ""), flag(b'n', "")],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "vfn")?;
    let kind = opts.last_of(b"vfn");
    for name in opts.operands() {
        let is_variable = kind != Some(b'f') && unset_variable(ctx, name, kind)?;
        if !is_variable && kind.is_none_or(|kind| kind == b'f') {
            ctx.state.functions.remove(name);
        }
    }
    Ok(ExitStatus::SUCCESS)
}

/// Unsets the variable or element; whether there was such a variable. A name that only a function can have is
/// no error unless `-v` was given.
fn unset_variable(ctx: &mut Ctx<'_>, text: &[u8], kind: Option<u8>) -> Result<bool, BuiltinError> {
    let target = match Target::parse(text) {
        Ok(target) => target,
        Err(_) if kind.is_none() && ctx.state.functions.contains_key(text) => return Ok(false),
        Err(error) => return Err(error),
    };
    let Some(slot) = ctx.state.vars.find(target.name) else {
        return Ok(false);
    };
    let slot = match kind {
        Some(b'n') => slot,
        _ => ctx.state.vars.follow(slot),
    };
    let variable = ctx.state.vars.at(slot);
    let was_there = variable.value.is_some() || variable.attributes != <_>::default();
    let role = variable.role;
    let result = if matches!(target.subscript, Some(b"@" | b"*")) {
        match &variable.value {
            Some(Value::Array(array)) => {
                let empty = Value::Array(array.empty_like());
                ctx.state.vars.replace(slot, empty).map(drop)
            }
            _ => ctx.state.vars.unset(slot),
        }
    } else {
        match target.index(ctx.state)? {
            Some(index) => ctx.state.vars.unset_element(slot, index),
            None => ctx.state.vars.unset(slot),
        }
    };
    result.map_err(|error| BuiltinError::failure(error.to_string()))?;
    if role == Role::Path {
        ctx.state.hash.clear();
    }
    Ok(was_there)
}
