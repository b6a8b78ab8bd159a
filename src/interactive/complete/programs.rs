//! The programs along `PATH`, read once and again when a directory has changed.

use std::os::unix::ffi::OsStrExt as _;
use std::time::SystemTime;

use crate::sys::file::{self, Directory, Kind};

/// What the directories of `PATH` hold.
#[derive(Debug, Default)]
pub struct Programs {
    directories: Vec<Listing>,
}

#[derive(Debug)]
struct Listing {
    path: Vec<u8>,
    changed: Option<SystemTime>,
    names: Vec<Vec<u8>>,
}

impl Programs {
    /// All programs along `path`, with the directory that each is in. An earlier directory hides what a later one has.
    pub fn along(&mut self, path: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
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
        self.directories.iter().flat_map(|listing| {
            let names = listing.names.iter();
            names.map(|name| (&**name, &*listing.path))
        })
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
            names: programs_in(path),
        },
    }
}

fn programs_in(path: &[u8]) -> Vec<Vec<u8>> {
    let Ok(directory) = Directory::read(path) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for entry in directory.entries() {
        let may_be_file = !matches!(entry.kind, Kind::Directory | Kind::Fifo | Kind::Socket);
        if may_be_file && file::is_executable_file(&[path, b"/", entry.name].concat()) {
            names.push(entry.name.to_vec());
        }
    }
    names
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
