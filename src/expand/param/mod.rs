//! Parameter expansion (XCU 2.6.2): `$p`, `${p}`, and every operator.
//!
//! Comes in: a [`ParamExpansion`] and where it stands. Goes out: its result, into the sink; an assignment,
//! for `${p:=w}`. The word of an operator is expanded only if its value is needed.

mod change;
mod list;
mod names;
mod replace;
mod slice;
mod transform;

use change::Change;
pub(super) use list::List;

use super::parameter::{self, Join, Parameter, Text};
use super::sink::Sink;
use super::word::{Quoting, parts, put};
use super::{Env, ExpandError, arith, dialect};
use crate::state::{Role, State, Value};
use crate::syntax::ast::{Param, ParamExpansion, ParamOp, Word};

/// The way of most expansions: the text of a variable. Whether it was one.
#[inline]
pub(super) fn plain<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    expansion: &ParamExpansion,
    quoting: Quoting,
    sink: &mut S,
) -> bool {
    let ParamExpansion {
        param: Param::Variable(name),
        op: ParamOp::Value,
        is_indirect: false,
        ..
    } = expansion
    else {
        return false;
    };
    let slot = env.state_mut().vars.slot_of(name);
    let state = env.state();
    let variable = state.vars.at(slot);
    match &variable.value {
        Some(Value::Text(text)) if variable.role == Role::Plain => {
            put(state, text, quoting, sink);
            true
        }
        _ => false,
    }
}

/// Expands one parameter expansion.
pub(super) fn expand<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    expansion: &ParamExpansion,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    if let ParamOp::NamesWithPrefix { separate } = expansion.op {
        names::with_prefix(env.state(), &expansion.param, separate, quoting, sink);
        return Ok(());
    }
    if let (true, ParamOp::Value, Param::Variable(name)) =
        (expansion.is_indirect, &expansion.op, &expansion.param)
    {
        let vars = &mut env.state_mut().vars;
        let slot = vars.slot_of(name);
        let variable = vars.at(slot);
        if let (Role::Reference, Some(Value::Text(text))) = (variable.role, &variable.value) {
            let text = text.clone();
            put(env.state(), &text, quoting, sink); // the name, and not the value of what it means
            return Ok(());
        }
    }
    let mut parameter = match expansion.op {
        ParamOp::Assign { .. } => parameter::resolve_to_assign(env, &expansion.param)?,
        _ => parameter::resolve(env, &expansion.param)?,
    };
    if expansion.is_indirect {
        match indirect(env, parameter, &expansion.op)? {
            Some(meant) => parameter = meant,
            None => return unset(env, &expansion.op, quoting, sink),
        }
    }
    operate(env, parameter, &expansion.op, quoting, sink)
}

/// Applies the operator.
fn operate<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    parameter: Parameter,
    op: &ParamOp,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    match op {
        ParamOp::Value => value(env.state(), parameter, quoting, sink),
        ParamOp::Length => length(env.state(), parameter, quoting, sink),
        ParamOp::Default { colon, word } => {
            if is_absent(env.state(), parameter, *colon) {
                return op_word(env, word, quoting, sink);
            }
            present(env.state(), parameter, quoting, sink);
            Ok(())
        }
        ParamOp::Alternative { colon, word } => {
            if !is_absent(env.state(), parameter, *colon) {
                return op_word(env, word, quoting, sink);
            }
            let is_separate = matches!(
                parameter,
                Parameter::All(Join::Separate) | Parameter::Elements(_, Join::Separate)
            );
            if is_separate && parameter.count(env.state()) == 0 {
                sink.vanish();
            }
            Ok(())
        }
        ParamOp::Assign { colon, word } => {
            if is_absent(env.state(), parameter, *colon) {
                assign(env, parameter, word)?;
            }
            present(env.state(), parameter, quoting, sink);
            Ok(())
        }
        ParamOp::Error { colon, word } => {
            if is_absent(env.state(), parameter, *colon) {
                return Err(refused(env, parameter, *colon, word));
            }
            present(env.state(), parameter, quoting, sink);
            Ok(())
        }
        ParamOp::Substring { offset, length } => {
            slice::expand(env, parameter, offset, length.as_deref(), quoting, sink)
        }
        ParamOp::Subscripts => {
            names::subscripts(env.state(), parameter, quoting, sink);
            Ok(())
        }
        ParamOp::NamesWithPrefix { .. } => Ok(()), // done above
        op => {
            parameter.check_set(env.state())?;
            let change = Change::prepare(env, op)?;
            changed(env.state(), parameter, &change, quoting, sink);
            Ok(())
        }
    }
}

/// `$p`.
fn value<S: Sink>(
    state: &State,
    parameter: Parameter,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    match parameter.text(state) {
        _ if parameter.is_list() => present(state, parameter, quoting, sink),
        Some(text) => put(state, &text, quoting, sink),
        None => parameter.check_set(state)?,
    }
    Ok(())
}

/// The value of a parameter that need not be set.
fn present<S: Sink>(state: &State, parameter: Parameter, quoting: Quoting, sink: &mut S) {
    changed(state, parameter, &Change::Keep, quoting, sink);
}

/// The value, or each value of a list, changed.
fn changed<S: Sink>(
    state: &State,
    parameter: Parameter,
    change: &Change<'_>,
    quoting: Quoting,
    sink: &mut S,
) {
    let mut scratch = Vec::new();
    if let Parameter::All(join) | Parameter::Elements(_, join) = parameter {
        let mut list = List::new(state, join, quoting, sink);
        match change.of_array(state, parameter) {
            Some(fields) => fields.iter().for_each(|text| list.add(text)),
            None => parameter.each(state, |text| list.add(change.apply(text, &mut scratch))),
        }
        list.end();
    } else if let Some(text) = parameter.text(state) {
        let text = change.apply_named(state, parameter, &text, &mut scratch);
        put(state, text, quoting, sink);
    }
}

fn length<S: Sink>(
    state: &State,
    parameter: Parameter,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    parameter.check_set(state)?;
    let length = if parameter.is_list() {
        parameter.count(state)
    } else {
        let text = parameter.text(state);
        text.map_or(0, |text| slice::characters(&text, state.vars.is_utf8()))
    };
    let number = Text::of_number(i64::try_from(length).unwrap_or(i64::MAX));
    put(state, &number, quoting, sink);
    Ok(())
}

/// Whether a parameter is unset, or null where `:` asks for it. `$@` and `$*` are unset without parameters,
/// and null if the fields they would make in double quotes hold nothing.
fn is_absent(state: &State, parameter: Parameter, colon: bool) -> bool {
    let (Parameter::All(join) | Parameter::Elements(_, join)) = parameter else {
        let text = parameter.text(state);
        return text.is_none_or(|text| colon && text.is_empty());
    };
    let mut count = 0;
    let mut is_null = true;
    parameter.each(state, |text| {
        count += 1;
        is_null &= text.is_empty();
    });
    let joins_to_nothing = join == Join::Joined && state.vars.ifs().joiner().is_empty();
    count == 0 || colon && is_null && (count == 1 || joins_to_nothing)
}

/// The word of an operator. In double quotes it is one text, whatever `$@` it holds.
fn op_word<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    word: &Word,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    if quoting != Quoting::Double {
        return parts(env, &word.parts, Quoting::Expansion, sink);
    }
    let outer = sink.take_vanished();
    parts(env, &word.parts, Quoting::Double, sink)?;
    sink.take_vanished();
    if outer {
        sink.vanish();
    }
    Ok(())
}

fn assign<E: Env + ?Sized>(
    env: &mut E,
    parameter: Parameter,
    word: &Word,
) -> Result<(), ExpandError> {
    let (Parameter::Variable(slot) | Parameter::Element(slot, _)) = parameter else {
        let mut what = b"$".to_vec();
        what.extend_from_slice(&parameter.name(env.state()));
        return Err(ExpandError::Bad {
            what,
            why: "cannot be assigned in this way",
        });
    };
    let mut text = Vec::new();
    parts(env, &word.parts, Quoting::None, &mut text)?;
    let value = if env.state().vars.at(slot).attributes.integer {
        Value::Int(arith::arithmetic_text(env, &text)?)
    } else {
        Value::Text(text)
    };
    let state = env.state_mut();
    match parameter {
        Parameter::Element(_, index) => {
            let text = value.text().into_owned();
            state.vars.assign_element(slot, index, text)
        }
        _ => state.assign(slot, value),
    }
    .map_err(ExpandError::Assign)
}

/// The error of `${p?word}`, or of the expansion of its word.
fn refused<E: Env + ?Sized>(
    env: &mut E,
    parameter: Parameter,
    colon: bool,
    word: &Word,
) -> ExpandError {
    let mut message = Vec::new();
    if let Err(error) = parts(env, &word.parts, Quoting::None, &mut message) {
        return error;
    }
    if word.parts.is_empty() {
        let standard: &[u8] = if colon {
            b"parameter null or not set"
        } else {
            b"parameter not set"
        };
        message.extend_from_slice(standard);
    }
    ExpandError::Refused {
        parameter: parameter.name(env.state()),
        message,
    }
}

/// The parameter that the value of `parameter` names (`${!p}`, extension); `None` if it has no value and the
/// operator can do with that.
fn indirect<E: Env + ?Sized>(
    env: &mut E,
    parameter: Parameter,
    op: &ParamOp,
) -> Result<Option<Parameter>, ExpandError> {
    let Some(name) = parameter.text(env.state()).map(|text| text.to_vec()) else {
        let is_tolerant = matches!(
            op,
            ParamOp::Default { .. } | ParamOp::Alternative { .. } | ParamOp::Error { .. }
        );
        parameter.check_set(env.state())?;
        return if is_tolerant {
            Ok(None)
        } else {
            Err(ExpandError::Bad {
                what: parameter.name(env.state()),
                why: "has no value that could name a parameter",
            })
        };
    };
    match parameter::named(env, &name)? {
        Some(meant) => Ok(Some(meant)),
        None => Err(ExpandError::Bad {
            what: name,
            why: "is not the name of a parameter",
        }),
    }
}

/// An operator applied to a parameter that is not there.
fn unset<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    op: &ParamOp,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    match op {
        ParamOp::Default { word, .. } => op_word(env, word, quoting, sink),
        ParamOp::Error { colon, word } => Err(refused(env, Parameter::Positional(0), *colon, word)),
        _ => Ok(()),
    }
}

/// The name in the tree, for operators that work on names.
fn name_of(param: &Param) -> &[u8] {
    match param {
        Param::Variable(name) | Param::Element(name, _) => &name.text,
        _ => b"",
    }
}
