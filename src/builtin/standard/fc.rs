//! `fc` and `history`: what was typed before (XCU fc).
//!
//! The command that is being run is itself the newest entry; it is never one of those that are meant.

use crate::builtin::ipc::spec::{flag, optional, takes};
use crate::builtin::{
    Arguments, Body, Builtin, BuiltinError, Ctx, Done, Host, Kind, Leave, Opts, What, numbers,
    write_all,
};
use crate::source::{Fields, quote};
use crate::state::{ExitStatus, History, HistoryEntry, State};
use crate::sys::{Access, Errno, Kernel, OpenHow, file, process};

pub(super) const FC: Builtin = Builtin {
    name: "fc",
    kind: Kind::Regular,
    synopsis: "fc -l [-nr] [FIRST [LAST]] | fc [-r] [-e EDITOR] [FIRST [LAST]] | fc -s [OLD=NEW] [FIRST]",
    help: "\
Lists commands of the history, runs them again, or runs them after you have changed them with an editor. FIRST and
LAST are numbers, -N for the Nth before this one, or the beginning of a command.

    -l         list: the last 16, or from FIRST to the newest or LAST
    -n         without numbers
    -r         the newest first
    -s         run FIRST (the previous command unless told) at once, with the first OLD in it replaced by NEW
    -e EDITOR  this editor; otherwise $FCEDIT, $EDITOR or ed

Status: 0 for -l; otherwise that of the commands run; 1 if a command is not in the history; 2 for wrong usage.

Example:
    fc -l 2>/dev/null || echo there is no history here
",
    arguments: Arguments {
        options: &[
            flag(b'l', ""),
            flag(b'n', ""),
            flag(b'r', ""),
            flag(b's', ""),
            takes(b'e', "", "EDITOR", What::Command),
        ],
        operands: &[
            optional("FIRST", What::Text),
            optional("LAST", What::Text),
        ],
    },
    body: Body::Control(run_fc),
};

pub(super) const HISTORY: Builtin = Builtin {
    name: "history",
    kind: Kind::Extension,
    synopsis: "history [-c] [N]",
    help: "\
Lists the commands that were typed at the prompt, or the last N of them. They are kept in $HISTFILE (unless it is set
and empty), $HISTSIZE of them; lines that begin with a space are not.

    -c  forget all, also in the file

Status: 0; 2 for wrong usage.

Example:
    history 5
",
    arguments: Arguments {
        options: &[flag(b'c', "")],
        operands: &[optional("N", What::Number)],
    },
    body: Body::Plain(run_history),
};

fn run_history(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "c")?;
    opts.at_most(1)?;
    if opts.has(b'c') {
        ctx.state.history.borrow_mut().clear();
        return Ok(ExitStatus::SUCCESS);
    }
    let count = match opts.operand(0) {
        None => usize::MAX,
        Some(word) => {
            let number = numbers::decimal_in("number of commands", word, 0..=i64::MAX)?;
            usize::try_from(number).unwrap_or(usize::MAX)
        }
    };
    let history = ctx.state.history.clone();
    let history = history.borrow();
    for entry in history.iter().skip(history.len().saturating_sub(count)) {
        ctx.print(format!("{:5}  ", entry.number));
        ctx.print([&*entry.text, b"\n"].concat());
    }
    Ok(ExitStatus::SUCCESS)
}

/// The arguments of `fc`. A word like `-3` is no option but a command.
struct Request<'a> {
    lists: bool,
    reverses: bool,
    hides_numbers: bool,
    runs: bool,
    editor: Option<&'a [u8]>,
    operands: Vec<&'a [u8]>,
}

fn parse(args: &Fields) -> Result<Request<'_>, BuiltinError> {
    let is_relative = |word: &[u8]| matches!(word, [b'-', b'0'..=b'9', ..]);
    let words: Vec<&[u8]> = args.iter().collect();
    let end = words.iter().position(|word| is_relative(word));
    let (before, after) = words
        .split_at_checked(end.unwrap_or(words.len()))
        .unwrap_or((&words, &[]));
    let mut request = Request {
        lists: false,
        reverses: false,
        hides_numbers: false,
        runs: false,
        editor: None,
        operands: Vec::new(),
    };
    let mut rest = before.iter().copied().skip(1);
    while let Some(word) = rest.next() {
        match word {
            b"--" => break,
            [b'-', letters @ ..] if !letters.is_empty() => {
                option(&mut request, letters, &mut rest)?;
            }
            operand => {
                request.operands.push(operand);
                break;
            }
        }
    }
    request.operands.extend(rest);
    request.operands.extend(after);
    Ok(request)
}

fn option<'a>(
    request: &mut Request<'a>,
    letters: &'a [u8],
    rest: &mut impl Iterator<Item = &'a [u8]>,
) -> Result<(), BuiltinError> {
    for (index, letter) in letters.iter().enumerate() {
        match letter {
            b'l' => request.lists = true,
            b'n' => request.hides_numbers = true,
            b'r' => request.reverses = true,
            b's' => request.runs = true,
            b'e' => {
                let attached = letters.get(index + 1..).unwrap_or_default();
                let missing = || BuiltinError::usage("-e: option requires an argument");
                request.editor = if attached.is_empty() {
                    Some(rest.next().ok_or_else(missing)?)
                } else {
                    Some(attached)
                };
                return Ok(());
            }
            _ => return Err(crate::builtin::options::unknown(&[b'-', *letter])),
        }
    }
    Ok(())
}

fn run_fc(host: &mut dyn Host, args: &Fields) -> Done {
    let mut request = parse(args)?;
    if request.editor == Some(b"-") {
        request.runs = true;
    }
    if request.runs {
        return run_again(host, &request.operands);
    }
    if let Some(extra) = request.operands.get(2) {
        return Err(crate::builtin::options::too_many(extra).into());
    }
    let chosen = choose(host.state(), &request)?;
    if request.lists {
        let text = listing(&chosen, request.hides_numbers);
        host.ctx(b"fc").print(text);
        return Ok(ExitStatus::SUCCESS);
    }
    edit_and_run(host, &request, &chosen)
}

/// The entries that can be meant: all but the command that is being run.
fn usable(history: &History) -> Vec<HistoryEntry> {
    let own = history.running();
    history
        .iter()
        .filter(|entry| own.is_none_or(|own| entry.number < own))
        .cloned()
        .collect()
}

/// The entries from FIRST to LAST, in the order in which they are to come.
fn choose(state: &State, request: &Request<'_>) -> Result<Vec<HistoryEntry>, BuiltinError> {
    let entries = usable(&state.history.borrow());
    if entries.is_empty() {
        return Err(BuiltinError::failure("the history is empty"));
    }
    let (first, last) = match (request.operands.first(), request.operands.get(1)) {
        (None, _) if request.lists => (entries.len().saturating_sub(16), entries.len() - 1),
        (None, _) => (entries.len() - 1, entries.len() - 1),
        (Some(first), None) => {
            let first = place(&entries, first)?;
            let last = if request.lists {
                entries.len() - 1
            } else {
                first
            };
            (first, last)
        }
        (Some(first), Some(last)) => (place(&entries, first)?, place(&entries, last)?),
    };
    let (low, high) = (first.min(last), first.max(last));
    let mut chosen = entries.get(low..=high).unwrap_or_default().to_vec();
    if request.reverses != (first > last) {
        chosen.reverse();
    }
    Ok(chosen)
}

/// The place of the entry that `word` means. A number beyond either end means that end (XCU fc).
fn place(entries: &[HistoryEntry], word: &[u8]) -> Result<usize, BuiltinError> {
    let newest = entries.len().saturating_sub(1);
    let digits = word.strip_prefix(b"-").or(word.strip_prefix(b"+"));
    let digits = digits.unwrap_or(word);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        let begins = |entry: &HistoryEntry| entry.text.starts_with(word);
        return entries
            .iter()
            .rposition(begins)
            .ok_or_else(|| not_there(word));
    }
    let number = numbers::decimal(digits).unwrap_or(i64::MAX);
    if word.starts_with(b"-") {
        let back = usize::try_from(number).unwrap_or(usize::MAX);
        return Ok((newest + 1).saturating_sub(back).min(newest));
    }
    let number = u64::try_from(number).unwrap_or(0);
    let at_least = entries.iter().position(|entry| entry.number >= number);
    Ok(at_least.unwrap_or(newest))
}

fn not_there(word: &[u8]) -> BuiltinError {
    BuiltinError::failure(
        [
            &quote::quoted(word)[..],
            b": no such command in the history",
        ]
        .concat(),
    )
}

/// `NUMBER\tTEXT`, the further lines of a command behind a tab (XCU fc, STDOUT).
fn listing(entries: &[HistoryEntry], hides_numbers: bool) -> Vec<u8> {
    let mut text = Vec::new();
    for entry in entries {
        if !hides_numbers {
            text.extend_from_slice(entry.number.to_string().as_bytes());
        }
        for line in entry.text.split(|byte| *byte == b'\n') {
            text.push(b'\t');
            text.extend_from_slice(line);
            text.push(b'\n');
        }
    }
    text
}

/// `fc -s [OLD=NEW] [FIRST]`
fn run_again(host: &mut dyn Host, operands: &[&[u8]]) -> Done {
    let (change, operands) = match operands {
        [change, rest @ ..] if change.contains(&b'=') => (Some(*change), rest),
        rest => (None, rest),
    };
    if let Some(extra) = operands.get(1) {
        return Err(crate::builtin::options::too_many(extra).into());
    }
    let entries = usable(&host.state().history.borrow());
    if entries.is_empty() {
        return Err(BuiltinError::failure("the history is empty").into());
    }
    let at = operands
        .first()
        .map_or(Ok(entries.len() - 1), |word| place(&entries, word))?;
    let text = entries
        .get(at)
        .map(|entry| entry.text.to_vec())
        .unwrap_or_default();
    let text = change.map_or_else(|| text.clone(), |change| substitute(&text, change));
    run_text(host, &text)
}

/// The first `OLD` of `OLD=NEW` replaced.
fn substitute(text: &[u8], change: &[u8]) -> Vec<u8> {
    let equals = memchr::memchr(b'=', change).unwrap_or(change.len());
    let (old, new) = change.split_at_checked(equals).unwrap_or((change, b""));
    let new = new.get(1..).unwrap_or_default();
    match memchr::memmem::find(text, old) {
        Some(at) if !old.is_empty() => {
            let (before, after) = text.split_at_checked(at).unwrap_or((text, b""));
            [before, new, after.get(old.len()..).unwrap_or_default()].concat()
        }
        _ => text.to_vec(),
    }
}

/// Shows a command, puts it into the history in the place of `fc`, and runs it.
fn run_text(host: &mut dyn Host, text: &[u8]) -> Done {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let _ = write_all(host.kernel(), 2, &[text, b"\n"].concat()); // what is only shown
    host.state().history.borrow_mut().replace_running(text);
    Ok(host.eval_text(text)?)
}

fn edit_and_run(host: &mut dyn Host, request: &Request<'_>, chosen: &[HistoryEntry]) -> Done {
    let text: Vec<u8> = chosen
        .iter()
        .flat_map(|entry| [&*entry.text, b"\n"].concat())
        .collect();
    let path = make_file(host, &text)?;
    let edited = edit(host, request.editor, &path);
    let text = edited.map(|status| (status, read(host.kernel(), &path)));
    let _ = file::remove(&path); // what remains of a file in TMPDIR does no harm
    match text? {
        (status, _) if status != ExitStatus::SUCCESS => Ok(status),
        (_, Ok(text)) => run_text(host, &text),
        (_, Err(errno)) => Err(cannot("read", &path, errno)),
    }
}

/// Runs the editor. It is a command with perhaps arguments of its own, so it is run as text.
fn edit(host: &mut dyn Host, editor: Option<&[u8]>, path: &[u8]) -> Result<ExitStatus, Leave> {
    let mut variable = |name: &[u8]| {
        let value = host.state().vars.text(name)?.into_owned();
        (!value.is_empty()).then_some(value)
    };
    let editor = editor
        .map(<[u8]>::to_vec)
        .or_else(|| variable(b"FCEDIT"))
        .or_else(|| variable(b"EDITOR"))
        .unwrap_or_else(|| b"ed".to_vec());
    Ok(host.eval_text(&[&editor[..], b" ", &quote::quoted(path)].concat())?)
}

/// A new private file in `$TMPDIR` that holds `text`.
fn make_file(host: &mut dyn Host, text: &[u8]) -> Result<Vec<u8>, Leave> {
    let directory = host
        .state()
        .vars
        .text(b"TMPDIR")
        .map(std::borrow::Cow::into_owned);
    let directory = directory
        .filter(|path| path.starts_with(b"/"))
        .unwrap_or_else(|| b"/tmp".to_vec());
    let random = u64::from_ne_bytes(process::random_bytes().unwrap_or([0; 8]));
    let path = [
        &directory[..],
        format!("/ipcsh-fc-{random:016x}").as_bytes(),
    ]
    .concat();
    let how = OpenHow {
        access: Access::Write,
        create: true,
        exclusive: true,
        ..OpenHow::read()
    };
    let kernel = host.kernel();
    let name = process::c_string(&path).map_err(|errno| cannot("open", &path, errno))?;
    let fd = kernel
        .open(&name, how)
        .map_err(|errno| cannot("open", &path, errno))?;
    let written = file::change_mode(&path, 0o600).and_then(|()| write_all(kernel, fd, text));
    let _ = kernel.close(fd); // the write has been checked
    if let Err(errno) = written {
        let _ = file::remove(&path); // half of a file is of no use
        return Err(cannot("write", &path, errno));
    }
    Ok(path)
}

fn read(kernel: &dyn Kernel, path: &[u8]) -> Result<Vec<u8>, Errno> {
    let fd = kernel.open(&process::c_string(path)?, OpenHow::read())?;
    let (mut text, mut buffer) = (Vec::new(), vec![0; 8192]);
    let result = loop {
        match kernel.read(fd, &mut buffer) {
            Ok(0) => break Ok(text),
            Ok(count) => text.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(Errno::EINTR) => {}
            Err(errno) => break Err(errno),
        }
    };
    let _ = kernel.close(fd); // only read from
    result
}

fn cannot(call: &'static str, path: &[u8], errno: Errno) -> Leave {
    let text = crate::sys::errno_text(errno);
    BuiltinError::failure([call.as_bytes(), b": ", path, b": ", text.as_bytes()].concat()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(texts: &[&str]) -> Vec<HistoryEntry> {
        let mut history = History::default();
        for text in texts {
            history.add(text.as_bytes(), 0);
        }
        usable(&history)
    }

    #[test]
    fn operands_mean_places() {
        let entries = entries(&["echo a", "ls", "echo b"]);
        let place = |word: &str| place(&entries, word.as_bytes()).ok();
        assert_eq!(place("1"), Some(0));
        assert_eq!(place("-1"), Some(2));
        assert_eq!(place("-2"), Some(1));
        assert_eq!(place("-99"), Some(0));
        assert_eq!(place("99"), Some(2));
        assert_eq!(place("ec"), Some(2));
        assert_eq!(place("l"), Some(1));
        assert_eq!(place("x"), None);
    }

    #[test]
    fn the_first_match_is_replaced() {
        assert_eq!(substitute(b"echo a a", b"a=b=c"), b"echo b=c a");
        assert_eq!(substitute(b"echo", b"x=y"), b"echo");
        assert_eq!(substitute(b"echo", b"=y"), b"echo");
    }

    #[test]
    fn further_lines_stand_behind_a_tab() {
        let entries = entries(&["for i in a\ndo :\ndone"]);
        assert_eq!(listing(&entries, false), b"1\tfor i in a\n\tdo :\n\tdone\n");
        assert_eq!(listing(&entries, true), b"\tfor i in a\n\tdo :\n\tdone\n");
    }

    #[test]
    fn a_relative_number_is_no_option() {
        let args: Fields = ["fc", "-l", "-3", "-1"].iter().collect();
        let request = parse(&args).unwrap();
        assert!(request.lists);
        assert_eq!(request.operands, [b"-3", b"-1"]);
    }
}
