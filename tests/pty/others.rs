//! What POSIX says of job control holds in other shells too: the same keys, the same answers.
//!
//! Each script of keys is played to ipcsh and to dash, bash and yash; what each writes for the user's commands must agree. What shells say by
//! themselves (of stopped jobs, of ends) differs and is not compared: of `jobs` the number, the mark and the first word of the state count,
//! and of a status its low eight bits, since yash adds 256 for a signal.
//! Background jobs are ended by SIGKILL: dash loses a SIGTERM that comes while a new process still ignores it.

use crate::terminal::{JOB, SHELL, Setup, Terminal};

/// The shells, with what makes them interactive and plain.
const SHELLS: [(&str, &[&str]); 4] = [
    (SHELL, &["--norc"]),
    ("dash", &["-i"]),
    ("bash", &["--norc", "--noprofile", "--noediting", "-i"]),
    (
        "yash",
        &["--norcfile", "--noprofile", "-i", "+o", "vi", "+o", "emacs"],
    ),
];

/// Shows the status of the last command.
const STATUS: &str = "echo =$(($? % 256))";

/// Shows the number, the mark and the state of each job.
const JOBS: &str =
    r"jobs >j; sed -nE 's/^\[([0-9]+)\] ?([-+ ]) *([A-Za-z]+).*/=\1 \2 \3/p' j | sort";

fn is_installed(name: &str) -> bool {
    name.contains('/') || std::path::Path::new("/usr/bin").join(name).exists()
}

fn start(name: &str, options: &[&str]) -> Terminal {
    let mut terminal = Setup::program(name, options)
        .variable("TERM", "dumb")
        .variable("HISTFILE", "")
        .start();
    // Not every shell takes it from the environment.
    terminal.send("PS1='$ '; printf 'star%s\\n' ted\r");
    terminal.wait_text("started");
    terminal.wait_prompt();
    terminal
}

/// Plays `keys` to each shell and compares what it says of itself in lines that begin with `=`.
fn agree(play: impl Fn(&mut Terminal)) {
    agree_with(&["dash", "bash", "yash"], play);
}

/// The same with some of the shells, where the others are known to differ.
fn agree_with(names: &[&str], play: impl Fn(&mut Terminal)) {
    let mut ours: Option<Vec<String>> = None;
    for (name, options) in SHELLS {
        let is_wanted = name == SHELL || names.contains(&name);
        if !is_wanted || !is_installed(name) {
            continue;
        }
        let mut terminal = start(name, options);
        play(&mut terminal);
        let rows = terminal.rows().into_iter();
        let said: Vec<String> = rows.filter(|row| row.starts_with('=')).collect();
        let Some(ours) = &ours else {
            assert!(!said.is_empty());
            ours = Some(said);
            continue;
        };
        assert_eq!(*ours, said, "ipcsh and {name}");
    }
}

/// Stops what runs in the foreground.
fn stop(terminal: &mut Terminal) {
    terminal.press("\x1a");
}

#[test]
fn a_stopped_job_is_continued() {
    agree(|terminal| {
        terminal.start_job("sh -c 'echo ready; exec cat'");
        stop(terminal);
        terminal.run(STATUS);
        terminal.start_job("fg >/dev/null");
        terminal.send("=typed\r");
        terminal.wait_row("=typed");
        terminal.send("\x04");
        terminal.wait_prompt();
        terminal.run(STATUS);
    });
}

#[test]
fn a_job_that_a_key_ends_has_the_status_of_the_signal() {
    agree(|terminal| {
        terminal.run("ulimit -c 0");
        for key in ["\x03", "\x1c"] {
            terminal.start_job(JOB);
            terminal.press(key);
            terminal.run(STATUS);
        }
    });
}

/// Runs a command that waits in the shell itself, and interrupts it.
fn interrupt(terminal: &mut Terminal, command: &str) {
    terminal.enter(command);
    terminal.wait_cursor_row("");
    terminal.wait_asleep();
    terminal.press("\x03");
    terminal.run("test $? -gt 128 && echo =interrupted");
}

#[test]
fn interrupt_ends_wait() {
    agree(|terminal| {
        terminal.run("sleep 1000 &");
        interrupt(terminal, "wait");
        terminal.run("kill -s KILL %1; wait 2>/dev/null");
    });
}

#[test]
fn interrupt_ends_read() {
    // yash goes on reading.
    agree_with(&["dash", "bash"], |terminal| interrupt(terminal, "read x"));
}

#[test]
fn interrupt_ends_the_loop_that_a_job_is_in() {
    agree(|terminal| {
        terminal.start_job(&format!("while :; do {JOB}; done"));
        terminal.press("\x03");
        terminal.run(STATUS);
    });
}

#[test]
fn a_job_that_is_killed_in_the_background_is_waited_for() {
    agree(|terminal| {
        terminal.run("sleep 1000 & sleep 1001 &");
        terminal.run(&format!("kill -s KILL %2; wait %2; {STATUS}"));
        terminal.run(&format!("kill -s KILL %1; wait %1; {STATUS}"));
    });
}

#[test]
fn the_numbers_of_jobs_begin_again_when_all_are_gone() {
    agree(|terminal| {
        for _ in 0..2 {
            terminal.run("sleep 1000 &");
            terminal.run(&format!("kill -s KILL %1; wait %1; {STATUS}"));
        }
    });
}

#[test]
fn jobs_are_named_by_number_mark_and_text() {
    agree(|terminal| {
        terminal.run("sleep 1001 & sleep 1002 & sleep 1003 & cat /dev/zero >/dev/null &");
        for name in ["%2", "'%?1003'", "%cat", "%+"] {
            terminal.run(&format!("kill -s KILL {name}; wait {name}; {STATUS}"));
        }
    });
}

#[test]
fn the_last_stopped_job_is_the_current_one() {
    agree(|terminal| {
        for _ in 0..2 {
            terminal.start_job(JOB);
            stop(terminal);
        }
        terminal.run(JOBS);
        terminal.run("kill -s KILL %1 %2; wait 2>/dev/null");
    });
}

#[test]
fn a_stopped_job_runs_on_in_the_background() {
    agree(|terminal| {
        terminal.run("mkfifo f");
        terminal.start_job("perl -e '$|=1; print qq(ready\\n); open F, qq(<f); <F>; exit 3'");
        stop(terminal);
        terminal.run(JOBS);
        terminal.run("bg >/dev/null");
        terminal.run(JOBS);
        terminal.run(&format!("echo >f; wait %1; {STATUS}"));
    });
}

#[test]
fn a_background_job_that_reads_the_terminal_is_stopped() {
    agree(|terminal| {
        terminal.run("cat &");
        terminal.run("until jobs >j; grep -q Stopped j; do sleep 0.1; done");
        terminal.run(JOBS);
        terminal.start_job("fg >/dev/null");
        terminal.send("\x04");
        terminal.wait_prompt();
        terminal.run(STATUS);
    });
}

#[test]
fn jobs_tells_the_process_that_was_started() {
    agree(|terminal| {
        terminal.run("sleep 1000 &");
        terminal.run("jobs -p >j; test \"$(cat j)\" = $! && echo =same");
        terminal.run("kill -s KILL %1; wait 2>/dev/null");
    });
}

#[test]
fn every_pipeline_has_a_group_of_its_own() {
    agree(|terminal| {
        terminal.run("sleep 1000 | sleep 1000 &");
        terminal.run("echo =$(ps -o pgid= -p $$ -p $! | sort -u | wc -l)");
        terminal.run("kill -s KILL %1; wait 2>/dev/null");
    });
}

#[test]
fn without_job_control_a_job_is_in_the_group_of_the_shell() {
    agree(|terminal| {
        terminal.run("set +m; sleep 1000 &");
        terminal.run("echo =$(ps -o pgid= -p $$ -p $! | sort -u | wc -l)");
        terminal.run("kill -s KILL $!; set -m; sleep 1000 &");
        terminal.run("echo =$(ps -o pgid= -p $$ -p $! | sort -u | wc -l)");
        terminal.run("kill -s KILL $!; wait 2>/dev/null");
    });
}

#[test]
fn a_job_that_is_not_there_is_an_error() {
    agree(|terminal| {
        for command in ["fg %9", "bg %9", "kill %9", "wait %9"] {
            terminal.run(&format!("{command} 2>/dev/null"));
            terminal.run("test $? -gt 0 && echo =no");
        }
    });
}

#[test]
fn the_shell_is_deaf_to_the_keys_of_signals() {
    agree(|terminal| {
        terminal.send("\x1c\x1a");
        terminal.run("echo =here");
    });
}

#[test]
fn a_stop_signal_to_the_shell_itself_is_ignored() {
    agree(|terminal| {
        terminal.run("kill -s TSTP $$; kill -s TTIN $$; kill -s TERM $$; echo =here");
    });
}

#[test]
fn leaving_with_stopped_jobs_is_asked_twice() {
    agree(|terminal| {
        terminal.start_job(JOB);
        stop(terminal);
        terminal.run("exit");
        terminal.run("echo =alive");
        terminal.run("exit");
        terminal.send("exit\r");
        terminal.wait_end_of_program();
    });
}

#[test]
fn a_job_that_is_stopped_leaves_the_modes_of_the_terminal() {
    // dash and yash leave the modes as the job has set them.
    agree_with(&["bash"], |terminal| {
        terminal.run("sh -c 'stty -echo; kill -s STOP $$'");
        terminal.run("stty -a | tr ' ' '\\n' | sed -n 's/^-*echo$/=&/p'");
        terminal.run("kill -s KILL %1; wait 2>/dev/null");
    });
}
