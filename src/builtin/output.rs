//! Standard output of builtins: collected, written in few calls, every write checked.

use crate::sys::{Errno, Fd, Kernel};

/// Bytes on their way to standard output. What a builtin writes is out, or its failure known, before
/// its status is: [`Output::finish`] is called after each body.
#[derive(Default)]
pub struct Output {
    buffer: Vec<u8>,
    failed: Option<Errno>,
    /// For substitutions that need no process: the bytes stay here and are never written.
    captures: Vec<Vec<u8>>,
}

/// How much is collected before it is written.
const CAPACITY: usize = 64 * 1024;

impl Output {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn write(&mut self, kernel: &dyn Kernel, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.captures.is_empty() && self.buffer.len() >= CAPACITY {
            self.flush(kernel);
        }
    }

    /// Writes out what was collected and tells whether everything since the last call went well.
    ///
    /// # Errors
    /// The errno of the first write that failed.
    pub fn finish(&mut self, kernel: &dyn Kernel) -> Result<(), Errno> {
        if self.captures.is_empty() && !self.buffer.is_empty() {
            self.flush(kernel);
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// From now on output is kept instead of written, until [`end_capture`](Self::end_capture). Nests.
    pub fn begin_capture(&mut self) {
        self.captures.push(std::mem::take(&mut self.buffer));
    }

    /// Ends the innermost capture: what was written meanwhile.
    pub fn end_capture(&mut self) -> Vec<u8> {
        let outer = self.captures.pop().unwrap_or_default();
        std::mem::replace(&mut self.buffer, outer)
    }

    /// Gives back the memory of what a capture gave.
    pub fn recycle(&mut self, mut spare: Vec<u8>) {
        if self.buffer.capacity() == 0 && spare.capacity() <= CAPACITY {
            spare.clear();
            self.buffer = spare;
        }
    }

    /// Whether output is being kept: then standard output is not descriptor 1.
    #[must_use]
    pub fn is_captured(&self) -> bool {
        !self.captures.is_empty()
    }

    /// Forgets what is unwritten (in a fork whose parent will write it).
    pub fn discard(&mut self) {
        self.buffer.clear();
        self.captures.clear();
        self.failed = None;
    }

    fn flush(&mut self, kernel: &dyn Kernel) {
        if self.failed.is_none() {
            self.failed = write_all(kernel, 1, &self.buffer).err();
        }
        self.buffer.clear();
    }
}

/// Writes all of `bytes` to `fd`: goes on after short writes and `EINTR`, waits when the descriptor is non-blocking.
///
/// # Errors
/// That of the write that failed.
pub fn write_all(kernel: &dyn Kernel, fd: Fd, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match kernel.write(fd, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => kernel.wait_writable(fd)?,
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}
