//! The escapes of a prompt, replaced by what they stand for.
//!
//! In: the value of `PS1`. Out: text that the shell expands as if it stood in double quotes. What an escape stands for is quoted
//! there, so that a directory called `$(reboot)` is only a name; control characters of the template are stand-ins.
//! What stands in `${…}`, `$(…)` and backquotes is the shell's and is left alone.

use super::Facts;
use super::drawing::{HIDE, Marks, SHOW};
use crate::interactive::visible;

/// Decodes `value`. In POSIX mode there are no escapes but `!` (XCU 2.5.3).
#[must_use]
pub fn decode(value: &[u8], facts: &Facts<'_>, marks: Marks, has_escapes: bool) -> Vec<u8> {
    let mut decoder = Decoder {
        rest: value,
        facts,
        marks,
        out: Vec::with_capacity(value.len() + 32),
    };
    while let Some((&byte, rest)) = decoder.rest.split_first() {
        decoder.rest = rest;
        match byte {
            b'\\' if has_escapes => decoder.escape(),
            b'\\' => decoder.keep_pair(),
            b'!' => decoder.exclamation(),
            b'$' | b'`' => decoder.expansion(byte),
            0..=0x1f | 0x7f if byte != b'\n' && byte != b'\t' => marks.push(byte, &mut decoder.out),
            _ => decoder.out.push(byte),
        }
    }
    decoder.out
}

struct Decoder<'a> {
    rest: &'a [u8],
    facts: &'a Facts<'a>,
    marks: Marks,
    out: Vec<u8>,
}

impl Decoder<'_> {
    fn escape(&mut self) {
        let Some((&letter, rest)) = self.rest.split_first() else {
            self.out.extend_from_slice(b"\\\\");
            return;
        };
        self.rest = rest;
        match letter {
            b'[' => self.marks.push(HIDE, &mut self.out),
            b']' => self.marks.push(SHOW, &mut self.out),
            b'n' => self.out.push(b'\n'),
            b'e' => self.marks.push(0x1b, &mut self.out),
            b'a' => self.marks.push(7, &mut self.out),
            b'r' => self.marks.push(b'\r', &mut self.out),
            b'\\' => self.out.extend_from_slice(b"\\\\"),
            b'$' => self.data(&[self.facts.sign()]),
            b'S' => self.failed_status(),
            b'0'..=b'7' => self.octal(letter),
            _ => match self.facts.text(letter) {
                Some(text) => self.data(&text),
                None => self.out.extend_from_slice(&[b'\\', b'\\', letter]),
            },
        }
    }

    /// A backslash and what it quotes, for the shell.
    fn keep_pair(&mut self) {
        self.out.push(b'\\');
        if let Some((&next, rest)) = self.rest.split_first() {
            self.out.push(next);
            self.rest = rest;
        }
    }

    /// Text that means itself.
    fn data(&mut self, text: &[u8]) {
        for byte in visible::shown(text).bytes() {
            if matches!(byte, b'$' | b'`' | b'\\') {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
    }

    /// `\S`: the status of the last command and a space if it failed, in red.
    fn failed_status(&mut self) {
        let Some(status) = self.facts.failed_status() else {
            return;
        };
        self.marks.push(0x1b, &mut self.out);
        self.out
            .extend_from_slice(format!("[31m[{status}]").as_bytes());
        self.marks.push(0x1b, &mut self.out);
        self.out.extend_from_slice(b"[0m ");
    }

    /// `\nnn`: the byte with this octal number.
    fn octal(&mut self, first: u8) {
        let mut value = u32::from(first - b'0');
        for _ in 0..2 {
            let Some((&digit @ b'0'..=b'7', rest)) = self.rest.split_first() else {
                break;
            };
            value = value * 8 + u32::from(digit - b'0');
            self.rest = rest;
        }
        match u8::try_from(value) {
            Ok(byte @ (0..=0x1f | 0x7f)) if byte != b'\n' && byte != b'\t' => {
                self.marks.push(byte, &mut self.out);
            }
            Ok(byte) => self.data(&[byte]),
            Err(_) => {}
        }
    }

    /// `!` is the number of the next command, `!!` a `!`.
    fn exclamation(&mut self) {
        if let Some(rest) = self.rest.strip_prefix(b"!") {
            self.rest = rest;
            self.out.push(b'!');
        } else {
            let number = self.facts.history_number().to_string();
            self.out.extend_from_slice(number.as_bytes());
        }
    }

    /// `${…}`, `$(…)` or `` `…` ``, of which the first byte has been read, as it is.
    fn expansion(&mut self, first: u8) {
        self.out.push(first);
        let length = match (first, self.rest.first()) {
            (b'`', _) => self
                .rest
                .iter()
                .position(|byte| *byte == b'`')
                .map_or(self.rest.len(), |end| end + 1),
            (_, Some(b'{' | b'(')) => bracketed(self.rest),
            _ => 0,
        };
        let (inside, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, b""));
        self.out.extend_from_slice(inside);
        self.rest = rest;
    }
}

/// How long the text in brackets is with which `text` begins.
fn bracketed(text: &[u8]) -> usize {
    let (mut depth, mut is_quoted) = (0_usize, false);
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'\\' if !is_quoted => is_quoted = true,
            b'{' | b'(' if !is_quoted => depth += 1,
            b'}' | b')' if !is_quoted => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => is_quoted = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Source};
    use crate::state::{ExitStatus, State};

    fn decoded(value: &str, pwd: &str, has_escapes: bool) -> String {
        let mut state = State::new(Source::new(b"ipcsh", Origin::Prompt));
        state.assign_text(b"PWD", pwd.as_bytes()).unwrap();
        state.status = ExitStatus(2);
        let facts = Facts::new(&state, 0);
        String::from_utf8(decode(value.as_bytes(), &facts, Marks::at(0), has_escapes)).unwrap()
    }

    #[test]
    fn what_an_escape_stands_for_means_itself() {
        assert_eq!(
            decoded(r"\w> ", "/a$(reboot)`x`", true),
            r"/a\$(reboot)\`x\`> "
        );
        assert_eq!(decoded(r"\W", "/a\x1b[31m", true), "a^[[31m");
    }

    #[test]
    fn expansions_are_left_alone() {
        assert_eq!(
            decoded(r"${x:-\w!}$(echo (\w) !)`\w!`$x!", "/", true),
            r"${x:-\w!}$(echo (\w) !)`\w!`$x1"
        );
    }

    #[test]
    fn control_characters_of_the_template_are_marked() {
        assert_eq!(
            decoded(r"\[\e[1m\]", "/", true),
            "\u{f0001}\u{f001b}[1m\u{f0002}"
        );
        assert_eq!(decoded(r"\033\007", "/", true), "\u{f001b}\u{f0007}");
        assert_eq!(decoded(r"\S", "/", true), "\u{f001b}[31m[2]\u{f001b}[0m ");
    }

    #[test]
    fn posix_knows_only_the_exclamation_mark() {
        assert_eq!(decoded(r"\w ! !! \! \$", "/", false), r"\w 1 ! \! \$");
    }

    #[test]
    fn every_escape_that_help_names_is_known() {
        for (escapes, _) in crate::builtin::topic::PROMPT_ESCAPES {
            let escapes = escapes
                .split(' ')
                .filter(|escape| escape.starts_with('\\') && *escape != r"\\");
            for escape in escapes {
                let value = escape.replace("nnn", "101");
                assert!(!decoded(&value, "/", true).starts_with(r"\\"), "{escape}");
            }
        }
    }

    #[test]
    fn an_unknown_escape_stays() {
        assert_eq!(decoded(r"\q\", "/", true), r"\\q\\");
    }
}
