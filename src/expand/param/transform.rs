//! `${p@Q}` and its kin (extension).

use super::change::change_case;
use super::{ExpandError, Parameter};
use crate::source::quote::{self, always_quoted, shown};
use crate::state::{Case, State, Value};

/// A transformation of values.
pub(super) struct Transformation {
    kind: Kind,
    utf8: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `Q`: quoted for the shell.
    Quote,
    /// `E`: backslash escapes as in `$'…'`.
    Escapes,
    /// `U`: upper case.
    Upper,
    /// `u`: first character upper case.
    Capital,
    /// `L`: lower case.
    Lower,
    /// `A`: an assignment that makes the parameter again.
    Assignment,
    /// `a`: the letters of its attributes.
    Attributes,
    /// `K`: of an array, subscripts and quoted values; of others, as `Q`.
    Pairs,
    /// `k`: the same as separate fields, not quoted.
    PairFields,
}

/// The transformation with this letter.
pub(super) fn of(state: &State, letter: u8) -> Result<Transformation, ExpandError> {
    let kind = match letter {
        b'Q' => Kind::Quote,
        b'K' => Kind::Pairs,
        b'k' => Kind::PairFields,
        b'E' => Kind::Escapes,
        b'U' => Kind::Upper,
        b'u' => Kind::Capital,
        b'L' => Kind::Lower,
        b'A' => Kind::Assignment,
        b'a' => Kind::Attributes,
        other => {
            return Err(ExpandError::Bad {
                what: vec![b'@', other],
                why: "is not a transformation",
            });
        }
    };
    Ok(Transformation {
        kind,
        utf8: state.vars.is_utf8(),
    })
}

impl Transformation {
    /// Whether the result depends on the parameter and not only on its value.
    pub(super) const fn shows_name(&self) -> bool {
        matches!(self.kind, Kind::Assignment | Kind::Attributes)
    }

    /// Appends the transformed value.
    pub(super) fn apply(&self, value: &[u8], out: &mut Vec<u8>) {
        match self.kind {
            Kind::Quote | Kind::Assignment | Kind::Attributes | Kind::Pairs | Kind::PairFields => {
                out.extend_from_slice(&always_quoted(value));
            }
            Kind::Escapes => crate::expand::escapes::unescape(value, out),
            Kind::Upper => change_case(value, true, true, None, self.utf8, out),
            Kind::Capital => change_case(value, true, false, None, self.utf8, out),
            Kind::Lower => change_case(value, false, true, None, self.utf8, out),
        }
    }

    /// Appends the attributes, or the assignment with the attributes it needs.
    pub(super) fn declaration(
        &self,
        state: &State,
        parameter: Parameter,
        value: &[u8],
        out: &mut Vec<u8>,
    ) {
        let (Parameter::Variable(slot)
        | Parameter::Element(slot, _)
        | Parameter::Elements(slot, _)) = parameter
        else {
            return;
        };
        let variable = state.vars.at(slot);
        let attributes = variable.attributes;
        let is_associative = state.vars.is_associative(slot);
        let is_array = attributes.array || matches!(variable.value, Some(Value::Array(_)));
        let letters: Vec<u8> = [
            (is_array && !is_associative, b'a'),
            (is_associative, b'A'),
            (attributes.integer, b'i'),
            (attributes.case == Case::Lower, b'l'),
            (attributes.readonly, b'r'),
            (attributes.case == Case::Upper, b'u'),
            (attributes.exported, b'x'),
        ]
        .into_iter()
        .filter_map(|(is_on, letter)| is_on.then_some(letter))
        .collect();
        if self.kind == Kind::Attributes {
            out.extend_from_slice(&letters);
            return;
        }
        if !letters.is_empty() {
            out.extend_from_slice(b"declare -");
            out.extend_from_slice(&letters);
            out.push(b' ');
        }
        out.extend_from_slice(&parameter.name(state));
        out.push(b'=');
        if matches!(parameter, Parameter::Elements(..)) {
            push_elements(state, parameter, out);
        } else {
            out.extend_from_slice(&always_quoted(value));
        }
    }

    /// What takes the place of the values of an array, where that is not one field for each.
    pub(super) fn of_array(&self, state: &State, parameter: Parameter) -> Option<Vec<Vec<u8>>> {
        if !matches!(parameter, Parameter::Elements(..)) {
            return None;
        }
        let pairs = || subscripts_and_values(state, parameter);
        match self.kind {
            Kind::Assignment => {
                let mut text = Vec::new();
                self.declaration(state, parameter, b"", &mut text);
                Some(vec![text])
            }
            Kind::Pairs => {
                let words: Vec<Vec<u8>> = pairs()
                    .into_iter()
                    .flat_map(|(subscript, value)| [shown(&subscript), shown(&value)])
                    .collect();
                Some(vec![words.join(&b' ')])
            }
            Kind::PairFields => Some(pairs().into_iter().flat_map(<[_; 2]>::from).collect()),
            _ => None,
        }
    }
}

fn subscripts_and_values(state: &State, parameter: Parameter) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut values = Vec::new();
    parameter.each(state, |value| values.push(value.to_vec()));
    parameter.keys(state).into_iter().zip(values).collect()
}

/// `([0]=x [1]=y)`
fn push_elements(state: &State, parameter: Parameter, out: &mut Vec<u8>) {
    let pairs = subscripts_and_values(state, parameter);
    let pairs = pairs.iter();
    let pairs = pairs.map(|(subscript, value)| (subscript.as_slice().into(), value.as_slice()));
    out.extend_from_slice(&quote::elements(pairs, shown));
}
