//! Names that the shell or the system knows: commands, options, variables, users, signals, jobs.

use super::offer::{End, Offer};
use super::{World, objects};
use crate::builtin::{self, Builtin, OptionSpec, What, topic};
use crate::eval::STANDARD_PATH;
use crate::interactive::visible;
use crate::state::{Options, Value};
use crate::sys::errno;
use crate::sys::ipc::flags::Table;
use crate::sys::signal::{signal_description, signal_name};
use crate::sys::users as system_users;

/// Words that are reserved where a command begins.
const RESERVED: [&str; 12] = [
    "case", "coproc", "for", "function", "if", "select", "time", "until", "while", "[[", "{", "!",
];
/// The data formats of `-f`.
const FORMATS: [(&str, &str); 18] = [
    ("text", "as it is; escapes of printf %b in input"),
    ("raw", "bytes of standard input or output"),
    ("hex", "hexadecimal digits"),
    ("base64", "base64"),
    ("dump", "as hexdump -C"),
    ("u8", "numbers of 8 bits"),
    ("i8", "signed numbers of 8 bits"),
    ("u16", "numbers of 16 bits"),
    ("i16", "signed numbers of 16 bits"),
    ("u32", "numbers of 32 bits"),
    ("i32", "signed numbers of 32 bits"),
    ("u64", "numbers of 64 bits"),
    ("i64", "signed numbers of 64 bits"),
    ("f32", "floating-point numbers of 32 bits"),
    ("f64", "floating-point numbers of 64 bits"),
    ("cstr", "text up to a NUL"),
    ("str:", "text of so many bytes"),
    ("struct:", "a structure described by struct"),
];

/// Everything that can be the name of a command and begins with what was typed, in order.
#[must_use]
pub fn commands(world: &World<'_>, typed: &[u8]) -> Vec<Offer> {
    let state = world.state;
    let mut found: Vec<Offer> = state
        .functions
        .keys()
        .map(|name| Offer::new(&**name, "function"))
        .collect();
    found.extend(
        state
            .aliases
            .iter()
            .map(|(name, value)| Offer::new(name, format!("alias: {}", preview(value)))),
    );
    found.extend(RESERVED.iter().map(|name| Offer {
        is_raw: true,
        ..Offer::new(*name, "reserved word")
    }));
    found.extend(builtin::table().iter().map(|row| Offer {
        is_raw: true,
        ..Offer::new(row.name, row.summary())
    }));
    let path = state.vars.text(b"PATH");
    let path = path.as_deref().unwrap_or(STANDARD_PATH);
    let mut programs = world.memory.programs.borrow_mut();
    found.extend(
        programs
            .along(path, typed)
            .map(|(name, directory)| Offer::new(name, String::from_utf8_lossy(directory))),
    );
    // Stable: what comes first hides what comes later under the same name.
    found.sort_by(|left, right| left.text.cmp(&right.text));
    found
}

/// The options of a builtin, as its table has them.
#[must_use]
pub fn options(row: &'static Builtin) -> Vec<Offer> {
    let mut found = Vec::new();
    for option in row.arguments.options {
        let about = about_option(row, option);
        if let Some(letter) = option.letter {
            let text = [b'-', letter];
            found.push(Offer::new(text, about.clone()));
        }
        if let Some(long) = option.long {
            let has_value = option.argument.is_some();
            let text = if has_value {
                format!("--{long}=")
            } else {
                format!("--{long}")
            };
            found.push(Offer {
                end: if has_value { End::Open } else { End::Space },
                ..Offer::new(text, about)
            });
        }
    }
    if row.name == "kill" {
        found.extend(signals().into_iter().map(|offer| Offer {
            text: [b"-", &*offer.text].concat(),
            ..offer
        }));
    }
    if builtin::is_ipc(row) {
        found.push(Offer::new("--explain", "show the call and do nothing"));
    }
    found.push(Offer::new("--help", "the help text"));
    found
}

/// What the help text says of an option: the cell behind the one that names it.
#[must_use]
pub fn about_option(row: &Builtin, option: &OptionSpec) -> String {
    let letter = option
        .letter
        .map(|letter| format!("-{}", char::from(letter)));
    let long = option.long.map(|long| format!("--{long}"));
    let names = |cell: &str| {
        let mut words = cell.split([' ', ',', '=', '[', '|']);
        words.any(|word| Some(word) == letter.as_deref() || Some(word) == long.as_deref())
    };
    for line in row.help.lines() {
        let cells: Vec<&str> = line
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        for pair in cells.windows(2) {
            if let [name, about] = pair
                && name.starts_with('-')
                && names(name)
            {
                return (*about).to_owned();
            }
        }
    }
    option
        .argument
        .map(|operand| operand.name.to_owned())
        .unwrap_or_default()
}

/// The variables that are set, with what they hold.
#[must_use]
pub fn variables(world: &World<'_>) -> Vec<Offer> {
    let set = world.state.vars.iter().filter_map(|(_, variable)| {
        let about = match variable.value.as_ref()? {
            Value::Array(array) => format!("array of {}", array.elements.len()),
            value => preview(&value.text()),
        };
        Some(Offer::new(&*variable.name, about))
    });
    sorted(set.collect())
}

fn arrays(world: &World<'_>) -> Vec<Offer> {
    let all = variables(world).into_iter();
    all.filter(|offer| {
        let slot = world.state.vars.find(&offer.text);
        let value = slot.and_then(|slot| world.state.vars.value(slot));
        matches!(value, Some(Value::Array(_)))
    })
    .collect()
}

/// Users whose name begins so, as `~name/`.
#[must_use]
pub fn users(typed: &[u8]) -> Vec<Offer> {
    let names = system_users::names()
        .into_iter()
        .filter(|name| name.starts_with(typed));
    let offers = names.map(|name| {
        let home = system_users::home(&name).unwrap_or_default();
        Offer {
            end: End::Directory,
            ..Offer::new(name, visible::shown(&home))
        }
    });
    sorted(offers.collect())
}

/// All signals that have a name.
#[must_use]
pub fn signals() -> Vec<Offer> {
    let named = (1..=64).filter_map(|number| {
        Some(Offer::new(
            signal_name(number)?,
            format!("{number}  {}", signal_description(number)),
        ))
    });
    named.collect()
}

/// The names of C in a table. If what was typed is the name without its prefix, or in other letters, it is completed all the same.
#[must_use]
pub fn flags(table: &Table, typed: &[u8]) -> Vec<Offer> {
    let behind = typed
        .iter()
        .rposition(|byte| matches!(byte, b',' | b'|'))
        .map_or(0, |at| at + 1);
    let typed = typed.get(behind..).unwrap_or_default();
    let all = || table.flags.iter().map(|flag| flag.name);
    let begins = |name: &str| {
        let start = name.as_bytes().get(..typed.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    let is_whole = all().any(begins);
    let names = all().filter_map(|name| {
        if is_whole {
            return Some(name);
        }
        let mut prefixes = table.prefixes.iter();
        prefixes
            .find_map(|prefix| name.strip_prefix(prefix))
            .filter(|short| begins(short))
    });
    let value = |name: &str| {
        table
            .value(name.as_bytes())
            .map(|value| format!("{value:#x}"))
    };
    names
        .map(|name| Offer::open(name, value(name).unwrap_or_default()))
        .collect()
}

/// What can be an argument of this sort, files and flags excepted.
#[must_use]
pub fn argument(world: &World<'_>, what: &What, typed: &[u8]) -> Vec<Offer> {
    match what {
        What::Variable => variables(world),
        What::Array => arrays(world),
        What::Word(list) => list.iter().map(|word| Offer::new(*word, "")).collect(),
        What::Fd => objects::descriptors(world),
        What::Process => objects::processes(world, typed),
        What::Signal => signals(),
        What::Command => commands(world, typed),
        What::Builtin => pages(),
        What::Alias => world
            .state
            .aliases
            .iter()
            .map(|(name, value)| Offer::new(name, preview(value)))
            .collect(),
        What::ShellOption => shell_options(world),
        What::Key => objects::keys(world, None),
        What::ShmId => objects::shm(world),
        What::MsgId => objects::msg(world),
        What::SemId => objects::sem(world),
        What::Address => objects::addresses(world),
        What::MqName => objects::mq_names(world),
        What::ShmName => objects::shm_names(world),
        What::SemName => objects::sem_names(world),
        What::Format => formats(world),
        What::SocketAddress => socket_addresses(),
        What::Struct => structures(world, b""),
        What::Errno => errno::ALL
            .iter()
            .map(|entry| Offer::new(entry.name, entry.text))
            .collect(),
        What::Mode => modes(),
        What::Text
        | What::Number
        | What::Size
        | What::Time
        | What::Offset
        | What::Flags(_)
        | What::Path
        | What::CommandArgument => Vec::new(),
    }
}

/// What `help` knows.
fn pages() -> Vec<Offer> {
    let topics = topic::TOPICS.iter();
    let topics = topics.map(|topic| Offer::new(topic.name, format!("topic: {}", topic.title)));
    let rows = builtin::table().iter();
    let rows = rows.map(|row| Offer::new(row.name, row.summary()));
    let ipc = Offer::new("ipc", "topic: how to begin");
    let prompt = Offer::new("prompt", "topic: what stands for what in PS1");
    sorted(topics.chain([ipc, prompt]).chain(rows).collect())
}

fn shell_options(world: &World<'_>) -> Vec<Offer> {
    let rows = Options::settable();
    rows.map(|row| {
        let about = if world.state.is_on(row.opt) {
            "on"
        } else {
            "off"
        };
        Offer::new(row.name, about)
    })
    .collect()
}

fn formats(world: &World<'_>) -> Vec<Offer> {
    let known = FORMATS.iter().map(|(name, about)| Offer {
        end: if name.ends_with(':') {
            End::Open
        } else {
            End::Space
        },
        ..Offer::new(*name, *about)
    });
    known.chain(structures(world, b"struct:")).collect()
}

fn structures(world: &World<'_>, prefix: &[u8]) -> Vec<Offer> {
    let layouts = world.state.ipc.layouts.iter();
    layouts
        .map(|(name, layout)| Offer::new([prefix, name].concat(), format!("{} bytes", layout.size)))
        .collect()
}

fn socket_addresses() -> Vec<Offer> {
    vec![
        Offer::open("unix:", "the pathname of a socket"),
        Offer::open("unix:@", "a name in the abstract namespace"),
        Offer::open("tcp:", "HOST:PORT"),
        Offer::open("udp:", "HOST:PORT"),
    ]
}

fn modes() -> Vec<Offer> {
    vec![
        Offer::new("0600", "the owner reads and writes"),
        Offer::new("0644", "others may read"),
        Offer::new("0660", "the group too"),
        Offer::new("0666", "everybody"),
    ]
}

fn sorted(mut offers: Vec<Offer>) -> Vec<Offer> {
    offers.sort_by(|left, right| left.text.cmp(&right.text));
    offers
}

/// The beginning of a text, fit to be shown.
fn preview(text: &[u8]) -> String {
    let start = text.get(..text.len().min(120)).unwrap_or(text);
    visible::shown(start)
}
