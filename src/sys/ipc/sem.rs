//! System V semaphore sets (semget(2), semop(2), semctl(2)).

use std::mem::MaybeUninit;
use std::time::Duration;

use super::perm::{Change, Perm, slot_of};
use crate::sys::{Errno, Pid, memory, resource};

const SEM_STAT: i32 = 18;
const SEM_INFO: i32 = 19;
const SEM_STAT_ANY: i32 = 20;

/// What the kernel tells of a set: `struct semid_ds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// `sem_perm`
    pub perm: Perm,
    /// `sem_otime`: last operation, seconds since 1970, 0 for never: such a set is not initialised yet.
    pub operated: i64,
    /// `sem_ctime`: creation or last change.
    pub changed: i64,
    /// `sem_nsems`: semaphores in it.
    pub count: usize,
}

/// One of the operations that are done all together or not at all: `struct sembuf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `sem_num`
    pub number: u16,
    /// `sem_op`: added; if negative, taken when there is enough; if 0, waits for 0.
    pub delta: i16,
    /// `IPC_NOWAIT`
    pub no_wait: bool,
    /// `SEM_UNDO`
    pub undo: bool,
}

/// The limits: `struct seminfo` of `IPC_INFO`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `semmni`: sets.
    pub max_sets: u64,
    /// `semmns`: semaphores in all sets.
    pub max_semaphores: u64,
    /// `semmsl`: semaphores in one set.
    pub max_in_set: u64,
    /// `semopm`: operations in one call.
    pub max_operations: u64,
    /// `semvmx`: the highest value.
    pub max_value: u64,
}

/// What is in use: `struct seminfo` of `SEM_INFO`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sets.
    pub sets: u64,
    /// Semaphores in all sets.
    pub semaphores: u64,
}

/// Finds or makes a set (semget(2)); an id may be 0.
///
/// # Errors
/// `EACCES`, `EEXIST`, `EINVAL`, `ENOENT`, `ENOMEM`, `ENOSPC`.
pub fn get(key: i32, count: i32, flags: i32) -> Result<i32, Errno> {
    // SAFETY: numbers only.
    Errno::result(unsafe { libc::semget(key, count, flags) })
}

/// Does the operations all together, sleeping until they can be done, at most for `timeout` (semop(2), semtimedop(2)).
///
/// # Errors
/// `E2BIG`, `EACCES`, `EAGAIN` (`IPC_NOWAIT`, or the time is over), `EFBIG` (no such semaphore), `EIDRM`, `EINTR`,
/// `EINVAL`, `ENOMEM`, `ERANGE`.
pub fn operate(id: i32, operations: &[Operation], timeout: Option<Duration>) -> Result<(), Errno> {
    let mut raw: Vec<libc::sembuf> = operations
        .iter()
        .map(|operation| operation.in_c())
        .collect();
    let Some(timeout) = timeout.map(resource::timespec) else {
        // SAFETY: as many operations as are told.
        return Errno::result(unsafe { libc::semop(id, raw.as_mut_ptr(), raw.len()) }).map(drop);
    };
    // SAFETY: as many operations as are told, and a whole timespec. The system call itself: libc has no wrapper.
    let answer = unsafe {
        libc::syscall(
            libc::SYS_semtimedop,
            id,
            raw.as_mut_ptr(),
            raw.len(),
            &raw const timeout,
        )
    };
    Errno::result(answer).map(drop)
}

impl Operation {
    fn in_c(self) -> libc::sembuf {
        let flag = |on, flag: i32| if on { flag as libc::c_short } else { 0 };
        libc::sembuf {
            sem_num: self.number,
            sem_op: self.delta,
            sem_flg: flag(self.no_wait, libc::IPC_NOWAIT) | flag(self.undo, libc::SEM_UNDO),
        }
    }
}

/// What the kernel tells of a set (`IPC_STAT`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn stat(id: i32) -> Result<Set, Errno> {
    raw_stat(id, libc::IPC_STAT).map(|(_, raw)| set_of(&raw))
}

/// Changes owner and mode (`IPC_SET`).
///
/// # Errors
/// `EPERM`, `EACCES`, `EIDRM`, `EINVAL`.
pub fn set(id: i32, change: Change) -> Result<(), Errno> {
    let mut raw = raw_stat_to_change(id)?;
    change.apply(&mut raw.sem_perm);
    // SAFETY: a whole semid_ds, only read.
    Errno::result(unsafe { libc::semctl(id, 0, libc::IPC_SET, &raw mut raw) }).map(drop)
}

/// Removes a set at once (`IPC_RMID`); who sleeps on it wakes with `EIDRM`.
///
/// # Errors
/// `EPERM`, `EIDRM`, `EINVAL`.
pub fn remove(id: i32) -> Result<(), Errno> {
    ask(id, 0, libc::IPC_RMID).map(drop)
}

/// The value of a semaphore (`GETVAL`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn value(id: i32, number: i32) -> Result<i32, Errno> {
    ask(id, number, libc::GETVAL)
}

/// Sets the value of a semaphore (`SETVAL`).
///
/// # Errors
/// `ERANGE`, `EACCES`, `EIDRM`, `EINVAL`.
pub fn set_value(id: i32, number: i32, value: i32) -> Result<(), Errno> {
    // SAFETY: the argument of SETVAL is a number.
    Errno::result(unsafe { libc::semctl(id, number, libc::SETVAL, value) }).map(drop)
}

/// Who operated last on a semaphore (`GETPID`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn last_operator(id: i32, number: i32) -> Result<Pid, Errno> {
    ask(id, number, libc::GETPID)
}

/// How many sleep until a semaphore rises (`GETNCNT`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn waiting_for_rise(id: i32, number: i32) -> Result<i32, Errno> {
    ask(id, number, libc::GETNCNT)
}

/// How many sleep until a semaphore is 0 (`GETZCNT`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`.
pub fn waiting_for_zero(id: i32, number: i32) -> Result<i32, Errno> {
    ask(id, number, libc::GETZCNT)
}

/// The values of a set (`GETALL`).
///
/// # Errors
/// `EACCES`, `EIDRM`, `EINVAL`, `ENOMEM`.
pub fn values(id: i32) -> Result<Vec<u16>, Errno> {
    let count = stat(id)?.count;
    let mut values: Vec<u16> = Vec::new();
    memory::try_reserve(&mut values, count).map_err(|_| Errno::ENOMEM)?;
    values.resize(count, 0);
    // SAFETY: room for as many values as the set has: the number of a set never changes, and an id is not used again soon.
    Errno::result(unsafe { libc::semctl(id, 0, libc::GETALL, values.as_mut_ptr()) })?;
    Ok(values)
}

/// Sets the values of a set (`SETALL`).
///
/// # Errors
/// `EINVAL` also when there are not as many values as semaphores; `ERANGE`, `EACCES`, `EIDRM`.
pub fn set_values(id: i32, values: &[u16]) -> Result<(), Errno> {
    if stat(id)?.count != values.len() {
        return Err(Errno::EINVAL);
    }
    // SAFETY: as many values as the set has, only read.
    Errno::result(unsafe { libc::semctl(id, 0, libc::SETALL, values.as_ptr()) }).map(drop)
}

/// The limits (`IPC_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn limits() -> Result<Limits, Errno> {
    let (_, raw) = raw_info(libc::IPC_INFO)?;
    Ok(Limits {
        max_sets: natural(raw.semmni),
        max_semaphores: natural(raw.semmns),
        max_in_set: natural(raw.semmsl),
        max_operations: natural(raw.semopm),
        max_value: natural(raw.semvmx),
    })
}

/// What is in use (`SEM_INFO`).
///
/// # Errors
/// None that a correct call can have.
pub fn usage() -> Result<Usage, Errno> {
    let (_, raw) = raw_info(SEM_INFO)?;
    Ok(Usage {
        sets: natural(raw.semusz),
        semaphores: natural(raw.semaem),
    })
}

/// Every set there is and its id, readable or not (`SEM_STAT_ANY`; before Linux 4.17 only readable ones).
///
/// # Errors
/// None that a correct call can have; a set that vanishes meanwhile is left out.
pub fn list() -> Result<Vec<(i32, Set)>, Errno> {
    let (highest, raw) = raw_info(SEM_INFO)?;
    if raw.semusz == 0 {
        return Ok(Vec::new());
    }
    Ok((0..=highest).filter_map(at_index).collect())
}

fn at_index(index: i32) -> Option<(i32, Set)> {
    let answer = match raw_stat(index, SEM_STAT_ANY) {
        Err(Errno::EINVAL) => raw_stat(index, SEM_STAT), // an empty slot, or an old kernel
        answer => answer,
    };
    answer.ok().map(|(id, raw)| (id, set_of(&raw)))
}

fn ask(id: i32, number: i32, command: i32) -> Result<i32, Errno> {
    // SAFETY: these commands have no argument.
    Errno::result(unsafe { libc::semctl(id, number, command) })
}

fn raw_info(command: i32) -> Result<(i32, libc::seminfo), Errno> {
    let mut raw = MaybeUninit::<libc::seminfo>::zeroed();
    // SAFETY: these commands fill a seminfo, for which there is room.
    let highest = Errno::result(unsafe { libc::semctl(0, 0, command, raw.as_mut_ptr()) })?;
    // SAFETY: numbers only, all of whose bytes are initialised.
    Ok((highest, unsafe { raw.assume_init() }))
}

/// What is there before a change. An owner may change what nobody may read, and who may not change it is told so by the
/// change itself.
fn raw_stat_to_change(id: i32) -> Result<libc::semid_ds, Errno> {
    match raw_stat(id, libc::IPC_STAT) {
        Err(Errno::EACCES) => match raw_stat(slot_of(id), SEM_STAT_ANY) {
            Ok((found, raw)) if found == id => Ok(raw),
            _ => Err(Errno::EACCES),
        },
        answer => answer.map(|(_, raw)| raw),
    }
}

fn raw_stat(id: i32, command: i32) -> Result<(i32, libc::semid_ds), Errno> {
    let mut raw = MaybeUninit::<libc::semid_ds>::zeroed();
    // SAFETY: room for a semid_ds.
    let answer = Errno::result(unsafe { libc::semctl(id, 0, command, raw.as_mut_ptr()) })?;
    // SAFETY: numbers only, all of whose bytes are initialised.
    Ok((answer, unsafe { raw.assume_init() }))
}

fn set_of(raw: &libc::semid_ds) -> Set {
    Set {
        perm: Perm::of(&raw.sem_perm),
        operated: raw.sem_otime,
        changed: raw.sem_ctime,
        count: usize::try_from(raw.sem_nsems).unwrap_or(0),
    }
}

fn natural(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::namespace::tests::isolated;

    const fn operation(number: u16, delta: i16) -> Operation {
        Operation {
            number,
            delta,
            no_wait: false,
            undo: false,
        }
    }

    #[test]
    fn operations_are_done_all_together_or_not_at_all() {
        isolated(|| {
            let id = get(libc::IPC_PRIVATE, 2, 0o600).unwrap();
            set_values(id, &[1, 0]).unwrap();
            let both = [operation(0, -1), operation(1, -1)];
            let waited = operate(id, &both, Some(Duration::from_millis(5)));
            assert_eq!(waited, Err(Errno::EAGAIN));
            assert_eq!(values(id), Ok(vec![1, 0]));
            set_value(id, 1, 3).unwrap();
            operate(id, &both, None).unwrap();
            assert_eq!(values(id), Ok(vec![0, 2]));
            assert_eq!(value(id, 1), Ok(2));
            assert_eq!(last_operator(id, 1), Ok(crate::sys::process::id()));
            assert_eq!(waiting_for_rise(id, 0), Ok(0));
            assert_eq!(waiting_for_zero(id, 1), Ok(0));
        });
    }

    #[test]
    fn errors_name_what_is_wrong() {
        isolated(|| {
            let id = get(0x11, 1, libc::IPC_CREAT | 0o600).unwrap();
            assert_eq!(operate(id, &[operation(1, 1)], None), Err(Errno::EFBIG));
            assert_eq!(
                operate(id, &[operation(0, -1)], Some(Duration::ZERO)),
                Err(Errno::EAGAIN)
            );
            assert_eq!(set_value(id, 0, 40_000), Err(Errno::ERANGE));
            assert_eq!(set_values(id, &[1, 2]), Err(Errno::EINVAL));
            assert_eq!(operate(id, &[], None), Err(Errno::EINVAL));
            assert_eq!(get(0x11, 2, 0), Err(Errno::EINVAL));
            assert_eq!(list().map(|list| list.len()), Ok(1));
            assert_eq!(
                usage(),
                Ok(Usage {
                    sets: 1,
                    semaphores: 1
                })
            );
            assert!(limits().unwrap().max_value >= 32767);
            remove(id).unwrap();
            assert_eq!(value(id, 0), Err(Errno::EINVAL));
        });
    }

    #[test]
    fn undo_is_applied_when_the_process_ends() {
        isolated(|| {
            let id = get(libc::IPC_PRIVATE, 1, 0o600).unwrap();
            let status = crate::sys::process::run_in_child(|| {
                let up = Operation {
                    undo: true,
                    ..operation(0, 5)
                };
                i32::from(operate(id, &[up], None).is_err())
            });
            assert_eq!(status, Ok(0));
            assert_eq!(value(id, 0), Ok(0));
        });
    }
}
