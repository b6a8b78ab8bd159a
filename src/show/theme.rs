//! The only colours, and what the terminal can show.
//!
//! A colour follows an *object*: the same pipe or file has the same colour wherever a descriptor leads to it.

use nu_ansi_term::Color;

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

    /// `text` as this terminal can show it, cut to `width` columns.
    #[must_use]
    pub fn cut(&self, text: &str, width: usize) -> String {
        let text: String = if self.style.is_unicode {
            text.to_owned()
        } else {
            text.chars()
                .map(|c| if c.is_ascii() { c } else { '?' })
                .collect()
        };
        if text.chars().count() <= width {
            return text;
        }
        let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
        cut.push_str(self.ellipsis());
        cut
    }
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
}
