//! `[[ ]]` (extension).

use super::Shell;
use super::diagnose::Trouble;
use crate::builtin::Flow;
use crate::builtin::test_operators::{self, Binary};
use crate::expand;
use crate::state::{Array, ExitStatus, Opt, Value};
use crate::syntax::ast::{Condition, ConditionOp, Word};
use crate::sys::errno_text;
use crate::sys::regex::{Options, Regex};

impl Shell {
    pub(super) fn condition_command(&mut self, condition: &Condition) -> Flow {
        match self.holds(condition) {
            Ok(truth) => Ok(ExitStatus::from_bool(truth)),
            Err(Trouble::BadRedirection(message)) => {
                self.complain(b"[[", &message);
                Ok(ExitStatus::USAGE)
            }
            Err(trouble) => self.in_trouble(trouble, false),
        }
    }

    fn holds(&mut self, condition: &Condition) -> Result<bool, Trouble> {
        if Self::is_too_deep() {
            return Err(expand::ExpandError::TooDeep.into());
        }
        match condition {
            Condition::Not(inner) => Ok(!self.holds(inner)?),
            Condition::And(operands) => {
                for operand in operands {
                    if !self.holds(operand)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Or(operands) => {
                for operand in operands {
                    if self.holds(operand)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::NotEmpty(word) => Ok(!self.text_of(word)?.is_empty()),
            Condition::Unary(operator, word) => {
                let operand = self.text_of(word)?;
                self.unary(*operator, &operand)
            }
            Condition::Binary(left, operator, right) => self.binary(left, *operator, right),
        }
    }

    fn text_of(&mut self, word: &Word) -> Result<Vec<u8>, Trouble> {
        let mut text = Vec::new();
        expand::single(self, word, &mut text)?;
        Ok(text)
    }

    /// The same operators as `test` has, told by `test`.
    fn unary(&mut self, operator: u8, operand: &[u8]) -> Result<bool, Trouble> {
        if !matches!(operator, b'n' | b'z' | b'v' | b'o') {
            self.kernel.give_back(); // see `onlooker`
        }
        test_operators::unary(&self.state, operator, operand)
            .map_err(|error| Trouble::BadRedirection(error.message))
    }

    fn binary(
        &mut self,
        left: &Word,
        operator: ConditionOp,
        right: &Word,
    ) -> Result<bool, Trouble> {
        let subject = self.text_of(left)?;
        match operator {
            ConditionOp::Match => Ok(expand::condition_pattern(self, right)?.matches(&subject)),
            ConditionOp::NotMatch => Ok(!expand::condition_pattern(self, right)?.matches(&subject)),
            ConditionOp::Regex => self.regex_matches(&subject, right),
            ConditionOp::Less => Ok(subject < self.text_of(right)?),
            ConditionOp::Greater => Ok(subject > self.text_of(right)?),
            ConditionOp::NewerThan | ConditionOp::OlderThan | ConditionOp::SameFile => {
                let other = self.text_of(right)?;
                self.kernel.give_back(); // see `onlooker`
                let operator = match operator {
                    ConditionOp::NewerThan => Binary::NewerThan,
                    ConditionOp::OlderThan => Binary::OlderThan,
                    _ => Binary::SameFile,
                };
                test_operators::binary(operator, &subject, &other)
                    .map_err(|error| Trouble::BadRedirection(error.message))
            }
            _ => self.compare_numbers(&subject, operator, right),
        }
    }

    fn compare_numbers(
        &mut self,
        left: &[u8],
        operator: ConditionOp,
        right: &Word,
    ) -> Result<bool, Trouble> {
        let right = self.text_of(right)?;
        let (left, right) = (
            expand::arithmetic_text(self, left)?,
            expand::arithmetic_text(self, &right)?,
        );
        Ok(match operator {
            ConditionOp::Eq => left == right,
            ConditionOp::Ne => left != right,
            ConditionOp::Lt => left < right,
            ConditionOp::Le => left <= right,
            ConditionOp::Gt => left > right,
            _ => left >= right,
        })
    }

    /// `=~`: the matches go to `BASH_REMATCH`, as scripts expect.
    fn regex_matches(&mut self, subject: &[u8], word: &Word) -> Result<bool, Trouble> {
        let source = expand::regex(self, word)?;
        let options = Options {
            ignore_case: self.state.is_on(Opt::NoCaseMatch),
            utf8: true,
        };
        let trouble = |reason: &str| {
            let mut message = source.clone();
            message.extend_from_slice(format!(": {reason}").as_bytes());
            Trouble::BadRedirection(message)
        };
        let regex = Regex::new(&source, options).map_err(|error| trouble(&error.0))?;
        let found = regex.find(subject);
        let Some(groups) = found.map_err(|errno| trouble(errno_text(errno)))? else {
            return Ok(false);
        };
        let texts = groups.iter().map(|group| {
            group
                .clone()
                .and_then(|range| subject.get(range))
                .unwrap_or_default()
                .to_vec()
        });
        let array = Array::from_elements(texts);
        let slot = self.state.vars.slot(b"BASH_REMATCH");
        self.state.vars.replace(slot, Value::Array(array))?;
        Ok(true)
    }
}
