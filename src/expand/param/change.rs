//! The operators that turn one value into another: trims, replacement, case, transformations.
//!
//! First the operator's words are expanded, once; then the change is applied to the value, or to each value
//! of a list.

use super::replace::{self, Replacement};
use super::transform::{self, Transformation};
use super::{Env, ExpandError, dialect};
use crate::expand::parameter::Parameter;
use crate::expand::pattern::Pattern;
use crate::expand::word::{Quoting, parts};
use crate::expand::{character_len, pattern_in};
use crate::state::State;
use crate::syntax::ast::{ParamOp, TrimSide};

/// A change, ready to be applied.
pub(super) enum Change<'w> {
    /// None.
    Keep,
    /// `${p#w}` and its kin.
    Trim {
        side: TrimSide,
        longest: bool,
        pattern: Pattern<'w>,
    },
    /// `${p/w/r}` and its kin.
    Replace(Replacement<'w>),
    /// `${p^w}` and its kin.
    Case {
        to_upper: bool,
        all: bool,
        pattern: Option<Pattern<'w>>,
        utf8: bool,
    },
    /// `${p@Q}` and its kin.
    Transform(Transformation),
}

impl<'w> Change<'w> {
    /// Expands the words of an operator.
    pub(super) fn prepare<E: Env + ?Sized>(
        env: &mut E,
        op: &'w ParamOp,
    ) -> Result<Self, ExpandError> {
        Ok(match op {
            ParamOp::Trim {
                side,
                longest,
                pattern,
            } => Self::Trim {
                side: *side,
                longest: *longest,
                pattern: super::super::pattern(env, pattern)?,
            },
            ParamOp::Replace {
                scope,
                pattern,
                replacement,
            } => {
                let pattern = super::super::case_pattern(env, pattern)?;
                let mut text = Vec::new();
                parts(env, &replacement.parts, Quoting::None, &mut text)?;
                Self::Replace(Replacement {
                    scope: *scope,
                    pattern,
                    text,
                    utf8: env.state().vars.is_utf8(),
                })
            }
            ParamOp::ChangeCase {
                to_upper,
                all,
                pattern,
            } => Self::Case {
                to_upper: *to_upper,
                all: *all,
                pattern: match pattern {
                    Some(word) => Some(pattern_in(env, word, dialect(env.state()))?),
                    None => None,
                },
                utf8: env.state().vars.is_utf8(),
            },
            ParamOp::Transform(letter) => Self::Transform(transform::of(env.state(), *letter)?),
            _ => Self::Keep,
        })
    }

    /// The changed value; `scratch` holds it if it is not a part of the old one.
    #[inline]
    pub(super) fn apply<'v>(&self, value: &'v [u8], scratch: &'v mut Vec<u8>) -> &'v [u8] {
        match self {
            Self::Keep => value,
            Self::Trim {
                side,
                longest,
                pattern,
            } => trim(value, *side, *longest, pattern),
            Self::Replace(replacement) => replace::replace(value, replacement, scratch),
            Self::Case {
                to_upper,
                all,
                pattern,
                utf8,
            } => {
                scratch.clear();
                change_case(value, *to_upper, *all, pattern.as_ref(), *utf8, scratch);
                scratch
            }
            Self::Transform(transformation) => {
                scratch.clear();
                transformation.apply(value, scratch);
                scratch
            }
        }
    }

    /// What takes the place of the values of an array, if that is not each value changed.
    pub(super) fn of_array(&self, state: &State, parameter: Parameter) -> Option<Vec<Vec<u8>>> {
        match self {
            Self::Transform(transformation) => transformation.of_array(state, parameter),
            _ => None,
        }
    }

    /// The same for a single parameter, whose name some transformations show.
    #[inline]
    pub(super) fn apply_named<'v>(
        &self,
        state: &State,
        parameter: Parameter,
        value: &'v [u8],
        scratch: &'v mut Vec<u8>,
    ) -> &'v [u8] {
        if let Self::Transform(transformation) = self
            && transformation.shows_name()
        {
            scratch.clear();
            transformation.declaration(state, parameter, value, scratch);
            return scratch;
        }
        self.apply(value, scratch)
    }
}

fn trim<'v>(value: &'v [u8], side: TrimSide, longest: bool, pattern: &Pattern<'_>) -> &'v [u8] {
    let kept = match (side, longest) {
        (TrimSide::Prefix, false) => pattern
            .shortest_prefix(value)
            .and_then(|len| value.get(len..)),
        (TrimSide::Prefix, true) => pattern
            .longest_prefix(value)
            .and_then(|len| value.get(len..)),
        (TrimSide::Suffix, false) => pattern
            .shortest_suffix(value)
            .and_then(|start| value.get(..start)),
        (TrimSide::Suffix, true) => pattern
            .longest_suffix(value)
            .and_then(|start| value.get(..start)),
    };
    kept.unwrap_or(value)
}

/// Changes the case of the characters that match, or of the first one only.
pub(super) fn change_case(
    value: &[u8],
    to_upper: bool,
    all: bool,
    pattern: Option<&Pattern<'_>>,
    utf8: bool,
    out: &mut Vec<u8>,
) {
    let mut rest = value;
    while !rest.is_empty() {
        let (character, after) = rest.split_at(character_len(rest, utf8).clamp(1, rest.len()));
        if pattern.is_none_or(|pattern| pattern.matches(character)) {
            push_in_case(character, to_upper, out);
        } else {
            out.extend_from_slice(character);
        }
        rest = after;
        if !all {
            break;
        }
    }
    out.extend_from_slice(rest);
}

/// One character in the other case; characters whose other case is several stay as they are.
fn push_in_case(character: &[u8], to_upper: bool, out: &mut Vec<u8>) {
    if let [byte] = character {
        out.push(if to_upper {
            byte.to_ascii_uppercase()
        } else {
            byte.to_ascii_lowercase()
        });
        return;
    }
    let (Some(wide), _) = bstr::decode_utf8(character) else {
        out.extend_from_slice(character);
        return;
    };
    let single = |mut cases: Box<dyn Iterator<Item = char>>| {
        let first = cases.next();
        first.filter(|_| cases.next().is_none())
    };
    let other = if to_upper {
        single(Box::new(wide.to_uppercase()))
    } else {
        single(Box::new(wide.to_lowercase()))
    };
    let mut buffer = [0; 4];
    let other = other.unwrap_or(wide).encode_utf8(&mut buffer);
    out.extend_from_slice(other.as_bytes());
}
