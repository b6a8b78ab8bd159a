//! The glass box at a terminal: colours, columns, steps that wait, keys that go to what is followed.

use crate::terminal::{JOB, Setup, Terminal};

#[test]
fn objects_are_coloured_unless_nobody_wants_it() {
    let mut terminal = Terminal::shell();
    terminal.run("trace ': | :'");
    assert_eq!(terminal.count_written("3 P1.r"), 0);
    assert!(terminal.count_written("mP1.r\x1b[0m") > 0);
    let mut terminal = Setup::shell(&[]).variable("NO_COLOR", "1").start();
    terminal.wait_prompt();
    terminal.run("trace ': | :'");
    assert!(terminal.count_written("3 P1.r  4 P1.w") > 0);
}

#[test]
fn a_wide_terminal_is_used() {
    let words = "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13 n14 o15 p16 q17 r18 s19 t20";
    let line = format!("trace 'echo {words} >/dev/null'");
    let mut terminal = Setup::shell(&[]).size(132, 40).start();
    terminal.wait_prompt();
    terminal.run(&line);
    terminal.wait_text(&format!("builtin echo {words}"));
    let mut terminal = Terminal::shell();
    terminal.run("x='a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13 n14 o15 p16 q17 r18'");
    terminal.run("trace 'echo $x >/dev/null'");
    terminal.wait_text("builtin echo a1 b2");
    assert_eq!(terminal.count_written("q17 r18\r\n"), 0);
}

#[test]
fn copies_of_the_terminal_are_told_apart() {
    let mut terminal = Setup::shell(&[]).variable("NO_COLOR", "1").start();
    terminal.wait_prompt();
    terminal.run("explain 'true >f'");
    assert_eq!(terminal.count_written("tty.1"), 0);
    terminal.run("explain 'ls 3>&1 1>&2 2>&3 3>&-'");
    let rows = terminal.rows();
    let closed = rows.iter().find(|row| row.contains("close(3)"));
    assert!(
        closed.is_some_and(|row| row.contains("tty.0 tty.2 tty.1 ·")),
        "{rows:?}"
    );
    terminal.wait_text("tty.0 tty.1 tty.2: where 0 1 2 led at the start (here all to /dev/");
    terminal.wait_text("as written: 3>&1 1>&2 2>&3 3>&-    other way: 1>&2 3>&1 2>&3 3>&-");
    terminal.wait_text("is the shell's own descriptor of the terminal");
    terminal.run("clear");
    terminal.run("explain 'ls >f 2>&1'");
    // The comparison has names that the columns have too.
    terminal.wait_text("tty.0 f     f");
    terminal.wait_text("own group");
    terminal.run("trace 'echo hi >&2'");
    assert!(terminal.count_written("0 tty.0  1 tty.2  2 tty.2") > 0);
}

#[test]
fn each_step_waits_for_enter() {
    let mut terminal = Setup::shell(&[]).variable("NO_COLOR", "1").start();
    terminal.wait_prompt();
    terminal.enter("trace --step 'echo in it >f'");
    let file = terminal.home.path().join("f");
    let link = format!("/proc/{}/fd/1", terminal.pid());
    let leads_to_file = || std::fs::read_link(&link).is_ok_and(|path| path == file);
    let steps = [
        "fcntl_dupfd(1, 10)",
        "open(\"f\"",
        "dup2(3, 1)",
        "close(3)",
        "builtin echo in it",
        "1 is back",
        "close(1",
    ];
    for (number, step) in steps.into_iter().enumerate() {
        terminal.wait_text(step);
        terminal.wait_until("the question", |screen| {
            screen.contents().matches("[Enter]").count() == number + 1
        });
        // The process stands still just after this step.
        assert_eq!(file.exists(), number >= 1, "after {step}");
        assert_eq!(leads_to_file(), (2..5).contains(&number), "after {step}");
        let later = steps.get(number + 1).copied().unwrap_or("no such text");
        assert!(!terminal.rows().join("\n").contains(later), "{step}");
        terminal.send("\r");
    }
    terminal.wait_prompt();
    assert_eq!(std::fs::read(&file).unwrap(), b"in it\n");
}

#[test]
fn keys_reach_a_job_that_is_followed() {
    let mut terminal = Terminal::shell();
    terminal.start_job(&format!(
        "trace --data -o account \"{} | cat\"",
        escaped(JOB)
    ));
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("echo =$?=");
    let text = terminal.rows().join("\n");
    if text.contains("may not be followed") {
        return; // nobody may on this machine
    }
    assert!(text.contains("=130="), "{text}");
    terminal.run("grep -c 'P1 takes 6 bytes: \"ready' account");
    terminal.wait_row("1");
}

/// In double quotes.
fn escaped(command: &str) -> String {
    command.replace('\\', "\\\\").replace('$', "\\$")
}
