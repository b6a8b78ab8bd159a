//! The table of builtins.

use super::{Arguments, Ctx, Done, Host, glass, ipc, standard};
use crate::source::Fields;

/// What a builtin is to XCU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A special builtin (XCU 2.14): found before functions, its errors end the shell, assignments before it stay.
    Special,
    /// A regular one that command search finds without `PATH` (XCU 2.9.1.4).
    Regular,
    /// One of the IPC family or another extension: found after functions, like a regular one.
    Extension,
}

/// The body of a builtin. The fields are name and arguments.
#[derive(Clone, Copy)]
pub enum Body {
    /// Needs the shell's memory, the kernel and its output.
    Plain(fn(&mut Ctx<'_>, &Fields) -> Done),
    /// Steers the interpreter.
    Control(fn(&mut dyn Host, &Fields) -> Done),
}

/// One builtin: everything that is said of it anywhere is said here.
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// One line: how it is called.
    pub synopsis: &'static str,
    /// The help text: options, operands, status, examples. `help` and `--help` print it.
    pub help: &'static str,
    /// What its arguments are.
    pub arguments: Arguments,
    /// What it does.
    pub body: Body,
}

impl Builtin {
    /// Whether `args` ask for the page: `NAME --help` and nothing else. For some builtins that is a text like any
    /// other. The IPC builtins take `--help` in any place, by themselves.
    #[must_use]
    pub fn is_help_wanted(&self, args: &Fields) -> bool {
        args.len() == 2
            && args.get(1) == Some(b"--help")
            && !matches!(self.name, ":" | "true" | "false" | "echo" | "test" | "[")
    }
}

const STANDARD: usize = standard::ROWS.len();
const IPC: usize = ipc::TABLE.len();
const GLASS: usize = glass::ROWS.len();

/// All rows in order of their names.
static TABLE: [&Builtin; STANDARD + IPC + GLASS] = {
    let mut table = [&standard::ROWS[0]; STANDARD + IPC + GLASS];
    let mut filled = 0;
    while filled < table.len() {
        table[filled] = if filled < STANDARD {
            &standard::ROWS[filled]
        } else if filled < STANDARD + IPC {
            &ipc::TABLE[filled - STANDARD]
        } else {
            &glass::ROWS[filled - STANDARD - IPC]
        };
        // Into its place among those before it.
        let mut at = filled;
        while at > 0 && is_before(table[at].name, table[at - 1].name) {
            (table[at], table[at - 1]) = (table[at - 1], table[at]);
            at -= 1;
        }
        filled += 1;
    }
    table
};

/// For each first byte of a name: how many rows begin with a lower one.
static STARTS: [u16; 257] = {
    let mut starts = [0; 257];
    let mut row = 0;
    while row < TABLE.len() {
        let mut byte = TABLE[row].name.as_bytes()[0] as usize + 1;
        while byte < 257 {
            starts[byte] += 1;
            byte += 1;
        }
        row += 1;
    }
    starts
};

const fn is_before(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

/// All builtins in order of their names.
#[must_use]
pub fn table() -> &'static [&'static Builtin] {
    &TABLE
}

/// Whether the builtin belongs to the IPC family: it describes its system calls and can be explained.
#[must_use]
pub fn is_ipc(row: &Builtin) -> bool {
    ipc::TABLE.iter().any(|other| other.name == row.name)
}

/// The builtin called `name`.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static Builtin> {
    let first = usize::from(*name.first()?);
    let start = usize::from(*STARTS.get(first)?);
    let end = usize::from(*STARTS.get(first + 1)?);
    let rows = TABLE.get(start..end)?;
    rows.iter().find(|row| row.name.as_bytes() == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name() {
        for row in table() {
            let found = find(row.name.as_bytes()).unwrap();
            assert_eq!(found.name, row.name);
        }
        assert!(table().windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(find(b"").is_none() && find(b"nosuch").is_none() && find(b"\xff").is_none());
    }

    /// The options that a help text lists: `-x` at the beginning of a cell.
    fn options_in(help: &str) -> Vec<u8> {
        let cells = help
            .lines()
            .flat_map(|line| line.split("  ").map(str::trim));
        let options = cells.filter_map(|cell| match cell.as_bytes() {
            [b'-', letter] | [b'-', letter, b' ' | b',', ..] if letter.is_ascii_alphabetic() => {
                Some(*letter)
            }
            _ => None,
        });
        options.collect()
    }

    #[test]
    fn options_that_a_help_text_explains_are_in_the_table() {
        let mut missing = Vec::new();
        // What `test` takes are no options but parts of an expression.
        for row in table()
            .iter()
            .filter(|row| !matches!(row.name, "test" | "["))
        {
            for letter in options_in(row.help) {
                let is_known = row
                    .arguments
                    .options
                    .iter()
                    .any(|option| option.letter == Some(letter));
                if !is_known {
                    missing.push(format!("{} -{}", row.name, char::from(letter)));
                }
            }
        }
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn every_row_has_synopsis_status_and_example() {
        for row in table() {
            assert!(row.help.contains("Status:"), "{}", row.name);
            assert!(row.help.contains("Example"), "{}", row.name);
            assert!(row.help.ends_with('\n'), "{}", row.name);
        }
    }
}
