//! What is offered where, and how it is quoted.

use super::*;
use crate::source::{Origin, Source};

fn state() -> State {
    let mut state = State::new(Source::new(b"ipcsh", Origin::Prompt));
    for (name, value) in [
        ("PATH", "/nonexistent"),
        ("HOME", "/home/ann"),
        ("HOSTNAME", "a\x1b]b"),
    ] {
        state
            .assign_text(name.as_bytes(), value.as_bytes())
            .unwrap();
    }
    state
}

/// What is offered, and what replaces what.
fn completed(state: &State, before: &str) -> (usize, Vec<(String, String)>) {
    let world = World {
        state,
        memory: &Memory::default(),
        columns: 80,
    };
    let (start, candidates) = complete(&world, before, "");
    let pairs = candidates.into_iter();
    (
        start,
        pairs.map(|each| (each.replacement, each.display)).collect(),
    )
}

fn texts(before: &str) -> Vec<String> {
    let (_, found) = completed(&state(), before);
    found.into_iter().map(|(text, _)| text).collect()
}

#[test]
fn names_of_commands_are_completed_with_what_they_do() {
    let (start, found) = completed(&state(), "ls | shmg");
    assert_eq!(start, 5);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "shmget ");
    assert!(found[0].1.starts_with("shmget  "), "{found:?}");
    assert!(texts("unt").contains(&"until ".to_owned()));
    assert_eq!(texts("xyzzy"), [""; 0]);
}

#[test]
fn options_and_flags_come_from_the_table() {
    assert!(texts("shmget -").contains(&"-x ".to_owned()));
    assert!(texts("msgrcv --ti").contains(&"--timeout=".to_owned()));
    assert_eq!(texts("shmget 1 4096 IPC_E"), ["IPC_EXCL"]);
    assert_eq!(texts("shmget 1 4096 cre"), ["CREAT"]);
    let (start, found) = completed(&state(), "shmget 1 4096 IPC_CREAT,IPC_EX");
    assert_eq!((start, &*found[0].0), (24, "IPC_EXCL"));
    assert!(texts("msgctl 0 IPC_ST").contains(&"IPC_STAT".to_owned()));
    assert!(texts("command msgctl 0 IPC_ST").contains(&"IPC_STAT".to_owned()));
    assert_eq!(texts("set -o noclo"), ["noclobber "]);
    assert_eq!(texts("kill -s TER"), ["TERM "]);
    assert_eq!(texts("kill -TER"), ["-TERM "]);
    assert_eq!(texts("trap '' QUI"), ["QUIT "]);
    assert_eq!(texts("errno EEXI"), ["EEXIST "]);
    assert_eq!(texts("peek -f bas"), ["base64 "]);
}

#[test]
fn variables_are_completed_wherever_they_are_expanded() {
    assert_eq!(texts("echo $HOM"), ["HOME"]);
    assert_eq!(texts("echo ${HOM"), ["HOME}"]);
    assert_eq!(texts("echo \"a $HOM"), ["HOME"]);
    assert_eq!(texts("unset HOM"), ["HOME "]);
    assert_eq!(texts("echo '$HOM"), [""; 0]);
}

#[test]
fn nothing_that_is_shown_acts_on_the_terminal() {
    let (_, found) = completed(&state(), "echo $HOSTN");
    assert_eq!(found[0].1, "HOSTNAME  a^[]b");
}

#[test]
fn files_are_quoted_as_the_word_is() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path().to_str().unwrap();
    for name in ["a b", "a$c", ".hidden"] {
        std::fs::write(directory.path().join(name), "").unwrap();
    }
    std::fs::create_dir(directory.path().join("dir one")).unwrap();
    let texts = |line: String| texts(&line);
    assert_eq!(texts(format!("cat {here}/a\\ ")), ["a\\ b "]);
    assert_eq!(texts(format!("cat \"{here}/a")), ["a b\" ", "a\\$c\" "]);
    assert_eq!(texts(format!("cat '{here}/a$")), ["a$c' "]);
    assert_eq!(texts(format!("cat <{here}/.")), [".hidden "]);
    assert_eq!(texts(format!("cd {here}/")), ["dir\\ one/"]);
    assert_eq!(texts(format!("dd of={here}/a\\ ")), ["a\\ b "]);
    assert_eq!(texts(format!("x={here}/d")), ["dir\\ one/"]);
    assert_eq!(texts(format!("connect unix:{here}/d")), ["dir\\ one/"]);
    let mut state = state();
    state.assign_text(b"D", here.as_bytes()).unwrap();
    let (start, found) = completed(&state, "cat \"$D/d");
    assert_eq!((start, &*found[0].0), (8, "dir one/"));
}

#[test]
fn lists_are_bounded_and_what_is_left_out_puts_nothing_into_the_line() {
    let directory = tempfile::tempdir().unwrap();
    for number in 0..1000 {
        std::fs::write(directory.path().join(format!("f{number:04}")), "").unwrap();
    }
    let (_, found) = completed(&state(), &format!("cat {}/f", directory.path().display()));
    assert_eq!(found.len(), 401);
    assert_eq!(found[400], ("f0".to_owned(), "… 600 more".to_owned()));
}

#[test]
fn jobs_users_and_descriptors_are_known() {
    assert!(texts("cat ~roo").contains(&"root/".to_owned()));
    assert!(texts("dup2 ").contains(&"0 ".to_owned()));
    assert!(texts("exec 3>&").contains(&"1 ".to_owned()));
    let own = std::process::id().to_string();
    assert!(texts(&format!("wait {own}")).contains(&format!("{own} ")));
}
