//! Which argument of a builtin the cursor is on: the table's description held against the words before it.

use crate::builtin::{self, Builtin, Operand, OptionSpec, Times, What};

/// Where one stands among the arguments of a builtin.
#[derive(Clone, Copy)]
pub struct Standing {
    /// The builtin.
    pub row: &'static Builtin,
    /// What is wanted here: an operand, or the argument of an option.
    pub argument: Option<Operand>,
    /// The number of the operand, counted from 0; `None` for the argument of an option.
    pub operand: Option<usize>,
    /// Whether an option may stand here.
    pub may_be_option: bool,
}

/// Programs whose first operand is a command.
const CARRIERS: [&[u8]; 9] = [
    b"sudo", b"env", b"nohup", b"nice", b"setsid", b"stdbuf", b"xargs", b"strace", b"watch",
];

/// Whether the words are a program that takes a command, and its options.
#[must_use]
pub fn takes_command(words: &[&[u8]]) -> bool {
    let (Some(name), rest) = (words.first(), words.get(1..).unwrap_or_default()) else {
        return false;
    };
    CARRIERS.contains(name)
        && rest
            .iter()
            .all(|word| word.starts_with(b"-") || word.contains(&b'='))
}

/// Where the word after `words` stands, of which the first is the name; `None` if that is no builtin.
#[must_use]
pub fn standing(words: &[&[u8]]) -> Option<Standing> {
    let mut words = words;
    loop {
        let row = builtin::find(words.first()?)?;
        let mut walk = Walk::new(row);
        let arguments = words.get(1..).unwrap_or_default();
        let command = arguments
            .iter()
            .position(|word| walk.is_command_after(word));
        match command {
            Some(place) => words = arguments.get(place..).unwrap_or_default(),
            None => return Some(walk.standing()),
        }
    }
}

/// The way along the arguments.
struct Walk {
    row: &'static Builtin,
    operands: usize,
    /// The option whose argument comes next.
    pending: Option<Operand>,
    may_be_option: bool,
}

impl Walk {
    const fn new(row: &'static Builtin) -> Self {
        Self {
            row,
            operands: 0,
            pending: None,
            may_be_option: true,
        }
    }

    /// Passes one word; whether it is the name of a command whose arguments follow.
    fn is_command_after(&mut self, word: &[u8]) -> bool {
        if self.pending.take().is_some() {
            return false;
        }
        match word {
            b"--" if self.may_be_option => self.may_be_option = false,
            [b'-', b'-', long @ ..] if self.may_be_option => self.long(long),
            [b'-', digit, ..] if digit.is_ascii_digit() => self.operands += 1,
            [b'-', letters @ ..] if self.may_be_option && !letters.is_empty() => {
                self.letters(letters);
            }
            _ => {
                let here = self.operand(self.operands).map(|operand| operand.what);
                let next = self.operand(self.operands + 1).map(|operand| operand.what);
                self.operands += 1;
                self.may_be_option = self.may_be_option && self.may_permute();
                return matches!(
                    (here, next),
                    (Some(What::Command), Some(What::CommandArgument))
                );
            }
        }
        false
    }

    fn long(&mut self, text: &[u8]) {
        let equals = memchr::memchr(b'=', text);
        if equals.is_some() {
            return;
        }
        let is = |option: &&OptionSpec| option.long.is_some_and(|long| long.as_bytes() == text);
        let option = self.row.arguments.options.iter().find(is);
        self.pending = option
            .and_then(|option| option.argument)
            .filter(is_separate);
    }

    fn letters(&mut self, letters: &[u8]) {
        for (index, letter) in letters.iter().enumerate() {
            let is = |option: &&OptionSpec| option.letter == Some(*letter);
            let option = self.row.arguments.options.iter().find(is);
            if let Some(operand) = option.and_then(|option| option.argument) {
                let is_last = index + 1 == letters.len();
                self.pending = Some(operand).filter(is_separate).filter(|_| is_last);
                return;
            }
        }
    }

    /// The operand with this number; the last one may stand several times.
    fn operand(&self, number: usize) -> Option<Operand> {
        let operands = self.row.arguments.operands;
        let last = operands
            .last()
            .filter(|last| matches!(last.times, Times::Some | Times::Any));
        operands.get(number).or(last).copied()
    }

    /// Whether options may stand behind operands: as the parsers of the builtins have it.
    fn may_permute(&self) -> bool {
        let is_text = |operand: &Operand| {
            matches!(
                operand.what,
                What::Text | What::Command | What::CommandArgument
            )
        };
        builtin::is_ipc(self.row) && !self.row.arguments.operands.iter().any(is_text)
    }

    fn standing(&self) -> Standing {
        let operand = self.operand(self.operands);
        Standing {
            row: self.row,
            argument: self.pending.or(operand),
            operand: operand
                .map(|_| self.operands)
                .filter(|_| self.pending.is_none()),
            may_be_option: self.may_be_option && self.pending.is_none(),
        }
    }
}

fn is_separate(operand: &Operand) -> bool {
    operand.times != Times::Optional
}
