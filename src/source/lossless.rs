//! Bytes as text and back, without loss.
//!
//! The parser works on `str`, but shell text is bytes. A byte that is not part of valid UTF-8 becomes the
//! character U+10FF00 + byte; genuine characters of that plane's last rows (U+10FF00…U+10FFFF) are
//! written byte by byte in the same way, so that every text comes back exactly as it was.

use std::borrow::Cow;
use std::str;

const BASE: u32 = 0x10_FF00;

/// Appends `bytes` to `text` in encoded form (always valid UTF-8).
pub fn encode_into(bytes: &[u8], text: &mut Vec<u8>) {
    if bytes.is_ascii() || is_plain(bytes) && str::from_utf8(bytes).is_ok() {
        text.extend_from_slice(bytes);
        return;
    }
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let mut buffer = [0; 4];
            let own = c.encode_utf8(&mut buffer).as_bytes();
            if u32::from(c) >= BASE {
                own.iter().for_each(|&byte| push_byte(byte, text));
            } else {
                text.extend_from_slice(own);
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|&byte| push_byte(byte, text));
    }
}

/// Appends one byte as its stand-in character.
fn push_byte(byte: u8, text: &mut Vec<u8>) {
    let c = char::from_u32(BASE + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER);
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Whether `text` stands for its own bytes.
#[must_use]
pub fn is_plain(text: &[u8]) -> bool {
    memchr::memchr(0xF4, text).is_none()
}

/// The bytes that `text` stands for.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, [u8]> {
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c).checked_sub(BASE).map(u8::try_from) {
            Some(Ok(byte)) => bytes.push(byte),
            _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        encode_into(bytes, &mut text);
        decode(str::from_utf8(&text).expect("encoded text is UTF-8")).into_owned()
    }

    #[test]
    fn plain_text_is_itself() {
        let mut text = Vec::new();
        encode_into("a é €".as_bytes(), &mut text);
        assert_eq!(text, "a é €".as_bytes());
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(round(&all), all);
        for byte in 0..=255 {
            assert_eq!(round(&[b'a', byte, b'z']), [b'a', byte, b'z']);
        }
    }

    #[test]
    fn characters_of_the_stand_in_range_come_back() {
        let text = "\u{10FF00}\u{10FFFF}\u{10FEFF}x".as_bytes();
        assert_eq!(round(text), text);
    }
}
