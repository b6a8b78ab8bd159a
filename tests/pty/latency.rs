//! How long a key takes, from the press until what it does stands on the screen. Not a test of time: it prints what it has
//! measured, and is run only when asked for:
//!
//! ```sh
//! cargo test --release --test pty -- --ignored --nocapture latency
//! ```

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use crate::terminal::{Setup, Terminal, text_to_cursor};

const COMMANDS: usize = 5000;
const KEYS: usize = 400;
const COMPLETIONS: usize = 100;

/// Makes 2,000 System V objects, the shell's own: 700 segments, 700 queues, 600 sets of semaphores.
const OBJECTS: &str = "i=0; while [ $i -lt 700 ]; do shmget -v s -c -m 600 $((4096+i)) 4096; \
    msgget -v q -c -m 600 IPC_PRIVATE; [ $i -ge 600 ] || semget -v m -i 0 IPC_PRIVATE; i=$((i+1)); done";

/// A shell with 5,000 commands more in `PATH`, among 2,000 objects where it can have them for itself.
fn crowded() -> Terminal {
    let private = Setup::shell(&[]).private();
    let is_private = private.is_some();
    let setup = private.unwrap_or_else(|| Setup::shell(&[]));
    let directory = setup.path("crowd");
    std::fs::create_dir(&directory).unwrap();
    for number in 0..COMMANDS {
        let path = format!("{directory}/command-{number:04}");
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{directory}:/usr/local/bin:/usr/bin:/bin");
    let mut terminal = setup.variable("PATH", &path).size(100, 40).start();
    terminal.wait_prompt();
    if is_private {
        terminal.send(&format!(" {OBJECTS}; echo made\r"));
        terminal.wait_row("made");
    }
    terminal.wait_prompt();
    terminal.send("\x0c");
    terminal.wait_until("an empty screen", |screen| {
        screen.contents().trim_end() == "$"
    });
    terminal
}

/// Says what was measured.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| {
        let time = times[(times.len() - 1) * share / 1000];
        format!("{:8.3}", time.as_secs_f64() * 1e3)
    };
    let (half, most, nearly, all) = (at(500), at(900), at(990), at(1000));
    let count = times.len();
    let line = format!("{what:44} {half} {most} {nearly} {all} ms (p50 p90 p99 max of {count})\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Types characters at the end of what is typed already.
fn type_keys(terminal: &mut Terminal, count: usize) -> Vec<Duration> {
    let mut typed = String::new();
    let press = |number: usize| {
        let key = char::from(b'a' + u8::try_from(number % 23).unwrap());
        typed.push(key);
        let tail = typed[typed.len().saturating_sub(12)..].to_owned();
        let start = Instant::now();
        terminal.send(&key.to_string());
        terminal.wait_until("the key", |screen| text_to_cursor(screen).ends_with(&tail));
        start.elapsed()
    };
    (0..count).map(press).collect()
}

/// Presses Tab, and drops what comes of it.
fn complete(terminal: &mut Terminal, typed: &str, shown: &str, count: usize) -> Vec<Duration> {
    let press = |_| {
        terminal.send(typed);
        let row = format!("$ {typed}");
        terminal.wait_until("the line", |screen| text_to_cursor(screen).ends_with(&row));
        let before = terminal.count_written(shown);
        let start = Instant::now();
        terminal.send("\t");
        while terminal.count_written(shown) == before {
            let written = terminal.written.len();
            terminal.wait_while_written(written);
        }
        let time = start.elapsed();
        terminal.send("n\x15\x0c");
        terminal.wait_until("an empty screen", |screen| {
            screen.contents().trim_end() == "$"
        });
        terminal.written.clear();
        time
    };
    (0..count).map(press).collect()
}

#[test]
#[ignore = "it measures"]
fn latency() {
    let mut terminal = crowded();
    report("a key, short line", type_keys(&mut terminal, KEYS / 8));
    terminal.send("\x15");
    terminal.wait_prompt();
    let first = complete(&mut terminal, "", "possibilities", 1);
    report("Tab, empty word, the first", first);
    let next = complete(&mut terminal, "", "possibilities", COMPLETIONS);
    report("Tab, empty word: commands", next);
    for command in ["shmctl ", "msgctl ", "semctl "] {
        let times = complete(&mut terminal, command, "possibilities", COMPLETIONS);
        report(&format!("Tab, {command}: ids"), times);
    }
    let keys = complete(&mut terminal, "shmget ", "possibilities", COMPLETIONS);
    report("Tab, shmget : keys", keys);

    terminal.send("echo ");
    terminal.send(&"word ".repeat(2000));
    terminal.send("ENDE");
    terminal.wait_until("the long line", |screen| {
        text_to_cursor(screen).ends_with("ENDE")
    });
    report("a key, line of 10 KB", type_keys(&mut terminal, KEYS));
    terminal.send("\x15");
    terminal.wait_prompt();

    let lines: String = (0..200)
        .map(|number| {
            format!("command-{number:04} 'a b' \"$HOME\" | grep -v x{number} >/dev/null\n")
        })
        .collect();
    terminal.send(&format!("\x1b[200~{lines}echo ENDE\x1b[201~"));
    terminal.wait_until("the lines", |screen| {
        text_to_cursor(screen).ends_with("ENDE")
    });
    report("a key, 200 lines", type_keys(&mut terminal, KEYS));
}
