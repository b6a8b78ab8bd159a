//! What was explained beside what was done.

use std::collections::{BTreeMap, BTreeSet};

use super::{Row, by, ended, place, rows, shell};

/// What differs between the explanation of `line` and its trace.
pub fn fault(line: &str) -> Option<String> {
    let (first, second) = (place(), place());
    let told = |what: String| Some(format!("{line:.160}\n  {what}"));
    let Some(explained) = ended(shell(first.path(), &["--explain=json"], line)) else {
        return told("the explanation does not end".to_owned());
    };
    let arguments = ["--trace=json", "--trace-file", "T"];
    let Some(traced) = ended(shell(second.path(), &arguments, line)) else {
        return told("does not end".to_owned());
    };
    if explained.status.code() == Some(101) || traced.status.code() == Some(101) {
        return told("panics".to_owned());
    }
    let explained = rows(&String::from_utf8_lossy(&explained.stdout));
    let traced = rows(&std::fs::read_to_string(second.path().join("T")).unwrap());
    let found = if explained.iter().any(|row| row.is_conditional) {
        unforeseen(&explained, &traced)
    } else {
        difference(line, &explained, &traced)
    };
    found.and_then(told)
}

/// Whether children run beside the shell, so that it is a matter of time when it learns of their ends.
fn has_company(line: &str) -> bool {
    ["& ", "&\n", "<(", ">(", "coproc"]
        .iter()
        .any(|part| line.contains(part))
}

fn difference(line: &str, explained: &[Row], traced: &[Row]) -> Option<String> {
    let (explained, traced) = (
        by(explained, |r| r.who.clone()),
        by(traced, |r| r.who.clone()),
    );
    let names: BTreeSet<&String> = explained.keys().chain(traced.keys()).collect();
    let nothing = Vec::new();
    names.into_iter().find_map(|who| {
        let (a, b) = (
            explained.get(who).unwrap_or(&nothing),
            traced.get(who).unwrap_or(&nothing),
        );
        if has_company(line)
            && let Some(child) = children(a).difference(&children(b)).next()
        {
            return Some(format!("{who} does not wait for {child}"));
        }
        let (a, b) = (steps(line, a), steps(line, b));
        let at = a.iter().zip(&b).take_while(|(a, b)| are_same(a, b)).count();
        let is_same = at == a.len() && at == b.len();
        let text = |rows: &[&Row]| rows.get(at).map(|row| said(row));
        (!is_same).then(|| {
            format!(
                "{who} step {at}\n  explain: {:?}\n  trace:   {:?}",
                text(&a),
                text(&b)
            )
        })
    })
}

/// The rows to compare: not the end of a process, which a signal may spare it, and of those beside others not the waits.
fn steps<'a>(line: &str, rows: &'a [Row]) -> Vec<&'a Row> {
    let mut rows: Vec<&Row> = rows
        .iter()
        .filter(|row| !(row.call == "wait" && has_company(line)))
        .collect();
    if rows.last().is_some_and(|row| row.call == "exit") {
        rows.pop();
    }
    rows
}

fn children(rows: &[Row]) -> BTreeSet<String> {
    let waits = rows.iter().filter(|row| row.call == "wait");
    waits.map(|row| row.arg("child")).collect()
}

/// Where a row depends on what only running could tell, the explanation names that, and the rest must agree.
fn are_same(explained: &Row, traced: &Row) -> bool {
    let is_told = |row| match &*explained.ret {
        "null" => said(&Row {
            ret: String::new(),
            ..Row::clone(row)
        }),
        _ => said(row),
    };
    explained.call == traced.call && (explained.has_holes || is_told(explained) == is_told(traced))
}

/// A row without what only running can tell: of a builtin that is not run, the answer.
fn said(row: &Row) -> String {
    let ret = match row.call.as_str() {
        "fork" | "vfork" | "wait" | "builtin" | "exit" | "setpgid" | "tcsetpgrp" => "",
        _ => &row.ret,
    };
    let args = match row.call.as_str() {
        "wait" | "exit" => row.arg("child"),
        "setpgid" | "tcsetpgrp" => String::new(),
        _ => row.args.clone(),
    };
    // A process may have joined its group already, or executed its program.
    let errno = if row.call == "setpgid" {
        ""
    } else {
        &row.errno
    };
    let text = format!("{} {args} = {ret} {errno} {}", row.call, row.fds);
    // Pipes that were there before have other numbers in the other run.
    let mut parts = text.split("pipe:[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        text + "pipe" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

/// Of a line with parts that may be run or not: a step that was made, but is in no part.
fn unforeseen(explained: &[Row], traced: &[Row]) -> Option<String> {
    let key = |row: &Row| {
        let what = match row.call.as_str() {
            "execve" | "open" => row.arg("path"),
            "builtin" | "function" => row.arg("name"),
            _ => String::new(),
        };
        // In another turn of a loop what was opened lies elsewhere, and is copied or not.
        let call = match row.call.as_str() {
            "dup2" | "close" | "fcntl_dupfd" | "open" => "redirection",
            call => call,
        };
        format!("{call} {what} {}", row.cause)
    };
    let known: BTreeMap<String, bool> = explained
        .iter()
        .map(|row| (key(row), row.has_holes))
        .collect();
    let has_open_names = explained
        .iter()
        .any(|row| row.has_holes && row.call != "wait");
    let missing = traced.iter().find(|row| {
        // Whether a process comes to its end, and when that is noticed, depends on the parts that are run.
        !matches!(&*row.call, "exit" | "wait") && !known.contains_key(&key(row))
    });
    missing
        .filter(|row| {
            !(has_open_names && ["execve", "open", "builtin"].contains(&row.call.as_str()))
        })
        .map(|row| format!("in no part of the explanation: {} {}", row.who, key(row)))
}
