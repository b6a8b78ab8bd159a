//! A list of fields: what the expansion of words yields and what commands receive as arguments.

/// Fields (XCU 2.6: the words that a command gets after expansion), stored end to end in one buffer,
/// each followed by a NUL byte, so that a list of a thousand fields costs two allocations and `execve`
/// can point straight into it.
///
/// A field never contains a NUL byte: shell values cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    bytes: Vec<u8>,
    /// For each field, the offset of the NUL that ends it.
    ends: Vec<usize>,
}

impl Fields {
    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// How many fields there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Field number `index`, counted from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        self.bytes.get(self.start(index)..end)
    }

    /// Field number `index` with its final NUL, as `execve` wants it.
    #[must_use]
    pub fn get_with_nul(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        self.bytes.get(self.start(index)..=end)
    }

    fn start(&self, index: usize) -> usize {
        index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |end| end + 1)
    }

    /// Appends one field. NUL bytes in it are dropped, as in every shell.
    pub fn push(&mut self, field: &[u8]) {
        self.extend_last_open(field);
        self.close_last();
    }

    /// Adds bytes to the field under construction; [`close_last`](Self::close_last) ends it.
    pub fn extend_last_open(&mut self, bytes: &[u8]) {
        if !has_nul(bytes) {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.bytes.extend(bytes.iter().copied().filter(|&b| b != 0));
        }
    }

    /// Ends the field under construction (possibly empty).
    pub fn close_last(&mut self) {
        self.ends.push(self.bytes.len());
        self.bytes.push(0);
    }

    /// The bytes of the field under construction.
    #[must_use]
    pub fn open(&self) -> &[u8] {
        self.bytes.get(self.start(self.len())..).unwrap_or_default()
    }

    /// How many bytes the field under construction has so far.
    #[must_use]
    pub fn open_len(&self) -> usize {
        self.bytes.len().saturating_sub(self.start(self.len()))
    }

    /// Forgets the field under construction.
    pub fn discard_open(&mut self) {
        let start = self.start(self.len());
        self.bytes.truncate(start);
    }

    /// Removes all fields and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Removes every field from number `len` on.
    pub fn truncate(&mut self, len: usize) {
        if len < self.ends.len() {
            let start = self.start(len);
            self.bytes.truncate(start);
            self.ends.truncate(len);
        }
    }

    /// The fields in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }
}

/// Most fields are a few bytes: for those a vectored search costs more than it saves.
fn has_nul(bytes: &[u8]) -> bool {
    match bytes.len() {
        ..=24 => bytes.contains(&0),
        _ => memchr::memchr(0, bytes).is_some(),
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Fields {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        let mut fields = Self::new();
        iter.into_iter()
            .for_each(|field| fields.push(field.as_ref()));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_in_order() {
        let fields: Fields = ["a", "", "bc"].into_iter().collect();
        assert_eq!(fields.iter().collect::<Vec<_>>(), [&b"a"[..], b"", b"bc"]);
        assert_eq!(fields.get_with_nul(2), Some(&b"bc\0"[..]));
        assert_eq!(fields.get(3), None);
    }

    #[test]
    fn the_open_field_can_be_looked_at_and_dropped() {
        let mut fields: Fields = ["a"].into_iter().collect();
        fields.extend_last_open(b"bc");
        assert_eq!((fields.open(), fields.open_len()), (&b"bc"[..], 2));
        fields.discard_open();
        fields.push(b"d");
        assert_eq!(fields.iter().collect::<Vec<_>>(), [b"a", b"d"]);
    }

    #[test]
    fn truncate_keeps_the_first_ones() {
        let mut fields: Fields = ["a", "b", "c"].into_iter().collect();
        fields.truncate(1);
        fields.push(b"z");
        assert_eq!(fields.iter().collect::<Vec<_>>(), [b"a", b"z"]);
    }
}
