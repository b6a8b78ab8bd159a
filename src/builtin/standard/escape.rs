//! Backslash escapes of `echo -e`, `printf %b` and the format of `printf` (XBD 5, XCU printf).

/// Which set of escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `echo -e`, `%b`: octal is `\0NNN` (and `\NNN`), `\c` stops all output.
    Operand,
    /// The format of `printf`: octal is `\NNN`; `\"` and `\'` are quotes.
    Format,
}

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Whether `\c` was met: nothing more is to be written.
    pub(super) is_stopped: bool,
}

/// Appends `text` to `out` with its escapes replaced; what is no escape keeps its backslash.
pub(super) fn decode(text: &[u8], style: Style, out: &mut Vec<u8>) -> Decoded {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        match decode_one(escape, style, out) {
            Some(length) => rest = escape.get(length..).unwrap_or_default(),
            None => return Decoded { is_stopped: true },
        }
    }
    out.extend_from_slice(rest);
    Decoded { is_stopped: false }
}

/// Appends what the escape at the start of `text` (which is a backslash) stands for; its length, or `None` for `\c`.
pub(super) fn decode_one(text: &[u8], style: Style, out: &mut Vec<u8>) -> Option<usize> {
    let Some(&letter) = text.get(1) else {
        out.push(b'\\');
        return Some(1);
    };
    let byte = match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'e' | b'E' => 0x1b,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        b'"' | b'\'' if style == Style::Format => letter,
        b'c' if style == Style::Operand => return None,
        b'0'..=b'7' => return Some(octal(text, style, out)),
        b'x' => return Some(hexadecimal(text, 2, out)),
        b'u' => return Some(hexadecimal(text, 4, out)),
        b'U' => return Some(hexadecimal(text, 8, out)),
        _ => {
            out.extend_from_slice(&[b'\\', letter]);
            return Some(2);
        }
    };
    out.push(byte);
    Some(2)
}

fn octal(text: &[u8], style: Style, out: &mut Vec<u8>) -> usize {
    let skip = if style == Style::Operand && text.get(1) == Some(&b'0') {
        2
    } else {
        1
    };
    let digits = text.iter().skip(skip).take(3);
    let digits = digits.take_while(|d| matches!(d, b'0'..=b'7'));
    let (length, value) = digits.fold((skip, 0u32), |(length, value), digit| {
        (length + 1, value * 8 + u32::from(digit - b'0'))
    });
    out.push((value & 0xff) as u8); // \777 wraps, as everywhere
    length
}

/// `\xHH` is a byte; `\u` and `\U` are a character, written in UTF-8.
fn hexadecimal(text: &[u8], most: usize, out: &mut Vec<u8>) -> usize {
    let digits = text.iter().skip(2).take(most);
    let values = digits.map_while(|digit| char::from(*digit).to_digit(16));
    let (length, value) = values.fold((2, 0u32), |(length, value), digit| {
        (length + 1, value.wrapping_mul(16) | digit)
    });
    if length == 2 {
        out.extend_from_slice(text.get(..2).unwrap_or_default());
    } else if most == 2 {
        out.push((value & 0xff) as u8); // two digits fit
    } else {
        push_character(value, out);
    }
    length
}

/// A code point in UTF-8; surrogates too, as the C library does not mind them.
pub(super) fn push_character(code: u32, out: &mut Vec<u8>) {
    if let Some(character) = char::from_u32(code) {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else if code < 0x1_0000 {
        let six = |shift: u32| 0x80 | ((code >> shift) & 0x3f) as u8;
        out.extend_from_slice(&[0xe0 | (code >> 12) as u8, six(6), six(0)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &[u8], style: Style) -> Vec<u8> {
        let mut out = Vec::new();
        let _ = decode(text, style, &mut out);
        out
    }

    #[test]
    fn operands_have_octal_with_a_leading_zero() {
        assert_eq!(decoded(b"\\0101\\101\\x41\\n", Style::Operand), b"AAA\n");
        assert_eq!(decoded(b"\\0", Style::Operand), b"\0");
        assert_eq!(decoded(b"a\\cb", Style::Operand), b"a");
    }

    #[test]
    fn formats_have_octal_without() {
        assert_eq!(decoded(b"\\0101\\1012\\c", Style::Format), b"\x081A2\\c");
    }

    #[test]
    fn unknown_escapes_stay() {
        assert_eq!(decoded(b"\\q\\xg\\", Style::Operand), b"\\q\\xg\\");
    }

    #[test]
    fn characters_are_written_in_utf8() {
        assert_eq!(
            decoded(b"\\u20ac\\U1F600", Style::Operand),
            "€😀".as_bytes()
        );
    }
}
