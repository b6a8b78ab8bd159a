//! The shell at a real terminal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "pty/completions.rs"]
mod completions;
#[path = "pty/editing.rs"]
mod editing;
#[path = "pty/glass.rs"]
mod glass;
#[path = "pty/history.rs"]
mod history;
#[path = "pty/jobs.rs"]
mod jobs;
#[path = "pty/latency.rs"]
mod latency;
#[path = "pty/others.rs"]
mod others;
#[path = "pty/progress.rs"]
mod progress;
#[path = "pty/prompt.rs"]
mod prompt;
#[path = "pty/signals.rs"]
mod signals;
#[path = "pty/start_up.rs"]
mod start_up;
#[path = "pty/states.rs"]
mod states;
#[path = "pty/terminal.rs"]
#[allow(
    dead_code,
    reason = "the terminal offers more than these tests ask for"
)]
mod terminal;
#[path = "pty/tmux.rs"]
mod tmux;
#[path = "pty/tour.rs"]
mod tour;
