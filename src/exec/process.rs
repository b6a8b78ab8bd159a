//! Steps that make, become, group and await processes.

use super::failure::Failure;
use super::run::{Executor, Program, Shell, failure, why};
use super::wait;
use crate::plan::{ChildId, ForkKind, Step};
use crate::source::Span;
use crate::state::JobState;
use crate::sys::{Errno, Forked, Kernel, Pid, Wait, WaitFor, Why, signal};

impl Executor<'_> {
    pub(super) fn fork(
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
    pub(super) fn child_steps(&mut self, steps: &[Step<Vec<u8>>], shell: &mut dyn Shell) -> i32 {
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

    pub(super) fn exec(&mut self, index: usize, shell: &mut dyn Shell) -> Result<(), Failure> {
        let status = self.exec_or_report(index, shell);
        self.end(status)
    }

    /// The end of this process.
    pub(super) fn end(&self, status: i32) -> Result<(), Failure> {
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

    pub(super) fn wait(&mut self, child: ChildId, shell: &dyn Shell) -> Result<(), Failure> {
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
