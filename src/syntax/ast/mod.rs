//! The tree: plain data with spans, as XCU 2.9 and 2.10 define its parts.
//!
//! Everything that can be settled once is settled here and not at each run: a word that always
//! yields the same one field carries it ready-made, arithmetic is parsed, names remember the slot of
//! their variable.

mod redirection;
mod word;

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

pub use self::redirection::{FileOp, HereDoc, RedirectFd, RedirectKind, Redirection};
pub use self::word::{
    ArithExpansion, CommandSub, Param, ParamExpansion, ParamOp, ProcessSub, QuoteStyle, Ready,
    ReplaceScope, SpecialParam, TrimSide, Word, WordPart,
};
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
