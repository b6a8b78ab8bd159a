//! `read` (XCU read): a line from a descriptor, split into variables.
//!
//! Nothing behind the line is read: [`input`] takes single bytes where the descriptor cannot seek. [`split`] gives
//! fields to variables; [`silence`] changes the terminal's modes and puts them back.

mod input;
mod silence;
mod split;

pub(super) use input::{Input, failed};

use std::time::Duration;

use self::input::{End, Line};
use self::silence::Silence;
use crate::builtin::ipc::spec::{any, flag, takes};
use crate::builtin::numbers::{self, decimal_in, descriptor};
use crate::builtin::target::{Target, assign_plain};
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Leave, Opts, What, write_all,
};
use crate::source::Fields;
use crate::state::{Array, ExitStatus, Opt, State, Value};
use crate::sys::{Fd, file};

pub(super) const READ: Builtin = Builtin {
    name: "read",
    kind: Kind::Regular,
    synopsis: "read [-ers] [-d DELIM] [-n N|-N N] [-p PROMPT] [-t TIME] [-u FD] [-a ARRAY | NAME...]",
    help: "\
Reads a line from standard input, splits it at IFS and gives the fields to the variables NAME; the last one gets
the rest. A backslash keeps the next character from being a separator; before the newline it continues the line.

    -r         backslashes are ordinary
    -d DELIM   the line ends at the first byte of DELIM, at a NUL byte if DELIM is empty
    -n N       at most N characters (extension, like all that follow)
    -N N       exactly N characters, separators and DELIM among them
    -p PROMPT  write PROMPT first, if input is from a terminal
    -s         do not show what is typed
    -t TIME    give up after TIME (2, 0.5, 500ms); 0 only asks whether there is something to read
    -u FD      read from FD
    -a ARRAY   the fields become the elements of ARRAY
    -e         accepted: line editing is not for scripts
Without NAME the line goes into REPLY as it is.

Status: 0; 1 at the end of the input, the variables have what was read before it; 2 an error; 142 if TIME is over.

Example:
    printf 'one two three\\n' | { read -r a b; echo \"$b\"; }
",
    arguments: Arguments {
        options: &[
            flag(b'r', ""),
            flag(b's', ""),
            flag(b'e', ""),
            takes(b'd', "", "DELIMITER", What::Text),
            takes(b'n', "", "COUNT", What::Number),
            takes(b'N', "", "COUNT", What::Number),
            takes(b'p', "", "PROMPT", What::Text),
            takes(b't', "", "TIME", What::Time),
            takes(b'u', "", "FD", What::Fd),
            takes(b'a', "", "ARRAY", What::Array),
            takes(b'i', "", "TEXT", What::Text),
        ],
        operands: &[any("NAME", What::Variable)],
    },
    body: Body::Control(run),
};

/// The status when the time is over: 128 + SIGALRM, as in bash.
const TIME_IS_OVER: ExitStatus = ExitStatus(142);

/// What is asked for.
struct Request<'a> {
    is_raw: bool,
    is_silent: bool,
    delimiter: u8,
    /// At most, or exactly, so many characters.
    count: Option<usize>,
    is_exact: bool,
    prompt: Option<&'a [u8]>,
    time: Option<Duration>,
    fd: Fd,
    array: Option<&'a [u8]>,
    names: Vec<&'a [u8]>,
}

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let request = parse(args)?;
    if let Some(Duration::ZERO) = request.time {
        let is_ready = host
            .kernel()
            .wait_readable_for(request.fd, Some(Duration::ZERO));
        return match is_ready {
            Ok(is_ready) => Ok(ExitStatus::from_bool(is_ready)),
            Err(errno) => Err(input::failed(request.fd, errno).into()),
        };
    }
    let line = read_line(host, &request)?;
    store(host.state(), &request, &line)?;
    Ok(match line.end {
        End::Delimiter => ExitStatus::SUCCESS,
        End::File => ExitStatus::FAILURE,
        End::Time => TIME_IS_OVER,
    })
}

fn parse(args: &Fields) -> Result<Request<'_>, BuiltinError> {
    let opts = Opts::parse(args, "rsed:n:N:p:t:u:a:i:")?;
    let most = i64::from(i32::MAX);
    let count = match opts.last_of(b"nN") {
        Some(letter) => {
            let text = opts.value(letter).unwrap_or_default();
            let number = decimal_in("number of characters", text, 0..=most)?;
            Some(usize::try_from(number).unwrap_or(0))
        }
        None => None,
    };
    let time = match opts.value(b't') {
        Some(text) => Some(numbers::duration(text).map_err(|error| error.of("time", text))?),
        None => None,
    };
    let array = opts.value(b'a');
    let names: Vec<&[u8]> = opts.operands().collect();
    for name in names.iter().chain(array.iter()) {
        Target::parse(name)?;
    }
    Ok(Request {
        is_raw: opts.has(b'r'),
        is_silent: opts.has(b's'),
        delimiter: opts
            .value(b'd')
            .map_or(b'\n', |d| d.first().copied().unwrap_or(0)),
        count,
        is_exact: opts.last_of(b"nN") == Some(b'N'),
        prompt: opts.value(b'p'),
        time,
        fd: opts.value(b'u').map_or(Ok(0), descriptor)?,
        array,
        names,
    })
}

fn read_line(host: &mut dyn Host, request: &Request<'_>) -> Result<Line, Leave> {
    let by_byte = request.count.is_some() || request.delimiter != b'\n';
    // A question to the kernel, asked only where the answer matters.
    let matters = by_byte
        || request.is_silent
        || request.prompt.is_some()
        || host.state().is_on(Opt::Interactive);
    let is_terminal = matters && file::is_terminal(request.fd);
    if let (Some(prompt), true) = (request.prompt, is_terminal) {
        let _ = write_all(host.kernel(), 2, prompt); // a prompt that cannot be shown keeps nobody from typing
    }
    let silence = (is_terminal && (request.is_silent || by_byte))
        .then(|| Silence::begin(request.fd, request.is_silent, by_byte))
        .flatten();
    let prompts = is_terminal && host.state().is_on(Opt::Interactive);
    let watches = host.state().traps.has_commands() || prompts || silence.is_some();
    let mut input = if host.state().own_document == Some(request.fd) && !watches {
        Input::to_the_last(request.fd, request.time)
    } else {
        Input::new(host.kernel(), request.fd, request.time, watches)
    };
    if request.is_exact {
        input.count_ahead(request.count.unwrap_or(0));
    }
    let rules = input::Rules {
        is_raw: request.is_raw,
        delimiter: if request.is_exact {
            None
        } else {
            Some(request.delimiter)
        },
        count: request.count,
        prompts,
    };
    let mut interrupted = |host: &mut dyn Host| {
        if let Some(silence) = &silence {
            silence.die_if_told();
        }
        host.run_traps()
    };
    let result = input.line(host, &rules, &mut interrupted);
    input.finish(host.kernel());
    result
}

fn store(state: &mut State, request: &Request<'_>, line: &Line) -> Result<(), BuiltinError> {
    if let Some(array) = request.array {
        let fields = split::all(line, state.vars.ifs());
        let elements = fields.into_iter().map(|range| line.slice(&range).to_vec());
        let value = Value::Array(Array::from_elements(elements.collect::<Vec<_>>()));
        let slot = state.vars.target(Target::parse(array)?.name);
        let result = state.vars.replace(slot, value);
        result.map_err(|error| BuiltinError::usage(error.to_string()))?;
        return Ok(());
    }
    if request.names.is_empty() {
        return assign(state, b"REPLY", &line.text);
    }
    let fields = if request.is_exact {
        vec![line.text.as_slice()]
    } else {
        let ranges = split::some(line, state.vars.ifs(), request.names.len());
        ranges.iter().map(|range| line.slice(range)).collect()
    };
    for (position, name) in request.names.iter().enumerate() {
        let value = fields.get(position).copied().unwrap_or_default();
        assign(state, name, value)?;
    }
    Ok(())
}

fn assign(state: &mut State, name: &[u8], value: &[u8]) -> Result<(), BuiltinError> {
    assign_plain(state, name, value).map_err(|error| BuiltinError {
        status: ExitStatus::USAGE, // 1 means the end of the input
        ..error
    })
}
