//! Names (XBD 3.216), and the commands that declare them.

use super::ast::Word;

/// Length of the name that `text` starts with; 0 if it starts with none.
#[must_use]
pub fn name_len(text: &[u8]) -> usize {
    match text.first() {
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => text
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count(),
        _ => 0,
    }
}

/// Whether `text` is a name: letters, digits and `_`, not starting with a digit.
#[must_use]
pub fn is_name(text: &[u8]) -> bool {
    !text.is_empty() && name_len(text) == text.len()
}

/// Whether a command that starts with `words` is a declaration utility (XCU 3.102): its arguments that read
/// `name=value` are expanded as assignments are. `command` before it changes nothing.
pub(super) fn declare(words: &[Word]) -> bool {
    let name = words
        .iter()
        .map(Word::ready)
        .find(|&word| word != Some(b"command"));
    matches!(
        name,
        Some(Some(
            b"export" | b"readonly" | b"local" | b"declare" | b"typeset"
        ))
    )
}
