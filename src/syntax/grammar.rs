//! The only file that names pest: cooked text → nodes.
//!
//! `build.rs` generates the parser from `grammar/shell.pest`. What comes out is a flat list of [`Node`]s in
//! the order of the text; the builder walks it without knowing where it came from.

use pest::Parser as _;
use pest::Token;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pairs;

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
    use super::{NativeGrammar, PureGrammar};
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
    NativeGrammar::parse(rule, text)
        .or_else(|_| PureGrammar::parse(rule, text))
        .map(|pairs| nodes(pairs, base))
        .map_err(|error| mismatch(error, base))
}

/// What matched, as nodes.
fn nodes(pairs: Pairs<'_, Rule>, base: u32) -> Vec<Node> {
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
        let native = NativeGrammar::parse(rule, text).map(|pairs| nodes(pairs, 0));
        let pure = PureGrammar::parse(rule, text).map(|pairs| nodes(pairs, 0));
        match (native, pure) {
            (Ok(native), Ok(pure)) => assert_eq!(native, pure, "{text:?}"),
            (Err(_), Err(_)) => {}
            (native, pure) => panic!(
                "{text:?}: native {:?}, pure {:?}",
                native.map(|_| ()).map_err(|error| error.location),
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
