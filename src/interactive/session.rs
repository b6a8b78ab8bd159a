//! One session at the prompt: from the first prompt to the last command.
//!
//! In: lines, from the editor or plainly. Out: commands run, one complete one at a time (XCU 2.1). An error, a syntax error or
//! ^C leads back to the prompt; `exit`, ^D and a hangup end the session.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::rc::Rc;

use super::aide::{Draft, View};
use super::editor::{LineEditor, Typed};
use super::history::Keeper;
use super::layout;
use super::prompt::{self, Prompt, Which};
use super::screen;
use super::start_up::{self, StartUp};
use super::visible;
use crate::builtin::{Divert, Flow, Host as _, write_all};
use crate::eval::Shell;
use crate::source::{Origin, Source};
use crate::state::{ExitStatus, JobState, Opt, State};
use crate::syntax::ast::Program;
use crate::syntax::{LineError, LineSource, ReadError, Reader};
use crate::sys::signal::{self, numbers};
use crate::sys::terminal::{self, Woken};
use crate::sys::{Errno, resource};

/// A session.
pub struct Session<'s> {
    shell: &'s mut Shell,
    /// Made when a terminal is there to be edited on.
    editor: Option<LineEditor>,
    keeper: Keeper,
    /// How many commands were run.
    commands: u64,
    /// The lines of the command that is being read.
    typed: Vec<u8>,
    /// Lines that came with others and are still to be read.
    pending: VecDeque<Vec<u8>>,
    /// How often ^D was typed in succession.
    ends: u32,
    /// Where a trap that ran while a line was edited leads.
    left: Option<Divert>,
}

/// How often in succession ^D does nothing under `set -o ignoreeof` (a terminal that is gone gives it without end).
const IGNORED_ENDS: u32 = 10;

impl<'s> Session<'s> {
    /// A session of `shell`.
    pub fn new(shell: &'s mut Shell) -> Self {
        Self {
            shell,
            editor: None,
            keeper: Keeper::default(),
            commands: 0,
            typed: Vec::new(),
            pending: VecDeque::new(),
            ends: 0,
            left: None,
        }
    }

    /// Reads and runs commands until the end.
    pub fn run(&mut self, start_up: &StartUp) -> Flow {
        self.set_prompts();
        self.start_job_control();
        start_up::read(self.shell, start_up)?;
        let (keeper, message) = Keeper::load(&self.shell.state);
        self.keeper = keeper;
        self.tell(message);
        let source = Rc::clone(&self.shell.state.place.source);
        let mut reader = new_reader(&source, self.shell);
        loop {
            match self.step(&mut reader) {
                Ok(true) => {}
                Ok(false) => return Ok(self.shell.state.status),
                Err(Divert::Exit(status)) => return Err(Divert::Exit(status)),
                Err(divert) => {
                    self.back_to_prompt(divert);
                    reader = new_reader(&source, self.shell);
                }
            }
        }
    }

    /// The end of the session; the shell's exit status.
    pub fn end(mut self, flow: Flow) -> i32 {
        self.save_history();
        let hangup = self.shell.tell_jobs_of_hangup();
        let status = self.shell.end_process(flow);
        self.shell.change_option(Opt::Monitor, false);
        match hangup {
            Some(signal) => signal::die_of(signal),
            None => status,
        }
    }

    /// Job control is on at a prompt, if there is a terminal.
    fn start_job_control(&mut self) {
        if crate::sys::file::is_terminal(0) || crate::sys::file::is_terminal(2) {
            self.shell.change_option(Opt::Monitor, true);
        }
    }

    /// The prompts of a shell whose environment has none.
    fn set_prompts(&mut self) {
        let primary = if self.shell.state.is_on(Opt::Posix) {
            b"$ "
        } else {
            prompt::DEFAULT
        };
        for (name, value) in [(&b"PS1"[..], primary), (b"PS2", b"> ")] {
            if self.shell.state.vars.text(name).is_none() {
                let _ = self.shell.state.assign_text(name, value); // one that is readonly stays unset
            }
        }
    }

    /// Reads and runs one complete command; whether there may be another.
    fn step(&mut self, reader: &mut Reader) -> Result<bool, Divert> {
        let aliases = self.shell.state.aliases.clone();
        reader.set_dialect(self.shell.dialect());
        match reader.next_command(self, &aliases) {
            Ok(Some(program)) => {
                for warning in reader.take_warnings() {
                    self.shell.print_report(&warning);
                }
                self.remember();
                let flow = self.run_command(&program);
                self.save_history();
                flow.map(|()| true)
            }
            Ok(None) => Ok(self.at_end()),
            Err(ReadError::Syntax(report)) => {
                self.shell.print_report(&report);
                let rest: Vec<u8> = self.pending.drain(..).flatten().collect();
                self.typed.extend_from_slice(&rest);
                self.remember();
                Err(Divert::Abort(ExitStatus::USAGE))
            }
            Err(ReadError::Interrupted) => {
                self.typed.clear();
                Err(self.left.take().unwrap_or(Divert::Interrupt))
            }
            Err(ReadError::Io { errno }) => {
                let errno = Errno::from_raw(errno);
                if errno == Errno::EIO {
                    self.shell.note_hangup(); // what a terminal says that has gone
                }
                self.shell.complain(
                    b"",
                    format!("read: {errno:?}: {}", crate::sys::errno_text(errno)).as_bytes(),
                );
                Err(Divert::Exit(ExitStatus::FAILURE))
            }
        }
    }

    fn run_command(&mut self, program: &Program) -> Result<(), Divert> {
        let was_warned = self.shell.state.warned_of_jobs;
        self.commands = self.commands.saturating_add(1);
        let flow = self.shell.run_program_text(program, false);
        if was_warned {
            self.shell.state.warned_of_jobs = false;
        }
        flow.map(drop)
    }

    /// What remains of a command that did not come to its end.
    fn back_to_prompt(&mut self, divert: Divert) {
        self.pending.clear();
        let state = &mut self.shell.state;
        state.status = match divert {
            Divert::Abort(status)
            | Divert::Refused(status)
            | Divert::Return(status)
            | Divert::Exit(status) => status,
            Divert::Interrupt => ExitStatus::from_signal(numbers::SIGINT),
            Divert::Break(_) | Divert::Continue(_) => state.status,
        };
    }

    /// ^D; whether the session goes on.
    fn at_end(&mut self) -> bool {
        self.ends += 1;
        let is_terminal = crate::sys::file::is_terminal(0);
        if is_terminal && self.shell.state.is_on(Opt::IgnoreEof) && self.ends < IGNORED_ENDS {
            self.tell(Some("use `exit` to leave the shell".to_owned()));
            return true;
        }
        let is_stopped = |state| matches!(state, JobState::Stopped(_));
        let has_stopped = self
            .shell
            .state
            .jobs
            .iter()
            .any(|job| is_stopped(job.state()));
        if is_terminal
            && has_stopped
            && !std::mem::replace(&mut self.shell.state.warned_of_jobs, true)
        {
            self.tell(Some(
                "there are stopped jobs; a second ^D leaves them".to_owned(),
            ));
            return true;
        }
        false
    }

    /// Adds the command that was read to the history, unless it begins with a space. It is in the file before it runs; only
    /// `fc` comes there afterwards, since what it runs takes its place.
    fn remember(&mut self) {
        let text = std::mem::take(&mut self.typed);
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        self.keeper.set_bound(&self.shell.state);
        let mut history = self.shell.state.history.borrow_mut();
        let is_hidden = text
            .first()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if is_hidden {
            history.set_running(b"");
            return;
        }
        let now = i64::try_from(resource::real_time().as_secs()).unwrap_or(0);
        let is_new = history.add(text, now).is_some();
        history.set_running(text);
        drop(history);
        if is_new && !text.starts_with(b"fc") {
            self.save_history();
        }
    }

    fn save_history(&mut self) {
        let message = self.keeper.save(&self.shell.state);
        self.tell(message);
    }

    /// A line to the user.
    fn tell(&self, message: Option<String>) {
        if let Some(message) = message {
            self.shell.complain(b"ipcsh", message.as_bytes());
        }
    }

    /// Reads what is typed next: a line, or several when they were pasted or recalled.
    fn type_lines(&mut self, which: Which) -> Result<Option<Vec<u8>>, LineError> {
        self.shell.reclaim_terminal();
        screen::make_blocking();
        screen::measure(&mut self.shell.state);
        let typed = self.type_at_prompt(which);
        screen::measure(&mut self.shell.state); // it may have changed while a line was typed
        typed
    }

    fn type_at_prompt(&mut self, which: Which) -> Result<Option<Vec<u8>>, LineError> {
        if which == Which::Primary {
            self.tell_of_jobs();
        }
        if which == Which::Primary {
            self.run_prompt_command()?;
        }
        let prompt = prompt::make(self.shell, which, self.commands);
        if !screen::can_edit(&self.shell.state) {
            return self.type_plainly(&prompt);
        }
        let kernel = self.shell.kernel();
        if which == Which::Primary {
            screen::start_line(&*kernel);
        }
        let edited = screen::with_terminal(&*kernel, || self.edit(&prompt));
        match edited {
            Some(result) => result,
            None => self.type_plainly(&prompt),
        }
    }

    /// Runs `PROMPT_COMMAND`; the status is that of the last command all the same.
    fn run_prompt_command(&mut self) -> Result<(), LineError> {
        let command = self.shell.state.vars.text(b"PROMPT_COMMAND");
        let Some(command) = command.map(Cow::into_owned).filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        let status = self.shell.state.status;
        let flow = self.shell.eval_text(&command);
        self.shell.state.status = status;
        if let Err(divert @ Divert::Exit(_)) = flow {
            self.left = Some(divert);
            return Err(LineError::Interrupted);
        }
        self.shell.reclaim_terminal();
        Ok(())
    }

    /// What has become of jobs.
    fn tell_of_jobs(&mut self) {
        let notices = self.shell.job_notices();
        let _ = write_all(&*self.shell.kernel(), 2, &notices); // as any message
    }

    /// Edits a line, and comes back to it after each signal; `None` if there is no editor here.
    fn edit(&mut self, prompt: &Prompt) -> Option<Result<Option<Vec<u8>>, LineError>> {
        let mut editor = match self.editor.take() {
            Some(editor) => editor,
            None => LineEditor::new(Rc::clone(&self.shell.state.history))?,
        };
        editor.set_vi(self.shell.state.is_on(Opt::Vi));
        let result = self.edit_with(&mut editor, prompt);
        self.editor = Some(editor);
        Some(result)
    }

    fn edit_with(
        &mut self,
        editor: &mut LineEditor,
        prompt: &Prompt,
    ) -> Result<Option<Vec<u8>>, LineError> {
        let mut draft = Draft::default();
        loop {
            let tells_of_children = self.shell.state.is_on(Opt::Notify);
            let view = self.lend();
            let (typed, state) = editor.read(prompt, &draft, view, tells_of_children);
            if let Some(state) = state {
                self.shell.state = state;
            }
            draft = editor.draft();
            match typed {
                Typed::Line(line) => return Ok(Some(line)),
                Typed::End => return Ok(None),
                Typed::Interrupt => {
                    signal::mark_pending(numbers::SIGINT);
                    self.abandon(prompt, &draft);
                    self.attend()?;
                    return Err(LineError::Interrupted);
                }
                Typed::Event => {
                    self.take_away(prompt, draft.halves().0);
                    self.attend()?;
                    if tells_of_children {
                        self.tell_of_jobs();
                    }
                }
                Typed::Garbage => {
                    self.take_away(prompt, draft.halves().0);
                    screen::make_blocking();
                }
                Typed::Broken(errno) => {
                    return Err(LineError::Io {
                        errno: errno as i32,
                    });
                }
            }
        }
    }

    /// What the editor's aide may know. The shell's memory is lent to it: nothing runs while a line is edited.
    fn lend(&mut self) -> View {
        let has_colour = screen::has_colours(&self.shell.state);
        let empty = State::new(Rc::clone(&self.shell.state.place.source));
        View {
            state: std::mem::replace(&mut self.shell.state, empty),
            before: visible::editable(&self.typed),
            has_colour,
        }
    }

    /// Erases the edited line, of which `text` stands before the cursor; the editor has gone to the row after that.
    fn take_away(&self, prompt: &Prompt, text: &str) {
        let rows = layout::rows_below(&[&prompt.plain, text].concat(), screen::columns());
        screen::erase_above(&*self.shell.kernel(), rows);
    }

    /// After ^C: the line stays, without what the editor had put behind it, and with `^C`.
    fn abandon(&self, prompt: &Prompt, draft: &Draft) {
        self.take_away(prompt, &[&*draft.text, &draft.hint].concat());
        let line = format!("{}{}^C\r\n", prompt.styled, visible::drawn(&draft.text));
        screen::draw(&*self.shell.kernel(), line.as_bytes());
    }

    /// Does what signals ask for that came while a line was typed.
    fn attend(&mut self) -> Result<(), LineError> {
        self.shell.attend_signals().map_err(|divert| {
            self.left = Some(divert);
            LineError::Interrupted
        })
    }

    /// Reads a line without an editor.
    fn type_plainly(&mut self, prompt: &Prompt) -> Result<Option<Vec<u8>>, LineError> {
        let kernel = self.shell.kernel();
        let _ = write_all(&*kernel, 2, prompt.plain.as_bytes()); // a prompt that nobody sees is no reason to stop
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            if terminal::wait_for_key(0) == Ok(Woken::Signal) {
                self.attend_plainly()?;
                continue;
            }
            match kernel.read(0, &mut byte) {
                Ok(0) => return Ok(Some(line).filter(|line| !line.is_empty())),
                Ok(_) if byte == *b"\n" => return Ok(Some(line)),
                Ok(_) => line.extend_from_slice(&byte),
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => screen::make_blocking(),
                Err(errno) => {
                    return Err(LineError::Io {
                        errno: errno as i32,
                    });
                }
            }
        }
    }

    /// Does what signals ask for where no editor has the terminal; ^C drops the line.
    fn attend_plainly(&mut self) -> Result<(), LineError> {
        let is_interrupt = signal::pending().contains(numbers::SIGINT);
        if is_interrupt {
            let _ = write_all(&*self.shell.kernel(), 2, b"\n"); // the terminal has echoed ^C
        }
        self.attend()?;
        if is_interrupt {
            return Err(LineError::Interrupted);
        }
        Ok(())
    }
}

impl LineSource for Session<'_> {
    fn read_line(&mut self, line: &mut Vec<u8>, is_continuation: bool) -> Result<bool, LineError> {
        if self.pending.is_empty() {
            let which = if is_continuation {
                Which::Continuation
            } else {
                Which::Primary
            };
            let Some(text) = self.type_lines(which)? else {
                return Ok(false);
            };
            self.ends = 0;
            self.pending = text
                .split(|byte| *byte == b'\n')
                .map(|line| [line, b"\n"].concat())
                .collect();
        }
        let Some(next) = self.pending.pop_front() else {
            return Ok(false);
        };
        if self.shell.state.is_on(Opt::Verbose) {
            let _ = write_all(&*self.shell.kernel(), 2, &next); // as any message
        }
        self.typed.extend_from_slice(&next);
        line.extend_from_slice(&next);
        Ok(true)
    }
}

fn new_reader(source: &Rc<Source>, shell: &Shell) -> Reader {
    debug_assert!(matches!(source.origin, Origin::Prompt));
    let mut reader = Reader::new(Rc::clone(source), 1, shell.dialect());
    reader.set_stack(crate::sys::stack::remaining());
    reader
}
