//! What is printed parses to what was printed: random trees, and the scripts that are installed here.

use std::fs;
use std::process::Command as Process;
use std::rc::Rc;

use ipcsh::source::{Chunk, Origin, Source, Span};
use ipcsh::syntax::ast::*;
use ipcsh::syntax::{Dialect, NoAliases, ReadError, Reader, TextLines, print};
use proptest::prelude::*;

const STACK: usize = 64 << 20;

/// The commands of `text`, or the rendered error.
fn read(text: &[u8]) -> Result<List, String> {
    let source = Source::new(b"again", Origin::File);
    let mut reader = Reader::new(source, 1, Dialect::default());
    reader.set_stack(STACK);
    let mut lines = TextLines::new(text);
    let mut items = Vec::new();
    loop {
        match reader.next_command(&mut lines, &NoAliases) {
            Ok(Some(program)) => items.extend(program.list.items.into_vec()),
            Ok(None) => {
                return Ok(List {
                    items: items.into(),
                });
            }
            Err(ReadError::Syntax(report)) => {
                let mut rendered = Vec::new();
                report.render(&mut rendered, false);
                return Err(String::from_utf8_lossy(&rendered).into_owned());
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// The tree as text without its places.
fn shape(list: &List) -> String {
    let full = format!("{list:?}");
    let mut shape = String::with_capacity(full.len());
    let mut rest = full.as_str();
    loop {
        let span = rest.find("span: Span {");
        let line = rest.find(", line: ");
        let Some(at) = span.into_iter().chain(line).min() else {
            break;
        };
        shape.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = match Some(at) == span {
            true => rest.find('}').map_or(rest.len(), |end| end + 1),
            false => 8 + rest[8..].find(|c: char| !c.is_ascii_digit()).unwrap_or(0),
        };
        rest = &rest[end..];
    }
    shape.push_str(rest);
    shape
}

/// Checks both layouts of a tree that was read.
fn check_round_trip(list: &List) -> Result<(), String> {
    for text in [print::script(list), print::list(list)] {
        let again =
            read(&text).map_err(|error| format!("{error}\n{}", String::from_utf8_lossy(&text)))?;
        let (before, after) = (shape(list), shape(&again));
        if before != after {
            let at = before
                .bytes()
                .zip(after.bytes())
                .take_while(|(a, b)| a == b)
                .count()
                .saturating_sub(80);
            let part = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[at.min(text.len())..])
                    .chars()
                    .take(300)
                    .collect::<String>()
            };
            return Err(format!(
                "{}\nbefore {}\n after {}",
                String::from_utf8_lossy(&text),
                part(&before),
                part(&after)
            ));
        }
    }
    Ok(())
}

fn with_stack<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(body)
        .expect("a thread can be started")
        .join()
        .expect("the printer does not panic")
}

// ---------------------------------------------------------------- installed scripts

/// Scripts for `sh` that the packages of this machine installed.
fn installed_scripts() -> Vec<String> {
    let places = [
        "/usr/bin",
        "/usr/sbin",
        "/var/lib/dpkg/info",
        "/etc/init.d",
        "/usr/share/libtool",
        "/usr/share/autoconf",
        "/usr/share/debconf",
        "/usr/lib/git-core",
    ];
    let mut scripts = Vec::new();
    let mut directories: Vec<_> = places.iter().map(std::path::PathBuf::from).collect();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => directories.push(path),
                Ok(kind) if kind.is_file() && is_sh(&path) => {
                    scripts.extend(path.to_str().map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    scripts.sort();
    scripts
}

fn is_sh(path: &std::path::Path) -> bool {
    let Ok(text) = fs::read(path) else {
        return false;
    };
    ["#!/bin/sh", "#! /bin/sh", "#!/bin/dash", "#!/bin/bash"]
        .iter()
        .any(|start| text.starts_with(start.as_bytes()))
}

/// Whether `shell -n` accepts a script; `None` if there is no such shell.
fn accepts(shell: &str, script: &str) -> Option<bool> {
    let output = Process::new(shell).args(["-n", script]).output().ok()?;
    Some(output.status.success())
}

#[test]
fn installed_scripts_are_read_as_other_shells_read_them() {
    let failures = with_stack(|| {
        let mut failures = Vec::new();
        for script in installed_scripts() {
            let text = fs::read(&script).unwrap_or_default();
            let ours = read(&text);
            if let Err(error) = &ours
                && (accepts("dash", &script) == Some(true)
                    || accepts("bash", &script) == Some(true))
            {
                failures.push(format!("{script}: {error}"));
            }
            if let Ok(list) = ours
                && let Err(error) = check_round_trip(&list)
            {
                failures.push(format!("{script}: {error}"));
            }
        }
        failures
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

// ---------------------------------------------------------------- random trees

fn chunk() -> Rc<Chunk> {
    Chunk::empty(Source::new(b"again", Origin::File))
}

fn word_of(parts: Vec<WordPart>) -> Word {
    Word {
        parts: parts.into(),
        ..Word::default()
    }
}

fn name() -> impl Strategy<Value = Name> {
    "[a-z_][a-z0-9_]{0,3}".prop_map(|text| Name::new(format!("{text}_").as_bytes()))
}

fn literal() -> impl Strategy<Value = WordPart> {
    "[a-zA-Z0-9_./:@%+,*?\\[\\]-]{1,6}".prop_map(|text| WordPart::Literal(text.as_bytes().into()))
}

/// Any bytes but NUL, no lone `\n` trouble: what quotes can hold.
fn bytes() -> impl Strategy<Value = Box<[u8]>> {
    prop::collection::vec(1..=255_u8, 1..6).prop_map(Into::into)
}

fn quoted() -> impl Strategy<Value = WordPart> {
    prop_oneof![
        bytes()
            .prop_filter("a single quote cannot hold itself", |text| !text
                .contains(&b'\''))
            .prop_map(|text| WordPart::Quoted(text, QuoteStyle::Single)),
        bytes().prop_map(|text| WordPart::Quoted(text, QuoteStyle::DollarSingle)),
        "[ -~]".prop_map(|c| WordPart::Quoted(c.as_bytes().into(), QuoteStyle::Backslash)),
        bytes().prop_map(|text| WordPart::DoubleQuoted(Box::new([WordPart::Quoted(
            text,
            QuoteStyle::Double
        )]))),
        Just(WordPart::DoubleQuoted(Box::default())),
    ]
}

fn param() -> impl Strategy<Value = Param> {
    prop_oneof![
        name().prop_map(Param::Variable),
        (1..30_u32).prop_map(Param::Positional),
        prop_oneof![
            Just(SpecialParam::At),
            Just(SpecialParam::Status),
            Just(SpecialParam::ShellPid),
            Just(SpecialParam::Zero),
        ]
        .prop_map(Param::Special),
        name().prop_map(|name| Param::Element(name, Index::Star)),
    ]
}

fn arith() -> impl Strategy<Value = ArithExpansion> {
    "[a-z][0-9]? ?[-+*<] ?[0-9]{1,3}".prop_map(|text| ArithExpansion {
        text: Box::new([WordPart::Quoted(text.as_bytes().into(), QuoteStyle::Double)]),
        parsed: None,
        span: Span::default(),
    })
}

fn operation(word: BoxedStrategy<Word>) -> impl Strategy<Value = ParamOp> {
    let pattern = word.clone();
    let other = word.clone();
    prop_oneof![
        Just(ParamOp::Value),
        Just(ParamOp::Length),
        (any::<bool>(), word.clone()).prop_map(|(colon, word)| ParamOp::Default { colon, word }),
        (any::<bool>(), word).prop_map(|(colon, word)| ParamOp::Alternative { colon, word }),
        (any::<bool>(), any::<bool>(), pattern).prop_map(|(is_prefix, longest, pattern)| {
            ParamOp::Trim {
                side: if is_prefix {
                    TrimSide::Prefix
                } else {
                    TrimSide::Suffix
                },
                longest,
                pattern,
            }
        }),
        other.prop_map(|replacement| ParamOp::Replace {
            scope: ReplaceScope::All,
            pattern: word_of(vec![WordPart::Literal((*b"a*").into())]),
            replacement,
        }),
    ]
}

/// A part with expansions, over lists and words that are smaller.
fn expansion(list: BoxedStrategy<List>, word: BoxedStrategy<Word>) -> BoxedStrategy<WordPart> {
    let parameter = (param(), operation(word)).prop_map(|(param, op)| {
        WordPart::Parameter(Box::new(ParamExpansion {
            param,
            is_indirect: false,
            op,
            is_braced: true,
            span: Span::default(),
        }))
    });
    let command = (list, any::<bool>()).prop_map(|(list, is_backquoted)| {
        WordPart::CommandSub(Rc::new(CommandSub {
            program: Program {
                list,
                chunk: chunk(),
            },
            is_backquoted,
            span: Span::default(),
        }))
    });
    prop_oneof![
        3 => parameter,
        1 => command,
        1 => arith().prop_map(|arith| WordPart::Arith(Box::new(arith))),
    ]
    .boxed()
}

fn word(list: BoxedStrategy<List>, depth: u32) -> BoxedStrategy<Word> {
    let plain = prop_oneof![literal(), quoted()];
    if depth == 0 {
        return plain.prop_map(|part| word_of(vec![part])).boxed();
    }
    let smaller = word(list.clone(), depth - 1);
    let inner = expansion(list.clone(), smaller.clone());
    let in_quotes = prop::collection::vec(inner.clone(), 1..3)
        .prop_map(|parts| WordPart::DoubleQuoted(parts.into()));
    let part = prop_oneof![3 => quoted(), 2 => inner, 1 => in_quotes];
    (
        prop::option::of(literal()),
        prop::collection::vec(part, 1..4),
    )
        .prop_map(|(first, rest)| word_of(first.into_iter().chain(rest).collect()))
        .boxed()
}

fn redirection(word: BoxedStrategy<Word>) -> impl Strategy<Value = Redirection> {
    let fd = prop_oneof![
        Just(RedirectFd::Default),
        (0..12_u32).prop_map(RedirectFd::Number),
        name().prop_map(RedirectFd::Variable),
    ];
    let document = (any::<bool>(), any::<bool>(), "[a-z $`\\\\\"']{0,9}").prop_map(
        |(is_quoted, strips_tabs, line)| {
            let style = if is_quoted {
                QuoteStyle::Single
            } else {
                QuoteStyle::Double
            };
            let body: Box<[u8]> = format!("{line}\n").into_bytes().into();
            RedirectKind::HereDoc(Rc::new(HereDoc {
                delimiter: (*b"END").into(),
                is_quoted,
                strips_tabs,
                body: Word {
                    parts: Box::new([WordPart::Quoted(body, style)]),
                    ready: Ready::Part,
                    ..Word::default()
                },
            }))
        },
    );
    let kind = prop_oneof![
        word.clone()
            .prop_map(|word| RedirectKind::File(FileOp::Read, word)),
        word.clone()
            .prop_map(|word| RedirectKind::File(FileOp::Append, word)),
        word.clone().prop_map(RedirectKind::DupOut),
        word.prop_map(RedirectKind::HereString),
        document,
    ];
    (fd, kind).prop_map(|(fd, kind)| Redirection {
        fd,
        kind,
        span: Span::default(),
    })
}

fn simple(word: BoxedStrategy<Word>) -> impl Strategy<Value = CommandKind> {
    let assignment =
        (name(), any::<bool>(), word.clone()).prop_map(|(name, is_append, word)| Assignment {
            name,
            index: None,
            is_append,
            value: AssignmentValue::Scalar(word),
            span: Span::default(),
        });
    let first = "[g-hj-r][a-z]{0,4}_"
        .prop_map(|text| word_of(vec![WordPart::Literal(text.as_bytes().into())]));
    (
        prop::collection::vec(assignment, 0..2),
        first,
        prop::collection::vec(word, 0..3),
    )
        .prop_map(|(assignments, first, rest)| {
            CommandKind::Simple(Simple {
                assignments: assignments.into(),
                words: std::iter::once(first).chain(rest).collect(),
            })
        })
}

fn compound(list: BoxedStrategy<List>, word: BoxedStrategy<Word>) -> BoxedStrategy<CommandKind> {
    let two = (list.clone(), list.clone());
    let case = (
        word.clone(),
        prop::collection::vec(
            (prop::collection::vec(word.clone(), 1..3), list.clone()),
            0..3,
        ),
    )
        .prop_map(|(subject, arms)| {
            CommandKind::Case(Box::new(Case {
                subject,
                arms: arms
                    .into_iter()
                    .map(|(patterns, body)| CaseArm {
                        patterns: patterns.into(),
                        body,
                        terminator: CaseTerminator::FallThrough,
                    })
                    .collect(),
            }))
        });
    let for_loop = (
        name(),
        prop::option::of(prop::collection::vec(word, 0..3)),
        list.clone(),
    )
        .prop_map(|(name, words, body)| {
            CommandKind::For(Box::new(For {
                name,
                words: words.map(Into::into),
                body,
            }))
        });
    prop_oneof![
        list.clone().prop_map(CommandKind::Group),
        list.clone().prop_map(CommandKind::Subshell),
        two.clone().prop_map(|(condition, body)| {
            CommandKind::While(Box::new(Loop { condition, body }))
        }),
        (two, prop::option::of(list)).prop_map(|(branch, otherwise)| {
            CommandKind::If(Box::new(If {
                branches: Box::new([branch]),
                otherwise,
            }))
        }),
        case,
        for_loop,
        arith().prop_map(|arith| CommandKind::Arith(Box::new(arith))),
    ]
    .boxed()
}

fn list(depth: u32) -> BoxedStrategy<List> {
    let smaller = match depth {
        0 => Just(List::default()).boxed(),
        _ => list(depth - 1),
    };
    let words = word(smaller.clone(), depth.min(2));
    let kind = match depth {
        0 => simple(words.clone()).boxed(),
        _ => prop_oneof![
            3 => simple(words.clone()),
            2 => compound(smaller, words.clone()),
        ]
        .boxed(),
    };
    let command =
        (kind, prop::collection::vec(redirection(words), 0..2)).prop_map(|(kind, redirections)| {
            Command {
                kind,
                redirections: redirections.into(),
                span: Span::default(),
                line: 0,
            }
        });
    let stages = prop::collection::vec((command, any::<bool>()), 1..3);
    let pipeline = (stages, any::<bool>())
        .prop_map(|(stages, is_negated)| {
            let last = stages.len() - 1;
            let stages = stages.into_iter().enumerate();
            Pipeline {
                is_negated,
                timed: None,
                stages: stages
                    .map(|(index, (command, both))| Stage {
                        command,
                        pipes_stderr: both && index < last,
                    })
                    .collect(),
                span: Span::default(),
            }
        })
        .boxed();
    let op = prop_oneof![Just(AndOrOp::And), Just(AndOrOp::Or)];
    let rest = prop::collection::vec((op, pipeline.clone()), 0..2);
    let item = (pipeline, rest, any::<bool>()).prop_map(|(first, rest, is_async)| ListItem {
        and_or: AndOr {
            first,
            rest: rest.into(),
            span: Span::default(),
        },
        is_async,
    });
    prop::collection::vec(item, 1..3)
        .prop_map(|items| List {
            items: items.into(),
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_printed_tree_is_read_as_it_was(list in list(2)) {
        let text = print::script(&list);
        let again = read(&text)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{}", String::from_utf8_lossy(&text))))?;
        // What was read prints as what was printed, and from there on trees are the same too.
        let reprinted = print::script(&again);
        prop_assert_eq!(
            String::from_utf8_lossy(&reprinted),
            String::from_utf8_lossy(&text)
        );
        check_round_trip(&again).map_err(TestCaseError::fail)?;
    }
}
