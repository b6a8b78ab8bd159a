//! Words → bytes.

use super::{Format, NumberKind, NumberType, Order, base64};
use crate::builtin::BuiltinError;
use crate::builtin::ipc::number::bad;
use crate::builtin::numbers;

impl Format {
    /// The bytes that `words` stand for. Text and base 64 of several words are joined by spaces, as `echo` does.
    pub(crate) fn encode(&self, words: &[&[u8]]) -> Result<Vec<u8>, BuiltinError> {
        match self {
            Self::Text => Ok(unescape(&words.join(&b' '))),
            Self::Raw => Ok(words.join(&b' ')),
            Self::Hex => hex(&words.concat()),
            Self::Base64 => {
                let text = words.concat();
                base64::decode(&text).ok_or_else(|| bad("DATA", &text, "not base 64"))
            }
            Self::Numbers(number, count) => number_list(*number, *count, words),
            Self::CString => {
                let mut bytes = unescape(&words.join(&b' '));
                if bytes.contains(&0) {
                    return Err(bad("DATA", &bytes, "a NUL byte inside a cstr"));
                }
                bytes.push(0);
                Ok(bytes)
            }
            Self::Fixed(length) => fixed(&unescape(&words.join(&b' ')), *length),
            Self::Dump => Err(output_only("dump")),
            Self::SigInfo => Err(output_only("siginfo")),
            Self::Struct(_) => Err(output_only("struct without its layout")),
        }
    }
}

fn output_only(name: &str) -> BuiltinError {
    BuiltinError::usage(format!("format {name} is for output only"))
}

/// Replaces the escapes of `printf %b`: `\a \b \f \n \r \t \v \\ \0ddd`, `\c` (nothing more), and `\xHH` and `\ddd`.
pub(crate) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some((&letter, after)) = rest.split_first() else {
            bytes.push(b'\\');
            break;
        };
        rest = after;
        match letter {
            b'a' => bytes.push(7),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'v' => bytes.push(11),
            b'\\' => bytes.push(b'\\'),
            b'c' => break,
            b'0' => rest = push_number(&mut bytes, rest, 8, 3, 0),
            b'1'..=b'7' => rest = push_number(&mut bytes, rest, 8, 2, u32::from(letter - b'0')),
            b'x' if rest.first().is_some_and(u8::is_ascii_hexdigit) => {
                rest = push_number(&mut bytes, rest, 16, 2, 0);
            }
            other => bytes.extend([b'\\', other]),
        }
    }
    bytes
}

/// Adds the byte whose digits begin `text`, after those already in `value`; what is left of `text`.
fn push_number<'t>(
    bytes: &mut Vec<u8>,
    text: &'t [u8],
    radix: u32,
    most: usize,
    mut value: u32,
) -> &'t [u8] {
    let mut rest = text;
    for _ in 0..most {
        let Some((&byte, after)) = rest.split_first() else {
            break;
        };
        let Some(digit) = char::from(byte).to_digit(radix) else {
            break;
        };
        value = value * radix + digit;
        rest = after;
    }
    bytes.push((value & 0xff) as u8);
    rest
}

fn hex(text: &[u8]) -> Result<Vec<u8>, BuiltinError> {
    let digits: Option<Vec<u8>> = text
        .iter()
        .filter(|b| !b.is_ascii_whitespace() && **b != b':')
        .map(|b| {
            char::from(*b)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect();
    let digits = digits.ok_or_else(|| bad("DATA", text, "not hexadecimal"))?;
    if !digits.len().is_multiple_of(2) {
        return Err(bad("DATA", text, "an odd number of hexadecimal digits"));
    }
    Ok(digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect())
}

fn fixed(bytes: &[u8], length: usize) -> Result<Vec<u8>, BuiltinError> {
    if bytes.len() > length {
        let why = format!("{} bytes do not fit in str:{length}", bytes.len());
        return Err(bad("DATA", bytes, &why));
    }
    let mut field = bytes.to_vec();
    field.resize(length, 0);
    Ok(field)
}

fn number_list(
    number: NumberType,
    count: Option<usize>,
    words: &[&[u8]],
) -> Result<Vec<u8>, BuiltinError> {
    let values: Vec<&[u8]> = words
        .iter()
        .flat_map(|word| word.split(|b| b.is_ascii_whitespace() || *b == b','))
        .filter(|word| !word.is_empty())
        .collect();
    if let Some(count) = count
        && values.len() != count
    {
        return Err(BuiltinError::usage(format!(
            "the format says {count} numbers, but there are {}",
            values.len()
        )));
    }
    let mut bytes = Vec::with_capacity(values.len().saturating_mul(number.bytes));
    for value in values {
        bytes.extend_from_slice(&number.encode(value)?);
    }
    Ok(bytes)
}

impl NumberType {
    /// The bytes of one number.
    pub(crate) fn encode(self, word: &[u8]) -> Result<Vec<u8>, BuiltinError> {
        if self.kind == NumberKind::Float {
            return self.encode_float(word);
        }
        self.little_endian(word).map(|bytes| self.ordered(bytes))
    }

    /// The bytes of an integer, the lowest first.
    pub(crate) fn little_endian(self, word: &[u8]) -> Result<Vec<u8>, BuiltinError> {
        let little = match self.kind {
            NumberKind::Signed => {
                let bits = u32::try_from(self.bytes * 8).unwrap_or(64);
                let limit = i64::MAX >> (64 - bits);
                numbers::integer_in("number", word, -limit - 1..=limit)?.to_le_bytes()
            }
            _ => {
                let bits = u32::try_from(self.bytes * 8).unwrap_or(64);
                let limit = u64::MAX >> (64 - bits);
                let value = super::super::number::unsigned("number", word)?;
                if value > limit {
                    return Err(bad("number", word, &format!("out of range 0 to {limit}")));
                }
                value.to_le_bytes()
            }
        };
        Ok(little.get(..self.bytes).unwrap_or_default().to_vec())
    }

    fn encode_float(self, word: &[u8]) -> Result<Vec<u8>, BuiltinError> {
        let text = std::str::from_utf8(word).unwrap_or_default();
        let value: f64 = text
            .parse()
            .map_err(|_| bad("number", word, "not a number"))?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "f32 asks for the nearest value"
        )]
        let bytes = match self.bytes {
            4 => (value as f32).to_le_bytes().to_vec(),
            _ => value.to_le_bytes().to_vec(),
        };
        Ok(self.ordered(bytes))
    }

    /// Little-endian bytes in the byte order of the type.
    pub(super) fn ordered(self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.is_big() {
            bytes.reverse();
        }
        bytes
    }

    /// Whether it has the byte order of the machine.
    pub(crate) fn is_native(self) -> bool {
        self.is_big() == cfg!(target_endian = "big")
    }

    pub(super) fn is_big(self) -> bool {
        match self.order {
            Order::Big => true,
            Order::Little => false,
            Order::Native => cfg!(target_endian = "big"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(format: &str, words: &[&str]) -> Result<Vec<u8>, String> {
        let words: Vec<&[u8]> = words.iter().map(|w| w.as_bytes()).collect();
        let format = Format::parse(format.as_bytes()).expect("a format");
        format
            .encode(&words)
            .map_err(|e| String::from_utf8(e.message).unwrap())
    }

    #[test]
    fn text_takes_the_escapes_of_printf_b() {
        assert_eq!(encode("text", &["a\\n", "b"]), Ok(b"a\n b".to_vec()));
        assert_eq!(unescape(b"\\0101\\x41\\101\\0\\q\\"), b"AAA\0\\q\\");
        assert_eq!(unescape(b"one\\ctwo"), b"one");
        assert_eq!(encode("raw", &["a\\n"]), Ok(b"a\\n".to_vec()));
    }

    #[test]
    fn hex_and_base64() {
        assert_eq!(encode("hex", &["00 ff", "7F:01"]), Ok(vec![0, 255, 127, 1]));
        assert!(encode("hex", &["0"]).is_err());
        assert!(encode("hex", &["0g"]).is_err());
        assert_eq!(encode("base64", &["Zm9v"]), Ok(b"foo".to_vec()));
    }

    #[test]
    fn numbers_in_both_orders() {
        assert_eq!(encode("u32be", &["1"]), Ok(vec![0, 0, 0, 1]));
        assert_eq!(encode("i16le", &["-2", "0x10"]), Ok(vec![254, 255, 16, 0]));
        assert_eq!(encode("f32be", &["1"]), Ok(vec![0x3f, 0x80, 0, 0]));
        assert_eq!(encode("u64le", &["18446744073709551615"]), Ok(vec![255; 8]));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert_eq!(
            encode("u8", &["256"]),
            Err("number: '256': out of range 0 to 255".to_owned())
        );
        assert!(encode("i8", &["-129"]).is_err());
        assert!(encode("u8:2", &["1"]).is_err());
        assert!(encode("f64", &["x"]).is_err());
    }

    #[test]
    fn strings_of_c() {
        assert_eq!(encode("cstr", &["ab"]), Ok(b"ab\0".to_vec()));
        assert!(encode("cstr", &["a\\0b"]).is_err());
        assert_eq!(encode("str:4", &["ab"]), Ok(b"ab\0\0".to_vec()));
        assert!(encode("str:1", &["ab"]).is_err());
        assert!(encode("dump", &["x"]).is_err());
    }
}
