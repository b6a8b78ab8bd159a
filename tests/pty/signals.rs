//! Signals that come to an interactive shell: while a line is edited, while a job runs, when the terminal goes.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::terminal::Terminal;

fn number_in(terminal: &Terminal, file: &str) -> Pid {
    let text = std::fs::read_to_string(terminal.home.path().join(file)).unwrap();
    let number: i32 = text.trim().parse().unwrap();
    assert!(number > 1);
    Pid::from_raw(number)
}

fn is_alive(pid: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}

#[test]
fn a_hangup_ends_the_shell_and_its_jobs() {
    let mut terminal = Terminal::shell();
    terminal.run("sleep 1000 & echo $! >running");
    terminal.run("(trap '' HUP; exec sleep 1000) & echo $! >deaf");
    terminal.run("sleep 1000 & echo $! >spared; disown -h %+");
    terminal.enter("sh -c 'echo $$ >stopped; kill -STOP $$'");
    terminal.wait_prompt();
    let pids = ["running", "stopped", "deaf", "spared"].map(|file| number_in(&terminal, file));
    terminal.send("echo unfinished");
    terminal.wait_cursor_row("$ echo unfinished");
    terminal.hang_up();
    assert_eq!(terminal.wait_end(), 129);
    let end = Instant::now() + Duration::from_secs(20);
    while (is_alive(pids[0]) || is_alive(pids[1])) && Instant::now() < end {
        std::thread::yield_now();
    }
    let alive = pids.map(is_alive);
    for pid in &pids[2..] {
        kill(*pid, Signal::SIGKILL).unwrap();
    }
    assert_eq!(alive, [false, false, true, true]);
    let history =
        std::fs::read_to_string(terminal.home.path().join(".local/state/ipcsh/history")).unwrap();
    assert!(history.contains("kill -STOP") && !history.contains("unfinished"));
}

#[test]
fn a_hangup_ends_the_shell_also_while_a_job_is_in_the_foreground() {
    let mut terminal = Terminal::shell();
    terminal.enter("sh -c 'trap \"\" HUP; echo $$ >deaf; while :; do sleep 1; done'");
    let file = terminal.home.path().join("deaf");
    while !file.metadata().is_ok_and(|file| file.len() > 0) {
        std::thread::yield_now();
    }
    terminal.signal(Signal::SIGHUP);
    assert_eq!(terminal.wait_end_of_program(), 129);
    let _ = kill(number_in(&terminal, "deaf"), Signal::SIGKILL);
}

#[test]
fn a_trap_on_hangup_is_run_instead() {
    let mut terminal = Terminal::shell();
    terminal.run("trap 'echo caught' HUP");
    terminal.signal(Signal::SIGHUP);
    terminal.wait_row("caught");
    terminal.run("echo still here");
    terminal.wait_row("still here");
}

#[test]
fn the_terminate_signal_does_not_end_an_interactive_shell() {
    let mut terminal = Terminal::shell();
    terminal.signal(Signal::SIGTERM);
    terminal.signal(Signal::SIGQUIT);
    terminal.run("echo still here");
    terminal.wait_row("still here");
}

#[test]
fn an_ended_job_is_told_at_once_under_notify() {
    let mut terminal = Terminal::shell();
    terminal.run("set -b; mkfifo f; read x <f &");
    terminal.send("echo half");
    terminal.wait_cursor_row("$ echo half");
    std::fs::write(terminal.home.path().join("f"), "\n").unwrap();
    terminal.wait_row("[1] + Done                 read x <f");
    terminal.wait_cursor_row("$ echo half");
    terminal.send(" whole\r");
    terminal.wait_row("half whole");
    assert_eq!(
        terminal
            .rows()
            .iter()
            .filter(|row| row.starts_with("$ echo half"))
            .count(),
        1
    );
}

#[test]
fn a_trap_runs_while_a_line_is_edited_and_the_line_stays() {
    let mut terminal = Terminal::shell();
    terminal.run("trap 'echo caught' USR1");
    terminal.send("echo one\x1b[D\x1b[D");
    terminal.wait_cursor_row("$ echo one");
    terminal.signal(Signal::SIGUSR1);
    terminal.wait_row("caught");
    terminal.wait_cursor_row("$ echo one");
    terminal.send("X\r");
    terminal.wait_row("oXne");
    terminal.wait_prompt();
    assert_eq!(terminal.rows()[1..], ["caught", "$ echo oXne", "oXne", "$"]);
}

#[test]
fn a_trap_can_end_the_shell_while_a_line_is_edited() {
    let mut terminal = Terminal::shell();
    terminal.run("trap 'exit 9' TERM; trap 'echo bye' EXIT");
    terminal.send("echo half");
    terminal.wait_cursor_row("$ echo half");
    terminal.signal(Signal::SIGTERM);
    assert_eq!(terminal.wait_end(), 9);
    assert_eq!(terminal.rows().last().map(String::as_str), Some("bye"));
}

#[test]
fn an_interrupt_trap_runs_at_the_prompt() {
    let mut terminal = Terminal::shell();
    terminal.run("trap 'echo caught' INT");
    terminal.send("echo half");
    terminal.wait_cursor_row("$ echo half");
    terminal.send("\x03");
    terminal.wait_row("caught");
    terminal.wait_prompt();
}

#[test]
fn a_trap_within_a_paste_waits_for_its_end() {
    let mut terminal = Terminal::shell();
    terminal.run("trap 'echo caught' USR1");
    terminal.send("\x1b[200~echo a\recho");
    terminal.signal(Signal::SIGUSR1);
    terminal.send(" b\x1b[201~");
    terminal.wait_row("caught");
    terminal.wait_cursor_row("echo b");
    assert!(!terminal.rows().contains(&"a".to_owned()));
    terminal.send("\r");
    terminal.wait_row("a");
    terminal.wait_row("b");
}

#[test]
fn a_resize_keeps_the_line() {
    let mut terminal = Terminal::shell();
    terminal.send("echo abcdefghijklmnopqrstuvwxyz");
    terminal.wait_cursor_row("$ echo abcdefghijklmnopqrstuvwxyz");
    terminal.resize(20, 10);
    terminal.wait_until("the line in two rows", |screen| {
        let rows: Vec<String> = screen
            .rows(0, 20)
            .map(|row| row.trim_end().to_owned())
            .collect();
        rows.windows(2)
            .any(|pair| pair == ["$ echo abcdefghijklm", "nopqrstuvwxyz"])
    });
    terminal.resize(60, 10);
    terminal.wait_cursor_row("$ echo abcdefghijklmnopqrstuvwxyz");
    terminal.send("\r");
    terminal.wait_row("abcdefghijklmnopqrstuvwxyz");
}
