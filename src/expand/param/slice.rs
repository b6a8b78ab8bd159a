//! `${p:offset:length}` (extension), and counting characters.

use super::{Env, ExpandError, List};
use crate::expand::arith::arithmetic;
use crate::expand::character_len;
use crate::expand::parameter::{Parameter, with_zero};
use crate::expand::sink::Sink;
use crate::expand::word::{Quoting, put};
use crate::state::State;
use crate::syntax::ast::ArithExpansion;

/// How many characters `text` has.
pub(super) fn characters(text: &[u8], utf8: bool) -> usize {
    if !utf8 || text.is_ascii() {
        return text.len();
    }
    let mut rest = text;
    let mut count = 0;
    while !rest.is_empty() {
        rest = rest.get(character_len(rest, true)..).unwrap_or_default();
        count += 1;
    }
    count
}

/// Expands the slice of a value, or the part of a list.
pub(super) fn expand<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    parameter: Parameter,
    offset: &ArithExpansion,
    length: Option<&ArithExpansion>,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    parameter.check_set(env.state())?;
    let offset = arithmetic(env, offset)?;
    let length = match length {
        Some(length) => Some(arithmetic(env, length)?),
        None => None,
    };
    let state = env.state();
    if parameter.is_list() {
        return part_of_list(state, parameter, offset, length, quoting, sink);
    }
    let Some(text) = parameter.text(state) else {
        return Ok(());
    };
    let utf8 = state.vars.is_utf8() && !text.is_ascii();
    let count = if utf8 {
        characters(&text, true)
    } else {
        text.len()
    };
    if let Some((from, to)) = bounds(count, offset, length)? {
        let (from, to) = if utf8 {
            (byte_offset(&text, from), byte_offset(&text, to))
        } else {
            (from, to)
        };
        put(state, text.get(from..to).unwrap_or_default(), quoting, sink);
    }
    Ok(())
}

/// The range of characters that is meant; `None` if it lies outside.
fn bounds(
    count: usize,
    offset: i64,
    length: Option<i64>,
) -> Result<Option<(usize, usize)>, ExpandError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let from = if offset < 0 {
        count.saturating_add(offset)
    } else {
        offset
    };
    if from < 0 || from > count {
        return Ok(None);
    }
    let to = match length {
        None => count,
        Some(length) if length < 0 => count.saturating_add(length),
        Some(length) => from.saturating_add(length).min(count),
    };
    if to < from {
        return Err(ExpandError::Bad {
            what: length.unwrap_or_default().to_string().into_bytes(),
            why: "as a length it ends the substring before it starts",
        });
    }
    let position = |number: i64| usize::try_from(number).unwrap_or(0);
    Ok(Some((position(from), position(to))))
}

fn byte_offset(text: &[u8], characters: usize) -> usize {
    let mut at = 0;
    for _ in 0..characters {
        at += character_len(text.get(at..).unwrap_or_default(), true);
    }
    at
}

/// The values with the numbers (positional parameters) or subscripts from `offset` on, `length` of them.
fn part_of_list<S: Sink>(
    state: &State,
    parameter: Parameter,
    offset: i64,
    length: Option<i64>,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    if let Some(length) = length.filter(|length| *length < 0) {
        return Err(ExpandError::Bad {
            what: length.to_string().into_bytes(),
            why: "as a number of elements it is negative",
        });
    }
    let (join, numbered) = match parameter {
        Parameter::All(join) => (join, (0..).zip(with_zero(state)).collect()),
        Parameter::Elements(_, join) => {
            let subscripts = parameter.subscripts(state);
            let mut values = Vec::with_capacity(subscripts.len());
            parameter.each(state, |value| values.push(value.to_vec()));
            (
                join,
                subscripts
                    .into_iter()
                    .zip(values)
                    .collect::<Vec<(i64, _)>>(),
            )
        }
        _ => return Ok(()),
    };
    let end = numbered
        .last()
        .map_or(0, |(last, _)| last.saturating_add(1));
    let from = if offset < 0 {
        end.saturating_add(offset)
    } else {
        offset
    };
    let most = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
    let mut list = List::new(state, join, quoting, sink);
    if from >= 0 {
        let chosen = numbered.iter().filter(|(number, _)| *number >= from);
        chosen.take(most).for_each(|(_, value)| list.add(value));
    }
    list.end();
    Ok(())
}
