//! Options of builtins: arguments → options and operands, by the Utility Syntax Guidelines (XBD 12.2).
//!
//! A specification is written as for getopts: `"ab:c"` has `-a`, `-b ARG` and `-c`. Options may be grouped (`-ac`), an
//! option-argument may follow at once (`-bARG`) or as the next argument, `--` ends the options, and so does the
//! first operand; `-` alone is an operand. Long names are added by [`Opts::parse_long`].
//!
//! ```text
//! let opts = Opts::parse(args, "rd:")?;
//! let raw = opts.has(b'r');
//! let delimiter = opts.value(b'd');
//! for operand in opts.operands() { … }
//! ```

use super::BuiltinError;
use crate::source::Fields;

/// Options and operands, parsed.
#[derive(Debug)]
pub struct Opts<'a> {
    args: &'a Fields,
    found: Vec<(u8, Option<&'a [u8]>)>,
    first_operand: usize,
}

/// A long option: its name without `--`, and the letter that it stands for. A letter that `"…"` does not hold may be
/// any byte above 0x7f; `takes_value` then says whether it has an argument.
#[derive(Clone, Copy, Debug)]
pub struct Long {
    /// The name.
    pub name: &'static str,
    /// The letter under which it is found.
    pub letter: u8,
    /// Whether it takes an argument (`--name=ARG` or `--name ARG`).
    pub takes_value: bool,
}

impl<'a> Opts<'a> {
    /// Parses the arguments of a builtin (field 0 is its name) by `spec`.
    ///
    /// # Errors
    /// A usage error: an unknown option, a missing option-argument.
    pub fn parse(args: &'a Fields, spec: &str) -> Result<Self, BuiltinError> {
        Self::parse_long(args, spec, &[])
    }

    /// As [`parse`](Self::parse), with long options; an unambiguous beginning of a long name is enough.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse_long(args: &'a Fields, spec: &str, longs: &[Long]) -> Result<Self, BuiltinError> {
        let mut opts = Self {
            args,
            found: Vec::new(),
            first_operand: 1,
        };
        while let Some(argument) = args.get(opts.first_operand) {
            match argument {
                b"--" => {
                    opts.first_operand += 1;
                    break;
                }
                [b'-', b'-', name @ ..] if !longs.is_empty() => {
                    opts.first_operand += 1;
                    opts.take_long(name, longs)?;
                }
                [b'-', letters @ ..] if !letters.is_empty() => {
                    opts.first_operand += 1;
                    opts.take_letters(letters, spec.as_bytes())?;
                }
                _ => break,
            }
        }
        Ok(opts)
    }

    /// Only `--` is taken away: for builtins that have no options.
    ///
    /// # Errors
    /// A usage error if there is an option.
    pub fn none(args: &'a Fields) -> Result<Self, BuiltinError> {
        Self::parse(args, "")
    }

    fn take_letters(&mut self, letters: &'a [u8], spec: &[u8]) -> Result<(), BuiltinError> {
        for (index, &letter) in letters.iter().enumerate() {
            let known = spec
                .iter()
                .position(|l| *l == letter && letter != b':')
                .ok_or_else(|| unknown(&[b'-', letter]))?;
            if spec.get(known + 1) != Some(&b':') {
                self.found.push((letter, None));
                continue;
            }
            let rest = letters.get(index + 1..).unwrap_or_default();
            let value = if rest.is_empty() {
                self.next_argument(&[b'-', letter])?
            } else {
                rest
            };
            self.found.push((letter, Some(value)));
            return Ok(());
        }
        Ok(())
    }

    fn take_long(&mut self, text: &'a [u8], longs: &[Long]) -> Result<(), BuiltinError> {
        let (name, value) = match text.iter().position(|byte| *byte == b'=') {
            Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
            None => (text, None),
        };
        let shown = [b"--", name].concat();
        let long = find_long(name, longs).ok_or_else(|| unknown(&shown))?;
        let value = match (long.takes_value, value) {
            (true, None) => Some(self.next_argument(&shown)?),
            (false, Some(_)) => {
                return Err(BuiltinError::usage(
                    [shown.as_slice(), b": takes no argument"].concat(),
                ));
            }
            (_, value) => value,
        };
        self.found.push((long.letter, value));
        Ok(())
    }

    fn next_argument(&mut self, option: &[u8]) -> Result<&'a [u8], BuiltinError> {
        let value = self.args.get(self.first_operand).ok_or_else(|| {
            BuiltinError::usage([option, b": option requires an argument"].concat())
        })?;
        self.first_operand += 1;
        Ok(value)
    }

    /// Whether option `letter` was given.
    #[must_use]
    pub fn has(&self, letter: u8) -> bool {
        self.found.iter().any(|(l, _)| *l == letter)
    }

    /// The argument of the last option `letter`.
    #[must_use]
    pub fn value(&self, letter: u8) -> Option<&'a [u8]> {
        let last = self.found.iter().rev().find(|(l, _)| *l == letter)?;
        last.1
    }

    /// The arguments of all options `letter` in order.
    pub fn values(&self, letter: u8) -> impl Iterator<Item = &'a [u8]> + '_ {
        self.found
            .iter()
            .filter(move |(l, _)| *l == letter)
            .filter_map(|(_, value)| *value)
    }

    /// The last given of the options in `letters`: for options that override each other.
    #[must_use]
    pub fn last_of(&self, letters: &[u8]) -> Option<u8> {
        self.iter()
            .map(|(letter, _)| letter)
            .filter(|letter| letters.contains(letter))
            .last()
    }

    /// All options in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (u8, Option<&'a [u8]>)> + '_ {
        self.found.iter().copied()
    }

    /// The operands.
    pub fn operands(
        &self,
    ) -> impl DoubleEndedIterator<Item = &'a [u8]> + ExactSizeIterator + use<'a> {
        let args = self.args;
        (self.first_operand.min(args.len())..args.len())
            .map(move |index| args.get(index).unwrap_or_default())
    }

    /// Operand number `index`, counted from 0.
    #[must_use]
    pub fn operand(&self, index: usize) -> Option<&'a [u8]> {
        self.args.get(self.first_operand.checked_add(index)?)
    }

    /// How many operands there are.
    #[must_use]
    pub fn operand_count(&self) -> usize {
        self.args.len().saturating_sub(self.first_operand)
    }

    /// The index in the arguments of the first operand.
    #[must_use]
    pub const fn first_operand(&self) -> usize {
        self.first_operand
    }

    /// The error of more than `most` operands.
    ///
    /// # Errors
    /// A usage error that names the first one too many.
    pub fn at_most(&self, most: usize) -> Result<(), BuiltinError> {
        match self.operand(most) {
            None => Ok(()),
            Some(operand) => Err(too_many(operand)),
        }
    }
}

fn find_long<'l>(name: &[u8], longs: &'l [Long]) -> Option<&'l Long> {
    let mut candidates = longs
        .iter()
        .filter(|long| long.name.as_bytes().starts_with(name));
    let exact = longs.iter().find(|long| long.name.as_bytes() == name);
    match (exact, candidates.next(), candidates.next()) {
        (Some(long), ..) => Some(long),
        (None, Some(long), None) => Some(long),
        _ => None,
    }
}

/// The usage error for an option that is not known.
#[must_use]
pub fn unknown(option: &[u8]) -> BuiltinError {
    BuiltinError::usage([option, b": unknown option"].concat())
}

/// The usage error for an operand too many.
#[must_use]
pub fn too_many(operand: &[u8]) -> BuiltinError {
    let shown = crate::source::quote::quoted(operand);
    BuiltinError::usage(
        [
            b"too many operands, first superfluous one is ",
            shown.as_slice(),
        ]
        .concat(),
    )
}

/// The usage error for an operand that is missing.
#[must_use]
pub fn missing(what: &str) -> BuiltinError {
    BuiltinError::usage(format!("missing operand: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(words: &[&str]) -> Fields {
        words.iter().collect()
    }

    #[test]
    fn letters_may_be_grouped_and_values_attached() {
        let args = fields(&["x", "-abVALUE", "-b", "other", "op"]);
        let opts = Opts::parse(&args, "ab:c").unwrap();
        assert!(opts.has(b'a') && !opts.has(b'c'));
        assert_eq!(opts.value(b'b'), Some(&b"other"[..]));
        assert_eq!(opts.values(b'b').count(), 2);
        assert_eq!(opts.operands().collect::<Vec<_>>(), [b"op"]);
    }

    #[test]
    fn two_dashes_and_the_first_operand_end_options() {
        let args = fields(&["x", "-a", "--", "-c"]);
        let opts = Opts::parse(&args, "ac").unwrap();
        assert_eq!(opts.operands().collect::<Vec<_>>(), [b"-c"]);
        let args = fields(&["x", "-", "-a"]);
        let opts = Opts::parse(&args, "a").unwrap();
        assert_eq!(opts.operand_count(), 2);
    }

    #[test]
    fn wrong_options_are_usage_errors() {
        let args = fields(&["x", "-q"]);
        assert_eq!(
            Opts::parse(&args, "a").unwrap_err().message,
            b"-q: unknown option"
        );
        let args = fields(&["x", "-:"]);
        assert!(Opts::parse(&args, "a:").is_err());
        let args = fields(&["x", "-b"]);
        assert_eq!(
            Opts::parse(&args, "b:").unwrap_err().message,
            b"-b: option requires an argument"
        );
    }

    #[test]
    fn long_names_may_be_shortened() {
        let longs = [
            Long {
                name: "human",
                letter: b'h',
                takes_value: false,
            },
            Long {
                name: "size",
                letter: b's',
                takes_value: true,
            },
        ];
        let args = fields(&["x", "--hum", "--size=4", "--size", "5", "op"]);
        let opts = Opts::parse_long(&args, "hs:", &longs).unwrap();
        assert!(opts.has(b'h'));
        assert_eq!(opts.value(b's'), Some(&b"5"[..]));
        assert_eq!(opts.operand(0), Some(&b"op"[..]));
        let args = fields(&["x", "--human=1"]);
        assert!(Opts::parse_long(&args, "", &longs).is_err());
    }
}
