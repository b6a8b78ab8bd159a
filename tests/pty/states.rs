//! Every key that makes a signal, and a change of size, in every state that the shell can be in.

use nix::sys::signal::Signal;

use crate::terminal::{JOB, Setup, Terminal};

/// Commands that block in a builtin, with what prepares them.
const BLOCKED: [(&str, &str); 5] = [
    ("mkfifo f", "sysopen f O_RDONLY"),
    ("msgget -v q -c IPC_PRIVATE", "msgrcv $q"),
    ("semget -v s -i 0 IPC_PRIVATE", "semop $s 0:-1"),
    ("pipe p", "sysread ${p[0]}"),
    ("sleep 1000 &", "wait"),
];

/// A shell that removes the IPC objects it has made when it ends; among objects of its own where that is permitted.
fn shell() -> Terminal {
    let setup = Setup::shell(&[]).private();
    let mut terminal = setup.unwrap_or_else(|| Setup::shell(&[])).start();
    terminal.wait_prompt();
    terminal.run("set -o ipcclean");
    terminal
}

/// Types a command that will block in the shell itself, and waits until it does.
fn block(terminal: &mut Terminal, command: &str) {
    terminal.enter(&format!("echo blocking; {command}"));
    terminal.wait_row("blocking");
    terminal.wait_asleep();
}

fn leave(mut terminal: Terminal) {
    terminal.run("kill %1 2>/dev/null; wait 2>/dev/null; echo");
    terminal.send("exit\r");
    terminal.wait_end();
}

#[test]
fn interrupt_ends_a_blocked_builtin() {
    for (before, command) in BLOCKED {
        let mut terminal = shell();
        terminal.run(before);
        block(&mut terminal, command);
        terminal.press("\x03");
        terminal.run("echo \"<$?>\"");
        terminal.wait_row("<130>");
        leave(terminal);
    }
}

#[test]
fn stop_and_quit_do_nothing_to_a_blocked_builtin() {
    for (before, command) in BLOCKED {
        let mut terminal = shell();
        terminal.run(before);
        block(&mut terminal, command);
        terminal.send("\x1a");
        terminal.wait_text("^Z");
        terminal.send("\x1c");
        terminal.wait_text("^\\");
        terminal.resize(100, 30);
        terminal.press("\x03");
        terminal.run("echo \"<$?>\"");
        terminal.wait_row("<130>");
        leave(terminal);
    }
}

#[test]
fn a_trap_runs_while_a_builtin_is_blocked_and_it_goes_on() {
    let mut terminal = shell();
    terminal.run("trap 'echo caught' USR1; msgget -v q -c IPC_PRIVATE");
    block(&mut terminal, "msgrcv $q");
    terminal.signal(Signal::SIGUSR1);
    terminal.wait_row("caught");
    terminal.press("\x03");
    terminal.run("echo \"<$?>\"");
    terminal.wait_row("<130>");
    leave(terminal);
}

#[test]
fn interrupt_ends_a_trap_action() {
    let mut terminal = shell();
    terminal.run("trap 'echo in the trap; while :; do :; done' USR1");
    terminal.signal(Signal::SIGUSR1);
    terminal.wait_row("in the trap");
    terminal.press("\x03");
    terminal.run("echo here");
    terminal.wait_row("here");
    leave(terminal);
}

#[test]
fn stop_does_nothing_to_a_loop_of_builtins_and_interrupt_ends_it() {
    let mut terminal = shell();
    terminal.enter("echo looping; while :; do :; done");
    terminal.wait_row("looping");
    terminal.send("\x1a");
    terminal.wait_text("^Z");
    terminal.send("\x1c");
    terminal.wait_text("^\\");
    terminal.press("\x03");
    leave(terminal);
}

/// A job that says its terminal's size after each change. (Rows and columns are changed one after the other, so that there are two
/// signals; a single `sleep` would be over after the first.)
const SIZES: &str = "perl -e '$SIG{WINCH} = sub { print `stty size` }; $|=1; print qq(ready\\n); select(undef, undef, undef, 0.1) while 1'";

#[test]
fn a_resize_reaches_the_job_in_the_foreground() {
    let mut terminal = shell();
    terminal.start_job(SIZES);
    terminal.resize(90, 20);
    terminal.wait_row("20 90");
    terminal.press("\x03");
    terminal.run("echo \"<$(stty size)>\"");
    terminal.wait_row("<20 90>");
    leave(terminal);
}

#[test]
fn a_trap_on_resize_runs_while_the_shell_is_busy() {
    let others = [("", "while :; do :; done"), ("", "read x")];
    for (before, command) in BLOCKED.into_iter().chain(others) {
        let mut terminal = shell();
        terminal.run(before);
        terminal.run("trap 'echo resized' WINCH");
        terminal.enter(&format!("echo blocking; {command}"));
        terminal.wait_row("blocking");
        if !command.starts_with("while") {
            terminal.wait_asleep();
        }
        terminal.resize(100, 30);
        terminal.wait_row("resized");
        // The trap may have ended `wait`; then this is for the prompt.
        terminal.press("\x03");
        terminal.run("trap - WINCH; echo here");
        terminal.wait_row("here");
        leave(terminal);
    }
}

#[test]
fn stop_and_quit_do_nothing_to_a_trap_action_and_a_resize_neither() {
    let mut terminal = shell();
    terminal.run("trap 'echo in the trap; while :; do :; done' USR1");
    terminal.signal(Signal::SIGUSR1);
    terminal.wait_row("in the trap");
    terminal.send("\x1a");
    terminal.wait_text("^Z");
    terminal.send("\x1c");
    terminal.wait_text("^\\");
    terminal.resize(100, 30);
    terminal.press("\x03");
    terminal.run("jobs; echo here");
    terminal.wait_row("here");
    leave(terminal);
}

#[test]
fn keys_reach_the_job_of_a_trap_action() {
    for key in ["\x03", "\x1c", "\x1a"] {
        let mut terminal = shell();
        terminal.run("ulimit -c 0");
        terminal.run(&format!("f() {{ {JOB}; }}; trap f USR1"));
        terminal.signal(Signal::SIGUSR1);
        terminal.wait_row("ready");
        terminal.send(key);
        if key == "\x1a" {
            terminal.wait_text("Stopped (SIGTSTP)");
        }
        terminal.wait_prompt_around_echo();
        terminal.run("kill -s KILL %1 2>/dev/null; wait; trap - USR1; echo here");
        terminal.wait_row("here");
        leave(terminal);
    }
}

#[test]
fn a_hangup_ends_a_blocked_shell() {
    for (before, command) in BLOCKED {
        let mut terminal = shell();
        terminal.run(before);
        block(&mut terminal, command);
        terminal.signal(Signal::SIGHUP);
        assert_eq!(terminal.wait_end_of_program(), 129, "{command}");
    }
}

#[test]
fn a_large_paste_runs_only_after_enter() {
    let mut terminal = Terminal::shell();
    let line =
        |number: usize| format!("echo {number} aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >>out\n");
    let text: String = (0..200).map(line).collect();
    assert!(text.len() > 10_000);
    terminal.send("\x1b[200~");
    terminal.paste_without_reading(&text);
    let home = terminal.home.path().to_owned();
    terminal.wait_sent();
    terminal.send("\x1b[201~");
    terminal.wait_text("echo 199");
    assert!(!home.join("out").exists());
    terminal.send("\r");
    let count = || {
        std::fs::read_to_string(home.join("out"))
            .unwrap_or_default()
            .lines()
            .count()
    };
    terminal.wait_while_reading("all commands", || count() == 200);
}

#[test]
fn wide_characters_are_edited() {
    let mut terminal = Terminal::shell();
    terminal.send("echo 漢字é😀x");
    terminal.wait_cursor_row("$ echo 漢字é😀x");
    terminal.send("\x1b[D\x1b[D\x7f\x7fy\r");
    terminal.wait_row("漢y😀x");
}

#[test]
fn prompt_command_runs_before_each_prompt_and_keeps_the_status() {
    let mut terminal = Setup::shell(&[])
        .variable("PROMPT_COMMAND", "n=$((n+1)); true")
        .variable("PS1", "$n:\\?$ ")
        .start();
    terminal.wait_cursor_row("1:0$");
    terminal.send("false\r");
    terminal.wait_cursor_row("2:1$");
}
