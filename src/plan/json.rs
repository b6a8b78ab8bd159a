//! JSON, written: objects and lists on one line.
//!
//! Values of the shell are bytes; bytes that are not UTF-8 are written as `\u00XX` of their values, so that the text is
//! always valid and nothing is lost as long as the reader knows.

use std::fmt::Write as _;

/// A JSON text under construction. Commas are set by itself.
#[derive(Clone, Debug, Default)]
pub struct Json {
    text: String,
    needs_comma: bool,
}

impl Json {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An object with the members that `fill` writes.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.nested('{', '}', fill)
    }

    /// A list with the values that `fill` writes.
    pub fn list(&mut self, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.nested('[', ']', fill)
    }

    fn nested(&mut self, open: char, close: char, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.comma();
        self.text.push(open);
        self.needs_comma = false;
        fill(self);
        self.text.push(close);
        self.needs_comma = true;
        self
    }

    /// The name of a member; its value must follow.
    pub fn key(&mut self, name: &str) -> &mut Self {
        self.string(name.as_bytes());
        self.text.push(':');
        self.needs_comma = false;
        self
    }

    /// A string.
    pub fn string(&mut self, bytes: &[u8]) -> &mut Self {
        self.comma();
        self.text.push('"');
        for part in bytes.utf8_chunks() {
            for letter in part.valid().chars() {
                self.letter(letter);
            }
            for byte in part.invalid() {
                let _ = write!(self.text, "\\u{byte:04x}"); // a String takes everything
            }
        }
        self.text.push('"');
        self.needs_comma = true;
        self
    }

    fn letter(&mut self, letter: char) {
        match letter {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\t' => self.text.push_str("\\t"),
            '\r' => self.text.push_str("\\r"),
            letter if letter.is_control() => {
                let _ = write!(self.text, "\\u{:04x}", u32::from(letter)); // likewise
            }
            letter => self.text.push(letter),
        }
    }

    /// A number.
    pub fn number(&mut self, value: impl Into<i128>) -> &mut Self {
        let value = value.into();
        self.word(&value.to_string())
    }

    /// `true` or `false`.
    pub fn truth(&mut self, value: bool) -> &mut Self {
        self.word(if value { "true" } else { "false" })
    }

    /// `null`
    pub fn null(&mut self) -> &mut Self {
        self.word("null")
    }

    fn word(&mut self, word: &str) -> &mut Self {
        self.comma();
        self.text.push_str(word);
        self.needs_comma = true;
        self
    }

    fn comma(&mut self) {
        if self.needs_comma {
            self.text.push(',');
        }
        self.needs_comma = false;
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_lists_nest() {
        let mut json = Json::new();
        json.object(|o| {
            o.key("a").number(1);
            o.key("b").list(|l| {
                l.string(b"x\n\"\x1b\xff").null().truth(true);
            });
            o.key("c").object(|_| {});
        });
        assert_eq!(
            json.finish(),
            r#"{"a":1,"b":["x\n\"\u001b\u00ff",null,true],"c":{}}"#
        );
    }
}
