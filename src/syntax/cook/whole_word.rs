//! Words that can be seen whole: most are, and they need neither a frame for each quote nor a step for each part.
//!
//! What is done here at once is what `list_step`, `begin_word` and `end_word` do piece by piece; whatever is out of the
//! ordinary (line continuations, aliases, here-documents, nesting) is left to them.

use super::command::{Class, class};
use super::frame::{Operand, State};
use super::word::{Reserved, is_assignment};
use super::{CookError, Cooker};
use crate::syntax::Aliases;

/// A word that ends on this line.
struct Whole {
    len: usize,
    /// Whether it holds no quoting and no expansion.
    is_plain: bool,
    /// Whether a bracket follows its first byte.
    has_bracket: bool,
}

/// What a word makes of the command it stands in.
enum Verdict {
    /// It stands there; this is the state after it.
    Stays(State),
    Reserved(Reserved),
    /// To be looked at piece by piece.
    Unsure,
}

impl Cooker {
    /// Copies the word that comes next, if it can be done at once; tells whether it was.
    pub(super) fn whole_word(&mut self, aliases: &dyn Aliases) -> Result<bool, CookError> {
        #[cfg(test)]
        if tests::PIECEMEAL.get() {
            return Ok(false);
        }
        let frame = self.top();
        // Two levels are what the quotes and braces of a whole word would take.
        if frame.in_word
            || frame.next_may_be_alias
            || matches!(frame.operand, Operand::Delimiter { .. })
            || self.input.has_splices()
            || self.depth + self.frames.len() + 2 >= self.limit
        {
            return Ok(false);
        }
        let rest = self.input.rest();
        let Some(whole) = scan(rest) else {
            return Ok(false);
        };
        let text = rest.get(..whole.len).unwrap_or_default();
        let state = frame.state;
        let verdict = match frame.operand {
            Operand::None => judge(&whole, text, state, aliases),
            _ => Verdict::Stays(state),
        };
        match verdict {
            Verdict::Unsure => return Ok(false),
            Verdict::Stays(next) => {
                self.copy(whole.len);
                let top = self.top_mut();
                top.state = next;
                top.operand = Operand::None;
            }
            Verdict::Reserved(reserved) => {
                self.top_mut().word = self.out.len();
                self.copy(whole.len);
                self.start_reserved(reserved)?;
            }
        }
        Ok(true)
    }
}

/// As `command_word` and `header_word`, for the words that are usual there.
fn judge(whole: &Whole, text: &[u8], state: State, aliases: &dyn Aliases) -> Verdict {
    let reserved = || match whole.is_plain {
        true => Reserved::of(text),
        false => None,
    };
    if whole.is_plain && text == b"[[" {
        return Verdict::Unsure; // what follows is no list
    }
    match state {
        State::FirstWord | State::Arguments => Verdict::Stays(State::Arguments),
        State::LoopWords | State::CasePatterns => Verdict::Stays(state),
        State::LoopName => Verdict::Stays(State::AfterLoopName),
        State::CaseSubject => Verdict::Stays(State::CaseIn),
        State::Start | State::StartNeeded | State::Prefix => {
            if state != State::Prefix
                && let Some(reserved) = reserved()
            {
                return Verdict::Reserved(reserved);
            }
            if whole.has_bracket || whole.is_plain && !aliases.is_empty() {
                return Verdict::Unsure;
            }
            Verdict::Stays(match state {
                _ if is_assignment(text) => State::Prefix,
                State::Prefix => State::Arguments,
                _ => State::FirstWord,
            })
        }
        State::AfterCompound | State::LoopDo => match reserved() {
            Some(reserved) => Verdict::Reserved(reserved),
            None => Verdict::Unsure,
        },
        State::CasePattern => match reserved() {
            Some(Reserved::Esac) => Verdict::Reserved(Reserved::Esac),
            _ => Verdict::Stays(State::CasePatterns),
        },
        _ => Verdict::Unsure,
    }
}

/// The word that `rest` starts with, if it is one that can be taken as it stands.
fn scan(rest: &[u8]) -> Option<Whole> {
    let mut whole = Whole {
        len: 0,
        is_plain: true,
        has_bracket: false,
    };
    loop {
        let run = rest.get(whole.len..)?.iter();
        whole.len += run
            .take_while(|byte| class(**byte) == Class::Ordinary)
            .count();
        let at = whole.len;
        let byte = *rest.get(at)?;
        match class(byte) {
            Class::Ordinary => return None, // none is left
            Class::Hash if at > 0 => whole.len += 1,
            Class::Bracket => {
                whole.has_bracket |= at > 0;
                whole.len += 1;
            }
            Class::Quote => {
                whole.is_plain = false;
                let after = rest.get(at + 1..)?;
                whole.len += 1 + match byte {
                    b'$' => dollar_len(after)?,
                    b'\'' => single_len(after)?,
                    b'"' => double_len(after)?,
                    _ => return None,
                };
            }
            // `2>` and `{fd}>` belong to the redirection; `name(`, `name=(` and `@(` go on.
            Class::Operator => {
                let may_go_on = match byte {
                    b'(' => true,
                    b'<' | b'>' => matches!(rest.first(), Some(b'0'..=b'9' | b'{')),
                    _ => false,
                };
                return (at > 0 && !may_go_on).then_some(whole);
            }
            _ => return (at > 0).then_some(whole),
        }
    }
}

/// Length of `name` or the like, or `{name}`, after a `$`.
fn dollar_len(after: &[u8]) -> Option<usize> {
    match *after.first()? {
        b'{' => braced_len(after),
        b'$' | b'#' | b'!' | b'@' | b'*' | b'?' | b'-' => Some(1),
        byte if byte.is_ascii_alphanumeric() || byte == b'_' => Some(1),
        _ => None,
    }
}

/// Length of `{name…}` if nothing in it is quoted or expands, whatever the rules of quoting are there.
fn braced_len(after: &[u8]) -> Option<usize> {
    let mut bytes = after.iter().enumerate().skip(1);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (_, &first) = bytes.next()?;
    if !is_word(first) {
        return None;
    }
    let (at, &operator) = bytes.find(|(_, byte)| !is_word(**byte))?;
    match operator {
        b'}' => return Some(at + 1),
        b':' | b'-' | b'=' | b'?' | b'+' | b'#' | b'%' => {}
        _ => return None,
    }
    let stop = bytes.find(|(_, byte)| {
        matches!(
            byte,
            b'}' | b'\\' | b'\'' | b'"' | b'`' | b'$' | b'\n' | b'('
        )
    });
    stop.filter(|(_, byte)| **byte == b'}')
        .map(|(at, _)| at + 1)
}

/// Length of what follows a `'`, with the closing one.
fn single_len(after: &[u8]) -> Option<usize> {
    let end = after
        .iter()
        .position(|byte| matches!(byte, b'\'' | b'\n'))?;
    (after.get(end) == Some(&b'\'')).then_some(end + 1)
}

/// Length of what follows a `"`, with the closing one.
fn double_len(after: &[u8]) -> Option<usize> {
    let mut len = 0;
    loop {
        let inside = after.get(len..)?;
        len += 1 + inside
            .iter()
            .position(|byte| matches!(byte, b'"' | b'$' | b'\\' | b'`' | b'\n'))?;
        match after.get(len - 1) {
            Some(b'"') => return Some(len),
            Some(b'$') => match after.get(len)? {
                // The dollar is an ordinary character.
                b'"' | b' ' => {}
                _ => len += dollar_len(after.get(len..)?)?,
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::Cooker;
    use crate::syntax::{Dialect, NoAliases};

    thread_local! {
        /// Whether no word is taken as a whole.
        pub(super) static PIECEMEAL: Cell<bool> = const { Cell::new(false) };
    }

    /// What cooking `text` comes to, in words.
    fn cooked(text: &str, dialect: Dialect, is_piecemeal: bool) -> String {
        PIECEMEAL.set(is_piecemeal);
        let mut cooker = Cooker::new(dialect, 12);
        let mut results = Vec::new();
        for line in text.split_inclusive('\n') {
            results.push(cooker.feed(line.as_bytes(), &NoAliases));
            results.push(match cooker.is_complete() {
                true => Ok(()),
                false => continue,
            });
        }
        results.push(cooker.finish(&NoAliases));
        results.push(cooker.cook_pieces(&NoAliases));
        let open: Vec<_> = cooker.open().collect();
        let text = String::from_utf8_lossy(&cooker.cooked().text).into_owned();
        let cooked = cooker.cooked();
        PIECEMEAL.set(false);
        format!(
            "{results:?} {text:?} {open:?} {} {:?} {:?} {:?}",
            cooker.is_suspicious, cooked.marks, cooked.documents, cooked.backquotes
        )
    }

    const TOKENS: &[&str] = &[
        "if ",
        "then ",
        "else ",
        "fi ",
        "fi",
        "while ",
        "do ",
        "do\n",
        "done ",
        "for ",
        "for i in ",
        "in ",
        "case ",
        "case x in ",
        "esac",
        "esac ",
        "{ ",
        "}",
        "} ",
        "(",
        ")",
        "((",
        "))",
        "$(",
        "$((",
        "${",
        "${a",
        "${a:-",
        "${a#",
        "${b[",
        "\"",
        "\"",
        "'",
        "'",
        "`",
        "\\",
        "\\\n",
        ";",
        ";;",
        "&",
        "&&",
        "|",
        "<",
        ">",
        "<<E\n",
        "<<",
        "E\n",
        "<(",
        "@(",
        "!",
        "! ",
        "*",
        "a",
        "b ",
        "x=",
        "x=(",
        "x[",
        "]",
        "]=",
        "[",
        "[[ ",
        " ]]",
        "time ",
        "function ",
        "coproc ",
        "$x",
        "$",
        "$$",
        "$#",
        "#",
        " #",
        "$'",
        "$\"",
        "f()",
        "\n",
        "\n",
        " ",
        " ",
        " ",
        "2",
        "{v}",
        "\u{e9}",
        "-",
        ":",
    ];

    #[test]
    fn whole_words_are_what_their_pieces_are() {
        let mut seed = 7_u64;
        let mut roll = |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 40).expect("24 bits fit") % below
        };
        for round in 0..60_000 {
            let mut text = String::new();
            for _ in 0..=roll(16) {
                text.push_str(TOKENS[roll(TOKENS.len())]);
            }
            let dialect = Dialect {
                posix: round % 5 == 0,
            };
            assert_eq!(
                cooked(&text, dialect, false),
                cooked(&text, dialect, true),
                "{text:?}"
            );
        }
    }
}
