//! The command history (XCU sh, Command History List): what was typed at the prompt, by number.
//!
//! In: commands as they are accepted. Out: entries by number, newest last, as `fc`, `history` and the line editor want them.
//! Keeping them in a file is the business of the prompt: it asks what is [`unsaved`](History::take_unsaved).

use std::collections::VecDeque;
use std::rc::Rc;

/// One command of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its number, counted from 1 in the whole life of the list.
    pub number: u64,
    /// When it was typed, in seconds since the Epoch, if that is known.
    pub when: Option<i64>,
    /// The command without its last newline.
    pub text: Rc<[u8]>,
}

/// The list, bounded: the oldest entries go first.
#[derive(Clone, Debug)]
pub struct History {
    entries: VecDeque<HistoryEntry>,
    next_number: u64,
    bound: usize,
    /// How many of the newest entries no file has yet.
    unsaved: usize,
    /// Whether the file is to lose its entries too (`history -c`).
    is_file_outdated: bool,
    /// The entry of the command that is being run.
    running: Option<u64>,
}

/// How many entries are kept if `HISTSIZE` says nothing (XCU sh asks for at least 128).
pub const DEFAULT_HISTORY_SIZE: usize = 10_000;

impl Default for History {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            next_number: 1,
            bound: DEFAULT_HISTORY_SIZE,
            unsaved: 0,
            is_file_outdated: false,
            running: None,
        }
    }
}

impl History {
    /// Adds a command that was typed now; gives its number. Blank ones and those that repeat the last one are left out.
    pub fn add(&mut self, text: &[u8], when: i64) -> Option<u64> {
        let is_blank = text.iter().all(u8::is_ascii_whitespace);
        let is_repeated = self.entries.back().is_some_and(|last| *last.text == *text);
        if is_blank || is_repeated {
            return None;
        }
        let number = self.push(text, Some(when));
        self.unsaved = (self.unsaved + 1).min(self.entries.len());
        Some(number)
    }

    /// Adds an entry that a file has.
    pub fn add_saved(&mut self, text: &[u8], when: Option<i64>) {
        self.push(text, when);
    }

    fn push(&mut self, text: &[u8], when: Option<i64>) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        self.entries.push_back(HistoryEntry {
            number,
            when,
            text: text.into(),
        });
        self.shrink();
        number
    }

    fn shrink(&mut self) {
        let surplus = self.entries.len().saturating_sub(self.bound);
        self.entries.drain(..surplus);
        self.unsaved = self.unsaved.min(self.entries.len());
    }

    /// Keeps at most `bound` entries from now on.
    pub fn set_bound(&mut self, bound: usize) {
        self.bound = bound;
        self.shrink();
    }

    /// The entries from the oldest to the newest.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> + ExactSizeIterator {
        self.entries.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry at this place, 0 being the oldest.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&HistoryEntry> {
        self.entries.get(place)
    }

    /// The entry with this number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&HistoryEntry> {
        let first = self.entries.front()?.number;
        let place = usize::try_from(number.checked_sub(first)?).ok()?;
        self.entries
            .get(place)
            .filter(|entry| entry.number == number)
    }

    /// The newest entry.
    #[must_use]
    pub fn last(&self) -> Option<&HistoryEntry> {
        self.entries.back()
    }

    /// The number that the next entry gets: what `!` in `PS1` stands for.
    #[must_use]
    pub const fn next_number(&self) -> u64 {
        self.next_number
    }

    /// Notes that the command `text` is run now: it is the newest entry, or none.
    pub fn set_running(&mut self, text: &[u8]) {
        let newest = self.entries.back();
        self.running = newest
            .filter(|entry| *entry.text == *text)
            .map(|entry| entry.number);
    }

    /// The number of the command that is being run, if it is an entry.
    #[must_use]
    pub const fn running(&self) -> Option<u64> {
        self.running
    }

    /// Puts another command in the place of the one that is being run: `fc` is replaced by what it runs (XCU fc).
    pub fn replace_running(&mut self, text: &[u8]) {
        let Some(last) = self.entries.back_mut() else {
            return;
        };
        if self.running == Some(last.number) && self.unsaved > 0 {
            last.text = text.into();
        }
    }

    /// Forgets everything, and has the file forget it too.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.unsaved = 0;
        self.is_file_outdated = true;
    }

    /// The entries that no file has yet; from now on they count as saved.
    pub fn take_unsaved(&mut self) -> Vec<HistoryEntry> {
        let count = std::mem::take(&mut self.unsaved);
        let first = self.entries.len().saturating_sub(count);
        self.entries.range(first..).cloned().collect()
    }

    /// The newest `count` entries could not be saved: they are unsaved again.
    pub fn give_back_unsaved(&mut self, count: usize) {
        self.unsaved = (self.unsaved + count).min(self.entries.len());
    }

    /// Whether the file must be emptied; told once.
    pub const fn take_outdated(&mut self) -> bool {
        std::mem::replace(&mut self.is_file_outdated, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(history: &History) -> Vec<&[u8]> {
        history.iter().map(|entry| &*entry.text).collect()
    }

    #[test]
    fn the_oldest_go_first_and_numbers_stay() {
        let mut history = History::default();
        history.set_bound(2);
        for text in ["a", "b", "c"] {
            history.add(text.as_bytes(), 7);
        }
        assert_eq!(texts(&history), [b"b", b"c"]);
        assert_eq!(history.get(3).map(|entry| &*entry.text), Some(&b"c"[..]));
        assert_eq!(history.get(1), None);
        assert_eq!(history.next_number(), 4);
    }

    #[test]
    fn blank_and_repeated_commands_are_left_out() {
        let mut history = History::default();
        assert_eq!(history.add(b"a", 0), Some(1));
        assert_eq!(history.add(b"a", 0), None);
        assert_eq!(history.add(b" \t", 0), None);
        assert_eq!(texts(&history), [b"a"]);
    }

    #[test]
    fn what_is_unsaved_is_told_once_and_can_be_given_back() {
        let mut history = History::default();
        history.add_saved(b"old", None);
        history.add(b"new", 0);
        assert_eq!(history.take_unsaved().len(), 1);
        assert_eq!(history.take_unsaved(), []);
        history.give_back_unsaved(1);
        assert_eq!(&*history.take_unsaved()[0].text, b"new");
    }

    #[test]
    fn clearing_reaches_the_file() {
        let mut history = History::default();
        history.add(b"a", 0);
        history.clear();
        assert!(history.is_empty() && history.take_outdated() && !history.take_outdated());
        assert_eq!(history.take_unsaved(), []);
    }
}
