//! The format of a case file: shell text with what it must print, as `tests/README.md` tells it.
//!
//! In: the bytes of one file. Out: its [`Case`]s, or the line that is wrong.

use std::fmt;

/// One script and what it must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The file's path below `tests/spec` without its extension, `2.6.5-field-splitting`.
    pub file: String,
    /// What holds, from the `####` line.
    pub name: String,
    /// The number of the `####` line, counted from 1.
    pub line: usize,
    /// The script.
    pub script: Vec<u8>,
    /// The witnesses that give the same output and status (`#=`); `None` when there is no such line.
    pub agree: Option<Vec<String>>,
    /// Why the expectation holds although few or no shells agree (`#~`).
    pub reason: String,
    /// How the script is run.
    pub setup: Setup,
    /// What must come of it.
    pub expect: Expect,
}

impl Case {
    /// `FILE::NAME`, by which a case is selected and reported.
    pub fn id(&self) -> String {
        format!("{}::{}", self.file, self.name)
    }

    /// The same case without privileges, when it is for everyone.
    pub fn without_privileges(&self) -> Option<Self> {
        let mut other = self.clone();
        other.setup.user = true;
        other.name.push_str(" [user]");
        self.setup.everyone.then_some(other)
    }
}

/// How the shell gets the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Via {
    /// As a file operand.
    #[default]
    File,
    /// As the operand of `-c`.
    Command,
    /// As standard input.
    Stdin,
}

/// How a script is run (`#%` lines).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    /// `via:`
    pub via: Via,
    /// `flags:` the shell's options before the script.
    pub flags: Vec<String>,
    /// `args:` the operands after the script.
    pub args: Vec<String>,
    /// `env:` additions to the small environment.
    pub env: Vec<(String, String)>,
    /// `stdin:` the text on standard input; otherwise it is `/dev/null`.
    pub stdin: Option<Vec<u8>>,
    /// `ipc`: in an IPC and mount namespace of its own, and nothing may be left there.
    pub ipc: bool,
    /// `user`: without privileges, also when the suite is run by root.
    pub user: bool,
    /// `needs:` programs, and modules of Python as `python3:MODULE`, without which it cannot be run.
    pub needs: Vec<String>,
    /// `everyone`: once as whoever runs the suite, and once without privileges.
    pub everyone: bool,
    /// `no-newline`: the script does not end with a newline.
    pub no_newline: bool,
}

/// What must come of a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expect {
    /// Standard output, byte for byte.
    pub stdout: Vec<u8>,
    /// The exit status.
    pub status: Status,
    /// What standard error must be like; not looked at when empty.
    pub stderr: Vec<Diagnostic>,
}

/// Which exit statuses are right. A shell that a signal ended counts as 128 + the signal's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Exactly this.
    Is(i32),
    /// Anything greater.
    Above(i32),
}

impl Default for Status {
    fn default() -> Self {
        Self::Is(0)
    }
}

impl Status {
    /// Whether `status` is right.
    pub fn admits(self, status: i32) -> bool {
        match self {
            Self::Is(wanted) => status == wanted,
            Self::Above(limit) => status > limit,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(wanted) => write!(f, "{wanted}"),
            Self::Above(limit) => write!(f, ">{limit}"),
        }
    }
}

/// One demand on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diagnostic {
    /// Nothing is written.
    None,
    /// Something is written.
    Some,
    /// This text occurs.
    Contains(Vec<u8>),
}

impl Diagnostic {
    /// Whether `stderr` meets the demand.
    pub fn admits(&self, stderr: &[u8]) -> bool {
        match self {
            Self::None => stderr.is_empty(),
            Self::Some => !stderr.is_empty(),
            Self::Contains(text) => stderr.windows(text.len()).any(|part| part == text),
        }
    }
}

/// A case file that breaks the format.
#[derive(Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// What kind of line stands in a case file.
enum Line<'a> {
    Case(&'a str),
    Agree(&'a str),
    Reason(&'a str),
    Setup(&'a str),
    Stdout(&'a [u8]),
    StdoutUnended,
    Status(&'a str),
    Stderr(&'a [u8]),
    Text(&'a [u8]),
}

/// Reads every case of `text`; `file` becomes part of their names.
pub fn parse(file: &str, text: &[u8]) -> Result<Vec<Case>, FormatError> {
    let mut cases: Vec<Case> = Vec::new();
    let mut expecting = false;
    for (number, line) in text.split(|&b| b == b'\n').enumerate() {
        let fault = |what: String| FormatError {
            line: number + 1,
            what,
        };
        let line = classify(line).map_err(fault)?;
        if let Line::Case(name) = line {
            if cases.iter().any(|case| case.name == name) {
                return Err(fault(format!("a second case named {name:?}")));
            }
            cases.push(new_case(file, name, number + 1));
            expecting = false;
        } else if let Some(case) = cases.last_mut() {
            add(case, &line, &mut expecting).map_err(fault)?;
        }
    }
    cases.iter_mut().for_each(finish);
    Ok(cases)
}

fn new_case(file: &str, name: &str, line: usize) -> Case {
    Case {
        file: file.to_owned(),
        name: name.to_owned(),
        line,
        script: Vec::new(),
        agree: None,
        reason: String::new(),
        setup: Setup::default(),
        expect: Expect::default(),
    }
}

fn classify(line: &[u8]) -> Result<Line<'_>, String> {
    let text = |from: usize| {
        std::str::from_utf8(&line[from..])
            .map(str::trim)
            .map_err(|_| "this line must be UTF-8".to_owned())
    };
    // Only a mark that is followed by a space (or nothing) is a mark: `#!/bin/sh` is script text.
    Ok(match line {
        [b'#', b'#', b'#', b'#', b' ', ..] => Line::Case(text(5)?),
        [b'#', b'='] | [b'#', b'=', b' ', ..] => Line::Agree(text(2)?),
        [b'#', b'~', b' ', ..] => Line::Reason(text(3)?),
        [b'#', b'%', b' ', ..] => Line::Setup(
            std::str::from_utf8(&line[3..]).map_err(|_| "this line must be UTF-8".to_owned())?,
        ),
        [b'#', b'>'] => Line::Stdout(b""),
        [b'#', b'>', b' ', rest @ ..] => Line::Stdout(rest),
        [b'#', b'\\'] => Line::StdoutUnended,
        [b'#', b'?', b' ', ..] => Line::Status(text(3)?),
        [b'#', b'!', b' ', rest @ ..] => Line::Stderr(rest),
        _ => Line::Text(line),
    })
}

fn add(case: &mut Case, line: &Line<'_>, expecting: &mut bool) -> Result<(), String> {
    match *line {
        Line::Case(_) => {}
        Line::Agree(names) => case.agree = Some(words(names)),
        Line::Reason(text) => {
            if !case.reason.is_empty() {
                case.reason.push(' ');
            }
            case.reason.push_str(text);
        }
        Line::Setup(text) => set_up(&mut case.setup, text)?,
        Line::Text(b"") if *expecting => {}
        Line::Text([b'#', ..]) if *expecting => {}
        Line::Text(_) if *expecting => return Err("script text after the expectations".to_owned()),
        Line::Text(text) => {
            case.script.extend_from_slice(text);
            case.script.push(b'\n');
        }
        Line::Stdout(text) => {
            *expecting = true;
            case.expect.stdout.extend_from_slice(text);
            case.expect.stdout.push(b'\n');
        }
        Line::StdoutUnended => {
            *expecting = true;
            case.expect
                .stdout
                .pop()
                .ok_or("no output line to leave unended")?;
        }
        Line::Status(text) => {
            *expecting = true;
            case.expect.status = status(text)?;
        }
        Line::Stderr(text) => {
            *expecting = true;
            case.expect.stderr.push(match text {
                b"(none)" => Diagnostic::None,
                b"(some)" => Diagnostic::Some,
                text => Diagnostic::Contains(text.to_vec()),
            });
        }
    }
    Ok(())
}

fn status(text: &str) -> Result<Status, String> {
    let fault = |_| format!("{text:?} is no status");
    match text.strip_prefix('>') {
        Some(limit) => Ok(Status::Above(limit.parse().map_err(fault)?)),
        None => Ok(Status::Is(text.parse().map_err(fault)?)),
    }
}

fn set_up(setup: &mut Setup, text: &str) -> Result<(), String> {
    let (key, value) = text.split_once(':').unwrap_or((text, ""));
    let value = value.strip_prefix(' ').unwrap_or(value);
    match key {
        "via" => {
            setup.via = match value.trim() {
                "file" => Via::File,
                "-c" => Via::Command,
                "stdin" => Via::Stdin,
                other => return Err(format!("cannot run a script via {other:?}")),
            }
        }
        "flags" => setup.flags = words(value),
        "args" => setup.args = words(value),
        "env" => {
            let (name, value) = value.split_once('=').ok_or("env: wants NAME=VALUE")?;
            setup.env.push((name.to_owned(), value.to_owned()));
        }
        "stdin" => setup.stdin = Some(unescape(value)),
        "ipc" => setup.ipc = true,
        "user" => setup.user = true,
        "needs" => setup.needs = words(value),
        "everyone" => setup.everyone = true,
        "no-newline" => setup.no_newline = true,
        other => return Err(format!("unknown setup {other:?}")),
    }
    Ok(())
}

/// Words separated by blanks; a word in `'…'` may contain blanks or be empty.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// `\n`, `\t`, `\\` and `\xHH` stand for the bytes that they stand for in C.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'x') => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = String::from_utf8_lossy(&digits);
                bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
            }
            Some(other) => bytes.push(other),
            None => bytes.push(b'\\'),
        }
    }
    bytes
}

/// Blank lines between the script and the next thing belong to neither.
fn finish(case: &mut Case) {
    while case.script.ends_with(b"\n\n") {
        case.script.pop();
    }
    if case.script == b"\n" {
        case.script.clear();
    }
    if case.setup.no_newline {
        case.script.pop();
    }
}

/// `text` with the witnesses of each case (in the order of the file) in its `#=` line; `None` leaves the case without one.
pub fn with_verdicts(text: &[u8], verdicts: &[Option<Vec<String>>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut verdicts = verdicts.iter();
    let mut in_case = false;
    for line in text.split_inclusive(|&b| b == b'\n') {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        match classify(bare) {
            Ok(Line::Case(_)) => {
                in_case = true;
                out.extend_from_slice(line);
                if let Some(names) = verdicts.next().and_then(Option::as_ref) {
                    let names = names.join(" ");
                    out.extend_from_slice(format!("#= {names}").trim_end().as_bytes());
                    out.push(b'\n');
                }
            }
            Ok(Line::Agree(_)) if in_case => {}
            _ => out.extend_from_slice(line),
        }
    }
    out
}
