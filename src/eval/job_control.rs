//! Job control (XCU 2.11, XBD 11.1.2): who has the terminal, what becomes of a job in the foreground, `fg` and `bg`.
//!
//! In: `set -m`, the children of a plan, what has become of them. Out: each job in a process group of its own; the terminal
//! with the job that is in the foreground, and with the shell before the next prompt, in the modes that the shell had;
//! a stopped job in the table of jobs.

use super::Shell;
use crate::builtin::{BuiltinError, Divert, Leave, job_line, write_all};
use crate::exec::{JobControl, job_state};
use crate::plan::{ForkKind, Step};
use crate::state::{Condition, ExitStatus, Job, JobState, Opt, Process};
use crate::sys::signal::{self, numbers};
use crate::sys::terminal::{self, Modes};
use crate::sys::{Access, Errno, Fd, Kernel, OpenHow, Pid, WaitFor, Why, process};

/// The terminal that job control is about.
#[derive(Debug)]
pub(super) struct JobTerminal {
    /// A descriptor of the shell's own.
    pub(super) fd: Fd,
    /// The shell's process group before job control began.
    first_group: Pid,
    /// The modes that the shell's user works with.
    modes: Option<Modes>,
    /// The modes that stopped jobs had, by process group.
    job_modes: Vec<(Pid, Modes)>,
}

/// How often a shell that was started in the background asks to be put in the foreground.
const STOP_TRIES: u32 = 100;

impl Shell {
    /// `set -m` and `set +m`.
    pub(super) fn switch_job_control(&mut self, on: bool) {
        if !self.kernel.is_dry() {
            self.set_up_signals();
        }
        if on {
            self.start_job_control();
        } else {
            self.end_job_control();
        }
    }

    /// `set -m`: finds the terminal. An interactive shell waits until it is in the foreground, then becomes a group of its own
    /// there.
    fn start_job_control(&mut self) {
        if self.job_terminal.is_some() {
            return;
        }
        self.kernel.because(Why::Own);
        let Some(fd) = open_terminal(&*self.kernel) else {
            return;
        };
        self.state.private_fds.push(fd);
        self.job_terminal = Some(JobTerminal {
            fd,
            first_group: process::group(),
            modes: Modes::of(fd).ok(),
            job_modes: Vec::new(),
        });
        if self.is_interactive() && !self.kernel.is_dry() {
            self.wait_to_be_in_foreground(fd);
            if process::group() != process::id() {
                let _ = self.kernel.set_process_group(0, 0); // a session leader is one already
            }
            let _ = self.kernel.set_foreground(fd, process::group()); // without it jobs still have groups
        }
    }

    fn wait_to_be_in_foreground(&mut self, fd: Fd) {
        for _ in 0..STOP_TRIES {
            if terminal::foreground(fd).is_ok_and(|group| group == process::group()) {
                break;
            }
            let _ = signal::set_default(numbers::SIGTTIN); // it can be set
            let _ = self.kernel.kill(0, numbers::SIGTTIN); // stops us, unless nobody could continue us
        }
        self.sync_signal(Condition::Signal(numbers::SIGTTIN));
    }

    /// `set +m`, and the end of the shell: the terminal is again that of the group in which the shell was started.
    pub(super) fn end_job_control(&mut self) {
        let Some(terminal) = self.job_terminal.take() else {
            return;
        };
        let is_dry = self.kernel.is_dry();
        if !is_dry && self.is_interactive() && terminal.first_group != process::group() {
            let _ = self
                .kernel
                .set_foreground(terminal.fd, terminal.first_group); // whoever started us takes it anyway
            let _ = self.kernel.set_process_group(0, terminal.first_group); // the group may be gone
        }
        let _ = self.kernel.close(terminal.fd); // nothing was written through it
        self.state.gives_back(terminal.fd);
    }

    /// For a copy of the shell that only pretends: the same terminal, whose modes it leaves alone.
    pub(super) fn pretended_terminal(&self) -> Option<JobTerminal> {
        self.job_terminal.as_ref().map(|terminal| JobTerminal {
            fd: terminal.fd,
            first_group: terminal.first_group,
            modes: None,
            job_modes: Vec::new(),
        })
    }

    /// The descriptor of the terminal, if a job in the foreground is to have it: an interactive shell's job, or that of a script
    /// which is in the foreground itself.
    fn terminal_for_jobs(&self) -> Option<Fd> {
        let fd = self.job_terminal.as_ref()?.fd;
        let is_ours = || {
            // In a pretence the number may be another descriptor, but it is the same terminal that is meant.
            let foreground = if self.kernel.is_dry() {
                terminal::foreground_of_session()
            } else {
                terminal::foreground(fd).ok()
            };
            foreground == Some(process::group())
        };
        (self.is_interactive() || is_ours()).then_some(fd)
    }

    /// The same plan without children that share the shell's memory: while such a child is stopped, as ^Z may do before it
    /// executes its program, or waits for a FIFO, the shell would stand still with it, and nobody could continue it.
    pub(super) fn without_vfork(&self, mut steps: Vec<Step<Vec<u8>>>) -> Vec<Step<Vec<u8>>> {
        if !self.state.is_on(Opt::Interactive) && !self.state.is_on(Opt::Monitor) {
            return steps;
        }
        for step in &mut steps {
            if let Step::Fork { kind, .. } = step {
                *kind = ForkKind::Fork;
            }
        }
        steps
    }

    /// With job control, how the children of a foreground plan are grouped.
    pub(super) fn foreground_control(&self) -> Option<JobControl> {
        let is_on = self.state.is_on(Opt::Monitor);
        is_on.then(|| JobControl {
            terminal: self.terminal_for_jobs(),
            group: 0,
        })
    }

    /// After a foreground plan that had `control`: the terminal is the shell's again, a stopped job is kept, and the `SIGINT` that
    /// ended it ends what the shell was doing too. The states may have changed meanwhile.
    pub(super) fn after_foreground(
        &mut self,
        control: Option<JobControl>,
        children: &[Pid],
        mut states: Vec<JobState>,
        text: impl FnOnce() -> Vec<u8>,
    ) -> Result<Vec<JobState>, Divert> {
        if control.is_some() {
            self.settle(children, &mut states);
            let group = children.first().copied().unwrap_or(0);
            self.take_terminal_back(control, group, &states);
        }
        if states.iter().all(|state| state.has_ended()) {
            self.tell_of_signal(&states)?;
            return Ok(states);
        }
        if control.is_some() {
            let number = self.keep_job(children, &states, text());
            self.tell_of_stop(number)?;
        }
        Ok(states)
    }

    /// A stopped process may have been continued while another one was waited for.
    fn settle(&self, children: &[Pid], states: &mut [JobState]) {
        for (pid, state) in children.iter().zip(states) {
            if !matches!(state, JobState::Stopped(_)) {
                continue;
            }
            while let Ok(Some((_, change))) = self.kernel.wait(WaitFor::Child(*pid), true, true) {
                *state = job_state(change);
                if *state == JobState::Running {
                    *state = self.wait_for_change(*pid);
                }
            }
        }
    }

    /// Waits until a process that runs stops or ends; or does not, when the terminal has gone meanwhile.
    fn wait_for_change(&self, pid: Pid) -> JobState {
        loop {
            match self.kernel.wait(WaitFor::Child(pid), false, true) {
                Ok(Some((_, change))) if job_state(change) != JobState::Running => {
                    return job_state(change);
                }
                Err(Errno::EINTR) if self.is_hung_up() => return JobState::Running,
                Ok(_) | Err(Errno::EINTR) => {}
                // Somebody else has collected it: its status is unknown.
                Err(_) => return JobState::Done(127),
            }
        }
    }

    /// The shell's group is in the foreground again. A job that came to a good end may have changed the modes of the terminal on
    /// purpose (`stty`); what another one leaves behind is undone.
    fn take_terminal_back(&mut self, control: Option<JobControl>, group: Pid, states: &[JobState]) {
        let is_interactive = self.is_interactive();
        let (Some(fd), Some(terminal)) = (
            control.and_then(|control| control.terminal),
            self.job_terminal.as_mut(),
        ) else {
            return;
        };
        let _ = self.kernel.set_foreground(fd, process::group()); // the terminal may be gone
        if !is_interactive || self.kernel.is_dry() {
            return;
        }
        terminal.job_modes.retain(|(other, _)| *other != group);
        let now = Modes::of(fd).ok();
        if states.iter().all(|state| *state == JobState::Done(0)) {
            terminal.modes = now.or(terminal.modes);
            return;
        }
        if let (Some(modes), true) = (now, states.iter().any(|state| !state.has_ended())) {
            terminal.job_modes.push((group, modes));
        }
        if let Some(modes) = terminal.modes.filter(|modes| now.as_ref() != Some(modes)) {
            let _ = modes.apply(fd); // the terminal may be gone
        }
    }

    /// Before a prompt: the terminal belongs to the shell, whatever the last command did.
    pub fn reclaim_terminal(&self) {
        let Some(terminal) = &self.job_terminal else {
            return;
        };
        if self.is_interactive() && terminal::foreground(terminal.fd) != Ok(process::group()) {
            let _ = self.kernel.set_foreground(terminal.fd, process::group()); // it may be gone
        }
    }

    /// A job of an interactive shell was ended by a signal: says so; `SIGINT` was meant for what the shell was doing, too.
    fn tell_of_signal(&mut self, states: &[JobState]) -> Result<(), Divert> {
        let Some(JobState::Signaled(signal, has_core)) = states.last().copied() else {
            return Ok(());
        };
        if !self.is_interactive() || signal == numbers::SIGPIPE {
            return Ok(());
        }
        if signal != numbers::SIGINT {
            let core = if has_core { " (core dumped)" } else { "" };
            self.say(format!("{}{core}\n", signal::signal_description(signal)).as_bytes());
            return Ok(());
        }
        self.say(b"\n"); // the terminal has echoed ^C
        let has_trap = self.state.traps.get(Condition::Signal(signal)).is_some();
        let was_ours = !self.state.is_on(Opt::Monitor) && signal::pending().contains(signal);
        if self.state.is_on(Opt::Monitor) && (!has_trap || self.state.loops.depth > 0) {
            signal::mark_pending(signal);
        }
        if was_ours || !has_trap {
            self.check_interrupt()
        } else {
            Ok(())
        }
    }

    /// Puts a job that has been stopped in the foreground into the table.
    fn keep_job(&mut self, children: &[Pid], states: &[JobState], text: Vec<u8>) -> u32 {
        let processes = children.iter().zip(states).map(|(pid, state)| Process {
            pid: *pid,
            state: *state,
        });
        let job = Job {
            number: 0,
            pgid: children.first().copied().unwrap_or(0),
            processes: processes.collect(),
            text,
            is_controlled: true,
            is_news: true,
            is_async: true,
            is_spared: false,
            is_negated: false,
        };
        self.state.jobs.add(job)
    }

    /// At a prompt: tells that a job was stopped, and leaves the loop in which it was started, which would start the next.
    fn tell_of_stop(&mut self, number: u32) -> Result<(), Divert> {
        if !self.is_interactive() {
            return Ok(());
        }
        let Some(job) = self.state.jobs.get_mut(number) else {
            return Ok(());
        };
        let state = job.state();
        if !matches!(state, JobState::Stopped(_)) {
            return Ok(());
        }
        job.is_news = false;
        if let Some(job) = self.state.jobs.get(number) {
            let line = job_line(&self.state.jobs, job);
            self.say(&[b"\n", &line[..]].concat()); // the terminal has echoed ^Z
        }
        if self.state.loops.depth > 0 {
            Err(Divert::Abort(state.status()))
        } else {
            Ok(())
        }
    }

    fn say(&self, text: &[u8]) {
        let _ = write_all(&*self.kernel, 2, text); // as any message
    }

    /// What the prompt says of jobs that have ended or stopped since it was told.
    pub fn job_notices(&mut self) -> Vec<u8> {
        self.poll_jobs();
        let mut lines = Vec::new();
        let news: Vec<u32> = self
            .state
            .jobs
            .iter()
            .filter(|job| job.is_news)
            .map(|job| job.number)
            .collect();
        for number in news {
            if let Some(job) = self.state.jobs.get(number)
                && job.state() != JobState::Running
            {
                lines.extend_from_slice(&job_line(&self.state.jobs, job));
            }
            crate::builtin::job_told(&mut self.state.jobs, number);
        }
        lines
    }

    /// `fg` and `bg`.
    pub(super) fn resume_job(
        &mut self,
        number: u32,
        in_foreground: bool,
    ) -> Result<ExitStatus, Leave> {
        let Some(job) = self.state.jobs.get_mut(number) else {
            return Err(BuiltinError::failure(format!("%{number}: no such job")).into());
        };
        let group = job.pgid;
        for process in &mut job.processes {
            if matches!(process.state, JobState::Stopped(_)) {
                process.state = JobState::Running;
            }
        }
        job.is_news = false;
        self.state.jobs.touch(number);
        let control = self.foreground_control().filter(|_| in_foreground);
        self.give_terminal(control, group);
        let _ = self.kernel.kill(-group, numbers::SIGCONT); // the job may have ended meanwhile
        if in_foreground {
            self.wait_in_foreground(number, control)
        } else {
            Ok(ExitStatus::SUCCESS)
        }
    }

    /// Gives the terminal to a job that is continued, in the modes that it had when it was stopped.
    fn give_terminal(&mut self, control: Option<JobControl>, group: Pid) {
        let Some(fd) = control.and_then(|control| control.terminal) else {
            return;
        };
        let _ = self.kernel.set_foreground(fd, group); // the job may have ended meanwhile
        let modes = self
            .job_terminal
            .iter()
            .flat_map(|terminal| &terminal.job_modes);
        if let Some((_, modes)) = modes.into_iter().find(|(other, _)| *other == group) {
            let _ = modes.apply(fd); // likewise
        }
    }

    fn wait_in_foreground(
        &mut self,
        number: u32,
        control: Option<JobControl>,
    ) -> Result<ExitStatus, Leave> {
        let processes = |shell: &Self| {
            shell
                .state
                .jobs
                .get(number)
                .map(|job| job.processes.clone())
                .unwrap_or_default()
        };
        let group = self.state.jobs.get(number).map_or(0, |job| job.pgid);
        for process in processes(self) {
            if process.state == JobState::Running {
                let state = self.wait_for_change(process.pid);
                self.state.jobs.update(process.pid, state);
                if let JobState::Stopped(signal) = state {
                    let _ = self.kernel.kill(-group, signal); // as the executor does; the others may have ended
                }
            }
        }
        let mut states: Vec<JobState> = processes(self)
            .iter()
            .map(|process| process.state)
            .collect();
        let pids: Vec<Pid> = processes(self).iter().map(|process| process.pid).collect();
        self.settle(&pids, &mut states);
        for (pid, state) in pids.iter().zip(&states) {
            self.state.jobs.update(*pid, *state);
        }
        self.take_terminal_back(control, group, &states);
        let state = self
            .state
            .jobs
            .get(number)
            .map_or(JobState::Done(0), Job::state);
        if state.has_ended() {
            self.state.jobs.remove(number);
            self.tell_of_signal(&states)?;
        } else {
            self.tell_of_stop(number)?;
        }
        Ok(state.status())
    }

    /// Whether the terminal has gone, or `SIGHUP` has come for another reason, and no trap is set on it.
    pub(super) fn is_hung_up(&self) -> bool {
        let hangup = numbers::SIGHUP;
        let is_pending = || signal::pending().contains(hangup);
        self.is_interactive()
            && is_pending()
            && self.state.traps.get(Condition::Signal(hangup)).is_none()
    }

    /// A hangup without a trap ends an interactive shell.
    pub(super) fn check_hangup(&mut self) -> Result<(), Divert> {
        if self.is_hung_up() && signal::take(numbers::SIGHUP) {
            self.note_hangup();
            return Err(Divert::Exit(ExitStatus::from_signal(numbers::SIGHUP)));
        }
        Ok(())
    }

    /// Notes that nobody sits at the terminal any more: at the end of the shell the jobs are told.
    pub const fn note_hangup(&mut self) {
        self.has_hung_up = true;
    }

    /// Tells the jobs of a hangup, as POSIX has an interactive shell do (XCU sh, ASYNCHRONOUS EVENTS); gives the signal of which
    /// the shell then dies.
    pub fn tell_jobs_of_hangup(&mut self) -> Option<i32> {
        if !self.has_hung_up {
            return None;
        }
        for job in self
            .state
            .jobs
            .iter()
            .filter(|job| !job.state().has_ended() && !job.is_spared)
        {
            let targets: Vec<Pid> = if job.is_controlled && job.pgid > 0 {
                vec![-job.pgid]
            } else {
                job.processes.iter().map(|process| process.pid).collect()
            };
            for target in targets {
                let _ = self.kernel.kill(target, numbers::SIGHUP); // it may have ended meanwhile
                let _ = self.kernel.kill(target, numbers::SIGCONT); // a stopped one would never see it
            }
        }
        Some(numbers::SIGHUP)
    }
}

/// The terminal of the session, on a descriptor of the shell's own.
fn open_terminal(kernel: &dyn Kernel) -> Option<Fd> {
    let how = OpenHow {
        access: Access::ReadWrite,
        ..OpenHow::read()
    };
    if let Ok(fd) = kernel.open(c"/dev/tty", how) {
        let own = kernel.dup_from(fd, crate::exec::PRIVATE).ok();
        let _ = kernel.close(fd); // nothing was written through it
        return own;
    }
    let standard = [0, 2]
        .into_iter()
        .find(|fd| terminal::foreground(*fd).is_ok())?;
    kernel.dup_from(standard, crate::exec::PRIVATE).ok()
}
