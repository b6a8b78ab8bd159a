//! Start-up files and the first time.

use crate::terminal::Setup;

#[test]
fn a_newcomer_is_told_once_what_to_try() {
    let mut first = Setup::shell(&[]).newcomer().start();
    first.wait_prompt();
    let rows = first.rows();
    assert!(rows[1].contains("explain '"), "{rows:?}");
    assert!(rows[2].contains("help ipc"), "{rows:?}");
    assert_eq!((rows.len(), &*rows[3]), (4, "$"));
    let mut second = Setup::shell(&[]).home(first.home.path()).start();
    second.wait_prompt();
    assert_eq!(second.rows(), ["$"]);
}

#[test]
fn the_rc_file_is_run_at_a_prompt() {
    let rc = "alias hi='echo hello'\nPS1='> '\n";
    let mut terminal = Setup::shell(&[]).file(".config/ipcsh/rc.ipcsh", rc).start();
    terminal.wait_cursor_row(">");
    terminal.enter("hi");
    terminal.wait_row("hello");
}

#[test]
fn the_rc_file_may_lie_elsewhere_and_may_be_left_out() {
    let setup = |options| {
        Setup::shell(options)
            .file("elsewhere/ipcsh/rc.ipcsh", "echo from rc")
            .file(".config/ipcsh/rc.ipcsh", "echo not this one")
    };
    let with = setup(&[]);
    let path = with.path("elsewhere");
    let mut terminal = with.variable("XDG_CONFIG_HOME", &path).start();
    terminal.wait_prompt();
    assert_eq!(terminal.rows(), ["from rc", "$"]);
    let mut terminal = setup(&["--norc"]).start();
    terminal.wait_prompt();
    assert_eq!(terminal.rows(), ["$"]);
}

#[test]
fn a_broken_rc_file_is_told_and_the_shell_starts() {
    for (text, message) in [
        ("echo before; cd (", "syntax error"),
        ("readonly r=1\nr=2\necho not reached", "r: is read only"),
        ("unset -f x y; return 0; false", ""),
    ] {
        let mut terminal = Setup::shell(&[])
            .file(".config/ipcsh/rc.ipcsh", text)
            .start();
        terminal.wait_prompt();
        if !message.is_empty() {
            let shown = terminal.rows().concat();
            assert!(shown.contains("rc.ipcsh"), "{shown}");
            assert!(
                shown.contains("the rest of this start-up file was not run"),
                "{shown}"
            );
        }
        terminal.run("echo still here $?");
        terminal.wait_row("still here 0");
    }
    let mut terminal = Setup::shell(&[])
        .file(".config/ipcsh/rc.ipcsh/directory", "")
        .start();
    terminal.wait_prompt();
    let shown = terminal.rows().concat();
    assert!(shown.contains("was not run: "), "{shown}");
}

#[test]
fn an_interrupt_leaves_a_start_up_file_and_not_the_shell() {
    let mut terminal = Setup::shell(&[])
        .file(
            ".config/ipcsh/rc.ipcsh",
            "echo reading; while :; do :; done",
        )
        .start();
    terminal.wait_row("reading");
    terminal.send("\x03");
    terminal.wait_prompt();
    terminal.run("echo here");
    terminal.wait_row("here");
}

#[test]
fn a_start_up_file_can_leave_the_shell() {
    let mut terminal = Setup::shell(&[])
        .file(".config/ipcsh/rc.ipcsh", "exit 5")
        .start();
    assert_eq!(terminal.wait_end(), 5);
}

#[test]
fn a_login_shell_reads_the_profile() {
    let setup = |options| {
        Setup::shell(options)
            .file(".profile", "echo from profile")
            .file(".config/ipcsh/rc.ipcsh", "PS1='$ '; echo from rc")
    };
    let mut terminal = setup(&["-l"]).start();
    terminal.wait_row("from rc");
    terminal.wait_prompt();
    let rows = terminal.rows();
    let at = |text: &str| rows.iter().position(|row| row == text);
    assert!(at("from profile") < at("from rc"), "{rows:?}");
    assert!(at("from profile").is_some());
    let mut terminal = setup(&["-l", "--norc"]).start();
    terminal.wait_prompt();
    assert_eq!(terminal.rows(), ["$"]);
}
