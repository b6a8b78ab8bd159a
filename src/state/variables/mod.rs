//! Shell variables (XCU 2.5.3), their attributes, and dynamic scope.
//!
//! A name gets a slot when it is first mentioned and keeps it for the life of the shell. A local
//! variable or a temporary assignment saves what was in the slot and puts it back (shallow binding),
//! so looking a variable up is one index, however deep the calls are.

mod elements;
mod environment;
mod reference;
mod scope;
mod variable;

use std::borrow::Cow;
use std::ffi::CString;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use self::reference::MOST_REFERENCES;
use self::scope::{Mark, Saved};
pub use self::variable::{AssignError, Attributes, Case, Role, Variable};
use super::Ifs;
use super::journal::Journal;
use super::value::Value;
use crate::syntax::ast::Name;

/// Index of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u32);

impl Slot {
    /// Its place in a table of all variables.
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// All variables.
#[derive(Clone)]
pub struct Variables {
    index: FxHashMap<Rc<[u8]>, Slot>,
    slots: Vec<Variable>,
    /// What the open scopes have hidden; a scope is the part from its mark on.
    hidden: Vec<Saved>,
    marks: Vec<Mark>,
    /// `getopts`: offset inside the current argument, 0 at its start. It belongs to `OPTIND`: assigning that resets
    /// it, and what hides that saves it.
    getopts_offset: usize,
    ifs: Ifs,
    is_utf8: bool,
    /// Entries of the environment whose names are no names.
    foreign: Vec<CString>,
    environment: Option<Rc<Vec<CString>>>,
    pub(super) journal: Journal,
}

impl Default for Variables {
    fn default() -> Self {
        Self::new()
    }
}

impl Variables {
    /// No variables.
    #[must_use]
    pub fn new() -> Self {
        Self {
            // Room for a usual environment.
            index: FxHashMap::with_capacity_and_hasher(100, rustc_hash::FxBuildHasher),
            slots: Vec::with_capacity(100),
            hidden: Vec::new(),
            marks: Vec::new(),
            getopts_offset: 0,
            ifs: Ifs::standard(),
            is_utf8: false,
            foreign: Vec::new(),
            environment: None,
            journal: Journal::default(),
        }
    }

    /// The slot of the variable called `name`, made if there is none.
    pub fn slot(&mut self, name: &[u8]) -> Slot {
        if let Some(slot) = self.index.get(name) {
            return *slot;
        }
        let slot = Slot(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        let name: Rc<[u8]> = name.into();
        let role = Role::of(&name);
        let variable = Variable {
            name: Rc::clone(&name),
            value: None,
            attributes: Attributes::default(),
            role,
        };
        self.slots.push(variable);
        self.index.insert(name, slot);
        slot
    }

    /// The slot of a name in the tree, remembered there.
    pub fn slot_of(&mut self, name: &Name) -> Slot {
        match name.slot.get().checked_sub(1) {
            Some(slot) => Slot(slot),
            None => {
                let slot = self.slot(&name.text);
                name.slot.set(slot.0.saturating_add(1));
                slot
            }
        }
    }

    /// The slot of the variable called `name` if it was ever mentioned.
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<Slot> {
        self.index.get(name).copied()
    }

    /// The variable in `slot`.
    #[must_use]
    pub fn at(&self, slot: Slot) -> &Variable {
        // A `Slot` is only made by `slot`, which pushes the entry, and entries are never removed.
        &self.slots[slot.0 as usize]
    }

    /// All changes go through here.
    fn at_mut(&mut self, slot: Slot) -> &mut Variable {
        // As in `at`.
        let variable = &mut self.slots[slot.0 as usize];
        if self.journal.is_open() {
            self.journal.note(slot, variable);
        }
        variable
    }

    /// Makes the variable in `slot` what it was. That is no change: an environment further out knows of none.
    pub(super) fn put_back(&mut self, slot: Slot, before: Variable) {
        let variable = &mut self.slots[slot.0 as usize]; // as in `at`
        let exported = variable.attributes.exported || before.attributes.exported;
        let role = before.role;
        *variable = before;
        self.changed(role, exported);
    }

    /// The value in `slot`, if set. Dynamic roles are the expander's business.
    #[must_use]
    pub fn value(&self, slot: Slot) -> Option<&Value> {
        self.at(slot).value.as_ref()
    }

    /// The text of the variable called `name`, if set.
    #[must_use]
    pub fn text(&self, name: &[u8]) -> Option<Cow<'_, [u8]>> {
        let mut slot = self.find(name)?;
        for _ in 0..MOST_REFERENCES {
            match &self.at(slot).value {
                Some(Value::Text(name)) if self.at(slot).role == Role::Reference => {
                    slot = self.find(name)?;
                }
                _ => break,
            }
        }
        self.value(slot)
            .filter(|value| value.is_set())
            .map(Value::text)
    }

    /// `IFS`, ready for use.
    #[must_use]
    pub fn ifs(&self) -> &Ifs {
        &self.ifs
    }

    /// Whether characters are UTF-8 sequences; otherwise each byte is one. Decided by the first of
    /// `LC_ALL`, `LC_CTYPE` and `LANG` that is set and not null (XBD 8.2).
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// Gives the variable in `slot` this text, in the memory of its old value where possible.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn assign_bytes(&mut self, slot: Slot, text: &[u8]) -> Result<Role, AssignError> {
        let variable = self.at_mut(slot);
        if let (Some(Value::Text(old)), true) =
            (&mut variable.value, variable.attributes.is_simple())
        {
            old.clear();
            old.extend_from_slice(text);
            let (role, exported) = (variable.role, variable.attributes.exported);
            self.changed(role, exported);
            return Ok(role);
        }
        self.assign(slot, Value::Text(text.to_vec()))
    }

    /// Replaces the value in `slot`; tells the role so that the caller can follow it up.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn assign(&mut self, slot: Slot, mut value: Value) -> Result<Role, AssignError> {
        let attributes = &self.at(slot).attributes;
        if !attributes.is_simple() {
            self.check_writable(slot)?;
            value = self.in_its_case(slot, value);
        }
        let variable = self.at_mut(slot);
        match (&mut variable.value, value) {
            (Some(Value::Array(array)), Value::Text(text)) => {
                array.elements.insert(0, text);
            }
            (Some(Value::Array(array)), value @ Value::Int(_)) => {
                array.elements.insert(0, value.text().into_owned());
            }
            (Some(Value::Text(old)), Value::Text(new)) if old.capacity() >= new.len() => {
                old.clear();
                old.extend_from_slice(&new);
            }
            (old, new) => *old = Some(new),
        }
        let (role, exported) = (variable.role, variable.attributes.exported);
        self.changed(role, exported);
        Ok(role)
    }

    /// The value as a variable declared with `-u` or `-l` takes it.
    #[cold]
    fn in_its_case(&self, slot: Slot, value: Value) -> Value {
        let case = self.at(slot).attributes.case;
        match value {
            Value::Text(text) if case != Case::AsIs => {
                Value::Text(case.change(&text, self.is_utf8))
            }
            Value::Array(mut array) if case != Case::AsIs => {
                for text in array.elements.values_mut() {
                    *text = case.change(text, self.is_utf8);
                }
                Value::Array(array)
            }
            other => other,
        }
    }

    /// Replaces the whole value, also of an array by a scalar.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn replace(&mut self, slot: Slot, value: Value) -> Result<Role, AssignError> {
        self.check_writable(slot)?;
        self.at_mut(slot).value = None;
        self.assign(slot, value)
    }

    /// Adds `text` at the end of the value, in the memory of the old one where possible; of an array, to element 0.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn append(&mut self, slot: Slot, text: &[u8]) -> Result<Role, AssignError> {
        let variable = self.at_mut(slot);
        if let (Some(Value::Text(old)), true) =
            (&mut variable.value, variable.attributes.is_simple())
        {
            old.extend_from_slice(text);
            let (role, exported) = (variable.role, variable.attributes.exported);
            self.changed(role, exported);
            return Ok(role);
        }
        let mut value = match &variable.value {
            Some(value) => value.text().into_owned(),
            None => Vec::new(),
        };
        value.extend_from_slice(text);
        self.assign(slot, Value::Text(value))
    }

    /// Unsets the variable: value and attributes go.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn unset(&mut self, slot: Slot) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        let variable = self.at_mut(slot);
        let exported = variable.attributes.exported;
        variable.value = None;
        variable.attributes = Attributes::default();
        let role = variable.role;
        if !matches!(role, Role::Ifs | Role::Path | Role::OptInd) {
            variable.role = Role::Plain;
        }
        self.changed(role, exported);
        Ok(())
    }

    /// Takes away the value and keeps everything else: how a local variable begins.
    pub fn clear_value(&mut self, slot: Slot) {
        let variable = self.at_mut(slot);
        variable.value = None;
        let (role, exported) = (variable.role, variable.attributes.exported);
        self.changed(role, exported);
    }

    /// Whether the variable in `slot` may be changed.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn check_writable(&self, slot: Slot) -> Result<(), AssignError> {
        let variable = self.at(slot);
        if variable.attributes.readonly {
            return Err(AssignError::Readonly {
                name: Rc::clone(&variable.name),
            });
        }
        Ok(())
    }

    /// Marks it for export, or not.
    pub fn set_exported(&mut self, slot: Slot, on: bool) {
        if self.at(slot).attributes.exported != on {
            self.at_mut(slot).attributes.exported = on;
            self.environment = None;
        }
    }

    /// Changes the attributes as `change` says.
    pub fn change_attributes(&mut self, slot: Slot, change: impl FnOnce(&mut Attributes)) {
        let variable = self.at_mut(slot);
        change(&mut variable.attributes);
        variable.follow_attributes();
        self.environment = None;
    }

    fn changed(&mut self, role: Role, exported: bool) {
        if exported {
            self.environment = None;
        }
        match role {
            Role::Locale => {
                self.is_utf8 = self.names_utf8();
                self.refresh_ifs();
            }
            Role::Ifs => self.refresh_ifs(),
            Role::OptInd => self.getopts_offset = 0,
            _ => {}
        }
    }

    fn refresh_ifs(&mut self) {
        let make = if self.is_utf8 {
            Ifs::new
        } else {
            Ifs::bytewise
        };
        self.ifs = self
            .text(b"IFS")
            .map_or_else(Ifs::standard, |value| make(&value));
    }

    fn names_utf8(&self) -> bool {
        let locale = [&b"LC_ALL"[..], b"LC_CTYPE", b"LANG"]
            .into_iter()
            .filter_map(|name| self.text(name))
            .find(|value| !value.is_empty());
        locale.is_some_and(|locale| {
            let codeset = locale.to_ascii_lowercase();
            let has = |part: &[u8]| memchr::memmem::find(&codeset, part).is_some();
            has(b"utf-8") || has(b"utf8")
        })
    }

    /// Where `getopts` stands in the current argument.
    #[must_use]
    pub const fn getopts_offset(&self) -> usize {
        self.getopts_offset
    }

    /// Notes where `getopts` stands.
    pub const fn set_getopts_offset(&mut self, offset: usize) {
        self.getopts_offset = offset;
    }

    /// All variables that were ever mentioned, in no order; unset ones too.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &Variable)> {
        (0..).map(Slot).zip(&self.slots)
    }

    /// Gives every name that `other` knows the slot it has there: `other` is a copy of these that went on for a while.
    /// A tree that was run with it can then be run with these.
    pub fn adopt_names(&mut self, other: &Self) {
        let known = self.slots.len();
        for variable in other.slots.iter().skip(known) {
            self.slot(&variable.name);
        }
    }
}

#[cfg(test)]
mod tests;
