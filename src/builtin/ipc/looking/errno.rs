//! `errno`: names, numbers and texts of errors.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number::bad;
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::Done;
use crate::builtin::ipc::spec::{V, any, flag, takes};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::state::ExitStatus;
use crate::sys::errno::{self, Entry};

row! {
    /// `errno`
    ERRNO = "errno" plain(run),
    options [V, flag(b'l', "list"), takes(b's', "search", "WORD", What::Text)],
    operands [any("ERROR", What::Errno)],
    "errno [-v VAR] [NAME|NUMBER…] | errno -l | errno -s WORD",
    "\
#include <errno.h>

Prints name, number and text of errors; without operands, of the last one that a call of an IPC builtin had ($ERRNO).
  -l        all
  -s WORD   those with WORD in their text
  -v VAR    put the line into VAR

Status: 0; 1 when there is no such error; 2 for wrong usage.

Example:
    errno EAGAIN 2
    errno -s pipe
"
}

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    if let Some(word) = args.get(0)
        && (args.has("l") || args.has("s"))
    {
        return Err(bad("ERROR", word, "not with -l or -s").into());
    }
    let entries: Vec<Entry> = if args.has("l") {
        errno::ALL.to_vec()
    } else if let Some(word) = args.value("s") {
        let wanted = word.to_ascii_lowercase();
        let finder = memchr::memmem::Finder::new(&wanted);
        let has = |entry: &&Entry| {
            finder
                .find(&entry.text.to_ascii_lowercase().into_bytes())
                .is_some()
        };
        errno::ALL.iter().filter(has).copied().collect()
    } else if args.is_empty() {
        vec![last(ctx)?]
    } else {
        args.rest(0)
            .iter()
            .map(|word| find(word))
            .collect::<Result<_, _>>()?
    };
    let is_found = !entries.is_empty();
    let lines = entries
        .into_iter()
        .map(|entry| format!("{} {} {}", entry.name, entry.number, entry.text).into_bytes())
        .collect();
    sink.give_list(ctx, lines)?;
    Ok(ExitStatus::from_bool(is_found))
}

fn find(word: &[u8]) -> Result<Entry, BuiltinError> {
    let by_number = || {
        let number = crate::builtin::numbers::decimal(word).ok()?;
        errno::by_number(i32::try_from(number).ok()?)
    };
    errno::by_name(word)
        .or_else(by_number)
        .ok_or_else(|| BuiltinError {
            status: ExitStatus::FAILURE,
            ..bad("ERROR", word, "no such error")
        })
}

fn last(ctx: &Ctx<'_>) -> Result<Entry, BuiltinError> {
    ctx.state
        .vars
        .text(b"ERRNO")
        .ok_or_else(|| BuiltinError::failure("no call of an IPC builtin has failed yet"))
        .and_then(|number| find(&number))
}
