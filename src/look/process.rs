//! Processes: their numbers, names and parents.

use super::number;

/// The numbers of all processes that `/proc` shows, rising.
#[must_use]
pub fn all() -> Vec<i32> {
    let mut pids: Vec<i32> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| number(entry.ok()?.file_name().as_encoded_bytes()))
        .collect();
    pids.sort_unstable();
    pids
}

/// Whether the process lives (a zombie does not).
#[must_use]
pub fn is_alive(pid: i32) -> bool {
    stat(pid).is_some_and(|stat| !matches!(stat.state, b'Z' | b'X'))
}

/// The name of the process (`comm`).
#[must_use]
pub fn name(pid: i32) -> Vec<u8> {
    let text = std::fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
    text.trim_ascii_end().to_vec()
}

/// What `/proc/PID/stat` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// The state: `R`, `S`, `D`, `Z`, …
    pub state: u8,
    /// The parent.
    pub parent: i32,
}

/// State and parent of a process.
#[must_use]
pub fn stat(pid: i32) -> Option<Stat> {
    parse_stat(&std::fs::read(format!("/proc/{pid}/stat")).ok()?)
}

fn parse_stat(text: &[u8]) -> Option<Stat> {
    // The name stands in parentheses and may hold anything, also `)`: the last one ends it.
    let after = memchr::memrchr(b')', text)?;
    let mut fields = super::words(text.get(after + 1..)?);
    Some(Stat {
        state: *fields.next()?.first()?,
        parent: number(fields.next()?)?,
    })
}

/// Which signals a process has pending, holds back, ignores, and catches: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalMasks {
    /// `SigPnd`: for the thread.
    pub pending: u64,
    /// `ShdPnd`: for the process.
    pub shared_pending: u64,
    /// `SigBlk`
    pub blocked: u64,
    /// `SigIgn`
    pub ignored: u64,
    /// `SigCgt`
    pub caught: u64,
}

/// The masks in `/proc/PID/status`.
#[must_use]
pub fn signal_masks(pid: i32) -> Option<SignalMasks> {
    Some(parse_masks(
        &std::fs::read(format!("/proc/{pid}/status")).ok()?,
    ))
}

fn parse_masks(text: &[u8]) -> SignalMasks {
    let mut masks = SignalMasks::default();
    for line in text.split(|b| *b == b'\n') {
        let mut fields = super::words(line);
        let (Some(name), Some(bits)) = (fields.next(), fields.next()) else {
            continue;
        };
        let place = match name {
            b"SigPnd:" => &mut masks.pending,
            b"ShdPnd:" => &mut masks.shared_pending,
            b"SigBlk:" => &mut masks.blocked,
            b"SigIgn:" => &mut masks.ignored,
            b"SigCgt:" => &mut masks.caught,
            _ => continue,
        };
        *place = super::hexadecimal(bits).unwrap_or_default();
    }
    masks
}

/// The system call that the process sleeps in, with its arguments (`/proc/PID/syscall`).
#[must_use]
pub fn sleeping_in(pid: i32) -> Option<(u64, [u64; 6])> {
    parse_syscall(&std::fs::read(format!("/proc/{pid}/syscall")).ok()?)
}

fn parse_syscall(text: &[u8]) -> Option<(u64, [u64; 6])> {
    let mut fields = super::words(text);
    let call = number(fields.next()?)?;
    let mut args = [0; 6];
    for arg in &mut args {
        *arg = super::hexadecimal(fields.next()?.strip_prefix(b"0x")?)?;
    }
    Some((call, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        let stat = parse_stat(b"12 (a) Z (b) S 7 12 12 0");
        let expected = Stat {
            state: b'S',
            parent: 7,
        };
        assert_eq!(stat, Some(expected));
    }

    #[test]
    fn a_running_process_sleeps_in_nothing() {
        assert_eq!(parse_syscall(b"running\n"), None);
        assert_eq!(
            parse_syscall(b"0 0x3 0x7ffc 0x1 0x0 0x0 0x0 0x7ffd 0x7f0\n"),
            Some((0, [3, 0x7ffc, 1, 0, 0, 0]))
        );
        assert_eq!(parse_syscall(b"-1 0x7ffd 0x7f0\n"), None);
    }

    #[test]
    fn masks_are_read_by_name() {
        let masks =
            parse_masks(b"Name:\tx\nSigBlk:\t0000000000000202\nSigIgn:\t0000000000001000\n");
        assert_eq!(
            (masks.blocked, masks.ignored, masks.caught),
            (0x202, 0x1000, 0)
        );
    }

    #[test]
    fn this_process_is_seen() {
        let me = crate::sys::process::id();
        assert!(all().contains(&me));
        assert!(is_alive(me));
    }
}
