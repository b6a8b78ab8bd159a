//! Where the parts of a word go: fields, one text, or a pattern.

use super::pattern::PatternText;
use crate::state::Ifs;

/// Receives the parts of a word in order, each with what it is.
pub(super) trait Sink {
    /// Whether it makes fields: `$@` then stays several fields; otherwise it is joined.
    const SPLITS: bool;

    /// Text of the script outside quotes: not split, its pattern characters are active.
    fn literal(&mut self, bytes: &[u8]);

    /// Text that stands for itself.
    fn quoted(&mut self, bytes: &[u8]);

    /// The text itself, if that is all it makes: output of commands can go straight there.
    fn as_text(&mut self) -> Option<&mut Vec<u8>> {
        None
    }

    /// There is a field here, even if nothing but a quoted null string makes it.
    fn present(&mut self) {}

    /// The result of an unquoted expansion: split, its pattern characters are active.
    fn expanded(&mut self, bytes: &[u8], ifs: &Ifs);

    /// Between two elements of `$@`: what comes next is another field.
    fn boundary(&mut self) {}

    /// `"$@"` without parameters stood here: the quotes around it do not make a field.
    fn vanish(&mut self) {}

    /// Whether that happened since it was last asked.
    fn take_vanished(&mut self) -> bool {
        false
    }
}

impl Sink for Vec<u8> {
    const SPLITS: bool = false;

    fn as_text(&mut self) -> Option<&mut Vec<u8>> {
        Some(self)
    }

    fn literal(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn quoted(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn expanded(&mut self, bytes: &[u8], _: &Ifs) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for PatternText {
    const SPLITS: bool = false;

    fn literal(&mut self, bytes: &[u8]) {
        self.push_active(bytes);
    }

    fn quoted(&mut self, bytes: &[u8]) {
        self.push_quoted(bytes);
    }

    fn expanded(&mut self, bytes: &[u8], _: &Ifs) {
        self.push_active(bytes);
    }
}
