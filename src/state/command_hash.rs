//! Remembered locations of commands: what `hash` shows (XCU 2.9.1.4).

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::rc::Rc;

/// Pathnames by command name.
#[derive(Clone, Default)]
pub struct CommandHash {
    map: BTreeMap<Box<[u8]>, Entry>,
}

#[derive(Clone)]
struct Entry {
    path: Rc<CStr>,
    /// How many times it was used.
    hits: u32,
    /// Whether only stages of pipelines have used it, which are processes of their own: `hash` does not show it.
    is_private: bool,
}

impl CommandHash {
    /// The remembered pathname of `name`; counts one use.
    pub fn hit(&mut self, name: &[u8]) -> Option<Rc<CStr>> {
        let entry = self.map.get_mut(name)?;
        entry.hits = entry.hits.saturating_add(1);
        entry.is_private = false;
        Some(Rc::clone(&entry.path))
    }

    /// The remembered pathname of `name`, for a process of its own: nothing is counted.
    #[must_use]
    pub fn look(&self, name: &[u8]) -> Option<Rc<CStr>> {
        self.map.get(name).map(|entry| Rc::clone(&entry.path))
    }

    /// The remembered pathname of `name`, without counting.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<&CStr> {
        self.map.get(name).map(|entry| &*entry.path)
    }

    /// Remembers that `name` is at `path`.
    pub fn insert(&mut self, name: &[u8], path: CString, hits: u32) -> Rc<CStr> {
        let path: Rc<CStr> = path.into();
        let entry = Entry {
            path: Rc::clone(&path),
            hits,
            is_private: false,
        };
        self.map.insert(name.into(), entry);
        path
    }

    /// The same without a trace in what `hash` shows.
    pub fn insert_privately(&mut self, name: &[u8], path: CString) -> Rc<CStr> {
        let path = self.insert(name, path, 0);
        if let Some(entry) = self.map.get_mut(name) {
            entry.is_private = true;
        }
        path
    }

    /// Forgets `name`; whether it was remembered.
    pub fn remove(&mut self, name: &[u8]) -> bool {
        self.map.remove(name).is_some()
    }

    /// Forgets everything (`hash -r`, assignment to `PATH`).
    pub fn clear(&mut self) {
        self.map.clear();
    }

    /// Name, pathname and number of uses, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &CStr, u32)> {
        self.map
            .iter()
            .filter(|(_, entry)| !entry.is_private)
            .map(|(name, entry)| (&**name, &*entry.path, entry.hits))
    }
}
