//! Upper case → lower case, for patterns that do not tell one from the other (`nocaseglob`, `nocasematch`).

/// `text` in lower case. Every character keeps its length, so that offsets in the text keep their meaning: the few whose
/// small form has another length stay as they are.
pub(super) fn lower(text: &[u8], utf8: bool) -> Vec<u8> {
    if !utf8 || text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = Vec::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            let mut small = character.to_lowercase();
            let same = match (small.next(), small.next()) {
                (Some(small), None) if small.len_utf8() == character.len_utf8() => small,
                _ => character,
            };
            folded.extend_from_slice(same.encode_utf8(&mut [0; 4]).as_bytes());
        }
        folded.extend_from_slice(chunk.invalid());
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn characters_keep_their_length() {
        assert_eq!(lower(b"AbC[X]", false), b"abc[x]");
        assert_eq!(
            lower("\u{c9}A\u{130}".as_bytes(), true),
            "\u{e9}a\u{130}".as_bytes()
        );
        assert_eq!(lower(b"\xc9A", true), b"\xc9a");
    }
}
