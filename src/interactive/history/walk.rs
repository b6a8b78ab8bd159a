//! The history as the line editor walks through it.
//!
//! In: the shell's list. Out: rustyline's interface to a history. The editor only reads: entries are added by the session when a
//! command is complete, which may be after several lines.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use bstr::ByteSlice as _;
use rustyline::Result;
use rustyline::history::{History as EditorHistory, SearchDirection, SearchResult};

use crate::interactive::visible;
use crate::source::lossless;
use crate::state::History;

/// A view of the shell's history.
#[derive(Debug)]
pub struct Walk(Rc<RefCell<History>>);

impl Walk {
    /// The view of `history`.
    #[must_use]
    pub const fn new(history: Rc<RefCell<History>>) -> Self {
        Self(history)
    }

    /// The first entry from `start` on in this direction whose bytes pass `matches`, and where `place` finds the term in it.
    fn find(
        &self,
        start: usize,
        direction: SearchDirection,
        matches: impl Fn(&[u8]) -> bool,
        place: impl Fn(&str) -> Option<usize>,
    ) -> Option<SearchResult<'static>> {
        let history = self.0.borrow();
        let look = |idx: usize| {
            let bytes = &history.at(idx)?.text;
            let entry = matches(bytes).then(|| visible::editable(bytes))?;
            let pos = place(&entry)?;
            Some(SearchResult {
                entry: Cow::Owned(entry),
                idx,
                pos,
            })
        };
        match direction {
            SearchDirection::Reverse => (0..=start).rev().find_map(look),
            SearchDirection::Forward => (start..history.len()).find_map(look),
        }
    }
}

impl EditorHistory for Walk {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        let history = self.0.borrow();
        Ok(history.at(index).map(|entry| SearchResult {
            entry: Cow::Owned(visible::editable(&entry.text)),
            idx: index,
            pos: 0,
        }))
    }

    fn add(&mut self, _: &str) -> Result<bool> {
        Ok(false)
    }

    fn add_owned(&mut self, _: String) -> Result<bool> {
        Ok(false)
    }

    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    fn set_max_len(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        Ok(())
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        if term.is_empty() {
            return Ok(None);
        }
        let bytes = lossless::decode(term);
        Ok(self.find(
            start,
            dir,
            |entry| entry.contains_str(&bytes),
            |entry| entry.find(term),
        ))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        if term.is_empty() {
            return Ok(None);
        }
        let bytes = lossless::decode(term);
        Ok(self.find(
            start,
            dir,
            |entry| entry.starts_with(&bytes),
            |_| Some(term.len()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(texts: &[&[u8]]) -> Walk {
        let mut history = History::default();
        for text in texts {
            history.add(text, 0);
        }
        Walk::new(Rc::new(RefCell::new(history)))
    }

    fn found(result: Result<Option<SearchResult<'_>>>) -> Option<(usize, usize)> {
        result.unwrap().map(|result| (result.idx, result.pos))
    }

    #[test]
    fn a_search_goes_from_where_it_stands() {
        let walk = walk(&[b"echo a", b"ls", b"echo b"]);
        assert_eq!(
            found(walk.search("cho", 2, SearchDirection::Reverse)),
            Some((2, 1))
        );
        assert_eq!(
            found(walk.search("cho", 1, SearchDirection::Reverse)),
            Some((0, 1))
        );
        assert_eq!(
            found(walk.search("cho", 1, SearchDirection::Forward)),
            Some((2, 1))
        );
        assert_eq!(found(walk.search("", 1, SearchDirection::Forward)), None);
        assert_eq!(
            found(walk.starts_with("echo", 1, SearchDirection::Reverse)),
            Some((0, 4))
        );
        assert_eq!(found(walk.search("x", 9, SearchDirection::Reverse)), None);
    }

    #[test]
    fn bytes_that_are_no_text_come_back() {
        let walk = walk(&[b"echo \xff"]);
        let result = walk.get(0, SearchDirection::Reverse).unwrap().unwrap();
        assert_eq!(&*lossless::decode(&result.entry), b"echo \xff");
    }
}
