//! The walls between the rooms hold.
//!
//! In: the text of every file below `src`. Out: one message for each use of a room, a crate or a part of the
//! standard library that the table does not allow there. What a room's own unit tests use is not looked at.
//! And what is made out of other files is made anew when they change.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "harness/mod.rs"]
mod harness;

/// What one room may know.
struct Room {
    name: &'static str,
    /// Rooms that it may use as it likes.
    rooms: &'static [&'static str],
    /// Single items of other rooms: plain data without deeds.
    items: &'static [&'static str],
    /// Packages, beside the small ones that everyone may use.
    crates: &'static [&'static str],
    /// Whether it may touch the file system or other processes through the standard library.
    world: bool,
}

/// Packages without deeds: byte strings, numbers as text, searching, hashing.
const HARMLESS: [&str; 8] = [
    "std",
    "core",
    "alloc",
    "bstr",
    "itoa",
    "memchr",
    "rustc_hash",
    "ipcsh",
];

/// Numbers and names that come from the kernel but do nothing: a plan speaks of descriptors, a report of errors.
const PLAIN_SYS: &[&str] = &[
    "sys::Errno",
    "sys::Fd",
    "sys::Pid",
    "sys::Signal",
    "sys::Access",
    "sys::OpenHow",
    "sys::Wait",
];

/// The rooms, in the order in which a command line passes through them.
const ROOMS: &[Room] = &[
    Room {
        name: "source",
        rooms: &[],
        items: &[],
        crates: &["nu_ansi_term"],
        world: false,
    },
    Room {
        name: "syntax",
        rooms: &["source"],
        items: &[],
        crates: &["pest"],
        world: false,
    },
    // What a function's body is, is the tree's matter; what it remembers of jobs are the kernel's numbers.
    Room {
        name: "state",
        rooms: &["source"],
        items: &[
            "syntax::ast",
            "syntax::arith",
            "sys::Errno",
            "sys::Fd",
            "sys::Pid",
            "sys::Signal",
            "sys::Wait",
        ],
        crates: &[],
        world: false,
    },
    Room {
        name: "sys",
        rooms: &[],
        items: &[],
        crates: &["nix", "libc"],
        world: true,
    },
    Room {
        name: "expand",
        rooms: &["source", "syntax", "state", "sys"],
        items: &[],
        crates: &[],
        world: false,
    },
    Room {
        name: "plan",
        rooms: &["source"],
        items: &[
            "syntax::ast",
            "sys::Errno",
            "sys::Fd",
            "sys::Pid",
            "sys::Signal",
            "sys::Access",
            "sys::OpenHow",
            "sys::Wait",
        ],
        crates: &[],
        world: false,
    },
    Room {
        name: "exec",
        rooms: &["source", "plan", "sys", "state"],
        items: &["syntax::ast"],
        crates: &[],
        world: false,
    },
    // What the host answers when a builtin has something evaluated can be an expansion error.
    Room {
        name: "builtin",
        rooms: &["source", "state", "sys", "plan", "look"],
        items: &["expand::ExpandError"],
        crates: &[],
        world: false,
    },
    Room {
        name: "eval",
        rooms: &[
            "source", "syntax", "state", "sys", "expand", "plan", "exec", "builtin", "show",
        ],
        items: &[],
        crates: &[],
        world: false,
    },
    Room {
        name: "show",
        rooms: &["source", "plan"],
        items: &["sys::Fd"],
        crates: &["nu_ansi_term", "unicode_width"],
        world: false,
    },
    Room {
        name: "look",
        rooms: &["source", "sys", "show"],
        items: &[],
        crates: &[],
        world: true,
    },
    Room {
        name: "interactive",
        rooms: &[
            "source", "syntax", "state", "eval", "builtin", "show", "look", "sys",
        ],
        items: &[],
        crates: &["rustyline", "keys_unbuffered", "unicode_width"],
        world: true,
    },
    // Where everything is put together.
    Room {
        name: "cli",
        rooms: &[
            "source",
            "syntax",
            "state",
            "sys",
            "expand",
            "plan",
            "exec",
            "builtin",
            "eval",
            "show",
            "look",
            "interactive",
        ],
        items: &[],
        crates: &[],
        world: true,
    },
    Room {
        name: "main",
        rooms: &["cli"],
        items: &[],
        crates: &[],
        world: false,
    },
    Room {
        name: "lib",
        rooms: &[],
        items: &[],
        crates: &[],
        world: false,
    },
];

/// What only `sys` does: processes are the plan's, descriptors too.
const DEEDS: [&str; 3] = [
    "std::process::Command",
    "std::os::fd::FromRawFd",
    "std::thread::spawn",
];

/// The other ways into the world that a room without `world` has no use for.
/// (`std::net`'s addresses are values like any other.)
const WORLD: [&str; 7] = [
    "std::fs",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "std::env::set_var",
    "std::env::set_current_dir",
];

struct SourceFile {
    path: PathBuf,
    room: String,
    /// The modules from the crate's root to this file, `["plan", "lower"]`.
    module: Vec<String>,
    /// The code, without comments, string literals and unit tests.
    code: String,
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let mut faults = Vec::new();
    for file in source_files() {
        let Some(room) = ROOMS.iter().find(|room| room.name == file.room) else {
            faults.push(format!(
                "{}: there is no room {}",
                file.path.display(),
                file.room
            ));
            continue;
        };
        for path in paths(&file) {
            if let Some(fault) = fault_of(room, &path) {
                faults.push(format!("{}: {fault}", file.path.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn rooms_form_no_cycle() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in source_files() {
        let entry = uses.entry(file.room.clone()).or_default();
        for path in paths(&file) {
            let Some(used) = path.strip_prefix("crate::") else {
                continue;
            };
            let name = used.split("::").next().unwrap_or_default();
            if name != file.room && !is_plain(used) {
                entry.insert(name.to_owned());
            }
        }
    }
    // A room that uses no other one left over can be taken away; what cannot be taken away is a cycle.
    while let Some(room) = uses
        .iter()
        .find(|(_, used)| used.is_empty())
        .map(|(room, _)| room.clone())
    {
        uses.remove(&room);
        uses.values_mut().for_each(|used| {
            used.remove(&room);
        });
    }
    assert!(uses.is_empty(), "these rooms use each other: {uses:?}");
}

#[test]
fn unsafe_code_is_in_sys_only() {
    let faults: Vec<String> = source_files()
        .iter()
        .filter(|file| file.room != "sys" && words(&file.code).any(|word| word == "unsafe"))
        .map(|file| format!("{}: unsafe", file.path.display()))
        .collect();
    assert_none(&faults);
}

#[test]
fn nothing_prints_past_the_given_output() {
    let mut faults = Vec::new();
    for file in source_files() {
        for name in [
            "println",
            "eprintln",
            "print",
            "eprint",
            "dbg",
            "todo",
            "unimplemented",
        ] {
            if file.code.contains(&format!(" {name}!")) || file.code.contains(&format!("\n{name}!"))
            {
                faults.push(format!("{}: {name}!", file.path.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn one_file_names_pest() {
    let named: BTreeSet<PathBuf> = source_files()
        .iter()
        .filter(|file| words(&file.code).any(|word| word == "pest"))
        .map(|file| file.path.clone())
        .collect();
    assert!(named.len() <= 1, "{named:?}");
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut faults = Vec::new();
    for file in source_files() {
        let text = fs::read_to_string(&file.path).unwrap();
        if !text.starts_with("//!") {
            faults.push(format!("{}: does not begin with //!", file.path.display()));
        }
        let name = file.path.file_stem().unwrap_or_default();
        if ["util", "utils", "helpers", "misc", "common"]
            .iter()
            .any(|bad| name == *bad)
        {
            faults.push(format!("{}: a name that says nothing", file.path.display()));
        }
    }
    assert_none(&faults);
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn fault_of(room: &Room, path: &str) -> Option<String> {
    let (first, rest) = path.split_once("::").unwrap_or((path, ""));
    match first {
        "crate" => {
            let used = rest.split("::").next().unwrap_or_default();
            let is_room = ROOMS.iter().any(|room| room.name == used);
            let allowed = !is_room
                || used == room.name
                || room.rooms.contains(&used)
                || room
                    .items
                    .iter()
                    .any(|item| rest == *item || rest.starts_with(&format!("{item}::")));
            (!allowed).then(|| format!("{} must not know {rest}", room.name))
        }
        "std" => {
            let deed = room.name != "sys" && within(path, &DEEDS);
            let world = !room.world && within(path, &WORLD);
            (deed || world).then(|| format!("{} must not use {path}", room.name))
        }
        _ => None,
    }
}

fn within(path: &str, forbidden: &[&str]) -> bool {
    forbidden
        .iter()
        .any(|item| path == *item || path.starts_with(&format!("{item}::")))
}

fn is_plain(path: &str) -> bool {
    within(path, PLAIN_SYS)
}

#[test]
fn rooms_use_only_their_packages() {
    let packages: Vec<String> = dependencies()
        .into_iter()
        .filter(|name| !HARMLESS.contains(&name.as_str()))
        .collect();
    let mut faults = Vec::new();
    for file in source_files() {
        let Some(room) = ROOMS.iter().find(|room| room.name == file.room) else {
            continue;
        };
        for package in &packages {
            let named = paths(&file)
                .iter()
                .any(|path| path.split("::").next() == Some(package));
            if named && !room.crates.contains(&package.as_str()) {
                faults.push(format!(
                    "{}: {} must not use {package}",
                    file.path.display(),
                    room.name
                ));
            }
        }
    }
    assert_none(&faults);
}

/// The names under `[dependencies]` as they stand in code.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().replace('-', "_")))
        .collect()
}

fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(!files.is_empty());
    files
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let relative = path.strip_prefix(root).unwrap().with_extension("");
            let mut module: Vec<String> = relative
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let room = module[0].clone();
            if module.last().is_some_and(|name| name == "mod") {
                module.pop();
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = without_tests(&without_text(&text));
            files.push(SourceFile {
                path,
                room,
                module,
                code,
            });
        }
    }
}

/// `text` with comments and the insides of string and character literals blanked out.
fn without_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_text(&chars, at);
        match end {
            Some(end) => {
                out.extend(chars[at..end].iter().filter(|c| **c == '\n'));
                out.push(' ');
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `None` when none begins there.
fn end_of_text(chars: &[char], at: usize) -> Option<usize> {
    let starts = |text: &str| {
        text.chars()
            .enumerate()
            .all(|(i, c)| chars.get(at + i) == Some(&c))
    };
    let find = |from: usize, wanted: &str| {
        let wanted: Vec<char> = wanted.chars().collect();
        (from..chars.len())
            .find(|&i| chars[i..].starts_with(&wanted))
            .map_or(chars.len(), |i| i + wanted.len())
    };
    let after_letter = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    if starts("//") {
        return Some(find(at, "\n") - 1);
    }
    if starts("/*") {
        return Some(find(at + 2, "*/"));
    }
    if starts("r#\"") && !after_letter {
        return Some(find(at + 3, "\"#"));
    }
    if starts("r\"") && !after_letter {
        return Some(find(at + 2, "\""));
    }
    if starts("\"") {
        return Some(end_of_quoted(chars, at + 1, '"'));
    }
    // A character literal and not a lifetime.
    if starts("'") && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')) {
        return Some(end_of_quoted(chars, at + 1, '\''));
    }
    None
}

fn end_of_quoted(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// Unit tests stand at the end of a file, by the project's own order.
fn without_tests(code: &str) -> String {
    let end = code.find("#[cfg(test)]\nmod tests").unwrap_or(code.len());
    code[..end].to_owned()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Every path in the file's code, from the crate's root on where it is ours: `crate::source::Span`, `std::fs::read`.
fn paths(file: &SourceFile) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code: Vec<char> = file.code.chars().collect();
    let mut at = 0;
    while at < code.len() {
        let is_start = is_name(code[at])
            && (at == 0 || !is_name(code[at - 1]) && code[at - 1] != ':' && code[at - 1] != '.');
        if is_start {
            read_path(&code, &mut at, String::new(), &mut found);
        } else {
            at += 1;
        }
    }
    found
        .iter()
        .filter(|path| path.contains("::"))
        .map(|path| absolute(path, &file.module))
        .collect()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads one path, following each branch of `{…}`.
fn read_path(code: &[char], at: &mut usize, mut prefix: String, found: &mut BTreeSet<String>) {
    loop {
        while code.get(*at).is_some_and(|c| is_name(*c)) {
            prefix.push(code[*at]);
            *at += 1;
        }
        if !code[*at..].starts_with(&[':', ':']) {
            break;
        }
        *at += 2;
        prefix.push_str("::");
        match code.get(*at) {
            Some('{') => return read_group(code, at, &prefix, found),
            Some(c) if is_name(*c) => {}
            _ => break,
        }
    }
    found.insert(prefix.trim_end_matches(':').to_owned());
}

fn read_group(code: &[char], at: &mut usize, prefix: &str, found: &mut BTreeSet<String>) {
    *at += 1;
    while let Some(&c) = code.get(*at) {
        match c {
            '}' => {
                *at += 1;
                return;
            }
            c if is_name(c) => read_path(code, at, prefix.to_owned(), found),
            _ => *at += 1,
        }
    }
}

/// `path` with leading `self::` and `super::` worked out from the module where it stands.
fn absolute(path: &str, module: &[String]) -> String {
    let mut base: Option<Vec<&str>> = None;
    let mut rest = path;
    loop {
        if let Some(after) = rest.strip_prefix("super::") {
            let mut parts = base.unwrap_or_else(|| module.iter().map(String::as_str).collect());
            parts.pop();
            base = Some(parts);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("self::") {
            base.get_or_insert_with(|| module.iter().map(String::as_str).collect());
            rest = after;
        } else {
            break;
        }
    }
    match base {
        Some(parts) if parts.is_empty() => format!("crate::{rest}"),
        Some(parts) => format!("crate::{}::{rest}", parts.join("::")),
        None => rest.to_owned(),
    }
}

#[test]
fn paths_are_found_in_groups_and_through_super() {
    let file = SourceFile {
        path: PathBuf::new(),
        room: "plan".to_owned(),
        module: vec!["plan".to_owned(), "lower".to_owned()],
        code: "use crate::{source::{Span, Text}, state}; use super::super::sys::Fd; fn f() -> std::fs::File".to_owned(),
    };
    let found = paths(&file);
    let wanted = [
        "crate::source::Span",
        "crate::source::Text",
        "crate::state",
        "crate::sys::Fd",
        "std::fs::File",
    ];
    // A group's single names are kept with their prefix.
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}

#[test]
fn comments_and_literals_are_no_code() {
    let code = without_text("a // unsafe\n\"std::fs \\\" x\" 'x' '\\'' &'a b /* c */ r#\"d\"# e");
    assert_eq!(
        code.split_whitespace().collect::<Vec<_>>(),
        ["a", "&'a", "b", "e"]
    );
}

#[test]
fn the_page_about_the_standard_says_what_the_cases_say() {
    let committed = fs::read_to_string(harness::table::PAGE).unwrap();
    assert!(
        committed == harness::table::page().unwrap(),
        "docs/posix.md is older than tests/spec: run `cargo test --test spec -- --table`"
    );
}
