//! A command line as it looks while it is being typed: unfinished, perhaps wrong, and read again with every key.
//!
//! In: text. Out: what each byte of it is, for colours; the names of commands in it; and where its end stands, for completion and
//! hints. It never fails, and it takes time in proportion to the text. What a command *means* is the parser's matter.

mod command;
mod quotes;

/// What a byte of the line belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Class {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The name of a command.
    Command,
    /// A reserved word.
    Keyword,
    /// `name=`.
    Assignment,
    /// A word that begins with `-`.
    Option,
    /// In quotes, or behind a backslash.
    Quoted,
    /// A parameter, a command substitution, arithmetic.
    Expansion,
    /// `|`, `;`, `&&`, …
    Operator,
    /// `>`, `<&`, …
    Redirection,
    /// A comment.
    Comment,
    /// A quote that is not closed; a parenthesis that closes nothing.
    Wrong,
}

/// Which quotes one is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// None.
    #[default]
    None,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `$'…'`
    Dollar,
}

/// A word as far as it has been typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its text without quotes; expansions are as they were written.
    pub text: Vec<u8>,
    /// Whether there are no expansions in it.
    pub is_literal: bool,
    /// Whether there are quotes in it.
    pub has_quotes: bool,
    /// How much of `text` stands before the first quote or expansion, if there is one.
    pub first_change: Option<usize>,
    /// Where its last pathname component begins: in the line, in `text`, and in which quotes.
    pub component: (usize, usize, Quote),
}

/// What may stand at some place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The name of a command.
    #[default]
    Command,
    /// An argument of a command.
    Argument,
    /// A redirection or the end, behind `fi`, `)` and the like.
    AfterCompound,
    /// The file of a redirection.
    Target,
    /// The descriptor of `<&` or `>&`.
    Descriptor,
    /// The delimiter of a here-document.
    Delimiter,
    /// A name, behind `for`.
    ForName,
    /// `in` or `do`.
    ForIn,
    /// The word of `case`.
    CaseWord,
    /// `in`.
    CaseIn,
    /// A pattern.
    Pattern,
    /// A name, behind `function`.
    FunctionName,
    /// Inside `[[`.
    Condition,
}

/// What is open around some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Top,
    Parenthesis,
    Backquote,
    Double,
    Parameter,
    Arithmetic(u32),
}

/// One level of what is open.
#[derive(Clone, Debug)]
struct Frame {
    kind: Kind,
    start: usize,
    place: Place,
    /// Where a redirection leads back to.
    after_target: Place,
    cases: u32,
    words: Vec<Word>,
    word: Option<Word>,
    /// Whether a `$(…)` is part of a word around it.
    is_in_word: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Scan {
    /// What each byte is.
    pub classes: Vec<Class>,
    /// The names of commands that can be looked up.
    pub commands: Vec<Word>,
    /// The words of the unfinished command at the end, its name first.
    pub words: Vec<Word>,
    /// The unfinished word at the end, if there is one.
    pub word: Option<Word>,
    /// What may stand at the end.
    pub place: Place,
    /// Where the name of a variable begins that ends at the end: `$NA`, `${NA`.
    pub variable: Option<usize>,
    /// Whether that is in braces.
    pub is_braced: bool,
}

/// How deep things may be open in each other; what is deeper is plain.
const DEEPEST: usize = 100;

/// Reads `text`.
#[must_use]
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text: text.as_bytes(),
        at: 0,
        classes: vec![Class::Plain; text.len()],
        commands: Vec::new(),
        frames: vec![Frame::new(Kind::Top, 0)],
        delimiters: Vec::new(),
        quote: Quote::None,
        variable: None,
    };
    while scanner.at < scanner.text.len() {
        scanner.step();
    }
    scanner.finish()
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    classes: Vec<Class>,
    commands: Vec<Word>,
    /// Never empty.
    frames: Vec<Frame>,
    /// Here-documents whose bodies are still to come.
    delimiters: Vec<Vec<u8>>,
    /// Of single quotes that are not closed.
    quote: Quote,
    variable: Option<usize>,
}

impl Frame {
    fn new(kind: Kind, start: usize) -> Self {
        Self {
            kind,
            start,
            place: Place::Command,
            after_target: Place::Command,
            cases: 0,
            words: Vec::new(),
            word: None,
            is_in_word: false,
        }
    }
}

impl Scanner<'_> {
    /// Reads something; where nothing is read, a word has ended and what follows will be.
    fn step(&mut self) {
        match self.frame().kind {
            Kind::Double => self.in_double(),
            Kind::Parameter => self.in_parameter(),
            Kind::Arithmetic(depth) => self.in_arithmetic(depth),
            Kind::Top | Kind::Parenthesis | Kind::Backquote => self.in_command(),
        }
    }

    fn frame(&mut self) -> &mut Frame {
        let innermost = self.frames.last_mut();
        innermost.expect("the outermost frame is never closed")
    }

    /// The frame of the word that is being read: the innermost that holds commands.
    fn word_frame(&mut self) -> &mut Frame {
        let is_command = |frame: &&mut Frame| {
            matches!(frame.kind, Kind::Top | Kind::Parenthesis | Kind::Backquote)
        };
        let innermost = self.frames.iter_mut().rev().find(is_command);
        innermost.expect("the outermost frame holds commands and is never closed")
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn paint(&mut self, start: usize, end: usize, class: Class) {
        let end = end.min(self.classes.len());
        if let Some(part) = self.classes.get_mut(start..end) {
            part.fill(class);
        }
    }

    /// Reads `count` bytes of this class.
    fn take(&mut self, count: usize, class: Class) {
        let end = (self.at + count).min(self.text.len());
        self.paint(self.at, end, class);
        self.at = end;
    }

    fn open(&mut self, kind: Kind, length: usize, class: Class) {
        let start = self.at;
        self.take(length, class);
        if self.frames.len() < DEEPEST {
            self.frames.push(Frame::new(kind, start));
        }
    }

    /// Closes the innermost thing that is open.
    fn close(&mut self, length: usize, class: Class) {
        self.take(length, class);
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn finish(mut self) -> Scan {
        let quotes: Vec<usize> = self
            .frames
            .iter()
            .filter(|frame| frame.kind == Kind::Double)
            .map(|frame| frame.start)
            .collect();
        for start in quotes {
            self.paint(start, start + 1, Class::Wrong);
            self.quote = Quote::Double;
        }
        let innermost = self.frames.last().map(|frame| frame.kind);
        let end = self.text.len();
        let variable = self.variable.filter(|_| self.quote != Quote::Single);
        let frame = self.word_frame();
        let (words, place) = (frame.words.clone(), frame.place);
        let word = frame.word.clone().map(|word| Word { end, ..word });
        if self.quote == Quote::None && self.frame().word.is_some() {
            self.end_word(b'\n'); // for its colour
        }
        Scan {
            classes: self.classes,
            commands: self.commands,
            words,
            word,
            place,
            variable,
            is_braced: innermost == Some(Kind::Parameter),
        }
    }
}

#[cfg(test)]
mod tests;
