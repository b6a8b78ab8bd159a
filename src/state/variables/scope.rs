//! Dynamic scope: what a function or the assignments before a command hide, and what comes back.

use super::super::value::Value;
use super::{Attributes, Role, Slot, Variables};

#[derive(Clone)]
pub(super) struct Saved {
    slot: Slot,
    value: Option<Value>,
    attributes: Attributes,
    /// For `OPTIND`: where `getopts` stood.
    getopts_offset: usize,
}

/// Where a scope begins in what is hidden.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    start: usize,
    /// Whether it is that of the assignments before a command, not that of a function.
    is_temporary: bool,
}

impl Variables {
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
}
