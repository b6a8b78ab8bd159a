//! Prompts: `PS1` and `PS2` (XCU 2.5.3), with escapes that other shells know too.
//!
//! In: the variable's value and what the shell knows. Out: a [`Prompt`], with and without colours. The value goes through three
//! hands: [`template`] replaces escapes by what they stand for, quoted, and the template's own control characters by stand-ins;
//! the shell expands the rest; [`drawing`] puts the template's control characters back. Those that came out of an expansion,
//! from the name of a directory for example, are shown and cannot act on the terminal; only colours may.

mod drawing;
mod facts;
mod template;

use super::screen;
use crate::eval::Shell;
use crate::state::Opt;

pub use facts::Facts;

/// The prompt of a shell whose user has not chosen one: the working directory, a failed status, `$` or `#`.
pub const DEFAULT: &[u8] = br"\[\e[36m\]\w\[\e[0m\] \S\$ ";

/// A prompt ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Without colours and other control sequences.
    pub plain: String,
    /// With them.
    pub styled: String,
}

impl rustyline::Prompt for Prompt {
    fn raw(&self) -> &str {
        &self.plain
    }

    fn styled(&self) -> &str {
        &self.styled
    }
}

/// Which prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `PS1`: a command begins.
    Primary,
    /// `PS2`: it goes on.
    Continuation,
}

/// The prompt that the shell shows now.
pub fn make(shell: &mut Shell, which: Which, commands: u64) -> Prompt {
    let (variable, otherwise): (&[u8], &[u8]) = match which {
        Which::Primary => (b"PS1", b""),
        Which::Continuation => (b"PS2", b""),
    };
    let value = shell
        .state
        .vars
        .text(variable)
        .map_or_else(|| otherwise.to_vec(), std::borrow::Cow::into_owned);
    let marks = drawing::Marks::choose();
    let has_escapes = !shell.state.is_on(Opt::Posix);
    let template = {
        let facts = Facts::new(&shell.state, commands);
        template::decode(&value, &facts, marks, has_escapes)
    };
    let expanded = shell.expand_prompt(&template).unwrap_or(value);
    let has_colours = screen::has_colours(&shell.state);
    marks.draw(&expanded, has_colours)
}
