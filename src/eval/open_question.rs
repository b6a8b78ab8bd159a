//! Open questions: what a line that is only explained cannot know, and what follows from that.
//!
//! Comes in: expansions and parts of constructs that may or may not be run. Goes out: holes in place of values, each named as
//! it is written, so that nothing is claimed that another run could refute.

use super::Shell;
use crate::plan::is_open_question;
use crate::source::{Span, lossless};
use crate::state::{ExitStatus, Opt, Role, Value};
use crate::syntax::ast::{ArithExpansion, Param, ParamExpansion, ParamOp, SpecialParam};

impl Shell {
    /// A hole that shows the text at `span`.
    pub(super) fn hole(&mut self, span: Span) -> Vec<u8> {
        let written = self.written(span);
        self.hole_called(String::from_utf8_lossy(&written).into_owned())
    }

    /// The text at `span` of the command being explained.
    pub(super) fn written(&self, span: Span) -> Vec<u8> {
        let chunk = self.chunk.as_ref();
        let written = chunk.map(|chunk| lossless::decode(chunk.slice(span)).into_owned());
        written.unwrap_or_default()
    }

    pub(super) fn hole_called(&mut self, written: String) -> Vec<u8> {
        let explainer = self.explainer.as_ref();
        explainer.map_or_else(Vec::new, |explainer| explainer.holes.called(written))
    }

    /// A text with its holes as they were written.
    pub(super) fn filled(&self, text: &str) -> String {
        let explainer = self.explainer.as_ref();
        explainer.map_or_else(|| text.to_owned(), |explainer| explainer.holes.filled(text))
    }

    /// Whether, in an explanation, an expansion failed only because its value is not known.
    pub(super) fn is_about_a_question(&self, error: &crate::expand::ExpandError) -> bool {
        self.explainer.is_some() && is_open_question(&error.message())
    }

    /// From now on only running could tell the value of this variable.
    pub(super) fn leave_open(&mut self, name: &[u8]) {
        let shown = format!("${}", String::from_utf8_lossy(name));
        let hole = self.hole_called(shown);
        let slot = self.state.vars.slot(name);
        if self.state.vars.at(slot).role != Role::Ifs {
            let _ = self.state.vars.replace(slot, Value::Text(hole)); // a readonly one keeps its value
        }
    }

    /// Whether only running could tell the status of the last command.
    pub(super) fn is_status_open(&self) -> bool {
        self.explainer.as_ref().is_some_and(|e| e.is_status_open)
    }

    /// Notes whether the status of the last command can be told. If not, `set -e` may end the shell there.
    pub(super) fn set_status_open(&mut self, is_open: bool) {
        let can_end = self.state.is_on(Opt::ErrExit) && self.state.errexit_suspended == 0;
        if let Some(explainer) = &mut self.explainer {
            explainer.is_status_open = is_open;
            explainer.may_have_ended |= is_open && can_end;
        }
    }

    /// The same of a construct, for which `set -e` has looked at the parts (XCU 2.14).
    pub(super) fn leave_status_open(&mut self) {
        if let Some(explainer) = &mut self.explainer {
            explainer.is_status_open = true;
        }
    }

    /// The hole for an expansion whose value, or whose length, prefix or alternative, only running could tell.
    pub(super) fn open_parameter(&mut self, expansion: &ParamExpansion) -> Option<Vec<u8>> {
        if let Param::Variable(name) | Param::Element(name, _) = &expansion.param {
            self.state.vars.slot_of(name); // one that was never mentioned has its role, too
        }
        let is_value = expansion.op == ParamOp::Value && !expansion.is_indirect;
        let vars = &self.state.vars;
        let is_open = |value: Option<&Value>| match value {
            Some(Value::Text(text)) => is_open_question(text),
            Some(Value::Array(array)) => array.elements.values().any(|text| is_open_question(text)),
            _ => false,
        };
        let has_open_positional = || {
            self.state
                .positional
                .iter()
                .any(|text| is_open_question(text))
        };
        let is_hole = match &expansion.param {
            Param::Variable(name) => match vars.find(&name.text).map(|slot| vars.at(slot)) {
                Some(variable) => match variable.role {
                    Role::Random
                    | Role::Seconds
                    | Role::EpochRealtime
                    | Role::EpochSeconds
                    | Role::BashPid => true,
                    Role::PipeStatus => self.is_status_open(),
                    _ => !is_value && is_open(variable.value.as_ref()),
                },
                None => false,
            },
            Param::Element(name, _) => match vars.find(&name.text).map(|slot| vars.at(slot)) {
                Some(variable) => match &variable.value {
                    _ if variable.role == Role::PipeStatus => self.is_status_open(),
                    Some(Value::Array(_)) => !is_value && is_open(variable.value.as_ref()),
                    // It was left open as a whole.
                    value => is_open(value.as_ref()),
                },
                None => false,
            },
            Param::Positional(number) => {
                let text = self.state.positional(*number as usize);
                !is_value && text.is_some_and(is_open_question)
            }
            Param::Special(SpecialParam::Status) => self.is_status_open(),
            Param::Special(SpecialParam::LastAsyncPid) => {
                self.explainer.as_ref().is_some_and(|e| e.has_async)
            }
            Param::Special(SpecialParam::Count) => has_open_positional(),
            Param::Special(SpecialParam::At | SpecialParam::Star) => {
                !is_value && has_open_positional()
            }
            Param::Special(_) => false,
        };
        is_hole.then(|| self.hole(expansion.span))
    }

    /// The hole for arithmetic in which a variable stands whose value changes by itself.
    pub(super) fn open_number(&mut self, expansion: &ArithExpansion) -> Option<Vec<u8>> {
        let text = self.written(expansion.span);
        let is_open = words(&text).iter().any(|(_, name)| {
            matches!(
                *name,
                b"RANDOM" | b"SECONDS" | b"EPOCHREALTIME" | b"EPOCHSECONDS" | b"BASHPID"
            )
        });
        is_open.then(|| self.hole(expansion.span))
    }

    /// `(( … ))` and its like: what it assigns is known, or every name in it is left open.
    pub(super) fn explain_arithmetic(&mut self, expansion: &ArithExpansion) {
        match crate::expand::arithmetic(self, expansion) {
            Ok(number) => {
                self.state.status = ExitStatus::from_bool(number != 0);
                self.set_status_open(false);
            }
            Err(error) if is_open_question(&error.message()) => {
                let text = [b"let ", &*self.written(expansion.span)].concat();
                self.leave_assigned_open(&text);
                self.set_status_open(true);
            }
            Err(error) => {
                self.complain(b"", &error.message());
                self.state.status = ExitStatus::FAILURE;
                self.set_status_open(false);
            }
        }
    }

    /// Leaves open every variable that `text` (commands) may assign.
    pub(super) fn leave_assigned_open(&mut self, text: &[u8]) {
        for name in assigned_names(text) {
            self.leave_open(&name);
        }
    }
}

/// Builtins whose operands are names of variables.
const ASSIGNING: [&[u8]; 9] = [
    b"read",
    b"getopts",
    b"mapfile",
    b"readarray",
    b"printf",
    b"let",
    b"unset",
    b"export",
    b"for",
];

/// The names that commands may assign: those before `=`, `+=`, `[`, `++` and the like, and, where a builtin that assigns to
/// its operands is called, every word that is a name. Rather too many than too few.
fn assigned_names(text: &[u8]) -> Vec<Vec<u8>> {
    let words = words(text);
    let has_assigning = words.iter().any(|(_, word)| ASSIGNING.contains(word));
    let mut names: Vec<Vec<u8>> = words
        .into_iter()
        .filter(|(at, word)| {
            let before = text.get(..*at).unwrap_or_default();
            let after = text
                .get(at.saturating_add(word.len())..)
                .unwrap_or_default();
            let is_value = before.ends_with(b"$") || before.ends_with(b"${");
            let is_changed = after.starts_with(b"=")
                || after.starts_with(b"[")
                || after.starts_with(b"++")
                || after.starts_with(b"--")
                || before.ends_with(b"++")
                || before.ends_with(b"--")
                || (after.get(1) == Some(&b'=')
                    && after.first().is_some_and(|b| b"+-*/%&|^".contains(b)))
                || after.starts_with(b"<<=")
                || after.starts_with(b">>=");
            let is_defaulted = is_value && (after.starts_with(b":=") || after.starts_with(b"="));
            is_defaulted || !is_value && (is_changed || has_assigning)
        })
        .map(|(_, word)| word.to_vec())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The names in a text, with where they begin.
fn words(text: &[u8]) -> Vec<(usize, &[u8])> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = rest.iter().take_while(|byte| is_letter(byte)).count();
        let word = rest.get(..len).unwrap_or_default();
        if word.first().is_some_and(|byte| !byte.is_ascii_digit()) {
            found.push((at, word));
        }
        at += len.max(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let names = assigned_names(text.as_bytes());
        names
            .into_iter()
            .map(|name| String::from_utf8(name).unwrap())
            .collect()
    }

    #[test]
    fn assignments_of_every_form_are_seen() {
        assert_eq!(names("x=1; cat $y ${z:=2} a"), ["x", "z"]);
        assert_eq!(
            names("a[1]=2 b+=x; ((i++, j <<= 1, k*=2))"),
            ["a", "b", "i", "k"]
        );
        assert_eq!(
            names("while read line; do n=$n; done"),
            ["do", "done", "line", "n", "while", "read"]
                .iter()
                .copied()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
}
