//! `shopt` (extension): the options that bash keeps apart from those of `set`. Here they are one set.

use crate::builtin::ipc::spec::{any, flag};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Opts, What};
use crate::source::Fields;
use crate::state::{ExitStatus, Opt, Options};

pub(super) const SHOPT: Builtin = Builtin {
    name: "shopt",
    kind: Kind::Extension,
    synopsis: "shopt [-pqsu] [-o] [OPTION...]",
    help: "\
Writes or changes options under the names that bash has for them (also set -o NAME):

    dotglob     patterns match names with a leading dot   extglob      @(a|b) in patterns that come from expansions
    failglob    a pattern without matches is an error     globstar     ** is any number of directories
    lastpipe    the last stage runs in the shell itself   nocaseglob   pathnames match in upper and lower case
    nocasematch the same for case, [[ ]], ${v/p/r}        nullglob     a pattern without matches is no field

expand_aliases, inherit_errexit, interactive_comments and sourcepath are always on.

    -s  turn on      -u  turn off     -p  write so that it can be read back
    -q  write nothing, only tell by the status    -o  the options of set -o

Status: 0 if all OPTIONs are on, or were changed; 1 if not, 2 for an unknown OPTION.

Example:
    shopt -s nullglob; echo no*such*file; shopt -q nullglob && echo on
",
    arguments: Arguments {
        options: &[flag(b'p', ""), flag(b'q', ""), flag(b's', ""), flag(b'u', ""), flag(b'o', "")],
        operands: &[any("NAME", What::ShellOption)],
    },
    body: Body::Control(run),
};

/// The options of bash that are known: `None` is always on.
const NAMES: [(&str, Option<Opt>); 12] = [
    ("dotglob", Some(Opt::DotGlob)),
    ("expand_aliases", None),
    ("extglob", Some(Opt::ExtGlob)),
    ("failglob", Some(Opt::FailGlob)),
    ("globstar", Some(Opt::GlobStar)),
    ("inherit_errexit", None),
    ("interactive_comments", None),
    ("lastpipe", Some(Opt::LastPipe)),
    ("nocaseglob", Some(Opt::NoCaseGlob)),
    ("nocasematch", Some(Opt::NoCaseMatch)),
    ("nullglob", Some(Opt::NullGlob)),
    ("sourcepath", None),
];

type Named = (&'static str, Option<Opt>);

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "pqsuo")?;
    let known: Vec<Named> = if opts.has(b'o') {
        Options::settable()
            .map(|row| (row.name, Some(row.opt)))
            .collect()
    } else {
        NAMES.to_vec()
    };
    let change = opts.last_of(b"su").map(|letter| letter == b's');
    let mut chosen = Vec::new();
    for operand in opts.operands() {
        let named = known.iter().find(|(name, _)| name.as_bytes() == operand);
        chosen
            .push(*named.ok_or_else(|| {
                BuiltinError::usage([operand, b": unknown option name"].concat())
            })?);
    }
    if let (Some(is_on), false) = (change, chosen.is_empty()) {
        return set(host, &chosen, is_on);
    }
    let has_operands = !chosen.is_empty();
    let shown = if has_operands { chosen } else { known };
    let mut are_all_on = true;
    for (name, opt) in shown {
        let is_on = opt.is_none_or(|opt| host.state().is_on(opt));
        are_all_on &= is_on;
        let is_listed = has_operands || change.is_none_or(|wanted| wanted == is_on);
        if is_listed && !opts.has(b'q') {
            let text = line(name, is_on, opts.has(b'p'), opts.has(b'o'));
            host.ctx(b"shopt").print(text);
        }
    }
    Ok(ExitStatus::from_bool(are_all_on || !has_operands))
}

fn line(name: &str, is_on: bool, is_command: bool, is_set_option: bool) -> String {
    match (is_command, is_set_option) {
        (true, true) => format!("set {}o {name}\n", if is_on { '-' } else { '+' }),
        (true, false) => format!("shopt -{} {name}\n", if is_on { 's' } else { 'u' }),
        (false, _) => format!("{name:<20} {}\n", if is_on { "on" } else { "off" }),
    }
}

fn set(host: &mut dyn Host, chosen: &[Named], is_on: bool) -> Done {
    for (name, opt) in chosen {
        match opt {
            Some(opt) => host.set_option(*opt, is_on),
            None if is_on => {}
            None => {
                return Err(BuiltinError::failure(format!("{name}: is always on")).into());
            }
        }
    }
    Ok(ExitStatus::SUCCESS)
}
