//! Texts that are a number without any evaluation.

/// The number that a text is, if it is a constant with nothing but a sign and blanks around it. A text of
/// blanks only is not one.
pub(in crate::expand) fn constant(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    let (is_negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let number = match digits {
        [b'0'] => 0,
        [b'0', b'x' | b'X', hex @ ..] => in_base(hex, 16)?,
        [b'0', octal @ ..] => in_base(octal, 8)?,
        _ => in_base(digits, 10)?,
    };
    Some(if is_negative {
        number.wrapping_neg()
    } else {
        number
    })
}

fn in_base(digits: &[u8], base: u32) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_i64, |number, digit| {
        let digit = char::from(*digit).to_digit(base)?;
        Some(
            number
                .wrapping_mul(i64::from(base))
                .wrapping_add(i64::from(digit)),
        )
    })
}
