//! `times` (XCU 2.14 times).

use std::time::Duration;

use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts};
use crate::source::Fields;
use crate::state::ExitStatus;
use crate::sys::resource;

pub(super) const TIMES: Builtin = Builtin {
    name: "times",
    kind: Kind::Special,
    synopsis: "times",
    help: "\
Writes the processor time used: first line the shell's, second line that of its children that have ended; each
in user mode and in the kernel.

Status: 0.

Example:
    times
",
    arguments: Arguments::NONE,
    body: Body::Plain(run),
};

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    Opts::none(args)?.at_most(0)?;
    let times = resource::times().map_err(|errno| {
        BuiltinError::failure(format!("getrusage: {}", crate::sys::errno_text(errno)))
    })?;
    ctx.print(format!(
        "{} {}\n{} {}\n",
        shown(times.user),
        shown(times.system),
        shown(times.children_user),
        shown(times.children_system)
    ));
    Ok(ExitStatus::SUCCESS)
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    format!(
        "{}m{}.{:06}s",
        seconds / 60,
        seconds % 60,
        time.subsec_micros()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_seconds() {
        assert_eq!(shown(Duration::from_millis(61_020)), "1m1.020000s");
    }
}
