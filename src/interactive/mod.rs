//! The prompt.

use crate::cli::StartUp;
use crate::eval::Shell;

/// Reads and runs commands from a person until they leave; the exit status.
pub fn run(_shell: &mut Shell, _start_up: &StartUp) -> i32 {
    0
}
