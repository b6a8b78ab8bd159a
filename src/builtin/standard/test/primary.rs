//! The operators of `test` and of `[[ ]]`: file, text and number.

use crate::builtin::target::Target;
use crate::builtin::{BuiltinError, numbers};
use crate::source::quote;
use crate::state::{Options, State, Value};
use crate::sys::file::{self, Kind, May, Status};
use crate::sys::process;

/// A binary operator with two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `=`, `==`
    Same,
    /// `!=`
    Different,
    /// `<`
    Before,
    /// `>`
    After,
    /// `-eq`
    Eq,
    /// `-ne`
    Ne,
    /// `-lt`
    Lt,
    /// `-le`
    Le,
    /// `-gt`
    Gt,
    /// `-ge`
    Ge,
    /// `-nt`
    NewerThan,
    /// `-ot`
    OlderThan,
    /// `-ef`
    SameFile,
}

impl Binary {
    /// The operator written so; not `-a` and `-o`, which join expressions.
    #[must_use]
    pub const fn parse(text: &[u8]) -> Option<Self> {
        Some(match text {
            b"=" | b"==" => Self::Same,
            b"!=" => Self::Different,
            b"<" => Self::Before,
            b">" => Self::After,
            b"-eq" => Self::Eq,
            b"-ne" => Self::Ne,
            b"-lt" => Self::Lt,
            b"-le" => Self::Le,
            b"-gt" => Self::Gt,
            b"-ge" => Self::Ge,
            b"-nt" => Self::NewerThan,
            b"-ot" => Self::OlderThan,
            b"-ef" => Self::SameFile,
            _ => return None,
        })
    }
}

/// Whether `-letter` is a unary operator.
#[must_use]
pub const fn is_unary(letter: u8) -> bool {
    matches!(
        letter,
        b'a' | b'b'
            | b'c'
            | b'd'
            | b'e'
            | b'f'
            | b'g'
            | b'h'
            | b'k'
            | b'n'
            | b'o'
            | b'p'
            | b'r'
            | b's'
            | b't'
            | b'u'
            | b'v'
            | b'w'
            | b'x'
            | b'z'
            | b'G'
            | b'L'
            | b'N'
            | b'O'
            | b'S'
    )
}

/// The truth of `-letter operand`.
///
/// # Errors
/// A usage error for an operand that makes no sense.
pub fn unary(state: &State, letter: u8, operand: &[u8]) -> Result<bool, BuiltinError> {
    Ok(match letter {
        b'n' => !operand.is_empty(),
        b'z' => operand.is_empty(),
        b't' => is_terminal(state, operand)?,
        b'o' => Options::by_name(operand).is_some_and(|opt| state.is_on(opt)),
        b'v' => is_set(state, operand),
        b'r' => file::access(operand, May::Read).is_ok(),
        b'w' => file::access(operand, May::Write).is_ok(),
        b'x' => file::access(operand, May::Execute).is_ok(),
        b'h' | b'L' => file::link_status(operand).is_ok_and(|s| s.kind == Kind::SymbolicLink),
        _ => file::status(operand).is_ok_and(|status| has_property(&status, letter)),
    })
}

fn has_property(status: &Status, letter: u8) -> bool {
    match letter {
        b'b' => status.kind == Kind::BlockDevice,
        b'c' => status.kind == Kind::CharacterDevice,
        b'd' => status.kind == Kind::Directory,
        b'f' => status.kind == Kind::Regular,
        b'g' => status.mode & 0o2000 != 0,
        b'k' => status.mode & 0o1000 != 0,
        b'p' => status.kind == Kind::Fifo,
        b's' => status.size > 0,
        b'u' => status.mode & 0o4000 != 0,
        b'G' => status.group == process::effective_user_group(),
        b'N' => status.modified > status.accessed,
        b'O' => status.user == process::effective_user(),
        b'S' => status.kind == Kind::Socket,
        _ => true, // -e, -a: it exists
    }
}

fn is_terminal(state: &State, operand: &[u8]) -> Result<bool, BuiltinError> {
    match numbers::decimal(operand) {
        // In a substitution it would be a pipe.
        Ok(1) if state.captures > 0 => Ok(false),
        Ok(number) => Ok(i32::try_from(number).is_ok_and(file::is_terminal)),
        Err(numbers::NumberError::OutOfRange) => Ok(false),
        Err(error) => Err(error.of("file descriptor", operand)),
    }
}

/// Whether the variable, array element or positional parameter is set.
fn is_set(state: &State, operand: &[u8]) -> bool {
    if let Ok(number @ 0..) = numbers::decimal(operand) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        return number == 0 || state.positional(number).is_some();
    }
    let Ok(target) = Target::parse(operand) else {
        return false;
    };
    let Some(value) = state
        .vars
        .find(target.name)
        .and_then(|s| state.vars.value(s))
    else {
        return false;
    };
    match (value, target.subscript) {
        (Value::Array(array), Some(b"@" | b"*")) => !array.elements.is_empty(),
        (_, Some(b"@" | b"*")) => true,
        (Value::Array(array), _) => match target.index(state) {
            Ok(index) => {
                let index = array.resolve(index.unwrap_or(0));
                index.is_some_and(|i| array.elements.contains_key(&i))
            }
            Err(_) => false,
        },
        (_, None) => true,
        (_, Some(_)) => matches!(target.index(state), Ok(Some(0 | -1))),
    }
}

/// The truth of `left operator right`.
///
/// # Errors
/// A usage error if a number is asked for and there is none.
pub fn binary(operator: Binary, left: &[u8], right: &[u8]) -> Result<bool, BuiltinError> {
    let numbers = || Ok::<_, BuiltinError>((integer(left)?, integer(right)?));
    Ok(match operator {
        Binary::Same => left == right,
        Binary::Different => left != right,
        Binary::Before => left < right,
        Binary::After => left > right,
        Binary::Eq => numbers().map(|(l, r)| l == r)?,
        Binary::Ne => numbers().map(|(l, r)| l != r)?,
        Binary::Lt => numbers().map(|(l, r)| l < r)?,
        Binary::Le => numbers().map(|(l, r)| l <= r)?,
        Binary::Gt => numbers().map(|(l, r)| l > r)?,
        Binary::Ge => numbers().map(|(l, r)| l >= r)?,
        Binary::NewerThan => is_newer(left, right),
        Binary::OlderThan => is_newer(right, left),
        Binary::SameFile => is_same_file(left, right),
    })
}

/// A file that is not there is older than every one that is.
fn is_newer(left: &[u8], right: &[u8]) -> bool {
    match (file::status(left), file::status(right)) {
        (Ok(left), Ok(right)) => left.modified > right.modified,
        (Ok(_), Err(_)) => true,
        _ => false,
    }
}

fn is_same_file(left: &[u8], right: &[u8]) -> bool {
    match (file::status(left), file::status(right)) {
        (Ok(left), Ok(right)) => left.is_same_file(&right),
        _ => false,
    }
}

/// A decimal integer, with blanks around it as all shells allow.
fn integer(text: &[u8]) -> Result<i64, BuiltinError> {
    numbers::decimal(text.trim_ascii()).map_err(|error| {
        let mut message = quote::quoted(text);
        message.extend_from_slice(match error {
            numbers::NumberError::Malformed => b" is not an integer",
            numbers::NumberError::OutOfRange => b" is out of range",
        });
        BuiltinError::usage(message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_may_have_blanks_around_them() {
        assert_eq!(binary(Binary::Eq, b" 010 ", b"10"), Ok(true));
        assert_eq!(binary(Binary::Lt, b"-1", b"+1"), Ok(true));
        assert_eq!(
            binary(Binary::Eq, b"", b"1").unwrap_err().message,
            b"'' is not an integer"
        );
        assert!(binary(Binary::Eq, b"99999999999999999999", b"1").is_err());
    }

    #[test]
    fn missing_files_are_older() {
        assert_eq!(binary(Binary::NewerThan, b"/", b"/nonexistent"), Ok(true));
        assert_eq!(binary(Binary::OlderThan, b"/nonexistent", b"/"), Ok(true));
        assert_eq!(binary(Binary::NewerThan, b"/no1", b"/no2"), Ok(false));
        assert_eq!(binary(Binary::SameFile, b"/", b"/."), Ok(true));
    }
}
