//! The escapes of `$'…'` in a value: text with backslashes comes in, the bytes that it means go out (`${p@E}`).

/// Appends `text` with the escapes of `$'…'` replaced (`${p@E}`).
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some((&letter, after)) = rest.split_first() else {
            out.push(b'\\');
            return;
        };
        rest = after;
        let plain = match letter {
            b'a' => 7,
            b'b' => 8,
            b'e' | b'E' => 27,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'\\' | b'\'' | b'"' | b'?' => letter,
            b'c' => {
                let Some((&control, after)) = rest.split_first() else {
                    continue;
                };
                rest = after;
                control & 0x1f
            }
            b'x' => {
                rest = push_number(rest, 16, 2, false, out);
                continue;
            }
            b'u' => {
                rest = push_number(rest, 16, 4, true, out);
                continue;
            }
            b'U' => {
                rest = push_number(rest, 16, 8, true, out);
                continue;
            }
            b'0'..=b'7' => {
                let digits = text.get(text.len() - rest.len() - 1..).unwrap_or(rest);
                rest = push_number(digits, 8, 3, false, out);
                continue;
            }
            other => {
                out.push(b'\\');
                other
            }
        };
        out.push(plain);
    }
}

/// Reads up to `most` digits and appends the byte, or the character, with that number; what is left.
fn push_number<'t>(
    text: &'t [u8],
    base: u32,
    most: usize,
    is_character: bool,
    out: &mut Vec<u8>,
) -> &'t [u8] {
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(base);
    let len = text.iter().take(most).take_while(is_digit).count();
    let (digits, rest) = text.split_at(len);
    let number = digits.iter().fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(base).unwrap_or(0);
        number.wrapping_mul(base).wrapping_add(digit)
    });
    if is_character {
        let mut buffer = [0; 4];
        if let Some(character) = char::from_u32(number) {
            out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        }
    } else {
        out.push((number & 0xff) as u8);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::quote::{always_quoted, dollar_quoted, escaped, quoted, shown};

    #[test]
    fn escapes_are_those_of_dollar_quotes() {
        let unescaped = |text: &[u8]| {
            let mut out = Vec::new();
            unescape(text, &mut out);
            out
        };
        assert_eq!(unescaped(b"a\\tb\\\\"), b"a\tb\\");
        assert_eq!(unescaped(b"\\101\\x42\\u00e9\\q"), "ABé\\q".as_bytes());
        assert_eq!(unescaped(b"\\"), b"\\");
    }

    proptest::proptest! {
        #[test]
        fn the_parser_reads_it_back(text in proptest::collection::vec(1..=255_u8, 0..20)) {
            for quoted in [shown(&text), quoted(&text), always_quoted(&text), escaped(&text)] {
                let words = super::super::testing::words_of(&quoted).unwrap();
                proptest::prop_assert_eq!(words.len(), 1);
                proptest::prop_assert_eq!(words[0].ready(), Some(&text[..]));
            }
        }

        #[test]
        fn dollar_quotes_come_back(text in proptest::collection::vec(1..=255_u8, 0..20)) {
            let quoted = dollar_quoted(&text);
            let inner = quoted.strip_prefix(b"$'").unwrap();
            let mut back = Vec::new();
            unescape(inner.strip_suffix(b"'").unwrap(), &mut back);
            proptest::prop_assert_eq!(back, text);
        }
    }
}
