//! The only colours, and what the terminal can show.
//!
//! A colour follows an *object*: the same pipe or file has the same colour wherever a descriptor leads to it.

use nu_ansi_term::Color;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How an account is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used.
    pub has_colour: bool,
    /// Whether characters beyond ASCII are used.
    pub is_unicode: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            has_colour: false,
            is_unicode: true,
            width: 80,
        }
    }
}

/// A part of a command line that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accent {
    /// The name of a command that exists.
    Command,
    /// A reserved word.
    Keyword,
    /// A name that is assigned to.
    Name,
    /// An option.
    Option,
    /// In quotes.
    Quoted,
    /// What is expanded.
    Expansion,
    /// An operator.
    Operator,
    /// A comment, a description, a hint.
    Aside,
    /// The argument in a hint that is typed now.
    Current,
    /// A command that does not exist, a quote that is not closed.
    Wrong,
}

/// Signs and colours of one style.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    style: Style,
}

/// Colours that can be told apart on dark and light ground.
const PALETTE: [Color; 6] = [
    Color::Cyan,
    Color::Green,
    Color::Magenta,
    Color::Yellow,
    Color::Blue,
    Color::Red,
];

impl Theme {
    /// The theme of a style.
    #[must_use]
    pub const fn new(style: Style) -> Self {
        Self { style }
    }

    /// A descriptor that is not open.
    #[must_use]
    pub const fn closed(&self) -> &'static str {
        if self.style.is_unicode { "·" } else { "-" }
    }

    /// "leads to".
    #[must_use]
    pub const fn arrow(&self) -> &'static str {
        if self.style.is_unicode { "→" } else { "->" }
    }

    /// What was left out.
    #[must_use]
    pub const fn ellipsis(&self) -> &'static str {
        if self.style.is_unicode { "…" } else { "~" }
    }

    /// The mark of what matters most.
    #[must_use]
    pub const fn star(&self) -> &'static str {
        if self.style.is_unicode { "★" } else { "*" }
    }

    /// `text` in the colour of `object`: both ends of a pipe share it.
    #[must_use]
    pub fn object(&self, object: &str, text: &str) -> String {
        if !self.style.has_colour || text.is_empty() {
            return text.to_owned();
        }
        let whole = object.trim_end_matches(".r").trim_end_matches(".w");
        let sum = whole.bytes().fold(7_usize, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        let colour = PALETTE.get(sum % PALETTE.len()).copied();
        colour.unwrap_or(Color::Cyan).paint(text).to_string()
    }

    /// A part of a command line that is being typed.
    #[must_use]
    pub fn accent(&self, accent: Accent, text: &str) -> String {
        if !self.style.has_colour || text.is_empty() {
            return text.to_owned();
        }
        let look = match accent {
            Accent::Command => Color::Green.normal(),
            Accent::Keyword => nu_ansi_term::Style::new().bold(),
            Accent::Name | Accent::Option => Color::Blue.normal(),
            Accent::Quoted => Color::Yellow.normal(),
            Accent::Expansion => Color::Cyan.normal(),
            Accent::Operator => Color::Purple.normal(),
            Accent::Aside => Color::DarkGray.normal(),
            Accent::Current => nu_ansi_term::Style::new().bold().underline(),
            Accent::Wrong => Color::Red.normal(),
        };
        look.paint(text).to_string()
    }

    /// A failure or a warning.
    #[must_use]
    pub fn alarm(&self, text: &str) -> String {
        if self.style.has_colour {
            Color::Red.bold().paint(text).to_string()
        } else {
            text.to_owned()
        }
    }

    /// What is said beside the matter.
    #[must_use]
    pub fn aside(&self, text: &str) -> String {
        if self.style.has_colour {
            Color::DarkGray.paint(text).to_string()
        } else {
            text.to_owned()
        }
    }

    /// `text` as this terminal can show it.
    #[must_use]
    pub fn shown(&self, text: &str) -> String {
        if self.style.is_unicode {
            return text.to_owned();
        }
        let ascii = |letter: char| match letter {
            '…' => '~',
            letter if letter.is_ascii() => letter,
            _ => '?',
        };
        text.chars().map(ascii).collect()
    }

    /// `text` as this terminal can show it, cut to `width` columns.
    #[must_use]
    pub fn cut(&self, text: &str, width: usize) -> String {
        let text = self.shown(text);
        if text.width() <= width {
            return text;
        }
        let mut room = width.saturating_sub(1);
        let fits = |letter: &char| {
            let rest = room.checked_sub(letter.width().unwrap_or(0));
            room = rest.unwrap_or(0);
            rest.is_some()
        };
        let mut cut: String = text.chars().take_while(fits).collect();
        cut.push_str(self.ellipsis());
        cut
    }

    /// The name of an object in `width` columns: of a long pathname, and of the end of a pipe, the end tells more.
    #[must_use]
    pub fn name(&self, name: &str, width: usize) -> String {
        let is_pipe_end = name.ends_with(".r") || name.ends_with(".w");
        if is_pipe_end && name.width() > width && name.is_ascii() {
            let end = name.len().saturating_sub(width.saturating_sub(1));
            return self.shown(&format!("…{}", name.get(end..).unwrap_or_default()));
        }
        let shorter = match name.rsplit_once('/') {
            Some((_, last)) if name.width() > width && !last.is_empty() => last,
            _ => name,
        };
        self.cut(shorter, width)
    }
}

/// `text` with blanks to `width` columns; colours must come afterwards.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

/// How many columns `text` takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_pipe_share_their_colour() {
        let theme = Theme::new(Style {
            has_colour: true,
            ..Style::default()
        });
        let (read, write) = (
            theme.object("pipe:P1.r", "x"),
            theme.object("pipe:P1.w", "x"),
        );
        assert_eq!(read, write);
        assert!(read.contains('\x1b'));
    }

    #[test]
    fn without_unicode_everything_is_ascii() {
        let theme = Theme::new(Style {
            is_unicode: false,
            ..Style::default()
        });
        assert!(theme.cut("aé……", 3).is_ascii());
        assert_eq!(theme.cut("abcdef", 4), "abc~");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        let theme = Theme::new(Style::default());
        assert_eq!(theme.cut("管道数据", 8), "管道数据");
        assert_eq!(theme.cut("管道数据", 6), "管道…");
        assert_eq!(padded("管道", 6), "管道  ");
        assert_eq!(theme.name("/tmp/很长的目录/文件", 6), "文件");
    }
}
