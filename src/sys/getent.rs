//! Asks the system's name services through `getent(1)`: a static program has no name service switch of its own.

use std::ffi::CStr;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::{AsRawFd as _, OwnedFd};

use super::{Errno, Kernel as _, Real, file, process, signal};

/// More than any entry needs; what is said beyond it is not read.
const MOST: u64 = 64 * 1024;

/// What `getent DATABASE KEY` says; `None` when it cannot be run. Silence is an empty answer.
pub(super) fn ask(database: &CStr, key: &[u8]) -> Option<Vec<u8>> {
    let key = process::c_string(key).ok()?;
    let program = [c"/usr/bin/getent", c"/bin/getent"]
        .into_iter()
        .find(|path| file::is_executable_file(path.to_bytes()))?;
    output_of(program, &[program, database, c"--", &key]).ok()
}

/// What a program writes to its standard output. `SIGCHLD` is held back: this child is not one of the shell's jobs.
fn output_of(program: &CStr, argv: &[&CStr]) -> Result<Vec<u8>, Errno> {
    let (read, write) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
    let _held = signal::block(signal::SignalSet::EMPTY.with(libc::SIGCHLD));
    // SAFETY: the shell has one thread, so that no lock can be held by another.
    let pid = Errno::result(unsafe { libc::fork() })?;
    if pid == 0 {
        become_program(program, argv, &write);
    }
    drop(write);
    let mut answer = Vec::new();
    let outcome = File::from(read).take(MOST).read_to_end(&mut answer);
    process::status_of(pid)?;
    outcome.map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EIO)))?;
    Ok(answer)
}

fn become_program(program: &CStr, argv: &[&CStr], output: &OwnedFd) -> ! {
    let kernel = Real::new();
    signal::reset_for_exec(signal::SignalSet::EMPTY);
    if kernel.dup2(output.as_raw_fd(), 1).is_ok() {
        let _ = kernel.close(2); // it has nothing to say to our user
        let _ = kernel.exec(program, argv, &[c"PATH=/usr/bin:/bin"]);
    }
    process::exit_now(127)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_told_and_nobody_is_silence() {
        assert!(ask(c"passwd", b"root").is_some_and(|answer| answer.starts_with(b"root:")));
        assert_eq!(ask(c"passwd", b"no-such-user"), Some(Vec::new()));
        assert_eq!(ask(c"passwd", b"a\0b"), None);
    }
}
