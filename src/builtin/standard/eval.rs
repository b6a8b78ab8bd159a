//! `eval`, `.` and `source`: running text in this environment (XCU 2.14 eval, dot).

use crate::builtin::options::missing;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Leave};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::{Errno, file};

pub(super) const EVAL: Builtin = Builtin {
    name: "eval",
    kind: Kind::Special,
    synopsis: "eval [ARGUMENT...]",
    help: "\
Joins the arguments with spaces and runs the result as commands.

Status: that of the last command; 0 if there is none.

Example:
    name=x; eval \"$name=5\"; echo $x
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Control(run_eval),
};

pub(super) const DOT: Builtin = Builtin {
    name: ".",
    kind: Kind::Special,
    synopsis: ". FILE [ARGUMENT...]",
    help: "\
Runs the commands in FILE in this shell. A name without slash is searched for in PATH; it need not be executable.
With ARGUMENTs (extension) they are $1, $2, ... meanwhile.

Status: that of the last command, 0 if there is none; 1 if FILE cannot be read, which ends a script.

Example:
    echo 'x=5' >./settings; . ./settings; echo $x
",
    arguments: Arguments::FILE_AND_ARGUMENTS,
    body: Body::Control(run_dot),
};

pub(super) const SOURCE: Builtin = Builtin {
    name: "source",
    kind: Kind::Extension,
    synopsis: "source FILE [ARGUMENT...]",
    help: "\
As `.`, but a FILE that is not found in PATH is looked for in the working directory, and failing does not end a script.

Status: as for `.`.

Example:
    echo 'x=5' >settings; source settings; echo $x
",
    arguments: Arguments::FILE_AND_ARGUMENTS,
    body: Body::Control(run_source),
};

fn run_eval(host: &mut dyn Host, args: &Fields) -> Done {
    let first = if args.get(1) == Some(b"--") { 2 } else { 1 };
    let text = match args.len().saturating_sub(first) {
        0 => return Ok(ExitStatus::SUCCESS),
        1 => args.get(first).unwrap_or_default().to_vec(),
        _ => args.iter().skip(first).collect::<Vec<_>>().join(&b' '),
    };
    Ok(host.eval_text(&text)?)
}

fn run_dot(host: &mut dyn Host, args: &Fields) -> Done {
    let (operand, first) = operand(args)?;
    let path = if operand.contains(&b'/') {
        operand.to_vec()
    } else {
        in_path(host, operand).ok_or_else(|| not_found(operand))?
    };
    host.run_file(&path, arguments(args, first))
}

fn run_source(host: &mut dyn Host, args: &Fields) -> Done {
    let (operand, first) = operand(args)?;
    let found = if operand.contains(&b'/') {
        None
    } else {
        in_path(host, operand)
    };
    let path = found.unwrap_or_else(|| operand.to_vec());
    host.run_file(&path, arguments(args, first))
}

fn operand(args: &Fields) -> Result<(&[u8], usize), Leave> {
    let at = if args.get(1) == Some(b"--") { 2 } else { 1 };
    let operand = args.get(at).ok_or_else(|| missing("FILE"))?;
    Ok((operand, at + 1))
}

fn arguments(args: &Fields, first: usize) -> Option<Vec<Vec<u8>>> {
    (args.len() > first).then(|| args.iter().skip(first).map(<[u8]>::to_vec).collect())
}

fn not_found(name: &[u8]) -> BuiltinError {
    BuiltinError::failure([name, b": not found in PATH"].concat())
}

/// The first readable file called `name` in `PATH`; directories do not count.
fn in_path(host: &mut dyn Host, name: &[u8]) -> Option<Vec<u8>> {
    let path = host.state().vars.text(b"PATH").unwrap_or_default();
    path.split(|byte| *byte == b':')
        .map(|directory| match directory {
            [] => name.to_vec(),
            _ => [directory, b"/", name].concat(),
        })
        .find(|candidate| is_readable_file(candidate).is_ok())
}

fn is_readable_file(path: &[u8]) -> Result<(), Errno> {
    if file::status(path)?.kind == file::Kind::Directory {
        return Err(Errno::EISDIR);
    }
    file::access(path, file::May::Read)
}
