//! What a shell finds and remembers when it begins: environment, parameters, signals.

use std::rc::Rc;

use super::{Arguments, Input};
use crate::eval::{STANDARD_PATH, Shell};
use crate::exec::{Failure, read_file};
use crate::state::{Opt, Value, is_name};
use crate::sys::{Errno, file, process};

/// Fills the memory of a new shell.
pub fn fill(shell: &mut Shell, arguments: &Arguments) {
    let state = &mut shell.state;
    state.options = arguments.options;
    state.zero.clone_from(&arguments.zero);
    state.positional = Rc::new(arguments.positional.clone());
    state.shell_pid = process::id();
    state.parent_pid = process::parent_id();
    import_environment(shell);
    set_standard_variables(shell);
    if shell.state.vars.text(b"POSIXLY_CORRECT").is_some() {
        shell.change_option(Opt::Posix, true);
    }
    shell.set_up_signals();
}

/// `-m`, and `-i` at a terminal: job control for a shell without a prompt, which turns it on itself. Whether it is on.
pub fn starts_job_control(shell: &mut Shell, arguments: &Arguments) -> bool {
    let options = arguments.options;
    let is_at_terminal = || file::is_terminal(0) || file::is_terminal(2);
    let is_asked_for =
        options.is_on(Opt::Monitor) || (options.is_on(Opt::Interactive) && is_at_terminal());
    let is_here = is_asked_for && arguments.input != Input::Prompt && arguments.explain.is_none();
    if is_here {
        shell.change_option(Opt::Monitor, true);
    }
    is_here
}

/// Every valid name of the environment becomes an exported variable. `IFS` is never taken from there (XCU 2.5.3).
fn import_environment(shell: &mut Shell) {
    for (name, value) in process::environment() {
        if name == b"IFS" {
            continue;
        }
        if !is_name(name) {
            shell.state.vars.pass_on(name, value);
            continue;
        }
        let slot = shell.state.vars.slot(name);
        let value = Value::Text(value.to_vec());
        if shell.state.vars.assign(slot, value).is_ok() {
            shell.state.vars.set_exported(slot, true);
        }
    }
}

fn set_standard_variables(shell: &mut Shell) {
    let parent = shell.state.parent_pid;
    let mut set = |name: &[u8], value: Value| {
        let slot = shell.state.vars.slot(name);
        let _ = shell.state.vars.assign(slot, value); // nothing is readonly yet
    };
    set(b"IFS", Value::Text(b" \t\n".to_vec()));
    set(b"OPTIND", Value::Int(1));
    set(b"PPID", Value::Int(i64::from(parent)));
    if shell.state.vars.text(b"PS4").is_none() {
        let _ = shell.state.assign_text(b"PS4", b"+ "); // nothing is readonly yet
    }
    if shell.state.vars.text(b"PATH").is_none() {
        let _ = shell.state.assign_text(b"PATH", STANDARD_PATH); // likewise
    }
    let ppid = shell.state.vars.slot(b"PPID");
    shell.state.vars.set_exported(ppid, false);
    set_working_directory(shell);
}

/// `PWD` is kept if it is an absolute pathname of the working directory without `.` and `..`, else made anew (XCU 2.5.3).
fn set_working_directory(shell: &mut Shell) {
    let inherited = shell
        .state
        .vars
        .text(b"PWD")
        .map(std::borrow::Cow::into_owned);
    let cwd = inherited
        .filter(|path| is_here(path))
        .or_else(|| file::working_directory().ok());
    if let Some(cwd) = cwd {
        let slot = shell.state.vars.slot(b"PWD");
        let _ = shell.state.vars.assign(slot, Value::Text(cwd.clone())); // nothing is readonly yet
        shell.state.vars.set_exported(slot, true); // as in dash, bash and yash
        shell.state.logical_cwd = Some(cwd);
    }
}

fn is_here(path: &[u8]) -> bool {
    let is_clean = path.starts_with(b"/")
        && !path
            .split(|byte| *byte == b'/')
            .any(|component| component == b"." || component == b"..");
    let same = || {
        Some(
            file::status(path)
                .ok()?
                .is_same_file(&file::status(b".").ok()?),
        )
    };
    is_clean && same() == Some(true)
}

/// The text of the script `path`; a name without a slash that is not in the working directory is looked for along `PATH`
/// (XCU sh, OPERANDS).
///
/// # Errors
/// Why it cannot be read.
pub fn read_script(shell: &mut Shell, path: &[u8]) -> Result<Vec<u8>, Failure> {
    let kernel = shell.kernel();
    let read = read_file(&*kernel, path);
    match read {
        Err(failure) if failure.errno == Errno::ENOENT && !path.contains(&b'/') => {
            let found = crate::builtin::Host::find_program(shell, path, false);
            found.map_or(Err(failure), |found| read_file(&*kernel, &found))
        }
        other => other,
    }
}
