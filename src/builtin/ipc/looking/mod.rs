//! Looking: `fds lslocks errno`.

mod errno;
mod fds;
mod lslocks;

pub(super) use errno::ERRNO;
pub(super) use fds::FDS;
pub(super) use lslocks::LSLOCKS;
