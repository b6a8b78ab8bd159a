//! What a shell reads before its first command: the profiles of a login shell, the file that `ENV` names and the user's
//! `rc.ipcsh` at a prompt.
//!
//! In: the environment. Out: whatever the files do. A file that is not there is passed over in silence; one that is broken
//! gives a message, and the shell starts all the same.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::PathBuf;

use crate::builtin::{Divert, Host as _, Leave, write_all};
use crate::eval::Shell;
use crate::state::{ExitStatus, Opt, State};
use crate::sys::{Errno, file, process};

/// Which start-up files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartUp {
    /// `--norc`: none.
    pub no_rc: bool,
    /// `-l`, or a name that begins with `-`: a login shell.
    pub is_login: bool,
}

/// Runs the start-up files: the profiles in a login shell; the file that `ENV` names and `rc.ipcsh` in an interactive one.
///
/// # Errors
/// How one of them leaves the shell.
pub fn read(shell: &mut Shell, start_up: &StartUp) -> Result<(), Divert> {
    if start_up.no_rc {
        return Ok(());
    }
    if start_up.is_login {
        run(shell, b"/etc/profile")?;
        if let Some(home) = home(&shell.state) {
            run(shell, home.join(".profile").as_os_str().as_bytes())?;
        }
    }
    if !shell.state.is_on(Opt::Interactive) {
        return Ok(());
    }
    if let Some(path) = named_by_env(shell) {
        run(shell, &path)?;
    }
    match directory(&shell.state, b"XDG_CONFIG_HOME", ".config") {
        Some(directory) if !shell.state.is_on(Opt::Posix) => run(
            shell,
            directory.join("ipcsh/rc.ipcsh").as_os_str().as_bytes(),
        ),
        _ => Ok(()),
    }
}

/// The file that the value of `ENV` names after parameter expansion (XCU 2.5.3): none where the shell has privileges that its
/// user has not.
fn named_by_env(shell: &mut Shell) -> Option<Vec<u8>> {
    let is_privileged = process::user() != process::effective_user()
        || process::user_group() != process::effective_user_group();
    if is_privileged {
        return None;
    }
    let value = shell.state.vars.text(b"ENV")?.into_owned();
    shell.expand_prompt(&value).filter(|path| !path.is_empty())
}

impl StartUp {
    /// Shows, once in the life of a user, what there is to try.
    pub fn welcome(&self, shell: &Shell) {
        let state = &shell.state;
        let is_seen = file::is_terminal(0) && file::is_terminal(2);
        if self.no_rc || !is_seen || state.is_on(Opt::Posix) || !is_first_time(state) {
            return;
        }
        let text = [
            "  tour                      a tour through the plumbing; all of it is real\n",
            "  explain 'ls | wc -l >f'   shows what a command would do, and does nothing\n",
            "  help ipc                  shared memory, queues, pipes: a command each\n",
        ];
        let _ = write_all(&*shell.kernel(), 2, text.concat().as_bytes()); // what is only shown
    }
}

/// Runs the commands of a file, if it is there. An error leaves the rest of it out; `exit` ends the shell.
fn run(shell: &mut Shell, path: &[u8]) -> Result<(), Divert> {
    if matches!(file::status(path), Err(Errno::ENOENT | Errno::ENOTDIR)) {
        return Ok(());
    }
    let message = match shell.run_file(path, None) {
        Ok(status) => {
            shell.state.status = status;
            return Ok(());
        }
        Err(Leave::Divert(Divert::Exit(status))) => return Err(Divert::Exit(status)),
        Err(Leave::Divert(_)) => b"the rest of this start-up file was not run".to_vec(),
        Err(Leave::Error(error)) => [b"this start-up file was not run: ", &*error.message].concat(),
    };
    shell.complain(path, &message);
    shell.state.status = ExitStatus::SUCCESS;
    Ok(())
}

/// Whether this user has not been welcomed yet; from now on they have. Where that cannot be noted, nobody is welcomed: it would
/// be every time.
fn is_first_time(state: &State) -> bool {
    let Some(state_home) = directory(state, b"XDG_STATE_HOME", ".local/state") else {
        return false;
    };
    let directory = state_home.join("ipcsh");
    let made = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&directory);
    let mark = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(directory.join("welcomed"));
    made.is_ok() && mark.is_ok()
}

fn home(state: &State) -> Option<PathBuf> {
    variable(state, b"HOME")
}

/// A base directory (XDG): `$name`, or this one in the home directory.
fn directory(state: &State, name: &[u8], otherwise: &str) -> Option<PathBuf> {
    variable(state, name).or_else(|| Some(home(state)?.join(otherwise)))
}

fn variable(state: &State, name: &[u8]) -> Option<PathBuf> {
    let text = state.vars.text(name)?;
    let path = PathBuf::from(std::ffi::OsStr::from_bytes(&text));
    path.is_absolute().then_some(path)
}
