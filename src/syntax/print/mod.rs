//! Tree → text: what `type`, `declare -f`, `jobs` and `explain` show, and what parses to the same tree again.
//!
//! Comes in: a node of [`ast`](super::ast). Goes out: bytes. Here-documents are written after the next
//! newline, as the language wants them. The recursion follows the tree, whose depth the parser bounds.

mod compound;
mod word;

use super::ast::*;

/// How commands are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// On one line, as far as here-documents allow.
    Line,
    /// Bodies of compound commands on lines of their own.
    Lines,
}

/// A command on one line (as `jobs` shows it).
#[must_use]
pub fn command(command: &Command) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.command(command);
    printer.finish()
}

/// An and-or list on one line.
#[must_use]
pub fn and_or(and_or: &AndOr) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.and_or(and_or);
    printer.finish()
}

/// A pipeline on one line.
#[must_use]
pub fn pipeline(pipeline: &Pipeline) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.pipeline(pipeline);
    printer.finish()
}

/// A list on one line.
#[must_use]
pub fn list(list: &List) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.inline_list(list);
    printer.finish()
}

/// A function definition, its body indented (as `type` and `declare -f` show it). No newline at the end.
#[must_use]
pub fn function(function: &Function) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Lines);
    printer.function(function);
    printer.finish()
}

/// A list, each command on a line of its own. No newline at the end.
#[must_use]
pub fn script(list: &List) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Lines);
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 {
            printer.newline();
        }
        printer.item(item);
    }
    printer.finish()
}

/// A word as it could be written.
#[must_use]
pub fn word(word: &Word) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.word(word);
    printer.finish()
}

/// A redirection.
#[must_use]
pub fn redirection(redirection: &Redirection) -> Vec<u8> {
    let mut printer = Printer::new(Layout::Line);
    printer.redirection(redirection);
    printer.finish()
}

/// A here-document whose body is still to be written.
struct Pending {
    delimiter: Box<[u8]>,
    body: Vec<u8>,
}

struct Printer {
    out: Vec<u8>,
    layout: Layout,
    indent: usize,
    pending: Vec<Pending>,
}

impl Printer {
    const fn new(layout: Layout) -> Self {
        Self {
            out: Vec::new(),
            layout,
            indent: 0,
            pending: Vec::new(),
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if !self.pending.is_empty() {
            self.out.push(b'\n');
            self.bodies();
            self.out.pop();
        }
        self.out
    }

    fn put(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    /// Ends the line: the bodies that wait come next.
    fn newline(&mut self) {
        self.out.push(b'\n');
        self.bodies();
        if self.layout == Layout::Lines {
            self.out.resize(self.out.len() + 4 * self.indent, b' ');
        }
    }

    fn bodies(&mut self) {
        for document in std::mem::take(&mut self.pending) {
            self.put(&document.body);
            if !document.body.is_empty() && document.body.last() != Some(&b'\n') {
                self.out.push(b'\n');
            }
            self.put(&document.delimiter);
            self.out.push(b'\n');
        }
    }

    /// What separates a command from what follows on the same line.
    fn separate(&mut self, is_async: bool) {
        if !self.pending.is_empty() {
            self.newline();
        } else if is_async {
            self.put(b" ");
        } else {
            self.put(b"; ");
        }
    }

    /// The commands of a list side by side, nothing after the last but its `&`.
    fn inline_list(&mut self, list: &List) {
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 {
                let before = list.items.get(index - 1);
                self.separate(before.is_some_and(|item| item.is_async));
            }
            self.item(item);
        }
    }

    /// The commands of a list and what must stand between them and a reserved word.
    fn head_list(&mut self, list: &List) {
        self.inline_list(list);
        self.separate(list.items.last().is_some_and(|item| item.is_async));
    }

    /// The commands of a list between two reserved words.
    fn body(&mut self, list: &List) {
        if self.layout == Layout::Line {
            self.put(b" ");
            self.head_list(list);
            return;
        }
        self.indent += 1;
        for item in &list.items {
            self.newline();
            self.item(item);
        }
        self.indent -= 1;
        self.newline();
    }

    fn item(&mut self, item: &ListItem) {
        self.and_or(&item.and_or);
        if item.is_async {
            self.put(b" &");
        }
    }

    fn and_or(&mut self, and_or: &AndOr) {
        self.pipeline(&and_or.first);
        for (op, pipeline) in &and_or.rest {
            self.put(match op {
                AndOrOp::And => b" && ",
                AndOrOp::Or => b" || ",
            });
            self.pipeline(pipeline);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        let mut parts: Vec<&[u8]> = Vec::new();
        match pipeline.timed {
            Some(TimeFormat::Default) => parts.push(b"time"),
            Some(TimeFormat::Posix) => parts.push(b"time -p"),
            None => {}
        }
        if pipeline.is_negated {
            parts.push(b"!");
        }
        self.put(&parts.join(&b' '));
        if !parts.is_empty() && !pipeline.stages.is_empty() {
            self.put(b" ");
        }
        let mut connector: &[u8] = b"";
        for stage in &pipeline.stages {
            self.put(connector);
            self.command(&stage.command);
            connector = match stage.pipes_stderr {
                true => b" |& ",
                false => b" | ",
            };
        }
    }

    fn command(&mut self, command: &Command) {
        if let CommandKind::Simple(simple) = &command.kind {
            self.simple(simple, &command.redirections);
            return;
        }
        self.compound(&command.kind);
        for redirection in &command.redirections {
            self.put(b" ");
            self.redirection(redirection);
        }
    }

    fn simple(&mut self, simple: &Simple, redirections: &[Redirection]) {
        let mut is_first = true;
        let mut blank = |printer: &mut Self| {
            if !is_first {
                printer.put(b" ");
            }
            is_first = false;
        };
        for assignment in &simple.assignments {
            blank(self);
            self.assignment(assignment);
        }
        // `>f if` runs a command called `if`: only after something else is the word not reserved.
        let is_guarded = simple.assignments.is_empty()
            && simple.words.first().is_some_and(may_be_reserved)
            && !redirections.is_empty();
        if !is_guarded {
            for word in &simple.words {
                blank(self);
                self.word(word);
            }
        }
        for redirection in redirections {
            blank(self);
            self.redirection(redirection);
        }
        if is_guarded {
            for word in &simple.words {
                blank(self);
                self.word(word);
            }
        }
    }

    fn redirection(&mut self, redirection: &Redirection) {
        match &redirection.fd {
            RedirectFd::Default => {}
            RedirectFd::Number(number) => self.put(number.to_string().as_bytes()),
            RedirectFd::Variable(name) => {
                self.put(b"{");
                self.put(&name.text);
                self.put(b"}");
            }
        }
        let (operator, word): (&[u8], &Word) = match &redirection.kind {
            RedirectKind::File(op, word) => {
                let operator: &[u8] = match op {
                    FileOp::Read => b"<",
                    FileOp::Write => b">",
                    FileOp::Append => b">>",
                    FileOp::Clobber => b">|",
                    FileOp::ReadWrite => b"<>",
                };
                (operator, word)
            }
            RedirectKind::DupIn(word) => (b"<&", word),
            RedirectKind::DupOut(word) => (b">&", word),
            RedirectKind::HereDoc(document) => {
                self.here_document(document);
                return;
            }
            RedirectKind::HereString(word) => (b"<<<", word),
            RedirectKind::BothTo(word) => (b"&>", word),
            RedirectKind::BothAppend(word) => (b"&>>", word),
        };
        self.put(operator);
        if matches!(word.parts.first(), Some(WordPart::ProcessSub(_))) {
            self.put(b" ");
        }
        self.word(word);
    }

    fn here_document(&mut self, document: &HereDoc) {
        self.put(match document.strips_tabs {
            true => b"<<-",
            false => b"<<",
        });
        if document.delimiter.starts_with(b"-") {
            self.put(b" ");
        }
        let delimiter = &document.delimiter;
        let body = match document.is_quoted {
            true => {
                self.single_quoted(delimiter);
                match document.body.ready() {
                    Some(body) => body.to_vec(),
                    None => Vec::new(),
                }
            }
            false => {
                self.put(delimiter);
                word::here_body(&document.body)
            }
        };
        self.pending.push(Pending {
            delimiter: delimiter.clone(),
            body,
        });
    }
}

/// Whether a first word would be taken for a reserved word.
fn may_be_reserved(word: &Word) -> bool {
    match word.parts.as_ref() {
        [WordPart::Literal(text)] => is_reserved(text),
        _ => false,
    }
}

/// Whether `word` is reserved somewhere (XCU 2.4 and the extensions).
fn is_reserved(word: &[u8]) -> bool {
    matches!(
        word,
        b"!" | b"{"
            | b"}"
            | b"case"
            | b"do"
            | b"done"
            | b"elif"
            | b"else"
            | b"esac"
            | b"fi"
            | b"for"
            | b"if"
            | b"in"
            | b"then"
            | b"until"
            | b"while"
            | b"[["
            | b"function"
            | b"select"
            | b"time"
            | b"coproc"
    )
}
