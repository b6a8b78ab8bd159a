//! Words → fields: the expansions of XCU 2.6, one file for each phase.
//!
//! Comes in: a [`Word`](crate::syntax::ast::Word) and the shell around it as an [`Env`].
//! Goes out: [`Fields`](crate::source::Fields), one text, a [`Pattern`], or a number.

mod arith;
mod brace;
mod dynamic;
mod escapes;
mod field_split;
mod glob;
mod param;
mod parameter;
mod pattern;
mod sink;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod tilde;
mod word;

use std::borrow::Cow;
use std::rc::Rc;

pub use arith::{arithmetic, arithmetic_text, key};
pub use pattern::{Dialect, Finder, Marked, NestsTooDeep, Pattern, PatternText};

use field_split::FieldBuilder;
use glob::Globbing;
use word::{Quoting, parts};

use crate::source::{Fields, Span};
use crate::state::{AssignError, Opt, State};
use crate::syntax::ast::{
    ArithExpansion, CommandSub, HereDoc, ParamExpansion, ProcessSub, Word, WordPart,
};
use crate::sys::Errno;

/// With less stack than this left, expansion goes no deeper.
const STACK_RESERVE: usize = 48 * 1024;

/// What expansion needs of the shell around it. `eval` implements it: a substitution runs commands.
pub trait Env {
    /// The shell's memory.
    fn state(&self) -> &State;

    /// The shell's memory, to assign in `${x:=w}` and arithmetic.
    fn state_mut(&mut self) -> &mut State;

    /// Runs the commands of a command substitution and appends what they write to `out`, with NUL bytes
    /// removed and *without* removing trailing newlines. Sets the status that `$?` will show if the
    /// command has no name (XCU 2.9.1.1).
    ///
    /// # Errors
    /// [`ExpandError::Substitution`] when no pipe or process could be made, [`ExpandError::Interrupted`].
    fn command_substitution(
        &mut self,
        sub: &Rc<CommandSub>,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError>;

    /// Starts the commands of a process substitution; the pathname (`/dev/fd/N`) that stands for it.
    ///
    /// # Errors
    /// As for a command substitution.
    fn process_substitution(&mut self, sub: &Rc<ProcessSub>) -> Result<Vec<u8>, ExpandError>;

    /// When the line is only explained: what stands for an expansion whose value only running could tell. `None` if it can be
    /// told, and always when the line is run.
    fn foresee(&mut self, _expansion: &ParamExpansion) -> Option<Vec<u8>> {
        None
    }

    /// The same for arithmetic.
    fn foresee_number(&mut self, _expansion: &ArithExpansion) -> Option<Vec<u8>> {
        None
    }

    /// Likewise, for an expansion that has failed for want of such a value.
    fn leave_open(&mut self, _error: &ExpandError, _span: Span) -> Option<Vec<u8>> {
        None
    }
}

/// Why an expansion failed. Each is an "expansion error" of XCU 2.8.1: a message, and a
/// non-interactive shell ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandError {
    /// `set -u` and a parameter without a value.
    Unset {
        /// The parameter as written: `x`, `1`, `!`.
        parameter: Vec<u8>,
    },
    /// `${x?message}`.
    Refused {
        /// The parameter as written.
        parameter: Vec<u8>,
        /// The expanded word, or the standard text if there was none.
        message: Vec<u8>,
    },
    /// The expansion has no meaning: `${@:=x}`, an invalid indirect name, ….
    Bad {
        /// What, in the user's words.
        what: Vec<u8>,
        /// Why.
        why: &'static str,
    },
    /// The arithmetic is wrong: syntax, division by 0, a value that is no number.
    Arithmetic {
        /// The expression.
        expression: Vec<u8>,
        /// Why.
        why: String,
    },
    /// An assignment was refused.
    Assign(AssignError),
    /// A substitution could not be started: the call and its errno.
    Substitution {
        /// `pipe2`, `fork`, `read`.
        call: &'static str,
        /// Why.
        errno: Errno,
    },
    /// The shell's own limits: nesting too deep, out of memory.
    TooDeep,
    /// `SIGINT` arrived meanwhile.
    Interrupted,
}

impl ExpandError {
    /// What is said of it, without the place.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        let join = |parts: &[&[u8]]| parts.concat();
        match self {
            Self::Unset { parameter } => join(&[parameter, b": parameter not set"]),
            Self::Refused { parameter, message } => join(&[parameter, b": ", message]),
            Self::Bad { what, why } => join(&[what, b": ", why.as_bytes()]),
            Self::Arithmetic { expression, why } => join(&[
                b"arithmetic: ",
                &shortened(expression),
                b": ",
                why.as_bytes(),
            ]),
            Self::Assign(error) => error.to_string().into_bytes(),
            Self::Substitution { call, errno } => format!(
                "{call}: {errno:?}: {} (substitution)",
                crate::sys::errno_text(*errno)
            )
            .into_bytes(),
            Self::TooDeep => b"expansion is nested too deeply".to_vec(),
            Self::Interrupted => b"interrupted".to_vec(),
        }
    }
}

/// The beginning of what is too long for a message.
fn shortened(text: &[u8]) -> Cow<'_, [u8]> {
    const MOST: usize = 100;
    match text.split_at_checked(MOST) {
        Some((start, rest)) if !rest.is_empty() => {
            // A character is not cut in two.
            let broken = start
                .utf8_chunks()
                .last()
                .map_or(0, |last| last.invalid().len());
            let start = start.get(..MOST - broken).unwrap_or(start);
            Cow::Owned([start, "…".as_bytes()].concat())
        }
        _ => Cow::Borrowed(text),
    }
}

impl From<NestsTooDeep> for ExpandError {
    fn from(_: NestsTooDeep) -> Self {
        Self::TooDeep
    }
}

/// Expands the words of a command (XCU 2.6) and appends their fields to `out`.
///
/// # Errors
/// The first error of an expansion; then `out` is as it was.
pub fn fields<E: Env + ?Sized>(
    env: &mut E,
    words: &[Word],
    out: &mut Fields,
) -> Result<(), ExpandError> {
    let before = out.len();
    let mut builder = FieldBuilder::new(out, Globbing::of(env.state()));
    let result = words
        .iter()
        .try_for_each(|word| one_word(env, word, &mut builder));
    let result = result.and_then(|()| builder.unmatched());
    drop(builder);
    if result.is_err() {
        out.discard_open();
        out.truncate(before);
    }
    result
}

/// The same for one word.
///
/// # Errors
/// As for [`fields`].
pub fn word_fields<E: Env + ?Sized>(
    env: &mut E,
    word: &Word,
    out: &mut Fields,
) -> Result<(), ExpandError> {
    fields(env, std::slice::from_ref(word), out)
}

#[inline]
fn one_word<E: Env + ?Sized>(
    env: &mut E,
    word: &Word,
    builder: &mut FieldBuilder<'_>,
) -> Result<(), ExpandError> {
    if word.has_group {
        builder.set_groups(true);
        let result = parts_of_word(env, word, builder);
        builder.set_groups(env.state().is_on(Opt::ExtGlob));
        return result;
    }
    parts_of_word(env, word, builder)
}

#[inline]
fn parts_of_word<E: Env + ?Sized>(
    env: &mut E,
    word: &Word,
    builder: &mut FieldBuilder<'_>,
) -> Result<(), ExpandError> {
    let state = env.state();
    if word.has_brace && state.is_on(Opt::BraceExpand) && !state.is_on(Opt::Posix) {
        return brace::expand(env, &word.parts, builder);
    }
    if let Some(ready) = word.ready() {
        builder.push_ready(ready);
        return Ok(());
    }
    parts(env, &word.parts, Quoting::None, builder)?;
    builder.end_word();
    Ok(())
}

/// Expands a word where no field splitting and no pathname expansion is done: the value of an assignment, the
/// subject of `case`, the operand of a redirection.
///
/// # Errors
/// The first error of an expansion; then `out` is as it was.
pub fn single<E: Env + ?Sized>(
    env: &mut E,
    word: &Word,
    out: &mut Vec<u8>,
) -> Result<(), ExpandError> {
    if let Some(ready) = word.ready() {
        out.extend_from_slice(ready);
        return Ok(());
    }
    let before = out.len();
    let result = parts(env, &word.parts, Quoting::None, out);
    if result.is_err() {
        out.truncate(before);
    }
    result
}

/// Expands the body of a here-document (XCU 2.7.4) and appends it to `out`.
///
/// # Errors
/// The first error of an expansion.
pub fn here_doc<E: Env + ?Sized>(
    env: &mut E,
    document: &HereDoc,
    out: &mut Vec<u8>,
) -> Result<(), ExpandError> {
    match document.body.ready() {
        Some(ready) => {
            out.extend_from_slice(ready);
            Ok(())
        }
        None => parts(env, &document.body.parts, Quoting::Double, out),
    }
}

/// Expands a word to a pattern: quoted parts are literal, pattern characters in unquoted parts and in results
/// of unquoted expansions are active.
///
/// # Errors
/// The first error of an expansion.
pub fn pattern<'w, E: Env + ?Sized>(
    env: &mut E,
    word: &'w Word,
) -> Result<Pattern<'w>, ExpandError> {
    let mut dialect = dialect(env.state());
    dialect.extglob |= word.has_group;
    pattern_in(env, word, dialect)
}

/// The same for the right side of `==` in `[[ ]]`, where extended patterns are always on.
///
/// # Errors
/// As for [`pattern`].
pub fn condition_pattern<'w, E: Env + ?Sized>(
    env: &mut E,
    word: &'w Word,
) -> Result<Pattern<'w>, ExpandError> {
    let dialect = Dialect {
        extglob: true,
        ignore_case: env.state().is_on(Opt::NoCaseMatch),
        ..dialect(env.state())
    };
    pattern_in(env, word, dialect)
}

/// The same for `case` and `${x/pattern/…}`: `nocasematch` counts.
///
/// # Errors
/// As for [`pattern`].
pub fn case_pattern<'w, E: Env + ?Sized>(
    env: &mut E,
    word: &'w Word,
) -> Result<Pattern<'w>, ExpandError> {
    let mut dialect = dialect(env.state());
    dialect.extglob |= word.has_group;
    dialect.ignore_case = env.state().is_on(Opt::NoCaseMatch);
    pattern_in(env, word, dialect)
}

/// What patterns mean with the present options and locale.
#[must_use]
pub fn dialect(state: &State) -> Dialect {
    Dialect {
        utf8: state.vars.is_utf8(),
        extglob: state.is_on(Opt::ExtGlob),
        ignore_case: false,
    }
}

fn pattern_in<'w, E: Env + ?Sized>(
    env: &mut E,
    word: &'w Word,
    dialect: Dialect,
) -> Result<Pattern<'w>, ExpandError> {
    match &*word.parts {
        [] => return Ok(Pattern::literal(b"")),
        [WordPart::Literal(text)] => return Ok(Pattern::of_unquoted(text, dialect)?),
        [WordPart::Quoted(text, _)] if !dialect.ignore_case => return Ok(Pattern::literal(text)),
        _ => {}
    }
    let mut text = PatternText::default();
    parts(env, &word.parts, Quoting::None, &mut text)?;
    Ok(Pattern::compile(text.marked(), dialect)?)
}

/// Expands the right side of `=~` to an extended regular expression: quoted parts match themselves.
///
/// # Errors
/// The first error of an expansion.
pub fn regex<E: Env + ?Sized>(env: &mut E, word: &Word) -> Result<Vec<u8>, ExpandError> {
    let mut text = PatternText::default();
    parts(env, &word.parts, Quoting::None, &mut text)?;
    Ok(escape_quoted(text.marked()))
}

/// A backslash before each quoted byte that is special in an extended regular expression (XBD 9.4.3); inside
/// brackets a backslash would stand for itself.
fn escape_quoted(text: Marked<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.bytes().len());
    let mut in_brackets = false;
    for (at, &byte) in text.bytes().iter().enumerate() {
        if text.is_quoted(at) {
            if !in_brackets && b".[]\\()*+?{}|^$".contains(&byte) {
                out.push(b'\\');
            }
        } else if byte == b'[' {
            in_brackets = true;
        } else if byte == b']' {
            in_brackets = false;
        }
        out.push(byte);
    }
    out
}

/// The value of the parameter called `name` (`x`, `1`, `?`, `a[2]`), if it is set.
///
/// # Errors
/// Those of a subscript.
pub fn parameter_value<E: Env + ?Sized>(
    env: &mut E,
    name: &[u8],
) -> Result<Option<Vec<u8>>, ExpandError> {
    let parameter = parameter::named(env, name)?;
    Ok(parameter.and_then(|parameter| parameter.text(env.state()).map(|text| text.to_vec())))
}

/// How many bytes the first character of `text` has; 0 only for no text.
fn character_len(text: &[u8], utf8: bool) -> usize {
    pattern::first_len(text, utf8)
}
