//! What `--completions` prints, in the shell that it is for.

use std::path::Path;

use crate::terminal::{SHELL, Setup};

#[test]
fn bash_completes_options_their_values_and_files() {
    if !Path::new("/bin/bash").exists() {
        return;
    }
    let setup = Setup::program("/bin/bash", &["--norc", "--noprofile"]);
    let mut terminal = setup.file("a script", "").start();
    terminal.wait_prompt();
    terminal.run(&format!("{SHELL} --completions bash >c && . ./c; clear"));
    for (typed, completed) in [
        ("ipcsh --trace=j", "$ ipcsh --trace=json"),
        ("ipcsh --trace-f", "$ ipcsh --trace-file"),
        ("ipcsh -o noclo", "$ ipcsh -o noclobber"),
        ("ipcsh --completions z", "$ ipcsh --completions zsh"),
        ("ipcsh a", "$ ipcsh a\\ script"),
        ("ipcsh --trace-file a", "$ ipcsh --trace-file a\\ script"),
    ] {
        terminal.send(typed);
        terminal.send("\t");
        terminal.wait_cursor_row(completed);
        terminal.send("\x15");
        terminal.wait_prompt();
    }
}
