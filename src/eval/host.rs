//! What control builtins ask of the interpreter.

use std::ffi::CStr;
use std::rc::Rc;

use super::search::{Located, STANDARD_PATH, search};
use super::simple::Target;
use super::{Shell, Sourced};
use crate::builtin::{
    BuiltinError, Ctx, Done, ExplainRequest, Flow, Host, Kind, Leave, Lookup, TraceRequest,
};
use crate::expand::{self, ExpandError};
use crate::source::{Fields, Origin, Source};
use crate::state::{Condition, ExitStatus, FrameKind, Opt, State};
use crate::sys::{Errno, Forked, Kernel, signal};

impl Host for Shell {
    fn state(&mut self) -> &mut State {
        &mut self.state
    }

    fn kernel(&self) -> &dyn Kernel {
        &*self.kernel
    }

    fn ctx<'a>(&'a mut self, name: &'a [u8]) -> Ctx<'a> {
        self.context(name)
    }

    fn eval_text(&mut self, text: &[u8]) -> Flow {
        // `eval eval eval …` nests nothing that a reader could count.
        let Some(outside) = self.nest_text(text.len()) else {
            return self.too_deep();
        };
        let caller = Rc::clone(&self.state.place.source);
        let line = self.state.place.line;
        let source = Source::new(&caller.name.clone(), Origin::Eval { caller, line });
        let flow = self.run_text(&source, text);
        self.nested_text = outside;
        flow
    }

    fn trace_text(&mut self, request: &TraceRequest, text: &[u8]) -> Done {
        let is_mine = self.tracer.is_none();
        self.begin_trace(request)?;
        let flow = self.eval_text(text);
        if is_mine {
            self.end_trace();
        }
        Ok(flow?)
    }

    fn explain_text(&mut self, request: ExplainRequest, text: &[u8]) -> (Vec<u8>, ExitStatus) {
        self.explain_as(request, text, false)
    }

    fn run_file(
        &mut self,
        path: &[u8],
        positional: Option<Vec<Vec<u8>>>,
    ) -> Result<ExitStatus, Leave> {
        let read = if self.explainer.is_some() {
            self.read_explained(path)
        } else {
            crate::exec::read_file(&*self.kernel, path)
        };
        let text = read.map_err(|failure| BuiltinError::failure(failure.message()))?;
        if Self::is_too_deep() {
            return Ok(self.too_deep()?);
        }
        self.enter_frame(FrameKind::Dot(path.into()), positional.map(Rc::new));
        let source = Source::new(path, Origin::File);
        let mut lines = crate::syntax::TextLines::new(&text);
        let flow =
            super::function::returned(self.run_source(&source, &mut lines, 1, Sourced::Text));
        let trapped = match &flow {
            Ok(status) => {
                self.state.status = *status;
                self.run_condition_trap(Condition::Return)
            }
            Err(_) => Ok(()),
        };
        self.leave_frame();
        trapped?;
        Ok(flow?)
    }

    fn run_fields(&mut self, fields: &Fields, lookup: Lookup) -> Flow {
        let len = fields.iter().map(|field| field.len() + 9).sum();
        let Some(outside) = self.nest_text(len) else {
            return self.too_deep();
        };
        let flow = self.run_found(fields, lookup);
        self.nested_text = outside;
        flow
    }

    fn exec_fields(
        &mut self,
        fields: &Fields,
        argv0: Option<&[u8]>,
        empty_environment: bool,
    ) -> ExitStatus {
        let name = fields.get(0).unwrap_or_default().to_vec();
        let path = match self.locate(&name) {
            Located::Path(path) => path,
            missing => return self.complain_of(&name, &missing),
        };
        let mut argv = Fields::new();
        argv.push(argv0.unwrap_or(&name));
        fields.iter().skip(1).for_each(|field| argv.push(field));
        let environment = if empty_environment {
            Rc::default()
        } else {
            self.state.vars.environment()
        };
        let program = super::external::program(&path, &argv, &environment);
        let errno = self.replace_shell(|kernel| crate::exec::replace_process(kernel, &program));
        self.report_exec(&program, errno)
    }

    fn find_program(&mut self, name: &[u8], standard_path: bool) -> Option<Vec<u8>> {
        let path = if standard_path {
            STANDARD_PATH.to_vec()
        } else {
            self.search_path()
        };
        let found = if name.contains(&b'/') {
            self.locate(name)
        } else {
            search(name, &path)
        };
        match found {
            Located::Path(path) => Some(path.to_bytes().to_vec()),
            _ => None,
        }
    }

    fn exec_program(&mut self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno {
        let program = crate::exec::Program {
            path,
            argv: argv.to_vec(),
            envp: envp.to_vec(),
        };
        self.replace_shell(|kernel| kernel.exec(program.path, &program.argv, &program.envp))
    }

    fn fork_shell(&mut self) -> Result<Forked, Errno> {
        let kernel = Rc::clone(&self.kernel);
        let forked = crate::exec::fork_shell(&*kernel)?;
        if forked == Forked::Child {
            self.enter_subshell(false);
        }
        Ok(forked)
    }

    fn run_traps(&mut self) -> Result<(), Leave> {
        Ok(self.run_pending_traps()?)
    }

    fn function_text(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        let function = self.state.functions.get(name)?;
        let mut text = crate::syntax::print::function(function);
        text.push(b'\n');
        Some(text)
    }

    fn arithmetic(&mut self, text: &[u8]) -> Result<i64, ExpandError> {
        expand::arithmetic_text(self, text)
    }

    fn wait_for_pid(&mut self, pid: i32) -> Result<Option<ExitStatus>, Leave> {
        Ok(self.wait_pid(pid)?)
    }

    fn wait_for_all(&mut self) -> Flow {
        self.wait_everything()
    }

    fn wait_for_any(&mut self, pids: &[i32]) -> Result<Option<(i32, ExitStatus)>, Leave> {
        Ok(self.wait_any(pids)?)
    }

    fn poll_children(&mut self) {
        self.poll_jobs();
    }

    fn continue_job(&mut self, number: u32, in_foreground: bool) -> Result<ExitStatus, Leave> {
        self.resume_job(number, in_foreground)
    }

    fn sync_trap(&mut self, condition: Condition) {
        self.sync_signal(condition);
    }

    fn set_option(&mut self, opt: Opt, on: bool) {
        self.change_option(opt, on);
    }
}

impl Shell {
    /// A script that is only explained is read, since nothing is changed by that; of what is no file nothing is known.
    fn read_explained(&self, path: &[u8]) -> Result<Vec<u8>, crate::exec::Failure> {
        let status = crate::sys::file::status(path);
        let is_regular = status.is_ok_and(|status| status.kind == crate::sys::file::Kind::Regular);
        match is_regular.then(|| crate::sys::file::contents(path)) {
            Some(Ok(text)) => Ok(text),
            _ => crate::exec::read_file(&*self.kernel, path),
        }
    }

    /// Executes a program in place of the shell; when that fails, the shell is as it was.
    fn replace_shell(&mut self, exec: impl FnOnce(&dyn Kernel) -> Errno) -> Errno {
        let kernel = Rc::clone(&self.kernel);
        let _ = self.out.finish(&*kernel); // the builtin that wrote has told
        if kernel.is_dry() {
            return exec(&*kernel);
        }
        signal::reset_for_exec(self.ignored_signals());
        let errno = exec(&*kernel);
        signal::start();
        self.set_up_signals();
        let conditions: Vec<Condition> = self
            .state
            .traps
            .iter()
            .map(|(condition, _)| condition)
            .collect();
        conditions
            .into_iter()
            .for_each(|condition| self.sync_signal(condition));
        errno
    }

    /// Turns an option on or off with what goes with it.
    pub fn change_option(&mut self, opt: Opt, on: bool) {
        self.state.options.set(opt, on);
        match opt {
            Opt::Trace if self.explainer.is_some() => {}
            Opt::Trace if on => {
                if let Err(error) = self.begin_trace(&TraceRequest::default()) {
                    self.state.options.set(opt, false);
                    self.complain(b"trace", &error.message);
                }
            }
            Opt::Trace => self.end_trace(),
            Opt::Verbose => self.verbose.set(on),
            Opt::Vi if on => self.state.options.set(Opt::Emacs, false),
            Opt::Emacs if on => self.state.options.set(Opt::Vi, false),
            Opt::IpcClean => self.sync_ipc_clean(),
            Opt::Monitor => self.switch_job_control(on),
            Opt::Interactive => self.set_up_signals(),
            _ => {}
        }
    }

    /// A program by its fields alone, without redirections: for `command`.
    fn run_program(&mut self, fields: &Fields, in_standard_path: bool) -> Flow {
        let name = fields.get(0).unwrap_or_default().to_vec();
        let located = if in_standard_path && !name.contains(&b'/') {
            search(&name, STANDARD_PATH)
        } else {
            self.locate(&name)
        };
        let Located::Path(path) = located else {
            return Ok(self.complain_of(&name, &located));
        };
        let environment = self.state.vars.environment();
        let program = super::external::program(&path, fields, &environment);
        let result = self.spawn(crate::plan::RedirectPlan::default(), program, || name);
        result.or_else(|trouble| self.in_trouble(trouble, false))
    }

    /// Whether `name` is a special builtin.
    #[must_use]
    pub fn is_special_builtin(name: &[u8]) -> bool {
        crate::builtin::find(name).is_some_and(|row| row.kind == Kind::Special)
    }

    /// Whether `name` would run something of the shell's own: for highlighting and completion.
    #[must_use]
    pub fn is_known_command(&self, name: &[u8]) -> bool {
        !matches!(self.find_target(name), Target::Program)
    }
}

impl Shell {
    /// Runs the command that `fields[0]` names.
    fn run_found(&mut self, fields: &Fields, lookup: Lookup) -> Flow {
        let Some(name) = fields.get(0) else {
            return Ok(ExitStatus::SUCCESS);
        };
        if lookup == Lookup::Everywhere
            && let Some(function) = self.state.functions.get(name)
        {
            let function = Rc::clone(function);
            return self.call_function(&function, fields);
        }
        match crate::builtin::find(name) {
            Some(row) => self.call_builtin_as(row, fields, false),
            None if lookup == Lookup::BuiltinsOnly => {
                self.complain(name, b"not a builtin");
                Ok(ExitStatus::FAILURE)
            }
            None => self.run_program(fields, lookup == Lookup::StandardPath),
        }
    }
}
