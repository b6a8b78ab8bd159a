//! Texts that are run again and again, `eval "$x"` in a loop and trap actions: read once, kept as trees.
//!
//! A tree is used again only where reading would give the same one: same text, same place, same aliases, same dialect.
//! What is kept is bounded, in number and in length.

use std::hash::{Hash as _, Hasher as _};
use std::rc::Rc;

use crate::source::{Origin, Source};
use crate::syntax::Dialect;
use crate::syntax::ast::Program;
use crate::sys::stack;

/// How many trees are kept.
const KEPT: usize = 8;

/// How long a text may be, in bytes.
const LONGEST: usize = 512;

/// How many texts are remembered by a number only: a text is worth a place when it comes again.
const SEEN: usize = 16;

/// By how much the stack may be shorter than when the text was read: depth that was allowed then is dangerous later.
const STACK_SLACK: usize = 16 * 1024;

/// What decides about the tree, beside text and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Circumstances {
    /// The number of its first line.
    pub line: u32,
    /// The language.
    pub dialect: Dialect,
    /// Which table of aliases.
    pub aliases: u64,
}

/// A text that is one complete command, and its tree.
struct Entry {
    text: Box<[u8]>,
    source: Rc<Source>,
    circumstances: Circumstances,
    program: Rc<Program>,
    /// How much stack there was for the reader.
    stack: usize,
}

impl Entry {
    fn is_safe_here(&self) -> bool {
        stack::remaining().saturating_add(STACK_SLACK) >= self.stack
    }
}

/// The trees.
#[derive(Default)]
pub(super) struct Texts {
    entries: Vec<Entry>,
    /// The entry that goes next.
    oldest: usize,
    seen: [u64; SEEN],
    next_seen: usize,
}

impl Texts {
    /// The tree of `text`, if it was read before, with the source that its places name.
    pub(super) fn find(
        &self,
        text: &[u8],
        source: &Source,
        circumstances: Circumstances,
    ) -> Option<(Rc<Source>, Rc<Program>)> {
        let entry = self.entries.iter().find(|entry| {
            *entry.text == *text
                && entry.circumstances == circumstances
                && is_same(&entry.source, source)
        })?;
        let found = || (Rc::clone(&entry.source), Rc::clone(&entry.program));
        entry.is_safe_here().then(found)
    }

    /// Whether `text` was seen before and its tree is worth keeping.
    pub(super) fn is_wanted(&mut self, text: &[u8]) -> bool {
        if text.len() > LONGEST {
            return false;
        }
        let mut hasher = rustc_hash::FxHasher::default();
        text.hash(&mut hasher);
        let number = hasher.finish();
        if self.seen.contains(&number) {
            return true;
        }
        if let Some(place) = self.seen.get_mut(self.next_seen) {
            *place = number;
        }
        self.next_seen = (self.next_seen + 1) % SEEN;
        false
    }

    /// Keeps a tree; that which is there longest goes. `stack` is what the reader had.
    pub(super) fn keep(
        &mut self,
        text: &[u8],
        source: &Rc<Source>,
        circumstances: Circumstances,
        program: Rc<Program>,
        stack: usize,
    ) {
        let entry = Entry {
            text: text.into(),
            source: Rc::clone(source),
            circumstances,
            program,
            stack,
        };
        if self.entries.len() < KEPT {
            self.entries.push(entry);
        } else if let Some(place) = self.entries.get_mut(self.oldest) {
            // A deep tree must not be dropped where there is little stack.
            if place.is_safe_here() {
                *place = entry;
            }
            self.oldest = (self.oldest + 1) % KEPT;
        }
    }
}

/// Whether messages would name the same place.
fn is_same(left: &Source, right: &Source) -> bool {
    let is_same_origin = match (&left.origin, &right.origin) {
        (
            Origin::Eval { caller, line },
            Origin::Eval {
                caller: other,
                line: other_line,
            },
        ) => Rc::ptr_eq(caller, other) && line == other_line,
        (Origin::Trap { condition }, Origin::Trap { condition: other }) => condition == other,
        _ => false,
    };
    is_same_origin && left.name == right.name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Chunk;
    use crate::syntax::ast::List;

    const HERE: Circumstances = Circumstances {
        line: 3,
        dialect: Dialect { posix: false },
        aliases: 0,
    };

    fn trap(condition: &'static str) -> Rc<Source> {
        Source::new(b"script", Origin::Trap { condition })
    }

    fn program(source: &Rc<Source>) -> Rc<Program> {
        Rc::new(Program {
            list: List::default(),
            chunk: Chunk::empty(Rc::clone(source)),
        })
    }

    #[test]
    fn a_text_is_found_only_under_the_same_circumstances() {
        let mut texts = Texts::default();
        let source = trap("INT");
        texts.keep(b"x=1", &source, HERE, program(&source), 0);
        assert!(texts.find(b"x=1", &trap("INT"), HERE).is_some());
        assert!(texts.find(b"x=2", &source, HERE).is_none());
        assert!(texts.find(b"x=1", &trap("HUP"), HERE).is_none());
        for other in [
            Circumstances { line: 4, ..HERE },
            Circumstances { aliases: 1, ..HERE },
            Circumstances {
                dialect: Dialect { posix: true },
                ..HERE
            },
        ] {
            assert!(texts.find(b"x=1", &source, other).is_none());
        }
    }

    #[test]
    fn only_a_few_short_texts_that_come_again_are_kept() {
        let mut texts = Texts::default();
        assert!(!texts.is_wanted(b"a"));
        assert!(texts.is_wanted(b"a"));
        let long = vec![b' '; 600];
        assert!(!texts.is_wanted(&long) && !texts.is_wanted(&long));
        let source = trap("INT");
        for number in 0..100u32 {
            texts.keep(&number.to_le_bytes(), &source, HERE, program(&source), 0);
        }
        assert_eq!(texts.entries.len(), KEPT);
        assert!(texts.find(&99u32.to_le_bytes(), &source, HERE).is_some());
    }

    #[test]
    fn a_tree_read_with_more_stack_is_not_used() {
        let mut texts = Texts::default();
        let source = trap("INT");
        texts.keep(b"x=1", &source, HERE, program(&source), usize::MAX);
        assert!(texts.find(b"x=1", &source, HERE).is_none());
    }
}
