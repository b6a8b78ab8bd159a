//! The parser under texts that want to break it: deep nesting, long lists, truncated and mutated scripts.

use std::time::{Duration, Instant};

use ipcsh::source::{Origin, Source};
use ipcsh::syntax::{
    Completeness, Dialect, NoAliases, ReadError, Reader, TextLines, classify, print,
};

/// Runs `body` on a thread with much stack.
fn with_stack<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(body)
        .expect("a thread can be started")
        .join()
        .expect("the parser does not panic")
}

const STACK: usize = 64 << 20;

/// How many commands `text` holds, or the title of the first error.
fn read(text: &[u8]) -> Result<usize, String> {
    let source = Source::new(b"test", Origin::File);
    let mut reader = Reader::new(source, 1, Dialect::default());
    reader.set_stack(STACK);
    let mut lines = TextLines::new(text);
    let mut count = 0;
    loop {
        match reader.next_command(&mut lines, &NoAliases) {
            Ok(Some(program)) => {
                // What is read can be printed and dropped.
                let _ = print::script(&program.list);
                count += 1;
            }
            Ok(None) => return Ok(count),
            Err(ReadError::Syntax(report)) => {
                let mut rendered = Vec::new();
                report.render(&mut rendered, false);
                assert!(rendered.is_ascii() || !text.is_ascii());
                return Err(report.title);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// What is repeated, what stands inside, what closes it.
const NESTS: [(&str, &str, &str); 24] = [
    ("( ", "a", ")"),
    ("{ ", "a;", " };"),
    ("if ", "a;", " then b; fi;"),
    ("while ", "a;", "do b; done;"),
    ("for i in a; do ", "b;", " done;"),
    ("case x in x) ", "a", ";; esac"),
    ("f() { ", "a;", " };"),
    ("echo $(", "a", ")"),
    ("echo \"$(", "a", ")\""),
    ("echo <(", "a", ")"),
    ("echo ${x-", "a", "}"),
    ("echo \"${x-", "a", "}\""),
    ("echo ${x#", "a", "}"),
    ("echo $((", "1", "))"),
    ("((", "1", "))"),
    ("x=$((", "1", ") )"),
    ("a=($(", "b", "))"),
    ("a[$(", "1", ")]=2"),
    ("${a[", "1", "]}"),
    ("a=([$(", "1", ")]=2)"),
    ("! ( ", "a", ")"),
    ("a | ( ", "a", ")"),
    ("[[ $(", "a", ") ]]"),
    ("coproc { ", "a;", " };"),
];

fn nested(levels: usize, (open, inside, close): (&str, &str, &str)) -> String {
    format!("{}{inside}{}\n", open.repeat(levels), close.repeat(levels))
}

#[test]
fn nesting_is_bounded() {
    with_stack(|| {
        for nest in NESTS {
            let shallow = read(nested(200, nest).as_bytes());
            assert_eq!(shallow, Ok(1), "{nest:?}");
            let deep = read(nested(1001, nest).as_bytes());
            let title = deep.expect_err("1001 levels are too many");
            assert_eq!(title, "syntax error: nested too deeply", "{nest:?}");
        }
    });
}

#[test]
fn almost_a_thousand_levels_are_read() {
    with_stack(|| {
        for nest in [
            NESTS[0], NESTS[1], NESTS[2], NESTS[5], NESTS[6], NESTS[7], NESTS[10],
        ] {
            assert_eq!(read(nested(998, nest).as_bytes()), Ok(1), "{nest:?}");
        }
    });
}

#[test]
fn a_hundred_thousand_levels_are_refused_at_once() {
    with_stack(|| {
        let start = Instant::now();
        for nest in NESTS {
            assert!(read(nested(100_000, nest).as_bytes()).is_err(), "{nest:?}");
            assert!(read(nest.0.repeat(100_000).as_bytes()).is_err(), "{nest:?}");
        }
        assert!(start.elapsed() < Duration::from_secs(60));
    });
}

#[test]
fn a_long_condition_is_not_a_deep_one() {
    with_stack(|| {
        for (open, again) in [
            ("", "! "),
            ("a", " && a"),
            ("a", " || a"),
            ("! a", " && ! a"),
        ] {
            let again = again.repeat(100_000);
            let end = if open.is_empty() { "a" } else { "" };
            let text = format!("[[ {open}{again}{end} ]]\n");
            assert_eq!(read(text.as_bytes()), Ok(1), "{open}…");
        }
    });
}

#[test]
fn nested_here_documents_are_bounded() {
    with_stack(|| {
        let open: String = (0..9).map(|i| format!("cat <<E{i}\n$(")).collect();
        let close: String = (0..9).rev().map(|i| format!(")\nE{i}\n")).collect();
        let few = format!("{open}a{close}");
        assert!(read(few.as_bytes()).is_ok());
        let many: String = (0..20_000).map(|i| format!("cat <<E{i}\n$(")).collect();
        let start = Instant::now();
        assert!(read(many.as_bytes()).is_err());
        assert!(start.elapsed() < Duration::from_secs(30));
    });
}

#[test]
fn long_lists_are_read() {
    with_stack(|| {
        for part in ["a;", "a|", "a&&", "a&", "! ", "x=1 ", ">f ", "a ", "a\\\n"] {
            let text = format!("{}a\n", part.repeat(20_000));
            assert_eq!(read(text.as_bytes()), Ok(1), "{part:?}");
        }
    });
}

/// What is never closed must not take time that grows faster than the text.
#[test]
fn unclosed_texts_take_linear_time() {
    with_stack(|| {
        for open in [
            "$((", "\"$(", "(", "${x-", "((", "`", "$(", "a[", "[[ ( ", "$((1) + ",
        ] {
            let time = |count: usize| {
                let text = format!("echo {}", open.repeat(count));
                let start = Instant::now();
                let _ = read(text.as_bytes());
                start.elapsed()
            };
            let (short, long) = (time(400), time(1600));
            let bound = short * 16 + Duration::from_millis(500);
            assert!(long < bound, "{open:?}: {short:?}, then {long:?}");
        }
    });
}

#[test]
fn a_long_function_is_read_in_linear_time() {
    with_stack(|| {
        let body = "  echo \"$x\" | sed 's/a/b/' >/dev/null 2>&1\n";
        let text = format!("f() {{\n{}}}\n", body.repeat(6000));
        let start = Instant::now();
        assert_eq!(read(text.as_bytes()), Ok(1));
        assert!(start.elapsed() < Duration::from_secs(20));
    });
}

const SAMPLE: &str = r#"#!/bin/sh
# A script with a little of everything.
set -eu
: "${TMP:=/tmp}" ${x#"${x%%[!/]*}"} ${y:-'a b'}
usage() {
    cat <<-END >&2
	usage: ${0##*/} [-n] $(basename "$0")
	\$HOME and `echo \`date\``
	END
    exit 1
}
while getopts nv opt "$@"; do
    case $opt in
        n) dry=1 ;;
        (v | verbose) verbose=$((verbose + 1)) ;;
        *) usage ;;
    esac
done
for f in *.c "$@" $(ls | sort -u); do
    if [ -f "$f" ] && ! grep -q 'x\y' <"$f"; then
        { sed -e "s/a/b/" "$f" | tr a-z A-Z; } >"$f.new" 2>&1 || continue
    elif test $# -gt 0; then
        (cd / && echo $'\t' "it's") &
    else
        x=$(case $f in a) echo "$(b)";; esac)
    fi
done
until false; do break; done
function g { local a=(1 2 [5]="$x"); declare b=~/c; }
[[ $a == b* && ( -n $c || ! -f d ) ]] && echo ${a[@]:1:2} ${a/x/y} ${!b}
for ((i = 0; i < 3; i++)); do echo $i; done
cat <<'A' <<B | diff <(echo) - &>log
$literal
A
$((1 << 2)) "quoted"
B
exec {fd}>&1 3<>f 4<&- >|g
time -p echo done
"#;

/// A small generator of numbers, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % below
    }
}

#[test]
fn the_sample_is_right() {
    assert_eq!(with_stack(|| read(SAMPLE.as_bytes())), Ok(12));
}

#[test]
fn truncated_scripts_are_answered() {
    with_stack(|| {
        for end in 0..=SAMPLE.len() {
            let Some(text) = SAMPLE.get(..end) else {
                continue;
            };
            let _ = read(text.as_bytes());
            if let Completeness::Wrong(report) =
                classify(text.as_bytes(), &NoAliases, Dialect::default(), STACK)
            {
                // A part of a right script is a beginning, unless a word was cut so that it means something
                // else: `${x` or `1<`.
                let title = &report.title;
                assert!(title.starts_with("syntax error"), "{end}: {title}");
            }
        }
    });
}

/// What is put into a script to break it.
const PIECES: [&[u8]; 30] = [
    b"(",
    b")",
    b"{",
    b"}",
    b"$(",
    b"${",
    b"$((",
    b"))",
    b"\"",
    b"'",
    b"`",
    b"\\",
    b"<<E\n",
    b"<<",
    b";;",
    b"&",
    b"|",
    b"fi",
    b"done",
    b"esac",
    b"case",
    b"\n",
    b"#",
    b"\xff",
    b"\0",
    b"[[ ",
    b" ]]",
    b"=(",
    b"\xf4\x8f\xbf\xbf",
    b"$'",
];

/// Changes a few places of `text`.
fn mutate(text: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(4) {
        if text.is_empty() {
            return;
        }
        let at = dice.roll(text.len());
        match dice.roll(4) {
            0 => {
                let end = (at + dice.roll(20)).min(text.len());
                text.drain(at..end);
            }
            1 => text[at] = u8::try_from(dice.roll(256)).expect("below 256"),
            2 => {
                let piece = PIECES[dice.roll(PIECES.len())];
                text.splice(at..at, piece.iter().copied());
            }
            _ => {
                let from = dice.roll(text.len());
                let end = (from + dice.roll(40)).min(text.len());
                let part = text[from..end].to_vec();
                text.splice(at..at, part);
            }
        }
    }
}

/// How often a random test is done: `IPCSH_FUZZ_N` makes it a long run.
fn rounds(usual: usize) -> usize {
    let asked = std::env::var("IPCSH_FUZZ_N").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// The scripts of the cases in tests/spec: every construct that there is.
fn corpus() -> Vec<Vec<u8>> {
    let mut directories = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/spec"
    ))];
    let mut scripts = Vec::new();
    while let Some(directory) = directories.pop() {
        let mut paths: Vec<_> = std::fs::read_dir(directory)
            .expect("the cases are there")
            .map(|entry| entry.expect("a directory can be read").path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sh") {
                let text = std::fs::read_to_string(path).expect("a case is text");
                let cases = text.split("\n#### ").skip(1);
                scripts.extend(cases.map(|case| case.as_bytes().to_vec()));
            }
        }
    }
    scripts
}

#[test]
fn mutated_cases_are_answered() {
    with_stack(|| {
        let corpus = corpus();
        let mut dice = Dice(13);
        for round in 0..rounds(4000) {
            let mut text = corpus[dice.roll(corpus.len())].clone();
            if dice.roll(3) == 0 {
                text.extend_from_slice(&corpus[dice.roll(corpus.len())]);
            }
            mutate(&mut text, &mut dice);
            if text.len() > 20_000 || text.is_empty() {
                continue;
            }
            let answer = std::panic::catch_unwind(|| read(&text));
            assert!(
                answer.is_ok(),
                "round {round}: {:?}",
                String::from_utf8_lossy(&text)
            );
        }
    });
}

#[test]
fn mutated_scripts_are_answered() {
    with_stack(|| {
        let mut dice = Dice(42);
        for _ in 0..1500 {
            let mut text = SAMPLE.as_bytes().to_vec();
            mutate(&mut text, &mut dice);
            let _ = read(&text);
            let posix = Dialect { posix: true };
            let _ = classify(&text, &NoAliases, posix, STACK);
        }
    });
}

#[test]
fn random_tokens_are_answered() {
    with_stack(|| {
        let mut dice = Dice(7);
        let tokens: Vec<&str> = "if then else elif fi while until do done for in case esac { } ( ) (( )) $( $(( ${ \
            } ` \" ' \\ ; ;; ;& & && | || |& < > << <<- <<< >> >& <& &> a b x=1 x=( [[ ]] ! time function coproc \
            select $x ${x ${x:- ${x# @( !( a[ m[k]= $1 $@ # \n \n E f() f 2 {v} ~ * ? [ ] =~ == -f"
            .split(' ')
            .filter(|token| !token.is_empty())
            .map(|token| if token == "\\n" { "\n" } else { token })
            .collect();
        for _ in 0..rounds(6000) {
            let mut text = String::new();
            for _ in 0..dice.roll(25) {
                text.push_str(tokens[dice.roll(tokens.len())]);
                if dice.roll(3) > 0 {
                    text.push(' ');
                }
            }
            let _ = read(text.as_bytes());
        }
    });
}
