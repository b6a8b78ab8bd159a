//! The text of a pattern with the memory of which bytes quoting makes literal.

/// A pattern text under construction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatternText {
    bytes: Vec<u8>,
    /// Rising, disjoint ranges of quoted bytes.
    quoted: Vec<(u32, u32)>,
}

impl PatternText {
    /// Adds text whose pattern characters are active.
    pub fn push_active(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds text that stands for itself.
    pub fn push_quoted(&mut self, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        mark(&mut self.quoted, start, self.bytes.len());
    }

    /// The text to compile.
    #[must_use]
    pub fn marked(&self) -> Marked<'_> {
        Marked::new(&self.bytes, &self.quoted)
    }
}

/// Notes that `start..end` is quoted; joins it with the range before it.
pub(in crate::expand) fn mark(quoted: &mut Vec<(u32, u32)>, start: usize, end: usize) {
    if start == end {
        return;
    }
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    match quoted.last_mut() {
        Some(last) if last.1 == narrow(start) => last.1 = narrow(end),
        _ => quoted.push((narrow(start), narrow(end))),
    }
}

/// Pattern text with its quoted ranges, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'t> {
    bytes: &'t [u8],
    quoted: &'t [(u32, u32)],
    /// Where `bytes` starts in the text that `quoted` speaks of.
    base: usize,
}

impl<'t> Marked<'t> {
    /// `bytes` with the quoted ranges `quoted` (rising, disjoint).
    #[must_use]
    pub const fn new(bytes: &'t [u8], quoted: &'t [(u32, u32)]) -> Self {
        Self {
            bytes,
            quoted,
            base: 0,
        }
    }

    /// A text of which nothing is quoted; a backslash in it quotes the next character.
    #[must_use]
    pub const fn unquoted(bytes: &'t [u8]) -> Self {
        Self::new(bytes, &[])
    }

    /// Other bytes, as many, of which the same are quoted.
    #[must_use]
    pub const fn with_bytes(self, bytes: &'t [u8]) -> Self {
        Self { bytes, ..self }
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> &'t [u8] {
        self.bytes
    }

    /// The part `start..end` of it; empty if that is not inside.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Self {
        Self {
            bytes: self.bytes.get(start..end).unwrap_or_default(),
            quoted: self.quoted,
            base: self.base + start,
        }
    }

    /// Whether the byte at `offset` is quoted.
    #[must_use]
    pub fn is_quoted(self, offset: usize) -> bool {
        let at = self.base + offset;
        let after = self
            .quoted
            .partition_point(|&(start, _)| start as usize <= at);
        after
            .checked_sub(1)
            .and_then(|index| self.quoted.get(index))
            .is_some_and(|&(_, end)| at < end as usize)
    }

    /// The byte at `offset` if it is there and not quoted.
    #[must_use]
    pub fn active(self, offset: usize) -> Option<u8> {
        let byte = *self.bytes.get(offset)?;
        (!self.is_quoted(offset)).then_some(byte)
    }
}
