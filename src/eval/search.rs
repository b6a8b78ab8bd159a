//! Command search (XCU 2.9.1.4).

use std::ffi::{CStr, CString};
use std::rc::Rc;

use super::Shell;
use crate::sys::Errno;
use crate::sys::file;

/// The path that finds all standard utilities: `command -p`, and what an unset `PATH` means.
pub const STANDARD_PATH: &[u8] = b"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What command search found.
pub enum Located {
    /// The program.
    Path(Rc<CStr>),
    /// Nothing of that name.
    NotFound,
    /// Only something that cannot be executed: why.
    NotExecutable(Errno),
}

impl Shell {
    /// Finds the program `name`: a pathname is taken as it is, others are remembered or looked for along `PATH`.
    pub(super) fn locate(&mut self, name: &[u8]) -> Located {
        self.locate_as(name, true)
    }

    /// The same for a stage of a pipeline, a process of its own: `hash` knows nothing of it.
    pub(super) fn locate_for_stage(&mut self, name: &[u8]) -> Located {
        self.locate_as(name, false)
    }

    fn locate_as(&mut self, name: &[u8], counts: bool) -> Located {
        if self.explainer.is_some() && crate::plan::is_open_question(name) {
            return CString::new(name).map_or(Located::NotFound, |path| Located::Path(path.into()));
        }
        if name.contains(&b'/') {
            return located(name);
        }
        let known = match counts {
            true => self.state.hash.hit(name),
            false => self.state.hash.look(name),
        };
        if let Some(path) = known {
            if file::is_executable_file(path.to_bytes()) {
                return Located::Path(path);
            }
            self.state.hash.remove(name);
        }
        let path = self.search_path();
        let found = search(name, &path);
        match found {
            Located::Path(path) if self.may_remember(&path) => {
                let (hash, path) = (&mut self.state.hash, path.as_ref().to_owned());
                Located::Path(match counts {
                    true => hash.insert(name, path, 1),
                    false => hash.insert_privately(name, path),
                })
            }
            found => found,
        }
    }

    /// The value of `PATH`, or the standard one if it is unset.
    pub(super) fn search_path(&self) -> Vec<u8> {
        self.state
            .vars
            .text(b"PATH")
            .map_or_else(|| STANDARD_PATH.to_vec(), std::borrow::Cow::into_owned)
    }

    /// Relative results depend on the working directory; a temporary `PATH` must not leave traces.
    fn may_remember(&self, path: &CStr) -> bool {
        let is_local = self
            .state
            .vars
            .find(b"PATH")
            .is_some_and(|slot| self.state.vars.is_local(slot));
        path.to_bytes().starts_with(b"/") && !is_local
    }
}

/// Looks for `name` along `path`.
#[must_use]
pub fn search(name: &[u8], path: &[u8]) -> Located {
    let mut refused = None;
    if name.is_empty() {
        return Located::NotFound;
    }
    for directory in path.split(|byte| *byte == b':') {
        let mut candidate = directory.to_vec();
        if !directory.is_empty() && !directory.ends_with(b"/") {
            candidate.push(b'/');
        }
        candidate.extend_from_slice(name);
        match located(&candidate) {
            found @ Located::Path(_) => return found,
            Located::NotExecutable(errno) => refused = refused.or(Some(errno)),
            Located::NotFound => {}
        }
    }
    refused.map_or(Located::NotFound, Located::NotExecutable)
}

fn located(path: &[u8]) -> Located {
    match file::executable_file(path) {
        Ok(()) => CString::new(path).map_or(Located::NotFound, |path| Located::Path(path.into())),
        Err(Errno::ENOENT | Errno::ENOTDIR) => Located::NotFound,
        Err(errno) => Located::NotExecutable(errno),
    }
}
