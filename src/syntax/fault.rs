//! What is wrong with a text, and the report that says so.

use std::rc::Rc;

use super::build::BuildError;
use super::cook::{CookError, Cooker, Document, Kind};
use super::grammar::{Mismatch, Rule};
use crate::source::{Label, Report, Source, lossless};

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Offset in the cooked text.
    offset: u32,
    /// How many bytes are marked.
    len: u32,
    title: String,
    label: String,
    /// What was opened before and where.
    opener: Option<(&'static str, u32)>,
    note: Option<&'static str>,
    /// Whether more text could make it right.
    pub is_incomplete: bool,
}

/// The text a fault is in.
pub struct Text<'a> {
    /// Where it was read from.
    pub source: &'a Rc<Source>,
    /// Number of its first line.
    pub first_line: u32,
    /// It.
    pub cooker: &'a Cooker,
}

impl Fault {
    /// For what cannot be described better.
    pub fn empty() -> Self {
        Self {
            offset: 0,
            len: 1,
            title: "syntax error".to_owned(),
            label: String::new(),
            opener: None,
            note: None,
            is_incomplete: false,
        }
    }

    /// The cooker gave up.
    pub fn cook(error: CookError) -> Self {
        let (title, note) = match error {
            CookError::TooDeep => (
                "syntax error: nested too deeply",
                Some("the parser bounds nesting so that its stack cannot overflow"),
            ),
            CookError::TooLong => ("syntax error: the command is too long", None),
            CookError::AliasesTooLong => (
                "syntax error: aliases make the command too long",
                Some("do their values contain each other?"),
            ),
        };
        Self {
            offset: u32::MAX,
            title: title.to_owned(),
            note,
            ..Self::empty()
        }
    }

    /// A here-document that end of file ended.
    pub fn cut_off(document: &Document) -> Self {
        let delimiter = String::from_utf8_lossy(&document.delimiter);
        Self {
            offset: document.operator,
            len: 2,
            title: format!("warning: here-document ended by end of file, not by `{delimiter}`"),
            ..Self::empty()
        }
    }

    /// The builder refused.
    pub fn build(error: &BuildError, cooker: &Cooker) -> Self {
        match error {
            BuildError::Mismatch { mismatch, end } => Self::mismatch(mismatch, *end, cooker),
            BuildError::Refused { span, message } => Self {
                offset: span.start,
                len: span.end.saturating_sub(span.start),
                title: format!("syntax error: {message}"),
                ..Self::empty()
            },
        }
    }

    /// The text, which ends at `end`, does not match the grammar.
    pub fn mismatch(mismatch: &Mismatch, end: u32, cooker: &Cooker) -> Self {
        let text = &cooker.cooked().text;
        let text = text.get(..end as usize).unwrap_or(text);
        // An error at or after the last quote that is still open is only its being open.
        let open_quote = cooker
            .open()
            .filter(|(kind, _)| !kind.is_list())
            .map(|(_, opened)| opened)
            .next();
        let rest = text.get(mismatch.offset as usize..).unwrap_or_default();
        let is_at_end = rest.is_empty();
        let innermost = cooker.open().next_back();
        let is_main = end >= cooker.cooked().main;
        let is_in_open = is_main && open_quote.is_some_and(|opened| mismatch.offset >= opened);
        if is_at_end || is_in_open {
            return Self::at_end(mismatch, text, innermost);
        }
        let (token, len) = token_at(rest);
        let expected = expectation(mismatch, rest);
        let before = token_before(text.get(..mismatch.offset as usize).unwrap_or_default());
        let mut title = format!("syntax error: unexpected {token}");
        if let Some(expected) = &expected {
            title.push_str("; expected ");
            title.push_str(expected);
            if expected.starts_with("a ")
                && let Some(before) = before
            {
                title.push_str(&format!(" after `{before}`"));
            }
        }
        let opener = cooker
            .open()
            .rfind(|&(kind, opened)| kind.is_list() && opened < mismatch.offset)
            .map(|(kind, opened)| (kind.opener(), opened));
        Self {
            offset: mismatch.offset,
            len: u32::try_from(len).unwrap_or(1),
            title,
            label: "unexpected".to_owned(),
            opener: opener.filter(|_| expected.as_ref().is_some_and(|e| e.starts_with('`'))),
            ..Self::empty()
        }
    }

    fn at_end(mismatch: &Mismatch, text: &[u8], innermost: Option<(Kind, u32)>) -> Self {
        let end = text.trim_ascii_end().len();
        let (expected, opener) = match innermost {
            Some((kind, opened)) => (
                Some(format!("`{}`", kind.closer())),
                Some((kind.opener(), opened)),
            ),
            None => (expectation(mismatch, b""), None),
        };
        let title = match expected {
            Some(expected) => {
                format!("syntax error: unexpected end of input; expected {expected}")
            }
            None => "syntax error: unexpected end of input".to_owned(),
        };
        Self {
            offset: u32::try_from(end).unwrap_or(u32::MAX),
            title,
            label: "the text ends here".to_owned(),
            opener,
            is_incomplete: true,
            ..Self::empty()
        }
    }

    /// The report to show.
    pub fn report(&self, text: &Text<'_>) -> Report {
        let base = match self.offset {
            u32::MAX => text.cooker.base(),
            offset => text.cooker.cooked().base_of(offset),
        };
        let first = text.label(base, self.len as usize, self.label.clone());
        let line = first.line;
        let mut labels = vec![first];
        if let Some((opener, opened)) = self.opener {
            let base = text.cooker.cooked().base_of(opened);
            let message = format!("`{opener}` opened here");
            labels.push(text.label(base, opener.len(), message));
        }
        Report {
            source_name: text.source.name.clone(),
            line,
            title: self.title.clone(),
            labels,
            note: self.note.map(str::to_owned),
        }
    }
}

impl Text<'_> {
    /// A label at offset `base` of the text as it was fed.
    fn label(&self, base: u32, len: usize, message: String) -> Label {
        let fed = self.cooker.fed();
        let at = (base as usize).min(fed.len());
        let (before, after) = fed.split_at_checked(at).unwrap_or_default();
        let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let end = at + memchr::memchr(b'\n', after).unwrap_or(after.len());
        let decoded = |from: usize, to: usize| {
            let part = fed.get(from..to).unwrap_or_default();
            match std::str::from_utf8(part) {
                Ok(text) => lossless::decode(text).into_owned(),
                Err(_) => part.to_vec(),
            }
        };
        Label {
            line: self.first_line + self.cooker.line_index(u32::try_from(start).unwrap_or(0)),
            column: decoded(start, at).len(),
            text: decoded(start, end).into(),
            len,
            message,
        }
    }
}

/// The token that `text` starts with, for a message, and its length.
fn token_at(text: &[u8]) -> (String, usize) {
    const OPERATORS: [&str; 17] = [
        ";;&", ";;", ";&", "&&", "&>>", "&>", "||", "|&", "<<<", "<<-", "<<", ">>", "<&", ">&",
        "<>", ">|", "((",
    ];
    if text.first() == Some(&b'\n') {
        return ("newline".to_owned(), 1);
    }
    let operator = OPERATORS.iter().find(|op| text.starts_with(op.as_bytes()));
    if let Some(operator) = operator {
        return (format!("`{operator}`"), operator.len());
    }
    let is_meta = |byte: &u8| b" \t\n;&|<>()".contains(byte);
    let len = text.iter().position(is_meta).unwrap_or(text.len()).max(1);
    let shown = text.get(..len.min(40)).unwrap_or_default();
    let shown = String::from_utf8_lossy(shown);
    (format!("`{shown}`"), len)
}

/// The token before the end of `text`, for a message.
fn token_before(text: &[u8]) -> Option<String> {
    let text = text.trim_ascii_end();
    let is_meta = |byte: u8| b";&|<>()".contains(&byte);
    let last = *text.last()?;
    let ends = |byte: &u8| match is_meta(last) {
        true => !is_meta(*byte) || matches!(byte, b'(' | b')'),
        false => is_meta(*byte) || byte.is_ascii_whitespace(),
    };
    let start = match last {
        b'(' | b')' => text.len() - 1,
        _ => text.iter().rposition(ends).map_or(0, |at| at + 1),
    };
    let token = text.get(start..).unwrap_or_default();
    let is_short = token.len() <= 40;
    is_short.then(|| String::from_utf8_lossy(token).into_owned())
}

/// What could stand where the grammar stopped, the most telling first. `found` is what stands there.
fn expectation(mismatch: &Mismatch, found: &[u8]) -> Option<String> {
    let has = |rule: Rule| mismatch.expected.contains(&rule);
    let is_closing = [
        "then", "do", "done", "fi", "elif", "else", "esac", "}", ")", ";;", ";&",
    ]
    .iter()
    .any(|closer| found.starts_with(closer.as_bytes()));
    let closers = [
        (Rule::then_kw, "`then`"),
        (Rule::do_kw, "`do`"),
        (Rule::fi_kw, "`fi`"),
        (Rule::done_kw, "`done`"),
        (Rule::esac_kw, "`esac`"),
        (Rule::rbrace, "`}`"),
        (Rule::rparen, "`)`"),
        (Rule::in_kw, "`in`"),
        (Rule::cond_end, "`]]`"),
        (Rule::arith_end, "`))`"),
        (Rule::close_brace, "`}`"),
    ];
    let closer = closers
        .iter()
        .find(|(rule, _)| has(*rule))
        .map(|(_, text)| (*text).to_owned());
    let has_command = [Rule::simple, Rule::compound, Rule::item, Rule::list]
        .into_iter()
        .any(has);
    if closer.is_some() && (is_closing || !has_command) {
        return closer;
    }
    // Where the command could just end, nothing in particular is expected.
    if has(Rule::async_op) {
        return None;
    }
    if has_command {
        return Some("a command".to_owned());
    }
    if has(Rule::loop_name) {
        return Some("a variable's name".to_owned());
    }
    if has(Rule::word) {
        return Some("a word".to_owned());
    }
    closer
}
