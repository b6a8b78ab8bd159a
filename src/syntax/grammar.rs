//! The only file that names pest: cooked text → nodes.
//!
//! `build.rs` generates the parser from `grammar/shell.pest`. What comes out is a flat list of [`Node`]s in
//! the order of the text; the builder walks it without knowing where it came from.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pairs;
use pest::{Atomicity, ParseResult, Parser as _, ParserState, Token};

pub use generated::Rule;

/// The parser that is the grammar and nothing else. What it says holds.
struct PureGrammar;

/// The parser whose busiest rules are written by hand (`grammar/native.rs`).
struct NativeGrammar;

#[allow(
    dead_code,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    reason = "generated code; the grammar holds the comments"
)]
mod generated {
    use super::{NativeGrammar, PureGrammar, Recorder};
    include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
}

/// One match of a rule that is not silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The rule.
    pub rule: Rule,
    /// Offset of its first byte in the chunk.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// Index of the first node after it that is not inside it.
    pub after: u32,
}

/// Where and why a text did not match.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// Offset in the chunk of the farthest point that was reached.
    pub offset: u32,
    /// The rules that could have gone on there.
    pub expected: Vec<Rule>,
}

/// Parses `text` by `rule`; `base` is the offset of `text` in its chunk.
///
/// The first node is that of `rule` itself. A text that the native rules refuse is parsed again by the
/// pure grammar: it decides, and it knows what was expected.
pub fn parse(rule: Rule, text: &str, base: u32) -> Result<Vec<Node>, Mismatch> {
    let Some(mut nodes) = NativeGrammar::parse(rule, text) else {
        return PureGrammar::parse(rule, text)
            .map(|pairs| nodes_of(pairs, base))
            .map_err(|error| mismatch(error, base));
    };
    if base > 0 {
        for node in &mut nodes {
            node.start += base;
            node.end += base;
        }
    }
    Ok(nodes)
}

/// Takes back the memory of nodes that nobody needs any more, for the next parse.
pub fn recycle(mut nodes: Vec<Node>) {
    if nodes.capacity() <= MOST_KEPT {
        nodes.clear();
        RECORD.with(|record| *record.nodes.borrow_mut() = ManuallyDrop::new(nodes));
    }
}

/// For how many nodes the memory is kept between two parses.
const MOST_KEPT: usize = 1 << 14;

/// What the native parser has matched so far.
///
/// pest keeps a queue of tokens in its state, makes pairs of it and an index of the lines, and nodes would have to be
/// made of those: a third of the time of a parse. The state has no room for anything else, so the nodes are kept
/// beside it; there is one parse at a time.
struct Record {
    /// Never dropped, so that the thread need not be told of it at its start and end.
    nodes: RefCell<ManuallyDrop<Vec<Node>>>,
    /// How many guards that only look ahead are being tried: what matches in them leaves no nodes.
    guards: Cell<u32>,
}

thread_local! {
    static RECORD: Record = const {
        Record {
            nodes: RefCell::new(ManuallyDrop::new(Vec::new())),
            guards: Cell::new(0),
        }
    };
}

impl Record {
    /// Notes the start of a match; where it is noted.
    #[inline]
    fn open(&self, rule: Rule, start: usize) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        let start = offset(start);
        nodes.push(Node {
            rule,
            start,
            end: start,
            after: 0,
        });
        nodes.len() - 1
    }

    /// Notes its end.
    #[inline]
    fn close(&self, index: usize, end: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let after = offset(nodes.len());
        if let Some(node) = nodes.get_mut(index) {
            node.end = offset(end);
            node.after = after;
        }
    }

    fn len(&self) -> usize {
        self.nodes.borrow().len()
    }

    /// Forgets what was noted from `len` on.
    fn forget(&self, len: usize) {
        self.nodes.borrow_mut().truncate(len);
    }
}

/// pest's combinators that leave tokens or take them back, for nodes. `build.rs` puts them in their places.
trait Recorder: Sized {
    /// As `ParserState::rule`.
    fn noted(self, rule: Rule, parse: impl FnOnce(Self) -> ParseResult<Self>) -> ParseResult<Self>;
    /// Notes a match without anything inside it, which began at `start` and ends here.
    fn noted_leaf(self, rule: Rule, start: usize) -> Self;
    /// As `ParserState::sequence`.
    fn tried(self, parse: impl FnOnce(Self) -> ParseResult<Self>) -> ParseResult<Self>;
    /// As `ParserState::lookahead`.
    fn looked(
        self,
        is_positive: bool,
        parse: impl FnOnce(Self) -> ParseResult<Self>,
    ) -> ParseResult<Self>;
}

impl Recorder for Box<ParserState<'_, Rule>> {
    #[inline]
    fn noted(self, rule: Rule, parse: impl FnOnce(Self) -> ParseResult<Self>) -> ParseResult<Self> {
        RECORD.with(|record| {
            if record.guards.get() > 0 || self.atomicity() == Atomicity::Atomic {
                return parse(self);
            }
            let index = record.open(rule, self.position().pos());
            match parse(self) {
                Ok(state) => {
                    record.close(index, state.position().pos());
                    Ok(state)
                }
                Err(state) => {
                    record.forget(index);
                    Err(state)
                }
            }
        })
    }

    #[inline]
    fn noted_leaf(self, rule: Rule, start: usize) -> Self {
        RECORD.with(|record| {
            if record.guards.get() == 0 && self.atomicity() != Atomicity::Atomic {
                let index = record.open(rule, start);
                record.close(index, self.position().pos());
            }
        });
        self
    }

    #[inline]
    fn tried(self, parse: impl FnOnce(Self) -> ParseResult<Self>) -> ParseResult<Self> {
        RECORD.with(|record| {
            let len = record.len();
            self.sequence(parse).inspect_err(|_| record.forget(len))
        })
    }

    #[inline]
    fn looked(
        self,
        is_positive: bool,
        parse: impl FnOnce(Self) -> ParseResult<Self>,
    ) -> ParseResult<Self> {
        RECORD.with(|record| {
            let guards = record.guards.get();
            record.guards.set(guards + 1);
            let result = self.lookahead(is_positive, parse);
            record.guards.set(guards);
            result
        })
    }
}

/// Runs the native parser on `text`; its nodes if it matches.
fn recorded<'i>(
    text: &'i str,
    parse: impl FnOnce(Box<ParserState<'i, Rule>>) -> ParseResult<Box<ParserState<'i, Rule>>>,
) -> Option<Vec<Node>> {
    RECORD.with(|record| {
        record.forget(0);
        record.guards.set(0);
        record.nodes.borrow_mut().reserve(text.len() / 2);
        let is_match = parse(ParserState::new(text)).is_ok();
        is_match.then(|| std::mem::take(&mut **record.nodes.borrow_mut()))
    })
}

/// What matched, as nodes.
fn nodes_of(pairs: Pairs<'_, Rule>, base: u32) -> Vec<Node> {
    let tokens = pairs.tokens();
    let mut nodes: Vec<Node> = Vec::with_capacity(tokens.len() / 2);
    let mut open: Vec<usize> = Vec::with_capacity(32);
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                let start = base + offset(pos.pos());
                nodes.push(Node {
                    rule,
                    start,
                    end: start,
                    after: 0,
                });
            }
            Token::End { pos, .. } => {
                let after = offset(nodes.len());
                if let Some(node) = open.pop().and_then(|index| nodes.get_mut(index)) {
                    node.end = base + offset(pos.pos());
                    node.after = after;
                }
            }
        }
    }
    nodes
}

/// Texts are far below 4 GiB: the cooker refuses longer ones.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn mismatch(error: Error<Rule>, base: u32) -> Mismatch {
    let position = match error.location {
        InputLocation::Pos(position) | InputLocation::Span((position, _)) => position,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Mismatch {
        offset: base + offset(position),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that both parsers say the same of `text`.
    fn compare(rule: Rule, text: &str) {
        let native = NativeGrammar::parse(rule, text);
        let pure = PureGrammar::parse(rule, text).map(|pairs| nodes_of(pairs, 0));
        match (native, pure) {
            (Some(native), Ok(pure)) => assert_eq!(native, pure, "{text:?}"),
            (None, Err(_)) => {}
            (native, pure) => panic!(
                "{text:?}: native {:?}, pure {:?}",
                native.map(|_| ()),
                pure.map(|_| ()).map_err(|error| error.location),
            ),
        }
    }

    const TEXTS: [&str; 42] = [
        "",
        "\n\n",
        "a",
        "a b c\n",
        "a;b&c\n",
        "a && b || c | d |& e\n",
        "! a\n",
        "time -p a; time ! b; time\n",
        "test a\n",
        "if a; then b; elif c; then d; else e; fi >f 2>&1\n",
        "while a; do b; done <f | until c; do d; done\n",
        "for i in a b; do c; done; for i do d; done; for ((i=0;i<(1);i++)) do e; done\n",
        "case $x in a|b) c;; (d) ;& *) e & ;;& esac\n",
        "case x in esac\n",
        "{ a; }; (b); ( (c) )\n",
        "f() { a; } >b; function g { c; }; h-i() (d)\n",
        "x=1 y+=2 z[i+1]=3 a=(1 [2]=3 \"$4\") b\n",
        "declare a=(1 2) b=3\n",
        "a[b] c[d]e f[[g]\n",
        ">f <g 2>>h 3<>i {v}>j &>k &>>l <<<m 4<&- >&5 >|n\n",
        "{v} 2 2a>b {v>c\n",
        "a<(b) >(c) <(d)\n",
        "a @(b|c d) ?(*(x)y)z+('q' \"$r\" (s)) $@(t) @(\n",
        "a=@(b) c=(!(d) e@()) case x in @(a|b)|!(c)) d;; esac\n",
        "'a' \"b $c ${d} $(e) `f` $((1+(2)))\" \\g $'h' $ $1 $$ a$\n",
        "\"$\" \"$'\" $\"a\"\n",
        "${a} ${1} ${10} ${#} ${##} ${#a} ${!} ${!a} ${a[@]} ${#a[*]} ${!a[@]} ${!a@}\n",
        "${a:-b} ${a-b c} ${a:=$d} ${a:?} ${a:+\"e\"} ${a#b} ${a##*/} ${a%b} ${a%%\\}}\n",
        "\"${a:-b'} ${a-\"c d\"} ${a#'}'} ${a%\"}\"}\"\n",
        "${a/b/c} ${a//b} ${a/#b/c} ${a:1} ${a:1:2} ${a^} ${a,,b} ${a@Q}\n",
        "${} ${a!} ${(f)a} \"${ b}\"\n",
        "((a+b)); ((a*(b)))\n",
        "[[ a == b && ! ( -f c || d =~ ^(e|f)+$ ) ]]\n",
        "[[ -f ]]; [[ a < b ]]; [[ -z == b ]]\n",
        "coproc a b; coproc N { c; }; coproc { d; }\n",
        "select i in a; do b; done\n",
        "a ) b\n",
        "if a\n",
        "(\n",
        "\"a\n",
        "$((1\n",
        "\u{e9}=\u{10ff80} \\\u{e9}\n",
    ];

    /// What random texts are made of.
    const TOKENS: &[&str] = &[
        "if ",
        "then ",
        "else ",
        "elif ",
        "fi ",
        "while ",
        "do ",
        "done ",
        "for ",
        "in ",
        "case ",
        "esac",
        "{ ",
        "}",
        "(",
        ")",
        "((",
        "))",
        "$(",
        "$((",
        "${",
        "\"",
        "'",
        "`",
        "\\",
        ";",
        ";;",
        ";&",
        "&",
        "&&",
        "|",
        "||",
        "|&",
        "<",
        ">",
        "<<",
        ">>",
        "&>",
        "<(",
        "@(",
        "?(",
        "!",
        "*",
        "a",
        "b ",
        "x=",
        "x=(",
        "x[",
        "]",
        "[[ ",
        " ]]",
        "! ",
        "time ",
        "function ",
        "coproc ",
        "select ",
        "$x",
        "x",
        "#",
        ":-",
        "-",
        "@",
        "*",
        "$1",
        "f()",
        "\n",
        " ",
        " ",
        "2",
        "{v}",
        "/",
        "%",
        "==",
        "=~ ",
        "-f ",
        "\u{e9}",
        "!",
        "=",
    ];

    #[test]
    fn the_native_rules_are_those_of_the_grammar() {
        for text in TEXTS {
            compare(Rule::complete, text);
            compare(Rule::heredoc, text);
        }
    }

    #[test]
    fn the_native_rules_agree_on_random_texts() {
        let mut seed = 1_u64;
        let mut roll = |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 40).expect("24 bits fit") % below
        };
        for round in 0..40_000 {
            let mut text = String::new();
            for _ in 0..=roll(14) {
                text.push_str(TOKENS[roll(TOKENS.len())]);
            }
            let rule = match round % 8 {
                0 => Rule::heredoc,
                _ => Rule::complete,
            };
            compare(rule, &text);
        }
    }
}
