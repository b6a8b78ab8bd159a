//! Flags, width and precision → the field (fprintf(3)).

use super::float;
use super::operand::Integer;

/// How a field is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// `-`
    pub(super) is_left: bool,
    /// `+`
    pub(super) has_plus: bool,
    /// space
    pub(super) has_space: bool,
    /// `#`
    pub(super) is_alternative: bool,
    /// `0`
    pub(super) has_zeros: bool,
    /// The least width.
    pub(super) width: usize,
    /// The precision.
    pub(super) precision: Option<usize>,
}

impl Layout {
    /// `%s`: the precision is the most bytes.
    pub(super) fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        let most = self.precision.unwrap_or(text.len()).min(text.len());
        self.field(b"", text.get(..most).unwrap_or(text), false, out);
    }

    /// `%d`
    pub(super) fn signed(&self, value: Integer, out: &mut Vec<u8>) {
        let value = value.as_signed();
        let sign = self.sign(value < 0);
        self.digits(sign, value.unsigned_abs(), b'd', out);
    }

    /// `%u %o %x %X`
    pub(super) fn unsigned(&self, value: Integer, letter: u8, out: &mut Vec<u8>) {
        let value = value.as_unsigned();
        let prefix: &[u8] = match letter {
            b'x' if self.is_alternative && value != 0 => b"0x",
            b'X' if self.is_alternative && value != 0 => b"0X",
            _ => b"",
        };
        self.digits(prefix, value, letter, out);
    }

    fn digits(&self, prefix: &[u8], value: u64, letter: u8, out: &mut Vec<u8>) {
        let mut digits = match letter {
            b'o' => format!("{value:o}"),
            b'x' => format!("{value:x}"),
            b'X' => format!("{value:X}"),
            _ => value.to_string(),
        };
        if self.precision == Some(0) && value == 0 {
            digits.clear();
        }
        let least = match self.precision {
            Some(precision) => precision,
            None if self.has_zeros && !self.is_left => self.width.saturating_sub(prefix.len()),
            None => 0,
        };
        let mut zeros = least.saturating_sub(digits.len());
        if letter == b'o' && self.is_alternative && zeros == 0 && !digits.starts_with('0') {
            zeros = 1;
        }
        let mut body = vec![b'0'; zeros];
        body.extend_from_slice(digits.as_bytes());
        self.field(prefix, &body, false, out);
    }

    /// `%f %e %g %a` and their capitals.
    pub(super) fn float(&self, value: f64, letter: u8, out: &mut Vec<u8>) {
        let sign = self.sign(value.is_sign_negative());
        let mut body = float::digits(
            value.abs(),
            letter.to_ascii_lowercase(),
            self.precision,
            self.is_alternative,
        );
        let mut prefix = sign.to_vec();
        if body.starts_with(b"0x") {
            prefix.extend_from_slice(b"0x");
            body.drain(..2);
        }
        if letter.is_ascii_uppercase() {
            prefix.make_ascii_uppercase();
            body.make_ascii_uppercase();
        }
        self.field(&prefix, &body, self.has_zeros && value.is_finite(), out);
    }

    const fn sign(&self, is_negative: bool) -> &'static [u8] {
        match (is_negative, self.has_plus, self.has_space) {
            (true, ..) => b"-",
            (false, true, _) => b"+",
            (false, false, true) => b" ",
            (false, false, false) => b"",
        }
    }

    fn field(&self, prefix: &[u8], body: &[u8], pads_with_zeros: bool, out: &mut Vec<u8>) {
        let padding = self.width.saturating_sub(prefix.len() + body.len());
        let pad = |out: &mut Vec<u8>, byte| out.resize(out.len() + padding, byte);
        if !self.is_left && !pads_with_zeros {
            pad(out, b' ');
        }
        out.extend_from_slice(prefix);
        if !self.is_left && pads_with_zeros {
            pad(out, b'0');
        }
        out.extend_from_slice(body);
        if self.is_left {
            pad(out, b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(layout: Layout, value: i64) -> String {
        let mut out = Vec::new();
        layout.signed(Integer::signed(value), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn zeros_stand_after_the_sign() {
        let layout = Layout {
            has_zeros: true,
            width: 6,
            ..Layout::default()
        };
        assert_eq!(signed(layout, -42), "-00042");
        let layout = Layout {
            precision: Some(3),
            ..layout
        };
        assert_eq!(signed(layout, -42), "  -042");
    }

    #[test]
    fn precision_zero_of_zero_is_nothing() {
        let layout = Layout {
            precision: Some(0),
            ..Layout::default()
        };
        assert_eq!(signed(layout, 0), "");
    }

    #[test]
    fn alternative_octal_has_one_leading_zero() {
        let layout = Layout {
            is_alternative: true,
            ..Layout::default()
        };
        let mut out = Vec::new();
        layout.unsigned(Integer::signed(8), b'o', &mut out);
        layout.unsigned(Integer::signed(0), b'o', &mut out);
        layout.unsigned(Integer::signed(255), b'X', &mut out);
        assert_eq!(out, b"01000XFF");
    }
}
