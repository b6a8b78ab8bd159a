//! Limits, times and clocks: `ulimit`, `times`, `SECONDS`, timeouts.

use std::time::Duration;

use super::Errno;

/// A resource that has a limit (getrlimit(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `RLIMIT_AS`: bytes of address space.
    AddressSpace,
    /// `RLIMIT_CORE`: bytes of a core file.
    Core,
    /// `RLIMIT_CPU`: seconds of processor time.
    Cpu,
    /// `RLIMIT_DATA`: bytes of data segment.
    Data,
    /// `RLIMIT_FSIZE`: bytes of a file written.
    FileSize,
    /// `RLIMIT_LOCKS`: file locks (without effect since Linux 2.4.25).
    Locks,
    /// `RLIMIT_MEMLOCK`: bytes locked in memory.
    LockedMemory,
    /// `RLIMIT_MSGQUEUE`: bytes in POSIX message queues.
    MessageQueues,
    /// `RLIMIT_NICE`: the ceiling of niceness.
    Nice,
    /// `RLIMIT_NOFILE`: one more than the highest descriptor.
    OpenFiles,
    /// `RLIMIT_NPROC`: processes of this user.
    Processes,
    /// `RLIMIT_RSS`: bytes in memory (without effect).
    ResidentSet,
    /// `RLIMIT_RTPRIO`: the ceiling of real-time priority.
    RealTimePriority,
    /// `RLIMIT_RTTIME`: microseconds of processor time without a blocking call under real-time scheduling.
    RealTime,
    /// `RLIMIT_SIGPENDING`: queued signals of this user.
    PendingSignals,
    /// `RLIMIT_STACK`: bytes of the main stack.
    Stack,
}

/// A soft and a hard limit; `None` is unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What holds.
    pub soft: Option<u64>,
    /// How far the soft limit may be raised.
    pub hard: Option<u64>,
}

type Number = libc::__rlimit_resource_t;

impl Resource {
    const fn number(self) -> Number {
        match self {
            Self::AddressSpace => libc::RLIMIT_AS,
            Self::Core => libc::RLIMIT_CORE,
            Self::Cpu => libc::RLIMIT_CPU,
            Self::Data => libc::RLIMIT_DATA,
            Self::FileSize => libc::RLIMIT_FSIZE,
            Self::Locks => libc::RLIMIT_LOCKS,
            Self::LockedMemory => libc::RLIMIT_MEMLOCK,
            Self::MessageQueues => libc::RLIMIT_MSGQUEUE,
            Self::Nice => libc::RLIMIT_NICE,
            Self::OpenFiles => libc::RLIMIT_NOFILE,
            Self::Processes => libc::RLIMIT_NPROC,
            Self::ResidentSet => libc::RLIMIT_RSS,
            Self::RealTimePriority => libc::RLIMIT_RTPRIO,
            Self::RealTime => libc::RLIMIT_RTTIME,
            Self::PendingSignals => libc::RLIMIT_SIGPENDING,
            Self::Stack => libc::RLIMIT_STACK,
        }
    }
}

/// The limits of a resource.
///
/// # Errors
/// None that a known resource can have.
pub fn limit(resource: Resource) -> Result<Limit, Errno> {
    let mut raw = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `raw` is ours to write.
    Errno::result(unsafe { libc::getrlimit(resource.number(), &raw mut raw) })?;
    Ok(Limit {
        soft: finite(raw.rlim_cur),
        hard: finite(raw.rlim_max),
    })
}

/// Sets the limits of a resource.
///
/// # Errors
/// `EINVAL` when soft is above hard; `EPERM` when the hard limit would rise.
pub fn set_limit(resource: Resource, limit: Limit) -> Result<(), Errno> {
    let raw = libc::rlimit {
        rlim_cur: limit.soft.unwrap_or(libc::RLIM_INFINITY),
        rlim_max: limit.hard.unwrap_or(libc::RLIM_INFINITY),
    };
    // SAFETY: `raw` is only read.
    Errno::result(unsafe { libc::setrlimit(resource.number(), &raw const raw) })?;
    if resource == Resource::Stack {
        super::stack::relearn();
    }
    Ok(())
}

fn finite(value: libc::rlim_t) -> Option<u64> {
    (value != libc::RLIM_INFINITY).then_some(value)
}

/// Whether a limit ends a process that has written or computed too much.
#[must_use]
pub fn ends_processes() -> bool {
    [Resource::FileSize, Resource::Cpu]
        .into_iter()
        .any(|resource| limit(resource).is_ok_and(|limit| limit.soft.is_some()))
}

/// Processor time of the shell and of its awaited children (XCU times).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The shell, in user mode.
    pub user: Duration,
    /// The shell, in the kernel.
    pub system: Duration,
    /// The children, in user mode.
    pub children_user: Duration,
    /// The children, in the kernel.
    pub children_system: Duration,
}

/// Processor times, to the microsecond (getrusage(2)).
///
/// # Errors
/// None that a correct call can have.
pub fn times() -> Result<Times, Errno> {
    let own = usage(Whose::Own)?;
    let children = usage(Whose::Children)?;
    Ok(Times {
        user: own.user,
        system: own.system,
        children_user: children.user,
        children_system: children.system,
    })
}

/// Whose use of resources is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// `RUSAGE_SELF`
    Own,
    /// `RUSAGE_CHILDREN`: those that have ended and were awaited.
    Children,
}

/// What was used (getrusage(2)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time in user mode.
    pub user: Duration,
    /// Processor time in the kernel.
    pub system: Duration,
    /// The most memory at once, in KiB.
    pub max_resident_kib: u64,
    /// Page faults that needed no reading.
    pub minor_faults: u64,
    /// Page faults that read from a device.
    pub major_faults: u64,
    /// Times the process gave up the processor to wait.
    pub voluntary_switches: u64,
    /// Times the processor was taken from it.
    pub involuntary_switches: u64,
}

/// The resources used so far.
///
/// # Errors
/// None that a correct call can have.
pub fn usage(whose: Whose) -> Result<Usage, Errno> {
    let who = match whose {
        Whose::Own => libc::RUSAGE_SELF,
        Whose::Children => libc::RUSAGE_CHILDREN,
    };
    // SAFETY: all-zero is a valid rusage.
    let mut raw: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `raw` is ours to write.
    Errno::result(unsafe { libc::getrusage(who, &raw mut raw) })?;
    Ok(Usage {
        user: of_timeval(raw.ru_utime),
        system: of_timeval(raw.ru_stime),
        max_resident_kib: natural(raw.ru_maxrss),
        minor_faults: natural(raw.ru_minflt),
        major_faults: natural(raw.ru_majflt),
        voluntary_switches: natural(raw.ru_nvcsw),
        involuntary_switches: natural(raw.ru_nivcsw),
    })
}

/// The time of day since 1970 (clock_gettime(2), `CLOCK_REALTIME`).
#[must_use]
pub fn real_time() -> Duration {
    clock(libc::CLOCK_REALTIME)
}

/// A clock that never jumps (`CLOCK_MONOTONIC`).
#[must_use]
pub fn monotonic_time() -> Duration {
    clock(libc::CLOCK_MONOTONIC)
}

fn clock(which: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is ours to write. These clocks always exist; on failure it stays 0.
    unsafe { libc::clock_gettime(which, &raw mut time) };
    of_timespec(time)
}

/// Offset of local time from UTC in seconds, and the daylight flag, at a moment (localtime_r(3)).
#[must_use]
pub fn local_time(seconds: i64) -> Option<LocalTime> {
    // SAFETY: all-zero is a valid tm: numbers and a null pointer.
    let mut raw: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both are ours; the result is `raw` or null.
    let answer = unsafe { libc::localtime_r(&raw const seconds, &raw mut raw) };
    (!answer.is_null()).then_some(LocalTime {
        year: i64::from(raw.tm_year) + 1900,
        month: raw.tm_mon + 1,
        day: raw.tm_mday,
        hour: raw.tm_hour,
        minute: raw.tm_min,
        second: raw.tm_sec,
        weekday: raw.tm_wday,
        year_day: raw.tm_yday + 1,
        offset: raw.tm_gmtoff,
    })
}

/// A moment in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// As 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: i32,
    /// 1 to 31.
    pub day: i32,
    /// 0 to 23.
    pub hour: i32,
    /// 0 to 59.
    pub minute: i32,
    /// 0 to 60.
    pub second: i32,
    /// 0 (Sunday) to 6.
    pub weekday: i32,
    /// 1 to 366.
    pub year_day: i32,
    /// Seconds east of UTC.
    pub offset: i64,
}

/// A moment written as a format says (strftime(3)): `%Y-%m-%d`; `None` when it would be longer than 4096 bytes.
#[must_use]
pub fn format_time(format: &[u8], seconds: i64) -> Option<Vec<u8>> {
    // A mark at the end tells an empty result from one that does not fit.
    let marked = super::process::c_string(&[format, b"."].concat()).ok()?;
    // SAFETY: all-zero is a valid tm: numbers and a null pointer.
    let mut moment: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both are ours; the result is `moment` or null.
    let answer = unsafe { libc::localtime_r(&raw const seconds, &raw mut moment) };
    if answer.is_null() {
        return None;
    }
    let mut text = vec![0_u8; 4096];
    // SAFETY: room for as many bytes as are told, a C string, and a whole tm.
    let count = unsafe {
        libc::strftime(
            text.as_mut_ptr().cast(),
            text.len(),
            marked.as_ptr(),
            &raw const moment,
        )
    };
    text.truncate(count.checked_sub(1)?);
    Some(text)
}

/// Makes local time that of a zone (`TZ`, tzset(3)), or of the system.
///
/// # Errors
/// `EINVAL` for a NUL in the name, `ENOMEM`.
pub fn set_time_zone(zone: Option<&[u8]>) -> Result<(), Errno> {
    unsafe extern "C" {
        fn tzset();
    }
    let answer = match zone {
        None => {
            // SAFETY: a C string. The shell has one thread, and reads C's environment only at its start.
            unsafe { libc::unsetenv(c"TZ".as_ptr()) }
        }
        Some(zone) => {
            let zone = super::process::c_string(zone)?;
            // SAFETY: C strings; as above.
            unsafe { libc::setenv(c"TZ".as_ptr(), zone.as_ptr(), 1) }
        }
    };
    Errno::result(answer)?;
    // SAFETY: no arguments; as above.
    unsafe { tzset() };
    Ok(())
}

/// Sleeps; a signal ends it early (nanosleep(2)).
///
/// # Errors
/// `EINTR`.
pub fn sleep(time: Duration) -> Result<(), Errno> {
    let time = timespec(time);
    // SAFETY: `time` is only read; the rest is not asked.
    Errno::result(unsafe { libc::nanosleep(&raw const time, std::ptr::null_mut()) }).map(drop)
}

/// A duration as C has it; longer than i64 seconds is as long as C can say.
pub(super) fn timespec(time: Duration) -> libc::timespec {
    libc::timespec {
        tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: libc::c_long::from(time.subsec_nanos().cast_signed()),
    }
}

pub(super) fn of_timespec(time: libc::timespec) -> Duration {
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(natural(time.tv_sec), nanoseconds.min(999_999_999))
}

fn of_timeval(time: libc::timeval) -> Duration {
    let microseconds = u32::try_from(time.tv_usec).unwrap_or(0).min(999_999);
    Duration::new(natural(time.tv_sec), microseconds * 1000)
}

fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::process;

    #[test]
    fn a_soft_limit_is_set_and_read_back() {
        let status = process::run_in_child(|| {
            let Ok(before) = limit(Resource::OpenFiles) else {
                return 1;
            };
            let wanted = Limit {
                soft: Some(50),
                hard: before.hard,
            };
            if set_limit(Resource::OpenFiles, wanted).is_err() {
                return 2;
            }
            i32::from(limit(Resource::OpenFiles) != Ok(wanted)) * 3
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn soft_above_hard_is_einval() {
        let wrong = Limit {
            soft: Some(2),
            hard: Some(1),
        };
        assert_eq!(set_limit(Resource::Core, wrong), Err(Errno::EINVAL));
    }

    #[test]
    fn every_resource_can_be_asked() {
        use Resource::*;
        for resource in [
            AddressSpace,
            Core,
            Cpu,
            Data,
            FileSize,
            Locks,
            LockedMemory,
            MessageQueues,
            Nice,
            OpenFiles,
            Processes,
            ResidentSet,
            RealTimePriority,
            RealTime,
            PendingSignals,
            Stack,
        ] {
            assert!(limit(resource).is_ok(), "{resource:?}");
        }
    }

    #[test]
    fn clocks_go_forward() {
        let before = monotonic_time();
        assert!(real_time().as_secs() > 1_700_000_000);
        assert!(sleep(Duration::from_millis(2)).is_ok());
        assert!(monotonic_time() >= before + Duration::from_millis(2));
    }

    #[test]
    fn moments_are_written_in_their_zone() {
        let status = process::run_in_child(|| {
            if set_time_zone(Some(b"XXX-2")).is_err() {
                return 1;
            }
            let text = format_time(b"%Y-%m-%d %H:%M:%S %z", 86_400);
            if text != Some(b"1970-01-02 02:00:00 +0200".to_vec())
                || format_time(b"", 0) != Some(Vec::new())
            {
                return 2;
            }
            i32::from(set_time_zone(None).is_err() || format_time(&[b'x'; 5000], 0).is_some()) * 3
        });
        assert_eq!(status, Ok(0));
        assert_eq!(format_time(b"a\0b", 0), None);
        assert_eq!(format_time(b"%Y", i64::MAX), None);
    }

    #[test]
    fn the_longest_duration_does_not_wrap() {
        assert_eq!(timespec(Duration::MAX).tv_sec, i64::MAX);
    }
}
