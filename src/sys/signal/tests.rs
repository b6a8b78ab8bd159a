//! Signals change the whole process: each test has one of its own.

use super::*;
use crate::sys::process::{self, run_in_child};

/// Runs in a child; the first line that does not hold is its status.
fn in_child(body: fn() -> Result<(), u32>) {
    let status = run_in_child(|| body().map_or_else(|line| line.cast_signed() % 126 + 1, |()| 0));
    assert_eq!(status, Ok(0), "a line number modulo 126, plus 1");
}

macro_rules! holds {
    ($claim:expr) => {
        if !$claim {
            return Err(line!());
        }
    };
}

#[test]
fn a_handled_signal_raises_its_flag_and_tells_its_sender() {
    in_child(|| {
        holds!(!any_pending());
        holds!(install_flag_handler(libc::SIGUSR1).is_ok());
        holds!(disposition(libc::SIGUSR1) == Ok(Disposition::Handled));
        holds!(raise(libc::SIGUSR1).is_ok());
        holds!(any_pending() && pending() == SignalSet::EMPTY.with(libc::SIGUSR1));
        holds!(
            info(libc::SIGUSR1).pid == process::id() && info(libc::SIGUSR1).code == libc::SI_USER
        );
        mark_pending(libc::SIGINT);
        holds!(take(libc::SIGUSR1) && !take(libc::SIGUSR1) && any_pending());
        holds!(take_pending() == SignalSet::EMPTY.with(libc::SIGINT) && !any_pending());
        Ok(())
    });
}

#[test]
fn what_is_no_signal_is_einval() {
    for signal in [0, 65, -1, i32::MAX, libc::SIGKILL, libc::SIGSTOP] {
        assert_eq!(install_flag_handler(signal), Err(Errno::EINVAL), "{signal}");
        assert_eq!(set_ignored(signal), Err(Errno::EINVAL), "{signal}");
    }
    assert_eq!(disposition(65), Err(Errno::EINVAL));
    assert_eq!(info(65), SignalInfo::default());
    assert!(!ignored_at_entry(65));
}

#[test]
fn a_signal_before_the_sleep_is_not_lost() {
    in_child(|| {
        holds!(install_flag_handler(libc::SIGUSR1).is_ok());
        holds!(raise(libc::SIGUSR1).is_ok());
        pause_until_signal();
        holds!(take(libc::SIGUSR1));
        let blocked = block_all();
        holds!(raise(libc::SIGUSR1).is_ok() && !any_pending());
        holds!(pending_in_kernel().contains(libc::SIGUSR1));
        suspend(blocked.before());
        holds!(take(libc::SIGUSR1));
        Ok(())
    });
}

#[test]
fn a_subshell_begins_anew_but_for_what_is_ignored() {
    in_child(|| {
        let quiet = SignalSet::EMPTY.with(libc::SIGTERM);
        let before = set_mask(SignalSet::EMPTY.with(libc::SIGUSR2));
        holds!(install_flag_handler(libc::SIGUSR1).is_ok());
        holds!(set_ignored(libc::SIGTTOU).is_ok() && set_ignored(libc::SIGTERM).is_ok());
        holds!(raise(libc::SIGUSR1).is_ok() && any_pending());
        reset_for_child(quiet.with(libc::SIGINT));
        holds!(disposition(libc::SIGUSR1) == Ok(Disposition::Default));
        holds!(disposition(libc::SIGTTOU) == Ok(Disposition::Default));
        holds!(disposition(libc::SIGTERM) == Ok(Disposition::Ignored));
        holds!(disposition(libc::SIGINT) == Ok(Disposition::Ignored));
        holds!(!any_pending() && mask() == before && entry_mask() == before);
        Ok(())
    });
}

#[test]
fn ignored_at_the_start_stays_ignored_in_children() {
    in_child(|| {
        // SAFETY: as if the one who started us had done it.
        unsafe { libc::signal(libc::SIGURG, libc::SIG_IGN) };
        holds!(install_flag_handler(libc::SIGURG).is_ok());
        holds!(ignored_at_entry(libc::SIGURG) && !ignored_at_entry(libc::SIGWINCH));
        reset_for_child(SignalSet::EMPTY);
        holds!(disposition(libc::SIGURG) == Ok(Disposition::Ignored));
        Ok(())
    });
}

/// Writes to a pipe that nobody reads.
fn write_to_a_broken_pipe() -> Option<Errno> {
    let (read, write) = nix::unistd::pipe().ok()?;
    drop(read);
    nix::unistd::write(&write, b"x").err()
}

#[test]
fn a_broken_pipe_is_an_error_in_the_shell_and_death_in_its_children() {
    let status = run_in_child(|| {
        // SAFETY: the test harness ignores it; a shell is started with the default.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
        start();
        if write_to_a_broken_pipe() != Some(Errno::EPIPE) {
            return 1;
        }
        let trapped = install_flag_handler(libc::SIGPIPE).and_then(|()| set_default(libc::SIGPIPE));
        if trapped.is_err() || write_to_a_broken_pipe() != Some(Errno::EPIPE) {
            return 2;
        }
        reset_for_child(SignalSet::EMPTY);
        write_to_a_broken_pipe();
        3
    });
    assert_eq!(status, Ok(128 + libc::SIGPIPE));
}

#[test]
fn a_program_starts_with_default_dispositions_and_an_open_mask() {
    use crate::sys::{Kernel as _, Real, Wait, WaitFor};
    in_child(|| {
        // Whoever runs the tests may ignore some: in the background of a script, or under nohup.
        for ignored in [libc::SIGPIPE, libc::SIGQUIT, libc::SIGHUP] {
            // SAFETY: as above.
            unsafe { libc::signal(ignored, libc::SIG_DFL) };
        }
        start();
        let _ = install_flag_handler(libc::SIGUSR1);
        let _ = set_ignored(libc::SIGTTOU);
        let kernel = Real::new();
        // The shell reads its own state without another process, for which it would block signals. Signals 32 and 33 are
        // left out: libc's posix_spawn ignores them in what cargo starts.
        let script = c"while read name value; do eval \"${name%:}='$value'\"; done </proc/$$/status; case $SigIgn,$SigBlk in 0000000[0-3]?0000002,0000000000000000) ;; *) exit 1; esac";
        let pid = kernel.vfork(&mut || {
            reset_for_exec(SignalSet::EMPTY.with(libc::SIGINT));
            let _ = kernel.exec(
                c"/bin/sh",
                &[c"sh", c"-c", script],
                &[c"PATH=/usr/bin:/bin"],
            );
            127
        });
        holds!(pid.is_ok());
        let ended = kernel.wait(WaitFor::Any, false, false);
        holds!(matches!(ended, Ok(Some((_, Wait::Exited(0))))));
        holds!(disposition(libc::SIGTTOU) == Ok(Disposition::Ignored));
        holds!(disposition(libc::SIGUSR1) == Ok(Disposition::Handled));
        Ok(())
    });
}
