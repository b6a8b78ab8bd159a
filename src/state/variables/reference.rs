//! References to other variables (extension: `declare -n`).

use super::super::value::Value;
use super::{Role, Slot, Variables};
use crate::syntax::ast::Name;

/// How many references are followed, one from the other.
pub(super) const MOST_REFERENCES: usize = 32;

impl Variables {
    /// The slot of the variable that `name` means: not its own if it is a reference.
    pub fn target(&mut self, name: &[u8]) -> Slot {
        let slot = self.slot(name);
        self.follow(slot)
    }

    /// The same for a name in the tree.
    #[inline]
    pub fn target_of(&mut self, name: &Name) -> Slot {
        let slot = self.slot_of(name);
        if self.at(slot).role == Role::Reference {
            return self.follow(slot);
        }
        slot
    }

    /// The variable that the one in `slot` means, if that is a reference. One that means nothing yet is itself meant, and
    /// so is one that leads back to itself: `declare -n` refuses to make such.
    #[cold]
    pub fn follow(&mut self, slot: Slot) -> Slot {
        let mut at = slot;
        for _ in 0..MOST_REFERENCES {
            let variable = self.at(at);
            let Some(Value::Text(name)) = &variable.value else {
                return at;
            };
            if variable.role != Role::Reference || !super::super::is_name(name) {
                return at;
            }
            let name = name.clone();
            at = self.slot(&name);
        }
        slot
    }

    /// Whether a reference in `slot` to `name` would lead back to itself.
    pub fn is_circle(&mut self, slot: Slot, name: &[u8]) -> bool {
        let mut at = self.slot(name);
        for _ in 0..MOST_REFERENCES {
            if at == slot {
                return true;
            }
            let variable = self.at(at);
            match &variable.value {
                Some(Value::Text(name)) if variable.role == Role::Reference => {
                    let name = name.clone();
                    at = self.slot(&name);
                }
                _ => return false,
            }
        }
        true
    }
}
