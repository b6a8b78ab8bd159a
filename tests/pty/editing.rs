//! Colours, hints and completion while a line is typed.

use crate::terminal::{Setup, Terminal};

/// Whether the character at the beginning of `text` on the cursor's row has the colour number `colour`.
fn has_colour(screen: &vt100::Screen, text: &str, colour: u8) -> bool {
    let (row, _) = screen.cursor_position();
    let columns = screen.size().1.get();
    let line = screen
        .rows(0, columns)
        .nth(usize::from(row))
        .unwrap_or_default();
    let Some(at) = line.find(text) else {
        return false;
    };
    let column = u16::try_from(line[..at].chars().count()).unwrap();
    let cell = screen.cell(row, column).unwrap();
    cell.fgcolor() == vt100::Color::Idx(colour)
}

const RED: u8 = 1;
const GREEN: u8 = 2;
const YELLOW: u8 = 3;

#[test]
fn a_command_is_red_until_it_exists() {
    let mut terminal = Terminal::shell();
    terminal.send("shmge");
    terminal.wait_until("red", |screen| has_colour(screen, "shmge", RED));
    terminal.send("t");
    terminal.wait_until("green", |screen| has_colour(screen, "shmget", GREEN));
    terminal.send("\x15echo 'a");
    terminal.wait_until("an open quote", |screen| has_colour(screen, "'a", RED));
    terminal.send("'");
    terminal.wait_until("a closed quote", |screen| has_colour(screen, "'a'", YELLOW));
    terminal.send("\r");
    terminal.wait_row("a");
}

#[test]
fn a_continuation_line_knows_the_lines_before_it() {
    let mut terminal = Terminal::shell();
    terminal.enter("echo 'a");
    terminal.wait_cursor_row(">");
    terminal.send("b' c");
    terminal.wait_until("the rest of the quotes", |screen| {
        has_colour(screen, "b'", YELLOW)
    });
    terminal.send("\r");
    terminal.wait_row("b c");
}

#[test]
fn a_prototype_stands_behind_an_ipc_builtin() {
    let mut terminal = Terminal::shell();
    terminal.send("shmget 42 ");
    terminal.wait_text("$ shmget 42    int shmget(key_t key, size_t size, int shmflg)");
    terminal.wait_until("the emphasis", |screen| {
        let (row, _) = screen.cursor_position();
        let at = "$ shmget 42    int shmget(key_t key, ".len();
        let cell = |column: usize| screen.cell(row, u16::try_from(column).unwrap()).unwrap();
        cell(at).underline() && !cell(at - 3).underline()
    });
    terminal.send("\x03");
    terminal.wait_prompt();
    assert_eq!(terminal.rows(), ["$ shmget 42 ^C", "$"]);
}

#[test]
fn a_hint_from_the_history_is_accepted() {
    let mut terminal = Terminal::shell();
    terminal.run("echo one two");
    terminal.send("echo o");
    terminal.wait_until("the hint", |screen| {
        screen.contents().ends_with("$ echo one two")
    });
    terminal.send("\x1b[C\r");
    terminal.wait_prompt();
    assert_eq!(
        terminal
            .rows()
            .iter()
            .filter(|row| *row == "one two")
            .count(),
        2
    );
    terminal.send("echo o");
    terminal.wait_cursor_row("$ echo one two");
    terminal.send("\r");
    terminal.wait_row("o");
}

#[test]
fn without_colours_there_are_no_hints_and_no_sequences_of_colour() {
    let mut terminal = Setup::shell(&[]).variable("NO_COLOR", "1").start();
    terminal.wait_prompt();
    terminal.run("echo one two");
    terminal.run("echo o");
    terminal.wait_row("o");
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    let coloured = ["\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[90m"];
    assert!(!coloured.iter().any(|sequence| written.contains(sequence)));
}

#[test]
fn files_are_completed() {
    let mut terminal = Setup::shell(&[])
        .file("a file with blanks", "here it is")
        .file("other/inner", "")
        .start();
    terminal.wait_prompt();
    terminal.send("cat a\t");
    terminal.wait_cursor_row("$ cat a\\ file\\ with\\ blanks");
    terminal.send("\r");
    terminal.wait_text("here it is");
    terminal.wait_prompt();
    terminal.send("echo \"oth\tin\t");
    terminal.wait_cursor_row("$ echo \"other/inner\"");
    terminal.send("\x15echo $HO\t/oth\t");
    terminal.wait_cursor_row("$ echo $HOME/other/");
    terminal.send("\x03");
    terminal.wait_prompt();
}

#[test]
fn candidates_are_listed_with_descriptions() {
    let mut terminal = Terminal::shell();
    terminal.run("f() { :; }; alias gga='echo x' ggb='echo y'");
    terminal.send("shmc\t");
    terminal.wait_text("$ shmctl    int shmctl(int shmid, ");
    terminal.send("0 IPC_\t\t");
    terminal.wait_text("IPC_STAT");
    terminal.wait_text("IPC_RMID");
    terminal.send("\x15shmget -\t");
    terminal.wait_text("-x");
    terminal.wait_text("IPC_EXCL: it must not exist");
    terminal.send("\x15kill -s QUI\t");
    terminal.wait_cursor_row("$ kill -s QUIT");
    terminal.send("\x15gg\t");
    terminal.wait_text("alias: echo x");
    terminal.send("\x03");
    terminal.wait_prompt();
}

#[test]
fn ipc_objects_descriptors_and_jobs_are_listed() {
    let Some(setup) = Setup::shell(&[]).private() else {
        return;
    };
    let mut terminal = setup.start();
    terminal.wait_prompt();
    terminal.run("set -o ipcclean; shmget -v id -c IPC_PRIVATE 4096");
    terminal.run("shmat -v address $id; exec 3<>/dev/null");
    terminal.run("shmat -v other -r $id");
    terminal.send("shmdt \t");
    terminal.wait_text("4096 bytes, rw-");
    terminal.wait_text("4096 bytes, r--");
    terminal.run_over("shmget -v second -c 0x1bc5ab1e 100");
    terminal.send("shmread \t");
    terminal.wait_text("key 0x1bc5ab1e, 100 bytes, ");
    terminal.wait_text(" 2 attached");
    terminal.send("\x15dup2 \t");
    terminal.wait_text("chr  /dev/null");
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("sleep 1000 &");
    terminal.send("kill %\t");
    terminal.wait_cursor_row("$ kill %1");
    terminal.send("\r");
    terminal.wait_prompt();
    terminal.run("shmdt -a");
    terminal.send("exit\r");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn names_that_are_listed_cannot_act_on_the_terminal() {
    let mut terminal = Setup::shell(&[])
        .file("e\x1b]0;x\x07", "")
        .file("ee", "")
        .start();
    terminal.wait_prompt();
    terminal.send("cat e\t\t");
    terminal.wait_text("e^[]0;x^G");
    terminal.send("\x03");
    terminal.wait_prompt();
    assert_eq!(terminal.count_written("\x1b]0;"), 0);
}

#[test]
fn names_of_queues_that_are_listed_cannot_act_on_the_terminal() {
    // A name in the file system of queues may hold any byte but a slash; a file of that name stands for it here.
    let mut terminal = Setup::shell(&[])
        .file("d/q\nrm \x1b[2J\u{9b}31m", "")
        .file("d/qq", "")
        .start();
    terminal.wait_prompt();
    terminal.send("cat d/q\t\t");
    terminal.wait_text("q^Jrm ^[[2J");
    terminal.send("\x03");
    terminal.wait_prompt();
    assert_eq!(terminal.count_written("rm \x1b"), 0);
    assert_eq!(terminal.count_written("\u{9b}"), 0);
}

#[test]
fn users_variables_functions_signals_and_options_are_offered() {
    let mut terminal = Terminal::shell();
    terminal.send("echo ~roo\t");
    terminal.wait_cursor_row("$ echo ~root/");
    terminal.run_over("my_function() { :; }; my_variable=13");
    terminal.send("my_f\t");
    terminal.wait_cursor_row("$ my_function");
    terminal.send("\x15echo $my_v\t");
    terminal.wait_cursor_row("$ echo $my_variable");
    terminal.send("\x15kill -\t\t");
    terminal.wait_text("-QUIT");
    terminal.wait_text("-RTMAX");
    terminal.send("\x03");
    terminal.wait_prompt();
}

#[test]
fn a_long_list_is_asked_about() {
    let mut setup = Setup::shell(&[]);
    for number in 0..150 {
        setup = setup.file(&format!("many/f{number:03}"), "");
    }
    let mut terminal = setup.start();
    terminal.wait_prompt();
    terminal.send("ls many/\t");
    terminal.wait_text("many/f");
    terminal.wait_text("Display all 150 possibilities?");
    terminal.send("n");
    terminal.wait_cursor_row("$ ls many/f");
    terminal.send("\x03");
    terminal.wait_prompt();
}

#[test]
fn escape_and_enter_are_two_keys_in_vi_mode_even_when_they_come_together() {
    let mut terminal = Terminal::shell();
    terminal.run("set -o vi");
    terminal.send("echo =here\x1b\r");
    terminal.wait_row("=here");
    terminal.wait_prompt();
    terminal.run("set -o emacs; echo =there");
    terminal.wait_row("=there");
}
