//! Which commands can be a subshell environment without a process of its own (XCU 2.12).
//!
//! In: a list. Out: whether everything in it is known to change only what the shell can put back afterwards (variables,
//! parameters, options), to print, and to ask nothing of the process it runs in. What is not known to be so gets a process.

use super::Shell;
use super::simple::Target;
use crate::state::{Opt, Value};
use crate::syntax::ast::{
    ArithExpansion, ArrayElement, Assignment, AssignmentValue, CaseArm, Command, CommandKind,
    Condition, ConditionOp, FileOp, For, Function, Index, List, Name, Param, ParamExpansion,
    ParamOp, Pipeline, RedirectFd, RedirectKind, Redirection, Simple, SpecialParam, Word, WordPart,
};

/// How many commands and words are looked at: what is longer is worth a process.
const BUDGET: u32 = 2000;

/// One look at a list and at the functions it calls.
struct Survey<'s> {
    shell: &'s Shell,
    /// Whether standard output is collected: then descriptor 1 is not what the commands write to.
    is_captured: bool,
    budget: u32,
    /// The functions looked at already, or being looked at.
    seen: Vec<*const Function>,
}

impl Shell {
    /// Whether `list` can be run here although it stands for a subshell; `is_captured`: as a substitution.
    pub(super) fn needs_no_process(&mut self, list: &List, is_captured: bool) -> bool {
        self.may_stay()
            && Survey {
                shell: self,
                is_captured,
                budget: BUDGET,
                seen: Vec::new(),
            }
            .list(list)
    }

    /// The same for a subshell command, whose redirections belong to it.
    pub(super) fn stays_inside(&mut self, command: &Command, list: &List) -> bool {
        let is_captured = self.state.captures > 0;
        self.needs_no_process(list, is_captured)
            && Survey {
                shell: self,
                is_captured,
                budget: BUDGET,
                seen: Vec::new(),
            }
            .redirections(command)
    }

    /// Whether `command`, the last stage of a pipeline, can be run here.
    pub(super) fn last_stage_stays(&mut self, command: &Command) -> bool {
        let is_captured = self.state.captures > 0;
        self.may_stay()
            && Survey {
                shell: self,
                is_captured,
                budget: BUDGET,
                seen: Vec::new(),
            }
            .command(command)
    }

    /// Nothing about the shell itself makes a difference between it and a copy.
    fn may_stay(&mut self) -> bool {
        let state = &self.state;
        state.is_on(Opt::Shortcuts)
            && ![
                Opt::XTrace,
                Opt::Interactive,
                Opt::Monitor,
                Opt::IpcClean,
                Opt::NoExec,
            ]
            .into_iter()
            .any(|opt| state.is_on(opt))
            && !self.inherits_traps()
            // A signal for all processes of the group ends a subshell, whose traps are reset.
            && !state.traps.has_signal_commands()
            && !state.logical_cwd.as_deref().is_some_and(is_of_a_process)
            && !self.is_limited()
    }

    /// Whether a subshell has traps of the shell to run.
    fn inherits_traps(&self) -> bool {
        let state = &self.state;
        (state.is_on(Opt::ErrTrace) || state.is_on(Opt::FuncTrace)) && state.traps.has_commands()
    }

    /// Whether a limit could end this process in place of a subshell.
    fn is_limited(&mut self) -> bool {
        *self
            .state
            .is_limited
            .get_or_insert_with(crate::sys::resource::ends_processes)
    }
}

/// Whether the path `text` can name descriptors or a process: it means another thing in another process.
fn is_of_a_process(text: &[u8]) -> bool {
    text.first() == Some(&b'/')
        && (text.starts_with(b"/proc")
            || (text.starts_with(b"/dev") && !PLAIN_DEVICES.iter().any(|d| text.starts_with(d))))
}

/// What in /dev is the same for every process.
const PLAIN_DEVICES: [&[u8]; 4] = [b"/dev/null", b"/dev/full", b"/dev/zero", b"/dev/shm"];

impl Survey<'_> {
    fn spend(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget > 0
    }

    fn list(&mut self, list: &List) -> bool {
        list.items.iter().all(|item| {
            let rest = &item.and_or.rest;
            !item.is_async
                && self.pipeline(&item.and_or.first)
                && rest.iter().all(|(_, pipeline)| self.pipeline(pipeline))
        })
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> bool {
        match &*pipeline.stages {
            [only] => pipeline.timed.is_none() && self.command(&only.command),
            _ => false,
        }
    }

    fn command(&mut self, command: &Command) -> bool {
        self.spend()
            && self.redirections(command)
            && match &command.kind {
                CommandKind::Simple(simple) => self.simple(simple),
                CommandKind::Group(list) | CommandKind::Subshell(list) => self.list(list),
                CommandKind::If(node) => {
                    let branches = node.branches.iter();
                    branches
                        .flat_map(|(condition, body)| [condition, body])
                        .chain(&node.otherwise)
                        .all(|list| self.list(list))
                }
                CommandKind::While(node) | CommandKind::Until(node) => {
                    self.list(&node.condition) && self.list(&node.body)
                }
                CommandKind::For(node) => self.for_command(node),
                CommandKind::ArithFor(node) => {
                    [&node.init, &node.condition, &node.step]
                        .into_iter()
                        .flatten()
                        .all(|part| self.arithmetic(part))
                        && self.list(&node.body)
                }
                CommandKind::Case(node) => {
                    self.word(&node.subject) && node.arms.iter().all(|arm| self.arm(arm))
                }
                CommandKind::Arith(expression) => self.arithmetic(expression),
                CommandKind::Condition(condition) => self.condition(condition),
                CommandKind::Select(_) | CommandKind::Function(_) | CommandKind::Coproc(_) => false,
            }
    }

    fn for_command(&mut self, node: &For) -> bool {
        let words = node.words.as_deref().unwrap_or_default();
        words.iter().all(|word| self.word(word)) && self.list(&node.body)
    }

    fn arm(&mut self, arm: &CaseArm) -> bool {
        arm.patterns.iter().all(|word| self.word(word)) && self.list(&arm.body)
    }

    fn simple(&mut self, simple: &Simple) -> bool {
        let is_known = match simple.words.first() {
            None => true,
            Some(word) => match word.ready() {
                None => return false,
                Some(name) => match self.shell.find_target(name) {
                    Target::Special(row) | Target::Builtin(row) => {
                        self.builtin(row.name, &simple.words)
                    }
                    Target::Function(function) => self.function(&function),
                    Target::Program => false,
                },
            },
        };
        is_known
            && simple.words.iter().all(|word| self.word(word))
            && simple.assignments.iter().all(|a| self.assignment(a))
    }

    fn function(&mut self, function: &Function) -> bool {
        let identity = std::ptr::from_ref(function);
        if self.seen.contains(&identity) {
            return true;
        }
        self.seen.push(identity);
        // What the text of a function can nest in itself, the tree bounds; calls in calls only this.
        self.seen.len() < 64 && self.command(&function.body)
    }

    /// Builtins that print, or change what is put back.
    fn builtin(&self, name: &str, words: &[Word]) -> bool {
        let first = words.get(1).and_then(Word::ready);
        match name {
            ":" | "true" | "false" | "echo" | "printf" | "pwd" | "test" | "[" | "exit"
            | "return" | "break" | "continue" | "shift" | "read" | "local" | "let" | "getopts"
            | "export" | "readonly" => true,
            "set" => matches!(
                first,
                Some(b"--" | b"-e" | b"+e" | b"-f" | b"+f" | b"-u" | b"+u" | b"-C" | b"+C")
            ),
            // Without -v it could be a function that is meant.
            "unset" => first == Some(b"-v") || self.shell.state.functions.is_empty(),
            _ => false,
        }
    }

    fn assignment(&mut self, assignment: &Assignment) -> bool {
        let has_index = assignment.index.as_ref().is_none_or(|i| self.index(i));
        has_index
            && match &assignment.value {
                AssignmentValue::Scalar(word) => self.word(word),
                AssignmentValue::Array(elements) => self.elements(elements),
            }
    }

    fn elements(&mut self, elements: &[ArrayElement]) -> bool {
        elements.iter().all(|element| {
            let index = element.index.as_ref();
            index.is_none_or(|index| self.arithmetic(index)) && self.word(&element.value)
        })
    }

    fn redirections(&mut self, command: &Command) -> bool {
        command.redirections.iter().all(|r| self.redirection(r))
    }

    fn redirection(&mut self, redirection: &Redirection) -> bool {
        let fd = match redirection.fd {
            RedirectFd::Variable(_) => return false,
            RedirectFd::Default => None,
            RedirectFd::Number(number) => Some(number),
        };
        let (is_input, is_copy, operand) = match &redirection.kind {
            RedirectKind::File(op, word) => {
                let is_input = matches!(op, FileOp::Read | FileOp::ReadWrite);
                (is_input, false, word)
            }
            RedirectKind::HereString(word) => (true, false, word),
            RedirectKind::HereDoc(document) => (true, false, &document.body),
            RedirectKind::DupIn(word) => (true, true, word),
            RedirectKind::DupOut(word) => (false, true, word),
            RedirectKind::BothTo(word) | RedirectKind::BothAppend(word) => (false, true, word),
        };
        let fd = fd.unwrap_or(if is_input { 0 } else { 1 });
        // What is collected does not go through descriptor 1, so it can neither be redirected nor copied.
        let is_collected = self.is_captured && (fd == 1 || is_copy);
        !is_collected && self.word(operand)
    }

    fn condition(&mut self, condition: &Condition) -> bool {
        match condition {
            Condition::Not(inner) => self.condition(inner),
            Condition::And(operands) | Condition::Or(operands) => {
                operands.iter().all(|operand| self.condition(operand))
            }
            Condition::Unary(_, word) | Condition::NotEmpty(word) => self.word(word),
            Condition::Binary(left, operator, right) => {
                *operator != ConditionOp::Regex && self.word(left) && self.word(right)
            }
        }
    }

    fn word(&mut self, word: &Word) -> bool {
        if let Some(text) = word.ready() {
            return self.literal(text);
        }
        self.spend() && word.parts.iter().all(|part| self.part(part))
    }

    fn part(&mut self, part: &WordPart) -> bool {
        match part {
            WordPart::Literal(text) | WordPart::Quoted(text, _) | WordPart::Tilde(text) => {
                self.literal(text)
            }
            WordPart::DoubleQuoted(parts) => parts.iter().all(|part| self.part(part)),
            WordPart::Parameter(expansion) => self.parameter(expansion),
            WordPart::Arith(expression) => self.arithmetic(expression),
            WordPart::CommandSub(sub) => {
                let outside = std::mem::replace(&mut self.is_captured, true);
                // What was looked at with another standard output has to be looked at again.
                let seen = (!outside).then(|| std::mem::take(&mut self.seen));
                let is_known = self.spend() && self.list(&sub.program.list);
                self.is_captured = outside;
                if let Some(seen) = seen {
                    self.seen = seen;
                }
                is_known
            }
            WordPart::Array(elements) => self.elements(elements),
            WordPart::ProcessSub(_) | WordPart::BadSubstitution(_) => false,
        }
    }

    /// Names of descriptors and processes mean another thing in another process.
    fn literal(&self, text: &[u8]) -> bool {
        !is_of_a_process(text)
    }

    /// The same for what a variable holds now.
    fn variable(&self, name: &Name) -> bool {
        let vars = &self.shell.state.vars;
        match vars.find(&name.text).and_then(|slot| vars.value(slot)) {
            Some(Value::Text(text)) => !is_of_a_process(text),
            Some(Value::Array(array)) => !array
                .elements
                .values()
                .take(BUDGET as usize)
                .any(|text| is_of_a_process(text)),
            Some(Value::Int(_)) | None => true,
        }
    }

    fn positional(&self) -> bool {
        let parameters = self.shell.state.positional.iter().take(BUDGET as usize);
        !parameters.into_iter().any(|text| is_of_a_process(text))
    }

    fn parameter(&mut self, expansion: &ParamExpansion) -> bool {
        let is_known = match &expansion.param {
            Param::Variable(name) => &*name.text != b"BASHPID" && self.variable(name),
            Param::Element(name, index) => {
                &*name.text != b"BASHPID" && self.variable(name) && self.index(index)
            }
            Param::Positional(_) | Param::Special(SpecialParam::At | SpecialParam::Star) => {
                self.positional()
            }
            Param::Special(_) => true,
        };
        is_known
            && !expansion.is_indirect
            && match &expansion.op {
                ParamOp::Value | ParamOp::Length | ParamOp::Subscripts => true,
                ParamOp::Default { word, .. }
                | ParamOp::Assign { word, .. }
                | ParamOp::Error { word, .. }
                | ParamOp::Alternative { word, .. }
                | ParamOp::Trim { pattern: word, .. } => self.word(word),
                ParamOp::Substring { offset, length } => {
                    self.arithmetic(offset) && length.as_ref().is_none_or(|l| self.arithmetic(l))
                }
                ParamOp::Replace {
                    pattern,
                    replacement,
                    ..
                } => self.word(pattern) && self.word(replacement),
                ParamOp::ChangeCase { pattern, .. } => {
                    pattern.as_ref().is_none_or(|word| self.word(word))
                }
                ParamOp::NamesWithPrefix { .. } | ParamOp::Transform(_) => false,
            }
    }

    fn index(&mut self, index: &Index) -> bool {
        match index {
            Index::At | Index::Star => true,
            Index::Expression(expression) => self.arithmetic(expression),
        }
    }

    fn arithmetic(&mut self, expression: &ArithExpansion) -> bool {
        self.spend()
            && expression.text.iter().all(|part| match part {
                WordPart::Literal(text) => memchr::memmem::find(text, b"BASHPID").is_none(),
                part => self.part(part),
            })
    }
}
