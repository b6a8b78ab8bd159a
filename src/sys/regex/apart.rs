//! Runs a match in a process of its own: one that may take for ever, or more stack than there is.
//!
//! The child matches and sends the places through a pipe; the shell waits for them, and a signal ends the wait and the child.

use std::os::fd::{AsRawFd as _, OwnedFd};

use super::{Groups, Regex};
use crate::sys::ipc::event::{self, Polled};
use crate::sys::ipc::fd;
use crate::sys::{Errno, Pid, process, signal};

/// The bytes of one place: start and end, `u64::MAX` for a group that did not match.
const PLACE: usize = 16;
/// What the child ends with, besides 0 for a match.
const NO_MATCH: i32 = 1;
const NO_MEMORY: i32 = 2;

/// What [`Regex::find`] does, elsewhere.
pub(super) fn find(regex: &Regex, text: &[u8]) -> Result<Option<Groups>, Errno> {
    let (read, write) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
    let blocked = signal::block_all();
    // SAFETY: the shell has one thread, so that no lock can be held by another.
    let pid = Errno::result(unsafe { libc::fork() })?;
    if pid == 0 {
        let _ = signal::set_default(libc::SIGSEGV); // its way to end, and no business of ours
        process::exit_now(child(regex, text, &write));
    }
    drop(write);
    let answer = wait(&read, regex.groups, blocked.before());
    if answer.is_err() {
        let _ = signal::kill(pid, libc::SIGKILL); // it may have ended by itself
    }
    let status = end_of(pid);
    match (answer?, status?) {
        (places, 0) => Ok(Some(groups(&places))),
        (_, NO_MATCH) => Ok(None),
        _ => Err(Errno::ENOMEM), // of memory or of stack
    }
}

fn child(regex: &Regex, text: &[u8], write: &OwnedFd) -> i32 {
    match regex.find_here(text) {
        Err(_) => NO_MEMORY,
        Ok(None) => NO_MATCH,
        Ok(Some(groups)) => {
            let bytes: Vec<u8> = groups.iter().flat_map(place).collect();
            match fd::write(write.as_raw_fd(), &bytes) {
                Ok(count) if count == bytes.len() => 0,
                _ => NO_MEMORY,
            }
        }
    }
}

/// Sleeps until the child has sent its places or ended; a signal of the shell ends it before.
fn wait(read: &OwnedFd, groups: usize, mask: signal::SignalSet) -> Result<Vec<u8>, Errno> {
    let mut places = Vec::new();
    let mut buffer = vec![0; groups * PLACE];
    loop {
        if signal::any_pending() {
            return Err(Errno::EINTR);
        }
        let mut asked = [Polled::new(read.as_raw_fd(), libc::POLLIN)];
        match event::poll(&mut asked, None, Some(mask)) {
            Err(Errno::EINTR) => continue, // one that the shell does not look for
            Err(errno) => return Err(errno),
            Ok(_) => {}
        }
        let count = fd::read(read.as_raw_fd(), &mut buffer)?;
        if count == 0 {
            return Ok(places);
        }
        places.extend(buffer.iter().take(count));
    }
}

fn end_of(pid: Pid) -> Result<i32, Errno> {
    process::status_of(pid)
}

fn place(group: &Option<std::ops::Range<usize>>) -> Vec<u8> {
    let (start, end) = group.as_ref().map_or((u64::MAX, u64::MAX), |range| {
        (range.start as u64, range.end as u64)
    });
    [start.to_ne_bytes(), end.to_ne_bytes()].concat()
}

fn groups(places: &[u8]) -> Groups {
    let number = |bytes: &[u8]| {
        let number = u64::from_ne_bytes(*bytes.first_chunk()?);
        usize::try_from(number).ok().filter(|_| number != u64::MAX)
    };
    let range = |bytes: &[u8]| {
        let (start, end) = bytes.split_at_checked(PLACE / 2)?;
        Some(number(start)?..number(end)?)
    };
    places.chunks_exact(PLACE).map(range).collect()
}
