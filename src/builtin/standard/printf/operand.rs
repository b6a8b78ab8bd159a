//! Arguments of `printf` as numbers: what strtoimax(3) and strtod(3) take, and what is wrong with the rest.

use super::float::round_off;

/// What is wrong with an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It does not begin with a number.
    NotANumber,
    /// Something follows the number.
    Trailing,
    /// The number is too large.
    OutOfRange,
}

impl Problem {
    /// What is said behind the argument.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::NotANumber => ": is not a number",
            Self::Trailing => ": only its beginning is a number",
            Self::OutOfRange => ": is out of range",
        }
    }
}

/// An integer of 64 bits, seen with or without sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Integer(u64);

impl Integer {
    /// Nothing.
    pub(super) const ZERO: Self = Self(0);

    /// With this value.
    #[cfg(test)]
    pub(super) const fn signed(value: i64) -> Self {
        Self(value.cast_unsigned())
    }

    /// With sign.
    pub(super) const fn as_signed(self) -> i64 {
        self.0.cast_signed()
    }

    /// Without.
    pub(super) const fn as_unsigned(self) -> u64 {
        self.0
    }
}

/// The integer that `text` begins with. For unsigned conversions −1 is 2⁶⁴ − 1.
pub(super) fn integer(text: &[u8], is_unsigned: bool, is_utf8: bool) -> (Integer, Option<Problem>) {
    if let Some(code) = character_value(text, is_utf8) {
        return (Integer(u64::from(code)), None);
    }
    let start = skip_white(text);
    let (is_negative, digits) = split_sign(start);
    let (radix, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] if rest.first().is_some_and(u8::is_ascii_hexdigit) => {
            (16, rest)
        }
        [b'0', ..] => (8, digits),
        _ => (10, digits),
    };
    let (mut value, mut length, mut is_over) = (0u64, 0, false);
    for digit in digits.iter().map_while(|d| char::from(*d).to_digit(radix)) {
        let next = value
            .checked_mul(u64::from(radix))
            .and_then(|v| v.checked_add(u64::from(digit)));
        is_over |= next.is_none();
        value = next.unwrap_or(u64::MAX);
        length += 1;
    }
    if length == 0 {
        return (Integer::ZERO, no_number(text));
    }
    let (value, fits) = with_sign(
        if is_over { None } else { Some(value) },
        is_negative,
        is_unsigned,
    );
    let problem = match (fits, length < digits.len()) {
        (false, _) => Some(Problem::OutOfRange),
        (true, true) => Some(Problem::Trailing),
        (true, false) => None,
    };
    (value, problem)
}

/// An empty argument is 0 without further ado, as in dash, bash and mksh.
fn no_number(text: &[u8]) -> Option<Problem> {
    (!text.is_empty()).then_some(Problem::NotANumber)
}

fn with_sign(magnitude: Option<u64>, is_negative: bool, is_unsigned: bool) -> (Integer, bool) {
    let value = match (magnitude, is_negative, is_unsigned) {
        (Some(value), false, true) => Some(value),
        (Some(value), true, true) => Some(value.wrapping_neg()),
        (Some(value), false, false) => i64::try_from(value).ok().map(i64::cast_unsigned),
        (Some(value), true, false) => 0i64.checked_sub_unsigned(value).map(i64::cast_unsigned),
        (None, ..) => None,
    };
    let limit = match (is_negative, is_unsigned) {
        (_, true) => u64::MAX,
        (true, false) => i64::MIN.cast_unsigned(),
        (false, false) => i64::MAX.cast_unsigned(),
    };
    (Integer(value.unwrap_or(limit)), value.is_some())
}

/// `'c` and `"c`: the number of the character after the quote.
fn character_value(text: &[u8], is_utf8: bool) -> Option<u32> {
    let rest = match text {
        [b'\'' | b'"', rest @ ..] => rest,
        _ => return None,
    };
    match bstr::decode_utf8(rest) {
        (Some(character), _) if is_utf8 => Some(u32::from(character)),
        _ => Some(rest.first().copied().map_or(0, u32::from)),
    }
}

fn skip_white(text: &[u8]) -> &[u8] {
    let white = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let length = text.iter().take_while(|b| white(b)).count();
    text.get(length..).unwrap_or_default()
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// The floating-point number that `text` begins with.
pub(super) fn float(text: &[u8], is_utf8: bool) -> (f64, Option<Problem>) {
    if let Some(code) = character_value(text, is_utf8) {
        return (f64::from(code), None);
    }
    let (is_negative, number) = split_sign(skip_white(text));
    let (value, length) = magnitude(number);
    if length == 0 {
        return (0.0, no_number(text));
    }
    let is_word = matches!(number.first(), Some(b'i' | b'I' | b'n' | b'N'));
    let problem = if length < number.len() {
        Some(Problem::Trailing)
    } else if value.is_infinite() && !is_word {
        Some(Problem::OutOfRange)
    } else {
        None
    };
    (if is_negative { -value } else { value }, problem)
}

/// Value and length of the number without sign that `text` begins with.
fn magnitude(text: &[u8]) -> (f64, usize) {
    let begins = |word: &[u8]| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    if begins(b"infinity") {
        (f64::INFINITY, 8)
    } else if begins(b"inf") {
        (f64::INFINITY, 3)
    } else if begins(b"nan") {
        (f64::NAN, 3 + nan_suffix(text.get(3..).unwrap_or_default()))
    } else if begins(b"0x") {
        hexadecimal(text).unwrap_or((0.0, 1))
    } else {
        decimal(text)
    }
}

fn nan_suffix(text: &[u8]) -> usize {
    if text.first() != Some(&b'(') {
        return 0;
    }
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let inner = text.iter().skip(1).take_while(|b| is_inner(b)).count();
    if text.get(inner + 1) == Some(&b')') {
        inner + 2
    } else {
        0
    }
}

fn decimal(text: &[u8]) -> (f64, usize) {
    let digits = |from: usize| {
        text.iter()
            .skip(from)
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    let mut length = whole;
    let mut decimals = 0;
    if text.get(whole) == Some(&b'.') {
        decimals = digits(whole + 1);
        length += 1 + decimals;
    }
    if whole + decimals == 0 {
        return (0.0, 0);
    }
    length += exponent_length(text, length, b'e');
    let number = text.get(..length).unwrap_or_default();
    let value = std::str::from_utf8(number)
        .ok()
        .and_then(|t| t.parse().ok());
    (value.unwrap_or(0.0), length)
}

/// The length of `e+10` at `at`; 0 if there is no whole exponent.
fn exponent_length(text: &[u8], at: usize, letter: u8) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if !rest
        .first()
        .is_some_and(|b| b.eq_ignore_ascii_case(&letter))
    {
        return 0;
    }
    let sign = usize::from(matches!(rest.get(1), Some(b'+' | b'-')));
    let digits = rest.iter().skip(1 + sign);
    match digits.take_while(|b| b.is_ascii_digit()).count() {
        0 => 0,
        digits => 1 + sign + digits,
    }
}

/// `0x1.8p3`; `None` if no digit follows the `0x`.
fn hexadecimal(text: &[u8]) -> Option<(f64, usize)> {
    let (mut significand, mut exponent) = (0u64, 0i64);
    let (mut is_after_point, mut has_digit, mut has_rest) = (false, false, false);
    let mut length = 2;
    for &byte in text.get(2..)? {
        if byte == b'.' && !is_after_point {
            is_after_point = true;
        } else if let Some(digit) = char::from(byte).to_digit(16) {
            has_digit = true;
            if significand >> 60 == 0 {
                significand = significand << 4 | u64::from(digit);
                exponent -= if is_after_point { 4 } else { 0 };
            } else {
                has_rest |= digit != 0;
                exponent += if is_after_point { 0 } else { 4 };
            }
        } else {
            break;
        }
        length += 1;
    }
    if !has_digit {
        return None;
    }
    let power = exponent_length(text, length, b'p');
    if power > 0 {
        let digits = text.get(length + 1..length + power)?;
        let power = crate::builtin::numbers::decimal(digits);
        let is_negative = digits.first() == Some(&b'-');
        let power = power.unwrap_or(if is_negative { -1 << 40 } else { 1 << 40 });
        exponent = exponent.saturating_add(power.clamp(-1 << 40, 1 << 40));
    }
    // A digit that had no room makes the lowest bit odd: that is all that rounding asks of it.
    let significand = significand | u64::from(has_rest);
    Some((scaled(significand, exponent), length + power))
}

/// `significand` · 2^`exponent`, rounded once, half to even.
fn scaled(significand: u64, exponent: i64) -> f64 {
    if significand == 0 {
        return 0.0;
    }
    let bits = 64 - i64::from(significand.leading_zeros());
    let highest = exponent + bits - 1;
    if highest > 1023 {
        return f64::INFINITY;
    }
    if highest < -1075 {
        return 0.0;
    }
    // A double has 53 bits, fewer below 2^-1022; what is kept has the weight 2^lowest.
    let lowest = (highest - 52).max(-1074);
    let (kept, weight) = match u32::try_from(lowest - exponent) {
        Ok(dropped @ 64..) => (u64::from(dropped == 64 && significand > 1 << 63), lowest),
        Ok(dropped) => (round_off(significand, dropped), lowest),
        Err(_) => (significand, exponent),
    };
    // Both factors are exact, and so is their product, or it overflows.
    let half = weight / 2;
    kept as f64 * power_of_two(half) * power_of_two(weight - half)
}

fn power_of_two(exponent: i64) -> f64 {
    f64::powi(2.0, i32::try_from(exponent).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_as_in_c() {
        assert_eq!(integer(b"0x1f", false, true), (Integer::signed(31), None));
        assert_eq!(integer(b"  -010", false, true), (Integer::signed(-8), None));
        assert_eq!(integer(b"-1", true, true), (Integer(u64::MAX), None));
        assert_eq!(integer(b"'A", false, true), (Integer::signed(65), None));
        assert_eq!(
            integer("\"é".as_bytes(), false, true).0,
            Integer::signed(0xe9)
        );
    }

    #[test]
    fn wrong_integers_give_what_they_begin_with() {
        let is = |text: &[u8], value, problem| {
            assert_eq!(
                integer(text, false, true),
                (Integer::signed(value), Some(problem))
            );
        };
        is(b"abc", 0, Problem::NotANumber);
        assert_eq!(integer(b"", false, true), (Integer::ZERO, None));
        is(b"+", 0, Problem::NotANumber);
        is(b"12x", 12, Problem::Trailing);
        is(b"08", 0, Problem::Trailing);
        is(b"9223372036854775808", i64::MAX, Problem::OutOfRange);
        is(b"-9223372036854775809", i64::MIN, Problem::OutOfRange);
    }

    #[test]
    fn floats_are_read_as_by_strtod() {
        assert_eq!(float(b"1.5e3", true), (1500.0, None));
        assert_eq!(float(b"-.5", true), (-0.5, None));
        assert_eq!(float(b"1e", true), (1.0, Some(Problem::Trailing)));
        assert_eq!(float(b".", true), (0.0, Some(Problem::NotANumber)));
        assert_eq!(float(b"-inf", true), (f64::NEG_INFINITY, None));
        assert!(float(b"nan(12)", true).0.is_nan());
        assert_eq!(float(b"1e999", true).1, Some(Problem::OutOfRange));
    }

    #[test]
    fn hexadecimal_floats_round_once() {
        assert_eq!(float(b"0x1.8p3", true), (12.0, None));
        assert_eq!(float(b"0x10", true), (16.0, None));
        assert_eq!(float(b"0x1p-1074", true).0.to_bits(), 1);
        assert_eq!(float(b"0x1.8p-1074", true).0.to_bits(), 2);
        assert_eq!(float(b"0x0.8p-1074", true).0.to_bits(), 0);
        assert_eq!(float(b"0x1.00000000000008", true).0, 1.0);
        assert_eq!(float(b"0x1.00000000000008001", true).0, 1.0 + f64::EPSILON);
        assert_eq!(float(b"0x", true), (0.0, Some(Problem::Trailing)));
    }
}
