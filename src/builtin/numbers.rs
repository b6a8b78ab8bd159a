//! Numbers that people type: text → a value in range, or an error that names what was meant.
//!
//! Nothing wraps: `kill 4294967295` must not become `kill -1`. [`decimal`] is for operands that POSIX calls decimal
//! integers; [`integer`] also reads `0x2a` and `052` as C does; [`size`] and [`duration`] take units.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::BuiltinError;

/// Why a text is not the number that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is no number.
    Malformed,
    /// It is one, but too large or too small.
    OutOfRange,
}

/// A decimal integer with an optional sign, as `-12`; a leading zero does not make it octal.
///
/// # Errors
/// [`NumberError`]; no white space is skipped.
pub fn decimal(text: &[u8]) -> Result<i64, NumberError> {
    let (is_negative, digits) = split_sign(text);
    in_radix(is_negative, digits, 10)
}

/// An integer as C writes it: `42`, `0x2a`, `052`, `-1`.
///
/// # Errors
/// [`NumberError`].
pub fn integer(text: &[u8]) -> Result<i64, NumberError> {
    let (is_negative, digits) = split_sign(text);
    let (radix, digits) = split_radix(digits);
    in_radix(is_negative, digits, radix)
}

/// A number without sign as C writes it, up to 2⁶⁴ − 1: addresses, `u64` data.
///
/// # Errors
/// [`NumberError`].
pub fn unsigned(text: &[u8]) -> Result<u64, NumberError> {
    let (radix, digits) = split_radix(text);
    magnitude(digits, radix)
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        _ => (false, text),
    }
}

fn split_radix(digits: &[u8]) -> (u32, &[u8]) {
    match digits {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', digits @ ..] if !digits.is_empty() => (8, digits),
        _ => (10, digits),
    }
}

fn in_radix(is_negative: bool, digits: &[u8], radix: u32) -> Result<i64, NumberError> {
    let magnitude = magnitude(digits, radix)?;
    let value = if is_negative {
        0i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    };
    value.ok_or(NumberError::OutOfRange)
}

fn magnitude(digits: &[u8], radix: u32) -> Result<u64, NumberError> {
    if digits.is_empty() {
        return Err(NumberError::Malformed);
    }
    // All digits are looked at before the range is judged: "99…9x" is malformed, not too large.
    let mut value = Some(0u64);
    for &byte in digits {
        let digit = char::from(byte)
            .to_digit(radix)
            .ok_or(NumberError::Malformed)?;
        value = value
            .and_then(|v| v.checked_mul(u64::from(radix)))
            .and_then(|v| v.checked_add(u64::from(digit)));
    }
    value.ok_or(NumberError::OutOfRange)
}

/// A number of bytes: `4096`, `0x1000`, `4K`, `4KiB`, `64k`, `1M`, `1MB`, `2p` (pages).
/// Letters are powers of 1024, with a `B` behind them powers of 1000, as util-linux has it.
///
/// # Errors
/// [`NumberError`].
pub fn size(text: &[u8]) -> Result<u64, NumberError> {
    let is_hexadecimal = matches!(text, [b'0', b'x' | b'X', ..]);
    let digits = text
        .iter()
        .skip(if is_hexadecimal { 2 } else { 0 })
        .take_while(|byte| match is_hexadecimal {
            true => byte.is_ascii_hexdigit(),
            false => byte.is_ascii_digit(),
        })
        .count();
    let (number, unit) = text
        .split_at_checked(digits + if is_hexadecimal { 2 } else { 0 })
        .ok_or(NumberError::Malformed)?;
    let unit = size_unit(unit).ok_or(NumberError::Malformed)?;
    unsigned(number)?
        .checked_mul(unit)
        .ok_or(NumberError::OutOfRange)
}

fn size_unit(unit: &[u8]) -> Option<u64> {
    let power = |letter: u8| b"KMGTPE".iter().position(|l| *l == letter);
    match unit {
        [] => Some(1),
        b"b" | b"B" => Some(1),
        b"p" => u64::try_from(crate::sys::process::page_size()).ok(),
        [letter, unit @ ..] => {
            let base: u64 = match unit {
                [] | [b'i', b'B' | b'b'] => 1024,
                [b'B' | b'b'] => 1000,
                _ => return None,
            };
            let exponent = u32::try_from(power(letter.to_ascii_uppercase())? + 1).ok()?;
            base.checked_pow(exponent)
        }
    }
}

/// A time: `2`, `0.5`, `500ms`, `2s`, `1m`, `1h`, also `us` and `ns`; without a unit, seconds.
///
/// # Errors
/// [`NumberError`]; a negative time is malformed.
pub fn duration(text: &[u8]) -> Result<Duration, NumberError> {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let length = text.iter().take_while(|b| is_digit(b)).count();
    let (number, unit) = text
        .split_at_checked(length)
        .ok_or(NumberError::Malformed)?;
    let nanoseconds_per_unit: u128 = match unit {
        b"" | b"s" => 1_000_000_000,
        b"ms" => 1_000_000,
        b"us" => 1000,
        b"ns" => 1,
        b"m" => 60_000_000_000,
        b"h" => 3_600_000_000_000,
        _ => return Err(NumberError::Malformed),
    };
    let mut parts = number.splitn(2, |byte| *byte == b'.');
    let (whole, fraction) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if whole.is_empty() && fraction.is_empty() || fraction.contains(&b'.') {
        return Err(NumberError::Malformed);
    }
    let whole = if whole.is_empty() {
        0
    } else {
        u128::from(magnitude(whole, 10)?)
    };
    let nanoseconds =
        whole * nanoseconds_per_unit + fraction_of(fraction) * nanoseconds_per_unit / 1_000_000_000;
    let seconds =
        u64::try_from(nanoseconds / 1_000_000_000).map_err(|_| NumberError::OutOfRange)?;
    let rest = u32::try_from(nanoseconds % 1_000_000_000).unwrap_or(0); // less than 10⁹
    Ok(Duration::new(seconds, rest))
}

/// The first nine digits of a decimal fraction as billionths.
fn fraction_of(digits: &[u8]) -> u128 {
    let nine = digits
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(9);
    nine.fold(0, |value, digit| {
        value * 10 + u128::from(digit.wrapping_sub(b'0'))
    })
}

impl NumberError {
    /// The usage error for operand `what` (`signal number`, `KEY`) that was given as `text`.
    #[must_use]
    pub fn of(self, what: &str, text: &[u8]) -> BuiltinError {
        let mut message = format!("{what}: ").into_bytes();
        message.extend_from_slice(&crate::source::quote::quoted(text));
        message.extend_from_slice(match self {
            Self::Malformed => b" is not a number",
            Self::OutOfRange => b" is out of range",
        });
        BuiltinError::usage(message)
    }
}

/// The decimal operand called `what`, within `range`.
///
/// # Errors
/// A usage error that names operand, text and range.
pub fn decimal_in(
    what: &str,
    text: &[u8],
    range: RangeInclusive<i64>,
) -> Result<i64, BuiltinError> {
    within(what, text, decimal(text), range)
}

/// The operand called `what`, written as in C, within `range`.
///
/// # Errors
/// A usage error that names operand, text and range.
pub fn integer_in(
    what: &str,
    text: &[u8],
    range: RangeInclusive<i64>,
) -> Result<i64, BuiltinError> {
    within(what, text, integer(text), range)
}

fn within(
    what: &str,
    text: &[u8],
    value: Result<i64, NumberError>,
    range: RangeInclusive<i64>,
) -> Result<i64, BuiltinError> {
    match value {
        Ok(value) if range.contains(&value) => Ok(value),
        Err(NumberError::Malformed) => Err(NumberError::Malformed.of(what, text)),
        Ok(_) | Err(NumberError::OutOfRange) => {
            let mut error = NumberError::OutOfRange.of(what, text);
            if *range.end() < i64::MAX {
                let bounds = format!(" {} to {}", range.start(), range.end());
                error.message.extend_from_slice(bounds.as_bytes());
            }
            Err(error)
        }
    }
}

/// A file descriptor: a decimal number ≥ 0.
///
/// # Errors
/// A usage error.
pub fn descriptor(text: &[u8]) -> Result<crate::sys::Fd, BuiltinError> {
    let number = decimal_in("file descriptor", text, 0..=i64::from(i32::MAX))?;
    Ok(i32::try_from(number).unwrap_or(i32::MAX)) // just checked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_has_no_octal() {
        assert_eq!(decimal(b"010"), Ok(10));
        assert_eq!(decimal(b"-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(
            decimal(b"9223372036854775808"),
            Err(NumberError::OutOfRange)
        );
        assert_eq!(decimal(b""), Err(NumberError::Malformed));
        assert_eq!(decimal(b"1x"), Err(NumberError::Malformed));
        assert_eq!(decimal(b"-"), Err(NumberError::Malformed));
    }

    #[test]
    fn integers_are_read_as_in_c() {
        assert_eq!(integer(b"052"), Ok(42));
        assert_eq!(integer(b"-0x2A"), Ok(-42));
        assert_eq!(integer(b"0"), Ok(0));
        assert_eq!(integer(b"08"), Err(NumberError::Malformed));
        assert_eq!(integer(b"0x"), Err(NumberError::Malformed));
        assert_eq!(unsigned(b"0xffffffffffffffff"), Ok(u64::MAX));
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size(b"4K"), Ok(4096));
        assert_eq!(size(b"4KiB"), Ok(4096));
        assert_eq!(size(b"64k"), Ok(65536));
        assert_eq!(size(b"1M"), Ok(1_048_576));
        assert_eq!(size(b"1MB"), Ok(1_000_000));
        assert_eq!(size(b"0x10k"), Ok(16384));
        assert_eq!(size(b"1Q"), Err(NumberError::Malformed));
        assert_eq!(size(b"K"), Err(NumberError::Malformed));
        assert_eq!(size(b"-1"), Err(NumberError::Malformed));
        assert_eq!(size(b"16E"), Err(NumberError::OutOfRange));
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration(b"2"), Ok(Duration::from_secs(2)));
        assert_eq!(duration(b".5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration(b"500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration(b"1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration(b"0.0000000019"), Ok(Duration::from_nanos(1)));
        assert_eq!(duration(b"."), Err(NumberError::Malformed));
        assert_eq!(duration(b"-1"), Err(NumberError::Malformed));
        assert_eq!(duration(b"1.2.3"), Err(NumberError::Malformed));
        assert_eq!(
            duration(b"99999999999999999999"),
            Err(NumberError::OutOfRange)
        );
    }

    #[test]
    fn a_range_is_named() {
        let error = decimal_in("status", b"300", 0..=255).unwrap_err();
        assert_eq!(error.message, b"status: 300 is out of range 0 to 255");
        let error = decimal_in("status", b"x y", 0..=255).unwrap_err();
        assert_eq!(error.message, b"status: 'x y' is not a number");
    }
}
