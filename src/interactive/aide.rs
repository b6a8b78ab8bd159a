//! What the line editor asks while a line is edited: how it is drawn, what could follow, whether it is complete.
//!
//! In: the line and the cursor. Out: answers; and a note of the line, so that it can be taken up again when the editor was left
//! for a signal.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Result};

use super::{keys, visible};

/// A line that is being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its text.
    pub text: String,
    /// The cursor's offset in it.
    pub cursor: usize,
    /// What is shown behind it and is no part of it.
    pub hint: String,
}

impl Draft {
    /// The text before and behind the cursor.
    #[must_use]
    pub fn halves(&self) -> (&str, &str) {
        self.text
            .split_at_checked(self.cursor)
            .unwrap_or((&self.text, ""))
    }
}

/// The editor's helper.
#[derive(Debug, Default)]
pub struct Aide {
    /// The line as it was when the editor last asked something.
    pub draft: Rc<RefCell<Draft>>,
}

impl Aide {
    fn note(&self, text: &str, cursor: usize) {
        let mut draft = self.draft.borrow_mut();
        if draft.text != text {
            text.clone_into(&mut draft.text);
        }
        draft.cursor = cursor;
    }
}

impl Helper for Aide {}

impl Completer for Aide {
    type Candidate = String;
}

impl Hinter for Aide {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        keys::arm(); // the editor's first question comes when it is ready to read, and before it draws
        self.note(line, pos);
        None
    }
}

impl Highlighter for Aide {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        visible::drawn(line)
    }

    fn highlight_char(&self, line: &str, pos: usize, _: CmdKind) -> bool {
        self.note(line, pos);
        false
    }
}

impl Validator for Aide {
    fn validate(&self, _: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(ValidationResult::Valid(None))
    }
}
