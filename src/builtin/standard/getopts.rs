//! `getopts` (XCU getopts): one option of the arguments of a script or function at each call.

use crate::builtin::options::missing;
use crate::builtin::target::not_a_name;
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Leave, Opts, numbers,
};
use crate::source::Fields;
use crate::state::{ExitStatus, State, is_name};

pub(super) const GETOPTS: Builtin = Builtin {
    name: "getopts",
    kind: Kind::Regular,
    synopsis: "getopts OPTSTRING NAME [ARGUMENT...]",
    help: "\
Takes the next option from the ARGUMENTs, by default the positional parameters: its letter is put into NAME, its
argument into OPTARG; OPTIND is the number of the next argument to look at. OPTSTRING has the letters; a colon
after one says that it takes an argument. NAME is ? for an unknown option and when an argument is missing.

With a colon at the start of OPTSTRING nothing is written about errors: OPTARG has the letter, and NAME is : when an
argument is missing. Set OPTIND=1 to begin anew.

Status: 0 an option was found, wrong or not; 1 there are no more; 2 an error.

Example:
    set -- -a -b value rest
    while getopts ab: o; do echo $o $OPTARG; done; shift $((OPTIND - 1)); echo $1
",
    arguments: Arguments::ANY_TEXT,
    body: Body::Plain(run),
};

/// What one call finds.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// No more options; the index of the first operand (from 1).
    End(usize),
    /// An option, known and complete.
    Option(u8, Option<Vec<u8>>),
    /// A letter that is not known.
    Unknown(u8),
    /// The argument is missing.
    Missing(u8),
}

/// Where the search stands: the argument (from 1) and the offset in it (0 at its start).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    index: usize,
    offset: usize,
}

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::none(args)?;
    let letters = opts.operand(0).ok_or_else(|| missing("OPTSTRING"))?;
    let name = opts.operand(1).ok_or_else(|| missing("NAME"))?;
    if !is_name(name) {
        return Err(not_a_name(name).into());
    }
    let start = position(ctx.state);
    let (found, next) = if opts.operand_count() > 2 {
        step(letters, start, |index| opts.operand(index + 1))
    } else {
        let positional = std::rc::Rc::clone(&ctx.state.positional);
        step(letters, start, |index| {
            positional.get(index - 1).map(Vec::as_slice)
        })
    };
    let status = report(ctx, name, letters.first() == Some(&b':'), found)?;
    if next.index != start.index || ctx.state.vars.text(b"OPTIND").is_none() {
        assign(ctx.state, b"OPTIND", next.index.to_string().as_bytes())?;
    }
    ctx.state.vars.set_getopts_offset(next.offset); // behind the assignment, which resets it
    Ok(status)
}

/// `OPTIND`; what is no number from 1 on means the beginning.
fn position(state: &State) -> Position {
    let value = state.vars.text(b"OPTIND").unwrap_or_default();
    match numbers::decimal(&value).map(usize::try_from) {
        Ok(Ok(index @ 1..)) => Position {
            index,
            offset: state.vars.getopts_offset(),
        },
        _ => Position {
            index: 1,
            offset: 0,
        },
    }
}

fn step<'a>(
    letters: &[u8],
    start: Position,
    argument: impl Fn(usize) -> Option<&'a [u8]>,
) -> (Found, Position) {
    let Position { index, mut offset } = start;
    let at = |index| Position { index, offset: 0 };
    let word = argument(index).unwrap_or_default();
    if offset >= word.len() {
        offset = 0; // the arguments are not those of the last call
    }
    if offset == 0 {
        match word {
            b"--" => return (Found::End(index + 1), at(index + 1)),
            [b'-', _, ..] => offset = 1,
            _ => return (Found::End(index), at(index)),
        }
    }
    let letter = word.get(offset).copied().unwrap_or_default();
    let rest = word.get(offset + 1..).unwrap_or_default();
    let after = match rest {
        [] => at(index + 1),
        _ => Position {
            index,
            offset: offset + 1,
        },
    };
    let letters = letters.strip_prefix(b":").unwrap_or(letters);
    let known = letters.iter().position(|l| *l == letter && letter != b':');
    let Some(known) = known else {
        return (Found::Unknown(letter), after);
    };
    if letters.get(known + 1) != Some(&b':') {
        return (Found::Option(letter, None), after);
    }
    if !rest.is_empty() {
        return (Found::Option(letter, Some(rest.to_vec())), at(index + 1));
    }
    match argument(index + 1) {
        Some(value) => (Found::Option(letter, Some(value.to_vec())), at(index + 2)),
        None => (Found::Missing(letter), at(index + 1)),
    }
}

fn report(
    ctx: &mut Ctx<'_>,
    name: &[u8],
    is_silent: bool,
    found: Found,
) -> Result<ExitStatus, Leave> {
    let (value, optarg, problem) = match found {
        Found::End(_) => {
            assign(ctx.state, name, b"?")?;
            unset_optarg(ctx.state)?;
            return Ok(ExitStatus::FAILURE);
        }
        Found::Option(letter, optarg) => (letter, optarg, None),
        Found::Unknown(letter) if is_silent => (b'?', Some(vec![letter]), None),
        Found::Missing(letter) if is_silent => (b':', Some(vec![letter]), None),
        Found::Unknown(letter) => (b'?', None, Some((letter, "unknown option"))),
        Found::Missing(letter) => (b'?', None, Some((letter, "option requires an argument"))),
    };
    if let Some((letter, why)) = problem {
        let mut message = vec![b'-', letter];
        message.extend_from_slice(format!(": {why}").as_bytes());
        ctx.complain(message);
    }
    assign(ctx.state, name, &[value])?;
    match optarg {
        Some(text) => assign(ctx.state, b"OPTARG", &text)?,
        None => unset_optarg(ctx.state)?,
    }
    Ok(ExitStatus::SUCCESS)
}

fn assign(state: &mut State, name: &[u8], text: &[u8]) -> Result<(), Leave> {
    let result = state.assign_text(name, text);
    result.map_err(|error| BuiltinError::usage(error.to_string()).into())
}

fn unset_optarg(state: &mut State) -> Result<(), Leave> {
    let slot = state.vars.slot(b"OPTARG");
    let result = state.vars.unset(slot);
    result.map_err(|error| BuiltinError::usage(error.to_string()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Position = Position {
        index: 1,
        offset: 0,
    };

    fn walk(letters: &str, words: &[&str]) -> (Vec<Found>, usize) {
        let (mut all, mut position) = (Vec::new(), START);
        loop {
            let (found, next) = step(letters.as_bytes(), position, |index| {
                words.get(index - 1).map(|w| w.as_bytes())
            });
            position = next;
            if let Found::End(_) = found {
                return (all, position.index);
            }
            all.push(found);
        }
    }

    #[test]
    fn letters_are_taken_one_by_one() {
        let (all, next) = walk("ab:c", &["-ac", "-bx", "-b", "y", "--", "-c"]);
        let value = |text: &str| Some(text.as_bytes().to_vec());
        let wanted = [
            Found::Option(b'a', None),
            Found::Option(b'c', None),
            Found::Option(b'b', value("x")),
            Found::Option(b'b', value("y")),
        ];
        assert_eq!(all, wanted);
        assert_eq!(next, 6);
    }

    #[test]
    fn errors_go_on_with_the_next_letter() {
        let (all, next) = walk(":ab:", &["-xa", "-:", "-b"]);
        let wanted = [
            Found::Unknown(b'x'),
            Found::Option(b'a', None),
            Found::Unknown(b':'),
            Found::Missing(b'b'),
        ];
        assert_eq!(all, wanted);
        assert_eq!(next, 4);
    }

    #[test]
    fn a_single_dash_is_an_operand() {
        assert_eq!(walk("a", &["-", "-a"]).1, 1);
    }
}
