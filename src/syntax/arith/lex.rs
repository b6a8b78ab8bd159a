//! Tokens of arithmetic expressions.

use super::super::names::name_len;
use super::{ArithSyntaxError, BinaryOp};
use crate::source::Span;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A constant.
    Number(i64),
    /// 9223372036854775808, which is a number only after a minus sign.
    MinNumber,
    /// A variable.
    Name(&'a [u8]),
    /// `$name`, `$1`, `$#`: what stands after the `$`.
    Dollar(&'a [u8]),
    /// A binary operator, or one that is also a prefix.
    Operator(BinaryOp),
    /// `=` or `op=`.
    Assign(Option<BinaryOp>),
    /// `++`
    Increment,
    /// `--`
    Decrement,
    /// `!`
    Not,
    /// `~`
    Complement,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// The end of the text.
    End,
}

/// A position between tokens.
#[derive(Clone, Copy, Debug)]
pub struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    has_dollars: bool,
}

impl<'a> Lexer<'a> {
    /// Tokens of `text`; `$name` is one of them if `has_dollars`.
    pub const fn new(text: &'a [u8], has_dollars: bool) -> Self {
        Self {
            text,
            at: 0,
            has_dollars,
        }
    }

    /// The next token and where it stands.
    pub fn next(&mut self) -> Result<(Token<'a>, Span), ArithSyntaxError> {
        let rest = self.rest();
        let blanks = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x0B)
            .count();
        self.at += blanks;
        let rest = self.rest();
        let start = self.at;
        let Some(&first) = rest.first() else {
            return Ok((Token::End, span(start, start)));
        };
        let (token, len) = match first {
            b'0'..=b'9' => self.number(rest)?,
            b'$' if self.has_dollars => self.dollar(rest)?,
            _ => match name_len(rest) {
                0 => self.operator(rest)?,
                len => (Token::Name(rest.get(..len).unwrap_or_default()), len),
            },
        };
        self.at = start + len;
        Ok((token, span(start, self.at)))
    }

    /// Goes on at `at`.
    pub const fn rewind_to(&mut self, at: usize) {
        self.at = at;
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A constant: decimal, octal `0…`, hexadecimal `0x…` (XCU 2.6.4), or `base#digits`.
    fn number(&self, rest: &'a [u8]) -> Result<(Token<'a>, usize), ArithSyntaxError> {
        let len = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#' | b'@'))
            .count();
        let text = rest.get(..len).unwrap_or(rest);
        if self.has_dollars && rest.get(len) == Some(&b'$') {
            return Err(self.error(len, "a constant runs into an expansion".to_owned()));
        }
        match constant(text) {
            Ok(token) => Ok((token, len)),
            Err(why) => {
                let shown = String::from_utf8_lossy(text);
                Err(self.error(len, format!("`{shown}` {why}")))
            }
        }
    }

    /// `$name`, `${name}`, `$1`, `${10}`, `$#`, standing by itself: the digits of its value must not run into
    /// what is beside them.
    fn dollar(&self, rest: &'a [u8]) -> Result<(Token<'a>, usize), ArithSyntaxError> {
        let inner = rest.get(1..).unwrap_or_default();
        let (name, len) = match inner.strip_prefix(b"{") {
            Some(braced) => {
                let end = memchr::memchr(b'}', braced).unwrap_or(braced.len());
                (braced.get(..end).unwrap_or_default(), end + 3)
            }
            None => {
                let len = name_len(inner).max(1);
                (inner.get(..len).unwrap_or_default(), len + 1)
            }
        };
        let before = self.at.checked_sub(1).and_then(|at| self.text.get(at));
        let joins = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$#@[].{}".contains(byte);
        let clashes_before = before.is_some_and(|byte| joins(byte) && *byte != b'[')
            || matches!(
                self.text.get(self.at.wrapping_sub(2)..self.at),
                Some(b"++" | b"--")
            );
        let clashes_after = rest
            .get(len)
            .is_some_and(|byte| joins(byte) && *byte != b']');
        if clashes_before || clashes_after {
            return Err(self.error(len, "an expansion runs into its neighbour".to_owned()));
        }
        Ok((Token::Dollar(name), len))
    }

    fn operator(&self, rest: &'a [u8]) -> Result<(Token<'a>, usize), ArithSyntaxError> {
        use BinaryOp as B;
        const TABLE: &[(&[u8], Token<'static>)] = &[
            (b"<<=", Token::Assign(Some(B::ShiftLeft))),
            (b">>=", Token::Assign(Some(B::ShiftRight))),
            (b"**", Token::Operator(B::Power)),
            (b"++", Token::Increment),
            (b"--", Token::Decrement),
            (b"+=", Token::Assign(Some(B::Add))),
            (b"-=", Token::Assign(Some(B::Subtract))),
            (b"*=", Token::Assign(Some(B::Multiply))),
            (b"/=", Token::Assign(Some(B::Divide))),
            (b"%=", Token::Assign(Some(B::Remainder))),
            (b"&=", Token::Assign(Some(B::BitAnd))),
            (b"^=", Token::Assign(Some(B::BitXor))),
            (b"|=", Token::Assign(Some(B::BitOr))),
            (b"&&", Token::And),
            (b"||", Token::Or),
            (b"<<", Token::Operator(B::ShiftLeft)),
            (b">>", Token::Operator(B::ShiftRight)),
            (b"<=", Token::Operator(B::LessEqual)),
            (b">=", Token::Operator(B::GreaterEqual)),
            (b"==", Token::Operator(B::Equal)),
            (b"!=", Token::Operator(B::NotEqual)),
            (b"+", Token::Operator(B::Add)),
            (b"-", Token::Operator(B::Subtract)),
            (b"*", Token::Operator(B::Multiply)),
            (b"/", Token::Operator(B::Divide)),
            (b"%", Token::Operator(B::Remainder)),
            (b"<", Token::Operator(B::Less)),
            (b">", Token::Operator(B::Greater)),
            (b"&", Token::Operator(B::BitAnd)),
            (b"^", Token::Operator(B::BitXor)),
            (b"|", Token::Operator(B::BitOr)),
            (b"=", Token::Assign(None)),
            (b"!", Token::Not),
            (b"~", Token::Complement),
            (b"?", Token::Question),
            (b":", Token::Colon),
            (b",", Token::Comma),
            (b"(", Token::Open),
            (b")", Token::Close),
            (b"[", Token::OpenBracket),
            (b"]", Token::CloseBracket),
        ];
        let found = TABLE.iter().find(|(text, _)| rest.starts_with(text));
        match found {
            Some((text, token)) => Ok((*token, text.len())),
            None => {
                let len = rest.utf8_chunks().next().map_or(1, |chunk| {
                    chunk.valid().chars().next().map_or(1, char::len_utf8)
                });
                let shown = String::from_utf8_lossy(rest.get(..len).unwrap_or_default());
                let shown: String = shown.chars().flat_map(char::escape_debug).collect();
                Err(self.error(len, format!("unexpected `{shown}`")))
            }
        }
    }

    fn error(&self, len: usize, message: String) -> ArithSyntaxError {
        ArithSyntaxError {
            message,
            span: span(self.at, self.at + len),
        }
    }
}

/// The value of a constant as written.
///
/// Decimal constants must fit; octal and hexadecimal ones may use all 64 bits, as in C and bash.
fn constant(text: &[u8]) -> Result<Token<'_>, &'static str> {
    if let Some(mark) = memchr::memchr(b'#', text) {
        let (base, digits) = text.split_at_checked(mark).unwrap_or_default();
        let base = digits_value(base, 10)
            .ok()
            .filter(|base| (2..=64).contains(base))
            .ok_or("has a base that is not from 2 to 64")?;
        let digits = digits.get(1..).unwrap_or_default();
        return Ok(Token::Number(digits_value(digits, base)?.cast_signed()));
    }
    match text {
        [b'0', b'x' | b'X', digits @ ..] => {
            Ok(Token::Number(digits_value(digits, 16)?.cast_signed()))
        }
        [b'0', digits @ ..] if !digits.is_empty() => {
            Ok(Token::Number(digits_value(digits, 8)?.cast_signed()))
        }
        _ => match digits_value(text, 10)? {
            value if value == i64::MIN.unsigned_abs() => Ok(Token::MinNumber),
            value => i64::try_from(value)
                .map(Token::Number)
                .map_err(|_| TOO_LARGE),
        },
    }
}

const TOO_LARGE: &str = "is too large for 64 bits";

/// The value of digits in a base up to 64: 0–9, a–z, A–Z, `@`, `_`; up to 36 the case does not matter.
fn digits_value(digits: &[u8], base: u64) -> Result<u64, &'static str> {
    if digits.is_empty() {
        return Err("has no digits");
    }
    let mut value = 0_u64;
    for &byte in digits {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => byte - b'A' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            b'@' => 62,
            b'_' => 63,
            _ => return Err("is no number"),
        };
        let digit = u64::from(digit);
        if digit >= base {
            return Err(match base {
                8 => "is no octal number",
                10 => "is no number",
                16 => "is no hexadecimal number",
                _ => "has a digit that its base does not have",
            });
        }
        value = value
            .checked_mul(base)
            .and_then(|value| value.checked_add(digit))
            .ok_or(TOO_LARGE)?;
    }
    Ok(value)
}

/// The span `start..end`; expressions of 4 GiB do not come here.
pub fn span(start: usize, end: usize) -> Span {
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}
