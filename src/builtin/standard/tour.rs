//! `tour` (extension): a tour through the plumbing, in a shell of its own.

use crate::builtin::ipc::spec::flag;
use crate::builtin::{Arguments, Body, Builtin, Done, Host, Kind, Lookup, Opts};
use crate::source::Fields;
use crate::state::ExitStatus;

pub(super) const TOUR: Builtin = Builtin {
    name: "tour",
    kind: Kind::Extension,
    synopsis: "tour [-p]",
    help: "\
Plays a tour through the plumbing: pipes, redirections, a FIFO, shared memory. All of it is real, in a shell of
its own, and nothing is left behind.

    -p  write the script instead

Status: that of the tour.

Example:
    tour -p >script; grep -c mkfifo script
",
    arguments: Arguments {
        options: &[flag(b'p', "")],
        operands: &[],
    },
    body: Body::Control(run),
};

/// The tour: a part of the program, so that it is there wherever the program is.
const SCRIPT: &str = include_str!("../../../scripts/tour.ipcsh");

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "p")?;
    opts.at_most(0)?;
    if opts.has(b'p') {
        host.ctx(b"tour").print(SCRIPT);
        return Ok(ExitStatus::SUCCESS);
    }
    // Another shell: the functions, aliases, traps and options of this one are the user's, and it may be stopped like any job.
    let mut command = Fields::default();
    for field in ["/proc/self/exe", "-c", SCRIPT, "tour"] {
        command.push(field.as_bytes());
    }
    Ok(host.run_fields(&command, Lookup::NoFunctions)?)
}
