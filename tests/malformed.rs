//! Malformed scripts get an answer: an error with a status from 1 to 125, or a run, but never a panic, a signal or a hang.
//!
//! Good scripts are cut off at any place and changed at random (always the same random), then only read (`-n`)
//! or run with nothing they could harm.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::random::Random;
use harness::sandbox::{End, Job, Outcome, Sandbox};

/// Every construct of the language, in ways that do no harm when a part of them is run.
const GOOD: [&str; 14] = [
    "if true; then echo a; elif false; then echo b; else echo c; fi\n",
    "for i in a \"b c\" $(echo d); do case $i in a|b*) echo \"$i\";; (*) : ;; esac; done\n",
    "while [ \"${x:-0}\" -lt 3 ]; do x=$((x + 1)); done; echo ${x%?} ${x##*a} \"${#x}\"\n",
    "f() { local v=$1; echo \"$v\" | { read r; echo \"${r:+set}\"; }; }; f 'a b' >/dev/null 2>&1\n",
    "cat <<E\n$x $(echo a `echo b`) $((1 << 2)) \\$\nE\necho end\n",
    "cat <<-'E' | tr a b\n\ttext $x\n\tE\n",
    "{ echo a; (echo b; exit 3) || echo $?; } | cat && ! false\n",
    "a=(1 2 'x y'); echo ${a[1]} ${#a[@]} \"${a[@]}\"; a[5]=z; a+=(q)\n",
    "[[ abc == a* && -n $x || ( 1 -lt 2 ) ]] && echo $'a\\tb\\x41' {1..3} {a,b}c\n",
    "for ((i = 0; i < 3; i++)); do ((i % 2)) || continue; done; echo $((i > 2 ? i : -i))\n",
    "echo ${v:-a} ${v:1:2} ${v/a/b} ${v^^} ${!v} $* \"$@\" $# $? $- $! $$ | cat <<<\"here $x\"\n",
    "alias l='echo x '; l; unalias l; trap 'echo t' EXIT; set -- a b; shift; eval 'echo $1'\n",
    "coproc cat; time true; function g { return 1; }; g || until true; do :; done\n",
    "x=~/a:~ y='q' z=\"w\" command -v echo 3>&1 4<&0 {fd}>/dev/null &\nwait\n",
];

/// What is put in, or in the place of something.
const SPLINTERS: [&[u8]; 40] = [
    b"(", b")", b"{", b"}", b"'", b"\"", b"`", b"$", b"${", b"$(", b"$((", b"))", b"<<", b"<<E",
    b"<", b">", b"&", b"|", b";", b";;", b"\\", b"\n", b"#", b"[", b"]", b"[[", b"]]", b"if ",
    b"then ", b"fi", b"do ", b"done", b"case ", b"esac", b"in ", b"!", b"*", b"=", b"\xff", b"\t",
];

#[test]
fn cut_off_scripts_are_answered() {
    for (number, script) in GOOD.iter().enumerate() {
        let script = script.as_bytes();
        // Each at eight places: 112 scripts.
        for part in 1..=8 {
            let end = script.len() * part / 9;
            answer(&format!("cut-{number}-{part}"), &script[..end]);
        }
    }
}

#[test]
fn changed_scripts_are_answered() {
    let mut random = Random::new(7);
    for number in 0..160 {
        let mut script = random.pick(&GOOD).as_bytes().to_vec();
        for _ in 0..=random.below(4) {
            change(&mut script, &mut random);
        }
        answer(&format!("changed-{number}"), &script);
    }
}

#[test]
fn random_bytes_are_answered() {
    let mut random = Random::new(11);
    for number in 0..40 {
        let script: Vec<u8> = (0..200)
            .map(|_| *random.pick(b"(){}'\"`$\\;&|<>\n #*?[]!=~a1-\xc3\x80 if do"))
            .collect();
        answer(&format!("bytes-{number}"), &script);
    }
}

#[test]
fn a_hundred_thousand_nested_parentheses_are_an_error() {
    for (number, (open, close)) in [
        ("(", ")"),
        ("$(", ")"),
        ("{ ", "}"),
        ("((", "))"),
        ("$((", "))"),
        ("if ", "fi"),
        ("${x-", "}"),
        ("\"$(", ")\""),
    ]
    .into_iter()
    .enumerate()
    {
        let script = format!("{}:{}\n", open.repeat(100_000), close.repeat(100_000));
        let outcome = run(&format!("deep-{number}"), script.as_bytes(), &["-n"]);
        let End::Exited(status) = outcome.end else {
            panic!("{open} repeated: {:?}", outcome.end)
        };
        assert!(
            (1..=125).contains(&status),
            "{open} repeated: status {status}"
        );
        assert!(!outcome.stderr.is_empty(), "{open} repeated: no message");
    }
}

#[test]
fn a_hundred_thousand_commands_in_a_list_are_no_problem() {
    for (number, separator) in [";", "\n", "&&", "||"].into_iter().enumerate() {
        let script = format!(":{}\n", format!("{separator}:").repeat(100_000));
        let outcome = run(&format!("long-{number}"), script.as_bytes(), &[]);
        assert_eq!(
            outcome.end,
            End::Exited(0),
            "with {separator:?}: {}",
            String::from_utf8_lossy(&outcome.stderr)
        );
    }
}

#[test]
fn unfinished_nesting_is_an_error() {
    for (number, open) in [
        "(",
        "$(",
        "{ ",
        "${x-",
        "`",
        "\"",
        "'",
        "if ",
        "case x in (",
        "f() {",
        "$((",
    ]
    .into_iter()
    .enumerate()
    {
        for count in [1, 3, 1000] {
            let script = open.repeat(count);
            let outcome = run(
                &format!("open-{number}-{count}"),
                script.as_bytes(),
                &["-n"],
            );
            // Two backquotes or quotes close each other.
            let is_closed = ["`", "\"", "'"].contains(&open) && count % 2 == 0;
            assert!(
                is_closed || matches!(outcome.end, End::Exited(1..=125)),
                "{count} times {open:?}: {:?}",
                outcome.end
            );
        }
    }
}

/// Takes away, doubles, exchanges or puts in something.
fn change(script: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(script.len() + 1);
    let end = (at + random.below(6)).min(script.len());
    match random.below(4) {
        0 => drop(script.drain(at..end)),
        1 => {
            let part = script[at..end].to_vec();
            script.splice(at..at, part);
        }
        2 => drop(script.splice(at..end, random.pick(&SPLINTERS).iter().copied())),
        _ => drop(script.splice(at..at, random.pick(&SPLINTERS).iter().copied())),
    }
}

/// The script is read, and run where it cannot do more than print and make files in its own directory.
fn answer(name: &str, script: &[u8]) {
    for flags in [&["-n"][..], &[]] {
        let outcome = run(name, script, flags);
        let shown = String::from_utf8_lossy(script);
        let End::Exited(status) = outcome.end else {
            panic!("{name} {flags:?}: {:?}\n{shown}", outcome.end)
        };
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        assert!(
            !stderr.contains("panicked"),
            "{name} {flags:?}: {stderr}\n{shown}"
        );
        assert!(
            status <= 127,
            "{name} {flags:?}: status {status}: {stderr}\n{shown}"
        );
        assert!(
            flags.is_empty() || status == 0 || status == 2,
            "{name} {flags:?}: status {status}: {stderr}\n{shown}"
        );
        assert!(
            flags.is_empty() || status == 0 || !stderr.is_empty(),
            "{name}: no message\n{shown}"
        );
    }
}

fn run(name: &str, script: &[u8], flags: &[&str]) -> Outcome {
    let base = tempfile::Builder::new()
        .prefix("ipcsh-malformed.")
        .tempdir()
        .unwrap();
    let sandbox = Sandbox::new(base.path(), name).unwrap();
    let path = sandbox.write_aside("script", script).unwrap();
    let mut argv = vec![env!("CARGO_BIN_EXE_ipcsh").into()];
    argv.extend(flags.iter().map(std::ffi::OsString::from));
    argv.push(path.into());
    let limit = Duration::from_secs(60);
    sandbox
        .run(&Job {
            argv,
            limit,
            ..Job::default()
        })
        .unwrap()
}
