//! Shell variables (XCU 2.5.3), their attributes, and dynamic scope.
//!
//! A name gets a slot when it is first mentioned and keeps it for the life of the shell. A local
//! variable or a temporary assignment saves what was in the slot and puts it back (shallow binding),
//! so looking a variable up is one index, however deep the calls are.

use std::borrow::Cow;
use std::ffi::CString;
use std::rc::Rc;

use rustc_hash::FxHashMap;

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

/// What else the shell does with a variable of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Plain,
    /// `IFS`
    Ifs,
    /// `PATH`
    Path,
    /// `OPTIND`
    OptInd,
    /// `LINENO`: the current line.
    LineNo,
    /// `RANDOM` (extension)
    Random,
    /// `SECONDS` (extension)
    Seconds,
    /// `EPOCHREALTIME` (extension)
    EpochRealtime,
    /// `EPOCHSECONDS` (extension)
    EpochSeconds,
    /// `BASHPID` (extension): the process number of this very process.
    BashPid,
    /// `PIPESTATUS` (extension)
    PipeStatus,
    /// `FUNCNAME` (extension)
    FuncName,
    /// `BASH_SOURCE` (extension): the files of the functions that `FUNCNAME` names
    BashSource,
    /// `BASH_LINENO` (extension): the lines from which they were called
    BashLineNo,
    /// `BASH_SUBSHELL` (extension): how many subshells there are around this command
    BashSubshell,
    /// `BASH_COMMAND` (extension): the command that is run, or was when a trap came
    BashCommand,
    /// `OSTYPE`, `HOSTTYPE`, `MACHTYPE`, `HOSTNAME`, `UID`, `EUID`, `GROUPS` (extensions): what the machine and the user are
    Machine,
    /// Its value is the name of the variable that is meant (extension: `declare -n`)
    Reference,
    /// `PPID`
    ParentPid,
    /// `LC_ALL`, `LC_CTYPE`, `LANG`: what a character is.
    Locale,
}

impl Role {
    /// What a variable of this name is for.
    const fn of(name: &[u8]) -> Self {
        match name {
            b"IFS" => Self::Ifs,
            b"PATH" => Self::Path,
            b"OPTIND" => Self::OptInd,
            b"LINENO" => Self::LineNo,
            b"RANDOM" => Self::Random,
            b"SECONDS" => Self::Seconds,
            b"EPOCHREALTIME" => Self::EpochRealtime,
            b"EPOCHSECONDS" => Self::EpochSeconds,
            b"BASHPID" => Self::BashPid,
            b"PIPESTATUS" => Self::PipeStatus,
            b"FUNCNAME" => Self::FuncName,
            b"BASH_SOURCE" => Self::BashSource,
            b"BASH_LINENO" => Self::BashLineNo,
            b"BASH_SUBSHELL" => Self::BashSubshell,
            b"BASH_COMMAND" => Self::BashCommand,
            b"OSTYPE" | b"HOSTTYPE" | b"MACHTYPE" | b"HOSTNAME" | b"UID" | b"EUID" | b"GROUPS" => {
                Self::Machine
            }
            b"PPID" => Self::ParentPid,
            b"LC_ALL" | b"LC_CTYPE" | b"LANG" => Self::Locale,
            _ => Self::Plain,
        }
    }
}

/// The attributes of a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Given to commands in their environment.
    pub exported: bool,
    /// Cannot be assigned or unset.
    pub readonly: bool,
    /// Assigned values are evaluated as arithmetic (extension: `declare -i`).
    pub integer: bool,
    /// Declared as an array (extension: `declare -a`).
    pub array: bool,
    /// Its value is the name of the variable that is meant (extension: `declare -n`).
    pub reference: bool,
    /// What becomes of the letters of assigned values (extension: `declare -u`, `declare -l`).
    pub case: Case,
}

/// What becomes of the letters of a value that is assigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// Nothing.
    #[default]
    AsIs,
    /// They become capital ones.
    Upper,
    /// They become small ones.
    Lower,
}

impl Case {
    /// `text` with its letters changed.
    #[cold]
    fn change(self, text: &[u8], utf8: bool) -> Vec<u8> {
        match (self, utf8) {
            (Self::AsIs, _) => text.to_vec(),
            (Self::Upper, true) => by_character(text, |c| c.to_uppercase().collect()),
            (Self::Upper, false) => text.to_ascii_uppercase(),
            (Self::Lower, true) => by_character(text, |c| c.to_lowercase().collect()),
            (Self::Lower, false) => text.to_ascii_lowercase(),
        }
    }
}

fn by_character(text: &[u8], change: impl Fn(char) -> String) -> Vec<u8> {
    let mut changed = Vec::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            changed.extend_from_slice(change(character).as_bytes());
        }
        changed.extend_from_slice(chunk.invalid());
    }
    changed
}

impl Attributes {
    /// Whether an assignment is nothing but an assignment.
    const fn is_simple(&self) -> bool {
        !self.readonly && matches!(self.case, Case::AsIs)
    }
}

/// A variable: possibly without a value (`export x` before any assignment).
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Rc<[u8]>,
    /// Its value, if it is set.
    pub value: Option<Value>,
    /// Its attributes.
    pub attributes: Attributes,
    /// What else happens with it. Lost when the variable is unset, for the dynamic ones.
    pub role: Role,
}

/// How many references are followed, one from the other.
const MOST_REFERENCES: usize = 32;

impl Variable {
    /// A reference has a role, so that all others need not be asked.
    fn follow_attributes(&mut self) {
        if self.attributes.reference {
            self.role = Role::Reference;
        } else if self.role == Role::Reference {
            self.role = Role::Plain;
        }
    }
}

/// Why an assignment or an unset was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignError {
    /// The variable is readonly.
    Readonly {
        /// Its name.
        name: Rc<[u8]>,
    },
    /// A subscript is out of range (extension).
    BadSubscript {
        /// The array.
        name: Rc<[u8]>,
        /// The subscript.
        index: i64,
    },
}

impl std::fmt::Display for AssignError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Readonly { name } => write!(f, "{}: is readonly", bstr::BStr::new(name)),
            Self::BadSubscript { name, index } => {
                write!(f, "{}[{index}]: bad array subscript", bstr::BStr::new(name))
            }
        }
    }
}

#[derive(Clone)]
struct Saved {
    slot: Slot,
    value: Option<Value>,
    attributes: Attributes,
    /// For `OPTIND`: where `getopts` stood.
    getopts_offset: usize,
}

/// Where a scope begins in what is hidden.
#[derive(Clone, Copy, Default)]
struct Mark {
    start: usize,
    /// Whether it is that of the assignments before a command, not that of a function.
    is_temporary: bool,
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
            if variable.role != Role::Reference || !super::is_name(name) {
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

    /// Sets one element of an array; a scalar becomes element 0 first.
    ///
    /// # Errors
    /// [`AssignError::Readonly`], [`AssignError::BadSubscript`].
    pub fn assign_element(
        &mut self,
        slot: Slot,
        index: i64,
        mut text: Vec<u8>,
    ) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        let case = self.at(slot).attributes.case;
        if case != Case::AsIs {
            text = case.change(&text, self.is_utf8);
        }
        let variable = self.at_mut(slot);
        let mut array = match variable.value.take() {
            Some(Value::Array(array)) => array,
            Some(scalar) => super::Array::from_elements([scalar.text().into_owned()]),
            None => super::Array::default(),
        };
        let resolved = array.resolve(index);
        if let Some(index) = resolved {
            array.elements.insert(index, text);
        }
        variable.value = Some(Value::Array(array));
        let (role, exported, name) = (
            variable.role,
            variable.attributes.exported,
            Rc::clone(&variable.name),
        );
        self.changed(role, exported);
        resolved
            .map(|_| ())
            .ok_or(AssignError::BadSubscript { name, index })
    }

    /// Whether the variable is an associative array.
    #[must_use]
    pub fn is_associative(&self, slot: Slot) -> bool {
        matches!(self.value(slot), Some(Value::Array(array)) if array.is_associative())
    }

    /// The number of the element of an associative array that has this key; one that no element has if there is
    /// none.
    #[must_use]
    pub fn key_number(&self, slot: Slot, key: &[u8]) -> i64 {
        match self.value(slot) {
            Some(Value::Array(array)) => array.number_of(key).unwrap_or(i64::MIN),
            _ => i64::MIN,
        }
    }

    /// The number that an element with this key has or would get.
    pub fn key_number_to_assign(&mut self, slot: Slot, key: &[u8]) -> i64 {
        match &mut self.at_mut(slot).value {
            Some(Value::Array(array)) => array.number_for(key),
            _ => i64::MIN,
        }
    }

    /// Adds elements to an array, in place of those with the same subscripts; a scalar becomes element 0 first.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn extend_array(&mut self, slot: Slot, mut added: super::Array) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        let case = self.at(slot).attributes.case;
        if case != Case::AsIs {
            for text in added.elements.values_mut() {
                *text = case.change(text, self.is_utf8);
            }
        }
        let variable = self.at_mut(slot);
        let mut array = match variable.value.take() {
            Some(Value::Array(array)) => array,
            Some(scalar) => super::Array::from_elements([scalar.text().into_owned()]),
            None => super::Array::default(),
        };
        array.merge(added);
        variable.value = Some(Value::Array(array));
        let (role, exported) = (variable.role, variable.attributes.exported);
        self.changed(role, exported);
        Ok(())
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

    /// Removes one element of an array; of a scalar, element 0 is the variable.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn unset_element(&mut self, slot: Slot, index: i64) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        match &mut self.at_mut(slot).value {
            Some(Value::Array(array)) => {
                if let Some(index) = array.resolve(index) {
                    array.remove(index);
                }
                Ok(())
            }
            Some(_) if index == 0 => self.unset(slot),
            _ => Ok(()),
        }
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

    /// Opens a scope: what [`make_local`](Self::make_local) hides from now on comes back with
    /// [`pop_scope`](Self::pop_scope).
    pub fn push_scope(&mut self) {
        self.open(false);
    }

    /// Opens the scope of the assignments before a command: `local` does not put anything into it.
    pub fn push_temporary_scope(&mut self) {
        self.open(true);
    }

    fn open(&mut self, is_temporary: bool) {
        let start = self.hidden.len();
        self.marks.push(Mark {
            start,
            is_temporary,
        });
    }

    /// How many scopes are open.
    #[must_use]
    pub fn scope_depth(&self) -> usize {
        self.marks.len()
    }

    /// Hides the variable in the innermost scope: its value and attributes will come back. Value and
    /// attributes stay visible until they are changed. Whether this was news to that scope.
    pub fn make_local(&mut self, slot: Slot) -> bool {
        let start = self.marks.last().copied().unwrap_or_default().start;
        if self.hides(start..self.hidden.len(), slot) {
            return false;
        }
        let saved = self.saved(slot);
        self.hidden.push(saved);
        true
    }

    /// The same in the scope of the innermost function, whatever is assigned before the command that asks for it.
    pub fn make_function_local(&mut self, slot: Slot) -> bool {
        let (start, end) = self.function_scope();
        if self.hides(start..end, slot) {
            return false;
        }
        // If an assignment before the command hides it as well, that one has what the function will leave behind.
        let later = self.hidden.iter().skip(end).find(|s| s.slot == slot);
        let saved = later.cloned().unwrap_or_else(|| self.saved(slot));
        self.hidden.insert(end, saved);
        for mark in self.marks.iter_mut().rev().take_while(|m| m.is_temporary) {
            mark.start += 1;
        }
        true
    }

    /// The part of what is hidden that belongs to the innermost scope of a function.
    fn function_scope(&self) -> (usize, usize) {
        let mut end = self.hidden.len();
        for mark in self.marks.iter().rev() {
            if !mark.is_temporary {
                return (mark.start, end);
            }
            end = mark.start;
        }
        (0, end)
    }

    fn hides(&self, part: std::ops::Range<usize>, slot: Slot) -> bool {
        let part = self.hidden.get(part).unwrap_or_default();
        part.iter().any(|saved| saved.slot == slot)
    }

    fn saved(&self, slot: Slot) -> Saved {
        let variable = self.at(slot);
        Saved {
            slot,
            value: variable.value.clone(),
            attributes: variable.attributes,
            getopts_offset: self.getopts_offset,
        }
    }

    /// Whether the innermost scope has hidden `slot`.
    #[must_use]
    pub fn is_local(&self, slot: Slot) -> bool {
        let start = self.marks.last().copied().unwrap_or_default().start;
        self.hides(start..self.hidden.len(), slot)
    }

    /// Whether the innermost function has made `slot` local.
    #[must_use]
    pub fn is_function_local(&self, slot: Slot) -> bool {
        let (start, end) = self.function_scope();
        self.hides(start..end, slot)
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

    /// Keeps an entry of the environment that is no variable, to hand it to commands as it came.
    pub fn pass_on(&mut self, name: &[u8], value: &[u8]) {
        if let Ok(entry) = CString::new([name, b"=", value].concat()) {
            self.foreign.push(entry);
            self.environment = None;
        }
    }

    /// Closes the innermost scope: everything hidden in it comes back, readonly or not. Tells which slots
    /// changed, so that the caller can follow up `PATH`.
    pub fn pop_scope(&mut self) -> Vec<Role> {
        let mark = self.marks.pop().unwrap_or_default();
        let mut roles = Vec::new();
        while self.hidden.len() > mark.start {
            let Some(saved) = self.hidden.pop() else {
                break;
            };
            let variable = self.at_mut(saved.slot);
            let exported = variable.attributes.exported || saved.attributes.exported;
            variable.value = saved.value;
            variable.attributes = saved.attributes;
            variable.follow_attributes();
            let role = variable.role;
            self.changed(role, exported);
            if role == Role::OptInd {
                self.getopts_offset = saved.getopts_offset;
            }
            if role != Role::Plain {
                roles.push(role);
            }
        }
        roles
    }

    /// Closes the innermost scope and keeps the values as they are now (assignments before a special
    /// builtin stay, XCU 2.14).
    pub fn keep_scope(&mut self) {
        let mark = self.marks.pop().unwrap_or_default();
        self.hidden.truncate(mark.start);
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

    /// The exported variables as `name=value`, made anew only after a change.
    pub fn environment(&mut self) -> Rc<Vec<CString>> {
        if let Some(environment) = &self.environment {
            return Rc::clone(environment);
        }
        let entry = |variable: &Variable| {
            let value = variable
                .value
                .as_ref()
                .filter(|_| variable.attributes.exported)?;
            let mut bytes = variable.name.to_vec();
            bytes.push(b'=');
            value.append_to(&mut bytes);
            CString::new(bytes).ok()
        };
        let variables = self.slots.iter().filter_map(entry);
        let environment: Rc<Vec<CString>> =
            Rc::new(variables.chain(self.foreign.iter().cloned()).collect());
        self.environment = Some(Rc::clone(&environment));
        environment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(vars: &Variables, name: &[u8]) -> Option<Vec<u8>> {
        vars.text(name).map(Cow::into_owned)
    }

    fn set(vars: &mut Variables, name: &[u8], value: &[u8]) {
        let slot = vars.slot(name);
        vars.assign(slot, Value::Text(value.to_vec())).unwrap();
    }

    #[test]
    fn a_scope_brings_back_value_and_attributes() {
        let mut vars = Variables::new();
        set(&mut vars, b"x", b"outer");
        let slot = vars.slot(b"x");
        vars.push_scope();
        assert!(vars.make_local(slot));
        assert!(!vars.make_local(slot));
        set(&mut vars, b"x", b"inner");
        vars.set_exported(slot, true);
        vars.pop_scope();
        assert_eq!(text(&vars, b"x"), Some(b"outer".to_vec()));
        assert!(!vars.at(slot).attributes.exported);
    }

    #[test]
    fn getopts_stands_where_it_stood_when_a_local_optind_ends() {
        let mut vars = Variables::new();
        set(&mut vars, b"OPTIND", b"1");
        vars.set_getopts_offset(2);
        vars.push_scope();
        let slot = vars.slot(b"OPTIND");
        vars.make_function_local(slot);
        set(&mut vars, b"OPTIND", b"1");
        assert_eq!(vars.getopts_offset(), 0);
        vars.pop_scope();
        assert_eq!(vars.getopts_offset(), 2);
    }

    #[test]
    fn a_local_variable_outlives_the_assignments_before_local() {
        let mut vars = Variables::new();
        set(&mut vars, b"x", b"outer");
        set(&mut vars, b"t", b"outer");
        let (x, t) = (vars.slot(b"x"), vars.slot(b"t"));
        vars.push_scope();
        vars.push_temporary_scope();
        vars.make_local(t);
        set(&mut vars, b"t", b"temporary");
        vars.make_function_local(x);
        vars.make_function_local(t);
        set(&mut vars, b"x", b"inner");
        vars.pop_scope();
        assert_eq!(text(&vars, b"x"), Some(b"inner".to_vec()));
        assert_eq!(text(&vars, b"t"), Some(b"outer".to_vec()));
        set(&mut vars, b"t", b"inner");
        vars.pop_scope();
        assert_eq!(text(&vars, b"x"), Some(b"outer".to_vec()));
        assert_eq!(text(&vars, b"t"), Some(b"outer".to_vec()));
    }

    #[test]
    fn readonly_is_refused_with_the_name() {
        let mut vars = Variables::new();
        let slot = vars.slot(b"r");
        vars.change_attributes(slot, |a| a.readonly = true);
        let error = vars.assign(slot, Value::Int(1)).unwrap_err();
        assert_eq!(error.to_string(), "r: is readonly");
    }

    #[test]
    fn ifs_follows_assignment_and_unset() {
        let mut vars = Variables::new();
        set(&mut vars, b"IFS", b":");
        assert_eq!(vars.ifs().joiner(), b":");
        let slot = vars.slot(b"IFS");
        vars.unset(slot).unwrap();
        assert_eq!(vars.ifs().joiner(), b" ");
    }

    #[test]
    fn the_first_locale_variable_that_is_not_null_decides() {
        let mut vars = Variables::new();
        assert!(!vars.is_utf8());
        set(&mut vars, b"LANG", b"C.UTF-8");
        assert!(vars.is_utf8());
        set(&mut vars, b"LC_ALL", b"C");
        assert!(!vars.is_utf8());
        set(&mut vars, b"LC_ALL", b"");
        assert!(vars.is_utf8());
    }

    #[test]
    fn assigned_bytes_replace_text_and_numbers() {
        let mut vars = Variables::new();
        let slot = vars.slot(b"x");
        vars.assign(slot, Value::Int(7)).unwrap();
        vars.assign_bytes(slot, b"one").unwrap();
        vars.assign_bytes(slot, b"two").unwrap();
        assert_eq!(text(&vars, b"x"), Some(b"two".to_vec()));
        vars.change_attributes(slot, |a| a.readonly = true);
        assert!(vars.assign_bytes(slot, b"three").is_err());
    }

    #[test]
    fn only_exported_set_variables_are_in_the_environment() {
        let mut vars = Variables::new();
        set(&mut vars, b"a", b"1");
        let b = vars.slot(b"b");
        vars.set_exported(b, true);
        assert!(vars.environment().is_empty());
        vars.assign(b, Value::Int(7)).unwrap();
        assert_eq!(
            vars.environment().as_slice(),
            [CString::new("b=7").unwrap()]
        );
    }
}
