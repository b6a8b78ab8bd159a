//! Holes: what only running could tell (`$(date)`, what `read` will read). In a value a hole is one character of a private
//! plane, so that it goes through every expansion unsplit and unchanged; where it is shown, the text as written stands in its place.

/// The character of hole number 0.
const FIRST: u32 = 0xF_0000;
/// How many there can be.
const MOST: u32 = 0xFFFD;

/// The bytes that stand for hole number `number`.
#[must_use]
pub fn hole(number: usize) -> Vec<u8> {
    let number = u32::try_from(number).unwrap_or(MOST).min(MOST);
    let letter = char::from_u32(FIRST + number).unwrap_or('\u{F0000}');
    letter.encode_utf8(&mut [0; 4]).as_bytes().to_vec()
}

/// Whether a value depends on what only running could tell.
#[must_use]
pub fn is_open_question(value: &[u8]) -> bool {
    // All of them begin with the same two bytes or the next.
    value
        .windows(2)
        .any(|pair| matches!(pair, [0xF3, 0xB0..=0xBF]))
}

/// `text` with each hole replaced by what was written there.
#[must_use]
pub fn fill(text: &str, written: &[String]) -> String {
    text.chars().fold(String::new(), |mut out, letter| {
        match number(letter).and_then(|number| written.get(number)) {
            Some(text) => out.push_str(text),
            None => out.push(letter),
        }
        out
    })
}

/// The numbers of the holes in `text`.
pub fn holes(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.chars().filter_map(number)
}

fn number(letter: char) -> Option<usize> {
    let number = u32::from(letter).checked_sub(FIRST)?;
    (number <= MOST).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_shows_what_was_written() {
        let mut value = b"log.".to_vec();
        value.extend(hole(1));
        assert!(is_open_question(&value));
        let text = String::from_utf8(value).unwrap();
        let written = ["$x".to_owned(), "$(date)".to_owned()];
        assert_eq!(fill(&text, &written), "log.$(date)");
        assert_eq!(holes(&text).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn ordinary_text_has_no_holes() {
        assert!(!is_open_question("aé€😀".as_bytes()));
    }
}
