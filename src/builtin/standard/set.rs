//! `set`: options, positional parameters, and the list of variables (XCU 2.14 set).

use std::rc::Rc;

use super::attributes::sorted;
use super::declare::value_text;
use crate::builtin::ipc::spec::{any, flag, takes};
use crate::builtin::options::unknown;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, What};
use crate::source::Fields;
use crate::state::{ExitStatus, Opt, Options};

pub(super) const SET: Builtin = Builtin {
    name: "set",
    kind: Kind::Special,
    synopsis: "set [-abCefhmnuvxBEPT] [-o OPTION] [+abCefhmnuvxBEPT] [+o OPTION] [--] [ARGUMENT...]",
    help: "\
Turns options on (-) or off (+) and sets the positional parameters. Without arguments, writes all variables.

    -a  allexport   export what is assigned       -b  notify     tell at once when a job ends
    -C  noclobber   > does not overwrite          -e  errexit    end when a command fails
    -f  noglob      no pathname expansion         -h  hashall    remember where commands are
    -m  monitor     job control                   -n  noexec     read commands, do not run them
    -u  nounset     an unset parameter is an error  -v  verbose  write lines as they are read
    -x  xtrace      write commands as they are run  -P  physical  cd resolves symbolic links
    -B  braceexpand {a,b} and {1..9}              -p  privileged
    -E  errtrace    functions inherit the ERR trap  -T  functrace  they inherit those of DEBUG and RETURN
    -o OPTION  by name; also ignoreeof nolog vi emacs pipefail posix lastpipe ipcclean trace shortcuts, and the
               patterns' dotglob extglob failglob globstar nocaseglob nocasematch nullglob (help shopt)
               (shortcuts, on: no process for subshells and substitutions where nobody can tell)
    -o         write all options        +o  write them so that a shell can read them back
    --         the rest are positional parameters, also when there are none

Status: 0; 2 for an unknown option, which ends a script; nothing has been changed then.

Example:
    set -- one two; echo $# $2
    (set -u; : $nosuch) 2>/dev/null || echo refused
",
    arguments: Arguments {
        options: &[
            flag(b'a', ""),
            flag(b'b', ""),
            flag(b'C', ""),
            flag(b'e', ""),
            flag(b'f', ""),
            flag(b'h', ""),
            flag(b'm', ""),
            flag(b'n', ""),
            takes(b'o', "", "NAME", What::ShellOption),
            flag(b'u', ""),
            flag(b'v', ""),
            flag(b'x', ""),
            flag(b'B', ""),
            flag(b'E', ""),
            flag(b'P', ""),
            flag(b'T', ""),
            flag(b'p', ""),
        ],
        operands: &[any("ARGUMENT", What::Text)],
    },
    body: Body::Control(run),
};

/// What the arguments ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    changes: Vec<(Opt, bool)>,
    /// `-o` or `+o` without a name: list, in the form for reading back or not.
    listings: Vec<bool>,
    /// Where the positional parameters begin, if they are set.
    positional: Option<usize>,
}

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    if args.len() == 1 {
        list_variables(host);
        return Ok(ExitStatus::SUCCESS);
    }
    let request = parse(args)?;
    for (opt, on) in request.changes {
        host.set_option(opt, on);
    }
    for is_command in request.listings {
        list_options(host, is_command);
    }
    if let Some(first) = request.positional {
        let parameters = args.iter().skip(first).map(<[u8]>::to_vec).collect();
        host.state().positional = Rc::new(parameters);
    }
    Ok(ExitStatus::SUCCESS)
}

fn parse(args: &Fields) -> Result<Request, BuiltinError> {
    let mut request = Request::default();
    let mut at = 1;
    while let Some(argument) = args.get(at) {
        at += 1;
        let (is_on, letters) = match argument {
            b"--" => {
                request.positional = Some(at);
                return Ok(request);
            }
            b"-" => {
                // Obsolescent: turns -v and -x off; what follows are parameters, if something follows.
                request.changes.push((Opt::Verbose, false));
                request.changes.push((Opt::XTrace, false));
                request.positional = (at < args.len()).then_some(at);
                return Ok(request);
            }
            [b'-', letters @ ..] => (true, letters),
            [b'+', letters @ ..] if !letters.is_empty() => (false, letters),
            _ => {
                request.positional = Some(at - 1);
                return Ok(request);
            }
        };
        for &letter in letters {
            if letter != b'o' {
                request.changes.push((by_letter(letter, is_on)?, is_on));
            } else if let Some(name) = args.get(at) {
                request.changes.push((by_name(name)?, is_on));
                at += 1;
            } else {
                request.listings.push(!is_on);
            }
        }
    }
    Ok(request)
}

fn by_letter(letter: u8, is_on: bool) -> Result<Opt, BuiltinError> {
    Options::by_letter(letter)
        .filter(|opt| is_settable(*opt))
        .ok_or_else(|| unknown(&[if is_on { b'-' } else { b'+' }, letter]))
}

fn by_name(name: &[u8]) -> Result<Opt, BuiltinError> {
    Options::by_name(name)
        .filter(|opt| is_settable(*opt))
        .ok_or_else(|| BuiltinError::usage([name, b": unknown option name"].concat()))
}

fn is_settable(opt: Opt) -> bool {
    Options::settable().any(|row| row.opt == opt)
}

fn list_options(host: &mut dyn Host, is_command: bool) {
    let options = host.state().options;
    let mut text = String::new();
    for row in Options::settable() {
        let is_on = options.is_on(row.opt);
        let line = if is_command {
            format!("set {}o {}\n", if is_on { '-' } else { '+' }, row.name)
        } else {
            format!("{:<15} {}\n", row.name, if is_on { "on" } else { "off" })
        };
        text.push_str(&line);
    }
    host.ctx(b"set").print(text);
}

fn list_variables(host: &mut dyn Host) {
    let mut ctx = host.ctx(b"set");
    for variable in sorted(&ctx, |variable| variable.value.is_some()) {
        let mut line = variable.name.to_vec();
        line.push(b'=');
        if let Some(value) = &variable.value {
            line.extend_from_slice(&value_text(value));
        }
        line.push(b'\n');
        ctx.print(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Request, BuiltinError> {
        let args: Fields = std::iter::once("set")
            .chain(words.iter().copied())
            .collect();
        parse(&args)
    }

    #[test]
    fn letters_and_names_mix() {
        let request = parsed(&["-euo", "pipefail", "+x", "a", "-b"]).unwrap();
        let changes = [
            (Opt::ErrExit, true),
            (Opt::NoUnset, true),
            (Opt::PipeFail, true),
            (Opt::XTrace, false),
        ];
        assert_eq!(request.changes, changes);
        assert_eq!(request.positional, Some(4));
    }

    #[test]
    fn two_dashes_set_parameters_even_to_none() {
        assert_eq!(parsed(&["--"]).unwrap().positional, Some(2));
        assert_eq!(parsed(&["-e"]).unwrap().positional, None);
        assert_eq!(parsed(&["-"]).unwrap().positional, None);
        assert_eq!(parsed(&["+"]).unwrap().positional, Some(1));
    }

    #[test]
    fn unknown_options_are_refused_before_anything_changes() {
        assert_eq!(parsed(&["-eZ"]).unwrap_err().message, b"-Z: unknown option");
        assert_eq!(parsed(&["+i"]).unwrap_err().message, b"+i: unknown option");
        assert_eq!(
            parsed(&["-o", "nosuch"]).unwrap_err().message,
            b"nosuch: unknown option name"
        );
    }
}
