//! Numbers as the IPC builtins take them: on top of [`numbers`], ids, modes and keys.
//!
//! Comes in: the user's word and what the synopsis calls it. Goes out: a number in its range, or a usage error
//! that names both. Nothing wraps: `4294967295` is no id.

use std::time::Duration;

use crate::builtin::BuiltinError;
use crate::builtin::numbers::{self, NumberError};
use crate::plan::printable;

/// A wrong operand: `SIZE: '4x' is not a number` with another reason.
pub(crate) fn bad(name: &str, text: &[u8], why: &str) -> BuiltinError {
    BuiltinError::usage(format!("{name}: '{}': {why}", printable(text)))
}

/// A number that fits an `int`.
pub(crate) fn int(name: &str, text: &[u8]) -> Result<i32, BuiltinError> {
    int_in(name, text, i32::MIN, i32::MAX)
}

/// A number between `min` and `max`.
pub(crate) fn int_in(name: &str, text: &[u8], min: i32, max: i32) -> Result<i32, BuiltinError> {
    let value = numbers::integer_in(name, text, i64::from(min)..=i64::from(max))?;
    Ok(i32::try_from(value).unwrap_or(max)) // just checked
}

/// A number that fits a `long`.
pub(crate) fn long(name: &str, text: &[u8]) -> Result<i64, BuiltinError> {
    numbers::integer_in(name, text, i64::MIN..=i64::MAX)
}

/// A number without a sign.
pub(crate) fn unsigned(name: &str, text: &[u8]) -> Result<u64, BuiltinError> {
    numbers::unsigned(text).map_err(|error| error.of(name, text))
}

/// A file descriptor.
pub(crate) fn fd(name: &str, text: &[u8]) -> Result<i32, BuiltinError> {
    int_in(name, text, 0, i32::MAX)
}

/// The id of a System V object; 0 is valid.
pub(crate) fn id(name: &str, text: &[u8]) -> Result<i32, BuiltinError> {
    int_in(name, text, 0, i32::MAX)
}

/// A number of bytes with a unit.
pub(crate) fn size(name: &str, text: &[u8]) -> Result<usize, BuiltinError> {
    numbers::size(text)
        .and_then(|bytes| usize::try_from(bytes).map_err(|_| NumberError::OutOfRange))
        .map_err(|error| error.of(name, text))
}

/// A time with a unit.
pub(crate) fn time(name: &str, text: &[u8]) -> Result<Duration, BuiltinError> {
    numbers::duration(text).map_err(|error| error.of(name, text))
}

/// Permission bits in octal: `600`, `0600`, `0o600`.
pub(crate) fn mode(name: &str, text: &[u8]) -> Result<u32, BuiltinError> {
    let digits = text.strip_prefix(b"0o").unwrap_or(text);
    let is_octal =
        (1..=6).contains(&digits.len()) && digits.iter().all(|b| (b'0'..=b'7').contains(b));
    let value = digits.iter().fold(0_u32, |sum, b| {
        sum.wrapping_mul(8)
            .wrapping_add(u32::from(b.wrapping_sub(b'0')))
    });
    if !is_octal || value > 0o7777 {
        return Err(bad(name, text, "not an octal mode like 0600"));
    }
    Ok(value)
}

/// A System V key that is a number: its 32 bits, as `0x2a`, `42` or `-1`; or `IPC_PRIVATE`.
pub(crate) fn key_number(text: &[u8]) -> Result<i32, NumberError> {
    if text.eq_ignore_ascii_case(b"IPC_PRIVATE") || text.eq_ignore_ascii_case(b"PRIVATE") {
        return Ok(0);
    }
    let number = numbers::integer(text)?;
    i32::try_from(number)
        .or_else(|_| u32::try_from(number).map(u32::cast_signed))
        .map_err(|_| NumberError::OutOfRange)
}

/// A key as the kernel's tools print it.
pub(crate) fn key_text(key: i32) -> String {
    format!("0x{:08x}", key.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_32_bits_signed_or_not() {
        assert_eq!(key_number(b"0x2a"), Ok(42));
        assert_eq!(key_number(b"IPC_PRIVATE"), Ok(0));
        assert_eq!(key_number(b"0xffffffff"), Ok(-1));
        assert_eq!(key_number(b"-1"), Ok(-1));
        assert_eq!(key_number(b"0x100000000"), Err(NumberError::OutOfRange));
        assert_eq!(key_number(b"zebra"), Err(NumberError::Malformed));
        assert_eq!(key_text(-2), "0xfffffffe");
    }

    #[test]
    fn ids_do_not_wrap() {
        assert!(id("ID", b"0").is_ok());
        assert!(id("ID", b"-1").is_err());
        assert!(id("ID", b"4294967295").is_err());
        let error = id("ID", b"x").unwrap_err();
        assert_eq!(error.message, b"ID: x is not a number");
    }

    #[test]
    fn modes_are_octal() {
        assert_eq!(mode("MODE", b"600").ok(), Some(0o600));
        assert_eq!(mode("MODE", b"0600").ok(), Some(0o600));
        for text in ["", "680", "77777", "-1", "0x1", "00000000600"] {
            assert!(mode("MODE", text.as_bytes()).is_err(), "{text}");
        }
    }
}
