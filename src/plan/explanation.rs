//! An explanation: the rows that running a command line would give, and what can be said about them.

use std::collections::BTreeMap;

use super::fdtable::FdTable;
use super::hole::fill;
use super::redirect::{Action, Redirect, Target};
use super::row::Row;
use super::{Arg, ArgValue};
use crate::sys::Fd;

/// One thing in the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A call.
    Row(Box<Row>),
    /// The process of the row before would write the text of a here-document.
    Written {
        /// Where to.
        fd: Fd,
        /// The text.
        bytes: Vec<u8>,
    },
    /// It would go back to the beginning of it.
    Rewound {
        /// Where.
        fd: Fd,
    },
    /// When the rows after it would be made.
    Heading {
        /// How deep in constructs it stands.
        depth: u32,
        /// `then: only if that succeeds`.
        text: String,
    },
    /// The parts of a construct at this depth are through.
    End {
        /// How deep it stands.
        depth: u32,
    },
    /// The shell would say this on standard error.
    Said(String),
    /// The builtin of the row before would give this.
    Effect(String),
}

/// What running a line would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The line.
    pub text: String,
    /// How descriptors stand before it.
    pub start: FdTable,
    /// What would be done, in order; the children of a process stand where they are started.
    pub items: Vec<Item>,
    /// What only running could tell, as written.
    pub holes: Vec<String>,
    /// Where the order of redirections matters.
    pub reorderings: Vec<Reordering>,
    /// What is probably not meant.
    pub warnings: Vec<String>,
}

/// Redirections of one command whose order matters, with where descriptors lead in both orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reordering {
    /// As written.
    pub written: (String, FdTable),
    /// The other way round.
    pub swapped: (String, FdTable),
    /// Whether the copy comes first, as in `2>&1 >f`.
    pub copies_first: bool,
}

/// Who holds the ends of a pipe when all is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// Process and number of each read end.
    pub readers: Vec<(String, Fd)>,
    /// Process and number of each write end.
    pub writers: Vec<(String, Fd)>,
}

impl Explanation {
    /// The rows alone.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.items.iter().filter_map(|item| match item {
            Item::Row(row) => Some(&**row),
            _ => None,
        })
    }

    /// Puts the text as written into holes, and draws the conclusions. `is_fifo` tells of a pathname as it is now.
    pub fn finish(&mut self, ignores_sigpipe: bool, is_fifo: &dyn Fn(&[u8]) -> bool) {
        for item in &mut self.items {
            match item {
                Item::Row(row) => fill_row(row, &self.holes),
                Item::Written { bytes, .. } if super::is_open_question(bytes) => {
                    *bytes = fill(&String::from_utf8_lossy(bytes), &self.holes).into_bytes();
                }
                _ => {}
            }
        }
        // Of what was left open in passing only that matters on which a row depends.
        let used: Vec<String> = self
            .rows()
            .flat_map(|row| row.holes.iter().cloned())
            .collect();
        self.holes.retain(|hole| {
            let is_substitution = hole.starts_with("$(") || hole.starts_with('`');
            is_substitution || used.contains(hole)
        });
        self.warnings = super::warn::warnings(self, ignores_sigpipe, is_fifo);
    }

    /// For each process, how its descriptors stand when it is set up: when it executes a program, runs a builtin, or waits.
    #[must_use]
    pub fn set_up(&self) -> BTreeMap<&str, &Row> {
        let mut last: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in self.rows() {
            let is_over = last.get(row.who.as_str()).is_some_and(|before| {
                row.who != "shell" && matches!(before.call.name, "execve" | "builtin" | "wait")
            });
            if !is_over && row.call.name != "exit" {
                last.insert(&row.who, row);
            }
        }
        last
    }

    /// For each pipe, who holds its ends when every process is set up.
    #[must_use]
    pub fn holders(&self) -> BTreeMap<String, Holders> {
        let mut pipes: BTreeMap<String, Holders> = BTreeMap::new();
        for row in self.rows().filter(|row| row.call.name == "pipe2") {
            for (_, entry) in row.fds.iter() {
                if let Some((name, _)) = end_of(&entry.object) {
                    pipes.entry(name.to_owned()).or_default();
                }
            }
        }
        for (who, row) in self.set_up() {
            for (fd, entry) in row.fds.iter() {
                let Some((name, is_write)) = end_of(&entry.object) else {
                    continue;
                };
                let holders = pipes.entry(name.to_owned()).or_default();
                let side = if is_write {
                    &mut holders.writers
                } else {
                    &mut holders.readers
                };
                side.push((who.to_owned(), fd));
            }
        }
        for (name, holders) in pipes.iter_mut().filter(|(_, h)| h.readers.is_empty()) {
            holders.readers.extend(self.last_reader(name));
        }
        pipes
    }
}

impl Explanation {
    /// Who held the read end last: a shell that reads what a substitution writes closes it before it goes on.
    fn last_reader(&self, pipe: &str) -> Option<(String, Fd)> {
        let rows: Vec<&Row> = self.rows().collect();
        rows.into_iter().rev().find_map(|row| {
            let mut ends = row.fds.iter();
            let (fd, _) = ends.find(|(_, entry)| end_of(&entry.object) == Some((pipe, false)))?;
            Some((row.who.clone(), fd))
        })
    }
}

/// `pipe:P1.w` is the write end of `P1`.
pub(super) fn end_of(object: &str) -> Option<(&str, bool)> {
    let name = object.strip_prefix("pipe:")?;
    match name.rsplit_once('.')? {
        (name, "r") => Some((name, false)),
        (name, "w") => Some((name, true)),
        _ => None,
    }
}

fn fill_row(row: &mut Row, holes: &[String]) {
    row.holes = questions(row)
        .into_iter()
        .filter_map(|number| holes.get(number).cloned())
        .collect();
    for Arg { value, .. } in &mut row.call.args {
        fill_value(value, holes);
    }
    row.fds.rename(|object| fill(object, holes));
}

/// The numbers of the holes that a row depends on.
fn questions(row: &Row) -> Vec<usize> {
    let mut found = Vec::new();
    let mut look = |text: &str| found.extend(super::holes(text));
    row.call
        .args
        .iter()
        .for_each(|arg| arg.value.texts(&mut look));
    row.fds.iter().for_each(|(_, entry)| look(&entry.object));
    found.sort_unstable();
    found.dedup();
    found
}

fn fill_value(value: &mut ArgValue, holes: &[String]) {
    match value {
        ArgValue::Text(text) if super::is_open_question(text) => {
            *text = fill(&String::from_utf8_lossy(text), holes).into_bytes();
        }
        ArgValue::List(values) => values.iter_mut().for_each(|v| fill_value(v, holes)),
        _ => {}
    }
}

impl Reordering {
    /// Whether either order mixes descriptors that led to the same thing.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        self.written.1.is_mixed() || self.swapped.1.is_mixed()
    }

    /// The redirections of one command, if one copies what another sets and the order of the two matters.
    #[must_use]
    pub fn of(
        redirects: &[Redirect<Vec<u8>>],
        written: &[String],
        start: &FdTable,
    ) -> Option<Self> {
        let pairs =
            (0..redirects.len()).flat_map(|i| (i + 1..redirects.len()).map(move |j| (i, j)));
        let (first, second) = pairs
            .into_iter()
            .find(|(i, j)| matters(redirects.get(*i), redirects.get(*j)))?;
        let in_order = |order: &[usize]| {
            let texts: Vec<&str> = order
                .iter()
                .filter_map(|i| written.get(*i).map(String::as_str))
                .collect();
            let mut table = start.clone();
            order
                .iter()
                .filter_map(|i| redirects.get(*i))
                .for_each(|redirect| apply(&mut table, redirect));
            (texts.join(" "), table)
        };
        let mut order: Vec<usize> = (0..redirects.len()).collect();
        let written = in_order(&order);
        order.swap(first, second);
        let swapped = in_order(&order);
        let copies_first = redirects.get(first).is_some_and(is_copy)
            && redirects.get(second).is_some_and(|later| !is_copy(later));
        (written.1 != swapped.1).then_some(Self {
            written,
            swapped,
            copies_first,
        })
    }
}

const fn is_copy(redirect: &Redirect<Vec<u8>>) -> bool {
    matches!(redirect.action, Action::Copy(_))
}

/// Whether one copies the descriptor that the other sets.
fn matters(left: Option<&Redirect<Vec<u8>>>, right: Option<&Redirect<Vec<u8>>>) -> bool {
    let copies = |one: &Redirect<Vec<u8>>, other: &Redirect<Vec<u8>>| matches!((&one.action, other.target), (Action::Copy(from), Target::Fd(to)) if *from == to);
    match (left, right) {
        (Some(left), Some(right)) => copies(left, right) || copies(right, left),
        _ => false,
    }
}

fn apply(table: &mut FdTable, redirect: &Redirect<Vec<u8>>) {
    let Target::Fd(to) = redirect.target else {
        return;
    };
    match &redirect.action {
        Action::Open(path, _) => {
            table.set(to, format!("file:{}", super::printable(path)), false);
        }
        Action::Document(_) => table.set(to, "here-document", false),
        Action::Copy(from) => table.copy(*from, to, false),
        Action::Move(from) => {
            table.copy(*from, to, false);
            table.close(*from);
        }
        Action::Close => {
            table.close(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::step::FileMode;
    use super::*;
    use crate::source::Span;

    fn redirect(fd: Fd, action: Action<Vec<u8>>) -> Redirect<Vec<u8>> {
        Redirect {
            target: Target::Fd(fd),
            action,
            cause: Span::default(),
        }
    }

    #[test]
    fn the_order_of_a_copy_and_an_opening_matters() {
        let mut start = FdTable::new();
        (0..3).for_each(|fd| start.set(fd, "tty", false));
        let redirects = [
            redirect(2, Action::Copy(1)),
            redirect(1, Action::Open(b"f".to_vec(), FileMode::Write)),
        ];
        let texts = ["2>&1".to_owned(), ">f".to_owned()];
        let found = Reordering::of(&redirects, &texts, &start).unwrap();
        let second = |table: &FdTable| table.get(2).unwrap().object.to_string();
        assert_eq!(found.written.0, "2>&1 >f");
        assert_eq!(second(&found.written.1), "tty");
        assert_eq!(found.swapped.0, ">f 2>&1");
        assert_eq!(second(&found.swapped.1), "file:f");
        assert!(found.copies_first);
    }

    #[test]
    fn independent_redirections_have_no_order() {
        let redirects = [
            redirect(0, Action::Open(b"i".to_vec(), FileMode::Read)),
            redirect(1, Action::Open(b"o".to_vec(), FileMode::Write)),
        ];
        assert_eq!(
            Reordering::of(&redirects, &["<i".into(), ">o".into()], &FdTable::new()),
            None
        );
    }
}
