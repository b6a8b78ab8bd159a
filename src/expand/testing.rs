//! A small shell around the expander for tests: words come from text, and of commands it knows `echo` only.

use std::rc::Rc;

use super::{Env, ExpandError, arithmetic_text, fields, pattern, single};
use crate::source::{Fields, Origin, Source};
use crate::state::{Array, Opt, State, Value};
use crate::syntax::ast::{CommandKind, CommandSub, ProcessSub, Program, Simple, Word};
use crate::syntax::{Dialect, NoAliases, Reader, TextLines};

/// Memory, and `echo`.
pub(super) struct Shell {
    pub(super) state: State,
}

impl Env for Shell {
    fn state(&self) -> &State {
        &self.state
    }

    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn command_substitution(
        &mut self,
        sub: &Rc<CommandSub>,
        out: &mut Vec<u8>,
    ) -> Result<(), ExpandError> {
        for simple in commands(&sub.program) {
            let mut arguments = Fields::new();
            fields(self, &simple.words, &mut arguments)?;
            let arguments: Vec<&[u8]> = arguments.iter().skip(1).collect();
            out.extend_from_slice(&arguments.join(&b' '));
            out.push(b'\n');
        }
        Ok(())
    }

    fn process_substitution(&mut self, _: &Rc<ProcessSub>) -> Result<Vec<u8>, ExpandError> {
        Ok(b"/dev/fd/63".to_vec())
    }
}

fn commands(program: &Program) -> Vec<&Simple> {
    let stages = program
        .list
        .items
        .iter()
        .flat_map(|item| item.and_or.first.stages.iter());
    stages
        .filter_map(|stage| match &stage.command.kind {
            CommandKind::Simple(simple) => Some(simple),
            _ => None,
        })
        .collect()
}

/// The words after `:` in a command; nothing if the parser refuses the text.
pub(super) fn words_of(text: &[u8]) -> Option<Vec<Word>> {
    let source = Source::new(b"test", Origin::CommandString);
    let mut reader = Reader::new(source, 1, Dialect::default());
    let text = [b": ", text, b"\n"].concat();
    let mut lines = TextLines::new(&text);
    let program = reader.next_command(&mut lines, &NoAliases).ok()??;
    let mut words = commands(&program).first()?.words.to_vec();
    words.remove(0);
    Some(words)
}

/// The words after `:` in a command.
pub(super) fn words(text: &str) -> Vec<Word> {
    words_of(text.as_bytes()).unwrap()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Shell {
    pub(super) fn new() -> Self {
        let source = Source::new(b"test", Origin::CommandString);
        let mut shell = Self {
            state: State::new(source),
        };
        shell.state.options.set(Opt::NoGlob, true);
        shell
    }

    /// With these variables.
    pub(super) fn with(variables: &[(&str, &str)]) -> Self {
        let mut shell = Self::new();
        for (name, value) in variables {
            shell.set(name, value);
        }
        shell
    }

    /// With these positional parameters.
    pub(super) fn called_with(arguments: &[&str]) -> Self {
        let mut shell = Self::new();
        let arguments = arguments.iter().map(|a| a.as_bytes().to_vec());
        shell.state.positional = Rc::new(arguments.collect());
        shell
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.state
            .assign_text(name.as_bytes(), value.as_bytes())
            .unwrap();
    }

    pub(super) fn set_array(&mut self, name: &str, elements: &[&str]) {
        let slot = self.state.vars.slot(name.as_bytes());
        let elements = elements.iter().map(|e| e.as_bytes().to_vec());
        let array = Value::Array(Array::from_elements(elements));
        self.state.assign(slot, array).unwrap();
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.state.vars.text(name.as_bytes()).map(|v| lossy(&v))
    }

    pub(super) fn try_fields(&mut self, text: &str) -> Result<Vec<String>, ExpandError> {
        let mut out = Fields::new();
        fields(self, &words(text), &mut out)?;
        Ok(out.iter().map(lossy).collect())
    }

    /// The fields that a command would get.
    pub(super) fn fields(&mut self, text: &str) -> Vec<String> {
        self.try_fields(text).unwrap()
    }

    /// The value that an assignment of this word would give.
    pub(super) fn single(&mut self, text: &str) -> String {
        let mut out = Vec::new();
        single(self, &words(text)[0], &mut out).unwrap();
        lossy(&out)
    }

    /// Whether the word as a pattern matches.
    pub(super) fn matches(&mut self, word: &str, subject: &str) -> bool {
        let words = words(word);
        pattern(self, &words[0])
            .unwrap()
            .matches(subject.as_bytes())
    }

    /// The value of an expression whose expansions are done.
    pub(super) fn number(&mut self, expression: &str) -> Result<i64, ExpandError> {
        arithmetic_text(self, expression.as_bytes())
    }
}
