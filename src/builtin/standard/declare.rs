//! `local`, `declare` and `typeset`: attributes and scope of variables (extensions).
//!
//! In a function each of them makes its operands local: what they hide comes back when the function returns. A local
//! variable starts unset and keeps only the attribute of being exported.

use super::attributes::sorted;
use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::options::unknown;
use crate::builtin::target::Declaration;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Leave, What};
use crate::source::{Fields, quote};
use crate::state::{
    Attributes, Case, ExitStatus, FrameKind, Role, Slot, State, Value, Variable, is_name,
};

pub(super) const LOCAL: Builtin = Builtin {
    name: "local",
    kind: Kind::Extension,
    synopsis: "local [-aAilnrux] [NAME[=VALUE]]... | local -",
    help: "\
Makes variables local to the function: when it returns they are as they were before. A local variable is seen by
the functions that are called from it. It is unset until it is assigned. Options as for declare.

    -   makes the options of set local

Status: 0; 1 outside of a function or if a variable is readonly; 2 for a wrong name.

Example:
    f() { local x=inner; echo $x; }; x=outer; f; echo $x
",
    arguments: Arguments {
        options: &[
            flag(b'a', ""),
            flag(b'A', ""),
            flag(b'i', ""),
            flag(b'l', ""),
            flag(b'n', ""),
            flag(b'u', ""),
            flag(b'r', ""),
            flag(b'x', ""),
        ],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Control(run_local),
};

pub(super) const DECLARE: Builtin = Builtin {
    name: "declare",
    kind: Kind::Extension,
    synopsis: "declare [-+aAilnrux] [-g] [NAME[=VALUE]]... | declare -p [NAME...] | declare -fF [NAME...]",
    help: "\
Gives attributes to variables (-) or takes them away (+); in a function makes them local.

    -a  an indexed array              -A  an associative array, its keys in the order in which they came
    -i  assigned values are evaluated as arithmetic
    -l  their letters become small    -u  their letters become capital
    -n  a reference: its value is the name of the variable that is read and assigned in its place
    -r  readonly                      -x  exported
    -g  not local, also in a function
    -p  write the variables so that the shell can read them back
    -f  write functions               -F  write the names of functions

Status: 0; 1 if a variable is readonly or, with -p, -f, -F, there is none; 2 for a wrong name.

Example:
    declare -i n=6*7; echo $n; declare -p n
",
    arguments: Arguments {
        options: &[
            flag(b'a', ""),
            flag(b'A', ""),
            flag(b'i', ""),
            flag(b'l', ""),
            flag(b'n', ""),
            flag(b'u', ""),
            flag(b'r', ""),
            flag(b'x', ""),
            flag(b'g', ""),
            flag(b'p', ""),
            flag(b'f', ""),
            flag(b'F', ""),
        ],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Control(run_declare),
};

pub(super) const TYPESET: Builtin = Builtin {
    name: "typeset",
    synopsis: "typeset [-+aAilnrux] [-g] [NAME[=VALUE]]... | typeset -p [NAME...] | typeset -fF [NAME...]",
    help: "\
The same as declare, by the name that it has in ksh.

Status: as for declare.

Example:
    typeset -r answer=42; typeset -p answer
",
    ..DECLARE
};

/// What the options ask for.
#[derive(Clone, Copy, Debug, Default)]
struct Wish {
    array: Option<bool>,
    is_associative: bool,
    integer: Option<bool>,
    case: Option<Case>,
    reference: Option<bool>,
    readonly: bool,
    exported: Option<bool>,
    is_global: bool,
    prints: bool,
    functions: bool,
    function_names: bool,
}

fn run_local(host: &mut dyn Host, args: &Fields) -> Done {
    if !is_in_function(host.state()) {
        return Err(BuiltinError::failure("there is no function around it").into());
    }
    let (wish, first) = parse(args)?;
    if first >= args.len() && !wish.prints {
        list_locals(host, args);
        return Ok(ExitStatus::SUCCESS);
    }
    declare_all(host, args, wish, first)
}

fn run_declare(host: &mut dyn Host, args: &Fields) -> Done {
    let (wish, first) = parse(args)?;
    if wish.functions || wish.function_names {
        return Ok(print_functions(host, args, wish, first));
    }
    if wish.prints || first >= args.len() {
        return Ok(print_variables(host, args, wish, first));
    }
    declare_all(host, args, wish, first)
}

fn parse(args: &Fields) -> Result<(Wish, usize), BuiltinError> {
    let mut wish = Wish::default();
    let mut at = 1;
    while let Some([sign @ (b'-' | b'+'), letters @ ..]) = args.get(at) {
        if letters.is_empty() {
            break; // `local -`
        }
        at += 1;
        if letters == b"-" && *sign == b'-' {
            break;
        }
        let is_on = *sign == b'-';
        for &letter in letters {
            match letter {
                b'a' if is_on => wish.array = Some(true),
                b'i' => wish.integer = Some(is_on),
                b'l' | b'u' if !is_on => wish.case = Some(Case::AsIs),
                b'n' => wish.reference = Some(is_on),
                b'l' => wish.case = Some(Case::Lower),
                b'u' => wish.case = Some(Case::Upper),
                b'r' if is_on => wish.readonly = true,
                b'x' => wish.exported = Some(is_on),
                b'g' => wish.is_global = is_on,
                b'p' => wish.prints = is_on,
                b'f' => wish.functions = is_on,
                b'F' => wish.function_names = is_on,
                b'A' if is_on => wish.is_associative = true,
                _ => return Err(unknown(&[*sign, letter])),
            }
        }
    }
    Ok((wish, at))
}

fn is_in_function(state: &State) -> bool {
    let is_function = |kind: &FrameKind| matches!(kind, FrameKind::Function(_));
    state.frames.iter().any(|frame| is_function(&frame.kind))
}

fn declare_all(host: &mut dyn Host, args: &Fields, wish: Wish, first: usize) -> Done {
    for operand in args.iter().skip(first) {
        if operand == b"-" {
            save_options(host.state());
            continue;
        }
        declare(host, operand, wish)?;
    }
    Ok(ExitStatus::SUCCESS)
}

/// `local -`: the options of now come back when the function returns.
fn save_options(state: &mut State) {
    let options = state.options;
    if let Some(frame) = state.frames.last_mut() {
        frame.saved_options.get_or_insert(options);
    }
}

fn declare(host: &mut dyn Host, operand: &[u8], wish: Wish) -> Result<(), Leave> {
    let declaration = Declaration::parse(operand)?;
    let mut slot = host.state().vars.slot(declaration.target.name);
    if !wish.is_global && is_in_function(host.state()) {
        make_local(host.state(), slot)?;
    }
    if let Some(is_reference) = wish.reference {
        return refer(host.state(), slot, &declaration, is_reference);
    }
    slot = host.state().vars.follow(slot);
    if let Some(integer) = wish.integer {
        host.state()
            .vars
            .change_attributes(slot, |a| a.integer = integer);
    }
    if let Some(case) = wish.case {
        host.state().vars.change_attributes(slot, |a| a.case = case);
    }
    if wish.is_associative {
        make_associative(host.state(), slot)?;
    } else if wish.array == Some(true) {
        make_array(host.state(), slot)?;
    }
    assign(host, &declaration)?;
    host.state().vars.change_attributes(slot, |attributes| {
        attributes.readonly |= wish.readonly;
        attributes.exported = wish.exported.unwrap_or(attributes.exported);
    });
    Ok(())
}

/// `declare -n name=other`: from now on `name` means the variable `other`.
fn refer(
    state: &mut State,
    slot: Slot,
    declaration: &Declaration<'_>,
    is_reference: bool,
) -> Result<(), Leave> {
    let name = declaration.target.name;
    let refused = |why: &[u8]| BuiltinError::failure([name, why].concat());
    let variable = state.vars.at(slot);
    if !matches!(variable.role, Role::Plain | Role::Reference) {
        return Err(refused(b": has a meaning of its own and cannot be a reference").into());
    }
    if declaration.target.subscript.is_some() || matches!(variable.value, Some(Value::Array(_))) {
        return Err(refused(b": an array cannot be a reference").into());
    }
    if is_reference {
        let old = variable
            .value
            .as_ref()
            .map(|value| value.text().into_owned());
        if let Some(target) = declaration.value.map(<[u8]>::to_vec).or(old) {
            if !is_name(&target) {
                return Err(refused(b": a reference needs the name of a variable").into());
            }
            if state.vars.is_circle(slot, &target) {
                return Err(refused(b": would be a reference to itself").into());
            }
            let result = state.vars.replace(slot, Value::Text(target));
            result.map_err(|error| BuiltinError::failure(error.to_string()))?;
        }
    }
    state
        .vars
        .change_attributes(slot, |attributes| attributes.reference = is_reference);
    Ok(())
}

fn make_local(state: &mut State, slot: Slot) -> Result<(), BuiltinError> {
    if state.vars.is_function_local(slot) {
        return Ok(());
    }
    let check = state.vars.check_writable(slot);
    check.map_err(|error| BuiltinError::failure(error.to_string()))?;
    state.vars.make_function_local(slot);
    state.vars.clear_value(slot);
    state.vars.change_attributes(slot, |attributes| {
        *attributes = Attributes {
            exported: attributes.exported,
            ..Attributes::default()
        };
    });
    Ok(())
}

fn make_array(state: &mut State, slot: Slot) -> Result<(), BuiltinError> {
    state.vars.change_attributes(slot, |a| a.array = true);
    let array = match state.vars.value(slot) {
        None => crate::state::Array::default(),
        Some(Value::Array(_)) => return Ok(()),
        Some(scalar) => crate::state::Array::from_elements([scalar.text().into_owned()]),
    };
    let result = state.vars.replace(slot, Value::Array(array));
    result.map_err(|error| BuiltinError::failure(error.to_string()))?;
    Ok(())
}

fn make_associative(state: &mut State, slot: Slot) -> Result<(), BuiltinError> {
    let mut array = crate::state::Array::associative();
    match state.vars.value(slot) {
        Some(Value::Array(old)) if old.is_associative() => return Ok(()),
        Some(Value::Array(old)) if !old.elements.is_empty() => {
            let name = state.vars.at(slot).name.to_vec();
            let why = b": is an indexed array and cannot become an associative one";
            return Err(BuiltinError::failure([&name[..], why].concat()));
        }
        Some(Value::Array(_)) | None => {}
        Some(scalar) => {
            array.elements.insert(0, scalar.text().into_owned());
        }
    }
    state.vars.change_attributes(slot, |a| a.array = true);
    let result = state.vars.replace(slot, Value::Array(array));
    result.map_err(|error| BuiltinError::failure(error.to_string()))?;
    Ok(())
}

/// Does the assignment of a declaration, as arithmetic if the variable is an integer.
pub(super) fn assign(host: &mut dyn Host, declaration: &Declaration<'_>) -> Result<(), Leave> {
    let Some(value) = declaration.value else {
        return Ok(());
    };
    let slot = host.state().vars.target(declaration.target.name);
    let is_integer = host.state().vars.at(slot).attributes.integer;
    if !is_integer {
        declaration.assign(host.state())?;
        return Ok(());
    }
    if let Some(mut array) = declaration.array(host.state()) {
        for text in array.elements.values_mut() {
            *text = host.arithmetic(text)?.to_string().into_bytes();
        }
        declaration.assign_array(host.state(), array)?;
        return Ok(());
    }
    let mut number = host.arithmetic(value)?;
    if declaration.is_append {
        let old = host.state().vars.value(slot).map(|v| v.text().into_owned());
        number = number.wrapping_add(host.arithmetic(&old.unwrap_or_default())?);
    }
    let text = number.to_string();
    declaration
        .target
        .assign(host.state(), text.as_bytes(), false)?;
    Ok(())
}

fn list_locals(host: &mut dyn Host, args: &Fields) {
    let locals: Vec<Slot> = {
        let vars = &host.state().vars;
        let slots = vars.iter().map(|(slot, _)| slot);
        slots.filter(|slot| vars.is_function_local(*slot)).collect()
    };
    let names: Vec<_> = locals
        .iter()
        .map(|slot| host.state().vars.at(*slot).name.clone())
        .collect();
    let mut ctx = host.ctx(args.get(0).unwrap_or_default());
    for variable in sorted(&ctx, |v| v.value.is_some() && names.contains(&v.name)) {
        ctx.print(assignment(&variable));
    }
}

fn assignment(variable: &Variable) -> Vec<u8> {
    let mut line = variable.name.to_vec();
    if let Some(value) = &variable.value {
        line.push(b'=');
        line.extend_from_slice(&value_text(value));
    }
    line.push(b'\n');
    line
}

/// A value as it stands behind `=` when it is to be read back.
pub(super) fn value_text(value: &Value) -> Vec<u8> {
    let Value::Array(array) = value else {
        return quote::quoted(&value.text());
    };
    quote::elements(array.pairs(), quote::quoted)
}

fn print_variables(host: &mut dyn Host, args: &Fields, wish: Wish, first: usize) -> ExitStatus {
    let mut ctx = host.ctx(args.get(0).unwrap_or_default());
    let mut status = ExitStatus::SUCCESS;
    if first >= args.len() {
        let has_wished = |attributes: &Attributes| {
            wish.exported.is_none_or(|on| attributes.exported == on)
                && wish.integer.is_none_or(|on| attributes.integer == on)
                && wish.case.is_none_or(|case| attributes.case == case)
                && (!wish.readonly || attributes.readonly)
        };
        let is_array = |v: &Variable| matches!(v.value, Some(Value::Array(_)));
        let is_associative =
            |v: &Variable| matches!(&v.value, Some(Value::Array(a)) if a.is_associative());
        let is_meant = |v: &Variable| {
            (v.value.is_some() || v.attributes != Attributes::default())
                && has_wished(&v.attributes)
                && (wish.array.is_none() || is_array(v))
                && (!wish.is_associative || is_associative(v))
        };
        for variable in sorted(&ctx, is_meant) {
            ctx.print(declaration_line(&variable));
        }
    }
    for name in args.iter().skip(first) {
        let slot = ctx.state.vars.find(name);
        let variable = slot.map(|slot| ctx.state.vars.at(slot).clone());
        match variable.filter(|v| v.value.is_some() || v.attributes != Attributes::default()) {
            Some(variable) => ctx.print(declaration_line(&variable)),
            None => {
                ctx.complain([name, b": there is no such variable"].concat());
                status = ExitStatus::FAILURE;
            }
        }
    }
    status
}

fn declaration_line(variable: &Variable) -> Vec<u8> {
    let attributes = variable.attributes;
    let is_associative = matches!(&variable.value, Some(Value::Array(a)) if a.is_associative());
    let is_array = attributes.array || matches!(variable.value, Some(Value::Array(_)));
    let letters: String = [
        (is_array && !is_associative, 'a'),
        (is_associative, 'A'),
        (attributes.integer, 'i'),
        (attributes.case == Case::Lower, 'l'),
        (attributes.reference, 'n'),
        (attributes.readonly, 'r'),
        (attributes.case == Case::Upper, 'u'),
        (attributes.exported, 'x'),
    ]
    .into_iter()
    .filter_map(|(has, letter)| has.then_some(letter))
    .collect();
    let letters = if letters.is_empty() { "-" } else { &letters };
    let mut line = format!("declare -{letters} ").into_bytes();
    line.extend_from_slice(&assignment(variable));
    line
}

fn print_functions(host: &mut dyn Host, args: &Fields, wish: Wish, first: usize) -> ExitStatus {
    let is_all = first >= args.len();
    let mut names: Vec<Vec<u8>> = match is_all {
        true => host.state().functions.keys().map(|n| n.to_vec()).collect(),
        false => args.iter().skip(first).map(<[u8]>::to_vec).collect(),
    };
    names.sort();
    let mut status = ExitStatus::SUCCESS;
    let caller = args.get(0).unwrap_or_default();
    for name in names {
        let Some(text) = host.function_text(&name) else {
            status = ExitStatus::FAILURE;
            continue;
        };
        if wish.function_names {
            let word: &[u8] = if is_all { b"declare -f " } else { b"" };
            host.ctx(caller).print([word, &name, b"\n"].concat());
        } else {
            host.ctx(caller).print(text);
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_shown_with_their_subscripts() {
        let mut array = crate::state::Array::default();
        array.elements.insert(2, b"a b".to_vec());
        array.elements.insert(5, b"c".to_vec());
        assert_eq!(value_text(&Value::Array(array)), b"([2]='a b' [5]=c)");
    }
}
