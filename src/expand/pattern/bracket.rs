//! Bracket expressions (XCU 2.14.1, XBD 9.3.5): `[a-z]`, `[!…]`, `[[:alpha:]]`, `[[.-.]]`, `[[=a=]]`.
//!
//! Comes in: marked text at an active `[`. Goes out: the set of characters it matches and where it ends,
//! or nothing if no `]` closes it: then the `[` is an ordinary character.

use super::marked::Marked;
use super::{Dialect, first_character};

/// The set of characters that a bracket expression matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bracket {
    is_negated: bool,
    /// Members below 256 (in UTF-8, only those below 128 are looked up here).
    low: [u64; 4],
    /// Members above that, as inclusive ranges.
    ranges: Vec<(u32, u32)>,
    /// Classes, for characters that are not ASCII.
    classes: Vec<Class>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Alnum,
    Alpha,
    Blank,
    Cntrl,
    Digit,
    Graph,
    Lower,
    Print,
    Punct,
    Space,
    Upper,
    XDigit,
}

impl Bracket {
    /// Whether the character with this number is matched.
    pub(super) fn contains(&self, character: u32) -> bool {
        self.holds(character) != self.is_negated
    }

    fn holds(&self, character: u32) -> bool {
        if let Some(word) = self.low.get(character as usize / 64) {
            if word & (1 << (character % 64)) != 0 {
                return true;
            }
            if character < 128 {
                return false;
            }
        }
        self.ranges
            .iter()
            .any(|&(first, last)| first <= character && character <= last)
            || self.classes.iter().any(|class| class.has_wide(character))
    }

    fn add_range(&mut self, first: u32, last: u32) {
        for low in first..=last.min(255) {
            if let Some(word) = self.low.get_mut(low as usize / 64) {
                *word |= 1 << (low % 64);
            }
        }
        if last > 255 && first <= last {
            self.ranges.push((first, last));
        }
    }

    fn add_class(&mut self, class: Class, dialect: Dialect) {
        for byte in 0..128_u8 {
            if class.has_ascii(byte) {
                self.add_range(u32::from(byte), u32::from(byte));
            }
        }
        if dialect.utf8 {
            self.classes.push(class);
        }
    }
}

impl Class {
    fn by_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"alnum" => Self::Alnum,
            b"alpha" => Self::Alpha,
            b"blank" => Self::Blank,
            b"cntrl" => Self::Cntrl,
            b"digit" => Self::Digit,
            b"graph" => Self::Graph,
            b"lower" => Self::Lower,
            b"print" => Self::Print,
            b"punct" => Self::Punct,
            b"space" => Self::Space,
            b"upper" => Self::Upper,
            b"xdigit" => Self::XDigit,
            _ => return None,
        })
    }

    fn has_ascii(self, byte: u8) -> bool {
        match self {
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Alpha => byte.is_ascii_alphabetic(),
            Self::Blank => matches!(byte, b' ' | b'\t'),
            Self::Cntrl => byte.is_ascii_control(),
            Self::Digit => byte.is_ascii_digit(),
            Self::Graph => byte.is_ascii_graphic(),
            Self::Lower => byte.is_ascii_lowercase(),
            Self::Print => byte.is_ascii_graphic() || byte == b' ',
            Self::Punct => byte.is_ascii_punctuation(),
            // is_ascii_whitespace lacks the vertical tab.
            Self::Space => matches!(byte, b' ' | b'\t'..=b'\r'),
            Self::Upper => byte.is_ascii_uppercase(),
            Self::XDigit => byte.is_ascii_hexdigit(),
        }
    }

    /// Membership of characters that are not ASCII, by Unicode properties.
    fn has_wide(self, number: u32) -> bool {
        let Some(character) = char::from_u32(number).filter(|c| !c.is_ascii()) else {
            return false;
        };
        let is_graphic = || !character.is_control() && !character.is_whitespace();
        match self {
            Self::Alnum => character.is_alphanumeric(),
            Self::Alpha => character.is_alphabetic(),
            Self::Blank => character.is_whitespace() && character != '\u{85}',
            Self::Cntrl => character.is_control(),
            Self::Digit | Self::XDigit => false,
            Self::Graph => is_graphic(),
            Self::Lower => character.is_lowercase(),
            Self::Print => !character.is_control(),
            Self::Punct => is_graphic() && !character.is_alphanumeric(),
            Self::Space => character.is_whitespace(),
            Self::Upper => character.is_uppercase(),
        }
    }
}

/// One member as written: a character that may start or end a range, or something that may not.
enum Member {
    Character(u32),
    Class(Option<Class>),
}

/// Reads the bracket expression whose `[` stands at `start`; the set and the offset after its `]`.
pub(super) fn parse(text: Marked<'_>, start: usize, dialect: Dialect) -> Option<(Bracket, usize)> {
    let mut bracket = Bracket::default();
    let mut at = start + 1;
    if matches!(text.active(at), Some(b'!' | b'^')) {
        bracket.is_negated = true;
        at += 1;
    }
    let first = at;
    loop {
        if text.active(at) == Some(b']') && at > first {
            return Some((bracket, at + 1));
        }
        let (member, next) = parse_member(text, at, dialect)?;
        at = next;
        let Member::Character(low) = member else {
            if let Member::Class(Some(class)) = member {
                bracket.add_class(class, dialect);
            }
            continue;
        };
        match parse_range_end(text, at, dialect) {
            Some((high, next)) => {
                bracket.add_range(low, high);
                at = next;
            }
            None => bracket.add_range(low, low),
        }
    }
}

/// `-x` after the start of a range, unless the `-` is the last member.
fn parse_range_end(text: Marked<'_>, at: usize, dialect: Dialect) -> Option<(u32, usize)> {
    if text.active(at) != Some(b'-') || text.active(at + 1) == Some(b']') {
        return None;
    }
    match parse_member(text, at + 1, dialect)? {
        (Member::Character(high), next) => Some((high, next)),
        (Member::Class(_), _) => None,
    }
}

fn parse_member(text: Marked<'_>, at: usize, dialect: Dialect) -> Option<(Member, usize)> {
    let mut at = at;
    match text.active(at) {
        Some(b'[') => {
            if let Some(found) = parse_named(text, at, dialect) {
                return Some(found);
            }
        }
        Some(b'\\') if at + 1 < text.bytes().len() => at += 1,
        _ => {}
    }
    let rest = text.bytes().get(at..)?;
    let (character, len) = first_character(rest, dialect.utf8)?;
    Some((Member::Character(character), at + len))
}

/// `[:class:]`, `[=x=]`, `[.x.]` at `at`.
fn parse_named(text: Marked<'_>, at: usize, dialect: Dialect) -> Option<(Member, usize)> {
    let kind = text
        .active(at + 1)
        .filter(|kind| matches!(kind, b':' | b'=' | b'.'))?;
    let from = at + 2;
    // The name has at least one character, which may be the kind itself: `[...]`.
    let mut end = from + 1;
    loop {
        if end >= text.bytes().len() {
            return None;
        }
        if text.active(end) == Some(kind) && text.active(end + 1) == Some(b']') {
            break;
        }
        end += 1;
    }
    let name = text.bytes().get(from..end)?;
    let member = if kind == b':' {
        Member::Class(Class::by_name(name))
    } else {
        collating_element(name, dialect).map_or(Member::Class(None), Member::Character)
    };
    Some((member, end + 2))
}

/// A collating element: one character, or one of the names that XBD 6.1 gives to punctuation.
fn collating_element(name: &[u8], dialect: Dialect) -> Option<u32> {
    match first_character(name, dialect.utf8)? {
        (character, len) if len == name.len() => Some(character),
        _ => NAMED
            .iter()
            .find(|(known, _)| known.as_bytes() == name)
            .map(|(_, byte)| u32::from(*byte)),
    }
}

const NAMED: [(&str, u8); 39] = [
    ("NUL", 0),
    ("alert", 7),
    ("backspace", 8),
    ("tab", b'\t'),
    ("newline", b'\n'),
    ("vertical-tab", 11),
    ("form-feed", 12),
    ("carriage-return", b'\r'),
    ("space", b' '),
    ("exclamation-mark", b'!'),
    ("quotation-mark", b'"'),
    ("number-sign", b'#'),
    ("dollar-sign", b'$'),
    ("percent-sign", b'%'),
    ("ampersand", b'&'),
    ("apostrophe", b'\''),
    ("left-parenthesis", b'('),
    ("right-parenthesis", b')'),
    ("asterisk", b'*'),
    ("plus-sign", b'+'),
    ("comma", b','),
    ("hyphen", b'-'),
    ("hyphen-minus", b'-'),
    ("period", b'.'),
    ("full-stop", b'.'),
    ("slash", b'/'),
    ("colon", b':'),
    ("semicolon", b';'),
    ("less-than-sign", b'<'),
    ("equals-sign", b'='),
    ("greater-than-sign", b'>'),
    ("question-mark", b'?'),
    ("left-square-bracket", b'['),
    ("backslash", b'\\'),
    ("right-square-bracket", b']'),
    ("circumflex", b'^'),
    ("underscore", b'_'),
    ("vertical-line", b'|'),
    ("tilde", b'~'),
];
