//! Arguments → truth.

use super::primary::{self, Binary};
use crate::builtin::BuiltinError;
use crate::source::{Fields, quote};
use crate::state::State;

/// An expression: a part of the arguments.
pub(super) struct Expression<'a> {
    state: &'a State,
    args: &'a Fields,
    at: usize,
    end: usize,
}

type Truth = Result<bool, BuiltinError>;

/// The stack that must remain for one more parenthesis.
const STACK_RESERVE: usize = 128 * 1024;

impl<'a> Expression<'a> {
    /// The arguments from number `start` up to, not including, `end`.
    pub(super) const fn new(state: &'a State, args: &'a Fields, start: usize, end: usize) -> Self {
        Self {
            state,
            args,
            at: start,
            end,
        }
    }

    /// Evaluates by the number of arguments (XCU test, OPERANDS).
    pub(super) fn evaluate(&mut self) -> Truth {
        match self.end.saturating_sub(self.at) {
            0 => Ok(false),
            1 => Ok(!self.arg(0).is_empty()),
            2 => self.two(),
            3 => self.three(),
            4 => self.four(),
            _ => self.whole(),
        }
    }

    /// The argument `ahead` of the current one; empty beyond the end.
    fn arg(&self, ahead: usize) -> &'a [u8] {
        self.peek(ahead).unwrap_or_default()
    }

    fn peek(&self, ahead: usize) -> Option<&'a [u8]> {
        let index = self.at + ahead;
        (index < self.end).then(|| self.args.get(index)).flatten()
    }

    fn part(&self, skip: usize, count: usize) -> Self {
        Self::new(
            self.state,
            self.args,
            self.at + skip,
            self.at + skip + count,
        )
    }

    fn two(&self) -> Truth {
        let (first, operand) = (self.arg(0), self.arg(1));
        if first == b"!" {
            return Ok(operand.is_empty());
        }
        match unary_letter(first) {
            Some(letter) => primary::unary(self.state, letter, operand),
            None => Err(unexpected(first, "is no unary operator")),
        }
    }

    fn three(&mut self) -> Truth {
        let (first, operator, last) = (self.arg(0), self.arg(1), self.arg(2));
        if let Some(binary) = Binary::parse(operator) {
            return primary::binary(binary, first, last);
        }
        match (first, operator, last) {
            (_, b"-a", _) => Ok(!first.is_empty() && !last.is_empty()),
            (_, b"-o", _) => Ok(!first.is_empty() || !last.is_empty()),
            (b"!", ..) => Ok(!self.part(1, 2).evaluate()?),
            (b"(", _, b")") => Ok(!operator.is_empty()),
            _ => Err(unexpected(operator, "is no binary operator")),
        }
    }

    fn four(&mut self) -> Truth {
        match (self.arg(0), self.arg(3)) {
            (b"!", _) => Ok(!self.part(1, 3).evaluate()?),
            (b"(", b")") => self.part(1, 2).evaluate(),
            _ => self.whole(),
        }
    }

    fn whole(&mut self) -> Truth {
        let truth = self.or()?;
        match self.peek(0) {
            None => Ok(truth),
            Some(extra) => Err(unexpected(extra, "is not expected here")),
        }
    }

    fn or(&mut self) -> Truth {
        let mut truth = self.and()?;
        while self.peek(0) == Some(b"-o") {
            self.at += 1;
            truth |= self.and()?;
        }
        Ok(truth)
    }

    fn and(&mut self) -> Truth {
        let mut truth = self.not()?;
        while self.peek(0) == Some(b"-a") {
            self.at += 1;
            truth &= self.not()?;
        }
        Ok(truth)
    }

    fn not(&mut self) -> Truth {
        let mut is_negated = false;
        while self.peek(0) == Some(b"!") && self.binary_ahead().is_none() && self.peek(1).is_some()
        {
            is_negated = !is_negated;
            self.at += 1;
        }
        Ok(self.operand()? != is_negated)
    }

    fn binary_ahead(&self) -> Option<Binary> {
        let binary = Binary::parse(self.peek(1)?)?;
        self.peek(2).map(|_| binary)
    }

    fn operand(&mut self) -> Truth {
        let Some(first) = self.peek(0) else {
            return Err(BuiltinError::usage("an operand is missing at the end"));
        };
        if let Some(binary) = self.binary_ahead() {
            let right = self.arg(2);
            self.at += 3;
            return primary::binary(binary, first, right);
        }
        if first == b"(" && self.peek(1).is_some() {
            return self.parenthesised();
        }
        if let (Some(letter), Some(operand)) = (unary_letter(first), self.peek(1)) {
            self.at += 2;
            return primary::unary(self.state, letter, operand);
        }
        self.at += 1;
        Ok(!first.is_empty())
    }

    fn parenthesised(&mut self) -> Truth {
        if crate::sys::stack::remaining() < STACK_RESERVE {
            return Err(BuiltinError::usage("parentheses are nested too deeply"));
        }
        self.at += 1;
        let truth = self.or()?;
        match self.peek(0) {
            Some(b")") => {
                self.at += 1;
                Ok(truth)
            }
            Some(other) => Err(unexpected(other, "stands where a ) is expected")),
            None => Err(BuiltinError::usage("a ) is missing at the end")),
        }
    }
}

fn unary_letter(text: &[u8]) -> Option<u8> {
    match text {
        [b'-', letter] if primary::is_unary(*letter) => Some(*letter),
        _ => None,
    }
}

fn unexpected(text: &[u8], why: &str) -> BuiltinError {
    let mut message = quote::quoted(text);
    message.push(b' ');
    message.extend_from_slice(why.as_bytes());
    BuiltinError::usage(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Source};

    fn test(words: &[&str]) -> Truth {
        let state = State::new(Source::new(b"-c", Origin::CommandString));
        let args: Fields = words.iter().collect();
        Expression::new(&state, &args, 0, args.len()).evaluate()
    }

    #[test]
    fn the_number_of_arguments_decides() {
        assert_eq!(test(&[]), Ok(false));
        assert_eq!(test(&["-f"]), Ok(true));
        assert_eq!(test(&["!"]), Ok(true));
        assert_eq!(test(&["!", ""]), Ok(true));
        assert_eq!(test(&["!", "-f"]), Ok(false));
        assert_eq!(test(&["-f", "=", "-f"]), Ok(true));
        assert_eq!(test(&["!", "=", "!"]), Ok(true));
        assert_eq!(test(&["(", "=", ")"]), Ok(false));
        assert_eq!(test(&["(", "x", ")"]), Ok(true));
        assert_eq!(test(&["!", "a", "=", "a"]), Ok(false));
        assert_eq!(test(&["(", "-n", "", ")"]), Ok(false));
        assert_eq!(test(&["-n", "-a", "-n"]), Ok(true));
    }

    #[test]
    fn longer_ones_have_precedence() {
        assert_eq!(test(&["a", "-o", "", "-a", ""]), Ok(true));
        assert_eq!(test(&["(", "a", "-o", "", ")", "-a", ""]), Ok(false));
        assert_eq!(test(&["!", "", "-a", "!", "", "-o", ""]), Ok(true));
        assert_eq!(test(&["-n", "x", "-a", "1", "-lt", "2"]), Ok(true));
        assert_eq!(test(&["-z", "", "-a", "!", "=", "!"]), Ok(true));
    }

    #[test]
    fn wrong_expressions_are_usage_errors() {
        assert!(test(&["a", "b"]).is_err());
        assert!(test(&["a", "b", "c"]).is_err());
        assert!(test(&["a", "-a", "b", "c", "d"]).is_err());
        assert!(test(&["(", "a", "-o", "b", "-o"]).is_err());
        assert!(test(&["x", "-eq", "1"]).is_err());
    }
}
