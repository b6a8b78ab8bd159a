//! The unread text: lines as they are fed, with the values of aliases spliced in before them.
//!
//! All unread bytes lie in one piece, so that looking ahead is plain slicing: in the fed text itself, or,
//! when something was put before it, in a buffer until that is used up. A position is told by how much
//! is still unread: `virtual position = bytes fed − bytes unread`. Outside alias values that is the
//! offset in the fed text; inside one it is smaller than where the alias word ended.

use super::Piece;

/// What a look ahead finds, line continuations (XCU 2.2.1) skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    /// A byte, and its distance from the next unread one.
    Byte(u8, usize),
    /// There is nothing more.
    End,
    /// The next line must be read to tell.
    Unknown,
}

/// An alias value that is being read.
#[derive(Clone, Debug)]
struct Splice {
    name: Box<[u8]>,
    /// Virtual position where it is used up.
    end: i64,
    /// Offset in the fed text of the alias word.
    word: u32,
    ends_in_blank: bool,
}

/// A place to come back to.
#[derive(Clone, Debug)]
pub struct Place {
    position: i64,
    splices: Vec<Splice>,
    /// The unread rest of the alias values at that place.
    spliced: Vec<u8>,
}

/// The unread text.
#[derive(Debug, Default)]
pub struct Input {
    /// All that was fed.
    fed: Vec<u8>,
    /// The unread text, if something was put before the rest of `fed`.
    buffer: Vec<u8>,
    is_buffered: bool,
    /// Offset of the next byte, in `buffer` or in `fed`.
    next: usize,
    /// Offsets in `fed` where lines start.
    line_starts: Vec<u32>,
    splices: Vec<Splice>,
    /// For a piece: pairs of offset in it and offset in the text of the whole command.
    origin: Vec<(u32, u32)>,
    /// Whether no line follows.
    pub at_end: bool,
}

impl Input {
    /// The text of a piece, all at once.
    pub fn of_piece(piece: &mut Piece) -> Self {
        let content = std::mem::take(&mut piece.content);
        Self {
            fed: content,
            origin: std::mem::take(&mut piece.origin),
            at_end: true,
            ..Self::default()
        }
    }

    /// Adds a line (encoded, with its newline).
    pub fn feed(&mut self, line: &[u8]) {
        if self.is_buffered {
            if self.is_empty() {
                self.is_buffered = false;
                self.next = self.fed.len();
            } else {
                self.buffer.extend_from_slice(line);
            }
        }
        self.line_starts.push(as_u32(self.fed.len()));
        self.fed.extend_from_slice(line);
    }

    /// Forgets everything and keeps the memory, unless it is much.
    pub fn clear(&mut self) {
        if self.fed.capacity() > 1 << 20 {
            *self = Self::default();
        }
        self.fed.clear();
        self.buffer.clear();
        self.is_buffered = false;
        self.next = 0;
        self.line_starts.clear();
        self.splices.clear();
        self.origin.clear();
        self.at_end = false;
    }

    fn unread(&self) -> &[u8] {
        match self.is_buffered {
            true => &self.buffer,
            false => &self.fed,
        }
    }

    /// All text that was fed.
    pub fn fed(&self) -> &[u8] {
        &self.fed
    }

    /// How many lines started at or before `offset` of the fed text, minus one.
    pub fn line_index(&self, offset: u32) -> u32 {
        as_u32(self.line_starts.partition_point(|&start| start <= offset)).saturating_sub(1)
    }

    /// The unread bytes.
    pub fn rest(&self) -> &[u8] {
        self.unread().get(self.next..).unwrap_or_default()
    }

    /// Whether all is read.
    pub fn is_empty(&self) -> bool {
        self.next >= self.unread().len()
    }

    /// The next unread byte.
    pub fn first(&self) -> Option<u8> {
        self.unread().get(self.next).copied()
    }

    /// Marks `count` bytes as read.
    pub fn advance(&mut self, count: usize) {
        self.next = (self.next + count).min(self.unread().len());
    }

    /// The byte at distance `from` or after the line continuations that start there.
    pub fn peek(&self, from: usize) -> Peek {
        let rest = self.rest();
        let mut at = from;
        loop {
            match rest.get(at) {
                Some(b'\\') => match rest.get(at + 1) {
                    Some(b'\n') => at += 2,
                    None if !self.at_end => return Peek::Unknown,
                    _ => return Peek::Byte(b'\\', at),
                },
                Some(&byte) => return Peek::Byte(byte, at),
                None if self.at_end => return Peek::End,
                None => return Peek::Unknown,
            }
        }
    }

    /// A key for the next unread byte that stays the same when the text is read again.
    pub fn key(&self) -> (i64, usize) {
        (self.position(), self.splices.len())
    }

    /// Where the next unread byte is.
    fn position(&self) -> i64 {
        as_i64(self.fed.len()) - as_i64(self.unread().len() - self.next)
    }

    /// Whether the next unread byte comes from an alias value.
    pub fn is_in_splice(&self) -> bool {
        self.splices
            .first()
            .is_some_and(|splice| self.position() < splice.end)
    }

    /// Offset in the text of the whole command that the next unread byte belongs to.
    pub fn base(&self) -> u32 {
        let position = match self.splices.first() {
            Some(splice) if self.position() < splice.end => splice.word,
            _ => u32::try_from(self.position()).unwrap_or(0),
        };
        self.translate(position)
    }

    fn translate(&self, offset: u32) -> u32 {
        if self.origin.is_empty() {
            return offset;
        }
        let after = self.origin.partition_point(|&(start, _)| start <= offset);
        match after.checked_sub(1).and_then(|i| self.origin.get(i)) {
            Some(&(start, base)) => base + (offset - start),
            None => offset,
        }
    }

    /// Puts the value of the alias `name`, whose word started at `word`, before the unread text.
    pub fn splice(&mut self, name: &[u8], value: &[u8], word: u32) {
        let end = self.position();
        let word = self.splices.first().map_or(word, |outer| outer.word);
        self.splices.push(Splice {
            name: name.into(),
            end,
            word,
            ends_in_blank: matches!(value.last(), Some(b' ' | b'\t')),
        });
        self.prepend(value);
    }

    /// Whether the value of the alias `name` is being read.
    pub fn is_being_read(&self, name: &[u8]) -> bool {
        self.splices.iter().any(|splice| &*splice.name == name)
    }

    /// Forgets alias values that are used up; tells whether one of them ended in a blank.
    pub fn drop_used_splices(&mut self) -> bool {
        let position = self.position();
        let mut ends_in_blank = false;
        while let Some(splice) = self.splices.last() {
            if position < splice.end {
                break;
            }
            ends_in_blank |= splice.ends_in_blank;
            self.splices.pop();
        }
        ends_in_blank
    }

    /// Whether any alias value was begun that is not forgotten yet.
    pub fn has_splices(&self) -> bool {
        !self.splices.is_empty()
    }

    fn prepend(&mut self, text: &[u8]) {
        if !self.is_buffered || self.next < text.len() {
            let room = text.len() + self.rest().len() / 2 + 64;
            let mut buffer = vec![0; room];
            buffer.extend_from_slice(self.rest());
            self.buffer = buffer;
            self.is_buffered = true;
            self.next = room;
        }
        let start = self.next - text.len();
        if let Some(gap) = self.buffer.get_mut(start..self.next) {
            gap.copy_from_slice(text);
            self.next = start;
        }
    }

    /// Remembers this place.
    pub fn place(&self) -> Place {
        let spliced = match self.splices.first() {
            Some(outer) => {
                let count = usize::try_from(outer.end - self.position()).unwrap_or(0);
                self.rest().get(..count).unwrap_or_default().to_vec()
            }
            None => Vec::new(),
        };
        Place {
            position: self.position(),
            splices: self.splices.clone(),
            spliced,
        }
    }

    /// Comes back to `place`: what was read since is unread again.
    pub fn rewind(&mut self, place: Place) {
        if let Some(outer) = self.splices.first() {
            let left = usize::try_from(outer.end - self.position()).unwrap_or(0);
            self.advance(left);
        }
        let here = usize::try_from(self.position()).unwrap_or(0);
        let from = match place.splices.first() {
            Some(outer) => outer.end.max(place.position),
            None => place.position,
        };
        let from = usize::try_from(from).unwrap_or(0);
        self.splices = place.splices;
        if !self.is_buffered && place.spliced.is_empty() {
            self.next = from;
            return;
        }
        let mut text = place.spliced;
        text.extend_from_slice(self.fed.get(from..here).unwrap_or_default());
        self.prepend(&text);
    }
}

/// Offsets stay far below 4 GiB: the cooker refuses longer texts.
fn as_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn as_i64(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
