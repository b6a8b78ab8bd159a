//! `ulimit` (XCU ulimit): limits of resources.

use crate::builtin::ipc::spec::{flag, optional};
use crate::builtin::numbers;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::errno_text;
use crate::sys::resource::{self, Limit, Resource};

pub(super) const ULIMIT: Builtin = Builtin {
    name: "ulimit",
    kind: Kind::Regular,
    synopsis: "ulimit [-HS] [-acdefilmnpqrstuvxR] [LIMIT] [-… [LIMIT]]…",
    help: "\
Writes or sets the limits of resources that the shell and its children have. LIMIT is a number in the unit of
the resource, `unlimited`, `hard` or `soft`.

    -S  the soft limit, which holds      -H  the hard limit, up to which the soft one may be raised
    (neither: the soft one is written, both are set)
    -a  write all

    -c  core files, 512 bytes            -d  data segment, KiB         -e  niceness
    -f  files written, 512 bytes         -i  pending signals           -l  locked memory, KiB
    -m  resident memory, KiB             -n  open files                -q  POSIX message queues, bytes
    -p  PIPE_BUF, 512 bytes: how much is written to a pipe at once; not its capacity, and not to be set
    -r  real-time priority               -s  stack, KiB                -t  processor time, seconds
    -u  processes of the user            -v  address space, KiB        -x  file locks
    -R  real-time without sleeping, microseconds
    (none of them: -f; several with a LIMIT each: `ulimit -c 0 -v 1000000`)

Status: 0; 1 if a limit could not be set; 2 for a wrong operand.

Example:
    (ulimit -n 64; ulimit -n)
",
    arguments: Arguments {
        options: &[
            flag(b'H', ""),
            flag(b'S', ""),
            flag(b'a', ""),
            flag(b'c', ""),
            flag(b'd', ""),
            flag(b'e', ""),
            flag(b'f', ""),
            flag(b'i', ""),
            flag(b'l', ""),
            flag(b'm', ""),
            flag(b'n', ""),
            flag(b'p', ""),
            flag(b'q', ""),
            flag(b'r', ""),
            flag(b's', ""),
            flag(b't', ""),
            flag(b'u', ""),
            flag(b'v', ""),
            flag(b'x', ""),
            flag(b'R', ""),
        ],
        operands: &[optional("LIMIT", What::Text)],
    },
    body: Body::Plain(run),
};

/// One resource: its letter, which it is (`None` for `PIPE_BUF`), bytes in its unit, its name and the unit's.
struct Row {
    letter: u8,
    resource: Option<Resource>,
    unit: u64,
    name: &'static str,
    unit_name: &'static str,
}

const fn row(
    letter: u8,
    resource: Resource,
    unit: u64,
    name: &'static str,
    unit_name: &'static str,
) -> Row {
    Row {
        letter,
        resource: Some(resource),
        unit,
        name,
        unit_name,
    }
}

/// All resources in the order in which `-a` writes them.
const ROWS: [Row; 17] = [
    row(
        b'R',
        Resource::RealTime,
        1,
        "real-time non-blocking time",
        "microseconds",
    ),
    row(
        b'c',
        Resource::Core,
        512,
        "core file size",
        "512-byte blocks",
    ),
    row(b'd', Resource::Data, 1024, "data segment size", "KiB"),
    row(b'e', Resource::Nice, 1, "scheduling priority", ""),
    row(
        b'f',
        Resource::FileSize,
        512,
        "file size",
        "512-byte blocks",
    ),
    row(b'i', Resource::PendingSignals, 1, "pending signals", ""),
    row(b'l', Resource::LockedMemory, 1024, "locked memory", "KiB"),
    row(b'm', Resource::ResidentSet, 1024, "resident memory", "KiB"),
    row(b'n', Resource::OpenFiles, 1, "open files", ""),
    Row {
        letter: b'p',
        resource: None,
        unit: 512,
        name: "PIPE_BUF (not capacity)",
        unit_name: "512 bytes",
    },
    row(
        b'q',
        Resource::MessageQueues,
        1,
        "POSIX message queues",
        "bytes",
    ),
    row(
        b'r',
        Resource::RealTimePriority,
        1,
        "real-time priority",
        "",
    ),
    row(b's', Resource::Stack, 1024, "stack size", "KiB"),
    row(b't', Resource::Cpu, 1, "processor time", "seconds"),
    row(b'u', Resource::Processes, 1, "processes of the user", ""),
    row(b'v', Resource::AddressSpace, 1024, "address space", "KiB"),
    row(b'x', Resource::Locks, 1, "file locks", ""),
];

/// What POSIX calls `PIPE_BUF`; the same on every Linux.
const PIPE_BUF: u64 = 4096;

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let requests = requests(args);
    let requests: Result<Vec<Opts<'_>>, _> = requests
        .iter()
        .map(|words| Opts::parse(words, "HSacdefilmnpqrstuvxR"))
        .collect();
    let requests = requests?;
    let which = Which {
        soft: requests.iter().any(|opts| opts.has(b'S')),
        hard: requests.iter().any(|opts| opts.has(b'H')),
    };
    for opts in &requests {
        opts.at_most(if opts.has(b'a') { 0 } else { 1 })?;
    }
    for opts in &requests {
        one(ctx, opts, which, requests.len() > 1)?;
    }
    Ok(ExitStatus::SUCCESS)
}

/// `ulimit -c 0 -v 1000` is two requests: each ends with its operand.
fn requests(args: &Fields) -> Vec<Fields> {
    let mut words = args.iter();
    let name = words.next().unwrap_or_default();
    let start = || Fields::from_iter([name]);
    let mut requests = vec![start()];
    let mut is_after_operand = false;
    let mut is_after_end = false; // `--`: no options follow
    for word in words {
        let is_option = !is_after_end && word.len() > 1 && word.starts_with(b"-");
        if is_option && is_after_operand {
            requests.push(start());
        }
        is_after_operand = !is_option;
        is_after_end |= word == b"--";
        if let Some(request) = requests.last_mut() {
            request.push(word);
        }
    }
    requests
}

/// Sets or writes the limits that one request names.
fn one(
    ctx: &mut Ctx<'_>,
    opts: &Opts<'_>,
    which: Which,
    is_one_of_many: bool,
) -> Result<(), BuiltinError> {
    let is_chosen = |row: &&Row| opts.has(row.letter);
    let mut chosen: Vec<&Row> = ROWS.iter().filter(is_chosen).collect();
    if opts.has(b'a') {
        chosen = ROWS.iter().collect();
    } else if chosen.is_empty() {
        chosen.extend(ROWS.iter().find(|row| row.letter == b'f'));
    }
    if let Some(operand) = opts.operand(0) {
        for row in chosen {
            set(row, which, operand)?;
        }
        ctx.state.is_limited = None;
        return Ok(());
    }
    let with_names = opts.has(b'a') || chosen.len() > 1 || is_one_of_many;
    for row in chosen {
        let value = shown(row, which)?;
        let line = if with_names {
            named(row, &value)
        } else {
            value
        };
        ctx.print(line + "\n");
    }
    Ok(())
}

/// Which of the two limits.
#[derive(Clone, Copy)]
struct Which {
    soft: bool,
    hard: bool,
}

fn named(row: &Row, value: &str) -> String {
    let letter = char::from(row.letter);
    let unit = match row.unit_name {
        "" => format!("(-{letter})"),
        unit => format!("({unit}, -{letter})"),
    };
    format!("{:<28}{unit:>22} {value}", row.name)
}

fn shown(row: &Row, which: Which) -> Result<String, BuiltinError> {
    let Some(resource) = row.resource else {
        return Ok((PIPE_BUF / row.unit).to_string());
    };
    let limit = limit(resource)?;
    let value = if which.hard && !which.soft {
        limit.hard
    } else {
        limit.soft
    };
    Ok(match value {
        None => "unlimited".to_owned(),
        Some(value) => (value / row.unit).to_string(),
    })
}

fn limit(resource: Resource) -> Result<Limit, BuiltinError> {
    resource::limit(resource)
        .map_err(|errno| BuiltinError::failure(format!("getrlimit: {}", errno_text(errno))))
}

fn set(row: &Row, which: Which, operand: &[u8]) -> Result<(), BuiltinError> {
    let Some(resource) = row.resource else {
        return Err(BuiltinError::failure(format!(
            "{}: cannot be set",
            row.name
        )));
    };
    let old = limit(resource)?;
    let value = match operand {
        b"unlimited" => None,
        b"hard" => old.hard,
        b"soft" => old.soft,
        digits => Some(parse(digits, row.unit)?),
    };
    let both = which.soft == which.hard;
    let new = Limit {
        soft: if both || which.soft { value } else { old.soft },
        hard: if both || which.hard { value } else { old.hard },
    };
    resource::set_limit(resource, new).map_err(|errno| {
        let mut message = crate::source::quote::quoted(operand);
        message.extend_from_slice(format!(": {}: {}", row.name, errno_text(errno)).as_bytes());
        BuiltinError::failure(message)
    })
}

fn parse(digits: &[u8], unit: u64) -> Result<u64, BuiltinError> {
    let number = numbers::decimal_in("limit", digits, 0..=i64::MAX)?;
    u64::try_from(number)
        .ok()
        .and_then(|number| number.checked_mul(unit))
        .filter(|bytes| *bytes < u64::MAX) // that would mean unlimited
        .ok_or_else(|| numbers::NumberError::OutOfRange.of("limit", digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_counted_in_their_units() {
        assert_eq!(parse(b"2", 512), Ok(1024));
        assert!(parse(b"-1", 1).is_err());
        assert!(parse(b"9223372036854775807", 512).is_err());
    }

    #[test]
    fn the_pipe_row_says_what_it_is() {
        let row = ROWS.iter().find(|row| row.letter == b'p').unwrap();
        let which = Which {
            soft: false,
            hard: false,
        };
        let line = named(row, &shown(row, which).unwrap());
        assert_eq!(line, "PIPE_BUF (not capacity)            (512 bytes, -p) 8");
        assert!(set(row, which, b"16").is_err());
    }
}
