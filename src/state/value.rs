//! Values of variables.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

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

/// An array: indexed, with subscripts that need not be contiguous, or associative. An associative array gives
/// each key a number, in the order in which they come; wherever an element is meant, its number is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Array {
    /// Elements by subscript (≥ 0) or number of the key.
    pub elements: BTreeMap<i64, Vec<u8>>,
    keys: Option<Box<Keys>>,
}

/// The keys of an associative array. The key `0`, which a scalar stands under, always has the number 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Keys {
    numbers: FxHashMap<Rc<[u8]>, i64>,
    names: BTreeMap<i64, Rc<[u8]>>,
    last: i64,
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
            keys: None,
        }
    }

    /// An associative array without elements.
    #[must_use]
    pub fn associative() -> Self {
        Self {
            keys: Some(Box::default()),
            ..Self::default()
        }
    }

    /// An array of the same kind without elements.
    #[must_use]
    pub fn empty_like(&self) -> Self {
        match self.keys {
            Some(_) => Self::associative(),
            None => Self::default(),
        }
    }

    /// Whether its subscripts are keys.
    #[must_use]
    pub const fn is_associative(&self) -> bool {
        self.keys.is_some()
    }

    /// The number of a key, if an element has it.
    #[must_use]
    pub fn number_of(&self, key: &[u8]) -> Option<i64> {
        match key {
            b"0" => Some(0),
            key => self.keys.as_ref()?.numbers.get(key).copied(),
        }
    }

    /// The number of a key, made if there is none.
    pub fn number_for(&mut self, key: &[u8]) -> i64 {
        if let Some(number) = self.number_of(key) {
            return number;
        }
        let keys = self.keys.get_or_insert_default();
        keys.last += 1;
        let name: Rc<[u8]> = key.into();
        keys.numbers.insert(Rc::clone(&name), keys.last);
        keys.names.insert(keys.last, name);
        keys.last
    }

    /// What stands in the brackets of the element `number`: a key or a subscript.
    #[must_use]
    pub fn subscript(&self, number: i64) -> Cow<'_, [u8]> {
        let key = self.keys.as_ref().and_then(|keys| keys.names.get(&number));
        match key {
            Some(key) => Cow::Borrowed(key),
            None => Cow::Owned(itoa::Buffer::new().format(number).as_bytes().to_vec()),
        }
    }

    /// The elements with what stands in the brackets of each, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (Cow<'_, [u8]>, &[u8])> + Clone {
        let numbers = self.elements.iter();
        numbers.map(|(number, text)| (self.subscript(*number), text.as_slice()))
    }

    /// Removes an element, and its key.
    pub fn remove(&mut self, number: i64) {
        self.elements.remove(&number);
        if let Some(keys) = &mut self.keys
            && let Some(name) = keys.names.remove(&number)
        {
            keys.numbers.remove(&name);
        }
    }

    /// Adds the elements of another array of the same kind, in place of those with the same subscripts.
    pub fn merge(&mut self, added: Self) {
        if !self.is_associative() {
            // Not `append`, which would rebuild the whole tree.
            self.elements.extend(added.elements);
            return;
        }
        for (number, text) in &added.elements {
            let number = self.number_for(&added.subscript(*number));
            self.elements.insert(number, text.clone());
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
        } else if self.is_associative() {
            None
        } else {
            self.next_subscript().checked_add(index).filter(|i| *i >= 0)
        }
    }
}
