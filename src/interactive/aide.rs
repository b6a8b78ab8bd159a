//! What the line editor asks while a line is edited: how it is drawn, what could follow, whether it is complete.
//!
//! In: the line and the cursor, and what the shell remembers, which is lent to the aide while a line is edited. Out: answers;
//! and a note of the line, so that it can be taken up again when the editor was left for a signal.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Context, Helper, Result};

use super::complete::{self, Candidate, Memory, World};
use super::hint::{self, LineHint};
use super::{keys, paint, screen, visible};
use crate::show::{Accent, Style, Theme};
use crate::state::State;

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

/// What the aide knows of the shell while a line is edited.
pub struct View {
    /// The shell's memory.
    pub state: State,
    /// The lines of the command before this one.
    pub before: String,
    /// Whether colours are shown.
    pub has_colour: bool,
}

/// The editor's helper.
#[derive(Default)]
pub struct Aide {
    /// The line as it was when the editor last asked something.
    pub draft: Rc<RefCell<Draft>>,
    /// What is known while a line is edited.
    pub view: RefCell<Option<View>>,
    memory: Memory,
    hint: RefCell<LineHint>,
}

impl Aide {
    fn note(&self, text: &str, cursor: usize) {
        let mut draft = self.draft.borrow_mut();
        if draft.text != text {
            text.clone_into(&mut draft.text);
        }
        draft.cursor = cursor;
    }

    /// Something in colours; `None` where there are none.
    fn coloured<T>(&self, draw: impl FnOnce(&Theme, &View) -> T) -> Option<T> {
        let view = self.view.borrow();
        let view = view.as_ref().filter(|view| view.has_colour)?;
        let theme = Theme::new(Style {
            has_colour: true,
            ..Style::default()
        });
        Some(draw(&theme, view))
    }
}

impl Helper for Aide {}

impl Completer for Aide {
    type Candidate = Candidate;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Candidate>)> {
        let view = self.view.borrow();
        let (Some(view), Some((typed, after))) = (view.as_ref(), line.split_at_checked(pos)) else {
            return Ok((pos, Vec::new()));
        };
        let world = World {
            state: &view.state,
            memory: &self.memory,
            columns: screen::columns(),
        };
        let (start, candidates) =
            complete::complete(&world, &[&view.before, typed].concat(), after);
        // A word that began on an earlier line can no more be changed.
        let start = start.checked_sub(view.before.len());
        Ok(start.map_or((pos, Vec::new()), |start| (start, candidates)))
    }
}

impl Hinter for Aide {
    type Hint = LineHint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<LineHint> {
        keys::arm(); // the editor's first question comes when it is ready to read, and before it draws
        self.note(line, pos);
        let hint = self.coloured(|_, view| {
            let history = view.state.history.borrow();
            let is_at_end = pos == line.len();
            is_at_end
                .then(|| hint::hint(&view.before, line, &history))
                .flatten()
        });
        let hint = hint.flatten();
        let shown = hint.clone().unwrap_or_default();
        self.draft.borrow_mut().hint.clone_from(&shown.shown);
        *self.hint.borrow_mut() = shown;
        hint
    }
}

impl Highlighter for Aide {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        let painted =
            self.coloured(|theme, view| paint::paint(theme, &view.state, &view.before, line));
        painted.map_or_else(|| visible::drawn(line), Cow::Owned)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let known = self.hint.borrow();
        let emphasis = known
            .emphasis
            .clone()
            .filter(|_| known.shown == hint)
            .unwrap_or(0..0);
        let part = |range| hint.get(range).unwrap_or_default();
        let painted = self.coloured(|theme, _| {
            [
                theme.accent(Accent::Aside, part(0..emphasis.start)),
                theme.accent(Accent::Current, part(emphasis.clone())),
                theme.accent(Accent::Aside, part(emphasis.end..hint.len())),
            ]
            .concat()
        });
        painted.map_or(Cow::Borrowed(hint), Cow::Owned)
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        let Some((name, about)) = candidate.split_once("  ") else {
            return Cow::Borrowed(candidate);
        };
        let painted =
            self.coloured(|theme, _| format!("{name}  {}", theme.accent(Accent::Aside, about)));
        painted.map_or(Cow::Borrowed(candidate), Cow::Owned)
    }

    fn highlight_char(&self, line: &str, pos: usize, kind: CmdKind) -> bool {
        self.note(line, pos);
        if kind != CmdKind::Other {
            self.draft.borrow_mut().hint.clear(); // the editor does not show it then
        }
        self.coloured(|_, _| ()).is_some()
    }
}

impl Validator for Aide {
    fn validate(&self, _: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(ValidationResult::Valid(None))
    }
}
