//! What in an explanation is probably not meant: each warning with a short reason.
//!
//! Comes in: the rows that a line would give. Goes out: sentences. A warning is drawn from what would be done, not from how it is
//! written, so that it holds for every way to write the same.

use std::collections::BTreeSet;

use super::call::{Arg, ArgValue, Call, Note};
use super::explanation::{Explanation, end_of};
use super::row::Row;

/// Records of this many bytes or less are written to a pipe in one piece (pipe(7), `PIPE_BUF`).
const PIPE_BUF: usize = 4096;

/// The warnings for one line.
pub(super) fn warnings(
    of: &Explanation,
    ignores_sigpipe: bool,
    is_fifo: &dyn Fn(&[u8]) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    orders(of, &mut found);
    truncated_inputs(of, &mut found);
    replaced_outputs(of, &mut found);
    fifos(of, is_fifo, &mut found);
    lost_variables(of, &mut found);
    pipe_ends(of, &mut found);
    ipc_flags(of, &mut found);
    if ignores_sigpipe && of.rows().any(|row| row.call.name == "pipe2") {
        found.push(
            "SIGPIPE is ignored: a writer whose reader has gone is not ended but gets EPIPE"
                .to_owned(),
        );
    }
    let mut seen = BTreeSet::new();
    found.retain(|warning| seen.insert(warning.clone()));
    found
}

/// `2>&1 >f`
fn orders(of: &Explanation, found: &mut Vec<String>) {
    for order in of.reorderings.iter().filter(|order| order.copies_first) {
        let (written, swapped) = (&order.written.0, &order.swapped.0);
        found.push(format!(
            "`{written}` copies the descriptor before it is redirected: the copy stays where it pointed; `{swapped}` sends both there"
        ));
    }
}

/// `cmd <f >f`
fn truncated_inputs(of: &Explanation, found: &mut Vec<String>) {
    let opens = |row: &&Row| row.call.name == "open" && row.errno.is_none();
    for row in of.rows().filter(opens) {
        let Some(path) = text_of(&row.call, "path") else {
            continue;
        };
        if !names_of(&row.call, "flags").contains("O_TRUNC") {
            continue;
        }
        let is_input = row
            .fds
            .get(0)
            .is_some_and(|entry| *entry.object == *format!("file:{}", super::printable(path)));
        if is_input && !path.starts_with(b"/dev/") {
            let path = super::printable(path);
            found.push(format!(
                "{path} is standard input and is truncated before the command reads it: it will read nothing"
            ));
        }
    }
}

/// `cmd >f >g`: one redirection takes the place of another before the command runs.
fn replaced_outputs(of: &Explanation, found: &mut Vec<String>) {
    for who in of.rows().map(|row| &row.who).collect::<BTreeSet<_>>() {
        let mut opened: Option<&Row> = None;
        let mut led: Option<(i64, &Row)> = None;
        for row in of.rows().filter(|row| row.who == *who) {
            match row.call.name {
                "open"
                    if row.errno.is_none() && names_of(&row.call, "flags").contains("O_CREAT") =>
                {
                    opened = Some(row);
                }
                "close" => {}
                "dup2" => {
                    let (from, to) = (int_of(&row.call, "oldfd"), int_of(&row.call, "newfd"));
                    let by_open = opened.take().filter(|open| open.ret == from);
                    if let (Some((earlier, first)), Some(to), Some(second)) = (led, to, by_open)
                        && earlier == to
                    {
                        found.push(replaced(to, first, second));
                    }
                    led = to.zip(by_open);
                }
                _ => (opened, led) = (None, None),
            }
        }
    }
}

fn replaced(fd: i64, first: &Row, second: &Row) -> String {
    let name = |row: &Row| super::printable(text_of(&row.call, "path").unwrap_or_default());
    let (first, second) = (name(first), name(second));
    format!(
        "{first} is opened, and created or emptied, but gets nothing: {fd} leads to {second} before the command runs"
    )
}

fn fifos(of: &Explanation, is_fifo: &dyn Fn(&[u8]) -> bool, found: &mut Vec<String>) {
    for row in of.rows().filter(|row| row.call.name == "open") {
        let is_both_ways = names_of(&row.call, "flags").starts_with("O_RDWR");
        if let Some(path) = text_of(&row.call, "path").filter(|path| is_fifo(path))
            && !is_both_ways
        {
            let path = super::printable(path);
            found.push(format!(
                "{path} is a FIFO: the open waits, before the command is run, until somebody opens the other end"
            ));
        }
    }
}

/// A builtin that assigns, in a child or in a last stage that is a subshell without a process.
fn lost_variables(of: &Explanation, found: &mut Vec<String>) {
    let mut is_in_stage = false;
    for row in of.rows() {
        match row.call.name {
            "subshell" => {
                let name = text_of(&row.call, "name").unwrap_or_default();
                is_in_stage |= name.starts_with(b"|");
            }
            "wait" => is_in_stage = false, // for the other stages: behind the last one
            "builtin" if assigns(&row.call) => {
                let name = super::printable(text_of(&row.call, "name").unwrap_or_default());
                if row.who != "shell" {
                    found.push(format!(
                        "{name} assigns in child {}, not in this shell: the variable is gone when the child ends",
                        row.who
                    ));
                } else if is_in_stage {
                    found.push(format!(
                        "{name} assigns in a stage of a pipeline, which is a subshell, not in this shell: the variable is gone when the stage ends"
                    ));
                }
            }
            _ => {}
        }
    }
}

fn assigns(call: &Call) -> bool {
    match text_of(call, "name").unwrap_or_default() {
        b"read" => true,
        b"echo" | b"command" | b"test" | b"[" | b"type" | b"unset" => false,
        _ => call.words().iter().skip(1).any(|word| *word == b"-v"),
    }
}

fn pipe_ends(of: &Explanation, found: &mut Vec<String>) {
    for (who, row) in of.set_up() {
        if !matches!(row.call.name, "execve" | "builtin" | "wait") {
            continue;
        }
        for (fd, entry) in row.fds.iter().filter(|(_, e)| !e.is_cloexec) {
            let Some((pipe, true)) = end_of(&entry.object) else {
                continue;
            };
            let input = row.fds.get(0).and_then(|entry| end_of(&entry.object));
            if input == Some((pipe, false)) && who != "shell" {
                found.push(format!(
                    "{who} reads pipe {pipe} and holds its write end as {fd}: it will never see the end of file"
                ));
            } else if fd > 2 && who != "shell" && !is_deliberate(of, who, fd) {
                found.push(format!(
                    "{who} keeps the write end of pipe {pipe} open as {fd}: the reader sees no end of file while it runs"
                ));
            }
        }
    }
    for (pipe, holders) in of.holders() {
        let writers: BTreeSet<&str> = holders
            .writers
            .iter()
            .map(|(who, _)| who.as_str())
            .collect();
        let writers: Vec<&str> = writers
            .iter()
            .filter(|one| writers.iter().any(|other| may_mix(of, one, other)))
            .copied()
            .collect();
        if writers.len() > 1 {
            found.push(format!(
                "pipe {pipe} has {} writers: records longer than PIPE_BUF ({PIPE_BUF} bytes) may come out mixed",
                writers.len()
            ));
        }
    }
}

/// Whether two processes may write at the same time: not one after the other, and not one that waits for the other.
fn may_mix(of: &Explanation, one: &str, other: &str) -> bool {
    let waits_for = |parent: &str, child: &str| {
        let is_below = child
            .strip_prefix(parent)
            .is_some_and(|rest| rest.starts_with('.'));
        is_below && ended(of, first_below(parent, child)).is_some()
    };
    let is_before = |a: &str, b: &str| {
        let begins = of.rows().position(|row| row.who == b);
        ended(of, a).is_some_and(|end| begins.is_some_and(|begin| end < begin))
    };
    one != other
        && !waits_for(one, other)
        && !waits_for(other, one)
        && !is_before(one, other)
        && !is_before(other, one)
}

/// The child of `parent` that is `descendant` or an ancestor of it.
fn first_below<'a>(parent: &str, descendant: &'a str) -> &'a str {
    let rest = descendant.get(parent.len() + 1..).unwrap_or_default();
    let end = rest
        .find('.')
        .map_or(descendant.len(), |at| parent.len() + 1 + at);
    descendant.get(..end).unwrap_or(descendant)
}

/// Where the end of a process is waited for.
fn ended(of: &Explanation, who: &str) -> Option<usize> {
    of.rows().position(|row| {
        let is_told =
            |arg: &Arg| matches!(&arg.value, ArgValue::Text(text) if text == who.as_bytes());
        row.call.name == "wait" && row.call.args.iter().any(is_told)
    })
}

/// Whether a redirection made descriptor `fd` of `who`, or of a process that it comes from: then somebody meant it.
fn is_deliberate(of: &Explanation, who: &str, fd: i32) -> bool {
    let is_kin = |other: &str| {
        other == "shell"
            || who
                .strip_prefix(other)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let is_made = |row: &Row| {
        let to = match row.call.name {
            "dup2" => int_of(&row.call, "newfd"),
            "fcntl_dupfd" => row.ret,
            _ => None,
        };
        let cause = row.cause.as_ref().map_or("", |cause| cause.text.as_str());
        to == Some(i64::from(fd)) && cause.contains(['<', '>'])
    };
    of.rows().any(|row| is_kin(&row.who) && is_made(row))
}

fn int_of(call: &Call, name: &str) -> Option<i64> {
    call.args.iter().find_map(|arg| match arg.value {
        ArgValue::Int(number) if arg.name == name => Some(number),
        _ => None,
    })
}

/// What the IPC builtins say of their own calls.
fn ipc_flags(of: &Explanation, found: &mut Vec<String>) {
    for row in of.rows() {
        let name = row.call.name;
        for note in &row.call.notes {
            match note {
                Note::Warning(text) => found.push(format!("{name}: {text}")),
                Note::WouldFail(text) => found.push(format!("{name} would fail now: {text}")),
                Note::Info(_) => {}
            }
        }
    }
}

fn text_of<'a>(call: &'a Call, name: &str) -> Option<&'a [u8]> {
    call.args.iter().find_map(|arg| match &arg.value {
        ArgValue::Text(text) if arg.name == name => Some(&**text),
        _ => None,
    })
}

fn names_of<'a>(call: &'a Call, name: &str) -> &'a str {
    let found = call.args.iter().find_map(|arg| match &arg.value {
        ArgValue::Names(names) if arg.name == name => Some(names.as_str()),
        _ => None,
    });
    found.unwrap_or("")
}
