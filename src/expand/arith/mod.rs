//! Arithmetic expansion (XCU 2.6.4): the value of an expression, in 64-bit numbers that wrap.
//!
//! Comes in: an [`ArithExpansion`] of the tree, or a text whose expansions are done. Goes out: a number;
//! the assignments in the expression are made.
//!
//! A variable whose value is not a constant is an expression itself (extension of bash and ksh), and is
//! parsed as one; nothing in a value is ever expanded, so no value can run a command.

mod constant;
mod excerpt;
mod survey;

use constant::constant;
use survey::is_usable;

use super::word::{Quoting, parts};
use super::{Env, ExpandError};
use crate::state::{Opt, Role, Slot, Value};
use crate::syntax::arith::{Arith, BinaryOp, UnaryOp, parse_within};
use crate::syntax::ast::{ArithExpansion, WordPart};

/// How many values that are expressions may refer to each other.
const MAX_REFERENCES: u32 = 512;

/// The stack that the parser takes for each level of parentheses, with room to spare.
const PARSER_LEVEL: usize = if cfg!(debug_assertions) {
    16 * 1024
} else {
    3 * 1024
};

/// What can go wrong inside an expression; small, so that results stay in registers.
enum Fault {
    /// Wrong by itself: the reason.
    Because(&'static str),
    /// Anything else.
    Other(Box<ExpandError>),
}

impl From<ExpandError> for Fault {
    fn from(error: ExpandError) -> Self {
        Self::Other(Box::new(error))
    }
}

type Outcome = Result<i64, Fault>;

/// The value of `$(( … ))`.
///
/// # Errors
/// [`ExpandError::Arithmetic`], and those of the expansions in it.
pub fn arithmetic<E: Env + ?Sized>(
    env: &mut E,
    expansion: &ArithExpansion,
) -> Result<i64, ExpandError> {
    if let Some(tree) = &expansion.parsed
        && is_usable(env, tree)
    {
        return evaluate(env, tree, 0)
            .map_err(|fault| told(fault, || excerpt::ends(&written(&expansion.text))));
    }
    let mut text = Vec::new();
    parts(env, &expansion.text, Quoting::Double, &mut text)?;
    arithmetic_text(env, &text)
}

/// The value of an expression whose expansions are done. It is never expanded again.
///
/// # Errors
/// [`ExpandError::Arithmetic`].
pub fn arithmetic_text<E: Env + ?Sized>(env: &mut E, text: &[u8]) -> Result<i64, ExpandError> {
    expression_value(env, text, 0)
}

/// The key that the text in the brackets of an associative array means: its expansions done, its quotes removed.
///
/// # Errors
/// Those of the expansions in it.
pub fn key<E: Env + ?Sized>(
    env: &mut E,
    subscript: &ArithExpansion,
) -> Result<Vec<u8>, ExpandError> {
    let mut text = Vec::new();
    parts(env, &subscript.text, Quoting::Double, &mut text)?;
    Ok(text)
}

fn expression_value<E: Env + ?Sized>(
    env: &mut E,
    text: &[u8],
    references: u32,
) -> Result<i64, ExpandError> {
    if let Some(number) = constant(text) {
        return Ok(number);
    }
    let affordable = crate::sys::stack::remaining().saturating_sub(super::STACK_RESERVE);
    if affordable == 0 {
        return Err(ExpandError::TooDeep);
    }
    let levels = u32::try_from(affordable / PARSER_LEVEL).unwrap_or(u32::MAX);
    let tree = parse_within(text, levels).map_err(|error| ExpandError::Arithmetic {
        expression: excerpt::around(text, error.span.start as usize),
        why: error.message,
    })?;
    evaluate(env, &tree, references).map_err(|fault| told(fault, || excerpt::ends(text)))
}

#[cold]
fn told(fault: Fault, expression: impl FnOnce() -> Vec<u8>) -> ExpandError {
    match fault {
        Fault::Because(why) => ExpandError::Arithmetic {
            expression: expression(),
            why: why.to_owned(),
        },
        Fault::Other(error) => *error,
    }
}

/// The text of an expression as it was written, for messages.
fn written(text: &[WordPart]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in text {
        match part {
            WordPart::Literal(bytes) | WordPart::Quoted(bytes, _) => out.extend_from_slice(bytes),
            WordPart::Parameter(parameter) => {
                if let crate::syntax::ast::Param::Variable(name) = &parameter.param {
                    out.push(b'$');
                    out.extend_from_slice(&name.text);
                } else {
                    out.extend_from_slice(b"${\xe2\x80\xa6}");
                }
            }
            _ => out.extend_from_slice("…".as_bytes()),
        }
    }
    out
}

#[inline]
fn evaluate<E: Env + ?Sized>(env: &mut E, tree: &Arith, references: u32) -> Outcome {
    match tree {
        Arith::Number(number) => Ok(*number),
        Arith::Variable(name) | Arith::Dollar(name) => {
            let slot = super::parameter::variable(env, name);
            variable_value(env, slot, references)
        }
        tree => evaluate_node(env, tree, references),
    }
}

fn evaluate_node<E: Env + ?Sized>(env: &mut E, tree: &Arith, references: u32) -> Outcome {
    if crate::sys::stack::remaining() < super::STACK_RESERVE {
        return Err(ExpandError::TooDeep.into());
    }
    match tree {
        Arith::Number(_) | Arith::Variable(_) | Arith::Dollar(_) => evaluate(env, tree, references),
        Arith::Binary(op, left, right) => {
            let left = evaluate(env, left, references)?;
            let right = evaluate(env, right, references)?;
            binary(*op, left, right)
        }
        Arith::Unary(op, operand) => {
            let operand = evaluate(env, operand, references)?;
            Ok(match op {
                UnaryOp::Plus => operand,
                UnaryOp::Minus => operand.wrapping_neg(),
                UnaryOp::Not => i64::from(operand == 0),
                UnaryOp::Complement => !operand,
            })
        }
        Arith::Assign(target, op, value) => assign(env, target, *op, value, references),
        Arith::Increment {
            target,
            by,
            is_prefix,
        } => increment(env, target, *by, *is_prefix, references),
        Arith::And(left, right) => Ok(i64::from(
            evaluate(env, left, references)? != 0 && evaluate(env, right, references)? != 0,
        )),
        Arith::Or(left, right) => Ok(i64::from(
            evaluate(env, left, references)? != 0 || evaluate(env, right, references)? != 0,
        )),
        Arith::Conditional(condition, then, otherwise) => {
            let chosen = if evaluate(env, condition, references)? != 0 {
                then
            } else {
                otherwise
            };
            evaluate(env, chosen, references)
        }
        Arith::Comma(first, second) => {
            evaluate(env, first, references)?;
            evaluate(env, second, references)
        }
        Arith::Positional(number) => {
            let text = env.state().positional(*number as usize);
            Ok(text.and_then(constant).unwrap_or(0))
        }
        Arith::ArgumentCount => Ok(i64::try_from(env.state().positional.len()).unwrap_or(i64::MAX)),
        Arith::Element(..) => {
            let target = place(env, tree, references, Purpose::Read)?;
            place_value(env, target, references)
        }
    }
}

#[inline]
fn binary(op: BinaryOp, left: i64, right: i64) -> Outcome {
    let of = |truth: bool| i64::from(truth);
    let shift = || (right & 63) as u32;
    Ok(match op {
        BinaryOp::Multiply => left.wrapping_mul(right),
        BinaryOp::Divide | BinaryOp::Remainder if right == 0 => {
            return Err(Fault::Because("division by 0"));
        }
        BinaryOp::Divide => left.wrapping_div(right),
        BinaryOp::Remainder => left.wrapping_rem(right),
        BinaryOp::Add => left.wrapping_add(right),
        BinaryOp::Subtract => left.wrapping_sub(right),
        BinaryOp::ShiftLeft => left.wrapping_shl(shift()),
        BinaryOp::ShiftRight => left.wrapping_shr(shift()),
        BinaryOp::Less => of(left < right),
        BinaryOp::LessEqual => of(left <= right),
        BinaryOp::Greater => of(left > right),
        BinaryOp::GreaterEqual => of(left >= right),
        BinaryOp::Equal => of(left == right),
        BinaryOp::NotEqual => of(left != right),
        BinaryOp::BitAnd => left & right,
        BinaryOp::BitXor => left ^ right,
        BinaryOp::BitOr => left | right,
        BinaryOp::Power if right < 0 => {
            return Err(Fault::Because("negative exponent"));
        }
        BinaryOp::Power => power(left, right.unsigned_abs()),
    })
}

fn power(base: i64, exponent: u64) -> i64 {
    let (mut result, mut factor, mut left) = (1_i64, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = result.wrapping_mul(factor);
        }
        factor = factor.wrapping_mul(factor);
        left >>= 1;
    }
    result
}

/// What can be assigned: a variable, or an element whose subscript is evaluated once.
#[derive(Clone, Copy)]
enum Target {
    Variable(Slot),
    Element(Slot, i64),
}

/// What a place is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Assign,
}

fn place<E: Env + ?Sized>(
    env: &mut E,
    target: &Arith,
    references: u32,
    purpose: Purpose,
) -> Result<Target, Fault> {
    match target {
        Arith::Variable(name) => Ok(Target::Variable(super::parameter::variable(env, name))),
        Arith::Element(name, subscript) => {
            let slot = super::parameter::variable(env, name);
            let vars = &mut env.state_mut().vars;
            let index = match &subscript.tree {
                _ if vars.is_associative(slot) => match purpose {
                    Purpose::Read => vars.key_number(slot, &subscript.text),
                    Purpose::Assign => {
                        vars.check_writable(slot).map_err(ExpandError::Assign)?;
                        vars.key_number_to_assign(slot, &subscript.text)
                    }
                },
                Ok(tree) => evaluate(env, tree, references)?,
                Err(why) => {
                    return Err(Fault::from(ExpandError::Arithmetic {
                        expression: excerpt::ends(&subscript.text),
                        why: why.clone(),
                    }));
                }
            };
            Ok(Target::Element(slot, index))
        }
        _ => Err(Fault::Because(
            "assignment to something that is no variable",
        )),
    }
}

fn place_value<E: Env + ?Sized>(env: &mut E, target: Target, references: u32) -> Outcome {
    match target {
        Target::Variable(slot) => variable_value(env, slot, references),
        Target::Element(slot, index) => {
            let parameter = super::parameter::Parameter::Element(slot, index);
            text_value(env, parameter, references)
        }
    }
}

#[inline]
fn variable_value<E: Env + ?Sized>(env: &mut E, slot: Slot, references: u32) -> Outcome {
    let variable = env.state().vars.at(slot);
    if variable.role == Role::Plain {
        match &variable.value {
            Some(Value::Int(number)) => return Ok(*number),
            Some(Value::Text(text)) => {
                if let Some(number) = constant(text) {
                    return Ok(number);
                }
            }
            _ => {}
        }
    }
    text_value(env, super::parameter::Parameter::Variable(slot), references)
}

/// The value of a parameter whose text may be an expression.
#[cold]
fn text_value<E: Env + ?Sized>(
    env: &mut E,
    parameter: super::parameter::Parameter,
    references: u32,
) -> Outcome {
    parameter.check_set(env.state())?;
    let Some(text) = parameter.text(env.state()).map(|text| text.to_vec()) else {
        return Ok(0);
    };
    if text.trim_ascii().is_empty() {
        return Ok(0);
    }
    if references >= MAX_REFERENCES {
        return Err(Fault::Because(
            "the values of variables refer to each other too deeply",
        ));
    }
    Ok(expression_value(env, &text, references + 1)?)
}

fn store<E: Env + ?Sized>(env: &mut E, target: Target, number: i64) -> Outcome {
    let state = env.state_mut();
    match target {
        Target::Variable(slot) => state.assign(slot, Value::Int(number)),
        Target::Element(slot, index) => {
            let text = itoa::Buffer::new().format(number).as_bytes().to_vec();
            state.vars.assign_element(slot, index, text)
        }
    }
    .map_err(ExpandError::Assign)?;
    if let Target::Element(slot, _) = target
        && state.is_on(Opt::AllExport)
    {
        state.vars.set_exported(slot, true);
    }
    Ok(number)
}

fn assign<E: Env + ?Sized>(
    env: &mut E,
    target: &Arith,
    op: Option<BinaryOp>,
    value: &Arith,
    references: u32,
) -> Outcome {
    let target = place(env, target, references, Purpose::Assign)?;
    let number = match op {
        None => evaluate(env, value, references)?,
        Some(op) => {
            let before = place_value(env, target, references)?;
            let value = evaluate(env, value, references)?;
            binary(op, before, value)?
        }
    };
    store(env, target, number)
}

fn increment<E: Env + ?Sized>(
    env: &mut E,
    target: &Arith,
    by: i64,
    is_prefix: bool,
    references: u32,
) -> Outcome {
    let target = place(env, target, references, Purpose::Assign)?;
    let before = place_value(env, target, references)?;
    let after = store(env, target, before.wrapping_add(by))?;
    Ok(if is_prefix { after } else { before })
}

#[cfg(test)]
mod tests;
