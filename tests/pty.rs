//! The shell at a real terminal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "pty/prompt.rs"]
mod prompt;
#[path = "pty/terminal.rs"]
mod terminal;
