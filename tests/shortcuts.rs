//! With `set +o shortcuts` every subshell and substitution has a process of its own: nobody can tell the difference.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::process::{Command, Output, Stdio};

#[path = "harness/mod.rs"]
mod harness;

use harness::generate;
use harness::sandbox::{Job, Sandbox};

const IPCSH: &str = env!("CARGO_BIN_EXE_ipcsh");

/// What tries to see whether there is a process. Each is run with and without shortcuts.
const OBSERVERS: [&str; 71] = [
    // The process itself.
    "a=$BASHPID; b=$(echo $BASHPID); [ $a = $b ] && echo same || echo other",
    "a=$BASHPID; (b=$BASHPID; [ $a = $b ] && echo same || echo other)",
    "(echo $(( BASHPID != $$ ))); :",
    "a=$(sh -c 'echo $PPID'); [ $a = $$ ] && echo same || echo other",
    "f() { [ $BASHPID = $$ ] && echo same || echo other; }; x=$(f); echo $x; (f)",
    "x=$(echo $$); [ $x = $$ ] && echo same",
    // The last command of a shell may stay in its process, so something follows.
    "x=BASHPID; (echo $((x == $$))); y=$(echo $((x == $$))); echo $y $((x == $$))",
    "x=BASHPID; (a=$((x)); echo $((a == x)); (echo $((a == x))); echo $((a == x))); :",
    "x=BASHPID; (a[x]=1; echo $((${!a[@]} == $$))); [[ x -eq $$ ]] && echo own; :",
    "p=/proc/self/stat; (read -r pid r <$p; [ $pid = $$ ] && echo same || echo other); :",
    "set -- /proc/self/stat; x=$(read -r pid r <$1; [ $pid = $$ ] && echo same || echo other); echo $x",
    "cd /proc; (read -r pid r <self/stat; [ $pid = $$ ] && echo same || echo other); :",
    "exec >f; f=/dev/stdout; x=$([ -p $f ] && echo p || echo no); echo $x; cat f >&2",
    "exec >f; a=(/dev/fd/1); x=$([ -p ${a[0]} ] && echo p || echo no); echo $x; cat f >&2",
    "exec 3>&1 >f; f() { [ -p $1 ] && echo p || echo no; }; g() { x=$(f \"$@\"); }; g /dev/fd/1; echo $x >&3",
    "exec 3>&1 >f; cd /dev; x=$([ -p stdout ] && echo p || echo no); echo $x >&3",
    "f=/dev/fd/1; x=$([ a -eq b ] 2>$f); echo \"[$x]\"",
    // Who dies of a closed pipe.
    "{ (while echo a; do :; done); echo $? >&3; } 3>f | read -r l; wait; until [ -s f ]; do :; done; cat f",
    "{ (while echo a; do :; done); echo b; echo no >&3; } 3>f | read -r l; wait; cat f; echo ${PIPESTATUS[0]}",
    // The last stage of a pipeline.
    "x=1; echo 5 | read -r x; echo $x $? ${PIPESTATUS[@]}; echo 6 | { read -r x; echo $x; y=3; }; echo $x ${y-unset}",
    "printf '1\\n2\\n3\\n' | while read -r x; do n=$((n + x)); echo $n; [ $x = 2 ] && break; done; echo ${n-unset} $?",
    "false | true; echo $? ${PIPESTATUS[@]}; set -o pipefail; (exit 3) | true; echo $?; (exit 3) | (exit 4); echo $?; ! true | false; echo $?",
    "set -e; true | { false; echo no; } || echo $?; true | { false; echo no; }; echo never",
    "echo a | { exit 7; }; echo $?; f() { return 5; }; echo a | f; echo $?; for i in 1 2; do echo a | { break; echo no; }; echo $? $i; done",
    "set -- a b; echo x | shift; echo $#; echo x | { shift; echo $1; }; echo $1; echo x | { set -f; }; case $- in *f*) echo on;; esac",
    "while echo a; do :; done | { read -r x; echo $x; }; echo ${PIPESTATUS[0]}; yes | :; echo ${PIPESTATUS[0]} $?",
    "printf 'a\\nb\\nc\\n' >f; { read -r x; echo 1 | { read -r y; echo $y; }; read -r z; echo $x $z; } <f; echo p | read -r q <f; cat f | { read -r a; read -r b; echo $a $b; }",
    "echo a | { readonly r=1; r=2; echo no; }; echo $?; r=3; echo $r; echo b | { : ${nope?gone}; echo no; } 2>/dev/null; echo $?",
    "seq 9 | sort -r | { read -r a; read -r b; echo $a $b; }; echo 1 | { echo 2 | { read -r x; echo $x; }; read -r y; echo $y; }; { echo a; echo b; } | (read -r x; read -r y; echo $y $x)",
    "echo a |& read -r x; { echo e >&2; } |& { read -r x; echo $x; }; x=$(echo a | { read -r y; echo b$y; }); echo $x; echo a | echo b >f; cat f",
    "echo x | { [ -t 0 ] || echo no; [ -p /dev/stdin ] && echo pipe; read -r y; echo $BASHPID | { read -r p; [ $p = $$ ] || echo other; }; }",
    "trap 'echo bye' EXIT; echo a | { read -r x; echo $x; exit 3; }; echo $?; exec <&-; echo a | { read -r x; echo $x; }; read -r x 2>/dev/null; echo $?",
    "exec >&-; echo a | { read -r x; echo $x >&2; }; echo a 2>/dev/null | { read -r x; } 2>&1; echo done >&2",
    // Variables, parameters, options, functions, aliases.
    "x=1; (x=2; y=3; echo $x $y); echo $x ${y-unset}",
    "x=$(: ${q:=5}; echo $q); echo $x ${q-unset}",
    "x=$(echo ${q=5}); echo $x ${q-unset}",
    "x=$(echo $((n = 7))); echo $x ${n-unset}",
    "x=1; (unset x; echo ${x-unset}); echo $x",
    "(readonly r=1; r=2; echo no); echo $?; r=3; echo $r",
    "(export v=1; env | grep -c '^v='); env | grep -c '^v='",
    "(export v=1; echo $v); env | grep -c '^v='",
    "set -- a b c; (shift; echo $# $1); echo $# $1; (set -- z; echo $1); echo $1",
    "(set -f; echo /*/nothing); case $- in *f*) echo on;; *) echo off;; esac",
    "(set -e; false; echo no); echo $?; false; echo on",
    "set -e; x=$(false; echo on); echo $x; (false; echo no) || echo $?",
    "set -e; (false; echo no); echo never",
    "(f() { echo inner; }; f); f 2>/dev/null || echo none",
    "(alias a=echo; alias a); alias a 2>/dev/null || echo none",
    "(IFS=:; v=a:b; for i in $v; do echo $i; done); v='a b:c'; for i in $v; do echo $i; done",
    "(getopts ab o -a -b; echo $o $OPTIND); getopts ab o -a -b; echo $o $OPTIND",
    "set -- -ab; getopts ab o; (getopts ab o; echo $o); getopts ab o; echo $o",
    "a=(1 2 3); (a[1]=x; a+=(4); echo ${a[@]}); echo ${a[@]}",
    "(SECONDS=1000; [ $SECONDS -ge 1000 ] && echo later); [ $SECONDS -lt 1000 ] && echo now",
    // Leaving.
    "x=$(echo a; exit 3; echo b); echo $? $x; (exit 4); echo $?; (exit 256); echo $?",
    "f() { (return 7; echo no); echo $?; x=$(return 8); echo $?; }; f",
    "for i in 1 2; do (break; echo no); echo $i; done",
    "for i in 1 2; do (continue; echo no); x=$(continue; echo no); echo $i $x; done",
    "(: ${nope:?wanted}; echo no) 2>/dev/null; echo $?",
    "x=$(readonly y=1; y=2; echo no) 2>/dev/null; echo $? $x",
    "f() { (f) ; }; echo ready",
    // Traps and signals.
    "trap 'echo end' EXIT; (echo in; exit 2); x=$(echo sub); echo $x",
    "(trap 'echo sub end' EXIT; echo in); echo out",
    "trap 'echo got' USR1; (kill -USR1 $$; echo sent); echo after",
    "trap 'echo err' ERR; (false; echo in); x=$(false); echo $?",
    "(kill -TERM $BASHPID; echo no); echo $?",
    // The kernel's part of the environment.
    "cd /; (cd /tmp; pwd); pwd; x=$(cd /tmp && pwd); echo $x; pwd",
    "umask 022; (umask 077; umask); umask; (ulimit -n 20; ulimit -n); [ $(ulimit -n) != 20 ] && echo more",
    "(exec 3>&1; echo x >&3); { echo y >&3; } 2>/dev/null || echo closed",
    "(exec echo gone; echo no); echo on; x=$(: & echo ${!:+set}); echo $x ${!-none}",
    // Where output goes.
    "x=$( (echo a; echo b >&2) 2>&1 ); echo \"$x\"; y=$(echo c >&2) 2>/dev/null; echo \"[$y]\"; (echo d) >f; (echo e >>f); read l <f; echo $l",
    "z=$({ echo a; echo b >&2; } 2>/dev/null; [ -t 1 ] || echo pipe; [ -p /dev/stdout ] && echo p); echo \"$z\"",
];

/// What needs no process.
const CHEAP: [&str; 9] = [
    "(x=1; echo $x)",
    "x=$(echo a)",
    "f() { local y=$1; echo \"$((y * 2))\"; }; x=$(f 4); [ $x = 8 ]",
    "x=$(printf '%s' \"$(echo inner)\")",
    "(exit 3)",
    "trap ':' EXIT; (echo a); x=$(true; echo b)",
    "x=$(for i in 1 2 3; do case $i in 2) echo two;; esac; done)",
    "(read -r line; echo \"$line\") </dev/null",
    "x=$(echo a 2>/dev/null); (echo b) >/dev/null",
];

fn run(flags: &[&str], script: &str) -> Output {
    let place = tempfile::tempdir().unwrap();
    Command::new("timeout")
        .args(["60", IPCSH])
        .args(flags)
        .args(["-c", script, "script"])
        .current_dir(place.path())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn nobody_sees_that_there_is_no_process() {
    for script in OBSERVERS {
        let (short, long) = (run(&[], script), run(&["+o", "shortcuts"], script));
        assert_eq!(
            (String::from_utf8_lossy(&short.stdout), short.status),
            (String::from_utf8_lossy(&long.stdout), long.status),
            "{script}"
        );
    }
}

#[test]
fn generated_scripts_do_the_same_with_and_without_shortcuts() {
    let base = tempfile::tempdir().unwrap();
    let run = |flags: &[&str], seed: u64, script: &str| {
        let name = format!("{seed}-{}", flags.len());
        let sandbox = Sandbox::new(base.path(), &name).unwrap();
        let path = sandbox.write_aside("script", script.as_bytes()).unwrap();
        let mut argv = vec![IPCSH.into()];
        argv.extend(flags.iter().map(Into::into));
        argv.push(path.into());
        let outcome = sandbox
            .run(&Job {
                argv,
                limit: std::time::Duration::from_secs(60),
                ..Job::default()
            })
            .unwrap();
        let output = String::from_utf8_lossy(&outcome.stdout).replace(&name, "it"); // in messages
        (output, outcome.end.status())
    };
    for seed in 5_000_000..5_000_300 {
        // As a whole in a subshell, so that all of it is tried.
        let script = format!("(\n{}\n)\n", generate::script(seed));
        let short = run(&[], seed, &script);
        let long = run(&["+o", "shortcuts"], seed, &script);
        assert_eq!(short, long, "seed {seed}\n{script}");
    }
}

#[test]
fn what_is_plain_makes_no_process() {
    let is_there = Command::new("strace").arg("-V").output().is_ok();
    if !is_there {
        eprintln!("strace is not installed: not tested");
        return;
    }
    for script in CHEAP {
        let output = Command::new("strace")
            .args([
                "-f",
                "-qq",
                "-e",
                "trace=clone,clone3,fork,vfork",
                IPCSH,
                "-c",
            ])
            .arg(script)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{script}");
    }
}
