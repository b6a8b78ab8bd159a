//! Quoting: bytes → text that a shell reads back as those bytes (XCU 2.2).
//!
//! One place for everybody who prints what can be read back: `set`, `export -p`, `trap`, `alias`, `printf %q`,
//! `${v@Q}` and `set -x`. What is printed here means the same to every POSIX shell, except
//! [`escaped`], which may use `$'…'`.

/// Whether `text` means itself without quotes, wherever a word may stand.
#[must_use]
pub fn is_plain(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| is_plain_byte(*byte))
}

const fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'_' | b'-' | b'.' | b'/' | b':' | b',' | b'+' | b'@' | b'%' | b'='
        )
}

/// `text` as it is when it is plain, otherwise in single quotes.
#[must_use]
pub fn quoted(text: &[u8]) -> Vec<u8> {
    if is_plain(text) {
        text.to_vec()
    } else {
        single_quoted(text)
    }
}

/// `text` in single quotes; a `'` in it becomes `'\''`.
#[must_use]
pub fn single_quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    out.push(b'\'');
    for &byte in text {
        match byte {
            b'\'' => out.extend_from_slice(b"'\\''"),
            _ => out.push(byte),
        }
    }
    out.push(b'\'');
    out
}

/// Whether a key may stand in brackets when it is to be read back: a bracket or a newline in it would end the
/// subscript, even in quotes.
#[must_use]
pub fn fits_brackets(key: &[u8]) -> bool {
    !key.iter().any(|byte| matches!(byte, b'[' | b']' | b'\n'))
}

/// The elements of an array as they stand in `name=(…)`: `[subscript]=value`, or if a key does not fit
/// into brackets, keys and values in turn. `quote` quotes the values.
#[must_use]
pub fn elements<'a>(
    elements: impl Iterator<Item = (std::borrow::Cow<'a, [u8]>, &'a [u8])> + Clone,
    quote: fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let fit = elements.clone().all(|(key, _)| fits_brackets(&key));
    let element = |(key, value): (std::borrow::Cow<'a, [u8]>, &'a [u8])| match fit {
        true => [&b"["[..], &quoted(&key), b"]=", &quote(value)].concat(),
        false => [&quoted(&key)[..], b" ", &quote(value)].concat(),
    };
    let elements: Vec<Vec<u8>> = elements.map(element).collect();
    [&b"("[..], &elements.join(&b' '), b")"].concat()
}

/// For people to read (`set -x`, `declare -p`): like [`quoted`], but control bytes are shown in `$'…'`.
#[must_use]
pub fn shown(text: &[u8]) -> Vec<u8> {
    if text.iter().any(u8::is_ascii_control) {
        dollar_quoted(text)
    } else {
        quoted(text)
    }
}

/// The same, but also plain words are quoted (`${v@Q}`, as in bash).
#[must_use]
pub fn always_quoted(text: &[u8]) -> Vec<u8> {
    if text.iter().any(u8::is_ascii_control) {
        dollar_quoted(text)
    } else {
        single_quoted(text)
    }
}

/// `text` with backslashes, or in `$'…'` if it holds control bytes or is not UTF-8: fit for a terminal
/// (`printf %q`, extension).
#[must_use]
pub fn escaped(text: &[u8]) -> Vec<u8> {
    if text.is_empty() {
        return b"''".to_vec();
    }
    if needs_dollar_quotes(text) {
        return dollar_quoted(text);
    }
    let mut out = Vec::with_capacity(text.len() + 8);
    for (index, &byte) in text.iter().enumerate() {
        let is_special = match byte {
            b'~' | b'#' => index == 0,
            b'^' | b'!' | b'{' | b'}' => true,
            _ => !(is_plain_byte(byte) && byte != b',') && byte < 0x80,
        };
        if is_special {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out
}

fn needs_dollar_quotes(text: &[u8]) -> bool {
    match std::str::from_utf8(text) {
        Ok(text) => text.chars().any(char::is_control),
        Err(_) => true,
    }
}

/// `text` in `$'…'` (POSIX.1-2024, 2.2.4), with escapes for everything that a terminal could act on.
#[must_use]
pub fn dollar_quoted(text: &[u8]) -> Vec<u8> {
    let mut out = b"$'".to_vec();
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            push_dollar_character(&mut out, character);
        }
        for &byte in chunk.invalid() {
            push_octal(&mut out, byte);
        }
    }
    out.push(b'\'');
    out
}

fn push_dollar_character(out: &mut Vec<u8>, character: char) {
    let letter = match character {
        '\x07' => b'a',
        '\x08' => b'b',
        '\t' => b't',
        '\n' => b'n',
        '\x0b' => b'v',
        '\x0c' => b'f',
        '\r' => b'r',
        '\x1b' => b'e',
        '\'' => b'\'',
        '\\' => b'\\',
        _ => {
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).as_bytes();
            if character.is_control() {
                bytes.iter().for_each(|byte| push_octal(out, *byte));
            } else {
                out.extend_from_slice(bytes);
            }
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

fn push_octal(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(format!("\\{byte:03o}").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        assert_eq!(quoted(b"/usr/bin:x-1"), b"/usr/bin:x-1");
    }

    #[test]
    fn everything_else_is_single_quoted() {
        assert_eq!(quoted(b""), b"''");
        assert_eq!(quoted(b"a b"), b"'a b'");
        assert_eq!(quoted(b"it's"), b"'it'\\''s'");
        assert_eq!(quoted(b"\xff"), b"'\xff'");
    }

    #[test]
    fn control_bytes_are_shown() {
        assert_eq!(shown(b"a/b-c.d"), b"a/b-c.d");
        assert_eq!(shown(b"~"), b"'~'");
        assert_eq!(shown(b"a\nb"), b"$'a\\nb'");
        assert_eq!(shown(b"\x01"), b"$'\\001'");
        assert_eq!(shown(b"\x1b'\\"), b"$'\\e\\'\\\\'");
        assert_eq!(always_quoted(b"a"), b"'a'");
    }

    #[test]
    fn escaping_follows_bash() {
        assert_eq!(escaped(b""), b"''");
        assert_eq!(escaped(b"a b$c"), b"a\\ b\\$c");
        assert_eq!(escaped(b"~a~"), b"\\~a~");
        assert_eq!(escaped("\u{e9}".as_bytes()), "\u{e9}".as_bytes());
        assert_eq!(escaped(b"a\nb'"), b"$'a\\nb\\''");
        assert_eq!(escaped(b"\xff\x01"), b"$'\\377\\001'");
    }
}
