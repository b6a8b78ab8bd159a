//! What the shell remembers about inter-process communication: what is mapped into its memory, which objects it
//! created, which structures were described.

use std::collections::BTreeMap;
use std::rc::Rc;

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Ipc {
    /// Attachments and mappings, by address.
    pub regions: Regions,
    /// Objects created by this session.
    pub ledger: Ledger,
    /// Structures by name (`struct`).
    pub layouts: BTreeMap<Vec<u8>, Rc<Layout>>,
    /// Named semaphores that are open, by name.
    pub semaphores: BTreeMap<Vec<u8>, usize>,
}

/// What may be done with memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// It may be read.
    pub read: bool,
    /// It may be written.
    pub write: bool,
    /// It may be executed.
    pub execute: bool,
}

impl Protection {
    /// As `/proc/PID/maps` writes it: `rw-`.
    #[must_use]
    pub fn letters(self) -> &'static str {
        match (self.read, self.write, self.execute) {
            (false, false, false) => "---",
            (true, false, false) => "r--",
            (false, true, false) => "-w-",
            (true, true, false) => "rw-",
            (false, false, true) => "--x",
            (true, false, true) => "r-x",
            (false, true, true) => "-wx",
            (true, true, true) => "rwx",
        }
    }
}

/// What stands behind a piece of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backing {
    /// A System V segment of this size (`shm_segsz`; the last page is there as a whole).
    Segment {
        /// Its id.
        id: i32,
        /// Its size.
        size: usize,
    },
    /// A file.
    File {
        /// Its pathname, as `/proc` told it when it was mapped.
        path: Vec<u8>,
        /// Whether stores reach the file (`MAP_SHARED`).
        is_shared: bool,
    },
    /// Nothing but memory.
    Anonymous {
        /// Whether children share it (`MAP_SHARED`).
        is_shared: bool,
    },
}

/// Whole pages with one protection and one backing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The address of the first byte.
    pub start: usize,
    /// How many bytes: a multiple of the page size.
    pub len: usize,
    /// What may be done with it.
    pub protection: Protection,
    /// What stands behind it.
    pub backing: Backing,
    /// Where in its backing the first byte lies.
    pub offset: u64,
    /// The address that `shmat` or `mmap` returned: pieces of one mapping have the same.
    pub origin: usize,
}

impl Region {
    /// The address after the last byte.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.start.saturating_add(self.len)
    }

    /// The part of it from `start` to `end`, which lie in it.
    fn part(&self, start: usize, end: usize) -> Self {
        let skipped = start.saturating_sub(self.start) as u64;
        Self {
            start,
            len: end.saturating_sub(start),
            offset: self.offset.saturating_add(skipped),
            ..self.clone()
        }
    }
}

/// The shell's own table of attachments and mappings: no two regions overlap.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    by_start: BTreeMap<usize, Region>,
}

impl Regions {
    /// Adds a region; what it covers is replaced, as `MAP_FIXED` and `SHM_REMAP` do.
    pub fn insert(&mut self, region: Region) {
        self.remove(region.start, region.len);
        if region.len > 0 {
            self.by_start.insert(region.start, region);
        }
    }

    /// The region that holds `address`.
    #[must_use]
    pub fn at(&self, address: usize) -> Option<&Region> {
        let (_, region) = self.by_start.range(..=address).next_back()?;
        (address < region.end()).then_some(region)
    }

    /// All regions, by address.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.by_start.values()
    }

    /// The regions that one `shmat` or `mmap` made, by address.
    pub fn of_origin(&self, origin: usize) -> impl Iterator<Item = &Region> {
        self.by_start
            .values()
            .filter(move |region| region.origin == origin)
    }

    /// Forgets `len` bytes from `start` on; what stays of a region that was cut stays.
    pub fn remove(&mut self, start: usize, len: usize) {
        let end = start.saturating_add(len);
        for piece in self.cut_out(start, end) {
            self.by_start.remove(&piece);
        }
    }

    /// Forgets everything that one `shmat` made.
    pub fn remove_origin(&mut self, origin: usize) {
        self.by_start.retain(|_, region| region.origin != origin);
    }

    /// Notes another protection for `len` bytes from `start` on.
    pub fn protect(&mut self, start: usize, len: usize, protection: Protection) {
        let end = start.saturating_add(len);
        for piece in self.cut_out(start, end) {
            if let Some(region) = self.by_start.get_mut(&piece) {
                region.protection = protection;
            }
        }
    }

    /// Cuts regions at `start` and `end`; the starts of those that then lie between.
    fn cut_out(&mut self, start: usize, end: usize) -> Vec<usize> {
        self.cut_at(start);
        self.cut_at(end);
        if start >= end {
            return Vec::new();
        }
        self.by_start.range(start..end).map(|(at, _)| *at).collect()
    }

    fn cut_at(&mut self, address: usize) {
        let Some(region) = self.at(address).filter(|r| r.start < address) else {
            return;
        };
        let (low, high) = (
            region.part(region.start, address),
            region.part(address, region.end()),
        );
        self.by_start.insert(low.start, low);
        self.by_start.insert(high.start, high);
    }

    /// Forgets everything: after exec nothing is mapped.
    pub fn clear(&mut self) {
        self.by_start.clear();
    }
}

/// An object that outlives the process that made it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Created {
    /// A System V shared memory segment.
    Shm(i32),
    /// A System V message queue.
    Msg(i32),
    /// A System V semaphore set.
    Sem(i32),
    /// A POSIX message queue.
    MqName(Vec<u8>),
    /// A POSIX shared memory object.
    ShmName(Vec<u8>),
    /// A POSIX named semaphore.
    SemName(Vec<u8>),
    /// A FIFO.
    Fifo(Vec<u8>),
    /// The pathname of a bound socket.
    Socket(Vec<u8>),
}

/// The objects that this session created and has not removed, in the order of their creation.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    objects: Vec<Created>,
}

impl Ledger {
    /// Notes an object.
    pub fn add(&mut self, object: Created) {
        self.objects.retain(|known| *known != object);
        self.objects.push(object);
    }

    /// Strikes an object out: it was removed.
    pub fn strike(&mut self, object: &Created) {
        self.objects.retain(|known| known != object);
    }

    /// The objects.
    pub fn iter(&self) -> impl Iterator<Item = &Created> {
        self.objects.iter()
    }

    /// Whether it is noted.
    #[must_use]
    pub fn has(&self, object: &Created) -> bool {
        self.objects.contains(object)
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Forgets all: a subshell did not create them.
    pub fn clear(&mut self) {
        self.objects.clear();
    }
}

/// How a structure of C lies in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name.
    pub name: Vec<u8>,
    /// Its size with the padding at its end.
    pub size: usize,
    /// Its alignment.
    pub align: usize,
    /// Its members in order.
    pub members: Vec<Member>,
}

/// A member of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: Vec<u8>,
    /// Its type as it was written, without the array.
    pub type_text: Vec<u8>,
    /// What one element is.
    pub kind: MemberKind,
    /// How many elements, if it is an array.
    pub count: Option<usize>,
    /// Where it begins.
    pub offset: usize,
    /// How many bytes one element has.
    pub size: usize,
}

impl Member {
    /// How many bytes all elements have.
    #[must_use]
    pub fn total(&self) -> usize {
        self.size.saturating_mul(self.count.unwrap_or(1))
    }
}

/// What one element of a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// An integer without a sign.
    Unsigned,
    /// An integer.
    Signed,
    /// A floating number.
    Float,
    /// A character: an array of them is text.
    Char,
    /// `_Bool`
    Bool,
    /// A pointer.
    Pointer,
    /// Another structure.
    Struct(Rc<Layout>),
}

#[cfg(test)]
mod tests {
    use super::*;

    const RW: Protection = Protection {
        read: true,
        write: true,
        execute: false,
    };
    const R: Protection = Protection {
        read: true,
        write: false,
        execute: false,
    };

    fn region(start: usize, len: usize) -> Region {
        Region {
            start,
            len,
            protection: RW,
            backing: Backing::Anonymous { is_shared: false },
            offset: 0,
            origin: start,
        }
    }

    fn ranges(regions: &Regions) -> Vec<(usize, usize, u64, &'static str)> {
        regions
            .iter()
            .map(|r| (r.start, r.end(), r.offset, r.protection.letters()))
            .collect()
    }

    #[test]
    fn unmapping_the_middle_leaves_both_ends() {
        let mut regions = Regions::default();
        regions.insert(region(0x1000, 0x3000));
        regions.remove(0x2000, 0x1000);
        assert_eq!(
            ranges(&regions),
            [(0x1000, 0x2000, 0, "rw-"), (0x3000, 0x4000, 0x2000, "rw-")]
        );
        assert!(regions.at(0x2fff).is_none());
        assert_eq!(regions.of_origin(0x1000).count(), 2);
    }

    #[test]
    fn protection_changes_only_where_it_was_asked() {
        let mut regions = Regions::default();
        regions.insert(region(0x1000, 0x2000));
        regions.protect(0x2000, 0x1000, R);
        assert_eq!(
            ranges(&regions),
            [(0x1000, 0x2000, 0, "rw-"), (0x2000, 0x3000, 0x1000, "r--")]
        );
    }

    #[test]
    fn a_new_mapping_replaces_what_it_covers() {
        let mut regions = Regions::default();
        regions.insert(region(0x1000, 0x2000));
        regions.insert(region(0x2000, 0x1000));
        regions.remove(0, 0x1000);
        assert_eq!(regions.iter().count(), 2);
        assert_eq!(regions.at(0x2000).map(|r| r.origin), Some(0x2000));
    }

    #[test]
    fn the_ledger_keeps_one_line_for_an_object() {
        let mut ledger = Ledger::default();
        ledger.add(Created::Shm(0));
        ledger.add(Created::Msg(0));
        ledger.add(Created::Shm(0));
        assert_eq!(ledger.iter().count(), 2);
        ledger.strike(&Created::Shm(0));
        assert!(ledger.has(&Created::Msg(0)) && !ledger.has(&Created::Shm(0)));
    }
}
