//! `trap` (XCU 2.14 trap).

use crate::builtin::ipc::spec::{any, flag, optional};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Opts, What};
use crate::source::{Fields, quote};
use crate::state::{Condition, ExitStatus, Opt, State, TrapAction};
use crate::sys::Signal;
use crate::sys::signal::{self, RTMAX, signal_name, signal_number};

pub(super) const TRAP: Builtin = Builtin {
    name: "trap",
    kind: Kind::Special,
    synopsis: "trap [ACTION] CONDITION... | trap [-p [CONDITION...]] | trap -l",
    help: "\
Sets what is run when a CONDITION comes: a signal by name (INT) or number, or EXIT (0), the end of the shell.
ACTION is text that is run as by eval; an empty one ignores the signal; - resets it, as does leaving ACTION out when the
first operand is a number. Signals that were ignored when a script started stay ignored.

    -p  write the traps so that a shell can read them back; with CONDITIONs also those that are not set
    -l  write the names of the signals (extension)

Extensions: ERR, where set -e would end the shell; DEBUG, before each simple command; RETURN, when a function or a
dot script is left. Functions that are called later do not run these three unless set -E (ERR) or set -T (DEBUG and
RETURN) is on. In an action BASH_COMMAND is the command that it is run for.
In a subshell traps are reset; ignored signals stay ignored.

Status: 0; 1 if a CONDITION is not known.

Example:
    (trap 'echo bye' EXIT; trap -p EXIT; exit)
",
    arguments: Arguments {
        options: &[flag(b'p', ""), flag(b'l', "")],
        operands: &[optional("ACTION", What::Text), any("CONDITION", What::Signal)],
    },
    body: Body::Control(run),
};

/// These have no trap: XCU leaves open what setting one means; it is accepted without effect, as scripts rely on it.
const UNCATCHABLE: [i32; 2] = [9, 19];

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "pl")?;
    if opts.has(b'l') {
        host.ctx(b"trap").print(super::kill::all_names());
        return Ok(ExitStatus::SUCCESS);
    }
    let Some(first) = opts.operand(0) else {
        return Ok(list(host, opts.has(b'p')));
    };
    if opts.has(b'p') {
        return Ok(show(host, opts.operands()));
    }
    let is_number = first.iter().all(u8::is_ascii_digit) && !first.is_empty();
    let is_lone_condition = opts.operand_count() == 1 && condition(first).is_some();
    if is_number || is_lone_condition {
        return Ok(set(host, None, opts.operands()));
    }
    if opts.operand_count() == 1 {
        return Err(mild("the condition is missing").into());
    }
    let action = match first {
        b"-" => None,
        b"" => Some(TrapAction::Ignore),
        text => Some(TrapAction::Command(text.into())),
    };
    Ok(set(host, action, opts.operands().skip(1)))
}

fn mild(message: &str) -> BuiltinError {
    BuiltinError {
        is_mild: true,
        ..BuiltinError::usage(message)
    }
}

/// The condition that a word names.
fn condition(word: &[u8]) -> Option<Condition> {
    let name = match word.split_at_checked(3) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(b"SIG") => rest,
        _ => word,
    };
    let extra = [
        (&b"EXIT"[..], Condition::Exit),
        (b"ERR", Condition::Err),
        (b"DEBUG", Condition::Debug),
        (b"RETURN", Condition::Return),
    ];
    if !word.is_empty() && word.iter().all(|byte| *byte == b'0') {
        return Some(Condition::Exit);
    }
    extra
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, condition)| *condition)
        .or_else(|| signal_number(word).map(Condition::Signal))
}

fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::Exit => "EXIT",
        Condition::Err => "ERR",
        Condition::Debug => "DEBUG",
        Condition::Return => "RETURN",
        Condition::Signal(signal) => signal_name(signal).unwrap_or("UNKNOWN"),
    }
}

/// Sets the action on each condition. An unknown one is told and the others are set: XCU wants no more than a status.
fn set<'a>(
    host: &mut dyn Host,
    action: Option<TrapAction>,
    words: impl Iterator<Item = &'a [u8]>,
) -> ExitStatus {
    let mut status = ExitStatus::SUCCESS;
    for word in words {
        match condition(word) {
            Some(condition) => set_one(host, action.clone(), condition),
            None => {
                complain_of(host, word);
                status = ExitStatus::FAILURE;
            }
        }
    }
    status
}

fn complain_of(host: &mut dyn Host, word: &[u8]) {
    let message = [&quote::quoted(word)[..], b": no such condition"].concat();
    host.ctx(b"trap").complain(message);
}

/// XCU 2.14 trap: what was ignored when a non-interactive shell was started can be neither trapped nor reset.
fn is_locked(state: &State, signal: Signal) -> bool {
    !state.is_on(Opt::Interactive) && signal::ignored_at_entry(signal)
}

fn set_one(host: &mut dyn Host, action: Option<TrapAction>, condition: Condition) {
    if let Condition::Signal(signal) = condition
        && (UNCATCHABLE.contains(&signal) || is_locked(host.state(), signal))
    {
        return;
    }
    if let Condition::Signal(signal) = condition {
        signal::forget_entry(signal);
    }
    let level = host.state().function_depth();
    host.state().traps.set(condition, action);
    if !matches!(condition, Condition::Signal(_) | Condition::Exit) {
        host.state().traps.set_level(condition, level);
    }
    host.sync_trap(condition);
}

/// All traps: those that are not in their default state, or with `-p` all there are.
fn list(host: &mut dyn Host, is_whole: bool) -> ExitStatus {
    let state = &*host.state();
    let traps = &state.traps;
    let mut lines: Vec<(Condition, Vec<u8>)> = traps
        .shown()
        .map(|(condition, action)| (condition, line(condition, Some(action))))
        .collect();
    let mut add = |condition: Condition, action: Option<&TrapAction>| {
        if !lines.iter().any(|(listed, _)| *listed == condition) {
            lines.push((condition, line(condition, action)));
        }
    };
    let signals = (1..=RTMAX).filter(|s| signal_name(*s).is_some() && !UNCATCHABLE.contains(s));
    for signal in signals {
        if is_locked(state, signal) {
            add(Condition::Signal(signal), Some(&TrapAction::Ignore));
        } else if is_whole {
            add(Condition::Signal(signal), None);
        }
    }
    if is_whole {
        add(Condition::Exit, None);
    }
    lines.sort_by_key(|(condition, _)| *condition);
    let text: Vec<u8> = lines.into_iter().flat_map(|(_, line)| line).collect();
    host.ctx(b"trap").print(text);
    ExitStatus::SUCCESS
}

/// `trap -p CONDITION…`: also those in their default state.
fn show<'a>(host: &mut dyn Host, words: impl Iterator<Item = &'a [u8]>) -> ExitStatus {
    let mut status = ExitStatus::SUCCESS;
    for word in words {
        let Some(condition) = condition(word) else {
            complain_of(host, word);
            status = ExitStatus::FAILURE;
            continue;
        };
        let state = &*host.state();
        let mut action = state
            .traps
            .shown()
            .find(|(c, _)| *c == condition)
            .map(|(_, a)| a);
        if let Condition::Signal(signal) = condition
            && is_locked(state, signal)
        {
            action = Some(&TrapAction::Ignore);
        }
        let text = line(condition, action);
        host.ctx(b"trap").print(text);
    }
    status
}

fn line(condition: Condition, action: Option<&TrapAction>) -> Vec<u8> {
    let action = match action {
        None => b"-".to_vec(),
        Some(TrapAction::Ignore) => b"''".to_vec(),
        Some(TrapAction::Command(text)) => quote::single_quoted(text),
    };
    let name = condition_name(condition);
    [b"trap -- ", &action[..], b" ", name.as_bytes(), b"\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_have_names_and_numbers() {
        assert_eq!(condition(b"0"), Some(Condition::Exit));
        assert_eq!(condition(b"exit"), Some(Condition::Exit));
        assert_eq!(condition(b"2"), Some(Condition::Signal(2)));
        assert_eq!(condition(b"SIGint"), Some(Condition::Signal(2)));
        assert_eq!(condition(b"ERR"), Some(Condition::Err));
        assert_eq!(condition(b"99"), None);
        assert_eq!(condition(b""), None);
        assert_eq!(condition(b"4294967298"), None);
    }

    #[test]
    fn lines_can_be_read_back() {
        let action = TrapAction::Command(b"echo 'x'".as_slice().into());
        assert_eq!(
            line(Condition::Signal(15), Some(&action)),
            b"trap -- 'echo '\\''x'\\''' TERM\n"
        );
        assert_eq!(line(Condition::Exit, None), b"trap -- - EXIT\n");
    }
}
