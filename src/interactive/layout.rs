//! Where text stands on the screen: what must be known to take the edited line away and draw it again elsewhere.
//!
//! In: text as the line editor draws it and the width of the terminal. Out: rows. The count is the editor's own, so that both
//! mean the same place.

use unicode_width::UnicodeWidthChar as _;

/// How many rows below its first one the end of `text` stands on a terminal with `columns` columns. Colour sequences
/// take no room.
#[must_use]
pub fn rows_below(text: &str, columns: usize) -> usize {
    let columns = columns.max(1);
    let (mut row, mut column) = (0, 0);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            skip_sequence(&mut characters);
            continue;
        }
        if character == '\n' {
            (row, column) = (row + 1, 0);
            continue;
        }
        let width = match character {
            '\t' => 8 - column % 8,
            _ => character.width().unwrap_or(0),
        };
        column += width;
        if column > columns {
            (row, column) = (row + 1, width);
        }
    }
    row + usize::from(column == columns)
}

/// Skips the rest of a control sequence: up to its final letter.
fn skip_sequence(characters: &mut std::str::Chars<'_>) {
    if characters.next() == Some('[') {
        let _ = characters.find(char::is_ascii_alphabetic); // its end, or that of the text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_the_editor_does() {
        assert_eq!(rows_below("$ ls", 80), 0);
        assert_eq!(rows_below("abc", 3), 1);
        assert_eq!(rows_below("abcd", 3), 1);
        assert_eq!(rows_below("a\nb", 80), 1);
        assert_eq!(rows_below("\x1b[31mabc\x1b[0m", 4), 0);
        assert_eq!(rows_below("漢字漢", 5), 1);
        assert_eq!(rows_below("x", 0), 1);
    }
}
