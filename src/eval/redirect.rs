//! Redirections (XCU 2.7): operands are expanded here, the rest is the plan's and the executor's.

use super::Shell;
use super::diagnose::Trouble;
use super::subshell::Forked;
use crate::builtin::{Divert, Flow};
use crate::exec::{Executor, PRIVATE};
use crate::expand;
use crate::plan::{Action, FileMode, Redirect, RedirectPlan, Target};
use crate::state::{ExitStatus, Opt, SavedFd, Value};
use crate::syntax::ast::{FileOp, HereDoc, RedirectFd, RedirectKind, Redirection, Word};
use crate::sys::{Errno, Fd};

impl Shell {
    /// Expands the operands of all redirections of a command, from left to right.
    pub(super) fn resolve_redirections(
        &mut self,
        redirections: &[Redirection],
    ) -> Result<Vec<Redirect<Vec<u8>>>, Trouble> {
        let mut redirects: Vec<Redirect<Vec<u8>>> = Vec::with_capacity(redirections.len());
        for redirection in redirections {
            match self.resolve(redirection) {
                Ok(redirect) => redirects.push(redirect),
                Err(trouble) if self.is_left_open(&trouble) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        if redirects.len() > 1 && self.explainer.is_some() {
            self.note_order(&redirects, redirections);
        }
        Ok(redirects)
    }

    /// Whether, in an explanation, only running could tell which descriptor is meant; then that is said.
    fn is_left_open(&self, trouble: &Trouble) -> bool {
        let Trouble::BadRedirection(message) = trouble else {
            return false;
        };
        let is_open = self.explainer.is_some() && crate::plan::is_open_question(message);
        if let (true, Some(tracer)) = (is_open, &self.tracer) {
            let text = String::from_utf8_lossy(message);
            let noun = text.split(": not a").next().unwrap_or_default();
            let noun = self.filled(noun);
            tracer.watched.say_effect(&format!(
                "redirection to descriptor {noun}: known only when run"
            ));
        }
        is_open
    }

    fn resolve(&mut self, redirection: &Redirection) -> Result<Redirect<Vec<u8>>, Trouble> {
        let cause = redirection.span;
        let (default, action) = match &redirection.kind {
            RedirectKind::File(op, word) => {
                let fd = if matches!(op, FileOp::Read | FileOp::ReadWrite) {
                    0
                } else {
                    1
                };
                (
                    Target::Fd(fd),
                    Action::Open(self.operand(word)?, self.file_mode(*op)),
                )
            }
            RedirectKind::DupIn(word) => (Target::Fd(0), self.duplication(word)?),
            RedirectKind::DupOut(word) => return self.output_duplication(redirection, word),
            RedirectKind::HereDoc(document) => (
                Target::Fd(0),
                Action::Document(self.here_document(document)?),
            ),
            RedirectKind::HereString(word) => {
                let mut text = self.operand(word)?;
                text.push(b'\n');
                (Target::Fd(0), Action::Document(text))
            }
            RedirectKind::BothTo(word) => {
                let mode = self.file_mode(FileOp::Write);
                (
                    Target::OutputAndError,
                    Action::Open(self.operand(word)?, mode),
                )
            }
            RedirectKind::BothAppend(word) => (
                Target::OutputAndError,
                Action::Open(self.operand(word)?, FileMode::Append),
            ),
        };
        let target = self.redirect_target(&redirection.fd, default, &action)?;
        Ok(Redirect {
            target,
            action,
            cause,
        })
    }

    /// `>&word`: a duplication, or (extension) both outputs to a file.
    fn output_duplication(
        &mut self,
        redirection: &Redirection,
        word: &Word,
    ) -> Result<Redirect<Vec<u8>>, Trouble> {
        let cause = redirection.span;
        let operand = self.operand(word)?;
        if let Some(action) = parse_duplication(&operand) {
            let target = self.redirect_target(&redirection.fd, Target::Fd(1), &action)?;
            return Ok(Redirect {
                target,
                action,
                cause,
            });
        }
        if self.explainer.is_some() && crate::plan::is_open_question(&operand) {
            return Err(not_a_descriptor(&operand)); // a number or a file
        }
        let is_plain = redirection.fd == RedirectFd::Default && !self.state.is_on(Opt::Posix);
        if is_plain && !operand.is_empty() {
            let mode = self.file_mode(FileOp::Write);
            return Ok(Redirect {
                target: Target::OutputAndError,
                action: Action::Open(operand, mode),
                cause,
            });
        }
        Err(not_a_descriptor(&operand))
    }

    fn duplication(&mut self, word: &Word) -> Result<Action<Vec<u8>>, Trouble> {
        let operand = self.operand(word)?;
        parse_duplication(&operand).ok_or_else(|| not_a_descriptor(&operand))
    }

    fn redirect_target(
        &mut self,
        fd: &RedirectFd,
        default: Target,
        action: &Action<Vec<u8>>,
    ) -> Result<Target, Trouble> {
        match fd {
            RedirectFd::Default => Ok(default),
            RedirectFd::Number(number) => i32::try_from(*number).map(Target::Fd).map_err(|_| {
                Trouble::BadRedirection(
                    format!("{number}: descriptor number out of range").into_bytes(),
                )
            }),
            RedirectFd::Variable(name) if *action == Action::Close => {
                let value = self
                    .state
                    .vars
                    .text(&name.text)
                    .unwrap_or_default()
                    .into_owned();
                parse_number(&value)
                    .map(Target::Fd)
                    .ok_or_else(|| not_a_descriptor(&value))
            }
            RedirectFd::Variable(_) => Ok(Target::Allocate),
        }
    }

    fn operand(&mut self, word: &Word) -> Result<Vec<u8>, Trouble> {
        let mut text = Vec::new();
        expand::single(self, word, &mut text)?;
        Ok(text)
    }

    fn here_document(&mut self, document: &HereDoc) -> Result<Vec<u8>, Trouble> {
        let mut text = Vec::new();
        expand::here_doc(self, document, &mut text)?;
        Ok(text)
    }

    fn file_mode(&self, op: FileOp) -> FileMode {
        match op {
            FileOp::Read => FileMode::Read,
            FileOp::Write if self.state.is_on(Opt::NoClobber) => FileMode::WriteNew,
            FileOp::Write | FileOp::Clobber => FileMode::Write,
            FileOp::Append => FileMode::Append,
            FileOp::ReadWrite => FileMode::ReadWrite,
        }
    }

    /// Performs redirections in the shell itself; descriptors allocated for `{name}>` are stored in their variables.
    pub(super) fn perform(
        &mut self,
        executor: &mut Executor<'_>,
        redirections: &RedirectPlan<Vec<u8>>,
        written: &[Redirection],
    ) -> Result<(), Trouble> {
        let body = |_: &mut Self, _| Ok(ExitStatus::SUCCESS);
        executor.run(
            &redirections.perform,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        )?;
        if !redirections.undo.is_empty() {
            self.keep_saved(executor);
        }
        let names = written
            .iter()
            .filter(|r| !is_close(&r.kind))
            .filter_map(|r| match &r.fd {
                RedirectFd::Variable(name) => Some(name),
                _ => None,
            });
        for (name, fd) in names.zip(executor.allocated()) {
            let slot = self.state.vars.slot_of(name);
            self.state.assign(slot, Value::Int(i64::from(fd)))?;
            if let (Some(_), Some(tracer)) = (&self.explainer, &self.tracer) {
                let name = String::from_utf8_lossy(&name.text);
                tracer.watched.say_effect(&format!("{name}={fd}"));
            }
        }
        Ok(())
    }

    /// What the executor has saved is not the user's until it is restored.
    fn keep_saved(&mut self, executor: &mut Executor<'_>) {
        self.state.savers += 1;
        let saver = self.state.savers;
        executor.saver = saver;
        let saved = executor.saved().map(|fd| SavedFd { fd, saver });
        self.state.saved_fds.extend(saved);
    }

    /// The opposite: the executor is told where they are now.
    fn give_back_saved(&mut self, executor: &mut Executor<'_>) {
        let saver = executor.saver;
        let own = |saved: &&SavedFd| saved.saver == saver;
        executor.find_saved(
            self.state
                .saved_fds
                .iter()
                .filter(own)
                .map(|saved| saved.fd),
        );
        self.state.saved_fds.retain(|saved| saved.saver != saver);
    }

    /// Moves a descriptor of the shell's own away from the number `to`, which the user wants.
    ///
    /// # Errors
    /// Of fcntl(2); `EBADF` if it must stay where it is (the account of `trace`).
    pub(super) fn make_room(&mut self, to: Fd) -> Result<(), Errno> {
        let terminal = self.job_terminal.as_mut().filter(|own| own.fd == to);
        let saved = self.state.saved_fds.iter_mut().find(|saved| saved.fd == to);
        let place = match (terminal, saved) {
            (Some(terminal), _) => &mut terminal.fd,
            (_, Some(saved)) => &mut saved.fd,
            (None, None) => return Err(Errno::EBADF),
        };
        *place = self.kernel.dup_from(to, PRIVATE)?;
        let new = *place;
        for own in self.state.private_fds.iter_mut().filter(|own| **own == to) {
            *own = new;
        }
        Ok(())
    }

    /// Undoes them. That this fails must not happen silently: output would land in the wrong file from now on, so the shell ends.
    pub(super) fn undo(
        &mut self,
        executor: &mut Executor<'_>,
        redirections: &RedirectPlan<Vec<u8>>,
    ) -> Result<(), Divert> {
        if redirections.undo.is_empty() {
            return Ok(());
        }
        let body = |_: &mut Self, _| Ok(ExitStatus::SUCCESS);
        self.give_back_saved(executor);
        let undone = executor.run(
            &redirections.undo,
            &mut Forked {
                shell: self,
                body: &body,
                is_async: false,
            },
        );
        undone.map_err(|failure| {
            self.complain(b"restoring a redirection", &failure.message());
            Divert::Exit(ExitStatus::FAILURE)
        })
    }

    /// Runs `work` with redirections around it, as compound commands and functions have them.
    pub(super) fn redirected(
        &mut self,
        written: &[Redirection],
        work: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        let redirects = match self.resolve_redirections(written) {
            Ok(redirects) => redirects,
            Err(trouble) => return self.redirection_failed(trouble),
        };
        let redirections = crate::plan::lower_redirections(&redirects, crate::plan::Where::Shell);
        let kernel = std::rc::Rc::clone(&self.kernel);
        let mut executor = Executor::new(&*kernel, &[]);
        if let Err(trouble) = self.perform(&mut executor, &redirections, written) {
            return self.redirection_failed(trouble);
        }
        let flow = work(self);
        self.undo(&mut executor, &redirections)?;
        flow
    }

    fn redirection_failed(&mut self, trouble: Trouble) -> Flow {
        let status = self.in_trouble(trouble, false)?;
        self.check_errexit(status)
    }
}

fn is_close(kind: &RedirectKind) -> bool {
    let word = match kind {
        RedirectKind::DupIn(word) | RedirectKind::DupOut(word) => word,
        _ => return false,
    };
    word.ready() == Some(b"-")
}

/// `-`, a number, or (extension) a number and `-`.
fn parse_duplication(operand: &[u8]) -> Option<Action<Vec<u8>>> {
    if operand == b"-" {
        return Some(Action::Close);
    }
    if let Some(number) = operand.strip_suffix(b"-") {
        return parse_number(number).map(Action::Move);
    }
    parse_number(operand).map(Action::Copy)
}

fn parse_number(text: &[u8]) -> Option<i32> {
    let is_digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text)
        .ok()
        .filter(|_| is_digits)?
        .parse()
        .ok()
}

fn not_a_descriptor(operand: &[u8]) -> Trouble {
    let mut message = operand.to_vec();
    message.extend_from_slice(b": not a descriptor number (redirection)");
    Trouble::BadRedirection(message)
}
