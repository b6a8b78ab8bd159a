//! Where results go: to standard output, or into the variable that `-v` named.
//!
//! The variable is looked at *before* the system call, so that a readonly one cannot leave an object behind
//! whose id nobody learns.

use crate::builtin::ipc::number::bad;
use crate::builtin::{BuiltinError, Calls, Ctx};
use crate::plan::printable;
use crate::state::{Array, Value, is_name};

/// A place for a result: a variable, an element of an array, or standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sink<'a> {
    /// Standard output.
    Output,
    /// A variable.
    Variable(&'a [u8]),
    /// An element of an array.
    Element(&'a [u8], i64),
}

impl<'a> Sink<'a> {
    /// The place that the word means: nothing, `name` or `name[3]`. The variable must be one that may be assigned.
    pub(super) fn new(ctx: &mut Ctx<'_>, word: Option<&'a [u8]>) -> Result<Self, BuiltinError> {
        match word {
            None => Ok(Self::Output),
            Some(word) => Self::variable(ctx, word),
        }
    }

    /// The variable or element that the word names.
    pub(super) fn variable(ctx: &mut Ctx<'_>, word: &'a [u8]) -> Result<Self, BuiltinError> {
        let (name, index) = split(word).ok_or_else(|| bad("VAR", word, "not a variable name"))?;
        let slot = ctx.state.vars.slot(name);
        ctx.state
            .vars
            .check_writable(slot)
            .map_err(|error| BuiltinError::failure(error.to_string()))?;
        Ok(match index {
            None => Self::Variable(name),
            Some(index) => Self::Element(name, index),
        })
    }

    /// The variables for two results: one array, or one variable for each.
    pub(super) fn pair(ctx: &mut Ctx<'_>, words: &[&'a [u8]]) -> Result<Vec<Self>, BuiltinError> {
        let sinks = words
            .iter()
            .map(|word| Self::variable(ctx, word))
            .collect::<Result<Vec<_>, _>>()?;
        if matches!(*sinks, [_] | [_, _]) {
            Ok(sinks)
        } else {
            Err(BuiltinError::usage("needs one array or two variables"))
        }
    }

    /// Gives one result. On standard output a newline ends it.
    pub(super) fn give(self, ctx: &mut Ctx<'_>, value: &[u8]) -> Result<(), BuiltinError> {
        if ctx.is_explaining() {
            self.explain(ctx, &[value.to_vec()]);
            return Ok(());
        }
        match self {
            Self::Output => {
                ctx.print(value);
                ctx.print("\n");
                Ok(())
            }
            Self::Variable(name) => ctx
                .state
                .assign_text(name, value)
                .map_err(|error| BuiltinError::failure(error.to_string())),
            Self::Element(name, index) => {
                let slot = ctx.state.vars.slot(name);
                ctx.state
                    .vars
                    .assign_element(slot, index, value.to_vec())
                    .map_err(|error| BuiltinError::failure(error.to_string()))
            }
        }
    }

    /// Gives several results: lines, or the elements of an array.
    pub(super) fn give_list(
        self,
        ctx: &mut Ctx<'_>,
        values: Vec<Vec<u8>>,
    ) -> Result<(), BuiltinError> {
        if ctx.is_explaining() {
            self.explain(ctx, &values);
            return Ok(());
        }
        match self {
            Self::Output => {
                for value in values {
                    ctx.print(value);
                    ctx.print("\n");
                }
                Ok(())
            }
            Self::Variable(name) => {
                let slot = ctx.state.vars.slot(name);
                ctx.state
                    .vars
                    .replace(slot, Value::Array(Array::from_elements(values)))
                    .map(|_| ())
                    .map_err(|error| BuiltinError::failure(error.to_string()))
            }
            Self::Element(..) => self.give(ctx, &values.join(&b' ')),
        }
    }

    /// Says what would be given; the values are placeholders.
    fn explain(self, ctx: &mut Ctx<'_>, values: &[Vec<u8>]) {
        let count = match values.len() {
            1 => String::new(),
            count => format!(" ({count} values)"),
        };
        let text = match self {
            Self::Output => format!("prints the result{count}"),
            Self::Variable(name) => format!("{}=<result>{count}", printable(name)),
            Self::Element(name, index) => format!("{}[{index}]=<result>{count}", printable(name)),
        };
        ctx.tell_effect(&text);
        let (Self::Variable(name) | Self::Element(name, _)) = self else {
            return;
        };
        let values = match &mut ctx.calls {
            Calls::Observed { observer, .. } => observer.given(name, values),
            _ => return, // only shown: nothing goes on with the value
        };
        let slot = ctx.state.vars.slot(name);
        // Whether it may be assigned was asked before.
        let _ = match (self, <[Vec<u8>; 1]>::try_from(values)) {
            (Self::Element(_, index), Ok([value])) => {
                ctx.state.vars.assign_element(slot, index, value)
            }
            (_, Ok([value])) => ctx.state.vars.replace(slot, Value::Text(value)).map(drop),
            (_, Err(values)) => {
                let array = Value::Array(Array::from_elements(values));
                ctx.state.vars.replace(slot, array).map(drop)
            }
        };
    }
}

/// `name` or `name[3]`; the subscript is a plain number, it is never evaluated.
fn split(word: &[u8]) -> Option<(&[u8], Option<i64>)> {
    let Some(open) = memchr::memchr(b'[', word) else {
        return is_name(word).then_some((word, None));
    };
    let name = word.get(..open).filter(|name| is_name(name))?;
    let digits = word.get(open + 1..)?.strip_suffix(b"]")?;
    let index = crate::builtin::numbers::decimal(digits).ok()?;
    (0..=i64::from(i32::MAX))
        .contains(&index)
        .then_some((name, Some(index)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_elements() {
        assert_eq!(split(b"fd"), Some((&b"fd"[..], None)));
        assert_eq!(split(b"fd[1]"), Some((&b"fd"[..], Some(1))));
        for word in [
            "", "1a", "a b", "a[", "a[x]", "a[$(id)]", "a[-1]", "[0]", "a[0]x",
        ] {
            assert_eq!(split(word.as_bytes()), None, "{word}");
        }
    }
}
