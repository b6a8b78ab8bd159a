//! The classic problems under `scripts/problems`: each script runs several times, and what must hold of its output holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/problems");

/// Runs a script in a sandbox where that is possible; the objects must be gone with the script.
fn run(script: &str, arguments: &[&str], input: &str) -> Vec<String> {
    let path = format!("{SCRIPTS}/{script}.ipcsh");
    let left = "; tail -q -n +2 /proc/sysvipc/shm /proc/sysvipc/msg /proc/sysvipc/sem >&2";
    let can_sandbox = Command::new(env!("CARGO_BIN_EXE_ipcsh"))
        .args(["--sandbox", "-c", ":"])
        .output()
        .is_ok_and(|output| output.status.success());
    let mut command = Command::new("timeout");
    command.args(["120", env!("CARGO_BIN_EXE_ipcsh")]);
    if can_sandbox {
        let text = format!("\"$SHELL_UNDER_TEST\" \"$@\"{left}");
        command.args(["--sandbox", "-c", &text, "problems"]);
    }
    let mut child = command
        .arg(path)
        .args(arguments)
        .env("SHELL_UNDER_TEST", env!("CARGO_BIN_EXE_ipcsh"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the shell starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "{script}: {}: {errors}",
        output.status
    );
    assert_eq!(errors, "", "{script}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn nobody_passes_a_barrier_before_all_have_arrived() {
    let lines = run("barrier", &["4", "5"], "");
    assert_eq!(lines.len(), 40);
    let mut arrived = BTreeMap::new();
    for line in &lines {
        let words = words(line);
        let (verb, round) = (words[2], words[3]);
        match verb {
            "arrives" => *arrived.entry(round).or_insert(0) += 1,
            "passes" => assert_eq!(arrived.get(round), Some(&4), "{lines:#?}"),
            _ => panic!("{line}"),
        }
    }
}

#[test]
fn no_fork_is_in_two_hands_and_everybody_eats() {
    let lines = run("philosophers", &["5", "4"], "");
    let mut in_hand = BTreeSet::new();
    let mut meals = BTreeMap::new();
    for line in &lines {
        let words = words(line);
        let forks = [words[3], words[4]];
        if words[2] == "takes" {
            assert!(
                forks.into_iter().all(|fork| in_hand.insert(fork)),
                "{lines:#?}"
            );
            *meals.entry(words[1]).or_insert(0) += 1;
        } else {
            assert!(
                forks.into_iter().all(|fork| in_hand.remove(fork)),
                "{lines:#?}"
            );
        }
    }
    assert!(in_hand.is_empty());
    assert_eq!(meals.into_values().collect::<Vec<_>>(), [4; 5]);
}

#[test]
fn the_smoker_whose_ingredients_lie_there_smokes() {
    let lines = run("smokers", &["8"], "");
    assert_eq!(lines.len(), 16);
    for pair in lines.chunks(2) {
        let (agent, smoker) = (words(&pair[0]), words(&pair[1]));
        assert_eq!(agent[..3], ["agent", "leaves", "out"]);
        assert_eq!(agent[3], smoker[0], "{pair:?}");
        assert_eq!(smoker.len(), 6);
    }
}

#[test]
fn every_item_is_consumed_once_and_in_its_producers_order() {
    let lines = run("producer-consumer", &["3", "2", "8"], "");
    let items: Vec<i32> = lines
        .iter()
        .map(|line| words(line)[3].parse().expect("a number"))
        .collect();
    let mut sorted = items.clone();
    sorted.sort_unstable();
    let wanted: Vec<i32> = (1..=3)
        .flat_map(|producer| (1..=8).map(move |item| producer * 1000 + item))
        .collect();
    assert_eq!(sorted, wanted);
    for consumer in ["1", "2"] {
        let own = lines.iter().filter(|line| words(line)[1] == consumer);
        let own: Vec<i32> = own
            .map(|line| words(line)[3].parse().expect("a number"))
            .collect();
        for producer in 1..=3 {
            let of_one = own.iter().filter(|item| *item / 1000 == producer);
            assert!(of_one.is_sorted(), "{lines:#?}");
        }
    }
}

#[test]
fn every_line_goes_through_one_of_the_filters() {
    let input: String = (1..=60).map(|n| format!("line {n}  \\t * -\n")).collect();
    let mut lines = run(
        "parallel-pipe",
        &["3", "sed", "s/line/LINE/"],
        &(input.clone() + "-\n\n"),
    );
    lines.sort();
    let mut wanted: Vec<String> = input
        .lines()
        .map(|line| line.replace("line", "LINE"))
        .collect();
    wanted.extend(["-".to_owned(), String::new()]);
    wanted.sort();
    assert_eq!(lines, wanted);
}

#[test]
fn equal_words_are_counted_by_one_worker() {
    let input = "to\nbe\nor\nnot\nto\nbe\n-\n".repeat(5);
    let lines = run("partitioner", &["3"], &input);
    let mut counts: Vec<(String, String)> = lines
        .iter()
        .map(|line| (words(line)[0].to_owned(), words(line)[1].to_owned()))
        .collect();
    counts.sort();
    let wanted = [
        ("-", "5"),
        ("be", "10"),
        ("not", "5"),
        ("or", "5"),
        ("to", "10"),
    ];
    assert_eq!(
        counts,
        wanted.map(|(word, count)| (word.to_owned(), count.to_owned()))
    );
}
