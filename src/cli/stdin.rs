//! Commands from standard input: nothing is read past the line that is run, so that a command may read the rest.

use std::cell::Cell;
use std::rc::Rc;

use crate::builtin::write_all;
use crate::syntax::{LineError, LineSource, TextLines};
use crate::sys::{Errno, Kernel};

/// Lines of descriptor 0. On what can seek, blocks are read and the rest is given back; elsewhere, byte by byte.
pub struct StdinLines {
    kernel: Rc<dyn Kernel>,
    /// Whether lines are printed as they are read (`set -v`).
    verbose: Rc<Cell<bool>>,
    can_seek: bool,
}

impl StdinLines {
    /// Lines of descriptor 0.
    #[must_use]
    pub fn new(kernel: Rc<dyn Kernel>, verbose: Rc<Cell<bool>>) -> Self {
        let can_seek = kernel.seek_by(0, 0).is_ok();
        Self {
            kernel,
            verbose,
            can_seek,
        }
    }

    fn read_block(&self, line: &mut Vec<u8>) -> Result<bool, Errno> {
        let mut block = [0; 1024];
        loop {
            let count = self.read(&mut block)?;
            let bytes = block.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(!line.is_empty());
            }
            let Some(end) = memchr::memchr(b'\n', bytes) else {
                line.extend_from_slice(bytes);
                continue;
            };
            let (head, tail) = bytes.split_at(end + 1);
            line.extend_from_slice(head);
            let back = i64::try_from(tail.len()).unwrap_or(0);
            if back > 0 {
                self.kernel.seek_by(0, -back)?;
            }
            return Ok(true);
        }
    }

    fn read_bytes(&self, line: &mut Vec<u8>) -> Result<bool, Errno> {
        let mut byte = [0];
        loop {
            if self.read(&mut byte)? == 0 {
                return Ok(!line.is_empty());
            }
            line.extend_from_slice(&byte);
            if byte == [b'\n'] {
                return Ok(true);
            }
        }
    }

    fn read(&self, buffer: &mut [u8]) -> Result<usize, Errno> {
        loop {
            match self.kernel.read(0, buffer) {
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => self.kernel.wait_readable(0)?,
                result => return result,
            }
        }
    }
}

impl LineSource for StdinLines {
    fn read_line(&mut self, line: &mut Vec<u8>, _is_continuation: bool) -> Result<bool, LineError> {
        let before = line.len();
        let mut new = Vec::new();
        let read = if self.can_seek {
            self.read_block(&mut new)
        } else {
            self.read_bytes(&mut new)
        };
        line.extend_from_slice(&new);
        if self.verbose.get() {
            let _ = write_all(&*self.kernel, 2, line.get(before..).unwrap_or_default()); // as any message
        }
        read.map_err(|errno| LineError::Io {
            errno: errno as i32,
        })
    }
}

/// Lines of a text, printed as they are read under `set -v`.
pub struct VerboseLines<'a> {
    /// The lines.
    pub inner: TextLines<'a>,
    /// Where they are printed.
    pub kernel: Rc<dyn Kernel>,
    /// Whether they are.
    pub verbose: Rc<Cell<bool>>,
}

impl LineSource for VerboseLines<'_> {
    fn read_line(&mut self, line: &mut Vec<u8>, is_continuation: bool) -> Result<bool, LineError> {
        let before = line.len();
        let read = self.inner.read_line(line, is_continuation)?;
        if self.verbose.get() {
            let _ = write_all(&*self.kernel, 2, line.get(before..).unwrap_or_default()); // as any message
        }
        Ok(read)
    }

    fn is_at_end(&mut self) -> bool {
        self.inner.is_at_end()
    }
}
