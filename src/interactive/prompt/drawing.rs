//! From the expanded text of a prompt to what is drawn.
//!
//! In: text in which the template's own control characters are stand-ins. Out: the prompt with and without control sequences.
//! Control characters that are there as such came out of an expansion: of them, newlines, tabs and colours pass.

use std::fmt::Write as _;

use super::Prompt;
use crate::interactive::visible;
use crate::sys::resource;

/// The stand-in of `\[`: what follows takes no room.
pub const HIDE: u8 = 1;
/// The stand-in of `\]`.
pub const SHOW: u8 = 2;

/// A block of characters that stand for the control characters of the template. Which block changes from prompt to prompt, so
/// that no file name can hold them on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    base: u32,
}

/// Where the private characters begin, how many a block has, and how many blocks there are.
const PRIVATE: u32 = 0xf_0000;
const BLOCK: u32 = 0x80;
const BLOCKS: u32 = 0x1ff;

impl Marks {
    /// Block number `block`.
    #[must_use]
    pub const fn at(block: u32) -> Self {
        Self {
            base: PRIVATE + block % BLOCKS * BLOCK,
        }
    }

    /// Some block.
    #[must_use]
    pub fn choose() -> Self {
        Self::at(resource::monotonic_time().subsec_nanos())
    }

    /// Appends the stand-in of control character `byte`.
    pub fn push(self, byte: u8, out: &mut Vec<u8>) {
        let character = char::from_u32(self.base + u32::from(byte)).unwrap_or('?');
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn control(self, character: char) -> Option<u8> {
        let offset = u32::from(character).checked_sub(self.base)?;
        u8::try_from(offset).ok().filter(|byte| *byte < 0x80)
    }

    /// Draws `text`.
    #[must_use]
    pub fn draw(self, text: &[u8], has_colours: bool) -> Prompt {
        let mut drawing = Drawing {
            prompt: Prompt::default(),
            is_hidden: false,
            has_colours,
        };
        for chunk in text.utf8_chunks() {
            let mut rest = chunk.valid();
            while let Some(character) = rest.chars().next() {
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
                match self.control(character) {
                    Some(byte) => rest = drawing.own(byte, rest),
                    None => rest = drawing.other(character, rest),
                }
            }
            drawing.shown(&visible::shown(chunk.invalid()));
        }
        drawing.prompt
    }
}

struct Drawing {
    prompt: Prompt,
    is_hidden: bool,
    has_colours: bool,
}

impl Drawing {
    /// A control character of the template; what follows it.
    fn own<'a>(&mut self, byte: u8, rest: &'a str) -> &'a str {
        match byte {
            HIDE => self.is_hidden = true,
            SHOW => self.is_hidden = false,
            0x1b => return self.sequence(rest),
            _ => self.prompt.styled.push(char::from(byte)),
        }
        rest
    }

    /// What follows an ESC of the template: a control sequence takes no room also where nobody has said so.
    fn sequence<'a>(&mut self, rest: &'a str) -> &'a str {
        let length = rest.strip_prefix('[').and_then(|inside| {
            let end = inside.find(|character: char| matches!(character, '@'..='~'))?;
            Some(end + 2)
        });
        let (sequence, after) = rest
            .split_at_checked(length.unwrap_or(0))
            .unwrap_or(("", rest));
        if self.has_colours || !sequence.ends_with('m') {
            let _ = write!(self.prompt.styled, "\x1b{sequence}"); // a String takes everything
        }
        after
    }

    /// Any other character; what follows it.
    fn other<'a>(&mut self, character: char, rest: &'a str) -> &'a str {
        match character {
            '\n' | '\t' => self.shown(character.encode_utf8(&mut [0; 4])),
            '\x1b' => {
                if let Some(length) = colour(rest) {
                    return self.sequence_of(rest, length);
                }
                self.shown("^[");
            }
            _ => {
                let text = visible::shown(character.encode_utf8(&mut [0; 4]).as_bytes());
                self.shown(&text);
            }
        }
        rest
    }

    fn sequence_of<'a>(&mut self, rest: &'a str, length: usize) -> &'a str {
        let (sequence, after) = rest.split_at_checked(length).unwrap_or(("", rest));
        if self.has_colours {
            let _ = write!(self.prompt.styled, "\x1b{sequence}"); // likewise
        }
        after
    }

    fn shown(&mut self, text: &str) {
        self.prompt.styled.push_str(text);
        if !self.is_hidden {
            self.prompt.plain.push_str(text);
        }
    }
}

/// The length of what makes ESC a change of colours (SGR) or of the set of characters to ASCII, if that follows.
fn colour(rest: &str) -> Option<usize> {
    if rest.starts_with("(B") {
        return Some(2);
    }
    let parameters = rest.strip_prefix('[')?;
    let end = parameters.find(|character: char| !matches!(character, '0'..='9' | ';' | ':'))?;
    parameters.get(end..)?.starts_with('m').then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> (String, String) {
        let prompt = Marks::at(0).draw(text.as_bytes(), true);
        (prompt.plain, prompt.styled)
    }

    fn both(plain: &str, styled: &str) -> (String, String) {
        (plain.to_owned(), styled.to_owned())
    }

    #[test]
    fn the_template_may_do_everything() {
        assert_eq!(
            drawn("\u{f0001}\u{f001b}]0;t\u{f0007}\u{f0002}a"),
            both("a", "\x1b]0;t\x07a")
        );
        assert_eq!(drawn("\u{f001b}[1;31ma"), both("a", "\x1b[1;31ma"));
    }

    #[test]
    fn an_expansion_may_only_colour() {
        assert_eq!(
            drawn("\x1b[31ma\x1b(B\nb"),
            both("a\nb", "\x1b[31ma\x1b(B\nb")
        );
        assert_eq!(drawn("\x1b]0;evil\x07"), both("^[]0;evil^G", "^[]0;evil^G"));
        assert_eq!(drawn("\x1b[2J"), both("^[[2J", "^[[2J"));
    }

    #[test]
    fn without_colours_other_sequences_stay() {
        let prompt = Marks::at(0).draw("\u{f001b}[31ma\u{f001b}[K".as_bytes(), false);
        assert_eq!(prompt.styled, "a\x1b[K");
        assert_eq!(Marks::at(0).draw(b"a\xff", true).plain, "a\\xff");
    }
}
