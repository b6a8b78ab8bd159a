//! `semop`: operations on System V semaphores, all of them or none.

use super::sem::{set_id, why};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::block::{Patience, Stopped, Timing};
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{EINTR, N, T, flag, one, some};
use crate::builtin::{BuiltinError, Leave, Lookup, What};
use crate::plan::{ArgValue, Call};
use crate::source::Fields;
use crate::sys::Errno;
use crate::sys::ipc::sem::{self, Operation};

row! {
    /// `semop`
    SEMOP = "semop" control(semop),
    options [N, T, flag(b'u', "undo"), EINTR],
    operands [one("ID", What::SemId), some("NUM:OP", What::Text)],
    "semop [-n] [-t TIME] [-u] ID|key:KEY NUM:OP[u][n]… [-- COMMAND [ARG…]]",
    "\
int semop(int semid, struct sembuf *sops, size_t nsops);

Operates on semaphores, all at once or not at all: OP above 0 adds, below 0 takes and waits until there is enough, 0 waits
until the value is 0. NUM may be left out for semaphore 0.
  u after OP   SEM_UNDO: undone when the shell ends
  n after OP   IPC_NOWAIT for this one
  -u -n        the same for all (-n: status 4)
  -t TIME      give up after TIME (status 124)
  -- COMMAND   operate, run COMMAND (a function or builtin too), and do the opposite; also when the shell is killed meanwhile

Status: 0, or that of COMMAND; 1 when the call failed; 2 for wrong usage; 4 when it would wait; 124 when TIME is over.

Example:
    semget -v s -i 1 IPC_PRIVATE
    semop $s 0:-1 -- echo alone
    semctl $s IPC_RMID
"
}

fn semop(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    let words = args.rest(1);
    let end = words.iter().position(|word| *word == b"--");
    let command = end.map(|at| words.get(at + 1..).unwrap_or_default());
    let operations = words
        .get(..end.unwrap_or(words.len()))
        .unwrap_or_default()
        .iter()
        .map(|word| operation(word, args))
        .collect::<Result<Vec<_>, _>>()?;
    if operations.is_empty() {
        return Err(BuiltinError::usage("missing operand NUM:OP").into());
    }
    let id = set_id(&mut caller.ctx(), args.operand(0))?;
    let patience = Patience::of(args)?;
    let Some(command) = command else {
        operate(caller, &patience, id, &operations)?;
        return OK;
    };
    if command.is_empty() {
        return Err(BuiltinError::usage("missing operand COMMAND").into());
    }
    hold(caller, &patience, id, &operations, command)
}

/// `NUM:OP[u][n]`, or `OP[u][n]` for semaphore 0.
fn operation(word: &[u8], args: &Args<'_>) -> Result<Operation, BuiltinError> {
    let (number, rest) = match memchr::memchr(b':', word) {
        Some(at) => (
            word.get(..at).unwrap_or_default(),
            word.get(at + 1..).unwrap_or_default(),
        ),
        None => (&b"0"[..], word),
    };
    let letters = rest
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'u' | b'n'))
        .count();
    let (delta, suffix) = rest.split_at(rest.len() - letters);
    let number = number::int_in("NUM", number, 0, 65535)?;
    let is_number = !delta.is_empty() && !delta.iter().skip(1).any(|byte| !byte.is_ascii_digit());
    let delta = number::int_in("OP", delta, -32767, 32767).map_err(|error| match is_number {
        true => error,
        false => bad("NUM:OP", word, "not like 0:-1, 1:+2un"),
    })?;
    Ok(Operation {
        number: u16::try_from(number).unwrap_or(0), // just checked
        delta: i16::try_from(delta).unwrap_or(0),
        no_wait: suffix.contains(&b'n') || args.has("n"),
        undo: suffix.contains(&b'u') || args.has("u"),
    })
}

/// The call in words.
pub(super) fn describe(id: i32, operations: &[Operation], timeout: Option<&str>) -> Call {
    let list = operations
        .iter()
        .map(|operation| {
            let flags = match (operation.no_wait, operation.undo) {
                (false, false) => "0",
                (true, false) => "IPC_NOWAIT",
                (false, true) => "SEM_UNDO",
                (true, true) => "IPC_NOWAIT|SEM_UNDO",
            };
            ArgValue::Struct(vec![
                ("sem_num", ArgValue::Int(i64::from(operation.number))),
                ("sem_op", ArgValue::Int(i64::from(operation.delta))),
                ("sem_flg", ArgValue::Names(flags.to_owned())),
            ])
        })
        .collect();
    let name = if timeout.is_some() {
        "semtimedop"
    } else {
        "semop"
    };
    let call = Call::new(name)
        .int("semid", id)
        .told()
        .arg("sops", ArgValue::List(list))
        .size("nsops", operations.len());
    match timeout {
        Some(text) => call.names("timeout", text),
        None => call,
    }
}

fn operate(
    caller: &mut Caller<'_>,
    patience: &Patience,
    id: i32,
    operations: &[Operation],
) -> Result<(), Leave> {
    let limit = patience.span().map(|span| format!("{span:?}"));
    caller.blocking_because(
        patience,
        Timing::Guarded,
        || describe(id, operations, limit.as_deref()),
        |left| {
            sem::operate(id, operations, left).map_err(|errno| match errno {
                Errno::EAGAIN if left.is_some() && patience.is_over() => Stopped::TimedOut,
                errno => Stopped::Failed(errno),
            })
        },
        |errno| match errno {
            Errno::EAGAIN => "it would have to wait".to_owned(),
            errno => why(id, errno),
        },
    )
}

/// Operates, runs the command, undoes. `SEM_UNDO` on both sides: killed in between, nothing stays taken.
fn hold(
    caller: &mut Caller<'_>,
    patience: &Patience,
    id: i32,
    operations: &[Operation],
    command: &[&[u8]],
) -> Done {
    let take: Vec<Operation> = operations
        .iter()
        .map(|operation| Operation {
            undo: operation.delta != 0,
            ..*operation
        })
        .collect();
    let give: Vec<Operation> = take
        .iter()
        .rev()
        .filter(|operation| operation.delta != 0)
        .map(|operation| Operation {
            delta: -operation.delta,
            no_wait: false,
            ..*operation
        })
        .collect();
    operate(caller, patience, id, &take)?;
    let flow = if caller.ctx().is_explaining() {
        Ok(crate::state::ExitStatus::SUCCESS)
    } else {
        let fields: Fields = command.iter().collect();
        caller.host.run_fields(&fields, Lookup::Everywhere)
    };
    let undone = if give.is_empty() {
        Ok(())
    } else {
        operate(caller, &Patience::forever(), id, &give)
    };
    let status = flow?;
    undone?;
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::Arguments;

    static SPEC: Arguments = Arguments {
        options: &[],
        operands: &[some("X", What::Text)],
    };

    fn parsed(word: &str) -> Option<(u16, i16, bool, bool)> {
        let fields: Fields = ["semop", word].into_iter().collect();
        let args = Args::parse(&SPEC, &fields).ok()?;
        let operation = operation(word.as_bytes(), &args).ok()?;
        Some((
            operation.number,
            operation.delta,
            operation.undo,
            operation.no_wait,
        ))
    }

    #[test]
    fn operations_have_number_delta_and_letters() {
        assert_eq!(parsed("0:-1"), Some((0, -1, false, false)));
        assert_eq!(parsed("3:+2un"), Some((3, 2, true, true)));
        assert_eq!(parsed("5u"), Some((0, 5, true, false)));
        assert_eq!(parsed("1:0"), Some((1, 0, false, false)));
        for word in ["", ":", "0:", "x:1", "0:40000", "0:1x", "-1:1", "65536:1"] {
            assert_eq!(parsed(word), None, "{word}");
        }
    }
}
