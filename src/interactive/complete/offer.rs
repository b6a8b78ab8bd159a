//! From what there is to what is shown: chosen by what was typed, quoted, bounded, fit for a terminal.

use std::collections::BTreeSet;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Spot;
use crate::interactive::scan::Quote;
use crate::interactive::visible;
use crate::source::quote;

/// What follows a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// A blank: the word is complete.
    #[default]
    Space,
    /// Nothing: more may follow.
    Open,
    /// A slash.
    Directory,
    /// A brace.
    Brace,
}

/// Something that could stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Its text, without quotes.
    pub text: Vec<u8>,
    /// What it is, fit to be shown.
    pub about: String,
    /// What follows it.
    pub end: End,
    /// Whether the text is to stand there as it is: a `%` or a `~` that means something.
    pub is_raw: bool,
}

impl Offer {
    /// A complete word.
    pub fn new(text: impl Into<Vec<u8>>, about: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            about: about.into(),
            ..Self::default()
        }
    }

    /// The beginning of a word.
    pub fn open(text: impl Into<Vec<u8>>, about: impl Into<String>) -> Self {
        Self {
            end: End::Open,
            is_raw: true,
            ..Self::new(text, about)
        }
    }
}

/// A candidate of the line editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// How it is listed.
    pub display: String,
    /// What stands in the line afterwards.
    pub replacement: String,
}

impl rustyline::completion::Candidate for Candidate {
    fn display(&self) -> &str {
        &self.display
    }

    fn replacement(&self) -> &str {
        &self.replacement
    }
}

/// How many candidates are listed at most, and how many with descriptions.
const MOST: usize = 400;
const MOST_DESCRIBED: usize = 64;
/// How wide a name may be that has a description beside it.
const WIDEST: usize = 32;

/// How offers are presented.
pub struct Presented<'a> {
    /// The width of the terminal.
    pub columns: usize,
    /// What they replace.
    pub spot: &'a Spot,
}

impl Presented<'_> {
    /// The candidates among the offers.
    #[must_use]
    pub fn candidates(&self, offers: Vec<Offer>) -> Vec<Candidate> {
        let mut chosen = self.chosen(offers);
        let surplus = chosen.split_off(chosen.len().min(MOST));
        let is_described =
            chosen.len() <= MOST_DESCRIBED && chosen.iter().any(|offer| !offer.about.is_empty());
        let names: Vec<String> = chosen.iter().map(|offer| self.name(offer)).collect();
        let width = names
            .iter()
            .map(|name| name.width())
            .max()
            .unwrap_or(0)
            .min(WIDEST);
        let mut candidates: Vec<Candidate> = chosen
            .iter()
            .zip(names)
            .map(|(offer, name)| Candidate {
                display: if is_described {
                    self.described(&name, &offer.about, width)
                } else {
                    cut(&name, self.columns.saturating_sub(1))
                },
                replacement: self.replacement(offer),
            })
            .collect();
        if let Some(more) = self.more(&candidates, &surplus) {
            candidates.push(more);
        }
        candidates
    }

    /// The offers that go on where the typed text ends; if there are none, those that differ from it in upper and lower case.
    fn chosen(&self, offers: Vec<Offer>) -> Vec<Offer> {
        let typed = &self.spot.typed;
        let begins = |offer: &&Offer| offer.text.starts_with(typed);
        let is_exact = offers.iter().any(|offer| begins(&offer));
        let mut seen = BTreeSet::new();
        offers
            .into_iter()
            .filter(|offer| {
                let beginning = offer.text.get(..typed.len()).unwrap_or_default();
                let fits = if is_exact {
                    begins(&offer)
                } else {
                    beginning.len() == typed.len() && beginning.eq_ignore_ascii_case(typed)
                };
                fits && seen.insert(offer.text.clone())
            })
            .collect()
    }

    /// What stands for those that are not listed. Its text is what all have in common, so that nothing else is put into the line.
    fn more(&self, listed: &[Candidate], surplus: &[Offer]) -> Option<Candidate> {
        let first = listed.first()?;
        if surplus.is_empty() {
            return None;
        }
        let mut common: &str = &first.replacement;
        let others: Vec<String> = surplus
            .iter()
            .map(|offer| self.replacement(offer))
            .collect();
        let listed = listed.iter().map(|candidate| &*candidate.replacement);
        for other in listed.chain(others.iter().map(String::as_str)) {
            let length = common
                .char_indices()
                .zip(other.chars())
                .find(|((_, left), right)| left != right)
                .map_or(common.len().min(other.len()), |((at, _), _)| at);
            common = common.get(..length).unwrap_or("");
        }
        Some(Candidate {
            display: format!("… {} more", surplus.len()),
            replacement: common.to_owned(),
        })
    }

    fn name(&self, offer: &Offer) -> String {
        let mut name = visible::shown(&offer.text);
        if offer.end == End::Directory {
            name.push('/');
        }
        name
    }

    fn described(&self, name: &str, about: &str, width: usize) -> String {
        let padding = width.saturating_sub(name.width());
        let line = format!("{name}{}  {about}", " ".repeat(padding));
        cut(line.trim_end(), self.columns.saturating_sub(1))
    }

    fn replacement(&self, offer: &Offer) -> String {
        let mut text = if offer.is_raw {
            visible::editable(&offer.text)
        } else {
            quoted(&offer.text, self.spot.quote)
        };
        if self.spot.is_followed {
            return text;
        }
        match offer.end {
            End::Directory => text.push('/'),
            End::Brace => text.push('}'),
            End::Open => {}
            End::Space => {
                match self.spot.quote {
                    Quote::None => {}
                    Quote::Double => text.push('"'),
                    Quote::Single | Quote::Dollar => text.push('\''),
                }
                text.push(' ');
            }
        }
        text
    }
}

/// `text` as it is written in these quotes. What no terminal can show is a stand-in there.
fn quoted(text: &[u8], quotes: Quote) -> String {
    let special: &[u8] = match quotes {
        Quote::None => return visible::editable(&quote::escaped(text)),
        Quote::Double => b"\"$`\\",
        Quote::Dollar => b"'\\",
        Quote::Single => b"",
    };
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if special.contains(&byte) {
            out.push(b'\\');
        }
        if quotes == Quote::Single && byte == b'\'' {
            out.extend_from_slice(b"'\\'");
        }
        out.push(byte);
    }
    visible::editable(&out)
}

/// `text` cut to so many columns.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut width = 1;
    let fitting = text.chars().take_while(|character| {
        width += character.width().unwrap_or(0);
        width <= columns
    });
    let mut out: String = fitting.collect();
    out.push('…');
    out
}
