//! A set of byte positions in a text, one bit for each.

/// Positions from 0 to the length of a text, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Positions {
    words: Vec<u64>,
}

impl Positions {
    /// No position of a text of `len` bytes.
    pub(super) fn none(len: usize) -> Self {
        Self {
            words: vec![0; len / 64 + 1],
        }
    }

    /// Only `position`.
    pub(super) fn only(position: usize, len: usize) -> Self {
        let mut positions = Self::none(len);
        positions.insert(position);
        positions
    }

    pub(super) fn insert(&mut self, position: usize) {
        if let Some(word) = self.words.get_mut(position / 64) {
            *word |= 1 << (position % 64);
        }
    }

    pub(super) fn contains(&self, position: usize) -> bool {
        self.words
            .get(position / 64)
            .is_some_and(|word| word & (1 << (position % 64)) != 0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    pub(super) fn remove_all(&mut self, other: &Self) {
        for (word, less) in self.words.iter_mut().zip(&other.words) {
            *word &= !less;
        }
    }

    pub(super) fn first(&self) -> Option<usize> {
        let index = self.words.iter().position(|word| *word != 0)?;
        let word = self.words.get(index)?;
        Some(index * 64 + word.trailing_zeros() as usize)
    }

    /// The first position that is not before `from`.
    pub(super) fn first_from(&self, from: usize) -> Option<usize> {
        let start = from / 64;
        let masked = self.words.get(start)? & (u64::MAX << (from % 64));
        if masked != 0 {
            return Some(start * 64 + masked.trailing_zeros() as usize);
        }
        let later = self.words.get(start + 1..)?;
        let index = later.iter().position(|word| *word != 0)?;
        let word = later.get(index)?;
        Some((start + 1 + index) * 64 + word.trailing_zeros() as usize)
    }

    pub(super) fn last(&self) -> Option<usize> {
        let index = self.words.iter().rposition(|word| *word != 0)?;
        let word = self.words.get(index)?;
        Some(index * 64 + 63 - word.leading_zeros() as usize)
    }

    /// The positions in rising order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    index * 64 + bit
                })
            })
        })
    }
}
