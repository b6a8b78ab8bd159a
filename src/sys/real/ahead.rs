//! What `read` has read ahead, kept from one line to the next.
//!
//! That is allowed where nobody else can look at the offset: the file is a plain one that this process has opened for
//! reading, and it has not forked since. Every call that could show where the offset is, or change the file, gives the
//! rest back first ([`ReadAhead::give_back`]); which descriptors are so is followed call by call.
//!
//! The same holds for a here-document: a pipe that this shell has filled, whose writing end is closed and whose reading end
//! is open here once. What was read of it cannot be given back with lseek(2): the rest is put into another pipe then.

use std::cell::{Cell, RefCell};

use super::super::Errno;
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
    /// Whether it is the reading end of a pipe that holds a here-document, and nobody can write to it any more.
    is_document: bool,
    facts: Option<Facts>,
}

impl Entry {
    /// One that has no rights yet.
    const fn unknown(fd: Fd) -> Self {
        Self {
            fd,
            is_private: false,
            is_read: false,
            is_document: false,
            facts: None,
        }
    }
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
    /// Of a file; a here-document has none.
    facts: Option<Facts>,
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
            if free.is_none() {
                no_documents(&mut entries); // what is forgotten now could be a copy of one
            }
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
            is_private: true,
            ..Entry::unknown(fd)
        };
        self.set(fd, for_reading_only.then_some(entry));
        if self.has_document() && file::descriptor_status(fd).is_ok_and(|s| s.kind == Kind::Fifo) {
            // By a name as /dev/stdin it may be a second end of the document's pipe.
            let mut entries = self.entries.get();
            no_documents(&mut entries);
            self.entries.set(entries);
        }
    }

    /// `fd` is the one reading end of a pipe that holds a here-document; the writing end is closed.
    pub(super) fn document(&self, fd: Fd) {
        let entry = Entry {
            is_private: true,
            is_document: true,
            ..Entry::unknown(fd)
        };
        self.set(fd, Some(entry));
    }

    fn has_document(&self) -> bool {
        let entries = self.entries.get();
        entries.iter().flatten().any(|entry| entry.is_document)
    }

    /// Whether `entry` is a here-document that nobody else has: of two that are open, one could be a copy.
    fn is_own_document(&self, entry: Entry) -> bool {
        let entries = self.entries.get();
        let documents = entries.iter().flatten().filter(|entry| entry.is_document);
        entry.is_document && entry.is_private && documents.count() == 1
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
        let unused = kept.ahead.unused();
        if kept.facts.is_none() {
            // A here-document: from here on it is read as any other pipe.
            if !unused.is_empty() && refill(kept.fd, unused).is_err() {
                self.kept.replace(Some(kept)); // no descriptor is free: at least this shell goes on reading where it was
                self.has_block.set(true);
                return;
            }
            self.set(kept.fd, None);
        } else if let (1.., Ok(back)) = (unused.len(), i64::try_from(unused.len())) {
            // SAFETY: numbers only. A plain file that was read from can seek.
            unsafe { libc::lseek(kept.fd, -back, libc::SEEK_CUR) };
        }
        kept.ahead.bytes.clear();
        self.spare.replace(kept.ahead.bytes);
    }

    /// Whether the rest of a here-document is kept that only `fd` leads to: when that is closed, it is gone.
    pub(super) fn ends_with(&self, fd: Fd) -> bool {
        self.has_block.get()
            && self
                .kept
                .borrow()
                .as_ref()
                .is_some_and(|kept| kept.fd == fd && kept.facts.is_none())
    }

    /// Nobody can read the rest any more.
    pub(super) fn discard(&self) {
        self.has_block.set(false);
        if let Some(kept) = self.kept.borrow_mut().take() {
            self.spare.replace(kept.ahead.bytes);
        }
    }

    /// The same before something is written to `fd`, unless that is certainly another file.
    pub(super) fn before_write(&self, fd: Fd) {
        if !self.has_block.get() {
            return;
        }
        let Some(file) = self.kept.borrow().as_ref().and_then(|kept| kept.facts) else {
            return; // nothing can be written to a here-document
        };
        let written = self.facts(fd);
        if (file.device, file.inode) == (written.device, written.inode) {
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
        let known = entry.unwrap_or(Entry::unknown(fd));
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
        let entry = self.entry(fd)?;
        let is_plain = self.is_own_document(entry) || entry.facts?.is_plain;
        is_plain.then(|| Ahead::empty(self.spare.take()))
    }

    /// Keeps what was read ahead from `fd`; it comes back if that must not be.
    pub(super) fn keep(&self, fd: Fd, ahead: Ahead) -> Result<(), Ahead> {
        let entry = self.entry(fd).unwrap_or(Entry::unknown(fd));
        if entry.is_document && ahead.at > 0 {
            self.give_back();
            let is_own = self.is_own_document(entry);
            let facts = None;
            self.kept.replace(Some(Kept { fd, facts, ahead }));
            self.has_block.set(true);
            if !is_own {
                self.give_back();
            }
            return Ok(());
        }
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
        let facts = Some(facts);
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

/// No descriptor is a here-document any more: they are read as any other pipe.
fn no_documents(entries: &mut [Option<Entry>; FOLLOWED]) {
    for entry in entries.iter_mut().flatten() {
        entry.is_document = false;
    }
}

/// Makes `fd` the reading end of a new pipe that holds `bytes`: fewer than a pipe holds in any case.
fn refill(fd: Fd, bytes: &[u8]) -> Result<(), Errno> {
    let mut ends = [-1; 2];
    // SAFETY: room for two descriptors.
    Errno::result(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    let [read, write] = ends;
    // SAFETY: the bytes are readable over their whole length.
    let written = unsafe { libc::write(write, bytes.as_ptr().cast(), bytes.len()) };
    // SAFETY: numbers only.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    let is_cloexec = flags & libc::FD_CLOEXEC != 0;
    let result = if usize::try_from(written) == Ok(bytes.len()) {
        // SAFETY: numbers only.
        let put = unsafe { libc::dup3(read, fd, if is_cloexec { libc::O_CLOEXEC } else { 0 }) };
        Errno::result(put).map(drop)
    } else {
        Err(Errno::EAGAIN)
    };
    for end in ends {
        // SAFETY: they were made here and nobody else knows them.
        unsafe { libc::close(end) };
    }
    result
}
