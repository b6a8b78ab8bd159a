//! Command lines by rule: redirections × commands × what stands around them.
//!
//! Every redirection operator meets every kind of command in every surrounding sooner or later; the seed says which
//! combinations come first. No line waits for somebody, and none depends on time.

use super::random::Random;

/// A part of a line, and the here-documents that must follow it.
struct Part {
    text: String,
    documents: String,
}

/// Redirections that succeed, whatever is open.
const OPENING: [&str; 38] = [
    "<in",
    "0<in",
    ">out",
    "1>out",
    ">>out",
    ">|out",
    "2>|err",
    "<>rw",
    "1<>rw",
    "2>err",
    "2>>err",
    "2>&1",
    "1>&2",
    "3<in",
    "3<in 4<&3",
    "3<in 0<&3",
    "3<in 4<&3-",
    "4<in 0<&4-",
    "3>&1 1>&2 2>&3 3>&-",
    "3>&1",
    "9>out 1>&9",
    "12<in 0<&12",
    "10>out",
    "&>both",
    ">&both",
    "&>>both",
    ">out 2>&1",
    "2>&1 >out",
    "<<<word",
    "3<<<word 0<&3",
    "<in >out 2>err",
    "<in >>out 2>&1",
    "{v}>out",
    "{v}<in 0<&$v",
    "{v}>&1",
    "{v}<in {v}<&-",
    "5<>rw 5<&-",
    ">/dev/null",
];

/// Redirections that close something, or fail.
const CLOSING: [&str; 22] = [
    "<&-",
    "0<&-",
    ">&-",
    "2>&-",
    "3>&-",
    "3<&-",
    ">&- 2>&-",
    "<&- >out",
    "<nosuch",
    ">nodir/f",
    "2>nodir/f",
    ">/",
    "<&7",
    ">&8",
    "3<&9-",
    "<in <nosuch",
    ">out >nodir/f",
    "{v}<nosuch",
    "3<in <nosuch",
    "<in 4<&0 0<&4-",
    "3<&0 0<&3-",
    ">&7",
];

/// Sizes of here-documents around what a pipe takes.
const SIZES: [usize; 9] = [0, 1, 100, 4095, 4096, 4097, 65_535, 65_537, 70_000];

/// Commands that read standard input to its end or not at all.
const COMMANDS: [&str; 34] = [
    "cat",
    "cat",
    "sort",
    "cat in",
    "echo hi",
    ":",
    "pwd",
    "true",
    "test -f in",
    "read x",
    "{ cat; }",
    "{ echo a; cat; }",
    "(cat)",
    "(echo a; cat)",
    "( (cat) )",
    "f",
    "eval cat",
    "eval 'echo a; cat'",
    "command cat",
    "command echo x",
    "./nosuch",
    "nosuchcommand",
    "./script",
    "x=1 cat",
    "x=1 :",
    "x=1 f",
    "! cat",
    "! :",
    ". ./dot",
    "{ (cat) | cat; }",
    "cat | sort",
    "echo a | cat",
    "env true",
    "printf '%s\\n' a",
];

/// Commands with parts that only running chooses.
const CHOOSING: [&str; 9] = [
    "if cat; then echo y; fi",
    "while read x; do echo $x; done",
    "for i in a b; do cat; done",
    "case a in a) cat;; esac",
    "cat && echo y",
    "cat || echo n",
    "until true; do :; done",
    "[[ a = a ]]",
    "((1))",
];

/// What a command may stand in; `@` is the command, which may be followed by its redirections.
const AROUND: [&str; 40] = [
    "@",
    "@; :",
    ":; @",
    "@ | cat",
    "cat in | @",
    "cat in | @ | sort",
    "@ |& cat",
    "cat in |& @",
    "@ & wait",
    "{ @; } & wait",
    "@ | cat & wait",
    "(@)",
    "(@); :",
    "(@; echo z)",
    "{ @; }",
    "{ @; } 2>err2",
    "{ @; } >out2 | cat",
    "f2() { @; }; f2",
    "f2() { @; } >out2; f2 2>&1",
    "f2() { @; }; f2 | cat",
    "x=$(@); :",
    "echo $(@)",
    "x=`@`; :",
    "cat <(@)",
    "cat in > >(@); :",
    "exec 3<in; @",
    "exec 4>out4; @; exec 4>&-",
    "exec {w}>out4; @; echo a >&$w",
    "set -C; @",
    "set -m; @",
    "set -m; @ | cat",
    "set -m; @ & wait",
    "set -o pipefail; @ | cat",
    "eval '@'",
    "(exec @)",
    "trap 'echo end' EXIT; @",
    "(trap 'cat in' EXIT; @)",
    "set -o lastpipe; cat in | @",
    "exec <in; @",
    "exec 2>&1; @",
];

/// The same, where only running chooses.
const AROUND_CHOOSING: [&str; 7] = [
    "@ && echo y",
    "@ || cat old",
    "if @; then cat old; fi",
    "for i in 1 2; do @; done",
    "while @; do break; done",
    "case x in x) @;; esac >out3",
    "! { @; } && cat",
];

/// `count` lines of seed `seed`. With `choosing`, also such in which only running tells which parts are run.
pub fn lines(seed: u64, count: usize, choosing: bool) -> Vec<String> {
    let mut random = Random::new(seed);
    let mut lines = Vec::new();
    while lines.len() < count {
        let line = line(&mut random, choosing);
        // The kernel takes no longer argument.
        if line.len() < 128 * 1024 {
            lines.push(line);
        }
    }
    lines
}

fn line(random: &mut Random, choosing: bool) -> String {
    let mut part = command(random, choosing);
    let depth = 1 + usize::from(random.below(4) == 0);
    for _ in 0..depth {
        part = surround(random, part, choosing);
    }
    let mut line = "f() { cat; }; ".to_owned();
    if !part
        .text
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "f")
    {
        line.clear();
    }
    line.push_str(&part.text);
    if !part.documents.is_empty() {
        line.push('\n');
        line.push_str(part.documents.trim_end_matches('\n'));
    }
    line
}

fn command(random: &mut Random, choosing: bool) -> Part {
    let text = if choosing && random.below(3) == 0 {
        *random.pick(&CHOOSING)
    } else {
        *random.pick(&COMMANDS)
    };
    let mut part = Part {
        text: text.to_owned(),
        documents: String::new(),
    };
    for _ in 0..[0, 1, 1, 1, 1, 2, 2, 3][random.below(8)] {
        redirect(random, &mut part);
    }
    part
}

fn redirect(random: &mut Random, part: &mut Part) {
    part.text.push(' ');
    match random.below(10) {
        0 | 1 => part.text.push_str(random.pick::<&str>(&CLOSING)),
        2 => {
            let size = SIZES[random.below(SIZES.len())];
            let number = part.documents.matches("END").count();
            let operator = random.pick(&["<<", "<<", "3<<", "<<-", "0<<"]);
            part.text.push_str(&format!("{operator}END{number}x"));
            let mut text = "x".repeat(size.saturating_sub(1));
            if size > 0 {
                text.push('\n');
            }
            part.documents.push_str(&format!("{text}END{number}x\n"));
        }
        _ => part.text.push_str(random.pick::<&str>(&OPENING)),
    }
}

fn surround(random: &mut Random, inner: Part, choosing: bool) -> Part {
    let around = loop {
        let around = if choosing && random.below(4) == 0 {
            *random.pick(&AROUND_CHOOSING)
        } else {
            *random.pick(&AROUND)
        };
        let text = &inner.text;
        let is_quoted = around.contains('\'') && around.contains("'@'");
        let is_simple =
            !text.starts_with(['!', '{', '(', '[']) && !text.contains([';', '|', '&'].as_slice());
        let nests_functions = around.contains("f2") && text.contains("f2");
        let negates = text.starts_with('!')
            && (around.contains("| @") || around.starts_with('!') || around.contains("& @"));
        let lacks = around.contains("exec @") && !is_simple;
        let background = text.contains("& wait")
            && (around.contains("| ") || around.contains("exec @") || around.contains("& wait"));
        let is_document = !inner.documents.is_empty() && (is_quoted || around.contains('`'));
        let has_quotes =
            is_quoted && text.contains('\'') || around.contains('`') && text.contains('`');
        if !(nests_functions || negates || lacks || is_document || has_quotes || background) {
            break around;
        }
    };
    // A list is no stage and no operand of `&&`.
    let is_list = inner.text.contains("; ")
        || inner.text.contains(" & ")
        || inner.text.contains("&& ")
        || inner.text.contains("|| ");
    let needs_group = is_list
        && ["@ |", "| @", "@ &", "@ ||", "exec @"]
            .iter()
            .any(|part| around.contains(part))
        && !inner.text.starts_with('{');
    let text = if needs_group {
        format!("{{ {}; }}", inner.text)
    } else {
        inner.text
    };
    Part {
        text: around.replace('@', &text),
        documents: inner.documents,
    }
}
