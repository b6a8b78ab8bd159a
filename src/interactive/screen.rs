//! The terminal between two lines: what a program may have left behind, and where an editor can work.
//!
//! In: the descriptors. Out: a terminal on descriptors 0 and 1 that blocks and stands at the beginning of a line.

use crate::builtin::write_all;
use crate::state::State;
use crate::sys::{Fd, Kernel, file, terminal};

/// Terminals that know no control sequences.
const SIMPLE: [&[u8]; 4] = [b"", b"dumb", b"cons25", b"emacs"];

/// Whether lines can be edited here: there is a terminal to type on and one to draw on, and it is not a simple one.
#[must_use]
pub fn can_edit(state: &State) -> bool {
    let is_simple = |name: &[u8]| {
        SIMPLE
            .iter()
            .any(|simple| simple.eq_ignore_ascii_case(name))
    };
    let term = state.vars.text(b"TERM");
    file::is_terminal(0) && drawn_on().is_some() && !term.is_none_or(|term| is_simple(&term))
}

/// Whether colours are wanted: `NO_COLOR` is unset or empty.
#[must_use]
pub fn has_colours(state: &State) -> bool {
    let no_colour = state.vars.text(b"NO_COLOR");
    no_colour.is_none_or(|value| value.is_empty())
}

/// The descriptor on which prompts are drawn: standard error unless that is no terminal and standard output is.
fn drawn_on() -> Option<Fd> {
    [2, 1].into_iter().find(|fd| file::is_terminal(*fd))
}

/// Does `work` with the terminal as descriptor 1, which the editor draws on, wherever the user has sent standard output.
pub fn with_terminal<T>(kernel: &dyn Kernel, work: impl FnOnce() -> T) -> T {
    if file::is_terminal(1) {
        return work();
    }
    let saved = kernel.dup_from(1, 10);
    if let Some(terminal) = drawn_on() {
        let _ = kernel.dup2(terminal, 1); // the editor will find that there is no terminal
    }
    let result = work();
    let _ = match saved {
        Ok(saved) => kernel.dup2(saved, 1).and_then(|()| kernel.close(saved)),
        Err(_) => kernel.close(1), // it was closed before
    };
    result
}

/// Takes back what a program may have done to the terminal: the flag that reading does not wait.
pub fn make_blocking() {
    for fd in [0, 1, 2] {
        let _ = terminal::set_nonblocking(fd, false); // a closed descriptor has no flag
    }
}

/// How many columns the terminal has.
#[must_use]
pub fn columns() -> usize {
    let size = drawn_on().and_then(|fd| terminal::size(fd).ok());
    size.map(|size| usize::from(size.columns))
        .filter(|columns| *columns > 0)
        .unwrap_or(80)
}

/// Keeps `LINES` and `COLUMNS` at the size of the terminal, as other shells do; what is not known stays as it is.
pub fn measure(state: &mut State) {
    let Some(size) = drawn_on().and_then(|fd| terminal::size(fd).ok()) else {
        return;
    };
    for (name, number) in [(&b"LINES"[..], size.rows), (b"COLUMNS", size.columns)] {
        let value = number.to_string();
        let is_new = state.vars.text(name).as_deref() != Some(value.as_bytes());
        if number > 0 && is_new {
            let _ = state.assign_text(name, value.as_bytes()); // one that is readonly stays as it is
        }
    }
}

/// Shows that the last output did not end with a newline, and goes to a new line: a mark that stays only in that case. After
/// the mark come as many spaces as fill the line, so that the carriage return behind them leads to the mark's line if the
/// mark was its first character, and to the next one if not.
pub fn start_line(kernel: &dyn Kernel) {
    let mut text = b"\x1b[7m\xe2\x8f\x8e\x1b[0m".to_vec();
    text.resize(text.len() + columns().saturating_sub(1), b' ');
    text.extend_from_slice(b"\r \r");
    draw(kernel, &text);
}

/// Erases the line above which the cursor stands, and the `rows` rows above that one.
pub fn erase_above(kernel: &dyn Kernel, rows: usize) {
    draw(kernel, format!("\x1b[{}A\r\x1b[J", rows + 1).as_bytes());
}

/// Writes to the terminal.
pub fn draw(kernel: &dyn Kernel, text: &[u8]) {
    if let Some(fd) = drawn_on() {
        let _ = write_all(kernel, fd, text); // a terminal that is gone is noticed when it is read
    }
}
