//! Waiting for children that run beside the shell: `wait`, and what has become of jobs.

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::exec::job_state;
use crate::state::{Condition, ExitStatus, JobState, TrapAction};
use crate::sys::{Errno, Pid, WaitFor, signal};

/// How a sleep in `wait` ended.
enum Woken {
    /// This happened to a child.
    Child(Pid, JobState),
    /// There is no such child.
    NoChild,
    /// A trapped signal came and its trap has run: 128 + n.
    Signal(ExitStatus),
}

impl Shell {
    /// Notes everything that has happened to children, without waiting.
    /// Before a child is made too: it sees the jobs as they are now and cannot ask for itself.
    pub(super) fn poll_jobs(&mut self) {
        if !self.state.jobs.has_children() || !self.kernel.child_has_news() {
            return;
        }
        for pid in self.state.jobs.take_unlisted() {
            if let Ok(None) = self.kernel.wait(WaitFor::Child(pid), true, false) {
                self.state.jobs.add_unlisted(pid);
            }
        }
        let pids: Vec<Pid> = self.running_pids();
        for pid in pids {
            if let Ok(Some((pid, change))) = self.kernel.wait(WaitFor::Child(pid), true, true) {
                self.state.jobs.update(pid, job_state(change));
            }
        }
    }

    fn running_pids(&self) -> Vec<Pid> {
        let processes = self.state.jobs.iter().flat_map(|job| &job.processes);
        processes
            .filter(|process| !process.state.has_ended())
            .map(|process| process.pid)
            .collect()
    }

    /// Sleeps until something happens to a child, or a trapped signal comes (XCU wait). Every signal is told by a flag, and
    /// the sleep begins only while no flag is up: none can come unseen just before it.
    fn sleep_for_child(&mut self, which: WaitFor) -> Result<Woken, Divert> {
        if self.kernel.is_dry() {
            let waited = self.kernel.wait(which, false, true);
            return Ok(match waited {
                Ok(Some((pid, change))) => Woken::Child(pid, job_state(change)),
                _ => Woken::NoChild,
            });
        }
        let child = signal::numbers::SIGCHLD;
        let is_trapped = matches!(
            self.state.traps.get(Condition::Signal(child)),
            Some(TrapAction::Command(_))
        );
        if !is_trapped {
            let _ = signal::install_flag_handler(child); // it cannot fail for SIGCHLD
        }
        let woken = self.sleep_with_flags(which, is_trapped);
        if !is_trapped {
            signal::take(child);
            self.sync_signal(Condition::Signal(child));
        }
        woken
    }

    fn sleep_with_flags(&mut self, which: WaitFor, is_trapped: bool) -> Result<Woken, Divert> {
        loop {
            if !is_trapped {
                signal::take(signal::numbers::SIGCHLD);
            }
            if let Some(status) = self.interrupted_wait()? {
                return Ok(Woken::Signal(status));
            }
            match self.kernel.wait(which, true, true) {
                Ok(Some((pid, change))) => return Ok(Woken::Child(pid, job_state(change))),
                Ok(None) => signal::pause_until_signal(),
                Err(Errno::EINTR) => {}
                Err(_) => return Ok(Woken::NoChild),
            }
        }
    }

    /// Sleeps and notes what happened; the status if a signal ended the sleep.
    fn sleep_and_note(&mut self, pid: Pid) -> Result<Option<ExitStatus>, Divert> {
        match self.sleep_for_child(WaitFor::Child(pid))? {
            Woken::Child(pid, state) => self.state.jobs.update(pid, state),
            // Somebody else has collected it: its status is unknown.
            Woken::NoChild => self.state.jobs.update(pid, JobState::Done(127)),
            Woken::Signal(status) => return Ok(Some(status)),
        };
        Ok(None)
    }

    /// If a trapped signal has come: runs the traps, and gives 128 + the first one's number.
    fn interrupted_wait(&mut self) -> Result<Option<ExitStatus>, Divert> {
        if !signal::any_pending() {
            return Ok(None);
        }
        self.check_interrupt()?;
        let has_command = |signal: i32| {
            matches!(
                self.state.traps.get(Condition::Signal(signal)),
                Some(TrapAction::Command(_))
            )
        };
        let first = signal::pending().iter().find(|signal| has_command(*signal));
        self.run_pending_traps()?;
        Ok(first.map(ExitStatus::from_signal))
    }

    /// `wait PID`.
    pub(super) fn wait_pid(&mut self, pid: Pid) -> Result<Option<ExitStatus>, Divert> {
        if let Some(state) = self.state.jobs.take_ended(pid) {
            return Ok(Some(state.status()));
        }
        loop {
            let process = self
                .state
                .jobs
                .with_pid(pid)
                .and_then(|job| job.processes.iter().find(|p| p.pid == pid));
            match process.map(|process| process.state) {
                None => return Ok(None),
                Some(state) if state.has_ended() => {
                    self.forget_if_done(pid);
                    return Ok(Some(state.status()));
                }
                Some(_) => {
                    if let Some(status) = self.sleep_and_note(pid)? {
                        return Ok(Some(status));
                    }
                }
            }
        }
    }

    /// A job whose status has been asked for is over.
    fn forget_if_done(&mut self, pid: Pid) {
        let done = self
            .state
            .jobs
            .with_pid(pid)
            .filter(|job| job.state().has_ended())
            .map(|job| job.number);
        if let Some(number) = done {
            self.state.jobs.remove(number);
            self.state.jobs.take_ended(pid);
        }
    }

    /// `wait` without operands.
    pub(super) fn wait_everything(&mut self) -> Flow {
        loop {
            let Some(pid) = self.running_pids().first().copied() else {
                self.forget_ended_jobs();
                return Ok(ExitStatus::SUCCESS);
            };
            if let Some(status) = self.sleep_and_note(pid)? {
                return Ok(status);
            }
            if self
                .state
                .jobs
                .iter()
                .all(|job| matches!(job.state(), JobState::Stopped(_)))
            {
                return Ok(ExitStatus::SUCCESS);
            }
        }
    }

    fn forget_ended_jobs(&mut self) {
        let ended: Vec<u32> = self
            .state
            .jobs
            .iter()
            .filter(|job| job.state().has_ended())
            .map(|job| job.number)
            .collect();
        for number in ended {
            self.state.jobs.remove(number);
        }
    }

    /// `wait -n`: the first of `pids` (of all, if empty) that ends.
    pub(super) fn wait_any(&mut self, pids: &[Pid]) -> Result<Option<(Pid, ExitStatus)>, Divert> {
        loop {
            let is_asked = |pid: Pid| pids.is_empty() || pids.contains(&pid);
            let ended = self.state.jobs.iter().find_map(|job| {
                let last = job.processes.last()?;
                (job.state().has_ended() && is_asked(last.pid))
                    .then_some((last.pid, job.state().status()))
            });
            if let Some((pid, status)) = ended {
                self.forget_if_done(pid);
                return Ok(Some((pid, status)));
            }
            if !self.running_pids().into_iter().any(is_asked) {
                return Ok(None);
            }
            match self.sleep_for_child(WaitFor::Any)? {
                Woken::Child(pid, state) => drop(self.state.jobs.update(pid, state)),
                Woken::NoChild => return Ok(None),
                Woken::Signal(status) => return Ok(Some((0, status))),
            }
        }
    }
}
