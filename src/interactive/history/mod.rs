//! The history of the prompt: which file keeps it, and how the line editor walks through it.

mod file;
mod record;
mod walk;

use std::path::PathBuf;

use crate::state::{DEFAULT_HISTORY_SIZE, State};
use file::HistoryFile;

pub use walk::Walk;

/// The link between the list in the shell's memory and the file.
#[derive(Debug, Default)]
pub struct Keeper {
    file: Option<HistoryFile>,
    /// Whether the user was told that the file cannot be written.
    has_complained: bool,
}

impl Keeper {
    /// Reads the history that the variables name: `HISTFILE` (empty: none), `HISTSIZE`. The message, if it cannot be read.
    pub fn load(state: &State) -> (Self, Option<String>) {
        let bound = size(state);
        let mut history = state.history.borrow_mut();
        history.set_bound(bound);
        let Some(path) = path(state) else {
            return (Self::default(), None);
        };
        let mut file = HistoryFile::new(&path, bound);
        match file.load() {
            Ok(records) => {
                for (when, text) in records {
                    history.add_saved(&text, when);
                }
                let keeper = Self {
                    file: Some(file),
                    has_complained: false,
                };
                (keeper, None)
            }
            Err(error) => {
                let message = format!(
                    "history: {}: {error}; what you type will not be kept",
                    path.display()
                );
                (Self::default(), Some(message))
            }
        }
    }

    /// Takes note of a changed `HISTSIZE`.
    pub fn set_bound(&mut self, state: &State) {
        let bound = size(state);
        state.history.borrow_mut().set_bound(bound);
        if let Some(file) = &mut self.file {
            file.set_bound(bound);
        }
    }

    /// Brings the file up to date; the message, once, if it cannot be written. What could not be written is tried again with
    /// the next entry.
    pub fn save(&mut self, state: &State) -> Option<String> {
        let mut history = state.history.borrow_mut();
        let file = self.file.as_mut()?;
        let cleared = if history.take_outdated() {
            file.clear()
        } else {
            Ok(())
        };
        let unsaved = history.take_unsaved();
        let saved = cleared.and_then(|()| file.append(&unsaved));
        let Err(error) = saved else {
            self.has_complained = false;
            return None;
        };
        history.give_back_unsaved(unsaved.len());
        if std::mem::replace(&mut self.has_complained, true) {
            return None;
        }
        Some(format!("history: {error}; the last command is not kept"))
    }
}

/// The bound that `HISTSIZE` gives.
fn size(state: &State) -> usize {
    let value = state.vars.text(b"HISTSIZE");
    let number = value.and_then(|text| std::str::from_utf8(&text).ok()?.trim().parse().ok());
    number.unwrap_or(DEFAULT_HISTORY_SIZE)
}

/// `$HISTFILE`, or the file in the directory for state (XDG base directories); `None` when none is to be kept.
fn path(state: &State) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    let variable = |name: &[u8]| {
        let text = state.vars.text(name)?;
        Some(PathBuf::from(std::ffi::OsStr::from_bytes(&text)))
    };
    if let Some(file) = variable(b"HISTFILE") {
        return Some(file).filter(|file| !file.as_os_str().is_empty());
    }
    let state_home = variable(b"XDG_STATE_HOME").filter(|path| path.is_absolute());
    let home = || {
        Some(
            variable(b"HOME")
                .filter(|path| path.is_absolute())?
                .join(".local/state"),
        )
    };
    Some(state_home.or_else(home)?.join("ipcsh/history"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Source};

    fn state(variables: &[(&str, &str)]) -> State {
        let mut state = State::new(Source::new(b"ipcsh", Origin::Prompt));
        for (name, value) in variables {
            state
                .assign_text(name.as_bytes(), value.as_bytes())
                .unwrap();
        }
        state
    }

    #[test]
    fn the_file_is_in_the_directory_for_state() {
        assert_eq!(
            path(&state(&[("HOME", "/h")])),
            Some("/h/.local/state/ipcsh/history".into())
        );
        assert_eq!(
            path(&state(&[("HOME", "/h"), ("XDG_STATE_HOME", "/s")])),
            Some("/s/ipcsh/history".into())
        );
        assert_eq!(
            path(&state(&[("HOME", "/h"), ("HISTFILE", "/f")])),
            Some("/f".into())
        );
        assert_eq!(path(&state(&[("HOME", "/h"), ("HISTFILE", "")])), None);
        assert_eq!(path(&state(&[])), None);
    }

    #[test]
    fn a_session_reads_what_another_has_kept() {
        let home = tempfile::tempdir().unwrap();
        let here = home.path().to_str().unwrap().to_owned();
        let first = state(&[("XDG_STATE_HOME", &here)]);
        let (mut keeper, message) = Keeper::load(&first);
        assert_eq!(message, None);
        first.history.borrow_mut().add(b"echo hi", 9);
        assert_eq!(keeper.save(&first), None);
        let second = state(&[("XDG_STATE_HOME", &here)]);
        Keeper::load(&second);
        let history = second.history.borrow();
        assert_eq!(
            history.last().map(|entry| (entry.when, &*entry.text)),
            Some((Some(9), &b"echo hi"[..]))
        );
    }
}
