//! The prompt: reading commands from a person, until they leave.
//!
//! In: a shell, and a terminal or whatever else is on descriptor 0. Out: its exit status. The only room that knows
//! rustyline. The way of a line: [`session`] shows a [`prompt`] and gets the line from the [`editor`], or plainly where there is
//! no terminal that an editor could use; the reader of `syntax` says whether a command is complete; the shell runs it.

mod aide;
mod complete;
mod editor;
mod hint;
mod history;
mod keys;
mod layout;
mod paint;
mod prompt;
mod scan;
mod screen;
mod session;
mod start_up;
mod visible;

use crate::eval::Shell;
use session::Session;

pub use start_up::{StartUp, read as read_start_up_files};

/// Reads and runs commands from a person until they leave; the exit status.
#[must_use]
pub fn run(shell: &mut Shell, start_up: &StartUp) -> i32 {
    start_up.welcome(shell);
    let mut session = Session::new(shell);
    let flow = session.run(start_up);
    session.end(flow)
}
