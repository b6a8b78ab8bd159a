//! The case-file format keeps its promises; `tests/spec.rs` has no test harness to run these in.

use std::collections::BTreeSet;

#[path = "harness/case.rs"]
#[allow(dead_code, reason = "only the format is tested here")]
mod case;

use case::{Diagnostic, Status};

const SAMPLE: &[u8] = b"# 2.0 Sample\n\n#### first holds\n#= dash yash\n#% args: a 'b c'\n\
    echo \"$1\"\n\n#> a\n#\\\n#? >0\n#! (some)\n\n#### second\n#!/bin/sh\n#> \n";

#[test]
fn a_case_has_script_setup_and_expectations() {
    let cases = case::parse("2.0-sample", SAMPLE).unwrap();
    let first = &cases[0];
    assert_eq!(first.id(), "2.0-sample::first holds");
    assert_eq!(first.line, 3);
    assert_eq!(first.script, b"echo \"$1\"\n");
    assert_eq!(first.setup.args, ["a", "b c"]);
    assert_eq!(first.agree.as_deref().unwrap(), ["dash", "yash"]);
    assert_eq!(first.expect.stdout, b"a");
    assert_eq!(first.expect.status, Status::Above(0));
    assert_eq!(first.expect.stderr, [Diagnostic::Some]);
}

#[test]
fn a_mark_needs_its_space() {
    let cases = case::parse("x", SAMPLE).unwrap();
    assert_eq!(cases[1].script, b"#!/bin/sh\n");
    assert_eq!(cases[1].expect.stdout, b"\n");
}

#[test]
fn text_after_expectations_is_refused() {
    let error = case::parse("x", b"#### a\n#> b\necho\n").unwrap_err();
    assert_eq!(error.line, 3);
}

#[test]
fn a_name_is_used_once() {
    assert_eq!(case::parse("x", b"#### a\n#### a\n").unwrap_err().line, 2);
}

#[test]
fn stdin_escapes_are_bytes() {
    assert_eq!(case::unescape("a\\n\\t\\xff\\\\"), b"a\n\t\xff\\");
}

#[test]
fn verdicts_replace_the_old_line() {
    let text = b"#### a\n#= zsh\n:\n#### b\n:\n#### c\n:\n";
    let verdicts = [
        Some(vec!["dash".to_owned(), "yash".to_owned()]),
        Some(vec![]),
        None,
    ];
    assert_eq!(
        case::with_verdicts(text, &verdicts),
        b"#### a\n#= dash yash\n:\n#### b\n#=\n:\n#### c\n:\n"
    );
}

/// The facts of IPC: the letter of their rows, how many there are, and the file with their cases.
const FACTS: [(char, usize, &str); 5] = [
    ('G', 5, include_str!("spec/ipc/facts-general.sh")),
    ('P', 31, include_str!("spec/ipc/facts-pipes.sh")),
    ('F', 15, include_str!("spec/ipc/facts-fifos.sh")),
    ('M', 17, include_str!("spec/ipc/facts-mmap.sh")),
    ('V', 15, include_str!("spec/ipc/facts-sysv.sh")),
];

/// V6 is a table of its own: each error of shared memory has a case.
const ERRORS: [&str; 8] = [
    "EINVAL", "EEXIST", "EIDRM", "ENOSPC", "ENOENT", "EACCES", "ENOMEM", "EPERM",
];

#[test]
fn each_fact_of_ipc_has_a_case_and_no_case_a_fact_that_is_none() {
    for (letter, count, text) in FACTS {
        let rows: BTreeSet<String> = (1..=count).map(|row| format!("{letter}{row}")).collect();
        let cases: BTreeSet<String> = case::parse("facts", text.as_bytes())
            .unwrap()
            .iter()
            .filter_map(|case| Some(case.name.split_once(' ')?.0.to_owned()))
            .collect();
        assert_eq!(cases, rows);
    }
}

#[test]
fn each_error_of_shared_memory_has_a_case() {
    let [.., (_, _, text)] = FACTS;
    for error in ERRORS {
        let heading = format!("#### V6 {error}");
        let is_there = text.lines().any(|line| line.starts_with(&heading));
        assert!(is_there, "{heading}");
    }
}
