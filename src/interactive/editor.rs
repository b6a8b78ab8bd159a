//! The line editor: rustyline, kept away from everything that a shell must not do.
//!
//! In: a prompt and the terminal on descriptors 0 and 1. Out: a line, or why there is none. The terminal is in its own modes
//! again whenever [`LineEditor::read`] returns.

use std::cell::RefCell;
use std::rc::Rc;

use rustyline::config::{BellStyle, Configurer as _};
use rustyline::error::ReadlineError;
use rustyline::{
    Cmd, ColorMode, CompletionType, Config, EditMode, Editor, KeyCode, KeyEvent, Modifiers,
};

use super::aide::{Aide, Draft, View};
use super::history::Walk;
use super::keys;
use super::prompt::Prompt;
use crate::source::lossless;
use crate::state::{History, State};
use crate::sys::Errno;

/// What came of editing a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, or several, without the last newline.
    Line(Vec<u8>),
    /// ^C.
    Interrupt,
    /// ^D on an empty line, or the end of the terminal.
    End,
    /// A signal came; the line is in the draft.
    Event,
    /// Something came that is no text; the line is in the draft.
    Garbage,
    /// The terminal cannot be read or written.
    Broken(Errno),
}

/// A line editor.
pub struct LineEditor {
    editor: Editor<Aide, Walk>,
    draft: Rc<RefCell<Draft>>,
}

/// How long, in milliseconds, ESC may stand alone in vi mode before it is a key.
const VI_TIMEOUT: u16 = 100;

impl LineEditor {
    /// An editor for the terminal on descriptors 0 and 1, whose history is `history`; `None` if that is none.
    #[must_use]
    pub fn new(history: Rc<RefCell<History>>) -> Option<Self> {
        let config = Config::builder()
            .auto_add_history(false)
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .bell_style(BellStyle::None)
            // The aide is asked to draw the line in any case: it also takes note of it. It leaves out colours by itself.
            .color_mode(ColorMode::Forced)
            .build();
        let mut editor = Editor::with_history(config, Walk::new(history)).ok()?;
        let aide = Aide::default();
        let draft = Rc::clone(&aide.draft);
        editor.set_helper(Some(aide));
        bind(&mut editor);
        Some(Self { editor, draft })
    }

    /// Edits a line that begins with what `draft` says; the state that `view` lends comes back. `tells_of_children`: see
    /// [`keys::begin`].
    pub fn read(
        &mut self,
        prompt: &Prompt,
        draft: &Draft,
        view: View,
        tells_of_children: bool,
    ) -> (Typed, Option<State>) {
        *self.draft.borrow_mut() = Draft::default();
        self.lend(Some(view));
        keys::begin(tells_of_children);
        let read = self.editor.readline_with_initial(prompt, draft.halves());
        keys::end();
        let state = self.lend(None).map(|view| view.state);
        let typed = match read {
            Ok(line) => Typed::Line(lossless::decode(&line).into_owned()),
            Err(ReadlineError::Interrupted) => Typed::Interrupt,
            Err(ReadlineError::Eof) => Typed::End,
            Err(ReadlineError::Io(error)) if keys::is_event(&error) => Typed::Event,
            Err(error) => keys::fatal(&error).map_or(Typed::Garbage, Typed::Broken),
        };
        (typed, state)
    }

    /// Gives the aide what it may know; what it knew before.
    fn lend(&self, view: Option<View>) -> Option<View> {
        let aide = self.editor.helper()?;
        std::mem::replace(&mut *aide.view.borrow_mut(), view)
    }

    /// The line as it was when the editor was left.
    #[must_use]
    pub fn draft(&self) -> Draft {
        self.draft.borrow().clone()
    }

    /// Uses the keys of vi, or those of emacs, from the next line on.
    pub fn set_vi(&mut self, on: bool) {
        let mode = if on { EditMode::Vi } else { EditMode::Emacs };
        self.editor.set_edit_mode(mode);
        self.editor.set_keyseq_timeout(on.then_some(VI_TIMEOUT));
        // ESC and Enter (a newline here) that come together are these two keys in vi; in emacs, M-Enter.
        let meta_enter = KeyEvent(KeyCode::Char('J'), Modifiers::CTRL | Modifiers::ALT);
        if on {
            self.editor.bind_sequence(meta_enter, Cmd::AcceptLine);
        } else {
            self.editor.unbind_sequence(meta_enter);
        }
    }
}

/// Keys that rustyline gives another meaning.
fn bind(editor: &mut Editor<Aide, Walk>) {
    // It would stop the shell's whole process group; and ^\ would drop the line, where other shells do nothing.
    editor.bind_sequence(KeyEvent::ctrl('Z'), Cmd::Noop);
    editor.bind_sequence(KeyEvent::ctrl('\\'), Cmd::Noop);
}
