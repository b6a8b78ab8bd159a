//! `echo` (XCU echo). What POSIX leaves open, `-n` and backslashes, is as in bash: people come from there.

use super::escape::{self, Style};
use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::{Arguments, Body, Builtin, Ctx, Done, Kind, What};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const ECHO: Builtin = Builtin {
    name: "echo",
    kind: Kind::Regular,
    synopsis: "echo [-neE] [ARGUMENT...]",
    help: "\
Writes the arguments with spaces between them and a newline at the end.

    -n  no newline
    -e  interpret \\a \\b \\c \\e \\f \\n \\r \\t \\v \\\\ \\0NNN \\xHH \\uHHHH \\UHHHHHHHH
    -E  do not (the default)

An argument that is not made of these letters only is written, also when it starts with a dash. Other shells
disagree about -n and backslashes; printf is the same everywhere.

Status: 0; 1 if it could not be written.

Example:
    echo -e 'one\\ttwo'
",
    arguments: Arguments {
        options: &[flag(b'n', ""), flag(b'e', ""), flag(b'E', "")],
        operands: &[any("ARGUMENT", What::Text)],
    },
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let (mut has_newline, mut has_escapes) = (true, false);
    let mut first = 1;
    while let Some(letters) = args.get(first).and_then(option_letters) {
        for letter in letters {
            match letter {
                b'n' => has_newline = false,
                b'e' => has_escapes = true,
                _ => has_escapes = false,
            }
        }
        first += 1;
    }
    if has_escapes {
        let text = args.iter().skip(first).collect::<Vec<_>>().join(&b' ');
        let mut out = Vec::with_capacity(text.len() + 1);
        if escape::decode(&text, Style::Operand, &mut out).is_stopped {
            has_newline = false;
        }
        ctx.print(out);
    } else {
        for index in first..args.len() {
            if index > first {
                ctx.print(b" ");
            }
            ctx.print(args.get(index).unwrap_or_default());
        }
    }
    if has_newline {
        ctx.print(b"\n");
    }
    Ok(ExitStatus::SUCCESS)
}

fn option_letters(argument: &[u8]) -> Option<&[u8]> {
    let letters = argument.strip_prefix(b"-")?;
    let is_option = !letters.is_empty() && letters.iter().all(|l| b"neE".contains(l));
    is_option.then_some(letters)
}
