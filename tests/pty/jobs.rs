//! Job control (XCU 2.11): groups, the terminal, stopping, continuing, telling.

use crate::terminal::{JOB, SHELL, Setup, Terminal};

#[test]
fn a_job_is_stopped_continued_and_interrupted() {
    let mut terminal = Terminal::shell();
    terminal.start_job("cat");
    terminal.send("x\r");
    terminal.wait_until("the echo", |screen| {
        screen.contents().matches('x').count() == 2
    });
    terminal.press("\x1a");
    terminal.run("echo $?");
    terminal.run("jobs");
    terminal.start_job("fg");
    terminal.send("y\r");
    terminal.wait_until("the echo", |screen| {
        screen.contents().matches('y').count() == 2
    });
    terminal.press("\x03");
    let stopped = "[1] + Stopped (SIGTSTP)    cat";
    assert_eq!(
        terminal.rows_without_echoes(),
        [
            "$ cat",
            "x",
            "x",
            stopped,
            "$ echo $?",
            "148",
            "$ jobs",
            stopped,
            "$ fg",
            "cat",
            "y",
            "y",
            "$"
        ]
    );
}

#[test]
fn a_stopped_job_goes_on_in_the_background() {
    let mut terminal = Terminal::shell();
    terminal.run("mkfifo f");
    let job = "perl -e '$|=1; print qq(ready\\n); open F, qq(<f); <F>; exit 3'";
    terminal.start_job(job);
    terminal.press("\x1a");
    terminal.run("bg");
    terminal.wait_row(&format!("[1] {job}"));
    terminal.run("echo go >f; wait %1; echo $?");
    terminal.wait_row("3");
}

#[test]
fn the_end_of_a_background_job_is_told_before_a_prompt() {
    let mut terminal = Terminal::shell();
    terminal.run("false &");
    terminal.run("sleep 0.1");
    terminal.wait_row("[1] + Done(1)              false");
    terminal.run("jobs");
    assert_eq!(terminal.count_written("Done(1)"), 1);
}

#[test]
fn a_background_job_cannot_take_what_is_typed() {
    let mut terminal = Terminal::shell();
    terminal.run("cat &");
    terminal.run("sleep 0.1");
    terminal.wait_row("[1] + Stopped (SIGTTIN)    cat");
    terminal.run("kill %1; wait");
}

#[test]
fn interrupt_reaches_the_foreground_job_only() {
    let mut terminal = Terminal::shell();
    terminal.run("sleep 1000 &");
    terminal.start_job(JOB);
    terminal.press("\x03");
    terminal.run("echo $?; jobs");
    terminal.wait_row("130");
    terminal.wait_row("[1] + Running              sleep 1000");
    terminal.run("kill %sleep; wait");
}

#[test]
fn quit_ends_the_foreground_job_and_is_told() {
    let mut terminal = Terminal::shell();
    terminal.run("ulimit -c 0");
    terminal.start_job(JOB);
    terminal.press("\x1c");
    terminal.run("echo $?");
    assert_eq!(
        terminal.rows_without_echoes()[1..],
        [
            &format!("$ {JOB}")[..],
            "ready",
            "Quit",
            "$ echo $?",
            "131",
            "$"
        ]
    );
}

#[test]
fn quit_and_stop_do_nothing_at_the_prompt() {
    let mut terminal = Terminal::shell();
    terminal.send("echo a\x1c\x1ab\r");
    terminal.wait_row("ab");
}

#[test]
fn interrupt_ends_a_loop_and_a_list() {
    let mut terminal = Terminal::shell();
    for command in [
        &format!("while :; do {JOB}; done"),
        &format!("{JOB}; echo no"),
        &format!("f() {{ {JOB}; echo no; }}; f"),
    ] {
        terminal.start_job(command);
        terminal.press("\x03");
    }
    terminal.run("echo $?");
    terminal.wait_row("130");
    assert!(!terminal.rows().contains(&"no".to_owned()));
}

#[test]
fn interrupt_ends_what_the_shell_does_itself() {
    let mut terminal = Terminal::shell();
    terminal.run("mkfifo f");
    for command in [
        "while :; do :; done",
        "read x",
        "read x <f",
        "wait",
        "for i in 1; do read x; done",
    ] {
        terminal.run("sleep 1000 &");
        terminal.enter(command);
        terminal.wait_cursor_row("");
        terminal.press("\x03");
        terminal.run("echo \"<$?>\"");
        terminal.wait_row("<130>");
        terminal.run("kill %+; wait");
        terminal.send("\x0c");
        terminal.wait_until("an empty screen", |screen| screen.contents().trim() == "$");
    }
}

#[test]
fn stopping_a_job_in_a_loop_leaves_the_loop() {
    let mut terminal = Terminal::shell();
    terminal.start_job(&format!("while :; do {JOB}; done"));
    terminal.press("\x1a");
    terminal.run("echo $?");
    terminal.wait_row("148");
    terminal.run("kill %1; wait");
}

#[test]
fn a_pipeline_with_subshells_is_one_group() {
    let mut terminal = Terminal::shell();
    terminal.start_job(&format!("sleep 1000 | {{ sleep 1000; :; }} | ({JOB}; :)"));
    terminal.press("\x1a");
    let tty = "-t \"$(tty | cut -c6-)\"";
    terminal.run(&format!(
        "ps {tty} -o pgid= -o comm= | awk '/sleep|perl/ {{ print $1 }}' | sort -u | wc -l"
    ));
    terminal.wait_row("1");
    terminal.start_job("fg");
    terminal.press("\x03");
    terminal.run(&format!(
        "ps {tty} -o stat= -o comm= | grep -v ^Z | grep -cE 'sleep|perl'"
    ));
    terminal.wait_row("0");
}

#[test]
fn builtins_and_functions_in_a_pipeline_are_a_job() {
    let mut terminal = Terminal::shell();
    terminal.run("f() { while read -r line; do echo \"<$line>\"; done; }");
    terminal.run("{ echo a; echo b; } | f | cat");
    terminal.wait_row("<b>");
    terminal.start_job("echo x | f | { cat; echo ready; sleep 1000; }");
    terminal.press("\x1a");
    terminal.run("jobs");
    terminal.wait_row("[1] + Stopped (SIGTSTP)    echo x | f | { cat; echo ready; sleep 1000; }");
    terminal.run("kill %1; wait");
}

#[test]
fn modes_that_a_killed_program_leaves_are_undone() {
    let mut terminal = Terminal::shell();
    let count = "stty -a | tr ' ' '\\n' | grep -cxE -e '-(icanon|echo|opost);?'; echo";
    terminal.run("sh -c 'stty -icanon -echo -opost; kill -KILL $$'");
    terminal.run(&format!("{count} one"));
    terminal.wait_row("one");
    terminal.run("sh -c 'stty -icanon -echo; exit 1'");
    terminal.run(&format!("{count} two"));
    terminal.wait_row("two");
    assert_eq!(terminal.rows().iter().filter(|row| *row == "0").count(), 2);
}

#[test]
fn modes_that_the_user_sets_stay() {
    let mut terminal = Terminal::shell();
    terminal.run("stty -ixon");
    terminal.run("true");
    terminal.run("sh -c 'stty ixon; kill -KILL $$'");
    terminal.run("stty -a | grep -co -e '-ixon'");
    terminal.wait_row("1");
}

#[test]
fn a_continued_job_gets_its_modes_back() {
    let mut terminal = Terminal::shell();
    terminal.run("sh -c 'stty -echo; kill -STOP $$; stty -a >out; stty echo'");
    terminal.run("stty -a | tr ' ' '\\n' | grep -cx echo");
    terminal.wait_row("1");
    terminal.run("fg");
    terminal.run("grep -co -e '-echo ' out; echo end");
    terminal.wait_row("end");
    assert_eq!(terminal.rows().iter().filter(|row| *row == "1").count(), 2);
}

#[test]
fn leaving_with_stopped_jobs_needs_a_second_word() {
    for leave in ["exit\r", "\x04"] {
        let mut terminal = Terminal::shell();
        terminal.start_job(JOB);
        terminal.press("\x1a");
        terminal.send(leave);
        terminal.wait_text("there are stopped jobs");
        terminal.run("kill %1; wait");
        terminal.run("(exit 5)");
        terminal.send(leave);
        assert_eq!(terminal.wait_end(), 5);
    }
}

#[test]
fn a_shell_in_a_shell_has_jobs_of_its_own() {
    let mut terminal = Terminal::shell();
    terminal.run(SHELL);
    terminal.start_job(JOB);
    terminal.send("\x1a");
    terminal.wait_text("Stopped (SIGTSTP)    perl -e");
    terminal.wait_prompt();
    terminal.run("kill %1; wait");
    terminal.run("suspend");
    terminal.wait_text("[1] + Stopped (SIGSTOP)");
    terminal.enter("fg");
    terminal.wait_prompt();
    terminal.run("echo inner $?");
    terminal.wait_row("inner 0");
    terminal.send("exit 4\r");
    terminal.wait_prompt();
    terminal.run("echo outer $?; jobs");
    terminal.wait_row("outer 4");
}

#[test]
fn a_shell_started_in_the_background_waits_for_the_terminal() {
    let mut terminal = Terminal::shell();
    terminal.run(&format!("{SHELL} -i &"));
    terminal.run("sleep 0.3");
    terminal.wait_text("[1] + Stopped (SIGTTIN)");
    terminal.enter("fg");
    terminal.wait_prompt();
    terminal.run("echo inner");
    terminal.wait_row("inner");
    terminal.send("exit\r");
    terminal.wait_prompt();
    terminal.run("echo outer");
    terminal.wait_row("outer");
}

#[test]
fn job_control_can_be_turned_off() {
    let mut terminal = Terminal::shell();
    terminal.run("set +m; sleep 1000 & ps -o pgid= -p $! -p $$ | sort -u | wc -l");
    terminal.wait_row("1");
    terminal.run("fg");
    terminal.wait_text("no job control");
    terminal.start_job(JOB);
    terminal.press("\x03");
    terminal.run("set -m; kill %1; wait; echo on again");
    terminal.wait_row("on again");
}

#[test]
fn a_script_with_job_control_hands_the_terminal_over() {
    let script = format!(
        "set -m; cat; echo \"status $?\"; {JOB}; echo \"status $?\"; jobs; kill %1; wait; echo end"
    );
    let mut terminal = Setup::shell(&["-c", &script]).start();
    terminal.send("typed\r");
    terminal.wait_until("the echo", |screen| {
        screen.contents().matches("typed").count() == 2
    });
    terminal.send("\x04");
    terminal.wait_row("status 0");
    terminal.wait_row("ready");
    terminal.send("\x1a");
    terminal.wait_text("status 148");
    terminal.wait_text("[1] + Stopped (SIGTSTP)    perl -e");
    terminal.wait_row("end");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn job_control_that_an_option_asks_for_has_the_terminal() {
    for option in ["-m", "-im"] {
        let mut terminal = Setup::shell(&[option, "-c", "cat; echo \"status $?\""]).start();
        terminal.send("typed\r");
        terminal.wait_until("the echo", |screen| {
            screen.contents().matches("typed").count() == 2
        });
        terminal.send("\x04");
        terminal.wait_row("status 0");
        assert_eq!(terminal.wait_end(), 0);
    }
    let line = "sh -c 'kill -s STOP $$; exit 3'; bg; wait; echo end";
    let mut terminal = Setup::shell(&["-i", "-c", line]).start();
    terminal.wait_row("end");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn a_job_is_named_in_all_ways() {
    let mut terminal = Terminal::shell();
    terminal.run("sleep 1001 & sleep 1002 & cat /dev/zero >/dev/null &");
    for name in ["%1", "%sleep", "'%?zero'"] {
        terminal.run(&format!("kill {name}; wait {name}; echo {name} $?"));
    }
    terminal.wait_row("%?zero 143");
    terminal.run("jobs; echo end");
    terminal.wait_row("end");
}
