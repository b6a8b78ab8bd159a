//! The names of signals: `INT` ↔ 2, `RTMIN+3` ↔ 37, and their descriptions.
//!
//! XCU kill and trap: names are told without the `SIG` prefix; as an extension the prefix is taken, in any case.
//! `EXIT` and 0 are not signals here: `trap` knows them.

use super::Signal;

/// The first real-time signal that programs may use; glibc keeps 32 and 33 to itself.
pub const RTMIN: Signal = 34;
/// The last real-time signal.
pub const RTMAX: Signal = 64;

/// Names and descriptions of signals 1 to 31.
#[rustfmt::skip]
const STANDARD: [(&str, &str); 31] = [
    ("HUP", "Hangup"),
    ("INT", "Interrupt"),
    ("QUIT", "Quit"),
    ("ILL", "Illegal instruction"),
    ("TRAP", "Trace/breakpoint trap"),
    ("ABRT", "Aborted"),
    ("BUS", "Bus error"),
    ("FPE", "Floating point exception"),
    ("KILL", "Killed"),
    ("USR1", "User defined signal 1"),
    ("SEGV", "Segmentation fault"),
    ("USR2", "User defined signal 2"),
    ("PIPE", "Broken pipe"),
    ("ALRM", "Alarm clock"),
    ("TERM", "Terminated"),
    ("STKFLT", "Stack fault"),
    ("CHLD", "Child exited"),
    ("CONT", "Continued"),
    ("STOP", "Stopped (signal)"),
    ("TSTP", "Stopped"),
    ("TTIN", "Stopped (tty input)"),
    ("TTOU", "Stopped (tty output)"),
    ("URG", "Urgent I/O condition"),
    ("XCPU", "CPU time limit exceeded"),
    ("XFSZ", "File size limit exceeded"),
    ("VTALRM", "Virtual timer expired"),
    ("PROF", "Profiling timer expired"),
    ("WINCH", "Window changed"),
    ("IO", "I/O possible"),
    ("PWR", "Power failure"),
    ("SYS", "Bad system call"),
];

/// Second names of a signal.
const SYNONYMS: [(&str, Signal); 4] = [
    ("CLD", libc::SIGCHLD),
    ("IOT", libc::SIGABRT),
    ("POLL", libc::SIGIO),
    ("UNUSED", libc::SIGSYS),
];

/// Names of signals 34 to 64; the upper half counts down from the last, as in other shells.
#[rustfmt::skip]
const REAL_TIME: [&str; 31] = [
    "RTMIN", "RTMIN+1", "RTMIN+2", "RTMIN+3", "RTMIN+4", "RTMIN+5", "RTMIN+6", "RTMIN+7",
    "RTMIN+8", "RTMIN+9", "RTMIN+10", "RTMIN+11", "RTMIN+12", "RTMIN+13", "RTMIN+14", "RTMIN+15",
    "RTMAX-14", "RTMAX-13", "RTMAX-12", "RTMAX-11", "RTMAX-10", "RTMAX-9", "RTMAX-8", "RTMAX-7",
    "RTMAX-6", "RTMAX-5", "RTMAX-4", "RTMAX-3", "RTMAX-2", "RTMAX-1", "RTMAX",
];

/// The name of a signal without `SIG`, or `None` for what has none: 32, 33 and everything outside 1 to 64.
#[must_use]
pub fn signal_name(signal: Signal) -> Option<&'static str> {
    if let Ok(index) = usize::try_from(signal.checked_sub(1)?)
        && let Some((name, _)) = STANDARD.get(index)
    {
        return Some(name);
    }
    let index = usize::try_from(signal.checked_sub(RTMIN)?).ok()?;
    REAL_TIME.get(index).copied()
}

/// The description of a signal, as "Terminated"; what `jobs` and the shell say of a child that it ended.
#[must_use]
pub fn signal_description(signal: Signal) -> &'static str {
    let index = signal.checked_sub(1).and_then(|n| usize::try_from(n).ok());
    match index.and_then(|index| STANDARD.get(index)) {
        Some((_, description)) => description,
        None if (RTMIN..=RTMAX).contains(&signal) => "Real-time signal",
        None => "Unknown signal",
    }
}

/// The signal that a word names: `INT`, `SIGINT`, `int`, `RTMIN+3`, `RTMAX-1`, or a decimal number 1 to 64.
///
/// Numbers are range-checked: `4294967295` is no signal, and neither is 0.
#[must_use]
pub fn signal_number(word: &[u8]) -> Option<Signal> {
    if word.first()?.is_ascii_digit() {
        return number(word).filter(|n| (1..=RTMAX).contains(n));
    }
    let name = match word.split_at_checked(3) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(b"SIG") => rest,
        _ => word,
    };
    standard(name).or_else(|| real_time(name))
}

fn standard(name: &[u8]) -> Option<Signal> {
    let names = (1..).zip(STANDARD.iter().map(|(name, _)| *name));
    names
        .chain(SYNONYMS.iter().map(|(name, signal)| (*signal, *name)))
        .find(|(_, known)| known.as_bytes().eq_ignore_ascii_case(name))
        .map(|(signal, _)| signal)
}

/// `RTMIN`, `RTMIN+n`, `RTMAX`, `RTMAX-n`.
fn real_time(name: &[u8]) -> Option<Signal> {
    let (base, offset) = name.split_at_checked(5)?;
    let offset = match offset.split_first() {
        None => 0,
        Some((b'+', digits)) => number(digits)?,
        Some((b'-', digits)) => -number(digits)?,
        Some(_) => return None,
    };
    let signal = if base.eq_ignore_ascii_case(b"RTMIN") && offset >= 0 {
        RTMIN + offset
    } else if base.eq_ignore_ascii_case(b"RTMAX") && offset <= 0 {
        RTMAX + offset
    } else {
        return None;
    };
    (RTMIN..=RTMAX).contains(&signal).then_some(signal)
}

/// A decimal number of at most three digits: more than any signal needs, and it cannot overflow.
fn number(digits: &[u8]) -> Option<i32> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits.iter().try_fold(0_i32, |sum, digit| {
        let sum = sum * 10 + i32::from(digit - b'0');
        (sum < 1000).then_some(sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_to_numbers_and_back() {
        assert_eq!(signal_name(2), Some("INT"));
        assert_eq!(signal_name(31), Some("SYS"));
        assert_eq!(signal_name(34), Some("RTMIN"));
        assert_eq!(signal_name(49), Some("RTMIN+15"));
        assert_eq!(signal_name(50), Some("RTMAX-14"));
        assert_eq!(signal_name(64), Some("RTMAX"));
        for signal in 1..=64 {
            let name = signal_name(signal);
            assert_eq!(
                name.and_then(|n| signal_number(n.as_bytes())),
                name.map(|_| signal)
            );
        }
    }

    #[test]
    fn what_is_no_signal_has_no_name() {
        for number in [i32::MIN, -1, 0, 32, 33, 65, i32::MAX] {
            assert_eq!(signal_name(number), None, "{number}");
        }
    }

    #[test]
    fn prefix_case_and_synonyms_are_taken() {
        assert_eq!(signal_number(b"SIGINT"), Some(2));
        assert_eq!(signal_number(b"sigterm"), Some(15));
        assert_eq!(signal_number(b"Cld"), Some(17));
        assert_eq!(signal_number(b"SIGRTMIN+3"), Some(37));
        assert_eq!(signal_number(b"rtmax-30"), Some(34));
    }

    #[test]
    fn numbers_are_range_checked() {
        assert_eq!(signal_number(b"9"), Some(9));
        assert_eq!(signal_number(b"064"), Some(64));
        for word in [
            "0",
            "65",
            "4294967297",
            "99999999999999999999",
            "9x",
            "-1",
            "",
            "SIG",
            "RTMIN-1",
            "RTMIN+31",
            "RTMAX+1",
            "RTMIN+",
            "EXIT",
        ] {
            assert_eq!(signal_number(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn descriptions_are_those_of_strsignal() {
        assert_eq!(signal_description(15), "Terminated");
        assert_eq!(signal_description(11), "Segmentation fault");
        assert_eq!(signal_description(40), "Real-time signal");
        assert_eq!(signal_description(0), "Unknown signal");
    }
}
