//! An explanation as a C program that makes the same steps.
//!
//! Comes in: the rows of a line without conditions. Goes out: C that compiles without warnings, or why there is none: what depends on
//! run time, and builtins that have no counterpart of a few lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::plan::{ArgValue, Call, Explanation, FdTable, Item, Row};
use crate::sys::Fd;

const HEAD: &str = "\
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* What the kernel refused, and the end of this process. */
static int check(int result, const char *what)
{
    if (result < 0) {
        fprintf(stderr, \"%s: %s\\n\", what, strerror(errno));
        _exit(1);
    }
    return result;
}

static void put(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t count = write(fd, text, length);
        if (count < 0)
            _exit(1);
        text += count;
        length -= (size_t)count;
    }
}

/* A descriptor under the number that programs know it by, and open in them. */
static void inherit(int from, int to)
{
    if (from == to)
        fcntl(to, F_SETFD, 0);
    else
        check(dup2(from, to), \"dup2\");
}

/* One line of standard input, byte by byte, so that nothing behind it is taken. */
static int read_line(int is_raw)
{
    char c;
    while (read(0, &c, 1) == 1) {
        if (c == '\\n')
            return 0;
        if (c == '\\\\' && !is_raw && read(0, &c, 1) != 1)
            return 1;
    }
    return 1;
}

int main(void)
{
    int status = 0;
    (void)read_line;
    (void)check;
    (void)put;
    (void)inherit;
    (void)environ;
";

const TAIL: &str =
    "    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);\n}\n";

/// C under construction.
struct Writer {
    text: String,
    /// The processes whose code we are in, the innermost last, with the expressions for their descriptors.
    inside: Vec<(String, BTreeMap<Fd, String>)>,
    variables: usize,
    /// Whether the call of the last row would fail.
    has_failed: bool,
    /// How the descriptors of each process stood after its last row.
    tables: BTreeMap<String, FdTable>,
    /// The children that have been made, and among them the stages of a pipeline whose last one is the parent's own doing:
    /// their statuses do not matter.
    children: Vec<String>,
    stages: Vec<String>,
    /// Whether we are in such a last stage.
    is_in_last: bool,
    /// Whether the builtin that follows prints what is known already.
    is_known: bool,
}

/// The program.
///
/// # Errors
/// Why there is none.
pub fn c_program(of: &Explanation) -> Result<String, String> {
    if let Some(hole) = of.holes.first() {
        return Err(format!("{hole}: known only when run"));
    }
    let mut writer = Writer {
        text: format!(
            "/* {} */\n{HEAD}",
            of.text.trim_end().replace("*/", "* /").replace("/*", "/ *")
        ),
        inside: vec![("shell".to_owned(), BTreeMap::new())],
        variables: 0,
        has_failed: false,
        tables: BTreeMap::new(),
        children: Vec::new(),
        stages: Vec::new(),
        is_in_last: false,
        is_known: false,
    };
    for item in &of.items {
        match item {
            Item::Heading { text, .. } => {
                return Err(format!("{text}: only lines without conditions become C"));
            }
            Item::Row(row) => {
                writer.enter(&row.who);
                writer.inherit(row);
                writer.row(row)?;
                writer.has_failed = row.errno.is_some();
                writer.tables.insert(row.who.clone(), row.fds.clone());
            }
            Item::End { .. } => {}
            Item::Effect(text) => return Err(format!("{text}: has no counterpart here")),
            Item::Said(text) => writer.said(text)?,
            Item::Written { fd, bytes } => writer.written(*fd, bytes),
            Item::Rewound { fd } => {
                let fd = writer.fd(*fd);
                writer.line(&format!("lseek({fd}, 0, SEEK_SET);"));
            }
        }
    }
    writer.enter("shell");
    writer.text.push_str(TAIL);
    Ok(writer.text)
}

impl Writer {
    fn line(&mut self, line: &str) {
        let indent = "    ".repeat(self.inside.len());
        let _ = writeln!(self.text, "{indent}{line}"); // a String takes everything
    }

    /// Closes the code of children that are over.
    fn enter(&mut self, who: &str) {
        while self.inside.len() > 1 && self.inside.last().is_some_and(|(name, _)| name != who) {
            self.line("_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));");
            self.inside.pop();
            self.line("}");
        }
    }

    /// The expression for a descriptor.
    fn fd(&self, fd: Fd) -> String {
        let known = self.inside.last().and_then(|(_, names)| names.get(&fd));
        known.cloned().unwrap_or_else(|| fd.to_string())
    }

    fn name(&mut self, fd: Fd, expression: String) {
        if let Some((_, names)) = self.inside.last_mut() {
            names.insert(fd, expression);
        }
    }

    fn variable(&mut self, kind: &str) -> String {
        self.variables += 1;
        format!("{kind}{}", self.variables)
    }

    /// What was opened just where it belongs, or for `{name}>`, stays open in programs from now on.
    fn inherit(&mut self, row: &Row) {
        let Some(before) = self.tables.get(&row.who) else {
            return;
        };
        let was_private = |fd: Fd| before.get(fd).is_some_and(|entry| entry.is_cloexec);
        let is_target = |fd: Fd| row.call.name == "dup2" && number_of(&row.call, "newfd") == fd;
        let kept: Vec<Fd> = row
            .fds
            .iter()
            .filter(|(fd, entry)| !entry.is_cloexec && was_private(*fd) && !is_target(*fd))
            .map(|(fd, _)| fd)
            .collect();
        for fd in kept {
            let from = self.fd(fd);
            self.line(&format!("inherit({from}, {fd});"));
            self.name(fd, fd.to_string());
        }
    }

    /// A variable that may be of no further use.
    fn declare(&mut self, kind: &str, name: &str, value: &str) {
        self.line(&format!("{kind} {name} = {value};"));
        self.line(&format!("(void){name};"));
    }

    fn row(&mut self, row: &Row) -> Result<(), String> {
        let call = &row.call;
        let number = |name: &str| number_of(call, name);
        match call.name {
            "pipe2" => self.pipe(call),
            "open" => self.open(row),
            "memfd_create" => {
                let name = self.variable("memory");
                let value = "check(memfd_create(\"here-document\", MFD_CLOEXEC), \"memfd_create\")";
                self.declare("int", &name, value);
                self.name(result(row), name);
            }
            "dup2" => {
                let (from, to) = (self.fd(number("oldfd")), number("newfd"));
                self.line(&format!("check(dup2({from}, {to}), \"dup2\");"));
                self.name(to, to.to_string());
            }
            "fcntl_dupfd" => {
                let (from, name) = (self.fd(number("oldfd")), self.variable("saved"));
                let value = format!("fcntl({from}, F_DUPFD_CLOEXEC, {})", number("min"));
                self.declare("int", &name, &value);
                self.name(result(row), name);
            }
            "close" => {
                let fd = self.fd(number("fd"));
                self.line(&format!("close({fd});"));
                self.name(number("fd"), number("fd").to_string());
            }
            "fork" | "vfork" => self.fork(call),
            "wait" => {
                let child = variable_of(&text_of(call));
                self.is_in_last = false;
                let is_stage = self.stages.contains(&child);
                let status = if is_stage { "NULL" } else { "&status" };
                self.line(&format!("waitpid({child}, {status}, 0);"));
            }
            "execve" => self.execve(call),
            // The last stage: the parent does that step itself, and its status is the pipeline's.
            "subshell" if text_of(call).starts_with('|') => {
                self.stages.append(&mut self.children);
                self.is_in_last = true;
            }
            // What a builtin prints there is known, and stands in the words of the command.
            "subshell" if text_of(call).starts_with("$( )") => self.is_known = true,
            "subshell" if text_of(call).contains("without a process") => {
                return Err(format!("{}: has no counterpart here", text_of(call)));
            }
            "exit" | "function" | "subshell" => {}
            "builtin" if std::mem::take(&mut self.is_known) => {}
            "builtin" => self.builtin(call)?,
            other => return Err(format!("{other}: has no counterpart here")),
        }
        Ok(())
    }

    fn pipe(&mut self, call: &Call) {
        let name = self.variable("pipe_");
        self.line(&format!("int {name}[2];"));
        self.line(&format!("check(pipe2({name}, O_CLOEXEC), \"pipe2\");"));
        if let Some(ArgValue::List(ends)) = call.args.first().map(|arg| &arg.value) {
            for (index, end) in ends.iter().enumerate() {
                if let ArgValue::Int(fd) = end {
                    self.name(Fd::try_from(*fd).unwrap_or(-1), format!("{name}[{index}]"));
                }
            }
        }
    }

    fn open(&mut self, row: &Row) {
        let name = self.variable("file");
        let arguments: Vec<String> = row
            .call
            .args
            .iter()
            .map(|arg| c_value(&arg.value))
            .collect();
        let path = arguments.first().cloned().unwrap_or_default();
        let value = format!("check(open({}), {path})", arguments.join(", "));
        self.declare("int", &name, &value);
        self.name(result(row), name);
    }

    fn fork(&mut self, call: &Call) {
        let (who, child) = (text_of(call), variable_of(&text_of(call)));
        let how = if call.name == "vfork" {
            "by vfork"
        } else {
            "a copy"
        };
        self.line(&format!("/* {who}, {how} */"));
        self.declare("pid_t", &child, "check(fork(), \"fork\")");
        self.children.push(child.clone());
        self.line(&format!("if ({child} == 0) {{"));
        let names = self.inside.last().map(|(_, names)| names.clone());
        self.inside.push((who, names.unwrap_or_default()));
    }

    fn execve(&mut self, call: &Call) {
        let path = call
            .args
            .first()
            .map(|arg| c_value(&arg.value))
            .unwrap_or_default();
        let words: Vec<String> = call.words().into_iter().map(quote).collect();
        let name = self.variable("argv");
        self.line(&format!(
            "char *{name}[] = {{ {}, NULL }};",
            words.join(", ")
        ));
        self.line(&format!("execve({path}, {name}, environ);"));
        self.line("check(-1, \"execve\");");
    }

    /// A message of the shell; after a call that failed, `check` has said it.
    fn said(&mut self, text: &str) -> Result<(), String> {
        if text.ends_with("command not found") {
            let message = quote(format!("ipcsh: {text}\n").as_bytes());
            self.line(&format!("put(2, {message}, strlen({message}));"));
            self.line("status = 127 << 8;");
            return Ok(());
        }
        if self.has_failed {
            return Ok(());
        }
        Err(format!("{text}: known only now"))
    }

    fn written(&mut self, fd: Fd, bytes: &[u8]) {
        let fd = self.fd(fd);
        self.line(&format!("put({fd}, {}, {});", quote(bytes), bytes.len()));
    }

    fn builtin(&mut self, call: &Call) -> Result<(), String> {
        let words = call.words();
        let (name, operands) = words.split_first().ok_or("a builtin without a name")?;
        match *name {
            b"echo" if plain_echo(operands) => {
                let mut text = operands.join(&b' ');
                text.push(b'\n');
                self.written(1, &text);
                self.line("status = 0;");
            }
            b":" | b"true" | b"exec" => self.line("status = 0;"),
            b"exit" => {
                let status = operands.first().copied().unwrap_or(b"0");
                let status = String::from_utf8_lossy(status);
                let number: i32 = status.parse().map_err(|_| format!("exit {status}"))?;
                if self.is_in_last {
                    self.line(&format!("status = {number} << 8;")); // of this stage only
                } else {
                    self.line(&format!("_exit({number});"));
                }
            }
            b"read" => {
                let (is_raw, names) = match operands.split_first() {
                    Some((&b"-r", names)) => (1, names),
                    _ => (0, operands),
                };
                if names.iter().any(|name| name.starts_with(b"-")) {
                    return Err("read: only -r has a counterpart of a few lines of C".to_owned());
                }
                self.line(&format!("status = read_line({is_raw}) << 8;"));
            }
            b"false" => self.line("status = 1 << 8;"),
            _ => {
                let name = String::from_utf8_lossy(name);
                return Err(format!(
                    "{name}: a builtin without a counterpart of a few lines of C"
                ));
            }
        }
        Ok(())
    }
}

fn plain_echo(operands: &[&[u8]]) -> bool {
    let has_options = operands.first().is_some_and(|word| word.starts_with(b"-"));
    !has_options && !operands.iter().any(|word| word.contains(&b'\\'))
}

fn result(row: &Row) -> Fd {
    row.ret.and_then(|ret| Fd::try_from(ret).ok()).unwrap_or(-1)
}

/// `A.B` becomes `child_A_B`.
fn variable_of(who: &str) -> String {
    format!("child_{}", who.replace('.', "_"))
}

fn number_of(call: &Call, name: &str) -> Fd {
    let found = call.args.iter().find(|arg| arg.name == name);
    match found.map(|arg| &arg.value) {
        Some(ArgValue::Int(number)) => Fd::try_from(*number).unwrap_or(-1),
        _ => -1,
    }
}

fn text_of(call: &Call) -> String {
    match call.args.first().map(|arg| &arg.value) {
        Some(ArgValue::Text(text)) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    }
}

fn c_value(value: &ArgValue) -> String {
    match value {
        ArgValue::Text(text) => quote(text),
        other => other.in_c(),
    }
}

/// A string literal. Octal escapes: hexadecimal ones would swallow digits after them; `?` could begin a trigraph.
fn quote(text: &[u8]) -> String {
    let mut out = "\"".to_owned();
    for byte in text {
        match byte {
            b'"' | b'\\' | b'?' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b' '..=b'~' => out.push(char::from(*byte)),
            byte => {
                let _ = write!(out, "\\{byte:03o}"); // a String takes everything
            }
        }
    }
    out.push('"');
    out
}
