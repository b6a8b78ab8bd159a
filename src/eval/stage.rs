//! Stages of a pipeline that need no shell in their child: a program whose words can be expanded beforehand.
//!
//! XCU 2.12 gives each stage a subshell environment. Where expanding the words changes nothing and asks nothing of that
//! environment, nobody can tell that it was done in the shell itself; the child then only wires its descriptors and executes.

use std::ffi::{CStr, CString};
use std::rc::Rc;

use super::Shell;
use super::external;
use super::search::Located;
use super::simple::Target;
use crate::exec;
use crate::expand;
use crate::plan::{self, Program, RedirectPlan, StagePlan, Where};
use crate::source::Fields;
use crate::state::Opt;
use crate::syntax::ast::{
    Command, CommandKind, Param, ParamOp, RedirectFd, RedirectKind, Redirection, Simple, Word,
    WordPart,
};

/// A program with everything its child needs.
pub(super) struct ReadyStage {
    path: Rc<CStr>,
    fields: Fields,
    redirections: RedirectPlan<Vec<u8>>,
}

impl Shell {
    /// The command made ready, if it is a program that needs no shell in its child.
    pub(super) fn ready_stage(&mut self, command: &Command) -> Option<ReadyStage> {
        let CommandKind::Simple(simple) = &command.kind else {
            return None;
        };
        if !self.may_expand_early() || !is_harmless_command(command, simple) {
            return None;
        }
        let name = simple.words.first().and_then(|word| word.ready())?;
        if !matches!(self.find_target(name), Target::Program) {
            return None;
        }
        let Located::Path(path) = self.locate_for_stage(name) else {
            return None;
        };
        let mut fields = Fields::new();
        expand::fields(self, &simple.words, &mut fields).ok()?;
        let redirects = self.resolve_redirections(&command.redirections).ok()?;
        let redirections = plan::lower_redirections(&redirects, Where::Child);
        Some(ReadyStage {
            path,
            fields,
            redirections,
        })
    }

    /// Nothing watches the expansion: no trace that would come out in another order, no unset parameter that would end
    /// the stage.
    fn may_expand_early(&self) -> bool {
        self.state.is_on(Opt::Shortcuts)
            && !self.state.is_on(Opt::XTrace)
            && !self.state.is_on(Opt::NoUnset)
            && !self.state.is_on(Opt::NoExec)
    }
}

/// The stages as the plan wants them, and the programs that it speaks of.
pub(super) fn stage_plans<'a>(
    stages: &'a [Option<ReadyStage>],
    environment: &'a [CString],
) -> (Vec<StagePlan<Vec<u8>>>, Vec<exec::Program<'a>>) {
    let mut programs = Vec::new();
    let plans = stages
        .iter()
        .map(|stage| match stage {
            None => StagePlan::Interpreted,
            Some(ready) => {
                programs.push(external::program(&ready.path, &ready.fields, environment));
                StagePlan::Program(
                    ready.redirections.clone(),
                    Program(programs.len().saturating_sub(1)),
                )
            }
        })
        .collect();
    (plans, programs)
}

fn is_harmless_command(command: &Command, simple: &Simple) -> bool {
    simple.assignments.is_empty()
        && simple.words.iter().all(is_harmless)
        && command.redirections.iter().all(is_harmless_redirection)
}

fn is_harmless_redirection(redirection: &Redirection) -> bool {
    let has_number = !matches!(redirection.fd, RedirectFd::Variable(_));
    has_number
        && match &redirection.kind {
            RedirectKind::File(_, word)
            | RedirectKind::DupIn(word)
            | RedirectKind::DupOut(word)
            | RedirectKind::HereString(word)
            | RedirectKind::BothTo(word)
            | RedirectKind::BothAppend(word) => is_harmless(word),
            RedirectKind::HereDoc(document) => is_harmless(&document.body),
        }
}

/// Whether expanding this word changes nothing and does not depend on which process does it.
pub(super) fn is_harmless(word: &Word) -> bool {
    word.ready().is_some() || (!word.is_assignment && word.parts.iter().all(is_harmless_part))
}

fn is_harmless_part(part: &WordPart) -> bool {
    match part {
        WordPart::Literal(_) | WordPart::Quoted(..) | WordPart::Tilde(_) => true,
        WordPart::DoubleQuoted(parts) => parts.iter().all(is_harmless_part),
        WordPart::Parameter(expansion) => {
            let is_plain =
                matches!(expansion.op, ParamOp::Value | ParamOp::Length) && !expansion.is_indirect;
            is_plain
                && match &expansion.param {
                    // The process of the subshell would be its value; and each look at RANDOM changes it.
                    Param::Variable(name) => {
                        !matches!(&*name.text, b"BASHPID" | b"BASH_SUBSHELL" | b"RANDOM")
                    }
                    Param::Positional(_) | Param::Special(_) => true,
                    Param::Element(..) => false,
                }
        }
        _ => false,
    }
}
