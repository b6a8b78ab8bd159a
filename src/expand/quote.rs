//! Quoting: bytes → text that the shell reads back as these bytes.
//!
//! [`shell_quote_posix`] is for what any POSIX shell must read back (`set`, `export -p`, `alias`, `trap`):
//! single quotes hold every byte. [`shell_quote`] is for people to read (`set -x`, `%q`, `${p@Q}`): control
//! bytes are shown by `$'…'` (POSIX.1-2024, XCU 2.2.4).

/// Quotes if needed, with single quotes only.
#[must_use]
pub fn shell_quote_posix(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    if is_plain(text) {
        out.extend_from_slice(text);
    } else {
        push_single_quoted(text, &mut out);
    }
    out
}

/// Quotes if needed; a text with control bytes becomes `$'…'`.
#[must_use]
pub fn shell_quote(text: &[u8]) -> Vec<u8> {
    if !text.iter().any(u8::is_ascii_control) {
        return shell_quote_posix(text);
    }
    let mut out = Vec::with_capacity(text.len() + 8);
    out.extend_from_slice(b"$'");
    for &byte in text {
        match byte {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => out.extend_from_slice(b"\\r"),
            7 => out.extend_from_slice(b"\\a"),
            8 => out.extend_from_slice(b"\\b"),
            11 => out.extend_from_slice(b"\\v"),
            12 => out.extend_from_slice(b"\\f"),
            27 => out.extend_from_slice(b"\\e"),
            // Three octal digits end by themselves, whatever follows.
            _ if byte.is_ascii_control() => {
                out.extend_from_slice(format!("\\{byte:03o}").as_bytes());
            }
            _ => out.push(byte),
        }
    }
    out.push(b'\'');
    out
}

/// Always in single quotes: `'it'\''s'`.
#[must_use]
pub fn single_quote(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    push_single_quoted(text, &mut out);
    out
}

fn push_single_quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'\'');
    for &byte in text {
        if byte == b'\'' {
            out.extend_from_slice(b"'\\''");
        } else {
            out.push(byte);
        }
    }
    out.push(b'\'');
}

/// Whether no shell sees anything but this one word in it, wherever it stands after a command name.
fn is_plain(text: &[u8]) -> bool {
    let is_safe = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'_' | b'@' | b'%' | b'+' | b':' | b',' | b'.' | b'/' | b'-'
            )
    };
    !text.is_empty() && text.iter().all(is_safe)
}

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

    #[test]
    fn plain_words_stay_plain() {
        assert_eq!(shell_quote(b"a/b-c.d"), b"a/b-c.d");
        assert_eq!(shell_quote_posix(b"1,2"), b"1,2");
    }

    #[test]
    fn others_are_quoted() {
        assert_eq!(shell_quote(b""), b"''");
        assert_eq!(shell_quote(b"a b"), b"'a b'");
        assert_eq!(shell_quote(b"it's"), b"'it'\\''s'");
        assert_eq!(shell_quote(b"a=b"), b"'a=b'");
        assert_eq!(shell_quote(b"~"), b"'~'");
        assert_eq!(shell_quote_posix(b"a\nb"), b"'a\nb'");
        assert_eq!(single_quote(b"a"), b"'a'");
    }

    #[test]
    fn control_bytes_are_shown() {
        assert_eq!(shell_quote(b"a\nb"), b"$'a\\nb'");
        assert_eq!(shell_quote(b"\x01"), b"$'\\001'");
        assert_eq!(shell_quote(b"\x1b'\\"), b"$'\\e\\'\\\\'");
    }

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
            for quoted in [shell_quote(&text), shell_quote_posix(&text), single_quote(&text)] {
                let words = super::super::testing::words_of(&quoted).unwrap();
                proptest::prop_assert_eq!(words.len(), 1);
                proptest::prop_assert_eq!(words[0].ready(), Some(&text[..]));
            }
        }

        #[test]
        fn dollar_quotes_come_back(text in proptest::collection::vec(1..=255_u8, 0..20)) {
            let quoted = shell_quote(&text);
            if let Some(inner) = quoted.strip_prefix(b"$'") {
                let mut back = Vec::new();
                unescape(inner.strip_suffix(b"'").unwrap(), &mut back);
                proptest::prop_assert_eq!(back, text);
            }
        }
    }
}
