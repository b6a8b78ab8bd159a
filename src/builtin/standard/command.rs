//! `command`, `builtin` and `type`: which command a name means, and running another than usual (XCU command, type).

use crate::builtin::ipc::spec::{any, flag, optional};
use crate::builtin::options::missing;
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, Ctx, Done, Host, Kind, Lookup, Opts, What, find,
};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;
use crate::sys::file;

pub(super) const COMMAND: Builtin = Builtin {
    name: "command",
    kind: Kind::Regular,
    synopsis: "command [-p] NAME [ARGUMENT...] | command [-p] -v|-V NAME...",
    help: "\
Runs NAME, but not the function of that name; the errors of a special builtin do not end a script then.

    -p  search in the standard path, which has all standard utilities
    -v  write what NAME means, in a form that can be run: a pathname, a name, an alias definition
    -V  say what NAME means

Status: that of the command; 126 if it cannot be executed, 127 if it is not found; with -v and -V 1 if not found.

Example:
    cd() { echo not now; }; command cd / && pwd; command -v sh
",
    arguments: Arguments {
        options: &[flag(b'p', ""), flag(b'v', ""), flag(b'V', "")],
        operands: &[optional("COMMAND", What::Command), any("ARGUMENT", What::CommandArgument)],
    },
    body: Body::Control(run_command),
};

pub(super) const BUILTIN: Builtin = Builtin {
    name: "builtin",
    kind: Kind::Extension,
    synopsis: "builtin NAME [ARGUMENT...]",
    help: "\
Runs the builtin NAME, also when a function has the same name.

Status: that of the builtin; 1 if there is none.

Example:
    echo() { builtin echo \"[$*]\"; }; echo hello
",
    arguments: Arguments {
        options: &[],
        operands: &[
            optional("NAME", What::Builtin),
            any("ARGUMENT", What::CommandArgument),
        ],
    },
    body: Body::Control(run_builtin),
};

pub(super) const TYPE: Builtin = Builtin {
    name: "type",
    kind: Kind::Regular,
    synopsis: "type [-afptP] NAME...",
    help: "\
Says what each NAME means as a command: an alias, a reserved word, a function, a builtin, a file.

    -t  one word for it: alias, keyword, function, builtin, file (extension)
    -p  the pathname if it is a file, otherwise nothing (extension)
    -P  the pathname of the file of that name in PATH, whatever else it means (extension)
    -a  all meanings, not only the first (extension)
    -f  without functions (extension)

Status: 0; 1 if a NAME means nothing.

Example:
    type cd if sh
",
    arguments: Arguments {
        options: &[
            flag(b'a', ""),
            flag(b'f', ""),
            flag(b't', ""),
            flag(b'p', ""),
            flag(b'P', ""),
        ],
        operands: &[any("NAME", What::Command)],
    },
    body: Body::Control(run_type),
};

/// The reserved words (XCU 2.4) and those of the extensions.
const RESERVED: [&[u8]; 22] = [
    b"!",
    b"[[",
    b"]]",
    b"case",
    b"coproc",
    b"do",
    b"done",
    b"elif",
    b"else",
    b"esac",
    b"fi",
    b"for",
    b"function",
    b"if",
    b"in",
    b"select",
    b"then",
    b"time",
    b"until",
    b"while",
    b"{",
    b"}",
];

fn run_command(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "pvV")?;
    let is_standard = opts.has(b'p');
    if let Some(letter) = opts.last_of(b"vV") {
        let mut status = ExitStatus::SUCCESS;
        for name in opts.operands() {
            let meaning = meanings(host, name, is_standard, true).into_iter().next();
            status = match (meaning, letter) {
                (Some(meaning), b'v') => {
                    host.ctx(b"command").print(meaning.command(name));
                    status
                }
                (Some(meaning), _) => {
                    host.ctx(b"command").print(meaning.description(name));
                    status
                }
                (None, b'v') => ExitStatus::FAILURE,
                (None, _) => {
                    host.ctx(b"command").complain(not_found(name));
                    ExitStatus::FAILURE
                }
            };
        }
        return Ok(status);
    }
    if opts.operand_count() == 0 {
        return Ok(ExitStatus::SUCCESS);
    }
    let fields: Fields = opts.operands().collect();
    let lookup = match is_standard {
        true => Lookup::StandardPath,
        false => Lookup::NoFunctions,
    };
    Ok(host.run_fields(&fields, lookup)?)
}

fn run_builtin(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::none(args)?;
    let Some(name) = opts.operand(0) else {
        return Ok(ExitStatus::SUCCESS);
    };
    if find(name).is_none() {
        let message = [&quote::quoted(name)[..], b": there is no such builtin"].concat();
        return Err(BuiltinError::failure(message).into());
    }
    let fields: Fields = opts.operands().collect();
    Ok(host.run_fields(&fields, Lookup::BuiltinsOnly)?)
}

fn run_type(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "aftpP")?;
    if opts.operand_count() == 0 {
        return Err(missing("NAME").into());
    }
    let mut status = ExitStatus::SUCCESS;
    for name in opts.operands() {
        let mut all = meanings(host, name, false, !opts.has(b'f'));
        if opts.has(b'P') {
            all.retain(|meaning| matches!(meaning, Meaning::File { .. }));
            let path = (all.is_empty())
                .then(|| absolute_path(host, name, false))
                .flatten();
            all.extend(path.map(|path| Meaning::File { path }));
        }
        if !opts.has(b'a') {
            all.truncate(1);
        }
        let mut ctx = host.ctx(b"type");
        if all.is_empty() {
            status = ExitStatus::FAILURE;
            if opts.last_of(b"tpP").is_none() {
                ctx.complain(not_found(name));
            }
        }
        for meaning in all {
            match opts.last_of(b"tpP") {
                None => ctx.print(meaning.description(name)),
                Some(b't') => ctx.print([meaning.word().as_bytes(), b"\n"].concat()),
                Some(_) => print_path(&mut ctx, &meaning),
            }
        }
    }
    Ok(status)
}

fn print_path(ctx: &mut Ctx<'_>, meaning: &Meaning) {
    if let Meaning::File { path } = meaning {
        ctx.print([&path[..], b"\n"].concat());
    }
}

fn not_found(name: &[u8]) -> Vec<u8> {
    [&quote::quoted(name)[..], b": not found"].concat()
}

/// What a name can mean as a command.
enum Meaning {
    Alias { value: std::rc::Rc<[u8]> },
    Reserved,
    Function { text: Vec<u8> },
    Builtin { is_special: bool },
    File { path: Vec<u8> },
}

impl Meaning {
    /// For `command -v`.
    fn command(&self, name: &[u8]) -> Vec<u8> {
        let mut line = match self {
            Self::Alias { value } => {
                [b"alias ", name, b"=", &quote::single_quoted(value)[..]].concat()
            }
            Self::File { path } => path.clone(),
            Self::Reserved | Self::Function { .. } | Self::Builtin { .. } => name.to_vec(),
        };
        line.push(b'\n');
        line
    }

    /// For `command -V` and `type`.
    fn description(&self, name: &[u8]) -> Vec<u8> {
        let shown = quote::quoted(name);
        let mut line = match self {
            Self::Alias { value } => {
                [&shown[..], b" is an alias for ", &quote::quoted(value)].concat()
            }
            Self::Reserved => [&shown[..], b" is a reserved word"].concat(),
            Self::Function { text } => {
                return [&shown[..], b" is a function\n", text].concat();
            }
            Self::Builtin { is_special: true } => {
                [&shown[..], b" is a special shell builtin"].concat()
            }
            Self::Builtin { is_special: false } => [&shown[..], b" is a shell builtin"].concat(),
            Self::File { path } => [&shown[..], b" is ", path].concat(),
        };
        line.push(b'\n');
        line
    }

    /// For `type -t`.
    const fn word(&self) -> &'static str {
        match self {
            Self::Alias { .. } => "alias",
            Self::Reserved => "keyword",
            Self::Function { .. } => "function",
            Self::Builtin { .. } => "builtin",
            Self::File { .. } => "file",
        }
    }
}

/// All meanings of `name` in the order in which the shell looks (XCU 2.9.1.4, after aliases and reserved words).
fn meanings(
    host: &mut dyn Host,
    name: &[u8],
    is_standard: bool,
    with_functions: bool,
) -> Vec<Meaning> {
    let mut all = Vec::new();
    let state = host.state();
    if let Some(value) = state.aliases.get(name) {
        all.push(Meaning::Alias { value });
    }
    if RESERVED.contains(&name) {
        all.push(Meaning::Reserved);
    }
    let builtin = find(name).map(|builtin| builtin.kind == Kind::Special);
    if builtin == Some(true) {
        all.push(Meaning::Builtin { is_special: true });
    }
    if let Some(text) = host.function_text(name).filter(|_| with_functions) {
        all.push(Meaning::Function { text });
    }
    if builtin == Some(false) {
        all.push(Meaning::Builtin { is_special: false });
    }
    if let Some(path) = absolute_path(host, name, is_standard) {
        all.push(Meaning::File { path });
    }
    all
}

/// The absolute pathname of the program that `name` means, as XCU command -v wants it.
fn absolute_path(host: &mut dyn Host, name: &[u8], is_standard: bool) -> Option<Vec<u8>> {
    let path = if name.contains(&b'/') {
        file::is_executable_file(name).then(|| name.to_vec())?
    } else {
        host.find_program(name, is_standard)?
    };
    if path.first() == Some(&b'/') {
        return Some(path);
    }
    let here = super::cd::logical(host.state()).or_else(|| file::working_directory().ok())?;
    let slash: &[u8] = if here.ends_with(b"/") { b"" } else { b"/" };
    Some([&here[..], slash, &path].concat())
}
