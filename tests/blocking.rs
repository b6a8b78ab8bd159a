//! Every builtin that can block: Ctrl-C ends it with 130, `-t` with 124, `-n` makes it status 4, a trapped signal runs
//! its trap and the call goes on, and what is removed under a sleeper is `EIDRM`.
//!
//! Nothing waits for time: a sleeper is seen in `/proc`, everything else by what was written.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;
use std::time::{Duration, Instant};

#[path = "pty/terminal.rs"]
#[allow(
    dead_code,
    reason = "the terminal offers more than these tests ask for"
)]
mod terminal;

use terminal::{SHELL, Terminal};

/// Only failures take this long.
const LIMIT: Duration = Duration::from_secs(30);

/// One call that blocks.
struct Row {
    /// What it is, for people.
    name: &'static str,
    /// Makes the objects, so that the call has to wait.
    setup: &'static str,
    /// The name of the builtin, and the rest of the call.
    call: (&'static str, &'static str),
    /// What another process does to let it go on; nothing when only time could.
    wake: &'static str,
    /// Whether it has `-t`, and `-n`.
    limits: (bool, bool),
}

const fn row(
    name: &'static str,
    setup: &'static str,
    call: (&'static str, &'static str),
    wake: &'static str,
) -> Row {
    Row {
        name,
        setup,
        call,
        wake,
        limits: (true, true),
    }
}

/// A call that has `-t`, but not `-n`.
const fn timed(row: Row) -> Row {
    Row {
        limits: (true, false),
        ..row
    }
}

const ROWS: &[Row] = &[
    timed(row(
        "opening a FIFO to read",
        "mkfifo f",
        ("sysopen", "-v r f O_RDONLY"),
        "exec 5>f",
    )),
    timed(row(
        "opening a FIFO to write",
        "mkfifo f",
        ("sysopen", "-v w f O_WRONLY"),
        "exec 5<f",
    )),
    row(
        "reading an empty pipe",
        "pipe r w",
        ("sysread", "$r"),
        "syswrite $w x",
    ),
    row(
        "writing into a full pipe",
        "pipe r w; pipesz -s 4K $w >/dev/null; syswrite -z 4096 $w",
        ("syswrite", "$w x"),
        "sysread -v x -f hex $r 4096",
    ),
    row(
        "reading an eventfd that is 0",
        "eventfd -v e",
        ("sysread", "-f u64 $e"),
        "syswrite -f u64 $e 1",
    ),
    row(
        "adding to a full eventfd",
        "eventfd -v e; syswrite -f u64 $e 18446744073709551614",
        ("syswrite", "-f u64 $e 1"),
        "sysread -f u64 $e",
    ),
    row(
        "reading a signalfd",
        "sigprocmask -v old SIG_BLOCK USR2; signalfd -v s USR2",
        ("sysread", "-f siginfo $s"),
        "kill -s USR2 $$",
    ),
    row(
        "reading a timer that does not expire",
        "timerfd -v t 100h",
        ("sysread", "-f u64 $t"),
        "",
    ),
    row(
        "splicing from an empty pipe",
        "pipe r w; pipe r2 w2",
        ("splice", "$r $w2 1"),
        "syswrite $w x",
    ),
    row(
        "copying from an empty pipe with tee",
        "pipe r w; pipe r2 w2",
        ("systee", "$r $w2"),
        "syswrite $w x",
    ),
    timed(row(
        "sending a file into a full pipe",
        "pipe r w; pipesz -s 4K $w >/dev/null; syswrite -z 4096 $w; echo text >f; sysopen -v f f O_RDONLY",
        ("sendfile", "$w $f 5"),
        "sysread -v x -f hex $r 4096",
    )),
    row(
        "receiving from an empty queue",
        "msgget -v q IPC_PRIVATE 0600",
        ("msgrcv", "$q"),
        "msgsnd $q 1 x",
    ),
    row(
        "sending into a full queue",
        "msgget -v q IPC_PRIVATE 0600; printf -v x '%8192s' ''; while msgsnd -q -n $q 1 \"$x\"; do :; done",
        ("msgsnd", "$q 1 \"$x\""),
        "msgrcv -v y $q",
    ),
    row(
        "taking from a semaphore that is 0",
        "semget -v s -i 0 IPC_PRIVATE",
        ("semop", "$s 0:-1"),
        "semop $s 0:1",
    ),
    row(
        "waiting for a semaphore to be 0",
        "semget -v s -i 1 IPC_PRIVATE",
        ("semop", "$s 0:0"),
        "semop $s 0:-1",
    ),
    row(
        "receiving from an empty POSIX queue",
        "mq_open -v q /ipcsh-blocking-$$ O_CREAT,O_RDWR maxmsg=1,msgsize=8; mq_unlink /ipcsh-blocking-$$",
        ("mq_receive", "$q"),
        "mq_send $q x",
    ),
    row(
        "sending into a full POSIX queue",
        "mq_open -v q /ipcsh-blocking-$$ O_CREAT,O_RDWR maxmsg=1,msgsize=8; mq_unlink /ipcsh-blocking-$$; mq_send $q x",
        ("mq_send", "$q y"),
        "mq_receive $q",
    ),
    row(
        "taking a POSIX semaphore that is 0",
        "sem_open -v s /ipcsh-blocking-$$ O_CREAT 0; sem_unlink /ipcsh-blocking-$$",
        ("sem_wait", "$s"),
        "sem_post $s",
    ),
    timed(row(
        "locking what another has locked",
        ": >f; sysopen -v a f O_RDWR; sysopen -v b f O_RDWR; flock $a",
        ("flock", "$b"),
        "flock -u $a",
    )),
    timed(row(
        "locking a record that another has locked",
        ": >f; sysopen -v a f O_RDWR; sysopen -v b f O_RDWR; fcntl $a F_OFD_SETLK F_WRLCK 0 0",
        ("fcntl", "$b F_OFD_SETLKW F_WRLCK 0 0"),
        "fcntl $a F_OFD_SETLK F_UNLCK 0 0",
    )),
    row(
        "accepting when nobody connects",
        "listen -v l unix:sock",
        ("accept", "-v a $l"),
        "connect -v c unix:sock",
    ),
    row(
        "connecting when too many wait",
        "listen -v l -b 0 unix:sock; connect -v c unix:sock",
        ("connect", "-v d unix:sock"),
        "accept -v a $l",
    ),
    row(
        "receiving when nothing was sent",
        "socketpair s",
        ("recv", "${s[0]}"),
        "send ${s[1]} x",
    ),
    row(
        "receiving a message and its sender",
        "socketpair dgram s",
        ("recvfrom", "${s[0]}"),
        "send ${s[1]} x",
    ),
    row(
        "receiving a descriptor",
        "socketpair s",
        ("recvfd", "-v got ${s[0]}"),
        "sendfd ${s[1]} 0",
    ),
    row(
        "sending to who does not read",
        "socketpair dgram s; while send -q -n ${s[0]} x; do :; done",
        ("send", "${s[0]} x"),
        "recv ${s[1]}",
    ),
    row("polling", "pipe r w", ("poll", "$r"), "syswrite $w x"),
    row(
        "waiting on a futex",
        "mmap -v a -a 4K",
        ("futex", "wait $a 0"),
        "atomic $a store 1; until [ \"$(futex wake $a)\" = 1 ]; do :; done",
    ),
    row(
        "waiting for a signal",
        "",
        ("sigwait", "USR2"),
        "kill -s USR2 $$",
    ),
    row(
        "waiting for a child",
        "{ execve /bin/sleep 1000; } & child=$!",
        ("waitpid", "$child"),
        "kill -s KILL $child",
    ),
];

/// Runs a script in a directory of its own: what it printed.
fn run(script: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("timeout")
        .args(["--kill-after=1", "60", SHELL, "-c", script])
        .current_dir(home.path())
        .output()
        .unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        text.push_str(&format!("({})\n", output.status));
    }
    text
}

/// Runs a script for every row that wants it; tells of all that did not print what they should.
fn for_each(wanted: impl Fn(&Row) -> bool, expected: &str, script: impl Fn(&Row) -> String) {
    let mut wrong = String::new();
    for row in ROWS.iter().filter(|row| wanted(row)) {
        let got = run(&script(row));
        if got != expected {
            wrong.push_str(&format!("{}: {got:?}\n", row.name));
        }
    }
    assert!(wrong.is_empty(), "not {expected:?}:\n{wrong}");
}

/// Before each script: what it makes goes with it, and children that nobody needs any more too.
const PROLOGUE: &str = "set -o ipcclean; trap 'kill -s KILL $child 2>/dev/null' EXIT\n";

/// The call with one more option; only its status is looked at.
fn with_option(row: &Row, option: &str) -> String {
    let (name, rest) = row.call;
    format!(
        "{PROLOGUE}{}\n{name} -q {option} {rest} >/dev/null; echo $?",
        row.setup
    )
}

#[test]
fn a_time_limit_ends_the_call_with_124() {
    for_each(
        |row| row.limits.0,
        "124\n",
        |row| with_option(row, "-t 1ms"),
    );
}

#[test]
fn without_blocking_the_status_is_4() {
    for_each(|row| row.limits.1, "4\n", |row| with_option(row, "-n"));
}

/// A process that waits until the shell sleeps, and then does something to it.
const OTHER: &str = "
asleep() { until read -r pid name state rest </proc/$$/stat && [[ $state == S ]]; do :; done; }
";

#[test]
fn a_trapped_signal_runs_its_trap_and_the_call_goes_on() {
    for_each(
        |row| !row.wake.is_empty(),
        "before\ntrapped\nawake\n",
        |row| {
            let (name, rest) = row.call;
            format!(
                "{PROLOGUE}{OTHER}
trap 'echo trapped >>log' USR1
{}
{{
    until [ -s log ]; do :; done; asleep; kill -s USR1 $$
    until grep -q trapped log; do :; done
    asleep; {}
}} >/dev/null &
echo before >log
{name} {rest} >/dev/null && echo awake >>log
wait
cat log",
                row.setup, row.wake
            )
        },
    );
}

#[test]
fn with_eintr_the_trap_ends_the_call() {
    for_each(
        |row| !row.wake.is_empty() && !matches!(row.call.0, "waitpid" | "fcntl"),
        "before\ntrapped\n1 EINTR\n",
        |row| {
            let (name, rest) = row.call;
            format!(
                "{PROLOGUE}{OTHER}
trap 'echo trapped >>log' USR1
{}
{{ until [ -s log ]; do :; done; asleep; kill -s USR1 $$; }} &
echo before >log
{name} -q --eintr {rest} >/dev/null; echo $? $ERRNAME >>log
wait $!
cat log",
                row.setup
            )
        },
    );
}

#[test]
fn an_object_that_is_removed_under_a_sleeper_is_eidrm() {
    let removed = ["msgrcv", "msgsnd", "semop"];
    for_each(
        |row| removed.contains(&row.call.0),
        "1 EIDRM\n",
        |row| {
            let (name, rest) = row.call;
            let remove = if name == "semop" {
                "ipcrm -s $s"
            } else {
                "ipcrm -q $q"
            };
            format!(
                "{PROLOGUE}{OTHER}
{}
{{ until [ -s log ]; do :; done; until [ -n \"$(ipcs --waiters 2>/dev/null | grep -w $$)\" ]; do :; done; {remove}; }} &
echo before >log
{name} -q {rest}; echo $? $ERRNAME
wait",
                row.setup
            )
        },
    );
}

#[test]
fn ctrl_c_ends_every_call_with_130() {
    press_ctrl_c();
}

/// `cargo test --test blocking -- --ignored --nocapture` shows how long it takes from the key to the prompt.
#[test]
#[ignore = "a measurement"]
fn the_delay_from_ctrl_c_to_the_prompt() {
    let mut delays: Vec<_> = (0..5).flat_map(|_| press_ctrl_c()).collect();
    delays.sort_unstable();
    let at = |percent: usize| delays[(delays.len() - 1) * percent / 100];
    for percent in [0, 50, 90, 99, 100] {
        eprintln!("{percent:3} %: {:?} ({})", at(percent).0, at(percent).1);
    }
}

/// How long each call took to end.
fn press_ctrl_c() -> Vec<(Duration, &'static str)> {
    let mut delays = Vec::new();
    let mut terminal = Terminal::shell();
    terminal.run("set -o ipcclean +m; PS2=; trap 'kill -s KILL $child 2>/dev/null' EXIT");
    for (number, row) in ROWS.iter().enumerate() {
        terminal.run(&format!("mkdir d{number}; cd d{number}; clear"));
        let setup = terminal.home.path().join(format!("d{number}/setup"));
        std::fs::write(setup, row.setup).unwrap();
        terminal.run(". ./setup");
        let (name, rest) = row.call;
        terminal.enter(&format!("echo begin-{number}; {name} {rest}"));
        terminal.wait_row(&format!("begin-{number}"));
        wait_until_asleep(&terminal, row.name);
        let pressed = Instant::now();
        terminal.send("\x03");
        terminal.wait_prompt();
        delays.push((pressed.elapsed(), row.name));
        terminal.run("echo \"[$?]\"; cd ..");
        assert!(
            terminal.rows().contains(&"[130]".to_owned()),
            "{}: {:?}",
            row.name,
            terminal.rows()
        );
    }
    terminal.enter("exit 0");
    assert_eq!(terminal.wait_end(), 0);
    delays
}

/// Until the shell sleeps in its call: it has already told that it begins.
fn wait_until_asleep(terminal: &Terminal, what: &str) {
    let end = Instant::now() + LIMIT;
    let stat = format!("/proc/{}/stat", terminal.pid());
    while !std::fs::read_to_string(&stat).unwrap().contains(") S ") {
        assert!(Instant::now() < end, "{what} does not sleep");
        std::thread::yield_now();
    }
}
