//! Words and what is expanded in them (XCU 2.6).

use std::rc::Rc;

use super::super::arith::Arith;
use super::{ArrayElement, Index, Name, Program};
use crate::source::Span;

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
