//! The executor: one arm for each step, and the way back when one fails.

use std::ffi::{CStr, CString};

use super::failure::Failure;
use super::slots::Slots;
use super::{document, wait};
use crate::plan::{ChildId, FileMode, ForkKind, Slot, Step};
use crate::source::Span;
use crate::state::JobState;
use crate::sys::{Access, Errno, Fd, Forked, Kernel, OpenHow, Pid, Wait, WaitFor, Why, signal};

/// The lowest number of descriptors that are the shell's own.
pub const PRIVATE: Fd = 10;

/// A program ready for `execve`.
pub struct Program<'a> {
    /// Where it is.
    pub path: &'a CStr,
    /// Name and arguments.
    pub argv: Vec<&'a CStr>,
    /// The environment.
    pub envp: Vec<&'a CStr>,
}

/// What the executor needs of the shell in children: one that interprets, one that is only told of failures.
pub trait Shell {
    /// In a forked child, first: this copy of the shell becomes a subshell (signals, traps, jobs).
    fn enter_child(&mut self);

    /// Signals that children must ignore.
    fn ignored_signals(&self) -> signal::SignalSet;

    /// In a child: a step failed; say so on standard error. The child exits with the status.
    fn report(&mut self, failure: &Failure) -> i32;

    /// In a child: the program could not be executed; say so. The status, 126 or 127.
    fn report_exec(&mut self, program: &Program<'_>, errno: Errno) -> i32;

    /// In a child that was only pretended (explain), last: what [`enter_child`](Self::enter_child) and the child changed is undone.
    fn leave_child(&mut self) {}

    /// Whether the end of a child that was interrupted by a signal is not to be waited for any longer (a hangup).
    fn gives_up(&self) -> bool {
        false
    }

    /// Whether the shell keeps `fd` for itself: to the user it is not open.
    fn keeps(&self, _fd: Fd) -> bool {
        false
    }

    /// Moves a descriptor that the shell [`keeps`](Self::keeps) away from the number `fd`, which the user wants.
    ///
    /// # Errors
    /// It cannot be moved.
    fn make_room(&mut self, _fd: Fd) -> Result<(), Errno> {
        Ok(())
    }

    /// In a forked child: runs stage number `stage` and returns its exit status.
    fn interpret(&mut self, stage: usize) -> i32;
}

/// How the children of a plan are grouped (job control, `set -m`).
#[derive(Clone, Copy, Debug)]
pub struct JobControl {
    /// The terminal, if the job goes into the foreground.
    pub terminal: Option<Fd>,
    /// The group that the first child founds; 0 until then.
    pub group: Pid,
}

/// Runs the steps of one plan.
pub struct Executor<'a> {
    kernel: &'a dyn Kernel,
    programs: &'a [Program<'a>],
    slots: Slots,
    /// The children that were started.
    pub children: Vec<(ChildId, Pid)>,
    /// What became of those that were waited for.
    pub ended: Vec<(ChildId, JobState)>,
    /// With job control: how children are grouped.
    pub job_control: Option<JobControl>,
    /// Whose saved descriptors they are, for the shell.
    pub saver: u64,
    undoing: Vec<(Slot, Fd)>,
    is_vfork_child: bool,
    is_watched: bool,
}

impl<'a> Executor<'a> {
    /// An executor for a plan that executes `programs`.
    #[must_use]
    pub fn new(kernel: &'a dyn Kernel, programs: &'a [Program<'a>]) -> Self {
        Self {
            kernel,
            programs,
            slots: Slots::empty(),
            children: Vec::new(),
            ended: Vec::new(),
            job_control: None,
            saver: 0,
            undoing: Vec::new(),
            is_vfork_child: false,
            is_watched: kernel.is_watched(),
        }
    }

    /// Runs `steps` in order. When one fails, what was opened is closed, what was saved is restored, and children that were
    /// already started are ended and collected.
    ///
    /// # Errors
    /// The step that failed.
    pub fn run(&mut self, steps: &[Step<Vec<u8>>], shell: &mut dyn Shell) -> Result<(), Failure> {
        let result = steps.iter().try_for_each(|step| self.step(step, shell));
        if result.is_err() {
            self.unwind();
        }
        if self.is_watched {
            self.kernel.because(Why::Own);
        }
        result
    }

    /// The number behind a slot that outlives the plan: the caller's end of a substitution, an allocated descriptor.
    #[must_use]
    pub fn fd(&self, slot: Slot) -> Option<Fd> {
        self.slots.fd(slot)
    }

    /// The numbers that `{name}>` got, in order.
    #[must_use]
    pub fn allocated(&self) -> Vec<Fd> {
        self.slots.allocated().collect()
    }

    /// The numbers at which saved descriptors are kept.
    pub fn saved(&self) -> impl Iterator<Item = Fd> {
        self.slots.saved()
    }

    /// The shell has moved them meanwhile ([`Shell::make_room`]): where they are, in the same order.
    pub fn find_saved(&mut self, numbers: impl Iterator<Item = Fd>) {
        self.slots.find_saved(numbers);
    }

    fn step(&mut self, step: &Step<Vec<u8>>, shell: &mut dyn Shell) -> Result<(), Failure> {
        if self.is_watched {
            self.kernel.because(why(step));
        }
        match step {
            Step::Pipe { pipe } => self.pipe(Slot::Read(*pipe), Slot::Write(*pipe)),
            Step::Open {
                path,
                mode,
                into,
                cause,
            } => self.open(path, *mode, *into, *cause),
            Step::Document { text, into, cause } => self.document(text, *into, *cause),
            Step::Dup { from, to, cause } => self.dup(*from, *to, *cause, shell),
            Step::Allocate { from, into, cause } => self.allocate(*from, *into, *cause),
            Step::Close { slot, cause } => self.close(*slot, *cause, shell),
            Step::Save { fd, into } => self.save(*fd, *into),
            Step::Restore { from, fd } => self.restore(*from, *fd),
            Step::Fork { child, kind, steps } => self.fork(*child, *kind, steps, shell),
            Step::Exec { program } => self.exec(program.0, shell),
            Step::Interpret { stage } => {
                let status = shell.interpret(*stage);
                self.end(status)
            }
            Step::Wait { child } => self.wait(*child, shell),
        }
    }

    fn pipe(&mut self, read: Slot, write: Slot) -> Result<(), Failure> {
        let (r, w) = self
            .kernel
            .pipe()
            .map_err(|errno| failure("pipe2", Vec::new(), errno, Span::default()))?;
        self.slots.set(read, Some(r));
        self.slots.set(write, Some(w));
        self.move_away(read, r)?;
        self.move_away(write, w)
    }

    /// Keeps what the kernel gave us out of 0, 1 and 2, which are the user's even while they are closed.
    fn move_away(&mut self, slot: Slot, fd: Fd) -> Result<(), Failure> {
        if fd > 2 {
            return Ok(());
        }
        let moved = self.kernel.dup_from(fd, PRIVATE);
        let _ = self.kernel.close(fd); // a fresh pipe end
        self.slots.set(slot, moved.ok());
        moved.map(drop).map_err(|errno| not_kept(fd, errno))
    }

    fn open(
        &mut self,
        path: &[u8],
        mode: FileMode,
        into: Slot,
        cause: Span,
    ) -> Result<(), Failure> {
        let told = |errno| failure("open", path.to_vec(), errno, cause);
        let name = CString::new(path).map_err(|_| told(Errno::ENOENT))?;
        let fd = match mode {
            FileMode::WriteNew => self.open_new(&name),
            _ => self.kernel.open(&name, how(mode)),
        };
        self.slots.set(into, Some(fd.map_err(told)?));
        Ok(())
    }

    /// `>` under `set -C` (XCU 2.7.2): `O_EXCL` makes the test and the creation one act; what exists may only be
    /// something that is not a regular file.
    fn open_new(&self, name: &CStr) -> Result<Fd, Errno> {
        let create = OpenHow {
            exclusive: true,
            truncate: false,
            ..how(FileMode::Write)
        };
        match self.kernel.open(name, create) {
            Err(Errno::EEXIST) => {}
            other => return other,
        }
        let existing = OpenHow {
            access: Access::Write,
            ..OpenHow::read()
        };
        let fd = self.kernel.open(name, existing)?;
        if self.kernel.is_regular(fd) {
            let _ = self.kernel.close(fd); // opened a moment ago, nothing written
            return Err(Errno::EEXIST);
        }
        Ok(fd)
    }

    fn document(&mut self, text: &[u8], into: Slot, cause: Span) -> Result<(), Failure> {
        let opened = document::open(self.kernel, text);
        let fd = opened
            .map_err(|(call, errno)| failure(call, b"here-document".to_vec(), errno, cause))?;
        self.slots.set(into, Some(fd));
        Ok(())
    }

    fn dup(
        &mut self,
        from: Slot,
        to: Fd,
        cause: Span,
        shell: &mut dyn Shell,
    ) -> Result<(), Failure> {
        let noun = |fd: Option<Fd>| fd.map_or_else(Vec::new, |fd| fd.to_string().into_bytes());
        let number = self.slots.fd(from);
        let told = |errno| failure("dup2", noun(number), errno, cause);
        let fd = number.ok_or_else(|| told(Errno::EBADF))?;
        if matches!(from, Slot::Fd(_)) && (shell.keeps(fd) || self.is_private(fd)) {
            return Err(told(Errno::EBADF));
        }
        if fd == to && !matches!(from, Slot::Fd(_)) {
            // It was opened just where it belongs.
            self.slots.forget(from);
            return self.kernel.set_cloexec(fd, false).map_err(told);
        }
        self.evacuate(to)?;
        // A child of vfork shares this memory and puts nothing back: there the number is its own.
        if !self.is_vfork_child && shell.keeps(to) {
            shell.make_room(to).map_err(|errno| not_kept(to, errno))?;
        }
        self.slots.forget_number(to);
        self.kernel.dup2(fd, to).map_err(told)
    }

    /// What this plan keeps aside or has opened meanwhile is not the user's; what it has allocated for `{name}>` is.
    fn is_private(&self, fd: Fd) -> bool {
        let slot = self.slots.private_at(fd);
        slot.is_some_and(|slot| !matches!(slot, Slot::Allocated(_)))
    }

    /// Moves a descriptor of the shell's own away from the number `to` that the user wants now.
    fn evacuate(&mut self, to: Fd) -> Result<(), Failure> {
        let Some(slot) = self.slots.private_at(to) else {
            return Ok(());
        };
        let moved = self.kernel.dup_from(to, PRIVATE);
        let fd = moved.map_err(|errno| not_kept(to, errno))?;
        self.slots.set(slot, Some(fd));
        Ok(())
    }

    fn allocate(&mut self, from: Slot, into: Slot, cause: Span) -> Result<(), Failure> {
        let number = self.slots.fd(from);
        let noun = || number.map_or_else(Vec::new, |fd| fd.to_string().into_bytes());
        let told = |errno| failure("fcntl_dupfd", noun(), errno, cause);
        let fd = self
            .kernel
            .dup_from(number.ok_or_else(|| told(Errno::EBADF))?, PRIVATE)
            .map_err(told)?;
        self.slots.set(into, Some(fd));
        self.kernel.set_cloexec(fd, false).map_err(told)
    }

    fn close(&mut self, slot: Slot, cause: Span, shell: &dyn Shell) -> Result<(), Failure> {
        if let Slot::Fd(fd) = slot {
            if !self.is_vfork_child && shell.keeps(fd) {
                return Ok(()); // to the user it is not open
            }
            self.slots.forget_number(fd);
            return match self.kernel.close(fd) {
                // Closing what is not open is no error (XCU 2.7.5 leaves it so; all shells agree).
                Ok(()) | Err(Errno::EBADF | Errno::EINTR) => Ok(()),
                Err(errno) => Err(failure("close", fd.to_string().into_bytes(), errno, cause)),
            };
        }
        if let Some(fd) = self.slots.forget(slot) {
            let _ = self.kernel.close(fd); // read-only or never written through: nothing can be lost
        }
        Ok(())
    }

    fn save(&mut self, fd: Fd, into: Slot) -> Result<(), Failure> {
        match self.kernel.dup_from(fd, PRIVATE) {
            Ok(copy) => self.slots.set(into, Some(copy)),
            Err(Errno::EBADF) => self.slots.set(into, None),
            Err(errno) => return Err(not_kept(fd, errno)),
        }
        self.undoing.push((into, fd));
        Ok(())
    }

    fn restore(&mut self, from: Slot, fd: Fd) -> Result<(), Failure> {
        self.undoing.retain(|(slot, _)| *slot != from);
        let Some(copy) = self.slots.forget(from) else {
            let _ = self.kernel.close(fd); // it was closed before; it may have been closed again
            return Ok(());
        };
        let restored = self.kernel.dup2(copy, fd);
        let _ = self.kernel.close(copy); // only a duplicate
        restored.map_err(|errno| {
            let _ = self.kernel.close(fd); // rather closed than leading into the wrong file
            failure("dup2", fd.to_string().into_bytes(), errno, Span::default())
        })
    }

    fn fork(
        &mut self,
        child: ChildId,
        kind: ForkKind,
        steps: &[Step<Vec<u8>>],
        shell: &mut dyn Shell,
    ) -> Result<(), Failure> {
        let pid = match kind {
            ForkKind::Fork => self.fork_copy(steps, shell),
            ForkKind::Vfork => self.fork_sharing(steps, shell),
        };
        let pid = pid.map_err(|errno| failure("fork", Vec::new(), errno, Span::default()))?;
        self.join_group(pid);
        self.children.push((child, pid));
        Ok(())
    }

    fn fork_copy(&mut self, steps: &[Step<Vec<u8>>], shell: &mut dyn Shell) -> Result<Pid, Errno> {
        let kernel = self.kernel;
        if kernel.is_dry() {
            return self.pretend_to_fork(steps, shell);
        }
        // A key pressed just when the child has the terminal must find it with its own dispositions, not with the shell's.
        let _blocked = self.job_control.is_some().then(signal::block_all);
        retry_fork(|| {
            kernel.fork_child(&mut || {
                self.join_group_as_child();
                shell.enter_child();
                self.children.clear();
                self.undoing.clear();
                self.child_steps(steps, shell)
            })
        })
    }

    /// The child runs in this very process; what it does to the executor is undone.
    fn pretend_to_fork(
        &mut self,
        steps: &[Step<Vec<u8>>],
        shell: &mut dyn Shell,
    ) -> Result<Pid, Errno> {
        let before = (
            self.slots.clone(),
            self.children.clone(),
            self.undoing.clone(),
        );
        let kernel = self.kernel;
        let pid = kernel.fork_child(&mut || {
            self.join_group_as_child();
            shell.enter_child();
            self.children.clear();
            self.undoing.clear();
            let status = self.child_steps(steps, shell);
            shell.leave_child();
            status
        });
        (self.slots, self.children, self.undoing) = before;
        pid
    }

    fn fork_sharing(
        &mut self,
        steps: &[Step<Vec<u8>>],
        shell: &mut dyn Shell,
    ) -> Result<Pid, Errno> {
        let before = self.slots.clone();
        let kernel = self.kernel;
        let result = retry_fork(|| {
            kernel.vfork(&mut || {
                self.is_vfork_child = true;
                self.join_group_as_child();
                if !kernel.is_dry() {
                    signal::reset_for_exec(shell.ignored_signals());
                }
                self.child_steps(steps, shell)
            })
        });
        self.is_vfork_child = false;
        self.slots = before;
        result
    }

    /// What a child does after it was born; its exit status if it does not execute a program.
    fn child_steps(&mut self, steps: &[Step<Vec<u8>>], shell: &mut dyn Shell) -> i32 {
        for step in steps {
            if self.is_watched {
                self.kernel.because(why(step));
            }
            match step {
                Step::Exec { program } => return self.exec_or_report(program.0, shell),
                Step::Interpret { stage } => {
                    self.kernel.because(Why::Own);
                    return shell.interpret(*stage);
                }
                _ => {}
            }
            if let Err(failure) = self.step(step, shell) {
                return shell.report(&failure);
            }
        }
        0
    }

    fn exec(&mut self, index: usize, shell: &mut dyn Shell) -> Result<(), Failure> {
        let status = self.exec_or_report(index, shell);
        self.end(status)
    }

    /// The end of this process.
    fn end(&self, status: i32) -> Result<(), Failure> {
        if self.kernel.is_dry() {
            return Ok(());
        }
        self.kernel.exit(status)
    }

    fn exec_or_report(&mut self, index: usize, shell: &mut dyn Shell) -> i32 {
        let Some(program) = self.programs.get(index) else {
            return 127;
        };
        if !self.is_vfork_child && !self.kernel.is_dry() {
            signal::reset_for_exec(shell.ignored_signals());
        }
        let errno = replace_process(self.kernel, program);
        if self.kernel.is_dry() && errno == Errno::EINPROGRESS {
            return 0;
        }
        shell.report_exec(program, errno)
    }

    fn join_group(&mut self, pid: Pid) {
        let Some(control) = &mut self.job_control else {
            return;
        };
        if control.group == 0 {
            control.group = pid;
        }
        // Both sides do it, so that it is done whichever runs first; the loser fails with EACCES or EPERM.
        let _ = self.kernel.set_process_group(pid, control.group);
        if let Some(terminal) = control.terminal {
            let _ = self.kernel.set_foreground(terminal, control.group); // likewise
        }
    }

    fn join_group_as_child(&self) {
        let Some(control) = &self.job_control else {
            return;
        };
        let _ = self.kernel.set_process_group(0, control.group); // see `join_group`
        if let Some(terminal) = control.terminal {
            let group = if control.group == 0 && !self.kernel.is_dry() {
                crate::sys::process::id()
            } else {
                control.group
            };
            let _ = self.kernel.set_foreground(terminal, group); // see `join_group`
        }
    }

    fn wait(&mut self, child: ChildId, shell: &dyn Shell) -> Result<(), Failure> {
        let pid = self
            .children
            .iter()
            .find(|(id, _)| *id == child)
            .map(|(_, pid)| *pid);
        let Some(pid) = pid else { return Ok(()) };
        let state = self.wait_for_change(pid, shell);
        if let (JobState::Stopped(signal), Some(control)) = (state, self.job_control) {
            // A part of a job that goes on would keep the shell from its prompt: the whole job stops.
            let _ = self.kernel.kill(control.group.saturating_neg(), signal); // the others may have ended
        }
        self.ended.push((child, state));
        Ok(())
    }

    fn wait_for_change(&self, pid: Pid, shell: &dyn Shell) -> JobState {
        let is_controlled = self.job_control.is_some();
        loop {
            match self.kernel.wait(WaitFor::Child(pid), false, is_controlled) {
                Err(Errno::EINTR) if shell.gives_up() => return JobState::Running,
                Ok(Some((_, Wait::Continued)) | None) | Err(Errno::EINTR) => {}
                Ok(Some((_, change))) => return wait::job_state(change),
                // Somebody else has collected it: its status is unknown.
                Err(_) => return JobState::Done(127),
            }
        }
    }

    fn unwind(&mut self) {
        let opened: Vec<Fd> = self.slots.opened().collect();
        for fd in opened {
            let _ = self.kernel.close(fd); // on the way back from another failure
        }
        while let Some((slot, fd)) = self.undoing.pop() {
            let _ = self.restore(slot, fd); // likewise
        }
        for (_, pid) in std::mem::take(&mut self.children) {
            let _ = self.kernel.kill(pid, signal::numbers::SIGKILL); // half a pipeline is of no use to anybody
            while self.kernel.wait(WaitFor::Child(pid), false, false) == Err(Errno::EINTR) {}
        }
        self.slots = Slots::default();
    }
}

/// What an observer is told of a step before it is done.
const fn why(step: &Step<Vec<u8>>) -> Why {
    match step {
        Step::Pipe { pipe } => Why::Pipe(pipe.0),
        Step::Open { cause, .. }
        | Step::Document { cause, .. }
        | Step::Dup { cause, .. }
        | Step::Allocate { cause, .. }
        | Step::Close { cause, .. }
            if cause.start < cause.end =>
        {
            Why::Text {
                start: cause.start,
                end: cause.end,
            }
        }
        Step::Dup { from: slot, .. }
        | Step::Allocate { from: slot, .. }
        | Step::Close { slot, .. } => match slot {
            Slot::Read(pipe) | Slot::Write(pipe) => Why::Pipe(pipe.0),
            _ => Why::Command,
        },
        Step::Fork { child, .. } | Step::Wait { child } => Why::Child(child.0),
        Step::Save { .. } | Step::Restore { .. } => Why::Undo,
        _ => Why::Command,
    }
}

/// A descriptor could not be copied out of the user's range.
fn not_kept(fd: Fd, errno: Errno) -> Failure {
    let noun = format!("descriptor {fd} cannot be kept aside").into_bytes();
    // EINVAL: `ulimit -n` allows no such number (fcntl(2)).
    let errno = match errno {
        Errno::EINVAL => Errno::EMFILE,
        errno => errno,
    };
    failure("fcntl_dupfd", noun, errno, Span::default())
}

const fn failure(call: &'static str, noun: Vec<u8>, errno: Errno, cause: Span) -> Failure {
    Failure {
        call,
        noun,
        errno,
        cause,
    }
}

const fn how(mode: FileMode) -> OpenHow {
    let base = OpenHow::read();
    match mode {
        FileMode::Read => base,
        FileMode::Write | FileMode::WriteNew => OpenHow {
            access: Access::Write,
            create: true,
            truncate: true,
            ..base
        },
        FileMode::Append => OpenHow {
            access: Access::Write,
            create: true,
            append: true,
            ..base
        },
        FileMode::ReadWrite => OpenHow {
            access: Access::ReadWrite,
            create: true,
            ..base
        },
    }
}

/// How often a fork is tried again when the kernel says that there are too many processes just now.
const FORK_TRIES: u32 = 4;

fn retry_fork<T>(mut fork: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    let mut tries = 0;
    loop {
        match fork() {
            Err(Errno::EAGAIN) if tries < FORK_TRIES => {
                std::thread::sleep(std::time::Duration::from_millis(10 << tries));
                tries += 1;
            }
            result => return result,
        }
    }
}

/// `exec` in the shell itself: replaces this process, or says why not.
pub fn replace_process(kernel: &dyn Kernel, program: &Program<'_>) -> Errno {
    let errno = kernel.exec(program.path, &program.argv, &program.envp);
    if errno == Errno::ENOEXEC {
        exec_as_script(kernel, program)
    } else {
        errno
    }
}

/// XCU 2.9.1.6: what the kernel does not know how to execute is a shell script, unless it looks binary.
fn exec_as_script(kernel: &dyn Kernel, program: &Program<'_>) -> Errno {
    if crate::sys::probe::looks_binary(program.path) {
        return Errno::ENOEXEC;
    }
    let mut argv = Vec::with_capacity(program.argv.len().saturating_add(1));
    argv.extend([c"ipcsh", program.path]);
    argv.extend(program.argv.iter().skip(1));
    kernel.exec(c"/proc/self/exe", &argv, &program.envp)
}

/// `fork` of the shell itself: both sides go on. For the builtin `fork`.
///
/// # Errors
/// `EAGAIN`, `ENOMEM`.
pub fn fork_shell(kernel: &dyn Kernel) -> Result<Forked, Errno> {
    retry_fork(|| kernel.fork())
}
