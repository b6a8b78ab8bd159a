//! What the user's memory can do, and what it cannot do to the shell's.

use std::os::fd::{AsRawFd as _, OwnedFd};
use std::time::Duration;

use super::access::{AtomicOp, Width, atomic, futex_wait, futex_wake, read, touch_in_child, write};
use super::*;
use crate::sys::ipc::namespace::tests::isolated;

const PAGE: usize = 4096;
const BOTH: i32 = libc::PROT_READ | libc::PROT_WRITE;

fn anonymous(length: usize, protection: i32) -> usize {
    map(&Wanted {
        address: 0,
        length,
        protection,
        flags: libc::MAP_SHARED | libc::MAP_ANONYMOUS,
        fd: -1,
        offset: 0,
    })
    .unwrap()
}

fn file_of(size: i64) -> OwnedFd {
    let fd =
        nix::sys::memfd::memfd_create(c"test", nix::sys::memfd::MFdFlags::MFD_CLOEXEC).unwrap();
    nix::unistd::ftruncate(&fd, size).unwrap();
    fd
}

#[test]
fn what_is_written_is_read() {
    let address = anonymous(2 * PAGE, BOTH);
    assert_eq!(write(address + PAGE - 2, b"hello"), Ok(5));
    let mut buffer = [0; 5];
    assert_eq!(read(address + PAGE - 2, &mut buffer), Ok(5));
    assert_eq!(&buffer, b"hello");
    unmap(address, 2 * PAGE).unwrap();
    assert_eq!(read(address, &mut buffer), Err(Errno::EFAULT));
    assert_eq!(write(address, b"x"), Err(Errno::EFAULT));
    assert_eq!(unmap(address, PAGE), Ok(()));
}

#[test]
fn beyond_a_files_end_is_efault_and_not_sigbus() {
    let file = file_of(5000);
    let wanted = Wanted {
        address: 0,
        length: 5 * PAGE,
        protection: BOTH,
        flags: libc::MAP_SHARED,
        fd: file.as_raw_fd(),
        offset: 0,
    };
    let address = map(&wanted).unwrap();
    let mut buffer = [1; 5 * PAGE];
    assert_eq!(read(address, &mut buffer), Ok(2 * PAGE));
    assert_eq!(read(address + 2 * PAGE, &mut buffer), Err(Errno::EFAULT));
    assert_eq!(write(address + 2 * PAGE, b"x"), Err(Errno::EFAULT));
    assert_eq!(
        atomic(address + 2 * PAGE, Width::Bits32, AtomicOp::Add(1)),
        Err(Errno::EFAULT)
    );
    assert_eq!(
        touch_in_child(address + 2 * PAGE, None),
        Ok(128 + libc::SIGBUS)
    );
    assert_eq!(touch_in_child(address, Some(1)), Ok(0));
    unmap(address, 5 * PAGE).unwrap();
    assert_eq!(touch_in_child(address, None), Ok(128 + libc::SIGSEGV));
}

#[test]
fn the_shells_own_memory_is_out_of_reach() {
    let own = Box::new([7_u8; 64]);
    let address = own.as_ptr().addr();
    let page = down(address);
    assert_eq!(write(address, b"x"), Err(Errno::EPERM));
    assert_eq!(unmap(page, PAGE), Err(Errno::EPERM));
    assert_eq!(protect(page, PAGE, 0), Err(Errno::EPERM));
    assert_eq!(advise(page, PAGE, libc::MADV_DONTNEED), Err(Errno::EPERM));
    assert_eq!(
        remap(page, PAGE, 2 * PAGE, libc::MREMAP_MAYMOVE, 0),
        Err(Errno::EPERM)
    );
    assert_eq!(
        atomic(page, Width::Bits8, AtomicOp::Store(0)),
        Err(Errno::EFAULT)
    );
    let fixed = Wanted {
        address: page,
        length: PAGE,
        protection: BOTH,
        flags: libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED,
        fd: -1,
        offset: 0,
    };
    assert_eq!(map(&fixed), Err(Errno::EPERM));
    let mut buffer = [0; 64];
    assert_eq!(read(address, &mut buffer), Ok(64));
    assert_eq!(buffer, *own);
}

#[test]
fn the_place_below_the_stack_is_not_given_away() {
    let stack = crate::sys::stack::reserved().unwrap();
    let wanted = Wanted {
        address: down(stack.start) + 16 * PAGE,
        length: PAGE,
        protection: BOTH,
        flags: libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
        fd: -1,
        offset: 0,
    };
    assert_eq!(map(&wanted), Err(Errno::EPERM));
    assert_eq!(unmap(wanted.address, PAGE), Err(Errno::EPERM));
}

#[test]
fn protection_is_kept_account_of() {
    let address = anonymous(2 * PAGE, BOTH);
    protect(address, PAGE, libc::PROT_READ).unwrap();
    assert_eq!(write(address, b"x"), Err(Errno::EFAULT));
    assert_eq!(write(address + PAGE, b"x"), Ok(1));
    assert_eq!(atomic(address, Width::Bits32, AtomicOp::Load), Ok(0));
    assert_eq!(
        atomic(address, Width::Bits32, AtomicOp::Store(1)),
        Err(Errno::EACCES)
    );
    unmap(address, 2 * PAGE).unwrap();
}

#[test]
fn a_mapping_grows_and_the_kernel_speaks_for_itself() {
    let address = anonymous(PAGE, BOTH);
    write(address, b"kept").unwrap();
    advise(address, PAGE, libc::MADV_DONTNEED).unwrap();
    let moved = remap(address, PAGE, PAGE, libc::MREMAP_MAYMOVE, 0).unwrap();
    assert_eq!(moved, address);
    assert_eq!(resident(address, PAGE).map(|pages| pages.len()), Ok(1));
    assert_eq!(sync(address, PAGE, libc::MS_SYNC), Ok(()));
    assert_eq!(sync(address + 1, PAGE, libc::MS_SYNC), Err(Errno::EINVAL));
    assert_eq!(lock(address, PAGE, 0), Ok(()));
    assert_eq!(unlock(address, PAGE), Ok(()));
    unmap(address, PAGE).unwrap();
    assert_eq!(remap(address, PAGE, PAGE, 0, 0), Err(Errno::EFAULT));
    assert_eq!(resident(address, PAGE), Err(Errno::ENOMEM));
}

#[test]
fn wrong_arguments_of_mmap() {
    let wanted = |length, flags, offset| Wanted {
        address: 0,
        length,
        protection: BOTH,
        flags,
        fd: -1,
        offset,
    };
    let anonymous = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    assert_eq!(map(&wanted(0, anonymous, 0)), Err(Errno::EINVAL));
    assert_eq!(map(&wanted(1, anonymous, 1)), Err(Errno::EINVAL));
    assert_eq!(map(&wanted(1, libc::MAP_ANONYMOUS, 0)), Err(Errno::EINVAL));
    assert_eq!(map(&wanted(1, libc::MAP_SHARED, 0)), Err(Errno::EBADF));
    assert_eq!(map(&wanted(usize::MAX, anonymous, 0)), Err(Errno::ENOMEM));
}

#[test]
fn atomic_numbers_wrap_at_their_width() {
    let address = anonymous(PAGE, BOTH);
    assert_eq!(atomic(address, Width::Bits8, AtomicOp::Sub(1)), Ok(0));
    assert_eq!(atomic(address, Width::Bits16, AtomicOp::Load), Ok(0xff));
    assert_eq!(
        atomic(address + 8, Width::Bits64, AtomicOp::Exchange(u64::MAX)),
        Ok(0)
    );
    assert_eq!(
        atomic(address + 8, Width::Bits64, AtomicOp::Add(2)),
        Ok(u64::MAX)
    );
    assert_eq!(
        atomic(address + 8, Width::Bits64, AtomicOp::CompareExchange(1, 9)),
        Ok(1)
    );
    assert_eq!(
        atomic(address + 8, Width::Bits64, AtomicOp::CompareExchange(1, 7)),
        Ok(9)
    );
    assert_eq!(atomic(address + 8, Width::Bits64, AtomicOp::Load), Ok(9));
    assert_eq!(
        atomic(address + 1, Width::Bits16, AtomicOp::Load),
        Err(Errno::EINVAL)
    );
    unmap(address, PAGE).unwrap();
}

#[test]
fn a_futex_sleeps_only_on_what_is_expected() {
    let address = anonymous(PAGE, BOTH);
    let short = Some(Duration::from_millis(2));
    assert_eq!(futex_wait(address, 1, short), Err(Errno::EAGAIN));
    assert_eq!(futex_wait(address, 0, short), Err(Errno::ETIMEDOUT));
    assert_eq!(futex_wake(address, u32::MAX), Ok(0));
    assert_eq!(futex_wake(address + 1, 1), Err(Errno::EINVAL));
    unmap(address, PAGE).unwrap();
    assert_eq!(futex_wait(address, 0, short), Err(Errno::EFAULT));
}

#[test]
fn a_segment_is_attached_used_and_detached() {
    isolated(|| {
        let id = shm::get(libc::IPC_PRIVATE, 5000, 0o600).unwrap();
        let address = attach(id, 0, 0).unwrap();
        let again = attach(id, 0, libc::SHM_RDONLY).unwrap();
        assert_eq!(shm::stat(id).unwrap().attachments, 2);
        assert_eq!(write(address + 4999, b"ab"), Ok(2));
        let mut buffer = [0; 2];
        assert_eq!(read(again + 4999, &mut buffer), Ok(2));
        assert_eq!(&buffer, b"ab");
        assert_eq!(write(again, b"x"), Err(Errno::EFAULT));
        assert_eq!(write(address + 2 * PAGE - 1, b"xyz").unwrap(), 1);
        assert_eq!(detach(address + PAGE), Err(Errno::EINVAL));
        detach(address).unwrap();
        assert_eq!(detach(address), Err(Errno::EINVAL));
        assert_eq!(write(address, b"x"), Err(Errno::EFAULT));
        assert_eq!(attach(id, again, 0), Err(Errno::EINVAL));
        assert_eq!(attach(id, again, libc::SHM_REMAP), Ok(again));
        assert_eq!(write(again, b"x"), Ok(1));
        assert_eq!(
            attach(id, down((&raw const buffer).addr()), libc::SHM_REMAP),
            Err(Errno::EPERM)
        );
        shm::remove(id).unwrap();
    });
}

#[test]
fn segments_cut_by_munmap_are_forgotten_as_a_whole_by_shmdt() {
    isolated(|| {
        let id = shm::get(libc::IPC_PRIVATE, 3 * PAGE, 0o600).unwrap();
        let address = attach(id, 0, 0).unwrap();
        unmap(address + PAGE, PAGE).unwrap();
        assert_eq!(write(address + PAGE, b"x"), Err(Errno::EFAULT));
        assert_eq!(write(address + 2 * PAGE, b"x"), Ok(1));
        detach(address).unwrap();
        assert_eq!(write(address + 2 * PAGE, b"x"), Err(Errno::EFAULT));
        shm::remove(id).unwrap();
    });
}
