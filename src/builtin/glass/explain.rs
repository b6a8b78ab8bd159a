//! `explain`: shows what commands would do, and does nothing.

use crate::builtin::options::missing;
use crate::builtin::{
    Arguments, Body, Builtin, Done, Host, Kind, Long, Operand, OptionSpec, Opts, Times, What,
};
use crate::source::Fields;

/// In which form something is explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplainRequest {
    /// Columns for people.
    #[default]
    Text,
    /// One JSON object a line, as `trace --json` gives them.
    Json,
    /// A program in C that makes the same steps.
    C,
}

const ARGUMENTS: Arguments = Arguments {
    options: &[
        OptionSpec {
            letter: Some(b'j'),
            long: Some("json"),
            argument: None,
        },
        OptionSpec {
            letter: Some(b'c'),
            long: Some("c"),
            argument: None,
        },
    ],
    operands: &[Operand {
        name: "COMMANDS",
        what: What::Text,
        times: Times::Some,
    }],
};

const LONGS: [Long; 2] = [
    Long {
        name: "json",
        letter: b'j',
        takes_value: false,
    },
    Long {
        name: "c",
        letter: b'c',
        takes_value: false,
    },
];

pub(super) const EXPLAIN: Builtin = Builtin {
    name: "explain",
    kind: Kind::Extension,
    synopsis: "explain [-jc] [--] COMMANDS",
    help: "\
Shows what running COMMANDS would do, step by step: who makes which call, which part of the line asks for it, and where
the descriptors lead then. Nothing is run, opened for writing, created or assigned. What only running could tell stands
there as written. Then: who holds the ends of each pipe, both orders where the order of redirections matters, and
warnings.

  -j, --json  one JSON object a line, as `trace --json` prints them
  -c, --c     a program in C that makes the same steps

Status: 0; 1 if there is no such program; 2 after a syntax error.

Example:
    explain 'sort <in 2>&1 >out | head'
",
    arguments: ARGUMENTS,
    body: Body::Control(run),
};

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse_long(args, "jc", &LONGS)?;
    let request = match opts.last_of(b"jc") {
        Some(b'j') => ExplainRequest::Json,
        Some(_) => ExplainRequest::C,
        None => ExplainRequest::Text,
    };
    if opts.operand_count() == 0 {
        return Err(missing("COMMANDS").into());
    }
    let words: Vec<&[u8]> = opts.operands().collect();
    let (text, status) = host.explain_text(request, &words.join(&b' '));
    host.ctx(b"explain").print(text);
    Ok(status)
}
