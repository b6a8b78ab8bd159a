//! Remembered locations of commands: what `hash` shows (XCU 2.9.1.4).

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::rc::Rc;

/// Pathnames by command name, with the number of times each was used.
#[derive(Clone, Default)]
pub struct CommandHash {
    map: BTreeMap<Box<[u8]>, (Rc<CStr>, u32)>,
}

impl CommandHash {
    /// The remembered pathname of `name`; counts one use.
    pub fn hit(&mut self, name: &[u8]) -> Option<Rc<CStr>> {
        let (path, hits) = self.map.get_mut(name)?;
        *hits = hits.saturating_add(1);
        Some(Rc::clone(path))
    }

    /// The remembered pathname of `name`, without counting.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<&CStr> {
        self.map.get(name).map(|(path, _)| &**path)
    }

    /// Remembers that `name` is at `path`.
    pub fn insert(&mut self, name: &[u8], path: CString, hits: u32) -> Rc<CStr> {
        let path: Rc<CStr> = path.into();
        self.map.insert(name.into(), (Rc::clone(&path), hits));
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
            .map(|(name, (path, hits))| (&**name, &**path, *hits))
    }
}
