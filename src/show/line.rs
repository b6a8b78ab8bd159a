//! One row of an account as one line of text, for people.

use super::theme::{Style, Theme};
use crate::plan::{Call, FdTable, Row};

/// The columns before the call: step, pid, who.
const HEAD: usize = 20;

/// The row as one line: step, process, call and result, why, and where 0, 1 and 2 lead after it.
#[must_use]
pub fn line(row: &Row, style: Style) -> String {
    let theme = Theme::new(style);
    let pid = row.pid.map_or_else(String::new, |pid| pid.to_string());
    let call = called(
        &row.call,
        row.ret,
        row.errno.map(|errno| format!("{errno:?}")),
    );
    let cause = row.cause.as_ref().map_or("", |cause| cause.text.as_str());
    let cause = theme.cut(&crate::plan::printable(cause.as_bytes()), 24);
    let room = style.width.saturating_sub(HEAD + 26).max(24);
    let call = theme.cut(&call, room);
    let blanks = " ".repeat(room.saturating_sub(call.chars().count()));
    let call = match row.errno {
        Some(_) => theme.alarm(&call),
        None => call,
    };
    let head = format!("{:>4} {pid:>7} {:<6} ", row.step, row.who);
    let line = format!("{head}{call}{blanks}  {}", theme.aside(&cause));
    let standing = standard(&row.fds, &theme);
    format!("{}\n{:>HEAD$}{standing}\n", line.trim_end(), "")
}

/// `dup2(4, 1) = 1`.
#[must_use]
pub fn called(call: &Call, ret: Option<i64>, errno: Option<String>) -> String {
    let mut text = call.in_c();
    if let Some(ret) = ret {
        text.push_str(&format!(" = {ret}"));
    }
    if let Some(errno) = errno {
        text.push(' ');
        text.push_str(&errno);
    }
    text
}

/// `0 tty  1 P1.w  2 tty  3 in`.
fn standard(fds: &FdTable, theme: &Theme) -> String {
    let mut cells = Vec::new();
    for fd in 0..3 {
        if fds.get(fd).is_none() {
            cells.push(format!("{fd} {}", theme.closed()));
        }
    }
    for (fd, entry) in fds.iter() {
        let name = theme.cut(short(&entry.object), 18);
        cells.push(format!("{fd} {}", theme.object(&entry.object, &name)));
    }
    cells.join("  ")
}

/// An object's name without its kind, where the kind is plain from it.
#[must_use]
pub fn short(object: &str) -> &str {
    for kind in ["file:", "pipe:P", "pipe:"] {
        if let Some(rest) = object.strip_prefix(kind) {
            return match kind {
                "pipe:P" => object.get(5..).unwrap_or(rest),
                "file:" => rest,
                _ if rest.starts_with('[') => "pipe",
                _ => rest,
            };
        }
    }
    if object.starts_with("tty:") {
        return "tty";
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_shortened() {
        assert_eq!(short("file:in"), "in");
        assert_eq!(short("pipe:P1.w"), "P1.w");
        assert_eq!(short("pipe:[123]"), "pipe");
        assert_eq!(short("tty:/dev/pts/0"), "tty");
        assert_eq!(short("memfd:here-document"), "memfd:here-document");
    }
}
