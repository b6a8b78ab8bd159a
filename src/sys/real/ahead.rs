//! What `read` has read ahead, kept from one line to the next.
//!
//! That is allowed where nobody else can look at the offset: the file is a plain one that this process has opened for
//! reading, and it has not forked since. Every call that could show where the offset is, or change the file, gives the
//! rest back first ([`ReadAhead::give_back`]); which descriptors are so is followed call by call.

use std::cell::{Cell, RefCell};

use super::super::file::{self, Kind};
use super::super::kernel::{Ahead, Fd};

/// How many descriptors are followed; what is forgotten is read line by line.
const FOLLOWED: usize = 8;

/// What is known of an open descriptor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    fd: Fd,
    /// Whether nobody else has the open file description.
    is_private: bool,
    /// Whether a line was read from it: what is read once is not worth a question.
    is_read: bool,
    facts: Option<Facts>,
}

/// What fstat(2) says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    /// A regular file with blocks of its own: not one whose text the kernel makes when it is read.
    is_plain: bool,
    device: u64,
    inode: u64,
}

impl Facts {
    fn of(fd: Fd) -> Self {
        match file::descriptor_status(fd) {
            Ok(status) => Self {
                is_plain: status.kind == Kind::Regular && status.blocks > 0,
                device: status.device,
                inode: status.inode,
            },
            Err(_) => Self {
                is_plain: false,
                device: 0,
                inode: 0,
            },
        }
    }
}

/// A block that was read and not used up.
#[derive(Debug)]
struct Kept {
    fd: Fd,
    facts: Facts,
    ahead: Ahead,
}

/// The descriptors, and the block.
#[derive(Debug, Default)]
pub(super) struct ReadAhead {
    entries: Cell<[Option<Entry>; FOLLOWED]>,
    /// Whether there is any entry.
    is_following: Cell<bool>,
    has_block: Cell<bool>,
    kept: RefCell<Option<Kept>>,
    /// Memory for the next block.
    spare: RefCell<Vec<u8>>,
}

impl ReadAhead {
    fn entry(&self, fd: Fd) -> Option<Entry> {
        let entries = self.entries.get();
        entries.into_iter().flatten().find(|entry| entry.fd == fd)
    }

    /// Puts an entry in, or (`None`) takes that of `fd` out.
    fn set(&self, fd: Fd, new: Option<Entry>) {
        if new.is_none() && !self.is_following.get() {
            return;
        }
        let mut entries = self.entries.get();
        for entry in &mut entries {
            if entry.is_some_and(|entry| entry.fd == fd) {
                *entry = None;
            }
        }
        if new.is_some() {
            let free = entries.iter().position(Option::is_none);
            if let Some(place) = entries.get_mut(free.unwrap_or(0)) {
                *place = new;
            }
            self.is_following.set(true);
        }
        self.entries.set(entries);
    }

    /// `fd` was opened just now.
    pub(super) fn opened(&self, fd: Fd, for_reading_only: bool) {
        let entry = Entry {
            fd,
            is_private: true,
            is_read: false,
            facts: None,
        };
        self.set(fd, for_reading_only.then_some(entry));
    }

    /// `to` leads where `from` leads.
    pub(super) fn copied(&self, from: Fd, to: Fd) {
        if self.is_following.get() && from != to {
            self.set(to, self.entry(from).map(|entry| Entry { fd: to, ..entry }));
        }
    }

    /// Nothing is known of `fd` any more: it is closed.
    pub(super) fn closed(&self, fd: Fd) {
        self.set(fd, None);
    }

    /// Another process has all the descriptors, too.
    pub(super) fn shared(&self) {
        let mut entries = self.entries.get();
        for entry in entries.iter_mut().flatten() {
            entry.is_private = false;
        }
        self.entries.set(entries);
    }

    /// Somebody may have done anything with descriptors.
    pub(super) fn forget(&self) {
        if self.is_following.get() {
            self.give_back();
            self.entries.set([None; FOLLOWED]);
            self.is_following.set(false);
        }
    }

    /// Sets the offset back to where the reader of lines is.
    #[inline]
    pub(super) fn give_back(&self) {
        if self.has_block.get() {
            self.give_block_back();
        }
    }

    #[cold]
    fn give_block_back(&self) {
        self.has_block.set(false);
        let Some(mut kept) = self.kept.borrow_mut().take() else {
            return;
        };
        let unused = kept.ahead.unused().len();
        if let (1.., Ok(back)) = (unused, i64::try_from(unused)) {
            // SAFETY: numbers only. A plain file that was read from can seek.
            unsafe { libc::lseek(kept.fd, -back, libc::SEEK_CUR) };
        }
        kept.ahead.bytes.clear();
        self.spare.replace(kept.ahead.bytes);
    }

    /// The same before something is written to `fd`, unless that is certainly another file.
    pub(super) fn before_write(&self, fd: Fd) {
        if !self.has_block.get() {
            return;
        }
        let file = self.kept.borrow().as_ref().map(|kept| kept.facts);
        let written = self.facts(fd);
        if file.is_none_or(|file| (file.device, file.inode) == (written.device, written.inode)) {
            self.give_back();
        }
    }

    /// What fstat says, asked once.
    fn facts(&self, fd: Fd) -> Facts {
        let entry = self.entry(fd);
        if let Some(facts) = entry.and_then(|entry| entry.facts) {
            return facts;
        }
        let facts = Facts::of(fd);
        let known = entry.unwrap_or(Entry {
            fd,
            is_private: false,
            is_read: false,
            facts: None,
        });
        let facts_known = Some(facts);
        self.set(
            fd,
            Some(Entry {
                facts: facts_known,
                ..known
            }),
        );
        facts
    }

    /// What was read ahead from `fd`; nothing, but that it can seek, if it is known to be a plain file.
    pub(super) fn take(&self, fd: Fd) -> Option<Ahead> {
        if self.has_block.get() {
            if self
                .kept
                .borrow()
                .as_ref()
                .is_some_and(|kept| kept.fd == fd)
            {
                self.has_block.set(false);
                return self.kept.borrow_mut().take().map(|kept| kept.ahead);
            }
            self.give_back();
        }
        let is_plain = self.entry(fd)?.facts?.is_plain;
        is_plain.then(|| Ahead::empty(self.spare.take()))
    }

    /// Keeps what was read ahead from `fd`; it comes back if that must not be.
    pub(super) fn keep(&self, fd: Fd, ahead: Ahead) -> Result<(), Ahead> {
        let entry = self.entry(fd).unwrap_or(Entry {
            fd,
            is_private: false,
            is_read: false,
            facts: None,
        });
        if !entry.is_read {
            let entry = Entry {
                is_read: true,
                ..entry
            };
            self.set(fd, Some(entry));
            return Err(ahead);
        }
        let facts = self.facts(fd);
        if !entry.is_private || !facts.is_plain {
            return Err(ahead);
        }
        self.give_back();
        self.kept.replace(Some(Kept { fd, facts, ahead }));
        self.has_block.set(true);
        Ok(())
    }

    /// What is known, for a child that shares this memory: what it does to descriptors is undone with [`restore`](Self::restore).
    pub(super) fn save(&self) -> [Option<Entry>; FOLLOWED] {
        self.entries.get()
    }

    /// What was known before a child that shares this memory. Descriptors are shared with it now.
    pub(super) fn restore(&self, saved: [Option<Entry>; FOLLOWED]) {
        self.entries.set(saved);
        self.is_following.set(saved.iter().any(Option::is_some));
        self.shared();
    }
}
