//! Completion: what could stand where the cursor is.
//!
//! In: the line up to the cursor and the shell's memory. Out: candidates, each with a description, and where their text
//! begins. [`place`] finds out what is wanted there, from the table of builtins; [`words`], [`files`] and [`objects`] know what
//! there is of it; [`offer`] chooses, quotes and cuts, so that nothing offered can act on the terminal.

mod files;
mod objects;
mod offer;
mod place;
mod programs;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::builtin::{Builtin, What};
use crate::eval::STANDARD_PATH;
use crate::state::State;

use super::scan::{self, Place, Quote, Scan, Word};
pub use offer::Candidate;
use offer::{Offer, Presented};
pub use place::standing;
pub use programs::Programs;

/// What is remembered between two completions.
#[derive(Debug, Default)]
pub struct Memory {
    /// The programs in `PATH`.
    pub programs: RefCell<Programs>,
    /// Names of users by number.
    owners: RefCell<BTreeMap<u32, String>>,
}

/// Everything that an answer is made of.
pub struct World<'a> {
    /// The shell's memory.
    pub state: &'a State,
    /// What earlier completions have found.
    pub memory: &'a Memory,
    /// How many columns the terminal has.
    pub columns: usize,
}

/// Whether `name` would run a program.
#[must_use]
pub fn is_program(state: &State, name: &[u8]) -> bool {
    let path = state.vars.text(b"PATH");
    programs::is_there(path.as_deref().unwrap_or(STANDARD_PATH), name)
}

/// The part of the line that a candidate replaces.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Where it begins.
    pub start: usize,
    /// What is typed of it, without quotes.
    pub typed: Vec<u8>,
    /// In which quotes it begins.
    pub quote: Quote,
    /// Whether something that is no blank follows the cursor.
    pub is_followed: bool,
}

/// Where the candidates' text begins, and the candidates, for a line of which `before` has been typed and `after` follows.
#[must_use]
pub fn complete(world: &World<'_>, before: &str, after: &str) -> (usize, Vec<Candidate>) {
    let scan = scan::scan(before);
    let spot = Spot::of(&scan, before.len(), after);
    let (spot, offers) = offers(world, &scan, spot);
    let presented = Presented {
        columns: world.columns,
        spot: &spot,
    };
    (spot.start, presented.candidates(offers))
}

impl Spot {
    fn of(scan: &Scan, end: usize, after: &str) -> Self {
        let is_followed = after
            .chars()
            .next()
            .is_some_and(|next| !next.is_whitespace());
        let (start, typed) = match &scan.word {
            Some(word) => (word.start, word.text.clone()),
            None => (end, Vec::new()),
        };
        Self {
            start,
            typed,
            quote: Quote::None,
            is_followed,
        }
    }

    /// The last pathname component of the word, and what stands before it.
    fn component(&self, word: &Word) -> (Self, Vec<u8>) {
        let (start, in_text, quote) = word.component;
        let (before, typed) = word
            .text
            .split_at_checked(in_text)
            .unwrap_or((&[], &word.text));
        let spot = Self {
            start,
            typed: typed.to_vec(),
            quote,
            is_followed: self.is_followed,
        };
        (spot, before.to_vec())
    }

    /// What is left behind the first `count` bytes of the word; they must stand there as they are.
    fn behind(&self, count: usize) -> Self {
        Self {
            start: self.start + count,
            typed: self.typed.get(count..).unwrap_or_default().to_vec(),
            ..self.clone()
        }
    }
}

fn offers(world: &World<'_>, scan: &Scan, spot: Spot) -> (Spot, Vec<Offer>) {
    if let Some(start) = scan.variable {
        return variables(world, scan, spot, start);
    }
    let word = scan.word.as_ref();
    if let Some(user) = unfinished_user(word) {
        return (spot.behind(1), words::users(user));
    }
    match scan.place {
        Place::Command => match assigned(&spot.typed) {
            Some(count) if is_plain(word, count) => value(world, word, &spot, count),
            _ if spot.typed.contains(&b'/') => {
                files::offers(world, word, spot, files::Wanted::Program)
            }
            _ => {
                let found = words::commands(world, &spot.typed);
                (spot, found)
            }
        },
        Place::Argument => arguments(world, scan, spot),
        Place::Descriptor => {
            let descriptors = objects::descriptors(world);
            (spot, descriptors)
        }
        Place::ForName => (spot, words::variables(world)),
        Place::Target | Place::Condition | Place::CaseWord | Place::Pattern => {
            files::offers(world, word, spot, files::Wanted::Any)
        }
        Place::AfterCompound
        | Place::Delimiter
        | Place::ForIn
        | Place::CaseIn
        | Place::FunctionName => (spot, Vec::new()),
    }
}

/// Whether the first `count` bytes of the word stand in the line as they are.
fn is_plain(word: Option<&Word>, count: usize) -> bool {
    let change = word.and_then(|word| word.first_change);
    change.is_none_or(|change| count <= change)
}

/// `name=`: how long that is.
fn assigned(typed: &[u8]) -> Option<usize> {
    let equals = memchr::memchr(b'=', typed)?;
    crate::state::is_name(typed.get(..equals)?).then_some(equals + 1)
}

/// A pathname behind `name=`, `unix:` and the like.
fn value(world: &World<'_>, word: Option<&Word>, spot: &Spot, count: usize) -> (Spot, Vec<Offer>) {
    let rest = spot.behind(count);
    let inner = word.map(|word| {
        let (start, in_text, quote) = word.component;
        let text = word.text.get(count..).unwrap_or_default().to_vec();
        let component = if in_text < count {
            (rest.start, 0, Quote::None)
        } else {
            (start, in_text - count, quote)
        };
        Word {
            start: rest.start,
            text,
            component,
            ..word.clone()
        }
    });
    files::offers(world, inner.as_ref(), rest, files::Wanted::Any)
}

fn variables(world: &World<'_>, scan: &Scan, spot: Spot, start: usize) -> (Spot, Vec<Offer>) {
    let is_braced = scan.is_braced;
    let length = scan.classes.len() - start;
    let typed = spot
        .typed
        .get(spot.typed.len().saturating_sub(length)..)
        .unwrap_or_default()
        .to_vec();
    let spot = Spot {
        start,
        typed,
        quote: Quote::None,
        is_followed: spot.is_followed,
    };
    let offers = words::variables(world).into_iter();
    let end = if is_braced {
        offer::End::Brace
    } else {
        offer::End::Open
    };
    (spot, offers.map(|offer| Offer { end, ..offer }).collect())
}

/// The user's name in `~na`.
fn unfinished_user(word: Option<&Word>) -> Option<&[u8]> {
    let word = word.filter(|word| word.is_literal && !word.has_quotes)?;
    let name = word.text.strip_prefix(b"~")?;
    (!name.contains(&b'/')).then_some(name)
}

fn arguments(world: &World<'_>, scan: &Scan, spot: Spot) -> (Spot, Vec<Offer>) {
    let word = scan.word.as_ref();
    let texts: Vec<&[u8]> = scan.words.iter().map(|word| &*word.text).collect();
    let Some(standing) = standing(&texts) else {
        return match scan.words.first() {
            Some(name)
                if place::takes_command(&texts)
                    && !spot.typed.contains(&b'/')
                    && !name.text.is_empty() =>
            {
                let found = words::commands(world, &spot.typed);
                (spot, found)
            }
            _ => plain_argument(world, word, spot),
        };
    };
    if spot.typed.starts_with(b"-") && standing.may_be_option && is_plain(word, spot.typed.len()) {
        return option(world, word, spot, standing.row);
    }
    match standing.argument {
        Some(operand) => argument(world, word, spot, &operand.what, operand.name),
        None => (spot, Vec::new()),
    }
}

/// An argument of a program, of which nothing is known: a file, also behind `name=`.
fn plain_argument(world: &World<'_>, word: Option<&Word>, spot: Spot) -> (Spot, Vec<Offer>) {
    let behind = memchr::memrchr(b'=', &spot.typed).map(|at| at + 1);
    match behind {
        Some(count) if is_plain(word, count) => value(world, word, &spot, count),
        _ => files::offers(world, word, spot, files::Wanted::Any),
    }
}

/// `-x`, `--long`, `--long=VALUE`.
fn option(
    world: &World<'_>,
    word: Option<&Word>,
    spot: Spot,
    row: &'static Builtin,
) -> (Spot, Vec<Offer>) {
    if let Some(equals) = memchr::memchr(b'=', &spot.typed)
        && let Some(name) = spot
            .typed
            .get(..equals)
            .and_then(|name| name.strip_prefix(b"--"))
    {
        let mut options = row.arguments.options.iter();
        let of_name =
            options.find(|option| option.long.is_some_and(|long| long.as_bytes() == name));
        return match of_name.and_then(|option| option.argument) {
            Some(operand) => {
                let spot = spot.behind(equals + 1);
                argument(world, word, spot, &operand.what, operand.name)
            }
            None => (spot, Vec::new()),
        };
    }
    (spot, words::options(row))
}

/// What an argument of this sort can be.
fn argument(
    world: &World<'_>,
    word: Option<&Word>,
    spot: Spot,
    what: &What,
    name: &str,
) -> (Spot, Vec<Offer>) {
    match what {
        What::Path if name == "DIRECTORY" => {
            files::offers(world, word, spot, files::Wanted::Directory)
        }
        What::Path => files::offers(world, word, spot, files::Wanted::Any),
        What::Command if spot.typed.contains(&b'/') => {
            files::offers(world, word, spot, files::Wanted::Program)
        }
        What::Text if name == "FILE" || name == "ARGUMENT" => plain_argument(world, word, spot),
        What::CommandArgument => plain_argument(world, word, spot),
        What::Flags(table) => {
            let behind = spot
                .typed
                .iter()
                .rposition(|byte| matches!(byte, b',' | b'|'));
            let spot = match behind {
                Some(at) if is_plain(word, at + 1) => spot.behind(at + 1),
                _ => spot,
            };
            let offers = words::flags(table, &spot.typed);
            (spot, offers)
        }
        What::SocketAddress if spot.typed.starts_with(b"unix:") && is_plain(word, 5) => {
            value(world, word, &spot, 5)
        }
        What::Key if spot.typed.starts_with(b"ftok:") && is_plain(word, 5) => {
            value(world, word, &spot, 5)
        }
        What::ShmId | What::MsgId | What::SemId
            if spot.typed.starts_with(b"key:") && is_plain(word, 4) =>
        {
            let keys = objects::keys(world, Some(what));
            (spot.behind(4), keys)
        }
        _ => {
            let offers = words::argument(world, what, &spot.typed);
            (spot, offers)
        }
    }
}

#[cfg(test)]
mod tests;
