//! Bytes from a descriptor, and none more than are used.
//!
//! Where the descriptor can seek, a block is read and the offset set back at the end, or (where nobody can tell) the rest
//! kept for the next line; blocks are read too where nobody else will read the rest; elsewhere bytes are read one by one.

use std::time::Duration;

use crate::builtin::{BuiltinError, Host, Leave, write_all};
use crate::sys::resource::monotonic_time;
use crate::sys::{Ahead, Errno, Fd, Kernel, errno_text, signal};

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The bytes, without the delimiter and without the backslashes that quote.
    pub(super) text: Vec<u8>,
    /// Which of them were quoted; shorter than the text if the last ones were not.
    quoted: Vec<bool>,
    /// Why there are no more.
    pub(super) end: End,
}

/// Why a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The delimiter came, or enough characters.
    Delimiter,
    /// The input has ended.
    File,
    /// The time is over.
    Time,
}

/// What makes a line.
pub(super) struct Rules {
    /// Whether backslashes are ordinary.
    pub(super) is_raw: bool,
    /// The byte that ends it.
    pub(super) delimiter: Option<u8>,
    /// The most characters.
    pub(super) count: Option<usize>,
    /// Whether `PS2` is written before a continued line.
    pub(super) prompts: bool,
}

/// Why there is no byte.
enum Gap {
    End(End),
    Leave(Leave),
}

/// What is done when a signal interrupts.
type Interrupted<'i> = &'i mut dyn FnMut(&mut dyn Host) -> Result<(), Leave>;

/// A descriptor that is read from.
pub struct Input {
    fd: Fd,
    can_seek: bool,
    /// Whether signals are looked for before each sleep.
    watches: bool,
    deadline: Option<Duration>,
    /// How many bytes are certainly wanted.
    wanted: usize,
    /// How often something was read; a block counts as many bytes.
    fills: u32,
    ahead: Ahead,
}

/// After so many reads, signals are looked for although there is always something to read.
const MANY: u32 = 1 << 14;

impl Input {
    /// Reads from `fd`, for at most `time`.
    pub fn new(kernel: &dyn Kernel, fd: Fd, time: Option<Duration>, watches: bool) -> Self {
        let ahead = kernel.take_ahead(fd);
        Self {
            fd,
            can_seek: ahead.is_some() || kernel.seek_by(fd, 0).is_ok(),
            watches,
            deadline: time.map(|time| monotonic_time().saturating_add(time)),
            wanted: 1,
            fills: 0,
            ahead: ahead.unwrap_or_else(|| Ahead::empty(Vec::new())),
        }
    }

    /// Reads from `fd`, where nobody reads what is left: the pipe or file goes with this command.
    pub fn to_the_last(fd: Fd, time: Option<Duration>) -> Self {
        Self {
            fd,
            can_seek: false,
            watches: false,
            deadline: time.map(|time| monotonic_time().saturating_add(time)),
            wanted: usize::MAX,
            fills: 0,
            ahead: Ahead::empty(Vec::new()),
        }
    }

    /// So many bytes will be used in any case: they may be read at once.
    pub const fn count_ahead(&mut self, count: usize) {
        self.wanted = count;
    }

    /// Gives back what was read and not used, or has it kept.
    pub fn finish(self, kernel: &dyn Kernel) {
        if !self.can_seek {
            return;
        }
        let Err(ahead) = kernel.keep_ahead(self.fd, self.ahead) else {
            return;
        };
        let unused = ahead.unused().len();
        if unused > 0 {
            let back = i64::try_from(unused).unwrap_or(0);
            let _ = kernel.seek_by(self.fd, -back); // it could seek before
        }
    }

    /// Reads a line.
    pub(super) fn line(
        &mut self,
        host: &mut dyn Host,
        rules: &Rules,
        interrupted: Interrupted<'_>,
    ) -> Result<Line, Leave> {
        let mut line = Line {
            text: Vec::new(),
            quoted: Vec::new(),
            end: End::Delimiter,
        };
        let mut characters = Characters::new(host.state().vars.is_utf8());
        while rules.count.is_none_or(|count| characters.complete < count) {
            if rules.count.is_none() {
                self.plain_bytes(rules, &mut line)?;
            }
            let byte = match self.byte(host, interrupted) {
                Ok(byte) => byte,
                Err(Gap::End(end)) => {
                    line.end = end;
                    break;
                }
                Err(Gap::Leave(leave)) => return Err(leave),
            };
            if rules.delimiter == Some(byte) {
                break;
            }
            let mut byte = byte;
            let is_escape = byte == b'\\' && !rules.is_raw;
            if is_escape {
                byte = match self.byte(host, interrupted) {
                    Ok(b'\n') => {
                        prompt_for_more(host, rules);
                        continue;
                    }
                    Ok(byte) => byte,
                    Err(Gap::End(end)) => {
                        line.end = end; // a lone backslash at the end is dropped, as in other shells
                        break;
                    }
                    Err(Gap::Leave(leave)) => return Err(leave),
                };
            }
            if byte != 0 {
                line.push(byte, is_escape)?;
                characters.note(byte);
            }
        }
        Ok(line)
    }

    /// Takes what is there up to the next byte that means something: the delimiter, a backslash, NUL.
    fn plain_bytes(&mut self, rules: &Rules, line: &mut Line) -> Result<(), Leave> {
        let unused = self.ahead.unused();
        let delimiter = rules.delimiter.unwrap_or(0);
        let backslash = if rules.is_raw { 0 } else { b'\\' };
        let end = memchr::memchr3(delimiter, backslash, 0, unused);
        let plain = unused.get(..end.unwrap_or(unused.len()));
        let plain = plain.unwrap_or_default();
        line.push_plain(plain)?;
        self.ahead.at += plain.len();
        Ok(())
    }

    /// The next byte.
    fn byte(&mut self, host: &mut dyn Host, interrupted: Interrupted<'_>) -> Result<u8, Gap> {
        loop {
            if let Some(byte) = self.ahead.bytes.get(self.ahead.at) {
                self.ahead.at += 1;
                return Ok(*byte);
            }
            match self.fill(host.kernel()) {
                Ok(0) => return Err(Gap::End(End::File)),
                Ok(_) => {}
                Err(Errno::EINTR) => interrupted(host).map_err(Gap::Leave)?,
                Err(Errno::ETIMEDOUT) => return Err(Gap::End(End::Time)),
                Err(errno) => return Err(Gap::Leave(failed(self.fd, errno).into())),
            }
        }
    }

    /// Reads what may be read. `ETIMEDOUT` is the time that is over.
    pub fn fill(&mut self, kernel: &dyn Kernel) -> Result<usize, Errno> {
        self.fills = self.fills.wrapping_add(if self.can_seek { 256 } else { 1 });
        if self.fills.is_multiple_of(MANY) && signal::any_pending() {
            return Err(Errno::EINTR); // a line without an end must be left some day
        }
        if (self.watches && !self.can_seek) || self.deadline.is_some() {
            let left = self
                .deadline
                .map(|end| end.saturating_sub(monotonic_time()));
            // What is always ready, as /dev/zero, must come to an end too.
            let is_over = left.is_some_and(|left| left.is_zero());
            if is_over || !kernel.wait_readable_for(self.fd, left)? {
                return Err(Errno::ETIMEDOUT);
            }
        }
        let ahead = &mut self.ahead;
        let size = if self.can_seek {
            ahead.block
        } else {
            self.wanted.clamp(1, ahead.block)
        };
        ahead.bytes.resize(size, 0);
        ahead.at = 0;
        let result = loop {
            match kernel.read(self.fd, &mut ahead.bytes) {
                Err(Errno::EAGAIN) => kernel.wait_readable(self.fd)?,
                result => break result,
            }
        };
        let count = *result.as_ref().unwrap_or(&0);
        ahead.bytes.truncate(count);
        ahead.grow();
        self.wanted = self.wanted.saturating_sub(count);
        result
    }

    /// What was read and not used.
    pub fn unused(&self) -> &[u8] {
        self.ahead.unused()
    }

    /// `count` more bytes are used.
    pub fn consume(&mut self, count: usize) {
        self.ahead.at = self.ahead.at.saturating_add(count);
    }
}

/// The error of a descriptor that cannot be read.
pub fn failed(fd: Fd, errno: Errno) -> BuiltinError {
    BuiltinError::usage(format!("file descriptor {fd}: {}", errno_text(errno)))
}

fn prompt_for_more(host: &mut dyn Host, rules: &Rules) {
    if rules.prompts {
        let prompt = host
            .state()
            .vars
            .text(b"PS2")
            .unwrap_or_default()
            .into_owned();
        let _ = write_all(host.kernel(), 2, &prompt); // as any prompt
    }
}

impl Line {
    fn push_plain(&mut self, bytes: &[u8]) -> Result<(), Leave> {
        if self.text.try_reserve(bytes.len()).is_err() {
            return Err(BuiltinError::usage("there is no memory for a line so long").into());
        }
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn push(&mut self, byte: u8, is_quoted: bool) -> Result<(), Leave> {
        if self.text.try_reserve(1).is_err() {
            return Err(BuiltinError::usage("there is no memory for a line so long").into());
        }
        if is_quoted {
            self.quoted.resize(self.text.len(), false);
            self.quoted.push(true);
        }
        self.text.push(byte);
        Ok(())
    }

    /// Whether the byte at `at` was quoted by a backslash.
    pub(super) fn is_quoted(&self, at: usize) -> bool {
        self.quoted.get(at).copied().unwrap_or(false)
    }

    /// The bytes of `range`.
    pub(super) fn slice(&self, range: &std::ops::Range<usize>) -> &[u8] {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// A line with this text, for tests.
    #[cfg(test)]
    pub(super) fn of(text: &[u8], quoted_at: &[usize]) -> Self {
        let mut quoted = vec![false; text.len()];
        for at in quoted_at {
            quoted[*at] = true;
        }
        Self {
            text: text.to_vec(),
            quoted,
            end: End::Delimiter,
        }
    }
}

/// Counts characters of UTF-8, or of a locale with single bytes; a byte that does not belong to one counts alone.
struct Characters {
    is_utf8: bool,
    complete: usize,
    missing: u32,
}

impl Characters {
    const fn new(is_utf8: bool) -> Self {
        Self {
            is_utf8,
            complete: 0,
            missing: 0,
        }
    }

    fn note(&mut self, byte: u8) {
        let is_continuation = byte & 0xc0 == 0x80;
        if self.missing > 0 && is_continuation {
            self.missing -= 1;
        } else {
            self.complete += usize::from(self.missing > 0); // a broken one counts too
            self.missing = match byte {
                _ if !self.is_utf8 => 0,
                0xc2..=0xdf => 1,
                0xe0..=0xef => 2,
                0xf0..=0xf4 => 3,
                _ => 0,
            };
        }
        self.complete += usize::from(self.missing == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_complete_with_their_last_byte() {
        let count = |bytes: &[u8]| {
            let mut characters = Characters::new(true);
            bytes.iter().for_each(|byte| characters.note(*byte));
            characters.complete
        };
        assert_eq!(count("aé€".as_bytes()), 3);
        assert_eq!(count(b"\xc3"), 0);
        assert_eq!(count(b"\xffa"), 2);
        assert_eq!(count(b"\xc3a"), 2);
    }
}
