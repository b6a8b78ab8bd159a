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
        self.entries.insert(fd, Entry { object, is_cloexec });
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
