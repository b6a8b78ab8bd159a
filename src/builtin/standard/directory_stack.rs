//! `dirs`, `pushd`, `popd` (extension): a stack of directories; its top is the working directory.

use super::cd;
use crate::builtin::ipc::spec::{flag, optional};
use crate::builtin::numbers;
use crate::builtin::options::too_many;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::{Fields, quote};
use crate::state::{ExitStatus, Opt};
use crate::sys::file;

pub(super) const DIRS: Builtin = Builtin {
    name: "dirs",
    kind: Kind::Extension,
    synopsis: "dirs [-clpv] [+N|-N]",
    help: "\
Writes the stack of directories that pushd and popd keep; the working directory comes first.

    -c  empty it        -l  do not shorten $HOME to ~
    -p  one on a line   -v  one on a line, with numbers
    +N -N  only the N-th one, counted from 0 from the left or the right

Status: 0; 1 if there are not so many.

Example:
    cd /; pushd /tmp >/dev/null; dirs -v
",
    arguments: Arguments {
        options: &[
            flag(b'c', ""),
            flag(b'l', ""),
            flag(b'p', ""),
            flag(b'v', ""),
        ],
        operands: &[optional("N", What::Text)],
    },
    body: Body::Plain(run_dirs),
};

pub(super) const PUSHD: Builtin = Builtin {
    name: "pushd",
    kind: Kind::Extension,
    synopsis: "pushd [DIRECTORY | +N | -N]",
    help: "\
Changes to DIRECTORY and puts it on top of the stack; +N and -N turn the stack so that the N-th is on top; without
operand the two on top change places. Writes the stack.

Status: 0; 1 if the directory could not be changed or there are not so many.

Example:
    cd /; pushd /tmp
",
    arguments: Arguments::OPTIONAL_PATH,
    body: Body::Plain(run_pushd),
};

pub(super) const POPD: Builtin = Builtin {
    name: "popd",
    kind: Kind::Extension,
    synopsis: "popd [+N | -N]",
    help: "\
Takes the top off the stack and changes to the one below; +N and -N take the N-th one away. Writes the stack.

Status: 0; 1 if there is nothing to take or the directory could not be changed.

Example:
    cd /; pushd /tmp; popd
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(run_popd),
};

/// The working directory and the stack below it.
fn whole(ctx: &Ctx<'_>) -> Vec<Vec<u8>> {
    let here = cd::logical(ctx.state).or_else(|| file::working_directory().ok());
    let mut all = vec![here.unwrap_or_default()];
    all.extend(ctx.state.directory_stack.iter().rev().cloned());
    all
}

/// Makes `all` the stack: its first one the working directory.
fn install(ctx: &mut Ctx<'_>, mut all: Vec<Vec<u8>>) -> Result<(), BuiltinError> {
    if all.is_empty() {
        return Ok(());
    }
    let top = all.remove(0);
    let is_physical = ctx.state.is_on(Opt::Physical);
    cd::change(ctx, &top, is_physical).map_err(|error| BuiltinError {
        status: ExitStatus::FAILURE,
        ..error
    })?;
    all.reverse();
    ctx.state.directory_stack = all;
    Ok(())
}

/// `+N` or `-N` as a position in a stack of `count`; `None` if the text is neither.
fn position(text: &[u8], count: usize) -> Option<Result<usize, BuiltinError>> {
    let (sign, digits) = text.split_first()?;
    if !matches!(sign, b'+' | b'-') || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = numbers::decimal(digits).ok();
    let number = number.and_then(|number| usize::try_from(number).ok());
    let position = number.filter(|n| *n < count).map(|number| match sign {
        b'+' => number,
        _ => count - 1 - number,
    });
    Some(position.ok_or_else(|| {
        BuiltinError::failure([text, b": there are not so many directories"].concat())
    }))
}

fn run_dirs(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let all = whole(ctx);
    let (mut letters, mut only) = (Vec::new(), None);
    for argument in args.iter().skip(1) {
        match (position(argument, all.len()), argument) {
            (Some(position), _) => only = Some(position?),
            (None, [b'-', flags @ ..]) if !flags.is_empty() => letters.extend_from_slice(flags),
            _ => return Err(too_many(argument).into()),
        }
    }
    if let Some(letter) = letters.iter().find(|letter| !b"clpv".contains(letter)) {
        return Err(crate::builtin::options::unknown(&[b'-', *letter]).into());
    }
    if letters.contains(&b'c') {
        ctx.state.directory_stack.clear();
        return Ok(ExitStatus::SUCCESS);
    }
    let names = all.iter().map(|name| match letters.contains(&b'l') {
        true => name.clone(),
        false => short(ctx, name),
    });
    let names: Vec<Vec<u8>> = names.collect();
    let mut text = Vec::new();
    if let Some(position) = only {
        text.extend_from_slice(names.get(position).map_or(&[], Vec::as_slice));
    } else if letters.contains(&b'v') {
        for (number, name) in names.iter().enumerate() {
            let head = format!("{}{number:2}  ", if number > 0 { "\n" } else { "" });
            text.extend_from_slice(head.as_bytes());
            text.extend_from_slice(name);
        }
    } else {
        let separator: &[u8] = if letters.contains(&b'p') { b"\n" } else { b" " };
        text = names.join(separator);
    }
    text.push(b'\n');
    ctx.print(text);
    Ok(ExitStatus::SUCCESS)
}

fn short(ctx: &Ctx<'_>, name: &[u8]) -> Vec<u8> {
    let home = ctx.state.vars.text(b"HOME").unwrap_or_default();
    match name.strip_prefix(&*home) {
        Some(rest) if home.len() > 1 && (rest.is_empty() || rest.starts_with(b"/")) => {
            [b"~", rest].concat()
        }
        _ => name.to_vec(),
    }
}

fn print_stack(ctx: &mut Ctx<'_>) {
    let names: Vec<Vec<u8>> = whole(ctx).iter().map(|name| short(ctx, name)).collect();
    let mut text = names.join(&b' ');
    text.push(b'\n');
    ctx.print(text);
}

fn run_pushd(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let mut all = whole(ctx);
    let operand = match args.get(1) {
        Some(b"--") => args.get(2),
        operand => operand,
    };
    match operand {
        None if all.len() < 2 => {
            return Err(BuiltinError::failure("there is no other directory").into());
        }
        None => all.swap(0, 1),
        Some(operand) => match position(operand, all.len()) {
            Some(position) => all.rotate_left(position?),
            None => {
                if operand.is_empty() {
                    return Err(BuiltinError::usage(quote::quoted(operand)).into());
                }
                all.insert(0, operand.to_vec());
            }
        },
    }
    install(ctx, all)?;
    print_stack(ctx);
    Ok(ExitStatus::SUCCESS)
}

fn run_popd(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let mut all = whole(ctx);
    if all.len() < 2 {
        return Err(BuiltinError::failure("the stack of directories is empty").into());
    }
    let at = match args.get(1) {
        None => 0,
        Some(operand) => match position(operand, all.len()) {
            Some(position) => position?,
            None => {
                Opts::none(args)?;
                return Err(too_many(operand).into());
            }
        },
    };
    all.remove(at);
    if at == 0 {
        install(ctx, all)?;
    } else {
        all.remove(0);
        all.reverse();
        ctx.state.directory_stack = all;
    }
    print_stack(ctx);
    Ok(ExitStatus::SUCCESS)
}
