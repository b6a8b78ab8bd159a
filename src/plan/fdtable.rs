//! A process's descriptor table as `trace` follows it and `explain` simulates it: number → what it leads to.
//!
//! Comes in: what each call did (or, in a simulation, would do). Goes out: the whole table at any moment, and the
//! number that the kernel gives next: always the lowest that is free.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::sys::Fd;

/// What one descriptor leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `file:in`, `pipe:P1.w`, `tty:/dev/pts/0`, ….
    pub object: Rc<str>,
    /// Whether `execve` closes it.
    pub is_cloexec: bool,
    /// Where several descriptors led to one terminal, pipe or socket at the start: which of them this is, or is a copy of.
    pub origin: Option<Fd>,
}

/// All open descriptors of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FdTable {
    entries: BTreeMap<Fd, Entry>,
}

impl FdTable {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that `fd` leads to `object` now, whatever it was before.
    pub fn set(&mut self, fd: Fd, object: impl Into<Rc<str>>, is_cloexec: bool) {
        let object = object.into();
        let entry = Entry {
            object,
            is_cloexec,
            origin: None,
        };
        self.entries.insert(fd, entry);
    }

    /// Tells descriptors that lead to the same thing from each other, so that their copies can be followed. Files have
    /// names enough.
    pub fn mark_origins(&mut self) {
        let objects: Vec<Rc<str>> = self.iter().map(|(_, e)| Rc::clone(&e.object)).collect();
        let is_shared = |object| objects.iter().filter(|other| *other == object).count() > 1;
        for (fd, entry) in &mut self.entries {
            let is_named = entry.object.starts_with("file:");
            entry.origin = (!is_named && is_shared(&entry.object)).then_some(*fd);
        }
    }

    /// Takes over what `before` knows of the descriptors that lead where they led.
    pub fn keep_origins(&mut self, before: &Self) {
        for (fd, entry) in &mut self.entries {
            let known = before.get(*fd);
            entry.origin = known
                .filter(|known| known.object == entry.object)
                .and_then(|known| known.origin);
        }
    }

    /// Whether one of the standard descriptors is a copy of another one of those that led to the same thing.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        (0..3).any(|fd| {
            let origin = self.get(fd).and_then(|entry| entry.origin);
            origin.is_some_and(|origin| origin != fd)
        })
    }

    /// What `fd` leads to.
    #[must_use]
    pub fn get(&self, fd: Fd) -> Option<&Entry> {
        self.entries.get(&fd)
    }

    /// `close`: whether it was open.
    pub fn close(&mut self, fd: Fd) -> bool {
        self.entries.remove(&fd).is_some()
    }

    /// `dup2` and `fcntl(F_DUPFD)`: `to` leads where `from` leads now.
    pub fn copy(&mut self, from: Fd, to: Fd, is_cloexec: bool) {
        if let Some(entry) = self.entries.get(&from).cloned() {
            self.entries.insert(
                to,
                Entry {
                    is_cloexec,
                    ..entry
                },
            );
        }
    }

    /// `fcntl(F_SETFD)`.
    pub fn set_cloexec(&mut self, fd: Fd, on: bool) {
        if let Some(entry) = self.entries.get_mut(&fd) {
            entry.is_cloexec = on;
        }
    }

    /// The number that the kernel would give next, not below `min`.
    #[must_use]
    pub fn lowest_free(&self, min: Fd) -> Fd {
        (min..=Fd::MAX)
            .find(|fd| !self.entries.contains_key(fd))
            .unwrap_or(Fd::MAX)
    }

    /// `execve`: what is close-on-exec goes.
    pub fn exec(&mut self) {
        self.entries.retain(|_, entry| !entry.is_cloexec);
    }

    /// Takes up what is open in `other` and not here.
    pub fn join(&mut self, other: &Self) {
        for (fd, entry) in &other.entries {
            self.entries.entry(*fd).or_insert_with(|| entry.clone());
        }
    }

    /// Gives what the descriptors lead to other names.
    pub fn rename(&mut self, name: impl Fn(&str) -> String) {
        for entry in self.entries.values_mut() {
            entry.object = name(&entry.object).into();
        }
    }

    /// The descriptors in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Fd, &Entry)> {
        self.entries.iter().map(|(fd, entry)| (*fd, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_number_is_next() {
        let mut table = FdTable::new();
        table.set(0, "tty", false);
        table.set(2, "tty", false);
        assert_eq!(table.lowest_free(0), 1);
        assert_eq!(table.lowest_free(2), 3);
    }

    #[test]
    fn what_is_open_in_either_is_open_in_both() {
        let (mut one, mut other) = (FdTable::new(), FdTable::new());
        one.set(1, "file:a", false);
        other.set(1, "file:b", false);
        other.set(3, "file:c", false);
        one.join(&other);
        let objects: Vec<String> = one.iter().map(|(_, e)| e.object.to_string()).collect();
        assert_eq!(objects, ["file:a", "file:c"]);
    }

    #[test]
    fn copies_of_what_looks_the_same_are_told_apart() {
        let mut table = FdTable::new();
        (0..3).for_each(|fd| table.set(fd, "tty:/dev/pts/0", false));
        table.set(3, "file:a", false);
        table.set(4, "file:a", false);
        table.mark_origins();
        assert!(!table.is_mixed());
        for (from, to) in [(1, 5), (2, 1), (5, 2)] {
            table.copy(from, to, false);
        }
        assert!(table.is_mixed());
        let origins: Vec<Option<Fd>> = table.iter().map(|(_, e)| e.origin).collect();
        assert_eq!(origins, [Some(0), Some(2), Some(1), None, None, Some(1)]);
    }

    #[test]
    fn a_copy_stays_where_its_origin_pointed() {
        let mut table = FdTable::new();
        table.set(1, "file:a", true);
        table.copy(1, 2, false);
        table.set(1, "file:b", true);
        assert_eq!(table.get(2).map(|entry| &*entry.object), Some("file:a"));
        table.exec();
        assert_eq!(table.iter().map(|(fd, _)| fd).collect::<Vec<_>>(), [2]);
    }
}
