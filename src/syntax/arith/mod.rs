//! Arithmetic expressions (XCU 2.6.4 and 1.1.2.1): text → tree.
//!
//! Comes in: the bytes of an expression whose expansions are done (or hold only `$name`).
//! Goes out: an [`Arith`] tree. Written by hand, not with pest: the text of `$((…))` is only known
//! after its expansions, so this parser can stand in an inner loop.

mod lex;
mod parse;

pub use parse::{MAX_DEPTH, parse, parse_within};

pub(super) use parse::{EARLY_NESTING, parse_with_dollars};

use super::ast::Name;
use crate::source::Span;

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arith {
    /// A constant.
    Number(i64),
    /// A variable by its bare name.
    Variable(Name),
    /// `$name`: stands only in a tree parsed before expansion; its value must be an integer.
    Dollar(Name),
    /// `$1`…`$9`, `${10}`, likewise.
    Positional(u32),
    /// `$#`, likewise.
    ArgumentCount,
    /// `name[subscript]` (extension).
    Element(Name, Box<Subscript>),
    /// A prefix operator.
    Unary(UnaryOp, Box<Arith>),
    /// A binary operator that evaluates both sides.
    Binary(BinaryOp, Box<Arith>, Box<Arith>),
    /// `a && b`
    And(Box<Arith>, Box<Arith>),
    /// `a || b`
    Or(Box<Arith>, Box<Arith>),
    /// `c ? a : b`
    Conditional(Box<Arith>, Box<Arith>, Box<Arith>),
    /// `name = e`, `name += e`; the target is `Variable` or `Element`.
    Assign(Box<Arith>, Option<BinaryOp>, Box<Arith>),
    /// `++name`, `--name`, `name++`, `name--` (extension): the change, and whether the new value results.
    Increment {
        /// `Variable` or `Element`.
        target: Box<Arith>,
        /// 1 or −1.
        by: i64,
        /// Prefix form.
        is_prefix: bool,
    },
    /// `a, b` (extension)
    Comma(Box<Arith>, Box<Arith>),
}

/// What stands in the brackets: an expression, or if the array turns out to be associative, a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscript {
    /// As written.
    pub text: Box<[u8]>,
    /// As an expression, or why it is none.
    pub tree: Result<Arith, String>,
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
    /// `~`
    Complement,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `**` (extension)
    Power,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `&`
    BitAnd,
    /// `^`
    BitXor,
    /// `|`
    BitOr,
}

/// Why a text is no arithmetic expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArithSyntaxError {
    /// What is wrong, in a few words: ``expected an operand, found `)` ``.
    pub message: String,
    /// Where in the text.
    pub span: Span,
}
