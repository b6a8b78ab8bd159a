//! The inside of `[[ ]]` and of `name=( )` in the cooker: words between which most operators mean nothing.

use super::command::{Class, class};
use super::frame::Kind;
use super::{CookError, Cooker, Step};

impl Cooker {
    /// Inside `[[ ]]`: words, parentheses, and operators that are nothing to the cooker.
    pub(super) fn condition_step(&mut self) -> Result<Step, CookError> {
        let Some(first) = self.input.first() else {
            return Ok(Step::Wait);
        };
        match class(first) {
            Class::Ordinary | Class::Bracket => self.ordinary(),
            Class::Hash if self.top().in_word => self.ordinary(),
            Class::Hash => self.comment(),
            Class::Blank => {
                self.end_condition_word();
                self.blanks();
            }
            Class::Newline => {
                self.end_condition_word();
                if self.top().kind == Kind::Condition || self.top().kind == Kind::ConditionGroup {
                    self.copy_newline();
                }
            }
            Class::Quote => return self.quote(first),
            Class::Operator => return self.condition_operator(first),
        }
        Ok(Step::Go)
    }

    fn condition_operator(&mut self, first: u8) -> Result<Step, CookError> {
        let opened = self.out.len();
        match first {
            b'(' if self.follows_group_character() && self.word_text() != b"!" => {
                self.open_pattern_group()?;
            }
            b'(' => {
                self.copy(1);
                self.push(Kind::ConditionGroup, opened)?;
            }
            b')' => {
                self.end_condition_word();
                if self.top().kind == Kind::ConditionGroup {
                    self.copy(1);
                    self.pop();
                } else if self.top().kind == Kind::Condition {
                    self.is_suspicious = true;
                    self.copy(1);
                }
            }
            b'<' | b'>' if self.input.rest().get(1) == Some(&b'(') => {
                self.begin_word();
                self.top_mut().is_plain = false;
                self.copy(2);
                self.push(Kind::ProcessSub, opened)?;
            }
            _ => {
                self.end_condition_word();
                if !self.top().kind.is_list() {
                    self.copy(1);
                }
            }
        }
        Ok(Step::Go)
    }

    /// `]]` as a word of its own ends the condition.
    fn end_condition_word(&mut self) {
        let frame = *self.top();
        self.top_mut().in_word = false;
        let is_end = frame.in_word && frame.is_plain && {
            let word = self.out.text.get(frame.word as usize..).unwrap_or_default();
            word == b"]]"
        };
        if is_end && frame.kind == Kind::Condition {
            self.pop();
        }
    }

    /// Inside `name=( )`: words and newlines.
    pub(super) fn array_step(&mut self) -> Result<Step, CookError> {
        let Some(first) = self.input.first() else {
            return Ok(Step::Wait);
        };
        let opened = self.out.len();
        match class(first) {
            Class::Bracket if !self.top().in_word && self.bracket_has_value() => {
                self.begin_word();
                self.copy(1);
                self.push(Kind::Subscript, opened)?;
            }
            Class::Ordinary | Class::Bracket => self.ordinary(),
            Class::Hash if self.top().in_word => self.ordinary(),
            Class::Hash => self.comment(),
            Class::Blank => {
                self.top_mut().in_word = false;
                self.blanks();
            }
            Class::Newline => {
                self.top_mut().in_word = false;
                self.copy_newline();
            }
            Class::Quote => return self.quote(first),
            Class::Operator if first == b')' => {
                self.copy(1);
                self.pop();
            }
            Class::Operator if first == b'(' && self.follows_group_character() => {
                self.open_pattern_group()?;
            }
            Class::Operator if self.input.rest().get(1) == Some(&b'(') && first != b'(' => {
                self.begin_word();
                self.copy(2);
                self.push(Kind::ProcessSub, opened)?;
            }
            Class::Operator => {
                self.is_suspicious = true;
                self.top_mut().in_word = false;
                self.copy(1);
            }
        }
        Ok(Step::Go)
    }
}
