//! Brace expansion (extension): `a{b,c}d` → `abd acd`, `{1..5}`, `{a..e..2}`, `{01..10}`.
//!
//! Comes in: the parts of a word. Goes out: the parts of the words that take its place, in order. It is done
//! before anything else, on unquoted script text only; a brace that belongs to no list or sequence is an
//! ordinary character.

use super::field_split::FieldBuilder;
use super::sink::Sink as _;
use super::word::{self, Quoting};
use super::{Env, ExpandError, STACK_RESERVE, tilde};
use crate::syntax::ast::WordPart;

/// More words than this are not made of one.
const MAX_WORDS: usize = 1 << 20;

/// The smallest thing that brace expansion moves around.
#[derive(Clone, Copy)]
enum Piece<'w> {
    /// A byte of unquoted text.
    Active(u8),
    /// A byte of a sequence, which stands for itself.
    Made(u8),
    /// Something that braces cannot be part of.
    Part(&'w WordPart),
}

type Pieces<'w> = Vec<Piece<'w>>;

/// Expands the braces of a word and hands the words to `builder`.
pub(super) fn expand<E: Env + ?Sized>(
    env: &mut E,
    word: &[WordPart],
    builder: &mut FieldBuilder<'_>,
) -> Result<(), ExpandError> {
    let mut text = Vec::new();
    for pieces in words(word)? {
        emit(env, &pieces, &mut text, builder)?;
        builder.end_word();
    }
    Ok(())
}

/// The words that a word makes.
fn words(parts: &[WordPart]) -> Result<Vec<Pieces<'_>>, ExpandError> {
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            WordPart::Literal(text) => pieces.extend(text.iter().map(|byte| Piece::Active(*byte))),
            // Braces come before tildes: `~{/a,/b}`.
            WordPart::Tilde(user) => {
                pieces.push(Piece::Active(b'~'));
                pieces.extend(user.iter().map(|byte| Piece::Active(*byte)));
            }
            other => pieces.push(Piece::Part(other)),
        }
    }
    let closers = closers(&pieces);
    let braces = Braces {
        pieces: &pieces,
        closers: &closers,
    };
    braces.expand(0, pieces.len())
}

/// For each `{` the offset of the `}` that closes it, 0 if there is none.
fn closers(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut closers = vec![0; pieces.len()];
    let mut open = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Active(b'{') => open.push(at),
            Piece::Active(b'}') => {
                if let Some(entry) = open.pop().and_then(|start| closers.get_mut(start)) {
                    *entry = at;
                }
            }
            _ => {}
        }
    }
    closers
}

struct Braces<'b, 'w> {
    pieces: &'b [Piece<'w>],
    closers: &'b [usize],
}

impl<'w> Braces<'_, 'w> {
    fn slice(&self, from: usize, to: usize) -> &[Piece<'w>] {
        self.pieces.get(from..to).unwrap_or_default()
    }

    fn closer(&self, open: usize) -> Option<usize> {
        self.closers.get(open).copied().filter(|close| *close > 0)
    }

    /// The words that the pieces `from..to` make.
    fn expand(&self, from: usize, to: usize) -> Result<Vec<Pieces<'w>>, ExpandError> {
        if crate::sys::stack::remaining() < STACK_RESERVE {
            return Err(ExpandError::TooDeep);
        }
        let mut words: Vec<Pieces<'w>> = vec![Vec::new()];
        let mut copied = from;
        let mut at = from;
        while at < to {
            let Some((alternatives, after)) = self.group(at, to)? else {
                at += 1;
                continue;
            };
            if words.len().saturating_mul(alternatives.len()) > MAX_WORDS {
                return Err(too_many(self.slice(at, after)));
            }
            let before = self.slice(copied, at);
            words = words
                .iter()
                .flat_map(|word| {
                    alternatives
                        .iter()
                        .map(move |chosen| [word, before, chosen])
                })
                .map(|three| three.concat())
                .collect();
            copied = after;
            at = after;
        }
        let rest = self.slice(copied, to);
        words
            .iter_mut()
            .for_each(|word| word.extend_from_slice(rest));
        Ok(words)
    }

    /// The alternatives of the group that starts at `at`, and the offset after it.
    fn group(&self, at: usize, to: usize) -> Result<Option<(Vec<Pieces<'w>>, usize)>, ExpandError> {
        if !matches!(self.pieces.get(at), Some(Piece::Active(b'{'))) {
            return Ok(None);
        }
        let Some(close) = self.closer(at).filter(|close| *close < to) else {
            return Ok(None);
        };
        let commas = self.commas(at + 1, close);
        if commas.is_empty() {
            let made = sequence(self.slice(at + 1, close))?;
            return Ok(made.map(|words| (words, close + 1)));
        }
        let mut alternatives = Vec::new();
        let mut start = at + 1;
        for end in commas.into_iter().chain([close]) {
            alternatives.append(&mut self.expand(start, end)?);
            start = end + 1;
        }
        Ok(Some((alternatives, close + 1)))
    }

    /// The commas between `from` and `to` that are not inside braces.
    fn commas(&self, from: usize, to: usize) -> Vec<usize> {
        let mut commas = Vec::new();
        let mut at = from;
        while at < to {
            match self.pieces.get(at) {
                Some(Piece::Active(b',')) => commas.push(at),
                Some(Piece::Active(b'{')) => at = self.closer(at).unwrap_or(at),
                _ => {}
            }
            at += 1;
        }
        commas
    }
}

fn too_many(pieces: &[Piece<'_>]) -> ExpandError {
    let byte = |piece: &Piece<'_>| match piece {
        Piece::Active(byte) | Piece::Made(byte) => Some(*byte),
        Piece::Part(_) => None,
    };
    ExpandError::Bad {
        what: pieces.iter().filter_map(byte).collect(),
        why: "makes too many words",
    }
}

/// `x..y` or `x..y..step`, of numbers or of letters.
fn sequence<'w>(pieces: &[Piece<'w>]) -> Result<Option<Vec<Pieces<'w>>>, ExpandError> {
    let mut text = Vec::new();
    for piece in pieces {
        let Piece::Active(byte) = piece else {
            return Ok(None);
        };
        text.push(*byte);
    }
    let Some(sequence) = parse_sequence(&text) else {
        return Ok(None);
    };
    let words = sequence.words().ok_or_else(|| too_many(pieces))?;
    let made = |word: Vec<u8>| word.into_iter().map(Piece::Made).collect();
    Ok(Some(words.into_iter().map(made).collect()))
}

struct Sequence {
    first: i64,
    last: i64,
    step: u64,
    /// Letters are numbers shown as characters.
    is_letters: bool,
    /// Numbers are padded with zeros to this width.
    width: usize,
}

fn parse_sequence(text: &[u8]) -> Option<Sequence> {
    let text = std::str::from_utf8(text).ok()?;
    let mut fields = text.split("..");
    let (first, last) = (fields.next()?, fields.next()?);
    let step = match fields.next() {
        Some(step) => step.parse::<i64>().ok()?.unsigned_abs(),
        None => 1,
    };
    if fields.next().is_some() {
        return None;
    }
    let step = step.max(1);
    let letter = |text: &str| match text.as_bytes() {
        [byte] if byte.is_ascii_alphabetic() => Some(i64::from(*byte)),
        _ => None,
    };
    if let (Some(first), Some(last)) = (letter(first), letter(last)) {
        return Some(Sequence {
            first,
            last,
            step,
            is_letters: true,
            width: 0,
        });
    }
    let is_padded = |text: &str| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        digits.len() > 1 && digits.starts_with('0')
    };
    let width = if is_padded(first) || is_padded(last) {
        first.len().max(last.len())
    } else {
        0
    };
    Some(Sequence {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
        step,
        is_letters: false,
        width,
    })
}

impl Sequence {
    /// The words, or nothing if they are too many.
    fn words(&self) -> Option<Vec<Vec<u8>>> {
        let count = self.first.abs_diff(self.last) / self.step;
        let count = usize::try_from(count).ok().filter(|c| *c < MAX_WORDS)?;
        let mut words = Vec::with_capacity(count + 1);
        for index in 0..=count as u64 {
            // At most the distance of the two ends, so neither the product nor the sum overflows.
            let distance = index.wrapping_mul(self.step);
            let number = if self.first <= self.last {
                self.first.wrapping_add_unsigned(distance)
            } else {
                self.first.wrapping_sub_unsigned(distance)
            };
            words.push(self.word(number));
        }
        Some(words)
    }

    fn word(&self, number: i64) -> Vec<u8> {
        if self.is_letters {
            return u8::try_from(number).into_iter().collect();
        }
        let width = self.width;
        format!("{number:0width$}").into_bytes()
    }
}

/// Expands one of the words; a tilde that has come to its start counts. `text` is scratch memory.
fn emit<E: Env + ?Sized>(
    env: &mut E,
    pieces: &[Piece<'_>],
    text: &mut Vec<u8>,
    builder: &mut FieldBuilder<'_>,
) -> Result<(), ExpandError> {
    let mut rest = pieces;
    while let Some((first, after)) = rest.split_first() {
        text.clear();
        match first {
            Piece::Part(part) => {
                word::parts(env, std::slice::from_ref(part), Quoting::None, builder)?;
                rest = after;
                continue;
            }
            Piece::Made(_) => {
                text.extend(rest.iter().map_while(|piece| match piece {
                    Piece::Made(byte) => Some(*byte),
                    _ => None,
                }));
                builder.present();
                builder.quoted(text);
            }
            Piece::Active(_) => {
                text.extend(rest.iter().map_while(|piece| match piece {
                    Piece::Active(byte) => Some(*byte),
                    _ => None,
                }));
                let is_start = rest.len() == pieces.len();
                let is_last = text.len() == rest.len();
                let tilde = tilde_len(text, is_last).filter(|_| is_start).unwrap_or(0);
                let (prefix, literal) = text.split_at(tilde);
                if let Some(user) = prefix.strip_prefix(b"~") {
                    tilde::expand(env.state(), user, !literal.is_empty(), builder);
                }
                if !literal.is_empty() {
                    builder.literal(literal);
                }
            }
        }
        rest = rest.get(text.len()..).unwrap_or_default();
    }
    Ok(())
}

/// The length of the tilde-prefix at the start of `text`, if there is one; it ends at a slash or with the word.
fn tilde_len(text: &[u8], is_last: bool) -> Option<usize> {
    text.strip_prefix(b"~")?;
    let end = memchr::memchr(b'/', text);
    end.or_else(|| is_last.then_some(text.len()))
}

#[cfg(test)]
mod tests {
    use super::super::glob::Globbing;
    use super::super::testing::Shell;
    use super::*;
    use crate::source::Fields;

    fn expanded(text: &str) -> Result<Vec<String>, ExpandError> {
        let mut shell = Shell::with(&[("HOME", "/h")]);
        let mut fields = Fields::new();
        let mut builder = FieldBuilder::new(&mut fields, Globbing::off());
        let parts = [WordPart::Literal(text.as_bytes().into())];
        expand(&mut shell, &parts, &mut builder)?;
        let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        Ok(fields.iter().map(text).collect())
    }

    fn words(text: &str) -> Vec<String> {
        expanded(text).unwrap()
    }

    #[test]
    fn lists() {
        assert_eq!(words("a{b,c}d"), ["abd", "acd"]);
        assert_eq!(words("{a,b}{c,d}"), ["ac", "ad", "bc", "bd"]);
        assert_eq!(words("{a,{b,c}d}"), ["a", "bd", "cd"]);
        assert_eq!(words("{,x}"), ["x"]);
        assert_eq!(words("{a,b"), ["{a,b"]);
        assert_eq!(words("{a}"), ["{a}"]);
        assert_eq!(words("{}"), ["{}"]);
        assert_eq!(words("{a{b,c}}"), ["{ab}", "{ac}"]);
        assert_eq!(words("{a,b{c,d}"), ["{a,bc", "{a,bd"]);
        assert_eq!(words("a}b,{c"), ["a}b,{c"]);
    }

    #[test]
    fn sequences() {
        assert_eq!(words("{1..4}"), ["1", "2", "3", "4"]);
        assert_eq!(words("{3..1}"), ["3", "2", "1"]);
        assert_eq!(words("{1..10..4}"), ["1", "5", "9"]);
        assert_eq!(words("{08..10}"), ["08", "09", "10"]);
        assert_eq!(words("{-01..1}"), ["-01", "000", "001"]);
        assert_eq!(words("{a..e..2}x"), ["ax", "cx", "ex"]);
        assert_eq!(words("{1..a}"), ["{1..a}"]);
        assert_eq!(words("{1..2..3..4}"), ["{1..2..3..4}"]);
        assert_eq!(
            words("{9223372036854775806..9223372036854775807}"),
            ["9223372036854775806", "9223372036854775807"]
        );
    }

    #[test]
    fn a_tilde_that_comes_to_the_front_counts() {
        assert_eq!(words("{~,~/x,a~}"), ["/h", "/h/x", "a~"]);
    }

    #[test]
    fn too_many_words_are_refused() {
        assert!(expanded("{1..9999999999}").is_err());
        assert!(expanded(&"{a,b}".repeat(40)).is_err());
    }
}
