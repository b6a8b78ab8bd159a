//! What variables were before a subshell environment began that has no process of its own (XCU 2.12).
//!
//! The first change of each variable inside is noted; when the environment ends, everything is put back. Nests.

use super::variables::{Slot, Variable, Variables};

/// The notes.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    entries: Vec<Entry>,
    starts: Vec<Start>,
    /// By slot: the number of the environment that has noted it last.
    noted: Vec<u64>,
    /// The number of the environment that is open; 0 if none is.
    current: u64,
    /// How many there have been.
    count: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    slot: Slot,
    variable: Variable,
    noted: u64,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    entries: usize,
    outer: u64,
    getopts_offset: usize,
}

impl Journal {
    /// Whether changes are noted.
    #[inline]
    pub(super) const fn is_open(&self) -> bool {
        self.current != 0
    }

    /// Notes what is in `slot`, the first time in the innermost environment.
    pub(super) fn note(&mut self, slot: Slot, variable: &Variable) {
        let index = slot.index();
        if self.noted.len() <= index {
            self.noted.resize(index + 1, 0);
        }
        let Some(noted) = self.noted.get_mut(index) else {
            return;
        };
        if *noted == self.current {
            return;
        }
        self.entries.push(Entry {
            slot,
            variable: variable.clone(),
            noted: *noted,
        });
        *noted = self.current;
    }
}

impl Variables {
    /// From now on changes are noted, until [`end_trial`](Self::end_trial).
    pub fn begin_trial(&mut self) {
        let getopts_offset = self.getopts_offset();
        let journal = &mut self.journal;
        journal.starts.push(Start {
            entries: journal.entries.len(),
            outer: journal.current,
            getopts_offset,
        });
        journal.count += 1;
        journal.current = journal.count;
    }

    /// Puts back everything that was changed since the innermost [`begin_trial`](Self::begin_trial).
    pub fn end_trial(&mut self) {
        let Some(start) = self.journal.starts.pop() else {
            return;
        };
        self.journal.current = start.outer;
        while self.journal.entries.len() > start.entries {
            let Some(entry) = self.journal.entries.pop() else {
                break;
            };
            if let Some(noted) = self.journal.noted.get_mut(entry.slot.index()) {
                *noted = entry.noted;
            }
            self.put_back(entry.slot, entry.variable);
        }
        self.set_getopts_offset(start.getopts_offset);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    fn set(vars: &mut Variables, name: &[u8], value: &[u8]) {
        let slot = vars.slot(name);
        vars.assign(slot, Value::Text(value.to_vec())).unwrap();
    }

    fn text(vars: &Variables, name: &[u8]) -> Option<Vec<u8>> {
        vars.text(name).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn values_attributes_and_absence_come_back() {
        let mut vars = Variables::new();
        set(&mut vars, b"x", b"before");
        let x = vars.slot(b"x");
        vars.begin_trial();
        set(&mut vars, b"x", b"one");
        set(&mut vars, b"x", b"two");
        set(&mut vars, b"new", b"value");
        vars.change_attributes(x, |attributes| attributes.readonly = true);
        vars.end_trial();
        assert_eq!(text(&vars, b"x"), Some(b"before".to_vec()));
        assert_eq!(text(&vars, b"new"), None);
        assert!(!vars.at(x).attributes.readonly);
    }

    #[test]
    fn an_inner_environment_ends_before_the_outer_one() {
        let mut vars = Variables::new();
        set(&mut vars, b"x", b"0");
        vars.begin_trial();
        set(&mut vars, b"x", b"1");
        vars.begin_trial();
        set(&mut vars, b"x", b"2");
        set(&mut vars, b"y", b"2");
        vars.end_trial();
        assert_eq!(text(&vars, b"y"), None);
        assert_eq!(text(&vars, b"x"), Some(b"1".to_vec()));
        set(&mut vars, b"x", b"3");
        vars.end_trial();
        assert_eq!(text(&vars, b"x"), Some(b"0".to_vec()));
    }

    #[test]
    fn ifs_is_ready_for_use_again_and_a_lost_role_comes_back() {
        let mut vars = Variables::new();
        set(&mut vars, b"IFS", b":");
        let random = vars.slot(b"RANDOM");
        vars.begin_trial();
        set(&mut vars, b"IFS", b"-");
        vars.unset(random).unwrap();
        vars.end_trial();
        assert_eq!(vars.ifs().joiner(), b":");
        assert_eq!(vars.at(random).role, super::super::Role::Random);
    }

    #[test]
    fn the_environment_for_commands_is_the_old_one() {
        let mut vars = Variables::new();
        set(&mut vars, b"x", b"old");
        let x = vars.slot(b"x");
        vars.set_exported(x, true);
        assert_eq!(vars.environment().first().unwrap().to_bytes(), b"x=old");
        vars.begin_trial();
        set(&mut vars, b"x", b"new");
        assert_eq!(vars.environment().first().unwrap().to_bytes(), b"x=new");
        vars.end_trial();
        assert_eq!(vars.environment().first().unwrap().to_bytes(), b"x=old");
    }
}
