//! An expression in a message: whole when it is short, otherwise the part that matters.
//!
//! Comes in: the text and, if known, where the fault is. Goes out: at most [`LONGEST`] bytes of it, `…` for what is left out.

/// How much of an expression a message shows.
const LONGEST: usize = 60;

const GAP: &[u8] = "…".as_bytes();

/// The part of `text` around the offset `fault`.
pub(super) fn around(text: &[u8], fault: usize) -> Vec<u8> {
    if text.len() <= LONGEST {
        return text.to_vec();
    }
    let last = text.len() - LONGEST;
    let start = fault.saturating_sub(LONGEST / 2).min(last);
    let (start, end) = (boundary(text, start), boundary(text, start + LONGEST));
    let mut shown = Vec::with_capacity(LONGEST + 2 * GAP.len());
    if start > 0 {
        shown.extend_from_slice(GAP);
    }
    shown.extend_from_slice(text.get(start..end).unwrap_or_default());
    if end < text.len() {
        shown.extend_from_slice(GAP);
    }
    shown
}

/// The beginning and the end of `text`: where in it the fault is nobody knows.
pub(super) fn ends(text: &[u8]) -> Vec<u8> {
    if text.len() <= LONGEST {
        return text.to_vec();
    }
    let head = boundary(text, LONGEST / 2);
    let tail = boundary(text, text.len() - LONGEST / 2);
    let head = text.get(..head).unwrap_or_default();
    let tail = text.get(tail..).unwrap_or_default();
    [head, GAP, tail].concat()
}

/// The start of the character that holds the byte at `offset`.
fn boundary(text: &[u8], offset: usize) -> usize {
    let follows = |at: usize| text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (offset.saturating_sub(3)..=offset.min(text.len()))
        .rev()
        .find(|&at| !follows(at))
        .unwrap_or(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_expression_is_shown_whole() {
        assert_eq!(around(b"1 +", 3), b"1 +");
        assert_eq!(ends(b"1 / 0"), b"1 / 0");
    }

    #[test]
    fn a_long_one_is_shown_around_the_fault() {
        let text = format!("{}&&&{}", "1+".repeat(500), "+2".repeat(500));
        let shown = String::from_utf8(around(text.as_bytes(), 1001)).expect("it is ASCII and dots");
        assert_eq!(
            shown,
            "…+1+1+1+1+1+1+1+1+1+1+1+1+1+1+&&&+2+2+2+2+2+2+2+2+2+2+2+2+2+2…",
        );
    }

    #[test]
    fn a_fault_at_an_end_needs_one_gap() {
        let text = "1+".repeat(500);
        let at_end =
            String::from_utf8(around(text.as_bytes(), 1000)).expect("it is ASCII and dots");
        assert_eq!(at_end, format!("…{}", "1+".repeat(30)));
        let at_start = String::from_utf8(around(text.as_bytes(), 0)).expect("it is ASCII and dots");
        assert_eq!(at_start, format!("{}…", "1+".repeat(30)));
    }

    #[test]
    fn characters_stay_whole() {
        let text = "é".repeat(100);
        assert!(String::from_utf8(around(text.as_bytes(), 101)).is_ok());
        assert!(String::from_utf8(ends(text.as_bytes())).is_ok());
        assert_eq!(around(&[0x80; 100], 50).len(), 66);
    }

    #[test]
    fn where_the_place_is_unknown_both_ends_are_shown() {
        let text = format!("{}0", "1/".repeat(500));
        let shown = String::from_utf8(ends(text.as_bytes())).expect("it is ASCII and dots");
        assert_eq!(
            shown,
            format!("{}…{}0", "1/".repeat(15), "/1".repeat(14) + "/")
        );
    }
}
