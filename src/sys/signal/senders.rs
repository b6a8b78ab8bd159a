//! Who sent the signals that came, and with what value.
//!
//! Of a standard signal only the last sender is kept, as the kernel keeps only one that is pending. Real-time signals
//! queue (signal(7)): each has its own entry, so that each has its trap. The handler writes, the shell reads; both are
//! one thread, and the handler of a signal is not interrupted by the same signal.

use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};

use super::{Signal, SignalInfo, mark_pending};

/// The first real-time signal that the C library leaves to programs.
const FIRST: usize = 34;
/// How many there are.
const NUMBERS: usize = 65 - FIRST;
/// How many of one number can wait for their traps; more than that share the last one's.
const PLACES: usize = 128;

/// The last sender of each number.
static LAST: [Entry; 65] = [const { Entry::new() }; 65];
/// How much has come of each real-time signal and has not had its trap: together on one page, since every forked child
/// looks at all of it.
static COUNTS: [Counts; NUMBERS] = [const { Counts::new() }; NUMBERS];
/// What has come: pages that nobody touches unless such signals come.
static ENTRIES: [[Entry; PLACES]; NUMBERS] = [const { [const { Entry::new() }; PLACES] }; NUMBERS];

struct Entry {
    pid: AtomicI32,
    uid: AtomicU32,
    code: AtomicI32,
    value: AtomicI32,
}

/// Both only grow.
struct Counts {
    read: AtomicU32,
    written: AtomicU32,
}

/// A ring.
struct Queue<'q> {
    counts: &'q Counts,
    entries: &'q [Entry; PLACES],
}

impl Entry {
    const fn new() -> Self {
        Self {
            pid: AtomicI32::new(0),
            uid: AtomicU32::new(0),
            code: AtomicI32::new(0),
            value: AtomicI32::new(0),
        }
    }

    fn store(&self, info: SignalInfo) {
        self.pid.store(info.pid, Ordering::Relaxed);
        self.uid.store(info.uid, Ordering::Relaxed);
        self.code.store(info.code, Ordering::Relaxed);
        self.value.store(info.value, Ordering::Relaxed);
    }

    fn load(&self) -> SignalInfo {
        SignalInfo {
            pid: self.pid.load(Ordering::Relaxed),
            uid: self.uid.load(Ordering::Relaxed),
            code: self.code.load(Ordering::Relaxed),
            value: self.value.load(Ordering::Relaxed),
        }
    }
}

impl Counts {
    const fn new() -> Self {
        Self {
            read: AtomicU32::new(0),
            written: AtomicU32::new(0),
        }
    }

    fn waiting(&self) -> u32 {
        let written = self.written.load(Ordering::Acquire);
        written.wrapping_sub(self.read.load(Ordering::Relaxed))
    }

    /// Nothing waits any more. What is so already is not written: in a child that would copy the page.
    fn forget(&self) {
        if self.waiting() > 0 {
            self.read
                .store(self.written.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }
}

impl Queue<'_> {
    fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize % PLACES)
    }

    /// Only the handler calls it.
    fn push(&self, info: SignalInfo) {
        let is_full = self.counts.waiting() as usize >= PLACES;
        let written = self.counts.written.load(Ordering::Relaxed);
        let number = written.wrapping_sub(u32::from(is_full));
        if let Some(entry) = self.entry(number) {
            entry.store(info);
        }
        if !is_full {
            self.counts
                .written
                .store(written.wrapping_add(1), Ordering::Release);
        }
    }

    /// Only the shell calls it.
    fn pop(&self) -> Option<SignalInfo> {
        if self.counts.waiting() == 0 {
            return None;
        }
        let read = self.counts.read.load(Ordering::Relaxed);
        let info = self.entry(read)?.load();
        self.counts
            .read
            .store(read.wrapping_add(1), Ordering::Release);
        Some(info)
    }
}

fn queue(signal: Signal) -> Option<Queue<'static>> {
    let index = usize::try_from(signal).ok()?.checked_sub(FIRST)?;
    Some(Queue {
        counts: COUNTS.get(index)?,
        entries: ENTRIES.get(index)?,
    })
}

fn last(signal: Signal) -> Option<&'static Entry> {
    LAST.get(usize::try_from(signal).ok()?)
}

/// Notes who sent `signal`. Only atomics: for the handler.
pub(super) fn remember(signal: Signal, info: SignalInfo) {
    if let Some(entry) = last(signal) {
        entry.store(info);
    }
    if let Some(queue) = queue(signal) {
        queue.push(info);
    }
}

/// Who sent the last `signal` that the flag handler saw.
#[must_use]
pub fn info(signal: Signal) -> SignalInfo {
    last(signal).map_or_else(SignalInfo::default, Entry::load)
}

/// Who sent the `signal` whose trap is about to run, after [`take`](super::take): the flag goes up again when more of
/// a real-time signal wait.
#[must_use]
pub fn next_info(signal: Signal) -> SignalInfo {
    let Some(queue) = queue(signal) else {
        return info(signal);
    };
    let next = queue.pop();
    if queue.counts.waiting() > 0 {
        mark_pending(signal);
    }
    next.unwrap_or_else(|| info(signal))
}

/// In a forked child: what waits is for the parent.
pub(super) fn forget() {
    COUNTS.iter().for_each(Counts::forget);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(value: i32) -> SignalInfo {
        SignalInfo {
            value,
            ..SignalInfo::default()
        }
    }

    #[test]
    fn what_came_first_goes_first_and_a_full_queue_keeps_the_last() {
        let counts = Counts::new();
        let entries = [const { Entry::new() }; PLACES];
        let queue = Queue {
            counts: &counts,
            entries: &entries,
        };
        assert_eq!(queue.pop(), None);
        for value in 0..200 {
            queue.push(info(value));
        }
        let values: Vec<i32> = std::iter::from_fn(|| queue.pop())
            .map(|i| i.value)
            .collect();
        assert_eq!(values.len(), PLACES);
        assert_eq!(values[..3], [0, 1, 2]);
        assert_eq!(values[PLACES - 1], 199);
        queue.push(info(7));
        assert_eq!(queue.pop(), Some(info(7)));
    }
}
