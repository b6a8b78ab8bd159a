//! Waiting for a key, and leaving the line editor when a signal comes instead.
//!
//! In: the terminal in the editor's raw mode, and the flags of signals. Out: leave to read one byte, or the error
//! [`is_event`], with which the editor is left so that the shell can do what the signal asks for and come back to the
//! line. Between the first and last byte of one key, and within a paste, the editor is not left: the rest would be taken for
//! keys, and a pasted newline for Enter.

use std::cell::Cell;
use std::io;

use crate::sys::signal::{self, numbers};
use crate::sys::terminal::{self, Modes, Woken};
use crate::sys::{Errno, Fd};

/// The descriptor that the line editor reads.
const KEYS: Fd = 0;

/// Where the bytes read so far leave us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// The editor has just begun to read.
    Start,
    /// Between two keys.
    Nothing,
    /// After ESC.
    Escape,
    /// After ESC `[` and these parameters (only their value matters: 200 begins a paste).
    Sequence(u16),
    /// After ESC `O` or ESC `[` `[`: one more byte.
    Last,
    /// In a character of several bytes, of which so many are missing.
    Character(u8),
    /// In a paste; how much of its end has been seen.
    Paste(u8),
}

thread_local! {
    static WITHIN: Cell<Within> = const { Cell::new(Within::Start) };
    static IS_ARMED: Cell<bool> = const { Cell::new(true) };
    static TELLS_OF_CHILDREN: Cell<bool> = const { Cell::new(false) };
}

/// The error with which the editor is left.
#[derive(Debug)]
struct Event;

impl std::fmt::Display for Event {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a signal came")
    }
}

impl std::error::Error for Event {}

/// Whether this error says that a signal came.
#[must_use]
pub fn is_event(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Event>())
}

/// Makes ready for one line. `tells_of_children`: the editor is also left when a child has changed (`set -b`).
pub fn begin(tells_of_children: bool) {
    WITHIN.set(Within::Start);
    TELLS_OF_CHILDREN.set(tells_of_children);
    IS_ARMED.set(false);
    keys_unbuffered::set_before_read(Some(before_read));
}

/// The end of [`begin`].
pub fn end() {
    keys_unbuffered::set_before_read(None);
    if TELLS_OF_CHILDREN.get() {
        let _ = signal::set_default(numbers::SIGCHLD); // it cannot fail for SIGCHLD
    }
}

fn before_read(last: Option<u8>) -> io::Result<()> {
    let within = match (WITHIN.get(), last) {
        (Within::Start, _) => Within::Nothing,
        (within, Some(byte)) => after(within, byte),
        (within, None) => within,
    };
    WITHIN.set(within);
    if within != Within::Nothing {
        // A key whose rest does not come is one after all: ESC alone.
        if rest_comes() {
            return Ok(());
        }
        WITHIN.set(Within::Nothing);
    }
    match terminal::wait_for_key(KEYS) {
        Ok(Woken::Signal) => Err(io::Error::other(Event)),
        // What is wrong with the terminal, reading will tell.
        Ok(Woken::Key) | Err(_) => Ok(()),
    }
}

/// How long, in milliseconds, the rest of a key is waited for.
const PATIENCE: i32 = 1000;

fn rest_comes() -> bool {
    loop {
        match terminal::wait_for_input(KEYS, PATIENCE) {
            Ok(comes) => return comes,
            Err(Errno::EINTR) => {}
            Err(_) => return true, // reading will tell
        }
    }
}

/// What the editor's own preparations leave to do, before it draws and reads: its handlers only wake the editor, ours have
/// flags; and Enter is to be a newline, so that lines typed ahead are lines to whoever reads them.
pub fn arm() {
    if IS_ARMED.replace(true) {
        return;
    }
    for number in [numbers::SIGINT, numbers::SIGWINCH] {
        let _ = signal::install_flag_handler(number); // it cannot fail for these
    }
    if TELLS_OF_CHILDREN.get() {
        let _ = signal::install_flag_handler(numbers::SIGCHLD); // likewise
    }
    let _ = Modes::of(KEYS).and_then(|modes| modes.with_newlines().apply(KEYS)); // reading will tell
}

/// Where `byte` leads.
fn after(within: Within, byte: u8) -> Within {
    match (within, byte) {
        (Within::Paste(seen), _) => after_in_paste(seen, byte),
        (Within::Escape, b'[') => Within::Sequence(0),
        (Within::Escape, b'O') => Within::Last,
        (_, 0x1b) => Within::Escape,
        (Within::Sequence(0), b'[') => Within::Last,
        (Within::Sequence(200), b'~') => Within::Paste(0),
        (Within::Sequence(value), b'0'..=b'9') => Within::Sequence(
            value
                .saturating_mul(10)
                .saturating_add(u16::from(byte - b'0')),
        ),
        (Within::Sequence(_), b';' | b':') => Within::Sequence(0),
        (Within::Character(missing), _) if missing > 1 => Within::Character(missing - 1),
        (Within::Start | Within::Nothing | Within::Escape, 0xc2..=0xdf) => Within::Character(1),
        (Within::Start | Within::Nothing | Within::Escape, 0xe0..=0xef) => Within::Character(2),
        (Within::Start | Within::Nothing | Within::Escape, 0xf0..=0xf4) => Within::Character(3),
        _ => Within::Nothing,
    }
}

fn after_in_paste(seen: u8, byte: u8) -> Within {
    let is_next = b"\x1b[201~".get(usize::from(seen)) == Some(&byte);
    match (is_next, byte) {
        (true, b'~') => Within::Nothing,
        (true, _) => Within::Paste(seen + 1),
        (false, 0x1b) => Within::Paste(1),
        (false, _) => Within::Paste(0),
    }
}

/// What is wrong with the terminal, from an error of the editor: `None` if it can simply be asked again.
#[must_use]
pub fn fatal(error: &rustyline::error::ReadlineError) -> Option<Errno> {
    use rustyline::error::ReadlineError;
    let errno = match error {
        ReadlineError::Errno(errno) => *errno,
        ReadlineError::Io(error) if error.kind() == io::ErrorKind::InvalidData => return None,
        ReadlineError::Io(error) => Errno::from_raw(error.raw_os_error()?),
        _ => return None,
    };
    (!matches!(errno, Errno::EINTR | Errno::EAGAIN)).then_some(errno)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(bytes: &[u8]) -> Within {
        bytes
            .iter()
            .fold(Within::Nothing, |within, byte| after(within, *byte))
    }

    #[test]
    fn a_key_ends_with_its_last_byte() {
        for key in [
            &b"a"[..],
            b"\x1b[A",
            b"\x1b[1;5C",
            b"\x1bOP",
            b"\x1b[[A",
            b"\x1bb",
            b"\xc3\xa9",
            b"\xf0\x9f\x98\x80",
        ] {
            assert_eq!(walk(key), Within::Nothing, "{key:?}");
            assert_ne!(
                walk(&key[..key.len() - 1]) == Within::Nothing,
                key.len() > 1,
                "{key:?}"
            );
        }
    }

    #[test]
    fn a_paste_ends_only_with_its_end() {
        assert_eq!(walk(b"\x1b[200~ls\n\x1b[A \x1b\x1b[20"), Within::Paste(4));
        assert_eq!(walk(b"\x1b[200~ls\n\x1b[201~"), Within::Nothing);
        assert_eq!(walk(b"\x1b[200~ls\n\x1b[201~\x1b"), Within::Escape);
    }
}
