//! Descriptors that tell of something: `poll eventfd signalfd timerfd memfd_create pidfd_open pidfd_getfd`.

mod make;
mod poll;
mod timer;

pub(super) use make::{EVENTFD, MEMFD_CREATE, PIDFD_GETFD, PIDFD_OPEN, SIGNALFD};
pub(super) use poll::POLL;
pub(super) use timer::TIMERFD;
