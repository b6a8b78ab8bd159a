//! System V shared memory: making, looking, changing, removing (shmget(2), shmctl(2)).
//!
//! Attaching gives out an address: that is [`Mappings::attach`](super::map::Mappings::attach).

use std::mem::MaybeUninit;

use super::perm::{Change, Perm, slot_of};
use crate::sys::{Errno, Pid};

const SHM_STAT: i32 = 13;
const SHM_INFO: i32 = 14;
const SHM_STAT_ANY: i32 = 15;
/// In [`Perm::mode`]: removed, and gone with the last detach.
pub const DEST: u32 = 0o1000;
/// In [`Perm::mode`]: never swapped out.
pub const LOCKED: u32 = 0o2000;

/// What the kernel tells of a segment: `struct shmid_ds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// `shm_perm`
    pub perm: Perm,
    /// `shm_segsz`: the bytes asked for; the memory is whole pages.
    pub size: usize,
    /// `shm_atime`: last attach, seconds since 1970, 0 for never.
    pub attached: i64,
    /// `shm_dtime`: last detach.
    pub detached: i64,
    /// `shm_ctime`: creation or last change by `IPC_SET`.
    pub changed: i64,
    /// `shm_cpid`: who made it.
    pub creator: Pid,
    /// `shm_lpid`: who attached or detached last.
    pub last: Pid,
    /// `shm_nattch`: attachments, not processes.
    pub attachments: u64,
}

/// The limits: `struct shminfo`, as `/proc/sys/kernel/shm*`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `shmmax`: bytes of one segment.
    pub max_size: u64,
    /// `shmmin`
    pub min_size: u64,
    /// `shmmni`: segments.
    pub max_segments: u64,
    /// `shmall`: pages of all segments.
    pub max_pages: u64,
}

/// What is in use: `struct shm_info`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// `used_ids`
    pub segments: u64,
    /// `shm_tot`: pages of all segments.
    pub pages: u64,
    /// `shm_rss`: pages in memory.
    pub resident_pages: u64,
    /// `shm_swp`: pages swapped out.
    pub swapped_pages: u64,
}

#[repr(C)]
struct RawLimits {
    shmmax: libc::c_ulong,
    shmmin: libc::c_ulong,
    shmmni: libc::c_ulong,
    shmseg: libc::c_ulong,
    shmall: libc::c_ulong,
    unused: [libc::c_ulong; 4],
}

#[repr(C)]
struct RawUsage {
    used_ids: libc::c_int,
    shm_tot: libc::c_ulong,
    shm_rss: libc::c_ulong,
    shm_swp: libc::c_ulong,
    swap_attempts: libc::c_ulong,
    swap_successes: libc::c_ulong,
}

/// Finds or makes a segment (shmget(2)); an id may be 0.
///
/// # Errors
/// `EACCES`, `EEXIST`, `EINVAL`, `ENFILE`, `ENOENT`, `ENOMEM`, `ENOSPC`, `EPERM`.
pub fn get(key: i32, size: usize, flags: i32) -> Result<i32, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::shmget(key, size, flags) })
}

/// What the kernel tells of a segment (`IPC_STAT`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn stat(id: i32) -> Result<Segment, Errno> {
    raw_stat(id, libc::IPC_STAT).map(|(_, raw)| segment(&raw))
}

/// Changes owner and mode (`IPC_SET`).
///
/// # Errors
/// `EPERM`, `EACCES`, `EIDRM`, `EINVAL`.
pub fn set(id: i32, change: Change) -> Result<(), Errno> {
    let mut raw = raw_stat_to_change(id)?;
    change.apply(&mut raw.shm_perm);
    // SAFETY: a whole shmid_ds, only read.
    Errno::result(unsafe { libc::shmctl(id, libc::IPC_SET, &raw mut raw) }).map(drop)
}

/// Marks a segment for removal (`IPC_RMID`): it goes with its last attachment.
///
/// # Errors
/// `EPERM`, `EIDRM`, `EINVAL`.
pub fn remove(id: i32) -> Result<(), Errno> {
    command(id, libc::IPC_RMID)
}

/// Keeps a segment in memory (`SHM_LOCK`), or not (`SHM_UNLOCK`).
///
/// # Errors
/// `ENOMEM` and `EPERM` at `RLIMIT_MEMLOCK`, `EIDRM`, `EINVAL`.
pub fn lock(id: i32, on: bool) -> Result<(), Errno> {
    command(id, if on { libc::SHM_LOCK } else { libc::SHM_UNLOCK })
}

/// The limits (`IPC_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn limits() -> Result<Limits, Errno> {
    let mut raw = MaybeUninit::<RawLimits>::zeroed();
    // SAFETY: IPC_INFO fills a shminfo, for which there is room.
    Errno::result(unsafe { libc::shmctl(0, libc::IPC_INFO, raw.as_mut_ptr().cast()) })?;
    // SAFETY: all its bytes are initialised, and any value is valid.
    let raw = unsafe { raw.assume_init() };
    Ok(Limits {
        max_size: raw.shmmax,
        min_size: raw.shmmin,
        max_segments: raw.shmmni,
        max_pages: raw.shmall,
    })
}

/// What is in use (`SHM_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn usage() -> Result<Usage, Errno> {
    raw_usage().map(|(_, usage)| usage)
}

/// Every segment there is and its id, readable or not (`SHM_STAT_ANY`; before Linux 4.17 only readable ones).
///
/// # Errors
/// None that a correct call can have; a segment that vanishes meanwhile is left out.
pub fn list() -> Result<Vec<(i32, Segment)>, Errno> {
    let (highest, usage) = raw_usage()?;
    if usage.segments == 0 {
        return Ok(Vec::new());
    }
    Ok((0..=highest).filter_map(at_index).collect())
}

fn at_index(index: i32) -> Option<(i32, Segment)> {
    let answer = match raw_stat(index, SHM_STAT_ANY) {
        Err(Errno::EINVAL) => raw_stat(index, SHM_STAT), // an empty slot, or an old kernel
        answer => answer,
    };
    answer.ok().map(|(id, raw)| (id, segment(&raw)))
}

/// The highest slot in use, and the rest.
fn raw_usage() -> Result<(i32, Usage), Errno> {
    let mut raw = MaybeUninit::<RawUsage>::zeroed();
    // SAFETY: SHM_INFO fills a shm_info, for which there is room.
    let highest = Errno::result(unsafe { libc::shmctl(0, SHM_INFO, raw.as_mut_ptr().cast()) })?;
    // SAFETY: all its bytes are initialised, and any value is valid.
    let raw = unsafe { raw.assume_init() };
    let usage = Usage {
        segments: u64::try_from(raw.used_ids).unwrap_or(0),
        pages: raw.shm_tot,
        resident_pages: raw.shm_rss,
        swapped_pages: raw.shm_swp,
    };
    Ok((highest, usage))
}

/// What is there before a change. An owner may change what nobody may read, and who may not change it is told so by the
/// change itself.
fn raw_stat_to_change(id: i32) -> Result<libc::shmid_ds, Errno> {
    match raw_stat(id, libc::IPC_STAT) {
        Err(Errno::EACCES) => match raw_stat(slot_of(id), SHM_STAT_ANY) {
            Ok((found, raw)) if found == id => Ok(raw),
            _ => Err(Errno::EACCES),
        },
        answer => answer.map(|(_, raw)| raw),
    }
}

fn raw_stat(id: i32, command: i32) -> Result<(i32, libc::shmid_ds), Errno> {
    let mut raw = MaybeUninit::zeroed();
    // SAFETY: room for a shmid_ds.
    let answer = Errno::result(unsafe { libc::shmctl(id, command, raw.as_mut_ptr()) })?;
    // SAFETY: numbers only, all of whose bytes are initialised.
    Ok((answer, unsafe { raw.assume_init() }))
}

fn command(id: i32, command: i32) -> Result<(), Errno> {
    // SAFETY: these commands have no argument.
    Errno::result(unsafe { libc::shmctl(id, command, std::ptr::null_mut()) }).map(drop)
}

fn segment(raw: &libc::shmid_ds) -> Segment {
    Segment {
        perm: Perm::of(&raw.shm_perm),
        size: raw.shm_segsz,
        attached: raw.shm_atime,
        detached: raw.shm_dtime,
        changed: raw.shm_ctime,
        creator: raw.shm_cpid,
        last: raw.shm_lpid,
        attachments: raw.shm_nattch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::namespace::tests::isolated;

    #[test]
    fn a_segment_is_made_found_changed_and_removed() {
        isolated(|| {
            let id = get(0x2a, 1, libc::IPC_CREAT | libc::IPC_EXCL | 0o600).unwrap();
            assert_eq!(get(0x2a, 1, 0), Ok(id));
            assert_eq!(get(0x2a, 4096, 0), Err(Errno::EINVAL));
            assert_eq!(
                get(0x2a, 1, libc::IPC_CREAT | libc::IPC_EXCL),
                Err(Errno::EEXIST)
            );
            let segment = stat(id).unwrap();
            assert_eq!(
                (segment.perm.key, segment.perm.mode, segment.size),
                (0x2a, 0o600, 1)
            );
            assert_eq!(segment.creator, crate::sys::process::id());
            let change = Change {
                mode: Some(0o640),
                ..Change::default()
            };
            set(id, change).unwrap();
            assert_eq!(list().unwrap().len(), 1);
            assert_eq!(
                list().unwrap().first().map(|(id, s)| (*id, s.perm.mode)),
                Some((id, 0o640))
            );
            assert_eq!(
                usage().map(|usage| (usage.segments, usage.pages)),
                Ok((1, 1))
            );
            remove(id).unwrap();
            assert_eq!(stat(id), Err(Errno::EINVAL));
            assert_eq!(get(0x2a, 1, 0), Err(Errno::ENOENT));
            assert_eq!(list(), Ok(Vec::new()));
        });
    }

    #[test]
    fn private_keys_make_a_new_segment_each_time() {
        isolated(|| {
            let one = get(libc::IPC_PRIVATE, 10, 0o600).unwrap();
            let two = get(libc::IPC_PRIVATE, 10, 0o600).unwrap();
            assert_ne!(one, two);
            assert_eq!(stat(two).unwrap().perm.key, 0);
            assert_eq!(list().unwrap().len(), 2);
            lock(one, true).unwrap();
            assert_eq!(stat(one).unwrap().perm.mode, 0o600 | LOCKED);
        });
    }

    #[test]
    fn wrong_sizes_and_limits() {
        isolated(|| {
            assert_eq!(get(1, 0, libc::IPC_CREAT), Err(Errno::EINVAL));
            assert_eq!(limits().unwrap().min_size, 1);
            assert_eq!(stat(-1), Err(Errno::EINVAL));
        });
    }
}
