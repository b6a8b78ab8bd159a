//! Bytes → text.

use super::{Format, NumberKind, NumberType, base64, dump};
use crate::sys::signal::signal_name;

/// The length of `struct signalfd_siginfo`.
pub(super) const SIGINFO_LEN: usize = 128;

impl Format {
    /// The text for `bytes`, without a newline at its end, except for `raw` (nothing is added, ever) and `dump`.
    /// `base` is the number of the first byte, for `dump`.
    pub(crate) fn decode(&self, bytes: &[u8], base: u64) -> Vec<u8> {
        match self {
            Self::Text | Self::Raw | Self::Struct(_) => bytes.to_vec(),
            Self::Hex => hex(bytes),
            Self::Base64 => base64::encode(bytes),
            Self::Dump => dump(bytes, base),
            Self::Numbers(number, _) => number.decode_all(bytes),
            Self::CString | Self::Fixed(_) => until_nul(bytes).to_vec(),
            Self::SigInfo => bytes
                .chunks(SIGINFO_LEN)
                .map(siginfo)
                .collect::<Vec<_>>()
                .join(&b'\n'),
        }
    }

    /// Whether what was decoded is bytes that may be anything, not text that was made here.
    pub(crate) const fn is_bytes(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::Raw | Self::CString | Self::Fixed(_)
        )
    }
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or(b'?');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The bytes before the first NUL.
pub(super) fn until_nul(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    bytes.get(..end).unwrap_or(bytes)
}

/// `bytes` in a form without NUL that `printf %b` turns back into them.
pub(crate) fn escaped(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            0 => text.extend_from_slice(b"\\0000"),
            b'\\' => text.extend_from_slice(b"\\\\"),
            byte => text.push(*byte),
        }
    }
    text
}

impl NumberType {
    /// The numbers in `bytes`, separated by spaces; bytes that are left over are told in hexadecimal.
    fn decode_all(self, bytes: &[u8]) -> Vec<u8> {
        let numbers = bytes.chunks(self.bytes).map(|chunk| {
            if chunk.len() == self.bytes {
                self.decode(chunk).into_bytes()
            } else {
                [&b"+0x"[..], &hex(chunk)].concat()
            }
        });
        numbers.collect::<Vec<_>>().join(&b' ')
    }

    /// One number.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let little = self.ordered(bytes.to_vec());
        let mut wide = [0_u8; 8];
        for (to, from) in wide.iter_mut().zip(&little) {
            *to = *from;
        }
        let bits = u64::from_le_bytes(wide);
        match (self.kind, self.bytes) {
            (NumberKind::Float, 4) => {
                let low = u32::try_from(bits & 0xffff_ffff).unwrap_or(0);
                f32::from_bits(low).to_string()
            }
            (NumberKind::Float, _) => f64::from_bits(bits).to_string(),
            (NumberKind::Unsigned, _) => bits.to_string(),
            (NumberKind::Signed, bytes) => {
                let spare = 64_usize.saturating_sub(bytes * 8);
                ((bits << spare).cast_signed() >> spare).to_string()
            }
        }
    }
}

/// One `struct signalfd_siginfo` (signalfd(2)) with the members that say something.
fn siginfo(bytes: &[u8]) -> Vec<u8> {
    let word = |at: usize| {
        bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk())
            .map_or(0, |four: &[u8; 4]| i32::from_ne_bytes(*four))
    };
    let unsigned = |at: usize| word(at).cast_unsigned();
    let signal = word(0);
    let name = signal_name(signal).map_or_else(|| signal.to_string(), |n| format!("SIG{n}"));
    format!(
        "ssi_signo={signal} name={name} ssi_code={} ssi_pid={} ssi_uid={} ssi_status={} ssi_int={}",
        word(8),
        unsigned(12),
        unsigned(16),
        word(40),
        word(44),
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(format: &str, bytes: &[u8]) -> String {
        let format = Format::parse(format.as_bytes()).expect("a format");
        String::from_utf8(format.decode(bytes, 0)).unwrap()
    }

    #[test]
    fn numbers_have_sign_and_order() {
        assert_eq!(decode("u8", &[255, 1]), "255 1");
        assert_eq!(decode("i8", &[255, 1]), "-1 1");
        assert_eq!(decode("u16be", &[1, 0]), "256");
        assert_eq!(
            decode("i64le", &[254, 255, 255, 255, 255, 255, 255, 255]),
            "-2"
        );
        assert_eq!(decode("f32be", &[0x3f, 0xc0, 0, 0]), "1.5");
        assert_eq!(decode("u16le", &[1, 0, 7]), "1 +0x07");
    }

    #[test]
    fn strings_end_at_the_nul() {
        assert_eq!(decode("cstr", b"ab\0cd"), "ab");
        assert_eq!(decode("str:4", b"abcd"), "abcd");
        assert_eq!(decode("hex", b"\0\xff"), "00ff");
        assert_eq!(decode("base64", b"foo"), "Zm9v");
    }

    #[test]
    fn escaped_bytes_come_back() {
        let bytes = b"a\0\\n1\xff";
        assert_eq!(escaped(bytes), b"a\\0000\\\\n1\xff");
        assert_eq!(super::super::encode::unescape(&escaped(bytes)), bytes);
    }

    #[test]
    fn siginfo_names_the_signal() {
        let mut info = [0_u8; 128];
        info[..4].copy_from_slice(&10_u32.to_ne_bytes());
        info[44..48].copy_from_slice(&42_u32.to_ne_bytes());
        let text = decode("siginfo", &info);
        assert!(text.starts_with("ssi_signo=10 name=SIGUSR1"), "{text}");
        assert!(text.ends_with("ssi_int=42"), "{text}");
    }
}
