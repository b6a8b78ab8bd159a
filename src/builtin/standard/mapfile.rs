//! `mapfile` and `readarray` (extension): lines into an array.

use super::read::Input;
use crate::builtin::ipc::spec::{flag, optional, takes};
use crate::builtin::numbers::{decimal_in, descriptor};
use crate::builtin::target::not_a_name;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Leave, Opts, What};
use crate::source::{Fields, quote};
use crate::state::{Array, ExitStatus, Value, is_name};
use crate::sys::Errno;

pub(super) const MAPFILE: Builtin = Builtin {
    name: "mapfile",
    kind: Kind::Extension,
    synopsis: "mapfile [-d DELIM] [-n COUNT] [-O ORIGIN] [-s COUNT] [-t] [-u FD] [-C CALLBACK] [-c QUANTUM] [ARRAY]",
    help: "\
Reads lines from standard input into the elements of ARRAY (MAPFILE unless told).

    -d DELIM    lines end at the first byte of DELIM, at NUL if it is empty
    -n COUNT    at most COUNT lines; 0 is all
    -O ORIGIN   begin at this subscript and keep the other elements
    -s COUNT    skip the first COUNT lines
    -t          without the delimiters
    -u FD       from this descriptor
    -C CALLBACK run CALLBACK with subscript and line at each QUANTUM (-c, 5000) lines

Status: 0; 1 if the input could not be read; 2 for a wrong operand.

Example:
    printf 'a\\nb\\n' >f; mapfile -t lines <f; echo ${#lines[@]} ${lines[1]}
",
    arguments: Arguments {
        options: &[
            takes(b'd', "", "DELIMITER", What::Text),
            takes(b'n', "", "COUNT", What::Number),
            takes(b'O', "", "ORIGIN", What::Number),
            takes(b's', "", "COUNT", What::Number),
            flag(b't', ""),
            takes(b'u', "", "FD", What::Fd),
            takes(b'C', "", "CALLBACK", What::Text),
            takes(b'c', "", "QUANTUM", What::Number),
        ],
        operands: &[optional("ARRAY", What::Array)],
    },
    body: Body::Control(run),
};

pub(super) const READARRAY: Builtin = Builtin {
    name: "readarray",
    synopsis: "readarray [-d DELIM] [-n COUNT] [-O ORIGIN] [-s COUNT] [-t] [-u FD] [-C CALLBACK] [-c QUANTUM] [ARRAY]",
    ..MAPFILE
};

struct Request<'a> {
    delimiter: u8,
    /// 0 is all.
    count: i64,
    origin: Option<i64>,
    skip: i64,
    trims: bool,
    fd: i32,
    callback: Option<&'a [u8]>,
    quantum: i64,
    name: &'a [u8],
}

fn parse(args: &Fields) -> Result<Request<'_>, BuiltinError> {
    let opts = Opts::parse(args, "d:n:O:s:tu:C:c:")?;
    opts.at_most(1)?;
    let number = |letter: u8, what: &str, least: i64| {
        let text = opts.value(letter);
        text.map(|text| decimal_in(what, text, least..=i64::from(i32::MAX)))
            .transpose()
    };
    let name = opts.operand(0).unwrap_or(b"MAPFILE");
    if !is_name(name) {
        return Err(not_a_name(name));
    }
    Ok(Request {
        delimiter: opts
            .value(b'd')
            .map_or(b'\n', |d| d.first().copied().unwrap_or(0)),
        count: number(b'n', "number of lines", 0)?.unwrap_or(0),
        origin: number(b'O', "subscript", 0)?,
        skip: number(b's', "number of lines", 0)?.unwrap_or(0),
        trims: opts.has(b't'),
        fd: opts.value(b'u').map_or(Ok(0), descriptor)?,
        callback: opts.value(b'C'),
        quantum: number(b'c', "number of lines", 1)?.unwrap_or(5000),
        name,
    })
}

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let request = parse(args)?;
    let slot = host.state().vars.target(request.name);
    let array = match (request.origin, host.state().vars.value(slot)) {
        (Some(_), Some(Value::Array(array))) => array.clone(),
        _ => Array::default(),
    };
    let result = host.state().vars.replace(slot, Value::Array(array));
    result.map_err(|error| BuiltinError::failure(error.to_string()))?;
    let watches = host.state().traps.has_commands();
    let mut input = Input::new(host.kernel(), request.fd, None, watches);
    if request.count == 0 {
        input.count_ahead(usize::MAX); // everything is used: blocks may be read from anything
    }
    let result = fill_array(host, &request, &mut input);
    input.finish(host.kernel());
    result?;
    Ok(ExitStatus::SUCCESS)
}

fn fill_array(host: &mut dyn Host, request: &Request<'_>, input: &mut Input) -> Result<(), Leave> {
    let slot = host.state().vars.target(request.name);
    let mut index = request.origin.unwrap_or(0);
    let (mut seen, mut taken) = (0i64, 0i64);
    while request.count == 0 || taken < request.count {
        let Some(mut line) = next_line(host, input, request)? else {
            return Ok(());
        };
        seen += 1;
        if seen <= request.skip {
            continue;
        }
        line.retain(|byte| *byte != 0);
        taken += 1;
        if let Some(callback) = request.callback.filter(|_| taken % request.quantum == 0) {
            let number = index.to_string();
            let text = [
                callback,
                b" ",
                number.as_bytes(),
                b" ",
                &quote::quoted(&line),
            ]
            .concat();
            host.eval_text(&text)?;
        }
        let result = host.state().vars.assign_element(slot, index, line);
        result.map_err(|error| BuiltinError::failure(error.to_string()))?;
        index += 1;
    }
    Ok(())
}

/// The next line, with its delimiter unless it is trimmed; `None` at the end.
fn next_line(
    host: &mut dyn Host,
    input: &mut Input,
    request: &Request<'_>,
) -> Result<Option<Vec<u8>>, Leave> {
    let mut line = Vec::new();
    loop {
        let unused = input.unused();
        if let Some(at) = memchr::memchr(request.delimiter, unused) {
            let end = if request.trims { at } else { at + 1 };
            line.extend_from_slice(unused.get(..end).unwrap_or_default());
            input.consume(at + 1);
            return Ok(Some(line));
        }
        let count = unused.len();
        if line.try_reserve(count).is_err() {
            return Err(BuiltinError::failure("there is no memory for a line so long").into());
        }
        line.extend_from_slice(unused);
        input.consume(count);
        match input.fill(host.kernel()) {
            Ok(0) => return Ok((!line.is_empty()).then_some(line)),
            Ok(_) => {}
            Err(Errno::EINTR) => host.run_traps()?,
            Err(errno) => {
                let error = super::read::failed(request.fd, errno);
                return Err(BuiltinError {
                    status: ExitStatus::FAILURE,
                    ..error
                }
                .into());
            }
        }
    }
}
