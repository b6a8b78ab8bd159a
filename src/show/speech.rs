//! A row in the words of people: the same in `explain` and `trace`.

use std::borrow::Cow;

use crate::plan::{Arg, ArgValue, Call, Entry, Row, printable};

/// The call in the words of a person: without the flag that every descriptor of the shell is born with.
#[must_use]
pub(super) fn spoken(row: &Row) -> String {
    let call = &row.call;
    match call.name {
        "fork" | "vfork" if row.errno.is_none() => format!("{}() = {}", call.name, text_of(call)),
        "fork" | "vfork" => format!("{}(){}", call.name, failure(row)),
        "wait" => format!("wait({}){}{}", text_of(call), ending(call), failure(row)),
        "builtin" | "function" => format!("{} {}", call.name, words_of(call)),
        "subshell" if text_of(call).starts_with('|') => "last stage, without a process".to_owned(),
        "subshell" => match text_of(call).strip_suffix(" without a process") {
            Some(what) => format!("{what}, without a process"),
            None => "subshell ( )".to_owned(),
        },
        "execve" => format!("execve({}){}", rest_of(call), failure(row)),
        "exit" => format!("exit{}", ending(call)),
        "data" => flowing(call),
        "passed" => passed(call),
        _ => {
            let errno = row.errno.map(|errno| format!("{errno:?}"));
            let ret = row
                .ret
                .filter(|_| !matches!(call.name, "close" | "dup2" | "pipe2"));
            let ret = if errno.is_some() { Some(-1) } else { ret };
            called(call, ret, errno)
                .replace("|O_CLOEXEC", "")
                .replace(", O_CLOEXEC", "")
        }
    }
}

/// ` = -1 ENOENT`
fn failure(row: &Row) -> String {
    row.errno
        .map_or_else(String::new, |errno| format!(" = -1 {errno:?}"))
}

/// `: status 141 SIGPIPE`, as far as it is known.
fn ending(call: &Call) -> String {
    let value = |name: &str| call.args.iter().find(|arg| arg.name == name);
    let Some(ArgValue::Int(status)) = value("status").map(|arg| &arg.value) else {
        return String::new();
    };
    let signal = ["signal", "stopped", "continued"]
        .into_iter()
        .find_map(|name| Some((name, value(name)?.value.in_c())));
    match signal {
        Some(("continued", _)) => ": continued".to_owned(),
        Some(("stopped", name)) => format!(": stopped by {name}"),
        Some((_, name)) => format!(": status {status} {name}"),
        None => format!(": status {status}"),
    }
}

/// `P1 carries 6: hello\n`
fn flowing(call: &Call) -> String {
    let [pipe, bytes, length, by] = &*call.args else {
        return call.in_c();
    };
    let verb = match by.value.in_c() == "read" {
        true => "gives",
        false => "takes",
    };
    format!(
        "{} {verb} {}: {}",
        text_in(&pipe.value),
        counted(&length.value),
        bytes.value.in_c()
    )
}

/// `P1: 6 bytes in, 6 out, end of file`
fn passed(call: &Call) -> String {
    let [pipe, written, read, end] = &*call.args else {
        return call.in_c();
    };
    let end = match end.value.in_c() == "eof" {
        true => ", end of file",
        false => "",
    };
    format!(
        "{}: {} in, {} out{end}",
        text_in(&pipe.value),
        counted(&written.value),
        read.value.in_c()
    )
}

fn counted(value: &ArgValue) -> String {
    match value.in_c() {
        one if one == "1" => "1 byte".to_owned(),
        many => format!("{many} bytes"),
    }
}

fn text_in(value: &ArgValue) -> String {
    match value {
        ArgValue::Text(text) => printable(text),
        other => other.in_c(),
    }
}

fn text_of(call: &Call) -> String {
    call.args
        .first()
        .map_or_else(String::new, |arg| text_in(&arg.value))
}

fn words_of(call: &Call) -> String {
    let Some(Arg {
        value: ArgValue::List(words),
        ..
    }) = call.args.last()
    else {
        return text_of(call);
    };
    let words: Vec<String> = words
        .iter()
        .map(|word| match word {
            ArgValue::Text(text) => printable(text),
            other => other.in_c(),
        })
        .collect();
    words.join(" ")
}

/// The pathname, and the arguments after the name.
fn rest_of(call: &Call) -> String {
    let words = words_of(call);
    let path = call
        .args
        .first()
        .map(|arg| arg.value.in_c())
        .unwrap_or_default();
    match words.split_once(' ') {
        Some((_, rest)) => format!("{path}, {rest}"),
        None => path,
    }
}

/// What asks for the row: of wiring the operator, of a redirection its text, of what is kept and put back the number; of others
/// nothing new.
#[must_use]
pub(super) fn why(row: &Row) -> String {
    let number = |name: &str| match row.call.args.iter().find(|arg| arg.name == name) {
        Some(arg) => arg.value.in_c(),
        None => String::new(),
    };
    match (row.call.name, &row.cause) {
        ("execve" | "builtin" | "function" | "subshell" | "exit" | "wait", _) => String::new(),
        ("setpgid", _) => match number("pgid") {
            group if group == "0" || group == number("pid") => "own group".to_owned(),
            _ => "same group".to_owned(),
        },
        ("tcsetpgrp", _) => "foreground".to_owned(),
        (_, Some(cause)) => cause.text.clone(),
        ("fcntl_dupfd", None) => format!("keeps {}", number("oldfd")),
        ("dup2", None) => format!("{} is back", number("newfd")),
        _ => String::new(),
    }
}

/// `dup2(4, 1) = 1`.
fn called(call: &Call, ret: Option<i64>, errno: Option<String>) -> String {
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

/// The same of an open descriptor. Where copies are mixed (`is_mixed`), `tty.1` is what 1 led to at the start.
pub fn label(entry: &Entry, is_mixed: bool) -> Cow<'_, str> {
    let name = short(&entry.object);
    match entry.origin {
        Some(origin) if is_mixed => Cow::Owned(format!("{name}.{origin}")),
        _ => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::FdTable;

    #[test]
    fn flags_that_say_nothing_are_left_out() {
        let row = Row {
            step: 1,
            pid: None,
            who: "A".to_owned(),
            call: Call::new("open")
                .text("path", b"in")
                .names("flags", "O_RDONLY|O_CLOEXEC"),
            ret: Some(3),
            errno: None,
            cause: None,
            fds: FdTable::new(),
            us: 0,
            holes: Vec::new(),
        };
        assert_eq!(spoken(&row), "open(\"in\", O_RDONLY) = 3");
    }

    #[test]
    fn objects_are_shortened() {
        assert_eq!(short("file:in"), "in");
        assert_eq!(short("pipe:P1.w"), "P1.w");
        assert_eq!(short("pipe:[123]"), "pipe");
        assert_eq!(short("tty:/dev/pts/0"), "tty");
        assert_eq!(short("memfd:here-document"), "memfd:here-document");
    }
}
