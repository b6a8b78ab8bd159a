//! `lslocks`: the file locks of the machine, with the options and columns of util-linux.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number::{self, bad};
use crate::builtin::ipc::row::row;
use crate::builtin::ipc::run::{Done, OK};
use crate::builtin::ipc::spec::{flag, takes};
use crate::builtin::{BuiltinError, Ctx, What};
use crate::look::fds::{self, Lock};
use crate::look::process;
use crate::plan::{Call, Json, printable};
use crate::sys::{Errno, file};

const COLUMNS: &[&str] = &[
    "COMMAND", "PID", "TYPE", "SIZE", "INODE", "MAJ:MIN", "MODE", "M", "START", "END", "PATH",
    "BLOCKER",
];

/// Those that are shown unless told otherwise.
const DEFAULT: &[&str] = &[
    "COMMAND", "PID", "TYPE", "SIZE", "MODE", "M", "START", "END", "PATH",
];

row! {
    /// `lslocks`
    LSLOCKS = "lslocks" plain(run),
    options [
        flag(b'b', "bytes"),
        flag(b'J', "json"),
        flag(b'j', ""),
        flag(b'i', "noinaccessible"),
        flag(b'n', "noheadings"),
        takes(b'o', "output", "LIST", What::Word(COLUMNS)),
        flag(0, "output-all"),
        takes(b'p', "pid", "PID", What::Process),
        flag(b'r', "raw"),
        flag(b'u', "notruncate"),
    ],
    operands [],
    "lslocks [-b] [-J|-j] [-i] [-n] [-o LIST] [--output-all] [-p PID] [-r] [-u]",
    "\
cat /proc/locks

Shows the file locks of flock and fcntl: who holds them, on which file, and who waits (a * behind the mode; BLOCKER says for
whom).
  -b             sizes in bytes
  -J, -j         JSON
  -i             leave out what may not be read
  -n             no headings
  -o LIST        these columns: COMMAND PID TYPE SIZE INODE MAJ:MIN MODE M START END PATH BLOCKER
  --output-all   all columns
  -p PID         only locks of this process
  -r             words separated by one blank
  -u             nothing is cut (as always here)

Status: 0; 1 when the locks cannot be read; 2 for wrong usage.

Example:
    lslocks -n >/dev/null
"
}

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let columns = columns(args)?;
    let only = args
        .value("p")
        .map(|word| number::int_in("PID", word, 1, i32::MAX))
        .transpose()?;
    let mut locks = Vec::new();
    ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", b"/proc/locks")
                .told()
                .names("flags", "O_RDONLY")
        },
        || {
            locks = fds::locks()
                .map_err(|error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))?;
            Ok(())
        },
    )?;
    let rows: Vec<Vec<String>> = locks
        .iter()
        .filter(|lock| only.is_none_or(|pid| lock.pid == pid))
        .map(|lock| Seen::of(lock, &locks))
        .filter(|seen| !args.has("i") || seen.path.is_some())
        .map(|seen| {
            columns
                .iter()
                .map(|column| seen.cell(column, args.has("b")))
                .collect()
        })
        .collect();
    let text = if args.has("J") || args.has("j") {
        json(&columns, &rows)
    } else {
        table(&columns, &rows, args)
    };
    ctx.print(text);
    OK
}

fn columns(args: &Args<'_>) -> Result<Vec<&'static str>, BuiltinError> {
    if args.has("output-all") {
        return Ok(COLUMNS.to_vec());
    }
    let Some(word) = args.value("o") else {
        return Ok(DEFAULT.to_vec());
    };
    let (added, list) = match word.strip_prefix(b"+") {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let mut columns = if added { DEFAULT.to_vec() } else { Vec::new() };
    for name in list.split(|b| *b == b',') {
        let found = COLUMNS
            .iter()
            .find(|column| column.as_bytes().eq_ignore_ascii_case(name));
        columns.push(found.ok_or_else(|| bad("LIST", name, "no such column"))?);
    }
    Ok(columns)
}

/// A lock and what is found out about it.
struct Seen<'l> {
    lock: &'l Lock,
    command: Option<String>,
    path: Option<String>,
    size: Option<u64>,
    blocker: Option<i32>,
}

impl<'l> Seen<'l> {
    fn of(lock: &'l Lock, all: &[Lock]) -> Self {
        let (major, minor, inode) = lock.file;
        let device = u64::from(major) << 32 | u64::from(minor);
        let descriptor = fds::of(lock.pid).ok().and_then(|descriptors| {
            descriptors.into_iter().find(|d| {
                d.identity
                    .is_some_and(|(dev, ino)| ino == inode && same_device(dev, device))
            })
        });
        let name = process::name(lock.pid);
        let blocker = all
            .iter()
            .find(|other| other.number == lock.number && !other.waits)
            .filter(|_| lock.waits)
            .map(|other| other.pid);
        let size = descriptor
            .as_ref()
            .and_then(|d| file::status(&d.target).ok())
            .map(|status| status.size)
            .filter(|size| *size > 0);
        Self {
            lock,
            command: (!name.is_empty()).then(|| printable(&name)),
            path: descriptor.map(|d| printable(&d.target)),
            size,
            blocker,
        }
    }

    fn cell(&self, column: &str, in_bytes: bool) -> String {
        let lock = self.lock;
        let (major, minor, inode) = lock.file;
        let or_empty = |text: Option<String>| text.unwrap_or_default();
        match column {
            "COMMAND" => self
                .command
                .clone()
                .unwrap_or_else(|| "(unknown)".to_owned()),
            "PID" => lock.pid.to_string(),
            "TYPE" => printable(&lock.kind),
            "SIZE" => or_empty(self.size.map(|size| match in_bytes {
                true => size.to_string(),
                false => crate::builtin::ipc::sysv::human(size),
            })),
            "INODE" => inode.to_string(),
            "MAJ:MIN" => format!("{major}:{minor}"),
            "MODE" => format!(
                "{}{}",
                printable(&lock.mode),
                if lock.waits { "*" } else { "" }
            ),
            "M" => u8::from(lock.is_mandatory).to_string(),
            "START" => lock.start.to_string(),
            "END" => lock.end.unwrap_or(0).to_string(),
            "PATH" => self.path.clone().unwrap_or_else(|| "...".to_owned()),
            _ => or_empty(self.blocker.map(|pid| pid.to_string())),
        }
    }
}

/// `st_dev` has major and minor scattered over its bits (makedev(3)).
fn same_device(device: u64, wanted: u64) -> bool {
    let major = (device >> 8 & 0xfff) | (device >> 32 & !0xfff);
    let minor = (device & 0xff) | (device >> 12 & !0xff);
    major << 32 | (minor & 0xffff_ffff) == wanted
}

fn is_number(column: &str) -> bool {
    matches!(
        column,
        "PID" | "SIZE" | "INODE" | "M" | "START" | "END" | "TYPE" | "BLOCKER"
    )
}

fn table(columns: &[&str], rows: &[Vec<String>], args: &Args<'_>) -> String {
    let heading: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let shown: Vec<&Vec<String>> = (!args.has("n"))
        .then_some(&heading)
        .into_iter()
        .chain(rows)
        .collect();
    let width = |index: usize| {
        shown
            .iter()
            .filter_map(|row| row.get(index))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for row in shown {
        let cells: Vec<String> = row
            .iter()
            .zip(columns)
            .zip(&widths)
            .map(
                |((cell, column), width)| match (args.has("r"), is_number(column)) {
                    (true, _) => cell.clone(),
                    (false, true) => format!("{cell:>width$}"),
                    (false, false) => format!("{cell:<width$}"),
                },
            )
            .collect();
        text.push_str(cells.join(" ").trim_end());
        text.push('\n');
    }
    text
}

fn json(columns: &[&str], rows: &[Vec<String>]) -> String {
    let mut json = Json::new();
    json.object(|all| {
        all.key("locks").list(|list| {
            for row in rows {
                list.object(|object| {
                    for (column, cell) in columns.iter().zip(row) {
                        object.key(&column.to_ascii_lowercase());
                        member(object, column, cell);
                    }
                });
            }
        });
    });
    json.finish() + "\n"
}

fn member(json: &mut Json, column: &str, cell: &str) {
    let number = cell.parse::<i64>().ok().filter(|_| is_number(column));
    match (column, number) {
        ("M", _) => json.truth(cell == "1"),
        (_, Some(number)) => json.number(number),
        (_, None) if cell.is_empty() => json.null(),
        (_, None) => json.string(cell.as_bytes()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_compared_by_major_and_minor() {
        assert!(same_device(0xfe00, 0xfe << 32));
        assert!(same_device(0x801, 8 << 32 | 1));
        assert!(!same_device(0x801, 8 << 32 | 2));
    }
}
