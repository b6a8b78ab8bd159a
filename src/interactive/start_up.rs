//! Start-up files: what an interactive shell runs before its first command.
//!
//! In: a shell and what its command line said. Out: the commands of the files were run in it. An error in such a file leaves the
//! rest of it out, as at the prompt; only `exit` ends the shell.

use super::StartUp;
use crate::builtin::{Divert, Host as _, Leave};
use crate::eval::Shell;
use crate::state::Opt;
use crate::sys::{file, process};

/// Reads the start-up files; a shell that is not interactive has none.
///
/// # Errors
/// How one of them leaves the shell.
pub fn read(shell: &mut Shell, start_up: &StartUp) -> Result<(), Divert> {
    if start_up.no_rc || !shell.state.is_on(Opt::Interactive) {
        return Ok(());
    }
    match named_by_env(shell) {
        Some(path) => run_file(shell, &path),
        None => Ok(()),
    }
}

/// The file that the value of `ENV` names after parameter expansion (XCU 2.5.3): none where the shell has privileges that its
/// user has not, and none if there is no such file.
fn named_by_env(shell: &mut Shell) -> Option<Vec<u8>> {
    let is_privileged = process::user() != process::effective_user()
        || process::user_group() != process::effective_user_group();
    if is_privileged {
        return None;
    }
    let value = shell.state.vars.text(b"ENV")?.into_owned();
    let path = shell.expand_prompt(&value)?;
    let is_there = !path.is_empty() && file::status(&path).is_ok();
    is_there.then_some(path)
}

fn run_file(shell: &mut Shell, path: &[u8]) -> Result<(), Divert> {
    match shell.run_file(path, None) {
        Ok(status) => shell.state.status = status,
        Err(Leave::Error(error)) => shell.complain(b"", &error.message),
        Err(Leave::Divert(Divert::Exit(status))) => return Err(Divert::Exit(status)),
        Err(Leave::Divert(_)) => {}
    }
    Ok(())
}
