//! Signals: `sigqueue sigprocmask sigpending sigwait sigaction`.

mod mask;
mod send;

pub(super) use mask::{SIGPENDING, SIGPROCMASK, SIGWAIT};
pub(super) use send::{SIGACTION, SIGQUEUE};

use crate::builtin::BuiltinError;
use crate::builtin::ipc::number::bad;
use crate::sys::Signal;
use crate::sys::signal::{SignalSet, signal_name, signal_number};

/// The signal that a word names.
pub(super) fn signal(word: &[u8]) -> Result<Signal, BuiltinError> {
    signal_number(word).ok_or_else(|| bad("SIG", word, "no such signal"))
}

/// The signals that words name: names and numbers, also joined by commas, or `all`.
pub(super) fn set(words: &[&[u8]]) -> Result<SignalSet, BuiltinError> {
    let mut set = SignalSet::EMPTY;
    for word in words.iter().flat_map(|word| word.split(|b| *b == b',')) {
        set = match word {
            b"all" => SignalSet::ALL,
            b"none" => set,
            word => set.with(signal(word)?),
        };
    }
    Ok(set)
}

/// The name of a signal with its prefix.
pub(super) fn full_name(signal: Signal) -> String {
    signal_name(signal).map_or_else(|| signal.to_string(), |name| format!("SIG{name}"))
}

/// The names of a set, without prefix, separated by blanks.
pub(super) fn names(set: SignalSet) -> String {
    let names: Vec<String> = set
        .iter()
        .filter_map(|signal| signal_name(signal).map(str::to_owned))
        .collect();
    names.join(" ")
}

/// The set as an argument of a call.
fn in_c(set: SignalSet) -> String {
    if set == SignalSet::ALL {
        return "~[]".to_owned();
    }
    format!("[{}]", names(set))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_named() {
        let of = |words: &[&str]| {
            let words: Vec<&[u8]> = words.iter().map(|w| w.as_bytes()).collect();
            set(&words).ok().map(names)
        };
        assert_eq!(of(&["INT,SIGTERM", "10"]), Some("INT USR1 TERM".to_owned()));
        assert_eq!(of(&["none"]), Some(String::new()));
        assert_eq!(of(&["NOPE"]), None);
        assert_eq!(of(&["0"]), None);
        assert_eq!(full_name(2), "SIGINT");
    }
}
