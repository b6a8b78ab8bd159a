//! Aliases (XCU 2.3.1).

use std::collections::BTreeMap;
use std::rc::Rc;

/// Aliases by name, in the order in which `alias` prints them.
#[derive(Clone, Debug, Default)]
pub struct AliasTable {
    map: BTreeMap<Box<[u8]>, Rc<[u8]>>,
    changes: u64,
}

impl AliasTable {
    /// The value of alias `name`.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<Rc<[u8]>> {
        self.map.get(name).cloned()
    }

    /// Defines or redefines an alias.
    pub fn set(&mut self, name: &[u8], value: &[u8]) {
        self.changes += 1;
        self.map.insert(name.into(), value.into());
    }

    /// Removes an alias; whether there was one.
    pub fn remove(&mut self, name: &[u8]) -> bool {
        self.changes += 1;
        self.map.remove(name).is_some()
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.changes += 1;
        self.map.clear();
    }

    /// How often it was changed: what was read under the same number was read with the same aliases.
    #[must_use]
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Names and values in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.map.iter().map(|(name, value)| (&**name, &**value))
    }
}
