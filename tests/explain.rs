//! What `explain` shows is what `trace` then reports, and showing it changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test may stop at once, and tells its story in one piece"
)]

mod glass;

use std::path::Path;
use std::process::Command;

use glass::{compare, count, ended, faults, generate, lines, output, place, prepare, seed, shell};

#[test]
fn the_explanation_equals_the_trace() {
    let mut lines = lines();
    lines.extend(generate::lines(seed() + 2000, count(150), true));
    let faults = faults(&lines, compare::fault);
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// A thousand lines that are put together from parts.
fn generated() -> Vec<String> {
    let parts = lines();
    let mut seed = 12_345_u64;
    let mut next = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let joins = ["; ", " | ", " && ", " || ", " & "];
    let short: Vec<&String> = parts
        .iter()
        .filter(|l| !l.contains('\n') && !l.contains("exec "))
        .collect();
    (0..1000)
        .map(|_| {
            let (a, b) = (short[next() % short.len()], short[next() % short.len()]);
            let join = joins[next() % joins.len()];
            match next() % 4 {
                0 => format!("x{}=$(({a}){join}{b}); y=${{z:=1}}", next() % 9),
                1 => format!("{{ {a}\n}}{join}{b}"),
                _ => format!("{a}\n{b}"),
            }
        })
        .collect()
}

#[test]
fn a_thousand_explanations_change_nothing() {
    let place = place();
    let mut script = String::from("set >before; ls -l --time-style=full-iso >files.before 2>&1\n");
    for line in generated() {
        let quoted = line.replace('\'', "'\\''");
        script.push_str(&format!("explain '{quoted}' >/dev/null 2>&1\n"));
    }
    script.push_str("set >after; ls -l --time-style=full-iso >files.after 2>&1\n");
    std::fs::write(place.path().join("script"), script).unwrap();
    std::fs::write(place.path().join("after"), "").unwrap();
    std::fs::write(place.path().join("before"), "").unwrap();
    std::fs::write(place.path().join("files.after"), "").unwrap();
    let has_strace = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status();
    let mut command = if has_strace.is_ok_and(|status| status.success()) {
        let mut command = Command::new("strace");
        command.args([
            "-o",
            "strace",
            "-e",
            "trace=fork,vfork,clone,clone3,openat,execve",
        ]);
        command.arg(env!("CARGO_BIN_EXE_ipcsh"));
        command
    } else {
        Command::new(env!("CARGO_BIN_EXE_ipcsh"))
    };
    prepare(&mut command, place.path());
    let ended = command.arg("script").output().unwrap();
    assert!(
        ended.status.success(),
        "{:?}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    let without = |text: String| {
        let changing = [
            "LINENO",
            "SECONDS",
            "RANDOM",
            "EPOCH",
            "BASHPID",
            "_=",
            "BASH_LINENO",
        ];
        let kept = text
            .lines()
            .filter(|line| !changing.iter().any(|name| line.starts_with(name)));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without(read("before")), without(read("after")));
    let files: Vec<String> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !["strace", "files.before"].contains(&name.as_str()))
        .collect();
    assert_eq!(files.len(), 7, "{files:?}");
    if let Ok(seen) = std::fs::read_to_string(place.path().join("strace")) {
        let born = seen
            .lines()
            .filter(|l| l.starts_with("clone") || l.starts_with("vfork") || l.starts_with("fork"));
        assert_eq!(born.count(), 1, "only the first ls of the script itself");
        let opened: Vec<&str> = seen
            .lines()
            .filter(|line| line.contains("O_WRONLY") || line.contains("O_RDWR"))
            .filter(|line| {
                !line.contains("/dev/null") && !line.contains("before") && !line.contains("after")
            })
            .collect();
        assert!(opened.is_empty(), "{opened:?}");
    }
}

/// The text of an explanation.
fn explain(place: &Path, line: &str) -> String {
    let ended = output(shell(place, &["--explain"], line));
    String::from_utf8(ended.stdout).unwrap()
}

/// A line that is warned of, one that is not, and a part of the warning.
const WARNINGS: [(&str, &str, &str); 15] = [
    (
        "cat in 2>&1 >out | cat",
        "cat in >out 2>&1 | cat",
        "copies the descriptor before",
    ),
    ("sort <in >in", "sort <in >out", "is truncated before"),
    ("sort <in >in", "sort <in >>in", "is truncated before"),
    (
        "cat in >f >g",
        "cat in >f 2>g",
        "gets nothing: 1 leads to g",
    ),
    ("cat <fifo", "cat <in", "is a FIFO"),
    ("cat >fifo", "cat <>fifo", "is a FIFO"),
    ("echo a | { read x; }", "read x <in", "the variable is gone"),
    (
        "echo a | printf -v x %s b",
        "printf -v x %s b",
        "the variable is gone",
    ),
    (
        "{ cat in & cat old; } | cat",
        "{ cat in; cat old; } | cat",
        "has 2 writers",
    ),
    (
        "pipe p; cat in >&${p[1]}; :",
        "cat in | cat 4>&1 | cat",
        "keeps the write end",
    ),
    (
        "pipe p; cat <&${p[0]}; :",
        "pipe p; close ${p[1]}; cat <&${p[0]}; :",
        "it will never see the end of file",
    ),
    (
        "trap '' PIPE; cat in | cat",
        "trap '' PIPE; cat in",
        "SIGPIPE is ignored",
    ),
    (
        "shmget 0x4712 4096 creat",
        "shmget 0x4711 4096 creat,0600",
        "no mode bits",
    ),
    (
        "msgget -x 0x4712",
        "msgget -cx 0x4711",
        "IPC_EXCL without IPC_CREAT",
    ),
    (
        "semget -x 0x4712 1",
        "semget -c 0x4711 1",
        "IPC_EXCL without IPC_CREAT",
    ),
];

#[test]
fn each_warning_is_given_where_it_should_be_and_only_there() {
    let place = place();
    let made = Command::new("mkfifo")
        .arg(place.path().join("fifo"))
        .status()
        .unwrap();
    assert!(made.success());
    for (meant, harmless, part) in WARNINGS {
        let flat = |line: &str| explain(place.path(), line).replace("\n        ", "");
        let (warned, quiet) = (flat(meant), flat(harmless));
        assert_eq!(warned.matches(part).count(), 1, "{meant}\n{warned}");
        assert!(!quiet.contains(part), "{harmless}\n{quiet}");
    }
}

#[test]
fn the_order_of_redirections_is_shown_side_by_side() {
    let place = place();
    let text = explain(place.path(), "cat >f 2>&1");
    assert!(
        text.contains("as written: >f 2>&1") && text.contains("other way: 2>&1 >f"),
        "{text}"
    );
    assert!(!place.path().join("f").exists());
    // In a pipeline the copy is one of the pipe.
    let text = explain(place.path(), "cat in >f 2>&1 | cat");
    assert!(
        text.contains("2 -> the pipe") || text.contains("2 → the pipe"),
        "{text}"
    );
}

#[test]
fn what_a_descriptor_of_the_shell_is_named_by_is_open_in_an_explanation() {
    let place = place();
    let text = explain(place.path(), "cat 3< <(cat in); cat </dev/fd/78");
    assert!(!text.contains("/dev/fd/11\", O_RDONLY) = -1"), "{text}");
    assert!(
        text.contains("/dev/fd/78\", O_RDONLY) = -1 ENOENT"),
        "{text}"
    );
}

#[test]
fn the_text_of_a_here_document_and_where_it_goes_are_told() {
    let place = place();
    let text = explain(place.path(), "cat <<A <<B\none\nA\ntwo $(x)\nB\n");
    assert!(
        text.contains("-- writes 4 bytes of text into 4: one"),
        "{text}"
    );
    assert!(text.contains("into 4: two $(x)"), "{text}");
}

#[test]
fn one_part_of_a_construct_does_not_see_what_another_opened() {
    let table_at = |line: &str, program: &str| {
        let place = glass::place();
        let output = ended(shell(place.path(), &["--explain=json"], line)).unwrap();
        let rows = glass::rows(&String::from_utf8_lossy(&output.stdout));
        let row = rows
            .iter()
            .find(|row| row.call == "execve" && row.args.contains(program));
        row.unwrap_or_else(|| panic!("{line}: {rows:?}"))
            .fds
            .clone()
    };
    let choice = "if cat in; then exec 3>a; head in; else exec 4>b; tail in; fi; wc in";
    assert!(table_at(choice, "bin/head").contains("\"3\":\"file:a\""));
    let other = table_at(choice, "bin/tail");
    assert!(
        !other.contains("\"3\"") && other.contains("\"4\":\"file:b\""),
        "{other}"
    );
    // Afterwards either may be open.
    let after = table_at(choice, "bin/wc");
    assert!(
        after.contains("\"3\"") && after.contains("\"4\""),
        "{after}"
    );
    let case = "case $HOSTNAME in (a) exec 3>a;; (b) tail in;; esac; wc in";
    assert!(!table_at(case, "bin/tail").contains("\"3\""));
    assert!(table_at(case, "bin/wc").contains("\"3\""));
    // What a part closes is closed for that part only.
    let closing = "exec 5<in; if cat in; then exec 5<&-; else tail <&5; fi";
    assert!(table_at(closing, "bin/tail").contains("\"0\":\"file:in\""));
    // What belongs to the condition is seen by all.
    let condition = "if exec 3<in; cat in; then head <&3; else tail <&3; fi";
    assert!(table_at(condition, "bin/tail").contains("\"0\":\"file:in\""));
}

#[test]
fn eighty_columns_and_ascii_are_kept_to() {
    let place = place();
    for line in lines() {
        let mut command = shell(place.path(), &["--explain"], &line);
        command.env("LC_ALL", "C");
        let text = output(command).stdout;
        assert!(text.is_ascii(), "{line}");
        let text = String::from_utf8(text).unwrap();
        let long = text.lines().find(|line| line.len() > 80);
        assert!(long.is_none(), "{line}\n{long:?}");
    }
}

#[test]
fn the_c_program_does_the_same() {
    if Command::new("cc").arg("--version").output().is_err() {
        return; // no compiler here
    }
    let mut chosen: Vec<String> = [
        "cat <in | sort | uniq -c",
        "echo hello | tr a-z A-Z >out 2>&1; cat out",
        "sort <in >out; cat out; cat nosuch 2>&1",
        "exec 3<in; cat <&3",
        "(cat in; exit 0) | cat; :",
        "echo a >out; cat out",
        "sh -c 'exit 7'",
        "cat in | read x",
        "cat /dev/null | read x",
        "cat in | { read x; cat; } >out",
        "read x <in; cat <in",
        "sh -c 'exit 3' | exit 4; cat in",
        "cat 3< <(cat in)",
    ]
    .map(str::to_owned)
    .to_vec();
    let at_least = chosen.len() + 40;
    chosen.extend(lines().into_iter().step_by(3));
    let compiled = std::sync::atomic::AtomicUsize::new(0);
    let faults = faults(&chosen, |line| c_fault(line, &compiled));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let compiled = compiled.into_inner();
    assert!(compiled >= at_least, "only {compiled} programs");
}

/// What is wrong with the C program for `line`, if there is one.
fn c_fault(line: &str, compiled: &std::sync::atomic::AtomicUsize) -> Option<String> {
    let (mine, theirs) = (place(), place());
    let program = output(shell(theirs.path(), &["--explain=c"], line));
    if !program.status.success() {
        return None; // it says why there is none
    }
    std::fs::write(theirs.path().join("p.c"), &program.stdout).unwrap();
    let mut compiler = Command::new("cc");
    compiler
        .args(["-Wall", "-Wextra", "-Werror", "-o", "p", "p.c"])
        .current_dir(theirs.path());
    let made = output(compiler);
    if !made.status.success() {
        let told = String::from_utf8_lossy(&made.stderr).into_owned();
        return Some(format!("{line:.120}\n{told:.800}"));
    }
    compiled.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut run = Command::new(theirs.path().join("p"));
    prepare(&mut run, theirs.path());
    let here = glass::ended(shell(mine.path(), &[], line))?;
    let Some(there) = glass::ended(run) else {
        return Some(format!("{line:.120}\n  the program does not end"));
    };
    let files = |place: &Path| {
        ["out", "both", "rw", "in", "err"].map(|name| {
            std::fs::read(place.join(name)).ok().map(|text| {
                // Messages have other words.
                if name == "err" || name == "both" {
                    Vec::new()
                } else {
                    text
                }
            })
        })
    };
    let is_same = here.stdout == there.stdout
        && here.status.code() == there.status.code()
        && files(mine.path()) == files(theirs.path());
    (!is_same).then(|| {
        format!(
            "{line:.120}\n  shell   {:?} {:.100}\n  program {:?} {:.100}",
            here.status.code(),
            String::from_utf8_lossy(&here.stdout),
            there.status.code(),
            String::from_utf8_lossy(&there.stdout)
        )
    })
}
