//! Short words to write the rows of the table with.

use crate::builtin::{Operand, OptionSpec, Times, What};

/// An option without an argument; letter 0 or an empty long name: it has none.
pub(crate) const fn flag(letter: u8, long: &'static str) -> OptionSpec {
    option(letter, long, None)
}

/// An option with an argument.
pub(crate) const fn takes(
    letter: u8,
    long: &'static str,
    name: &'static str,
    what: What,
) -> OptionSpec {
    option(letter, long, Some(one(name, what)))
}

/// An option whose argument may be left out; it must be attached: `--all=shm`.
pub(crate) const fn maybe(
    letter: u8,
    long: &'static str,
    name: &'static str,
    what: What,
) -> OptionSpec {
    option(letter, long, Some(optional(name, what)))
}

const fn option(letter: u8, long: &'static str, argument: Option<Operand>) -> OptionSpec {
    OptionSpec {
        letter: if letter == 0 { None } else { Some(letter) },
        long: if long.is_empty() { None } else { Some(long) },
        argument,
    }
}

/// An operand that must stand there.
pub(crate) const fn one(name: &'static str, what: What) -> Operand {
    operand(name, what, Times::One)
}

/// An operand that may be left out.
pub(crate) const fn optional(name: &'static str, what: What) -> Operand {
    operand(name, what, Times::Optional)
}

/// One or more operands.
pub(crate) const fn some(name: &'static str, what: What) -> Operand {
    operand(name, what, Times::Some)
}

/// Any number of operands.
pub(crate) const fn any(name: &'static str, what: What) -> Operand {
    operand(name, what, Times::Any)
}

const fn operand(name: &'static str, what: What, times: Times) -> Operand {
    Operand { name, what, times }
}

/// `-v VAR`: the result goes into a variable.
pub(crate) const V: OptionSpec = takes(b'v', "", "VAR", What::Variable);
/// `-v ARR`: the results go into an array.
pub(crate) const V_ARRAY: OptionSpec = takes(b'v', "", "ARR", What::Array);
/// `-t TIME`: a timeout.
pub(crate) const T: OptionSpec = takes(b't', "timeout", "TIME", What::Time);
/// `-n`: do not block.
pub(crate) const N: OptionSpec = flag(b'n', "nonblock");
/// `--eintr`: a trapped signal ends the call.
pub(crate) const EINTR: OptionSpec = flag(0, "eintr");
/// `-f FMT`: a data format.
pub(crate) const F: OptionSpec = takes(b'f', "format", "FMT", What::Format);
/// `-j`: JSON.
pub(crate) const J: OptionSpec = flag(b'j', "json");
/// `-m MODE`: permission bits.
pub(crate) const M: OptionSpec = takes(b'm', "mode", "MODE", What::Mode);
