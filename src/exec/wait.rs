//! What the kernel says of a child, in the words of the job table.

use crate::state::JobState;
use crate::sys::Wait;

/// The state of a process after `wait` told this.
#[must_use]
pub const fn job_state(wait: Wait) -> JobState {
    match wait {
        Wait::Exited(status) => JobState::Done(status),
        Wait::Signaled(signal, core) => JobState::Signaled(signal, core),
        Wait::Stopped(signal) => JobState::Stopped(signal),
        Wait::Continued => JobState::Running,
    }
}
