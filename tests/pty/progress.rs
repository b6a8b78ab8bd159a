//! `--progress`: a line on the terminal while bytes go, and nothing where there is no terminal.

use crate::terminal::Terminal;

/// Makes a file of 300,000 bytes, a pipe that somebody empties, and a segment.
const SETUP: &str = "
printf '%0300000d' 0 >big; sysopen -v f big O_RDONLY
pipe r w; cat <&$r >/dev/null & close $r
shmget -v id -m 600 IPC_PRIVATE 300000; : >out; sysopen -v o out O_WRONLY
";

fn is_told(rows: &[String]) -> bool {
    // `293.0KiB, 1.4MiB/s, 0:00`
    rows.iter().any(|row| {
        let parts: Vec<&str> = row.split(", ").collect();
        matches!(parts[..], ["292.9KiB", rate, time]
            if rate.ends_with("B/s") && time.contains(':') && time.len() >= 4)
    })
}

fn prepared() -> Terminal {
    let mut terminal = Terminal::shell();
    std::fs::write(terminal.home.path().join("setup"), SETUP).unwrap();
    terminal.run("set -o ipcclean +m; . ./setup; clear");
    terminal
}

const TRANSFERS: [&str; 5] = [
    "sendfile $w $f 300000",
    "sysseek $f 0 >/dev/null; splice $f $w 300000",
    "syswrite -f raw $w - <big",
    "shmwrite -f raw $id 0 - <big",
    "shmread -f raw -o $o $id",
];

#[test]
fn a_long_transfer_tells_bytes_rate_and_time_on_a_line_of_its_own() {
    let mut terminal = prepared();
    for transfer in TRANSFERS {
        let (setup, call) = transfer.rsplit_once("; ").unwrap_or((":", transfer));
        let (name, rest) = call.split_once(' ').unwrap();
        terminal.run(&format!("clear; {setup}; {name} --progress {rest}"));
        assert!(
            is_told(&terminal.rows()),
            "{transfer}: {:?}",
            terminal.rows()
        );
    }
    terminal.enter("exit 0");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn without_a_terminal_or_without_progress_nothing_is_told() {
    let mut terminal = prepared();
    for transfer in TRANSFERS {
        let (setup, call) = transfer.rsplit_once("; ").unwrap_or((":", transfer));
        let (name, rest) = call.split_once(' ').unwrap();
        terminal.run(&format!("clear; {setup}; {name} --progress {rest} 2>err"));
        terminal.run(&format!("{setup}; {name} {rest}; wc -c <err"));
        assert!(
            terminal.rows().contains(&"0".to_owned()) && !is_told(&terminal.rows()),
            "{transfer}: {:?}",
            terminal.rows()
        );
    }
    terminal.enter("exit 0");
    assert_eq!(terminal.wait_end(), 0);
}
