//! `pipe`: two descriptors, what goes into one comes out of the other.

use super::above_standard;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::flags;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{N, flag, some};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::c;
use crate::sys::ipc::fd as sys_fd;
use crate::sys::ipc::flags::OPEN;

const ARGUMENTS: Arguments = Arguments {
    options: &[N, flag(b'x', "cloexec")],
    operands: &[some("VAR", What::Array)],
};

/// `pipe`
pub(in crate::builtin::ipc) const PIPE: Builtin = Builtin {
    name: "pipe",
    kind: Kind::Extension,
    synopsis: "pipe [-n] [-x] [FLAGS] ARR | pipe [FLAGS] R W",
    help: "\
int pipe2(int pipefd[2], int flags);

Makes a pipe: ${ARR[0]} is the end to read from, ${ARR[1]} the end to write to. With two names, R and W.
Programs inherit both ends unless O_CLOEXEC is given: who holds a write end keeps the reader from seeing the end.
FLAGS begin with O_: O_NONBLOCK, O_CLOEXEC, O_DIRECT (packets).
  -n   O_NONBLOCK
  -x   O_CLOEXEC

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    pipe fd
    syswrite ${fd[1]} hello
    sysread ${fd[0]}
    close ${fd[0]} ${fd[1]}
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let (flag_words, names): (Vec<&[u8]>, Vec<&[u8]>) = args
        .rest(0)
        .iter()
        .partition(|word| word.get(..2).is_some_and(|p| p.eq_ignore_ascii_case(b"O_")));
    let mut bits = 0;
    for word in flag_words {
        bits |= flags::parse("FLAGS", word, OPEN)?;
    }
    if args.has("n") {
        bits |= c::O_NONBLOCK;
    }
    if args.has("x") {
        bits |= c::O_CLOEXEC;
    }
    let sinks = Sink::pair(ctx, &names)?;
    let (read, write) = make(ctx, bits)?;
    give(ctx, &sinks, read, write)?;
    OK
}

/// Makes the pipe, both ends above 2.
fn make(ctx: &mut Ctx<'_>, bits: i32) -> Result<(i32, i32), BuiltinError> {
    let (read, write) = ctx.syscall(
        || {
            Call::new("pipe2")
                .out("pipefd", "fd")
                .names("flags", shown_flags(bits))
        },
        || sys_fd::pipe(bits),
    )?;
    let is_cloexec = bits & c::O_CLOEXEC != 0;
    let read = above_standard(ctx, read, is_cloexec).inspect_err(|_| {
        let _ = ctx.kernel.close(write); // the pipe is given up
    })?;
    let write = above_standard(ctx, write, is_cloexec).inspect_err(|_| {
        let _ = ctx.kernel.close(read); // likewise
    })?;
    Ok((read, write))
}

/// The flags without an access mode, which a pipe has not.
fn shown_flags(bits: i32) -> String {
    let text = OPEN.decode(i64::from(bits));
    let text = text.strip_prefix("O_RDONLY").unwrap_or(&text);
    match text.strip_prefix('|').unwrap_or(text) {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    }
}

fn give(ctx: &mut Ctx<'_>, sinks: &[Sink<'_>], read: i32, write: i32) -> Result<(), BuiltinError> {
    let text = |fd: i32| fd.to_string().into_bytes();
    let result = match sinks {
        [array] => array.give_list(ctx, vec![text(read), text(write)]),
        [first, second] => first
            .give(ctx, &text(read))
            .and_then(|()| second.give(ctx, &text(write))),
        _ => Ok(()),
    };
    result.inspect_err(|_| {
        let _ = ctx.kernel.close(read); // nobody knows the numbers
        let _ = ctx.kernel.close(write);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_a_pipe_have_no_access_mode() {
        assert_eq!(shown_flags(0), "0");
        assert_eq!(shown_flags(c::O_NONBLOCK), "O_NONBLOCK");
        let both = c::O_NONBLOCK | c::O_CLOEXEC;
        assert_eq!(shown_flags(both), "O_NONBLOCK|O_CLOEXEC");
    }
}
