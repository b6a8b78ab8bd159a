//! Bytes as `hexdump -C` shows them: offset, sixteen bytes in hexadecimal, the same as text.

/// The dump of `bytes`, whose first one has the number `base`. Lines equal to the one before become one `*`.
pub(crate) fn dump(bytes: &[u8], base: u64) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().saturating_mul(5));
    let mut before: &[u8] = &[];
    let mut is_folded = false;
    for (line, offset) in bytes.chunks(16).zip((base..).step_by(16)) {
        if line.len() == 16 && line == before {
            if !is_folded {
                text.extend_from_slice(b"*\n");
            }
            is_folded = true;
            continue;
        }
        is_folded = false;
        before = line;
        dump_line(&mut text, line, offset);
    }
    if !bytes.is_empty() {
        let end = base.saturating_add(bytes.len() as u64);
        text.extend_from_slice(format!("{end:08x}\n").as_bytes());
    }
    text
}

fn dump_line(text: &mut Vec<u8>, line: &[u8], offset: u64) {
    text.extend_from_slice(format!("{offset:08x} ").as_bytes());
    for column in 0..16 {
        if column == 8 || column == 0 {
            text.push(b' ');
        }
        match line.get(column) {
            Some(byte) => text.extend_from_slice(format!("{byte:02x} ").as_bytes()),
            None => text.extend_from_slice(b"   "),
        }
    }
    text.extend_from_slice(b" |");
    text.extend(line.iter().map(|byte| match byte {
        0x20..=0x7e => *byte,
        _ => b'.',
    }));
    text.extend_from_slice(b"|\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_like_hexdump() {
        let text = dump(b"hello, world\0\x01\xff!more", 0);
        let expected = "00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 00 01 ff 21  |hello, world...!|\n\
                        00000010  6d 6f 72 65                                       |more|\n\
                        00000014\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn equal_lines_are_folded() {
        let text = String::from_utf8(dump(&[0; 64], 0x20)).unwrap();
        let expected = "00000020  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000060\n";
        assert_eq!(text, expected);
        assert_eq!(dump(b"", 0), b"");
    }
}
