//! `fds`: the descriptors of processes, and who holds the other ends.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::fd::flags_text;
use crate::builtin::ipc::process::process_id;
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Caller, Done, OK};
use crate::builtin::ipc::spec::{J, any, flag, takes};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::look::fds::{self, Descriptor};
use crate::look::peers::{End, Ends};
use crate::look::process as processes;
use crate::plan::{Call, Json, printable};
use crate::sys::ipc::pidfd;
use crate::sys::{Errno, Pid, c, process};

row! {
    /// `fds`
    FDS = "fds" control(run),
    options [
        flag(b'a', "all"),
        flag(0, "peers"),
        flag(0, "ofd"),
        takes(0, "diff", "COMMAND", What::Command),
        J,
    ],
    operands [any("PID|%JOB", What::Process)],
    "fds [-a] [--peers] [--ofd] [-j] [PID|%JOB…] | fds [--peers] [--ofd] [-j] --diff COMMAND",
    "\
readlink /proc/PID/fd/N, and /proc/PID/fdinfo/N

Shows the descriptors of processes (of this shell unless told otherwise): number, type, mode, flags, offset, and what they refer
to. It only reads links and text: opening what it looks at would add a reader and change what is seen.
  --peers          also who holds the other ends of pipes, FIFOs and Unix sockets
  --ofd            also which descriptors share one open file description (offset, O_NONBLOCK): the same letter
  --diff COMMAND   run COMMAND here (as eval does) and show which descriptors it opened, changed and closed
  -a               also those that the shell keeps for itself
  -j               JSON

Status: 0; 1 when a process may not be looked at; 2 for wrong usage; with --diff that of COMMAND.

Example:
    pipe fd
    fds --peers >/dev/null
    fds --diff 'dup2 1 7'
    close 7 ${fd[0]} ${fd[1]}
"
}

fn run(caller: &mut Caller<'_>, args: &Args<'_>) -> Done {
    if let Some(command) = args.value("diff") {
        return diff(caller, args, command);
    }
    let mut ctx = caller.ctx();
    let own = process::id();
    let pids = if args.is_empty() {
        vec![own]
    } else {
        args.rest(0)
            .iter()
            .map(|word| process_id(&ctx, word))
            .collect::<Result<Vec<_>, _>>()?
    };
    let ends = args.has("peers").then(Ends::read);
    let mut groups = Groups::default();
    let mut records = Vec::new();
    let is_single = pids.len() == 1;
    for pid in pids {
        let descriptors = read(&mut ctx, args, pid)?;
        if !args.has("j") && !is_single {
            let name = printable(&processes::name(pid));
            ctx.print(format!("{pid} {name}\n"));
        }
        let rows: Vec<Row> = descriptors
            .into_iter()
            .map(|descriptor| Row {
                group: args.has("ofd").then(|| groups.letter(&descriptor)),
                peers: ends.as_ref().and_then(|ends| ends.opposite(&descriptor)),
                descriptor,
            })
            .collect();
        if args.has("j") {
            records.extend(rows.iter().map(Row::record));
        } else {
            ctx.print(table(&rows, args.has("ofd")));
        }
    }
    if args.has("j") {
        let mut json = Json::new();
        json.list(|list| records.iter().for_each(|record| record.write_json(list)));
        ctx.print(json.finish() + "\n");
    } else if let Some(unseen) = ends.map(|ends| ends.unseen).filter(|unseen| *unseen > 0) {
        ctx.print(format!("({unseen} processes may not be looked at)\n"));
    }
    OK
}

/// The descriptors of a process; of this shell only the user's, unless `-a` asks for all.
fn read(ctx: &mut Ctx<'_>, args: &Args<'_>, pid: Pid) -> Result<Vec<Descriptor>, BuiltinError> {
    let mut descriptors = Vec::new();
    ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", format!("/proc/{pid}/fd").as_bytes())
                .told()
                .names("flags", "O_RDONLY|O_DIRECTORY")
        },
        || {
            descriptors = fds::of(pid)
                .map_err(|error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))?;
            Ok(())
        },
    )?;
    if pid == process::id() && !args.has("a") {
        descriptors.retain(|descriptor| !ctx.state.keeps(descriptor.fd));
    }
    Ok(descriptors)
}

/// A descriptor with what was asked about it.
struct Row {
    descriptor: Descriptor,
    group: Option<String>,
    peers: Option<Vec<End>>,
}

impl Row {
    fn mode(&self) -> &'static str {
        match self.descriptor.flags & c::O_ACCMODE {
            c::O_RDONLY => "r",
            c::O_WRONLY => "w",
            _ => "rw",
        }
    }

    /// The flags beside the access mode.
    fn flags(&self) -> String {
        let text = flags_text(self.descriptor.flags & !c::O_ACCMODE);
        let text = text.strip_prefix("O_RDONLY").unwrap_or(&text);
        text.trim_start_matches('|')
            .replace("O_", "")
            .to_lowercase()
    }

    fn object(&self) -> String {
        let mut text = printable(&self.descriptor.target);
        for (name, value) in &self.descriptor.details {
            let is_telling = !matches!(&**name, b"inotify" | b"clockid" | b"ticks");
            if is_telling && text.len() < 200 {
                text.push_str(&format!(" {}={}", printable(name), printable(value)));
            }
        }
        text
    }

    fn peers_text(&self) -> Option<String> {
        let peers = self.peers.as_ref()?;
        if peers.is_empty() {
            return Some("nobody".to_owned());
        }
        let own = self.descriptor.pid;
        let words: Vec<String> = peers
            .iter()
            .map(|end| {
                let name = printable(&processes::name(end.pid));
                match end.pid == own {
                    true => format!("fd {} here", end.fd),
                    false => format!("{name} ({}) fd {}", end.pid, end.fd),
                }
            })
            .collect();
        let holds_both = peers
            .iter()
            .any(|end| end.pid == own && end.fd != self.descriptor.fd);
        let remark = if holds_both && self.mode() == "r" {
            "; you hold both ends: no end of file while it is open"
        } else {
            ""
        };
        Some(format!("{}{remark}", words.join(", ")))
    }

    /// One line of what changed.
    fn change(&self, sign: char) -> String {
        let group = self.group.as_deref().map(|group| format!("{group:<4} "));
        let peers = self.peers_text();
        let peers = peers.map(|peers| format!("      other end: {peers}\n"));
        format!(
            "{sign} {:>3} {}{:<8} {:<4} {}\n{}",
            self.descriptor.fd,
            group.unwrap_or_default(),
            self.descriptor.kind.name(),
            self.mode(),
            self.object(),
            peers.unwrap_or_default()
        )
    }

    fn record(&self) -> Record {
        let descriptor = &self.descriptor;
        let mut record = Record::new()
            .number("pid", descriptor.pid)
            .number("fd", descriptor.fd)
            .text("type", descriptor.kind.name())
            .text("mode", self.mode())
            .text("flags", self.flags())
            .with("cloexec", Cell::Truth(descriptor.flags & c::O_CLOEXEC != 0))
            .number("offset", descriptor.offset)
            .text("object", descriptor.target.clone());
        if let Some((_, inode)) = descriptor.identity {
            record = record.number("inode", inode);
        }
        if let Some(group) = &self.group {
            record = record.text("ofd", group.clone());
        }
        match self.peers_text() {
            Some(peers) => record.text("peers", peers),
            None => record,
        }
    }
}

fn table(rows: &[Row], has_groups: bool) -> String {
    let widest =
        |texts: &mut dyn Iterator<Item = usize>, least: usize| texts.fold(least, usize::max);
    let flags = widest(&mut rows.iter().map(|row| row.flags().len()), 5);
    let ofd = |text: &str| {
        if has_groups {
            format!("{text:<4} ")
        } else {
            String::new()
        }
    };
    let (fd, kind, mode, offset) = ("FD", "TYPE", "MODE", "OFFSET");
    let mut text = format!(
        "{fd:>4} {}{kind:<8} {mode:<4} {:<flags$} {offset:>10} OBJECT\n",
        ofd("OFD"),
        "FLAGS"
    );
    for row in rows {
        let descriptor = &row.descriptor;
        text.push_str(&format!(
            "{:>4} {}{:<8} {:<4} {:<flags$} {:>10} {}\n",
            descriptor.fd,
            ofd(row.group.as_deref().unwrap_or("")),
            descriptor.kind.name(),
            row.mode(),
            row.flags(),
            descriptor.offset,
            row.object()
        ));
        if let Some(peers) = row.peers_text() {
            text.push_str(&format!("     other end: {peers}\n"));
        }
    }
    text
}

/// Descriptors that share an open file description have the same letter.
#[derive(Default)]
struct Groups {
    known: Vec<(Descriptor, String)>,
}

impl Groups {
    fn letter(&mut self, descriptor: &Descriptor) -> String {
        let same = self.known.iter().find(|(other, _)| {
            other.identity == descriptor.identity
                && pidfd::compare((other.pid, other.fd), (descriptor.pid, descriptor.fd))
                    == Ok(std::cmp::Ordering::Equal)
        });
        if let Some((_, letter)) = same {
            return letter.clone();
        }
        let letters: Vec<&String> = self.known.iter().map(|(_, letter)| letter).collect();
        let letter = name_of(letters.len());
        self.known.push((descriptor.clone(), letter.clone()));
        letter
    }
}

/// `A`, `B`, …, `Z`, `A1`, …
fn name_of(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    match index / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// What a command does to the descriptors of this shell.
fn diff(caller: &mut Caller<'_>, args: &Args<'_>, command: &[u8]) -> Done {
    let pid = process::id();
    let before = read(&mut caller.ctx(), args, pid)?;
    if caller.ctx().is_explaining() {
        return OK;
    }
    let status = caller.host.eval_text(command)?;
    let mut ctx = caller.ctx();
    let after = read(&mut ctx, args, pid)?;
    let changes = changes(&before, &after);
    let ends = args.has("peers").then(Ends::read);
    let mut groups = Groups::default();
    let mut row = |sign: char, descriptor: &Descriptor| Row {
        // Of what is closed nothing more can be asked.
        group: (args.has("ofd") && sign == '+').then(|| groups.letter(descriptor)),
        peers: ends
            .as_ref()
            .filter(|_| sign == '+')
            .and_then(|ends| ends.opposite(descriptor)),
        descriptor: descriptor.clone(),
    };
    let rows: Vec<(char, Row)> = changes
        .into_iter()
        .map(|(sign, descriptor)| (sign, row(sign, descriptor)))
        .collect();
    if args.has("j") {
        let mut json = Json::new();
        json.list(|list| {
            for (sign, row) in &rows {
                let record = row.record().text("change", sign.to_string());
                record.write_json(list);
            }
        });
        ctx.print(json.finish() + "\n");
    } else {
        rows.iter()
            .for_each(|(sign, row)| ctx.print(row.change(*sign)));
    }
    Ok(status)
}

/// What is there no more, and what is new, by number.
fn changes<'a>(before: &'a [Descriptor], after: &'a [Descriptor]) -> Vec<(char, &'a Descriptor)> {
    let mut changes = Vec::new();
    for old in before {
        match after.iter().find(|new| new.fd == old.fd) {
            None => changes.push(('-', old)),
            Some(new) if new.target != old.target || new.flags != old.flags => {
                changes.extend([('-', old), ('+', new)]);
            }
            Some(_) => {}
        }
    }
    let is_new = |new: &&Descriptor| !before.iter().any(|old| old.fd == new.fd);
    changes.extend(after.iter().filter(is_new).map(|new| ('+', new)));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_letters() {
        assert_eq!(name_of(0), "A");
        assert_eq!(name_of(25), "Z");
        assert_eq!(name_of(26), "A1");
    }
}
