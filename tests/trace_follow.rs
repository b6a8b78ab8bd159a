//! `trace --data` and `trace --syscalls` look at processes without touching them: outputs and statuses are what they are without
//! it, every byte arrives, nobody hangs; and what they tell is true.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at once, and says why it did not look"
)]

mod glass;

use std::process::Output;

use glass::{Row, count, ended, faults, generate, lines, place, rows, seed, shell};

/// Runs `line` followed in this way; its output, and the rows. Nothing where the kernel lets nobody follow.
fn followed(how: &[&str], line: &str) -> Option<(Output, Vec<Row>)> {
    let place = place();
    let file = place.path().join("account");
    let file_option = format!("--trace-file={}", file.display());
    let mut arguments = vec!["--trace=json", &file_option];
    arguments.extend(how);
    let output = ended(shell(place.path(), &arguments, line));
    let output = output.unwrap_or_else(|| panic!("{line}: does not end"));
    if String::from_utf8_lossy(&output.stderr).contains("may not be followed") {
        println!("skipped: ptrace is not permitted here");
        return None;
    }
    let account = std::fs::read_to_string(&file).unwrap_or_default();
    Some((output, rows(&account)))
}

/// What is told of the bytes in pipes: `A P1 "hello\n" 6`, `B P1 6/6 eof`.
fn told(rows: &[Row]) -> Vec<String> {
    let told = rows.iter().filter_map(|row| match row.call.as_str() {
        "data" => Some(format!(
            "{} {} {} {}",
            row.who,
            row.arg("pipe"),
            row.arg("bytes"),
            row.arg("length")
        )),
        "passed" => Some(format!(
            "{} {} {}/{} {}",
            row.who,
            row.arg("pipe"),
            row.arg("written"),
            row.arg("read"),
            row.arg("end")
        )),
        _ => None,
    });
    told.collect()
}

fn data(line: &str) -> Option<(Output, Vec<String>)> {
    let (output, rows) = followed(&["--data"], line)?;
    Some((output, told(&rows)))
}

/// The calls of programs by name, with arguments, of one process.
fn calls(rows: &[Row], who: &str, name: &str) -> Vec<String> {
    let found = rows
        .iter()
        .filter(|row| row.who == who && row.call == name)
        .map(|row| format!("{} {}", row.args, row.ret));
    found.collect()
}

#[test]
fn the_bytes_of_each_pipe_are_shown() {
    let Some((output, told)) = data("echo hello | tr a-z A-Z | cat") else {
        return;
    };
    assert_eq!(output.stdout, b"HELLO\n");
    for line in [
        r"A P1 hello\n 6",
        "B P1 6/6 eof",
        r"B P2 HELLO\n 6",
        "C P2 6/6 eof",
    ] {
        assert!(told.contains(&line.to_owned()), "{line}: {told:?}");
    }
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn here_documents_and_process_substitutions_are_pipes_too() {
    let Some((output, told)) = data("cat <<E\nin a document\nE\ncat <(echo from a process)") else {
        return;
    };
    assert_eq!(output.stdout, b"in a document\nfrom a process\n");
    let text = told.join("\n");
    assert!(text.contains(r"A A.P1 in a document\n 14"), "{text}");
    assert!(text.contains(r"from a process\n 15"), "{text}");
}

#[test]
fn large_data_arrives_whole_and_only_its_beginning_is_shown() {
    let line = "head -c 20000000 /dev/zero | cat | wc -c";
    let Some((output, told)) = data(line) else {
        return;
    };
    assert_eq!(output.stdout, b"20000000\n");
    let ends: Vec<&String> = told.iter().filter(|row| row.ends_with("eof")).collect();
    assert_eq!(
        ends,
        ["B P1 20000000/20000000 eof", "C P2 20000000/20000000 eof"]
    );
    assert!(
        told.iter().map(String::len).sum::<usize>() < 8000,
        "{told:?}"
    );
}

#[test]
fn binary_data_arrives_unchanged_and_is_shown_escaped() {
    let line = r"printf '\033[2J\000\377\007\n' | od -An -tx1";
    let Some((output, rows)) = followed(&["--data"], line) else {
        return;
    };
    assert_eq!(output.stdout, b" 1b 5b 32 4a 00 ff 07 0a\n");
    let row = rows.iter().find(|row| row.call == "data").unwrap();
    assert_eq!(row.arg("bytes"), r"\u001b[2J\u0000\u00ff\u0007\n");
    let place = place();
    let output = ended(shell(place.path(), &["--trace", "--data"], line)).unwrap();
    let controls = output
        .stderr
        .iter()
        .filter(|byte| **byte < b' ' && **byte != b'\n');
    assert_eq!(controls.count(), 0);
}

#[test]
fn a_consumer_that_leaves_early_ends_its_producer() {
    let Some((output, told)) = data("yes | head -n 1; echo ${PIPESTATUS[@]}") else {
        return;
    };
    assert_eq!(output.stdout, b"y\n141 0\n");
    let text = told.join("\n");
    assert!(text.contains(r"A P1 y\ny\n"), "{text}");
    assert!(text.contains("shell P1 "), "the total is told: {text}");
}

#[test]
fn what_a_killed_producer_wrote_is_told() {
    let line = "sh -c 'echo last words; kill -9 $$' | cat; echo ${PIPESTATUS[@]}";
    let Some((output, told)) = data(line) else {
        return;
    };
    assert_eq!(output.stdout, b"last words\n137 0\n");
    assert_eq!(told[0], r"A P1 last words\n 11");
}

#[test]
fn bytes_that_were_in_nobodys_memory_are_seen_at_the_reader() {
    let line = "printf moved | { pipe p; splice 0 ${p[1]} 5; head -c 5 <&${p[0]}; }";
    let Some((output, told)) = data(line) else {
        return;
    };
    assert_eq!(output.stdout, b"moved");
    assert!(
        told.iter().any(|row| row.ends_with("P1 moved 5")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|row| row.contains("B.P1 moved 5")),
        "{told:?}"
    );
}

#[test]
fn programs_are_followed_into_the_kernel() {
    let line = "sh -c 'echo a | cat; kill -0 $$' >out; :";
    let Some((_, rows)) = followed(&["--syscalls"], line) else {
        return;
    };
    let pipes = rows
        .iter()
        .filter(|row| row.who != "shell" && matches!(row.call.as_str(), "pipe" | "pipe2"));
    assert_eq!(pipes.count(), 1);
    let write = rows
        .iter()
        .find(|row| row.call == "write" && row.ret == "2");
    assert!(write.unwrap().args.contains(r"a\\n"), "{write:?}");
    let sh = &rows.iter().find(|row| row.call == "kill").unwrap().who;
    assert_eq!(calls(&rows, sh, "kill").len(), 1);
    let exits = rows
        .iter()
        .filter(|row| row.call == "exit" && row.who != "shell");
    assert!(exits.count() >= 2);
    // What programs do with files is no communication.
    assert!(
        !rows
            .iter()
            .any(|row| row.call == "write" && row.fds.is_empty())
    );
}

#[test]
fn the_shell_itself_tells_its_calls_once() {
    let Some((_, rows)) = followed(&["--syscalls"], "/bin/true | /bin/true") else {
        return;
    };
    assert_eq!(rows.iter().filter(|row| row.call == "pipe2").count(), 1);
    assert_eq!(rows.iter().filter(|row| row.call == "wait").count(), 2);
}

#[test]
fn a_file_with_its_own_program_under_trace_ends_with_it() {
    let line = "trace --data -o account 'echo x | cat'; trace --data -o second 'echo y | cat'; \
        grep -c ' takes 2 bytes' account second; fds | grep -c socket";
    let place = place();
    let output = ended(shell(place.path(), &[], line)).unwrap();
    if String::from_utf8_lossy(&output.stderr).contains("may not be followed") {
        println!("skipped: ptrace is not permitted here");
        return;
    }
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "x\ny\naccount:1\nsecond:1\n0\n"
    );
}

#[test]
fn outputs_and_statuses_are_those_without_it() {
    if followed(&["--data"], ":").is_none() {
        return;
    }
    let mut lines = lines();
    lines.extend(generate::lines(seed() + 7000, count(60), true));
    // Two that write to one place at once may do it in either order; and each runs in a directory of its own.
    let sorted = |output: &Output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut parts = text.split("ipcsh-glass.");
        let first = parts.next().unwrap_or_default().to_owned();
        let text = parts.fold(first, |text, part| text + part.get(6..).unwrap_or_default());
        let mut letters: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        letters.sort_unstable();
        (output.status.code(), letters)
    };
    let faults = faults(&lines, |line| {
        let place = place();
        let plain = ended(shell(place.path(), &[], line))?;
        let (output, _) = followed(&["--data", "--syscalls"], line)?;
        let (expected, got) = (sorted(&plain), sorted(&output));
        (expected != got).then(|| {
            format!(
                "{line:.160}\n  {:?} {}\n  {:?} {}",
                expected.0,
                String::from_utf8_lossy(&plain.stdout),
                got.0,
                String::from_utf8_lossy(&output.stdout)
            )
        })
    });
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}
