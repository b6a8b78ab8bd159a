//! Values of variables.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The value of a variable: bytes without NUL, or a number whose text is its decimal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(Vec<u8>),
    /// The result of arithmetic; its text is made when somebody looks.
    Int(i64),
    /// An indexed array (extension).
    Array(Array),
}

/// An indexed array: subscripts need not be contiguous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Array {
    /// Elements by subscript (≥ 0).
    pub elements: BTreeMap<i64, Vec<u8>>,
}

impl Value {
    /// The value as a scalar: of an array, element 0 (empty if there is none).
    #[must_use]
    pub fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Int(number) => {
                Cow::Owned(itoa::Buffer::new().format(*number).as_bytes().to_vec())
            }
            Self::Array(array) => array
                .elements
                .get(&0)
                .map_or(Cow::Borrowed(&[]), |text| Cow::Borrowed(text)),
        }
    }

    /// Appends the scalar text to `out`.
    pub fn append_to(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => out.extend_from_slice(text),
            Self::Int(number) => {
                out.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes());
            }
            Self::Array(_) => out.extend_from_slice(&self.text()),
        }
    }

    /// Whether it has a scalar value: an array without element 0 has none.
    #[must_use]
    pub fn is_set(&self) -> bool {
        match self {
            Self::Array(array) => array.elements.contains_key(&0),
            _ => true,
        }
    }
}

impl Array {
    /// An array of these elements from subscript 0 on.
    pub fn from_elements(elements: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self {
            elements: (0..).zip(elements).collect(),
        }
    }

    /// The subscript after the last one.
    #[must_use]
    pub fn next_subscript(&self) -> i64 {
        self.elements
            .last_key_value()
            .map_or(0, |(last, _)| last.saturating_add(1))
    }

    /// The subscript that `index` means: negative ones count from the end. `None` if before the start.
    #[must_use]
    pub fn resolve(&self, index: i64) -> Option<i64> {
        if index >= 0 {
            Some(index)
        } else {
            self.next_subscript().checked_add(index).filter(|i| *i >= 0)
        }
    }
}
