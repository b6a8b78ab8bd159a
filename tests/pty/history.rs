//! The history: recalled, listed, run again, shared, never lost.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::terminal::{Setup, Terminal};

fn history_of(terminal: &Terminal) -> String {
    std::fs::read_to_string(terminal.home.path().join(".local/state/ipcsh/history")).unwrap()
}

#[test]
fn a_command_is_recalled_and_searched() {
    let mut terminal = Terminal::shell();
    terminal.run("echo one");
    terminal.run("echo two");
    terminal.send("\x1b[A\x1b[A");
    terminal.wait_cursor_row("$ echo one");
    terminal.send("\x1b[B");
    terminal.wait_cursor_row("$ echo two");
    terminal.send("\x15\x12one");
    terminal.wait_text("(reverse-i-search)`one': echo one");
    terminal.send("\r");
    terminal.wait_prompt();
    assert_eq!(
        terminal.rows().iter().filter(|row| *row == "one").count(),
        2
    );
}

#[test]
fn a_command_of_several_lines_is_one_entry() {
    let mut terminal = Terminal::shell();
    terminal.enter("for i in a b");
    terminal.wait_cursor_row(">");
    terminal.enter("do echo $i");
    terminal.wait_cursor_row(">");
    terminal.run("done");
    terminal.send("\x1b[A");
    terminal.wait_until("the whole command", |screen| {
        screen
            .contents()
            .contains("$ for i in a b\ndo echo $i\ndone")
    });
    terminal.send("\r");
    terminal.wait_prompt();
    assert_eq!(terminal.rows().iter().filter(|row| *row == "b").count(), 2);
}

#[test]
fn lines_with_a_leading_space_and_repetitions_are_not_kept() {
    let mut terminal = Terminal::shell();
    terminal.run(" echo secret");
    terminal.run("echo twice");
    terminal.run("echo twice");
    terminal.run("history");
    assert_eq!(
        terminal.rows()[6..],
        ["$ history", "    1  echo twice", "    2  history", "$"]
    );
    assert!(!history_of(&terminal).contains("secret"));
}

#[test]
fn fc_lists_and_runs_again() {
    let mut terminal = Terminal::shell();
    terminal.run("echo one; :");
    terminal.run("echo two");
    terminal.run("fc -l");
    terminal.run("fc -ln -1 -2");
    terminal.run("fc -s one=three ec");
    let rows = terminal.rows();
    assert_eq!(
        rows[4..7],
        ["$ fc -l", "1       echo one; :", "2       echo two"]
    );
    assert_eq!(
        rows[7..11],
        [
            "$ fc -ln -1 -2",
            "        fc -l",
            "        echo two",
            "$ fc -s one=three ec"
        ]
    );
    terminal.run("fc -s one=three 1");
    terminal.wait_row("three");
    terminal.run("fc -l -1");
    terminal.wait_row("6       echo three; :");
    terminal.run("fc -s nothing-begins-so; echo $?");
    terminal.wait_text("no such command in the history");
    terminal.wait_row("1");
    assert!(history_of(&terminal).contains("echo three; :"));
}

#[test]
fn fc_edits_and_runs() {
    let setup = Setup::shell(&[]).variable("FCEDIT", "sed -i s/one/two/");
    let here = setup.path(".");
    let mut terminal = setup.variable("TMPDIR", &here).start();
    terminal.wait_prompt();
    terminal.run("echo one");
    terminal.run("fc");
    terminal.wait_row("two");
    terminal.run("fc -e false; echo $?");
    terminal.wait_row("1");
    terminal.run("history 3");
    terminal.wait_row("    2  echo two");
    let mut left = std::fs::read_dir(terminal.home.path()).unwrap();
    let is_temporary = |name: &str| name.starts_with("ipcsh-fc-");
    assert!(!left.any(|file| is_temporary(file.unwrap().file_name().to_str().unwrap())));
}

#[test]
fn sessions_share_the_history() {
    let mut one = Terminal::shell();
    let mut other = Setup::shell(&[]).home(one.home.path()).start();
    other.wait_prompt();
    one.run("echo from one");
    other.run("echo from other");
    one.run("echo again");
    let mut third = Setup::shell(&[]).home(one.home.path()).start();
    third.wait_prompt();
    third.run("history");
    assert_eq!(
        third.rows()[1..5],
        [
            "    1  echo from one",
            "    2  echo from other",
            "    3  echo again",
            "    4  history"
        ]
    );
}

#[test]
fn size_and_file_come_from_variables() {
    let setup = Setup::shell(&[]).variable("HISTSIZE", "2");
    let path = setup.path("kept");
    let mut terminal = setup.variable("HISTFILE", &path).start();
    terminal.wait_prompt();
    terminal.run("echo a");
    terminal.run("echo b");
    terminal.run("history");
    assert_eq!(
        terminal.rows()[4..7],
        ["$ history", "    2  echo b", "    3  history"]
    );
    terminal.run("history -c; history 1");
    terminal.run("true");
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        kept.ends_with(" true\n") && kept.lines().count() == 1,
        "{kept}"
    );
}

#[test]
fn the_keys_of_vi() {
    let mut terminal = Terminal::shell();
    terminal.run("set -o vi");
    terminal.send("echo one two\x1b");
    terminal.wait_cursor_row("$ echo one two");
    terminal.send("bcwthree\r");
    terminal.wait_row("one three");
    terminal.wait_prompt();
    terminal.send("\x1bk");
    terminal.wait_cursor_row("$ echo one three");
    terminal.send("0D");
    terminal.wait_prompt();
    terminal.send("a");
    terminal.run("set -o emacs");
    terminal.send("bc\x01echo a\x05d\r");
    terminal.wait_row("abcd");
}

/// Ten sessions that share a home each run a hundred commands, all at the same time; at some command each is killed, hung up, or
/// loses its terminal, while the others write on. What was completed (its output stands in a file) must be in the history,
/// once, and the history must hold nothing else.
#[test]
fn killed_sessions_lose_no_completed_line() {
    const LINES: usize = 100;
    let mut sessions = sessions_of_one_home(10);
    let home = sessions[0].home.path().to_owned();
    let count = |number: usize| {
        let text = std::fs::read_to_string(home.join(format!("done.{number}"))).unwrap_or_default();
        text.lines().count()
    };
    let command = |number, line| format!("echo {number}.{line} >>\"$HOME/done.{number}\"");
    for (number, session) in sessions.iter_mut().enumerate() {
        let lines = (0..LINES).map(|line| command(number, line) + "\r");
        session.paste_without_reading(&lines.collect::<String>());
    }
    let random = RandomState::new();
    let mut living: Vec<(usize, usize)> = (0..sessions.len())
        .map(|number| (number, 1 + at_random(&random, number) % LINES))
        .collect();
    let moments = living.clone();
    let end = Instant::now() + Duration::from_secs(120);
    while !living.is_empty() {
        assert!(Instant::now() < end, "waited for {living:?}");
        for (number, _) in &living {
            sessions[*number].go_on();
        }
        living.retain(|(number, moment)| {
            let session = &mut sessions[*number];
            match number % 3 {
                _ if count(*number) < *moment => return true,
                0 => session.signal(Signal::SIGKILL),
                1 => session.signal(Signal::SIGHUP),
                _ => session.hang_up(),
            }
            false
        });
    }
    for session in &mut sessions {
        session.wait_end_of_program();
    }
    let history = std::fs::read_to_string(home.join(".local/state/ipcsh/history")).unwrap();
    for number in 0..sessions.len() {
        for line in 0..count(number) {
            let end = format!(" {}", command(number, line));
            let times = history.lines().filter(|entry| entry.ends_with(&end));
            assert_eq!(times.count(), 1, "{end} in {history} with {moments:?}");
        }
    }
    let is_whole = |entry: &str| {
        let (time, text) = entry.split_once(" echo ").unwrap_or_default();
        !time.is_empty() && text.contains(" >>\"$HOME/done.") && text.ends_with('"')
    };
    let broken: Vec<&str> = history.lines().filter(|entry| !is_whole(entry)).collect();
    assert!(broken.is_empty(), "{broken:?} with {moments:?}");
}

fn sessions_of_one_home(count: usize) -> Vec<Terminal> {
    let mut sessions: Vec<Terminal> = Vec::new();
    for _ in 0..count {
        let mut setup = Setup::shell(&[]);
        if let Some(first) = sessions.first() {
            setup = setup.home(first.home.path());
        }
        let mut session = setup.start();
        session.wait_prompt();
        sessions.push(session);
    }
    sessions
}

fn at_random(random: &RandomState, number: usize) -> usize {
    usize::try_from(random.hash_one(number) >> 33).unwrap()
}
