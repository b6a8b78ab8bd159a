//! The parts of a word, one after the other (XCU 2.6): each goes to its expansion and from there to the sink.

use super::arith::arithmetic;
use super::sink::Sink;
use super::{Env, ExpandError, STACK_RESERVE, param, tilde};
use crate::state::State;
use crate::syntax::ast::{ArithExpansion, CommandSub, ParamExpansion, WordPart};

/// Where a part stands, which decides what becomes of literal text and of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Outside quotes: text of the script is not split, results are.
    None,
    /// In the word of an unquoted `${x:-word}`: the text is part of the result, so it is split too.
    Expansion,
    /// Inside double quotes.
    Double,
}

/// Expands parts in order.
pub(super) fn parts<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    parts: &[WordPart],
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    if crate::sys::stack::remaining() < STACK_RESERVE {
        return Err(ExpandError::TooDeep);
    }
    let mut rest = parts.iter();
    while let Some(part) = rest.next() {
        match part {
            WordPart::Literal(text) => match quoting {
                Quoting::None => sink.literal(text),
                _ => put(env.state(), text, quoting, sink),
            },
            WordPart::Quoted(text, _) => {
                sink.present();
                sink.quoted(text);
            }
            WordPart::DoubleQuoted(inner) => double_quoted(env, inner, sink)?,
            WordPart::Parameter(expansion) => {
                if !param::plain(env, expansion, quoting, sink) {
                    parameter(env, expansion, quoting, sink)?;
                }
            }
            WordPart::CommandSub(sub) => command_substitution(env, sub, quoting, sink)?,
            WordPart::Arith(expansion) => {
                number(env, expansion, quoting, sink)?;
            }
            WordPart::Tilde(user) => {
                let is_before_slash = matches!(
                    rest.as_slice().first(),
                    Some(WordPart::Literal(text)) if text.starts_with(b"/")
                );
                tilde::expand(env.state(), user, is_before_slash, sink);
            }
            WordPart::ProcessSub(sub) => {
                let path = env.process_substitution(sub)?;
                sink.quoted(&path);
            }
            WordPart::BadSubstitution(text) => {
                return Err(ExpandError::Bad {
                    what: text.to_vec(),
                    why: "bad substitution",
                });
            }
            // The evaluator assigns the elements; as a field only `name=` is left.
            WordPart::Array(_) => {}
        }
    }
    Ok(())
}

fn parameter<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    expansion: &ParamExpansion,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    let question = match env.foresee(expansion) {
        Some(question) => question,
        None => match param::expand(env, expansion, quoting, sink) {
            Ok(()) => return Ok(()),
            Err(error) => env.leave_open(&error, expansion.span).ok_or(error)?,
        },
    };
    put(env.state(), &question, quoting, sink);
    Ok(())
}

fn number<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    expansion: &ArithExpansion,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    let question = match env.foresee_number(expansion) {
        Some(question) => question,
        None => match arithmetic(env, expansion) {
            Ok(number) => {
                let mut digits = itoa::Buffer::new();
                let digits = digits.format(number).as_bytes();
                put(env.state(), digits, quoting, sink);
                return Ok(());
            }
            Err(error) => env.leave_open(&error, expansion.span).ok_or(error)?,
        },
    };
    put(env.state(), &question, quoting, sink);
    Ok(())
}

/// Hands a result to the sink as the place where it stands demands.
#[inline]
pub(super) fn put<S: Sink>(state: &State, text: &[u8], quoting: Quoting, sink: &mut S) {
    if quoting == Quoting::Double {
        sink.quoted(text);
    } else {
        sink.expanded(text, state.vars.ifs());
    }
}

/// `"…"` makes a field, unless all there is in it is a `$@` without parameters (XCU 2.5.2).
fn double_quoted<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    inner: &[WordPart],
    sink: &mut S,
) -> Result<(), ExpandError> {
    let outer = sink.take_vanished();
    parts(env, inner, Quoting::Double, sink)?;
    if !sink.take_vanished() {
        sink.present();
    }
    if outer {
        sink.vanish();
    }
    Ok(())
}

fn command_substitution<E: Env + ?Sized, S: Sink>(
    env: &mut E,
    sub: &std::rc::Rc<CommandSub>,
    quoting: Quoting,
    sink: &mut S,
) -> Result<(), ExpandError> {
    if let Some(text) = sink.as_text() {
        let start = text.len();
        env.command_substitution(sub, text)?;
        let len = without_newlines(text, start);
        text.truncate(len);
        return Ok(());
    }
    let mut output = Vec::new();
    env.command_substitution(sub, &mut output)?;
    output.truncate(without_newlines(&output, 0));
    put(env.state(), &output, quoting, sink);
    Ok(())
}

/// The length of `text` without the newlines at its end, but not less than `start`.
fn without_newlines(text: &[u8], start: usize) -> usize {
    let output = text.get(start..).unwrap_or_default();
    let last = output.iter().rposition(|byte| *byte != b'\n');
    last.map_or(start, |last| start + last + 1)
}
