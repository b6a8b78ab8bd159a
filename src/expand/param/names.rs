//! Names instead of values (extensions): `${!prefix@}` and `${!array[@]}`.

use super::{List, name_of};
use crate::expand::parameter::{Join, Parameter};
use crate::expand::sink::Sink;
use crate::expand::word::Quoting;
use crate::state::State;
use crate::syntax::ast::Param;

/// The names of the set variables that start with a prefix, in byte order.
pub(super) fn with_prefix<S: Sink>(
    state: &State,
    prefix: &Param,
    separate: bool,
    quoting: Quoting,
    sink: &mut S,
) {
    let prefix = name_of(prefix);
    let mut names: Vec<&[u8]> = state
        .vars
        .iter()
        .filter(|(_, variable)| variable.value.is_some() && variable.name.starts_with(prefix))
        .map(|(_, variable)| &*variable.name)
        .collect();
    names.sort_unstable();
    let join = if separate {
        Join::Separate
    } else {
        Join::Joined
    };
    let mut list = List::new(state, join, quoting, sink);
    names.iter().for_each(|name| list.add(name));
    list.end();
}

/// The subscripts of an array.
pub(super) fn subscripts<S: Sink>(
    state: &State,
    parameter: Parameter,
    quoting: Quoting,
    sink: &mut S,
) {
    let join = match parameter {
        Parameter::Elements(_, join) => join,
        _ => Join::Separate,
    };
    let mut list = List::new(state, join, quoting, sink);
    for subscript in parameter.keys(state) {
        list.add(&subscript);
    }
    list.end();
}
