//! Memory that the user maps: shmat(2), mmap(2) and their family, on addresses that they type.
//!
//! Safe, whatever the address: a call that would touch the shell's own memory is refused with `EPERM` before it is made;
//! everything else gets the kernel's answer. Reading, writing and atomic operations are in [`access`].

pub mod access;
mod owned;

use std::ops::Range;
use std::ptr;

use super::shm;
use crate::sys::{Errno, Fd, memory, process};

/// Maps a segment and gives its address (shmat(2)).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`, `ENOMEM`; `EPERM` when `SHM_REMAP` would replace the shell's own memory.
pub fn attach(id: i32, address: usize, flags: i32) -> Result<usize, Errno> {
    let size = shm::stat(id)?.size;
    if address != 0 {
        check_place(down(address), size, flags & libc::SHM_REMAP != 0)?;
    }
    let place = ptr::with_exposed_provenance(address);
    // SAFETY: the place is the kernel's choice, or free, or the user's: checked above.
    let got = unsafe { libc::shmat(id, place, flags) };
    if got.addr() == usize::MAX {
        return Err(Errno::last());
    }
    let address = got.expose_provenance();
    let protection = protection_of(flags);
    owned::insert(owned::pages(address, size)?, protection, Some(address));
    Ok(address)
}

fn protection_of(flags: i32) -> i32 {
    let write = if flags & libc::SHM_RDONLY == 0 {
        libc::PROT_WRITE
    } else {
        0
    };
    let execute = if flags & libc::SHM_EXEC == 0 {
        0
    } else {
        libc::PROT_EXEC
    };
    libc::PROT_READ | write | execute
}

/// Takes the segment attached at an address away (shmdt(2)).
///
/// # Errors
/// `EINVAL`: none is attached there.
pub fn detach(address: usize) -> Result<(), Errno> {
    // SAFETY: only takes segments away, and every one was attached by `attach` and is the user's.
    Errno::result(unsafe { libc::shmdt(ptr::with_exposed_provenance(address)) })?;
    owned::remove_attached(address);
    Ok(())
}

/// What is to be mapped: the arguments of mmap(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `addr`: where; 0 leaves it to the kernel.
    pub address: usize,
    /// `length`
    pub length: usize,
    /// `prot`
    pub protection: i32,
    /// `flags`
    pub flags: i32,
    /// `fd`; -1 without a file.
    pub fd: Fd,
    /// `offset`
    pub offset: i64,
}

/// Maps a file, or memory without one, and gives its address (mmap(2)).
///
/// # Errors
/// `EACCES`, `EAGAIN`, `EBADF`, `EEXIST`, `EINVAL`, `ENODEV`, `ENOMEM`, `EOVERFLOW`, `EPERM`; the last also when `MAP_FIXED` would
/// replace the shell's own memory.
pub fn map(wanted: &Wanted) -> Result<usize, Errno> {
    if wanted.address != 0 {
        let replaces = wanted.flags & libc::MAP_FIXED != 0;
        check_place(down(wanted.address), wanted.length, replaces)?;
    }
    // SAFETY: the place is the kernel's choice, or free, or the user's: checked above.
    let got = unsafe {
        libc::mmap(
            ptr::with_exposed_provenance_mut(wanted.address),
            wanted.length,
            wanted.protection,
            wanted.flags,
            wanted.fd,
            wanted.offset,
        )
    };
    if got == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    let address = got.expose_provenance();
    owned::insert(
        owned::pages(address, wanted.length)?,
        wanted.protection,
        None,
    );
    Ok(address)
}

/// That a mapping at this page may be made. What the kernel itself refuses (no length, no room) is left to it.
fn check_place(address: usize, length: usize, replaces: bool) -> Result<(), Errno> {
    match owned::pages(address, length) {
        Err(_) => Ok(()),
        Ok(pages) if replaces => owned::check_not_the_shells(&pages),
        Ok(pages) => owned::check_clear_of_stack(&pages),
    }
}

/// The page of an address.
fn down(address: usize) -> usize {
    address - address % process::page_size()
}

/// Takes pages away (munmap(2)); where nothing is, nothing happens.
///
/// # Errors
/// `EINVAL`, `ENOMEM`; `EPERM` for the shell's own memory.
pub fn unmap(address: usize, length: usize) -> Result<(), Errno> {
    let pages = owned::pages(address, length)?;
    owned::check_not_the_shells(&pages)?;
    // SAFETY: only the user's pages lie there.
    Errno::result(unsafe { libc::munmap(pointer(&pages), pages.len()) })?;
    owned::remove(&pages);
    Ok(())
}

/// Sets what may be done with pages (mprotect(2)).
///
/// # Errors
/// `EACCES`, `EINVAL`, `ENOMEM`; `EPERM` for the shell's own memory.
pub fn protect(address: usize, length: usize, protection: i32) -> Result<(), Errno> {
    let pages = owned::pages(address, length)?;
    owned::check_not_the_shells(&pages)?;
    // SAFETY: only the user's pages lie there.
    let answer = unsafe { libc::mprotect(pointer(&pages), pages.len(), protection) };
    let answer = Errno::result(answer).map(drop);
    if answer.is_err() {
        owned::protect(&pages, 0); // some of it may have changed: nothing is taken for granted now
    } else {
        owned::protect(&pages, protection);
    }
    answer
}

/// Grows, shrinks or moves a mapping and gives its address (mremap(2)). `target` counts with `MREMAP_FIXED` only.
///
/// # Errors
/// `EAGAIN`, `EFAULT`, `EINVAL`, `ENOMEM`; `EPERM` for the shell's own memory.
pub fn remap(
    address: usize,
    old: usize,
    new: usize,
    flags: i32,
    target: usize,
) -> Result<usize, Errno> {
    let page = process::page_size();
    let old_pages = owned::pages(address, old.max(1))?; // no length: a second mapping of the same pages
    if !owned::is_owned(&old_pages) {
        owned::check_not_the_shells(&old_pages)?;
        return Err(Errno::EFAULT); // as the kernel says where nothing is mapped
    }
    if flags & libc::MREMAP_FIXED != 0 {
        owned::check_not_the_shells(&owned::pages(target, new)?)?;
    }
    // SAFETY: the old pages are the user's, and the new ones free or the user's: checked above.
    let got = unsafe {
        let target: *mut libc::c_void = ptr::with_exposed_provenance_mut(target);
        libc::mremap(pointer(&old_pages), old, new, flags, target)
    };
    if got == libc::MAP_FAILED {
        return Err(Errno::last());
    }
    let got = got.expose_provenance();
    let area = owned::at(address);
    let kept = old == 0 || flags & libc::MREMAP_DONTUNMAP != 0;
    if !kept {
        owned::remove(&old_pages);
    }
    let new_pages = owned::pages(got, new.max(page))?;
    owned::insert(new_pages, area.map_or(0, |area| area.protection), None);
    Ok(got)
}

/// Writes changed pages to their file (msync(2)).
///
/// # Errors
/// `EBUSY`, `EINVAL`, `ENOMEM`.
pub fn sync(address: usize, length: usize, flags: i32) -> Result<(), Errno> {
    // SAFETY: changes no memory, whatever lies there.
    Errno::result(unsafe { libc::msync(at(address), length, flags) }).map(drop)
}

/// Tells the kernel how pages will be used (madvise(2)).
///
/// # Errors
/// `EACCES`, `EAGAIN`, `EBADF`, `EBUSY`, `EFAULT`, `EINVAL`, `EIO`, `ENOMEM`, `EPERM`; the last also for the shell's own memory.
pub fn advise(address: usize, length: usize, advice: i32) -> Result<(), Errno> {
    if length > 0 {
        owned::check_not_the_shells(&owned::pages(address, length)?)?;
    }
    // SAFETY: only the user's pages lie there.
    Errno::result(unsafe { libc::madvise(at(address), length, advice) }).map(drop)
}

/// Which pages are in memory (mincore(2)).
///
/// # Errors
/// `EAGAIN`, `EINVAL`, `ENOMEM` (not mapped, or too many).
pub fn resident(address: usize, length: usize) -> Result<Vec<bool>, Errno> {
    let pages = length.div_ceil(process::page_size());
    let mut told: Vec<u8> = Vec::new();
    memory::try_reserve(&mut told, pages).map_err(|_| Errno::ENOMEM)?;
    told.resize(pages, 0);
    // SAFETY: one byte of room for each page; no memory is changed but that.
    Errno::result(unsafe { libc::mincore(at(address), length, told.as_mut_ptr()) })?;
    Ok(told.into_iter().map(|byte| byte & 1 != 0).collect())
}

/// Keeps pages in memory (mlock2(2); with `MLOCK_ONFAULT` from their first use on).
///
/// # Errors
/// `EAGAIN`, `EINVAL`, `ENOMEM` (`RLIMIT_MEMLOCK`, not mapped), `EPERM`.
pub fn lock(address: usize, length: usize, flags: u32) -> Result<(), Errno> {
    // SAFETY: changes no memory, whatever lies there.
    Errno::result(unsafe { libc::mlock2(at(address), length, flags) }).map(drop)
}

/// Lets pages be swapped out again (munlock(2)).
///
/// # Errors
/// `EINVAL`, `ENOMEM`.
pub fn unlock(address: usize, length: usize) -> Result<(), Errno> {
    // SAFETY: changes no memory, whatever lies there.
    Errno::result(unsafe { libc::munlock(at(address), length) }).map(drop)
}

fn at(address: usize) -> *mut libc::c_void {
    ptr::with_exposed_provenance_mut(address)
}

fn pointer(pages: &Range<usize>) -> *mut libc::c_void {
    at(pages.start)
}

#[cfg(test)]
mod tests;
