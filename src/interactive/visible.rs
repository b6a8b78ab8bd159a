//! Text from data made fit for a terminal: nothing in it can act on the terminal.
//!
//! In: bytes of whatever origin. Out: text in which every control character, and every byte that is no text, has become
//! something that can be seen. Two forms: for messages and lists, `^[` and `\xff`; for the line editor, one stand-in
//! character that takes one column and from which the byte comes back.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::source::lossless;

/// `bytes` for a message, a list or a prompt: control characters as `^X`, other bytes that are no text as `\xHH`.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        chunk
            .valid()
            .chars()
            .for_each(|character| push_shown(&mut out, character));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}"); // a String takes everything
        }
    }
    out
}

fn push_shown(out: &mut String, character: char) {
    match u32::from(character) {
        code @ 0..0x20 => out.extend(['^', char::from_u32(code + 0x40).unwrap_or('?')]),
        0x7f => out.push_str("^?"),
        code @ 0x80..0xa0 => {
            let _ = write!(out, "\\u{code:04x}"); // likewise
        }
        _ if is_deceptive(character) => {
            let _ = write!(out, "\\u{:04x}", u32::from(character)); // likewise
        }
        _ => out.push(character),
    }
}

/// Characters that take no room and change how others are shown: direction marks and separators of lines.
const fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `bytes` as the line editor holds them: control characters other than tab and newline, and bytes that are no text, are
/// stand-ins of [`lossless`], from which they come back.
#[must_use]
pub fn editable(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len());
    lossless::encode_into(bytes, &mut text);
    let text = String::from_utf8(text).unwrap_or_default();
    if !text.contains(is_control) {
        return text;
    }
    text.chars()
        .map(|character| {
            if is_control(character) {
                stand_in(character)
            } else {
                character
            }
        })
        .collect()
}

const fn is_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\n' | '\t')
}

fn stand_in(character: char) -> char {
    char::from_u32(0x10_FF00 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// A line of the editor as it is drawn: a stand-in as a picture of what it stands for, one column wide as the editor thinks;
/// control characters, which the editor thinks to take no room, not at all.
#[must_use]
pub fn drawn(line: &str) -> Cow<'_, str> {
    let is_plain = |character: char| !is_control(character) && u32::from(character) < 0x10_FF00;
    if line.chars().all(is_plain) {
        return Cow::Borrowed(line);
    }
    Cow::Owned(line.chars().filter_map(picture).collect())
}

fn picture(character: char) -> Option<char> {
    match u32::from(character).checked_sub(0x10_FF00) {
        Some(byte @ 0..0x20) => char::from_u32(0x2400 + byte),
        Some(0x7f) => Some('\u{2421}'),
        Some(_) => Some(char::REPLACEMENT_CHARACTER),
        None => Some(character).filter(|character| !is_control(*character)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_act_on_the_terminal() {
        assert_eq!(
            shown(b"a\x1b]0;x\x07\x7f\xff\xc2\x9b"),
            "a^[]0;x^G^?\\xff\\u009b"
        );
        assert_eq!(shown("é \u{202e}".as_bytes()), "é \\u202e");
    }

    #[test]
    fn what_is_edited_comes_back() {
        let bytes = b"a\x1b\xff\tb\n\xc3\xa9";
        let text = editable(bytes);
        assert_eq!(&*lossless::decode(&text), bytes);
        assert_eq!(drawn(&text), "a\u{241b}\u{fffd}\tb\né");
    }

    #[test]
    fn a_raw_control_character_is_not_drawn() {
        assert_eq!(drawn("a\x1bb"), "ab");
    }
}
