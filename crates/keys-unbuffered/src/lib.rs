//! The reader through which rustyline gets its keys: it reads one byte at a time and keeps none.
//!
//! In: the terminal, as rustyline wraps it. Out: its bytes; and, before each is waited for, a question to the program whether
//! to go on reading ([`set_before_read`]).
//!
//! rustyline would read up to 1024 bytes at once. What was typed ahead belongs to the command that runs next (`read`,
//! `cat`, a pager), so it must stay in the kernel until somebody asks for it. rustyline takes its reader from a package
//! called `buffer-redux`; this package bears that name and has that part of its interface which rustyline uses.

use std::cell::Cell;
use std::io::{self, Read};

/// Asked before each byte is read, and told the one that this reader read last; an error ends the reading with it.
pub type BeforeRead = fn(last: Option<u8>) -> io::Result<()>;

thread_local! {
    static BEFORE_READ: Cell<Option<BeforeRead>> = const { Cell::new(None) };
}

/// Has `question` asked from now on, in this thread, before each byte is read.
pub fn set_before_read(question: Option<BeforeRead>) {
    BEFORE_READ.set(question);
}

/// What a reader hands over to the next one: nothing, ever.
#[derive(Debug, Default)]
pub struct Buffer;

/// A reader that reads only what it is asked for.
#[derive(Debug)]
pub struct BufReader<R> {
    inner: R,
    last: Option<u8>,
}

impl<R> BufReader<R> {
    /// A reader of `inner`; no memory is needed, whatever the capacity.
    pub const fn with_capacity(_capacity: usize, inner: R) -> Self {
        Self { inner, last: None }
    }

    /// A reader of `inner` that begins with what another has left: nothing.
    #[allow(clippy::needless_pass_by_value, reason = "the interface is given")]
    pub const fn with_buffer(_buffer: Buffer, inner: R) -> Self {
        Self { inner, last: None }
    }

    /// What has been read and not been taken: nothing.
    #[must_use]
    pub const fn buffer(&self) -> &[u8] {
        &[]
    }

    /// What is read from.
    #[must_use]
    pub const fn get_ref(&self) -> &R {
        &self.inner
    }

    /// What is read from, and nothing.
    #[must_use]
    pub fn into_inner_with_buffer(self) -> (R, Buffer) {
        (self.inner, Buffer)
    }
}

impl<R: Read> Read for BufReader<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if let Some(question) = BEFORE_READ.get() {
            question(self.last)?;
        }
        let Some(first) = bytes.first_mut() else {
            return Ok(0);
        };
        let count = self.inner.read(std::slice::from_mut(first))?;
        self.last = (count > 0).then_some(*first);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_stays() {
        let mut typed: &[u8] = b"ab";
        let mut reader = BufReader::with_capacity(1024, &mut typed);
        let mut bytes = [0; 8];
        assert_eq!(reader.read(&mut bytes).unwrap(), 1);
        let (_, Buffer) = reader.into_inner_with_buffer();
        assert_eq!((bytes[0], typed), (b'a', &b"b"[..]));
    }

    #[test]
    fn the_question_can_end_the_reading() {
        let enough = |last| if last == Some(b'a') { Err(io::Error::other("enough")) } else { Ok(()) };
        set_before_read(Some(enough));
        let mut reader = BufReader::with_buffer(Buffer, &b"ab"[..]);
        assert_eq!(reader.read(&mut [0]).unwrap(), 1);
        assert_eq!(reader.read(&mut [0]).unwrap_err().to_string(), "enough");
        set_before_read(None);
        assert_eq!(reader.read(&mut [0]).unwrap(), 1);
    }
}
