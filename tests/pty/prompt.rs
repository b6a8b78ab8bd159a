//! Reading commands: prompts, lines, errors, the end (XCU sh).

use std::process::{Command, Stdio};

use crate::terminal::{SHELL, Setup, Terminal};

#[test]
fn commands_run_and_the_prompt_comes_back() {
    let mut terminal = Terminal::shell();
    terminal.run("echo a b");
    assert_eq!(terminal.rows(), ["$ echo a b", "a b", "$"]);
}

#[test]
fn a_command_goes_on_until_it_is_complete() {
    let mut terminal = Terminal::shell();
    terminal.enter("for i in 1 2");
    terminal.wait_cursor_row(">");
    terminal.enter("do echo $i; done");
    terminal.wait_prompt();
    assert_eq!(
        terminal.rows(),
        ["$ for i in 1 2", "> do echo $i; done", "1", "2", "$"]
    );
}

#[test]
fn interrupt_clears_the_line() {
    let mut terminal = Terminal::shell();
    terminal.send("echo no");
    terminal.wait_cursor_row("$ echo no");
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("echo $?");
    assert_eq!(terminal.rows(), ["$ echo no^C", "$ echo $?", "130", "$"]);
}

#[test]
fn interrupt_drops_an_incomplete_command() {
    let mut terminal = Terminal::shell();
    terminal.enter("echo 'a");
    terminal.wait_cursor_row(">");
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("echo b");
    assert_eq!(terminal.rows(), ["$ echo 'a", "> ^C", "$ echo b", "b", "$"]);
}

#[test]
fn errors_do_not_end_the_session() {
    let mut terminal = Terminal::shell();
    terminal.run("echo )");
    terminal.wait_text("syntax error");
    terminal.run("echo ${x?unset}");
    terminal.run("readonly r=1; r=2");
    terminal.run(". /nonexistent");
    terminal.run("nonexistent-command");
    terminal.run("echo still here");
    terminal.wait_row("still here");
}

#[test]
fn end_of_file_ends_the_shell_with_the_last_status() {
    let mut terminal = Terminal::shell();
    terminal.run("(exit 7)");
    terminal.send("\x04");
    assert_eq!(terminal.wait_end(), 7);
}

#[test]
fn ignoreeof_keeps_the_shell() {
    let mut terminal = Terminal::shell();
    terminal.run("set -o ignoreeof");
    terminal.send("\x04");
    terminal.wait_text("use `exit`");
    terminal.run("echo here");
    terminal.wait_row("here");
    terminal.enter("exit 3");
    assert_eq!(terminal.wait_end(), 3);
}

#[test]
fn what_is_typed_ahead_belongs_to_the_command() {
    let mut terminal = Terminal::shell();
    terminal.send("read x\rone two\recho \"<$x>\"\r");
    terminal.wait_row("<one two>");
}

#[test]
fn output_without_a_newline_is_not_overwritten() {
    let mut terminal = Terminal::shell();
    terminal.run("printf abc");
    assert_eq!(terminal.rows(), ["$ printf abc", "abc⏎", "$"]);
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let mut terminal = Setup::shell(&[]).variable("TERM", "dumb").start();
    terminal.wait_prompt();
    terminal.run("echo a");
    terminal.enter("if true");
    terminal.wait_cursor_row(">");
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("echo $?");
    assert!(!terminal.written.contains(&0x1b));
    assert_eq!(
        terminal.rows(),
        [
            "$ echo a",
            "a",
            "$ if true",
            "> ^C",
            "$ echo $?",
            "130",
            "$"
        ]
    );
    terminal.send("\x04");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn an_interactive_shell_without_a_terminal_prompts_on_standard_error() {
    let mut child = Command::new(SHELL)
        .args(["-i"])
        .env("PS1", "$ ")
        .env("HOME", "/nonexistent")
        .env("HISTFILE", "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(
        &mut child.stdin.take().unwrap(),
        b"echo a\nif\ntrue; then echo b; fi\n(exit 4)\n",
    )
    .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a\nb\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "$ $ > $ $ ");
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn prompts_are_drawn_when_standard_output_is_elsewhere() {
    let mut terminal = Terminal::shell();
    terminal.run("exec >file");
    terminal.run("echo hidden");
    terminal.run("cat file >&2");
    assert_eq!(
        terminal.rows(),
        [
            "$ exec >file",
            "$ echo hidden",
            "$ cat file >&2",
            "hidden",
            "$"
        ]
    );
}

#[test]
fn the_default_prompt_shows_directory_and_failure() {
    let mut terminal = Setup::shell(&[]).without("PS1").start();
    terminal.wait_text("~ #");
    terminal.send("cd /usr; false\r");
    terminal.wait_text("/usr [1] #");
}

#[test]
fn a_directory_name_cannot_act_on_the_terminal() {
    let mut terminal = Setup::shell(&[]).variable("PS1", r"\w${PWD##*/}$ ").start();
    terminal.wait_text("$");
    terminal.send("mkdir $'e\\033]0;x\\007'; cd e*\r");
    terminal.wait_text("~/e^[]0;x^Ge^[]0;x^G$");
    assert_eq!(terminal.count_written("\x1b]0;"), 0);
}

#[test]
fn a_program_that_leaves_the_terminal_nonblocking_does_no_harm() {
    let mut terminal = Terminal::shell();
    terminal.run("python3 -c 'import os; os.set_blocking(0, False)'");
    terminal.run("echo still here");
    terminal.wait_row("still here");
}

#[test]
fn a_byte_that_is_no_text_does_not_end_the_line() {
    let mut terminal = Terminal::shell();
    terminal.send("echo a");
    terminal.wait_cursor_row("$ echo a");
    terminal.send_bytes(b"\xff");
    terminal.send("b\r");
    terminal.wait_row("ab");
}

#[test]
fn what_cannot_become_right_is_told_at_once() {
    for line in ["if then", "while do", "{ echo a | | b", "for i in a; done"] {
        let mut terminal = Terminal::shell();
        terminal.run(line);
        terminal.run("echo =$?");
        terminal.wait_row("=2");
    }
    let mut terminal = Terminal::shell();
    terminal.enter("if true");
    terminal.wait_cursor_row(">");
    terminal.enter("then echo =yes; fi");
    terminal.wait_row("=yes");
}

#[test]
fn lines_and_columns_are_the_size_of_the_terminal() {
    let mut terminal = Terminal::shell();
    terminal.run("echo $LINES,$COLUMNS; env | grep -c COLUMNS");
    terminal.wait_row("24,80");
    terminal.wait_row("0");
    terminal.send("echo new $LINES");
    terminal.wait_cursor_row("$ echo new $LINES");
    terminal.resize(100, 30);
    terminal.send(",$COLUMNS\r");
    terminal.wait_row("new 30,100");
    terminal.wait_prompt();
    terminal.run("readonly COLUMNS LINES");
    terminal.resize(90, 20);
    terminal.run("echo kept $LINES,$COLUMNS");
    terminal.wait_row("kept 30,100");
}
