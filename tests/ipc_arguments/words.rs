//! Lists of arguments for a builtin, from its own table: mostly words of the kind that is wanted, often others.

use std::fmt::Write as _;

use ipcsh::builtin::{Builtin, Operand, OptionSpec, Times, What};

use crate::random::Random;

/// What any argument may be, whatever is wanted. Paths stay in the directory of the run.
const HOSTILE: [&str; 62] = [
    "''",
    "' '",
    "-",
    "--",
    "x",
    "-1",
    "0",
    "1",
    "2",
    "3",
    "8",
    "99",
    "9999",
    "255",
    "1024",
    "65536",
    "-2147483649",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999",
    "0x",
    "0xffffffffffffffff",
    "0x7fffffffffff",
    "1e9",
    "1.5",
    "16E",
    "7E",
    "1T",
    "99999999999T",
    "1p",
    "12x",
    "a=b",
    "'a[0]'",
    "'a['",
    "'$(exit)'",
    "$'\\377\\376'",
    "$'a\\nb'",
    "\"$long\"",
    "/",
    "..",
    "unix:",
    "tcp:",
    "tcp:127.0.0.1:99999",
    "unix:@",
    "0:-1",
    "0:99999999",
    ":",
    ",",
    "'|'",
    "'{'",
    "%1",
    "%%",
    "+5",
    "08",
    "\"$text\"",
];

/// A word for an operand: mostly of its kind.
fn word(random: &mut Random, what: What) -> String {
    if random.one_in(3) {
        return (*random.pick(&HOSTILE)).to_owned();
    }
    match what {
        What::Flags(table) => {
            let names: Vec<&str> = table.flags.iter().map(|flag| flag.name).collect();
            let mut flags = (*random.pick(&names)).to_owned();
            if random.one_in(2) {
                let _ = write!(flags, ",{}", random.pick(&names));
            }
            flags
        }
        What::Word(words) => (*random.pick(words)).to_owned(),
        _ => (*random.pick(of_kind(what))).to_owned(),
    }
}

/// Words that fit, or nearly.
fn of_kind(what: What) -> &'static [&'static str] {
    match what {
        What::Variable | What::Array => &["v", "w", "'v[2]'", "PATH", "1v"],
        What::Fd => &[
            "$file", "${p[0]}", "${p[1]}", "${s[0]}", "${s[1]}", "$e", "$m", "$l", "$mq", "$pshm",
            "77", "0",
        ],
        What::Number | What::Size | What::Offset => {
            &["0", "1", "5", "4096", "8192", "4K", "1M", "-5", "65537"]
        }
        What::Time => &["0", "0.01", "1ms", "-1"],
        What::Mode => &["0600", "0", "777", "u+x", "9"],
        What::Process => &["$!", "99999", "-1", "0", "1"],
        What::Signal => &["USR1", "0", "TERM", "CHLD", "NOSUCH", "34", "65"],
        What::Path => &[
            "f",
            "fifo",
            "dir",
            "missing",
            ".",
            "/dev/null",
            "dir/new",
            "sock",
            "f/x",
        ],
        What::Command => &[":", "true", "false", "nosuchcommand"],
        What::Format => &[
            "text",
            "hex",
            "u8",
            "i32be:2",
            "f64",
            "cstr",
            "str:3",
            "struct:point",
            "struct:none",
            "base64",
            "dump",
            "raw",
            "u64:99999999999",
        ],
        What::Struct => &[
            "point",
            "none",
            "'{ int x; }'",
            "'{ struct point p[3]; char c[99999999999]; }'",
            "'{'",
        ],
        What::Errno => &["EAGAIN", "11", "ENOSUCH", "-1"],
        _ => of_object(what),
    }
}

/// Names, ids and addresses of objects: those of the setup, and others.
fn of_object(what: What) -> &'static [&'static str] {
    match what {
        What::Key => &[
            "0x2a",
            "IPC_PRIVATE",
            "0",
            "ftok:f",
            "ftok:missing:1",
            "0x2b",
        ],
        What::ShmId => &["$shm", "key:0x2a", "0", "12345", "key:0x2b"],
        What::MsgId => &["$msg", "key:0x2a", "0", "12345"],
        What::SemId => &["$sem", "key:0x2a", "0", "12345"],
        What::Address => &[
            "$a",
            "$b",
            "$a+8",
            "$a+4095",
            "$a+8192",
            "NULL",
            "0",
            "4096",
            "$text",
            "$stack",
            "$heap",
            "$((a + 1))",
            "$((a + 4096))",
        ],
        What::MqName => &["/mq", "$mq", "/none", "/a/b"],
        What::ShmName => &["/pshm", "/none", "/a/b"],
        What::SemName => &["/psem", "$psem", "/none", "none"],
        What::SocketAddress => &[
            "unix:./sock",
            "unix:@name",
            "tcp:127.0.0.1:1",
            "udp:127.0.0.1:0",
            "tcp:[::1]:1",
            "unix:./new",
        ],
        _ => &[
            "text", "'a b'", "0:-1", "0:1u", "x=1", "mode=600", "uid=0", "1", "load", "add",
            "wait", "GETVAL", "IPC_STAT", "IPC_RMID", "F_GETFL", "F_SETLK", "maxmsg=3",
        ],
    }
}

fn is_wanted(option: &OptionSpec) -> bool {
    // The time limit is always given, an endless table never, and what shall die of a signal does.
    option.letter != Some(b't')
        && !matches!(option.long, Some("signal" | "watch" | "timeout"))
        && !option
            .argument
            .is_some_and(|operand| matches!(operand.name, "SECS"))
}

fn add_option(line: &mut String, random: &mut Random, options: &[OptionSpec]) {
    let wanted: Vec<&OptionSpec> = options.iter().filter(|option| is_wanted(option)).collect();
    if wanted.is_empty() || random.one_in(12) {
        line.push_str(random.pick::<&str>(&[
            " -q",
            " --explain",
            " --nosuch",
            " -Z",
            " --eintr",
            " --help",
        ]));
        return;
    }
    let option = random.pick(&wanted);
    match (option.letter, option.long) {
        (Some(letter), long) if long.is_none() || !random.one_in(4) => {
            let _ = write!(line, " -{}", char::from(letter));
        }
        (_, long) => {
            let _ = write!(line, " --{}", long.unwrap_or("nosuch"));
        }
    }
    if let Some(operand) = option.argument
        && !random.one_in(20)
    {
        let _ = write!(line, " {}", word(random, operand.what));
    }
}

fn add_operands(line: &mut String, random: &mut Random, operands: &[Operand]) {
    for operand in operands {
        let times = match operand.times {
            Times::One => 1,
            Times::Optional => random.below(2),
            Times::Some => 1 + random.below(3),
            Times::Any => random.below(4),
        };
        // Once in a while there are too few or too many.
        let times = if random.one_in(10) {
            random.below(3)
        } else {
            times
        };
        for _ in 0..times {
            let _ = write!(line, " {}", word(random, operand.what));
        }
    }
    if random.one_in(8) {
        let _ = write!(line, " {}", random.pick(&HOSTILE));
    }
}

/// A call of the builtin, with a short time limit where it has one, so that nothing need sleep.
pub fn call(row: &Builtin, random: &mut Random) -> String {
    let mut line = row.name.to_owned();
    let options = row.arguments.options;
    if options
        .iter()
        .any(|option| option.letter == Some(b't') && option.argument.is_some())
    {
        line.push_str(" -t 1ms");
    }
    for _ in 0..random.below(3) {
        add_option(&mut line, random, options);
    }
    add_operands(&mut line, random, row.arguments.operands);
    line
}
