//! Names of files.

use super::offer::{End, Offer};
use super::{Spot, World};
use crate::interactive::scan::Word;
use crate::sys::file::{self, Directory, Kind};
use crate::sys::users;

/// Which files are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Any.
    Any,
    /// Directories.
    Directory,
    /// Directories and what can be executed.
    Program,
}

/// How many entries of a directory are looked at.
const MOST: usize = 20_000;

/// The files that could stand in the place of `word`; what is replaced is its last component.
pub fn offers(
    world: &World<'_>,
    word: Option<&Word>,
    spot: Spot,
    wanted: Wanted,
) -> (Spot, Vec<Offer>) {
    let (spot, before) = match word {
        Some(word) => spot.component(word),
        None => (spot, Vec::new()),
    };
    let is_literal = word.is_none_or(|word| word.is_literal);
    let is_tilde = word.is_none_or(|word| !word.has_quotes);
    let Some(path) = directory(world, &before, is_literal, is_tilde) else {
        return (spot, Vec::new());
    };
    let Ok(directory) = Directory::read(if path.is_empty() { b"." } else { &path }) else {
        return (spot, Vec::new());
    };
    let shows_hidden = spot.typed.starts_with(b".");
    let mut found: Vec<Offer> = directory
        .entries()
        .filter(|entry| shows_hidden || !entry.name.starts_with(b"."))
        .filter(|entry| !matches!(entry.name, b"." | b".."))
        .take(MOST)
        .filter_map(|entry| offer(&path, entry.name, entry.kind, wanted, &spot.typed))
        .collect();
    found.sort_unstable_by(|left, right| left.text.cmp(&right.text));
    (spot, found)
}

/// The directory that the text before the last component names: empty for the working directory.
fn directory(
    world: &World<'_>,
    before: &[u8],
    is_literal: bool,
    is_tilde: bool,
) -> Option<Vec<u8>> {
    if let Some(rest) = before.strip_prefix(b"~").filter(|_| is_tilde) {
        let slash = memchr::memchr(b'/', rest)?;
        let (user, rest) = rest.split_at_checked(slash)?;
        let home = if user.is_empty() {
            world.state.vars.text(b"HOME")?.into_owned()
        } else {
            users::home(user)?
        };
        return Some([&home[..], rest].concat());
    }
    if is_literal {
        return Some(before.to_vec());
    }
    let mut path = Vec::new();
    let mut rest = before;
    while let Some(at) = memchr::memchr(b'$', rest) {
        let (head, tail) = rest.split_at_checked(at)?;
        path.extend_from_slice(head);
        let tail = tail.get(1..)?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = tail
            .iter()
            .position(|byte| !is_name(byte))
            .unwrap_or(tail.len());
        let (name, tail) = tail.split_at_checked(length)?;
        path.extend_from_slice(&world.state.vars.text(name)?);
        rest = tail;
    }
    path.extend_from_slice(rest);
    Some(path)
}

fn offer(directory: &[u8], name: &[u8], kind: Kind, wanted: Wanted, typed: &[u8]) -> Option<Offer> {
    let begins = name
        .get(..typed.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(typed));
    if !begins {
        return None;
    }
    let path = || [directory, name].concat();
    let kind = match kind {
        Kind::SymbolicLink | Kind::Unknown => {
            file::status(&path()).map_or(kind, |status| status.kind)
        }
        kind => kind,
    };
    let end = if kind == Kind::Directory {
        End::Directory
    } else {
        End::Space
    };
    let is_wanted = match wanted {
        Wanted::Any => true,
        Wanted::Directory => kind == Kind::Directory,
        Wanted::Program => kind == Kind::Directory || file::is_executable_file(&path()),
    };
    let about = match kind {
        Kind::Fifo => "FIFO",
        Kind::Socket => "socket",
        Kind::BlockDevice => "block device",
        Kind::CharacterDevice => "character device",
        Kind::SymbolicLink => "link to nothing",
        _ => "",
    };
    is_wanted.then(|| Offer {
        text: name.to_vec(),
        about: about.to_owned(),
        end,
        is_raw: false,
    })
}
