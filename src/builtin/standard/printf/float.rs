//! Floating point in the forms of C, correctly rounded: `%f %e %g %a`.
//!
//! The standard library of Rust prints the exact decimal value rounded half to even; what it lacks is the layout of
//! C's exponents, `%g` and `%a`.

/// More digits than this after the point are zeros: no double has more than 1074.
const MOST_DIGITS: usize = 1100;

/// The text of `value` (not negative) for conversion `letter` (a small one). `keeps_point` is the flag `#`.
pub(super) fn digits(
    value: f64,
    letter: u8,
    precision: Option<usize>,
    keeps_point: bool,
) -> Vec<u8> {
    if value.is_nan() {
        return b"nan".to_vec();
    }
    if value.is_infinite() {
        return b"inf".to_vec();
    }
    match letter {
        b'f' => fixed(value, precision.unwrap_or(6), keeps_point),
        b'e' => scientific(value, precision.unwrap_or(6), keeps_point),
        b'g' => general(value, precision.unwrap_or(6).max(1), keeps_point),
        _ => hexadecimal(value, precision, keeps_point),
    }
}

fn fixed(value: f64, precision: usize, keeps_point: bool) -> Vec<u8> {
    let mut text = format!("{value:.*}", precision.min(MOST_DIGITS)).into_bytes();
    text.resize(text.len() + precision.saturating_sub(MOST_DIGITS), b'0');
    if precision == 0 && keeps_point {
        text.push(b'.');
    }
    text
}

fn scientific(value: f64, precision: usize, keeps_point: bool) -> Vec<u8> {
    let (mut mantissa, exponent) = mantissa_and_exponent(value, precision);
    if precision == 0 && keeps_point {
        mantissa.push(b'.');
    }
    push_exponent(&mut mantissa, exponent);
    mantissa
}

/// `d.ddd` with `precision` digits after the point, and the power of ten.
fn mantissa_and_exponent(value: f64, precision: usize) -> (Vec<u8>, i32) {
    let text = format!("{value:.*e}", precision.min(MOST_DIGITS));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut mantissa = mantissa.as_bytes().to_vec();
    mantissa.resize(mantissa.len() + precision.saturating_sub(MOST_DIGITS), b'0');
    (mantissa, exponent.parse().unwrap_or(0))
}

fn push_exponent(text: &mut Vec<u8>, exponent: i32) {
    let sign = if exponent < 0 { '-' } else { '+' };
    text.extend_from_slice(format!("e{sign}{:02}", exponent.unsigned_abs()).as_bytes());
}

/// `%g`: `%e` if the exponent is below −4 or not below the precision, else `%f`; trailing zeros go.
fn general(value: f64, precision: usize, keeps_point: bool) -> Vec<u8> {
    let (mut mantissa, exponent) = mantissa_and_exponent(value, precision - 1);
    let is_scientific = exponent < -4 || i64::from(exponent) >= to_i64(precision);
    if is_scientific {
        finish_general(&mut mantissa, keeps_point);
        push_exponent(&mut mantissa, exponent);
        return mantissa;
    }
    let decimals = usize::try_from(to_i64(precision) - 1 - i64::from(exponent)).unwrap_or(0);
    let mut text = fixed(value, decimals, keeps_point);
    finish_general(&mut text, keeps_point);
    text
}

fn to_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn finish_general(text: &mut Vec<u8>, keeps_point: bool) {
    if keeps_point {
        if !text.contains(&b'.') {
            text.push(b'.');
        }
    } else if text.contains(&b'.') {
        while text.last() == Some(&b'0') {
            text.pop();
        }
        if text.last() == Some(&b'.') {
            text.pop();
        }
    }
}

/// `0x1.8p+3`: the digits of the significand as they are stored, rounded half to even.
fn hexadecimal(value: f64, precision: Option<usize>, keeps_point: bool) -> Vec<u8> {
    const STORED: usize = 13; // hexadecimal digits of 52 bits
    let bits = value.to_bits();
    let stored_exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    let fraction = bits & ((1 << 52) - 1);
    let (mut significand, exponent) = match (stored_exponent, fraction) {
        (0, 0) => (0, 0),
        (0, _) => (fraction, -1022),
        _ => (fraction | 1 << 52, stored_exponent - 1023),
    };
    if let Some(precision) = precision.filter(|p| *p < STORED) {
        let dropped = u32::try_from((STORED - precision) * 4).unwrap_or(0);
        significand = round_off(significand, dropped) << dropped;
    }
    let lead = significand >> 52;
    let mut digits = format!("{:013x}", significand & ((1 << 52) - 1)).into_bytes();
    match precision {
        Some(precision) => digits.resize(precision, b'0'),
        None => {
            while digits.last() == Some(&b'0') {
                digits.pop();
            }
        }
    }
    let mut text = format!("0x{lead:x}").into_bytes();
    if !digits.is_empty() || keeps_point {
        text.push(b'.');
    }
    text.extend_from_slice(&digits);
    text.extend_from_slice(format!("p{exponent:+}").as_bytes());
    text
}

/// `value` without its `dropped` lowest bits (at most 52), rounded half to even.
pub(super) const fn round_off(value: u64, dropped: u32) -> u64 {
    if dropped == 0 {
        return value;
    }
    let (kept, rest) = (value >> dropped, value & ((1 << dropped) - 1));
    let half = 1 << (dropped - 1);
    if rest > half || rest == half && kept & 1 == 1 {
        kept + 1
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, letter: u8, precision: Option<usize>) -> String {
        String::from_utf8(digits(value, letter, precision, false)).unwrap()
    }

    #[test]
    fn halves_round_to_even() {
        assert_eq!(shown(0.5, b'f', Some(0)), "0");
        assert_eq!(shown(1.5, b'f', Some(0)), "2");
        assert_eq!(shown(2.5, b'f', Some(0)), "2");
        assert_eq!(shown(0.125, b'f', Some(2)), "0.12");
        assert_eq!(shown(2.5, b'e', Some(0)), "2e+00");
        assert_eq!(shown(2.5, b'g', Some(1)), "2");
    }

    #[test]
    fn all_digits_are_exact() {
        assert_eq!(shown(0.1, b'f', Some(20)), "0.10000000000000000555");
        assert_eq!(shown(1e22, b'f', Some(0)), "10000000000000000000000");
        assert_eq!(shown(1.0, b'f', Some(70_000)).len(), 70_002);
    }

    #[test]
    fn exponents_have_two_digits_at_least() {
        assert_eq!(shown(12345.678, b'e', Some(3)), "1.235e+04");
        assert_eq!(shown(1e-300, b'e', Some(1)), "1.0e-300");
        assert_eq!(shown(0.0, b'e', None), "0.000000e+00");
    }

    #[test]
    fn general_chooses() {
        assert_eq!(shown(100_000.0, b'g', None), "100000");
        assert_eq!(shown(1_000_000.0, b'g', None), "1e+06");
        assert_eq!(shown(0.0001, b'g', None), "0.0001");
        assert_eq!(shown(0.00001, b'g', None), "1e-05");
        assert_eq!(shown(999_999.5, b'g', None), "1e+06");
        assert_eq!(digits(1.0, b'g', None, true), b"1.00000");
    }

    #[test]
    fn hexadecimal_is_as_in_glibc() {
        assert_eq!(shown(1.0, b'a', None), "0x1p+0");
        assert_eq!(shown(0.1, b'a', None), "0x1.999999999999ap-4");
        assert_eq!(shown(1.5, b'a', Some(0)), "0x2p+0");
        assert_eq!(shown(1.0, b'a', Some(3)), "0x1.000p+0");
        assert_eq!(shown(0.0, b'a', None), "0x0p+0");
    }
}
