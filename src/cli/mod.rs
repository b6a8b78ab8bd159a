//! The command line of `ipcsh` itself (XCU sh): options, where the commands come from, and the start of the shell.

mod arguments;
mod begin;
mod completions;
mod manual;
mod options;
mod stdin;

use std::mem::ManuallyDrop;
use std::rc::Rc;

use crate::builtin::Divert;
use crate::eval::{Shell, Sourced};
use crate::source::{Origin, Source};
use crate::state::{ExitStatus, Opt};
use crate::syntax::TextLines;
use crate::sys::ipc::namespace::{self, SandboxError};
use crate::sys::{Errno, Real};

pub use arguments::{Arguments, Input, UsageError, parse};
pub use completions::OtherShell;
use stdin::{StdinLines, VerboseLines};

/// Runs the shell with these arguments, of which the first is its own name; the result is its exit status.
#[must_use]
pub fn run(arguments: &[&'static [u8]]) -> i32 {
    let parsed = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return refuse(&error),
    };
    match parsed.input {
        Input::Help => say(options::help().as_bytes()),
        Input::Manual => say(manual::page().as_bytes()),
        Input::Completions(shell) => say(completions::script(shell).as_bytes()),
        Input::Version => say(concat!("ipcsh ", env!("CARGO_PKG_VERSION"), "\n").as_bytes()),
        _ => start(parsed),
    }
}

fn refuse(error: &UsageError) -> i32 {
    let mut message = b"ipcsh: ".to_vec();
    message.extend_from_slice(&error.0);
    message.extend_from_slice(b"\nTry `ipcsh --help`.\n");
    let _ = crate::builtin::write_all(&Real::new(), 2, &message); // nowhere left to complain to
    ExitStatus::USAGE.0
}

/// Without its namespaces the shell does not start: what was meant to vanish would stay.
fn refuse_sandbox(error: &SandboxError) -> i32 {
    let text = format!(
        "ipcsh: --sandbox: {}: {:?}: {}\n",
        error.step,
        error.errno,
        error.errno.desc()
    );
    let _ = crate::builtin::write_all(&Real::new(), 2, text.as_bytes()); // nowhere left to complain to
    1
}

/// Prints what was asked for; a failed write is a failure.
fn say(text: &[u8]) -> i32 {
    crate::builtin::write_all(&Real::new(), 1, text).map_or(1, |()| 0)
}

fn start(arguments: Arguments) -> i32 {
    if arguments.is_sandboxed
        && let Err(error) = namespace::enter_sandbox()
    {
        return refuse_sandbox(&error);
    }
    let source = first_source(&arguments);
    // The kernel takes the memory back when the process ends; to drop it piece by piece would be a tenth of a start.
    let mut shell = ManuallyDrop::new(Shell::new(Rc::new(Real::new()), Rc::clone(&source)));
    let shell = &mut *shell;
    begin::fill(shell, &arguments);
    let has_jobs = begin::starts_job_control(shell, &arguments);
    let status = start_filled(shell, &source, arguments);
    if has_jobs {
        shell.change_option(Opt::Monitor, false); // the terminal is again that of whoever started us
    }
    status
}

fn start_filled(shell: &mut Shell, source: &Rc<Source>, arguments: Arguments) -> i32 {
    if let Some(request) = &arguments.trace
        && let Err(error) = shell.begin_trace(request)
    {
        return refuse(&UsageError([b"--trace: ", &*error.message].concat()));
    }
    if let (Some(request), Input::Command(text)) = (arguments.explain, &arguments.input) {
        let (text, status) = shell.explain_as(request, text, true);
        return if say(&text) == 0 { status.0 } else { 1 };
    }
    if arguments.input != Input::Prompt
        && let Err(divert) = crate::interactive::read_start_up_files(shell, &arguments.start_up)
    {
        return shell.end_process(Err(divert));
    }
    match arguments.input {
        Input::Command(text) => run_text(shell, source, &text),
        Input::File(path) => run_file(shell, source, &path),
        Input::Prompt => crate::interactive::run(shell, &arguments.start_up),
        _ => {
            let mut lines = StdinLines::new(shell.kernel(), shell.verbose_flag());
            let flow = shell.run_source(source, &mut lines, 1, Sourced::Script);
            shell.end_process(flow)
        }
    }
}

/// What messages call the script.
fn first_source(arguments: &Arguments) -> Rc<Source> {
    match &arguments.input {
        Input::File(path) => Source::new(path, Origin::File),
        Input::Command(_) => Source::new(&arguments.zero, Origin::CommandString),
        Input::Prompt => Source::new(&arguments.zero, Origin::Prompt),
        _ => Source::new(&arguments.zero, Origin::Stdin),
    }
}

fn run_text(shell: &mut Shell, source: &Rc<Source>, text: &[u8]) -> i32 {
    let (kernel, verbose) = (shell.kernel(), shell.verbose_flag());
    let mut lines = VerboseLines {
        inner: TextLines::new(text),
        kernel,
        verbose,
    };
    let flow = shell.run_source(source, &mut lines, 1, Sourced::Script);
    shell.end_process(flow)
}

fn run_file(shell: &mut Shell, source: &Rc<Source>, path: &[u8]) -> i32 {
    let text = match begin::read_script(shell, path) {
        Ok(text) => text,
        Err(failure) => {
            let mut message = b"ipcsh: ".to_vec();
            message.extend_from_slice(&failure.message());
            message.push(b'\n');
            let _ = crate::builtin::write_all(&*shell.kernel(), 2, &message); // nowhere left to complain to
            let is_missing = matches!(failure.errno, Errno::ENOENT | Errno::ENOTDIR);
            let status = if is_missing {
                ExitStatus::NOT_FOUND
            } else {
                ExitStatus::NOT_EXECUTABLE
            };
            return shell.end_process(Err(Divert::Exit(status)));
        }
    };
    if text
        .iter()
        .take(256)
        .take_while(|byte| **byte != b'\n')
        .any(|byte| *byte == 0)
    {
        let mut message = path.to_vec();
        message.extend_from_slice(b": cannot execute: binary file\n");
        let _ = crate::builtin::write_all(&*shell.kernel(), 2, &message); // nowhere left to complain to
        return ExitStatus::NOT_EXECUTABLE.0;
    }
    run_text(shell, source, &text)
}
