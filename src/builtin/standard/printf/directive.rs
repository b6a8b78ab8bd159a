//! One conversion specification of a format: `%[N$][flags][width][.precision]letter`.

use super::LONGEST;
use super::layout::Layout;
use crate::builtin::BuiltinError;

/// A width or a precision as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// Not written.
    Absent,
    /// A number.
    Given(i64),
    /// `*`: the next argument.
    Next,
    /// `*N$`: argument N.
    Argument(usize),
}

/// A conversion specification.
#[derive(Debug)]
pub(super) struct Directive<'f> {
    /// Flags; width and precision are still to be filled in.
    pub(super) layout: Layout,
    /// The width.
    pub(super) width: Amount,
    /// The precision.
    pub(super) precision: Amount,
    /// The argument that `N$` names.
    pub(super) number: Option<usize>,
    /// The letter, one that is known.
    pub(super) conversion: u8,
    /// What stands between the parentheses of `%(…)T`.
    pub(super) time_format: &'f [u8],
    /// How long it is.
    pub(super) length: usize,
}

struct Cursor<'f> {
    text: &'f [u8],
    at: usize,
}

impl<'f> Cursor<'f> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// A decimal number, if there is one; too large ones stay too large.
    fn number(&mut self) -> Option<i64> {
        let start = self.at;
        let mut value = 0i64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .saturating_mul(10)
                .saturating_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        (self.at > start).then_some(value)
    }

    /// `N$`, or nothing.
    fn argument_number(&mut self) -> Option<usize> {
        let start = self.at;
        match self.number() {
            Some(number @ 1..=LONGEST) if self.take(b'$') => usize::try_from(number).ok(),
            _ => {
                self.at = start;
                None
            }
        }
    }

    fn amount(&mut self, absent: Amount) -> Amount {
        if self.take(b'*') {
            return self
                .argument_number()
                .map_or(Amount::Next, Amount::Argument);
        }
        self.number().map_or(absent, Amount::Given)
    }

    fn time_format(&mut self) -> Option<&'f [u8]> {
        let start = self.at + 1;
        let mut depth = 0usize;
        for (index, byte) in self.text.iter().enumerate().skip(self.at) {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    self.at = index + 1;
                    return self.text.get(start..index);
                }
                b')' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

impl<'f> Directive<'f> {
    /// Parses the specification at the start of `text`, which is a `%`.
    pub(super) fn parse(text: &'f [u8]) -> Result<Self, BuiltinError> {
        let mut cursor = Cursor { text, at: 1 };
        let number = cursor.argument_number();
        let mut layout = Layout::default();
        while let Some(flag) = cursor.peek() {
            match flag {
                b'-' => layout.is_left = true,
                b'+' => layout.has_plus = true,
                b' ' => layout.has_space = true,
                b'#' => layout.is_alternative = true,
                b'0' => layout.has_zeros = true,
                b'\'' => {} // grouping: there is none in the POSIX locale
                _ => break,
            }
            cursor.at += 1;
        }
        let width = cursor.amount(Amount::Absent);
        let precision = if cursor.take(b'.') {
            cursor.amount(Amount::Given(0))
        } else {
            Amount::Absent
        };
        let time_format = match cursor.peek() {
            Some(b'(') => cursor.time_format(),
            _ => None,
        };
        // The length modifiers of C mean nothing here and are passed over, as in bash.
        while matches!(cursor.peek(), Some(b'h' | b'l' | b'L' | b'j' | b't' | b'z')) {
            cursor.at += 1;
        }
        let conversion = match (cursor.peek(), time_format) {
            (Some(b'T'), Some(_)) => b'T',
            (Some(letter), None) if b"diuoxXfFeEgGaAcsbq".contains(&letter) => letter,
            _ => return Err(invalid(text, cursor.at)),
        };
        Ok(Self {
            layout,
            width,
            precision,
            number,
            conversion,
            time_format: time_format.unwrap_or_default(),
            length: cursor.at + 1,
        })
    }
}

fn invalid(text: &[u8], end: usize) -> BuiltinError {
    let shown = text.get(..=end).unwrap_or(text);
    let why: &[u8] = if end >= text.len() {
        b": the conversion letter is missing"
    } else {
        b": unknown conversion"
    };
    BuiltinError::failure([shown, why].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_read() {
        let directive = Directive::parse(b"%2$-+08.3fx").unwrap();
        assert_eq!(directive.number, Some(2));
        assert!(directive.layout.is_left && directive.layout.has_plus);
        assert_eq!(directive.width, Amount::Given(8));
        assert_eq!(directive.precision, Amount::Given(3));
        assert_eq!(directive.conversion, b'f');
        assert_eq!(directive.length, 10);
    }

    #[test]
    fn stars_take_arguments() {
        let directive = Directive::parse(b"%*.*3$s").unwrap();
        assert_eq!(directive.width, Amount::Next);
        assert_eq!(directive.precision, Amount::Argument(3));
    }

    #[test]
    fn unknown_letters_and_unfinished_ones_are_told() {
        assert_eq!(
            Directive::parse(b"%5z!").unwrap_err().message,
            b"%5z!: unknown conversion"
        );
        assert_eq!(
            Directive::parse(b"%-").unwrap_err().message,
            b"%-: the conversion letter is missing"
        );
    }

    #[test]
    fn a_time_has_its_format_in_parentheses() {
        let directive = Directive::parse(b"%(%H(:)%M)T").unwrap();
        assert_eq!(directive.time_format, b"%H(:)%M");
    }
}
