//! `$'…'` (XCU 2.2.4): the text between the quotes → the bytes it stands for.

/// The bytes that `text`, written between `$'` and `'`, stands for.
///
/// A NUL ends the value, as in bash: shell values cannot hold one.
#[must_use]
pub fn decode(text: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            value.push(byte);
            continue;
        }
        let Some((&escape, after)) = rest.split_first() else {
            value.push(byte);
            break;
        };
        match simple_escape(escape) {
            Some(plain) => {
                value.push(plain);
                rest = after;
            }
            None => {
                let (taken, is_nul) = numeric_escape(escape, after, &mut value);
                if is_nul {
                    break;
                }
                rest = rest.get(taken..).unwrap_or_default();
            }
        }
    }
    value
}

fn simple_escape(escape: u8) -> Option<u8> {
    Some(match escape {
        b'"' | b'\'' | b'\\' | b'?' => escape,
        b'a' => 0x07,
        b'b' => 0x08,
        b'e' | b'E' => 0x1B,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0B,
        _ => return None,
    })
}

/// Handles the escapes that take digits or a character. Returns how many bytes after the backslash they
/// take, and whether they stand for NUL.
fn numeric_escape(escape: u8, after: &[u8], value: &mut Vec<u8>) -> (usize, bool) {
    match escape {
        b'0'..=b'7' => {
            let (number, extra) = digits(after, 8, 2);
            let first = u32::from(escape - b'0') * 8_u32.pow(extra);
            push_byte(first + number, 1 + extra as usize, value)
        }
        b'x' => match digits(after, 16, 2) {
            (_, 0) => literal(escape, value),
            (number, count) => push_byte(number, 1 + count as usize, value),
        },
        b'u' | b'U' => {
            let most = if escape == b'u' { 4 } else { 8 };
            match digits(after, 16, most) {
                (_, 0) => literal(escape, value),
                (0, _) => (0, true),
                (number, count) => {
                    let c = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
                    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    (1 + count as usize, false)
                }
            }
        }
        b'c' => match after.first() {
            Some(&control) => {
                // `\c\\` is written with two backslashes (XCU 2.2.4).
                let is_escaped = after.starts_with(b"\\\\");
                let number = u32::from(control.to_ascii_uppercase() & 0x1F);
                push_byte(number, 2 + usize::from(is_escaped), value)
            }
            None => literal(escape, value),
        },
        _ => literal(escape, value),
    }
}

/// An escape that means nothing stands for itself with its backslash.
fn literal(escape: u8, value: &mut Vec<u8>) -> (usize, bool) {
    value.extend([b'\\', escape]);
    (1, false)
}

fn push_byte(number: u32, taken: usize, value: &mut Vec<u8>) -> (usize, bool) {
    // `\777` keeps its low eight bits, as in bash.
    let byte = number.to_le_bytes()[0];
    if byte != 0 {
        value.push(byte);
    }
    (taken, byte == 0)
}

/// The number that the first digits of `text` stand for, at most `most` of them, and their count.
fn digits(text: &[u8], radix: u32, most: usize) -> (u32, u32) {
    let mut number = 0_u32;
    let mut count = 0;
    for &byte in text.iter().take(most) {
        let Some(digit) = char::from(byte).to_digit(radix) else {
            break;
        };
        number = number.wrapping_mul(radix).wrapping_add(digit);
        count += 1;
    }
    (number, count)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_decoded() {
        let cases: [(&[u8], &[u8]); 14] = [
            (b"plain", b"plain"),
            (b"a\\nb\\tc", b"a\nb\tc"),
            (b"\\'\\\"\\\\\\?", b"'\"\\?"),
            (b"\\x41\\x4a\\x4", b"AJ\x04"),
            (b"\\101\\0601\\7", b"A01\x07"),
            (b"\\u00e9\\u20AC", "é€".as_bytes()),
            (b"\\U0001F600x", "😀x".as_bytes()),
            (b"\\ca\\cZ\\c?", b"\x01\x1a\x1f"),
            (b"\\e[0m\\E", b"\x1b[0m\x1b"),
            (b"\\q\\xg", b"\\q\\xg"),
            (b"a\\0b", b"a"),
            (b"a\\x00b", b"a"),
            (b"end\\", b"end\\"),
            (b"\\377\\xff", b"\xff\xff"),
        ];
        for (text, value) in cases {
            assert_eq!(decode(text), value, "{:?}", bstr::BStr::new(text));
        }
    }
}
