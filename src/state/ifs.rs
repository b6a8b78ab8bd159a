//! `IFS`, ready for field splitting (XCU 2.6.5).

/// The value of `IFS`, split into what a byte of it means.
///
/// Non-ASCII bytes of the value separate byte by byte only if they are not part of a UTF-8 character;
/// multi-byte characters are kept whole in `wide`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ifs {
    class: [Class; 256],
    first: Box<[u8]>,
    wide: Box<[Box<[u8]>]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Other,
    White,
    Separator,
    /// First byte of one of the characters in `wide`.
    WideLead,
}

impl Ifs {
    /// IFS as it is when unset or at start: space, tab, newline.
    #[must_use]
    pub fn standard() -> Self {
        Self::new(b" \t\n")
    }

    /// IFS with this value in a UTF-8 locale; an empty one never splits.
    #[must_use]
    pub fn new(value: &[u8]) -> Self {
        let characters = bstr::ByteSlice::char_indices(value)
            .map(|(start, end, _)| value.get(start..end).unwrap_or_default());
        Self::of_characters(characters)
    }

    /// IFS with this value in a locale where each byte is a character.
    #[must_use]
    pub fn bytewise(value: &[u8]) -> Self {
        Self::of_characters(value.chunks(1))
    }

    fn of_characters<'v>(characters: impl Iterator<Item = &'v [u8]>) -> Self {
        let mut class = [Class::Other; 256];
        let mut wide: Vec<Box<[u8]>> = Vec::new();
        let mut first: &[u8] = &[];
        for bytes in characters {
            if first.is_empty() {
                first = bytes;
            }
            let Some(&lead) = bytes.first() else { continue };
            let is_white = matches!(bytes, b" " | b"\t" | b"\n");
            let kind = match bytes.len() {
                1 if is_white => Class::White,
                1 => Class::Separator,
                _ => {
                    wide.push(bytes.into());
                    Class::WideLead
                }
            };
            if let Some(entry) = class.get_mut(usize::from(lead)) {
                *entry = kind;
            }
        }
        Self {
            class,
            first: first.into(),
            wide: wide.into(),
        }
    }

    /// Whether `byte` is IFS white space.
    #[must_use]
    pub fn is_white(&self, byte: u8) -> bool {
        self.class.get(usize::from(byte)) == Some(&Class::White)
    }

    /// If a non-white separator starts `text`, its length in bytes.
    #[must_use]
    pub fn separator_len(&self, text: &[u8]) -> Option<usize> {
        match self.class.get(usize::from(*text.first()?))? {
            Class::Separator => Some(1),
            Class::WideLead => self
                .wide
                .iter()
                .find(|w| text.starts_with(w))
                .map(|w| w.len()),
            Class::Other | Class::White => None,
        }
    }

    /// Whether `byte` can start a separator or is IFS white space: a quick test before the exact one.
    #[must_use]
    pub fn may_split(&self, byte: u8) -> bool {
        self.class
            .get(usize::from(byte))
            .is_some_and(|class| *class != Class::Other)
    }

    /// The first character, with which `"$*"` joins; empty if IFS is null.
    #[must_use]
    pub fn joiner(&self) -> &[u8] {
        &self.first
    }
}
