//! `printf` (XCU printf, XBD 5): a format and arguments → text.
//!
//! The format is used again while arguments are left. An argument that is no number is told, counts as the number it
//! begins with, and output goes on; the status is 1 then. [`directive`] parses `%-5.2f`, [`operand`] arguments,
//! [`float`] and [`layout`] make the text, [`time`] is `%(…)T`.

mod directive;
mod float;
mod layout;
mod operand;
mod time;

use self::directive::{Amount, Directive};
use self::operand::{Integer, Problem};
use super::escape::{self, Style};
use crate::builtin::ipc::spec::{any, one, takes};
use crate::builtin::options::{missing, unknown};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, What};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;

pub(super) const PRINTF: Builtin = Builtin {
    name: "printf",
    kind: Kind::Regular,
    synopsis: "printf [-v VAR] FORMAT [ARGUMENT...]",
    help: "\
Writes FORMAT with its conversions replaced by the ARGUMENTs; uses FORMAT again while ARGUMENTs are left.

    -v VAR    assign the result to VAR instead of writing it (extension)

    %d %i     integer; 0x2a and 052 as in C, 'c is the number of the character c
    %u %o %x %X  the same without sign, in octal, in hexadecimal
    %f %F %e %E %g %G %a %A  floating point
    %s        text
    %c        its first byte
    %b        text with escapes as in echo -e; \\c ends all output
    %q        text quoted so that the shell reads it back (extension)
    %(FMT)T   time by strftime, of seconds since 1970; -1 or nothing is now (extension)
    %%        a percent sign

Between % and the letter: N$ takes argument N, flags - + space # 0, width, .precision; * takes a number from the
arguments. Escapes in FORMAT: \\a \\b \\e \\f \\n \\r \\t \\v \\\\ \\\" \\NNN \\xHH \\uHHHH.

Status: 0; 1 if an argument is no number or the output could not be written; 2 without FORMAT.

Example:
    printf '%s is %5.2f\\n' pi 3.14159 e 2.71828
    printf -v hex '%#x' 42; echo $hex
",
    arguments: Arguments {
        options: &[takes(b'v', "", "VAR", What::Variable)],
        operands: &[one("FORMAT", What::Text), any("ARGUMENT", What::Text)],
    },
    body: Body::Plain(run),
};

/// A width or precision may not be longer than this: C has it as an int.
const LONGEST: i64 = i32::MAX as i64;

fn run(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let (variable, format_at) = parse(args)?;
    let format = args.get(format_at).ok_or_else(|| missing("FORMAT"))?;
    let mut printer = Printer {
        ctx,
        args,
        base: format_at + 1,
        next: 0,
        highest: 0,
        out: Vec::with_capacity(format.len() + 32),
        has_failed: false,
        is_kept: variable.is_some(),
    };
    let result = printer.print_all(format);
    let (out, has_failed) = (std::mem::take(&mut printer.out), printer.has_failed);
    match variable {
        Some(name) => crate::builtin::target::assign_plain(ctx.state, name, &out)?,
        None => ctx.print(&out),
    }
    result?;
    Ok(ExitStatus::from_bool(!has_failed))
}

/// The variable of `-v`, and which field is the format.
fn parse(args: &Fields) -> Result<(Option<&[u8]>, usize), BuiltinError> {
    let (mut variable, mut at) = (None, 1);
    loop {
        match args.get(at) {
            Some(b"--") => return Ok((variable, at + 1)),
            Some(b"-v") => {
                variable = Some(args.get(at + 1).ok_or_else(|| missing("VAR"))?);
                at += 2;
            }
            Some([b'-', b'v', name @ ..]) => {
                variable = Some(name);
                at += 1;
            }
            Some(option @ [b'-', _, ..]) => {
                // A format such as `-%s` is no option, whatever getopts would make of it.
                if option.contains(&b'%') || option.contains(&b'\\') {
                    return Ok((variable, at));
                }
                return Err(unknown(option));
            }
            _ => return Ok((variable, at)),
        }
    }
}

/// Why printing stops early.
enum Stop {
    /// `\c`: not a failure.
    Silently,
    /// The format makes no sense from here on.
    Error(BuiltinError),
}

struct Printer<'p, 'c> {
    ctx: &'p mut Ctx<'c>,
    args: &'p Fields,
    /// The field that is argument 1 in this pass over the format.
    base: usize,
    /// How many arguments were taken in this pass.
    next: usize,
    /// The highest number of `%N$` in this pass.
    highest: usize,
    out: Vec<u8>,
    has_failed: bool,
    /// Whether the output is for a variable.
    is_kept: bool,
}

impl<'p> Printer<'p, '_> {
    fn print_all(&mut self, format: &[u8]) -> Result<(), BuiltinError> {
        loop {
            match self.print_once(format) {
                Ok(()) => {}
                Err(Stop::Silently) => return Ok(()),
                Err(Stop::Error(error)) => return Err(error),
            }
            let used = self.next.max(self.highest);
            self.base += used;
            if used == 0 || self.base >= self.args.len() {
                return Ok(());
            }
            (self.next, self.highest) = (0, 0);
        }
    }

    fn print_once(&mut self, format: &[u8]) -> Result<(), Stop> {
        let mut rest = format;
        while let Some(at) = memchr::memchr2(b'%', b'\\', rest) {
            let (plain, special) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            let length = match special {
                [b'%', b'%', ..] => {
                    self.out.push(b'%');
                    2
                }
                [b'%', ..] => {
                    let directive = Directive::parse(special).map_err(Stop::Error)?;
                    self.convert(&directive)?;
                    directive.length
                }
                _ => escape::decode_one(special, Style::Format, &mut self.out).unwrap_or(2),
            };
            rest = special.get(length..).unwrap_or_default();
            self.relieve();
        }
        self.out.extend_from_slice(rest);
        Ok(())
    }

    /// Hands over what was made so far when it is much.
    fn relieve(&mut self) {
        if self.out.len() >= 1 << 16 && !self.is_kept {
            self.ctx.print(&self.out);
            self.out.clear();
        }
    }

    fn convert(&mut self, directive: &Directive<'_>) -> Result<(), Stop> {
        let mut layout = directive.layout;
        if let Some(width) = self.amount(directive.width)? {
            layout.is_left |= width < 0;
            layout.width = to_length(width.checked_abs())?;
        }
        if let Some(precision) = self.amount(directive.precision)? {
            layout.precision = match precision {
                ..0 => None,
                _ => Some(to_length(Some(precision))?),
            };
        }
        self.reserve(layout.width.max(layout.precision.unwrap_or(0)))?;
        let argument = self.argument(directive.number);
        let is_given = argument.is_some();
        let text = argument.unwrap_or_default();
        match directive.conversion {
            b'd' | b'i' => {
                let value = self.integer(text, is_given, false);
                layout.signed(value, &mut self.out);
            }
            radix @ (b'u' | b'o' | b'x' | b'X') => {
                let value = self.integer(text, is_given, true);
                layout.unsigned(value, radix, &mut self.out);
            }
            b's' => layout.text(text, &mut self.out),
            b'c' => layout.text(text.get(..1).unwrap_or(b"\0"), &mut self.out),
            b'q' => layout.text(&quote::escaped(text), &mut self.out),
            b'b' => {
                let mut decoded = Vec::with_capacity(text.len());
                let end = escape::decode(text, Style::Operand, &mut decoded);
                layout.text(&decoded, &mut self.out);
                if end.is_stopped {
                    return Err(Stop::Silently);
                }
            }
            b'T' => {
                let moment = self.moment(text, is_given);
                let shown = time::format(directive.time_format, moment);
                layout.text(&shown, &mut self.out);
            }
            letter => {
                let value = self.float(text, is_given);
                layout.float(value, letter, &mut self.out);
            }
        }
        Ok(())
    }

    fn reserve(&mut self, length: usize) -> Result<(), Stop> {
        self.out.try_reserve(length).map_err(|_| {
            Stop::Error(BuiltinError::failure(format!(
                "there is no memory for a field of {length} characters"
            )))
        })
    }

    fn argument(&mut self, number: Option<usize>) -> Option<&'p [u8]> {
        let index = match number {
            Some(number) => {
                self.highest = self.highest.max(number);
                number.checked_sub(1)?
            }
            None => {
                self.next += 1;
                self.next - 1
            }
        };
        self.args.get(self.base.checked_add(index)?)
    }

    fn amount(&mut self, amount: Amount) -> Result<Option<i64>, Stop> {
        let number = match amount {
            Amount::Absent => return Ok(None),
            Amount::Given(value) => return Ok(Some(value)),
            Amount::Next => None,
            Amount::Argument(number) => Some(number),
        };
        let text = self.argument(number);
        let value = self.integer(text.unwrap_or_default(), text.is_some(), false);
        Ok(Some(value.as_signed()))
    }

    fn integer(&mut self, text: &[u8], is_given: bool, is_unsigned: bool) -> Integer {
        if !is_given {
            return Integer::ZERO;
        }
        let (value, problem) = operand::integer(text, is_unsigned, self.ctx.state.vars.is_utf8());
        self.note(text, problem);
        value
    }

    fn float(&mut self, text: &[u8], is_given: bool) -> f64 {
        if !is_given {
            return 0.0;
        }
        let (value, problem) = operand::float(text, self.ctx.state.vars.is_utf8());
        self.note(text, problem);
        value
    }

    fn moment(&mut self, text: &[u8], is_given: bool) -> i64 {
        match self.integer(text, is_given, false).as_signed() {
            -1 => time::now(),
            _ if !is_given => time::now(),
            seconds => seconds,
        }
    }

    fn note(&mut self, text: &[u8], problem: Option<Problem>) {
        if let Some(problem) = problem {
            self.has_failed = true;
            let mut message = quote::quoted(text);
            message.extend_from_slice(problem.text().as_bytes());
            self.ctx.complain(message);
        }
    }
}

fn to_length(value: Option<i64>) -> Result<usize, Stop> {
    value
        .filter(|value| *value <= LONGEST)
        .and_then(|value| usize::try_from(value).ok())
        .ok_or_else(|| {
            Stop::Error(BuiltinError::failure(
                "a width or precision is out of range",
            ))
        })
}
