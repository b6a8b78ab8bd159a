//! One entry of the history file: `SECONDS TEXT`, a line each.
//!
//! In: an entry. Out: its line; and back, from whatever a file may hold. In the text `\n` stands for a newline and `\\` for a
//! backslash; every other byte is itself. A line without a number is an entry without a time, so that the file of another
//! shell can be read too.

/// What a line says: when, and the text.
pub type Record = (Option<i64>, Vec<u8>);

/// The line of an entry, with its newline.
#[must_use]
pub fn encode(when: Option<i64>, text: &[u8]) -> Vec<u8> {
    let mut line = when.unwrap_or(0).to_string().into_bytes();
    line.push(b' ');
    for &byte in text {
        match byte {
            b'\n' => line.extend_from_slice(b"\\n"),
            b'\\' => line.extend_from_slice(b"\\\\"),
            _ => line.push(byte),
        }
    }
    line.push(b'\n');
    line
}

/// The entries of a file, whatever it holds. A line that is cut off is an entry too; blank ones are none; NUL bytes, which a
/// crash of the machine may leave, are dropped.
pub fn decode_all(bytes: &[u8]) -> impl Iterator<Item = Record> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(decode)
        .filter(|(_, text)| !text.iter().all(u8::is_ascii_whitespace))
}

fn decode(line: &[u8]) -> Record {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = line
        .get(..digits)
        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    match (number, line.get(digits..)) {
        (Some(seconds), Some([b' ', text @ ..])) => {
            (Some(seconds).filter(|seconds| *seconds > 0), unescape(text))
        }
        _ => (None, unescape(line)),
    }
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied().filter(|byte| *byte != 0);
    while let Some(byte) = rest.next() {
        match (byte, byte == b'\\') {
            (_, false) => out.push(byte),
            (_, true) => match rest.next() {
                Some(b'n') => out.push(b'\n'),
                Some(b'\\') | None => out.push(b'\\'),
                Some(other) => out.extend_from_slice(&[b'\\', other]),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Record> {
        decode_all(bytes).collect()
    }

    #[test]
    fn an_entry_is_one_line() {
        let line = encode(Some(12), b"for i in a\ndo echo '\\n'\ndone \xff");
        assert_eq!(line, b"12 for i in a\\ndo echo '\\\\n'\\ndone \xff\n");
        assert_eq!(
            all(&line),
            [(Some(12), b"for i in a\ndo echo '\\n'\ndone \xff".to_vec())]
        );
    }

    #[test]
    fn a_file_of_another_shell_can_be_read() {
        assert_eq!(
            all(b"ls -l\n\ncut -d\\; f"),
            [(None, b"ls -l".to_vec()), (None, b"cut -d\\; f".to_vec())]
        );
    }

    #[test]
    fn remains_of_a_crash_do_no_harm() {
        assert_eq!(
            all(b"5 ls\n\0\0\0\0\n6 c\0d\n7 cut o\\"),
            [
                (Some(5), b"ls".to_vec()),
                (Some(6), b"cd".to_vec()),
                (Some(7), b"cut o\\".to_vec()),
            ]
        );
    }
}
