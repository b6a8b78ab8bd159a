//! The arguments of an IPC builtin, taken apart by the [`Arguments`] of its row.
//!
//! Comes in: the fields of the command. Goes out: [`Args`], options and operands, counted against the row.
//! Options end at `--`. They may also stand behind operands, unless the operands are free text or another command;
//! there a word that is no option of the builtin is an operand (`fcntl 3 -O_NONBLOCK`, `mmap 0 4K … -1 0`), and
//! `-` followed by a digit is always one. Every IPC builtin knows `--help` and `--explain`, and, if it has no `-q` of
//! its own, `-q` (no message).

use crate::builtin::{Arguments, BuiltinError, Operand, OptionSpec, Times, What};
use crate::plan::printable;
use crate::source::Fields;

/// Options and operands.
pub struct Args<'a> {
    options: Vec<(&'static OptionSpec, &'a [u8])>,
    operands: Vec<&'a [u8]>,
    spec: &'static Arguments,
    /// Whether `--explain` was given.
    pub is_explaining: bool,
    /// Whether `-q` was given to a builtin for which it has no other meaning.
    pub is_quiet: bool,
    /// Whether `--help` was given: then nothing else has been checked.
    pub wants_help: bool,
}

/// What one word is.
enum Word<'a> {
    Operand,
    EndOfOptions,
    Long(&'a [u8]),
    Cluster(&'a [u8]),
}

impl<'a> Args<'a> {
    /// Takes `fields` (name and arguments) apart.
    ///
    /// # Errors
    /// An unknown option, a missing argument of one, too few or too many operands: status 2.
    pub fn parse(spec: &'static Arguments, fields: &'a Fields) -> Result<Self, BuiltinError> {
        let mut args = Self {
            options: Vec::new(),
            operands: Vec::new(),
            spec,
            is_explaining: false,
            is_quiet: false,
            wants_help: false,
        };
        let mut words = fields.iter().skip(1);
        let mut is_free = true; // options may still come
        while let Some(word) = words.next() {
            let kind = if is_free {
                classify(word)
            } else {
                Word::Operand
            };
            match kind {
                Word::EndOfOptions => is_free = false,
                Word::Operand => {
                    args.operands.push(word);
                    is_free = is_free && spec.may_permute();
                }
                Word::Long(text) => args.long(text, &mut words)?,
                Word::Cluster(_) if !args.operands.is_empty() && !spec.knows(word) => {
                    args.operands.push(word);
                }
                Word::Cluster(letters) => args.cluster(letters, &mut words)?,
            }
            if args.wants_help {
                return Ok(args);
            }
        }
        args.count()?;
        Ok(args)
    }

    fn long(
        &mut self,
        text: &'a [u8],
        words: &mut impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BuiltinError> {
        let equals = memchr::memchr(b'=', text);
        let name = text.get(..equals.unwrap_or(text.len())).unwrap_or(text);
        let attached = equals.and_then(|at| text.get(at + 1..));
        match (name, attached) {
            (b"help", None) => self.wants_help = true,
            (b"explain", None) => self.is_explaining = true,
            _ => {
                let option = self.spec.long(name).ok_or_else(|| unknown(b"--", name))?;
                let value = match (option.argument, attached) {
                    (None, None) => &[][..],
                    (None, Some(_)) => return Err(takes_none(name)),
                    (Some(_), Some(value)) => value,
                    (Some(operand), None) if operand.times == Times::Optional => &[],
                    (Some(operand), None) => {
                        words.next().ok_or_else(|| missing(b"--", name, operand))?
                    }
                };
                self.options.push((option, value));
            }
        }
        Ok(())
    }

    fn cluster(
        &mut self,
        letters: &'a [u8],
        words: &mut impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BuiltinError> {
        let mut rest = letters;
        while let Some((&letter, after)) = rest.split_first() {
            let Some(option) = self.spec.letter(letter) else {
                if letter != b'q' {
                    return Err(unknown(b"-", &[letter]));
                }
                self.is_quiet = true;
                rest = after;
                continue;
            };
            let Some(operand) = option.argument else {
                self.wants_help |= option.long == Some("help"); // `ipcs -h`
                self.options.push((option, &[]));
                rest = after;
                continue;
            };
            let value = if after.is_empty() && operand.times != Times::Optional {
                words
                    .next()
                    .ok_or_else(|| missing(b"-", &[letter], operand))?
            } else {
                after
            };
            self.options.push((option, value));
            return Ok(());
        }
        Ok(())
    }

    /// Counts the operands against the row.
    fn count(&self) -> Result<(), BuiltinError> {
        let operands = self.spec.operands;
        let needed = operands
            .iter()
            .filter(|o| matches!(o.times, Times::One | Times::Some))
            .count();
        if self.operands.len() < needed {
            let name = operands
                .iter()
                .filter(|o| matches!(o.times, Times::One | Times::Some))
                .nth(self.operands.len())
                .map_or("operand", |operand| operand.name);
            return Err(BuiltinError::usage(format!("missing operand {name}")));
        }
        let is_bounded = !operands
            .iter()
            .any(|o| matches!(o.times, Times::Some | Times::Any));
        match self.operands.get(operands.len()) {
            Some(extra) if is_bounded => Err(BuiltinError::usage(format!(
                "unexpected operand '{}'",
                printable(extra)
            ))),
            _ => Ok(()),
        }
    }

    /// Whether the option called `name` (its letter or its long name) was given.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option.is(name))
    }

    /// The argument of the option called `name`; the last one if it was given several times.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'a [u8]> {
        self.options
            .iter()
            .rev()
            .find(|(option, _)| option.is(name))
            .map(|(_, value)| *value)
    }

    /// The arguments of every time the option called `name` was given.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.options
            .iter()
            .filter(move |(option, _)| option.is(name))
            .map(|(_, value)| *value)
    }

    /// The options in the order in which they were given, by letter (or 0) and with their arguments.
    pub fn options(&self) -> impl Iterator<Item = (&'static OptionSpec, &'a [u8])> {
        self.options.iter().copied()
    }

    /// Operand number `index`, counted from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        self.operands.get(index).copied()
    }

    /// Operand number `index` that the row says must be there; the parser has counted.
    #[must_use]
    pub fn operand(&self, index: usize) -> &'a [u8] {
        self.get(index).unwrap_or_default()
    }

    /// The operands from number `index` on.
    #[must_use]
    pub fn rest(&self, index: usize) -> &[&'a [u8]] {
        self.operands.get(index..).unwrap_or_default()
    }

    /// How many operands there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.operands.len()
    }

    /// Whether there are no operands.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.operands.is_empty()
    }
}

impl OptionSpec {
    fn is(&self, name: &str) -> bool {
        match (name.as_bytes(), self.letter) {
            ([letter], Some(own)) => *letter == own,
            _ => self.long == Some(name),
        }
    }
}

impl Arguments {
    fn letter(&self, letter: u8) -> Option<&'static OptionSpec> {
        self.options.iter().find(|o| o.letter == Some(letter))
    }

    fn long(&self, name: &[u8]) -> Option<&'static OptionSpec> {
        self.options
            .iter()
            .find(|o| o.long.is_some_and(|long| long.as_bytes() == name))
    }

    /// Whether `word`, `-` and letters, begins with an option of the builtin.
    fn knows(&self, word: &[u8]) -> bool {
        word.get(1)
            .is_some_and(|letter| *letter == b'q' || self.letter(*letter).is_some())
    }

    /// Whether options may stand behind operands.
    fn may_permute(&self) -> bool {
        !self.operands.iter().any(|operand| {
            matches!(
                operand.what,
                What::Text | What::Command | What::CommandArgument
            )
        })
    }
}

fn classify(word: &[u8]) -> Word<'_> {
    match word {
        [b'-', b'-'] => Word::EndOfOptions,
        [b'-', b'-', long @ ..] => Word::Long(long),
        [b'-', digit, ..] if digit.is_ascii_digit() => Word::Operand,
        [b'-', letters @ ..] if !letters.is_empty() => Word::Cluster(letters),
        _ => Word::Operand,
    }
}

fn unknown(dashes: &[u8], name: &[u8]) -> BuiltinError {
    BuiltinError::usage(format!("unknown option {}", shown(dashes, name)))
}

fn missing(dashes: &[u8], name: &[u8], operand: Operand) -> BuiltinError {
    BuiltinError::usage(format!(
        "option {} needs {}",
        shown(dashes, name),
        operand.name
    ))
}

fn takes_none(name: &[u8]) -> BuiltinError {
    BuiltinError::usage(format!("option {} takes no argument", shown(b"--", name)))
}

fn shown(dashes: &[u8], name: &[u8]) -> String {
    format!("'{}{}'", printable(dashes), printable(name))
}

#[cfg(test)]
mod tests {
    use super::super::spec::{flag, one, optional, some, takes};
    use super::*;

    static SPEC: Arguments = Arguments {
        options: &[
            takes(b'v', "", "VAR", What::Variable),
            flag(b'c', ""),
            flag(b'x', "exclusive"),
            takes(0, "peek", "N", What::Number),
        ],
        operands: &[one("KEY", What::Key), optional("SIZE", What::Size)],
    };
    static TEXT: Arguments = Arguments {
        options: &[flag(b'n', "")],
        operands: &[some("DATA", What::Text)],
    };

    fn words(words: &[&str]) -> Fields {
        words.iter().collect()
    }

    fn message(spec: &'static Arguments, list: &[&str]) -> String {
        let fields = words(list);
        let error = Args::parse(spec, &fields).err().expect("an error");
        String::from_utf8(error.message).unwrap()
    }

    #[test]
    fn clusters_long_options_and_operands() {
        let fields = words(&["f", "-cx", "-vid", "--peek=3", "7", "--", "-c"]);
        let args = Args::parse(&SPEC, &fields).ok().unwrap();
        assert!(args.has("c") && args.has("x") && args.has("exclusive"));
        assert_eq!(args.value("v"), Some(&b"id"[..]));
        assert_eq!(args.value("peek"), Some(&b"3"[..]));
        assert_eq!(args.rest(0), [&b"7"[..], b"-c"]);
    }

    #[test]
    fn options_may_follow_operands_and_negative_numbers_are_none() {
        let fields = words(&["f", "-1", "-O_NONBLOCK", "-c", "--explain"]);
        let args = Args::parse(&SPEC, &fields).ok().unwrap();
        assert_eq!(args.rest(0), [&b"-1"[..], b"-O_NONBLOCK"]);
        assert!(args.has("c") && args.is_explaining);
    }

    #[test]
    fn behind_text_everything_is_text() {
        let fields = words(&["f", "-n", "a", "-n", "--help"]);
        let args = Args::parse(&TEXT, &fields).ok().unwrap();
        assert_eq!(args.rest(0), [&b"a"[..], b"-n", b"--help"]);
    }

    #[test]
    fn wrong_usage_is_told() {
        assert_eq!(message(&SPEC, &["f"]), "missing operand KEY");
        assert_eq!(
            message(&SPEC, &["f", "a", "b", "c"]),
            "unexpected operand 'c'"
        );
        assert_eq!(message(&SPEC, &["f", "-z"]), "unknown option '-z'");
        assert_eq!(message(&SPEC, &["f", "--z=1"]), "unknown option '--z'");
        assert_eq!(message(&SPEC, &["f", "-v"]), "option '-v' needs VAR");
        assert_eq!(
            message(&SPEC, &["f", "--exclusive=1"]),
            "option '--exclusive' takes no argument"
        );
    }
}
