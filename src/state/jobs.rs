//! Jobs: the asynchronous and stopped pipelines that the shell knows (XCU 2.11, XBD 3.182).

use std::rc::Rc;

/// How a process of a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Running.
    Running,
    /// Stopped by this signal.
    Stopped(i32),
    /// Exited with this status.
    Done(i32),
    /// Ended by this signal; whether it left a core file.
    Signaled(i32, bool),
}

impl JobState {
    /// The exit status that the shell gives it: 128+n for a signal.
    #[must_use]
    pub const fn status(self) -> super::ExitStatus {
        match self {
            Self::Running => super::ExitStatus(0),
            Self::Done(status) => super::ExitStatus(status),
            Self::Stopped(signal) | Self::Signaled(signal, _) => {
                super::ExitStatus::from_signal(signal)
            }
        }
    }

    /// Whether the process has ended.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Done(_) | Self::Signaled(..))
    }
}

/// One process of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: i32,
    /// How it is.
    pub state: JobState,
}

/// One job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its number: `%1` is 1.
    pub number: u32,
    /// Its process group with job control; otherwise 0.
    pub pgid: i32,
    /// Its processes in pipeline order.
    pub processes: Vec<Process>,
    /// Its text as `jobs` shows it.
    pub text: Vec<u8>,
    /// Whether it was started with job control.
    pub is_controlled: bool,
    /// Whether its state has changed since the user was told.
    pub is_news: bool,
    /// Whether `$!` named it, so that its status must be kept until `wait` asks.
    pub is_async: bool,
    /// Whether it is not to be told of a hangup (`disown -h`).
    pub is_spared: bool,
    /// Whether `!` negates its status.
    pub is_negated: bool,
}

impl Job {
    /// The state of the whole: running if any process runs, else stopped if any is, else that of the last one.
    #[must_use]
    pub fn state(&self) -> JobState {
        let any =
            |wanted: fn(&JobState) -> bool| self.processes.iter().map(|p| p.state).find(wanted);
        any(|s| *s == JobState::Running)
            .or_else(|| any(|s| matches!(s, JobState::Stopped(_))))
            .or_else(|| self.processes.last().map(|p| p.state))
            .unwrap_or(JobState::Done(0))
    }
}

/// The table of jobs.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    list: Vec<Job>,
    /// Numbers of jobs, the current one (`%+`) last, the previous one (`%-`) before it.
    order: Vec<u32>,
    /// Statuses of asynchronous processes that have ended and are in no job any more, for `wait PID`.
    ended: Vec<(i32, JobState)>,
    /// Children that are in no job.
    unlisted: Vec<i32>,
    /// In a subshell without jobs of its own: those of the shell that it was made from, to be listed and signalled
    /// (`$(jobs -p)`, `(kill %1)`), not waited for.
    inherited: Option<Rc<Jobs>>,
}

/// How many ended processes are remembered for a later `wait PID` (XCU 2.9.3.1 asks for at least CHILD_MAX = 25).
const REMEMBERED: usize = 4096;

impl Jobs {
    /// Adds a job and makes it the current one; returns its number (the lowest one above all in use).
    pub fn add(&mut self, mut job: Job) -> u32 {
        let number = self
            .list
            .iter()
            .map(|j| j.number)
            .max()
            .unwrap_or(0)
            .saturating_add(1);
        job.number = number;
        for process in &job.processes {
            self.ended.retain(|(pid, _)| *pid != process.pid);
        }
        self.list.push(job);
        self.order.push(number);
        number
    }

    /// The job with this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Job> {
        self.list.iter().find(|job| job.number == number)
    }

    /// The job with this number, to change.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut Job> {
        self.list.iter_mut().find(|job| job.number == number)
    }

    /// The job that has the process `pid`.
    #[must_use]
    pub fn with_pid(&self, pid: i32) -> Option<&Job> {
        self.list
            .iter()
            .rev()
            .find(|job| job.processes.iter().any(|p| p.pid == pid))
    }

    /// All jobs in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Job> {
        self.list.iter()
    }

    /// All jobs, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Job> {
        self.list.iter_mut()
    }

    /// Whether a child may be alive, or dead and not collected.
    #[must_use]
    pub fn has_children(&self) -> bool {
        !self.unlisted.is_empty() || !self.list.is_empty()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The current job, `%+`: a stopped one if there is one, else the last started.
    #[must_use]
    pub fn current(&self) -> Option<u32> {
        self.ranked().first().copied()
    }

    /// The previous job, `%-`; the current one if there is only one.
    #[must_use]
    pub fn previous(&self) -> Option<u32> {
        let ranked = self.ranked();
        ranked.get(1).or_else(|| ranked.first()).copied()
    }

    fn ranked(&self) -> Vec<u32> {
        let is_stopped = |number: &u32| {
            self.get(*number)
                .is_some_and(|job| matches!(job.state(), JobState::Stopped(_)))
        };
        let newest_first: Vec<u32> = self.order.iter().rev().copied().collect();
        let (mut stopped, others): (Vec<u32>, Vec<u32>) =
            newest_first.into_iter().partition(is_stopped);
        stopped.extend(others);
        stopped
    }

    /// Makes a job the current one.
    pub fn touch(&mut self, number: u32) {
        self.order.retain(|n| *n != number);
        self.order.push(number);
    }

    /// Notes what happened to a process; whether a job had it.
    pub fn update(&mut self, pid: i32, state: JobState) -> bool {
        let found = self.list.iter_mut().rev().find_map(|job| {
            let process = job
                .processes
                .iter_mut()
                .find(|p| p.pid == pid && !p.state.has_ended())?;
            process.state = state;
            job.is_news = true;
            Some(job.number)
        });
        if let (Some(number), JobState::Stopped(_)) = (found, state) {
            self.touch(number);
        }
        found.is_some()
    }

    /// Removes a job; the statuses of its asynchronous processes stay for `wait PID`.
    pub fn remove(&mut self, number: u32) -> Option<Job> {
        let position = self.list.iter().position(|job| job.number == number)?;
        let job = self.list.remove(position);
        self.order.retain(|n| *n != number);
        if job.is_async {
            self.ended.extend(
                job.processes
                    .iter()
                    .filter(|p| p.state.has_ended())
                    .map(|p| (p.pid, p.state)),
            );
            let surplus = self.ended.len().saturating_sub(REMEMBERED);
            self.ended.drain(..surplus);
        }
        Some(job)
    }

    /// Notes a child that is in no job but must be collected one day (a process substitution).
    pub fn add_unlisted(&mut self, pid: i32) {
        self.unlisted.push(pid);
    }

    /// The children that are in no job; they are forgotten here.
    pub fn take_unlisted(&mut self) -> Vec<i32> {
        std::mem::take(&mut self.unlisted)
    }

    /// The status of an ended process that is in no job any more; asking forgets it.
    pub fn take_ended(&mut self, pid: i32) -> Option<JobState> {
        let position = self.ended.iter().position(|(p, _)| *p == pid)?;
        Some(self.ended.remove(position).1)
    }

    /// What a subshell starts with: it has no children yet, but still sees the jobs of the shell around it.
    pub fn enter_subshell(&mut self) {
        let outer = std::mem::take(self);
        self.inherited = match outer.inherited {
            Some(inherited) if outer.list.is_empty() => Some(inherited),
            _ => (!outer.list.is_empty()).then(|| Rc::new(outer)),
        };
    }

    /// The jobs that can be listed and named: in a subshell that has started none, those of the shell around it.
    #[must_use]
    pub fn visible(&self) -> &Self {
        match &self.inherited {
            Some(inherited) if self.list.is_empty() => inherited,
            _ => self,
        }
    }
}
