//! The shell on a small stack: whatever is nested, and however deep, the answer is a message and not a crash.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Sizes of the stack in KiB, as `ulimit -s` takes them.
const STACKS: [u32; 3] = [256, 1000, 8192];

/// How deep things are nested: far more than any of the stacks holds.
const LEVELS: usize = 20_000;

/// What nests: before, inside, after.
const NESTS: [(&str, &str, &str); 27] = [
    // The parser, and the dropping of what it read.
    ("( ", ":", ")"),
    ("{ ", ":;", " };"),
    ("if ", ":;", " then :; fi;"),
    ("while ", "false;", "do :; done;"),
    ("until ", ":;", "do :; done;"),
    ("for i in a; do ", ":;", " done;"),
    ("case x in x) ", ":", ";; esac"),
    ("f() { ", ":;", " };"),
    ("! ", ":", ""),
    (": && ", ":", ""),
    (": | ", ":", ""),
    ("[[ ( ", "a", " ) ]]"),
    ("x=( ", "a", " )"),
    // Expansions.
    (": $(", ":", ")"),
    (": \"$(", ":", ")\""),
    (": <(", ":", ")"),
    (": ${x-", "a", "}"),
    (": \"${x-", "a", "}\""),
    (": ${x#", "a", "}"),
    (": $((1+", "1", "))"),
    (": $((", "1", "))"),
    (": ${x:", "1", "}"),
    (": {a,", "b", "}"),
    (": @(", "a", ")"),
    ("((", "1", "))"),
    (": `", ":", "`"),
    ("cat <<E\n$(", ":", ")\nE\n"),
];

/// Those of them that are done, too.
const RUNNABLE: [&str; 6] = [
    "{ ",
    "if ",
    "for i in a; do ",
    "case x in x) ",
    "! ",
    ": && ",
];

/// What grows inside a word, an expression or a pattern: start, what is repeated, the middle, what closes, the end.
const INNER: [(&str, &str, &str, &str, &str); 13] = [
    ("echo $((", "1+", "1", "", "))"),
    ("echo $((", "(", "1", ")", "))"),
    ("echo $((", "-", "1", "", "))"),
    ("echo $((", "1+(", "1", ")", "))"),
    ("echo $((", "1?", "1", ":1", "))"),
    ("echo $((", "a=", "1", "", "))"),
    ("echo $((", "2**", "1", "", "))"),
    ("echo ", "${x-", "a", "}", ""),
    ("echo ", "{a,", "b", "}", ""),
    ("case a in ", "@(a|", "b", ")", ") ;; esac"),
    ("[[ ", "! ", "a", "", " ]]"),
    ("[[ a && ", "( ", "a", " )", " ]]"),
    ("[[ a =~ ", "(", "a", ")", " ]]"),
];

/// What nests while it runs.
const RUNS: [&str; 16] = [
    "f() { f; }; f",
    "f() { f \"$@\" x; }; f",
    "f() { (f); }; f",
    "f() { : \"$(f)\"; }; f",
    "f() { eval f; }; f",
    "f() { if f; then :; fi; }; f",
    "f() { for i in 1; do f; done; }; f",
    "f() { f >/dev/null; }; f",
    "f() { command eval 'f'; }; f",
    "e='eval \"$e\"'; eval \"$e\"",
    "e='x=1 eval \"$e\"'; eval \"$e\"",
    "echo '. ./d' >d; . ./d",
    "a='b+1' b='a+1'; echo $((a))",
    "x='${x}'; i=0; while [ $i -lt 3000 ]; do y=\"($y\" z=\"$z)\"; i=$((i+1)); done; echo $((${y}1${z}))",
    "i=0; while [ $i -lt 3000 ]; do y=\"( $y\" z=\"$z )\"; i=$((i+1)); done; eval \"$y : $z\"",
    "i=0; while [ $i -lt 3000 ]; do y=\"! ( $y\" z=\"$z )\"; i=$((i+1)); done; eval \"[ $y a $z ]\"",
];

/// Runs the shell with a stack of `stack` KiB on `script`.
fn run(stack: u32, script: &str) -> Output {
    let place = tempfile::tempdir().expect("a directory can be made");
    let file = place.path().join("script");
    fs::write(&file, script).expect("a file can be written");
    let child = Command::new("sh")
        .args(["-c", "ulimit -s \"$1\"; shift; exec \"$@\"", "sh"])
        .arg(stack.to_string())
        .arg(env!("CARGO_BIN_EXE_ipcsh"))
        .arg(&file)
        .current_dir(place.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sh can be started");
    child.wait_with_output().expect("it can be waited for")
}

/// Checks that the shell ended by itself and, if it refused something, said so.
fn judge(stack: u32, script: &str) {
    let start = Instant::now();
    let output = run(stack, script);
    let shown: String = script.chars().take(60).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.signal(),
        None,
        "{stack} KiB: {shown}: {:?}: {said:.200}",
        output.status
    );
    let code = output.status.code();
    assert!(
        code.is_some_and(|code| code < 128),
        "{stack} KiB: {shown}: {code:?}: {said:.200}"
    );
    // 0 and 1 are truth and falsehood: what was read was done.
    assert!(
        matches!(code, Some(0 | 1)) || !said.is_empty(),
        "{stack} KiB: {shown}: nothing was said"
    );
    assert!(
        start.elapsed() < Duration::from_secs(120),
        "{stack} KiB: {shown}"
    );
}

#[test]
fn what_is_nested_in_the_text_is_refused() {
    for stack in STACKS {
        for (open, inside, close) in NESTS {
            // What is no nesting would be done; it is read only.
            let (open_all, close_all) = (open.repeat(LEVELS), close.repeat(LEVELS));
            let whole = ["if false; then\n", &open_all, inside, &close_all, "\nfi\n"].concat();
            judge(stack, &whole);
            // As deep as the parser allows, and then a little less.
            for levels in [5, 150, 990] {
                let some = [&open.repeat(levels), inside, &close.repeat(levels), "\n"].concat();
                // What would make a process for each level, or never end, is only read.
                if RUNNABLE.contains(&open) {
                    judge(stack, &some);
                } else {
                    judge(stack, &["if false; then\n", &some, "\nfi\n"].concat());
                }
            }
        }
    }
}

#[test]
fn what_is_nested_in_a_word_is_refused() {
    for stack in STACKS {
        for (start, open, inside, close, end) in INNER {
            for levels in [20, 200, 900, LEVELS] {
                let (open, close) = (open.repeat(levels), close.repeat(levels));
                judge(stack, &[start, &open, inside, &close, end, "\n"].concat());
            }
        }
    }
}

#[test]
fn what_is_nested_by_running_is_refused() {
    for stack in STACKS {
        for script in RUNS {
            judge(stack, script);
        }
    }
}

#[test]
fn a_small_stack_is_enough_for_an_ordinary_script() {
    let script = "f() { if [ \"$1\" -gt 0 ]; then echo \"$(($1 * 2)) ${x:-none}\"; fi; }\nfor i in 1 2; do f $i | tr a-z A-Z; done\n";
    let output = run(512, script);
    assert_eq!(output.stdout, b"2 NONE\n4 NONE\n");
}
