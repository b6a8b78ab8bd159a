//! Reading a whole file that the shell itself needs: a script, an argument of `.`.

use std::ffi::CString;

use super::Failure;
use crate::source::Span;
use crate::sys::{Errno, Fd, Kernel, OpenHow};

/// The bytes of the file at `path`. No descriptor stays open.
///
/// # Errors
/// The call that failed: `open` or `read` (a directory can be opened but not read).
pub fn read_file(kernel: &dyn Kernel, path: &[u8]) -> Result<Vec<u8>, Failure> {
    let told = |call, errno| Failure {
        call,
        noun: path.to_vec(),
        errno,
        cause: Span::default(),
    };
    let name = CString::new(path).map_err(|_| told("open", Errno::ENOENT))?;
    let fd = loop {
        match kernel.open(&name, OpenHow::read()) {
            Err(Errno::EINTR) => {}
            opened => break opened.map_err(|errno| told("open", errno))?,
        }
    };
    let text = read_to_end(kernel, fd);
    let _ = kernel.close(fd); // only read from
    text.map_err(|errno| told("read", errno))
}

fn read_to_end(kernel: &dyn Kernel, fd: Fd) -> Result<Vec<u8>, Errno> {
    let mut text = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match kernel.read(fd, &mut buffer) {
            Ok(0) => return Ok(text),
            Ok(count) => text.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}
