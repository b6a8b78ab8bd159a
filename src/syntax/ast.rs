//! The tree: plain data with spans, as XCU 2.9 and 2.10 define its parts.
//!
//! Everything that can be settled once is settled here and not at each run: a word that always
//! yields the same one field carries it ready-made, arithmetic is parsed, names remember the slot of
//! their variable.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::arith::Arith;
use crate::source::{Chunk, Span};

/// The name of a variable, with a memory of where the shell keeps it.
///
/// `slot` is filled by [`crate::state::Variables`] on first use; a name keeps its slot as long as the
/// shell lives, so a loop never hashes it again. A tree therefore belongs to one shell.
#[derive(Clone)]
pub struct Name {
    /// The name itself.
    pub text: Box<[u8]>,
    /// Index into the table of variables, plus one; 0 means not looked up yet.
    pub slot: Cell<u32>,
}

impl Name {
    /// A name that has not been looked up.
    #[must_use]
    pub fn new(text: &[u8]) -> Self {
        Self {
            text: text.into(),
            slot: Cell::new(0),
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Name {}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", bstr::BStr::new(&self.text))
    }
}

/// One complete command: what the reader hands over at a time (XCU 2.10.2 `complete_command`).
#[derive(Clone, Debug)]
pub struct Program {
    /// The commands on it.
    pub list: List,
    /// The text that the spans point into.
    pub chunk: Rc<Chunk>,
}

/// A list: and-or lists separated by `;`, `&` or newlines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The and-or lists in order.
    pub items: Box<[ListItem]>,
}

/// One and-or list of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// What is run.
    pub and_or: AndOr,
    /// Whether `&` ends it (asynchronous list).
    pub is_async: bool,
}

/// An and-or list: pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndOr {
    /// The first pipeline.
    pub first: Pipeline,
    /// The others, each with the operator before it.
    pub rest: Box<[(AndOrOp, Pipeline)]>,
    /// The whole of it.
    pub span: Span,
}

/// `&&` or `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AndOrOp {
    /// `&&`: run the next pipeline if the status is 0.
    And,
    /// `||`: run the next pipeline if the status is not 0.
    Or,
}

/// A pipeline: `[!] command [| command]…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Whether `!` stands before it (an odd number of them).
    pub is_negated: bool,
    /// Whether the reserved word `time` stands before it (extension).
    pub timed: Option<TimeFormat>,
    /// The commands, at least one (none only for a bare `time` or `!`, extensions).
    pub stages: Box<[Stage]>,
    /// The whole of it.
    pub span: Span,
}

/// How the reserved word `time` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// `time`.
    Default,
    /// `time -p`, the format of XCU `time`.
    Posix,
}

/// One command of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The command.
    pub command: Command,
    /// Whether the operator *after* it is `|&`: standard error goes into the pipe too (extension).
    pub pipes_stderr: bool,
}

/// A command of any kind, with the redirections that apply to the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What it is.
    pub kind: CommandKind,
    /// Its redirections in order of appearance (of a simple command too).
    pub redirections: Box<[Redirection]>,
    /// The whole of it, redirections included.
    pub span: Span,
    /// Line in the source (1-based) where it starts: `$LINENO`.
    pub line: u32,
}

/// The kinds of command of XCU 2.9 and the extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandKind {
    /// Assignments and words.
    Simple(Simple),
    /// `{ list; }`
    Group(List),
    /// `( list )`
    Subshell(List),
    /// `if … fi`
    If(Box<If>),
    /// `while … done`
    While(Box<Loop>),
    /// `until … done`
    Until(Box<Loop>),
    /// `for name in …; do … done`
    For(Box<For>),
    /// `for (( … ; … ; … ))` (extension)
    ArithFor(Box<ArithFor>),
    /// `select name in …; do … done` (extension)
    Select(Box<For>),
    /// `case … esac`
    Case(Box<Case>),
    /// `name() compound-command`, `function name …`
    Function(Rc<Function>),
    /// `(( … ))` (extension)
    Arith(Box<ArithExpansion>),
    /// `[[ … ]]` (extension)
    Condition(Box<Condition>),
    /// `coproc [NAME] command` (extension)
    Coproc(Box<Coproc>),
}

/// A simple command (XCU 2.9.1); its redirections are in [`Command::redirections`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// Variable assignments before the command name.
    pub assignments: Box<[Assignment]>,
    /// The command name and its arguments.
    pub words: Box<[Word]>,
}

/// `if`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct If {
    /// The `if` and `elif` branches: condition and body.
    pub branches: Box<[(List, List)]>,
    /// The `else` branch.
    pub otherwise: Option<List>,
}

/// `while` and `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop {
    /// What is run before each turn.
    pub condition: List,
    /// What is run in each turn.
    pub body: List,
}

/// `for` and `select`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct For {
    /// The variable.
    pub name: Name,
    /// The words after `in`; `None` without `in` (then `"$@"`).
    pub words: Option<Box<[Word]>>,
    /// What is run in each turn.
    pub body: List,
}

/// `for ((init; condition; step))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArithFor {
    /// Evaluated once.
    pub init: Option<ArithExpansion>,
    /// Evaluated before each turn; missing means true.
    pub condition: Option<ArithExpansion>,
    /// Evaluated after each turn.
    pub step: Option<ArithExpansion>,
    /// What is run in each turn.
    pub body: List,
}

/// `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The word that is compared.
    pub subject: Word,
    /// The arms in order.
    pub arms: Box<[CaseArm]>,
}

/// One arm of a `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseArm {
    /// Patterns separated by `|`.
    pub patterns: Box<[Word]>,
    /// What is run when one of them matches.
    pub body: List,
    /// What happens after the body.
    pub terminator: CaseTerminator,
}

/// The operator that ends an arm of a `case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseTerminator {
    /// `;;` (or nothing before `esac`): leave the `case`.
    Break,
    /// `;&` (POSIX.1-2024): run the next arm's body without a test.
    FallThrough,
    /// `;;&` (extension): go on testing the next arms.
    Continue,
}

/// A function definition (XCU 2.9.5).
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Box<[u8]>,
    /// Its body with the redirections that are performed at each call.
    pub body: Command,
    /// The text it was defined in.
    pub chunk: Rc<Chunk>,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.body == other.body
    }
}

impl Eq for Function {}

/// `coproc` (extension).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coproc {
    /// The array that gets the descriptors; `COPROC` by default.
    pub name: Name,
    /// What is run.
    pub command: Command,
}

/// The conditional expression of `[[ ]]` (extension).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `! x`
    Not(Box<Condition>),
    /// `a && b && …`
    And(Box<[Condition]>),
    /// `a || b || …`
    Or(Box<[Condition]>),
    /// `-f word`: the operator without its dash (`f`, `z`, `o`, …).
    Unary(u8, Word),
    /// `a op b`
    Binary(Word, ConditionOp, Word),
    /// A word alone: true if not empty.
    NotEmpty(Word),
}

/// Binary operators of `[[ ]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionOp {
    /// `==` or `=`: the right side is a pattern.
    Match,
    /// `!=`
    NotMatch,
    /// `=~`: the right side is an extended regular expression.
    Regex,
    /// `<` in byte order.
    Less,
    /// `>` in byte order.
    Greater,
    /// `-eq`
    Eq,
    /// `-ne`
    Ne,
    /// `-lt`
    Lt,
    /// `-le`
    Le,
    /// `-gt`
    Gt,
    /// `-ge`
    Ge,
    /// `-nt`: newer than.
    NewerThan,
    /// `-ot`: older than.
    OlderThan,
    /// `-ef`: the same file.
    SameFile,
}

/// A variable assignment `name=value`, `name+=value`, `name[i]=value`, `name=(…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: Name,
    /// The subscript (extension).
    pub index: Option<Index>,
    /// Whether the operator is `+=` (extension).
    pub is_append: bool,
    /// The value.
    pub value: AssignmentValue,
    /// The whole of it.
    pub span: Span,
}

/// What stands right of the `=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentValue {
    /// One word (possibly empty); tildes after `:` are marked in it.
    Scalar(Word),
    /// `(word [i]=word …)` (extension).
    Array(Box<[ArrayElement]>),
}

/// One element of an array assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayElement {
    /// `[index]=` before it.
    pub index: Option<ArithExpansion>,
    /// The word; without an index it may yield several elements.
    pub value: Word,
}

/// A subscript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Index {
    /// `[@]`
    At,
    /// `[*]`
    Star,
    /// An arithmetic expression.
    Expression(Box<ArithExpansion>),
}

/// A word (XCU 3.446) as written, before expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its parts, none for an empty word (which only assignments and redirection-like places have).
    pub parts: Box<[WordPart]>,
    /// If no expansion can change it, the one field it yields after quote removal.
    pub ready: Ready,
    /// Whether an unquoted `{` stands in it that brace expansion (extension) has to look at.
    pub has_brace: bool,
    /// Whether an extended pattern `@(a|b)` (extension) is written in it, where without the extension a `(`
    /// would be a syntax error: then extended patterns are on for the word, whatever the option says.
    pub has_group: bool,
    /// Whether it is an argument of a declaration utility (`export`, `readonly`, `local`, `declare`,
    /// `typeset`, also after `command`) that reads `name=value`: it is expanded as an assignment is, to
    /// one field, without field splitting and pathname expansion (XCU 2.9.1.1).
    pub is_assignment: bool,
    /// Where it stands.
    pub span: Span,
}

/// The field that a word always yields, if it is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ready {
    /// It has to be expanded.
    #[default]
    No,
    /// The text of the word's only part: most words are like that, and their text is not kept twice.
    Part,
    /// This.
    Text(Box<[u8]>),
}

impl Word {
    /// If no expansion can change the word, the one field it yields after quote removal.
    #[inline]
    #[must_use]
    pub fn ready(&self) -> Option<&[u8]> {
        match &self.ready {
            Ready::No => None,
            Ready::Text(text) => Some(text),
            Ready::Part => match self.parts.first() {
                Some(WordPart::Literal(text) | WordPart::Quoted(text, _)) => Some(text),
                _ => None,
            },
        }
    }
}

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordPart {
    /// Unquoted text without backslashes.
    Literal(Box<[u8]>),
    /// Text that quoting keeps literal: `\c`, `'…'`, `$'…'` (already decoded).
    Quoted(Box<[u8]>, QuoteStyle),
    /// `"…"`; its parts are `Quoted`, `Parameter`, `CommandSub`, `Arith`. `""` has no parts.
    DoubleQuoted(Box<[WordPart]>),
    /// `~` or `~user` where tilde expansion applies; the user name without the tilde.
    Tilde(Box<[u8]>),
    /// `$name`, `${…}`
    Parameter(Box<ParamExpansion>),
    /// `$( )` and backquotes.
    CommandSub(Rc<CommandSub>),
    /// `$(( ))`
    Arith(Box<ArithExpansion>),
    /// `<( )` and `>( )` (extension).
    ProcessSub(Rc<ProcessSub>),
    /// `(…)` of `declare name=(…)` (extension): only as the last part of a word with `is_assignment`,
    /// after the literal `name=` or `name+=`.
    Array(Box<[ArrayElement]>),
    /// `${…}` that no parameter expansion looks like, as written: an error when it is expanded and not
    /// before, since scripts keep expansions of other shells in branches that are not taken.
    BadSubstitution(Box<[u8]>),
}

/// How a [`WordPart::Quoted`] was written, for printing it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteStyle {
    /// `\c`
    Backslash,
    /// `'…'`
    Single,
    /// `$'…'`
    DollarSingle,
    /// Literal text inside `"…"` or a here-document (its backslashes already removed).
    Double,
}

/// A command substitution.
#[derive(Clone, Debug)]
pub struct CommandSub {
    /// The commands, or why they could not be parsed (backquotes are parsed when the word is built).
    pub program: Program,
    /// Whether it was written with backquotes.
    pub is_backquoted: bool,
    /// The whole of it.
    pub span: Span,
}

impl PartialEq for CommandSub {
    fn eq(&self, other: &Self) -> bool {
        self.program.list == other.program.list && self.is_backquoted == other.is_backquoted
    }
}

impl Eq for CommandSub {}

/// A process substitution.
#[derive(Clone, Debug)]
pub struct ProcessSub {
    /// The commands.
    pub program: Program,
    /// `<( )`: the shell reads what the commands write; otherwise `>( )`.
    pub reads: bool,
    /// The whole of it.
    pub span: Span,
}

impl PartialEq for ProcessSub {
    fn eq(&self, other: &Self) -> bool {
        self.program.list == other.program.list && self.reads == other.reads
    }
}

impl Eq for ProcessSub {}

/// `$(( … ))`, and wherever else an arithmetic expression stands.
///
/// XCU 2.6.4: the text is expanded like a double-quoted string and the result is the expression. When the
/// text holds nothing but constants, operators, names and plain `$name`, `parsed` is that expression,
/// valid as long as each `$name` has an integer for its value; otherwise `text` is expanded and parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArithExpansion {
    /// The text as double-quoted parts.
    pub text: Box<[WordPart]>,
    /// The expression, parsed once.
    pub parsed: Option<Box<Arith>>,
    /// The whole of it.
    pub span: Span,
}

/// A parameter expansion (XCU 2.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamExpansion {
    /// What is expanded.
    pub param: Param,
    /// Whether the value names the parameter that is meant: `${!v}` (extension).
    pub is_indirect: bool,
    /// What is done with it.
    pub op: ParamOp,
    /// Whether it was written in braces.
    pub is_braced: bool,
    /// The whole of it.
    pub span: Span,
}

/// A parameter (XCU 2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// A variable.
    Variable(Name),
    /// `${name[index]}` (extension).
    Element(Name, Index),
    /// `$1`, `${10}`; never 0.
    Positional(u32),
    /// A special parameter.
    Special(SpecialParam),
}

/// The special parameters (XCU 2.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialParam {
    /// `$@`
    At,
    /// `$*`
    Star,
    /// `$#`
    Count,
    /// `$?`
    Status,
    /// `$-`
    Flags,
    /// `$$`
    ShellPid,
    /// `$!`
    LastAsyncPid,
    /// `$0`
    Zero,
}

/// What `${parameter…}` does with the parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamOp {
    /// `$p`, `${p}`
    Value,
    /// `${#p}`
    Length,
    /// `${p-w}`, `${p:-w}`
    Default {
        /// Whether a null value counts as unset (`:`).
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `${p=w}`, `${p:=w}`
    Assign {
        /// Whether a null value counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `${p?w}`, `${p:?w}`; an absent word is an empty one.
    Error {
        /// Whether a null value counts as unset.
        colon: bool,
        /// The message.
        word: Word,
    },
    /// `${p+w}`, `${p:+w}`
    Alternative {
        /// Whether a null value counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `${p%w}`, `${p%%w}`, `${p#w}`, `${p##w}`
    Trim {
        /// The end that is removed.
        side: TrimSide,
        /// Whether the longest match is removed.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// `${p:offset}`, `${p:offset:length}` (extension)
    Substring {
        /// Where it starts; negative counts from the end.
        offset: Box<ArithExpansion>,
        /// How long it is; negative is an end counted from the end.
        length: Option<Box<ArithExpansion>>,
    },
    /// `${p/pattern/replacement}` and its forms (extension)
    Replace {
        /// Which matches.
        scope: ReplaceScope,
        /// The pattern.
        pattern: Word,
        /// What stands in its place; absent is an empty word.
        replacement: Word,
    },
    /// `${p^pat}`, `${p^^pat}`, `${p,pat}`, `${p,,pat}` (extension)
    ChangeCase {
        /// To upper case (`^`) or to lower case (`,`).
        to_upper: bool,
        /// All characters or the first one only.
        all: bool,
        /// Only characters that match it.
        pattern: Option<Word>,
    },
    /// `${!name[@]}`, `${!name[*]}`: the subscripts (extension). The `param` is the element form.
    Subscripts,
    /// `${!prefix@}`, `${!prefix*}`: names of variables (extension). The `param` is the prefix; the field
    /// says whether it was `@`.
    NamesWithPrefix {
        /// `@` gives separate fields in double quotes.
        separate: bool,
    },
    /// `${p@Q}` and others (extension): the letter.
    Transform(u8),
}

/// Which end of a value a pattern is removed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrimSide {
    /// `#`
    Prefix,
    /// `%`
    Suffix,
}

/// Which matches `${p/…}` replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplaceScope {
    /// `/`: the first.
    First,
    /// `//`: all.
    All,
    /// `/#`: one at the start.
    Prefix,
    /// `/%`: one at the end.
    Suffix,
}

/// A redirection (XCU 2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The descriptor it is for.
    pub fd: RedirectFd,
    /// What it does.
    pub kind: RedirectKind,
    /// The whole of it.
    pub span: Span,
}

/// Which descriptor a redirection sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectFd {
    /// The default of the operator: 0 or 1.
    Default,
    /// An io number.
    Number(u32),
    /// `{name}`: a free one ≥ 10, stored in the variable (extension).
    Variable(Name),
}

/// The redirection operators with their operands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// An operator that opens the file that the word names.
    File(FileOp, Word),
    /// `<&word`: a number, `-`, or (extension) `number-`.
    DupIn(Word),
    /// `>&word`: a number, `-`, `number-`, or (extension) a file for 1 and 2 together.
    DupOut(Word),
    /// `<<` and `<<-`
    HereDoc(Rc<HereDoc>),
    /// `<<<word` (extension)
    HereString(Word),
    /// `&>word` (extension): standard output and error.
    BothTo(Word),
    /// `&>>word` (extension)
    BothAppend(Word),
}

/// Operators that open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOp {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `>|`
    Clobber,
    /// `<>`
    ReadWrite,
}

/// A here-document (XCU 2.7.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HereDoc {
    /// The delimiter after quote removal.
    pub delimiter: Box<[u8]>,
    /// Whether any part of the delimiter was quoted: then the body is not expanded.
    pub is_quoted: bool,
    /// Whether leading tabs were stripped (`<<-`).
    pub strips_tabs: bool,
    /// The body as a word: double-quoted parts, or one quoted text. It is ready if nothing expands.
    pub body: Word,
}
