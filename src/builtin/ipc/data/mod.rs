//! Data formats: how bytes that a builtin moves are written in the shell.
//!
//! `-f FMT` comes in; bytes become text by [`Format::decode`], words become bytes by [`Format::encode`].
//!
//! | format | text |
//! |---|---|
//! | `text` | the bytes; input takes the escapes of `printf %b` |
//! | `raw` | the bytes, neither escaped nor ended by a newline |
//! | `hex` | two digits a byte |
//! | `base64` | RFC 4648 |
//! | `dump` | as `hexdump -C` (output only) |
//! | `u8 i8 … u64 i64 f32 f64`, with `le` or `be`, with `:COUNT` | numbers |
//! | `cstr` | up to the first NUL; input gets one |
//! | `str:N` | a field of N bytes, filled with NULs |
//! | `struct:NAME` | a structure that `struct` described |
//! | `siginfo` | what a signalfd gives (output only) |

mod base64;
mod decode;
mod dump;
mod encode;
mod give;
mod input;
mod structure;

pub(super) use decode::escaped;
pub(super) use dump::dump;
pub(crate) use encode::unescape;
pub(crate) use give::Delivery;
pub(crate) use input::{Input, PIECE, read_file, read_piece};
pub(super) use structure::{decode_struct, encode_struct, layout_of};

use crate::builtin::BuiltinError;
use crate::builtin::ipc::number::bad;

/// How bytes are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `text`
    Text,
    /// `raw`
    Raw,
    /// `hex`
    Hex,
    /// `base64`
    Base64,
    /// `dump`
    Dump,
    /// Numbers, and how many of them if that was said.
    Numbers(NumberType, Option<usize>),
    /// `cstr`
    CString,
    /// `str:N`
    Fixed(usize),
    /// `struct:NAME`
    Struct(Vec<u8>),
    /// `siginfo`
    SigInfo,
}

/// A type of number in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberType {
    /// Signed, unsigned or floating.
    pub(crate) kind: NumberKind,
    /// 1, 2, 4 or 8.
    pub(crate) bytes: usize,
    /// The byte order.
    pub(crate) order: Order,
}

/// What a number in memory means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// Without a sign.
    Unsigned,
    /// Two's complement.
    Signed,
    /// IEEE 754.
    Float,
}

/// A byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// That of the machine.
    Native,
    /// `le`
    Little,
    /// `be`
    Big,
}

impl Format {
    /// The format that `-f` named, or `default`.
    pub(super) fn of(word: Option<&[u8]>, default: Self) -> Result<Self, BuiltinError> {
        word.map_or(Ok(default), Self::parse)
    }

    /// The format called `word`.
    pub(super) fn parse(word: &[u8]) -> Result<Self, BuiltinError> {
        let mut parts = word.splitn(2, |b| *b == b':');
        let name = parts.next().unwrap_or_default();
        let detail = parts.next();
        let format = match (name, detail) {
            (b"text", None) => Some(Self::Text),
            (b"raw", None) => Some(Self::Raw),
            (b"hex", None) => Some(Self::Hex),
            (b"base64", None) => Some(Self::Base64),
            (b"dump", None) => Some(Self::Dump),
            (b"cstr", None) => Some(Self::CString),
            (b"siginfo", None) => Some(Self::SigInfo),
            (b"str", Some(count)) => positive(count).map(Self::Fixed),
            (b"struct", Some(name)) if !name.is_empty() => Some(Self::Struct(name.to_vec())),
            (name, count) => numbers(name, count),
        };
        format.ok_or_else(|| {
            bad(
                "FMT",
                word,
                "not text, raw, hex, base64, dump, u8…i64, f32, f64 (with le or be and :COUNT), cstr, str:N, struct:NAME",
            )
        })
    }

    /// How many bytes one value of this format has, if the format says so.
    pub(super) fn length(&self) -> Option<usize> {
        match self {
            Self::Numbers(number, count) => count.unwrap_or(1).checked_mul(number.bytes),
            Self::Fixed(length) => Some(*length),
            Self::SigInfo => Some(decode::SIGINFO_LEN),
            _ => None,
        }
    }
}

fn numbers(name: &[u8], count: Option<&[u8]>) -> Option<Format> {
    let count = match count {
        None => None,
        Some(count) => Some(positive(count)?),
    };
    Some(Format::Numbers(NumberType::parse(name)?, count))
}

impl NumberType {
    /// The type called `u32`, `i16be`, ….
    pub(crate) fn parse(name: &[u8]) -> Option<Self> {
        let (order, name) = if let Some(rest) = name.strip_suffix(b"le") {
            (Order::Little, rest)
        } else if let Some(rest) = name.strip_suffix(b"be") {
            (Order::Big, rest)
        } else {
            (Order::Native, name)
        };
        let (kind, bytes) = match name {
            b"u8" => (NumberKind::Unsigned, 1),
            b"u16" => (NumberKind::Unsigned, 2),
            b"u32" => (NumberKind::Unsigned, 4),
            b"u64" => (NumberKind::Unsigned, 8),
            b"i8" => (NumberKind::Signed, 1),
            b"i16" => (NumberKind::Signed, 2),
            b"i32" => (NumberKind::Signed, 4),
            b"i64" => (NumberKind::Signed, 8),
            b"f32" => (NumberKind::Float, 4),
            b"f64" => (NumberKind::Float, 8),
            _ => return None,
        };
        Some(Self { kind, bytes, order })
    }
}

/// A decimal number ≥ 1 below 2^31: enough for counts, and products of it cannot overflow.
fn positive(digits: &[u8]) -> Option<usize> {
    let number = crate::builtin::ipc::number::size("COUNT", digits).ok()?;
    (1..=0x7fff_ffff).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name() {
        let of = |word: &str| Format::parse(word.as_bytes()).ok();
        assert_eq!(of("text"), Some(Format::Text));
        assert_eq!(of("str:16"), Some(Format::Fixed(16)));
        assert_eq!(of("struct:point"), Some(Format::Struct(b"point".to_vec())));
        let u32be = NumberType {
            kind: NumberKind::Unsigned,
            bytes: 4,
            order: Order::Big,
        };
        assert_eq!(of("u32be:3"), Some(Format::Numbers(u32be, Some(3))));
        assert_eq!(of("u32be:3").and_then(|f| f.length()), Some(12));
        for word in [
            "", "txt", "u33", "u32:0", "str", "str:0", "text:3", "f16", "struct:",
        ] {
            assert_eq!(of(word), None, "{word}");
        }
    }
}
