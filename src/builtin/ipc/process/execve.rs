//! `execve`: another program in the place of the shell, as the call has it: no search, no second try.

use std::ffi::{CStr, CString};

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number::bad;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{any, flag, one, takes};
use crate::builtin::{BuiltinError, Leave, Outcome, What};
use crate::plan::{ArgValue, Call};
use crate::state::{ExitStatus, is_name};
use crate::sys::{Errno, file, process};

row! {
    /// `execve`
    EXECVE = "execve" control(run),
    options [
        takes(b'e', "env", "NAME=VALUE", What::Text),
        flag(b'c', "clear"),
        flag(b'p', "path"),
        takes(b'a', "argv0", "NAME", What::Text),
    ],
    operands [one("PATH", What::Command), any("ARG", What::CommandArgument)],
    "execve [-e NAME=VALUE]… [-c] [-p] [-a NAME] PATH [ARG…]",
    "\
int execve(const char *pathname, char *const argv[], char *const envp[]);

Replaces the shell by the program at PATH. There is no search (execv); -p searches PATH (execvp), -e and -c choose the
environment (the e of execve). Descriptors without close-on-exec, ignored signals, directory and number stay; memory, attachments,
traps and variables that are not exported go. When it fails the shell goes on, at a prompt and in a script.
  -e NAME=VALUE   add to the environment
  -c              with an empty environment
  -p              search PATH, and run a text without #! by /bin/sh, as execvp does
  -a NAME         argv[0] (PATH unless given)

Status: 126 when it cannot be executed, 127 when it is not there, 2 for wrong usage.

Example:
    (execve -e GREETING=hello /bin/sh -c 'echo $GREETING')
    (execve -q /nonexistent; echo $?)
"
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let name = args.operand(0);
    let mut environment = if args.has("c") {
        Vec::new()
    } else {
        caller.host.state().vars.environment().to_vec()
    };
    for word in args.values("e") {
        put(&mut environment, word)?;
    }
    let path = if args.has("p") {
        caller
            .host
            .find_program(name, false)
            .ok_or_else(|| not_found(name))?
    } else {
        name.to_vec()
    };
    let argv: Vec<CString> = std::iter::once(args.value("a").unwrap_or(name))
        .chain(args.rest(1).iter().copied())
        .map(c_string)
        .collect::<Result<_, _>>()?;
    let path = c_string(&path)?;
    let describe = || describe(&path, &argv, &environment);
    if caller.ctx().is_explaining() {
        caller.ctx().syscall(describe, || Ok(()))?;
        return OK;
    }
    let argv_refs: Vec<&CStr> = argv.iter().map(CString::as_c_str).collect();
    let envp_refs: Vec<&CStr> = environment.iter().map(CString::as_c_str).collect();
    let mut errno = caller.host.exec_program(&path, &argv_refs, &envp_refs);
    if errno == Errno::ENOEXEC && args.has("p") {
        let mut by_shell: Vec<&CStr> = vec![c"/bin/sh", &path];
        by_shell.extend(argv_refs.iter().skip(1));
        errno = caller.host.exec_program(c"/bin/sh", &by_shell, &envp_refs);
    }
    let mut ctx = caller.ctx();
    ctx.tell_call(&describe(), Outcome::Failed(errno));
    let why = why(&path, args, errno);
    let error = ctx.call_error(&describe().because(why), errno);
    let status = if errno == Errno::ENOENT {
        ExitStatus::NOT_FOUND
    } else {
        ExitStatus::NOT_EXECUTABLE
    };
    Err(BuiltinError { status, ..error }.into())
}

fn c_string(bytes: &[u8]) -> Result<CString, Leave> {
    process::c_string(bytes).map_err(|_| bad("ARG", bytes, "holds a NUL byte").into())
}

fn not_found(name: &[u8]) -> BuiltinError {
    BuiltinError {
        status: ExitStatus::NOT_FOUND,
        ..BuiltinError::failure(format!(
            "ENOENT: not found in PATH ({})",
            crate::plan::printable(name)
        ))
    }
}

/// Replaces the variable of the same name, or adds one.
fn put(environment: &mut Vec<CString>, word: &[u8]) -> Result<(), Leave> {
    let equals = memchr::memchr(b'=', word)
        .filter(|at| is_name(word.get(..*at).unwrap_or_default()))
        .ok_or_else(|| bad("NAME=VALUE", word, "not an assignment"))?;
    let prefix = word.get(..=equals).unwrap_or_default().to_vec();
    environment.retain(|entry| !entry.to_bytes().starts_with(&prefix));
    environment.push(c_string(word)?);
    Ok(())
}

fn describe(path: &CStr, argv: &[CString], environment: &[CString]) -> Call {
    let argv = argv
        .iter()
        .map(|word| ArgValue::Text(word.to_bytes().to_vec()))
        .collect();
    Call::new("execve")
        .text("pathname", path.to_bytes())
        .told()
        .arg("argv", ArgValue::List(argv))
        .names("envp", format!("/* {} variables */", environment.len()))
}

/// What the errno alone does not tell, and the member of the family that would have worked.
fn why(path: &CStr, args: &Args<'_>, errno: Errno) -> String {
    let name = path.to_bytes();
    let is_there = file::status(name).is_ok();
    match errno {
        Errno::ENOENT if is_there => "the interpreter of its #! line is not there".to_owned(),
        Errno::ENOENT if !name.contains(&b'/') => {
            "execve does not search PATH; execvp does: execve -p".to_owned()
        }
        Errno::ENOEXEC if !args.has("p") => {
            "no #! line; execvp would run it by /bin/sh: execve -p".to_owned()
        }
        Errno::EACCES if file::status(name).is_ok_and(|s| s.kind == file::Kind::Directory) => {
            "a directory".to_owned()
        }
        Errno::EACCES => "no execute permission".to_owned(),
        Errno::E2BIG => {
            "one word has at most 128 KiB, all together a quarter of the stack".to_owned()
        }
        _ => String::new(),
    }
}
