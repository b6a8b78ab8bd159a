//! One row of an account as one line of text, for people; a second one says where the descriptors lead, where that changed.

use super::speech::{label, spoken, why};
use super::theme::{Style, Theme, columns, padded};
use crate::plan::{FdTable, Row, printable};

/// The columns before the call: step, pid, who.
const HEAD: usize = 20;
/// The columns of the call, where there are 80.
const CALL: usize = 38;
/// Rows that move no descriptor.
const STILL: [&str; 8] = [
    "fork",
    "vfork",
    "wait",
    "exit",
    "data",
    "passed",
    "setpgid",
    "tcsetpgrp",
];

/// The row: step, process, call and result, why, and where the descriptors lead after it.
#[must_use]
pub fn line(row: &Row, style: Style) -> String {
    let theme = Theme::new(style);
    let pid = row.pid.map_or_else(String::new, |pid| pid.to_string());
    let who = theme.cut(&row.who, 6);
    let head = format!("{:>4} {pid:>7} {} ", row.step, padded(&who, 6));
    let room = style.width.saturating_sub(HEAD);
    // What is wider than 80 columns is divided between both.
    let width = CALL + room.saturating_sub(60) / 2;
    let call = theme.cut(&spoken(row), room);
    let cause = printable(why(row).as_bytes());
    let cause = theme.cut(&cause, room.saturating_sub(width + 2));
    let is_long = columns(&call) > width && !cause.is_empty();
    let shown = match row.errno {
        Some(_) => theme.alarm(&call),
        None => call.clone(),
    };
    let aside = theme.aside(&cause);
    let gap = " ".repeat(width.saturating_sub(columns(&call)) + 2);
    let first = match (is_long, cause.is_empty()) {
        (_, true) => format!("{head}{shown}"),
        (false, _) => format!("{head}{shown}{gap}{aside}"),
        (true, _) => format!("{head}{shown}\n{:1$}{aside}", "", HEAD + width + 2),
    };
    let standing = if STILL.contains(&row.call.name) {
        String::new()
    } else {
        standing(&row.fds, &theme, room)
    };
    format!("{}\n{standing}", first.trim_end())
}

/// `0 tty  1 P1.w  2 tty  3 in`, in as many lines as it needs.
fn standing(fds: &FdTable, theme: &Theme, room: usize) -> String {
    let mut numbers: Vec<_> = fds.iter().map(|(fd, _)| fd).chain(0..3).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let is_mixed = fds.is_mixed();
    let mut text = String::new();
    let mut taken = room;
    for fd in numbers {
        let (object, name) = match fds.get(fd) {
            Some(entry) => (&*entry.object, theme.name(&label(entry, is_mixed), 16)),
            None => ("", theme.closed().to_owned()),
        };
        let width = fd.to_string().len() + 1 + columns(&name);
        if taken + 2 + width > room {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&" ".repeat(HEAD));
            taken = width;
        } else {
            text.push_str("  ");
            taken += 2 + width;
        }
        text.push_str(&format!("{fd} {}", theme.object(object, &name)));
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{ArgValue, Call, Cause};

    fn row(call: Call, cause: &str) -> Row {
        let mut fds = FdTable::new();
        for (fd, name) in [(0, "tty:/dev/pts/0"), (1, "pipe:P1.w"), (2, "file:/tmp/x")] {
            fds.set(fd, name, false);
        }
        Row {
            step: 12,
            pid: Some(4711),
            who: "A".to_owned(),
            call,
            ret: Some(1),
            errno: None,
            cause: Some(Cause {
                text: cause.to_owned(),
                start: 0,
                end: 1,
            }),
            fds,
            us: 0,
            holes: Vec::new(),
        }
    }

    fn fork() -> Call {
        Call::new("fork").text("child", b"A")
    }

    #[test]
    fn a_row_reads_as_in_an_explanation() {
        let dup2 = Call::new("dup2").int("oldfd", 4).int("newfd", 1);
        assert_eq!(
            line(&row(dup2, "|"), Style::default()),
            "  12    4711 A      dup2(4, 1)                              |\n\
             \x20                   0 tty  1 P1.w  2 /tmp/x\n"
        );
        let text = line(&row(fork(), "echo hi"), Style::default());
        assert_eq!(
            text,
            "  12    4711 A      fork() = A                              echo hi\n"
        );
    }

    #[test]
    fn nothing_is_wider_than_the_terminal() {
        let words = ["管道", "数据流"].repeat(30).join(" ");
        let argv = vec![ArgValue::Text(words.clone().into_bytes()); 3];
        let execve = Call::new("execve")
            .text("path", b"/usr/bin/printf")
            .arg("argv", ArgValue::List(argv));
        for width in [80, 81, 100, 200] {
            let style = Style {
                width,
                ..Style::default()
            };
            let mut row = row(execve.clone(), &words);
            for fd in 10..40 {
                row.fds
                    .set(fd, "file:/home/某人/文件名很长很长的文件", false);
            }
            let text = line(&row, style);
            let widest = text.lines().map(columns).max();
            assert!(widest <= Some(width), "{width}: {text}");
            assert!(widest > Some(width - 4), "{width}: {text}");
        }
    }

    #[test]
    fn without_unicode_all_is_ascii_and_without_colour_nothing_is_coloured() {
        let style = Style {
            is_unicode: false,
            ..Style::default()
        };
        let open = Call::new("open").text("path", "é…".as_bytes());
        let text = line(&row(open, "> é…"), style);
        assert!(text.is_ascii(), "{text}");
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn what_ended_says_how() {
        let wait = Call::new("wait")
            .text("child", b"A")
            .int("status", 141)
            .names("signal", "SIGPIPE");
        let text = line(&row(wait, "yes"), Style::default());
        assert_eq!(text, "  12    4711 A      wait(A): status 141 SIGPIPE\n");
    }

    #[test]
    fn bytes_in_a_pipe_are_told_in_words() {
        let data = Call::new("data")
            .text("pipe", b"P1")
            .text("bytes", b"a\x1b\n")
            .arg("length", ArgValue::Unsigned(3))
            .names("by", "write");
        let text = line(&row(data, ""), Style::default());
        assert_eq!(
            text,
            "  12    4711 A      P1 takes 3 bytes: \"a\\x1b\\n\"\n"
        );
    }
}
