//! `trace`: runs commands and reports every step of their plumbing as it happens.

use crate::builtin::options::missing;
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Long, Operand, OptionSpec, Opts,
    Times, What,
};
use crate::source::Fields;
use crate::sys::Fd;

/// What a trace is asked to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceRequest {
    /// Rows of JSON instead of text.
    pub is_json: bool,
    /// Where the rows go instead of standard error.
    pub file: Option<Vec<u8>>,
    /// An open descriptor they go to instead.
    pub fd: Option<Fd>,
    /// Wait for Enter before each step.
    pub steps: bool,
    /// Also the first bytes that pass each pipe.
    pub data: bool,
    /// Also the calls of inter-process communication that the programs make.
    pub calls: bool,
}

const FILE: Operand = Operand {
    name: "FILE",
    what: What::Path,
    times: Times::One,
};

const FD: Operand = Operand {
    name: "FD",
    what: What::Number,
    times: Times::One,
};

/// The table of options and operands.
const ARGUMENTS: Arguments = Arguments {
    options: &[
        option(b'j', "json", None),
        option(b'o', "trace-file", Some(FILE)),
        option(b'u', "fd", Some(FD)),
        option(b's', "step", None),
        option(b'd', "data", None),
        option(b'c', "syscalls", None),
    ],
    operands: &[Operand {
        name: "COMMANDS",
        what: What::Text,
        times: Times::Some,
    }],
};

const LONGS: [Long; 6] = [
    long("json", b'j', false),
    long("trace-file", b'o', true),
    long("fd", b'u', true),
    long("step", b's', false),
    long("data", b'd', false),
    long("syscalls", b'c', false),
];

pub(super) const TRACE: Builtin = Builtin {
    name: "trace",
    kind: Kind::Extension,
    synopsis: "trace [-cdjs] [-o FILE | -u FD] [--] COMMANDS",
    help: "\
Runs COMMANDS and reports each step of their plumbing when it has been done: pipes, forks, redirections, programs,
waits; who did it, what the kernel answered, which part of the line asked for it, and where the descriptors lead then.
The report goes to standard error as it is now, whatever COMMANDS redirect.

  -j, --json            one JSON object a line
  -o, --trace-file FILE write the report to FILE
  -u, --fd FD           write it to descriptor FD
  -d, --data            also the first bytes that pass each pipe, and how many there were
  -c, --syscalls        also what the programs do to communicate: pipes, sockets, shared memory, semaphores, queues, signals
  -s, --step            wait for Enter at the terminal after each step: the processes stand still and can be looked at

--data and --syscalls look at the processes with ptrace(2): the pipes stay as they are, and no byte goes another way. Programs
become slower by it, and one that is set-user-ID runs without that right, unless root traces it.

Status: that of COMMANDS; 1 if the report cannot be opened, or the processes may not be followed.

Example:
    trace 'echo hello | tr a-z A-Z'
",
    arguments: ARGUMENTS,
    body: Body::Control(run),
};

const fn option(letter: u8, long: &'static str, argument: Option<Operand>) -> OptionSpec {
    OptionSpec {
        letter: Some(letter),
        long: Some(long),
        argument,
    }
}

const fn long(name: &'static str, letter: u8, takes_value: bool) -> Long {
    Long {
        name,
        letter,
        takes_value,
    }
}

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse_long(args, "cdjo:u:s", &LONGS)?;
    let fd = match opts.value(b'u') {
        Some(text) => Some(number(text)?),
        None => None,
    };
    let request = TraceRequest {
        is_json: opts.has(b'j'),
        file: opts.value(b'o').map(<[u8]>::to_vec),
        fd,
        steps: opts.has(b's'),
        data: opts.has(b'd'),
        calls: opts.has(b'c'),
    };
    if opts.operand_count() == 0 {
        return Err(missing("COMMANDS").into());
    }
    let words: Vec<&[u8]> = opts.operands().collect();
    host.trace_text(&request, &words.join(&b' '))
}

fn number(text: &[u8]) -> Result<Fd, BuiltinError> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(|fd| *fd >= 0)
        .ok_or_else(|| BuiltinError::usage([text, b": not a descriptor number"].concat()))
}
