//! Operands that name a variable: `name`, `name[subscript]`, and with a value `name=value`, `name+=value`.
//!
//! Nothing in such an operand is run: a subscript is an integer, or the name of a variable that holds one. Of an
//! associative array it is a key; `$name` is then the value of that variable, unless an element has that very key.

use super::{BuiltinError, numbers};
use crate::source::quote;
use crate::state::{Array, Slot, State, Value, is_name};

/// A variable or an element of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The name.
    pub name: &'a [u8],
    /// The subscript as written.
    pub subscript: Option<&'a [u8]>,
}

impl<'a> Target<'a> {
    /// Parses `name` or `name[subscript]`.
    ///
    /// # Errors
    /// A usage error if it is neither.
    pub fn parse(text: &'a [u8]) -> Result<Self, BuiltinError> {
        let (name, subscript) = match memchr::memchr(b'[', text) {
            Some(at) => (
                text.get(..at).unwrap_or_default(),
                text.get(at + 1..).and_then(|rest| rest.strip_suffix(b"]")),
            ),
            None => (text, None),
        };
        let is_whole = subscript.is_some() == text.contains(&b'[');
        if !is_name(name) || !is_whole || subscript.is_some_and(<[u8]>::is_empty) {
            return Err(not_a_name(text));
        }
        Ok(Self { name, subscript })
    }

    /// The value of the subscript.
    ///
    /// # Errors
    /// A usage error if it is no integer.
    pub fn index(&self, state: &State) -> Result<Option<i64>, BuiltinError> {
        let Some(text) = self.subscript else {
            return Ok(None);
        };
        if let Some(slot) = self.associative(state) {
            return Ok(Some(state.vars.key_number(slot, &key(state, slot, text))));
        }
        let value = if is_name(text) {
            state.vars.text(text).unwrap_or_default().into_owned()
        } else {
            text.to_vec()
        };
        let index = match value.as_slice() {
            b"" if is_name(text) => Ok(0),
            value => numbers::integer(value),
        };
        index
            .map(Some)
            .map_err(|error| error.of("array subscript", text))
    }

    fn associative(&self, state: &State) -> Option<Slot> {
        let slot = state.vars.find(self.name)?;
        state.vars.is_associative(slot).then_some(slot)
    }

    /// The subscript of an element that is about to be assigned: a key gets a number.
    fn index_to_assign(&self, state: &mut State) -> Result<Option<i64>, BuiltinError> {
        if let (Some(text), Some(slot)) = (self.subscript, self.associative(state)) {
            let writable = state.vars.check_writable(slot);
            writable.map_err(|error| BuiltinError::failure(error.to_string()))?;
            let key = key(state, slot, text);
            return Ok(Some(state.vars.key_number_to_assign(slot, &key)));
        }
        self.index(state)
    }

    /// Assigns `value`; `is_append` adds it at the end of what is there.
    ///
    /// # Errors
    /// If the variable is readonly or the subscript wrong.
    pub fn assign(
        &self,
        state: &mut State,
        value: &[u8],
        is_append: bool,
    ) -> Result<(), BuiltinError> {
        let slot = state.vars.target(self.name);
        let index = self.index_to_assign(state)?;
        let mut text = Vec::new();
        if is_append {
            match (state.vars.value(slot), index) {
                (Some(Value::Array(array)), _) => {
                    let index = array.resolve(index.unwrap_or(0)).unwrap_or(-1);
                    text.extend_from_slice(
                        array.elements.get(&index).map_or(&[][..], Vec::as_slice),
                    );
                }
                (Some(value), None | Some(0)) => value.append_to(&mut text),
                _ => {}
            }
        }
        text.extend_from_slice(value);
        match index {
            Some(index) => state.vars.assign_element(slot, index, text),
            None => state.assign(slot, Value::Text(text)),
        }
        .map_err(|error| BuiltinError::failure(error.to_string()))
    }
}

/// The key that a subscript means.
fn key(state: &State, slot: Slot, text: &[u8]) -> Vec<u8> {
    let has_it = state.vars.key_number(slot, text) != i64::MIN;
    let name = text.strip_prefix(b"$").unwrap_or_default();
    let braced = name
        .strip_prefix(b"{")
        .and_then(|rest| rest.strip_suffix(b"}"));
    let name = braced.unwrap_or(name);
    if has_it || !is_name(name) {
        return text.to_vec();
    }
    state.vars.text(name).unwrap_or_default().into_owned()
}

/// An operand of a declaration utility: a target, perhaps with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration<'a> {
    /// What is declared.
    pub target: Target<'a>,
    /// Whether the value is added (`+=`).
    pub is_append: bool,
    /// The value, if there is a `=`.
    pub value: Option<&'a [u8]>,
    /// The operand as written.
    pub text: &'a [u8],
}

impl<'a> Declaration<'a> {
    /// Parses `name`, `name=value`, `name+=value`, `name[subscript]=value`.
    ///
    /// # Errors
    /// A usage error if the part before `=` is not a name.
    pub fn parse(text: &'a [u8]) -> Result<Self, BuiltinError> {
        let Some(at) = memchr::memchr(b'=', text) else {
            return Ok(Self {
                target: Target::parse(text)?,
                is_append: false,
                value: None,
                text,
            });
        };
        let (left, value) = (text.get(..at).unwrap_or_default(), text.get(at + 1..));
        let (left, is_append) = match left.strip_suffix(b"+") {
            Some(left) => (left, true),
            None => (left, false),
        };
        let target = Target::parse(left).map_err(|_| not_a_name(text))?;
        Ok(Self {
            target,
            is_append,
            value,
            text,
        })
    }

    /// Does the assignment, if there is a value. An array that the evaluator has made of `(…)` is assigned whole.
    ///
    /// # Errors
    /// If the variable is readonly or the subscript wrong.
    pub fn assign(&self, state: &mut State) -> Result<(), BuiltinError> {
        let Some(value) = self.value else {
            return Ok(());
        };
        match self.array(state) {
            Some(array) => self.assign_array(state, array),
            None => self.target.assign(state, value, self.is_append),
        }
    }

    /// The array that the operand stands for.
    #[must_use]
    pub fn array(&self, state: &State) -> Option<Array> {
        let arrays = state.array_operands.iter().rev();
        let mut meant = arrays.filter(|(text, _)| text == self.text);
        meant.next().map(|(_, array)| array.clone())
    }

    /// Assigns an array; appended elements get the subscripts after those that are there.
    ///
    /// # Errors
    /// If the variable is readonly.
    pub fn assign_array(&self, state: &mut State, array: Array) -> Result<(), BuiltinError> {
        let slot = state.vars.target(self.target.name);
        let mut whole = match (self.is_append, state.vars.value(slot)) {
            (false, _) | (true, None) => Array::default(),
            (true, Some(Value::Array(old))) => old.clone(),
            (true, Some(scalar)) => Array::from_elements([scalar.text().into_owned()]),
        };
        if array.is_associative() || whole.is_associative() {
            if !whole.is_associative() {
                whole = Array::associative();
            }
            whole.merge(array);
            let result = state.vars.replace(slot, Value::Array(whole));
            return result
                .map(drop)
                .map_err(|error| BuiltinError::failure(error.to_string()));
        }
        let first = whole.next_subscript();
        let added = array.elements.into_iter();
        whole
            .elements
            .extend(added.map(|(index, text)| (index.saturating_add(first), text)));
        let result = state.vars.replace(slot, Value::Array(whole));
        result
            .map(drop)
            .map_err(|error| BuiltinError::failure(error.to_string()))
    }
}

/// The usage error for what should be a name and is not.
#[must_use]
pub fn not_a_name(text: &[u8]) -> BuiltinError {
    let mut message = quote::quoted(text);
    message.extend_from_slice(b": not a valid name");
    BuiltinError::usage(message)
}

/// Assigns `value` to the variable or array element that `target` names (`-v VAR`).
///
/// # Errors
/// If it is no name, is readonly, or its subscript is wrong.
pub fn assign_plain(state: &mut State, target: &[u8], value: &[u8]) -> Result<(), BuiltinError> {
    Target::parse(target)?.assign(state, value, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_elements_are_targets() {
        let target = Target::parse(b"a[-1]").unwrap();
        assert_eq!(
            (target.name, target.subscript),
            (&b"a"[..], Some(&b"-1"[..]))
        );
        for wrong in [&b"1a"[..], b"", b"a[", b"a[]", b"a]", b"a[1]x", b"a-b"] {
            assert!(Target::parse(wrong).is_err(), "{}", bstr::BStr::new(wrong));
        }
    }

    #[test]
    fn declarations_have_values() {
        let declaration = Declaration::parse(b"a+=b=c").unwrap();
        assert!(declaration.is_append);
        assert_eq!(declaration.value, Some(&b"b=c"[..]));
        assert_eq!(Declaration::parse(b"a").unwrap().value, None);
        assert_eq!(Declaration::parse(b"a=").unwrap().value, Some(&b""[..]));
        assert_eq!(
            Declaration::parse(b"1=x").unwrap_err().message,
            b"1=x: not a valid name"
        );
    }
}
