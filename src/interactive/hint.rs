//! What is shown behind the line and is no part of it: the C prototype of an IPC builtin, or how a line like this went on before.
//!
//! In: the line, with the cursor at its end. Out: a text, and what of it the line becomes when it is accepted.

use std::ops::Range;

use super::complete::standing;
use super::scan::{self, Place};
use super::visible;
use crate::builtin::{self, Operand, What};
use crate::source::lossless;
use crate::state::History;

/// A hint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineHint {
    /// How it is shown.
    pub shown: String,
    /// The part of it that matters now: the current argument.
    pub emphasis: Option<Range<usize>>,
    /// What is added to the line when it is accepted.
    pub completion: Option<String>,
}

impl rustyline::hint::Hint for LineHint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.completion.as_deref()
    }
}

/// What separates the line from a prototype behind it.
const GAP: &str = "   ";

/// The hint for a line; `before` are the lines of the command before it.
#[must_use]
pub fn hint(before: &str, line: &str, history: &History) -> Option<LineHint> {
    if line.trim().is_empty() {
        return None;
    }
    prototype(&[before, line].concat()).or_else(|| {
        let is_first = before.is_empty();
        is_first.then(|| from_history(line, history)).flatten()
    })
}

/// How the newest line that began so went on.
fn from_history(line: &str, history: &History) -> Option<LineHint> {
    let typed = lossless::decode(line);
    let mut entries = history.iter().rev();
    let entry =
        entries.find(|entry| entry.text.len() > typed.len() && entry.text.starts_with(&typed))?;
    let rest = visible::editable(entry.text.get(typed.len()..)?);
    let first = rest.lines().next().unwrap_or_default();
    let shown = visible::drawn(first).into_owned();
    if shown.is_empty() {
        return None;
    }
    Some(LineHint {
        shown,
        emphasis: None,
        completion: Some(rest),
    })
}

/// The prototype of the IPC builtin whose arguments are being typed.
fn prototype(text: &str) -> Option<LineHint> {
    let scan = scan::scan(text);
    if scan.place != Place::Argument {
        return None;
    }
    let words: Vec<&[u8]> = scan.words.iter().map(|word| &*word.text).collect();
    let standing = standing(&words).filter(|standing| builtin::is_ipc(standing.row))?;
    let line = standing.row.help.lines().next()?.strip_suffix(';')?;
    let open = line.find('(')? + 1;
    let inside = line.get(open..)?.strip_suffix(')')?;
    let parameters: Vec<&str> = inside.split(", ").collect();
    let current = standing
        .operand
        .zip(standing.argument)
        .and_then(|(number, operand)| parameter(&operand, number, &parameters));
    let emphasis = current.and_then(|current| {
        let ahead: usize = parameters
            .iter()
            .take(current)
            .map(|each| each.len() + 2)
            .sum();
        let start = GAP.len() + open + ahead;
        Some(start..start + parameters.get(current)?.len())
    });
    Some(LineHint {
        shown: format!("{GAP}{line}"),
        emphasis,
        completion: None,
    })
}

/// Which parameter in C the operand is. Mostly that with the same number; what an operand says in one word can be several there.
fn parameter(operand: &Operand, number: usize, parameters: &[&str]) -> Option<usize> {
    let fits = |parameter: &&str| {
        let name = parameter.rsplit([' ', '*']).next().unwrap_or_default();
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        match operand.what {
            What::Key => parameter.contains("key_t"),
            What::Size => has(&["size", "len", "sz", "count"]),
            What::Flags(_) => has(&["flg", "flag", "cmd", "prot", "how", "domain", "type"]),
            What::ShmId => has(&["shmid"]),
            What::MsgId => has(&["msqid"]),
            What::SemId => has(&["semid"]),
            What::Fd => has(&["fd"]),
            What::Address => has(&["addr"]),
            What::Path => has(&["path"]),
            What::Mode => parameter.contains("mode_t"),
            What::Text => parameter.contains('*'),
            _ => false,
        }
    };
    if parameters.get(number).is_some_and(fits) {
        return Some(number);
    }
    let fitting = parameters.iter().position(fits);
    fitting.or((number < parameters.len()).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(texts: &[&str]) -> History {
        let mut history = History::default();
        for text in texts {
            history.add(text.as_bytes(), 0);
        }
        history
    }

    fn emphasised(line: &str) -> Option<String> {
        let hint = hint("", line, &history(&[]))?;
        assert_eq!(hint.completion, None);
        Some(
            hint.emphasis
                .map_or(String::new(), |range| hint.shown[range].to_owned()),
        )
    }

    #[test]
    fn the_current_argument_of_a_prototype_is_known() {
        let whole = hint("", "shmget ", &history(&[])).unwrap();
        assert_eq!(
            whole.shown,
            "   int shmget(key_t key, size_t size, int shmflg)"
        );
        assert_eq!(emphasised("shmget ").as_deref(), Some("key_t key"));
        assert_eq!(
            emphasised("shmget -v x 42 40").as_deref(),
            Some("size_t size")
        );
        assert_eq!(
            emphasised("true | shmget 42 4096 ").as_deref(),
            Some("int shmflg")
        );
        assert_eq!(emphasised("shmget -v ").as_deref(), Some(""));
        assert_eq!(emphasised("msgctl 0 ").as_deref(), Some("int cmd"));
        assert_eq!(emphasised("cd "), None);
        assert_eq!(emphasised("shmget"), None);
    }

    #[test]
    fn the_newest_line_that_begins_so_goes_on() {
        let history = history(&["echo one", "echo two\nthree", "ls"]);
        let hint = hint("", "echo", &history).unwrap();
        assert_eq!(
            (&*hint.shown, hint.completion.as_deref()),
            (" two", Some(" two\nthree"))
        );
        assert_eq!(super::hint("", "", &history), None);
        assert_eq!(super::hint("", "echo one", &history), None);
        assert_eq!(super::hint("if x\n", "echo", &history), None);
    }
}
