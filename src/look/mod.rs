//! What is there now: processes, descriptors, System V objects, mappings and locks, read from `/proc`.
//!
//! Everything here only reads, by `readlink` and the text files of proc(5). `/proc/PID/fd/N` is never opened: that
//! would add a reader or a writer and change what is looked at. Objects vanish while one reads; what is gone is left out.

pub mod attached;
pub mod fds;
pub mod maps;
pub mod peers;
pub mod posix;
pub mod process;
pub mod sysv;

/// The largest capacity of a pipe that needs no privilege (`/proc/sys/fs/pipe-max-size`).
#[must_use]
pub fn pipe_max_size() -> Option<u64> {
    number(&std::fs::read("/proc/sys/fs/pipe-max-size").ok()?)
}

/// The fields of one line of a table in `/proc`: words separated by blanks.
fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

/// A number in decimal.
fn number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// A number in hexadecimal.
fn hexadecimal(text: &[u8]) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(text).ok()?.trim(), 16).ok()
}
