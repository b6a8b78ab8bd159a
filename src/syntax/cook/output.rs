//! What the cooker hands over: text, lifted documents, and the way back to the lines.

use super::Owner;

/// "From this offset of the cooked text on, the text came from that offset of the command."
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Offset in the cooked text.
    pub cooked: u32,
    /// Offset in the text of the command as it was fed.
    pub base: u32,
}

/// Where the body of a here-document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyPlace {
    /// Nothing in it expands: its text, encoded.
    Fixed(Vec<u8>),
    /// Cooked, at these offsets of the text.
    Cooked(u32, u32),
}

/// A here-document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Offset of its operator in the cooked text.
    pub operator: u32,
    /// Its delimiter after quote removal, encoded.
    pub delimiter: Vec<u8>,
    /// Whether the delimiter was quoted.
    pub is_quoted: bool,
    /// Whether the operator was `<<-`.
    pub strips_tabs: bool,
    /// How deep the operator stands.
    pub depth: usize,
    /// Its body.
    pub body: BodyPlace,
    /// Pairs of offset in the body and offset in the command, one for each line.
    pub lines: Vec<(u32, u32)>,
    /// Whether end of file ended it and not its delimiter.
    pub is_cut_off: bool,
}

/// A command substitution in backquotes.
#[derive(Clone, Copy, Debug)]
pub struct Backquote {
    /// Offset of its first backquote in the cooked text.
    pub opened: u32,
    /// Where its content stands in the cooked text.
    pub content: (u32, u32),
}

/// Cooked text. The command comes first, then the bodies and backquotes that were lifted out of it.
#[derive(Clone, Debug, Default)]
pub struct Cooked {
    /// The text, always valid UTF-8.
    pub text: Vec<u8>,
    /// The way back, in rising order of `cooked`.
    pub marks: Vec<Mark>,
    /// Here-documents in order of their operators.
    pub documents: Vec<Document>,
    /// Backquotes in order.
    pub backquotes: Vec<Backquote>,
    /// Length of the command itself.
    pub main: u32,
}

impl Cooked {
    /// Forgets everything and keeps the memory, unless it is much.
    pub fn clear(&mut self) {
        if self.text.capacity() > 1 << 20 {
            *self = Self::default();
        }
        self.text.clear();
        self.marks.clear();
        self.documents.clear();
        self.backquotes.clear();
        self.main = 0;
    }

    /// Length of the text.
    pub fn len(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// Notes that what comes next came from `base`.
    pub fn mark(&mut self, base: u32) {
        let cooked = self.len();
        match self.marks.last_mut() {
            Some(last) if last.cooked == cooked => last.base = base,
            _ => self.marks.push(Mark { cooked, base }),
        }
    }

    /// The offset in the text of the command that `offset` came from.
    pub fn base_of(&self, offset: u32) -> u32 {
        let after = self.marks.partition_point(|mark| mark.cooked <= offset);
        let next = self.marks.get(after);
        match after.checked_sub(1).and_then(|i| self.marks.get(i)) {
            Some(mark) => {
                let base = mark.base + (offset - mark.cooked);
                // Text that was put in (an alias value) has no length of its own in the command.
                match next {
                    Some(next) if next.base >= mark.base => base.min(next.base),
                    _ => base,
                }
            }
            None => 0,
        }
    }

    /// Records that the text from `start` on is the piece of `owner`.
    pub(super) fn place(&mut self, owner: Owner, start: u32) {
        let range = (start, self.len());
        match owner {
            Owner::Document(index) => {
                if let Some(document) = self.documents.get_mut(index) {
                    document.body = BodyPlace::Cooked(range.0, range.1);
                }
            }
            Owner::Backquote(index) => {
                if let Some(backquote) = self.backquotes.get_mut(index) {
                    backquote.content = range;
                }
            }
        }
    }
}
