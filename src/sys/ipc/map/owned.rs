//! Which memory the user may change: what was attached or mapped through this module, and nothing else.
//!
//! The wall that makes the calls of [`super`] safe: a `munmap`, `mprotect` or `poke` at an address that the user typed must
//! not reach the shell's heap, stack or code. It is kept here, beside the `unsafe`, and not in the shell's memory,
//! because safety must not hang on a table that others write.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::sys::{Errno, process, stack};

/// One piece of the user's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) end: usize,
    /// `PROT_…`, as last set.
    pub(super) protection: i32,
    /// The address that `shmat` returned, if that made it.
    pub(super) attached_at: Option<usize>,
}

thread_local! {
    /// By first address; no two overlap. The shell has one thread; a forked child has the same areas and a copy of this.
    static AREAS: RefCell<BTreeMap<usize, Area>> = const { RefCell::new(BTreeMap::new()) };
}

/// The whole pages of `length` bytes at `address`.
///
/// # Errors
/// `EINVAL` for an address inside a page, no length, or an end beyond all memory.
pub(super) fn pages(address: usize, length: usize) -> Result<Range<usize>, Errno> {
    let page = process::page_size();
    if !address.is_multiple_of(page) || length == 0 {
        return Err(Errno::EINVAL);
    }
    let length = length.checked_next_multiple_of(page).ok_or(Errno::EINVAL)?;
    let end = address.checked_add(length).ok_or(Errno::EINVAL)?;
    Ok(address..end)
}

pub(super) fn insert(range: Range<usize>, protection: i32, attached_at: Option<usize>) {
    remove(&range);
    let area = Area {
        end: range.end,
        protection,
        attached_at,
    };
    AREAS.with_borrow_mut(|areas| areas.insert(range.start, area));
}

pub(super) fn remove(range: &Range<usize>) {
    cut(range);
    AREAS.with_borrow_mut(|areas| areas.retain(|start, _| !range.contains(start)));
}

/// Forgets what one `shmat` made.
pub(super) fn remove_attached(address: usize) {
    AREAS.with_borrow_mut(|areas| areas.retain(|_, area| area.attached_at != Some(address)));
}

pub(super) fn protect(range: &Range<usize>, protection: i32) {
    cut(range);
    AREAS.with_borrow_mut(|areas| {
        for (_, area) in areas.range_mut(range.clone()) {
            area.protection = protection;
        }
    });
}

/// The area that holds an address.
pub(super) fn at(address: usize) -> Option<Area> {
    AREAS.with_borrow(|areas| {
        let (_, area) = areas.range(..=address).next_back()?;
        (address < area.end).then_some(*area)
    })
}

/// How many bytes from `address` on, at most `length`, are the user's and have this protection.
pub(super) fn reach(address: usize, length: usize, protection: i32) -> usize {
    let wanted = address.saturating_add(length);
    let mut end = address;
    while let Some(area) = at(end).filter(|area| area.protection & protection == protection) {
        end = area.end;
        if end >= wanted {
            return length;
        }
    }
    end - address
}

/// Whether all of these pages are the user's.
pub(super) fn is_owned(range: &Range<usize>) -> bool {
    reach(range.start, range.len(), 0) == range.len()
}

/// That nothing of the shell lies there: every page is the user's, or nobody's.
///
/// # Errors
/// `EPERM` when something does, or when `/proc` cannot be asked.
pub(super) fn check_not_the_shells(range: &Range<usize>) -> Result<(), Errno> {
    if is_owned(range) {
        return Ok(());
    }
    if stack::reserved().is_none_or(|stack| overlap(&stack, range)) {
        return Err(Errno::EPERM);
    }
    let mapped = std::fs::read("/proc/self/maps").map_err(|_| Errno::EPERM)?;
    let lines = mapped
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    for line in lines {
        let mapping = addresses(line).ok_or(Errno::EPERM)?;
        let both = mapping.start.max(range.start)..mapping.end.min(range.end);
        if !both.is_empty() && !is_owned(&both) {
            return Err(Errno::EPERM);
        }
    }
    Ok(())
}

/// That a mapping there would not stand in the way of the shell's stack.
pub(super) fn check_clear_of_stack(range: &Range<usize>) -> Result<(), Errno> {
    match stack::reserved() {
        Some(stack) if !overlap(&stack, range) => Ok(()),
        _ => Err(Errno::EPERM),
    }
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// `7f0000000000-7f0000001000 rw-p …` (proc_pid_maps(5))
fn addresses(line: &[u8]) -> Option<Range<usize>> {
    let text = std::str::from_utf8(line.split(|byte| *byte == b' ').next()?).ok()?;
    let (start, end) = text.split_once('-')?;
    let number = |digits| usize::from_str_radix(digits, 16).ok();
    Some(number(start)?..number(end)?)
}

/// Cuts the areas that reach over the ends of a range in two.
fn cut(range: &Range<usize>) {
    for place in [range.start, range.end] {
        AREAS.with_borrow_mut(|areas| {
            let Some((_, area)) = areas.range_mut(..place).next_back() else {
                return;
            };
            if area.end > place {
                let high = *area;
                area.end = place;
                areas.insert(place, high);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_cut_joined_and_forgotten() {
        insert(100..200, 3, None);
        insert(200..300, 1, Some(200));
        assert_eq!(reach(150, 100, 1), 100);
        assert_eq!(reach(150, 100, 2), 50);
        assert_eq!(reach(150, 1000, 1), 150);
        remove(&(120..130));
        assert_eq!(reach(100, 100, 0), 20);
        assert!(is_owned(&(130..300)));
        protect(&(140..150), 0);
        assert_eq!(reach(130, 100, 2), 10);
        remove_attached(200);
        assert_eq!(at(200), None);
        insert(110..140, 1, None);
        assert_eq!(at(139).map(|area| area.end), Some(140));
        assert_eq!(at(140).map(|area| area.protection), Some(0));
    }

    #[test]
    fn the_shells_own_memory_is_known() {
        let page = process::page_size();
        let heap = Box::new(0_u8);
        let own = (&raw const *heap).addr() & !(page - 1);
        assert_eq!(check_not_the_shells(&(own..own + page)), Err(Errno::EPERM));
        assert_eq!(check_not_the_shells(&(0x10_0000..0x10_1000)), Ok(()));
    }

    #[test]
    fn pages_are_whole() {
        assert_eq!(pages(4096, 1), Ok(4096..8192));
        assert_eq!(pages(4096, 0), Err(Errno::EINVAL));
        assert_eq!(pages(4097, 1), Err(Errno::EINVAL));
        assert_eq!(pages(4096, usize::MAX), Err(Errno::EINVAL));
    }
}
