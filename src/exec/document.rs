//! Here-documents (XCU 2.7.4) without a file: a pipe if the text fits into it for sure, else memory.

use crate::sys::{Errno, Fd, Kernel};

/// What a new pipe holds at least, whatever the user's limits: two pages since Linux 6.x, one before.
const FITS_INTO_A_PIPE: usize = 4096;

/// A descriptor from which `text` can be read.
///
/// # Errors
/// The call that failed and its errno; nothing stays open.
pub fn open(kernel: &dyn Kernel, text: &[u8]) -> Result<Fd, (&'static str, Errno)> {
    if text.len() <= FITS_INTO_A_PIPE {
        through_pipe(kernel, text)
    } else {
        through_memory(kernel, text)
    }
}

fn through_pipe(kernel: &dyn Kernel, text: &[u8]) -> Result<Fd, (&'static str, Errno)> {
    let (read, write) = kernel.pipe().map_err(|errno| ("pipe2", errno))?;
    let written = write_all(kernel, write, text);
    let _ = kernel.close(write); // a fresh pipe end: close cannot fail
    let closed = |_: &_| _ = kernel.close(read); // the failure told is that of the write
    written.map(|()| read).inspect_err(closed)
}

fn through_memory(kernel: &dyn Kernel, text: &[u8]) -> Result<Fd, (&'static str, Errno)> {
    let fd = kernel
        .memfd(c"here-document")
        .map_err(|errno| ("memfd_create", errno))?;
    let back = -i64::try_from(text.len()).unwrap_or(i64::MAX);
    let filled = write_all(kernel, fd, text).and_then(|()| {
        kernel
            .seek_by(fd, back)
            .map(drop)
            .map_err(|errno| ("lseek", errno))
    });
    let closed = |_: &_| _ = kernel.close(fd); // the failure told is that of the write
    filled.map(|()| fd).inspect_err(closed)
}

fn write_all(kernel: &dyn Kernel, fd: Fd, mut text: &[u8]) -> Result<(), (&'static str, Errno)> {
    while !text.is_empty() {
        match kernel.write(fd, text) {
            Ok(count) => text = text.get(count..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(("write", errno)),
        }
    }
    Ok(())
}
