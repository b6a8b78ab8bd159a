//! Command lines whose plumbing is shown, and the rows that `trace` and `explain` give for them.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod compare;
pub mod generate;
pub mod leaf;
#[path = "../harness/random.rs"]
mod random;
pub mod strace;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// One row, as far as tests look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub pid: String,
    pub who: String,
    pub call: String,
    /// The arguments as JSON.
    pub args: String,
    pub ret: String,
    pub errno: String,
    pub cause: String,
    pub fds: String,
    /// Whether it depends on what only running could tell.
    pub has_holes: bool,
    /// Whether it would be made only under a condition.
    pub is_conditional: bool,
}

/// The rows in a text of one JSON object a line.
pub fn rows(text: &str) -> Vec<Row> {
    text.lines()
        .filter(|line| line.starts_with('{'))
        .map(row)
        .collect()
}

fn row(line: &str) -> Row {
    let between = |start: &str, end: &str| {
        let from = line
            .find(start)
            .unwrap_or_else(|| panic!("{start} in {line}"))
            + start.len();
        let len = line[from..]
            .find(end)
            .unwrap_or_else(|| panic!("{end} in {line}"));
        line[from..from + len].trim_matches('"').to_owned()
    };
    Row {
        pid: between("\"pid\":", ",\"who\""),
        who: between("\"who\":", ",\"call\""),
        call: between("\"call\":", ",\"args\""),
        args: between("\"args\":", ",\"ret\""),
        ret: between("\"ret\":", ",\"errno\""),
        errno: between("\"errno\":", ",\"cause\""),
        cause: between("\"cause\":", ",\"fds\""),
        fds: between("\"fds\":", ",\"us\""),
        has_holes: line.contains(",\"holes\":["),
        is_conditional: line.contains(",\"when\":["),
    }
}

impl Row {
    /// The argument called `name`, without quotes.
    pub fn arg(&self, name: &str) -> String {
        let key = format!("\"{name}\":");
        let Some(at) = self.args.find(&key) else {
            return String::new();
        };
        let rest = &self.args[at + key.len()..];
        let end = match rest.as_bytes()[0] {
            b'"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            b'[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            _ => rest.find([',', '}']).unwrap_or(rest.len()),
        };
        rest[..end].trim_matches('"').to_owned()
    }
}

/// `ipcsh` in `directory`, with `arguments` before `-c line`.
pub fn shell(directory: &Path, arguments: &[&str], line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipcsh"));
    prepare(&mut command, directory);
    command.args(arguments).args(["-c", line]);
    command
}

/// The surroundings in which every line is run.
pub fn prepare(command: &mut Command, directory: &Path) {
    command
        .current_dir(directory)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
}

/// What a command gave.
pub fn output(mut command: Command) -> Output {
    command.output().unwrap()
}

/// A directory with the files that the lines speak of.
pub fn place() -> tempfile::TempDir {
    let place = tempfile::Builder::new()
        .prefix("ipcsh-glass.")
        .tempdir()
        .unwrap();
    std::fs::write(place.path().join("in"), "b\na\nc\n").unwrap();
    std::fs::write(place.path().join("old"), "old\n").unwrap();
    std::fs::write(place.path().join("dot"), "cat in\n:\n").unwrap();
    let script = place.path().join("script");
    std::fs::write(&script, "cat in\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    place
}

/// Redirections, each at least once.
const REDIRECTIONS: [&str; 24] = [
    "<in",
    ">out",
    ">>out",
    ">|out",
    "<>rw",
    "2>err",
    "2>&1",
    ">out 2>&1",
    "2>&1 >out",
    "3<in",
    "3<in 4<&3",
    "3<in 4<&3-",
    "<&-",
    ">&-",
    "3>&-",
    "&>both",
    ">&both",
    "&>>both",
    "<<<word",
    "<in >out 2>err",
    "5<>rw 5<&-",
    "<nosuch",
    ">nodir/f",
    "{v}>out",
];

/// Commands that take them: a program, a builtin, a function, constructs.
const COMMANDS: [&str; 6] = [
    "cat",
    "echo hi",
    "{ cat; }",
    "(cat)",
    "eval cat",
    "f() { cat; }; f",
];

/// Lines of other forms.
const FORMS: [&str; 74] = [
    "coproc cat <in; cat <&${COPROC[0]}; wait",
    "coproc X { cat <in; }; cat <&${X[0]}; wait",
    "if cat in; then exec 3>out; else exec 4<in; fi; cat in",
    "cat in",
    "cat in; :",
    ":",
    "nosuchcommand",
    "nosuchcommand 2>err",
    "nosuchcommand | cat",
    "./in",
    "cat in | cat",
    "cat in | sort | uniq",
    "cat in | sort | uniq | cat",
    "cat in | sort | uniq | cat | wc -l",
    "echo a | cat",
    "cat in | { read x; }",
    "echo a | while read x; do echo $x; done",
    "cat in 2>&1 | cat",
    "cat in |& cat",
    "cat in |& cat >out",
    "cat in | cat >out 2>&1",
    "cat <in | sort >out",
    "(cat in) | cat",
    "{ cat in; } | cat",
    "cat in | (cat)",
    "cat in | (cat; cat)",
    "f() { cat; }; cat in | f",
    "f() { cat; }; f <in | cat",
    "cat in & wait",
    "cat in | cat & wait",
    "(cat in; cat old) & wait",
    "{ cat in; } & wait",
    "exec 3<in; cat <&3",
    "exec 3<in 4<&3 3<&-; cat <&4",
    "exec 3>out; echo a >&3; exec 3>&-",
    "exec {v}>out; echo a",
    "exec cat in",
    "exec <in; cat",
    "exec 2>&1; cat in",
    "set -C; echo a >new; echo b >old; echo c >/dev/null",
    "set -C; cat in >new",
    "x=$(cat in); :",
    "cat $(cat /dev/null) in",
    "x=`cat in | sort`; :",
    "cat <(cat in)",
    "cat 3< <(cat in)",
    "cat <(cat in) <(cat old)",
    "cat in > >(cat >out); :",
    "cat <<E\nsmall\nE",
    "cat <<E | sort\nb\na\nE",
    "cat <<E 3<<F\nsmall\nE\nother\nF",
    "if cat in; then cat old; fi",
    "for i in a b; do cat in; done >out",
    "while read x; do cat old; done <in",
    "case a in a) cat in;; esac 2>err",
    "! cat in | cat",
    "cat in && cat old || cat nosuch",
    "(exit 3)",
    "(exit 3); :",
    "(cat in; exit 4) | cat",
    "(cat in)",
    "((1)) && cat in",
    "trap 'echo end' EXIT; cat in",
    "set -e; cat in; (cat old; false; cat in); cat old",
    "set -e; f() { cat in || cat old; }; f; if f; then cat in; fi",
    "set -eo pipefail; cat in | cat; ! cat old; cat nosuch; cat in",
    "select x in a; do cat in; break; done <<<1",
    "cat in >/dev/stderr 2>err",
    "cat </dev/stdin <in",
    "cat \"${u:-$(echo in)}\"",
    ">$(echo out) cat in",
    "sh -c 'exit 3' | sh -c 'exit 4'; echo ${PIPESTATUS[@]}",
    "cat 9<in 8<&9 7<&8 <&7 9<&- 8<&- 7<&-",
    "sh -c 'kill -9 $$'; :",
];

/// All lines; with `IPCSH_GLASS_FILE` also those of that file, between which stand lines of `%%`.
pub fn lines() -> Vec<String> {
    let mut lines: Vec<String> = FORMS.map(str::to_owned).to_vec();
    if let Ok(file) = std::env::var("IPCSH_GLASS_FILE") {
        let text = std::fs::read_to_string(file).unwrap();
        lines.extend(text.trim_end().split("\n%%\n").map(str::to_owned));
    }
    for command in COMMANDS {
        for redirection in REDIRECTIONS {
            lines.push(format!("{command} {redirection}"));
        }
    }
    lines.push(format!("cat <<E\n{}\nE", "x".repeat(70_000)));
    lines.push(format!("cat <<E | wc -c\n{}\nE", "x".repeat(70_000)));
    lines
}

/// The rows of each process in order.
pub fn by<K: Fn(&Row) -> String>(rows: &[Row], key: K) -> BTreeMap<String, Vec<Row>> {
    let mut map: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        map.entry(key(row)).or_default().push(row.clone());
    }
    map
}

/// How many lines are generated: more than `usual` when `IPCSH_GLASS_LINES` says so.
pub fn count(usual: usize) -> usize {
    let asked = std::env::var("IPCSH_GLASS_LINES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The seed of generated lines; `IPCSH_GLASS_SEED` gives others.
pub fn seed() -> u64 {
    let asked = std::env::var("IPCSH_GLASS_SEED").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Looks at all `lines`, two at a time; what is wrong with them.
pub fn faults<'a>(
    lines: &'a [String],
    look: impl Fn(&'a str) -> Option<String> + Sync,
) -> Vec<String> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(line) =
                    lines.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    if let Some(fault) = look(line) {
                        found.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

/// Ends `pid` and whatever descends from it or is in a session of one of these: a shell at a terminal has one of its own.
fn end_all(pid: u32) {
    /// Process, parent, session.
    fn processes() -> Vec<[u32; 3]> {
        let entries = std::fs::read_dir("/proc").unwrap().flatten();
        let stat = |entry: std::fs::DirEntry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let text = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let rest: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
            Some([pid, rest.get(1)?.parse().ok()?, rest.get(3)?.parse().ok()?])
        };
        entries.filter_map(stat).collect()
    }
    let all = processes();
    let own = all.iter().find(|[p, ..]| *p == std::process::id());
    let own = own.map(|[_, _, session]| *session);
    let mut found = vec![pid];
    loop {
        let sessions: Vec<u32> = all
            .iter()
            .filter(|[p, _, session]| found.contains(p) && Some(*session) != own)
            .map(|[_, _, session]| *session)
            .collect();
        let more = all.iter().find(|[p, parent, session]| {
            !found.contains(p) && (found.contains(parent) || sessions.contains(session))
        });
        match more {
            Some([p, ..]) => found.push(*p),
            None => break,
        }
    }
    let found: Vec<String> = found.iter().map(u32::to_string).collect();
    let mut kill = Command::new("kill");
    let _ = kill.args(["-KILL", "--"]).args(found).status(); // one may end just now
}

/// Runs a command that must come to its end; `None` if it does not within a generous time.
pub fn ended(mut command: Command) -> Option<Output> {
    use std::os::unix::process::CommandExt as _;
    let mut child = command.process_group(0).spawn().unwrap();
    let pid = child.id();
    let (send, receive) = std::sync::mpsc::channel();
    // A command at a terminal has none of them.
    let read = |from: Option<Box<dyn std::io::Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = from.map(|mut from| from.read_to_end(&mut bytes)); // what came until then
            bytes
        })
    };
    let out = read(child.stdout.take().map(|out| Box::new(out) as _));
    let err = read(child.stderr.take().map(|err| Box::new(err) as _));
    std::thread::spawn(move || {
        let _ = send.send(child.wait().unwrap()); // nobody may listen any more
    });
    let Ok(status) = receive.recv_timeout(std::time::Duration::from_secs(60)) else {
        end_all(pid);
        return None;
    };
    Some(Output {
        status,
        stdout: out.join().unwrap(),
        stderr: err.join().unwrap(),
    })
}
