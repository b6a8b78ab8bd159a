//! The programs along `PATH`, read once and again when a directory has changed.
//!
//! A directory of programs holds thousands of files, and hardly one that may not be executed: whether a file may be is asked only of
//! the few that are to be shown, once for each.

use std::os::unix::ffi::OsStrExt as _;
use std::time::SystemTime;

use crate::sys::file::{self, Directory, Kind};

/// So many names are shown without asking of each whether it may be executed: nobody looks through them.
const MANY: usize = 500;

/// What the directories of `PATH` hold.
#[derive(Debug, Default)]
pub struct Programs {
    directories: Vec<Listing>,
}

#[derive(Debug)]
struct Listing {
    path: Vec<u8>,
    changed: Option<SystemTime>,
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    name: Vec<u8>,
    /// Whether it may be executed, once that was asked.
    is_program: Option<bool>,
}

impl Programs {
    /// All programs along `path` whose names begin with `typed`, with the directory that each is in. An earlier directory hides what
    /// a later one has.
    pub fn along(&mut self, path: &[u8], typed: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.read(path);
        let is_wanted = move |file: &File| file.name.starts_with(typed);
        let files = self.directories.iter().flat_map(|listing| &listing.files);
        if files.filter(|file| is_wanted(file)).count() <= MANY {
            for Listing { path, files, .. } in &mut self.directories {
                for file in files.iter_mut().filter(|file| is_wanted(file)) {
                    let ask = || file::is_executable_file(&[path, &b"/"[..], &file.name].concat());
                    file.is_program = Some(file.is_program.unwrap_or_else(ask));
                }
            }
        }
        self.directories.iter().flat_map(move |listing| {
            let shown = move |file: &&File| is_wanted(file) && file.is_program != Some(false);
            let files = listing.files.iter().filter(shown);
            files.map(|file| (&*file.name, &*listing.path))
        })
    }

    /// Brings the listings up to date.
    fn read(&mut self, path: &[u8]) {
        let wanted: Vec<&[u8]> = path
            .split(|byte| *byte == b':')
            .filter(|directory| directory.starts_with(b"/"))
            .collect();
        let mut old = std::mem::take(&mut self.directories);
        for directory in wanted {
            let known = old.iter().position(|listing| listing.path == directory);
            let known = known.map(|place| old.swap_remove(place));
            self.directories.push(fresh(directory, known));
        }
    }
}

fn fresh(path: &[u8], known: Option<Listing>) -> Listing {
    let metadata = std::fs::metadata(std::ffi::OsStr::from_bytes(path));
    let changed = metadata.and_then(|metadata| metadata.modified()).ok();
    match known {
        Some(listing) if listing.changed == changed && changed.is_some() => listing,
        _ => Listing {
            path: path.to_vec(),
            changed,
            files: files_in(path),
        },
    }
}

/// What may be a program by the kind that the directory says of it.
fn files_in(path: &[u8]) -> Vec<File> {
    let Ok(directory) = Directory::read(path) else {
        return Vec::new();
    };
    let entries = directory.entries();
    let files =
        entries.filter(|entry| !matches!(entry.kind, Kind::Directory | Kind::Fifo | Kind::Socket));
    files
        .map(|entry| File {
            name: entry.name.to_vec(),
            is_program: None,
        })
        .collect()
}

/// Whether `name` would run a program.
#[must_use]
pub fn is_there(path: &[u8], name: &[u8]) -> bool {
    if name.contains(&b'/') {
        return file::is_executable_file(name);
    }
    path.split(|byte| *byte == b':').any(|directory| {
        let directory = if directory.is_empty() {
            b"."
        } else {
            directory
        };
        file::is_executable_file(&[directory, b"/", name].concat())
    })
}
