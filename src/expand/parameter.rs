//! What parameters are and what values they have (XCU 2.5).
//!
//! Comes in: a [`Param`] of the tree, or the name that an indirection yields. Goes out: a [`Parameter`], all
//! of whose subscripts are evaluated, and from it the value or the list of values.

use std::rc::Rc;

use super::arith;
use super::dynamic;
use super::{Env, ExpandError};
use crate::state::{Array, Opt, Role, Slot, State, Value, is_name};
use crate::syntax::ast::{Index, Name, Param, SpecialParam};

/// A parameter that can be looked up without running anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    /// A variable.
    Variable(Slot),
    /// An element of an array.
    Element(Slot, i64),
    /// `$1`…
    Positional(u32),
    /// `$?`, `$#`, …; never `$@` and `$*`.
    Special(SpecialParam),
    /// `$@`, `$*`.
    All(Join),
    /// `${a[@]}`, `${a[*]}`.
    Elements(Slot, Join),
}

/// How a list of values becomes fields inside double quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// `@`: a field for each.
    Separate,
    /// `*`: one field, joined with the first character of IFS.
    Joined,
}

/// The text of a value; numbers are written out without a heap.
#[derive(Debug)]
pub(super) enum Text<'s> {
    /// As it is stored.
    Borrowed(&'s [u8]),
    /// The decimal form of a number: the last `1` bytes of `0`.
    Number([u8; 20], u8),
    /// Made for the occasion.
    Owned(Vec<u8>),
}

impl Text<'_> {
    /// The decimal form of `number`.
    pub(super) fn of_number(number: i64) -> Self {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(number).as_bytes();
        let mut bytes = [0; 20];
        let len = digits.len().min(bytes.len());
        for (to, from) in bytes.iter_mut().zip(digits) {
            *to = *from;
        }
        Self::Number(bytes, len as u8)
    }
}

impl std::ops::Deref for Text<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Number(bytes, len) => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Finds out what `param` is: the slot of a variable, the value of a subscript.
#[inline]
pub(super) fn resolve<E: Env + ?Sized>(
    env: &mut E,
    param: &Param,
) -> Result<Parameter, ExpandError> {
    match param {
        Param::Variable(name) => Ok(Parameter::Variable(variable(env, name))),
        Param::Positional(number) => Ok(Parameter::Positional(*number)),
        Param::Special(special) => Ok(of_special(*special)),
        Param::Element(name, index) => {
            let slot = variable(env, name);
            match index {
                Index::At => Ok(Parameter::Elements(slot, Join::Separate)),
                Index::Star => Ok(Parameter::Elements(slot, Join::Joined)),
                Index::Expression(expression) if env.state().vars.is_associative(slot) => {
                    let key = arith::key(env, expression)?;
                    let number = env.state().vars.key_number(slot, &key);
                    Ok(Parameter::Element(slot, number))
                }
                Index::Expression(expression) => {
                    let index = arith::arithmetic(env, expression)?;
                    Ok(Parameter::Element(slot, index))
                }
            }
        }
    }
}

/// The same for a parameter that may get a value: its key gets a number.
pub(super) fn resolve_to_assign<E: Env + ?Sized>(
    env: &mut E,
    param: &Param,
) -> Result<Parameter, ExpandError> {
    if let Param::Element(name, Index::Expression(expression)) = param {
        let slot = variable(env, name);
        if env.state().vars.is_associative(slot) {
            let key = arith::key(env, expression)?;
            let vars = &mut env.state_mut().vars;
            vars.check_writable(slot).map_err(ExpandError::Assign)?;
            let number = vars.key_number_to_assign(slot, &key);
            return Ok(Parameter::Element(slot, number));
        }
    }
    resolve(env, param)
}

/// The slot of a variable that is about to be looked up; `RANDOM` gets its next value.
#[inline]
pub(super) fn variable<E: Env + ?Sized>(env: &mut E, name: &Name) -> Slot {
    let vars = &mut env.state_mut().vars;
    let slot = vars.slot_of(name);
    match vars.at(slot).role {
        Role::Random => dynamic::next_random(env.state_mut(), slot),
        Role::Reference => return vars.follow(slot),
        _ => {}
    }
    slot
}

const fn of_special(special: SpecialParam) -> Parameter {
    match special {
        SpecialParam::At => Parameter::All(Join::Separate),
        SpecialParam::Star => Parameter::All(Join::Joined),
        other => Parameter::Special(other),
    }
}

/// The parameter that the text `name` names, for `${!v}`; `None` if it names none.
pub(super) fn named<E: Env + ?Sized>(
    env: &mut E,
    name: &[u8],
) -> Result<Option<Parameter>, ExpandError> {
    if is_name(name) {
        let slot = variable(env, &Name::new(name));
        return Ok(Some(Parameter::Variable(slot)));
    }
    if let Some(number) = digits(name) {
        return Ok(Some(match number {
            0 => Parameter::Special(SpecialParam::Zero),
            number => Parameter::Positional(number),
        }));
    }
    if let [byte] = name {
        return Ok(special_of_byte(*byte).map(of_special));
    }
    let Some((array, subscript)) = split_subscript(name) else {
        return Ok(None);
    };
    let slot = variable(env, &Name::new(array));
    Ok(Some(match subscript {
        b"@" => Parameter::Elements(slot, Join::Separate),
        b"*" => Parameter::Elements(slot, Join::Joined),
        key if env.state().vars.is_associative(slot) => {
            Parameter::Element(slot, env.state().vars.key_number(slot, key))
        }
        expression => Parameter::Element(slot, arith::arithmetic_text(env, expression)?),
    }))
}

/// `name[subscript]` → its two parts.
fn split_subscript(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = memchr::memchr(b'[', text)?;
    let (array, rest) = text.split_at_checked(open)?;
    let subscript = rest.strip_prefix(b"[")?.strip_suffix(b"]")?;
    (is_name(array) && !subscript.is_empty()).then_some((array, subscript))
}

fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = text.iter().fold(0_u32, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'))
    });
    Some(number)
}

const fn special_of_byte(byte: u8) -> Option<SpecialParam> {
    Some(match byte {
        b'@' => SpecialParam::At,
        b'*' => SpecialParam::Star,
        b'#' => SpecialParam::Count,
        b'?' => SpecialParam::Status,
        b'-' => SpecialParam::Flags,
        b'$' => SpecialParam::ShellPid,
        b'!' => SpecialParam::LastAsyncPid,
        _ => return None,
    })
}

impl Parameter {
    /// Whether it stands for a list of values.
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::All(_) | Self::Elements(..))
    }

    /// The value of a single parameter, `None` if it is unset; of a list, the first value.
    #[inline]
    pub(super) fn text(self, state: &State) -> Option<Text<'_>> {
        match self {
            Self::Variable(slot) => {
                let variable = state.vars.at(slot);
                if variable.role == Role::Plain {
                    return variable.value.as_ref().and_then(scalar);
                }
                dynamic::scalar(state, slot)
            }
            Self::Element(slot, index) => element(state, slot, index),
            Self::Positional(number) => state.positional(number as usize).map(Text::Borrowed),
            Self::Special(special) => special_text(state, special),
            Self::All(_) => state.positional(1).map(Text::Borrowed),
            Self::Elements(slot, _) => element(state, slot, 0),
        }
    }

    /// Calls `with` for each value of a list; for a single parameter once, if it is set.
    pub(super) fn each(self, state: &State, mut with: impl FnMut(&[u8])) {
        match self {
            Self::All(_) => state.positional.iter().for_each(|value| with(value)),
            Self::Elements(slot, _) => match array(state, slot) {
                Some(Elements::Stored(array)) => {
                    array.elements.values().for_each(|value| with(value));
                }
                Some(Elements::Made(elements)) => elements.iter().for_each(|value| with(value)),
                None => {
                    if let Some(text) = Self::Variable(slot).text(state) {
                        with(&text);
                    }
                }
            },
            single => {
                if let Some(text) = single.text(state) {
                    with(&text);
                }
            }
        }
    }

    /// How many values a list has.
    pub(super) fn count(self, state: &State) -> usize {
        let mut count = 0;
        match self {
            Self::All(_) => return state.positional.len(),
            Self::Elements(slot, _) => {
                if let Some(Elements::Stored(array)) = array(state, slot) {
                    return array.elements.len();
                }
            }
            _ => {}
        }
        self.each(state, |_| count += 1);
        count
    }

    /// The subscripts of an array, in order; of an associative array the numbers of its keys.
    pub(super) fn subscripts(self, state: &State) -> Vec<i64> {
        let (Self::Elements(slot, _) | Self::Element(slot, _) | Self::Variable(slot)) = self else {
            return Vec::new();
        };
        match array(state, slot) {
            Some(Elements::Stored(array)) => array.elements.keys().copied().collect(),
            Some(Elements::Made(elements)) => (0..).take(elements.len()).collect(),
            None => (0..)
                .take(usize::from(Self::Variable(slot).text(state).is_some()))
                .collect(),
        }
    }

    /// What stands in the brackets of its elements, in the same order.
    pub(super) fn keys(self, state: &State) -> Vec<Vec<u8>> {
        let (Self::Elements(slot, _) | Self::Element(slot, _) | Self::Variable(slot)) = self else {
            return Vec::new();
        };
        let numbers = self.subscripts(state).into_iter();
        match state.vars.value(slot) {
            Some(Value::Array(array)) => numbers.map(|n| array.subscript(n).into_owned()).collect(),
            _ => numbers.map(|n| n.to_string().into_bytes()).collect(),
        }
    }

    /// The parameter as it is written after the `$`.
    pub(super) fn name(self, state: &State) -> Vec<u8> {
        match self {
            Self::Variable(slot) | Self::Elements(slot, _) => state.vars.at(slot).name.to_vec(),
            Self::Element(slot, index) => {
                let variable = state.vars.at(slot);
                let subscript = match &variable.value {
                    Some(Value::Array(array)) if index != i64::MIN => array.subscript(index),
                    _ if index == i64::MIN => "…".as_bytes().into(),
                    _ => index.to_string().into_bytes().into(),
                };
                [&variable.name, &b"["[..], &subscript, b"]"].concat()
            }
            Self::Positional(number) => number.to_string().into_bytes(),
            Self::All(Join::Separate) => b"@".to_vec(),
            Self::All(Join::Joined) => b"*".to_vec(),
            Self::Special(special) => vec![special_byte(special)],
        }
    }

    /// The error of `set -u` if the parameter has no value and that option is on.
    pub(super) fn check_set(self, state: &State) -> Result<(), ExpandError> {
        if state.is_on(Opt::NoUnset) && !self.is_list() && self.text(state).is_none() {
            return Err(ExpandError::Unset {
                parameter: self.name(state),
            });
        }
        Ok(())
    }
}

#[inline]
fn scalar(value: &Value) -> Option<Text<'_>> {
    match value {
        Value::Text(text) => Some(Text::Borrowed(text)),
        Value::Int(number) => Some(Text::of_number(*number)),
        Value::Array(array) => array.elements.get(&0).map(|text| Text::Borrowed(text)),
    }
}

enum Elements<'s> {
    Stored(&'s Array),
    Made(Vec<Vec<u8>>),
}

/// The elements if the variable is an array.
fn array(state: &State, slot: Slot) -> Option<Elements<'_>> {
    let variable = state.vars.at(slot);
    if let Some(elements) = dynamic::elements(state, variable.role) {
        return Some(Elements::Made(elements));
    }
    match &variable.value {
        Some(Value::Array(array)) => Some(Elements::Stored(array)),
        _ => None,
    }
}

fn element(state: &State, slot: Slot, index: i64) -> Option<Text<'_>> {
    match array(state, slot) {
        Some(Elements::Stored(array)) => {
            let index = array.resolve(index)?;
            array.elements.get(&index).map(|text| Text::Borrowed(text))
        }
        Some(Elements::Made(elements)) => {
            let len = i64::try_from(elements.len()).ok()?;
            let index = if index < 0 { len + index } else { index };
            let index = usize::try_from(index).ok()?;
            elements.into_iter().nth(index).map(Text::Owned)
        }
        None if matches!(index, 0 | -1) => Parameter::Variable(slot).text(state),
        None => None,
    }
}

fn special_text(state: &State, special: SpecialParam) -> Option<Text<'_>> {
    let number = |number: i32| Text::of_number(i64::from(number));
    Some(match special {
        SpecialParam::Count => {
            Text::of_number(i64::try_from(state.positional.len()).unwrap_or(i64::MAX))
        }
        SpecialParam::Status => number(state.status.0),
        SpecialParam::Flags => Text::Owned(state.options.letters()),
        SpecialParam::ShellPid => number(state.shell_pid),
        SpecialParam::LastAsyncPid => number(state.last_async?),
        SpecialParam::Zero => Text::Borrowed(&state.zero),
        SpecialParam::At | SpecialParam::Star => return None,
    })
}

const fn special_byte(special: SpecialParam) -> u8 {
    match special {
        SpecialParam::At => b'@',
        SpecialParam::Star => b'*',
        SpecialParam::Count => b'#',
        SpecialParam::Status => b'?',
        SpecialParam::Flags => b'-',
        SpecialParam::ShellPid => b'$',
        SpecialParam::LastAsyncPid => b'!',
        SpecialParam::Zero => b'0',
    }
}

/// The positional parameters from number 0 on: `$0`, `$1`, ….
pub(super) fn with_zero(state: &State) -> Vec<Vec<u8>> {
    let positional = Rc::clone(&state.positional);
    let mut all = Vec::with_capacity(positional.len() + 1);
    all.push(state.zero.clone());
    all.extend(positional.iter().cloned());
    all
}
